//! Everything that waits for a time.

use std::collections::{BTreeMap, BTreeSet};

use tolk_model::time::{Mono, TimerName};
use tolk_model::{FlowId, LegId};

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimerKey {
    /// A websocket that has not said `join` or `resume`.
    Hello(FlowId),
    /// A websocket that may be silent.
    Silence(FlowId),
    /// A session whose websocket broke.
    Resume(LegId),
    /// A session that owes a reply to a description.
    MediaReply(LegId),
    /// The last word to a session that ended while its websocket was broken.
    Epitaph(LegId),
}

impl TimerKey {
    /// For logs.
    pub(crate) fn name(self) -> TimerName {
        TimerName(match self {
            TimerKey::Hello(_) => "browser.hello",
            TimerKey::Silence(_) => "browser.silence",
            TimerKey::Resume(_) => "browser.resume",
            TimerKey::MediaReply(_) => "browser.media_reply",
            TimerKey::Epitaph(_) => "browser.epitaph",
        })
    }
}

/// All of it, by key and by time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    by_key: BTreeMap<TimerKey, Mono>,
    by_time: BTreeSet<(Mono, TimerKey)>,
}

impl Timers {
    /// Sets or moves.
    pub(crate) fn set(&mut self, key: TimerKey, at: Mono) {
        self.stop(key);
        self.by_key.insert(key, at);
        self.by_time.insert((at, key));
    }

    /// Cancels.
    pub(crate) fn stop(&mut self, key: TimerKey) {
        if let Some(old) = self.by_key.remove(&key) {
            self.by_time.remove(&(old, key));
        }
    }

    /// The next one.
    pub(crate) fn next(&self) -> Option<(Mono, TimerKey)> {
        self.by_time.first().copied()
    }

    /// Takes one that is due.
    pub(crate) fn take_due(&mut self, now: Mono) -> Option<TimerKey> {
        let (at, key) = self.next()?;
        if at > now {
            return None;
        }
        self.stop(key);
        Some(key)
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }
}
