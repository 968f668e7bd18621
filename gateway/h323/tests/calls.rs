//! Calls between two edges, in every way of starting, and with a loss at every message.

mod harness;

use std::time::Duration;

use harness::wire::{Probe, plain};
use harness::{A, B, Manner, Weather, World, address, config};
use tolk_h323::H323Config;
use tolk_h323::q931::Kind;
use tolk_model::cause::{Blame, Cause, Reason};
use tolk_model::leg::{Digit, LegCommand, LegEvent};
use tolk_model::{Codec, LegId, Rev};

/// Every way of starting: fast start and tunnelling, wanted or not by each side.
fn ways() -> Vec<(H323Config, H323Config, String)> {
    let mut all = Vec::new();
    for bits in 0..16_u8 {
        let bit = |n: u8| bits >> n & 1 == 1;
        let a = H323Config {
            fast_start: bit(0),
            tunnelling: bit(1),
            ..config(A)
        };
        let b = H323Config {
            fast_start: bit(2),
            tunnelling: bit(3),
            ..config(B)
        };
        let name = format!(
            "caller fast {} tunnel {}, called fast {} tunnel {}",
            bit(0),
            bit(1),
            bit(2),
            bit(3)
        );
        all.push((a, b, name));
    }
    all
}

fn hang_up(world: &mut World, side: usize, leg: LegId) {
    world.command(side, leg, LegCommand::End(Cause::us(Reason::HungUp)));
    world.run_seconds(60);
}

#[test]
fn calls_come_about_in_every_way_of_starting() {
    for (a, b, way) in ways() {
        let mut world = World::with(a, b);
        let leg = world.call();
        world.run_seconds(5);
        for side in [A, B] {
            assert!(world.sides[side].is_connected(), "{way}: {side}");
            let there = address(1 - side).ip();
            let sound = world.sides[side].sound().expect(&way);
            assert_eq!((sound.ip(), sound.port()), (there, 20_000), "{way}");
        }
        assert!(
            world.sides[A].has(|e| matches!(e, LegEvent::Ringing)),
            "{way}"
        );
        let (_, request) = world.sides[B].incoming().expect(&way);
        assert_eq!(request.to.local, "8001");
        assert_eq!(request.from.address.reveal().local, "8005");
        assert_eq!(request.from.display_name.reveal(), "8005 shown");
        hang_up(&mut world, A, leg);
        for side in [A, B] {
            let ends = world.sides[side].ends();
            assert_eq!(ends.len(), 1, "{way}: {side}");
            assert_eq!(ends[0].reason, Reason::HungUp, "{way}: {side}");
            assert!(world.sides[side].is_clean(), "{way}: {side}");
        }
    }
}

#[test]
fn called_ones_may_hang_up_as_well() {
    for (a, b, way) in ways() {
        let mut world = World::with(a, b);
        world.call();
        world.run_seconds(5);
        let (leg, _) = world.sides[B].incoming().expect(&way);
        hang_up(&mut world, B, leg);
        let ends = world.sides[A].ends();
        assert_eq!(ends, [Cause::far_end(Reason::HungUp)], "{way}");
        assert!(
            world.sides[A].is_clean() && world.sides[B].is_clean(),
            "{way}"
        );
    }
}

#[test]
fn whatever_connection_breaks_each_leg_ends_once_and_nothing_is_left() {
    for (a, b, way) in ways() {
        let mut world = World::with(a.clone(), b.clone());
        let leg = world.call();
        world.run_seconds(5);
        hang_up(&mut world, A, leg);
        let packets = world.packets;
        assert!(packets > 4, "{way}");
        for after in 1..=packets {
            for loses_it in [false, true] {
                let mut world = World::with(a.clone(), b.clone());
                world.weather = Weather {
                    breaks_after: Some(after),
                    loses_it,
                    ..Weather::default()
                };
                let leg = world.call();
                world.run_seconds(60);
                hang_up(&mut world, A, leg);
                if let Some((leg, _)) = world.sides[B].incoming() {
                    hang_up(&mut world, B, leg);
                }
                for side in [A, B] {
                    let begun = side == A || world.sides[B].incoming().is_some();
                    let ends = world.sides[side].ends().len();
                    assert_eq!(ends, usize::from(begun), "{way}: {side} after {after}");
                    assert!(world.sides[side].is_clean(), "{way}: {side} after {after}");
                }
            }
        }
    }
}

