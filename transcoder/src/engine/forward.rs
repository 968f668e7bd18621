//! Packets to legs: each under the receiver's own header and key.

use std::time::{Duration, Instant};

use tolk_model::codec::CodecLimits;
use tolk_model::{Codec, MediaEvent, StreamId};

use super::leg::{Leg, Outbound, TypeMap, Want};
use super::shard::{Fresh, Shard};
use super::sources::{Owner, Source, SourceKey};
use crate::branch::{BranchInput, BranchOutput};
use crate::net::SendQueue;
use crate::relay::{Kept, LayerState, SentPacket, Vp8Rewriter, choose};
use crate::rtp::{HeaderWriter, MIN_HEADER};

/// A feed of pictures waits so long for a whole one. Then it begins with whatever comes: some rooms never send one and refresh
/// their pictures piece by piece.
const PATIENCE: Duration = Duration::from_secs(3);
/// A layer without packets for so long is dead.
const ALIVE: Duration = Duration::from_millis(1000);
/// Room for what the receiver's header adds to a payload.
const HEADERS: usize = MIN_HEADER + 40;
/// The source of what the sound branch makes, toward the rewriter: no source of a leg has it.
const SOUND: u64 = 0;
/// The source of the silence between two others, toward the rewriter.
const HUSH: u64 = 1;

