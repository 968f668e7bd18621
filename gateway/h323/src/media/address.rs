//! Transport addresses (H.245 §B.2.2, `TransportAddress`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tolk_asn1::h245::{
    H245TransportAddress, UnicastAddress, UnicastAddressIP6Address, UnicastAddressIPAddress,
};
use tolk_asn1::types::OctetString;
use tolk_model::Transport;

/// A unicast address of IP; `None` for every other kind and for one that leads nowhere.
pub(crate) fn read(address: &H245TransportAddress) -> Option<SocketAddr> {
    let H245TransportAddress::unicastAddress(unicast) = address else {
        return None;
    };
    let (ip, port): (IpAddr, u16) = match unicast {
        UnicastAddress::iPAddress(v4) => {
            let octets = <[u8; 4]>::try_from(v4.network.as_ref()).ok()?;
            (Ipv4Addr::from(octets).into(), v4.tsap_identifier)
        }
        UnicastAddress::iP6Address(v6) => {
            let octets = <[u8; 16]>::try_from(v6.network.as_ref()).ok()?;
            (Ipv6Addr::from(octets).into(), v6.tsap_identifier)
        }
        _ => return None,
    };
    (port != 0 && !ip.is_unspecified() && !ip.is_multicast()).then(|| SocketAddr::new(ip, port))
}

/// The address on the wire.
pub(crate) fn write(address: SocketAddr) -> H245TransportAddress {
    let unicast = match address.ip().to_canonical() {
        IpAddr::V4(v4) => {
            let network = OctetString::from(v4.octets().to_vec());
            UnicastAddress::iPAddress(UnicastAddressIPAddress::new(network, address.port()))
        }
        IpAddr::V6(v6) => {
            let network = OctetString::from(v6.octets().to_vec());
            UnicastAddress::iP6Address(UnicastAddressIP6Address::new(network, address.port()))
        }
    };
    H245TransportAddress::unicastAddress(unicast)
}

/// Where RTCP of a transport is: its own address, or RTP's port plus one (RFC 3550 §11).
pub(crate) fn control_address(transport: &Transport) -> Option<SocketAddr> {
    transport.rtcp.or_else(|| {
        let rtp = transport.rtp?;
        Some(SocketAddr::new(rtp.ip(), rtp.port().checked_add(1)?))
    })
}
