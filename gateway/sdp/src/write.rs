//! From lines to text.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tolk_model::media::{
    BitRate, CandidateAddress, Flow, Security, SecurityKind, Transport, Traversal,
};
use tolk_model::{Stream, StreamId, StreamRole};

use crate::candidate::{is_ice_text, print_candidate};
use crate::dialect::{Rules, protocol};
use crate::limits::MAX_TOKEN;
use crate::line::{Line, Side};
use crate::text::{is_rid, is_token, is_word};
use crate::{SdpError, codec, rtp, security};

/// What belongs to the whole description.
pub(crate) struct Session<'a> {
    pub(crate) max_bitrate: Option<BitRate>,
    pub(crate) cname: Option<&'a str>,
}

/// Everything after the `o=` line, and the address that `o=` names.
pub(crate) fn body(rules: &Rules, lines: &[Line], session: &Session<'_>) -> (IpAddr, String) {
    let mut out = String::with_capacity(2_048);
    let live = || lines.iter().filter_map(|l| l.ours.as_ref());
    let unspecified = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let first = live().find_map(|s| s.transport.as_ref()?.rtp);
    let address = first.map_or(unspecified, |a| a.ip());
    // Writing to a String cannot fail, here and below.
    out.push_str("s=-\r\n");
    if rules.addresses {
        let _ = write!(out, "c={}\r\n", connection(address));
    }
    if let Some(rate) = session.max_bitrate {
        let kbps = rate.0.div_ceil(1_000);
        let _ = write!(out, "b=AS:{kbps}\r\nb=TIAS:{}\r\n", rate.0);
    }
    out.push_str("t=0 0\r\n");
    if rules.bundle {
        let mids = lines.iter().filter(|l| l.ours.is_some());
        let mids: Vec<&str> = mids.filter_map(|l| l.mid.as_deref()).collect();
        if !mids.is_empty() {
            let _ = write!(out, "a=group:BUNDLE {}\r\n", mids.join(" "));
        }
        out.push_str("a=msid-semantic:WMS *\r\n");
    }
    let lite = |s: &Side| {
        let traversal = s.transport.as_ref().map(|t| &t.traversal);
        matches!(traversal, Some(Traversal::Ice { lite: true, .. }))
    };
    if live().any(lite) {
        out.push_str("a=ice-lite\r\n");
    }
    let mut leader: Option<&Side> = None;
    for line in lines.iter().filter(|l| l.offered) {
        match &line.ours {
            None => dead(rules, line, &mut out),
            Some(side) => {
                let leads = side.transport.is_some();
                if leads {
                    leader = Some(side);
                }
                let shared = side.transport.as_ref();
                let shared = shared.or(leader.and_then(|l| l.transport.as_ref()));
                if let Some(transport) = shared {
                    let part = Part {
                        rules,
                        line,
                        side,
                        transport,
                        leads,
                    };
                    part.write(session, address, &mut out);
                }
            }
        }
    }
    (address, out)
}

/// `IN IP4 192.0.2.1`
pub(crate) fn connection(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => format!("IN IP4 {v4}"),
        IpAddr::V6(v6) => format!("IN IP6 {v6}"),
    }
}

/// A line that is refused or over: port 0, everything else as it was (RFC 3264 §6).
fn dead(rules: &Rules, line: &Line, out: &mut String) {
    let formats = if line.formats.is_empty() {
        "0".to_string()
    } else {
        line.formats.join(" ")
    };
    let _ = write!(out, "m={} 0 {} {formats}\r\n", line.kind, line.protocol);
    if rules.bundle {
        out.push_str("c=IN IP4 0.0.0.0\r\n");
        if let Some(mid) = &line.mid {
            let _ = write!(out, "a=mid:{mid}\r\n");
        }
        out.push_str("a=inactive\r\n");
    }
}

/// One living line.
struct Part<'a> {
    rules: &'a Rules,
    line: &'a Line,
    side: &'a Side,
    transport: &'a Transport,
    leads: bool,
}

