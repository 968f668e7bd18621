//! SIP and tel URIs (RFC 3261 §19.1, RFC 3966), read strictly and kept as they were written.

use tolk_model::Domain;
use tolk_model::address::{Address, Scheme, TransportKind};

use super::lex::{LWS, Parameters, digits};
use super::problem::Problem;

/// A URI of a request line, an address header or a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Uri {
    /// `sip:` or `sips:`.
    Sip(SipUri),
    /// `tel:` with its number, parameters cut.
    Tel(String),
    /// Another scheme.
    Other,
}

/// A `sip:` or `sips:` URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SipUri {
    /// `sips:`.
    pub(crate) secure: bool,
    /// User part with its escapes, without a password.
    pub(crate) user: Option<String>,
    /// Host.
    pub(crate) host: Domain,
    /// Port, when written.
    pub(crate) port: Option<u16>,
    /// Parameters.
    pub(crate) parameters: Parameters,
    /// What stands behind `?`.
    pub(crate) headers: Option<String>,
}

impl Uri {
    /// Parses an absolute URI without angle brackets.
    ///
    /// # Errors
    /// [`Problem::Uri`].
    pub(crate) fn parse(text: &str) -> Result<Uri, Problem> {
        if text.contains(LWS) || text.contains(['<', '>', '"']) || text.contains('\0') {
            return Err(Problem::Uri);
        }
        let (scheme, rest) = text.split_once(':').ok_or(Problem::Uri)?;
        let mut letters = scheme.bytes();
        let lawful = letters.next().is_some_and(|b| b.is_ascii_alphabetic())
            && letters.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if !lawful || rest.is_empty() {
            return Err(Problem::Uri);
        }
        if scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips") {
            return SipUri::parse_rest(rest, scheme.len() == 4).map(Uri::Sip);
        }
        if scheme.eq_ignore_ascii_case("tel") {
            let number = rest.split(';').next().unwrap_or_default();
            return Ok(Uri::Tel(number.to_string()));
        }
        Ok(Uri::Other)
    }

    /// The URI as the core names addresses; `None` for a scheme that it has no word for.
    pub(crate) fn to_address(&self) -> Option<Address> {
        match self {
            Uri::Sip(uri) => Some(uri.to_address()),
            Uri::Tel(number) => Some(Address {
                scheme: Scheme::Tel,
                ..Address::alias(number.clone())
            }),
            Uri::Other => None,
        }
    }
}

impl SipUri {
    fn parse_rest(rest: &str, secure: bool) -> Result<SipUri, Problem> {
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (Some(parse_user(user)?), rest),
            None => (None, rest),
        };
        let (rest, headers) = match rest.split_once('?') {
            Some((rest, headers)) => (rest, Some(headers.to_string())),
            None => (rest, None),
        };
        let (hostport, parameters) = rest.split_once(';').unwrap_or((rest, ""));
        let (host, port) = parse_hostport(hostport)?;
        let parameters = parse_uri_parameters(parameters)?;
        Ok(SipUri {
            secure,
            user,
            host,
            port,
            parameters,
            headers,
        })
    }

    /// The transport that the URI demands; `Err` names one that we cannot do.
    pub(crate) fn transport(&self) -> Option<TransportKind> {
        match self
            .parameters
            .value("transport")?
            .to_ascii_lowercase()
            .as_str()
        {
            "udp" => Some(TransportKind::Udp),
            "tcp" => Some(TransportKind::Tcp),
            "tls" => Some(TransportKind::Tls),
            "ws" => Some(TransportKind::Websocket),
            "wss" => Some(TransportKind::SecureWebsocket),
            _ => None,
        }
    }

    /// As the core names it.
    pub(crate) fn to_address(&self) -> Address {
        Address {
            scheme: if self.secure {
                Scheme::Sips
            } else {
                Scheme::Sip
            },
            local: self.user.as_deref().map(unescape).unwrap_or_default(),
            domain: Some(self.host.clone()),
            port: self.port,
            transport: self.transport(),
        }
    }
}

