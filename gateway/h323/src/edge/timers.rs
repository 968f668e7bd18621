//! Everything that is set, by time and by name.

use std::collections::{BTreeMap, BTreeSet};

use tolk_model::id::{FlowId, LegId};
use tolk_model::time::{Mono, TimerName};

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TimerKey {
    /// Of a call.
    Call(LegId, CallTimer),
    /// A connection without a call.
    Unused(FlowId),
    /// A message that has begun must end.
    Whole(FlowId),
    /// A connection is being opened.
    Opening(FlowId),
}

/// Timers of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CallTimer {
    /// No sign of the far end since Setup (Q.931's T303).
    FirstAnswer,
    /// None since `CallProceeding` (T310).
    Proceeding,
    /// Nobody answers (T301).
    NoAnswer,
    /// Control did not agree on media.
    Control,
    /// The control session wants to be woken.
    Session,
}

impl CallTimer {
    /// All of them.
    pub(crate) const ALL: [CallTimer; 5] = [
        CallTimer::FirstAnswer,
        CallTimer::Proceeding,
        CallTimer::NoAnswer,
        CallTimer::Control,
        CallTimer::Session,
    ];
}

impl TimerKey {
    /// Its name in logs.
    pub(crate) fn name(self) -> TimerName {
        TimerName(match self {
            TimerKey::Call(_, CallTimer::FirstAnswer) => "h323.t303",
            TimerKey::Call(_, CallTimer::Proceeding) => "h323.t310",
            TimerKey::Call(_, CallTimer::NoAnswer) => "h323.t301",
            TimerKey::Call(_, CallTimer::Control) => "h323.control",
            TimerKey::Call(_, CallTimer::Session) => "h323.session",
            TimerKey::Unused(_) => "h323.unused",
            TimerKey::Whole(_) => "h323.whole",
            TimerKey::Opening(_) => "h323.opening",
        })
    }
}

/// All timers. Each peer's share is bounded by its calls and connections.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    by_time: BTreeSet<(Mono, TimerKey)>,
    by_key: BTreeMap<TimerKey, Mono>,
}

impl Timers {
    pub(crate) fn set(&mut self, key: TimerKey, at: Mono) {
        self.stop(key);
        self.by_time.insert((at, key));
        self.by_key.insert(key, at);
    }

    pub(crate) fn stop(&mut self, key: TimerKey) {
        if let Some(at) = self.by_key.remove(&key) {
            self.by_time.remove(&(at, key));
        }
    }

    pub(crate) fn is_set(&self, key: TimerKey) -> bool {
        self.by_key.contains_key(&key)
    }

    pub(crate) fn take_due(&mut self, now: Mono) -> Option<TimerKey> {
        let (at, key) = *self.by_time.first()?;
        if at > now {
            return None;
        }
        self.stop(key);
        Some(key)
    }

    pub(crate) fn next(&self) -> Option<(Mono, TimerKey)> {
        self.by_time.first().copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }
}
