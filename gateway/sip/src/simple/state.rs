//! What lives: dialogs outside calls, and the subscriptions in them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use tolk_model::id::{FlowId, LegId, PageId, PublicationId, SubscriptionId, WatchId};
use tolk_model::limits::{LimitedMap, may_have_more, source_of};
use tolk_model::presence::Document;
use tolk_model::time::Mono;

use super::asked::Author;
use super::event::{Event, Kind};
use super::limits::SimpleLimits;
use super::page::SentPage;
use super::publish::Publication;
use super::watcher::Watch;
use crate::call::Hint;
use crate::dialog::Dialog;
use crate::edge::{Neighbour, SipEdge};
use crate::transaction::timers::TimerKey;
use crate::wire::Request;
use crate::wire::message::Common;

/// Subscriptions within one dialog: one for each package, and some to spare.
const MAX_IN_DIALOG: usize = 8;

/// Messages of ours on their way.
const MAX_PAGES: usize = 5_000;

/// What a request of ours outside calls is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direct {
    /// Tells a watcher.
    Notify(SubscriptionId),
    /// Watches.
    Watch(WatchId),
    /// A message.
    Page(PageId),
    /// A line within a call.
    Line(LegId),
}

/// Timers of what lives outside calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DirectTimer {
    /// A subscription was not refreshed.
    Expired(SubscriptionId),
    /// A watcher may be told again.
    Pace(SubscriptionId),
    /// Something that we watch is due for a refresh.
    Refresh(WatchId),
    /// No NOTIFY came.
    Silence(WatchId),
    /// A publication was not refreshed.
    Unpublished(PublicationId),
}

impl DirectTimer {
    /// For logs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            DirectTimer::Expired(_) => "sip.subscription_expired",
            DirectTimer::Pace(_) => "sip.notify_pace",
            DirectTimer::Refresh(_) => "sip.watch_refresh",
            DirectTimer::Silence(_) => "sip.watch_silent",
            DirectTimer::Unpublished(_) => "sip.publication_expired",
        }
    }
}

/// A dialog that is no call's.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    pub(super) dialog: Dialog,
    /// By whom it was begun.
    pub(super) by: Author,
    /// The way back to a peer without proxies in between.
    pub(super) hint: Option<Hint>,
    /// The first hop under TLS, when only its name is proven.
    pub(super) neighbour: Option<Neighbour>,
    /// User part of our `Contact`.
    pub(super) user: String,
}

/// The dialog of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Within {
    /// A call's.
    Leg(LegId),
    /// Its own, which it may share with others of the same watcher.
    Talk(u64),
}

/// Somebody watches.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) event: Event,
    pub(super) kind: Kind,
    pub(super) within: Within,
    /// Whom, as documents name it.
    pub(super) entity: String,
    /// Counts against this source.
    pub(super) source: IpAddr,
    pub(super) expires: Mono,
    /// What is to be told; `None` for a mailbox.
    pub(super) document: Option<Document>,
    /// What was told last: what is different is told next. `None` when everything must be told.
    pub(super) told: Option<Document>,
    /// Of the next document.
    pub(super) version: u32,
    /// A NOTIFY is on its way: its answer is awaited, so that none overtakes another.
    pub(super) in_flight: bool,
    /// There is something new to tell.
    pub(super) changed: bool,
    /// No earlier is told again.
    pub(super) not_before: Mono,
}

/// Everything outside calls.
#[derive(Debug)]
pub(crate) struct Simple {
    pub(super) talks: LimitedMap<u64, Talk>,
    /// By Call-ID and our tag.
    pub(super) by_tags: BTreeMap<(String, String), u64>,
    pub(super) subscriptions: LimitedMap<SubscriptionId, Subscription>,
    in_dialogs: BTreeMap<Within, Vec<SubscriptionId>>,
    by_source: BTreeMap<IpAddr, usize>,
    pub(super) publications: LimitedMap<PublicationId, Publication>,
    pub(super) by_etag: BTreeMap<String, PublicationId>,
    pub(super) watches: LimitedMap<WatchId, Watch>,
    /// By Call-ID and our tag.
    pub(super) by_watch_tags: BTreeMap<(String, String), WatchId>,
    pub(super) pages: LimitedMap<PageId, SentPage>,
    limits: SimpleLimits,
}

impl Simple {
    pub(crate) fn new(limits: SimpleLimits) -> Simple {
        Simple {
            talks: LimitedMap::new(limits.subscriptions),
            by_tags: BTreeMap::new(),
            subscriptions: LimitedMap::new(limits.subscriptions),
            in_dialogs: BTreeMap::new(),
            by_source: BTreeMap::new(),
            publications: LimitedMap::new(limits.publications),
            by_etag: BTreeMap::new(),
            watches: LimitedMap::new(limits.watches),
            by_watch_tags: BTreeMap::new(),
            pages: LimitedMap::new(MAX_PAGES),
            limits,
        }
    }

