//! UDP sockets.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;

use socket2::{Domain, Protocol, Socket, Type};

use super::range::Lease;

/// Bytes that the kernel buffers for the shared port: half a second of 100 browsers. The kernel may grant less.
const SHARED_BUFFER: usize = 4 << 20;
/// Bytes that the kernel buffers for a port of one leg: half a second of one picture stream.
const OWN_BUFFER: usize = 512 << 10;

/// A non-blocking UDP socket bound to one address.
pub(crate) struct UdpPort {
    socket: Socket,
    local: SocketAddr,
    /// Its place in the range, when it is from one. After the socket: the port is free before it is given back.
    _lease: Option<Arc<Lease>>,
}

impl UdpPort {
    /// The port that browsers share.
    pub(crate) fn shared(address: SocketAddr) -> io::Result<UdpPort> {
        UdpPort::bind(address, SHARED_BUFFER)
    }

    /// A port of one leg.
    pub(crate) fn own(address: SocketAddr) -> io::Result<UdpPort> {
        UdpPort::bind(address, OWN_BUFFER)
    }

    fn bind(address: SocketAddr, buffer: usize) -> io::Result<UdpPort> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::DGRAM.nonblocking().cloexec(),
            Some(Protocol::UDP),
        )?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // A smaller buffer than wished is no reason to have none.
        let _ = socket.set_recv_buffer_size(buffer);
        let _ = socket.set_send_buffer_size(buffer);
        socket.bind(&address.into())?;
        let local = socket
            .local_addr()?
            .as_socket()
            .ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
        Ok(UdpPort {
            socket,
            local,
            _lease: None,
        })
    }

    /// The same port, which holds a pair of the range until it closes.
    pub(super) fn of(self, lease: Arc<Lease>) -> UdpPort {
        UdpPort {
            _lease: Some(lease),
            ..self
        }
    }

    /// Marks what is sent from now on with a code point (RFC 2474). A system that refuses sends unmarked.
    pub(crate) fn mark(&self, code_point: u8) {
        let octet = u32::from(code_point & 0x3f) << 2;
        let _ = if self.local.is_ipv4() {
            self.socket.set_tos_v4(octet)
        } else {
            self.socket.set_tclass_v6(octet)
        };
    }

    /// The octet that its packets bear.
    #[cfg(test)]
    pub(super) fn octet(&self) -> Option<u32> {
        if self.local.is_ipv4() {
            self.socket.tos_v4().ok()
        } else {
            self.socket.tclass_v6().ok()
        }
    }

    pub(crate) fn descriptor(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }
}

/// Our address that the system would send from to reach a peer. Nothing is sent.
pub(crate) fn source_toward(peer: IpAddr) -> Option<IpAddr> {
    /// Any port: only the route is asked for.
    const DISCARD: u16 = 9;
    let to = SocketAddr::new(peer, DISCARD);
    let socket = Socket::new(Domain::for_address(to), Type::DGRAM, Some(Protocol::UDP)).ok()?;
    socket.connect(&to.into()).ok()?;
    Some(socket.local_addr().ok()?.as_socket()?.ip())
}
