//! `impl Edge`: where the driver's calls enter.

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, FlowId, LegId, QueryId};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::party::Destination;
use tolk_model::time::{Mono, Now, TimerName};

use super::H323Edge;
use super::timers::TimerKey;

impl Edge for H323Edge {
    fn flow_opened(&mut self, now: Now, flow: FlowId, info: FlowInfo) {
        self.timers.stop(TimerKey::Opening(flow));
        if !self.flows.opened(flow, info) {
            self.limited("flows");
            return self.output(EdgeOutput::Close(flow));
        }
        self.watch_use(now, flow);
    }

    fn flow_closed(&mut self, _now: Now, flow: FlowId, _cause: Cause) {
        self.forget_flow(flow);
    }

    fn flow_writable(&mut self, _now: Now, _flow: FlowId) {}

    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        self.received(now, flow, bytes);
    }

    fn command(&mut self, _now: Now, leg: LegId, command: LegCommand) {
        if let LegCommand::Dial(_) = command {
            let cause = Cause::us(Reason::NotSupported);
            self.event(leg, LegEvent::Ended(cause));
        }
    }

    fn reply(&mut self, _now: Now, _ask: AskId, _reply: Reply) {}

    fn resolved(&mut self, _now: Now, _query: QueryId, _destinations: Vec<Destination>) {}

    fn timeout(&mut self, now: Now) {
        while let Some(key) = self.timers.take_due(now.mono) {
            match key {
                TimerKey::Unused(flow) => self.drop_flow(flow),
                TimerKey::Whole(flow) => {
                    self.limited("messages that do not end");
                    self.drop_flow(flow);
                }
                TimerKey::Opening(flow) => self.drop_flow(flow),
                TimerKey::Call(..) => {}
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
        serde_json::json!({
            "edge": self.config.edge.as_str(),
            "flows": self.flows.len(),
            "timers": self.timers.len(),
        })
    }
}
