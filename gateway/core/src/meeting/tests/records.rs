//! What outlives the process.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::leg::ControlRequest;
use tolk_model::party::Presence;
use tolk_model::{Cause, LegCommand, LegEvent, Role, Seed};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

fn resumed(record: &MeetingRecord, world: &World) -> World {
    let meeting = Meeting::resume(
        record,
        config(MeetingKind::Named),
        world.now,
        &Seed::from_number(9),
    );
    World::with(meeting, world.now)
}

#[test]
fn a_meeting_goes_on_in_another_process() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    world.call(&["room"]);
    let (leg, dial) = world.dialled();
    world.answer(leg, &dial);
    let (participant, room) = (world.who(host), world.who(leg));
    world
        .control(
            host,
            ControlRequest::Mute {
                participant: room,
                muted: true,
            },
        )
        .unwrap();
    world
        .control(host, ControlRequest::Lock { locked: true })
        .unwrap();
    assert!(world.saves >= 4);
    let json = serde_json::to_string(&world.meeting.record()).unwrap();
    assert!(json.len() < 4_000, "{} bytes", json.len());
    let record: MeetingRecord = serde_json::from_str(&json).unwrap();
    assert_eq!(record, world.meeting.record());

    let mut next = resumed(&record, &world);
    assert_eq!(next.dialled().1.to.local, "room", "rooms are called again");
    let roster = next.meeting.roster();
    assert!(roster.locked);
    assert!(matches!(roster.entries[0].presence, Presence::Lost { .. }));
    assert!(roster.entries[1].muted);
    let mut entrant = next.entrant(&FarEnd::browser(), "browser", Way::Join, Role::Speaker);
    entrant.request.replaces = Some(host);
    let back = entrant.leg;
    next.far.insert(back, FarEnd::browser());
    next.input(MeetingInput::Enter(Box::new(entrant)));
    assert_eq!(next.who(back), participant);
    let entries = next.meeting.roster().entries;
    assert_eq!(
        (entries[0].presence, entries[0].role),
        (Presence::Joined, Role::Host)
    );
}

#[test]
fn who_does_not_come_back_is_forgotten() {
    let mut world = World::new(MeetingKind::Named);
    world.browser(Role::Host);
    let record = world.meeting.record();
    let mut next = resumed(&record, &world);
    next.pass(Duration::from_secs(61));
    assert!(next.meeting.roster().entries.is_empty());
    next.pass(Duration::from_secs(61));
    assert!(next.over);
}

#[test]
fn a_new_leg_takes_the_place_of_an_old_one() {
    let mut world = World::new(MeetingKind::Named);
    let old = world.browser(Role::Host);
    let who = world.who(old);
    let mut entrant = world.entrant(&FarEnd::browser(), "browser", Way::Join, Role::Speaker);
    entrant.request.replaces = Some(old);
    let new = entrant.leg;
    world.far.insert(new, FarEnd::browser());
    world.input(MeetingInput::Enter(Box::new(entrant)));
    assert_eq!(world.reason(old), Some(Reason::Replaced));
    assert_eq!(world.who(new), who);
    assert_eq!(world.meeting.occupancy().participants, 1);
    world.leg(new, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert_eq!(world.meeting.occupancy().participants, 0);
}

#[test]
fn a_record_of_the_first_version_still_loads() {
    let json = r#"{"version":1,"meeting":"meeting_00000000000000000000000001","title":"Thursday"}"#;
    let record: MeetingRecord = serde_json::from_str(json).unwrap();
    assert_eq!(record.title, "Thursday");
    assert!(record.participants.is_empty());
}

#[test]
fn nothing_personal_is_in_the_debug_state() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.browser(Role::Host);
    world.sip(FarEnd::room());
    let state = world.meeting.debug_state().to_string();
    assert!(state.contains(&leg.to_string()));
    for secret in ["guest", "password", "192.0.2"] {
        assert!(!state.contains(secret), "{secret} in {state}");
    }
    assert!(
        world
            .told(leg)
            .iter()
            .any(|c| matches!(c, LegCommand::Roster(_)))
    );
}
