//! The machine: subscriptions, publications, and what is to be told when.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::SubscriptionId;
use tolk_model::presence::{Availability, Document, Package};
use tolk_model::{Alias, EdgeId, LegId, Mono, Pii, RuleId};

use super::content::{Content, Seen};
use super::said::{Name, Sayings};
use super::table::{State, combine};
use super::{Watcher, Whom};

/// What was not delivered is tried again after this time.
const AGAIN: Duration = Duration::from_secs(1);

/// What watchers can make us hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Subscriptions in all.
    pub all: usize,
    /// Of one watcher.
    pub per_watcher: usize,
    /// Of one who is watched.
    pub per_target: usize,
    /// Shortest time between two reports to one watcher (RFC 3856 §6.10, RFC 4575 §3.10, RFC 3680 §4.10: five seconds). The first
    /// change after a silence is told at once, and calls five times as fast (RFC 4235 §3.10: one second).
    pub pause: Duration,
}

impl Limits {
    fn pause(&self, package: Package) -> Duration {
        match package {
            Package::Presence | Package::Conference | Package::Registration => self.pause,
            Package::Dialogs => self.pause / 5,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            all: 20_000,
            per_watcher: 200,
            per_target: 1_000,
            pause: Duration::from_secs(5),
        }
    }
}

/// A subscription: by which edge, and its name there.
pub type Key = (EdgeId, SubscriptionId);

/// A subscription that was permitted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its name.
    pub key: Key,
    /// Whom.
    pub whom: Whom,
    /// What.
    pub package: Package,
    /// Who.
    pub watcher: Watcher,
    /// It is permitted because this leg is in the meeting, and as long as it is.
    pub basis: Option<LegId>,
    /// Nothing follows the answer.
    pub once: bool,
}

/// What a watcher is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// This is how it is.
    Notify(Key, Document),
    /// It is over.
    Unsubscribe(Key, Cause),
}

#[derive(Debug)]
struct Watching {
    package: Package,
    watcher: Watcher,
    basis: Option<LegId>,
    /// `None` when that did not reach it.
    told: Option<Content>,
    /// The next report may follow then.
    next: Mono,
}

#[derive(Debug, Default)]
struct Watched {
    seen: Seen,
    watchers: BTreeMap<Key, Watching>,
}

/// Who watches whom, and what was told.
#[derive(Debug, Default)]
pub struct Presence {
    limits: Limits,
    watched: BTreeMap<Whom, Watched>,
    /// Whom each subscription watches.
    subscriptions: BTreeMap<Key, Whom>,
    per_watcher: BTreeMap<Watcher, usize>,
    sayings: Sayings,
    /// Those whose watchers may not know the truth.
    changed: BTreeSet<Whom>,
    /// Watchers that are to hear of their end; each was a subscription.
    ended: Vec<(Key, Cause)>,
    /// When something is to be told next.
    due: Option<Mono>,
}

impl Presence {
    /// Nobody watches.
    pub fn new(limits: Limits) -> Presence {
        Presence {
            limits,
            ..Presence::default()
        }
    }

    /// Somebody watches from now on, who may; what there is to tell now. One of the same name before is over.
    ///
    /// # Errors
    /// `RateLimited` when it watches as many as it may, `Overloaded` when as many watch as may.
    pub fn subscribe(&mut self, now: Mono, wish: Wish, seen: Seen) -> Result<Document, Cause> {
        self.unsubscribed(&wish.key);
        let told = Content::of(wish.package, &seen, self.reachable(&wish.whom, &seen));
        let document = told.document(now);
        if wish.once {
            self.observe(&wish.whom, seen);
            return Ok(document);
        }
        self.has_room(&wish)?;
        self.observe(&wish.whom, seen.clone());
        let watched = self.watched.entry(wish.whom.clone()).or_default();
        watched.seen = seen;
        let watching = Watching {
            package: wish.package,
            watcher: wish.watcher.clone(),
            basis: wish.basis,
            told: Some(told),
            next: now + self.limits.pause(wish.package),
        };
        watched.watchers.insert(wish.key.clone(), watching);
        self.subscriptions.insert(wish.key, wish.whom);
        *self.per_watcher.entry(wish.watcher).or_default() += 1;
        Ok(document)
    }

    fn has_room(&self, wish: &Wish) -> Result<(), Cause> {
        let limited = |reason, rule| Err(Cause::policy(reason, RuleId::new(rule)));
        let of = self.per_watcher.get(&wish.watcher).copied();
        let on = self.watched.get(&wish.whom).map(|w| w.watchers.len());
        if of.unwrap_or(0) >= self.limits.per_watcher {
            limited(Reason::RateLimited, "presence.watches_too_many")
        } else if on.unwrap_or(0) >= self.limits.per_target {
            limited(Reason::Overloaded, "presence.watched_by_too_many")
        } else if self.subscriptions.len() >= self.limits.all {
            limited(Reason::Overloaded, "presence.too_many")
        } else {
            Ok(())
        }
    }