/// The SIP URI of an address; `default` stands in where it names no domain.
pub(crate) fn print_address(address: &Address, default: &Domain) -> String {
    let scheme = if address.scheme == Scheme::Sips {
        "sips"
    } else {
        "sip"
    };
    let domain = address.domain.as_ref().unwrap_or(default);
    let mut out = format!("{scheme}:");
    if !address.local.is_empty() {
        out.push_str(&escape_user(&address.local));
        out.push('@');
    }
    out.push_str(&domain.to_string());
    if let Some(port) = address.port {
        out.push_str(&format!(":{port}"));
    }
    if address.scheme == Scheme::Tel {
        out.push_str(";user=phone");
    }
    if let Some(transport) = address.transport {
        out.push_str(";transport=");
        out.push_str(transport_word(transport));
    }
    out
}

/// A transport as a URI writes it.
pub(crate) fn transport_word(transport: TransportKind) -> &'static str {
    match transport {
        TransportKind::Udp => "udp",
        TransportKind::Tcp => "tcp",
        TransportKind::Tls => "tls",
        // RFC 7118 §5.2.4 has one word for both.
        TransportKind::Websocket | TransportKind::SecureWebsocket => "ws",
    }
}

/// `host` or `host:port`, IPv6 in brackets.
pub(crate) fn parse_hostport(text: &str) -> Result<(Domain, Option<u16>), Problem> {
    let (host, port) = if text.starts_with('[') {
        let end = text.find(']').ok_or(Problem::Uri)?;
        let (host, rest) = text.split_at_checked(end + 1).ok_or(Problem::Uri)?;
        let port = match rest {
            "" => None,
            rest => Some(rest.strip_prefix(':').ok_or(Problem::Uri)?),
        };
        let literal = host.get(1..end).unwrap_or_default();
        (ipv6(literal)?, port)
    } else {
        match text.split_once(':') {
            Some((host, port)) => (host.to_string(), Some(port)),
            None => (text.to_string(), None),
        }
    };
    let host = Domain::new(&host).map_err(|_| Problem::Uri)?;
    let port = match port {
        None => None,
        Some(port) => Some(
            digits(port)
                .and_then(|p| u16::try_from(p).ok())
                .ok_or(Problem::Uri)?,
        ),
    };
    Ok((host, port))
}

/// An IPv6 address without its brackets. RFC 3261's grammar makes three colons before an embedded IPv4 address, which must be borne
/// (RFC 5118 §4.10); nowhere else.
fn ipv6(text: &str) -> Result<String, Problem> {
    let usual = match text.split_once(":::") {
        Some((before, after)) if after.parse::<std::net::Ipv4Addr>().is_ok() => {
            format!("{before}::{after}")
        }
        _ => text.to_string(),
    };
    match usual.parse::<std::net::Ipv6Addr>() {
        Ok(_) => Ok(usual),
        Err(_) => Err(Problem::Uri),
    }
}

fn parse_user(text: &str) -> Result<String, Problem> {
    let user = text.split(':').next().unwrap_or_default();
    let lawful =
        |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/%#".contains(&b) || b >= 0x80;
    if user.is_empty() || !user.bytes().all(lawful) || text.contains('@') {
        return Err(Problem::Uri);
    }
    if has_bad_escape(text) {
        return Err(Problem::Uri);
    }
    Ok(user.to_string())
}

/// URI parameters allow more characters than header parameters do; an empty one is a fault.
fn parse_uri_parameters(text: &str) -> Result<Parameters, Problem> {
    let mut parameters = Parameters::default();
    if text.is_empty() {
        return Ok(parameters);
    }
    let pieces: Vec<&str> = text.split(';').collect();
    if pieces.len() > 100 {
        return Err(Problem::Uri);
    }
    for piece in pieces {
        let (name, value) = match piece.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (piece, None),
        };
        if name.is_empty() || piece.contains(',') || has_bad_escape(piece) {
            return Err(Problem::Uri);
        }
        parameters.set(name, value);
    }
    Ok(parameters)
}

fn has_bad_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, b)| {
        let hex = |n: usize| bytes.get(at + n).is_some_and(u8::is_ascii_hexdigit);
        *b == b'%' && !(hex(1) && hex(2))
    })
}

/// Removes `%XX`; a text that would hold control characters or white space stays as it is, because an address cannot hold them.
pub(crate) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .filter(|_| b == b'%')
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(hex.unwrap_or(b));
        at += if hex.is_some() { 3 } else { 1 };
    }
    match String::from_utf8(out) {
        Ok(plain)
            if !plain
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || "<>\"@".contains(c)) =>
        {
            plain
        }
        _ => text.to_string(),
    }
}

fn escape_user(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}
