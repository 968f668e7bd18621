//! Packets from a leg: whose they are, retransmissions undone, kept for those who are sent them.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::codec::{CodecLimits, PayloadType};
use tolk_model::plan::MediaEvent;
use tolk_model::{Codec, LegId, StreamId};

use super::decoded::Decode;
use super::leg::{Leg, LegStream, SsrcEntry, leg_at_mut};
use super::shard::{Fresh, Shard};
use super::sources::{Owner as SourceOwner, SourceKey};
use crate::branch::{BranchInput, BranchPacket};
use crate::relay::{Kept, Reception, starts_key_picture};
use crate::rtp::{Header, be16};

/// A source that sent within this time is not replaced by another one on the same stream: a plain port hears whom it must not.
const HOLD: Duration = Duration::from_millis(200);
/// An encoding that sent nothing for as long has ceased: another one is decoded in its place.
const ALIVE: Duration = Duration::from_millis(1000);

/// A packet with its retransmission undone.
struct Undone<'a> {
    sequence: u16,
    payload_type: u8,
    payload: &'a [u8],
    repaired: bool,
}

/// What is known of a packet once it is kept.
struct Taken {
    number: u64,
    codec: Codec,
    /// It begins a whole picture.
    whole: bool,
    source: SourceKey,
    ssrc: u32,
    level: Option<u8>,
}

impl Shard {
    /// One RTP packet in the clear.
    pub(super) fn receive_rtp(&mut self, now: Instant, place: u32, port: usize, packet: &[u8]) {
        #[cfg(test)]
        super::tests::swallow(packet);
        let micros = self.micros(now);
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(header) = Header::parse(packet) else {
            leg.refused += 1;
            return;
        };
        leg.rate_in.add(now, packet.len());
        leg.last_packet = now;
        leg.told.silent = None;
        // Every packet counts for congestion, also retransmissions and padding.
        let mut here = leg.streams.iter().filter(|s| s.port == port);
        let id = here.find_map(|s| s.ids_in.sequence);
        let log = leg.ports.get_mut(port).and_then(|p| p.arrivals.as_mut());
        if let (Some(log), Some(number)) = (log, header.extensions.get(id)) {
            log.record(be16(number), micros);
        }
        let Some(entry) = leg
            .ssrcs
            .find(header.ssrc)
            .or_else(|| classify(leg, port, &header))
        else {
            leg.refused += 1;
            return;
        };
        let Some(undone) = undo(leg, entry, &header) else {
            return;
        };
        self.take_in(now, place, entry, &header, &undone);
    }

    fn take_in(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        header: &Header<'_>,
        undone: &Undone<'_>,
    ) {
        if self.is_press_apart(place, entry, header.ssrc, undone.payload_type) {
            self.press(now, place, entry, header, undone.payload);
            return;
        }
        let Some(source) = self.source_of(now, place, entry, header.ssrc) else {
            return;
        };
        let Some(taken) = self.store(now, place, entry, header, undone, source) else {
            return;
        };
        self.fresh.push(Fresh {
            source,
            number: taken.number,
        });
        self.decode(now, place, entry, header, undone, &taken);
        if !undone.payload.is_empty() {
            self.tell(now, place, entry, header, undone, &taken);
        }
    }

    /// Logs the packet and keeps it; `None` when it is not new or its type is not known.
    fn store(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        header: &Header<'_>,
        undone: &Undone<'_>,
        key: SourceKey,
    ) -> Option<Taken> {
        let at = self.time(now);
        let leg = leg_at_mut(&mut self.legs, place)?;
        let stream = leg.streams.get_mut(entry.stream)?;
        let source = self.sources.get_mut(key)?;
        let Some((codec, clock)) = kind_of(stream, undone.payload_type) else {
            leg.refused += 1;
            return None;
        };
        let number = match source.log.receive(now, undone.sequence, undone.repaired) {
            Reception::New(number) => number,
            Reception::Old => return None,
            // Its next packet makes another source, for receivers a change like any other.
            Reception::Restarted => {
                let counts = source.log.counts();
                stream.past = (stream.past.0 + counts.0, stream.past.1 + counts.1);
                if let Some(layer) = stream.layers.get_mut(entry.layer) {
                    layer.source = None;
                }
                stream.digits.new_source();
                self.sources.remove(key);
                return None;
            }
        };
        // Events may be counted by another clock than the sound that they stand among (RFC 4733 §2.1 would not have it so).
        if codec.is_primary() {
            source.clock = clock;
        }
        if codec.is_primary() && !undone.repaired {
            source.log.timing(now, header.timestamp, clock);
        }
        // Digits stand still in RTP time, padding repeats it.
        if !undone.repaired && codec.is_primary() && !undone.payload.is_empty() {
            source.time.packet(at, header.timestamp, clock);
        }
        source.last = now;
        source.meter.add(now, undone.payload.len());
        stream.bytes_in += undone.payload.len() as u64;
        let whole = stream.video && starts_key_picture(codec, undone.payload);
        if whole {
            source.requests.answered(now);
        }
        if codec.is_primary() && !undone.payload.is_empty() {
            source.codec = Some(codec);
        }
        let kept = source.history.place(number);
        keep(kept, stream, header, undone, whole);
        Some(Taken {
            number,
            codec,
            whole,
            source: key,
            ssrc: source.ssrc,
            level: kept.audio_level,
        })
    }

