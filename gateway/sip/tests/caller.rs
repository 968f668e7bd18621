#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! One calling edge and hand-written answers: forks, redirections, early media, fail-over.

mod harness;

use std::net::SocketAddr;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Reply};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::Target;
use tolk_model::{ForkId, LegId};

fn leg() -> LegId {
    LegId::from_number(1)
}

fn peer() -> SocketAddr {
    "198.51.100.2:5060".parse().unwrap()
}

/// A has dialled and its INVITE is on the wire; B's own edge hears nothing.
fn calling(to: &str) -> World {
    let mut world = World::new(1);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world.directory = Box::new(|_, _, ask| match ask {
        Ask::Redirect { to, .. } => Reply::Redirect(Ok(Box::new(Target::at(to.reveal().clone())))),
        ask => panic!("nobody knows: {ask:?}"),
    });
    world.command(A, leg(), dial(to, audio(4000, Flow::Both)));
    world.run(std::time::Duration::from_millis(50));
    assert_eq!(world.sides[A].count_sent("INVITE"), 1);
    world
}

fn line<'a>(message: &'a str, name: &str) -> &'a str {
    message
        .lines()
        .find(|l| l.starts_with(name))
        .unwrap_or_default()
}

/// A response to the last request of A that starts with `method`.
fn answer(world: &mut World, method: &str, status: &str, tag: &str, extra: &str, body: &str) {
    let request = world.sides[A]
        .sent
        .iter()
        .rfind(|t| t.starts_with(method))
        .unwrap()
        .clone();
    let text = format!(
        "SIP/2.0 {status}\r\n{}\r\n{}\r\n{};tag={tag}\r\n{}\r\n{}\r\nContact: <sip:room@198.51.100.2:5060>\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        line(&request, "Via:"),
        line(&request, "From:"),
        line(&request, "To:"),
        line(&request, "Call-ID:"),
        line(&request, "CSeq:"),
        body.len()
    );
    // From where the request went last: a response from elsewhere is forged.
    let from = world.sides[A].opened.last().copied();
    world.inject(A, from.unwrap_or(peer()), text.as_bytes());
}

const SDP: &str = "Content-Type: application/sdp\r\n";

#[test]
fn early_media_is_told_once_for_each_branch() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(
        &mut world,
        "INVITE",
        "183 Session Progress",
        "b1",
        SDP,
        &sdp_text(6000),
    );
    answer(
        &mut world,
        "INVITE",
        "183 Session Progress",
        "b1",
        SDP,
        &sdp_text(6000),
    );
    answer(
        &mut world,
        "INVITE",
        "180 Ringing",
        "b2",
        SDP,
        &sdp_text(6100),
    );
    assert_eq!(world.sides[A].story(), ["Early", "Ringing", "Early"]);
    assert!(matches!(
        world.sides[A].events[2].1,
        LegEvent::Early(ForkId(1), _)
    ));
    answer(&mut world, "INVITE", "200 OK", "b2", SDP, &sdp_text(6100));
    assert!(matches!(
        world.sides[A].events[3].1,
        LegEvent::Connected(ForkId(1), Some(_))
    ));
}

#[test]
fn an_answer_without_a_description_uses_the_early_one() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(
        &mut world,
        "INVITE",
        "183 Session Progress",
        "b1",
        SDP,
        &sdp_text(6000),
    );
    answer(&mut world, "INVITE", "200 OK", "b1", "", "");
    assert_eq!(world.sides[A].story(), ["Early", "Connected"]);
}

#[test]
fn an_answer_without_any_description_ends_the_call() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(&mut world, "INVITE", "200 OK", "b1", "", "");
    assert_eq!(
        world.sides[A].ended(),
        [&Cause::far_end(Reason::ProtocolError)]
    );
    assert_eq!(
        (
            world.sides[A].count_sent("ACK"),
            world.sides[A].count_sent("BYE")
        ),
        (1, 1)
    );
}

