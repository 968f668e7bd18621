//! Who may do what.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::ControlRequest;
use tolk_model::plan::Source;
use tolk_model::{Address, Blame, Cause, ControlId, LegEvent, Pii, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

#[test]
fn only_a_host_may() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let speaker = world.browser(Role::Speaker);
    let participant = world.who(host);
    let requests = [
        ControlRequest::Admit { participant },
        ControlRequest::Remove { participant },
        ControlRequest::Mute {
            participant,
            muted: true,
        },
        ControlRequest::Lock { locked: true },
        ControlRequest::Invite {
            address: Pii::new(Address::alias("8001234")),
        },
        ControlRequest::EndMeeting,
    ];
    for request in requests {
        let refused = world.control(speaker, request).unwrap_err();
        assert_eq!(refused.reason, Reason::Forbidden);
        assert!(matches!(refused.blame, Blame::Policy(_)));
    }
    assert!(world.ended(host).is_none() && world.asks.is_empty());
}

#[test]
fn a_host_mutes_and_only_oneself_unmutes() {
    let mut world = World::new(MeetingKind::Named);
    let (host, other) = (world.browser(Role::Host), world.browser(Role::Speaker));
    let participant = world.who(other);
    world
        .control(
            host,
            ControlRequest::Mute {
                participant,
                muted: true,
            },
        )
        .unwrap();
    assert_eq!(world.feed(host, 0).unwrap().source, Source::Silence);
    let on = ControlRequest::Mute {
        participant,
        muted: false,
    };
    assert!(world.control(host, on.clone()).is_err());
    world.control(other, on).unwrap();
    assert!(matches!(
        world.feed(host, 0).unwrap().source,
        Source::Forward { .. }
    ));
}

#[test]
fn a_camera_that_is_off_feeds_nobody() {
    let mut world = World::new(MeetingKind::Named);
    let (a, b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    world
        .control(b, ControlRequest::Camera { on: false })
        .unwrap();
    assert!(world.feed(a, 1).is_none());
    world.pass(Duration::from_secs(1));
    assert!(!world.last_roster(a).unwrap().entries[1].has_picture);
    world
        .control(b, ControlRequest::Camera { on: true })
        .unwrap();
    assert!(world.feed(a, 1).is_some());
}

#[test]
fn who_is_removed_hears_why() {
    let mut world = World::new(MeetingKind::Named);
    let (host, other) = (world.browser(Role::Host), world.browser(Role::Speaker));
    let waiting = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    for (leg, reason) in [(other, Reason::Removed), (waiting, Reason::NotAdmitted)] {
        let participant = world.who(leg);
        world
            .control(host, ControlRequest::Remove { participant })
            .unwrap();
        assert_eq!(world.reason(leg), Some(reason));
    }
    assert_eq!(world.meeting.occupancy().participants, 1);
    let control =
        |e: &JournalEvent| matches!(e, JournalEvent::Control { what, .. } if what == "remove");
    assert_eq!(world.journal.iter().filter(|(_, e)| control(e)).count(), 2);
}

#[test]
fn the_host_ends_the_meeting_for_all() {
    let mut world = World::new(MeetingKind::Named);
    let (host, other) = (world.browser(Role::Host), world.sip(FarEnd::room()));
    world.control(host, ControlRequest::EndMeeting).unwrap();
    assert_eq!(world.reason(other), Some(Reason::MeetingEnded));
    assert_eq!(world.reason(host), Some(Reason::MeetingEnded));
    assert!(world.over);
}

#[test]
fn an_invitation_is_decided_by_admission() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let ask = |world: &mut World, control: u64| {
        let request = ControlRequest::Invite {
            address: Pii::new(Address::alias("8001234")),
        };
        world.leg(host, LegEvent::Control(ControlId(control), request));
        assert!(
            matches!(world.asks.last(), Some(MeetingOutput::AskInvite { by, .. }) if *by == host)
        );
        assert!(world.done(host, ControlId(control)).is_none());
    };
    ask(&mut world, 1);
    let forbidden = Cause::us(Reason::Forbidden);
    world.input(MeetingInput::Invited {
        by: host,
        control: ControlId(1),
        outcome: Err(forbidden.clone()),
    });
    assert_eq!(world.done(host, ControlId(1)), Some(Err(forbidden)));
    ask(&mut world, 2);
    let outcome = Ok(Box::new(callee(&["room"])));
    world.input(MeetingInput::Invited {
        by: host,
        control: ControlId(2),
        outcome: outcome.clone(),
    });
    assert_eq!(world.done(host, ControlId(2)), Some(Ok(())));
    let (leg, dial) = world.dialled();
    world.answer(leg, &dial);
    assert!(
        matches!(world.feed(host, 0).unwrap().source, Source::Recode { from, .. } if from == leg)
    );
    // An answer to a question that nobody asked calls nobody.
    let before = world.opens.len();
    world.input(MeetingInput::Invited {
        by: host,
        control: ControlId(9),
        outcome,
    });
    assert_eq!(world.opens.len(), before);
}

#[test]
fn draining_ends_everything_and_lets_nobody_in() {
    let mut world = World::new(MeetingKind::Named);
    let a = world.browser(Role::Host);
    world.silent.insert(a);
    world.call(&["room"]);
    world.input(MeetingInput::Drain);
    assert_eq!(world.reason(a), Some(Reason::ShuttingDown));
    assert!(world.over);
}

#[test]
fn a_viewer_sees_and_hears_and_is_neither_seen_nor_heard() {
    let mut world = World::new(MeetingKind::Named);
    let (host, viewer) = (world.browser(Role::Host), world.browser(Role::Viewer));
    assert!(matches!(
        world.feed(viewer, 1).unwrap().source,
        Source::Forward { .. }
    ));
    assert_eq!(world.feed(host, 0).unwrap().source, Source::Silence);
    assert!(world.feed(host, 1).is_none());
    let participant = world.who(viewer);
    let on = ControlRequest::Mute {
        participant,
        muted: false,
    };
    world.control(viewer, on).unwrap();
    assert_eq!(world.feed(host, 0).unwrap().source, Source::Silence);
    world.pass(Duration::from_secs(1));
    let entry = world.last_roster(host).unwrap().entries[1].clone();
    assert!(entry.muted && !entry.has_picture);
}
