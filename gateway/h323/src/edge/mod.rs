//! The edge: connections and calls joined behind [`tolk_model::edge::Edge`].

mod contract;
mod flows;
mod incoming;
mod sources;
mod timers;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::edge::EdgeOutput;
use tolk_model::id::{AskId, FlowId, LegId, QueryId};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::LegEvent;
use tolk_model::limits::LimitedMap;
use tolk_model::random::Random;
use tolk_model::time::Now;
use tolk_model::{Pii, Seed};

use crate::call::Call;
use crate::config::H323Config;
use crate::h225::{Endpoint, Outgoing};
use crate::tpkt;

use flows::Flows;
pub(crate) use flows::Role;
pub(crate) use incoming::STATUS_ENQUIRY;
pub(crate) use sources::Source;
use sources::Sources;
use timers::Timers;
pub(crate) use timers::{CallTimer, TimerKey};

/// The H.323 edge. Drive it as [`tolk_model::edge::Edge`] says: drain `poll` after every call.
#[derive(Debug)]
pub struct H323Edge {
    pub(crate) config: H323Config,
    pub(crate) us: Endpoint,
    pub(crate) random: Random,
    outputs: VecDeque<EdgeOutput>,
    pub(crate) timers: Timers,
    pub(crate) flows: Flows,
    pub(crate) sources: Sources,
    pub(crate) calls: LimitedMap<LegId, Call>,
    /// Calls by their connection, their reference, and whether we began them.
    pub(crate) by_reference: BTreeMap<(FlowId, u16, bool), LegId>,
    /// Look-ups, by the call that waits for them.
    pub(crate) queries: BTreeMap<QueryId, LegId>,
    /// Questions to the directory, by the call that waits for them.
    pub(crate) asks: BTreeMap<AskId, LegId>,
    next_id: u64,
}

impl H323Edge {
    /// An edge; identifiers and references come from `seed`.
    #[must_use]
    pub fn new(config: H323Config, seed: Seed) -> H323Edge {
        let limits = config.limits;
        H323Edge {
            us: Endpoint {
                product: config.product.clone(),
                version: config.version.clone(),
                name: config.name.clone(),
            },
            random: seed.generator(),
            outputs: VecDeque::new(),
            timers: Timers::default(),
            flows: Flows::new(limits.flows),
            sources: Sources::new(&limits, config.known.clone()),
            calls: LimitedMap::new(limits.calls),
            by_reference: BTreeMap::new(),
            queries: BTreeMap::new(),
            asks: BTreeMap::new(),
            next_id: 1,
            config,
        }
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

    pub(crate) fn malformed(&mut self, leg: Option<LegId>, problem: impl ToString) {
        let event = JournalEvent::Malformed {
            edge: self.config.edge.clone(),
            problem: problem.to_string(),
        };
        self.journal(leg, event);
    }

    pub(crate) fn limited(&mut self, what: &str) {
        let event = JournalEvent::Limited {
            edge: self.config.edge.clone(),
            what: what.to_string(),
        };
        self.journal(None, event);
    }

    /// What a far end asked for and may not have.
    pub(crate) fn overstepped(&mut self, leg: Option<LegId>, what: &str) {
        let event = JournalEvent::Refused {
            edge: self.config.edge.clone(),
            what: what.to_string(),
            account: None::<Pii<String>>,
        };
        self.journal(leg, event);
    }

    /// A line for the ladder.
    pub(crate) fn ladder(&mut self, leg: Option<LegId>, incoming: bool, name: impl Into<String>) {
        let event = JournalEvent::Message {
            edge: self.config.edge.clone(),
            incoming,
            name: name.into(),
        };
        self.journal(leg, event);
    }

    /// Sends a packet on a connection that is open.
    pub(crate) fn transmit(&mut self, flow: FlowId, packet: &[u8]) -> bool {
        match (self.flows.info(flow), tpkt::frame(packet)) {
            (Some(_), Ok(bytes)) => {
                self.output(EdgeOutput::Transmit(flow, bytes));
                true
            }
            _ => false,
        }
    }

    /// Sends a message of call signalling; `false` when it does not fit, or nobody listens.
    pub(crate) fn signal(&mut self, flow: FlowId, leg: Option<LegId>, message: Outgoing) -> bool {
        let name = message.name();
        let sent = message
            .into_bytes()
            .is_some_and(|bytes| self.transmit(flow, &bytes));
        if sent {
            self.ladder(leg, false, name);
        }
        sent
    }

    pub(crate) fn timer(&mut self, now: Now, key: TimerKey, after: Duration) {
        self.timers.set(key, now.mono + after);
    }

    /// What peers of a connection see as our address.
    pub(crate) fn shown(&self, local: SocketAddr) -> SocketAddr {
        let listens = |l: &&crate::Listen| {
            l.local.ip().is_unspecified() || l.local.ip() == local.ip().to_canonical()
        };
        let listen = self.config.listen.iter().find(listens);
        let ip = listen.and_then(|l| l.advertise).unwrap_or(local.ip());
        SocketAddr::new(ip, local.port())
    }
}
