//! A call is a meeting of two.

use std::sync::Arc;
use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::leg::Digit;
use tolk_model::media::SecurityKind;
use tolk_model::plan::Source;
use tolk_model::{Cause, ForkId, LegCommand, LegEvent, MediaDescription, MediaEvent, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;
use crate::declare::{Profiles, Protection};

fn rings(world: &World, leg: tolk_model::LegId) -> usize {
    count(&world.told(leg), |c| matches!(c, LegCommand::Ring))
}

fn accepted(world: &World, leg: tolk_model::LegId) -> usize {
    count(&world.told(leg), |c| matches!(c, LegCommand::Accept(_)))
}

#[test]
fn a_caller_hears_ringing_until_the_room_answers() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["room"]);
    assert_eq!((rings(&world, caller), accepted(&world, caller)), (0, 0));
    let (room, dial) = world.dialled();
    world.leg(room, LegEvent::Ringing);
    world.leg(room, LegEvent::Ringing);
    assert_eq!((rings(&world, caller), accepted(&world, caller)), (1, 0));
    world.answer(room, &dial);
    assert_eq!((rings(&world, caller), accepted(&world, caller)), (1, 1));
    assert!(
        matches!(world.feed(caller, 0).unwrap().source, Source::Forward { from, .. } | Source::Recode { from, .. } if from == room)
    );
    assert_eq!(dial.from.display_name.reveal(), "guest 101");
}

#[test]
fn the_caller_gets_the_cause_of_the_far_end() {
    for reason in [Reason::Busy, Reason::Declined, Reason::NotFound] {
        let mut world = World::new(MeetingKind::AdHoc);
        let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
        world.call(&["room"]);
        let (room, _) = world.dialled();
        world.leg(room, LegEvent::Ended(Cause::far_end(reason)));
        assert_eq!(world.ended(caller), Some(Cause::far_end(reason)));
        assert!(world.over);
    }
}

#[test]
fn a_page_is_accepted_at_once_and_told_that_it_rings() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.browser(Role::Speaker);
    assert_eq!(accepted(&world, caller), 1);
    world.call(&["room"]);
    let (room, dial) = world.dialled();
    world.leg(room, LegEvent::Ringing);
    assert_eq!(rings(&world, caller), 1);
    world.answer(room, &dial);
    world.leg(room, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert_eq!(world.reason(caller), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn targets_are_tried_in_order_until_one_declines() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["desk", "mobile", "home"]);
    for (to, reason) in [("desk", Reason::Busy), ("mobile", Reason::Declined)] {
        let (leg, dial) = world.dialled();
        assert_eq!(dial.to.local, to);
        world.leg(leg, LegEvent::Ended(Cause::far_end(reason)));
    }
    assert_eq!(world.dialled().1.to.local, "mobile");
    assert_eq!(world.reason(caller), Some(Reason::Declined));
}

#[test]
fn a_room_that_refuses_encryption_is_called_again_without() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    let plain = FarEnd {
        security: vec![SecurityKind::Plain],
        ..FarEnd::room()
    };
    world.called.insert("room".into(), plain);
    world.call(&["room"]);
    let (first, dial) = world.dialled();
    assert_eq!(dial.media.transports[0].security.kind(), SecurityKind::Sdes);
    // It answers, and takes nothing of what was offered.
    world.answer(first, &dial);
    assert_eq!(world.reason(first), Some(Reason::NoCommonMedia));
    let (second, dial) = world.dialled();
    assert_ne!(first, second);
    assert_eq!(
        dial.media.transports[0].security.kind(),
        SecurityKind::Plain
    );
    world.answer(second, &dial);
    assert_eq!(accepted(&world, caller), 1);
    assert!(!world.over);
}

#[test]
fn nobody_rings_for_more_than_a_minute() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["room"]);
    let (room, _) = world.dialled();
    world.leg(room, LegEvent::Ringing);
    world.pass(Duration::from_secs(59));
    assert!(world.ended(room).is_none());
    world.pass(Duration::from_secs(2));
    assert_eq!(world.reason(room), Some(Reason::NoAnswer));
    assert_eq!(world.reason(caller), Some(Reason::NoAnswer));
    assert!(world.over);
}

#[test]
fn a_caller_that_gives_up_stops_the_ringing() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["desk", "mobile"]);
    let (desk, _) = world.dialled();
    world.leg(caller, LegEvent::Ended(Cause::far_end(Reason::Cancelled)));
    assert_eq!(world.reason(desk), Some(Reason::Cancelled));
    assert_eq!(world.dialled().1.to.local, "desk", "went on to the next");
    assert!(world.over);
}

#[test]
fn a_call_ends_before_its_ports_are_open() {
    let mut world = World::new(MeetingKind::AdHoc);
    world.no_ports = true;
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["room"]);
    let room = world.opens[1].0;
    world.leg(caller, LegEvent::Ended(Cause::far_end(Reason::Cancelled)));
    assert_eq!(world.released, [caller, room]);
    assert!(world.told(room).is_empty(), "its edge never heard of it");
    assert!(world.over);
}

#[test]
fn a_call_to_nobody_tells_the_caller() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&[]);
    assert_eq!(world.reason(caller), Some(Reason::NotFound));
}

