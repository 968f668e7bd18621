//! UDP sockets and the range that RTP ports come from.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::os::fd::{AsRawFd, RawFd};

use socket2::{Domain, Protocol, Socket, Type};

/// Bytes that the kernel buffers for the shared port: half a second of 100 browsers. The kernel may grant less.
const SHARED_BUFFER: usize = 4 << 20;
/// Bytes that the kernel buffers for a port of one leg: half a second of one picture stream.
const OWN_BUFFER: usize = 512 << 10;

/// A non-blocking UDP socket bound to one address.
pub(crate) struct UdpPort {
    socket: Socket,
    local: SocketAddr,
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
        Ok(UdpPort { socket, local })
    }

    pub(crate) fn descriptor(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }
}

/// Where ports of legs come from: walked round and round, so that a port just closed rests before it is used again and late
/// packets of its last call find nobody.
pub(crate) struct PortRange {
    range: RangeInclusive<u16>,
    next: u16,
}

impl PortRange {
    /// A range; `start` is where the walk begins (any number).
    pub(crate) fn new(range: RangeInclusive<u16>, start: u16) -> PortRange {
        let width = range.end().saturating_sub(*range.start()).max(1);
        let next = range.start().saturating_add(start % width) & !1;
        PortRange { range, next }
    }

    /// Opens an even port and, when `with_rtcp`, the next one as well.
    pub(crate) fn open(
        &mut self,
        ip: IpAddr,
        with_rtcp: bool,
    ) -> io::Result<(UdpPort, Option<UdpPort>)> {
        let pairs = self.range.end().saturating_sub(*self.range.start()) / 2;
        for _ in 0..=pairs {
            let port = self.step();
            let Ok(rtp) = UdpPort::own(SocketAddr::new(ip, port)) else {
                continue;
            };
            if !with_rtcp {
                return Ok((rtp, None));
            }
            if let Ok(rtcp) = UdpPort::own(SocketAddr::new(ip, port + 1)) {
                return Ok((rtp, Some(rtcp)));
            }
        }
        Err(io::Error::from(io::ErrorKind::AddrInUse))
    }

    fn step(&mut self) -> u16 {
        let first = self.range.start().saturating_add(1) & !1;
        let port = if self.next < first || self.next.saturating_add(1) > *self.range.end() {
            first
        } else {
            self.next
        };
        self.next = port.saturating_add(2);
        port
    }
}
