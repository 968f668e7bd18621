//! The system calls that the standard library does not offer: recvmmsg, sendmmsg with UDP_SEGMENT, epoll, eventfd, getifaddrs.
#![expect(
    unsafe_code,
    reason = "system calls over buffers that this file owns; each block says why it is sound"
)]

use std::io;
use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use super::DATAGRAM;

/// Datagrams that one recvmmsg takes at most.
const BATCH: usize = 64;
/// Readable sockets that one epoll_wait reports at most.
const READY: usize = 64;
/// Messages that one sendmmsg takes at most.
const MESSAGES: usize = 256;
/// Datagrams that one GSO message carries at most (the kernel's UDP_MAX_SEGMENTS is 64 on old kernels).
const SEGMENTS: usize = 48;
/// Bytes that one GSO message carries at most: below the 16-bit length of IP.
const SEGMENT_BYTES: usize = 60_000;

/// A socket address as the kernel wants it.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) union RawAddress {
    v4: libc::sockaddr_in,
    v6: libc::sockaddr_in6,
}

impl RawAddress {
    pub(crate) fn new(address: SocketAddr) -> RawAddress {
        match address {
            SocketAddr::V4(v4) => RawAddress {
                v4: libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: v4.port().to_be(),
                    sin_addr: libc::in_addr {
                        s_addr: u32::from_ne_bytes(v4.ip().octets()),
                    },
                    sin_zero: [0; 8],
                },
            },
            SocketAddr::V6(v6) => RawAddress {
                v6: libc::sockaddr_in6 {
                    sin6_family: libc::AF_INET6 as libc::sa_family_t,
                    sin6_port: v6.port().to_be(),
                    sin6_flowinfo: v6.flowinfo(),
                    sin6_addr: libc::in6_addr {
                        s6_addr: v6.ip().octets(),
                    },
                    sin6_scope_id: v6.scope_id(),
                },
            },
        }
    }

    fn empty() -> RawAddress {
        RawAddress::new(SocketAddr::V6(SocketAddrV6::new(
            Ipv6Addr::UNSPECIFIED,
            0,
            0,
            0,
        )))
    }

    fn family(&self) -> i32 {
        // SAFETY: both variants begin with the family, and every constructor fills one of them.
        i32::from(unsafe { self.v4.sin_family })
    }

    fn length(&self) -> libc::socklen_t {
        let bytes = if self.family() == libc::AF_INET {
            mem::size_of::<libc::sockaddr_in>()
        } else {
            mem::size_of::<libc::sockaddr_in6>()
        };
        bytes as libc::socklen_t
    }

    fn get(&self) -> SocketAddr {
        if self.family() == libc::AF_INET {
            // SAFETY: the family says that this variant was written.
            let v4 = unsafe { self.v4 };
            SocketAddr::V4(SocketAddrV4::new(
                Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes()),
                u16::from_be(v4.sin_port),
            ))
        } else {
            // SAFETY: as above; the union was all zero before the kernel wrote into it.
            let v6 = unsafe { self.v6 };
            SocketAddr::V6(SocketAddrV6::new(
                Ipv6Addr::from(v6.sin6_addr.s6_addr),
                u16::from_be(v6.sin6_port),
                0,
                v6.sin6_scope_id,
            ))
        }
    }

    fn same_peer(&self, other: &RawAddress) -> bool {
        self.get() == other.get()
    }
}

/// Buffers for one recvmmsg; nothing is allocated after the start.
pub(crate) struct ReceiveBatch {
    // Boxed slices: `headers` points into the other three, which therefore never move or grow.
    buffers: Box<[[u8; DATAGRAM]]>,
    addresses: Box<[RawAddress]>,
    _vectors: Box<[libc::iovec]>,
    headers: Box<[libc::mmsghdr]>,
}

impl ReceiveBatch {
    pub(crate) fn new() -> ReceiveBatch {
        let mut buffers = vec![[0u8; DATAGRAM]; BATCH].into_boxed_slice();
        let mut addresses = vec![RawAddress::empty(); BATCH].into_boxed_slice();
        let mut vectors: Box<[libc::iovec]> = buffers
            .iter_mut()
            .map(|b| libc::iovec {
                iov_base: b.as_mut_ptr().cast(),
                iov_len: DATAGRAM,
            })
            .collect();
        let headers = vectors
            .iter_mut()
            .zip(addresses.iter_mut())
            .map(|(vector, address)| {
                // SAFETY: an all-zero mmsghdr is a valid one without buffers.
                let mut header: libc::mmsghdr = unsafe { mem::zeroed() };
                header.msg_hdr.msg_iov = vector;
                header.msg_hdr.msg_iovlen = 1;
                header.msg_hdr.msg_name = ptr::from_mut(address).cast();
                header
            })
            .collect();
        ReceiveBatch {
            buffers,
            addresses,
            _vectors: vectors,
            headers,
        }
    }