impl Shard {
    /// Sends what came in the last batch to everybody who gets it: source by source, receiver by receiver, so that packets to one
    /// receiver follow each other.
    pub(super) fn relay(&mut self, now: Instant) {
        if self.fresh.is_empty() {
            return;
        }
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.sort_by_key(|f| f.source);
        let mut rest = &fresh[..];
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|f| f.source == first.source).count();
            let (group, after) = rest.split_at(count);
            self.relay_source(now, first.source, group);
            rest = after;
        }
        fresh.clear();
        self.fresh = fresh;
    }

    fn relay_source(&mut self, now: Instant, key: SourceKey, group: &[Fresh]) {
        let Some(source) = self.sources.get(key) else {
            return;
        };
        let subscribers = match source.owner {
            Owner::Layer { leg, stream } => self
                .legs
                .get_mut(leg as usize)
                .and_then(Option::as_mut)
                .and_then(|leg| leg.streams.get_mut(stream))
                .map(|stream| std::mem::take(&mut stream.subscribers)),
            Owner::Class(meeting, class) => self
                .meetings
                .get_mut(&meeting)
                .and_then(|m| m.classes.iter_mut().find(|c| c.id == class))
                .map(|class| std::mem::take(&mut class.subscribers)),
        };
        let owner = source.owner;
        let Some(subscribers) = subscribers else {
            return;
        };
        for (place, stream) in &subscribers {
            let Some(leg) = self
                .legs
                .get_mut(*place as usize)
                .and_then(Option::as_deref_mut)
            else {
                continue;
            };
            for fresh in group {
                deliver(now, leg, *stream, source, fresh.number, &mut self.queue);
            }
        }
        match owner {
            Owner::Layer { leg, stream } => {
                if let Some(stream) = self
                    .legs
                    .get_mut(leg as usize)
                    .and_then(Option::as_mut)
                    .and_then(|leg| leg.streams.get_mut(stream))
                {
                    stream.subscribers = subscribers;
                }
            }
            Owner::Class(meeting, class) => {
                if let Some(class) = self
                    .meetings
                    .get_mut(&meeting)
                    .and_then(|m| m.classes.iter_mut().find(|c| c.id == class))
                {
                    class.subscribers = subscribers;
                }
            }
        }
    }

    /// Decides which source a feed should have, and asks it for a whole picture when that is another than now.
    pub(super) fn choose_source(&mut self, now: Instant, place: u32, stream: usize) {
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        if !out.open {
            return;
        }
        let (want, current) = (out.want.clone(), out.active.or(out.next.map(|n| n.0)));
        let wanted = match want {
            Want::Nothing | Want::Sound => return,
            Want::Class(class) => self.class_source(place, class),
            Want::Forward(leg, from) => self.layer_for(now, place, stream, (leg, from), current),
        };
        self.update_map(place, stream);
        let Some(wanted) = wanted else {
            return;
        };
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        if out.active == Some(wanted) {
            out.next = None;
        } else if out.next.map(|(key, _)| key) != Some(wanted) {
            out.next = Some((wanted, now));
            self.want_picture(wanted);
        }
    }

    fn class_source(&self, place: u32, class: tolk_model::ClassId) -> Option<SourceKey> {
        let meeting = self.meetings.get(&self.leg(place)?.meeting?)?;
        let class = meeting.classes.iter().find(|c| c.id == class)?;
        Some(class.source)
    }

    fn layer_for(
        &mut self,
        now: Instant,
        place: u32,
        stream: usize,
        from: (tolk_model::LegId, StreamId),
        current: Option<SourceKey>,
    ) -> Option<SourceKey> {
        let budget = self.budget(place);
        let (at, index) = self.find_stream(from.0, from.1)?;
        let source_stream = self.legs.get(at as usize)?.as_deref()?.streams.get(index)?;
        let mut states = Vec::with_capacity(source_stream.layers.len());
        let keys: Vec<Option<SourceKey>> = source_stream.layers.iter().map(|l| l.source).collect();
        for layer in &source_stream.layers {
            let source = layer.source.and_then(|key| self.sources.get_mut(key));
            states.push(LayerState {
                size: layer.size,
                alive: source
                    .as_ref()
                    .is_some_and(|s| now.saturating_duration_since(s.last) < ALIVE),
                rate: source.map_or(0, |s| s.meter.rate(now)),
            });
        }
        let out = self.outbound(place, stream)?;
        if keys.len() == 1 {
            return keys.first().copied().flatten();
        }
        let current = keys.iter().position(|key| key.is_some() && *key == current);
        let chosen = choose(&states, out.max_size, out.max_bitrate, budget, current)?;
        keys.get(chosen).copied().flatten()
    }

    /// What one picture feed of a leg may take: an equal share of what the leg can receive.
    pub(super) fn budget(&self, place: u32) -> Option<u64> {
        /// Kept free for sound and reports.
        const SOUND_RATE: u64 = 60_000;
        let leg = self.leg(place)?;
        let feeds = leg
            .streams
            .iter()
            .filter(|s| s.video && s.out.open && s.out.want != Want::Nothing)
            .count()
            .max(1) as u64;
        let available = leg.bandwidth.available()?;
        Some(available.saturating_sub(SOUND_RATE) / feeds)
    }

    /// How payload types of the feed's source become the receiver's.
    fn update_map(&mut self, place: u32, stream: usize) {
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        let (want, send, wanted) = (out.want.clone(), out.send.clone(), out.wanted_codec.clone());
        let map = match want {
            Want::Forward(leg, from) => {
                let receive = self
                    .find_stream(leg, from)
                    .and_then(|(at, index)| self.leg(at)?.streams.get(index))
                    .map(|s| s.receive.as_slice())
                    .unwrap_or_default();
                forward_map(receive, &send, wanted.as_ref())
            }
            Want::Class(_) => wanted
                .map(|codec| TypeMap {
                    from: 0,
                    to: codec.payload_type.get(),
                    rtx: codec.rtx.map(|rtx| rtx.get()),
                    codec: codec.codec,
                })
                .into_iter()
                .collect(),
            Want::Nothing | Want::Sound => Vec::new(),
        };
        if let Some(out) = self.outbound(place, stream) {
            out.map = map;
        }
    }

    pub(super) fn outbound(&mut self, place: u32, stream: usize) -> Option<&mut Outbound> {
        self.leg_mut(place)?
            .streams
            .get_mut(stream)
            .map(|stream| &mut stream.out)
    }

    /// Somebody needs a whole picture of this source.
    pub(super) fn want_picture(&mut self, key: SourceKey) {
        let Some(source) = self.sources.get_mut(key) else {
            return;
        };
        match source.owner {
            Owner::Layer { leg, stream } => {
                let video = self
                    .legs
                    .get(leg as usize)
                    .and_then(Option::as_deref)
                    .and_then(|leg| leg.streams.get(stream))
                    .is_some_and(|stream| stream.video);
                if video {
                    source.requests.want();
                }
            }
            Owner::Class(meeting, class) => {
                self.branches
                    .request(BranchInput::PictureRequest(meeting, class));
            }
        }
    }

    /// Whole pictures of everything that a leg is sent.
    pub(super) fn want_pictures_of(&mut self, place: u32) {
        let keys: Vec<SourceKey> = self
            .leg(place)
            .iter()
            .flat_map(|leg| &leg.streams)
            .filter_map(|stream| stream.out.next.map(|n| n.0).or(stream.out.active))
            .collect();
        for key in keys {
            self.want_picture(key);
        }
    }

    /// The far end asked by signalling.
    pub(super) fn picture_asked(&mut self, leg: tolk_model::LegId, stream: StreamId) {
        let key = self
            .find_stream(leg, stream)
            .and_then(|(place, index)| self.outbound(place, index))
            .and_then(|out| out.next.map(|n| n.0).or(out.active));
        if let Some(key) = key {
            self.want_picture(key);
        }
    }

    /// What the branches made.
    pub(super) fn take_outputs(&mut self, now: Instant) {
        while let Some(output) = self.branches.next_output() {
            match output {
                BranchOutput::Sound {
                    leg,
                    stream,
                    codec,
                    timestamp,
                    marker,
                    payload,
                } => {
                    if let Some((place, index)) = self.find_stream(leg, stream)
                        && let Some(leg) = self
                            .legs
                            .get_mut(place as usize)
                            .and_then(Option::as_deref_mut)
                    {
                        let made = Made {
                            codec,
                            timestamp,
                            marker,
                            payload: &payload,
                        };
                        send_made(now, leg, index, &made, &mut self.queue);
                    }
                }
                BranchOutput::Picture {
                    meeting,
                    class,
                    codec,
                    timestamp,
                    marker,
                    key,
                    payload,
                } => self.keep_picture(now, meeting, class, |source, kept| {
                    source.codec = Some(codec);
                    kept.timestamp = timestamp;
                    kept.marker = marker;
                    kept.key = key && source.between_pictures;
                    kept.payload.extend_from_slice(&payload);
                    source.between_pictures = marker;
                }),
                BranchOutput::NeedsPicture { leg, stream } => {
                    let sources: Vec<SourceKey> = self
                        .find_stream(leg, stream)
                        .and_then(|(place, index)| self.leg(place)?.streams.get(index))
                        .iter()
                        .flat_map(|stream| &stream.layers)
                        .filter_map(|layer| layer.source)
                        .collect();
                    for source in sources {
                        self.want_picture(source);
                    }
                }
                BranchOutput::WorkerReplaced { meeting, why } => {
                    self.branches.worker_replaced();
                    self.outbox.tell(MediaEvent::WorkerReplaced(meeting, why));
                }
                BranchOutput::StreamRefused { leg, stream } => {
                    self.outbox.tell(MediaEvent::StreamRefused(leg, stream));
                }
                BranchOutput::Event(event) => self.outbox.tell(event),
            }
        }
        self.relay(now);
    }

    fn keep_picture(
        &mut self,
        now: Instant,
        meeting: tolk_model::MeetingId,
        class: tolk_model::ClassId,
        fill: impl FnOnce(&mut Marks, &mut Kept),
    ) {
        let Some(key) = self
            .meetings
            .get(&meeting)
            .and_then(|m| m.classes.iter().find(|c| c.id == class))
            .map(|class| class.source)
        else {
            return;
        };
        let Some(source) = self.sources.get_mut(key) else {
            return;
        };
        let number = source.next;
        source.next += 1;
        source.last = now;
        let mut marks = Marks {
            codec: source.codec,
            between_pictures: source.between_pictures,
        };
        let kept = source.history.place(number);
        (kept.payload_type, kept.audio_level, kept.orientation) = (0, None, None);
        fill(&mut marks, kept);
        source.meter.add(now, kept.payload.len());
        source.codec = marks.codec;
        source.between_pictures = marks.between_pictures;
        self.fresh.push(Fresh {
            source: key,
            number,
        });
    }

    /// Sends a packet of the past once more (RFC 4588).
    pub(super) fn retransmit(&mut self, now: Instant, place: u32, stream: usize, sequence: u16) {
        let Some(leg) = self
            .legs
            .get_mut(place as usize)
            .and_then(Option::as_deref_mut)
        else {
            return;
        };
        let Some(sent) = leg
            .streams
            .get_mut(stream)
            .and_then(|stream| stream.out.sent.repeat(now, sequence))
        else {
            return;
        };
        let Some(source) = self.sources.get(SourceKey(sent.source)) else {
            return;
        };
        if let Some(kept) = source.history.get(sent.number) {
            repeat(now, leg, stream, sequence, &sent, kept, &mut self.queue);
        }
    }
}

