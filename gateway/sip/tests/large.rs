#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Requests within a dialog that are too large for a datagram (RFC 3261 §18.1.1): by a connection to the same place where there can be
//! one, else by datagrams after all.

mod harness;

use std::net::SocketAddr;
use std::time::Duration;

use harness::*;
use tolk_model::chat::ChatMessage;
use tolk_model::edge::{Ask, Reply};
use tolk_model::leg::{Direction, LegCommand, LegEvent};
use tolk_model::media::{Flow, MediaDescription, Rev};
use tolk_model::presence::{CallPhase, Document, WatchedCall};
use tolk_model::{LegId, Pii, StreamId};

const TO_B: &str = "sip:room@198.51.100.2";
/// The longest message that goes by a datagram.
const DATAGRAM: usize = 1300;

fn leg() -> LegId {
    LegId::from_number(1)
}

/// A call over UDP that stands, and its leg at B.
fn standing(seed: u64) -> (World, LegId) {
    let mut world = World::new(seed);
    world.command(A, leg(), dial(TO_B, audio(4000, Flow::Both)));
    world.seconds(2);
    assert!(world.sides[A].connected() && world.sides[B].connected());
    let there = world.sides[B].incoming().unwrap().0;
    for side in &mut world.sides {
        side.sent.clear();
        side.events.clear();
        side.opened.clear();
    }
    (world, there)
}

fn large_media() -> MediaDescription {
    let mut media = audio(6000, Flow::Both);
    let stream = media.streams[0].clone();
    for n in 1..20 {
        let mut more = stream.clone();
        more.id = StreamId(n);
        media.streams.push(more);
    }
    media
}

fn offer(world: &mut World, side: usize, leg: LegId, rev: u32, description: MediaDescription) {
    let command = LegCommand::Media {
        rev: Rev(rev),
        replies_to: None,
        description,
    };
    world.command(side, leg, command);
    world.seconds(5);
}

fn answered(world: &World, side: usize, rev: u32) -> bool {
    let mine = |e: &LegEvent| matches!(e, LegEvent::Media { replies_to, .. } if *replies_to == Some(Rev(rev)));
    world.sides[side].events.iter().any(|(_, e)| mine(e))
}

/// The transports of what a side sent that begins like this, one for each attempt.
fn transports<'w>(world: &'w World, side: usize, start: &str) -> Vec<&'w str> {
    let sent = world.sides[side].sent.iter();
    let sent = sent.filter(|t| t.starts_with(start));
    let via = |t: &'w String| {
        let line = t.lines().find_map(|l| l.strip_prefix("Via: SIP/2.0/"));
        line.and_then(|l| l.split(' ').next()).unwrap()
    };
    sent.map(via).collect()
}

#[test]
fn a_large_reinvite_of_either_side_goes_by_tcp_and_by_udp_where_tcp_is_refused() {
    for refused in [false, true] {
        for asker in [A, B] {
            let (mut world, there) = standing(1);
            world.no_streams = refused;
            let mine = if asker == A { leg() } else { there };
            offer(&mut world, asker, mine, 1, large_media());
            let sent = world.sides[asker].sent.iter();
            let first = sent.clone().find(|t| t.starts_with("INVITE")).unwrap();
            assert!(first.len() > DATAGRAM, "{}", first.len());
            let by = if refused { "UDP" } else { "TCP" };
            assert_eq!(transports(&world, asker, "INVITE"), [by], "{asker}");
            assert!(answered(&world, asker, 1), "{asker} {refused}");
            // What is small goes as before; the call is no other one.
            world.sides[asker].sent.clear();
            offer(&mut world, asker, mine, 2, audio(6002, Flow::SendOnly));
            assert!(answered(&world, asker, 2), "{asker} {refused}");
            let hang_up = LegCommand::End(tolk_model::Cause::us(tolk_model::Reason::HungUp));
            world.command(asker, mine, hang_up);
            world.seconds(60);
            for side in &world.sides {
                assert_eq!(side.ended().len(), 1, "{:?}", side.story());
                assert_eq!(side.leftovers(), serde_json::json!([[], 0, 0, 0]));
            }
        }
    }
}

#[test]
fn a_place_that_took_no_connection_is_not_asked_again_at_once() {
    let (mut world, there) = standing(2);
    world.no_streams = true;
    let tries = |world: &World| {
        let opened = &world.sides[B].opened;
        opened
            .iter()
            .filter(|a| **a == world.sides[A].address)
            .count()
    };
    offer(&mut world, B, there, 1, large_media());
    assert_eq!(tries(&world), 1);
    offer(&mut world, B, there, 2, large_media());
    assert_eq!(tries(&world), 1, "it was asked again");
    assert_eq!(transports(&world, B, "INVITE"), ["UDP", "UDP"]);
    // After ten minutes it may have changed its mind.
    world.seconds(600);
    world.no_streams = false;
    offer(&mut world, B, there, 3, large_media());
    assert_eq!(transports(&world, B, "INVITE").last(), Some(&"TCP"));
    assert!((1..=3).all(|rev| answered(&world, B, rev)));
}

#[test]
fn a_large_line_of_chat_goes_by_tcp() {
    let (mut world, there) = standing(3);
    let line = |length: usize| {
        LegCommand::Chat(ChatMessage {
            from: None,
            text: Pii::new("x".repeat(length)),
            at: world.now.wall,
        })
    };
    let (large, small) = (line(2000), line(20));
    world.command(B, there, large);
    world.command(B, there, small.clone());
    world.seconds(2);
    // The small one that comes right behind may not overtake it; one that comes later is as always.
    assert_eq!(transports(&world, B, "MESSAGE"), ["TCP", "TCP"]);
    world.command(B, there, small);
    world.seconds(2);
    assert_eq!(transports(&world, B, "MESSAGE"), ["TCP", "TCP", "UDP"]);
    let heard = world.sides[A].events.iter();
    let heard = heard.filter(|(_, e)| matches!(e, LegEvent::Chat(_)));
    assert_eq!(heard.count(), 3);
}

