//! `a=candidate` (RFC 8839 §5.1, RFC 6544 §4.5, RFC 8838).

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use tolk_model::media::{Candidate, CandidateAddress, CandidateKind, CandidateProtocol};

use crate::SdpError;
use crate::limits::MAX_TOKEN;

/// Reads a candidate, with or without `a=` and `candidate:`.
///
/// # Errors
/// [`SdpError::Candidate`] for what is malformed, and for transports and types that we do not know: skip it.
pub fn parse_candidate(text: &str) -> Result<Candidate, SdpError> {
    parse(text).ok_or(SdpError::Candidate)
}

fn parse(text: &str) -> Option<Candidate> {
    let text = text.trim();
    let text = text.strip_prefix("a=").unwrap_or(text);
    let text = text.strip_prefix("candidate:").unwrap_or(text);
    let mut words = text.split_ascii_whitespace();
    let foundation = words.next().filter(|f| is_ice_text(f, 32))?.to_string();
    let component: u16 = words
        .next()?
        .parse()
        .ok()
        .filter(|c| (1..=256).contains(c))?;
    let protocol = words.next()?.to_ascii_lowercase();
    let priority: u32 = words.next()?.parse().ok()?;
    let host = words.next()?;
    let port: u16 = words.next()?.parse().ok()?;
    if !words.next()?.eq_ignore_ascii_case("typ") {
        return None;
    }
    let kind = kind(words.next()?)?;
    let address = match host.parse::<IpAddr>() {
        Ok(ip) => CandidateAddress::Ip(SocketAddr::new(ip, port)),
        Err(_) if is_host_name(host) => CandidateAddress::Name(host.to_string(), port),
        Err(_) => return None,
    };
    let (mut related, mut related_port, mut tcp) = (None, None, None);
    while let (Some(name), Some(value)) = (words.next(), words.next()) {
        match name.to_ascii_lowercase().as_str() {
            "raddr" => related = value.parse::<IpAddr>().ok(),
            "rport" => related_port = value.parse::<u16>().ok(),
            "tcptype" => tcp = Some(value.to_ascii_lowercase()),
            _ => {}
        }
    }
    let protocol = match (protocol.as_str(), tcp.as_deref()) {
        ("udp", _) => CandidateProtocol::Udp,
        ("tcp", Some("active")) => CandidateProtocol::TcpActive,
        ("tcp", Some("passive")) => CandidateProtocol::TcpPassive,
        _ => return None,
    };
    Some(Candidate {
        foundation,
        component,
        protocol,
        priority,
        address,
        kind,
        related: related
            .zip(related_port)
            .map(|(ip, port)| SocketAddr::new(ip, port)),
    })
}

fn kind(word: &str) -> Option<CandidateKind> {
    Some(match word.to_ascii_lowercase().as_str() {
        "host" => CandidateKind::Host,
        "srflx" => CandidateKind::ServerReflexive,
        "prflx" => CandidateKind::PeerReflexive,
        "relay" => CandidateKind::Relayed,
        _ => return None,
    })
}

/// Characters of `ice-char` (RFC 8839 §5.1), at most `longest`.
pub(crate) fn is_ice_text(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

fn is_host_name(text: &str) -> bool {
    text.len() < MAX_TOKEN
        && text.bytes().any(|b| b.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
}

/// Writes a candidate as browsers pass it around: `candidate:...`, without `a=`.
pub fn print_candidate(candidate: &Candidate) -> String {
    let (host, port) = match &candidate.address {
        CandidateAddress::Ip(address) => (address.ip().to_string(), address.port()),
        CandidateAddress::Name(name, port) => (name.clone(), *port),
    };
    let (protocol, tcp) = match candidate.protocol {
        CandidateProtocol::Udp => ("udp", None),
        CandidateProtocol::TcpActive => ("tcp", Some("active")),
        CandidateProtocol::TcpPassive => ("tcp", Some("passive")),
    };
    let kind = match candidate.kind {
        CandidateKind::Host => "host",
        CandidateKind::ServerReflexive => "srflx",
        CandidateKind::PeerReflexive => "prflx",
        CandidateKind::Relayed => "relay",
    };
    let mut text = format!(
        "candidate:{} {} {protocol} {} {host} {port} typ {kind}",
        candidate.foundation, candidate.component, candidate.priority
    );
    // Writing to a String cannot fail.
    if let Some(related) = candidate.related {
        let _ = write!(text, " raddr {} rport {}", related.ip(), related.port());
    }
    if let Some(tcp) = tcp {
        let _ = write!(text, " tcptype {tcp}");
    }
    text
}