    /// Somebody does not watch any more.
    pub fn unsubscribed(&mut self, key: &Key) {
        self.ended.retain(|(ended, _)| ended != key);
        let Some(whom) = self.subscriptions.remove(key) else {
            return;
        };
        let Some(watched) = self.watched.get_mut(&whom) else {
            return;
        };
        if let Some(gone) = watched.watchers.remove(key) {
            if let Some(count) = self.per_watcher.get_mut(&gone.watcher) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.per_watcher.remove(&gone.watcher);
                }
            }
            if watched.watchers.is_empty() {
                self.watched.remove(&whom);
                self.changed.remove(&whom);
            }
        }
    }

    /// An edge is gone: its watchers and what its devices said are gone with it. Whose devices those were.
    pub fn edge_gone(&mut self, edge: &EdgeId) -> Vec<Alias> {
        let of = |key: &&Key| key.0 == *edge;
        let gone: Vec<Key> = self.subscriptions.keys().filter(of).cloned().collect();
        for key in gone {
            self.unsubscribed(&key);
        }
        self.ended.retain(|(key, _)| key.0 != *edge);
        let silent = self.sayings.edge_gone(edge);
        for alias in &silent {
            self.mark(Whom::Listed(alias.clone()));
        }
        silent
    }

    /// Somebody of ours says how reachable it is; what another of its devices says stands behind until that is said again.
    ///
    /// # Errors
    /// `RateLimited` when as many of its devices say something as may.
    pub fn publish(
        &mut self,
        name: Name,
        alias: &Alias,
        availability: Availability,
        note: Option<Pii<String>>,
    ) -> Result<(), Cause> {
        self.unpublished(&name);
        self.sayings.say(name, alias, availability, note)?;
        self.mark(Whom::Listed(alias.clone()));
        Ok(())
    }

    /// What somebody said is not valid any more. Of whom.
    pub fn unpublished(&mut self, name: &Name) -> Option<Alias> {
        let alias = self.sayings.unsay(name)?;
        self.mark(Whom::Listed(alias.clone()));
        Some(alias)
    }

    /// An operator says that somebody does not want to be called, or may be called again. Whether that is news.
    pub fn set_do_not_disturb(&mut self, alias: &Alias, on: bool) -> bool {
        self.mark(Whom::Listed(alias.clone()));
        self.sayings.set(alias, on)
    }

    /// Whether somebody wants no calls, whoever said so.
    pub fn wants_no_calls(&self, alias: &Alias) -> bool {
        self.sayings.is_set(alias)
            || self.sayings.newest(alias).map(|s| s.availability)
                == Some(Availability::DoNotDisturb)
    }

    /// Whether an operator said so.
    pub fn is_set(&self, alias: &Alias) -> bool {
        self.sayings.is_set(alias)
    }

    /// How reachable somebody of whom this is seen is, and what it says about it.
    pub fn reachable(&self, whom: &Whom, seen: &Seen) -> (Availability, Option<Pii<String>>) {
        let alias = match whom {
            Whom::Listed(alias) => Some(alias),
            Whom::Meeting(_) => None,
        };
        let said = alias.and_then(|a| self.sayings.newest(a));
        let state = State {
            do_not_disturb: alias.is_some_and(|a| self.sayings.is_set(a)),
            said: said.map(|s| s.availability),
            in_call: !seen.calls.is_empty(),
            registered: !seen.devices.is_empty(),
            place: seen.place,
        };
        (combine(&state), said.and_then(|s| s.note.clone()))
    }

    /// How it is now with somebody; nothing happens when nobody watches it. Who watched because of a leg that is not inside any more
    /// watches no longer.
    pub fn observe(&mut self, whom: &Whom, seen: Seen) {
        let Some(watched) = self.watched.get_mut(whom) else {
            return;
        };
        if watched.seen == seen {
            return;
        }
        let out = |w: &Watching| w.basis.is_some_and(|leg| !seen.inside.contains(&leg));
        let left = watched.watchers.iter().filter(|(_, w)| out(w));
        let left: Vec<Key> = left.map(|(key, _)| key.clone()).collect();
        watched.seen = seen;
        self.mark(whom.clone());
        for key in left {
            let rule = RuleId::new("presence.not_inside_any_more");
            self.end(key, Cause::policy(Reason::Forbidden, rule));
        }
    }

    /// There is nothing to watch any more, and nothing that it said holds.
    pub fn gone(&mut self, whom: &Whom, cause: &Cause) {
        let watchers = self.watched.get(whom).map(|w| w.watchers.keys().cloned());
        for key in watchers.into_iter().flatten().collect::<Vec<_>>() {
            self.end(key, cause.clone());
        }
        if let Whom::Listed(alias) = whom {
            self.sayings.forget(alias);
        }
    }

    fn end(&mut self, key: Key, cause: Cause) {
        self.unsubscribed(&key);
        self.ended.push((key, cause));
        self.due = Some(Mono::ZERO);
    }

    fn mark(&mut self, whom: Whom) {
        if self.watched.contains_key(&whom) {
            self.changed.insert(whom);
            self.due = Some(Mono::ZERO);
        }
    }

    /// What is to be told now. What could not be delivered is given back by [`Presence::undelivered`].
    pub fn drain(&mut self, now: Mono) -> Vec<Tell> {
        if self.due.is_none_or(|due| due > now) {
            return Vec::new();
        }
        self.due = None;
        let ended = std::mem::take(&mut self.ended).into_iter();
        let mut all: Vec<Tell> = ended.map(|(k, c)| Tell::Unsubscribe(k, c)).collect();
        for whom in std::mem::take(&mut self.changed) {
            if let Some(next) = self.tell_watchers_of(&whom, now, &mut all) {
                self.due = Some(self.due.map_or(next, |due| due.min(next)));
                self.changed.insert(whom);
            }
        }
        all
    }

    /// When the first of them may be told more, if they do not know the truth yet.
    fn tell_watchers_of(&mut self, whom: &Whom, now: Mono, all: &mut Vec<Tell>) -> Option<Mono> {
        let seen = &self.watched.get(whom)?.seen;
        let presence = self.reachable(whom, seen);
        let watched = self.watched.get_mut(whom)?;
        let mut next: Option<Mono> = None;
        for (key, watching) in &mut watched.watchers {
            let content = Content::of(watching.package, &watched.seen, presence.clone());
            if watching.told.as_ref() == Some(&content) {
                continue;
            }
            if watching.next > now {
                next = Some(next.map_or(watching.next, |n| n.min(watching.next)));
                continue;
            }
            all.push(Tell::Notify(key.clone(), content.document(now)));
            watching.told = Some(content);
            watching.next = now + self.limits.pause(watching.package);
        }
        next
    }

    /// A report did not reach its edge; it is made again in a moment.
    pub fn undelivered(&mut self, now: Mono, tell: Tell) {
        let again = now + AGAIN;
        match tell {
            Tell::Unsubscribe(key, cause) => self.ended.push((key, cause)),
            Tell::Notify(key, _) => {
                let Some(whom) = self.subscriptions.get(&key) else {
                    return;
                };
                let watched = self.watched.get_mut(whom);
                if let Some(watching) = watched.and_then(|w| w.watchers.get_mut(&key)) {
                    watching.told = None;
                    watching.next = again;
                    self.changed.insert(whom.clone());
                }
            }
        }
        self.due = Some(self.due.map_or(again, |due| due.min(again)));
    }

    /// When [`Presence::drain`] has something to tell.
    pub fn next_timeout(&self) -> Option<Mono> {
        self.due
    }

    /// All who are watched.
    pub fn watched(&self) -> impl Iterator<Item = &Whom> {
        self.watched.keys()
    }

    /// All of whom something is said, by themselves or by operators, watched or not.
    pub fn spoken_of(&self) -> impl Iterator<Item = &Alias> {
        self.sayings.of()
    }

    /// Whoever watches as somebody of ours, and is not listed any more, watches no longer: its right went with its account.
    pub fn end_unlisted(&mut self, is_listed: impl Fn(&Alias) -> bool) {
        let left = |w: &Watcher| matches!(w, Watcher::Ours(alias) if !is_listed(alias));
        if !self.per_watcher.keys().any(left) {
            return;
        }
        let all = self.watched.values().flat_map(|w| &w.watchers);
        let gone = all.filter(|(_, w)| left(&w.watcher));
        for key in gone.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
            let rule = RuleId::new("presence.not_listed_any_more");
            self.end(key, Cause::policy(Reason::Forbidden, rule));
        }
    }

    /// Whether somebody watches it.
    pub fn is_watched(&self, whom: &Whom) -> bool {
        self.watched.contains_key(whom)
    }

    /// How many watch, of each package.
    pub fn count(&self, package: Package) -> usize {
        let all = self.watched.values().flat_map(|w| w.watchers.values());
        all.filter(|w| w.package == package).count()
    }

    /// What lives inside. No personal data.
    pub fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({
            "subscriptions": self.subscriptions.len(),
            "watched": self.watched.len(),
            "watchers": self.per_watcher.len(),
            "publications": self.sayings.publications(),
            "do_not_disturb": self.sayings.set_by_operators(),
            "untold": self.changed.len() + self.ended.len(),
        })
    }
}
