//! Times of an encoder's pictures: those of its source, joined so that they never go back when the source changes.

use std::time::{Duration, Instant};

use super::super::protocol::PictureSource;

/// Encoders want each picture later than the one before.
const LEAST_STEP: Duration = Duration::from_millis(1);
/// A source whose clock runs ahead of ours by more than this has jumped.
const MOST_AHEAD: Duration = Duration::from_secs(2);

/// The clock of one encoder.
#[derive(Debug)]
pub(super) struct ClassClock {
    source: Option<PictureSource>,
    /// Our time minus the source's, ns.
    offset: i128,
    last: Duration,
    last_seen: Option<Instant>,
}

impl ClassClock {
    /// A clock that begins at zero.
    pub(super) fn new() -> ClassClock {
        ClassClock {
            source: None,
            offset: 0,
            last: Duration::ZERO,
            last_seen: None,
        }
    }

    /// Our time of a picture that `source` says is of `at_ns`.
    pub(super) fn stamp(&mut self, source: &PictureSource, at_ns: u64, now: Instant) -> Duration {
        let passed = self
            .last_seen
            .map(|seen| now.saturating_duration_since(seen));
        self.last_seen = Some(now);
        let Some(passed) = passed else {
            self.join(source, at_ns, Duration::ZERO);
            return self.last;
        };
        let same = self.source.as_ref() == Some(source);
        let ours = i128::from(at_ns) + self.offset;
        let most = nanos(self.last + passed + MOST_AHEAD);
        if same && ours > nanos(self.last) && ours < most {
            self.last = Duration::from_nanos(u64::try_from(ours).unwrap_or(u64::MAX));
        } else {
            self.join(source, at_ns, self.last + passed.max(LEAST_STEP));
        }
        self.last
    }

    fn join(&mut self, source: &PictureSource, at_ns: u64, ours: Duration) {
        self.source = Some(source.clone());
        self.offset = nanos(ours) - i128::from(at_ns);
        self.last = ours;
    }
}

fn nanos(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX)
}

/// Lets through no more than so many pictures a second, evenly, whatever the rhythm of the source.
#[derive(Debug)]
pub(super) struct Pace {
    due: Duration,
}

impl Pace {
    /// The first picture is always due.
    pub(super) fn new() -> Pace {
        Pace {
            due: Duration::ZERO,
        }
    }

    /// Whether the picture of `at` is due at `rate` pictures a second. Senders' clocks shake: a quarter of a period is forgiven.
    pub(super) fn admits(&mut self, at: Duration, rate: u8) -> bool {
        let period = Duration::from_secs(1) / u32::from(rate.max(1));
        if at + period / 4 < self.due {
            return false;
        }
        self.due = self.due.max(at.saturating_sub(period / 2)) + period;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::protocol::InputId;
    use super::*;

    fn admitted(pictures_a_second: u32, rate: u8) -> usize {
        let mut pace = Pace::new();
        (0..pictures_a_second * 10)
            .filter(|n| {
                let shake = Duration::from_millis(u64::from(n % 3));
                let at = Duration::from_secs(1) * *n / pictures_a_second + shake;
                pace.admits(at, rate)
            })
            .count()
    }

    #[test]
    fn a_pace_halves_and_passes() {
        assert!((149..=151).contains(&admitted(30, 15)));
        assert_eq!(admitted(30, 30), 300);
        assert_eq!(admitted(25, 30), 250);
        assert!((299..=301).contains(&admitted(60, 30)));
    }

    #[test]
    fn a_change_of_source_and_a_jump_never_go_back() {
        let (one, two) = (
            PictureSource::Input(InputId(1)),
            PictureSource::Input(InputId(2)),
        );
        let start = Instant::now();
        let after = |ms| start + Duration::from_millis(ms);
        let mut clock = ClassClock::new();
        assert_eq!(clock.stamp(&one, 5_000_000_000, start), Duration::ZERO);
        let next = clock.stamp(&one, 5_033_000_000, after(40));
        assert_eq!(
            next,
            Duration::from_millis(33),
            "the source's time, not ours"
        );
        let other = clock.stamp(&two, 7, after(80));
        assert_eq!(
            other,
            Duration::from_millis(73),
            "joined by the time that passed"
        );
        let jumped = clock.stamp(&two, 90_000_000_000, after(110));
        assert_eq!(jumped, Duration::from_millis(103));
        let back = clock.stamp(&two, 1, after(110));
        assert!(back > jumped);
    }
}
