//! One connection that somebody was told to make: a port is opened for it alone, and closed when it has come or is not wanted any more.

use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tolk_model::FlowId;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::FlowInfo;
use tracing::Span;

use super::driver::{Driver, Stream};
use super::input::FlowInput;
use crate::telemetry::metrics;

/// Ports that are tried for one listener: where so many in a row are taken the range is too small, and a call must not wait for more.
const MOST_TRIES: usize = 100;
/// One connection is waited for; strangers before it are gone at once.
const BACKLOG: i32 = 16;
/// After an error waiting goes on; never in a tight loop.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// Ports that listeners get in turn: one that was just closed comes last, so that whoever is late finds nobody else's call behind it.
#[derive(Debug)]
pub(super) struct Ports {
    range: Option<RangeInclusive<u16>>,
    next: u16,
}

impl Ports {
    /// `None`: whatever the system has.
    pub(super) fn new(range: Option<RangeInclusive<u16>>) -> Ports {
        let next = range.as_ref().map_or(0, |r| *r.start());
        Ports { range, next }
    }

    /// A listener at an address of ours.
    ///
    /// # Errors
    /// When no port is free, or the address is not ours.
    fn bind(&mut self, local: IpAddr) -> std::io::Result<TcpListener> {
        let Some(range) = self.range.clone() else {
            return listener(SocketAddr::new(local, 0));
        };
        for _ in 0..range.len().min(MOST_TRIES) {
            let port = self.next;
            self.next = match port.checked_add(1) {
                Some(next) if range.contains(&next) => next,
                _ => *range.start(),
            };
            match listener(SocketAddr::new(local, port)) {
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                bound => return bound,
            }
        }
        Err(Error::from(ErrorKind::AddrInUse))
    }
}