    /// Datagrams that were waiting, at most [`BATCH`]; zero when there is none.
    pub(crate) fn receive(&mut self, socket: RawFd) -> usize {
        for header in &mut self.headers {
            header.msg_hdr.msg_namelen = mem::size_of::<RawAddress>() as libc::socklen_t;
            header.msg_hdr.msg_flags = 0;
        }
        // SAFETY: each header points at one buffer, one vector and one address that live as long as `self`, and nobody else
        // touches them during the call.
        let received = unsafe {
            libc::recvmmsg(
                socket,
                self.headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        usize::try_from(received).unwrap_or(0)
    }

    /// The `index`-th datagram of the last call and its sender; `None` when it was longer than [`DATAGRAM`].
    pub(crate) fn datagram(&mut self, index: usize) -> Option<(SocketAddr, &mut [u8])> {
        let header = self.headers.get(index)?;
        if header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0 {
            return None;
        }
        let length = header.msg_len as usize;
        let from = self.addresses.get(index)?.get();
        let bytes = self.buffers.get_mut(index)?.get_mut(..length)?;
        Some((from, bytes))
    }
}

// SAFETY: the pointers lead only into buffers that the value owns.
unsafe impl Send for ReceiveBatch {}

/// One datagram in an arena that waits to be sent.
#[derive(Clone, Copy)]
pub(crate) struct Segment {
    pub(crate) socket: RawFd,
    pub(crate) to: RawAddress,
    pub(crate) offset: usize,
    pub(crate) length: usize,
}

#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct SegmentControl {
    header: libc::cmsghdr,
    size: u16,
    padding: [u8; 6],
}

/// Scratch space for sendmmsg, kept between calls so that nothing is allocated.
#[derive(Default)]
pub(crate) struct Sender {
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
    controls: Vec<SegmentControl>,
    counts: Vec<u64>,
}

// SAFETY: the pointers are written and used within one call of `send` and never read again.
unsafe impl Send for Sender {}

impl Sender {
    /// Sends all of `segments`, whose bytes lie in `arena`; datagrams to one peer that follow each other and have one length go
    /// out as one GSO message. Returns how many were handed to the kernel; the rest were refused (socket buffer full, no route).
    pub(crate) fn send(&mut self, arena: &mut [u8], segments: &mut [Segment]) -> u64 {
        let mut sent = 0;
        let mut start = 0;
        while let Some(first) = segments.get(start) {
            let socket = first.socket;
            let same = segments
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take_while(|s| s.socket == socket)
                .count();
            if let Some(run) = segments.get_mut(start..start + same) {
                sent += self.send_run(socket, arena, run);
            }
            start += same;
        }
        sent
    }

    fn send_run(&mut self, socket: RawFd, arena: &mut [u8], run: &mut [Segment]) -> u64 {
        self.vectors.clear();
        self.headers.clear();
        self.controls.clear();
        self.counts.clear();
        let mut at = 0;
        while at < run.len() {
            let (count, total) = group(run.get(at..).unwrap_or_default());
            let Some(first) = run.get_mut(at) else { break };
            let Some(bytes) = arena.get_mut(first.offset..first.offset + total) else {
                break;
            };
            self.vectors.push(libc::iovec {
                iov_base: bytes.as_mut_ptr().cast(),
                iov_len: total,
            });
            self.controls.push(segment_size(first.length));
            // SAFETY: an all-zero mmsghdr is a valid one without buffers.
            let mut header: libc::mmsghdr = unsafe { mem::zeroed() };
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_namelen = first.to.length();
            header.msg_hdr.msg_name = ptr::from_mut(&mut first.to).cast();
            if count > 1 {
                header.msg_hdr.msg_controllen = mem::size_of::<SegmentControl>();
            }
            self.headers.push(header);
            self.counts.push(count as u64);
            at += count;
        }
        for (index, header) in self.headers.iter_mut().enumerate() {
            if let (Some(vector), Some(control)) =
                (self.vectors.get_mut(index), self.controls.get_mut(index))
            {
                header.msg_hdr.msg_iov = vector;
                if header.msg_hdr.msg_controllen > 0 {
                    header.msg_hdr.msg_control = ptr::from_mut(control).cast();
                }
            }
        }
        self.hand_over(socket)
    }

