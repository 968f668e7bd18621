//! Where media of a caller may be sent: nobody makes us send to machines of ours, or into our own network, by naming an address.
//!
//! A caller behind a NAT names an inside address in all innocence; sending there never reaches it. Such an address is taken as unknown:
//! media goes where the caller's own packets come from (latching), and nowhere before they come.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tolk_model::MediaDescription;
use tolk_model::media::Traversal;
use tolk_model::reach::is_reachable;

/// Makes addresses unknown that a caller from `origin` cannot lawfully have. With ICE the checks decide, and nothing is changed.
pub fn keep_reachable(media: &mut MediaDescription, origin: IpAddr) {
    for transport in &mut media.transports {
        if transport.traversal != Traversal::None {
            continue;
        }
        for address in [&mut transport.rtp, &mut transport.rtcp]
            .into_iter()
            .flatten()
        {
            if !is_reachable(address.ip(), origin) {
                *address = unknown(*address);
            }
        }
    }
}

/// RFC 3264 §8.4 writes an address that is not known so; the port stays, for the stream is not refused.
fn unknown(address: SocketAddr) -> SocketAddr {
    let ip = match address {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    #[test]
    fn an_unlawful_address_becomes_unknown_and_the_stream_stays() {
        use tolk_model::TransportId;
        use tolk_model::media::{Security, Transport};
        let mut media = MediaDescription {
            transports: vec![Transport {
                id: TransportId(0),
                rtp: Some("127.0.0.1:4000".parse().expect("an address")),
                rtcp: None,
                security: Security::Plain,
                traversal: Traversal::None,
            }],
            ..MediaDescription::default()
        };
        keep_reachable(&mut media, ip("203.0.113.7"));
        assert_eq!(media.transports[0].rtp, "0.0.0.0:4000".parse().ok());
    }
}