    /// The dialog of a request; the peer must have the tag that it had.
    pub(super) fn talk_of(&self, request: &Request) -> Option<u64> {
        let key = (request.call_id().to_string(), request.to_tag());
        let id = *self.by_tags.get(&key)?;
        let talk = self.talks.get(&id)?;
        (talk.dialog.remote_tag == request.sender_tag()).then_some(id)
    }

    /// Whether a request comes by the dialog of something that we watch.
    pub(crate) fn watches(&self, request: &Request) -> bool {
        self.watch_of(request).is_some()
    }

    /// What we watch by the dialog of a request.
    pub(super) fn watch_of(&self, request: &Request) -> Option<WatchId> {
        let key = (request.call_id().to_string(), request.to_tag());
        self.by_watch_tags.get(&key).copied()
    }

    /// Flows that watchers without proxies in between are told by.
    pub(crate) fn flows(&self) -> impl Iterator<Item = FlowId> {
        let hints = self.talks.iter().filter_map(|(_, t)| t.hint.as_ref());
        hints.map(|h| h.flow)
    }

    /// Subscriptions in a dialog.
    pub(super) fn within(&self, within: Within) -> &[SubscriptionId] {
        self.in_dialogs.get(&within).map_or(&[], Vec::as_slice)
    }

    /// The subscription of that event in a dialog.
    pub(super) fn find(&self, within: Within, event: &Event) -> Option<SubscriptionId> {
        let mut ids = self.within(within).iter().copied();
        ids.find(|id| {
            let found = self.subscriptions.get(id);
            found.is_some_and(|s| s.event == *event)
        })
    }

    /// Whether one more may be from there.
    pub(super) fn has_room(&self, source: IpAddr, within: Option<Within>) -> bool {
        let in_dialog = within.map_or(0, |within| self.within(within).len());
        let held = self.by_source.get(&source_of(source)).copied();
        let (most, used) = (
            self.limits.subscriptions_per_source,
            self.subscriptions.len(),
        );
        let room = may_have_more(held.unwrap_or(0), most, used, self.limits.subscriptions);
        in_dialog < MAX_IN_DIALOG && room
    }

    /// Somebody watches.
    pub(super) fn insert(&mut self, id: SubscriptionId, subscription: Subscription) -> bool {
        let (within, source) = (subscription.within, source_of(subscription.source));
        if self.subscriptions.insert(id, subscription).is_err() {
            return false;
        }
        self.in_dialogs.entry(within).or_default().push(id);
        *self.by_source.entry(source).or_insert(0) += 1;
        true
    }

    fn remove(&mut self, id: SubscriptionId) -> Option<Subscription> {
        let gone = self.subscriptions.remove(&id)?;
        let source = source_of(gone.source);
        if let Some(held) = self.by_source.get_mut(&source) {
            *held = held.saturating_sub(1);
            if *held == 0 {
                self.by_source.remove(&source);
            }
        }
        if let Some(others) = self.in_dialogs.get_mut(&gone.within) {
            others.retain(|other| *other != id);
            if others.is_empty() {
                self.in_dialogs.remove(&gone.within);
            }
        }
        Some(gone)
    }

    /// For `/debug`.
    pub(crate) fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({
            "dialogs": self.talks.len(),
            "subscriptions": self.subscriptions.len(),
            "watches": self.watches.len(),
            "pages": self.pages.len(),
            "publications": self.publications.len(),
        })
    }
}

impl SipEdge {
    /// Forgets a subscription, and its dialog with the last one in it.
    pub(super) fn drop_subscription(&mut self, id: SubscriptionId) -> Option<Subscription> {
        for timer in [DirectTimer::Expired(id), DirectTimer::Pace(id)] {
            self.timers.stop(TimerKey::Direct(timer));
        }
        let gone = self.simple.remove(id)?;
        self.drop_talk(gone.within);
        Some(gone)
    }

    /// Forgets a dialog in which nothing lives any more.
    pub(super) fn drop_talk(&mut self, within: Within) {
        let Within::Talk(talk) = within else {
            return;
        };
        let simple = &mut self.simple;
        if simple.within(within).is_empty()
            && let Some(gone) = simple.talks.remove(&talk)
        {
            let key = (gone.dialog.call_id, gone.dialog.local_tag);
            simple.by_tags.remove(&key);
        }
    }
}
