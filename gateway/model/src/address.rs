//! Who can be called, and how an address is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest address that is accepted, in bytes. Longer than any that a person or a directory produces.
pub const MAX_ADDRESS_BYTES: usize = 512;

/// A text that is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// Nothing was given.
    #[error("the address is empty")]
    Empty,
    /// Longer than [`MAX_ADDRESS_BYTES`].
    #[error("the address is longer than {MAX_ADDRESS_BYTES} bytes")]
    TooLong,
    /// A domain with a character that no host name or IP literal has.
    #[error("the domain is not a host name or an IP address")]
    Domain,
    /// White space, a control character, or an angle bracket.
    #[error("the address has a character that addresses do not have")]
    Character,
}

/// A host name or an IP literal, lower case, without a port or a trailing dot; IPv6 without brackets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

impl Domain {
    /// Parses and normalises.
    ///
    /// # Errors
    /// [`InvalidAddress`] when it is empty, too long or has a character that a domain cannot have.
    pub fn new(text: &str) -> Result<Domain, InvalidAddress> {
        let text = text
            .strip_prefix('[')
            .and_then(|t| t.strip_suffix(']'))
            .unwrap_or(text);
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        if text.len() > 253 {
            return Err(InvalidAddress::TooLong);
        }
        if text.split('.').any(str::is_empty) {
            return Err(InvalidAddress::Domain);
        }
        let lawful = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if text.parse::<std::net::IpAddr>().is_err() && !text.chars().all(lawful) {
            return Err(InvalidAddress::Domain);
        }
        Ok(Domain(text.to_ascii_lowercase()))
    }

    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The IP address when the domain is an IP literal.
    pub fn ip(&self) -> Option<std::net::IpAddr> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains(':') {
            write!(f, "[{}]", self.0)
        } else {
            f.write_str(&self.0)
        }
    }
}

/// How an address wants to be reached. A hint for routing, not a wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Nothing was said: `name@domain`, or a bare alias.
    Any,
    /// SIP.
    Sip,
    /// SIP over TLS only.
    Sips,
    /// A telephone number.
    Tel,
    /// H.323.
    H323,
}

impl Scheme {
    fn prefix(self) -> &'static str {
        match self {
            Scheme::Any => "",
            Scheme::Sip => "sip:",
            Scheme::Sips => "sips:",
            Scheme::Tel => "tel:",
            Scheme::H323 => "h323:",
        }
    }
}

/// `scheme:local@domain:port;transport=..`, each part but `local` optional.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// How to reach it.
    pub scheme: Scheme,
    /// The user part: a name, an alias, a number. Empty when only a host was named.
    pub local: String,
    /// `None` means the default domain.
    pub domain: Option<Domain>,
    /// A port that was written out: then no look-up by SRV takes place (RFC 3263 §4.2).
    pub port: Option<u16>,
    /// A transport that was written out (`;transport=tcp`).
    pub transport: Option<TransportKind>,
}

/// A transport for signalling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportKind {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
    /// A stream under TLS.
    Tls,
    /// A websocket.
    Websocket,
    /// A websocket under TLS.
    SecureWebsocket,
}

impl TransportKind {
    /// Whether nobody on the way can read along.
    pub fn is_secure(self) -> bool {
        matches!(self, TransportKind::Tls | TransportKind::SecureWebsocket)
    }

    /// Whether each message comes as a whole: no framing.
    pub fn is_websocket(self) -> bool {
        matches!(
            self,
            TransportKind::Websocket | TransportKind::SecureWebsocket
        )
    }
}

impl Address {
    /// An address in the default domain.
    pub fn alias(local: impl Into<String>) -> Address {
        Address {
            scheme: Scheme::Any,
            local: local.into(),
            domain: None,
            port: None,
            transport: None,
        }
    }

    /// `local@domain` without a scheme.
    pub fn at(local: impl Into<String>, domain: Domain) -> Address {
        Address {
            domain: Some(domain),
            ..Address::alias(local)
        }
    }

    /// The address without what only routing needs: what a directory compares.
    pub fn to_alias(&self, default_domain: &Domain) -> Alias {
        Alias {
            domain: self
                .domain
                .clone()
                .unwrap_or_else(|| default_domain.clone()),
            local: self.local.to_ascii_lowercase(),
        }
    }
}

