//! Sequence numbers and timestamps of one feed, continuous over changes of its source.
//!
//! Gaps of the source are kept as gaps: the receiver asks for what is missing, and a late packet finds its place. Packets that are
//! left out on purpose are closed up.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Changes of the offset that are remembered for late packets.
const STEPS: usize = 32;
/// Least time between the last picture or frame of the old source and the first of the new one.
const LEAST_STEP: Duration = Duration::from_millis(10);
/// A pause longer than this is not told in the timestamp: it would only confuse a jitter buffer.
const LONGEST_STEP: Duration = Duration::from_secs(10);

/// A first sequence number from one that was drawn: in the lower half (RFC 3711 §3.3.1). A receiver that misses the first packets, before
/// a wrap, would count roll-overs otherwise than we do and open none of the others.
pub(crate) fn first_number(drawn: u16) -> u16 {
    drawn & 0x7fff
}

/// The continuity of one feed.
#[derive(Debug)]
pub(crate) struct Rewriter {
    /// Which source the offsets belong to.
    source: Option<u64>,
    /// From which number of the source on which offset holds, oldest first.
    steps: VecDeque<(u64, i64)>,
    timestamp_offset: u32,
    /// Highest number of the source that was sent or skipped.
    highest: u64,
    /// Highest number that we sent; unwrapped.
    sent: u64,
    last: Option<(u32, Instant)>,
}

impl Rewriter {
    /// Begins at these (random) numbers, RFC 3550 §5.1.
    pub(crate) fn new(sequence: u16, timestamp: u32) -> Rewriter {
        Rewriter {
            source: None,
            steps: VecDeque::with_capacity(STEPS),
            timestamp_offset: timestamp,
            highest: 0,
            sent: 0x1_0000 + u64::from(first_number(sequence)),
            last: None,
        }
    }

    /// Which source is being sent.
    pub(crate) fn source(&self) -> Option<u64> {
        self.source
    }

    /// The source has ended: whatever comes next, the same one included, is a new beginning.
    pub(crate) fn release(&mut self) {
        self.source = None;
    }

    /// Another source begins with this packet.
    pub(crate) fn switch(
        &mut self,
        now: Instant,
        source: u64,
        number: u64,
        timestamp: u32,
        clock: u32,
    ) {
        self.source = Some(source);
        self.steps.clear();
        let next = self.sent + 1;
        self.steps
            .push_back((number, next.cast_signed() - number.cast_signed()));
        self.highest = number.saturating_sub(1);
        let wanted = match self.last {
            None => self.timestamp_offset,
            Some((last, at)) => {
                let passed = now
                    .saturating_duration_since(at)
                    .clamp(LEAST_STEP, LONGEST_STEP);
                let ticks = passed.as_micros() as u64 * u64::from(clock) / 1_000_000;
                last.wrapping_add(ticks as u32)
            }
        };
        self.timestamp_offset = wanted.wrapping_sub(timestamp);
    }

    /// Our number and timestamp for a packet of the source; `None` when it lies before the switch or was skipped.
    pub(crate) fn map(&mut self, now: Instant, number: u64, timestamp: u32) -> Option<(u16, u32)> {
        let (_, offset) = *self.steps.iter().rev().find(|(from, _)| *from <= number)?;
        let ours = number.checked_add_signed(offset)?;
        let stamp = timestamp.wrapping_add(self.timestamp_offset);
        if number > self.highest || self.last.is_none() {
            self.highest = self.highest.max(number);
            self.last = Some((stamp, now));
        }
        self.sent = self.sent.max(ours);
        Some((ours as u16, stamp))
    }

    /// A packet of the source is not sent: later ones close up. Only the newest can be skipped; a late one leaves its gap.
    pub(crate) fn skip(&mut self, number: u64) {
        let Some((_, offset)) = self.steps.back().copied() else {
            return;
        };
        if number != self.highest + 1 {
            return;
        }
        self.highest = number;
        if self.steps.len() >= STEPS {
            self.steps.pop_front();
        }
        self.steps.push_back((number + 1, offset - 1));
    }

    /// Our next number, for what is made here and has no numbers of its own, with its timestamp made continuous.
    pub(crate) fn next(
        &mut self,
        now: Instant,
        source: u64,
        timestamp: u32,
        clock: u32,
    ) -> (u16, u32) {
        if self.source != Some(source) {
            self.switch(now, source, 0, timestamp, clock);
            self.steps.clear();
        }
        self.sent += 1;
        let stamp = timestamp.wrapping_add(self.timestamp_offset);
        self.last = Some((stamp, now));
        (self.sent as u16, stamp)
    }

    /// Our next number for a packet that is not the source's and comes between its packets, at the present time of the feed. What the source
    /// sends later moves up by one.
    pub(crate) fn insert(&mut self, now: Instant, clock: u32) -> (u16, u32) {
        self.sent += 1;
        if let Some((_, offset)) = self.steps.back().copied() {
            if self.steps.len() >= STEPS {
                self.steps.pop_front();
            }
            self.steps.push_back((self.highest + 1, offset + 1));
        }
        let stamp = match self.last {
            None => self.timestamp_offset,
            Some((last, at)) => {
                let passed = now.saturating_duration_since(at).min(LONGEST_STEP);
                let ticks = passed.as_micros() as u64 * u64::from(clock) / 1_000_000;
                last.wrapping_add(ticks as u32)
            }
        };
        (self.sent as u16, stamp)
    }

    /// What the source's RTP time is in ours: for sender reports.
    pub(crate) fn timestamp(&self, source: u32) -> u32 {
        source.wrapping_add(self.timestamp_offset)
    }

    /// The timestamp that was sent last and when.
    pub(crate) fn last(&self) -> Option<(u32, Instant)> {
        self.last
    }
}
