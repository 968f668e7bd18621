//! TLS of SIP, and name servers: what `[sip] tls..`, `[[sip.peer]]` and `[dns]` say.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use tolk_core::admission::Pattern;

use super::reader::Reader;
use super::resolve::Tree;
use super::types::{CertificateConfig, HttpConfig};

/// Words for a name server.
const NAME_SERVER: &str = "an IP address, with a port or without";
/// What is said to who wants TLS and has no certificate.
const NO_CERTIFICATE: &str =
    "is missing: `tls` needs it and `tls_key`, or [http.tls], or `tls_self_signed`";
/// The port of name servers.
const DNS_PORT: u16 = 53;

/// TLS of SIP.
#[derive(Clone, Debug)]
pub struct SipTlsConfig {
    /// Where it listens; empty: nowhere, and calls still go out under TLS.
    pub bind: Vec<SocketAddr>,
    /// What we show, to those who call us and to those whom we call.
    pub certificate: Option<CertificateConfig>,
    /// PEM file with the authorities that peers' certificates come from; `None`: the system's.
    pub authorities: Option<PathBuf>,
    /// What is asked of those who connect.
    pub clients: ClientCertificates,
    /// Exceptions; the first one that speaks of a peer counts.
    pub peers: Vec<SipPeerConfig>,
}

/// What is asked of those who connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientCertificates {
    /// Nothing.
    Ignored,
    /// Who shows a certificate that we trust is believed; others call as strangers.
    Optional,
    /// A connection without a certificate that we trust does not come about.
    Required,
}

/// `[[sip.peer]]`: what holds for one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipPeerConfig {
    /// The names that are dialled, or the addresses that connect.
    pub domain: Pattern,
    /// The oldest version.
    pub min_tls: TlsVersion,
    /// The authorities of this peer in place of everybody's.
    pub authorities: Option<PathBuf>,
    /// Whether its certificate is looked at when we connect to it.
    pub verify: bool,
}

/// Versions of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// TLS 1.0.
    V1_0,
    /// TLS 1.1.
    V1_1,
    /// TLS 1.2.
    V1_2,
    /// TLS 1.3.
    V1_3,
}

impl TlsVersion {
    /// As the configuration writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            TlsVersion::V1_0 => "1.0",
            TlsVersion::V1_1 => "1.1",
            TlsVersion::V1_2 => "1.2",
            TlsVersion::V1_3 => "1.3",
        }
    }

    /// Older than what is safe.
    pub fn is_old(self) -> bool {
        self < TlsVersion::V1_2
    }
}

/// `[dns]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DnsConfig {
    /// Whom to ask; empty: the system's name servers.
    pub nameservers: Vec<SocketAddr>,
}

impl SipTlsConfig {
    /// What in it is worth a warning, each a sentence.
    pub fn warnings(&self) -> Vec<String> {
        let old = |p: &&SipPeerConfig| p.min_tls.is_old();
        let old = self.peers.iter().filter(old).map(|p| {
            format!(
                "[[sip.peer]] {}: old versions of TLS are permitted, which can be broken",
                p.domain
            )
        });
        let blind = self.peers.iter().filter(|p| !p.verify).map(|p| {
            format!(
                "[[sip.peer]] {}: its certificate is not looked at, anybody can stand in for it",
                p.domain
            )
        });
        old.chain(blind).collect()
    }
}

/// Reads the keys of `[sip]` that are about TLS.
pub(super) fn tls(section: &mut Reader<'_>, socket: &str) -> SipTlsConfig {
    let bind = section.list::<SocketAddr>("tls", socket);
    let (certificate, key) = (section.text("tls_certificate"), section.text("tls_key"));
    let self_signed = section.truth("tls_self_signed").unwrap_or(false);
    let certificate = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(CertificateConfig::Files {
            certificate: certificate.into(),
            key: key.into(),
        }),
        (None, None) => self_signed.then_some(CertificateConfig::SelfSigned),
        (None, Some(_)) => {
            section.missing("tls_certificate");
            None
        }
        (Some(_), None) => {
            section.missing("tls_key");
            None
        }
    };
    let clients = &[
        ("ignored", ClientCertificates::Ignored),
        ("optional", ClientCertificates::Optional),
        ("required", ClientCertificates::Required),
    ];
    SipTlsConfig {
        bind,
        certificate,
        authorities: section.text("tls_authorities").map(Into::into),
        clients: section
            .one_of("tls_clients", clients)
            .unwrap_or(ClientCertificates::Optional),
        peers: Vec::new(),
    }
}

