//! The way back to the engine.

use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};

use crate::branch::BranchOutput;

/// How long the picture thread waits for a place for something that must not get lost. The engine empties its queue each millisecond.
const WAIT_AT_MOST: Duration = Duration::from_millis(20);

/// The bounded queue to the engine, and how to wake it.
pub(super) struct Outlet {
    outputs: Sender<BranchOutput>,
    wake: Box<dyn Fn() + Send>,
    unseen: bool,
    /// Outputs that found no place.
    pub(super) dropped: u64,
}

impl Outlet {
    pub(super) fn new(outputs: Sender<BranchOutput>, wake: Box<dyn Fn() + Send>) -> Outlet {
        Outlet {
            outputs,
            wake,
            unseen: false,
            dropped: 0,
        }
    }

    /// Hands over a payload, or drops it when the engine is slow: `false`.
    pub(super) fn pass_payload(&mut self, output: BranchOutput) -> bool {
        match self.outputs.try_send(output) {
            Ok(()) => {
                self.unseen = true;
                true
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped += 1;
                false
            }
        }
    }

    /// Hands over something that matters, waiting a little for a place.
    pub(super) fn say(&mut self, output: BranchOutput) {
        if self.outputs.is_full() {
            (self.wake)();
        }
        if self.outputs.send_timeout(output, WAIT_AT_MOST).is_ok() {
            self.unseen = true;
        } else {
            self.dropped += 1;
        }
    }

    /// Wakes the engine when there is something new for it.
    pub(super) fn flush(&mut self) {
        if std::mem::take(&mut self.unseen) {
            (self.wake)();
        }
    }
}
