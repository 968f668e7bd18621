#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! One edge and hand-written messages: what a stranger's stack would send, and what it must hear.

mod harness;

use std::net::SocketAddr;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::Edge;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::{Flow, Rev};

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

/// The edge under test is B; A only receives what B sends (its own edge ignores it).
fn world() -> World {
    let mut world = World::new(1);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world
}

/// A request with a Via of the peer; `extra` holds further header lines, each with CRLF.
fn message(
    method: &str,
    branch: &str,
    to_tag: &str,
    number: u32,
    extra: &str,
    body: &str,
) -> String {
    let tag = if to_tag.is_empty() {
        String::new()
    } else {
        format!(";tag={to_tag}")
    };
    format!(
        "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>{tag}\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\nContact: <sip:a@198.51.100.1:5060>\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn send(world: &mut World, text: &str) {
    world.inject(B, peer(), text.as_bytes());
}

/// Statuses that B sent, with the method of CSeq.
fn answers(world: &World) -> Vec<String> {
    world.sides[B]
        .sent
        .iter()
        .filter_map(|t| t.strip_prefix("SIP/2.0 "))
        .map(|t| {
            let status = t.get(..3).unwrap();
            let mut lines = t.lines().skip_while(|l| !l.starts_with("CSeq:"));
            let folded: String = lines.by_ref().take(2).collect::<Vec<_>>().join(" ");
            let method = folded.split_whitespace().nth(2).unwrap_or("?");
            format!("{status} {method}")
        })
        .collect()
}

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message
        .lines()
        .find_map(|l| l.strip_prefix(&format!("{name}: ")))
}

fn last(world: &World) -> &str {
    world.sides[B].sent.last().expect("something was sent")
}

fn our_tag(world: &World) -> String {
    let to = header(last(world), "To").unwrap();
    to.split(";tag=").nth(1).unwrap().to_string()
}

fn sdp() -> String {
    sdp_text(4000)
}

/// Brings B to a standing call; returns our tag.
fn standing(world: &mut World) -> (tolk_model::LegId, String) {
    let extra = "Content-Type: application/sdp\r\n";
    send(world, &message("INVITE", "i1", "", 1, extra, &sdp()));
    let leg = world.sides[B].incoming().unwrap().0;
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    let tag = our_tag(world);
    send(world, &message("ACK", "a1", &tag, 1, "", ""));
    assert!(world.sides[B].connected());
    world.sides[B].sent.clear();
    world.sides[B].events.clear();
    (leg, tag)
}

#[test]
fn options_tells_what_we_do() {
    let mut world = world();
    send(&mut world, &message("OPTIONS", "o1", "", 1, "", ""));
    assert_eq!(answers(&world), ["200 OPTIONS"]);
    assert!(header(last(&world), "Allow").unwrap().contains("UPDATE"));
    assert!(
        header(last(&world), "Accept")
            .unwrap()
            .contains("application/sdp")
    );
    assert!(
        header(last(&world), "Via")
            .unwrap()
            .contains("received=198.51.100.1;rport=5060")
            || header(last(&world), "Via").unwrap().contains("rport=5060")
    );
}

#[test]
fn methods_that_we_do_not_do_are_told_apart() {
    for (method, status) in [("SERVICE", 501), ("NEGOTIATE", 501), ("invite", 501)] {
        let mut world = world();
        send(&mut world, &message(method, "m1", "", 1, "", ""));
        assert_eq!(answers(&world), [format!("{status} {method}")]);
        assert!(header(last(&world), "Allow").is_some());
    }
}

#[test]
fn required_extensions_that_we_lack_are_named() {
    let mut world = world();
    send(
        &mut world,
        &message(
            "INVITE",
            "i1",
            "",
            1,
            "Require: 100rel, timer, foo, bar\r\n",
            "",
        ),
    );
    assert_eq!(answers(&world), ["420 INVITE"]);
    assert_eq!(header(last(&world), "Unsupported"), Some("foo, bar"));
}

