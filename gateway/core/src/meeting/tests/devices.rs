//! Several devices of one person ring together: the first that answers has the call.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::cause::Reason;
use tolk_model::id::FlowId;
use tolk_model::leg::Dial;
use tolk_model::media::{Security, Traversal};
use tolk_model::registration::{DeviceRoute, Route, Source};
use tolk_model::{Cause, LegCommand, LegEvent, LegId, Pii, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

/// Calls somebody with these devices; those with a `+` ring together with the one before.
fn call(world: &mut World, devices: &[&str]) -> LegId {
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    let names: Vec<&str> = devices.iter().map(|d| d.trim_start_matches('+')).collect();
    for name in &names {
        world.called.insert((*name).into(), FarEnd::phone());
    }
    let mut callee = callee(&names);
    for (target, device) in callee.targets.iter_mut().zip(devices) {
        target.together = device.starts_with('+');
    }
    let command = HostCommand::Call(Box::new(callee));
    world.input(MeetingInput::Host(Author::Node, command));
    caller
}

/// Everybody who was called, in order.
fn dialled(world: &World) -> Vec<(LegId, Dial)> {
    let dialled = world
        .said
        .iter()
        .filter_map(|(leg, command)| match command {
            LegCommand::Dial(dial) => Some((*leg, (**dial).clone())),
            _ => None,
        });
    dialled.collect()
}

fn names(dialled: &[(LegId, Dial)]) -> Vec<&str> {
    dialled
        .iter()
        .map(|(_, dial)| dial.to.local.as_str())
        .collect()
}

fn fails(world: &mut World, leg: LegId, reason: Reason) {
    world.leg(leg, LegEvent::Ended(Cause::far_end(reason)));
}

#[test]
fn all_ring_and_the_first_answer_ends_the_others() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = call(&mut world, &["desk", "+mobile", "+home"]);
    let all = dialled(&world);
    assert_eq!(names(&all), ["desk", "mobile", "home"]);
    world.leg(all[2].0, LegEvent::Ringing);
    world.leg(all[0].0, LegEvent::Ringing);
    let rings = count(&world.told(caller), |c| matches!(c, LegCommand::Ring));
    assert_eq!(rings, 1, "the caller hears one telephone");
    world.answer(all[1].0, &all[1].1);
    for other in [all[0].0, all[2].0] {
        assert_eq!(world.reason(other), Some(Reason::AnsweredElsewhere));
    }
    let accepted = count(&world.told(caller), |c| matches!(c, LegCommand::Accept(_)));
    assert_eq!(accepted, 1);
    world.pass(Duration::from_secs(5));
    assert!(!world.over && world.reason(all[1].0).is_none());
}

/// Registered over this transport, without a hop between.
fn registered_over(transport: TransportKind) -> Option<Route> {
    Some(Route::Device(DeviceRoute {
        contact: Pii::new("<sip:page@df7jal23ls0d.invalid;transport=ws>".into()),
        hops: Vec::new(),
        instance: None,
        alias: None,
        source: Some(Source {
            flow: FlowId(7),
            remote: SocketAddr::from(([192, 0, 2, 9], 50_000)),
            transport,
            only: true,
        }),
    }))
}

#[test]
fn a_telephone_in_a_page_is_asked_as_a_browser_and_others_as_telephones() {
    let mut world = World::new(MeetingKind::AdHoc);
    world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    let mut callee = callee(&["page", "desk"]);
    let kinds = [TransportKind::SecureWebsocket, TransportKind::Tls];
    for (n, kind) in kinds.into_iter().enumerate() {
        callee.targets[n].together = n > 0;
        callee.targets[n].route = registered_over(kind);
    }
    world.input(MeetingInput::Host(
        Author::Node,
        HostCommand::Call(Box::new(callee)),
    ));
    let asked: Vec<(bool, bool)> = dialled(&world)
        .iter()
        .flat_map(|(_, dial)| dial.media.transports.first())
        .map(|t| {
            (
                matches!(t.security, Security::Dtls { .. }),
                matches!(t.traversal, Traversal::Ice { .. }),
            )
        })
        .collect();
    assert_eq!(asked, [(true, true), (false, false)]);
}

#[test]
fn two_that_answer_at_once_are_not_both_in_the_call() {
    let mut world = World::new(MeetingKind::AdHoc);
    call(&mut world, &["desk", "+mobile"]);
    let all = dialled(&world);
    world.answer(all[0].0, &all[0].1);
    world.answer(all[1].0, &all[1].1);
    assert_eq!(world.reason(all[1].0), Some(Reason::AnsweredElsewhere));
    assert_eq!(world.reason(all[0].0), None);
}

#[test]
fn one_that_is_busy_leaves_the_others_ringing_and_the_next_wait_for_all() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = call(&mut world, &["desk", "+mobile", "answering machine"]);
    let first = dialled(&world);
    assert_eq!(names(&first), ["desk", "mobile"]);
    fails(&mut world, first[0].0, Reason::Busy);
    assert_eq!(dialled(&world).len(), 2, "the mobile rings still");
    fails(&mut world, first[1].0, Reason::NoAnswer);
    let all = dialled(&world);
    assert_eq!(names(&all), ["desk", "mobile", "answering machine"]);
    world.answer(all[2].0, &all[2].1);
    assert_eq!(world.reason(caller), None);
}

#[test]
fn the_caller_hears_the_failure_that_says_most() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = call(&mut world, &["desk", "+mobile"]);
    let all = dialled(&world);
    fails(&mut world, all[0].0, Reason::Busy);
    fails(&mut world, all[1].0, Reason::Unavailable);
    assert_eq!(world.reason(caller), Some(Reason::Busy));
    assert!(world.over);
}

#[test]
fn one_that_declines_speaks_for_all() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = call(&mut world, &["desk", "+mobile", "answering machine"]);
    let all = dialled(&world);
    fails(&mut world, all[0].0, Reason::Declined);
    assert_eq!(world.reason(all[1].0), Some(Reason::Cancelled));
    fails(&mut world, all[1].0, Reason::Cancelled);
    assert_eq!(world.reason(caller), Some(Reason::Declined));
    assert_eq!(dialled(&world).len(), 2);
}

#[test]
fn a_caller_who_gives_up_stops_them_all() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = call(&mut world, &["desk", "+mobile"]);
    let all = dialled(&world);
    fails(&mut world, caller, Reason::Cancelled);
    for (leg, _) in all {
        assert!(world.reason(leg).is_some());
    }
    assert!(world.over);
}
