//! Flows that registered devices are reached by: kept open, kept alive, and missed when they are gone (RFC 5626 §5).

use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::edge::{Ask, EdgeOutput};
use tolk_model::id::FlowId;
use tolk_model::limits::LimitedMap;
use tolk_model::registration::Binding;
use tolk_model::time::{Mono, Now};

use crate::auth::Waiting;
use crate::edge::SipEdge;
use crate::transaction::timers::TimerKey;

/// How often a NAT's entry for a device is refreshed; the shortest lives of them are 30 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// RFC 3261 §7.5 has every element ignore it; a NAT does not.
const NOTHING: &[u8] = b"\r\n\r\n";

/// Flows of registered devices, and until when.
#[derive(Debug)]
pub(crate) struct Registered {
    until: LimitedMap<FlowId, Mono>,
}

impl Registered {
    pub(crate) fn new(limit: usize) -> Registered {
        Registered {
            until: LimitedMap::new(limit),
        }
    }

    /// Whether a flow leads to a registered device.
    pub(crate) fn holds(&self, now: Mono, flow: FlowId) -> bool {
        self.until.get(&flow).is_some_and(|until| *until > now)
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.until.len()
    }
}

impl SipEdge {
    /// Notes the flows of what is bound.
    pub(super) fn hold_flows(&mut self, now: Now, bindings: &[Binding]) {
        for binding in bindings.iter().filter(|b| b.edge == self.config.edge) {
            let Some(source) = binding.route.source else {
                continue;
            };
            if self.flows.get(source.flow).is_some() {
                // As many as there are flows fit.
                drop(self.registered.until.insert(source.flow, binding.expires));
            }
        }
        if !self.registered.until.is_empty() && !self.timers.is_set(TimerKey::KeepAlive) {
            self.timers.set(TimerKey::KeepAlive, now.mono + KEEP_ALIVE);
        }
    }

    /// Sends datagrams through the NATs of registered devices.
    pub(crate) fn keep_alive(&mut self, now: Now) {
        self.registered.until.retain(|_, until| *until > now.mono);
        let flows: Vec<FlowId> = self.registered.until.iter().map(|(f, _)| *f).collect();
        for flow in flows {
            let datagrams = self
                .flows
                .info(flow)
                .is_some_and(|i| i.transport == TransportKind::Udp);
            if datagrams {
                self.flows.touch(now.mono, flow);
                self.output(EdgeOutput::Transmit(flow, NOTHING.to_vec()));
            }
        }
        if !self.registered.until.is_empty() {
            self.timers.set(TimerKey::KeepAlive, now.mono + KEEP_ALIVE);
        }
    }

    /// A flow is gone: whoever was reached by it alone is reached no longer.
    pub(crate) fn registered_flow_lost(&mut self, flow: FlowId) {
        if self.registered.until.remove(&flow).is_some() {
            self.ask(Waiting::Told, Ask::FlowLost { flow });
        }
    }
}