#[test]
fn requests_for_no_dialog_are_told_so() {
    for method in ["BYE", "INFO", "UPDATE", "INVITE", "PRACK"] {
        let mut world = world();
        send(&mut world, &message(method, "x1", "gone", 1, "", ""));
        assert_eq!(answers(&world), [format!("481 {method}")]);
    }
    let mut world = world();
    send(&mut world, &message("CANCEL", "x1", "", 1, "", ""));
    assert_eq!(answers(&world), ["481 CANCEL"]);
    send(&mut world, &message("ACK", "x2", "gone", 1, "", ""));
    assert_eq!(answers(&world).len(), 1, "an ACK is never answered");
}

#[test]
fn a_repeated_request_is_answered_from_memory() {
    let mut world = world();
    let options = message("OPTIONS", "o1", "", 1, "", "");
    send(&mut world, &options);
    send(&mut world, &options);
    assert_eq!(world.sides[B].sent.len(), 2);
    assert_eq!(
        world.sides[B].sent[0], world.sides[B].sent[1],
        "the same tag too"
    );
    let invite = message(
        "INVITE",
        "i1",
        "",
        1,
        "Content-Type: application/sdp\r\n",
        &sdp(),
    );
    send(&mut world, &invite);
    send(&mut world, &invite);
    assert_eq!(world.sides[B].events.len(), 1);
}

#[test]
fn the_same_invite_by_another_way_is_merged() {
    let mut world = world();
    let extra = "Content-Type: application/sdp\r\n";
    send(&mut world, &message("INVITE", "i1", "", 1, extra, &sdp()));
    send(&mut world, &message("INVITE", "i2", "", 1, extra, &sdp()));
    assert_eq!(answers(&world).last().unwrap(), "482 INVITE");
    assert_eq!(world.sides[B].events.len(), 1);
}

#[test]
fn an_invite_that_ran_out_of_hops_is_refused() {
    let mut world = world();
    let text =
        message("INVITE", "i1", "", 1, "", "").replace("Max-Forwards: 70", "Max-Forwards: 0");
    send(&mut world, &text);
    assert_eq!(answers(&world), ["100 INVITE", "483 INVITE"]);
}

#[test]
fn bodies_that_we_cannot_read_are_refused() {
    let mut world = world();
    send(
        &mut world,
        &message(
            "INVITE",
            "i1",
            "",
            1,
            "Content-Type: application/unknown\r\n",
            "x",
        ),
    );
    assert_eq!(answers(&world).last().unwrap(), "415 INVITE");
    assert_eq!(header(last(&world), "Accept"), Some("application/sdp"));
    send(
        &mut world,
        &message("INVITE", "i2", "", 2, "Accept: text/plain\r\n", ""),
    );
    assert_eq!(answers(&world).last().unwrap(), "406 INVITE");
    let extra = "Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n";
    send(&mut world, &message("INVITE", "i3", "", 3, extra, &sdp()));
    assert_eq!(answers(&world).last().unwrap(), "415 INVITE");
}

#[test]
fn an_invite_without_a_description_gets_our_offer() {
    let mut world = world();
    send(&mut world, &message("INVITE", "i1", "", 1, "", ""));
    let (leg, request) = world.sides[B].incoming().unwrap();
    assert!(request.media.is_empty());
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    assert!(
        last(&world).contains("\r\n\r\nv=0"),
        "the offer is in the 200"
    );
    let tag = our_tag(&world);
    send(
        &mut world,
        &message(
            "ACK",
            "a1",
            &tag,
            1,
            "Content-Type: application/sdp\r\n",
            &sdp(),
        ),
    );
    let Some((_, LegEvent::Connected(_, Some(media)))) = world.sides[B].events.last() else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(media.streams.len(), 1);
}

