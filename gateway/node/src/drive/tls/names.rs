//! Which names a certificate proves (RFC 5922 §7.1): `URI` entries that are a bare `sip:domain`, else `DNS` entries, and addresses, which
//! prove themselves only. Wildcards prove nothing (§7.2), and neither does the common name, which no authority vouches for any more.

use std::net::IpAddr;

use openssl::x509::X509Ref;
use tolk_model::Domain;

/// Names that are taken from one certificate; those of large hosters have a hundred.
const MOST_NAMES: usize = 200;

/// All names of a certificate, in its order.
pub(super) fn of(certificate: &X509Ref) -> Vec<Domain> {
    let (mut uris, mut hosts, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    for name in certificate.subject_alt_names().into_iter().flatten() {
        if let Some(uri) = name.uri() {
            uris.extend(of_uri(uri));
        } else if let Some(host) = name.dnsname() {
            hosts.extend(Domain::new(host).ok().filter(|d| d.ip().is_none()));
        } else if let Some(address) = name.ipaddress() {
            addresses.extend(of_address(address));
        }
    }
    let mut names = if uris.is_empty() { hosts } else { uris };
    names.extend(addresses);
    names.truncate(MOST_NAMES);
    names
}

/// `sip:domain` and nothing else: with a user part it would name a person. A `sips:` URI is no identity of RFC 5922.
fn of_uri(uri: &str) -> Option<Domain> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("sip") || rest.contains('@') {
        return None;
    }
    let host = rest.split([';', '?']).next()?;
    Domain::new(host).ok().filter(|d| d.ip().is_none())
}

fn of_address(bytes: &[u8]) -> Option<Domain> {
    let ip = match bytes.len() {
        4 => IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?),
        _ => IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?),
    };
    Domain::new(&ip.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use openssl::x509::X509;
    use rcgen::{CertificateParams, KeyPair, SanType};

    use super::*;

    fn names(all: Vec<SanType>) -> Vec<String> {
        let mut parameters = CertificateParams::default();
        parameters.subject_alt_names = all;
        let key = KeyPair::generate().expect("a key");
        let made = parameters.self_signed(&key).expect("made");
        let read = X509::from_pem(made.pem().as_bytes()).expect("read");
        of(&read).iter().map(ToString::to_string).collect()
    }

    fn host(name: &str) -> SanType {
        SanType::DnsName(name.try_into().expect("a name"))
    }

    fn uri(text: &str) -> SanType {
        SanType::URI(text.try_into().expect("a URI"))
    }

    #[test]
    fn what_a_certificate_proves() {
        assert_eq!(
            names(vec![host("SIP.a.example"), host("a.example")]),
            ["sip.a.example", "a.example"]
        );
        assert_eq!(
            names(vec![host("host.a.example"), uri("sip:a.example")]),
            ["a.example"],
            "where URIs are, hosts do not count"
        );
        for nobody in [
            uri("sip:alice@a.example"),
            uri("sips:a.example"),
            uri("https://a.example/"),
            uri("sip:10.0.0.1"),
            host("*.a.example"),
        ] {
            assert!(names(vec![nobody.clone()]).is_empty(), "{nobody:?}");
        }
        let address = SanType::IpAddress([192, 0, 2, 1].into());
        assert_eq!(names(vec![address]), ["192.0.2.1"]);
        assert!(
            names(Vec::new()).is_empty(),
            "the common name proves nothing"
        );
    }
}
