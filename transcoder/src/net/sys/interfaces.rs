//! getifaddrs, and socket options that nobody else offers.

use std::net::IpAddr;
use std::ptr;

use super::address::RawAddress;

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
pub(in crate::net) fn without_checksums(socket: std::os::fd::RawFd) {
    let on: libc::c_int = 1;
    // SAFETY: the kernel reads four bytes that live through the call.
    let result = unsafe {
        libc::setsockopt(
            socket,
            libc::SOL_SOCKET,
            libc::SO_NO_CHECK,
            (&raw const on).cast(),
            std::mem::size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    assert_eq!(result, 0);
}
