#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Before the answer: reliable provisional responses, early media, UPDATE, INVITE without a description (RFC 3262, 3311, 6337).

mod harness;

use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::{Flow, MediaDescription, Rev};
use tolk_model::{ForkId, LegId};

const TO_B: &str = "sip:room@198.51.100.2";

fn leg() -> LegId {
    LegId::from_number(1)
}

fn hang_up() -> LegCommand {
    LegCommand::End(Cause::us(Reason::HungUp))
}

/// A's call waits at B; B's core does nothing by itself.
fn waiting(seed: u64, media: MediaDescription) -> (World, LegId) {
    let mut world = World::new(seed);
    world.automatic = false;
    world.command(A, leg(), dial(TO_B, media));
    world.run(Duration::from_millis(100));
    let there = world.sides[B].incoming().unwrap().0;
    (world, there)
}

fn offer(rev: u32, port: u16) -> LegCommand {
    LegCommand::Media {
        rev: Rev(rev),
        replies_to: None,
        description: audio(port, Flow::Both),
    }
}

/// Replies to the last question of the far end.
fn reply(world: &mut World, side: usize, leg: LegId, port: u16) {
    let asked = world.sides[side]
        .events
        .iter()
        .rev()
        .find_map(|(_, e)| match e {
            LegEvent::Media {
                rev,
                replies_to: None,
                ..
            } => Some(*rev),
            _ => None,
        });
    let command = LegCommand::Media {
        rev: Rev(9),
        replies_to: Some(asked.expect("a question")),
        description: audio(port, Flow::Both),
    };
    world.command(side, leg, command);
}

fn sent<'a>(world: &'a World, side: usize, start: &str) -> Vec<&'a String> {
    let all = world.sides[side].sent.iter();
    all.filter(|t| t.starts_with(start)).collect()
}