    /// Gives the packet to the branch that decodes the stream, when it belongs to the encoding that is decoded.
    fn decode(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        header: &Header<'_>,
        undone: &Undone<'_>,
        taken: &Taken,
    ) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let id = leg.id;
        let Some(stream) = leg.streams.get_mut(entry.stream) else {
            return;
        };
        let padding = undone.payload.is_empty();
        if !(stream.to_picture || stream.to_sound && !padding) {
            return;
        }
        let layers = stream.layers.len();
        let decoded = stream
            .decoded
            .place()
            .and_then(|at| stream.layers.get(at)?.source);
        let alive = decoded
            .and_then(|key| self.sources.get(key))
            .is_some_and(|s| now.saturating_duration_since(s.last) < ALIVE);
        let verdict = match (padding, stream.decoded.is(entry.layer, layers)) {
            // Nothing to decode, but a decoder must not take its absence for a loss.
            (true, true) => Decode::Yes,
            (true, false) => Decode::No,
            (false, _) => stream
                .decoded
                .choose(entry.layer, layers, taken.whole, alive),
        };
        match verdict {
            Decode::Yes => {
                let packet = branch_packet(now, id, stream.id, taken, header, undone);
                self.branches
                    .packet(BranchInput::Packet(packet), stream.video);
            }
            Decode::OnceItIsWhole => {
                if let Some(source) = self.sources.get_mut(taken.source) {
                    source.requests.want();
                }
            }
            Decode::No => {}
        }
    }

    /// Tells the core what a packet says: a codec, a digit, a voice.
    fn tell(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        header: &Header<'_>,
        undone: &Undone<'_>,
        taken: &Taken,
    ) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let (leg_id, participant, meeting) = (leg.id, leg.participant, leg.meeting);
        let Some(stream) = leg.streams.get_mut(entry.stream) else {
            return;
        };
        let codec = taken.codec;
        let digit = (codec == Codec::TelephoneEvent)
            .then(|| {
                stream
                    .digits
                    .receive(now, header.ssrc, header.timestamp, undone.payload)
            })
            .flatten();
        if codec.is_primary() && stream.told_codec.replace(codec) != Some(codec) {
            let event = MediaEvent::Receiving(leg_id, stream.id, codec);
            self.outbox.tell(event);
        }
        if let Some(digit) = digit {
            self.outbox.tell(MediaEvent::Digit(leg_id, digit));
        }
        if let (Some(level), Some(participant), Some(meeting)) = (taken.level, participant, meeting)
            && let Some(meeting) = self.meetings.get_mut(&meeting)
        {
            meeting.speakers.hear(now, leg_id, participant, level);
        }
    }

    /// The source that an SSRC belongs to; made when it is new.
    fn source_of(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        ssrc: u32,
    ) -> Option<SourceKey> {
        let leg = leg_at_mut(&mut self.legs, place)?;
        let stream = leg.streams.get_mut(entry.stream)?;
        if !stream.receives {
            return None;
        }
        let layer = stream.layers.get_mut(entry.layer)?;
        let current = layer.source.and_then(|key| self.sources.get(key));
        if entry.repair {
            return current.map(|source| source.key);
        }
        match current {
            Some(source) if source.ssrc == ssrc => return Some(source.key),
            Some(source) if now.saturating_duration_since(source.last) < HOLD => return None,
            Some(source) => {
                let (key, counts) = (source.key, source.log.counts());
                stream.past = (stream.past.0 + counts.0, stream.past.1 + counts.1);
                self.sources.remove(key);
                stream.digits.new_source();
            }
            None => {}
        }
        let owner = SourceOwner::Layer {
            leg: place,
            stream: entry.stream,
        };
        let key = self.sources.add(now, owner, ssrc, 90_000);
        layer.source = Some(key);
        for (place, stream) in stream.subscribers.clone() {
            self.choose_source(now, place, stream);
        }
        Some(key)
    }
}