impl Part<'_> {
    fn write(&self, session: &Session<'_>, default: IpAddr, out: &mut String) {
        let stream = &self.side.stream;
        self.head(default, out);
        if self.rules.bundle && stream.role == StreamRole::Main && stream.flow.receives() {
            // Browsers heed the limit of a line only.
            if let Some(rate) = session.max_bitrate {
                let _ = write!(out, "b=TIAS:{}\r\n", rate.0);
            }
        }
        self.addresses(out);
        if let Some(chosen) = &self.side.configuration {
            let _ = write!(out, "a=acfg:{}\r\n", chosen.value);
        }
        security::write(&self.transport.security, out);
        if let Some(mid) = &self.line.mid {
            let _ = write!(out, "a=mid:{mid}\r\n");
        }
        if self.rules.sources {
            rtp::write_extensions(&stream.rtp.extensions, out);
        }
        let flow = match stream.flow {
            Flow::Both => "sendrecv",
            Flow::SendOnly => "sendonly",
            Flow::RecvOnly => "recvonly",
            Flow::Inactive | Flow::Off => "inactive",
        };
        let _ = write!(out, "a={flow}\r\n");
        if stream.role == StreamRole::Content {
            out.push_str("a=content:slides\r\n");
        }
        if stream.rtp.rtcp_mux {
            out.push_str("a=rtcp-mux\r\n");
        }
        if stream.rtp.rtcp_reduced_size {
            out.push_str("a=rtcp-rsize\r\n");
        }
        self.formats(out);
        if self.rules.sources {
            self.sources(session, out);
        }
    }

    fn head(&self, default: IpAddr, out: &mut String) {
        let formats = codec::payload_types(&self.side.formats).join(" ");
        let rtp = self.transport.rtp.filter(|_| self.leads);
        let port = rtp.map_or(9, |a| a.port());
        let (kind, protocol) = (&self.line.kind, &self.line.protocol);
        let _ = write!(out, "m={kind} {port} {protocol} {formats}\r\n");
        let ip = rtp.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip());
        if !self.rules.addresses || ip != default {
            let _ = write!(out, "c={}\r\n", connection(ip));
        }
    }

    fn addresses(&self, out: &mut String) {
        let mux = self.side.stream.rtp.rtcp_mux;
        match (self.transport.rtp, self.transport.rtcp) {
            (Some(_), Some(rtcp)) if self.leads && !mux => {
                let address = connection(rtcp.ip());
                let _ = write!(out, "a=rtcp:{} {address}\r\n", rtcp.port());
            }
            _ if self.rules.bundle => out.push_str("a=rtcp:9 IN IP4 0.0.0.0\r\n"),
            _ => {}
        }
        let Traversal::Ice {
            credentials,
            candidates,
            complete,
            ..
        } = &self.transport.traversal
        else {
            return;
        };
        let password = credentials.password.expose();
        let _ = write!(
            out,
            "a=ice-ufrag:{}\r\na=ice-pwd:{password}\r\n",
            credentials.ufrag
        );
        if self.rules.trickle || !complete {
            out.push_str("a=ice-options:trickle\r\n");
        }
        if self.leads {
            for candidate in candidates {
                let _ = write!(out, "a={}\r\n", print_candidate(candidate));
            }
            if *complete {
                out.push_str("a=end-of-candidates\r\n");
            }
        }
    }

    fn formats(&self, out: &mut String) {
        let stream = &self.side.stream;
        let words = rtp::feedback_words(&stream.rtp.feedback);
        let each: &[&str] = if self.rules.feedback_each {
            &words
        } else {
            &[]
        };
        for format in &self.side.formats {
            codec::write(format, each, out);
        }
        if !self.rules.feedback_each {
            for word in words {
                let _ = write!(out, "a=rtcp-fb:* {word}\r\n");
            }
        }
        if let Some(ms) = stream.packet_time_ms {
            let _ = write!(out, "a=ptime:{ms}\r\n");
        }
    }

    fn sources(&self, session: &Session<'_>, out: &mut String) {
        let stream = &self.side.stream;
        rtp::write_layers(&stream.layers, &self.side.takes, out);
        if !stream.flow.sends() {
            return;
        }
        // A track of its own for each slot; sound and the first picture share a stream, so that a browser keeps lips in sync.
        let group = match stream.slots.first() {
            Some(slot) if slot.0 > 0 => format!("slot{slot}"),
            _ => "main".to_string(),
        };
        let _ = write!(out, "a=msid:{group} {group}-{}\r\n", self.line.kind);
        rtp::write_sources(&stream.layers, session.cname.unwrap_or("tolk"), out);
    }
}

/// The protocol word of our offer. RTP/AVP also with feedback: what refuses AVPF is older than what asks for it, and both read
/// `rtcp-fb` on AVP.
pub(crate) fn protocol_word(
    rules: &Rules,
    line: &Line,
    stream: &Stream,
    security: &Security,
) -> String {
    let kind = security.kind();
    let agreed = line.theirs.as_ref().zip(line.ours.as_ref());
    let before = agreed.and_then(|(_, ours)| Some(ours.transport.as_ref()?.security.kind()));
    if before == Some(kind) && protocol(&line.protocol).is_some() {
        return line.protocol.clone();
    }
    match kind {
        SecurityKind::Dtls if rules.bundle || !stream.rtp.feedback.is_empty() => {
            "UDP/TLS/RTP/SAVPF"
        }
        SecurityKind::Dtls => "UDP/TLS/RTP/SAVP",
        SecurityKind::Sdes => "RTP/SAVP",
        SecurityKind::Plain => "RTP/AVP",
    }
    .to_string()
}

/// Texts of a description that would break their line, or be read as something else.
pub(crate) fn check_texts(
    stream: &Stream,
    transport: Option<&Transport>,
    cname: Option<&str>,
) -> Result<(), SdpError> {
    let mid = stream.rtp.mid.as_deref().is_none_or(is_token);
    let rids = stream
        .layers
        .iter()
        .filter_map(|l| l.rid.as_deref())
        .all(is_rid);
    let ice = match transport.map(|t| &t.traversal) {
        Some(Traversal::Ice {
            credentials,
            candidates,
            ..
        }) => {
            let name = |a: &CandidateAddress| match a {
                CandidateAddress::Ip(_) => true,
                CandidateAddress::Name(name, _) => is_word(name),
            };
            is_ice_text(&credentials.ufrag, MAX_TOKEN)
                && is_ice_text(credentials.password.expose(), MAX_TOKEN)
                && candidates
                    .iter()
                    .all(|c| is_ice_text(&c.foundation, 32) && name(&c.address))
        }
        _ => true,
    };
    if mid && rids && ice && cname.is_none_or(is_word) {
        Ok(())
    } else {
        Err(SdpError::Unprintable(stream.id))
    }
}

/// Whether a transport can stand on a line: an address, or ICE that finds one; keys that are whole.
pub(crate) fn check_transport(
    rules: &Rules,
    id: StreamId,
    transport: &Transport,
) -> Result<(), SdpError> {
    let has_ice = transport.traversal != Traversal::None;
    let usable = |a: SocketAddr| a.port() != 0 && !a.ip().is_unspecified();
    if !has_ice && rules.addresses && !transport.rtp.is_some_and(usable) {
        return Err(SdpError::NoAddress(id));
    }
    if security::is_writable(&transport.security) {
        Ok(())
    } else {
        Err(SdpError::Security(id))
    }
}
