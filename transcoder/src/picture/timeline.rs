//! RTP times of an encoder's pictures: the distances of the source, joined when the worker is replaced.

use std::time::{Duration, Instant};

use crate::worker::parent::WorkerId;

/// A worker's clock that runs ahead of ours by more than this is joined anew.
const MOST_AHEAD: Duration = Duration::from_secs(2);
/// 90 kHz: a tick is 100/9 microseconds.
const TICKS: (u64, u64) = (9, 100_000);

/// The RTP clock of one encoder, at 90 kHz. It goes on, whatever happens to the worker.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    worker: WorkerId,
    /// The worker's time.
    theirs: Duration,
    /// Ours, in ticks since the beginning.
    ticks: u64,
    seen: Instant,
}

impl Timeline {
    /// The RTP timestamp of a picture that `worker` says is of `at_ns`.
    pub(super) fn stamp(&mut self, worker: WorkerId, at_ns: u64, now: Instant) -> u32 {
        let theirs = Duration::from_nanos(at_ns);
        let ticks = match &self.last {
            None => 0,
            Some(last) => {
                let passed = now.saturating_duration_since(last.seen);
                let step = theirs.checked_sub(last.theirs).filter(|step| {
                    last.worker == worker && !step.is_zero() && *step <= passed + MOST_AHEAD
                });
                last.ticks + ticks(step.unwrap_or(passed)).max(1)
            }
        };
        self.last = Some(Last {
            worker,
            theirs,
            ticks,
            seen: now,
        });
        wrap(ticks)
    }
}

fn ticks(duration: Duration) -> u64 {
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    // Rounded: a sender's 3000 ticks must not become 2999.
    (nanos.saturating_mul(TICKS.0) + TICKS.1 / 2) / TICKS.1
}

#[expect(clippy::cast_possible_truncation, reason = "RTP time wraps around")]
fn wrap(ticks: u64) -> u32 {
    ticks as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_the_source_s_and_a_new_worker_joins() {
        let start = Instant::now();
        let after = |ms| start + Duration::from_millis(ms);
        let mut timeline = Timeline::default();
        let one = WorkerId(1);
        assert_eq!(timeline.stamp(one, 7_000_000_000, start), 0);
        assert_eq!(timeline.stamp(one, 7_033_333_333, after(50)), 3000);
        assert_eq!(timeline.stamp(one, 7_066_666_666, after(51)), 6000);
        let two = WorkerId(2);
        assert_eq!(
            timeline.stamp(two, 5, after(151)),
            15_000,
            "by the time that passed"
        );
        assert_eq!(timeline.stamp(two, 1, after(151)), 15_001, "never back");
        assert_eq!(timeline.stamp(two, 90_000_000_000, after(161)), 15_901);
    }
}
