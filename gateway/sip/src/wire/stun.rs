//! STUN on the port of SIP: how clients behind NAT keep their way back open (RFC 5626 §4.4.2, RFC 5389).

use std::net::{IpAddr, SocketAddr};

/// Binding request and its answers.
const REQUEST: [u8; 2] = [0x00, 0x01];
const SUCCESS: [u8; 2] = [0x01, 0x01];
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const HEADER_BYTES: usize = 20;
const XOR_MAPPED_ADDRESS: [u8; 2] = [0x00, 0x20];
/// A keep-alive has a SOFTWARE and a FINGERPRINT at most; more would be something else.
const MOST_BYTES: usize = 200;
/// Attributes below this must be understood (§15).
const FIRST_OPTIONAL: u8 = 0x80;

/// The answer to a binding request from `remote`; `None` for anything else.
///
/// A request with an attribute that must be understood is not answered: keep-alives have none, and an answer with error and list
/// would only help who probes.
pub(crate) fn answer(bytes: &[u8], remote: SocketAddr) -> Option<Vec<u8>> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let (header, attributes) = bytes.split_at_checked(HEADER_BYTES)?;
    let (kind, rest) = header.split_at_checked(2)?;
    let (length, rest) = rest.split_at_checked(2)?;
    let (cookie, transaction) = rest.split_at_checked(4)?;
    let length = u16::from_be_bytes(length.try_into().ok()?);
    if kind != REQUEST || cookie != COOKIE || usize::from(length) != attributes.len() {
        return None;
    }
    if !are_optional(attributes) {
        return None;
    }
    let mut out = Vec::with_capacity(HEADER_BYTES + 24);
    let mapped = xor_mapped(remote, transaction);
    out.extend_from_slice(&SUCCESS);
    out.extend_from_slice(&u16::try_from(mapped.len() + 4).ok()?.to_be_bytes());
    out.extend_from_slice(&COOKIE);
    out.extend_from_slice(transaction);
    out.extend_from_slice(&XOR_MAPPED_ADDRESS);
    out.extend_from_slice(&u16::try_from(mapped.len()).ok()?.to_be_bytes());
    out.extend_from_slice(&mapped);
    Some(out)
}

fn are_optional(mut attributes: &[u8]) -> bool {
    while let [first, _, high, low, rest @ ..] = attributes {
        let length = usize::from(u16::from_be_bytes([*high, *low])).next_multiple_of(4);
        let Some((_, next)) = rest.split_at_checked(length) else {
            return false;
        };
        if *first < FIRST_OPTIONAL {
            return false;
        }
        attributes = next;
    }
    attributes.is_empty()
}

/// Family, port and address, each under the cookie and the transaction (§15.2).
fn xor_mapped(remote: SocketAddr, transaction: &[u8]) -> Vec<u8> {
    let mask: Vec<u8> = COOKIE.iter().chain(transaction).copied().collect();
    let under = |bytes: &[u8]| -> Vec<u8> {
        let pairs = bytes.iter().zip(&mask);
        pairs.map(|(b, m)| b ^ m).collect()
    };
    let (family, address) = match remote.ip() {
        IpAddr::V4(ip) => (1, under(&ip.octets())),
        IpAddr::V6(ip) => (2, under(&ip.octets())),
    };
    let mut out = vec![0, family];
    out.extend(under(&remote.port().to_be_bytes()));
    out.extend(address);
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn request(attributes: &[u8]) -> Vec<u8> {
        let mut out = vec![0, 1, 0, u8::try_from(attributes.len()).expect("short")];
        out.extend_from_slice(&COOKIE);
        out.extend_from_slice(&[
            0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae,
        ]);
        out.extend_from_slice(attributes);
        out
    }

    #[test]
    fn the_addresses_of_rfc_5769_are_told() {
        let v4 = answer(
            &request(&[]),
            "192.0.2.1:32853".parse().expect("an address"),
        );
        let v4 = v4.expect("answered");
        assert_eq!(
            &v4[20..],
            [0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]
        );
        assert_eq!((&v4[..2], &v4[2..4]), (&[1, 1][..], &[0, 12][..]));
        let remote = "[2001:db8:1234:5678:11:2233:4455:6677]:32853";
        let v6 = answer(&request(&[]), remote.parse().expect("an address"));
        let expected = [
            0, 0x20, 0, 0x14, 0, 2, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79,
            0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
        ];
        assert_eq!(&v6.expect("answered")[20..], expected);
    }

    #[test]
    fn what_is_no_keep_alive_is_not_answered() {
        let remote = "192.0.2.1:5060".parse().expect("an address");
        let software = [0x80, 0x22, 0, 4, b't', b'e', b's', b't'];
        assert!(answer(&request(&software), remote).is_some());
        // USERNAME must be understood.
        assert!(answer(&request(&[0, 6, 0, 4, b'e', b'v', b'e', b'l']), remote).is_none());
        for cut in 0..20 {
            assert!(answer(&request(&[])[..cut], remote).is_none());
        }
        assert!(answer(&request(&[0x80, 0x22, 0xff, 0xff]), remote).is_none());
        let mut response = request(&[]);
        response[0] = 1;
        assert!(answer(&response, remote).is_none());
    }
}