#[test]
fn two_that_are_called_for_each_other_meet() {
    let mut world = World::new(MeetingKind::AdHoc);
    world.call(&["a"]);
    let (a, dial_a) = world.dialled();
    world.call(&["b"]);
    let (b, dial_b) = world.dialled();
    world.answer(a, &dial_a);
    world.answer(b, &dial_b);
    assert!(matches!(world.feed(a, 1).unwrap().source, Source::Forward { from, .. } if from == b));
    world.leg(a, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert_eq!(world.reason(b), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn of_two_that_are_called_one_that_fails_stops_the_other() {
    let mut world = World::new(MeetingKind::AdHoc);
    world.call(&["a"]);
    let (a, _) = world.dialled();
    world.call(&["b"]);
    let (b, _) = world.dialled();
    world.leg(a, LegEvent::Ended(Cause::far_end(Reason::Busy)));
    assert_eq!(world.reason(b), Some(Reason::Busy));
    assert!(world.over);
}

#[test]
fn a_digit_passes_once_to_the_other_party() {
    let mut world = World::new(MeetingKind::AdHoc);
    let a = world.sip(FarEnd::phone());
    world.call(&["b"]);
    let (b, dial) = world.dialled();
    world.answer(b, &dial);
    let five = Digit::new('5').unwrap();
    let digits = |world: &World| count(&world.told(b), |c| matches!(c, LegCommand::Digit(_)));
    world.leg(a, LegEvent::Digit(five));
    world.pass(Duration::from_millis(100));
    world.media(MediaEvent::Digit(a, five));
    assert_eq!(digits(&world), 1, "the same key press by two ways");
    world.pass(Duration::from_millis(300));
    world.media(MediaEvent::Digit(a, five));
    assert_eq!(digits(&world), 2);
    world.pass(Duration::from_millis(100));
    world.media(MediaEvent::Digit(a, five));
    assert_eq!(digits(&world), 3, "the same way twice is two key presses");
}

#[test]
fn a_third_party_stays_when_one_of_three_leaves_a_call() {
    let mut world = World::new(MeetingKind::AdHoc);
    let a = world.browser(Role::Host);
    let b = world.browser(Role::Speaker);
    let c = world.browser(Role::Speaker);
    world.leg(c, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert!(world.ended(a).is_none() && world.ended(b).is_none());
    assert!(matches!(world.feed(a, 0).unwrap().source, Source::Forward { from, .. } if from == b));
}

#[test]
fn nobody_is_called_for_somebody_who_has_left() {
    let mut world = World::new(MeetingKind::AdHoc);
    let a = world.browser(Role::Host);
    world.call(&["b"]);
    let (b, dial) = world.dialled();
    world.answer(b, &dial);
    world.call(&["desk", "mobile"]);
    let (desk, _) = world.dialled();
    for leg in [b, a] {
        world.leg(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    }
    assert_eq!(world.reason(desk), Some(Reason::HungUp));
    assert_eq!(world.dialled().1.to.local, "desk", "went on to the next");
    assert!(world.over);
}

#[test]
fn a_rooms_devices_ring_for_nobody_at_the_door() {
    let call = |world: &mut World| {
        let command = HostCommand::Call(Box::new(callee(&["room"])));
        world.input(MeetingInput::Host(Author::Node, command));
        let dials = world
            .said
            .iter()
            .filter(|(_, c)| matches!(c, LegCommand::Dial(_)));
        dials.count()
    };
    let mut world = World::new(MeetingKind::AdHoc);
    assert_eq!(call(&mut world), 0, "nobody is there");
    world.enter(FarEnd::room(), "sip", Way::Lobby, Role::Speaker);
    assert_eq!(call(&mut world), 0, "a stranger waits");
    world.enter(FarEnd::room(), "sip", Way::Join, Role::Speaker);
    assert_eq!(call(&mut world), 1);
}

#[test]
fn who_calls_without_a_description_is_asked_what_it_can_answer() {
    let kinds = [SecurityKind::Plain, SecurityKind::Sdes];
    // What is asked with, by the protection; and what each kind of telephone becomes of it.
    for (protection, asked, lives) in [
        (Protection::Off, SecurityKind::Plain, [true, false]),
        (Protection::Preferred, SecurityKind::Plain, [true, false]),
        (Protection::Required, SecurityKind::Sdes, [false, true]),
    ] {
        for (kind, lives) in kinds.into_iter().zip(lives) {
            let mut config = config(MeetingKind::Named);
            config.profiles = Arc::new(Profiles::protected(protection));
            let mut world = World::of(config);
            let far = FarEnd {
                security: vec![kind],
                ..FarEnd::phone()
            };
            let mut entrant = world.entrant(&far, "sip", Way::Join, Role::Speaker);
            entrant.request.media = MediaDescription::default();
            let leg = entrant.leg;
            world.silent.insert(leg);
            world.enter_as(far.clone(), entrant);
            let told = world.told(leg);
            let [LegCommand::Accept(ours), ..] = told.as_slice() else {
                panic!("{told:?}");
            };
            let mut offered = ours.transports.iter().map(|t| t.security.kind());
            assert!(offered.all(|k| k == asked), "{protection:?}");
            let answer = far.describe(ours);
            world.leg(leg, LegEvent::Connected(ForkId(0), Some(answer)));
            let ended = world.ended(leg);
            assert_eq!(ended.is_none(), lives, "{protection:?} {kind:?}: {ended:?}");
            assert_eq!(world.opens.len(), 1, "it is asked once");
        }
    }
}