/// The parts of a class source that a new payload changes.
struct Marks {
    codec: Option<Codec>,
    between_pictures: bool,
}

/// Sound that a branch made.
struct Made<'a> {
    codec: Codec,
    timestamp: u32,
    marker: bool,
    payload: &'a [u8],
}

/// Each type of the source that the receiver takes: the wanted codec first, else the first that is compatible.
fn forward_map(
    receive: &[CodecLimits],
    send: &[CodecLimits],
    wanted: Option<&CodecLimits>,
) -> Vec<TypeMap> {
    receive
        .iter()
        .filter_map(|from| {
            let fits =
                |to: &&CodecLimits| from.is_compatible_with(to) && from.clock_rate == to.clock_rate;
            let to = wanted.filter(fits).or_else(|| send.iter().find(fits))?;
            Some(TypeMap {
                from: from.payload_type.get(),
                to: to.payload_type.get(),
                rtx: to.rtx.map(|rtx| rtx.get()),
                codec: to.codec,
            })
        })
        .collect()
}

fn deliver(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    source: &Source,
    number: u64,
    queue: &mut SendQueue,
) {
    let Some(kept) = source.history.get(number) else {
        return;
    };
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let video = stream.video;
    let out = &mut stream.out;
    if !out.open {
        return;
    }
    let map = out
        .map
        .iter()
        .copied()
        .find(|m| m.from == kept.payload_type);
    let key = source.key;
    if out.active != Some(key) {
        let Some((next, since)) = out.next.filter(|(next, _)| *next == key) else {
            return;
        };
        let waited = now.saturating_duration_since(since) > PATIENCE && out.active.is_none();
        let begins = !kept.payload.is_empty() && (!video || kept.key || waited);
        if !begins || map.is_none() {
            return;
        }
        (out.active, out.next) = (Some(next), None);
    }
    // Only a difference of the source makes a new beginning: a feed that pauses and comes back goes on.
    if out.rewriter.source() != Some(key.0) {
        out.rewriter
            .switch(now, key.0, number, kept.timestamp, source.clock);
        out.vp8.switch();
    }
    let Some(map) = map.filter(|_| !kept.payload.is_empty()) else {
        out.rewriter.skip(number);
        return;
    };
    let Some((sequence, timestamp)) = out.rewriter.map(now, number, kept.timestamp) else {
        return;
    };
    let vp8 = (map.codec == Codec::Vp8)
        .then(|| out.vp8.next(&kept.payload))
        .flatten();
    out.clock = source.clock;
    if map.codec.is_primary() {
        out.codec = Some(map.codec);
    }
    let packet = Packet {
        payload_type: map.to,
        marker: kept.marker,
        sequence,
        timestamp,
        vp8,
        level: kept.audio_level,
        orientation: kept.orientation,
        retransmission: None,
        payload: &kept.payload,
    };
    let remembered = SentPacket {
        source: key.0,
        number,
        timestamp,
        payload_type: map.to,
        vp8,
    };
    if out.understands.nack {
        out.sent.put(sequence, remembered);
    }
    send(now, leg, index, &packet, queue);
}

