//! Flows of a driven edge: how they come to be, who may have them, how they end.

use std::net::{IpAddr, SocketAddr};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::FlowInfo;
use tolk_model::journal::JournalEvent;
use tolk_model::limits::{may_have_more, source_of};
use tolk_model::party::Destination;
use tolk_model::{EdgeId, FlowId};
use tracing::Span;

use super::driver::{Driver, Stream};
use super::fair::Datagram;
use super::input::FlowRefused;
use super::udp::local_toward;
use super::{secure, tcp};
use crate::telemetry::metrics;

impl Driver {
    pub(super) fn new_flow(&mut self) -> FlowId {
        let flow = FlowId(self.next_flow);
        self.next_flow += 2;
        flow
    }

    pub(super) fn datagram(&mut self, datagram: Datagram) {
        let Datagram {
            socket,
            from,
            bytes,
        } = datagram;
        let now = self.clock.now();
        let flow = match self.peers.flow(socket, from) {
            Some(flow) => flow,
            None => {
                let (most, limit) = (self.limits.connections_per_source, self.limits.connections);
                let (held, used) = (self.peers.of(from.ip()), self.peers.len());
                if !may_have_more(held, most, used, limit) {
                    return metrics::refused(self.handle.label.as_str());
                }
                let Some(bound) = self.udp.get(socket).map(|port| port.local) else {
                    return;
                };
                let flow = self.new_flow();
                self.peers.insert(flow, socket, from, now.mono);
                let info = FlowInfo {
                    transport: TransportKind::Udp,
                    local: local_toward(bound, from),
                    remote: from,
                    accepted: true,
                    verified: Vec::new(),
                };
                self.edge.flow_opened(now, flow, info);
                self.drain();
                if self.peers.peer(flow).is_none() {
                    return;
                }
                flow
            }
        };
        self.peers.touch(flow, now.mono);
        self.edge.receive(now, flow, &bytes);
        self.drain();
    }

    /// Whether one more connection from a source may be; counts it.
    pub(super) fn admit(&mut self, source: IpAddr) -> Result<(), FlowRefused> {
        let refused = |edge: &EdgeId, why| {
            metrics::refused(edge.as_str());
            Err(why)
        };
        if self.streams.len() >= self.limits.connections {
            return refused(&self.handle.label, FlowRefused::TooMany);
        }
        let (most, limit) = (self.limits.connections_per_source, self.limits.connections);
        let count = self.sources.entry(source_of(source)).or_insert(0);
        if !may_have_more(*count, most, self.streams.len(), limit) {
            return refused(&self.handle.label, FlowRefused::TooManyFromSource);
        }
        *count += 1;
        Ok(())
    }

    pub(super) fn accepted(
        &mut self,
        stream: TcpStream,
        local: SocketAddr,
        remote: SocketAddr,
        tls: bool,
    ) {
        let permit = self.admit(remote.ip());
        if let Err(error) = permit {
            self.host.journal(
                None,
                JournalEvent::Limited {
                    edge: self.handle.label.clone(),
                    what: "connections".to_string(),
                },
            );
            tracing::debug!(edge = %self.handle.label, %error, "connection_refused");
            return;
        }
        let flow = self.new_flow();
        let token = self.connections.token().child_token();
        let entry = Stream {
            outlet: None,
            source: Some(remote.ip()),
            token,
        };
        self.streams.insert(flow, entry);
        if tls {
            return self.secure(flow, stream, remote);
        }
        let info = FlowInfo {
            transport: TransportKind::Tcp,
            local,
            remote,
            accepted: true,
            verified: Vec::new(),
        };
        self.start_plain(flow, stream, info);
    }

