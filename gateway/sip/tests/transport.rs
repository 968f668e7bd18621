//! Flows: framing and its abuse, keep-alives, websockets, names that certificates prove, forged responses.
#![allow(clippy::unwrap_used, reason = "tests")]

mod harness;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use harness::{audio, config, dial, domain, sdp_text};
use tolk_model::address::TransportKind;
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo};
use tolk_model::leg::LegEvent;
use tolk_model::media::Flow;
use tolk_model::party::{Destination, Trust};
use tolk_model::time::Now;
use tolk_model::{FlowId, LegCommand, LegId, Seed, TrunkId};
use tolk_sip::{SipConfig, SipEdge, TrunkConfig};

const PEER: &str = "198.51.100.9:40000";

/// An edge whose flows the test is the other end of.
struct Rig {
    edge: SipEdge,
    now: Now,
    out: Vec<EdgeOutput>,
}

impl Rig {
    fn new() -> Rig {
        Rig::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut SipConfig)) -> Rig {
        let address: SocketAddr = "198.51.100.1:5060".parse().unwrap();
        let mut config = config(address);
        change(&mut config);
        config.listen.push(tolk_sip::Listen {
            transport: TransportKind::Tls,
            local: "198.51.100.1:5061".parse().unwrap(),
            advertise: None,
        });
        Rig {
            edge: SipEdge::new(config, Seed::from_number(5)),
            now: Now::default(),
            out: vec![],
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            self.out.push(output);
        }
    }

    fn open(&mut self, flow: u64, transport: TransportKind, remote: &str, proven: &[&str]) {
        let info = FlowInfo {
            transport,
            local: "198.51.100.1:5061".parse().unwrap(),
            remote: remote.parse().unwrap(),
            accepted: flow.is_multiple_of(2),
            verified: proven.iter().map(|name| domain(name)).collect(),
        };
        self.edge.flow_opened(self.now, FlowId(flow), info);
        self.drain();
    }

    fn feed(&mut self, flow: u64, bytes: impl AsRef<[u8]>) {
        self.edge.receive(self.now, FlowId(flow), bytes.as_ref());
        self.drain();
    }

    fn pass(&mut self, seconds: u64) {
        let end = self.now.mono + Duration::from_secs(seconds);
        while let Some((at, _)) = self.edge.next_timeout().filter(|(at, _)| *at <= end) {
            self.now = self.now.later(at.since(self.now.mono));
            self.edge.timeout(self.now);
            self.drain();
        }
        self.now = self.now.later(end.since(self.now.mono));
    }

    /// What went out on a flow, and is taken.
    fn sent(&mut self, flow: u64) -> Vec<String> {
        let mine = |o: &EdgeOutput| matches!(o, EdgeOutput::Transmit(f, _) if f.0 == flow);
        let (mine, rest) = std::mem::take(&mut self.out).into_iter().partition(mine);
        self.out = rest;
        let mine: Vec<EdgeOutput> = mine;
        mine.into_iter()
            .map(|o| match o {
                EdgeOutput::Transmit(_, bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                _ => String::new(),
            })
            .collect()
    }

    fn is_closed(&self, flow: u64) -> bool {
        self.out
            .iter()
            .any(|o| matches!(o, EdgeOutput::Close(f) if f.0 == flow))
    }

    fn opens(&self) -> Vec<(u64, Destination)> {
        let opened = |o: &EdgeOutput| match o {
            EdgeOutput::Open(flow, to) => Some((flow.0, to.clone())),
            _ => None,
        };
        self.out.iter().filter_map(opened).collect()
    }

    fn journal(&self) -> String {
        let line = |o: &EdgeOutput| match o {
            EdgeOutput::Journal(_, event) => Some(format!("{event:?}")),
            _ => None,
        };
        self.out.iter().filter_map(line).collect()
    }

    fn status(&mut self, flow: u64) -> Vec<String> {
        let word = |t: String| t.split(' ').nth(1).unwrap_or("-").to_string();
        self.sent(flow).into_iter().map(word).collect()
    }

    fn dial(&mut self, to: &str) -> LegId {
        let leg = LegId::from_number(77);
        let command = dial(to, audio(4000, Flow::Both));
        self.edge.command(self.now, leg, command);
        self.drain();
        leg
    }
}

