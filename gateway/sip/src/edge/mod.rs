//! The edge: flows, transactions and calls joined behind [`tolk_model::edge::Edge`].

mod clients;
mod contract;
mod flows;
mod incoming;
mod inspect;
mod keep;
mod neighbour;
mod route;
mod servers;
mod sources;

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::time::Duration;

use tolk_model::edge::EdgeOutput;
use tolk_model::id::{AskId, LegId, QueryId};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::LegEvent;
use tolk_model::limits::LimitedMap;
use tolk_model::random::Random;
use tolk_model::time::{Mono, Now};
use tolk_model::{Domain, FlowId, Pii, Seed};

use crate::call::Call;
use crate::config::SipConfig;
use crate::transaction::timers::{CallTimer, TimerKey, Timers};
use crate::transaction::{ClientKey, ServerKey};
use crate::wire::uri::transport_word;

pub(crate) use clients::{Client, Purpose};
pub(crate) use neighbour::Neighbour;
pub(crate) use servers::Server;

use crate::auth::{Guard, MAX_UNANSWERED, Nonces, Waiting};
use crate::registrar::{Registered, Temporary};
use crate::simple::Simple;
use crate::trunk::Trunk;
use flows::Flows;
use sources::Sources;
pub(crate) use sources::{Asker, network_of};

/// How often idle flows are looked for.
const SWEEP: Duration = Duration::from_secs(30);

/// The SIP edge. Drive it as [`tolk_model::edge::Edge`] says: drain `poll` after every call.
#[derive(Debug)]
pub struct SipEdge {
    pub(crate) config: SipConfig,
    pub(crate) random: Random,
    /// Makes the tags of stateless answers unguessable and the same for the same request (RFC 3261 §8.2.7).
    tag_key: u64,
    outputs: VecDeque<EdgeOutput>,
    pub(crate) timers: Timers,
    pub(crate) flows: Flows,
    pub(crate) sources: Sources,
    pub(crate) clients: LimitedMap<u64, Client>,
    client_index: BTreeMap<ClientKey, u64>,
    pub(crate) servers: LimitedMap<u64, Server>,
    server_index: BTreeMap<ServerKey, u64>,
    origins: inspect::Origins,
    queries: BTreeMap<QueryId, u64>,
    pub(crate) calls: LimitedMap<LegId, Call>,
    /// Calls of them that are not over.
    pub(crate) living: usize,
    /// By Call-ID and our tag.
    pub(crate) dialogs: BTreeMap<(String, String), LegId>,
    /// Dialogs of transfers that were asked for outside their call, by Call-ID and our tag: the call, and the transfer's number.
    pub(crate) asides: BTreeMap<(String, String), (LegId, u32)>,
    /// Transfers that were asked for outside their call so far.
    pub(crate) outside: u32,
    /// What the directory was asked.
    pub(crate) asks: LimitedMap<AskId, Waiting>,
    pub(crate) nonces: Nonces,
    pub(crate) guard: Guard,
    /// Senders who have not answered an offer of several algorithms by the best of them: since when, and to which request.
    pub(crate) unanswered: LimitedMap<(IpAddr, String), (Mono, (String, u32))>,
    pub(crate) registered: Registered,
    pub(crate) temporary: Temporary,
    pub(crate) simple: Simple,
    /// In the order of the configuration.
    pub(crate) trunks: Vec<Trunk>,
    /// The node ends.
    pub(crate) ends: bool,
    next_id: u64,
}

impl SipEdge {
    /// An edge; tags, branches and identifiers come from `seed`.
    pub fn new(config: SipConfig, seed: Seed) -> SipEdge {
        let mut random = seed.generator();
        let limits = config.limits;
        let trunks = config.trunks.iter().cloned();
        let trunks = trunks.map(|t| Trunk::new(t, &mut random)).collect();
        let mut edge = SipEdge {
            trunks,
            ends: false,
            tag_key: random.u64(),
            outputs: VecDeque::new(),
            timers: Timers::default(),
            flows: Flows::new(limits.flows),
            sources: Sources::new(&limits),
            clients: LimitedMap::new(limits.transactions),
            client_index: BTreeMap::new(),
            servers: LimitedMap::new(limits.transactions),
            server_index: BTreeMap::new(),
            origins: inspect::Origins::default(),
            queries: BTreeMap::new(),
            // One that is over is met by late responses while its INVITE's transaction lives (RFC 6026 §7.2).
            calls: LimitedMap::new(limits.calls.saturating_add(limits.transactions)),
            living: 0,
            dialogs: BTreeMap::new(),
            asides: BTreeMap::new(),
            outside: 0,
            asks: LimitedMap::new(limits.transactions),
            nonces: Nonces::new(&mut random),
            guard: Guard::default(),
            unanswered: LimitedMap::new(MAX_UNANSWERED),
            registered: Registered::new(limits.flows),
            temporary: Temporary::new(&mut random),
            simple: Simple::new(config.simple),
            next_id: 1,
            random,
            config,
        };
        edge.start_trunks(tolk_model::Mono::ZERO);
        edge
    }

