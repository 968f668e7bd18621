#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! What calls say of their media: hand-written descriptions, and what is answered to them.

mod harness;

use std::net::SocketAddr;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::{Flow, Rev};
use tolk_model::{Codec, LegId, MediaDescription};

const SDP: &str = "Content-Type: application/sdp\r\n";

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

/// The edge under test is B; nothing that it sends reaches A.
fn world() -> World {
    let mut world = World::new(1);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world
}

fn body(lines: &str) -> String {
    let lines = lines.replace('\n', "\r\n");
    format!("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n{lines}\r\n")
}

fn request(world: &mut World, method: &str, tag: &str, number: u32, body: &str) {
    let tag = match tag {
        "" => String::new(),
        tag => format!(";tag={tag}"),
    };
    let kind = if body.is_empty() { "" } else { SDP };
    let text = format!(
        "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>{tag}\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\nContact: <sip:a@198.51.100.1:5060>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    world.inject(B, peer(), text.as_bytes());
}

fn last(world: &World) -> &str {
    world.sides[B].sent.last().expect("something was sent")
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let line = message.lines().find_map(|l| l.strip_prefix(start.as_str()));
    line.unwrap_or_else(|| panic!("no {name} in {message}"))
}

/// Answers the request that B sent last.
fn respond(world: &mut World, status: &str, body: &str) {
    let request = last(world).to_string();
    let echo = |name| format!("{name}: {}\r\n", header(&request, name));
    let kind = if body.is_empty() { "" } else { SDP };
    let text = format!(
        "SIP/2.0 {status}\r\n{}{}{}{}{}Contact: <sip:a@198.51.100.1:5060>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        echo("Via"),
        echo("From"),
        echo("To"),
        echo("Call-ID"),
        echo("CSeq"),
        body.len()
    );
    world.inject(B, peer(), text.as_bytes());
}

fn media_of(world: &World) -> (LegId, MediaDescription) {
    let (leg, request) = world.sides[B].incoming().expect("a call came in");
    (leg, request.media.clone())
}

/// Brings B to a standing call with `lines`, answered by G.711; returns our tag.
fn standing(world: &mut World, lines: &str) -> (LegId, String) {
    request(world, "INVITE", "", 1, &body(lines));
    let leg = media_of(world).0;
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    let tag = header(last(world), "To")
        .split(";tag=")
        .nth(1)
        .unwrap()
        .to_string();
    request(world, "ACK", &tag, 1, "");
    assert!(world.sides[B].connected());
    world.sides[B].sent.clear();
    world.sides[B].events.clear();
    (leg, tag)
}

fn m_lines(message: &str) -> Vec<&str> {
    message.lines().filter(|l| l.starts_with("m=")).collect()
}

fn version(message: &str) -> u64 {
    let origin = message.lines().find(|l| l.starts_with("o=")).unwrap();
    origin.split(' ').nth(2).unwrap().parse().unwrap()
}

#[test]
fn a_caller_without_usable_media_is_refused_at_once() {
    for (text, status) in [
        (body("m=audio 4000 RTP/AVP 18"), "488"),
        (body("m=audio 0 RTP/AVP 0"), "488"),
        (body("m=audio 4000 RTP/SAVP 0"), "488"),
        (body("m=application 5070 TCP/BFCP *"), "488"),
        (body(""), "488"),
        ("hello".to_string(), "400"),
        (body("m=audio nowhere RTP/AVP 0"), "400"),
        (body(&"m=audio 4000 RTP/AVP 0\n".repeat(40)), "400"),
    ] {
        let mut world = world();
        request(&mut world, "INVITE", "", 1, &text);
        assert!(
            last(&world).starts_with(&format!("SIP/2.0 {status} ")),
            "{text}: {}",
            last(&world)
        );
        assert!(world.sides[B].incoming().is_none());
    }
}

#[test]
fn an_answer_lists_what_was_chosen_in_the_payload_types_that_were_offered() {
    let mut world = world();
    let lines = "m=video 4004 RTP/AVP 100
a=rtpmap:100 H263-1998/90000
m=audio 4000 RTP/AVP 96 18 97 0 101
a=rtpmap:96 opus/48000/2
a=rtpmap:97 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=ptime:30";
    request(&mut world, "INVITE", "", 1, &body(lines));
    let (leg, theirs) = media_of(&world);
    let sound = &theirs.streams[1];
    let found: Vec<(Codec, u8)> = sound
        .receive
        .iter()
        .map(|c| (c.codec, c.payload_type.get()))
        .collect();
    assert_eq!(
        found,
        [
            (Codec::Opus, 96),
            (Codec::Pcmu, 97),
            (Codec::Pcmu, 0),
            (Codec::TelephoneEvent, 101)
        ]
    );
    // Ours takes G.711 under 0 only, and has never heard of 96, 18, 97 and 101.
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    assert!(last(&world).starts_with("SIP/2.0 200 "));
    assert_eq!(
        m_lines(last(&world)),
        ["m=video 0 RTP/AVP 100", "m=audio 5000 RTP/AVP 0"]
    );
}

#[test]
fn protection_is_not_answered_in_the_clear() {
    let mut world = world();
    let material = "a".repeat(40);
    let lines =
        format!("m=audio 4000 RTP/SAVP 0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{material}");
    request(&mut world, "INVITE", "", 1, &body(&lines));
    let leg = media_of(&world).0;
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    assert!(last(&world).starts_with("SIP/2.0 488 "), "{}", last(&world));
    assert_eq!(
        world.sides[B].ended(),
        [&Cause::far_end(Reason::EncryptionRequired)]
    );
}

#[test]
fn a_refused_description_of_ours_is_taken_back_and_its_version_is_not_used_again() {
    let mut world = world();
    let (leg, _) = standing(&mut world, "m=audio 4000 RTP/AVP 0");
    let ask = |world: &mut World, rev, flow| {
        let media = LegCommand::Media {
            rev: Rev(rev),
            replies_to: None,
            description: audio(5000, flow),
        };
        world.command(B, leg, media);
        assert!(last(world).starts_with("INVITE "), "{}", last(world));
        version(last(world))
    };
    let first = ask(&mut world, 1, Flow::SendOnly);
    respond(&mut world, "488 Not Acceptable Here", "");
    let refused = world.sides[B].events.last();
    assert!(
        matches!(
            refused,
            Some((
                _,
                LegEvent::MediaRefused {
                    replies_to: Rev(1),
                    ..
                }
            ))
        ),
        "{refused:?}"
    );
    let second = ask(&mut world, 2, Flow::Inactive);
    assert!(second > first, "{second} after {first}");
    respond(
        &mut world,
        "200 OK",
        &body("m=audio 4000 RTP/AVP 0\na=inactive"),
    );
    let Some((
        _,
        LegEvent::Media {
            replies_to: Some(Rev(2)),
            description,
            ..
        },
    )) = world.sides[B].events.last()
    else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(description.streams[0].flow, Flow::Inactive);
}

#[test]
fn a_bad_description_within_a_call_leaves_the_call_as_it_was() {
    let mut world = world();
    let (leg, tag) = standing(&mut world, "m=audio 4000 RTP/AVP 0");
    request(&mut world, "INVITE", &tag, 2, "v=0\r\nm=audio\r\n");
    assert!(last(&world).starts_with("SIP/2.0 400 "));
    request(&mut world, "ACK", &tag, 2, "");
    assert!(world.sides[B].ended().is_empty());
    let hold = body("m=audio 4000 RTP/AVP 0\na=sendonly");
    request(&mut world, "INVITE", &tag, 3, &hold);
    let Some((
        _,
        LegEvent::Media {
            rev,
            replies_to: None,
            description,
        },
    )) = world.sides[B].events.last().cloned()
    else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(description.streams[0].flow, Flow::SendOnly);
    // A reply that would send to a holder is narrowed.
    let reply = LegCommand::Media {
        rev: Rev(9),
        replies_to: Some(rev),
        description: audio(5000, Flow::Both),
    };
    world.command(B, leg, reply);
    assert!(last(&world).starts_with("SIP/2.0 200 "));
    assert!(last(&world).contains("a=recvonly\r\n"));
}

#[test]
fn a_picture_that_comes_later_gets_its_line_and_ours_never_goes_away() {
    let mut world = world();
    let (leg, tag) = standing(&mut world, "m=audio 4000 RTP/AVP 0");
    let two = body("m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 96\na=rtpmap:96 VP8/90000");
    request(&mut world, "INVITE", &tag, 2, &two);
    let Some((_, LegEvent::Media { rev, .. })) = world.sides[B].events.last().cloned() else {
        panic!("{:?}", world.sides[B].events);
    };
    let reply = LegCommand::Media {
        rev: Rev(9),
        replies_to: Some(rev),
        description: audio(5000, Flow::Both),
    };
    world.command(B, leg, reply);
    let expected = ["m=audio 5000 RTP/AVP 0", "m=video 0 RTP/AVP 96"];
    assert_eq!(m_lines(last(&world)), expected);
    request(&mut world, "ACK", &tag, 2, "");
    let ask = LegCommand::Media {
        rev: Rev(10),
        replies_to: None,
        description: audio(5000, Flow::SendOnly),
    };
    world.command(B, leg, ask);
    assert!(last(&world).starts_with("INVITE "));
    assert_eq!(m_lines(last(&world)), expected);
}

/// The descriptions that the core of B heard, by the port of their first stream.
fn heard(world: &World) -> Vec<(Rev, u16)> {
    let heard = world.sides[B].events.iter().filter_map(|(_, e)| match e {
        LegEvent::Media {
            rev,
            replies_to: None,
            description,
        } => Some((*rev, essence(description)[0].2.unwrap().port())),
        _ => None,
    });
    heard.collect()
}

fn reply(world: &mut World, leg: LegId, to: Rev, port: u16) {
    let command = LegCommand::Media {
        rev: Rev(9),
        replies_to: Some(to),
        description: audio(port, Flow::Both),
    };
    world.command(B, leg, command);
}

/// Requests of B that offer something, by the port that they offer.
fn offers(world: &World) -> Vec<String> {
    let sent = world.sides[B].sent.iter();
    let sent = sent.filter(|t| t.starts_with("INVITE"));
    let port = |t: &String| m_lines(t)[0].split(' ').nth(1).unwrap().to_string();
    sent.map(port).collect()
}

const FIRST: &str = "m=audio 4000 RTP/AVP 0\n";
const SECOND: &str = "m=audio 4002 RTP/AVP 0\n";

/// A call whose far end has said something new, and has been refused because the core had not replied within five seconds.
fn refused_for_silence() -> (World, LegId, String, Rev) {
    let mut world = world();
    let (leg, tag) = standing(&mut world, FIRST);
    request(&mut world, "INVITE", &tag, 2, &body(SECOND));
    world.run(Duration::from_millis(5_100));
    assert_eq!(world.sides[B].count_sent("SIP/2.0 500"), 1);
    request(&mut world, "ACK", &tag, 2, "");
    let asked = heard(&world);
    assert_eq!(asked.len(), 1);
    (world, leg, tag, asked[0].0)
}

/// The core thinks that what it replied to stands; both sides must agree in the end.
#[test]
fn a_reply_that_comes_too_late_is_offered_to_the_far_end() {
    let (mut world, leg, _, asked) = refused_for_silence();
    assert!(offers(&world).is_empty());
    reply(&mut world, leg, asked, 5002);
    assert_eq!(offers(&world), ["5002"]);
    // The far end has stayed where it was; the core hears that, and has nothing to add.
    respond(&mut world, "200 OK", &body(FIRST));
    assert!(last(&world).starts_with("ACK "), "{}", last(&world));
    let told = heard(&world);
    assert_eq!((told.len(), told[1].1), (2, 4000), "{told:?}");
    reply(&mut world, leg, told[1].0, 5002);
    world.seconds(40);
    assert_eq!(offers(&world).len(), 1);
    assert!(world.sides[B].ended().is_empty());
}

#[test]
fn a_late_reply_that_the_far_end_refuses_is_taken_back() {
    let (mut world, leg, _, asked) = refused_for_silence();
    reply(&mut world, leg, asked, 5002);
    respond(&mut world, "488 Not Here", "");
    let told = heard(&world);
    assert_eq!((told.len(), told[1].1), (2, 4000), "{told:?}");
    // It goes back to what stood, which needs no more words.
    reply(&mut world, leg, told[1].0, 5000);
    world.seconds(40);
    assert_eq!(offers(&world).len(), 1);
    assert!(world.sides[B].ended().is_empty());
}

#[test]
fn a_late_reply_waits_for_what_the_far_end_asks_meanwhile() {
    for accepted in [true, false] {
        let (mut world, leg, tag, asked) = refused_for_silence();
        request(&mut world, "INVITE", &tag, 3, &body(SECOND));
        let again = heard(&world)[1].0;
        reply(&mut world, leg, asked, 5002);
        assert!(offers(&world).is_empty(), "it answers nothing that stands");
        if accepted {
            // What is newer counts.
            reply(&mut world, leg, again, 5004);
            assert!(last(&world).starts_with("SIP/2.0 200"), "{}", last(&world));
            assert!(last(&world).contains("m=audio 5004 "));
        } else {
            let command = LegCommand::RefuseMedia {
                replies_to: again,
                cause: Cause::us(Reason::Unavailable),
            };
            world.command(B, leg, command);
            assert_eq!(world.sides[B].count_sent("SIP/2.0 488"), 1);
        }
        request(&mut world, "ACK", &tag, 3, "");
        world.seconds(1);
        let expected: &[&str] = if accepted { &[] } else { &["5002"] };
        let mut offers = offers(&world);
        offers.dedup();
        assert_eq!(offers, expected);
    }
}

#[test]
fn a_late_reply_to_what_was_taken_back_is_offered() {
    let mut world = world();
    let (leg, tag) = standing(&mut world, FIRST);
    request(&mut world, "INVITE", &tag, 2, &body(SECOND));
    let cancel = format!(
        "CANCEL sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKINVITE2\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>;tag={tag}\r\nCall-ID: c1\r\nCSeq: 2 CANCEL\r\nContent-Length: 0\r\n\r\n"
    );
    world.inject(B, peer(), cancel.as_bytes());
    assert_eq!(world.sides[B].count_sent("SIP/2.0 487"), 1);
    let asked = heard(&world)[0].0;
    reply(&mut world, leg, asked, 5002);
    assert_eq!(offers(&world), ["5002"]);
}

#[test]
fn a_question_of_ours_that_is_agreed_to_settles_a_late_reply() {
    let (mut world, leg, _, asked) = refused_for_silence();
    let command = LegCommand::Media {
        rev: Rev(20),
        replies_to: None,
        description: audio(5006, Flow::Both),
    };
    world.command(B, leg, command);
    let invite = last(&world).to_string();
    assert!(invite.contains("m=audio 5006 "), "{invite}");
    reply(&mut world, leg, asked, 5002);
    respond(&mut world, "200 OK", &body(FIRST));
    world.seconds(1);
    assert_eq!(offers(&world), ["5006"]);
}