/// Reads `[[sip.peer]]`, and takes the web's certificate where SIP has none of its own.
pub(super) fn finish(tree: &mut Tree<'_>, http: &HttpConfig, tls: &mut SipTlsConfig) {
    use TlsVersion::{V1_0, V1_1, V1_2, V1_3};
    let versions = [V1_0, V1_1, V1_2, V1_3].map(|v| (v.as_str(), v));
    for n in 0..tree.count("sip.peer") {
        let mut section = tree.nth("sip.peer", n);
        let domain = section.parsed::<Pattern>("domain", "a pattern of names or addresses");
        if section.given("domain").is_none() {
            section.missing("domain");
        }
        let min_tls = section.one_of("min_tls", &versions);
        let authorities = section.text("authorities").map(Into::into);
        let verify = section.truth("verify").unwrap_or(true);
        section.finish(&[]);
        tls.peers.extend(domain.map(|domain| SipPeerConfig {
            domain,
            min_tls: min_tls.unwrap_or(TlsVersion::V1_2),
            authorities,
            verify,
        }));
    }
    if tls.certificate.is_none() {
        tls.certificate = http.tls.as_ref().map(|web| web.certificate.clone());
    }
    if tls.certificate.is_none() && !tls.bind.is_empty() {
        let mut section = tree.section("sip");
        let half = ["tls_certificate", "tls_key"].map(|key| section.given(key).is_some());
        // Half of a pair has been reported.
        if half == [false, false] {
            let place = section.place();
            section.wrong("tls_certificate", place, NO_CERTIFICATE);
        }
    }
}

/// Reads `[dns]`.
pub(super) fn dns(tree: &mut Tree<'_>) -> DnsConfig {
    let mut section = tree.section("dns");
    let servers = section.list::<NameServer>("nameservers", NAME_SERVER);
    section.finish(&[]);
    DnsConfig {
        nameservers: servers.into_iter().map(|s| s.0).collect(),
    }
}

/// A name server as the file spells it.
struct NameServer(SocketAddr);

impl FromStr for NameServer {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<NameServer, Self::Err> {
        let alone = || text.parse().map(|ip: IpAddr| (ip, DNS_PORT).into());
        text.parse().or_else(|_| alone()).map(NameServer)
    }
}

#[cfg(test)]
mod tests {
    use tolk_model::Seed;

    use super::*;
    use crate::config::{Config, read};

    fn config(text: &str) -> Result<Config, String> {
        let nothing = std::iter::empty();
        read("tolk.toml", text, nothing, &Seed::from_number(1)).map_err(|e| e.to_string())
    }

    #[test]
    fn listening_needs_a_certificate_and_takes_that_of_the_web() {
        let none = config("[sip]\ntls = [\"0.0.0.0:5061\"]\n").expect_err("none");
        let words = format!("tolk.toml:1: sip.tls_certificate: {NO_CERTIFICATE}");
        assert_eq!(none, words);
        let half = config("[sip]\ntls_certificate = \"c.pem\"\n").expect_err("half");
        assert_eq!(half, "tolk.toml:1: sip.tls_key: is missing");
        let listening = "[sip]\ntls = [\"0.0.0.0:5061\"]\ntls_certificate = \"c.pem\"\n";
        let half = config(listening).expect_err("half");
        assert_eq!(half, "tolk.toml:1: sip.tls_key: is missing");
        let web = "[http.tls]\nself_signed = true\n[sip]\ntls = [\"0.0.0.0:5061\"]\n";
        let tls = config(web).expect("fine").sip.tls;
        assert_eq!(tls.certificate, Some(CertificateConfig::SelfSigned));
        assert_eq!(tls.clients, ClientCertificates::Optional);
        let nothing = config("").expect("fine").sip.tls;
        assert!(nothing.bind.is_empty() && nothing.warnings().is_empty());
    }

    #[test]
    fn exceptions_are_for_peers_and_are_warned_of() {
        let text = "[[sip.peer]]\ndomain = \"10.1.0.0/16\"\nmin_tls = \"1.0\"\n\
                    [[sip.peer]]\ndomain = \"*.room.example\"\nverify = false\n\
                    [[sip.peer]]\ndomain = \"agency.example\"\nmin_tls = \"1.3\"\nauthorities = \"a.pem\"\n";
        let tls = config(text).expect("fine").sip.tls;
        assert_eq!(tls.peers.len(), 3);
        let warnings = tls.warnings();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains("10.1.0.0/16: old versions"));
        assert!(warnings[1].contains("*.room.example: its certificate is not looked at"));
        let wrong = "[[sip.peer]]\nmin_tls = \"0.9\"\n";
        let wrong = config(wrong).expect_err("wrong");
        assert!(wrong.contains("sip.peer.domain: is missing"), "{wrong}");
        assert!(
            wrong.contains("\"0.9\" is not one of 1.0, 1.1, 1.2, 1.3"),
            "{wrong}"
        );
    }

    #[test]
    fn name_servers_are_named_with_a_port_or_without() {
        let text = "[dns]\nnameservers = [\"192.0.2.53\", \"[2001:db8::53]:5353\"]\n";
        let servers = config(text).expect("fine").dns.nameservers;
        let shown: Vec<String> = servers.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["192.0.2.53:53", "[2001:db8::53]:5353"]);
        let wrong = config("[dns]\nnameservers = [\"ns.example\"]\n").expect_err("wrong");
        assert!(
            wrong.contains("is not an IP address, with a port or without"),
            "{wrong}"
        );
    }
}
