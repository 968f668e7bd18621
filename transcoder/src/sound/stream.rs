//! One incoming stream: from packets in order of arrival to a frame every 10 ms.
//!
//! The sender's time (`media`) and ours run side by side, both in samples at 48 kHz. What is decoded goes to a short line; its front is
//! played now. The difference between the two is the delay: it grows when a packet comes too late to be played in time but
//! nothing was played in its stead, and is otherwise led to the target by taking out and putting in periods.

use super::FRAME;
use super::conceal::Concealer;
use super::decoder::{Decoder, MAX_PACKET, duration};
use super::delay::{Delay, MOST};
use super::fifo::Fifo;
use super::noise;
use super::queue::{Held, Inserted, Queue, Unwrap};
use super::stretch::NEEDED;
use crate::branch::BranchPacket;
use tolk_model::Codec;

/// A packet that would wait longer than this, or comes this much too late, belongs to another time: begin anew. 500 ms.
const OTHER_TIME: i64 = 24_000;
/// Concealed sound after which nothing is left to lose by beginning anew: 120 ms.
const NOTHING_LEFT: usize = 5_760;
/// Packets of the source before that are ignored after a change of source: they are stragglers, not a change back. One second.
const STRAGGLERS: i64 = 48_000;
/// What is played is told this often: 200 ms.
const TELL: i64 = 9_600;
/// What happened to a stream, for `/debug`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct StreamCounts {
    /// Packets taken.
    pub(super) packets: u64,
    /// Packets that were there already.
    pub(super) duplicate: u64,
    /// Packets that came after their time.
    pub(super) late: u64,
    /// Packets that could not be decoded.
    pub(super) malformed: u64,
    /// Samples that were made up.
    pub(super) concealed: u64,
    /// Samples that the next packet told.
    pub(super) recovered: u64,
    /// Samples taken out and put in.
    pub(super) shortened: u64,
    /// Samples put in.
    pub(super) lengthened: u64,
    /// Changes of source or codec.
    pub(super) restarts: u64,
    /// Jumps of the sender's time.
    pub(super) jumps: u64,
}

/// An incoming stream.
pub(super) struct Stream {
    pub(super) source: Option<Source>,
    pub(super) queue: Queue,
    pub(super) delay: Delay,
    pub(super) fifo: Fifo,
    pub(super) concealer: Concealer,
    /// Media time of the end of the line.
    pub(super) next: i64,
    /// Where the present concealment began.
    pub(super) concealing_from: Option<i64>,
    /// Samples concealed since the last real one.
    pub(super) run: usize,
    pub(super) last_change: i64,
    /// Media time of the frame that was pulled last.
    played: i64,
    /// When it was told what is played.
    told: Option<i64>,
    pub(super) counts: StreamCounts,
}

/// The present sender.
pub(super) struct Source {
    pub(super) ssrc: u32,
    pub(super) before: Option<(u32, i64)>,
    pub(super) codec: Codec,
    pub(super) decoder: Decoder,
    pub(super) unwrap: Unwrap,
    /// Sequence number of what was decoded last.
    pub(super) decoded: Option<i64>,
    pub(super) pausing: bool,
}

impl Stream {
    pub(super) fn new() -> Stream {
        Stream {
            source: None,
            queue: Queue::new(),
            delay: Delay::new(),
            fifo: Fifo::new(2 * MAX_PACKET + NEEDED),
            concealer: Concealer::new(),
            next: 0,
            concealing_from: None,
            run: 0,
            last_change: 0,
            played: 0,
            told: None,
            counts: StreamCounts::default(),
        }
    }

    /// Codec, delay and target in ms, for `/debug`.
    pub(super) fn debug_state(&self, now: i64) -> serde_json::Value {
        serde_json::json!({
            "codec": self.source.as_ref().map(|s| s.codec),
            "waiting": self.queue.len(),
            "delay_ms": self.source.as_ref().map(|_| self.wait(now) / 48),
            "target_ms": self.delay.target() / 48,
            "counts": self.counts,
        })
    }

    /// A packet came at `arrived`; the next frame is played at `tick`.
    pub(super) fn packet(&mut self, packet: &BranchPacket, arrived: i64, tick: i64) {
        if !self.follow_source(packet, arrived) {
            return;
        }
        let background =
            (packet.codec == Codec::ComfortNoise).then(|| noise::level(&packet.payload));
        let length = match background {
            Some(_) => Some(0),
            None => duration(packet.codec, &packet.payload),
        };
        let (Some(source), Some(length)) = (self.source.as_mut(), length) else {
            self.counts.malformed += 1;
            return;
        };
        let (sequence, timestamp) = source.unwrap.unwrap(packet.sequence, packet.timestamp);
        let media = timestamp * i64::from(48_000 / source.codec.clock_rate().max(1));
        let held = Held {
            sequence,
            media,
            duration: length,
            background,
            payload: packet.payload.clone(),
        };
        self.counts.packets += 1;
        let relative = arrived - media;
        if source.decoded.is_none() && self.queue.len() == 0 {
            self.begin_at(relative, tick);
        }
        self.admit(held, relative, tick);
    }