    pub(crate) fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub(crate) fn output(&mut self, output: EdgeOutput) {
        self.outputs.push_back(output);
    }

    pub(crate) fn event(&mut self, leg: LegId, event: LegEvent) {
        self.output(EdgeOutput::Event(leg, event));
    }

    pub(crate) fn journal(&mut self, leg: Option<LegId>, event: JournalEvent) {
        self.output(EdgeOutput::Journal(leg, event));
    }

    pub(crate) fn malformed(&mut self, problem: impl ToString) {
        let event = JournalEvent::Malformed {
            edge: self.config.edge.clone(),
            problem: problem.to_string(),
        };
        self.journal(None, event);
    }

    pub(crate) fn limited(&mut self, what: &str) {
        let event = JournalEvent::Limited {
            edge: self.config.edge.clone(),
            what: what.to_string(),
        };
        self.journal(None, event);
    }

    /// Somebody asked for what was not theirs, in the name of an account.
    pub(crate) fn overstepped(&mut self, account: Option<Pii<String>>, what: &str) {
        let event = JournalEvent::Refused {
            edge: self.config.edge.clone(),
            what: what.to_string(),
            account,
        };
        self.journal(None, event);
    }

    /// A line for the ladder, of a leg when the message belongs to one.
    pub(crate) fn ladder(&mut self, leg: Option<LegId>, incoming: bool, name: String) {
        let event = JournalEvent::Message {
            edge: self.config.edge.clone(),
            incoming,
            name,
        };
        self.journal(leg, event);
    }

    /// Sets a timer of a call.
    pub(crate) fn call_timer(&mut self, now: Now, leg: LegId, timer: CallTimer, after: Duration) {
        self.timers
            .set(TimerKey::Call(leg, timer), now.mono + after);
    }

    /// Cancels a timer of a call.
    pub(crate) fn stop_call_timer(&mut self, leg: LegId, timer: CallTimer) {
        self.timers.stop(TimerKey::Call(leg, timer));
    }

    /// A tag that depends on the request only.
    pub(crate) fn stateless_tag(&self, identity: &[u8]) -> String {
        let mut hasher = DefaultHasher::new();
        self.tag_key.hash(&mut hasher);
        identity.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// The address under which peers of this flow reach us: what is advertised, else the socket.
    pub(crate) fn local_name(&self, flow: FlowId) -> Option<(Domain, u16)> {
        let info = self.flows.info(flow)?;
        let matches_flow = |l: &&crate::config::Listen| {
            let udp = info.transport == tolk_model::address::TransportKind::Udp;
            l.transport == info.transport
                && (l.local.ip().is_unspecified() || l.local.ip() == info.local.ip())
                && (!udp || l.local.port() == info.local.port())
        };
        let listen = self.config.listen.iter().find(matches_flow);
        let own = Domain::new(&info.local.ip().to_string()).ok();
        let host = if info.local.ip().is_unspecified() {
            self.config.default_domain.clone()
        } else {
            own.unwrap_or_else(|| self.config.default_domain.clone())
        };
        let port = listen.map_or(info.local.port(), |l| l.local.port());
        match listen.and_then(|l| l.advertise.as_ref()) {
            Some(shown) => Some((shown.host.clone(), shown.port.unwrap_or(port))),
            None => Some((host, port)),
        }
    }

    /// `Contact` on a flow.
    pub(crate) fn contact(&self, flow: FlowId, user: &str) -> Option<String> {
        let (host, port) = self.local_name(flow)?;
        let transport = match self.flows.info(flow)?.transport {
            tolk_model::address::TransportKind::Udp => String::new(),
            other => format!(";transport={}", transport_word(other)),
        };
        Some(format!("<sip:{user}@{host}:{port}{transport}>"))
    }

    /// The same for a message about `uri`: one that demands TLS all the way gets a `Contact` that does (RFC 3261 §8.1.1.8, §12.1.1).
    pub(crate) fn contact_for(&self, flow: FlowId, user: &str, uri: &str) -> Option<String> {
        let contact = self.contact(flow, user)?;
        let secure = uri
            .get(..5)
            .is_some_and(|s| s.eq_ignore_ascii_case("sips:"));
        let tls = contact.strip_suffix(";transport=tls>").filter(|_| secure);
        let rest = tls.and_then(|c| c.strip_prefix("<sip:"));
        Some(rest.map_or(contact.clone(), |rest| format!("<sips:{rest}>")))
    }

    pub(crate) fn start_sweep(&mut self, now: Now) {
        if !self.timers.is_set(TimerKey::Sweep) && self.flows.len() > 0 {
            self.timers.set(TimerKey::Sweep, now.mono + SWEEP);
        }
    }
}
