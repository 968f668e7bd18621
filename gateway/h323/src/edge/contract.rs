//! `impl Edge`: where the driver's calls enter.

use std::net::SocketAddr;

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, FlowId, LegId, QueryId};
use tolk_model::leg::LegCommand;
use tolk_model::party::Destination;
use tolk_model::time::{Mono, Now, TimerName};

use super::timers::TimerKey;
use super::{H323Edge, Role};

impl Edge for H323Edge {
    fn flow_opened(&mut self, now: Now, flow: FlowId, info: FlowInfo) {
        self.timers.stop(TimerKey::Opening(flow));
        if !self.flows.opened(flow, info.clone()) {
            self.limited("flows");
            return self.output(EdgeOutput::Close(flow));
        }
        match self.flows.get(flow).map(|f| f.role) {
            Some(Role::Control(leg)) => self.control_opened(now, leg, flow),
            _ => {
                self.watch_use(now, flow);
                self.opened(now, flow);
            }
        }
    }

    fn listening(&mut self, now: Now, flow: FlowId, local: Option<SocketAddr>) {
        self.listens(now, flow, local);
    }

    fn flow_closed(&mut self, now: Now, flow: FlowId, cause: Cause) {
        self.flow_gone(now, flow, cause);
    }

    fn flow_writable(&mut self, _now: Now, _flow: FlowId) {}

    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        self.received(now, flow, bytes);
    }

    fn command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        self.leg_command(now, leg, command);
    }

    fn reply(&mut self, now: Now, ask: AskId, reply: Reply) {
        let outcome = match reply {
            Reply::Redirect(outcome) => outcome,
            _ => Err(Cause::us(Reason::InternalError)),
        };
        self.redirect_decided(now, ask, outcome);
    }

    fn resolved(&mut self, now: Now, query: QueryId, destinations: Vec<Destination>) {
        self.found(now, query, destinations);
    }

    fn timeout(&mut self, now: Now) {
        while let Some(key) = self.timers.take_due(now.mono) {
            match key {
                TimerKey::Unused(flow) => self.drop_flow(now, flow),
                TimerKey::Whole(flow) => {
                    self.limited("messages that do not end");
                    self.drop_flow(now, flow);
                }
                TimerKey::Opening(flow) => self.drop_flow(now, flow),
                TimerKey::Call(leg, timer) => self.call_timer(now, leg, timer),
            }
        }
    }

    fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        self.timers.next().map(|(at, key)| (at, key.name()))
    }

    fn poll(&mut self) -> Option<EdgeOutput> {
        self.outputs.pop_front()
    }

    fn debug_state(&self) -> serde_json::Value {
        let calls = self.calls.iter().map(|(leg, call)| call.debug_state(*leg));
        let calls: Vec<_> = calls.collect();
        serde_json::json!({
            "edge": self.config.edge.as_str(),
            "flows": self.flows.len(),
            "timers": self.timers.len(),
            "references": self.by_reference.len(),
            "look_ups": self.queries.len(),
            "questions": self.asks.len(),
            "calls": calls,
        })
    }
}