fn options(via: &str, more: &str, body: &str) -> String {
    format!(
        "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/{via};branch=z9hG4bK{}\r\nFrom: <sip:b@b.example>;tag=1\r\n\
         To: <sip:a@example.com>\r\nCall-ID: {}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n{more}\r\n{body}",
        more.len() * 1_000 + body.len(),
        more.len() * 1_000 + body.len() + 1,
    )
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message.lines().find(|l| l.starts_with(name)).unwrap();
    line[name.len()..].trim()
}

/// A response to a request of the edge.
fn answer(request: &str, status: &str) -> String {
    let copy = |name| format!("{name} {}\r\n", header(request, name));
    format!(
        "SIP/2.0 {status}\r\n{}{}To: {};tag=9\r\n{}{}Content-Length: 0\r\n\r\n",
        copy("Via:"),
        copy("From:"),
        header(request, "To:"),
        copy("Call-ID:"),
        copy("CSeq:")
    )
}

/// `Content-Length` in its spellings, on a stream: the status of the first message, and whether the one behind it is read.
#[test]
fn content_length_in_all_its_spellings_on_a_stream() {
    let five = "12345";
    for (lines, body, status, goes_on) in [
        ("Content-Length: 5", five, "200", true),
        ("content-length:5", five, "200", true),
        ("CONTENT-LENGTH:\t 5 \t", five, "200", true),
        ("Content-Length : 5", five, "200", true),
        ("l: 5", five, "200", true),
        ("L:5", five, "200", true),
        ("Content-Length:\r\n 5", five, "200", true),
        ("Content-Length: 0005", five, "200", true),
        ("Content-Length: 0", "", "200", true),
        // The borders are lost: an answer, and the connection ends.
        ("Content-Length: -5", five, "400", false),
        ("Content-Length: +5", five, "400", false),
        ("Content-Length: 5 5", five, "400", false),
        ("Content-Length: 5,5", five, "400", false),
        ("Content-Length: 5;x=1", five, "400", false),
        ("Content-Length: 0x5", five, "400", false),
        ("Content-Length: 5.0", five, "400", false),
        ("Content-Length: \"5\"", five, "400", false),
        ("Content-Length:", five, "400", false),
        ("Content-Length: \u{665}", five, "400", false),
        ("Content-Length: 5\0", five, "400", false),
        ("Content-Length: 5\r\nContent-Length: 5", five, "400", false),
        ("Content-Length: 5\r\nContent-Length: 6", five, "400", false),
        ("Content-Length: 5\r\nl: 0", five, "400", false),
        ("Content-Length: 18446744073709551615", five, "413", false),
        // 2^64 + 5 must not be 5.
        ("Content-Length: 18446744073709551621", five, "413", false),
        ("Content-Length: 4294967301", five, "413", false),
        ("Content-Length: 204801", five, "413", false),
        ("Subject: none", five, "400", false),
    ] {
        let mut rig = Rig::new();
        rig.open(2, TransportKind::Tcp, PEER, &[]);
        let first = options("TCP p.example", &format!("{lines}\r\n"), body);
        rig.feed(2, first + &options("TCP p.example", "l: 0\r\n", ""));
        let statuses = rig.status(2);
        let expected: &[&str] = if goes_on { &[status, "200"] } else { &[status] };
        assert_eq!(statuses, expected, "{lines:?}");
        assert_eq!(rig.is_closed(2), !goes_on, "{lines:?}");
    }
}

/// The same in a datagram, which has its own end.
#[test]
fn content_length_in_a_datagram() {
    for (lines, body, status) in [
        ("Content-Length: 5", "12345", "200"),
        ("Content-Length: 5", "12345 and what is too much", "200"),
        ("Content-Length: 5", "1234", "400"),
        ("Subject: none", "12345", "200"),
        ("Content-Length: -1", "12345", "400"),
        ("Content-Length: 5\r\nContent-Length: 5", "12345", "400"),
        ("l: 5\r\nContent-Length: 4", "12345", "400"),
        ("Content-Length: 18446744073709551615", "12345", "413"),
    ] {
        let mut rig = Rig::new();
        rig.open(2, TransportKind::Udp, PEER, &[]);
        rig.feed(
            2,
            options("UDP p.example;rport", &format!("{lines}\r\n"), body),
        );
        assert_eq!(rig.status(2), [status], "{lines:?}");
    }
}