#[test]
fn an_ack_without_the_answer_ends_the_call() {
    let mut world = world();
    send(&mut world, &message("INVITE", "i1", "", 1, "", ""));
    let leg = world.sides[B].incoming().unwrap().0;
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    let tag = our_tag(&world);
    send(&mut world, &message("ACK", "a1", &tag, 1, "", ""));
    assert_eq!(
        world.sides[B].ended(),
        [&Cause::far_end(Reason::ProtocolError)]
    );
    assert!(last(&world).starts_with("BYE"));
}

#[test]
fn a_reinvite_without_a_description_gets_our_last_one_again() {
    let mut world = world();
    let (leg, tag) = standing(&mut world);
    send(&mut world, &message("INVITE", "i2", &tag, 2, "", ""));
    assert_eq!(answers(&world), ["200 INVITE"]);
    assert!(last(&world).contains("\r\n\r\nv=0"));
    send(
        &mut world,
        &message(
            "ACK",
            "a2",
            &tag,
            2,
            "Content-Type: application/sdp\r\n",
            &sdp_text(4010),
        ),
    );
    let Some((
        _,
        LegEvent::Media {
            rev,
            replies_to: None,
            description,
        },
    )) = world.sides[B].events.last()
    else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(description.streams.len(), 1);
    let (rev, sent) = (*rev, world.sides[B].sent.len());
    let same = LegCommand::Media {
        rev: Rev(1),
        replies_to: Some(rev),
        description: audio(5000, Flow::Both),
    };
    world.command(B, leg, same);
    assert_eq!(
        world.sides[B].sent.len(),
        sent,
        "nothing changed, nothing is said"
    );
}

#[test]
fn an_update_refreshes_and_offers() {
    let mut world = world();
    let (leg, tag) = standing(&mut world);
    send(&mut world, &message("UPDATE", "u1", &tag, 2, "", ""));
    assert_eq!(answers(&world), ["200 UPDATE"]);
    send(
        &mut world,
        &message(
            "UPDATE",
            "u2",
            &tag,
            3,
            "Content-Type: application/sdp\r\n",
            &sdp_text(4012),
        ),
    );
    let Some((_, LegEvent::Media { rev, .. })) = world.sides[B].events.last() else {
        panic!("{:?}", world.sides[B].events);
    };
    let rev = *rev;
    let reply = LegCommand::Media {
        rev: Rev(1),
        replies_to: Some(rev),
        description: audio(5000, Flow::Both),
    };
    world.command(B, leg, reply);
    assert_eq!(answers(&world), ["200 UPDATE", "200 UPDATE"]);
    assert!(last(&world).contains("\r\n\r\nv=0"));
}

#[test]
fn a_second_offer_before_the_first_is_answered_is_refused() {
    let mut world = world();
    let (_, tag) = standing(&mut world);
    let extra = "Content-Type: application/sdp\r\n";
    send(&mut world, &message("INVITE", "i2", &tag, 2, extra, &sdp()));
    send(&mut world, &message("INVITE", "i3", &tag, 3, extra, &sdp()));
    assert_eq!(answers(&world), ["500 INVITE"]);
    assert!(header(last(&world), "Retry-After").is_some(), "§14.2");
    send(&mut world, &message("INFO", "i4", &tag, 2, "", ""));
    assert_eq!(answers(&world).last().unwrap(), "500 INFO", "out of order");
}