#[test]
fn a_second_branch_that_answers_is_acknowledged_and_ended() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(&mut world, "INVITE", "200 OK", "b1", SDP, &sdp_text(6000));
    answer(&mut world, "INVITE", "200 OK", "b2", SDP, &sdp_text(6100));
    answer(&mut world, "INVITE", "200 OK", "b2", SDP, &sdp_text(6100));
    let to_second = |start: &str| {
        world.sides[A]
            .sent
            .iter()
            .filter(|t| t.starts_with(start) && line(t, "To:").contains("tag=b2"))
            .count()
    };
    assert_eq!((to_second("ACK"), to_second("BYE")), (2, 1));
    assert_eq!(
        world.sides[A].story(),
        ["Connected"],
        "the first branch stands"
    );
}

#[test]
fn a_redirection_is_followed_best_first_and_not_for_ever() {
    let mut world = calling("sip:room@198.51.100.2");
    let contacts = "Contact: <sip:second@198.51.100.2>;q=0.2, <sip:first@198.51.100.2>;q=0.9, <tel:+46>;q=0.1\r\n";
    // The helper's own Contact has no q and would win: it is the address that was tried, so it goes nowhere new.
    answer(&mut world, "INVITE", "302 Moved", "r1", contacts, "");
    world.seconds(1);
    let tried = |world: &World| -> Vec<String> {
        let mut all: Vec<String> = world.sides[A]
            .sent
            .iter()
            .filter(|t| t.starts_with("INVITE"))
            .map(|t| t.split(' ').nth(1).unwrap().to_string())
            .collect();
        all.dedup();
        all
    };
    assert_eq!(tried(&world)[1], "sip:room@198.51.100.2:5060");
    answer(&mut world, "INVITE", "486 Busy", "r2", "", "");
    world.seconds(1);
    assert_eq!(tried(&world)[2], "sip:first@198.51.100.2");
    let numbers: Vec<u32> = world.sides[A]
        .sent
        .iter()
        .filter(|t| t.starts_with("INVITE"))
        .map(|t| line(t, "CSeq:").split(' ').nth(1).unwrap().parse().unwrap())
        .collect();
    assert!(numbers.is_sorted() && numbers.first() < numbers.last());
    for n in 0..10 {
        let more = format!("Contact: <sip:n{n}@198.51.100.2>\r\n");
        answer(&mut world, "INVITE", "302 Moved", "r3", &more, "");
        world.seconds(1);
        if !world.sides[A].ended().is_empty() {
            break;
        }
    }
    assert_eq!(world.sides[A].ended().len(), 1);
    assert!(tried(&world).len() <= 6, "{:?}", tried(&world));
}

#[test]
fn a_503_goes_to_the_next_destination() {
    let mut world = World::new(1);
    world.automatic = false;
    world.filter = Box::new(|_, _| false);
    world.command(
        A,
        leg(),
        dial("sip:room@two.example.net", audio(4000, Flow::Both)),
    );
    world.run(std::time::Duration::from_millis(50));
    answer(&mut world, "INVITE", "503 Service Unavailable", "x", "", "");
    world.run(std::time::Duration::from_millis(50));
    assert_eq!(
        (
            world.sides[A].count_sent("ACK"),
            world.sides[A].count_sent("INVITE")
        ),
        (1, 2)
    );
    assert!(world.sides[A].ended().is_empty());
    answer(&mut world, "INVITE", "503 Service Unavailable", "y", "", "");
    assert_eq!(
        world.sides[A].ended(),
        [&Cause::network(Reason::Overloaded)]
    );
}

#[test]
fn refusals_have_their_reasons() {
    for (status, reason) in [
        ("404 Not Found", Reason::NotFound),
        ("486 Busy Here", Reason::Busy),
        ("401 Unauthorized", Reason::Unauthorized),
        ("488 No", Reason::NoCommonMedia),
        ("603 Decline", Reason::Declined),
        ("699 Odd", Reason::Declined),
    ] {
        let mut world = calling("sip:room@198.51.100.2");
        answer(&mut world, "INVITE", status, "x", "", "");
        assert_eq!(
            world.sides[A].ended(),
            [&Cause::far_end(reason)],
            "{status}"
        );
        assert_eq!(world.sides[A].count_sent("ACK"), 1);
        world.seconds(100);
        assert_eq!(world.sides[A].leftovers(), serde_json::json!([[], 0, 0, 0]));
    }
}

