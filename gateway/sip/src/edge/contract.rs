//! `impl Edge`: where the driver's calls enter.

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, FlowId, LegId, QueryId};
use tolk_model::leg::LegCommand;
use tolk_model::party::Destination;
use tolk_model::presence::DirectCommand;
use tolk_model::time::{Mono, Now, TimerName};

use super::SipEdge;
use crate::transaction::Reliability;
use crate::transaction::timers::TimerKey;
use crate::wire::parse::Refused;
use crate::wire::stream::Frame;

impl Edge for SipEdge {
    fn flow_opened(&mut self, now: Now, flow: FlowId, info: FlowInfo) {
        self.timers.stop(TimerKey::Opening(flow));
        let ours =
            !info.accepted && super::flows::reliability(info.transport) == Reliability::Reliable;
        match self.flows.opened(now.mono, flow, info) {
            Ok((bytes, waiting)) => {
                if ours {
                    self.ping_later(now, flow);
                }
                for bytes in bytes {
                    self.output(EdgeOutput::Transmit(flow, bytes));
                }
                for client in waiting {
                    self.begin(now, client, flow);
                }
            }
            Err(_) => {
                self.limited("flows");
                self.output(EdgeOutput::Close(flow));
            }
        }
        self.start_sweep(now);
    }

    fn flow_closed(&mut self, now: Now, flow: FlowId, _cause: Cause) {
        for key in [
            TimerKey::Opening(flow),
            TimerKey::Ping(flow),
            TimerKey::Pong(flow),
            TimerKey::Whole(flow),
        ] {
            self.timers.stop(key);
        }
        let waiting = self.flows.closed(now.mono, flow);
        for client in waiting {
            self.next_destination(now, client, Cause::network(Reason::Unavailable));
        }
        self.clients_of_closed_flow(now, flow);
        self.registered_flow_lost(flow);
    }

    fn flow_writable(&mut self, _now: Now, _flow: FlowId) {}

    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        let Some(known) = self.flows.get_mut(flow) else {
            return;
        };
        let transport = known.destination.transport;
        match transport {
            TransportKind::Udp => {
                self.flows.touch(now.mono, flow);
                self.receive_datagram(now, flow, bytes);
            }
            TransportKind::Websocket | TransportKind::SecureWebsocket => {
                self.flows.touch(now.mono, flow);
                self.receive_whole(now, flow, bytes);
            }
            TransportKind::Tcp | TransportKind::Tls => {
                known.framer.push(bytes);
                // The answer to our own ping is no use: else no connection of ours would ever be idle.
                if !self.heard(flow) {
                    self.flows.touch(now.mono, flow);
                }
                self.drain_stream(now, flow);
            }
        }
    }

    fn command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        self.leg_command(now, leg, command);
    }

    fn direct(&mut self, now: Now, command: DirectCommand) {
        self.direct_command(now, command);
    }

    fn reply(&mut self, now: Now, ask: AskId, reply: Reply) {
        self.answered_by_directory(now, ask, reply);
    }

    fn resolved(&mut self, now: Now, query: QueryId, destinations: Vec<Destination>) {
        self.route_resolved(now, query, destinations);
    }

    fn timeout(&mut self, now: Now) {
        while let Some(key) = self.timers.take_due(now.mono) {
            match key {
                TimerKey::Transaction(id, letter) => self.transaction_timer(now, id, letter),
                TimerKey::FailOver(id) => {
                    self.next_destination(now, id, Cause::network(Reason::TimedOut));
                }
                TimerKey::Call(leg, timer) => self.call_timer_fired(now, leg, timer),
                TimerKey::Direct(timer) => self.direct_timer(now, timer),
                TimerKey::Opening(flow) => {
                    self.output(EdgeOutput::Close(flow));
                    self.flow_closed(now, flow, Cause::network(Reason::TimedOut));
                }
                TimerKey::Sweep => self.sweep(now),
                TimerKey::Trunk(trunk, errand) => self.trunk_timer(now, trunk, errand),
                TimerKey::KeepAlive => self.keep_alive(now),
                TimerKey::Ping(flow) => self.ping(now, flow),
                TimerKey::Pong(flow) => self.drop_flow(now, flow, Reason::ConnectionLost),
                TimerKey::Whole(flow) => {
                    self.limited("messages that do not end");
                    self.drop_flow(now, flow, Reason::TimedOut);
                }
            }
        }
    }

    fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        self.timers.next().map(|(at, key)| (at, key.name()))
    }

    fn leave(&mut self, now: Now) {
        self.leave_trunks(now);
    }

    fn has_left(&self) -> bool {
        self.has_left_trunks()
    }

    fn poll(&mut self) -> Option<EdgeOutput> {
        self.outputs.pop_front()
    }

    fn debug_state(&self) -> serde_json::Value {
        let calls: Vec<_> = self
            .calls
            .iter()
            .map(|(leg, call)| call.debug_state(*leg))
            .collect();
        let mut machines = std::collections::BTreeMap::new();
        let clients = self.clients.iter().map(|(_, c)| c.state());
        let servers = self.servers.iter().map(|(_, s)| s.machine.state());
        for state in clients.chain(servers) {
            *machines.entry(state).or_insert(0_u32) += 1;
        }
        serde_json::json!({
            "edge": self.config.edge.as_str(),
            "flows": self.flows.len(),
            "client_transactions": self.clients.len(),
            "server_transactions": self.servers.len(),
            "transaction_states": machines,
            "timers": self.timers.len(),
            "dialogs": self.dialogs.len(),
            "trunks": self.trunk_states(),
            "questions": self.asks.len(),
            "nonces_in_use": self.nonces.len(),
            "registered_flows": self.registered.len(),
            "devices_with_temporary_addresses": self.temporary.len(),
            "outside_calls": self.simple.debug_state(),
            "calls": calls,
        })
    }
}

impl SipEdge {
    fn drain_stream(&mut self, now: Now, flow: FlowId) {
        while let Some(frame) = self.flows.get_mut(flow).and_then(|f| f.framer.next()) {
            self.timers.stop(TimerKey::Whole(flow));
            match frame {
                Frame::Ping => self.output(EdgeOutput::Transmit(flow, b"\r\n".to_vec())),
                Frame::Message(split) => self.message(now, flow, split),
                Frame::Broken(refused) => self.give_up_stream(now, flow, refused),
            }
        }
        self.watch_message(now, flow);
    }

    /// Where the next message begins is not known: say so, close, and let others go on.
    fn give_up_stream(&mut self, now: Now, flow: FlowId, refused: Refused) {
        self.refuse_message(now, flow, refused);
        self.output(EdgeOutput::Close(flow));
        let cause = Cause::far_end(Reason::ProtocolError);
        tolk_model::edge::Edge::flow_closed(self, now, flow, cause);
    }

    fn sweep(&mut self, now: Now) {
        let held: std::collections::BTreeSet<FlowId> = self
            .calls
            .iter()
            .filter_map(|(_, c)| c.hint.as_ref().map(|h| h.flow))
            .chain(self.simple.flows())
            .collect();
        for flow in self.flows.idle(now.mono) {
            let reliable = self
                .flows
                .get(flow)
                .is_some_and(|f| f.reliability() == Reliability::Reliable);
            let registered =
                self.registered.holds(now.mono, flow) || reliable && self.is_to_trunk(flow);
            if !(registered || reliable && held.contains(&flow)) {
                self.output(EdgeOutput::Close(flow));
                self.flow_closed(now, flow, Cause::us(Reason::TimedOut));
            }
        }
        self.start_sweep(now);
    }
}