    fn hand_over(&mut self, socket: RawFd) -> u64 {
        let (mut done, mut sent) = (0, 0);
        while let Some(rest) = self.headers.get_mut(done..).filter(|r| !r.is_empty()) {
            let wanted = rest.len().min(MESSAGES);
            // SAFETY: each header points at a vector, an address and perhaps a control message that live until the call returns,
            // and the vectors at bytes of an arena that is borrowed for as long.
            let result = unsafe {
                libc::sendmmsg(
                    socket,
                    rest.as_mut_ptr(),
                    wanted as libc::c_uint,
                    libc::MSG_DONTWAIT,
                )
            };
            match usize::try_from(result) {
                Ok(count) if count > 0 => {
                    sent += self.counts.iter().skip(done).take(count).sum::<u64>();
                    done += count;
                }
                // The first of them was refused: it is lost, like any datagram, and the next ones get their chance.
                _ => {
                    if segmentation_failed() {
                        sent += self.one_by_one(socket, done);
                    }
                    done += 1;
                }
            }
        }
        sent
    }
}

impl Sender {
    /// Sends the segments of a GSO message as datagrams of their own; how many the kernel took.
    fn one_by_one(&mut self, socket: RawFd, index: usize) -> u64 {
        let (Some(message), Some(control)) = (self.headers.get(index), self.controls.get(index))
        else {
            return 0;
        };
        let mut header = message.msg_hdr;
        if header.msg_controllen == 0 {
            return 0;
        }
        (header.msg_control, header.msg_controllen) = (ptr::null_mut(), 0);
        let Some(whole) = self.vectors.get(index).copied() else {
            return 0;
        };
        let (size, mut sent) = (usize::from(control.size).max(1), 0);
        for offset in (0..whole.iov_len).step_by(size) {
            let mut vector = libc::iovec {
                // SAFETY: the offset is below the length of the bytes that the vector points at.
                iov_base: unsafe { whole.iov_base.cast::<u8>().add(offset) }.cast(),
                iov_len: size.min(whole.iov_len - offset),
            };
            header.msg_iov = &raw mut vector;
            // SAFETY: as in `hand_over`; the vector lives until the call returns.
            let result = unsafe { libc::sendmsg(socket, &raw const header, libc::MSG_DONTWAIT) };
            sent += u64::from(result >= 0);
        }
        sent
    }
}

/// Whether the last call failed for what GSO alone cannot do: a path with an MTU below the segments' size, a device or a tunnel that
/// does not compute checksums. The datagrams by themselves may pass.
fn segmentation_failed() -> bool {
    matches!(
        io::Error::last_os_error().raw_os_error(),
        Some(libc::EINVAL | libc::EIO | libc::EMSGSIZE | libc::EOPNOTSUPP)
    )
}

/// How many of the first segments go as one message, and their bytes: one peer, equal lengths (the last may be shorter).
fn group(run: &[Segment]) -> (usize, usize) {
    let Some(first) = run.first() else {
        return (0, 0);
    };
    let (mut count, mut total) = (1, first.length);
    for next in run.iter().skip(1) {
        let fits = count < SEGMENTS
            && next.length <= first.length
            && next.length > 0
            && next.offset == first.offset + total
            && total + next.length <= SEGMENT_BYTES
            && next.to.same_peer(&first.to);
        if !fits {
            break;
        }
        count += 1;
        total += next.length;
        if next.length < first.length {
            break;
        }
    }
    (count, total)
}

fn segment_size(length: usize) -> SegmentControl {
    // SAFETY: an all-zero cmsghdr is valid.
    let mut header: libc::cmsghdr = unsafe { mem::zeroed() };
    header.cmsg_len = mem::size_of::<libc::cmsghdr>() + mem::size_of::<u16>();
    header.cmsg_level = libc::SOL_UDP;
    header.cmsg_type = libc::UDP_SEGMENT;
    SegmentControl {
        header,
        size: u16::try_from(length).unwrap_or(0),
        padding: [0; 6],
    }
}

/// Readiness of many sockets.
pub(crate) struct Epoll {
    epoll: OwnedFd,
    ready: Vec<libc::epoll_event>,
}

impl Epoll {
    pub(crate) fn new() -> io::Result<Epoll> {
        // SAFETY: no pointers; a result that is not negative is a new descriptor that nobody else owns.
        let epoll = unsafe {
            let fd = libc::epoll_create1(libc::EPOLL_CLOEXEC);
            if fd < 0 {
                return Err(io::Error::last_os_error());
            }
            OwnedFd::from_raw_fd(fd)
        };
        Ok(Epoll {
            epoll,
            ready: Vec::with_capacity(READY),
        })
    }

