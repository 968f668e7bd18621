#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Calls between two edges in virtual time.

mod harness;

use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::{Flow, Rev};
use tolk_model::{ForkId, LegId};

const TO_B: &str = "sip:room@198.51.100.2";
const TO_B_TCP: &str = "sip:room@198.51.100.2;transport=tcp";

fn leg() -> LegId {
    LegId::from_number(1)
}

fn call(world: &mut World, to: &str) {
    world.command(A, leg(), dial(to, audio(4000, Flow::Both)));
}

/// A call that stands.
fn standing(seed: u64, to: &str) -> (World, LegId) {
    let mut world = World::new(seed);
    call(&mut world, to);
    world.seconds(2);
    assert!(
        world.sides[A].connected() && world.sides[B].connected(),
        "{:?}",
        world.sides[A].story()
    );
    let there = world.sides[B].incoming().unwrap().0;
    (world, there)
}

fn hang_up() -> LegCommand {
    LegCommand::End(Cause::us(Reason::HungUp))
}

#[test]
fn a_call_is_set_up_and_ended_by_either_side_over_udp_and_tcp() {
    for to in [
        TO_B,
        TO_B_TCP,
        "sip:room@b.example.net",
        "sip:room@b.example.net;transport=tcp",
    ] {
        for ender in [A, B] {
            let (mut world, there) = standing(1, to);
            assert_eq!(world.sides[A].story(), ["Ringing", "Connected"], "{to}");
            assert_eq!(world.sides[B].story(), ["Incoming", "Connected"], "{to}");
            let ending = if ender == A { leg() } else { there };
            world.command(ender, ending, hang_up());
            world.seconds(100);
            assert_clean(&world);
            assert_eq!(
                world.sides[1 - ender].ended(),
                [&Cause::far_end(Reason::HungUp)]
            );
            assert_eq!(world.sides[ender].count_sent("BYE"), 1);
        }
    }
}

/// The messages of a side's ladder, each with its leg.
fn ladder(side: &Side) -> Vec<(bool, &str, Option<LegId>)> {
    let lines = side.journal.iter().zip(&side.about);
    lines
        .filter_map(|(event, (leg, _))| match event {
            JournalEvent::Message { incoming, name, .. } => Some((*incoming, name.as_str(), *leg)),
            _ => None,
        })
        .collect()
}

#[test]
fn each_message_of_a_calls_ladder_names_its_leg() {
    let (mut world, there) = standing(1, TO_B);
    world.command(A, leg(), hang_up());
    world.seconds(100);
    let names = |side: &Side, of: LegId| {
        let all = ladder(side);
        assert!(all.iter().all(|(.., leg)| *leg == Some(of)), "{all:?}");
        let arrow = |incoming| if incoming { "<" } else { ">" };
        let told = all
            .iter()
            .map(|(i, name, _)| format!("{}{name}", arrow(*i)));
        told.collect::<Vec<String>>()
    };
    let caller = names(&world.sides[A], leg());
    let called = names(&world.sides[B], there);
    let mirrored = |line: &String| match line.strip_prefix('<') {
        Some(rest) => format!(">{rest}"),
        None => line.replacen('>', "<", 1),
    };
    assert_eq!(caller, called.iter().map(mirrored).collect::<Vec<_>>());
    assert_eq!(called.first().map(String::as_str), Some("<INVITE"));
    assert_eq!(called.get(1).map(String::as_str), Some(">100 INVITE"));
    assert_eq!(called.last().map(String::as_str), Some(">200 BYE"));
    let (_, heard) = world.sides[B].about[0];
    assert_eq!(heard, 1, "the core knows the leg before its first line");
}

#[test]
fn what_the_caller_says_reaches_the_core() {
    let (world, _) = standing(1, TO_B);
    let (_, request) = world.sides[B].incoming().unwrap();
    assert_eq!(request.to.to_string(), "sip:room@198.51.100.2");
    assert_eq!(
        request.from.address.reveal().to_string(),
        "sip:caller@example.com"
    );
    assert_eq!(request.from.display_name.reveal(), "Å \"Caller\"");
    assert_eq!(request.origin.to_string(), "198.51.100.1");
    assert_eq!(essence(&request.media), essence(&audio(4000, Flow::Both)));
    let answered = world.sides[A].events.iter().find_map(|(_, e)| match e {
        LegEvent::Connected(ForkId(0), Some(media)) => Some(media),
        _ => None,
    });
    assert_eq!(
        essence(answered.unwrap()),
        essence(&audio(5000, Flow::Both))
    );
}