#[test]
fn early_media_is_confirmed_and_the_answer_has_no_description() {
    let (mut world, there) = waiting(1, audio(4000, Flow::Both));
    world.command(B, there, LegCommand::Ring);
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    world.seconds(2);
    assert_eq!(world.sides[A].story(), ["Ringing", "Early"]);
    assert_eq!(world.sides[A].count_sent("PRACK"), 1);
    let progress = sent(&world, B, "SIP/2.0 183");
    assert_eq!(progress.len(), 1, "confirmed, so not repeated");
    assert!(progress[0].contains("Require: 100rel\r\n") && progress[0].contains("RSeq: "));
    assert!(
        !sent(&world, B, "SIP/2.0 180")[0].contains("RSeq"),
        "ringing needs no confirmation"
    );
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.seconds(1);
    let answer = sent(&world, B, "SIP/2.0 200")
        .into_iter()
        .find(|t| t.contains(" INVITE"));
    assert!(!answer.unwrap().contains("v=0"), "RFC 6337 2.2");
    let Some((_, LegEvent::Connected(ForkId(0), Some(media)))) = world.sides[A].events.last()
    else {
        panic!("{:?}", world.sides[A].events);
    };
    assert_eq!(essence(media), essence(&audio(5000, Flow::Both)));
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn an_answer_waits_for_the_confirmation_of_early_media() {
    let (mut world, there) = waiting(2, audio(4000, Flow::Both));
    let mut left = 2;
    world.filter = Box::new(move |_, text| {
        let hit = text.starts_with("PRACK") && left > 0;
        left -= i32::from(hit);
        !hit
    });
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.run(Duration::from_millis(400));
    assert_eq!(world.sides[B].count_sent("SIP/2.0 200"), 0, "RFC 3262 3");
    world.seconds(5);
    assert!(world.sides[A].connected() && world.sides[B].connected());
    assert!(
        world.sides[B].count_sent("SIP/2.0 183") > 1,
        "it was repeated"
    );
    assert_eq!(world.sides[A].story(), ["Early", "Connected"]);
}

#[test]
fn a_provisional_response_that_nobody_confirms_ends_the_call() {
    let (mut world, there) = waiting(3, audio(4000, Flow::Both));
    world.filter = Box::new(|_, text| !text.starts_with("PRACK"));
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    world.seconds(31);
    assert!(world.sides[B].ended().is_empty());
    assert_eq!(
        world.sides[B].count_sent("SIP/2.0 183"),
        6,
        "0.5 s doubling"
    );
    world.seconds(2);
    assert_eq!(world.sides[B].ended(), [&Cause::network(Reason::TimedOut)]);
    assert_eq!(
        world.sides[B].count_sent("SIP/2.0 504"),
        1,
        "5xx of RFC 3262 3"
    );
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn an_early_call_is_changed_by_update_both_ways() {
    let (mut world, there) = waiting(4, audio(4000, Flow::Both));
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    world.seconds(1);
    for (asker, mine, other, theirs) in [(A, leg(), B, there), (B, there, A, leg())] {
        world.command(asker, mine, offer(3, 4100));
        world.run(Duration::from_millis(100));
        reply(&mut world, other, theirs, 5100);
        world.seconds(1);
        assert_eq!(world.sides[asker].count_sent("UPDATE"), 1);
        let Some((
            _,
            LegEvent::Media {
                replies_to,
                description,
                ..
            },
        )) = world.sides[asker].events.last()
        else {
            panic!("{:?}", world.sides[asker].events);
        };
        assert_eq!(*replies_to, Some(Rev(3)));
        assert_eq!(essence(description), essence(&audio(5100, Flow::Both)));
    }
    world.command(B, there, LegCommand::Accept(audio(4100, Flow::Both)));
    world.seconds(1);
    assert!(world.sides[A].connected() && world.sides[B].connected());
    assert_eq!(
        world.sides[B].count_sent("INVITE"),
        0,
        "what was agreed by UPDATE stands"
    );
    world.command(B, there, hang_up());
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn updates_that_cross_are_both_answered_in_the_end() {
    for seed in 0..10 {
        let (mut world, there) = waiting(seed, audio(4000, Flow::Both));
        world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
        world.seconds(1);
        world.automatic = true;
        world.command(A, leg(), offer(3, 4100));
        world.command(B, there, offer(3, 5100));
        world.seconds(12);
        for side in [A, B] {
            let answered = world.sides[side].events.iter().filter(|(_, e)| {
                matches!(
                    e,
                    LegEvent::Media {
                        replies_to: Some(Rev(3)),
                        ..
                    }
                )
            });
            assert_eq!(
                answered.count(),
                1,
                "seed {seed} {:?}",
                world.sides[side].story()
            );
        }
        assert!(world.sides.iter().any(|s| s.count_sent("SIP/2.0 491") > 0));
    }
}

#[test]
fn an_invite_without_a_description_is_answered_in_the_ack() {
    let (mut world, there) = waiting(5, MediaDescription::default());
    assert!(!world.sides[A].sent[0].contains("v=0"));
    assert!(world.sides[B].incoming().unwrap().1.media.is_empty());
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.run(Duration::from_millis(700));
    assert_eq!(world.sides[A].story(), ["Connected", "Media"]);
    assert_eq!(world.sides[A].count_sent("ACK"), 0, "the core thinks");
    reply(&mut world, A, leg(), 4000);
    world.seconds(2);
    let Some((_, LegEvent::Connected(_, Some(media)))) = world.sides[B].events.last() else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(essence(media), essence(&audio(4000, Flow::Both)));
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn an_offer_in_an_answer_that_the_core_never_replies_to_ends_the_call() {
    let (mut world, there) = waiting(6, MediaDescription::default());
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.seconds(10);
    assert_eq!(world.sides[A].ended(), [&Cause::us(Reason::InternalError)]);
    assert_eq!(
        world.sides[A].count_sent("ACK") + world.sides[A].count_sent("BYE"),
        2
    );
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn an_invite_without_a_description_is_answered_in_the_prack() {
    let (mut world, there) = waiting(7, MediaDescription::default());
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    world.run(Duration::from_millis(100));
    assert_eq!(world.sides[A].story(), ["Media"]);
    reply(&mut world, A, leg(), 4000);
    world.seconds(1);
    let Some((_, LegEvent::Early(ForkId(0), media))) = world.sides[B].events.last() else {
        panic!("{:?}", world.sides[B].events);
    };
    assert_eq!(essence(media), essence(&audio(4000, Flow::Both)));
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.seconds(1);
    assert_eq!(world.sides[A].story(), ["Media", "Connected"]);
    assert_eq!(world.sides[B].story(), ["Incoming", "Early", "Connected"]);
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_call_with_early_media_is_given_up_or_refused() {
    for ender in [A, B] {
        let (mut world, there) = waiting(8, audio(4000, Flow::Both));
        world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
        world.seconds(1);
        let cause = Cause::us(Reason::Busy);
        world.command(
            ender,
            if ender == A { leg() } else { there },
            LegCommand::End(cause),
        );
        world.seconds(100);
        assert_clean(&world);
        assert_eq!(
            world.sides[A].count_sent("BYE") + world.sides[B].count_sent("BYE"),
            0
        );
    }
}

#[test]
fn an_accepted_description_that_differs_from_the_early_one_is_asked_for() {
    let (mut world, there) = waiting(9, audio(4000, Flow::Both));
    world.command(B, there, LegCommand::Early(audio(5000, Flow::SendOnly)));
    world.seconds(1);
    world.automatic = true;
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.seconds(2);
    assert_eq!(world.sides[B].count_sent("INVITE"), 1);
    assert_eq!(world.sides[A].story(), ["Early", "Connected", "Media"]);
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_clean(&world);
}

/// A stranger's request before the answer, in the dialog of the INVITE that it sent.
fn stranger(method: &str, to_tag: &str, number: u32, extra: &str, body: &str) -> String {
    format!(
        "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>{to_tag}\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\nContact: <sip:a@198.51.100.1:5060>\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_prack_with_a_new_offer_is_answered_in_its_200() {
    let mut world = World::new(1);
    world.automatic = false;
    world.filter = Box::new(|_, _| false);
    let sdp = "Content-Type: application/sdp\r\n";
    let peer = "198.51.100.1:5060".parse().unwrap();
    let extra = format!("Require: 100rel\r\n{sdp}");
    let invite = stranger("INVITE", "", 1, &extra, &sdp_text(4000));
    world.inject(B, peer, invite.as_bytes());
    let there = world.sides[B].incoming().unwrap().0;
    world.command(B, there, LegCommand::Early(audio(5000, Flow::Both)));
    let early = world.sides[B].sent.last().unwrap().clone();
    let line = |name: &str| {
        early
            .lines()
            .find(|l| l.starts_with(name))
            .unwrap()
            .to_string()
    };
    let tag = format!(";tag={}", line("To: ").split(";tag=").nth(1).unwrap());
    let rack = format!(
        "RAck: {} 1 INVITE\r\n",
        line("RSeq: ").trim_start_matches("RSeq: ")
    );
    let prack = stranger("PRACK", &tag, 2, &format!("{rack}{sdp}"), &sdp_text(4100));
    world.inject(B, peer, prack.as_bytes());
    assert_eq!(
        sent(&world, B, "SIP/2.0 200").len(),
        0,
        "the core has not replied"
    );
    reply(&mut world, B, there, 5002);
    let answer = sent(&world, B, "SIP/2.0 200")[0].clone();
    assert!(
        answer.contains("CSeq: 2 PRACK") && answer.contains("m=audio 5002"),
        "{answer}"
    );
    // What was agreed stands: the answer to the INVITE has no description of its own.
    world.command(B, there, LegCommand::Accept(audio(5002, Flow::Both)));
    let last = world.sides[B].sent.last().unwrap();
    assert!(
        last.contains("CSeq: 1 INVITE") && !last.contains("m=audio"),
        "{last}"
    );
    let ack = stranger("ACK", &tag, 1, "", "");
    world.inject(B, peer, ack.as_bytes());
    assert!(world.sides[B].connected());
    let media = world.sides[B].events.iter().find_map(|(_, e)| match e {
        LegEvent::Media { description, .. } => Some(essence(description)[0].2.unwrap().port()),
        _ => None,
    });
    assert_eq!(media, Some(4100));
    world.command(B, there, hang_up());
    world.seconds(100);
    assert_clean(&world);
}
