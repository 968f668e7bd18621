//! The other half of an incoming stream: what is decoded, concealed, taken out and put in, so that a frame is ready every 10 ms.

use tolk_model::Codec;

use super::FRAME;
use super::delay::MOST;
use super::stream::Stream;
use super::stretch::{self, NEEDED, Urgency};

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
/// Rounds of one frame's work: each decodes a packet or conceals, so a frame never needs as many.
const MAX_ROUNDS: usize = 128;

impl Stream {
    /// Decodes or conceals until `need` samples wait.
    pub(super) fn fill(&mut self, need: usize) {
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
    pub(super) fn correct(&mut self, now: i64) {
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
