//! Socket addresses as the kernel wants them.

use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// A socket address as the kernel wants it.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) union RawAddress {
    pub(super) v4: libc::sockaddr_in,
    pub(super) v6: libc::sockaddr_in6,
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

    pub(super) fn empty() -> RawAddress {
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

    pub(super) fn length(&self) -> libc::socklen_t {
        let bytes = if self.family() == libc::AF_INET {
            mem::size_of::<libc::sockaddr_in>()
        } else {
            mem::size_of::<libc::sockaddr_in6>()
        };
        bytes as libc::socklen_t
    }

    pub(super) fn get(&self) -> SocketAddr {
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

    pub(super) fn same_peer(&self, other: &RawAddress) -> bool {
        self.get() == other.get()
    }
}