    pub(super) fn connected(&mut self, flow: FlowId, outcome: Result<TcpStream, Cause>) {
        if !self.streams.contains_key(&flow) {
            // The edge has lost patience; dropping the stream closes it.
            return;
        }
        let facts = outcome.and_then(|stream| {
            let lost = |_| Cause::network(Reason::ConnectionLost);
            let local = stream.local_addr().map_err(lost)?;
            let remote = stream.peer_addr().map_err(lost)?;
            Ok((stream, local, remote))
        });
        match facts {
            Ok((stream, local, remote)) => {
                let info = FlowInfo {
                    transport: TransportKind::Tcp,
                    local,
                    remote,
                    accepted: false,
                    verified: Vec::new(),
                };
                self.start_plain(flow, stream, info);
            }
            Err(cause) => self.closed(flow, cause),
        }
    }

    pub(super) fn start_plain(&mut self, flow: FlowId, stream: TcpStream, info: FlowInfo) {
        // Signalling messages are small and whole: waiting for more only delays them.
        drop(stream.set_nodelay(true));
        let (read, write) = stream.into_split();
        self.start_stream(flow, read, write, info);
    }

    pub(super) fn start_stream(
        &mut self,
        flow: FlowId,
        read: impl AsyncRead + Unpin + Send + 'static,
        write: impl AsyncWrite + Unpin + Send + 'static,
        info: FlowInfo,
    ) {
        let first_bytes = info.accepted.then_some(self.limits.first_bytes);
        let (outlet, outgoing) = mpsc::channel(tcp::OUTGOING);
        let Some(entry) = self.streams.get_mut(&flow) else {
            return;
        };
        entry.outlet = Some(outlet);
        let token = entry.token.clone();
        let (inputs, span) = (self.sender.clone(), Span::none());
        let reader = tcp::read(read, flow, first_bytes, inputs.clone(), token.clone());
        let writer = tcp::write(write, flow, outgoing, inputs, token);
        let started = self.connections.spawn("tcp_reader", span.clone(), reader)
            && self.connections.spawn("tcp_writer", span, writer);
        self.edge.flow_opened(self.clock.now(), flow, info);
        self.drain();
        if !started {
            self.closed(flow, Cause::us(Reason::Overloaded));
        }
    }

    pub(super) fn websocket(
        &mut self,
        info: FlowInfo,
        outlet: mpsc::Sender<Vec<u8>>,
    ) -> Result<FlowId, FlowRefused> {
        self.admit(info.remote.ip())?;
        let flow = self.new_flow();
        let entry = Stream {
            outlet: Some(outlet),
            source: Some(info.remote.ip()),
            token: self.connections.token().child_token(),
        };
        self.streams.insert(flow, entry);
        self.edge.flow_opened(self.clock.now(), flow, info);
        self.drain();
        Ok(flow)
    }

    /// A flow is gone; the edge hears of it once.
    pub(super) fn closed(&mut self, flow: FlowId, cause: Cause) {
        if self.forget(flow) {
            self.edge.flow_closed(self.clock.now(), flow, cause);
            self.drain();
        }
    }

    /// Lets go of a flow: what is queued still goes out. Whether there was one.
    pub(super) fn forget(&mut self, flow: FlowId) -> bool {
        self.handshakes.over(flow);
        let Some(stream) = self.streams.remove(&flow) else {
            return self.peers.remove(flow);
        };
        if stream.outlet.is_none() {
            // A listener; nothing else waits for it.
            stream.token.cancel();
        }
        if let Some(source) = stream.source.map(source_of)
            && let Some(count) = self.sources.get_mut(&source)
        {
            *count -= 1;
            if *count == 0 {
                self.sources.remove(&source);
            }
        }
        true
    }

