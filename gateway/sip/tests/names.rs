//! Names that certificates prove: of callers, of trunks, of connections that are used again, of the hops of a dialog.
#![allow(clippy::unwrap_used, reason = "tests")]

mod harness;

use std::net::SocketAddr;

use harness::rig::{Rig, answer, header, options, trunk};
use harness::{audio, domain, sdp_text};
use tolk_model::address::TransportKind;
use tolk_model::edge::{Ask, Edge, EdgeOutput};
use tolk_model::leg::LegEvent;
use tolk_model::media::Flow;
use tolk_model::party::{Destination, Trust};
use tolk_model::{FlowId, LegCommand, TrunkId};

const PEER: &str = "198.51.100.9:40000";

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