fn send_made(now: Instant, leg: &mut Leg, index: usize, made: &Made<'_>, queue: &mut SendQueue) {
    let Some(out) = leg.streams.get_mut(index).map(|stream| &mut stream.out) else {
        return;
    };
    if out.want != Want::Sound || !out.open {
        return;
    }
    let fits = |limits: &&CodecLimits| limits.codec == made.codec;
    let Some(limits) = out
        .wanted_codec
        .as_ref()
        .filter(fits)
        .or_else(|| out.send.iter().find(fits))
    else {
        return;
    };
    let payload_type = limits.payload_type.get();
    out.clock = limits.clock_rate;
    out.codec = Some(made.codec);
    let (sequence, timestamp) = out
        .rewriter
        .next(now, SOUND, made.timestamp, limits.clock_rate);
    let packet = Packet {
        payload_type,
        marker: made.marker,
        sequence,
        timestamp,
        vp8: None,
        level: None,
        orientation: None,
        retransmission: None,
        payload: made.payload,
    };
    send(now, leg, index, &packet, queue);
}

fn repeat(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    sequence: u16,
    sent: &SentPacket,
    kept: &Kept,
    queue: &mut SendQueue,
) {
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let port = stream.port;
    let out = &mut stream.out;
    let rtx = out.rtx_ssrc.zip(
        out.map
            .iter()
            .find(|m| m.to == sent.payload_type)
            .and_then(|m| m.rtx),
    );
    let mut packet = Packet {
        payload_type: sent.payload_type,
        marker: kept.marker,
        sequence,
        timestamp: sent.timestamp,
        vp8: sent.vp8,
        level: kept.audio_level,
        orientation: kept.orientation,
        retransmission: None,
        payload: &kept.payload,
    };
    match rtx {
        Some((ssrc, payload_type)) => {
            packet.payload_type = payload_type;
            packet.sequence = out.rtx_sequence;
            packet.retransmission = Some((ssrc, sequence));
            out.rtx_sequence = out.rtx_sequence.wrapping_add(1);
        }
        // The same number twice under AES-GCM with another header would break the key; the other suites bear it.
        None if leg.ports.get(port).is_none_or(|p| p.rtp.forbids_repeats()) => return,
        None => {}
    }
    send(now, leg, index, &packet, queue);
}

