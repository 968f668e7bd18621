//! A value that is led to where it should be, slowly enough for receivers.

use super::Micros;

/// A tenth of the time that passed: 100 ms a second. Receivers correct their own delay about as fast, and RTP time that is told from it
/// never goes back.
const SHARE: i64 = 10;

/// A value that moves slowly.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slew(Option<(Micros, i64)>);

impl Slew {
    /// Where it is.
    pub(super) fn get(self) -> Option<i64> {
        self.0.map(|(_, value)| value)
    }

    /// Leads it toward `target`; the first value is taken as it is.
    pub(super) fn lead(&mut self, at: Micros, target: i64) {
        let value = match self.0 {
            None => target,
            Some((before, value)) => {
                let most = at.saturating_sub(before).max(0) / SHARE;
                value + (target - value).clamp(-most, most)
            }
        };
        self.0 = Some((at, value));
    }

    /// Puts it there at once.
    pub(super) fn set(&mut self, at: Micros, value: i64) {
        self.0 = Some((at, value));
    }
}
