//! The edge: websockets and sessions joined behind [`tolk_model::edge::Edge`].

mod bucket;
mod commands;
mod contract;
mod flow;
mod hello;
mod incoming;
mod media;
mod outbox;
mod read;
mod session;
mod timers;

use std::collections::VecDeque;

use tolk_model::edge::EdgeOutput;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::LegEvent;
use tolk_model::limits::LimitedMap;
use tolk_model::random::Random;
use tolk_model::{Cause, FlowId, LegId, Now, Seed};

use crate::config::BrowserConfig;
use crate::protocol::{Fault, FaultCode, FromServer, ServerMessage, VERSION};
use crate::view;

use bucket::Sources;
use flow::Flow;
use session::{Epitaph, Session};
use timers::{TimerKey, Timers};

/// Sessions that ended while their client was away, kept to tell it why. Losing the oldest costs a sentence.
const MAX_EPITAPHS: usize = 1_000;

/// The browser edge. Drive it as [`tolk_model::edge::Edge`] says: drain `poll` after every call.
#[derive(Debug)]
pub struct BrowserEdge {
    config: BrowserConfig,
    random: Random,
    outputs: VecDeque<EdgeOutput>,
    timers: Timers,
    sources: Sources,
    flows: LimitedMap<FlowId, Flow>,
    sessions: LimitedMap<LegId, Session>,
    epitaphs: LimitedMap<LegId, Epitaph>,
}

impl BrowserEdge {
    /// An edge; identifiers and tokens come from `seed`, which must be unpredictable in production.
    pub fn new(config: BrowserConfig, seed: Seed) -> BrowserEdge {
        let limits = config.limits;
        BrowserEdge {
            random: seed.generator(),
            outputs: VecDeque::new(),
            timers: Timers::default(),
            sources: Sources::new(limits),
            flows: LimitedMap::new(limits.flows),
            sessions: LimitedMap::new(limits.sessions),
            epitaphs: LimitedMap::new(MAX_EPITAPHS),
            config,
        }
    }

    fn output(&mut self, output: EdgeOutput) {
        self.outputs.push_back(output);
    }

    fn event(&mut self, leg: LegId, event: LegEvent) {
        self.output(EdgeOutput::Event(leg, event));
    }

    fn malformed(&mut self, leg: Option<LegId>, problem: FaultCode) {
        let event = JournalEvent::Malformed {
            edge: self.config.edge.clone(),
            problem: problem.as_str().to_string(),
        };
        self.output(EdgeOutput::Journal(leg, event));
    }

    fn limited(&mut self, what: &str) {
        let event = JournalEvent::Limited {
            edge: self.config.edge.clone(),
            what: what.to_string(),
        };
        self.output(EdgeOutput::Journal(None, event));
    }

    /// A line for the ladder.
    fn ladder(&mut self, leg: LegId, incoming: bool, name: &str) {
        let event = JournalEvent::Message {
            edge: self.config.edge.clone(),
            incoming,
            name: name.to_string(),
        };
        self.output(EdgeOutput::Journal(Some(leg), event));
    }

    /// Says something that is repeated after a break.
    fn say(&mut self, leg: LegId, re: Option<u32>, message: ServerMessage) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        let seq = session.outbox.number();
        let bytes = encode(Some(seq), re, session.handled, &message);
        let name = name(&message);
        session.outbox.keep(seq, re, message, bytes.len());
        if let Some(flow) = session.flow {
            self.output(EdgeOutput::Transmit(flow, bytes));
        }
        if let Some(name) = name {
            self.ladder(leg, false, name);
        }
    }

    /// Says something on a websocket that is not repeated.
    fn say_once(&mut self, flow: FlowId, re: Option<u32>, message: &ServerMessage) {
        let session = self.flows.get(&flow).and_then(|f| f.session);
        let handled = session
            .and_then(|leg| self.sessions.get(&leg))
            .map_or(0, |s| s.handled);
        self.output(EdgeOutput::Transmit(
            flow,
            encode(None, re, handled, message),
        ));
    }

    /// Tells what was wrong with a message, and writes it down.
    fn fault(&mut self, flow: FlowId, re: Option<u32>, code: FaultCode) {
        let leg = self.flows.get(&flow).and_then(|f| f.session);
        self.malformed(leg, code);
        self.say_once(flow, re, &ServerMessage::Error(Fault { code }));
    }

    /// Ends a session: the last word to the client, the last event to the core.
    fn end(&mut self, now: Now, leg: LegId, re: Option<u32>, cause: Cause) {
        let farewell = ServerMessage::Ended(view::ended(&cause));
        self.say(leg, re, farewell);
        let Some(session) = self.sessions.remove(&leg) else {
            return;
        };
        self.timers.stop(TimerKey::Resume(leg));
        self.timers.stop(TimerKey::MediaReply(leg));
        match session.flow {
            Some(flow) => self.close(flow),
            None => self.bury(now, leg, Epitaph::new(session.token, &cause)),
        }
        self.event(leg, LegEvent::Ended(cause));
    }

    fn bury(&mut self, now: Now, leg: LegId, epitaph: Epitaph) {
        if self.epitaphs.insert(leg, epitaph).is_ok() {
            let until = now.mono + self.config.resume_for;
            self.timers.set(TimerKey::Epitaph(leg), until);
        }
    }

    /// Closes a websocket and forgets it; its session, if any, is the caller's.
    fn close(&mut self, flow: FlowId) {
        self.forget_flow(flow);
        self.output(EdgeOutput::Close(flow));
    }

    fn forget_flow(&mut self, flow: FlowId) -> Option<Flow> {
        let gone = self.flows.remove(&flow)?;
        self.timers.stop(TimerKey::Hello(flow));
        self.timers.stop(TimerKey::Silence(flow));
        self.sources.closed(gone.source);
        Some(gone)
    }
}

/// A text message.
fn encode(seq: Option<u32>, re: Option<u32>, ack: u32, message: &ServerMessage) -> Vec<u8> {
    let envelope = FromServer {
        v: VERSION,
        seq,
        re,
        ack,
        message: message.clone(),
    };
    // Our own types have string keys only and no failing serializers: nothing can go wrong.
    serde_json::to_vec(&envelope).unwrap_or_default()
}

/// What the ladder calls a message; `None` for what would only fill it.
fn name(message: &ServerMessage) -> Option<&'static str> {
    match message {
        ServerMessage::Welcome(_) => Some("welcome"),
        ServerMessage::Media(_) => Some("media"),
        ServerMessage::RefuseMedia(_) => Some("refuse_media"),
        ServerMessage::Ended(_) => Some("ended"),
        ServerMessage::ControlDone(_) => Some("control_done"),
        _ => None,
    }
}
