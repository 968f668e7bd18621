//! Where others may send us: nobody makes us connect or send to machines of ours, or into our own network, by naming an address.

use std::net::{IpAddr, Ipv4Addr};

/// How far away an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// This machine.
    Loopback,
    /// This wire.
    Link,
    /// Somebody's inside network (RFC 1918, RFC 4193, RFC 6598).
    Private,
    /// Anywhere.
    Global,
}

/// Whether somebody at `origin` may name `address`. From this machine anything may be named: a proxy in front of us speaks for others. From elsewhere nothing nearer than the caller itself is.
pub fn is_reachable(address: IpAddr, origin: IpAddr) -> bool {
    if address.is_unspecified() {
        return true;
    }
    match (scope(address), scope(origin)) {
        (None, _) => false,
        (Some(named), Some(from)) => named >= from || address == origin,
        (Some(named), None) => named == Scope::Global,
    }
}

/// `None` for what is no single place: multicast, broadcast, unspecified.
fn scope(ip: IpAddr) -> Option<Scope> {
    match ip.to_canonical() {
        ip if ip.is_unspecified() || ip.is_multicast() => None,
        ip if ip.is_loopback() => Some(Scope::Loopback),
        IpAddr::V4(v4) if v4.is_broadcast() => None,
        IpAddr::V4(v4) if v4.is_link_local() => Some(Scope::Link),
        IpAddr::V4(v4) if v4.is_private() || is_shared(v4) => Some(Scope::Private),
        IpAddr::V6(v6) if v6.is_unicast_link_local() => Some(Scope::Link),
        IpAddr::V6(v6) if v6.is_unique_local() => Some(Scope::Private),
        _ => Some(Scope::Global),
    }
}

/// Of carriers' NATs, 100.64.0.0/10 (RFC 6598).
fn is_shared(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && (64..128).contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    #[test]
    fn nobody_names_an_address_that_is_nearer_than_itself() {
        let cases = [
            // A public caller, or one behind a NAT.
            ("203.0.113.7", "203.0.113.7", true),
            ("198.51.100.1", "203.0.113.7", true),
            ("192.168.1.5", "203.0.113.7", false),
            ("100.64.1.1", "203.0.113.7", false),
            ("127.0.0.1", "203.0.113.7", false),
            ("::ffff:127.0.0.1", "203.0.113.7", false),
            ("169.254.169.254", "203.0.113.7", false),
            ("224.0.0.1", "203.0.113.7", false),
            ("fe80::1", "2001:db8::7", false),
            ("fd00::1", "2001:db8::7", false),
            ("2001:db8::1", "2001:db8::7", true),
            // Inside an agency's network.
            ("10.1.2.3", "10.9.9.9", true),
            ("203.0.113.7", "10.9.9.9", true),
            ("127.0.0.1", "10.9.9.9", false),
            // A proxy on this machine speaks for everybody.
            ("10.1.2.3", "127.0.0.1", true),
            ("127.0.0.2", "127.0.0.1", true),
            // Hold in its old form stays what it is.
            ("0.0.0.0", "203.0.113.7", true),
        ];
        for (named, origin, reachable) in cases {
            assert_eq!(
                is_reachable(ip(named), ip(origin)),
                reachable,
                "{named} from {origin}"
            );
        }
    }
}