/// Two readers of one stream must see the same messages.
#[test]
fn nothing_is_smuggled_behind_another_message() {
    let inner = options("TCP p.example", "X-Inner: 1\r\nl: 0\r\n", "");
    for head in [
        // A bare line feed, a bare carriage return, a NUL: other readers see a header here, or its end.
        "X: a\nContent-Length: 0\r\n",
        "X: a\rContent-Length: 0\r\n",
        "Content-Length\u{b}: 0\r\n",
        "Content-Length\0: 0\r\n",
        " Content-Length: 0\r\nX: b\r\n",
        "X: a\n\r\nContent-Length: 0\r\n",
    ] {
        let mut rig = Rig::new();
        rig.open(2, TransportKind::Tcp, PEER, &[]);
        let outer = options("TCP p.example", head, "");
        rig.feed(2, outer + &inner);
        let answered = rig.sent(2);
        assert!(answered.len() <= 1, "{head:?}: {answered:?}");
        assert!(answered.iter().all(|a| !a.contains(" 200 ")), "{head:?}");
        assert!(rig.is_closed(2), "{head:?}");
    }
    // A body that looks like a message is a body.
    let mut rig = Rig::new();
    rig.open(2, TransportKind::Tcp, PEER, &[]);
    let length = format!("Content-Length: {}\r\n", inner.len());
    rig.feed(2, options("TCP p.example", &length, &inner));
    assert_eq!(rig.status(2), ["200"]);
}

#[test]
fn a_large_body_comes_in_pieces_and_one_that_trickles_is_given_up() {
    let mut rig = Rig::new();
    rig.open(2, TransportKind::Tls, PEER, &[]);
    let body = "x".repeat(200 * 1024);
    let length = format!("Content-Length: {}\r\n", body.len());
    let message = options("TLS p.example", &length, &body);
    for piece in message.as_bytes().chunks(1_400) {
        rig.feed(2, piece);
    }
    assert_eq!(rig.status(2), ["200"]);
    // One byte a second: bounded from the first byte, not from the last one.
    rig.open(4, TransportKind::Tls, "198.51.100.9:40001", &[]);
    let slow = options("TLS p.example", "l: 0\r\n", "");
    let mut seconds = 0;
    for byte in slow.as_bytes() {
        rig.feed(4, [*byte]);
        if rig.is_closed(4) {
            break;
        }
        rig.pass(1);
        seconds += 1;
    }
    assert!((29..=31).contains(&seconds), "{seconds}");
    assert!(rig.journal().contains("messages that do not end"));
    // Another one that says nothing within a message is left alone.
    rig.open(6, TransportKind::Tls, "198.51.100.9:40002", &[]);
    rig.feed(6, "\r\n");
    rig.pass(120);
    assert!(!rig.is_closed(6));
}

#[test]
fn pings_are_answered_and_sent() {
    let mut rig = Rig::new();
    rig.open(2, TransportKind::Tcp, PEER, &[]);
    rig.feed(2, "\r\n");
    rig.feed(2, "\r\n");
    assert_eq!(rig.sent(2), ["\r\n"], "in two pieces");
    rig.feed(2, "\r\n\r\n\r\n\r\n");
    assert_eq!(rig.sent(2).concat(), "\r\n", "one answer is enough");
    rig.pass(200);
    assert!(rig.sent(2).is_empty(), "who connected keeps it alive");
    // A flow of ours.
    let mut rig = Rig::new();
    rig.dial("sip:room@203.0.113.5;transport=tcp");
    let flow = rig.opens()[0].0;
    rig.open(flow, TransportKind::Tcp, "203.0.113.5:5060", &[]);
    let invite = rig.sent(flow).remove(0);
    rig.feed(flow, answer(&invite, "180 Ringing"));
    rig.pass(94);
    assert!(rig.sent(flow).is_empty());
    rig.pass(26);
    assert_eq!(rig.sent(flow), ["\r\n\r\n"]);
    // One that never answered pings is not given up for it.
    rig.pass(30);
    assert!(!rig.is_closed(flow));
    rig.feed(flow, "\r\n");
    // It has answered before: now silence is death.
    rig.pass(130);
    assert!(rig.sent(flow).contains(&"\r\n\r\n".to_string()));
    assert!(rig.is_closed(flow));
}