/// Ends a forwarded voice for the receiver's Opus decoder: it would go on with what it heard last, loudly, wherever packets are few from
/// now on. A frame with the silence flag (RFC 6716 §4.3) takes its state to silence; more than one, because packets are lost.
pub(super) fn hush(now: Instant, leg: &mut Leg, index: usize, queue: &mut SendQueue) {
    /// 20 ms of fullband CELT, mono, silent.
    const FRAME: [u8; 3] = [0xf8, 0xff, 0xfe];
    const FRAMES: u32 = 3;
    const TICKS: u32 = 960;
    let Some(out) = leg.streams.get_mut(index).map(|stream| &mut stream.out) else {
        return;
    };
    if !out.open || out.codec != Some(Codec::Opus) {
        return;
    }
    let Some(limits) = out.send.iter().find(|limits| limits.codec == Codec::Opus) else {
        return;
    };
    let payload_type = limits.payload_type.get();
    for frame in 0..FRAMES {
        let Some(out) = leg.streams.get_mut(index).map(|stream| &mut stream.out) else {
            return;
        };
        let (sequence, timestamp) = out.rewriter.next(now, HUSH, frame * TICKS, 48_000);
        let packet = Packet {
            payload_type,
            marker: false,
            sequence,
            timestamp,
            vp8: None,
            level: None,
            orientation: None,
            retransmission: None,
            payload: &FRAME,
        };
        send(now, leg, index, &packet, queue);
    }
    // A second ending begins a timeline of its own.
    if let Some(stream) = leg.streams.get_mut(index) {
        stream.out.rewriter.release();
    }
}

/// A packet as its receiver gets it.
struct Packet<'a> {
    payload_type: u8,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    vp8: Option<(u16, u8)>,
    level: Option<u8>,
    orientation: Option<u8>,
    /// Our source of retransmissions and the original number.
    retransmission: Option<(u32, u16)>,
    payload: &'a [u8],
}

fn send(now: Instant, leg: &mut Leg, index: usize, packet: &Packet<'_>, queue: &mut SendQueue) {
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let Some(port) = leg.ports.get_mut(stream.port) else {
        return;
    };
    let out = &mut stream.out;
    let ssrc = packet.retransmission.map_or(out.ssrc, |(ssrc, _)| ssrc);
    let slot = queue.slot();
    let Some(mut writer) = HeaderWriter::new(
        slot,
        packet.payload_type,
        packet.marker,
        packet.sequence,
        packet.timestamp,
        ssrc,
    ) else {
        return;
    };
    if let (Some(id), Some(mid)) = (out.ids.mid, &out.mid) {
        writer.extension(id, mid.as_bytes());
    }
    if let Some(id) = out.ids.sequence.filter(|_| out.understands.transport_wide) {
        let number = leg.departures.number(now, packet.payload.len() + HEADERS);
        writer.extension(id, &number.to_be_bytes());
    }
    if let (Some(id), Some(level)) = (out.ids.level, packet.level) {
        writer.extension(id, &[level]);
    }
    if let (Some(id), Some(orientation)) = (out.ids.orientation, packet.orientation) {
        writer.extension(id, &[orientation]);
    }
    let original = packet
        .retransmission
        .map(|(_, number)| number.to_be_bytes());
    let prefix = original.as_ref().map_or(&[][..], |bytes| &bytes[..]);
    let Some(length) = writer.payload(prefix, packet.payload) else {
        return;
    };
    if let Some(counters) = packet.vp8
        && let Some(payload) = slot.get_mut(length - packet.payload.len()..length)
    {
        Vp8Rewriter::write(payload, counters);
    }
    if !port.rtp.send(queue, length, false) {
        return;
    }
    out.meter.add(now, length);
    leg.rate_out.add(now, length);
    if packet.retransmission.is_none() {
        out.packets += 1;
        out.bytes += packet.payload.len() as u64;
    }
}