fn keep(
    kept: &mut Kept,
    stream: &LegStream,
    header: &Header<'_>,
    undone: &Undone<'_>,
    key_picture: bool,
) {
    let byte = |id| header.extensions.get(id).and_then(|v| v.first().copied());
    kept.payload_type = undone.payload_type;
    kept.marker = header.marker;
    kept.timestamp = header.timestamp;
    kept.audio_level = byte(stream.ids_in.level);
    kept.orientation = byte(stream.ids_in.orientation);
    kept.key = key_picture;
    kept.payload.extend_from_slice(undone.payload);
}

fn branch_packet(
    now: Instant,
    leg: LegId,
    stream: StreamId,
    taken: &Taken,
    header: &Header<'_>,
    undone: &Undone<'_>,
) -> BranchPacket {
    BranchPacket {
        leg,
        stream,
        ssrc: taken.ssrc,
        codec: taken.codec,
        payload_type: PayloadType::from_header(undone.payload_type),
        sequence: undone.sequence,
        timestamp: header.timestamp,
        marker: header.marker,
        arrived: now,
        payload: Bytes::copy_from_slice(undone.payload),
    }
}

/// Codec and clock of a payload type. Comfort noise under its static number (RFC 3551 §6) is taken unasked: some send it whatever was said,
/// and what is sent in its place is a gap.
fn kind_of(stream: &LegStream, payload_type: u8) -> Option<(Codec, u32)> {
    const COMFORT_NOISE: u8 = 13;
    match limits_of(&stream.receive, payload_type) {
        Some(limits) => Some((limits.codec, limits.clock_rate.max(1))),
        None if payload_type == COMFORT_NOISE && !stream.video => Some((Codec::ComfortNoise, 8000)),
        None => None,
    }
}

pub(super) fn limits_of(receive: &[CodecLimits], payload_type: u8) -> Option<&CodecLimits> {
    receive
        .iter()
        .find(|limits| limits.payload_type.get() == payload_type)
}

/// RFC 4588 §4: the original sequence number before the payload, the original type by the one of the retransmission.
fn undo<'a>(leg: &Leg, entry: SsrcEntry, header: &Header<'a>) -> Option<Undone<'a>> {
    if !entry.repair {
        return Some(Undone {
            sequence: header.sequence,
            payload_type: header.payload_type,
            payload: header.payload,
            repaired: false,
        });
    }
    let stream = leg.streams.get(entry.stream)?;
    let original = stream.receive.iter().find(|limits| {
        limits
            .rtx
            .is_some_and(|rtx| rtx.get() == header.payload_type)
    })?;
    // Padding on the retransmission's source probes the line and carries nothing.
    let (sequence, payload) = header.payload.split_first_chunk::<2>()?;
    Some(Undone {
        sequence: u16::from_be_bytes(*sequence),
        payload_type: original.payload_type.get(),
        payload,
        repaired: true,
    })
}

/// Whose an unknown SSRC is: by the identifiers in its header extensions, else by a payload type that only one stream has.
fn classify(leg: &mut Leg, port: usize, header: &Header<'_>) -> Option<SsrcEntry> {
    let text = |id| header.extensions.get(id);
    let here = |stream: &&LegStream| stream.port == port && stream.receives;
    let named = leg.streams.iter().position(|stream| {
        here(&stream)
            && stream.mid_in.is_some()
            && text(stream.ids_in.mid) == stream.mid_in.as_deref().map(str::as_bytes)
    });
    let knows = |stream: &LegStream| {
        stream.receive.iter().any(|limits| {
            limits.payload_type.get() == header.payload_type
                || limits
                    .rtx
                    .is_some_and(|rtx| rtx.get() == header.payload_type)
        })
    };
    let index = named.or_else(|| {
        let mut fitting = leg
            .streams
            .iter()
            .enumerate()
            .filter(|(_, stream)| here(stream) && knows(stream));
        let (index, _) = fitting.next()?;
        fitting.next().is_none().then_some(index)
    })?;
    let stream = leg.streams.get(index)?;
    let repair = limits_of(&stream.receive, header.payload_type).is_none();
    if repair && !knows(stream) {
        return None;
    }
    let rid = text(stream.ids_in.rid).or_else(|| text(stream.ids_in.repaired_rid));
    let layer = match rid {
        Some(rid) => stream
            .layers
            .iter()
            .position(|layer| layer.rid.as_deref().map(str::as_bytes) == Some(rid))
            .or_else(|| (stream.layers.len() == 1).then_some(0))?,
        None if stream.layers.len() == 1 => 0,
        None => return None,
    };
    let entry = SsrcEntry {
        ssrc: header.ssrc,
        stream: index,
        layer,
        repair,
    };
    leg.ssrcs.put(entry);
    Some(entry)
}