#[test]
fn a_peer_that_forgot_the_dialog_ends_the_call() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(&mut world, "INVITE", "200 OK", "b1", SDP, &sdp_text(6000));
    let digit = tolk_model::leg::Digit::new('1').unwrap();
    world.command(A, leg(), LegCommand::Digit(digit));
    answer(&mut world, "INFO", "415 Unsupported", "b1", "", "");
    world.command(A, leg(), LegCommand::Digit(digit));
    assert_eq!(
        world.sides[A].count_sent("INFO"),
        1,
        "it does not do digits"
    );
    world.command(
        A,
        leg(),
        LegCommand::PictureRequest(tolk_model::StreamId(0)),
    );
    answer(&mut world, "INFO", "481 Gone", "b1", "", "");
    assert_eq!(
        world.sides[A].ended(),
        [&Cause::far_end(Reason::ConnectionLost)]
    );
}

#[test]
fn a_response_with_two_vias_is_not_ours() {
    let mut world = calling("sip:room@198.51.100.2");
    answer(
        &mut world,
        "INVITE",
        "200 OK",
        "b1",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKother\r\n",
        "",
    );
    assert!(world.sides[A].events.is_empty());
}

#[test]
fn requests_follow_the_route_set() {
    let mut world = calling("sip:room@198.51.100.2");
    let routes =
        "Record-Route: <sip:p1.example.net;lr>, <sip:b.example.net;lr;ms-route-sig=aB%2f>\r\n";
    answer(
        &mut world,
        "INVITE",
        "200 OK",
        "b1",
        &format!("{SDP}{routes}"),
        &sdp_text(6000),
    );
    world.run(std::time::Duration::from_millis(10));
    let ack = world.sides[A].sent.last().unwrap();
    assert!(ack.starts_with("ACK sip:room@198.51.100.2:5060 SIP/2.0"));
    let set: Vec<&str> = ack.lines().filter(|l| l.starts_with("Route:")).collect();
    assert_eq!(
        set,
        [
            "Route: <sip:b.example.net;lr;ms-route-sig=aB%2f>",
            "Route: <sip:p1.example.net;lr>"
        ]
    );
}

#[test]
fn what_is_advertised_is_said() {
    let mut world = World::with(1, |side, config| {
        if side == A {
            for listen in &mut config.listen {
                listen.advertise = Some(tolk_sip::Advertise {
                    host: domain("gw.example.com"),
                    port: Some(15060),
                });
            }
        }
    });
    world.automatic = false;
    world.command(
        A,
        leg(),
        dial(
            "sip:room@198.51.100.2;transport=tcp",
            audio(4000, Flow::Both),
        ),
    );
    world.seconds(1);
    let invite = &world.sides[A].sent[0];
    assert!(
        line(invite, "Via:")
            .starts_with("Via: SIP/2.0/TCP gw.example.com:15060;rport;branch=z9hG4bK")
    );
    assert_eq!(
        line(invite, "Contact:"),
        "Contact: <sip:caller@gw.example.com:15060;transport=tcp>"
    );
}

/// What was told of early media: which branch is heard.
fn heard(world: &World) -> Vec<ForkId> {
    let events = world.sides[A].events.iter();
    events
        .filter_map(|(_, e)| match e {
            LegEvent::Early(fork, _) => Some(*fork),
            _ => None,
        })
        .collect()
}

