//! UDP: one reader task for each socket; a flow for each peer.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;
use tolk_model::limits::{Rates, source_of};
use tolk_model::{FlowId, Mono, Subnet};

use super::bucket::Buckets;
use super::fair::{Datagram, FairQueue};
use crate::telemetry::metrics;

/// A peer that was silent so long is forgotten; longer than any edge's own patience, which speaks first.
pub(super) const IDLE: Duration = Duration::from_secs(300);
/// Largest UDP payload.
const LARGEST: usize = 65_535;
/// After an error of the socket (a port that was unreachable) reading goes on; never in a tight loop.
const AFTER_ERROR: Duration = Duration::from_millis(5);

/// A bound socket.
#[derive(Debug)]
pub(super) struct UdpPort {
    pub(super) socket: Arc<UdpSocket>,
    pub(super) local: SocketAddr,
}

/// Peers of all sockets of an edge.
#[derive(Debug, Default)]
pub(super) struct Peers {
    by_address: HashMap<(usize, SocketAddr), FlowId>,
    by_flow: HashMap<FlowId, Peer>,
    /// How many each address has: it has as many ports as it likes.
    by_source: HashMap<IpAddr, usize>,
}

/// Where a UDP flow leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) socket: usize,
    pub(super) remote: SocketAddr,
    last_used: Mono,
}

impl Peers {
    pub(super) fn flow(&self, socket: usize, remote: SocketAddr) -> Option<FlowId> {
        self.by_address.get(&(socket, remote)).copied()
    }

    pub(super) fn peer(&self, flow: FlowId) -> Option<Peer> {
        self.by_flow.get(&flow).copied()
    }

    pub(super) fn touch(&mut self, flow: FlowId, now: Mono) {
        if let Some(peer) = self.by_flow.get_mut(&flow) {
            peer.last_used = now;
        }
    }

    /// The newest flow of a peer gets what the peer sends.
    pub(super) fn insert(&mut self, flow: FlowId, socket: usize, remote: SocketAddr, now: Mono) {
        let peer = Peer {
            socket,
            remote,
            last_used: now,
        };
        self.by_address.insert((socket, remote), flow);
        if self.by_flow.insert(flow, peer).is_none() {
            *self.by_source.entry(source_of(remote.ip())).or_insert(0) += 1;
        }
    }

    /// How many peers an address has.
    pub(super) fn of(&self, source: IpAddr) -> usize {
        self.by_source.get(&source_of(source)).copied().unwrap_or(0)
    }

    pub(super) fn remove(&mut self, flow: FlowId) -> bool {
        let Some(peer) = self.by_flow.remove(&flow) else {
            return false;
        };
        let key = (peer.socket, peer.remote);
        if self.by_address.get(&key) == Some(&flow) {
            self.by_address.remove(&key);
        }
        let source = source_of(peer.remote.ip());
        if let Some(count) = self.by_source.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                self.by_source.remove(&source);
            }
        }
        true
    }

    pub(super) fn idle(&self, now: Mono) -> Vec<FlowId> {
        self.by_flow
            .iter()
            .filter(|(_, peer)| now.since(peer.last_used) >= IDLE)
            .map(|(flow, _)| *flow)
            .collect()
    }

    pub(super) fn len(&self) -> usize {
        self.by_flow.len()
    }
}

/// Reads one socket until the token ends it. What an address sends beyond its rate is dropped here.
pub(super) async fn read(
    socket: Arc<UdpSocket>,
    index: usize,
    edge: String,
    (rates, known): (Rates, Arc<[Subnet]>),
    queue: Arc<FairQueue>,
    token: CancellationToken,
) {
    let mut buckets = Buckets::new(rates, known);
    let mut buffer = vec![0; LARGEST];
    loop {
        // Both are cancel-safe.
        let received = tokio::select! {
            received = socket.recv_from(&mut buffer) => received,
            () = token.cancelled() => return,
        };
        let Ok((length, from)) = received else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let (now, source) = (Instant::now(), from.ip());
        if !buckets.allows(source, now) {
            metrics::refused(&edge);
            continue;
        }
        let datagram = Datagram {
            socket: index,
            from,
            bytes: buffer.get(..length).unwrap_or_default().to_vec(),
        };
        if !queue.push(datagram, buckets.knows(source)) {
            metrics::queue_full(&edge);
        }
    }
}

/// The address that a packet to `remote` leaves from, when the socket is bound to all.
pub(super) fn local_toward(bound: SocketAddr, remote: SocketAddr) -> SocketAddr {
    if !bound.ip().is_unspecified() {
        return bound;
    }
    let any: IpAddr = match bound {
        SocketAddr::V4(_) => std::net::Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    };
    // Connecting a UDP socket sends nothing: it asks the routing table.
    let probe = || {
        let socket = std::net::UdpSocket::bind((any, 0))?;
        socket.connect(remote)?;
        socket.local_addr()
    };
    probe().map_or(bound, |local: SocketAddr| {
        SocketAddr::new(local.ip(), bound.port())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_forgotten_when_idle_and_found_until_then() {
        let mut peers = Peers::default();
        let remote: SocketAddr = "192.0.2.1:5060".parse().expect("an address");
        peers.insert(FlowId(2), 0, remote, Mono::ZERO);
        assert_eq!(peers.flow(0, remote), Some(FlowId(2)));
        assert_eq!(peers.flow(1, remote), None);
        peers.insert(FlowId(3), 0, remote, Mono::ZERO);
        assert_eq!(peers.flow(0, remote), Some(FlowId(3)));
        peers.touch(FlowId(3), Mono(Duration::from_secs(1)));
        assert_eq!(peers.idle(Mono(IDLE)), [FlowId(2)]);
        assert_eq!(peers.of(remote.ip()), 2);
        assert!(peers.remove(FlowId(2)));
        assert_eq!(peers.flow(0, remote), Some(FlowId(3)));
        assert!(peers.remove(FlowId(3)) && !peers.remove(FlowId(3)));
        assert_eq!((peers.of(remote.ip()), peers.by_source.len()), (0, 0));
        assert_eq!(peers.flow(0, remote), None);
    }

    #[test]
    fn the_local_address_is_that_of_the_route() {
        let bound: SocketAddr = "0.0.0.0:5060".parse().expect("an address");
        let remote: SocketAddr = "127.0.0.9:4000".parse().expect("an address");
        assert_eq!(local_toward(bound, remote).to_string(), "127.0.0.1:5060");
        let specific: SocketAddr = "127.0.0.3:5060".parse().expect("an address");
        assert_eq!(local_toward(specific, remote), specific);
    }
}
