//! UDP sockets.

use std::io;
use std::net::SocketAddr;
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

    pub(crate) fn descriptor(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }
}