#[test]
fn when_the_branch_that_was_heard_is_given_up_another_one_is_heard() {
    let mut world = calling("sip:room@198.51.100.2");
    let early = "183 Session Progress";
    answer(&mut world, "INVITE", early, "b1", SDP, &sdp_text(6000));
    answer(&mut world, "INVITE", early, "b2", SDP, &sdp_text(6100));
    let (one, two) = (ForkId(0), ForkId(1));
    assert_eq!(heard(&world), [one, two]);
    answer(
        &mut world,
        "INVITE",
        "199 Early Dialog Terminated",
        "b1",
        "",
        "",
    );
    assert_eq!(heard(&world), [one, two, two]);
    // One that nobody heard, and one that nobody knows, change nothing.
    answer(
        &mut world,
        "INVITE",
        "199 Early Dialog Terminated",
        "b1",
        "",
        "",
    );
    answer(
        &mut world,
        "INVITE",
        "199 Early Dialog Terminated",
        "b9",
        "",
        "",
    );
    assert_eq!(heard(&world), [one, two, two]);
    answer(&mut world, "INVITE", "200 OK", "b2", SDP, &sdp_text(6100));
    assert!(world.sides[A].connected());
    assert!(world.sides[A].ended().is_empty());
}

#[test]
fn a_reinvite_with_too_short_a_session_is_sent_again_with_a_longer_one() {
    let mut world = World::with(1, |_, config| {
        config.session = std::time::Duration::from_secs(120);
    });
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world.command(
        A,
        leg(),
        dial("sip:room@198.51.100.2", audio(4000, Flow::Both)),
    );
    world.run(std::time::Duration::from_millis(50));
    let agreed = format!("Session-Expires: 120;refresher=uac\r\nRequire: timer\r\n{SDP}");
    answer(
        &mut world,
        "INVITE",
        "200 OK",
        "b1",
        &agreed,
        &sdp_text(6000),
    );
    let media = LegCommand::Media {
        rev: tolk_model::media::Rev(1),
        replies_to: None,
        description: audio(4002, Flow::Both),
    };
    world.command(A, leg(), media);
    let invites = |world: &World| {
        let sent = world.sides[A].sent.iter();
        let again = sent.filter(|t| t.starts_with("INVITE")).map(|t| {
            let named = ["Session-Expires:", "Min-SE:"].map(|n| line(t, n).to_string());
            (named, t.contains("m=audio 4002"))
        });
        again.collect::<Vec<_>>()
    };
    assert_eq!(invites(&world).len(), 2);
    answer(
        &mut world,
        "INVITE",
        "422 Session Interval Too Small",
        "b1",
        "Min-SE: 600\r\n",
        "",
    );
    let sent = invites(&world);
    assert_eq!(sent.len(), 3);
    let longer = ["Session-Expires: 600;refresher=uac", "Min-SE: 600"].map(str::to_string);
    assert_eq!(sent[2], (longer, true));
    // The same minimum again is no reason to ask once more.
    answer(
        &mut world,
        "INVITE",
        "422 Session Interval Too Small",
        "b1",
        "Min-SE: 600\r\n",
        "",
    );
    assert_eq!(invites(&world).len(), 3);
    let last = world.sides[A].story().pop();
    assert_eq!(last.as_deref(), Some("MediaRefused"));
    assert!(world.sides[A].ended().is_empty());
}

#[test]
fn calls_that_are_over_take_nobodys_place() {
    let mut world = World::with(1, |side, config| {
        if side == A {
            config.limits.calls = 2;
        }
    });
    let number = LegId::from_number;
    let one_more = |world: &mut World, n: u64| {
        world.command(
            A,
            number(n),
            dial("sip:room@198.51.100.2", audio(4000, Flow::Both)),
        );
        world.run(std::time::Duration::from_millis(200));
    };
    // Late responses to each are awaited for half a minute.
    for n in 1..=5 {
        one_more(&mut world, n);
        assert!(world.sides[A].connected(), "{n}");
        world.command(A, number(n), LegCommand::End(Cause::us(Reason::HungUp)));
        world.run(std::time::Duration::from_millis(200));
        world.sides[A].events.clear();
    }
    for n in 6..=8 {
        one_more(&mut world, n);
    }
    let full = (number(8), LegEvent::Ended(Cause::us(Reason::Overloaded)));
    assert_eq!(world.sides[A].events.last(), Some(&full), "a third at once");
    for n in 6..=7 {
        world.command(A, number(n), LegCommand::End(Cause::us(Reason::HungUp)));
    }
    world.seconds(60);
    assert_clean(&world);
}
