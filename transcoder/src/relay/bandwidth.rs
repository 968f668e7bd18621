//! What a receiver can take: a simple estimate from delay and loss.
//!
//! With transport-wide feedback: the one-way delay above its recent minimum tells a queue that grows. Without it: what the receiver
//! says itself (REMB), or the loss that it reports. The relay sends no padding to probe: the estimate climbs slowly by itself, a
//! feed climbs to a larger layer when it fits, and falls back when that was too much.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::rtcp::{Arrival, arrivals};

/// Where an estimate begins: enough for one good picture, so that the first seconds do not look worse than the line is.
const START: u64 = 2_000_000;
/// Never below: sound and a small picture.
const LEAST: u64 = 100_000;
/// Never above: nothing that we send needs more.
const MOST: u64 = 12_000_000;
/// Queueing delay above which the line is overused, and below which it may take more.
const OVERUSED_US: i64 = 80_000;
const RELAXED_US: i64 = 30_000;
/// Loss above which the line is overused, and below which it may take more, per mille.
const OVERUSED_PERMILLE: u64 = 100;
const RELAXED_PERMILLE: u64 = 20;
/// Growth a second while relaxed, per mille.
const GROWTH_PERMILLE: u64 = 80;
/// Shortest time between two decreases: the effect of one must be seen first.
const SETTLE: Duration = Duration::from_millis(600);
/// How long the smallest delay is remembered; clocks drift apart.
const BASE_WINDOW: Duration = Duration::from_secs(20);
/// Packets whose departure is remembered.
const SENT: usize = 4096;

/// When packets with a transport-wide number left.
pub(crate) struct SentLog {
    ring: Vec<(u16, Option<Instant>, u16)>,
    next: u16,
}

impl SentLog {
    pub(crate) fn new() -> SentLog {
        SentLog {
            ring: Vec::new(),
            next: 1,
        }
    }

    /// The number for a packet of so many bytes that leaves now.
    pub(crate) fn number(&mut self, now: Instant, bytes: usize) -> u16 {
        if self.ring.is_empty() {
            self.ring.resize(SENT, (0, None, 0));
        }
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        if let Some(slot) = self.ring.get_mut(usize::from(number) % SENT) {
            *slot = (number, Some(now), u16::try_from(bytes).unwrap_or(u16::MAX));
        }
        number
    }

    fn take(&mut self, number: u16) -> Option<(Instant, u64)> {
        let slot = self.ring.get_mut(usize::from(number) % SENT)?;
        let (of, at, bytes) = *slot;
        if of != number {
            return None;
        }
        slot.1 = None;
        at.map(|at| (at, u64::from(bytes)))
    }
}

/// The estimate for one receiver.
pub(crate) struct Bandwidth {
    estimate: u64,
    /// The receiver's own word.
    told: Option<u64>,
    /// Smallest delay so far (arrival on the peer's clock minus departure on ours) in this window and the one before.
    base: VecDeque<(Instant, i64)>,
    began: Option<Instant>,
    changed: Option<Instant>,
    decreased: Option<Instant>,
    has_feedback: bool,
}

impl Bandwidth {
    pub(crate) fn new() -> Bandwidth {
        Bandwidth {
            estimate: START,
            told: None,
            base: VecDeque::new(),
            began: None,
            changed: None,
            decreased: None,
            has_feedback: false,
        }
    }

    /// What we believe, bit/s; `None` before anything was told.
    pub(crate) fn available(&self) -> Option<u64> {
        let known = self.has_feedback || self.told.is_some() || self.changed.is_some();
        known.then(|| self.estimate.min(self.told.unwrap_or(u64::MAX)).max(LEAST))
    }

    /// The receiver's own estimate (REMB).
    pub(crate) fn told(&mut self, bits_per_second: u64) {
        self.told = Some(bits_per_second);
    }

    /// Transport-wide feedback about packets of `sent`.
    pub(crate) fn feedback(&mut self, now: Instant, sent: &mut SentLog, bytes: &[u8]) {
        let began = *self.began.get_or_insert(now);
        let (mut lost, mut received, mut octets) = (0u64, 0u64, 0u64);
        let (mut delays, mut least) = (0i64, i64::MAX);
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        arrivals(bytes, |Arrival { sequence, at_us }| {
            let Some((left, size)) = sent.take(sequence) else {
                return;
            };
            let Some(at) = at_us else {
                lost += 1;
                return;
            };
            // Departures before the first feedback lie before `began`: signed on purpose.
            let left = if left >= began {
                left.duration_since(began).as_micros() as i64
            } else {
                -(began.duration_since(left).as_micros() as i64)
            };
            let delay = at - left;
            (received, octets) = (received + 1, octets + size);
            (delays, least) = (delays.saturating_add(delay), least.min(delay));
            (first, last) = (first.min(at), last.max(at));
        });
        if received + lost == 0 {
            return;
        }
        self.has_feedback = true;
        let queue = if received > 0 {
            let mean = delays / received.cast_signed();
            mean - self.least_delay(now, least)
        } else {
            OVERUSED_US + 1
        };
        let span = last.saturating_sub(first).max(0) as u64;
        // Fewer than 50 ms tell no rate.
        let rate = (span > 50_000).then(|| octets * 8 * 1_000_000 / span);
        let loss = lost * 1000 / (received + lost);
        self.judge(now, queue, loss, rate);
    }

    /// A receiver report's loss, in 1/256, from a receiver that has no transport-wide feedback.
    pub(crate) fn reported_loss(&mut self, now: Instant, fraction: u8) {
        if !self.has_feedback {
            self.judge(now, 0, u64::from(fraction) * 1000 / 256, None);
        }
    }

    fn least_delay(&mut self, now: Instant, least: i64) -> i64 {
        match self.base.back_mut() {
            Some((since, value)) if now.saturating_duration_since(*since) < BASE_WINDOW / 2 => {
                *value = (*value).min(least);
            }
            _ => {
                self.base.push_back((now, least));
                if self.base.len() > 2 {
                    self.base.pop_front();
                }
            }
        }
        self.base
            .iter()
            .map(|(_, value)| *value)
            .min()
            .unwrap_or(least)
    }

    fn judge(&mut self, now: Instant, queue_us: i64, loss: u64, rate: Option<u64>) {
        let overused = queue_us > OVERUSED_US || loss > OVERUSED_PERMILLE;
        let relaxed = queue_us < RELAXED_US && loss < RELAXED_PERMILLE;
        let passed = self
            .changed
            .map_or(Duration::ZERO, |at| now.saturating_duration_since(at))
            .min(Duration::from_secs(1));
        self.changed = Some(now);
        if overused {
            let settled = self
                .decreased
                .is_none_or(|at| now.saturating_duration_since(at) >= SETTLE);
            if settled {
                self.decreased = Some(now);
                let got = rate.unwrap_or(self.estimate).min(self.estimate);
                self.estimate = (got / 100 * 85).max(LEAST);
            }
        } else if relaxed {
            let growth = self.estimate / 1000 * GROWTH_PERMILLE * passed.as_millis() as u64 / 1000;
            self.estimate = (self.estimate + growth).min(MOST);
        }
    }
}
