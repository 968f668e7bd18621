//! Aliases and transport addresses, to and from the addresses of the model.

use std::net::{IpAddr, SocketAddr};

use tolk_asn1::h225::{
    AliasAddress, H225TransportAddress, H225TransportAddressIp6Address,
    H225TransportAddressIpAddress, NumberDigits, PartyNumber,
};
use tolk_asn1::types::{BmpString, Ia5String, OctetString};
use tolk_model::Domain;
use tolk_model::address::{Address, Scheme};

/// Longest `h323-ID`, in UTF-16 units (H.225.0 §7.6).
const MOST_ID: usize = 256;
/// Longest `dialedDigits`.
const MOST_DIGITS: usize = 128;
/// Aliases of one list that are looked at: endpoints send up to five.
pub(crate) const MOST_ALIASES: usize = 16;

/// Where a transport address leads; `None` for networks that are not of IP.
pub(crate) fn socket(address: &H225TransportAddress) -> Option<SocketAddr> {
    let (ip, port): (IpAddr, u16) = match address {
        H225TransportAddress::ipAddress(a) => (<[u8; 4]>::try_from(&a.ip[..]).ok()?.into(), a.port),
        H225TransportAddress::ip6Address(a) => {
            (<[u8; 16]>::try_from(&a.ip[..]).ok()?.into(), a.port)
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// An address of ours or of theirs.
pub(crate) fn transport(address: SocketAddr) -> H225TransportAddress {
    let port = address.port();
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => {
            let octets = OctetString::from(ip.octets().to_vec());
            H225TransportAddress::ipAddress(H225TransportAddressIpAddress::new(octets, port))
        }
        IpAddr::V6(ip) => {
            let octets = OctetString::from(ip.octets().to_vec());
            H225TransportAddress::ip6Address(H225TransportAddressIp6Address::new(octets, port))
        }
    }
}

/// The text of a name, whatever its kind.
pub(crate) fn text(alias: &AliasAddress) -> Option<String> {
    let text = match alias {
        AliasAddress::dialledDigits(digits) => digits.to_string(),
        AliasAddress::h323_ID(id) => String::from_utf16_lossy(id),
        AliasAddress::url_ID(url) => url.to_string(),
        AliasAddress::email_ID(address) => address.to_string(),
        AliasAddress::partyNumber(number) => party_number(number)?.0.to_string(),
        _ => return None,
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| text.to_string())
}

fn party_number(number: &PartyNumber) -> Option<&NumberDigits> {
    match number {
        PartyNumber::e164Number(public) => Some(&public.public_number_digits),
        PartyNumber::privateNumber(private) => Some(&private.private_number_digits),
        PartyNumber::dataPartyNumber(digits)
        | PartyNumber::telexPartyNumber(digits)
        | PartyNumber::nationalStandardPartyNumber(digits) => Some(digits),
        _ => None,
    }
}

/// Whether an alias is a number.
pub(crate) fn is_number(alias: &AliasAddress) -> bool {
    matches!(
        alias,
        AliasAddress::dialledDigits(_) | AliasAddress::partyNumber(_)
    )
}

/// Whom an alias means. A transport address means whoever answers there.
pub(crate) fn address(alias: &AliasAddress) -> Option<Address> {
    if let AliasAddress::transportID(transport) = alias {
        let at = socket(transport)?;
        return Some(Address {
            scheme: Scheme::H323,
            local: String::new(),
            domain: Domain::new(&at.ip().to_string()).ok(),
            port: Some(at.port()),
            transport: None,
        });
    }
    text(alias)?.parse().ok()
}

/// A name that our vocabulary can carry: without what addresses do not have.
pub(crate) fn plain(text: &str) -> String {
    let lawful = |c: &char| !(c.is_control() || matches!(c, '<' | '>' | '"' | '@' | ';'));
    let joined: Vec<&str> = text.split_whitespace().collect();
    joined.join("_").chars().filter(lawful).take(128).collect()
}

/// A number as it is dialled, if a text is one.
pub(crate) fn digits(text: &str) -> Option<&str> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let dialled = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    (!text.is_empty() && text.len() <= MOST_DIGITS && text.chars().all(dialled)).then_some(text)
}

/// The alias under which somebody is looked for at the far end: a number as one, anything else as a name.
pub(crate) fn alias(local: &str) -> Option<AliasAddress> {
    match digits(local) {
        Some(digits) => Ia5String::try_from(digits)
            .ok()
            .map(AliasAddress::dialledDigits),
        None => name(local).map(AliasAddress::h323_ID),
    }
}

/// An `h323-ID`.
pub(crate) fn name(text: &str) -> Option<BmpString> {
    let mut id = BmpString::default();
    for c in text.chars() {
        if id.len() + c.len_utf16() > MOST_ID {
            break;
        }
        id.extend(c.encode_utf16(&mut [0; 2]).iter().copied());
    }
    (!id.is_empty()).then_some(id)
}
