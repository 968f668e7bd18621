//! What an edge puts out, done.

use std::io::ErrorKind;

use tokio::sync::mpsc::error::TrySendError;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{EdgeOutput, Query};
use tolk_model::id::QueryId;
use tolk_model::journal::JournalEvent;
use tolk_model::{FlowId, LegCommand, LegEvent};
use tracing::Span;

use super::driver::Driver;
use super::input::FlowInput;
use crate::telemetry::metrics;

impl Driver {
    pub(super) fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => self.transmit(flow, bytes),
                EdgeOutput::Event(leg, event) => {
                    let over = matches!(event, LegEvent::Ended(_));
                    let handle = self.handle.clone();
                    if let Err(cause) = self.host.event(&handle, leg, event)
                        && !over
                    {
                        let now = self.clock.now();
                        self.edge.command(now, leg, LegCommand::End(cause));
                    }
                }
                EdgeOutput::Open(flow, destination) => self.open(flow, &destination),
                EdgeOutput::Listen(flow, local, peers) => self.listen_once(flow, local, peers),
                EdgeOutput::Close(flow) => {
                    self.forget(flow);
                }
                EdgeOutput::Resolve(query, wanted) => self.resolve(query, wanted),
                EdgeOutput::Ask(ask, question) => {
                    let handle = self.handle.clone();
                    let reply = self.host.ask(&handle, &question);
                    self.edge.reply(self.clock.now(), ask, reply);
                }
                EdgeOutput::Direct(event) => {
                    let handle = self.handle.clone();
                    self.host.direct(&handle, event);
                }
                EdgeOutput::Journal(leg, event) => self.host.journal(leg, event),
            }
        }
    }

    pub(super) fn transmit(&mut self, flow: FlowId, bytes: Vec<u8>) {
        if let Some(peer) = self.peers.peer(flow) {
            self.peers.touch(flow, self.clock.now().mono);
            let sent = self
                .udp
                .get(peer.socket)
                .map(|port| port.socket.try_send_to(&bytes, peer.remote));
            match sent {
                Some(Err(error)) if error.kind() == ErrorKind::WouldBlock => {
                    // As if the network had lost it: the transaction sends it again.
                    metrics::queue_full(self.handle.label.as_str());
                }
                // No way leads there: whoever waits for an answer tries elsewhere at once.
                Some(Err(error)) if is_unreachable(error.kind()) => {
                    self.break_off(flow, Reason::Unavailable);
                }
                _ => {}
            }
            return;
        }
        let outlet = self.streams.get(&flow).and_then(|s| s.outlet.as_ref());
        match outlet.map(|outlet| outlet.try_send(bytes)) {
            None | Some(Ok(())) => {}
            Some(Err(TrySendError::Closed(_))) => self.break_off(flow, Reason::ConnectionLost),
            Some(Err(TrySendError::Full(_))) => {
                metrics::queue_full(self.handle.label.as_str());
                let limited = JournalEvent::Limited {
                    edge: self.handle.label.clone(),
                    what: "slow_reader".to_string(),
                };
                self.host.journal(None, limited);
                self.break_off(flow, Reason::TimedOut);
            }
        }
    }

    /// Closes a flow from within `drain`, which goes on with what the edge says to it.
    pub(super) fn break_off(&mut self, flow: FlowId, reason: Reason) {
        if let Some(stream) = self.streams.get(&flow) {
            stream.token.cancel();
        }
        if self.forget(flow) {
            let cause = Cause::far_end(reason);
            self.edge.flow_closed(self.clock.now(), flow, cause);
        }
    }

    pub(super) fn resolve(&mut self, query: QueryId, wanted: Query) {
        let (resolver, inputs) = (self.resolver.clone(), self.sender.clone());
        let lookup = async move {
            let found = resolver.resolve(&wanted).await;
            // The driver ends first when the node ends.
            drop(inputs.send(FlowInput::Resolved(query, found)).await);
        };
        if !self.lookups.spawn("lookup", Span::none(), Box::pin(lookup)) {
            self.edge.resolved(self.clock.now(), query, Vec::new());
        }
    }
}

fn is_unreachable(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::AddrNotAvailable
    )
}
