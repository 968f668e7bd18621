//! Transfers (RFC 3515, 3891, 3892, 4488, 4538, 6665): what the far end asks of us, what we ask of it, and calls that take another's place.

mod asked;
mod asking;
mod outside;
mod replaces;
mod subscription;

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::id::LegId;
use tolk_model::time::{Mono, Now};

use super::cause;
use crate::edge::SipEdge;
use crate::transaction::timers::{CallTimer, TimerKey};
pub(super) use asked::Asked;
pub(super) use asking::{Asking, Order};
pub(crate) use outside::is_outside;

/// Transfers of one call at a time, each way. People begin one; whoever begins the fifth does not know what it does.
const MAX_TRANSFERS: usize = 4;
/// How long a REFER waits for the core. Its sender would wait 32 s (timer F), and a person would not.
const AGREE_WITHIN: Duration = Duration::from_secs(10);
/// Longest time that a transfer is told of without a refresh: as long as a telephone rings at most.
const SUBSCRIBED: Duration = Duration::from_secs(180);
/// The package of `Event`.
pub(super) const REFER: &str = "refer";

/// The transfers of one call.
#[derive(Debug, Default)]
pub(crate) struct Transfers {
    /// What the far end asked of us.
    asked: Vec<Asked>,
    /// What we asked of it.
    asking: Vec<Asking>,
}

impl Transfers {
    /// Whether the wire still needs the dialog for one of them, also after the call (RFC 5057 §4.1).
    pub(super) fn hold_dialog(&self) -> bool {
        !self.asked.is_empty()
    }

    /// For `/debug`.
    pub(super) fn len(&self) -> usize {
        self.asked.len() + self.asking.len()
    }

    /// Whether one of that number is not over.
    fn has(&self, number: u32) -> bool {
        self.asked.iter().any(|a| a.number == number)
    }

    fn next_end(&self) -> Option<Mono> {
        let asked = self.asked.iter().filter_map(Asked::ends);
        asked.chain(self.asking.iter().map(|a| a.deadline)).min()
    }
}

/// The status that tells of a failure: one that a reader can do something with without further headers.
fn status(reason: Reason) -> u16 {
    match cause::status(reason) {
        401 => 403,
        302 => 480,
        status => status,
    }
}

impl SipEdge {
    /// Sets the one timer of a call's transfers.
    fn watch_transfers(&mut self, leg: LegId) {
        self.drop_asides(leg);
        let key = TimerKey::Call(leg, CallTimer::Transfer);
        match self.calls.get(&leg).and_then(|c| c.transfers.next_end()) {
            Some(at) => self.timers.set(key, at),
            None => self.timers.stop(key),
        }
    }

    /// Something of the transfers of a call is overdue.
    pub(super) fn transfers_overdue(&mut self, now: Now, leg: LegId) {
        self.asked_overdue(now, leg);
        self.asking_overdue(now, leg);
        self.watch_transfers(leg);
    }
}
