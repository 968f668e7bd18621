//! Presence, subscriptions and messages outside calls: what edges ask, and what watchers are told.
//!
//! What meetings and the registrar change is only noted ([`Dirty`], a set that cannot grow beyond the directory); a task looks at those
//! whom somebody watches a moment later, all at once, and tells the edges. No call waits for a watcher.
//!
//! Locks are taken in this order: the machine's, then the board's or the registrar's. Whoever holds the board may only ask who wants
//! no calls and who is in one, and note what changed.

mod ask;
mod look;
mod page;
mod show;
mod task;
mod view;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError, RwLock};

use tokio::sync::Notify;
use tolk_core::presence::{Pace, Presence, PresencePolicy, Watcher, Whom};
use tolk_model::{Alias, EdgeId};

pub(super) use show::{Shown, Shows};
pub use view::PresenceView;

use self::page::Pages;
use super::shared::lock;
use crate::config::PresenceConfig;

/// Those who may have changed; when there are more, all are looked at.
const MOST_DIRTY: usize = 1_000;
/// Sources of messages that are remembered.
const MOST_WRITERS: usize = 10_000;

/// Who may have changed since the task looked last.
#[derive(Debug, Default)]
struct Dirty {
    all: bool,
    whom: BTreeSet<Whom>,
}

/// The node's presence.
pub(super) struct Desk {
    policy: PresencePolicy,
    machine: Mutex<Presence>,
    /// Who wants no calls, by first alias: each call asks.
    undisturbed: RwLock<BTreeSet<Alias>>,
    dirty: Mutex<Dirty>,
    wake: Notify,
    pages: Mutex<Pages>,
    pace: Mutex<Pace<Watcher>>,
}

impl Desk {
    pub(super) fn new(config: PresenceConfig) -> Desk {
        Desk {
            policy: config.policy,
            machine: Mutex::new(Presence::new(config.limits)),
            undisturbed: RwLock::default(),
            dirty: Mutex::default(),
            wake: Notify::new(),
            pages: Mutex::default(),
            pace: Mutex::new(Pace::new(config.messages_per_minute, MOST_WRITERS)),
        }
    }

    /// Whether somebody with these aliases, the first one first, wants no calls.
    pub(super) fn wants_no_calls(&self, aliases: &[Alias]) -> bool {
        let all = self
            .undisturbed
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        aliases.first().is_some_and(|first| all.contains(first))
    }

    /// Somebody may have changed.
    pub(super) fn touch(&self, whom: impl IntoIterator<Item = Whom>) {
        let mut dirty = lock(&self.dirty);
        if !dirty.all {
            dirty.whom.extend(whom);
            if dirty.whom.len() > MOST_DIRTY {
                dirty.all = true;
            }
        }
        if dirty.all {
            dirty.whom.clear();
        }
        drop(dirty);
        self.wake.notify_one();
    }

    /// Everybody may have changed.
    pub(super) fn touch_all(&self) {
        lock(&self.dirty).all = true;
        self.touch([]);
    }

    /// An edge begins anew, or is gone.
    pub(super) fn edge_gone(&self, edge: &EdgeId) {
        let mut machine = lock(&self.machine);
        for alias in machine.edge_gone(edge) {
            self.note_calls(&machine, &alias);
        }
    }

    /// Notes whether somebody wants no calls now; whether that is news.
    fn note_calls(&self, machine: &Presence, alias: &Alias) -> Option<bool> {
        let wants = machine.wants_no_calls(alias);
        let mut all = self
            .undisturbed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let news = if wants {
            all.insert(alias.clone())
        } else {
            all.remove(alias)
        };
        news.then_some(wants)
    }
}
