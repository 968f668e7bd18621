//! The least of the last while.

use super::Micros;

/// The least value that was seen in the last one to two windows: what came by the fastest way. It follows a clock that drifts and a path
/// that became longer.
#[derive(Debug)]
pub(super) struct Floor {
    window: Micros,
    since: Option<Micros>,
    least: Option<i64>,
    before: Option<i64>,
}

impl Floor {
    pub(super) fn new(window: Micros) -> Floor {
        Floor {
            window,
            since: None,
            least: None,
            before: None,
        }
    }

    /// A value was seen at `at`.
    pub(super) fn add(&mut self, at: Micros, value: i64) {
        let passed = at - *self.since.get_or_insert(at);
        if passed >= 2 * self.window {
            (self.before, self.least, self.since) = (None, None, Some(at));
        } else if passed >= self.window {
            (self.before, self.least, self.since) = (self.least, None, Some(at));
        }
        self.least = Some(self.least.map_or(value, |least| least.min(value)));
    }

    /// The least one; `None` before the first.
    pub(super) fn get(&self) -> Option<i64> {
        self.least.into_iter().chain(self.before).min()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        (self.since, self.least, self.before) = (None, None, None);
    }
}
