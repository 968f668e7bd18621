//! How often plans come: each looks at every leg, on the thread that all meetings share.

use std::time::Duration;

use tolk_model::leg::{Digit, Wish};
use tolk_model::media::PictureSize;
use tolk_model::{Cause, LegEvent, LegId, MediaEvent, Reason, Role, SlotId};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

const SECOND: Duration = Duration::from_secs(1);

/// A page that looks at another's, after some quiet.
fn two() -> (World, LegId) {
    let mut world = World::new(MeetingKind::Named);
    let (a, _b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    world.patient = true;
    world.pass(SECOND);
    world.plans.clear();
    (world, a)
}

fn wish(world: &mut World, leg: LegId, width: u16) {
    let size = PictureSize { width, height: 90 };
    let wishes = vec![Wish {
        slot: SlotId(0),
        participant: None,
        size: Some(size),
    }];
    world.leg(leg, LegEvent::Wish(wishes));
}

fn planned_width(world: &World, leg: LegId) -> Option<u16> {
    world.feed(leg, 1)?.max_size.map(|s| s.width)
}

#[test]
fn sixty_wishes_a_second_make_twenty_plans() {
    let (mut world, a) = two();
    for n in 0..600 {
        wish(&mut world, a, 100 + n);
        world.pass(SECOND / 60);
    }
    let plans = world.plans.len();
    assert!((150..=204).contains(&plans), "{plans} in ten seconds");
    world.pass(Duration::from_millis(50));
    assert_eq!(planned_width(&world, a), Some(699), "the last one counts");
}

#[test]
fn a_change_after_quiet_is_planned_at_once_and_of_many_the_last() {
    let (mut world, a) = two();
    wish(&mut world, a, 100);
    assert_eq!(planned_width(&world, a), Some(100));
    for n in 0..1_000 {
        wish(&mut world, a, 200 + n);
    }
    assert_eq!(world.plans.len(), 4, "what a leg that joins causes");
    world.pass(Duration::from_millis(50));
    assert_eq!(world.plans.len(), 5);
    assert_eq!(planned_width(&world, a), Some(1_199));
    world.pass(SECOND);
    assert_eq!(world.plans.len(), 5, "nothing changes by itself");
}

#[test]
fn a_leg_that_joins_waits_for_no_plan() {
    let (mut world, _) = two();
    let began = world.now;
    let leg = world.browser(Role::Speaker);
    assert_eq!(world.feeds(leg).len(), 3, "sound and two pictures");
    assert_eq!(world.now, began);
}

#[test]
fn a_leg_is_handed_over_after_a_plan_without_it() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.enter(FarEnd::phone(), "sip", Way::Reception, Role::Speaker);
    world.media(MediaEvent::Connected(leg));
    world.patient = true;
    for key in "12345678#".chars() {
        let digit = Digit::new(key).expect("a key");
        world.media(MediaEvent::Digit(leg, digit));
    }
    for n in 0..100 {
        wish(&mut world, leg, 100 + n);
    }
    assert!(world.meeting.changed.plan, "a plan waits");
    let passage = Passage {
        meeting: tolk_model::MeetingId::from_number(2),
        entry: Way::Join,
        role: Role::Speaker,
        party: party("known"),
        instead_of: None,
    };
    let outcome = Ok(Box::new(passage));
    let input = MeetingInput::Passage { leg, outcome };
    world.meeting.handle(world.now, input);
    let outputs: Vec<MeetingOutput> = std::iter::from_fn(|| world.meeting.poll()).collect();
    let plan = |o: &MeetingOutput| matches!(o, MeetingOutput::Plan(p) if p.legs.is_empty());
    let without = outputs.iter().position(plan).expect("a plan without it");
    let handed = |o: &MeetingOutput| matches!(o, MeetingOutput::HandOver(..));
    assert!(without < outputs.iter().position(handed).expect("is handed"));
    assert!(!world.meeting.changed.plan, "and no other plan of it waits");
}

#[test]
fn the_last_plan_of_a_meeting_is_an_empty_one() {
    let mut world = World::new(MeetingKind::AdHoc);
    let legs = [world.browser(Role::Host), world.browser(Role::Speaker)];
    world.patient = true;
    for n in 0..10 {
        wish(&mut world, legs[0], 100 + n);
    }
    assert!(world.meeting.changed.plan, "a plan waits");
    let gone = Cause::far_end(Reason::HungUp);
    world.leg(legs[0], LegEvent::Ended(gone));
    assert!(world.over);
    assert!(world.plans.last().expect("a plan").legs.is_empty());
}