#[test]
fn sound_comes_before_the_answer_where_both_can() {
    let mut world = World::new();
    world.sides[B].manner = Manner::ShowsEarly;
    world.call();
    world.run(Duration::from_millis(500));
    assert!(world.sides[A].has(|e| matches!(e, LegEvent::Early(..))));
    assert!(!world.sides[A].is_connected());
    assert_eq!(world.sides[A].sound().map(|s| s.port()), Some(20_000));
    world.run_seconds(5);
    assert!(world.sides[A].is_connected() && world.sides[B].is_connected());
}

#[test]
fn refusals_say_why() {
    for reason in [
        Reason::Busy,
        Reason::NotFound,
        Reason::Declined,
        Reason::Forbidden,
        Reason::Overloaded,
        Reason::NoCommonMedia,
    ] {
        let mut world = World::new();
        world.sides[B].manner = Manner::Refuses(reason);
        world.call();
        world.run_seconds(60);
        assert_eq!(world.sides[A].ends(), [Cause::far_end(reason)]);
        assert!(world.sides[A].is_clean() && world.sides[B].is_clean());
    }
}

#[test]
fn nobody_rings_for_ever() {
    let mut world = World::new();
    world.sides[B].manner = Manner::Rings;
    world.call();
    world.run_seconds(170);
    assert!(world.sides[A].ends().is_empty());
    world.run_seconds(60);
    assert_eq!(world.sides[A].ends()[0].reason, Reason::NoAnswer);
    assert_eq!(world.sides[B].ends().len(), 1);
    assert!(world.sides[A].is_clean() && world.sides[B].is_clean());
}

#[test]
fn a_caller_who_gives_up_is_told_apart() {
    let mut world = World::new();
    world.sides[B].manner = Manner::Rings;
    let leg = world.call();
    world.run_seconds(2);
    world.command(A, leg, LegCommand::End(Cause::us(Reason::Cancelled)));
    world.run_seconds(60);
    assert_eq!(world.sides[B].ends(), [Cause::far_end(Reason::Cancelled)]);
}

#[test]
fn who_is_not_there_is_unavailable() {
    let mut world = World::new();
    world.dial("h323:8001@192.0.2.2:1721");
    world.run_seconds(60);
    let ends = world.sides[A].ends();
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].reason, Reason::Unavailable);
    assert_eq!(ends[0].blame, Blame::Network);
    assert!(world.sides[A].is_clean());
    let mut world = World::new();
    world.dial("h323:8001");
    assert_eq!(world.sides[A].ends()[0].reason, Reason::NotFound);
}

#[test]
fn digits_arrive_in_every_way_of_starting() {
    for (a, b, way) in ways() {
        let mut world = World::with(a, b);
        let leg = world.call();
        world.run_seconds(5);
        for digit in ['1', '#'] {
            let digit = Digit::new(digit).expect("a digit");
            world.command(A, leg, LegCommand::Digit(digit));
        }
        world.run_seconds(1);
        let heard: String = world.sides[B]
            .events
            .iter()
            .filter_map(|(_, e)| match e {
                LegEvent::Digit(digit) => Some(digit.char()),
                _ => None,
            })
            .collect();
        assert_eq!(heard, "1#", "{way}");
    }
}

#[test]
fn each_description_gets_exactly_one_reply() {
    for (a, b, way) in ways() {
        let mut world = World::with(a, b);
        let leg = world.call();
        world.run_seconds(5);
        let media = world.sides[A].media.clone();
        world.command(
            A,
            leg,
            LegCommand::Media {
                rev: Rev(5),
                replies_to: None,
                description: media,
            },
        );
        world.run_seconds(5);
        let replies = world.sides[A].events.iter().filter(|(_, e)| {
            matches!(
                e,
                LegEvent::Media {
                    replies_to: Some(Rev(5)),
                    ..
                }
            )
        });
        assert_eq!(replies.count(), 1, "{way}");
    }
}