/// Else every peer that was ever called would keep a connection of ours for ever.
#[test]
fn a_flow_of_ours_that_only_answers_pings_is_closed_unless_a_trunk_reaches_us_by_it() {
    for by_trunk in [false, true] {
        let mut rig = Rig::with(|config| {
            let sources = vec![[203, 0, 113, 5].into()];
            config.trunks = by_trunk.then(|| trunk(sources)).into_iter().collect();
        });
        rig.dial("sip:room@203.0.113.5;transport=tcp");
        let flow = rig.opens()[0].0;
        rig.open(flow, TransportKind::Tcp, "203.0.113.5:5060", &[]);
        let invite = rig.sent(flow).remove(0);
        rig.feed(flow, answer(&invite, "486 Busy Here"));
        for _ in 0..250 {
            rig.pass(5);
            if rig.sent(flow).contains(&"\r\n\r\n".to_string()) {
                rig.feed(flow, "\r\n");
            }
        }
        assert_eq!(rig.is_closed(flow), !by_trunk);
    }
}

#[test]
fn stun_on_the_port_of_sip_is_answered() {
    let mut rig = Rig::new();
    rig.open(2, TransportKind::Udp, PEER, &[]);
    let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    request.extend([7; 12]);
    rig.feed(2, &request);
    let EdgeOutput::Transmit(FlowId(2), answer) = rig.out.remove(0) else {
        panic!("no answer");
    };
    assert_eq!((&answer[..2], &answer[8..20]), (&[1, 1][..], &[7; 12][..]));
    assert!(rig.out.is_empty(), "{:?}", rig.out);
}

#[test]
fn each_message_of_a_websocket_is_one_of_sip() {
    for (transport, word) in [
        (TransportKind::Websocket, "WS"),
        (TransportKind::SecureWebsocket, "WSS"),
    ] {
        let mut rig = Rig::new();
        rig.open(2, transport, PEER, &[]);
        // RFC 7118 §5: no Content-Length is needed, and the host leads nowhere.
        let via = format!("{word} df7jal23ls0d.invalid");
        rig.feed(2, options(&via, "", ""));
        assert_eq!(rig.status(2), ["200"]);
        rig.feed(2, "\r\n\r\n");
        assert_eq!(rig.sent(2), ["\r\n"]);
        let sdp = sdp_text(4000);
        let invite = format!(
            "INVITE sip:8000@example.com SIP/2.0\r\nVia: SIP/2.0/{via};branch=z9hG4bKws\r\nFrom: <sip:p@b.example>;tag=1\r\n\
             To: <sip:8000@example.com>\r\nCall-ID: ws\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n\
             Contact: <sip:p@df7jal23ls0d.invalid;transport=ws>\r\nContent-Type: application/sdp\r\n\r\n{sdp}"
        );
        rig.feed(2, invite);
        let incoming = |o: &EdgeOutput| match o {
            EdgeOutput::Event(leg, LegEvent::Incoming(_)) => Some(*leg),
            _ => None,
        };
        let leg = rig.out.iter().find_map(incoming).unwrap();
        let accept = tolk_model::LegCommand::Accept(audio(5000, Flow::Both));
        rig.edge.command(rig.now, leg, accept);
        rig.drain();
        let ok = rig.sent(2).pop().unwrap();
        assert!(ok.starts_with("SIP/2.0 200"), "{ok}");
        assert!(header(&ok, "Contact:").contains(";transport=ws"), "{ok}");
        let tag = header(&ok, "To:")
            .rsplit("tag=")
            .next()
            .unwrap()
            .to_string();
        let ack = format!(
            "ACK sip:8000@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/{via};branch=z9hG4bKack\r\nFrom: <sip:p@b.example>;tag=1\r\n\
             To: <sip:8000@example.com>;tag={tag}\r\nCall-ID: ws\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\n\r\n"
        );
        rig.feed(2, ack);
        let end = tolk_model::LegCommand::End(tolk_model::Cause::us(tolk_model::Reason::HungUp));
        rig.edge.command(rig.now, leg, end);
        rig.drain();
        let bye = rig.sent(2).pop().unwrap();
        assert!(bye.starts_with("BYE sip:p@df7jal23ls0d.invalid"), "{bye}");
        assert!(
            header(&bye, "Via:").starts_with(&format!("SIP/2.0/{word} ")),
            "{bye}"
        );
        let asked = |o: &EdgeOutput| matches!(o, EdgeOutput::Resolve(..) | EdgeOutput::Open(..));
        assert!(!rig.out.iter().any(asked), "no name server was asked");
    }
}