    /// The next 10 ms, played at `now`. `false` while there is nothing but silence.
    pub(super) fn pull(&mut self, now: i64, frame: &mut [f32; FRAME]) -> bool {
        if self.source.is_none() {
            frame.fill(0.0);
            return false;
        }
        self.fill(FRAME);
        if self.concealing_from.is_none() && self.delay.is_believed() {
            self.correct(now);
            self.fill(FRAME);
        }
        self.played = self.next - self.fifo.len() as i64;
        let ready = self.fifo.len().min(FRAME);
        frame[..ready].copy_from_slice(&self.fifo.waiting()[..ready]);
        frame[ready..].fill(0.0);
        self.fifo.skip(ready);
        // Never needed; keeps both clocks together if it were.
        self.next += (FRAME - ready) as i64;
        true
    }

    /// Source and RTP time of the frame that was just pulled at `now`, when it is time to tell: for lip-sync. Only of what came, not of
    /// what is made up.
    pub(super) fn playing(&mut self, now: i64) -> Option<(u32, u32)> {
        let source = self.source.as_ref()?;
        let due = self.told.is_none_or(|told| now - told >= TELL);
        if !due || source.decoded.is_none() || self.concealing_from.is_some() {
            return None;
        }
        self.told = Some(now);
        let ticks = self.played / i64::from(48_000 / source.codec.clock_rate().max(1));
        Some((source.ssrc, ticks as u32))
    }

    /// How long the fastest packet waits now.
    pub(super) fn wait(&self, now: i64) -> i64 {
        now - (self.next - self.fifo.len() as i64) - self.delay.floor()
    }

    /// Begins anew when source or codec changed; `false` when the packet is not of interest.
    fn follow_source(&mut self, packet: &BranchPacket, arrived: i64) -> bool {
        let mut before = None;
        if let Some(source) = &self.source {
            if source
                .before
                .is_some_and(|(ssrc, until)| ssrc == packet.ssrc && arrived < until)
            {
                self.counts.late += 1;
                return false;
            }
            let same_codec = packet.codec == source.codec || packet.codec == Codec::ComfortNoise;
            if source.ssrc == packet.ssrc && same_codec {
                return true;
            }
            if source.ssrc != packet.ssrc {
                before = Some((source.ssrc, arrived + STRAGGLERS));
            }
        }
        // What is no sound by itself cannot begin a stream: digits, or noise before the first word.
        let Some(decoder) = Decoder::new(packet.codec) else {
            return false;
        };
        if duration(packet.codec, &packet.payload).is_none() {
            self.counts.malformed += 1;
            return false;
        }
        if self.source.is_some() {
            self.counts.restarts += 1;
            self.concealer.cut();
        }
        self.queue.clear();
        self.fifo.clear();
        self.source = Some(Source {
            ssrc: packet.ssrc,
            before,
            codec: packet.codec,
            decoder,
            unwrap: Unwrap::new(packet.sequence, packet.timestamp),
            decoded: None,
            pausing: false,
        });
        true
    }

    /// The sender's time begins with a packet of this relative delay.
    fn begin_at(&mut self, relative: i64, tick: i64) {
        self.delay = Delay::new();
        self.next = tick - (relative + self.delay.target());
        self.concealing_from = None;
    }

    fn jump(&mut self, relative: i64, tick: i64) {
        self.counts.jumps += 1;
        if let Some(source) = &mut self.source {
            // The sequence may have been set back too.
            source.decoded = None;
        }
        self.queue.clear();
        self.fifo.clear();
        self.concealer.cut();
        self.begin_at(relative, tick);
    }

    fn admit(&mut self, held: Held, relative: i64, tick: i64) {
        let offset = tick - (self.next - self.fifo.len() as i64);
        let ahead = offset - relative;
        let newest = self
            .source
            .as_ref()
            .and_then(|s| s.decoded)
            .unwrap_or(i64::MIN);
        let lateness = self.next - held.media;
        if ahead > OTHER_TIME {
            self.jump(relative, tick);
        } else if lateness > 0 && held.duration > 0 {
            let nothing_in_its_stead = self.concealing_from.is_some_and(|from| held.media >= from);
            let wait = offset + lateness - self.delay.floor().min(relative);
            if nothing_in_its_stead && wait <= MOST {
                self.next = held.media;
            } else if self.is_other_time(lateness, held.sequence > newest) {
                self.jump(relative, tick);
            } else if held.sequence <= newest || lateness >= held.duration as i64 {
                self.counts.late += 1;
                self.delay.packet(relative);
                return;
            }
        }
        if held.duration > 0 {
            self.delay.packet(relative);
        }
        match self.queue.insert(held) {
            Inserted::Waits => {}
            Inserted::Duplicate => self.counts.duplicate += 1,
            Inserted::Full => self.jump(relative, tick),
        }
    }

    /// A late packet is not a straggler: the sender's time was set back, or the path became much longer.
    fn is_other_time(&self, lateness: i64, newer: bool) -> bool {
        let nothing_left = self.run > NOTHING_LEFT;
        let far = lateness > OTHER_TIME;
        (nothing_left && far) || (newer && (nothing_left || far))
    }
}