    pub(super) fn open(&mut self, flow: FlowId, destination: &Destination) {
        let now = self.clock.now();
        let cause = match destination.transport {
            TransportKind::Udp => match self.open_udp(flow, destination.address) {
                Some(info) => return self.edge.flow_opened(now, flow, info),
                None => Cause::us(Reason::NotSupported),
            },
            TransportKind::Tls if self.tls.is_none() => Cause::us(Reason::NotSupported),
            TransportKind::Tcp | TransportKind::Tls
                if self.streams.len() < self.limits.connections =>
            {
                let entry = Stream {
                    outlet: None,
                    source: None,
                    token: self.connections.token().child_token(),
                };
                self.streams.insert(flow, entry);
                if self.connect(flow, destination) {
                    return;
                }
                self.forget(flow);
                Cause::us(Reason::Overloaded)
            }
            TransportKind::Tcp | TransportKind::Tls => Cause::us(Reason::Overloaded),
            TransportKind::Websocket | TransportKind::SecureWebsocket => {
                Cause::us(Reason::NotSupported)
            }
        };
        self.edge.flow_closed(now, flow, cause);
    }

    /// Starts the task that connects; `false` when there are too many.
    fn connect(&mut self, flow: FlowId, destination: &Destination) -> bool {
        let (to, inputs) = (destination.address, self.sender.clone());
        match (&self.tls, destination.transport) {
            (Some(tls), TransportKind::Tls) => {
                let (tls, name) = (tls.clone(), destination.name.clone());
                self.handshakes.dials(flow, destination);
                let connect = secure::connect(tls, flow, (name, to), inputs);
                self.connections.spawn("tls_connect", Span::none(), connect)
            }
            _ => {
                let connect = tcp::connect(flow, (origin(&self.origins, to), to), inputs);
                self.connections.spawn("tcp_connect", Span::none(), connect)
            }
        }
    }

    /// A flow from the socket that can reach the peer: its family, and loopback only to loopback.
    pub(super) fn open_udp(&mut self, flow: FlowId, remote: SocketAddr) -> Option<FlowInfo> {
        let fits = |local: SocketAddr| {
            local.is_ipv4() == remote.is_ipv4()
                && (local.ip().is_unspecified()
                    || local.ip().is_loopback() == remote.ip().is_loopback())
        };
        let socket = self.udp.iter().position(|port| fits(port.local))?;
        let bound = self.udp.get(socket)?.local;
        self.peers
            .insert(flow, socket, remote, self.clock.now().mono);
        Some(FlowInfo {
            transport: TransportKind::Udp,
            local: local_toward(bound, remote),
            remote,
            accepted: false,
            verified: Vec::new(),
        })
    }
}

/// Where a connection comes from: an edge that listens at one address and at no other calls from it, so that who knows that address
/// knows who calls. `None` leaves it to the system.
fn origin(listeners: &[IpAddr], to: SocketAddr) -> Option<IpAddr> {
    let mut fits = listeners.iter().filter(|ip| ip.is_ipv4() == to.is_ipv4());
    let first = fits.next().filter(|ip| !ip.is_unspecified())?;
    let only = fits.all(|ip| ip == first);
    (only && first.is_loopback() == to.ip().is_loopback()).then_some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_at_one_address_calls_from_it() {
        let of = |listeners: &[&str], to: &str| {
            let all: Vec<IpAddr> = listeners.iter().map(|ip| ip.parse().expect("ip")).collect();
            origin(&all, to.parse().expect("an address")).map(|ip| ip.to_string())
        };
        let own = Some("192.0.2.1".to_string());
        assert_eq!(of(&["192.0.2.1", "::1"], "198.51.100.1:1720"), own);
        assert_eq!(of(&["192.0.2.1", "192.0.2.1"], "198.51.100.1:1720"), own);
        assert_eq!(of(&["192.0.2.1", "192.0.2.2"], "198.51.100.1:1720"), None);
        assert_eq!(of(&["0.0.0.0"], "198.51.100.1:1720"), None);
        assert_eq!(of(&["127.0.0.1"], "198.51.100.1:1720"), None);
        assert_eq!(of(&["192.0.2.1"], "[2001:db8::1]:1720"), None);
        assert_eq!(of(&[], "198.51.100.1:1720"), None);
    }
}