    /// Reports `token` when `socket` has something to read. A closed descriptor leaves by itself.
    pub(crate) fn add(&self, socket: RawFd, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: libc::EPOLLIN as u32,
            u64: token,
        };
        // SAFETY: `event` lives through the call, which copies it.
        let result = unsafe {
            libc::epoll_ctl(
                self.epoll.as_raw_fd(),
                libc::EPOLL_CTL_ADD,
                socket,
                &raw mut event,
            )
        };
        if result < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }

    /// Waits at most `timeout_ms` and writes the tokens of what is readable into `tokens`.
    pub(crate) fn wait(&mut self, timeout_ms: i32, tokens: &mut Vec<u64>) {
        tokens.clear();
        self.ready.clear();
        // SAFETY: the kernel writes at most READY events into a vector of that capacity, and the length is set to what it wrote.
        unsafe {
            let count = libc::epoll_wait(
                self.epoll.as_raw_fd(),
                self.ready.as_mut_ptr(),
                READY as i32,
                timeout_ms,
            );
            self.ready.set_len(usize::try_from(count).unwrap_or(0));
        }
        tokens.extend(self.ready.iter().map(|event| event.u64));
    }
}

/// Wakes the thread from another one.
pub(crate) struct EventFd(OwnedFd);

impl EventFd {
    pub(crate) fn new() -> io::Result<EventFd> {
        // SAFETY: no pointers; a result that is not negative is a new descriptor that nobody else owns.
        unsafe {
            let fd = libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK);
            if fd < 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(EventFd(OwnedFd::from_raw_fd(fd)))
        }
    }

    pub(crate) fn descriptor(&self) -> RawFd {
        self.0.as_raw_fd()
    }

    /// Makes it readable. A counter that is full is readable already.
    pub(crate) fn wake(&self) {
        let one = 1u64.to_ne_bytes();
        // SAFETY: eight bytes that live through the call.
        let _ = unsafe { libc::write(self.0.as_raw_fd(), one.as_ptr().cast(), one.len()) };
    }

    /// Makes it unreadable again.
    pub(crate) fn drain(&self) {
        let mut count = [0u8; 8];
        // SAFETY: eight bytes that live through the call.
        let _ = unsafe { libc::read(self.0.as_raw_fd(), count.as_mut_ptr().cast(), count.len()) };
    }
}

/// Addresses of the interfaces that are up: global ones first, loopback last; link-local ones are left out (they need a scope
/// that signalling cannot carry).
pub fn interface_addresses() -> Vec<IpAddr> {
    let mut found = Vec::new();
    let mut list: *mut libc::ifaddrs = ptr::null_mut();
    // SAFETY: the kernel's list is walked once by its own links, copied from, and freed by the call that belongs to it.
    unsafe {
        if libc::getifaddrs(&raw mut list) != 0 {
            return found;
        }
        let mut at = list;
        while let Some(interface) = at.as_ref() {
            at = interface.ifa_next;
            let up = interface.ifa_flags & libc::IFF_UP as libc::c_uint != 0;
            let Some(address) = interface.ifa_addr.as_ref().filter(|_| up) else {
                continue;
            };
            let raw = match i32::from(address.sa_family) {
                libc::AF_INET => RawAddress {
                    v4: *interface.ifa_addr.cast(),
                },
                libc::AF_INET6 => RawAddress {
                    v6: *interface.ifa_addr.cast(),
                },
                _ => continue,
            };
            found.push(raw.get().ip());
        }
        libc::freeifaddrs(list);
    }
    found.retain(|ip| match ip {
        IpAddr::V4(v4) => !v4.is_link_local(),
        IpAddr::V6(v6) => !v6.is_unicast_link_local(),
    });
    found.sort_by_key(IpAddr::is_loopback);
    found.dedup();
    found
}

/// Sends no checksums from now on, with which no datagram can be segmented.
#[cfg(test)]
pub(super) fn without_checksums(socket: RawFd) {
    let on: libc::c_int = 1;
    // SAFETY: the kernel reads four bytes that live through the call.
    let result = unsafe {
        libc::setsockopt(
            socket,
            libc::SOL_SOCKET,
            libc::SO_NO_CHECK,
            (&raw const on).cast(),
            mem::size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    assert_eq!(result, 0);
}