#[test]
fn a_name_that_leads_nowhere_is_not_looked_up() {
    let mut rig = Rig::new();
    rig.dial("sip:p@df7jal23ls0d.invalid;transport=ws");
    assert!(!rig.out.iter().any(|o| matches!(o, EdgeOutput::Resolve(..))));
    let ended = |o: &EdgeOutput| matches!(o, EdgeOutput::Event(_, LegEvent::Ended(_)));
    assert!(rig.out.iter().any(ended));
}

#[test]
fn a_caller_is_of_the_domain_that_its_certificate_proves() {
    for (proven, from, trust) in [
        (
            &["sip.a.example", "a.example"][..],
            "a.example",
            Some("a.example"),
        ),
        (&["sip.a.example"], "a.example", Some("sip.a.example")),
        (&["c.example"], "a.example", Some("c.example")),
        (&[], "a.example", None),
    ] {
        let mut rig = Rig::new();
        rig.open(2, TransportKind::Tls, PEER, proven);
        let sdp = sdp_text(4000);
        rig.feed(2, format!(
            "INVITE sip:8000@example.com SIP/2.0\r\nVia: SIP/2.0/TLS p.example;branch=z9hG4bK1\r\nFrom: <sip:p@{from}>;tag=1\r\n\
             To: <sip:8000@example.com>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sips:p@p.example>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}", sdp.len()
        ));
        let incoming = |o: &EdgeOutput| match o {
            EdgeOutput::Event(_, LegEvent::Incoming(request)) => Some(request.trust.clone()),
            _ => None,
        };
        let expected = match trust {
            Some(name) => Trust::MutualTls {
                domain: domain(name),
            },
            None => Trust::Anonymous,
        };
        assert_eq!(
            rig.out.iter().find_map(incoming),
            Some(expected),
            "{proven:?}"
        );
    }
}

fn trunk(sources: Vec<IpAddr>) -> TrunkConfig {
    TrunkConfig {
        name: TrunkId::new("pbx"),
        domain: domain("pbx.example"),
        proxies: vec!["sip:pbx.example".parse().unwrap()],
        login: None,
        user: "tolk".to_string(),
        register: false,
        lifetime: Duration::from_secs(600),
        health: None,
        sources,
        trust_udp: false,
    }
}

fn invite_under_tls(from: &str) -> String {
    let sdp = sdp_text(4000);
    format!(
        "INVITE sip:8000@example.com SIP/2.0\r\nVia: SIP/2.0/TLS p.example;branch=z9hG4bK1\r\nFrom: <sip:anna@{from}>;tag=1\r\n\
         To: <sip:8000@example.com>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sips:p@p.example>\r\n\
         Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
        sdp.len()
    )
}

/// Any authority issues certificates for a domain of one's own: they say nothing of whoever has an account here.
#[test]
fn a_certificate_of_another_domain_does_not_stand_in_for_an_account() {
    for (proven, proves) in [("evil.example", false), ("example.com", true)] {
        let mut rig = Rig::with(|config| config.accounts = true);
        rig.open(2, TransportKind::Tls, PEER, &[proven]);
        rig.feed(2, invite_under_tls("example.com"));
        let asks = |o: &EdgeOutput| matches!(o, EdgeOutput::Ask(_, Ask::HasAccount { .. }));
        let comes = |o: &EdgeOutput| matches!(o, EdgeOutput::Event(_, LegEvent::Incoming(_)));
        assert_eq!(rig.out.iter().any(asks), !proves, "{proven}");
        assert_eq!(rig.out.iter().any(comes), proves, "{proven}");
    }
}

/// What comes from a trunk is in the trunk's spelling, whether it speaks TLS or not.
#[test]
fn a_trunk_under_tls_is_a_trunk() {
    for (proven, is_trunk) in [("pbx.example", true), ("agency.example", false)] {
        let mut rig = Rig::with(|config| {
            config.trunks = vec![trunk(vec![PEER.parse::<SocketAddr>().unwrap().ip()])];
        });
        rig.open(2, TransportKind::Tls, PEER, &[proven]);
        rig.feed(2, invite_under_tls("somewhere.example"));
        let trust = rig.out.iter().find_map(|o| match o {
            EdgeOutput::Event(_, LegEvent::Incoming(request)) => Some(request.trust.clone()),
            _ => None,
        });
        let found = matches!(trust, Some(Trust::Trunk { .. }));
        assert_eq!(found, is_trunk, "{trust:?}");
    }
}