fn listener(address: SocketAddr) -> std::io::Result<TcpListener> {
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
    // Connections that were closed on this port a moment ago are no obstacle.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

impl Driver {
    /// The edge wants one connection.
    pub(super) fn listen_once(&mut self, flow: FlowId, local: IpAddr, peers: Vec<IpAddr>) {
        let now = self.clock.now();
        let bound = self.begin_to_listen(flow, local, peers);
        if let Err(error) = &bound {
            metrics::refused(self.handle.label.as_str());
            tracing::warn!(edge = %self.handle.label, %error, "no_port_to_listen_on");
        }
        self.edge.listening(now, flow, bound.ok());
    }

    fn begin_to_listen(
        &mut self,
        flow: FlowId,
        local: IpAddr,
        peers: Vec<IpAddr>,
    ) -> std::io::Result<SocketAddr> {
        if self.streams.len() >= self.limits.connections {
            return Err(Error::from(ErrorKind::QuotaExceeded));
        }
        let listener = self.ports.bind(local)?;
        let at = listener.local_addr()?;
        let token = self.connections.token().child_token();
        let entry = Stream {
            outlet: None,
            source: None,
            token: token.clone(),
        };
        let label = self.handle.label.to_string();
        let waiting = wait(listener, (peers, label), token);
        let sender = self.sender.clone();
        let wait = async move {
            if let Some(joined) = waiting.await {
                // The driver ends first when the node ends.
                drop(sender.send(FlowInput::Joined(flow, joined)).await);
            }
        };
        if !self.connections.spawn("tcp_listen", Span::none(), wait) {
            return Err(Error::from(ErrorKind::QuotaExceeded));
        }
        self.streams.insert(flow, entry);
        Ok(at)
    }

    /// Who was awaited there has connected.
    pub(super) fn joined(&mut self, flow: FlowId, stream: TcpStream) {
        if self.streams.get(&flow).is_none_or(|s| s.outlet.is_some()) {
            // Not wanted any more; dropping the stream closes it.
            return;
        }
        let addresses = stream
            .local_addr()
            .and_then(|l| Ok((l, stream.peer_addr()?)));
        let (local, remote) = match addresses {
            Ok(addresses) => addresses,
            Err(_) => return self.closed(flow, Cause::network(Reason::ConnectionLost)),
        };
        // Its own place must not count against it.
        let Some(mut entry) = self.streams.remove(&flow) else {
            return;
        };
        let admitted = self.admit(remote.ip());
        entry.source = admitted.is_ok().then(|| remote.ip());
        self.streams.insert(flow, entry);
        if admitted.is_err() {
            return self.closed(flow, Cause::us(Reason::Overloaded));
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
}

/// Waits for a connection from one of `peers`; the port is closed with the task. Others find nobody, and disturb nothing.
async fn wait(
    listener: TcpListener,
    (peers, edge): (Vec<IpAddr>, String),
    token: CancellationToken,
) -> Option<TcpStream> {
    loop {
        // Both are cancel-safe.
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = token.cancelled() => return None,
        };
        match accepted {
            Ok((stream, from)) if is_one_of(&peers, from.ip()) => return Some(stream),
            Ok(_) => metrics::refused(&edge),
            // Whoever gave up, or no file is left: the one who was told may still come.
            Err(_) => tokio::time::sleep(AFTER_ERROR).await,
        }
    }
}

fn is_one_of(peers: &[IpAddr], from: IpAddr) -> bool {
    let from = from.to_canonical();
    peers.iter().any(|peer| peer.to_canonical() == from)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::super::tests::{DEADLINE, World, within, world_with};
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    async fn listening(world: &World) -> SocketAddr {
        world.order("listen 127.0.0.1").await;
        let line = world.noted("listening ").await;
        let (_, at) = line.split_once(' ').expect("two words");
        at.parse().expect("an address")
    }

    async fn heard(peer: &mut TcpStream) -> Vec<u8> {
        let mut buffer = [0; 100];
        let length = within(peer.read(&mut buffer)).await.expect("a stream");
        buffer[..length].to_vec()
    }

    #[tokio::test]
    async fn one_connection_comes_and_a_second_finds_nobody() {
        let world = world_with("127.0.0.1", DEADLINE, None).await;
        let at = listening(&world).await;
        let mut peer = TcpStream::connect(at).await.unwrap();
        peer.write_all(b"one").await.unwrap();
        assert_eq!(heard(&mut peer).await, b"one");
        world.noted("opened 1 Tcp accepted").await;
        let second = TcpStream::connect(at).await.map_err(|e| e.kind());
        assert_eq!(second.err(), Some(ErrorKind::ConnectionRefused));
        peer.write_all(b"bye").await.unwrap();
        assert_eq!(heard(&mut peer).await, b"last words");
        assert_eq!(heard(&mut peer).await, b"");
        world.end().await;
    }

    #[tokio::test]
    async fn strangers_find_nobody_and_the_wait_goes_on() {
        let world = world_with("127.0.0.1", DEADLINE, None).await;
        let at = listening(&world).await;
        for _ in 0..20 {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.9:0".parse().unwrap()).unwrap();
            let mut stranger = socket.connect(at).await.unwrap();
            assert_eq!(within(stranger.read(&mut [0; 1])).await.unwrap_or(0), 0);
        }
        let mut peer = TcpStream::connect(at).await.unwrap();
        peer.write_all(b"one").await.unwrap();
        assert_eq!(heard(&mut peer).await, b"one");
        world.end().await;
    }

    #[tokio::test]
    async fn what_is_not_wanted_any_more_is_closed_and_so_is_all_at_the_end() {
        let world = world_with("127.0.0.1", DEADLINE, None).await;
        let at = listening(&world).await;
        world.order("forget").await;
        within(async {
            // Whoever came in between is closed without a word.
            while let Ok(mut early) = TcpStream::connect(at).await {
                assert_eq!(early.read(&mut [0; 1]).await.unwrap_or(0), 0);
            }
        })
        .await;
        world.end().await;
        let world = world_with("127.0.0.1", DEADLINE, None).await;
        listening(&world).await;
        world.end().await;
    }

    #[tokio::test]
    async fn there_are_only_so_many_and_each_has_its_place() {
        let world = world_with("127.0.0.1", DEADLINE, None).await;
        let mut others = Vec::new();
        for from in ["127.0.0.2", "127.0.0.3"] {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
            let mut other = socket.connect(world.tcp).await.unwrap();
            other.write_all(b"here").await.unwrap();
            assert_eq!(heard(&mut other).await, b"here");
            others.push(other);
        }
        // The third and last.
        let at = listening(&world).await;
        world.order("another").await;
        world.noted("nowhere").await;
        let mut peer = TcpStream::connect(at).await.unwrap();
        peer.write_all(b"one").await.unwrap();
        assert_eq!(heard(&mut peer).await, b"one");
        world.end().await;
    }

    #[tokio::test]
    async fn ports_come_from_the_range_in_turn() {
        // A range that is free: of as many ports as were free a moment ago.
        let free = listener(SocketAddr::new(HERE, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        let mut one = Ports::new(Some(port..=port));
        assert!(one.bind(HERE).is_err(), "taken");
        drop(free);
        let bound = one.bind(HERE).unwrap();
        assert_eq!(bound.local_addr().unwrap().port(), port);
        let range = 30_900..=30_999;
        let mut ports = Ports::new(Some(range.clone()));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..5 {
            let bound = ports.bind(HERE).unwrap();
            let port = bound.local_addr().unwrap().port();
            assert!(range.contains(&port));
            assert!(seen.insert(port), "a port that was closed comes last");
        }
        let mut none = Ports::new(None);
        assert!(none.bind("192.0.2.1".parse().unwrap()).is_err(), "not ours");
        assert!(none.bind(HERE).is_ok());
    }
}
