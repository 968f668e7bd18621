//! Flows: framing and its abuse, keep-alives, websockets, forged responses.
#![allow(clippy::unwrap_used, reason = "tests")]

mod harness;

use std::net::SocketAddr;

use harness::rig::{Rig, answer, header, options, trunk};
use harness::{audio, dial, sdp_text};
use tolk_model::address::TransportKind;
use tolk_model::edge::{Edge, EdgeOutput};
use tolk_model::leg::LegEvent;
use tolk_model::media::Flow;
use tolk_model::party::Destination;
use tolk_model::{FlowId, LegId};

const PEER: &str = "198.51.100.9:40000";

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
