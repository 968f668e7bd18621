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
use super::stretch::{self, NEEDED, Urgency};
use crate::branch::BranchPacket;
use tolk_model::Codec;

/// A packet that would wait longer than this, or comes this much too late, belongs to another time: begin anew. 500 ms.
const OTHER_TIME: i64 = 24_000;
/// Concealed sound after which nothing is left to lose by beginning anew: 120 ms.
const NOTHING_LEFT: usize = 5_760;
/// A wait this much above the most is cut at once: 100 ms.
const CUT: i64 = 4_800;
/// Wait above and below the target that is not yet corrected.
const TOO_LONG: i64 = 720;
const TOO_SHORT: i64 = -240;
/// A wrong wait that is corrected even where it is heard: 60 ms.
const URGENT: i64 = 2_880;
/// Pause between corrections: 100 ms.
const PAUSE: i64 = 4_800;
/// How long the Opus decoder is asked to conceal: it has faded by then.
const OPUS_CONCEALS: usize = 4_800;
/// The same in a pause that the sender announced: it refreshes its background each 400 ms.
const OPUS_PAUSES: usize = 28_800;
/// An Opus packet this short begins or refreshes a pause.
const DTX_BYTES: usize = 2;
/// Packets of the source before that are ignored after a change of source: they are stragglers, not a change back. One second.
const STRAGGLERS: i64 = 48_000;
/// Rounds of one frame's work: each decodes a packet or conceals, so a frame never needs as many.
const MAX_ROUNDS: usize = 128;

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
    source: Option<Source>,
    queue: Queue,
    delay: Delay,
    fifo: Fifo,
    concealer: Concealer,
    /// Media time of the end of the line.
    next: i64,
    /// Where the present concealment began.
    concealing_from: Option<i64>,
    /// Samples concealed since the last real one.
    run: usize,
    last_change: i64,
    counts: StreamCounts,
}

/// The present sender.
struct Source {
    ssrc: u32,
    before: Option<(u32, i64)>,
    codec: Codec,
    decoder: Decoder,
    unwrap: Unwrap,
    /// Sequence number of what was decoded last.
    decoded: Option<i64>,
    pausing: bool,
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
        let ready = self.fifo.len().min(FRAME);
        frame[..ready].copy_from_slice(&self.fifo.waiting()[..ready]);
        frame[ready..].fill(0.0);
        self.fifo.skip(ready);
        // Never needed; keeps both clocks together if it were.
        self.next += (FRAME - ready) as i64;
        true
    }

    /// How long the fastest packet waits now.
    fn wait(&self, now: i64) -> i64 {
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

    /// Decodes or conceals until `need` samples wait.
    fn fill(&mut self, need: usize) {
        for _ in 0..MAX_ROUNDS {
            if self.fifo.len() >= need {
                return;
            }
            match self.queue.front() {
                Some(front) if front.media <= self.next => self.decode_front(),
                Some(front) => {
                    let gap = (front.media - self.next) as usize;
                    self.bridge(gap);
                }
                None => self.conceal(FRAME),
            }
        }
    }

    /// Decodes what is there until `need` samples wait, conceals nothing.
    fn fill_ready(&mut self, need: usize) {
        for _ in 0..MAX_ROUNDS {
            let ready = self
                .queue
                .front()
                .is_some_and(|front| front.media <= self.next);
            if !ready || self.fifo.len() >= need {
                return;
            }
            self.decode_front();
        }
    }

    fn decode_front(&mut self) {
        let (Some(held), Some(source)) = (self.queue.pop(), self.source.as_mut()) else {
            return;
        };
        source.decoded = Some(held.sequence);
        if let Some(level) = held.background {
            self.concealer.set_background(level);
            return;
        }
        let end = held.media + held.duration as i64;
        if end <= self.next {
            self.counts.late += 1;
            return;
        }
        let line = self.fifo.tail();
        let start = line.len();
        if !source.decoder.decode(&held.payload, line) {
            line.truncate(start);
            self.counts.malformed += 1;
            return;
        }
        let overlap = usize::try_from(self.next - held.media).unwrap_or(0);
        let surplus = (start + overlap).min(line.len());
        line.drain(start..surplus);
        self.concealer.real(&mut line[start..]);
        source.pausing = source.codec == Codec::Opus && held.payload.len() <= DTX_BYTES;
        self.next = end;
        self.concealing_from = None;
        self.run = 0;
    }

    /// Fills some of `gap` samples before the front packet.
    fn bridge(&mut self, gap: usize) {
        let (Some(front), Some(source)) = (self.queue.front(), self.source.as_mut()) else {
            return;
        };
        let Some(decoded) = source.decoded else {
            // The wait before the first packet, unless something was played before.
            return self.conceal(gap.min(FRAME));
        };
        let lost = front.sequence > decoded + 1 && front.duration > 0;
        if !lost || !source.decoder.conceals() {
            return self.conceal(gap.min(FRAME));
        }
        if gap > front.duration {
            return self.conceal((gap - front.duration).min(FRAME));
        }
        let line = self.fifo.tail();
        let start = line.len();
        if source.decoder.recover(&front.payload, gap, line) {
            self.concealer.made_elsewhere(&mut line[start..]);
            self.counts.recovered += gap as u64;
            self.next += gap as i64;
            self.concealing_from = None;
        } else {
            line.truncate(start);
            self.conceal(gap.min(FRAME));
        }
    }

    fn conceal(&mut self, count: usize) {
        let Some(source) = self.source.as_mut() else {
            return;
        };
        self.concealing_from.get_or_insert(self.next);
        let patience = if source.pausing {
            OPUS_PAUSES
        } else {
            OPUS_CONCEALS
        };
        let line = self.fifo.tail();
        let start = line.len();
        let by_decoder = source.decoder.conceals() && source.decoded.is_some();
        if by_decoder && self.run < patience && source.decoder.conceal(count, line) {
            self.concealer.made_elsewhere(&mut line[start..]);
        } else if by_decoder {
            line.resize(start + count, 0.0);
        } else {
            self.concealer.conceal(count, line);
        }
        // A decoder that makes less than asked must not stop the clock.
        line.resize(start + count, 0.0);
        if source.decoded.is_some() && !source.pausing {
            self.counts.concealed += count as u64;
        }
        self.run = self.run.saturating_add(count);
        self.next += count as i64;
    }

    /// Leads the wait toward its target.
    fn correct(&mut self, now: i64) {
        let wait = self.wait(now);
        let excess = wait - self.delay.target();
        if wait > MOST + CUT {
            self.cut(excess);
            return;
        }
        if (TOO_SHORT..=TOO_LONG).contains(&excess) || now - self.last_change < PAUSE {
            return;
        }
        let urgency = if excess.abs() > URGENT {
            Urgency::Now
        } else {
            Urgency::Unheard
        };
        let changed = if excess > 0 {
            self.fill_ready(NEEDED);
            let gone = stretch::shorten(&mut self.fifo, urgency);
            self.counts.shortened += gone as u64;
            gone
        } else {
            let more = self.concealer.lengthen(urgency, self.fifo.tail());
            self.counts.lengthened += more as u64;
            more
        };
        if changed > 0 {
            self.last_change = now;
        }
    }

    /// Drops `surplus` samples at once: our thread was away, or a burst came.
    fn cut(&mut self, surplus: i64) {
        let surplus = usize::try_from(surplus).unwrap_or(0);
        let here = surplus.min(self.fifo.len());
        self.fifo.skip(here);
        // Packets that lie wholly before it are dropped as late when their turn comes.
        self.next += (surplus - here) as i64;
        self.concealer.cut();
        self.counts.jumps += 1;
    }
}