#[test]
fn bad_weather_only_delays() {
    for seed in 0..60 {
        let mut world = World::new(seed);
        world.weather = Weather {
            loss_percent: 30,
            duplicate_percent: 20,
            jitter_ms: 400,
        };
        call(&mut world, TO_B);
        world.seconds(60);
        if !world.sides[A].connected() {
            // Eleven lost INVITEs in a row would be a different story.
            world.seconds(200);
            assert_clean(&world);
            continue;
        }
        world.command(A, leg(), hang_up());
        world.seconds(200);
        assert_clean(&world);
        assert_eq!(
            world.sides[B]
                .events
                .iter()
                .filter(|(_, e)| matches!(e, LegEvent::Incoming(_)))
                .count(),
            1,
            "seed {seed}"
        );
    }
}

#[test]
fn most_calls_come_up_in_bad_weather() {
    let up = (0..40)
        .filter(|seed| {
            let mut world = World::new(1000 + seed);
            world.weather = Weather {
                loss_percent: 30,
                duplicate_percent: 10,
                jitter_ms: 300,
            };
            call(&mut world, TO_B);
            world.seconds(30);
            world.sides[A].connected() && world.sides[B].connected()
        })
        .count();
    assert!(up >= 36, "{up} of 40");
}

#[test]
fn a_lost_200_is_repeated() {
    let mut world = World::new(3);
    let mut left = 2;
    world.filter = Box::new(move |side, text| {
        let hit =
            side == B && text.starts_with("SIP/2.0 200") && text.contains(" INVITE") && left > 0;
        left -= i32::from(hit);
        !hit
    });
    call(&mut world, TO_B);
    world.seconds(5);
    assert!(world.sides[A].connected() && world.sides[B].connected());
    assert_eq!(world.sides[B].count_sent("SIP/2.0 200"), 3);
}

#[test]
fn a_lost_ack_is_repeated_for_the_repeated_200() {
    let mut world = World::new(3);
    let mut left = 3;
    world.filter = Box::new(move |_, text| {
        let hit = text.starts_with("ACK") && left > 0;
        left -= i32::from(hit);
        !hit
    });
    call(&mut world, TO_B);
    world.seconds(10);
    assert!(world.sides[B].connected());
    let acks: Vec<_> = world.sides[A]
        .sent
        .iter()
        .filter(|t| t.starts_with("ACK"))
        .collect();
    assert_eq!(acks.len(), 4);
    assert!(
        acks.windows(2).all(|w| w[0] == w[1]),
        "the same ACK every time"
    );
}

#[test]
fn an_ack_that_never_comes_ends_the_call_with_bye() {
    for to in [TO_B, TO_B_TCP] {
        let mut world = World::new(3);
        world.filter = Box::new(|_, text| !text.starts_with("ACK"));
        call(&mut world, to);
        world.seconds(20);
        assert!(world.sides[B].ended().is_empty() && !world.sides[B].connected());
        world.seconds(100);
        assert_eq!(world.sides[B].ended(), [&Cause::network(Reason::TimedOut)]);
        assert_eq!(
            world.sides[A].ended().len(),
            1,
            "the BYE reached the caller"
        );
        assert_clean(&world);
    }
}

#[test]
fn a_call_is_cancelled_in_every_state() {
    // Milliseconds after dialling: before the INVITE arrives, before 100, at 180, around the 200, around the ACK, standing.
    for at_ms in [0, 5, 12, 15, 25, 35, 45, 60, 500] {
        for to in [TO_B, TO_B_TCP] {
            for automatic in [true, false] {
                let mut world = World::new(5);
                world.automatic = automatic;
                call(&mut world, to);
                world.run(Duration::from_millis(at_ms));
                world.command(A, leg(), hang_up());
                assert_eq!(
                    world.sides[A].ended(),
                    [&Cause::us(Reason::HungUp)],
                    "{at_ms} {to}"
                );
                world.seconds(300);
                assert_clean(&world);
            }
        }
    }
}