/// A call to B from a telephone that the test plays, with this host in its `Contact`.
fn called_from(
    contact: &str,
    change: impl FnMut(usize, &mut tolk_sip::SipConfig),
) -> (World, LegId) {
    let mut world = World::with(4, change);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    let from: SocketAddr = "198.51.100.1:5060".parse().unwrap();
    let message = |method: &str, tag: &str, body: &str| {
        format!(
            "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP {};rport;branch=z9hG4bK{method}\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>{tag}\r\nCall-ID: c1\r\nCSeq: 1 {method}\r\nContact: <sip:a@{contact}>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            contact.split([';', '>']).next().unwrap(),
            body.len()
        )
    };
    world.inject(B, from, message("INVITE", "", &sdp_text(4000)).as_bytes());
    let there = world.sides[B].incoming().unwrap().0;
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    let accepted = world.sides[B].sent.last().unwrap();
    let tag = accepted
        .split("To: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let tag = format!(";tag={}", tag.split(";tag=").nth(1).unwrap());
    world.inject(B, from, message("ACK", &tag, "").as_bytes());
    assert!(world.sides[B].connected());
    (world, there)
}

type Change = fn(usize, &mut tolk_sip::SipConfig);

/// Where nothing can be connected to, or datagrams were demanded, or the answer to our `Contact` would reach nobody.
#[test]
fn a_large_request_stays_on_udp_where_no_connection_leads() {
    let keep = |_: usize, _: &mut tolk_sip::SipConfig| {};
    let deaf = |_: usize, config: &mut tolk_sip::SipConfig| {
        let udp = tolk_model::address::TransportKind::Udp;
        config.listen.retain(|l| l.transport == udp);
    };
    let played: [(&str, Change, &str); 4] = [
        ("198.51.100.1:5060", keep, "TCP"),
        ("10.0.0.7:5060", keep, "UDP"),
        ("198.51.100.1:5060;transport=udp", keep, "UDP"),
        ("198.51.100.1:5060", deaf, "UDP"),
    ];
    for (contact, change, by) in played {
        let (mut world, there) = called_from(contact, change);
        world.sides[B].sent.clear();
        let command = LegCommand::Media {
            rev: Rev(1),
            replies_to: None,
            description: large_media(),
        };
        world.command(B, there, command);
        world.run(Duration::from_millis(300));
        assert_eq!(transports(&world, B, "INVITE"), [by], "{contact}");
    }
}

#[test]
fn a_connection_that_stays_silent_is_not_followed_by_a_second_copy() {
    let (mut world, there) = called_from("198.51.100.1:5060", |_, _| {});
    world.sides[B].sent.clear();
    let command = LegCommand::Media {
        rev: Rev(1),
        replies_to: None,
        description: large_media(),
    };
    world.command(B, there, command);
    world.seconds(40);
    // The same number once more would be out of order to whoever has the first one.
    assert_eq!(transports(&world, B, "INVITE"), ["TCP"]);
    assert_eq!(world.sides[B].ended().len(), 1);
}

/// Where a flow leads and where a hop does.
#[test]
fn a_connection_that_breaks_is_not_followed_by_a_copy_on_a_datagram() {
    let by_hop = "198.51.100.1:5060>\r\nRecord-Route: <sip:198.51.100.1:5060;lr";
    for contact in ["198.51.100.1:5060", by_hop] {
        let (mut world, there) = called_from(contact, |_, _| {});
        world.sides[B].sent.clear();
        let command = LegCommand::Media {
            rev: Rev(1),
            replies_to: None,
            description: large_media(),
        };
        world.command(B, there, command);
        world.run(Duration::from_millis(300));
        assert_eq!(transports(&world, B, "INVITE"), ["TCP"], "{contact}");
        world.break_streams(B);
        world.seconds(40);
        // The peer may have the first one.
        assert_eq!(transports(&world, B, "INVITE"), ["TCP"], "{contact}");
        let refused = |e: &LegEvent| matches!(e, LegEvent::MediaRefused { replies_to, .. } if *replies_to == Rev(1));
        assert!(world.sides[B].events.iter().any(|(_, e)| refused(e)));
        assert!(world.sides[B].ended().is_empty(), "{contact}");
    }
}

#[test]
fn a_large_document_goes_to_its_watcher_by_tcp() {
    for (calls, by) in [(1, "UDP"), (30, "TCP")] {
        let mut world = World::new(5);
        world.filter = Box::new(|_, _| false);
        world.directory = Box::new(move |_, _, ask| match ask {
            Ask::Subscribe(_) => {
                let call = |n| WatchedCall {
                    id: LegId::from_number(n),
                    direction: Direction::Outgoing,
                    phase: CallPhase::Connected,
                };
                Reply::Subscribe(Ok(Document::Dialogs((0..calls).map(call).collect())))
            }
            other => panic!("{other:?}"),
        });
        let text = "SUBSCRIBE sip:anna@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKs1\r\nMax-Forwards: 70\r\nFrom: <sip:bert@example.net>;tag=b\r\nTo: <sip:anna@example.com>\r\nCall-ID: s1\r\nCSeq: 1 SUBSCRIBE\r\nContact: <sip:bert@198.51.100.1:5060>\r\nEvent: dialog\r\nContent-Length: 0\r\n\r\n";
        world.inject(B, "198.51.100.1:5060".parse().unwrap(), text.as_bytes());
        world.run(Duration::from_millis(100));
        assert_eq!(transports(&world, B, "NOTIFY"), [by], "{calls}");
    }
}
