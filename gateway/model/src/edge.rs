//! The contract of a sans-I/O edge: bytes and commands in, bytes and events out.
//!
//! The driver (`node::drive`) owns sockets and clocks. After **every** `&mut self` call it drains [`Edge::poll`] until `None`, and
//! then asks [`Edge::next_timeout`].

use std::net::{IpAddr, SocketAddr};

use crate::address::{Address, Domain, TransportKind};
use crate::cause::Cause;
use crate::id::{AskId, FlowId, LegId, QueryId};
use crate::journal::JournalEvent;
use crate::leg::{LegCommand, LegEvent};
use crate::party::{Destination, Target};
use crate::pii::Pii;
use crate::presence::{
    Asker, Delivery, DirectCommand, Document, EdgeEvent, Page, Publish, Subscribe,
};
use crate::registration::{Binding, Credentials, DigestAlgorithm, Registration, RegistrationError};
use crate::time::{Mono, Now, TimerName};

/// How a flow came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowInfo {
    /// Kind of transport.
    pub transport: TransportKind,
    /// Our address.
    pub local: SocketAddr,
    /// Theirs.
    pub remote: SocketAddr,
    /// They connected to us.
    pub accepted: bool,
    /// The names that their certificate proves (RFC 5922 §7.1), when they showed one that we trust; the one that was dialled first.
    pub verified: Vec<Domain>,
}

impl FlowInfo {
    /// Whether their certificate proves this name.
    pub fn proves(&self, name: &Domain) -> bool {
        self.verified.contains(name)
    }
}

/// What an edge wants from its driver. Drained by [`Edge::poll`].
#[derive(Debug)]
pub enum EdgeOutput {
    /// Find where a name leads (RFC 3263). `resolved` answers.
    Resolve(QueryId, Query),
    /// Open a flow; the edge chose the identifier (odd ones are the edge's, even ones the driver's).
    /// `flow_opened` or `flow_closed` answers.
    Open(FlowId, Destination),
    /// Listen at this address of ours for exactly one connection by TCP, which becomes this flow; the edge chose the identifier as for
    /// `Open`. `listening` answers with the port; `flow_opened` (accepted) follows when somebody has connected from one of the addresses
    /// that are named last; others are closed at once, and the wait goes on. `Close` ends it. How long it lasts is the edge's to say.
    Listen(FlowId, IpAddr, Vec<IpAddr>),
    /// Send bytes.
    Transmit(FlowId, Vec<u8>),
    /// Close a flow once what was sent before is out.
    Close(FlowId),
    /// Ask something that needs the directory. `reply` answers.
    Ask(AskId, Ask),
    /// Something happened to a leg.
    Event(LegId, LegEvent),
    /// Something happened that belongs to no leg.
    Direct(EdgeEvent),
    /// Something worth a line in the journal, and the leg that it is about when that is known: after its `Incoming`, so that whoever
    /// keeps the journal knows the call.
    Journal(Option<LegId>, JournalEvent),
}

/// A look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Host name or IP literal.
    pub host: Domain,
    /// A port that was written out.
    pub port: Option<u16>,
    /// A transport that was written out.
    pub transport: Option<TransportKind>,
    /// Only TLS will do.
    pub secure: bool,
}

/// A question of an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The digest credentials of a user (RFC 3261 §22).
    Credentials {
        /// User name.
        user: String,
        /// Realm.
        realm: String,
        /// Which hash is wanted.
        algorithm: DigestAlgorithm,
    },
    /// Whether an address belongs to an account: then whoever calls in its name must prove it.
    HasAccount {
        /// Which address.
        address: Pii<Address>,
    },
    /// Binds devices to an address.
    Register(Box<Registration>),
    /// A flow is gone: devices that only it led to are reached no longer.
    FlowLost {
        /// Which flow.
        flow: FlowId,
    },
    /// A call that goes out is sent elsewhere by whom it reached: may the caller call there? Nobody is called before the answer.
    Redirect {
        /// The call.
        leg: LegId,
        /// Where it is sent.
        to: Pii<Address>,
    },
    /// May this be watched, and what is there to tell now?
    Subscribe(Box<Subscribe>),
    /// May this be said?
    Publish(Box<Publish>),
    /// A message outside any call; within one it is a chat line.
    Page(Box<Page>, Box<Asker>),
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To [`Ask::Subscribe`]: yes, and what there is to tell now.
    Subscribe(Result<Document, Cause>),
    /// To [`Ask::Publish`].
    Publish(Result<(), Cause>),
    /// To [`Ask::Page`].
    Page(Result<Delivery, Cause>),
    /// What proves the user; `None` when there is no such user.
    Credentials(Option<Credentials>),
    /// Whether the address belongs to an account.
    HasAccount(bool),
    /// What is bound now, or why nothing changed.
    Registered(Result<Vec<Binding>, RegistrationError>),
    /// To [`Ask::Redirect`]: whom to call instead and by what way, or why not.
    Redirect(Result<Box<Target>, Cause>),
    /// It was noted.
    Noted,
}

/// A sans-I/O edge. Built with its configuration and a seed.
pub trait Edge {
    /// A flow is open: accepted from outside, or opened as the edge wished.
    fn flow_opened(&mut self, now: Now, flow: FlowId, info: FlowInfo);
    /// Where a `Listen` listens; `None` when no port was to be had, and then the flow is gone. An edge that never asks does nothing.
    fn listening(&mut self, _now: Now, _flow: FlowId, _local: Option<SocketAddr>) {}
    /// A flow is gone, or could not be opened.
    fn flow_closed(&mut self, now: Now, flow: FlowId, cause: Cause);
    /// A flow that was full has room again.
    fn flow_writable(&mut self, now: Now, flow: FlowId);
    /// Bytes arrived: one datagram, one websocket message, or any piece of a stream. The edge frames and limits.
    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]);
    /// The core wants something of a leg. Commands to a leg that is over are ignored.
    fn command(&mut self, now: Now, leg: LegId, command: LegCommand);
    /// The core wants something that belongs to no leg. An edge whose wire has no words for it does nothing.
    fn direct(&mut self, _now: Now, _command: DirectCommand) {}
    /// The answer to an `Ask`.
    fn reply(&mut self, now: Now, ask: AskId, reply: Reply);
    /// The answer to a `Resolve`, best first; empty when the name leads nowhere.
    fn resolved(&mut self, now: Now, query: QueryId, destinations: Vec<Destination>);
    /// Time has come. Before its time it is a no-op.
    fn timeout(&mut self, now: Now);
    /// When `timeout` should be called next, and which timer it is.
    fn next_timeout(&self) -> Option<(Mono, TimerName)>;
    /// The node ends: whoever was told to send calls here is told not to any more. Calls and flows go on; nothing new is asked for.
    fn leave(&mut self, _now: Now) {}
    /// Whether all have heard it, or will not; `true` before [`Edge::leave`], too, for an edge that is known nowhere.
    fn has_left(&self) -> bool {
        true
    }
    /// The next output.
    fn poll(&mut self) -> Option<EdgeOutput>;
    /// What lives inside, for `/debug`. No personal data, no secrets.
    fn debug_state(&self) -> serde_json::Value;
}