#[test]
fn a_cancel_of_a_ringing_call_is_told_to_the_core() {
    let mut world = World::new(5);
    world.automatic = false;
    call(&mut world, TO_B);
    world.seconds(1);
    let there = world.sides[B].incoming().unwrap().0;
    world.command(B, there, LegCommand::Ring);
    world.seconds(1);
    world.command(A, leg(), LegCommand::End(Cause::us(Reason::Cancelled)));
    world.seconds(1);
    assert_eq!(world.sides[B].ended(), [&Cause::far_end(Reason::Cancelled)]);
    assert_eq!(world.sides[B].count_sent("SIP/2.0 487"), 1);
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_cancel_waits_for_the_first_provisional_response() {
    let mut world = World::new(5);
    let mut left = 3;
    world.filter = Box::new(move |side, text| {
        let hit = side == A && text.starts_with("INVITE") && left > 0;
        left -= i32::from(hit);
        !hit
    });
    world.automatic = false;
    call(&mut world, TO_B);
    world.run(Duration::from_millis(100));
    assert_eq!(world.sides[A].count_sent("INVITE"), 1);
    world.command(A, leg(), hang_up());
    world.seconds(2);
    assert_eq!(world.sides[A].count_sent("CANCEL"), 0, "§9.1");
    world.seconds(10);
    assert_eq!(world.sides[A].count_sent("CANCEL"), 1);
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_cancel_that_crosses_the_answer_is_followed_by_ack_and_bye() {
    let mut world = World::new(5);
    // Every CANCEL is lost, so the call is answered after it was given up.
    world.filter = Box::new(|_, text| !text.starts_with("CANCEL"));
    world.automatic = false;
    call(&mut world, TO_B);
    world.seconds(1);
    world.command(A, leg(), hang_up());
    let there = world.sides[B].incoming().unwrap().0;
    world.command(B, there, LegCommand::Accept(audio(5000, Flow::Both)));
    world.seconds(2);
    assert_eq!(
        (
            world.sides[A].count_sent("ACK"),
            world.sides[A].count_sent("BYE")
        ),
        (1, 1)
    );
    assert_eq!(world.sides[B].ended().len(), 1);
    world.seconds(200);
    assert_clean(&world);
}

#[test]
fn every_refusal_reaches_the_caller_with_its_reason() {
    for reason in Reason::ALL {
        for to in [TO_B, TO_B_TCP] {
            let mut world = World::new(7);
            world.automatic = false;
            call(&mut world, to);
            world.seconds(1);
            let there = world.sides[B].incoming().unwrap().0;
            world.command(B, there, LegCommand::End(Cause::us(*reason)));
            world.seconds(100);
            let ended = world.sides[A].ended();
            assert_eq!(
                ended.iter().map(|c| c.reason).collect::<Vec<_>>(),
                [*reason]
            );
            assert_clean(&world);
        }
    }
}

#[test]
fn a_call_that_nobody_answers_ends_on_both_sides() {
    let mut world = World::with(8, |side, config| {
        config.no_answer = Duration::from_secs(if side == A { 30 } else { 300 });
    });
    world.automatic = false;
    call(&mut world, TO_B);
    world.seconds(1);
    let there = world.sides[B].incoming().unwrap().0;
    world.command(B, there, LegCommand::Ring);
    world.seconds(100);
    assert_eq!(world.sides[A].ended(), [&Cause::far_end(Reason::NoAnswer)]);
    assert_eq!(world.sides[B].ended().len(), 1);
    assert_clean(&world);
}

#[test]
fn a_call_to_nobody_times_out() {
    let mut world = World::new(9);
    call(&mut world, "sip:room@dead.example.net");
    world.seconds(31);
    assert!(world.sides[A].ended().is_empty());
    world.seconds(2);
    assert_eq!(world.sides[A].ended(), [&Cause::network(Reason::TimedOut)]);
    assert_eq!(world.sides[A].count_sent("INVITE"), 7, "timer A");
    assert_clean(&world);
}

#[test]
fn a_name_that_leads_nowhere_ends_at_once() {
    let mut world = World::new(9);
    call(&mut world, "sip:room@nowhere.example.net");
    assert_eq!(world.sides[A].ended(), [&Cause::network(Reason::NotFound)]);
    assert_clean(&world);
}

#[test]
fn the_next_destination_is_tried_within_the_call() {
    let mut world = World::new(10);
    call(&mut world, "sip:room@two.example.net");
    world.seconds(8);
    assert!(world.sides[A].connected(), "after 4 s of silence");
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_refused_connection_fails_over_at_once() {
    let mut world = World::new(10);
    call(&mut world, "sip:room@two.example.net;transport=tcp");
    world.seconds(1);
    assert!(world.sides[A].connected());
}

#[test]
fn hold_and_resume_from_both_sides() {
    for (holder, to) in [(A, TO_B), (B, TO_B), (A, TO_B_TCP), (B, TO_B_TCP)] {
        let (mut world, there) = standing(11, to);
        let (mine, port) = if holder == A {
            (leg(), 4000)
        } else {
            (there, 5000)
        };
        for (rev, flow) in [(Rev(1), Flow::SendOnly), (Rev(2), Flow::Both)] {
            world.sides.iter_mut().for_each(|s| s.events.clear());
            let description = audio(port, flow);
            world.command(
                holder,
                mine,
                LegCommand::Media {
                    rev,
                    replies_to: None,
                    description,
                },
            );
            world.seconds(2);
            let LegEvent::Media {
                replies_to: None,
                description,
                ..
            } = &world.sides[1 - holder].events[0].1
            else {
                panic!("{:?}", world.sides[1 - holder].events);
            };
            assert_eq!(description.streams[0].flow, flow);
            let [
                (
                    _,
                    LegEvent::Media {
                        replies_to,
                        description,
                        ..
                    },
                ),
            ] = &world.sides[holder].events[..]
            else {
                panic!("exactly one reply: {:?}", world.sides[holder].events);
            };
            assert_eq!(
                (*replies_to, description.streams[0].flow),
                (Some(rev), flow.mirrored())
            );
        }
    }
}

#[test]
fn both_offer_at_once_and_both_are_answered() {
    for seed in 0..20 {
        let (mut world, there) = standing(seed, TO_B);
        world.sides.iter_mut().for_each(|s| s.events.clear());
        for (side, leg, port) in [(A, leg(), 4000), (B, there, 5000)] {
            let description = audio(port, Flow::SendOnly);
            world.command(
                side,
                leg,
                LegCommand::Media {
                    rev: Rev(7),
                    replies_to: None,
                    description,
                },
            );
        }
        world.seconds(10);
        for side in [A, B] {
            let replies = world.sides[side].events.iter().filter(|(_, e)| {
                matches!(
                    e,
                    LegEvent::Media {
                        replies_to: Some(Rev(7)),
                        ..
                    } | LegEvent::MediaRefused { .. }
                )
            });
            assert_eq!(
                replies.count(),
                1,
                "seed {seed} side {side}: {:?}",
                world.sides[side].story()
            );
        }
        assert!(
            world.sides.iter().any(|s| s.count_sent("SIP/2.0 491") > 0),
            "there was a glare"
        );
        world.command(A, leg(), hang_up());
        world.seconds(100);
        for side in &world.sides {
            assert_eq!(side.leftovers(), serde_json::json!([[], 0, 0, 0]));
        }
    }
}

#[test]
fn a_refused_description_leaves_the_call_as_it_was() {
    let (mut world, there) = standing(12, TO_B);
    world.automatic = false;
    let description = audio(4002, Flow::Both);
    world.command(
        A,
        leg(),
        LegCommand::Media {
            rev: Rev(3),
            replies_to: None,
            description,
        },
    );
    world.seconds(1);
    let asked = world.sides[B].events.iter().find_map(|(_, e)| match e {
        LegEvent::Media { rev, .. } => Some(*rev),
        _ => None,
    });
    let cause = Cause::us(Reason::NoCommonMedia);
    world.command(
        B,
        there,
        LegCommand::RefuseMedia {
            replies_to: asked.unwrap(),
            cause,
        },
    );
    world.seconds(1);
    let (_, last) = world.sides[A].events.last().unwrap();
    assert!(
        matches!(last, LegEvent::MediaRefused { replies_to: Rev(3), cause } if cause.reason == Reason::NoCommonMedia)
    );
    assert!(world.sides[A].ended().is_empty());
}

#[test]
fn a_core_that_never_replies_does_not_hang_the_peer() {
    let (mut world, _) = standing(12, TO_B);
    world.automatic = false;
    let description = audio(4002, Flow::Both);
    world.command(
        A,
        leg(),
        LegCommand::Media {
            rev: Rev(3),
            replies_to: None,
            description,
        },
    );
    world.seconds(10);
    assert_eq!(world.sides[B].count_sent("SIP/2.0 500"), 1);
    assert!(matches!(
        world.sides[A].events.last().unwrap().1,
        LegEvent::MediaRefused { .. }
    ));
}

#[test]
fn digits_and_picture_requests_go_both_ways() {
    let (mut world, there) = standing(13, TO_B);
    let digit = tolk_model::leg::Digit::new('#').unwrap();
    world.command(A, leg(), LegCommand::Digit(digit));
    world.command(B, there, LegCommand::Digit(digit));
    world.command(
        A,
        leg(),
        LegCommand::PictureRequest(tolk_model::StreamId(1)),
    );
    world.seconds(1);
    for side in [A, B] {
        assert!(
            matches!(world.sides[side].events.last().unwrap().1, LegEvent::Digit(d) if d == digit)
        );
    }
    assert!(
        world.sides[A]
            .sent
            .iter()
            .any(|t| t.contains("picture_fast_update"))
    );
    assert_eq!(
        world.sides[B].count_sent("SIP/2.0 200 OK"),
        3,
        "INVITE and two INFO"
    );
}

#[test]
fn a_broken_connection_is_opened_again_for_the_bye() {
    let (mut world, _) = standing(14, TO_B_TCP);
    world.cut_streams();
    world.command(A, leg(), hang_up());
    world.seconds(100);
    assert_eq!(world.sides[B].ended(), [&Cause::far_end(Reason::HungUp)]);
    assert_clean(&world);
}

#[test]
fn a_request_that_a_breaking_connection_lost_is_sent_over_a_new_one() {
    let (mut world, _) = standing(14, TO_B_TCP);
    let mut lost = false;
    world.filter =
        Box::new(move |_, text| std::mem::replace(&mut lost, true) || !text.starts_with("BYE"));
    world.command(A, leg(), hang_up());
    world.cut_streams();
    world.seconds(1);
    assert_eq!(world.sides[B].ended(), [&Cause::far_end(Reason::HungUp)]);
    assert_eq!(world.sides[A].count_sent("BYE"), 2);
}

#[test]
fn a_large_invite_goes_by_tcp_and_comes_down_to_udp_where_tcp_is_refused() {
    for refused in [false, true] {
        let mut world = World::new(15);
        world.no_streams = refused;
        let mut media = audio(4000, Flow::Both);
        let stream = media.streams[0].clone();
        for n in 1..12 {
            let mut more = stream.clone();
            more.id = tolk_model::StreamId(n);
            media.streams.push(more);
        }
        world.command(A, leg(), dial(TO_B, media));
        world.seconds(5);
        let invite = world.sides[A]
            .sent
            .iter()
            .find(|t| t.starts_with("INVITE"))
            .unwrap();
        assert!(
            invite.len() > 1300,
            "the test must be a large one: {}",
            invite.len()
        );
        assert_eq!(invite.contains("SIP/2.0/TCP"), !refused);
        assert!(world.sides[B].incoming().is_some());
    }
}

#[test]
fn two_hundred_calls_with_random_ends_leave_nothing() {
    for seed in 0..10 {
        let mut world = World::new(500 + seed);
        world.weather = Weather {
            loss_percent: 10,
            duplicate_percent: 10,
            jitter_ms: 200,
        };
        for n in 0..20_u64 {
            let leg = LegId::from_number(n);
            let to = if n % 3 == 0 { TO_B_TCP } else { TO_B };
            world.command(A, leg, dial(to, audio(4000, Flow::Both)));
            world.run(Duration::from_millis((seed * 37 + n * 53) % 900));
            match n % 4 {
                0 => world.command(A, leg, hang_up()),
                1 => {
                    let there = world.sides[B].events.last().map(|(l, _)| *l);
                    there
                        .into_iter()
                        .for_each(|l| world.command(B, l, hang_up()));
                }
                _ => {}
            }
        }
        world.seconds(60);
        for n in 0..20 {
            world.command(A, LegId::from_number(n), hang_up());
        }
        world.seconds(300);
        // A BYE that was lost eleven times leaves the other side standing: media supervision ends it, not signalling.
        let standing: Vec<LegId> = world.sides[B].events.iter().map(|(l, _)| *l).collect();
        standing
            .into_iter()
            .for_each(|l| world.command(B, l, hang_up()));
        world.seconds(300);
        assert_clean(&world);
    }
}
