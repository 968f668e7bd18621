//! What passes between an edge and the core without a leg: who watches whom, what they are told, and single messages.
//!
//! Two directions. Others watch ours: the edge asks [`crate::edge::Ask::Subscribe`], and after a yes the core sends
//! [`DirectCommand::Notify`] at each change until [`EdgeEvent::Unsubscribed`]. We watch theirs: [`DirectCommand::Watch`], then
//! [`EdgeEvent::Notified`] until [`EdgeEvent::WatchEnded`], which comes exactly once. How a change is written (whole or in part, which
//! version) is the edge's: the core always says the whole truth.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::address::Address;
use crate::cause::Cause;
use crate::id::{LegId, PageId, PublicationId, SubscriptionId, WatchId};
use crate::leg::Direction;
use crate::party::{Party, Roster, Trust};
use crate::pii::Pii;
use crate::registration::Route;

/// Longest page, bytes of UTF-8: what fits a chat line fits a page.
pub const MAX_PAGE_BYTES: usize = crate::chat::MAX_CHAT_BYTES;

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Package {
    /// Whether somebody can be reached.
    Presence,
    /// The calls that somebody has.
    Dialogs,
    /// Who is in a meeting.
    Conference,
    /// By which devices somebody is registered.
    Registration,
}

/// How reachable somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Availability {
    /// Not reachable.
    Offline,
    /// Reachable.
    Available,
    /// Not at the device.
    Away,
    /// In a call or otherwise occupied.
    Busy,
    /// Does not want to be called.
    DoNotDisturb,
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallPhase {
    /// Begun.
    Trying,
    /// It rings.
    Ringing,
    /// Answered.
    Connected,
}

/// One call of somebody, as others may see it: not with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedCall {
    /// Names it in later reports to the same watcher; not the name of a leg on any wire.
    pub id: LegId,
    /// As seen by whom it belongs to.
    pub direction: Direction,
    /// How far it has come.
    pub phase: CallPhase,
}

/// One device of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedDevice {
    /// Where it is reached.
    pub contact: Pii<Address>,
    /// How much longer, when nothing renews it.
    pub expires: Duration,
}

/// What is told of whom or what is watched; always the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// Of [`Package::Presence`].
    Presence {
        /// How reachable.
        availability: Availability,
        /// What the person says about it.
        note: Option<Pii<String>>,
    },
    /// Of [`Package::Dialogs`].
    Dialogs(Vec<WatchedCall>),
    /// Of [`Package::Conference`]: without those who wait in the lobby.
    Conference(Arc<Roster>),
    /// Of [`Package::Registration`].
    Registration(Vec<WatchedDevice>),
}

impl Document {
    /// What it tells of.
    pub fn package(&self) -> Package {
        match self {
            Document::Presence { .. } => Package::Presence,
            Document::Dialogs(_) => Package::Dialogs,
            Document::Conference(_) => Package::Conference,
            Document::Registration(_) => Package::Registration,
        }
    }
}

/// Who asks for something without a leg, and how sure we are of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Who it says to be.
    pub from: Party,
    /// What its connection or its credentials prove.
    pub trust: Trust,
    /// Source address.
    pub origin: IpAddr,
    /// It asks within the call of this leg.
    pub leg: Option<LegId>,
}

/// Somebody wants to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribe {
    /// Names it from now on; the edge's choice, unique in that edge.
    pub subscription: SubscriptionId,
    /// What.
    pub package: Package,
    /// Whom.
    pub of: Address,
    /// Who wants it.
    pub by: Asker,
    /// Only once: nothing follows a yes.
    pub once: bool,
}

/// Somebody says of itself how reachable it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Names it from now on; a later one with the same name replaces it.
    pub publication: PublicationId,
    /// Of whom.
    pub of: Address,
    /// Who says so.
    pub by: Asker,
    /// What.
    pub document: Document,
}

/// A message outside any call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// To whom.
    pub to: Address,
    /// From whom.
    pub from: Party,
    /// Plain text, at most [`MAX_PAGE_BYTES`].
    pub text: Pii<String>,
    /// A way to `to` that the address does not tell: one that we send to a registered device. `None` in one that was received.
    pub route: Option<Route>,
}

/// How far a page came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is there.
    Delivered,
    /// It is on its way, and nobody will tell whether it arrived.
    Relayed,
}

/// What an edge reports without a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeEvent {
    /// Somebody does not watch any more.
    Unsubscribed(SubscriptionId),
    /// What somebody said of itself is not valid any more.
    Unpublished(PublicationId),
    /// What we watch changed.
    Notified(WatchId, Document),
    /// We do not watch any more.
    WatchEnded {
        /// What.
        watch: WatchId,
        /// Why.
        cause: Cause,
        /// When it may be tried again; `None` when it should not be.
        retry_after: Option<Duration>,
    },
    /// The end of a page that we sent.
    PageDone(PageId, Result<Delivery, Cause>),
}

/// What the core wants of an edge without a leg.
#[expect(
    clippy::large_enum_variant,
    reason = "commands are handed over one by one and not kept"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectCommand {
    /// Tells a watcher; a subscription that is over is ignored.
    Notify(SubscriptionId, Document),
    /// A watcher may not watch any more, or there is nothing more to watch.
    Unsubscribe(SubscriptionId, Cause),
    /// Watches.
    Watch {
        /// Names it; the core's choice, unique in that edge.
        watch: WatchId,
        /// What.
        package: Package,
        /// Whom.
        of: Address,
        /// In whose name.
        by: Party,
        /// A way that the address does not tell.
        route: Option<Route>,
    },
    /// Does not watch any more; [`EdgeEvent::WatchEnded`] follows.
    Unwatch(WatchId),
    /// Sends a message; [`EdgeEvent::PageDone`] follows, exactly once.
    Page(PageId, Box<Page>),
}
