//! What the branches made, on its way to legs.

use std::time::Instant;

use tolk_model::codec::CodecLimits;
use tolk_model::{Codec, MediaEvent};

use super::leg::{Leg, Want, leg_at_mut};
use super::packet::{Packet, send};
use super::shard::{Fresh, Shard};
use super::sources::{Shown, SourceKey};
use crate::branch::BranchOutput;
use crate::net::SendQueue;
use crate::relay::Kept;

/// The source of what the sound branch makes, toward the rewriter: no source of a leg has it.
const SOUND: u64 = 0;
/// The source of the silence between two others, toward the rewriter.
const HUSH: u64 = 1;

impl Shard {
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
                    at,
                    payload,
                } => {
                    if let Some((place, index)) = self.find_stream(leg, stream) {
                        let made = Made {
                            codec,
                            timestamp,
                            marker,
                            at,
                            payload: &payload,
                        };
                        self.guard(place, |shard| {
                            if let Some(leg) = leg_at_mut(&mut shard.legs, place) {
                                send_made(now, leg, index, &made, &mut shard.queue);
                            }
                        });
                    }
                }
                BranchOutput::Playing { of, at } => self.playing(now, of, at),
                BranchOutput::Picture {
                    meeting,
                    class,
                    codec,
                    timestamp,
                    marker,
                    key,
                    of,
                    payload,
                } => {
                    let shown = of.and_then(|of| self.shown(now, timestamp, of));
                    self.keep_picture(now, meeting, class, |source, kept| {
                        source.codec = Some(codec);
                        source.shown = shown;
                        source.shows_nobody = of.is_none();
                        kept.timestamp = timestamp;
                        kept.marker = marker;
                        kept.key = key && source.between_pictures;
                        kept.payload.extend_from_slice(&payload);
                        source.between_pictures = marker;
                    })
                }
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
            shown: None,
            shows_nobody: false,
        };
        let kept = source.history.place(number);
        (kept.payload_type, kept.audio_level, kept.orientation) = (0, None, None);
        fill(&mut marks, kept);
        source.meter.add(now, kept.payload.len());
        source.codec = marks.codec;
        source.between_pictures = marks.between_pictures;
        match marks.shown {
            Some(shown) => source.shown = Some(shown),
            None if marks.shows_nobody => source.shown = None,
            // Its source is gone: the encoder's clock runs on.
            None => {}
        }
        self.fresh.push(Fresh {
            source: key,
            number,
        });
    }
}

/// The parts of a class source that a new payload changes.
struct Marks {
    codec: Option<Codec>,
    between_pictures: bool,
    /// What it shows, or that it shows nobody.
    shown: Option<Shown>,
    shows_nobody: bool,
}

/// Sound that a branch made.
struct Made<'a> {
    codec: Codec,
    timestamp: u32,
    marker: bool,
    at: Instant,
    payload: &'a [u8],
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
    out.made = Some((timestamp, made.at));
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
