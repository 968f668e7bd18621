//! From a captured frame to what UDP or TCP carries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::capture::Packet;

/// What an IP packet carries, perhaps a part of it only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Datagram<'a> {
    pub(super) from: IpAddr,
    pub(super) to: IpAddr,
    /// 6 for TCP, 17 for UDP.
    pub(super) protocol: u8,
    pub(super) payload: &'a [u8],
    pub(super) fragment: Option<Fragment>,
}

/// Which part of a datagram it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fragment {
    pub(super) identification: u32,
    /// In bytes.
    pub(super) offset: usize,
    pub(super) is_last: bool,
}

/// What goes from one port to another.
#[derive(Debug)]
pub(super) enum Segment<'a> {
    Udp(Path, &'a [u8]),
    Tcp(Path, Tcp, &'a [u8]),
}

/// One direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Path {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
}

impl Path {
    pub(super) fn back(self) -> Path {
        Path {
            from: self.to,
            to: self.from,
        }
    }
}

/// What a TCP header says that matters here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tcp {
    pub(super) sequence: u32,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

pub(super) const TCP: u8 = 6;
pub(super) const UDP: u8 = 17;

/// The IP packet of a frame.
pub(super) fn datagram<'a>(packet: &Packet<'a>) -> Option<Datagram<'a>> {
    let bytes = packet.bytes;
    match packet.link {
        // Ethernet.
        1 => tagged(bytes.get(12..)?),
        // BSD loopback: the family in the byte order of the machine; the IP header says it again.
        0 | 108 => ip(bytes.get(4..)?),
        // Raw IP, in the two numbers that it has in files; of version 4, of version 6.
        12 | 101 | 228 | 229 => ip(bytes),
        // Linux cooked, both versions.
        113 => tagged(bytes.get(14..)?),
        276 => {
            let kind = u16::from_be_bytes(*bytes.first_chunk()?);
            by_type(kind, bytes.get(20..)?, 0)
        }
        _ => None,
    }
}

/// Behind a two-byte type, and behind VLAN tags.
fn tagged(bytes: &[u8]) -> Option<Datagram<'_>> {
    let (kind, rest) = bytes.split_first_chunk()?;
    by_type(u16::from_be_bytes(*kind), rest, 0)
}

fn by_type(kind: u16, rest: &[u8], tags: u8) -> Option<Datagram<'_>> {
    match kind {
        0x0800 | 0x86dd => ip(rest),
        0x8100 | 0x88a8 | 0x9100 if tags < MOST_TAGS => {
            let (_, rest) = rest.split_first_chunk::<2>()?;
            let (kind, rest) = rest.split_first_chunk()?;
            by_type(u16::from_be_bytes(*kind), rest, tags + 1)
        }
        _ => None,
    }
}

fn ip(bytes: &[u8]) -> Option<Datagram<'_>> {
    match bytes.first()? >> 4 {
        4 => version4(bytes),
        6 => version6(bytes),
        _ => None,
    }
}

fn version4(bytes: &[u8]) -> Option<Datagram<'_>> {
    let header = usize::from(bytes.first()? & 15) * 4;
    let total = usize::from(be16(bytes, 2)?);
    // Captured before the network card cut it: the header does not know its length yet.
    let end = if total == 0 {
        bytes.len()
    } else {
        total.min(bytes.len())
    };
    if header < 20 {
        return None;
    }
    let flags = be16(bytes, 6)?;
    let (offset, more) = (usize::from(flags & 0x1fff) * 8, flags & 0x2000 != 0);
    let address = |at: usize| Some(Ipv4Addr::from(*bytes.get(at..)?.first_chunk::<4>()?).into());
    Some(Datagram {
        from: address(12)?,
        to: address(16)?,
        protocol: *bytes.get(9)?,
        payload: bytes.get(header..end)?,
        fragment: (more || offset > 0).then_some(Fragment {
            identification: be16(bytes, 4)?.into(),
            offset,
            is_last: !more,
        }),
    })
}

fn version6(bytes: &[u8]) -> Option<Datagram<'_>> {
    let length = usize::from(be16(bytes, 4)?);
    let address = |at: usize| Some(Ipv6Addr::from(*bytes.get(at..)?.first_chunk::<16>()?).into());
    let (from, to) = (address(8)?, address(24)?);
    let mut protocol = *bytes.get(6)?;
    let rest = bytes.get(40..)?;
    let mut payload = if length == 0 {
        rest
    } else {
        rest.get(..length).unwrap_or(rest)
    };
    let mut fragment = None;
    for _ in 0..MOST_HEADERS {
        let length = match protocol {
            // Hop-by-hop, routing, destination options.
            0 | 43 | 60 => usize::from(*payload.get(1)?) * 8 + 8,
            // Authentication.
            51 => usize::from(*payload.get(1)?) * 4 + 8,
            44 => {
                let word = be16(payload, 2)?;
                let identification = u32::from_be_bytes(*payload.get(4..)?.first_chunk()?);
                let (offset, more) = (usize::from(word & 0xfff8), word & 1 != 0);
                fragment = (more || offset > 0).then_some(Fragment {
                    identification,
                    offset,
                    is_last: !more,
                });
                8
            }
            _ => {
                return Some(Datagram {
                    from,
                    to,
                    protocol,
                    payload,
                    fragment,
                });
            }
        };
        protocol = *payload.first()?;
        payload = payload.get(length..)?;
        if fragment.is_some_and(|fragment| fragment.offset > 0) {
            // What follows is the middle of something.
            return Some(Datagram {
                from,
                to,
                protocol,
                payload,
                fragment,
            });
        }
    }
    None
}

/// Ports and content of a whole datagram.
pub(super) fn segment(from: IpAddr, to: IpAddr, protocol: u8, bytes: &[u8]) -> Option<Segment<'_>> {
    let path = Path {
        from: SocketAddr::new(from, be16(bytes, 0)?),
        to: SocketAddr::new(to, be16(bytes, 2)?),
    };
    match protocol {
        UDP => {
            let length = usize::from(be16(bytes, 4)?);
            let content = bytes.get(8..)?;
            let whole = length.checked_sub(8).filter(|length| *length > 0);
            let content = whole
                .and_then(|length| content.get(..length))
                .unwrap_or(content);
            Some(Segment::Udp(path, content))
        }
        TCP => {
            let header = usize::from(bytes.get(12)? >> 4) * 4;
            let flags = bytes.get(13)?;
            let tcp = Tcp {
                sequence: u32::from_be_bytes(*bytes.get(4..)?.first_chunk()?),
                begins: flags & 0x02 != 0,
                ends: flags & 0x05 != 0,
            };
            (header >= 20).then_some(())?;
            Some(Segment::Tcp(path, tcp, bytes.get(header..)?))
        }
        _ => None,
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Most VLAN tags; two are usual where operators nest them.
const MOST_TAGS: u8 = 4;
/// Most extension headers of IPv6.
const MOST_HEADERS: usize = 8;
