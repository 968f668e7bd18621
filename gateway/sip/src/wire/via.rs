//! `Via` (RFC 3261 §20.42, §18.2, RFC 3581).

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use tolk_model::Domain;
use tolk_model::address::TransportKind;

use super::lex::{LWS, Parameters, is_token, trim};
use super::problem::Problem;
use super::uri::parse_hostport;

/// The prefix of branches that are unique (RFC 3261 §8.1.1.7).
pub(crate) const MAGIC: &str = "z9hG4bK";

/// One hop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Via {
    /// `UDP`, `TCP`, ..., as written.
    pub(crate) transport: String,
    /// Host of sent-by.
    pub(crate) host: Domain,
    /// Port of sent-by, when written.
    pub(crate) port: Option<u16>,
    /// Parameters.
    pub(crate) parameters: Parameters,
}

impl Via {
    /// Parses one value.
    ///
    /// # Errors
    /// [`Problem::Via`].
    pub(crate) fn parse(text: &str) -> Result<Via, Problem> {
        let (head, parameters) = text.split_once(';').unwrap_or((text, ""));
        let mut protocol = head.splitn(3, '/');
        let mut next = || protocol.next().map(trim).ok_or(Problem::Via);
        if !next()?.eq_ignore_ascii_case("SIP") || next()? != "2.0" {
            return Err(Problem::Via);
        }
        let (transport, sent_by) = next()?.split_once(LWS).ok_or(Problem::Via)?;
        if !is_token(transport) {
            return Err(Problem::Via);
        }
        let sent_by: String = sent_by.chars().filter(|c| !LWS.contains(c)).collect();
        let (host, port) = parse_hostport(&sent_by).map_err(|_| Problem::Via)?;
        if text.contains(';') && trim(parameters).is_empty() {
            return Err(Problem::Via);
        }
        let parameters = parse_parameters(parameters)?;
        Ok(Via {
            transport: transport.to_string(),
            host,
            port,
            parameters,
        })
    }

    /// The branch when it is unique by RFC 3261; `None` for an RFC 2543 peer, or for the bare magic cookie.
    pub(crate) fn branch(&self) -> Option<&str> {
        let branch = self.parameters.value("branch")?;
        let head = branch.get(..MAGIC.len())?;
        (head.eq_ignore_ascii_case(MAGIC) && branch.len() > MAGIC.len()).then_some(branch)
    }

    /// Notes where the request came from (RFC 3261 §18.2.1, RFC 3581 §4).
    pub(crate) fn note_source(&mut self, source: SocketAddr) {
        let wants_port = self.parameters.get("rport") == Some(None);
        if wants_port || self.host.ip() != Some(source.ip()) {
            self.parameters
                .set("received", Some(source.ip().to_string()));
        }
        if wants_port {
            self.parameters
                .set("rport", Some(source.port().to_string()));
        }
    }

    /// Where a response goes over an unreliable transport, or over a new connection (RFC 3261 §18.2.2, RFC 3581 §4).
    pub(crate) fn response_address(&self, source: SocketAddr) -> SocketAddr {
        if self.parameters.value("rport").is_some() {
            return source;
        }
        let default = if self.transport.eq_ignore_ascii_case("TLS") {
            5061
        } else {
            5060
        };
        SocketAddr::new(source.ip(), self.port.unwrap_or(default))
    }

    /// A `Via` of ours; it always asks for `rport`.
    pub(crate) fn ours(transport: TransportKind, host: &Domain, port: u16, branch: &str) -> String {
        let transport = match transport {
            TransportKind::Udp => "UDP",
            TransportKind::Tcp => "TCP",
            TransportKind::Tls => "TLS",
            TransportKind::Websocket => "WS",
            TransportKind::SecureWebsocket => "WSS",
        };
        // Requests to us may come by the same connection: our certificate says who we are (RFC 5923 §5).
        let alias = if transport == "TLS" { ";alias" } else { "" };
        format!("SIP/2.0/{transport} {host}:{port};rport{alias};branch={branch}")
    }
}

/// `received` may hold a bare IPv6 address, which is no token: the lexer's rule for values lets it pass.
fn parse_parameters(text: &str) -> Result<Parameters, Problem> {
    let parameters = Parameters::parse(text).map_err(|_| Problem::Via)?;
    let address = |v: &str| {
        v.trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .map(|_| ())
            .map_err(|_| Problem::Via)
    };
    parameters.value("received").map_or(Ok(()), address)?;
    Ok(parameters)
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/2.0/{} {}", self.transport, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.parameters)
    }
}