/// The local part: what [`crate::pii::Pii`] digests.
impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        &self.local
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    /// Parses `8001234`, `name@domain`, `sip:name@host:5070;transport=tcp`, `tel:+46..`, `h323:name@host`.
    fn from_str(text: &str) -> Result<Address, InvalidAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(InvalidAddress::TooLong);
        }
        if text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"'))
        {
            return Err(InvalidAddress::Character);
        }
        let (scheme, rest) = split_scheme(text);
        let (rest, parameters) = rest.split_once(';').unwrap_or((rest, ""));
        let transport = parameters.split(';').find_map(parse_transport);
        let (local, host) = match rest.rsplit_once('@') {
            Some((local, host)) => (local, Some(host)),
            None if matches!(scheme, Scheme::Sip | Scheme::Sips) => ("", Some(rest)),
            None => (rest, None),
        };
        let (domain, port) = match host {
            Some(host) => split_port(host)?,
            None => (None, None),
        };
        if local.is_empty() && domain.is_none() {
            return Err(InvalidAddress::Empty);
        }
        Ok(Address {
            scheme,
            local: local.to_string(),
            domain,
            port,
            transport,
        })
    }
}

fn split_scheme(text: &str) -> (Scheme, &str) {
    for scheme in [Scheme::Sips, Scheme::Sip, Scheme::Tel, Scheme::H323] {
        let prefix = scheme.prefix();
        if let (Some(head), Some(rest)) = (text.get(..prefix.len()), text.get(prefix.len()..))
            && head.eq_ignore_ascii_case(prefix)
        {
            return (scheme, rest);
        }
    }
    (Scheme::Any, text)
}

fn split_port(host: &str) -> Result<(Option<Domain>, Option<u16>), InvalidAddress> {
    let bracketed = host.starts_with('[');
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !bracketed || name.ends_with(']') => (
            name,
            Some(port.parse().map_err(|_| InvalidAddress::Domain)?),
        ),
        _ => (host, None),
    };
    Ok((Some(Domain::new(name)?), port))
}

fn parse_transport(parameter: &str) -> Option<TransportKind> {
    match parameter.to_ascii_lowercase().strip_prefix("transport=")? {
        "udp" => Some(TransportKind::Udp),
        "tcp" => Some(TransportKind::Tcp),
        "tls" => Some(TransportKind::Tls),
        "ws" => Some(TransportKind::Websocket),
        "wss" => Some(TransportKind::SecureWebsocket),
        _ => None,
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.prefix())?;
        f.write_str(&self.local)?;
        if let Some(domain) = &self.domain {
            // Only SIP's schemes tell a host without a local part from a local part without a host.
            let host_alone =
                self.local.is_empty() && matches!(self.scheme, Scheme::Sip | Scheme::Sips);
            let at = if host_alone { "" } else { "@" };
            write!(f, "{at}{domain}")?;
            if let Some(port) = self.port {
                write!(f, ":{port}")?;
            }
        }
        match self.transport {
            None => Ok(()),
            Some(TransportKind::Udp) => f.write_str(";transport=udp"),
            Some(TransportKind::Tcp) => f.write_str(";transport=tcp"),
            Some(TransportKind::Tls) => f.write_str(";transport=tls"),
            Some(TransportKind::Websocket) => f.write_str(";transport=ws"),
            Some(TransportKind::SecureWebsocket) => f.write_str(";transport=wss"),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Domain, D::Error> {
        Domain::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A name of a meeting, a room or a person: `local@domain`, lower case. What the directory is keyed by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Alias {
    /// The domain.
    pub domain: Domain,
    /// The local part.
    pub local: String,
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_survives_a_round_trip() {
        for text in [
            "8001234",
            "anna@agency.se",
            "sip:8001234@192.0.2.1:5070;transport=tcp",
            "sips:room@[2001:db8::1]:5061",
            "tel:+468123456",
            "h323:room@agency.se",
            "sip:192.0.2.7",
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!("".parse::<Address>(), Err(InvalidAddress::Empty));
        assert_eq!("a b".parse::<Address>(), Err(InvalidAddress::Character));
        assert_eq!("a@b/c".parse::<Address>(), Err(InvalidAddress::Domain));
        assert_eq!(
            "x".repeat(513).parse::<Address>(),
            Err(InvalidAddress::TooLong)
        );
        assert_eq!(
            "sip:a@b:99999".parse::<Address>(),
            Err(InvalidAddress::Domain)
        );
    }
}
