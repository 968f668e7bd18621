#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! The machines alone, state by state (RFC 3261 figures 5-8, RFC 6026 figures 1-2).

use std::time::Duration;

use super::timers::{Letter, T1, T2, T4, T64, TimerKey, Timers};
use super::*;
use tolk_model::time::Mono;

use Reliability::{Reliable, Unreliable};

/// Sums the intervals of a repeating timer until the machine ends or `most` rounds are over.
fn intervals(
    steps: Vec<Step>,
    letter: Letter,
    mut fire: impl FnMut() -> Vec<Step>,
    most: usize,
) -> Vec<u64> {
    let wanted = |steps: &[Step]| {
        steps.iter().find_map(|s| match s {
            Step::Start(l, after) if *l == letter => {
                Some(u64::try_from(after.as_millis()).unwrap())
            }
            _ => None,
        })
    };
    let mut found = Vec::new();
    let mut next = wanted(&steps);
    while let Some(ms) = next {
        found.push(ms);
        if found.len() == most {
            break;
        }
        let steps = fire();
        assert!(steps.contains(&Step::Transmit));
        next = wanted(&steps);
    }
    found
}

#[test]
fn an_invite_over_udp_is_repeated_at_doubling_intervals() {
    let mut machine = ClientMachine::Invite(ClientInvite::new(Unreliable));
    let steps = machine.start();
    assert!(steps.contains(&Step::Start(Letter::B, T64)));
    let found = intervals(steps, Letter::A, || machine.timer(Letter::A), 6);
    assert_eq!(found, [500, 1000, 2000, 4000, 8000, 16000]);
    assert_eq!(machine.timer(Letter::B), [Step::TimedOut, Step::Gone]);
    assert!(
        machine.response(200).is_empty(),
        "nothing comes out of a dead machine"
    );
}

#[test]
fn an_invite_over_tcp_is_sent_once() {
    let mut machine = ClientMachine::Invite(ClientInvite::new(Reliable));
    assert_eq!(
        machine.start(),
        [Step::Transmit, Step::Start(Letter::B, T64)]
    );
    assert_eq!(
        machine.response(486),
        [
            Step::Stop(Letter::A),
            Step::Stop(Letter::B),
            Step::TransmitAck,
            Step::Deliver,
            Step::Gone
        ]
    );
}

#[test]
fn a_provisional_response_stops_the_repeats_and_the_limit() {
    let mut machine = ClientMachine::Invite(ClientInvite::new(Unreliable));
    machine.start();
    assert_eq!(
        machine.response(180),
        [Step::Stop(Letter::A), Step::Stop(Letter::B), Step::Deliver]
    );
    assert!(machine.timer(Letter::A).is_empty());
    assert!(machine.timer(Letter::B).is_empty());
}

#[test]
fn every_repeated_2xx_is_passed_up_until_timer_m() {
    let mut machine = ClientMachine::Invite(ClientInvite::new(Unreliable));
    machine.start();
    assert!(machine.response(200).contains(&Step::Start(Letter::M, T64)));
    assert_eq!(machine.response(200), [Step::Deliver]);
    assert!(
        machine.response(486).is_empty(),
        "a refusal after an answer is noise"
    );
    assert_eq!(machine.timer(Letter::M), [Step::Gone]);
}

#[test]
fn every_repeated_refusal_is_acknowledged_and_told_once() {
    let mut machine = ClientMachine::Invite(ClientInvite::new(Unreliable));
    machine.start();
    let first = machine.response(486);
    assert!(first.contains(&Step::TransmitAck) && first.contains(&Step::Deliver));
    assert!(first.contains(&Step::Start(Letter::D, T64)));
    assert_eq!(machine.response(486), [Step::TransmitAck]);
    assert_eq!(machine.timer(Letter::D), [Step::Gone]);
}