/// A datagram has the address that its sender writes, and a page opens a websocket from wherever somebody looks at it: only whoever holds a
/// connection of SIP's own is proved by an address.
#[test]
fn a_trunks_address_proves_it_on_a_connection_and_not_on_a_datagram() {
    let here: SocketAddr = PEER.parse().unwrap();
    let address = here.ip();
    for (transport, source, trust_udp, is_trunk) in [
        (TransportKind::Udp, address, false, false),
        (TransportKind::Udp, address, true, true),
        (
            TransportKind::Udp,
            "203.0.113.1".parse().unwrap(),
            true,
            false,
        ),
        (TransportKind::Tcp, address, false, true),
        (TransportKind::Tls, address, false, true),
        (TransportKind::Websocket, address, false, false),
        (TransportKind::Websocket, address, true, false),
        (TransportKind::SecureWebsocket, address, true, false),
        (
            TransportKind::Tcp,
            "203.0.113.1".parse().unwrap(),
            false,
            false,
        ),
    ] {
        let mut rig = Rig::with(|config| {
            let mut trunk = trunk(vec![source]);
            trunk.trust_udp = trust_udp;
            config.trunks = vec![trunk];
        });
        rig.open(2, transport, PEER, &[]);
        let word = match transport {
            TransportKind::Udp => "UDP",
            TransportKind::Tcp => "TCP",
            TransportKind::Tls => "TLS",
            TransportKind::Websocket => "WS",
            TransportKind::SecureWebsocket => "WSS",
        };
        // An identity that a trunk asserts is believed; a stranger's is not.
        let text = invite_under_tls("somewhere.example").replace("2.0/TLS", &format!("2.0/{word}"));
        let asserted = "P-Asserted-Identity: <sip:minister@agency.example>\r\nContact:";
        rig.feed(2, text.replace("Contact:", asserted));
        let incoming = rig.out.iter().find_map(|o| match o {
            EdgeOutput::Event(_, LegEvent::Incoming(request)) => Some(request.clone()),
            _ => None,
        });
        let incoming = incoming.unwrap();
        let what = format!("{transport:?} {source} {trust_udp}");
        let expected = match is_trunk {
            true => Trust::Trunk {
                trunk: TrunkId::new("pbx"),
            },
            false => Trust::Anonymous,
        };
        assert_eq!(incoming.trust, expected, "{what}");
        let named = incoming.from.address.reveal().local.as_str();
        assert_eq!(named, if is_trunk { "minister" } else { "anna" }, "{what}");
    }
}

/// Requests to where a peer listens go by the connection that it opened, when its certificate proves the name that is dialled.
#[test]
fn a_connection_is_reused_for_the_proven_name_only() {
    let peer = "203.0.113.5:40000";
    for (transport, proven, via, reused) in [
        (
            TransportKind::Tls,
            &["b.example"][..],
            "TLS b.example:5061;alias",
            true,
        ),
        (
            TransportKind::Tls,
            &["b.example"],
            "TLS b.example;alias",
            true,
        ),
        (
            TransportKind::Tls,
            &["b.example"],
            "TLS b.example:5061",
            false,
        ),
        (
            TransportKind::Tls,
            &["b.example"],
            "TLS b.example:5071;alias",
            false,
        ),
        (
            TransportKind::Tls,
            &["evil.example"],
            "TLS b.example:5061;alias",
            false,
        ),
        (TransportKind::Tls, &[], "TLS b.example:5061;alias", false),
        (TransportKind::Tcp, &[], "TCP b.example:5061;alias", false),
    ] {
        let mut rig = Rig::new();
        rig.open(2, transport, peer, proven);
        rig.feed(2, options(via, "l: 0\r\n", ""));
        rig.sent(2);
        rig.dial("sips:room@b.example");
        let query = rig.out.iter().find_map(|o| match o {
            EdgeOutput::Resolve(query, _) => Some(*query),
            _ => None,
        });
        let found = Destination {
            address: "203.0.113.5:5061".parse().unwrap(),
            transport: TransportKind::Tls,
            name: Some(domain("b.example")),
        };
        rig.edge.resolved(rig.now, query.unwrap(), vec![found]);
        rig.drain();
        assert_eq!(rig.opens().is_empty(), reused, "{via} {proven:?}");
        let sent = rig.sent(2);
        assert_eq!(sent.len(), usize::from(reused), "{via} {proven:?}");
        if let Some(invite) = sent.first() {
            assert!(header(invite, "Contact:").starts_with("<sips:"), "{invite}");
            assert!(header(invite, "Via:").contains(";alias"), "{invite}");
            // When it is gone, so is the alias.
            let lost = tolk_model::Cause::network(tolk_model::Reason::ConnectionLost);
            rig.edge.flow_closed(rig.now, FlowId(2), lost);
            rig.drain();
            assert_eq!(rig.opens().len(), 1, "a connection of its own");
        }
    }
}

