//! How it goes: rates and what a leg's media was.

use std::time::{Duration, Instant};

/// The window of a rate.
const WINDOW: Duration = Duration::from_millis(1000);

/// Bytes over time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RateMeter {
    since: Option<Instant>,
    bytes: u64,
    before: u64,
}

impl RateMeter {
    /// So many bytes passed.
    pub(crate) fn add(&mut self, now: Instant, bytes: usize) {
        self.turn(now);
        self.bytes += bytes as u64;
    }

    /// Bits a second over the last whole window.
    pub(crate) fn rate(&mut self, now: Instant) -> u64 {
        self.turn(now);
        self.before * 8
    }

    fn turn(&mut self, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_duration_since(since);
        if passed >= 2 * WINDOW {
            (self.before, self.bytes, self.since) = (0, 0, Some(now));
        } else if passed >= WINDOW {
            (self.before, self.bytes, self.since) = (self.bytes, 0, Some(since + WINDOW));
        }
    }
}

/// NTP time (RFC 5905) of the wall clock: 32.32 fixed point seconds since 1900.
pub(crate) fn ntp_now() -> u64 {
    /// Seconds from 1900 to 1970.
    const EPOCH: u64 = 2_208_988_800;
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
    (since.as_secs() + EPOCH) << 32 | fraction
}

/// NTP time so much after another.
pub(crate) fn ntp_after(start: u64, passed: Duration) -> u64 {
    let fraction = (u64::from(passed.subsec_nanos()) << 32) / 1_000_000_000;
    start.wrapping_add(passed.as_secs() << 32 | fraction)
}

/// The round trip that a report block tells (RFC 3550 §6.4.1); `None` when it tells none, or nonsense.
pub(crate) fn round_trip(ntp: u64, last_report: u32, delay: u32) -> Option<Duration> {
    if last_report == 0 {
        return None;
    }
    let units = ((ntp >> 16) as u32)
        .wrapping_sub(last_report)
        .wrapping_sub(delay);
    // A minute is no round trip: a clock was set, or the block is made up.
    (units < 60 << 16).then(|| Duration::from_micros(u64::from(units) * 1_000_000 / 65_536))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_that_of_the_last_second() {
        let start = Instant::now();
        let mut meter = RateMeter::default();
        for n in 0..30 {
            meter.add(start + Duration::from_millis(n * 100), 1250);
        }
        assert_eq!(meter.rate(start + Duration::from_millis(2999)), 100_000);
        assert_eq!(meter.rate(start + Duration::from_secs(9)), 0);
    }

    #[test]
    fn a_round_trip_is_what_is_left_of_the_time_between() {
        let ntp = 5u64 << 32;
        let last = ((4u64 << 32) >> 16) as u32;
        assert_eq!(
            round_trip(ntp, last, 65_536 / 2),
            Some(Duration::from_millis(500))
        );
        assert_eq!(round_trip(ntp, last, 3 * 65_536), None);
        assert_eq!(round_trip(ntp, 0, 0), None);
    }
}