#[test]
fn the_ladder_shows_call_signalling_and_control() {
    let mut world = World::new();
    world.call();
    world.run_seconds(5);
    let sent = world.sides[B].messages(false);
    for name in [
        "callProceeding",
        "alerting",
        "connect",
        "terminalCapabilitySet",
    ] {
        assert!(sent.iter().any(|m| m == name), "{name} in {sent:?}");
    }
    let heard = world.sides[B].messages(true);
    assert_eq!(heard.first().map(String::as_str), Some("setup"));
}

#[test]
fn without_a_port_control_is_had_at_the_callers() {
    for tunnel in [false, true] {
        let b = H323Config {
            tunnelling: tunnel,
            ..config(B)
        };
        let mut world = World::with(config(A), b);
        world.weather.no_ports = true;
        let leg = world.call();
        world.run_seconds(60);
        // With fast start the call stands without control; tunnelled it needs no port.
        assert!(world.sides[A].is_connected(), "tunnel {tunnel}");
        hang_up(&mut world, A, leg);
        assert!(world.sides[A].is_clean() && world.sides[B].is_clean());
    }
}

#[test]
fn hold_and_resume_reach_the_other_side_in_every_way_of_starting() {
    use tolk_model::media::Flow;
    for (a, b, way) in ways() {
        let mut world = World::with(a, b);
        let leg = world.call();
        world.run_seconds(5);
        let normal = world.sides[A].media.clone();
        for (rev, flow, receives) in [(5, Flow::Inactive, false), (6, Flow::Both, true)] {
            let mut media = normal.clone();
            media.streams[0].flow = flow;
            world.sides[A].media = media.clone();
            world.command(
                A,
                leg,
                LegCommand::Media {
                    rev: Rev(rev),
                    replies_to: None,
                    description: media,
                },
            );
            world.run_seconds(5);
            let remote = world.sides[B].remote().expect(&way);
            let told = remote.streams[0].flow.receives();
            assert_eq!(told, receives, "{way}: {flow:?}");
        }
        assert!(world.sides[A].ends().is_empty() && world.sides[B].ends().is_empty());
        assert_eq!(
            world.sides[B].sound().map(|s| s.port()),
            Some(20_000),
            "{way}"
        );
    }
}

#[test]
fn a_far_end_that_never_answers_is_given_up() {
    for (answer, seconds) in [(None, 15), (Some(Kind::CallProceeding), 70)] {
        let mut probe = Probe::new(config(A));
        let leg = LegId::from_number(1);
        probe.dial(leg, "h323:8001@192.0.2.2");
        let flow = *probe.opened.first().expect("a connection");
        probe.accept(flow);
        let (_, setup) = probe.sent.first().expect("a Setup").clone();
        if let Some(kind) = answer {
            probe.say(flow, &plain(kind, setup.call.value, true, Vec::new()));
            probe.wait(15);
            assert!(probe.events.is_empty());
        }
        probe.answers();
        probe.wait(seconds);
        let (_, event) = probe.events.last().expect("an end");
        assert_eq!(*event, LegEvent::Ended(Cause::network(Reason::TimedOut)));
        assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(102))]);
        assert_eq!((probe.count("flows"), probe.count("timers")), (0, 0));
    }
}

#[test]
fn channels_that_were_agreed_upon_stay_open() {
    for tunnelling in [false, true] {
        let a = H323Config {
            tunnelling,
            ..config(A)
        };
        let mut world = World::with(a, config(B));
        let mut wide = harness::limits(Codec::G722, 9);
        wide.clock_rate = 8_000;
        let stream = &mut world.sides[A].media.streams[0];
        stream.receive.insert(0, wide.clone());
        stream.send.insert(0, wide);
        world.call();
        world.run_seconds(5);
        assert!(world.sides[A].is_connected());
        for side in [A, B] {
            let sent = world.sides[side].messages(false);
            let closed = sent.iter().filter(|m| *m == "closeLogicalChannel");
            assert_eq!(closed.count(), 0, "{side} {sent:?}");
        }
    }
}
