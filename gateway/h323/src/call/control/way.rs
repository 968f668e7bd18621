//! The connection of control: who listens, who connects, and who may.

use std::net::SocketAddr;

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::EdgeOutput;
use tolk_model::id::{FlowId, LegId};
use tolk_model::party::Destination;
use tolk_model::reach::is_reachable;
use tolk_model::time::Now;

use super::{Fast, Way};
use crate::edge::{H323Edge, Role, TimerKey};
use crate::h225::Outgoing;

/// For a connection to open.
const OPENING: std::time::Duration = std::time::Duration::from_secs(8);

impl H323Edge {
    pub(super) fn listen(&mut self, leg: LegId) {
        let local = self.calls.get(&leg).and_then(|c| c.flow);
        let Some(local) = local
            .and_then(|flow| self.flows.info(flow))
            .map(|i| i.local.ip())
        else {
            return;
        };
        let flow = self.flows.begin(Role::Control(leg));
        if flow.is_none() {
            self.limited("flows");
        }
        if let Some(call) = self.calls.get_mut(&leg) {
            call.control.way = flow.map_or(Way::None, Way::Preparing);
        }
        let peers = self.calls.get(&leg).map(|c| c.control.peers());
        if let (Some(flow), Some(peers)) = (flow, peers) {
            self.output(EdgeOutput::Listen(flow, local, peers));
        }
    }

    /// Where the driver listens for control.
    pub(crate) fn listens(&mut self, now: Now, flow: FlowId, local: Option<SocketAddr>) {
        let Some(Role::Control(leg)) = self.flows.get(flow).map(|f| f.role) else {
            return;
        };
        let shown = local.map(|local| self.shown(local));
        if shown.is_none() {
            self.forget_flow(flow);
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.control.way != Way::Preparing(flow) {
            return;
        }
        call.control.way = shown.map_or(Way::None, |at| Way::Listening(flow, at));
        let answered = call.state.is_answered();
        if let Some(media) = call.waiting.take() {
            self.accept(now, leg, media);
        } else if answered {
            // Connect is past: a message of its own says it.
            self.say_where(now, leg);
        }
    }

    /// Facility with the place where control is to be had.
    fn say_where(&mut self, now: Now, leg: LegId) {
        if let (Some(at), Some(call)) = (self.control_address(leg), self.calls.get(&leg)) {
            let out = Outgoing::start_control(&call.names, at);
            self.tell(leg, out);
            if let Some(flow) = self.calls.get(&leg).and_then(|c| c.control.flow()) {
                self.timer(now, TimerKey::Opening(flow), self.config.control);
            }
        }
    }

    /// Where we listen for control, once we do.
    pub(in super::super) fn control_address(&self, leg: LegId) -> Option<SocketAddr> {
        match self.calls.get(&leg)?.control.way {
            Way::Listening(_, at) => Some(at),
            _ => None,
        }
    }

    /// Connects to where control is to be had, instead of waiting for a connection. A gatekeeper may stand between us and who says so.
    pub(super) fn open_control(&mut self, now: Now, leg: LegId, at: SocketAddr) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let (ip, peer, before) = (at.ip(), call.control.peer, call.control.flow());
        if at.port() == 0 || ip.is_unspecified() || !is_reachable(ip, peer) {
            return self.overstepped(Some(leg), "control at another address");
        }
        let Some(flow) = self.flows.begin(Role::Control(leg)) else {
            return self.limited("flows");
        };
        if let Some(before) = before {
            self.output(EdgeOutput::Close(before));
            self.forget_flow(before);
        }
        if let Some(call) = self.calls.get_mut(&leg) {
            call.control.way = Way::Opening(flow);
            call.control.held = None;
        }
        self.timer(now, TimerKey::Opening(flow), OPENING);
        let destination = Destination {
            address: at,
            transport: TransportKind::Tcp,
            name: None,
        };
        self.output(EdgeOutput::Open(flow, destination));
    }

    /// They said where control is to be had. While our proposals of media are open it is too early (H.323 §8.1.7).
    pub(in super::super) fn control_is_at(&mut self, now: Now, leg: LegId, at: SocketAddr) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.tunnels || call.control.way != Way::Undecided {
            return;
        }
        if call.control.fast == Fast::Proposed && !call.state.is_answered() {
            call.control.held = Some(at);
        } else {
            self.open_control(now, leg, at);
        }
    }

    /// Facility `startH245`: they want control now.
    pub(in super::super) fn start_wished(&mut self, now: Now, leg: LegId, at: Option<SocketAddr>) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        if call.tunnels {
            return;
        }
        match (at, call.control.way) {
            // Where both listen, whoever connects first is right, and we need not wait.
            (Some(at), Way::Undecided | Way::None | Way::Preparing(_) | Way::Listening(..)) => {
                self.open_control(now, leg, at);
            }
            (None, Way::Listening(..)) => self.say_where(now, leg),
            (None, Way::Undecided | Way::None) => self.listen(leg),
            _ => {}
        }
    }

    /// The connection of control is there.
    pub(crate) fn control_opened(&mut self, now: Now, leg: LegId, flow: FlowId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return self.drop_flow(now, flow);
        };
        let control = &mut call.control;
        control.way = Way::Open(flow);
        let waiting = std::mem::take(&mut control.waiting);
        for packet in waiting {
            self.send_control(leg, packet);
        }
        self.start_session(now, leg);
    }

    /// The connection of control is gone, or did not come about.
    pub(crate) fn control_lost(&mut self, now: Now, leg: LegId, flow: FlowId) {
        let Some(call) = self
            .calls
            .get_mut(&leg)
            .filter(|c| c.control.flow() == Some(flow))
        else {
            return;
        };
        let was = std::mem::replace(&mut call.control.way, Way::None);
        // With media agreed upon by fast start a call can do without; one that lost its control cannot (H.323 §8.5).
        let needed = matches!(was, Way::Open(_)) || call.control.fast != Fast::Agreed;
        if needed {
            self.fail(now, leg, Cause::network(Reason::ConnectionLost));
        }
    }
}
