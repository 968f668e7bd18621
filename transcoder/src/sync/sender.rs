//! The clock that a leg's sender reports speak of.

use super::Micros;
use super::floor::Floor;

/// How long a report counts as the fastest: a clock that drifts by 100 ppm is 6 ms off by then.
const WINDOW: Micros = 30_000_000;
/// A report that is off by more than this was delayed beyond use, or the sender's clock was set.
const OFF: i64 = 1_000_000;

/// The clock of one leg: its sources share it (RFC 3550 §6.4.1, one CNAME).
#[derive(Debug)]
pub(crate) struct SenderClock {
    /// Our time less theirs.
    offset: Floor,
    /// How far off the last report was that did not fit.
    odd: Option<i64>,
    era: u32,
}

/// A report that fits the others of its leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Sender's time, microseconds.
    pub(super) theirs: i64,
    /// Which setting of the clock it is.
    pub(super) era: u32,
}

impl SenderClock {
    pub(crate) fn new() -> SenderClock {
        SenderClock {
            offset: Floor::new(WINDOW),
            odd: None,
            era: 0,
        }
    }

    /// A report of any source came. `None` when it says nothing: a sender without a clock writes zero, and one report alone that does not
    /// fit the others is not believed. The second of two odd ones that fit each other begins a new era.
    pub(super) fn report(&mut self, at: Micros, ntp: u64) -> Option<Told> {
        if ntp == 0 {
            return None;
        }
        let theirs = micros(ntp);
        let offset = at - theirs;
        let fits = |other: i64| (offset - other).abs() <= OFF;
        if self.offset.get().is_some_and(|known| !fits(known)) {
            if !self.odd.replace(offset).is_some_and(fits) {
                return None;
            }
            self.offset.clear();
            self.era = self.era.wrapping_add(1);
        }
        self.odd = None;
        self.offset.add(at, offset);
        Some(Told {
            theirs,
            era: self.era,
        })
    }

    /// Our time less theirs, as the fastest report says; and the era that this holds for.
    pub(super) fn offset(&self) -> Option<(i64, u32)> {
        Some((self.offset.get()?, self.era))
    }
}

/// NTP time in microseconds.
fn micros(ntp: u64) -> i64 {
    let fraction = ((ntp & 0xffff_ffff) * 1_000_000) >> 32;
    ((ntp >> 32) * 1_000_000 + fraction).cast_signed()
}
