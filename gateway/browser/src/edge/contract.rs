//! What the driver calls.

use serde_json::{Value, json};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, QueryId};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::party::Destination;
use tolk_model::time::TimerName;
use tolk_model::{Cause, FlowId, LegId, Mono, Now, Reason};

use super::BrowserEdge;
use super::bucket::Permit;
use super::flow::Flow;
use super::timers::TimerKey;
use crate::protocol::{Empty, FaultCode, ServerMessage};

/// Silent intervals after which a websocket is given up.
const SILENT_INTERVALS: u32 = 3;

impl Edge for BrowserEdge {
    fn flow_opened(&mut self, now: Now, flow: FlowId, info: FlowInfo) {
        let source = info.remote.ip();
        match self.sources.opened(now.mono, source) {
            Permit::Yes => {}
            Permit::No { first } => {
                if first {
                    self.limited("websockets of a source");
                }
                return self.turn_away(flow);
            }
        }
        let fresh = Flow::new(now, source, &self.config.limits);
        if self.flows.insert(flow, fresh).is_err() {
            self.sources.closed(source);
            self.limited("websockets");
            return self.turn_away(flow);
        }
        let hello = now.mono + self.config.hello;
        self.timers.set(TimerKey::Hello(flow), hello);
    }

    fn flow_closed(&mut self, now: Now, flow: FlowId, cause: Cause) {
        let Some(session) = self.forget_flow(flow).and_then(|gone| gone.session) else {
            return;
        };
        if cause.reason == Reason::HungUp {
            self.detach(session);
            self.end(now, session, None, Cause::far_end(Reason::HungUp));
        } else {
            self.lose(now, session);
        }
    }

    fn flow_writable(&mut self, _now: Now, _flow: FlowId) {}

    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        self.read(now, flow, bytes);
    }

    fn command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        self.obey(now, leg, command);
    }

    fn reply(&mut self, _now: Now, _ask: AskId, _reply: Reply) {}

    fn resolved(&mut self, _now: Now, _query: QueryId, _destinations: Vec<Destination>) {}

    fn timeout(&mut self, now: Now) {
        while let Some(key) = self.timers.take_due(now.mono) {
            match key {
                TimerKey::Hello(flow) => self.close(flow),
                TimerKey::Silence(flow) => self.silence(now, flow),
                TimerKey::Resume(leg) => {
                    self.end(now, leg, None, Cause::network(Reason::ConnectionLost))
                }
                TimerKey::MediaReply(leg) => self.media_overdue(now, leg),
                TimerKey::Epitaph(leg) => drop(self.epitaphs.remove(&leg)),
            }
        }
    }

    fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        self.timers.next().map(|(at, key)| (at, key.name()))
    }

    fn poll(&mut self) -> Option<EdgeOutput> {
        self.outputs.pop_front()
    }

    fn debug_state(&self) -> Value {
        let sessions: Vec<Value> = self
            .sessions
            .iter()
            .map(|(leg, session)| {
                json!({
                    "leg": leg,
                    "flow": session.flow,
                    "handled": session.handled,
                    "unacknowledged": session.outbox.len(),
                    "waits_for_reply": session.media.asked.map(|asked| asked.rev),
                    "connected": session.media.connected,
                })
            })
            .collect();
        json!({
            "edge": self.config.edge,
            "flows": self.flows.len(),
            "sessions": sessions,
            "epitaphs": self.epitaphs.len(),
            "timers": self.timers.len(),
        })
    }
}

impl BrowserEdge {
    /// No room for another websocket.
    fn turn_away(&mut self, flow: FlowId) {
        self.say_once(
            flow,
            None,
            &ServerMessage::Error(crate::protocol::Fault {
                code: FaultCode::Overloaded,
            }),
        );
        self.output(EdgeOutput::Close(flow));
    }

    /// A websocket may have been silent for an interval.
    fn silence(&mut self, now: Now, flow: FlowId) {
        let Some(heard) = self.flows.get(&flow).map(|f| f.heard) else {
            return;
        };
        let interval = self.config.ping_every;
        let silent = now.mono.since(heard);
        if silent >= interval * SILENT_INTERVALS {
            let session = self.forget_flow(flow).and_then(|gone| gone.session);
            self.output(EdgeOutput::Close(flow));
            if let Some(leg) = session {
                self.lose(now, leg);
            }
            return;
        }
        if silent >= interval {
            self.say_once(flow, None, &ServerMessage::Ping(Empty {}));
            self.timers
                .set(TimerKey::Silence(flow), now.mono + interval);
        } else {
            self.timers.set(TimerKey::Silence(flow), heard + interval);
        }
    }

    /// The session has no websocket any more.
    pub(super) fn detach(&mut self, leg: LegId) {
        if let Some(session) = self.sessions.get_mut(&leg) {
            session.flow = None;
        }
    }

    /// The session's websocket broke.
    pub(super) fn lose(&mut self, now: Now, leg: LegId) {
        self.detach(leg);
        // The client cannot reply now; the time begins anew when it is back.
        self.timers.stop(TimerKey::MediaReply(leg));
        let until = now.mono + self.config.resume_for;
        self.timers.set(TimerKey::Resume(leg), until);
        self.event(leg, LegEvent::Lost);
    }
}