#[test]
fn digits_and_pictures_by_info() {
    let mut world = world();
    let (_, tag) = standing(&mut world);
    let relay = "Content-Type: application/dtmf-relay\r\n";
    let control = "Content-Type: application/media_control+xml\r\n";
    let error = "<media_control><general_error>x</general_error></media_control>";
    let broken = "<media_control><picture_fast_update></media_control>";
    let cases = [
        (relay, "Signal=9\r\nDuration=100\r\n", 200),
        ("Content-Type: application/dtmf\r\n", "*", 200),
        ("Content-Type: text/plain\r\n", "hello", 415),
        ("Info-Package: x\r\n", "", 469),
        (relay, "Signal=zz\r\n", 400),
        (control, broken, 400),
        (control, error, 200),
    ];
    for (number, (extra, body, status)) in (2..).zip(cases) {
        let branch = format!("d{number}");
        send(
            &mut world,
            &message("INFO", &branch, &tag, number, extra, body),
        );
        let answer = answers(&world).pop().unwrap();
        assert_eq!(answer, format!("{status} INFO"), "{body}");
    }
    let malformed = |e: &&JournalEvent| matches!(e, JournalEvent::Malformed { .. });
    assert_eq!(world.sides[B].journal.iter().filter(malformed).count(), 2);
    let digits: Vec<char> = world.sides[B]
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            LegEvent::Digit(d) => Some(d.char()),
            _ => None,
        })
        .collect();
    assert_eq!(digits, ['9', '*']);
}

#[test]
fn a_session_timer_that_the_caller_refreshes_is_agreed_to_and_ends_a_dead_call() {
    let mut world = world();
    let extra = "Supported: timer\r\nSession-Expires: 120\r\nContent-Type: application/sdp\r\n";
    send(&mut world, &message("INVITE", "i1", "", 1, extra, &sdp()));
    let leg = world.sides[B].incoming().unwrap().0;
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    assert_eq!(
        header(last(&world), "Session-Expires"),
        Some("120;refresher=uac")
    );
    assert_eq!(header(last(&world), "Require"), Some("timer"));
    let tag = our_tag(&world);
    send(&mut world, &message("ACK", "a1", &tag, 1, "", ""));
    world.seconds(60);
    send(
        &mut world,
        &message(
            "UPDATE",
            "u1",
            &tag,
            2,
            "Supported: timer\r\nSession-Expires: 120;refresher=uac\r\n",
            "",
        ),
    );
    world.seconds(80);
    assert!(world.sides[B].ended().is_empty(), "it was refreshed");
    world.seconds(10);
    assert_eq!(
        world.sides[B].ended(),
        [&Cause::network(Reason::ConnectionLost)]
    );
}

#[test]
fn a_session_timer_that_is_too_short_is_refused() {
    let mut world = world();
    send(
        &mut world,
        &message(
            "INVITE",
            "i1",
            "",
            1,
            "Supported: timer\r\nSession-Expires: 10\r\n",
            "",
        ),
    );
    assert_eq!(answers(&world).last().unwrap(), "422 INVITE");
    assert_eq!(header(last(&world), "Min-SE"), Some("90"));
}

#[test]
fn a_bye_while_it_rings_ends_the_invite_too() {
    let mut world = world();
    send(
        &mut world,
        &message(
            "INVITE",
            "i1",
            "",
            1,
            "Content-Type: application/sdp\r\n",
            &sdp(),
        ),
    );
    let leg = world.sides[B].incoming().unwrap().0;
    world.command(B, leg, LegCommand::Ring);
    let tag = our_tag(&world);
    send(&mut world, &message("BYE", "b1", &tag, 2, "", ""));
    assert_eq!(
        answers(&world),
        ["100 INVITE", "180 INVITE", "200 BYE", "487 INVITE"]
    );
    assert_eq!(world.sides[B].ended().len(), 1);
}

#[test]
fn a_flood_is_limited_and_disturbs_nobody_else() {
    let mut world = world();
    let flooder: SocketAddr = "203.0.113.66:5060".parse().unwrap();
    for n in 0..2000 {
        let text = message("INVITE", &format!("f{n}"), "", 1, "", "x")
            .replace("Call-ID: c1", &format!("Call-ID: f{n}"));
        world.inject(B, flooder, text.as_bytes());
    }
    let journaled = world.sides[B]
        .journal
        .iter()
        .filter(|j| matches!(j, JournalEvent::Limited { .. }));
    assert_eq!(journaled.count(), 1, "one line an episode");
    let sent = world.sides[B].sent.len();
    assert!(sent < 500, "{sent} answers to 2000 requests");
    send(&mut world, &message("OPTIONS", "o1", "", 1, "", ""));
    assert_eq!(answers(&world).last().unwrap(), "200 OPTIONS");
    world.seconds(30);
    world.sides[B].sent.clear();
    let text = message("OPTIONS", "late", "", 1, "", "")
        .replace("Call-ID: c1", "Call-ID: late")
        .replace("198.51.100.1:5060;rport", "203.0.113.66:5060;rport");
    world.inject(B, flooder, text.as_bytes());
    assert_eq!(answers(&world), ["200 OPTIONS"], "it may come back");
}

