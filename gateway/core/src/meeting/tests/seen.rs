//! What watchers see of a meeting.

use tolk_model::leg::Direction;
use tolk_model::party::Identity;
use tolk_model::presence::CallPhase;
use tolk_model::{LegEvent, LegId, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

fn seen(world: &World, leg: LegId) -> SeenLeg {
    let all = world.meeting.seen_legs();
    let found = all.into_iter().find(|l| l.leg == leg);
    found.expect("it is not over")
}

fn proven(mut callee: Callee) -> Callee {
    callee.party.identity = Identity::Verified {
        by: "directory".to_string(),
    };
    callee
}

#[test]
fn a_call_goes_from_trying_to_ringing_to_connected() {
    let mut world = World::new(MeetingKind::AdHoc);
    world.called.insert("desk".into(), FarEnd::phone());
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    let command = HostCommand::Call(Box::new(proven(callee(&["desk"]))));
    world.input(MeetingInput::Host(Author::Node, command));
    let (called, dial) = world.dialled();
    for leg in [caller, called] {
        assert_eq!(seen(&world, leg).phase, CallPhase::Trying);
    }
    world.leg(called, LegEvent::Ringing);
    for leg in [caller, called] {
        assert_eq!(seen(&world, leg).phase, CallPhase::Ringing);
    }
    // Each as its owner sees it; what a stranger says of itself is nobody's call.
    let (theirs, its) = (seen(&world, caller), seen(&world, called));
    assert_eq!(theirs.direction, Direction::Outgoing);
    assert_eq!(its.direction, Direction::Incoming);
    assert_eq!(theirs.whose, None);
    assert_eq!(its.whose, Some(party("room").address));
    world.answer(called, &dial);
    for leg in [caller, called] {
        assert_eq!(seen(&world, leg).phase, CallPhase::Connected);
        assert!(seen(&world, leg).inside);
    }
}

#[test]
fn who_waits_in_the_lobby_is_not_inside() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let waiting = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    assert!(seen(&world, host).inside);
    assert!(!seen(&world, waiting).inside);
    let shown = world.meeting.seen_roster();
    assert_eq!(shown.entries.len(), 1, "those in the lobby are hidden");
    assert_eq!(world.meeting.roster().entries.len(), 2);
}

#[test]
fn a_test_call_shows_nobody_to_anybody() {
    let mut world = World::new(MeetingKind::TestCall);
    let leg = world.browser(Role::Speaker);
    assert!(!seen(&world, leg).inside);
}