/// Proxies write their address into `Record-Route` and have a certificate for their name: within the dialog the name counts.
#[test]
fn a_hop_that_routes_name_by_its_address_proves_its_name() {
    for (route, same) in [("203.0.113.5", true), ("203.0.113.6", false)] {
        let mut rig = Rig::new();
        let leg = rig.dial("sips:room@b.example");
        let query = rig.out.iter().find_map(|o| match o {
            EdgeOutput::Resolve(query, _) => Some(*query),
            _ => None,
        });
        let found = Destination {
            address: "203.0.113.5:5061".parse().unwrap(),
            transport: TransportKind::Tls,
            name: Some(domain("b.example")),
        };
        rig.edge
            .resolved(rig.now, query.unwrap(), vec![found.clone()]);
        rig.drain();
        let flow = rig.opens()[0].0;
        rig.open(flow, TransportKind::Tls, "203.0.113.5:5061", &["b.example"]);
        let invite = rig.sent(flow).remove(0);
        let (sdp, empty) = (sdp_text(4000), "Content-Length: 0\r\n\r\n");
        let more = format!(
            "Record-Route: <sip:{route};transport=tls;lr>\r\nContact: <sips:room@10.0.0.1>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            sdp.len()
        );
        rig.feed(flow, answer(&invite, "200 OK").replace(empty, &more));
        assert_eq!(rig.sent(flow).len(), usize::from(same), "the ACK");
        assert_eq!(rig.opens().len(), if same { 1 } else { 2 });
        if !same {
            assert_eq!(rig.opens()[1].1.name, Some(domain(route)));
            continue;
        }
        // A new connection has to prove the same.
        let lost = tolk_model::Cause::network(tolk_model::Reason::ConnectionLost);
        rig.edge.flow_closed(rig.now, FlowId(flow), lost);
        let end = LegCommand::End(tolk_model::Cause::us(tolk_model::Reason::HungUp));
        rig.edge.command(rig.now, leg, end);
        rig.drain();
        assert_eq!(rig.opens()[1].1, found);
    }
}

/// The same of one that calls by a proxy.
#[test]
fn a_caller_s_proxy_proves_its_name_where_its_route_names_its_address() {
    for (proven, name) in [
        (&["b.example"][..], "b.example"),
        (&["b.example", "203.0.113.5"], "203.0.113.5"),
        (&[], "203.0.113.5"),
    ] {
        let mut rig = Rig::new();
        rig.open(2, TransportKind::Tls, "203.0.113.5:40000", proven);
        let route = "Record-Route: <sip:203.0.113.5:5061;transport=tls;lr>\r\nContact:";
        let invite = invite_under_tls("b.example").replacen("Contact:", route, 1);
        rig.feed(2, &invite);
        let leg = rig.out.iter().find_map(|o| match o {
            EdgeOutput::Event(leg, _) => Some(*leg),
            _ => None,
        });
        let media = audio(4100, Flow::Both);
        rig.edge
            .command(rig.now, leg.unwrap(), LegCommand::Accept(media));
        rig.drain();
        let to = header(&rig.sent(2).pop().unwrap(), "To:").to_string();
        let ack = invite
            .replace("INVITE", "ACK")
            .replace("<sip:8000@example.com>", &to);
        let (head, _) = ack.split_once("Content-Type").unwrap();
        rig.feed(2, format!("{head}Content-Length: 0\r\n\r\n"));
        let end = LegCommand::End(tolk_model::Cause::us(tolk_model::Reason::HungUp));
        rig.edge.command(rig.now, leg.unwrap(), end);
        rig.drain();
        assert_eq!(rig.opens()[0].1.name, Some(domain(name)), "{proven:?}");
    }
}