#[test]
fn a_flood_of_any_kind_costs_little() {
    let flooder: SocketAddr = "203.0.113.66:5060".parse().unwrap();
    let tagged = |n: u32| message("BYE", &format!("f{n}"), "guess", 1, "", "");
    let cancels = |n: u32| message("CANCEL", &format!("f{n}"), "", 1, "", "");
    let rubbish = |n: u32| message("INVITE", &format!("f{n}"), "", 1, "X\r\n", "");
    let kinds: [&dyn Fn(u32) -> String; 3] = [&tagged, &cancels, &rubbish];
    for kind in kinds {
        let mut world = world();
        for n in 0..2000 {
            world.inject(B, flooder, kind(n).as_bytes());
        }
        let side = &world.sides[B];
        assert!(side.sent.len() < 300, "{} answers", side.sent.len());
        assert!(side.journal.len() < 600, "{} lines", side.journal.len());
        let alive = side.edge.debug_state()["server_transactions"]
            .as_u64()
            .unwrap();
        assert!(alive < 300, "{alive} transactions");
    }
}

#[test]
fn a_malformed_request_is_told_and_journaled() {
    let mut world = world();
    send(
        &mut world,
        &message("INVITE", "i1", "", 1, "", "").replace("CSeq: 1 INVITE", "CSeq: 1 BYE"),
    );
    assert!(last(&world).starts_with("SIP/2.0 400 CSeq names another method"));
    assert!(header(last(&world), "To").unwrap().contains(";tag="));
    assert!(
        world.sides[B].journal.iter().any(
            |j| matches!(j, JournalEvent::Malformed { problem, .. } if problem.contains("CSeq"))
        )
    );
    let sent = world.sides[B].sent.len();
    send(&mut world, "\x16\x03\x01 this is TLS");
    send(&mut world, "SIP/2.0 200 OK\r\nVia: broken\r\n\r\n");
    send(
        &mut world,
        &message("ACK", "a1", "", 1, "", "").replace("CSeq: 1 ACK", "CSeq: 1 BYE"),
    );
    assert_eq!(
        world.sides[B].sent.len(),
        sent,
        "no answers to noise, responses and ACK"
    );
}

#[test]
fn one_packet_does_not_stop_the_edge() {
    let mut world = world();
    let text = message("INVITE", "i1", "", 1, "", "")
        .replace("Content-Length: 0", "Content-Length: 18446744073709551615");
    send(&mut world, &text);
    assert_eq!(answers(&world), ["413 INVITE"]);
    send(&mut world, &message("OPTIONS", "o1", "", 1, "", ""));
    assert_eq!(answers(&world).last().unwrap(), "200 OPTIONS");
}

#[test]
fn responses_without_rport_go_to_the_port_of_sent_by() {
    let mut world = world();
    let text = message("OPTIONS", "o1", "", 1, "", "")
        .replace("198.51.100.1:5060;rport", "198.51.100.1:5090");
    world.inject(B, "198.51.100.1:33333".parse().unwrap(), text.as_bytes());
    world.seconds(1);
    assert_eq!(answers(&world), ["200 OPTIONS"]);
    assert_eq!(
        world.sides[B].opened,
        ["198.51.100.1:5090".parse::<SocketAddr>().unwrap()]
    );
}