#[test]
fn other_requests_are_repeated_up_to_t2() {
    let mut machine = ClientMachine::Other(ClientOther::new(Unreliable));
    let steps = machine.start();
    let found = intervals(steps, Letter::E, || machine.timer(Letter::E), 6);
    assert_eq!(found, [500, 1000, 2000, 4000, 4000, 4000]);
    machine.response(100);
    assert_eq!(
        machine.timer(Letter::E),
        [Step::Transmit, Step::Start(Letter::E, T2)]
    );
    assert!(machine.response(200).contains(&Step::Start(Letter::K, T4)));
    assert!(machine.response(200).is_empty(), "absorbed");
    assert_eq!(machine.timer(Letter::K), [Step::Gone]);
}

#[test]
fn other_requests_time_out_even_after_a_provisional_response() {
    let mut machine = ClientMachine::Other(ClientOther::new(Unreliable));
    machine.start();
    machine.response(100);
    assert_eq!(machine.timer(Letter::F), [Step::TimedOut, Step::Gone]);
}

#[test]
fn a_refused_invite_is_repeated_until_its_ack() {
    let mut server = ServerInvite::new(Unreliable);
    let steps = server.respond(486);
    assert!(steps.contains(&Step::Start(Letter::H, T64)));
    let found = intervals(steps, Letter::G, || server.timer(Letter::G), 5);
    assert_eq!(found, [500, 1000, 2000, 4000, 4000]);
    assert_eq!(server.repeated(), [Step::Transmit]);
    assert!(server.acknowledged().contains(&Step::Start(Letter::I, T4)));
    assert!(server.repeated().is_empty(), "confirmed");
    assert_eq!(server.timer(Letter::I), [Step::Gone]);
}

#[test]
fn a_refused_invite_without_ack_times_out() {
    let mut server = ServerInvite::new(Unreliable);
    server.respond(486);
    assert_eq!(server.timer(Letter::H), [Step::TimedOut, Step::Gone]);
}

#[test]
fn an_accepted_invite_absorbs_repeats_and_lives_until_timer_l() {
    let mut server = ServerInvite::new(Unreliable);
    assert_eq!(server.respond(180), [Step::Transmit]);
    assert_eq!(server.repeated(), [Step::Transmit]);
    assert_eq!(
        server.respond(200),
        [Step::Transmit, Step::Start(Letter::L, T64)]
    );
    assert!(server.repeated().is_empty(), "RFC 6026 7.1");
    assert_eq!(
        server.respond(200),
        [Step::Transmit],
        "the user repeats its 2xx"
    );
    assert!(server.respond(486).is_empty(), "one final response only");
    assert!(server.acknowledged().is_empty());
    assert_eq!(server.timer(Letter::L), [Step::Gone]);
}

#[test]
fn other_requests_are_answered_again() {
    let mut server = ServerMachine::Other(ServerOther::new(Unreliable));
    assert!(server.repeated().is_empty(), "nothing to repeat yet");
    assert_eq!(
        server.respond(200),
        [Step::Transmit, Step::Start(Letter::J, T64)]
    );
    assert_eq!(server.repeated(), [Step::Transmit]);
    assert_eq!(server.timer(Letter::J), [Step::Gone]);
    let mut server = ServerMachine::Other(ServerOther::new(Reliable));
    assert_eq!(server.respond(200), [Step::Transmit, Step::Gone]);
}

#[test]
fn timers_fire_in_order_and_once() {
    let at = |ms| Mono(Duration::from_millis(ms));
    let mut timers = Timers::default();
    let a = TimerKey::Transaction(1, Letter::A);
    let b = TimerKey::Transaction(1, Letter::B);
    timers.set(b, at(20));
    timers.set(a, at(10));
    timers.set(a, at(30));
    assert_eq!(timers.next(), Some((at(20), b)));
    assert_eq!(timers.take_due(at(19)), None);
    assert_eq!(timers.take_due(at(50)), Some(b));
    assert_eq!(timers.take_due(at(50)), Some(a));
    assert_eq!((timers.take_due(at(50)), timers.len()), (None, 0));
    assert_eq!(T1 * 64, T64);
}