/// Whoever knows the branch still has to be where the request went.
#[test]
fn a_response_from_elsewhere_is_not_believed() {
    let cases = [
        (
            "sip:room@203.0.113.5",
            "203.0.113.5:5060",
            TransportKind::Udp,
            "198.51.100.66:5060",
            &[][..],
            false,
        ),
        (
            "sip:room@203.0.113.5",
            "203.0.113.5:5060",
            TransportKind::Udp,
            "203.0.113.5:1024",
            &[],
            true,
        ),
        (
            "sip:room@203.0.113.5;transport=tcp",
            "203.0.113.5:5060",
            TransportKind::Tcp,
            "198.51.100.66:5060",
            &[],
            false,
        ),
        (
            "sip:room@203.0.113.5;transport=tcp",
            "203.0.113.5:5060",
            TransportKind::Tcp,
            "203.0.113.5:4000",
            &[],
            true,
        ),
        (
            "sips:room@203.0.113.5",
            "203.0.113.5:5061",
            TransportKind::Tls,
            "203.0.113.5:4000",
            &[],
            false,
        ),
        (
            "sips:room@203.0.113.5",
            "203.0.113.5:5061",
            TransportKind::Tls,
            "203.0.113.5:4000",
            &["203.0.113.5"],
            true,
        ),
    ];
    for (to, remote, transport, from, proven, believed) in cases {
        let mut rig = Rig::new();
        rig.dial(to);
        let flow = rig.opens()[0].0;
        let own: &[&str] = if transport == TransportKind::Tls {
            &["203.0.113.5"]
        } else {
            &[]
        };
        rig.open(flow, transport, remote, own);
        let invite = rig.sent(flow).remove(0);
        rig.open(2, transport, from, proven);
        rig.feed(2, answer(&invite, "603 Decline"));
        let ended = |o: &EdgeOutput| matches!(o, EdgeOutput::Event(_, LegEvent::Ended(_)));
        assert_eq!(rig.out.iter().any(ended), believed, "{to} from {from}");
        let told = rig
            .journal()
            .contains("response from where no request went");
        assert_eq!(told, !believed, "{to} from {from}");
        // The right one still counts.
        rig.feed(flow, answer(&invite, "603 Decline"));
        assert!(rig.out.iter().any(ended), "{to}");
    }
}

/// RFC 3261 §18.1.1: what is large for a datagram goes by a stream, unless a transport was demanded, and by a datagram after all where no
/// stream can be had.
#[test]
fn a_large_request_goes_by_a_stream() {
    let address: SocketAddr = "203.0.113.5:5060".parse().unwrap();
    for (to, length, transports) in [
        (
            "sip:room@b.example",
            1_200,
            &[TransportKind::Tcp, TransportKind::Udp][..],
        ),
        (
            "sip:room@203.0.113.5",
            1_200,
            &[TransportKind::Tcp, TransportKind::Udp],
        ),
        ("sip:room@b.example", 10, &[TransportKind::Udp]),
        (
            "sip:room@b.example;transport=udp",
            1_200,
            &[TransportKind::Udp],
        ),
    ] {
        let mut rig = Rig::new();
        let mut command = dial(to, audio(4000, Flow::Both));
        if let tolk_model::LegCommand::Dial(dial) = &mut command {
            dial.from.display_name = tolk_model::Pii::new("x".repeat(length));
        }
        let leg = LegId::from_number(77);
        rig.edge.command(rig.now, leg, command);
        rig.drain();
        let asked = |o: &EdgeOutput| match o {
            EdgeOutput::Resolve(query, _) => Some(*query),
            _ => None,
        };
        if let Some(query) = rig.out.iter().find_map(asked) {
            let found = Destination {
                address,
                transport: TransportKind::Udp,
                name: None,
            };
            rig.edge.resolved(rig.now, query, vec![found]);
            rig.drain();
        }
        let refused = tolk_model::Cause::network(tolk_model::Reason::Unavailable);
        for (n, transport) in transports.iter().enumerate() {
            let opens = rig.opens();
            assert_eq!(opens.len(), n + 1, "{to} {length}");
            assert_eq!(opens[n].1.transport, *transport, "{to} {length}");
            rig.edge
                .flow_closed(rig.now, FlowId(opens[n].0), refused.clone());
            rig.drain();
        }
        assert_eq!(rig.opens().len(), transports.len(), "{to} {length}");
    }
}
