//! What arrived of one source and what did not: reports (RFC 3550 appendix A), requests for lost packets (RFC 4585), duplicates.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::rtcp::Block;
use crate::rtp::Unwrapper;

/// Numbers that are remembered as seen or missing: as many as a source's history keeps, where one that comes later would take the
/// place of a newer one.
const WINDOW: u64 = 512;
/// Missing packets that are asked for at once. More is an outage: a picture request ends it.
const MISSING: usize = 256;
/// How long a gap may be reordering before it is a loss.
const REORDER: Duration = Duration::from_millis(10);
/// Shortest time between two requests for one packet.
const SHORTEST_RETRY: Duration = Duration::from_millis(40);
/// Requests for one packet.
const TRIES: u8 = 8;
/// A packet older than this helps nobody.
const TOO_OLD: Duration = Duration::from_millis(1500);

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reception {
    /// Not seen before; its full number.
    New(u64),
    /// Seen, or too old to tell.
    Old,
    /// The second of two that follow each other far below the rest: the sender has begun anew under the same name (RFC 3550 appendix
    /// A.1), and nothing that was known of it holds.
    Restarted,
}

struct Missing {
    number: u64,
    since: Instant,
    asked: Option<Instant>,
    tries: u8,
}

/// The log of one source.
pub(crate) struct ReceiveLog {
    sequence: Unwrapper,
    first: Option<u64>,
    seen: Box<[u64]>,
    missing: VecDeque<Missing>,
    received: u64,
    repaired: u64,
    expected_before: u64,
    received_before: u64,
    transit: Option<i64>,
    jitter: u64,
    report: Option<(u32, Instant)>,
    began: Option<Instant>,
    /// The number that would follow the last one that was far too low.
    restart: Option<u64>,
}

impl ReceiveLog {
    pub(crate) fn new() -> ReceiveLog {
        ReceiveLog {
            sequence: Unwrapper::default(),
            first: None,
            seen: vec![0; WINDOW as usize].into_boxed_slice(),
            missing: VecDeque::with_capacity(MISSING),
            received: 0,
            repaired: 0,
            expected_before: 0,
            received_before: 0,
            transit: None,
            jitter: 0,
            report: None,
            began: None,
            restart: None,
        }
    }

    /// A packet came, for the first time or repaired by a retransmission.
    pub(crate) fn receive(&mut self, now: Instant, sequence: u16, repaired: bool) -> Reception {
        let number = self.sequence.peek(sequence);
        let highest = self.sequence.highest();
        let slot = (number % WINDOW) as usize;
        if highest.is_some_and(|h| number + WINDOW <= h) && !repaired {
            let follows = self.restart.replace(number + 1) == Some(number);
            return if follows {
                Reception::Restarted
            } else {
                Reception::Old
            };
        }
        if highest.is_some_and(|h| number + WINDOW <= h)
            || self.seen.get(slot).copied() == Some(number)
            || self.first.is_some_and(|first| number + WINDOW / 2 < first)
        {
            return Reception::Old;
        }
        self.restart = None;
        self.first.get_or_insert(number);
        self.sequence.accept(sequence);
        if let Some(seen) = self.seen.get_mut(slot) {
            *seen = number;
        }
        match highest {
            Some(highest) if number > highest => self.gap(now, highest, number),
            Some(_) => self.missing.retain(|m| m.number != number),
            None => {}
        }
        if repaired {
            self.repaired += 1;
        } else {
            self.received += 1;
        }
        Reception::New(number)
    }

    fn gap(&mut self, now: Instant, highest: u64, number: u64) {
        if number - highest > MISSING as u64 {
            // The source jumped or was gone for long: nothing of it is worth asking for.
            self.missing.clear();
            return;
        }
        for lost in highest + 1..number {
            if self.missing.len() >= MISSING {
                self.missing.pop_front();
            }
            self.missing.push_back(Missing {
                number: lost,
                since: now,
                asked: None,
                tries: 0,
            });
        }
    }

    /// Interarrival jitter (RFC 3550 appendix A.8), for a packet that came for the first time.
    pub(crate) fn timing(&mut self, now: Instant, timestamp: u32, clock: u32) {
        let began = *self.began.get_or_insert(now);
        let elapsed = now.saturating_duration_since(began).as_micros() as i64;
        let arrival = elapsed * i64::from(clock) / 1_000_000;
        let transit = i64::from((arrival as u32).wrapping_sub(timestamp).cast_signed());
        if let Some(before) = self.transit.replace(transit) {
            let difference = (transit - before).unsigned_abs();
            // A jump of more than ten seconds is a new timeline, not jitter.
            if difference < u64::from(clock) * 10 {
                self.jitter = self.jitter + difference - (self.jitter + 8) / 16;
            }
        }
    }

    /// The numbers to ask for now, in rising order, appended to `wanted`.
    pub(crate) fn wanted(&mut self, now: Instant, round_trip: Duration, wanted: &mut Vec<u16>) {
        self.missing
            .retain(|m| m.tries < TRIES && now.saturating_duration_since(m.since) < TOO_OLD);
        let retry = SHORTEST_RETRY.max(round_trip + round_trip / 4);
        for missing in &mut self.missing {
            let due = match missing.asked {
                None => now.saturating_duration_since(missing.since) >= REORDER,
                Some(asked) => now.saturating_duration_since(asked) >= retry,
            };
            if due {
                missing.asked = Some(now);
                missing.tries += 1;
                wanted.push(missing.number as u16);
            }
        }
    }

    /// A sender report of the source came: the middle 32 bits of its NTP time.
    pub(crate) fn sender_report(&mut self, now: Instant, middle: u32) {
        self.report = Some((middle, now));
    }

    /// The report block about this source, and the beginning of the next interval. `None` before the first packet.
    pub(crate) fn block(&mut self, now: Instant, ssrc: u32) -> Option<Block> {
        let (first, highest) = (self.first?, self.sequence.highest()?);
        let expected = highest - first + 1;
        // What a retransmission repaired was not lost (RFC 4588 §6.2 reports on the original stream apart; browsers count so).
        let arrived = self.received + self.repaired;
        let expected_now = expected - self.expected_before;
        let arrived_now = arrived - self.received_before;
        self.expected_before = expected;
        self.received_before = arrived;
        let lost_now = expected_now.saturating_sub(arrived_now);
        let fraction = (lost_now * 256)
            .checked_div(expected_now)
            .unwrap_or(0)
            .min(255);
        let (last_report, delay) = self.report.map_or((0, 0), |(middle, at)| {
            let since = now.saturating_duration_since(at).as_micros() as u64;
            (middle, (since * 65_536 / 1_000_000) as u32)
        });
        Some(Block {
            ssrc,
            fraction: fraction as u8,
            lost: expected.saturating_sub(arrived).min(0x7f_ffff) as i32,
            highest: highest as u32,
            jitter: self.jitter_ticks(),
            last_report,
            delay,
        })
    }

    /// Jitter in ticks of the source's clock.
    pub(crate) fn jitter_ticks(&self) -> u32 {
        (self.jitter / 16) as u32
    }

    /// Packets that came, and packets that never did.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let arrived = self.received + self.repaired;
        let expected = match (self.first, self.sequence.highest()) {
            (Some(first), Some(highest)) => highest - first + 1,
            _ => 0,
        };
        (arrived, expected.saturating_sub(arrived))
    }
}
