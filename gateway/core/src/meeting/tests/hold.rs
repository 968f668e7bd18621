//! Hold: music for the other one of two, and for nobody else.

use std::time::Duration;

use tolk_model::media::{Flow, Rev};
use tolk_model::plan::{Quality, Source};
use tolk_model::{BitRate, LegEvent, LegId, MediaEvent, PromptId, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

/// A call of two telephones that talk.
fn talk_in(mut world: World) -> (World, LegId, LegId) {
    let one = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["other"]);
    let (other, dial) = world.dialled();
    world.answer(other, &dial);
    world.media(MediaEvent::Connected(one));
    (world, one, other)
}

fn talk() -> (World, LegId, LegId) {
    talk_in(World::new(MeetingKind::AdHoc))
}

/// The far end says anew what it wants of the sound.
fn says(world: &mut World, leg: LegId, flow: Flow) {
    world.next += 1;
    let mut description = FarEnd::phone().call();
    for stream in &mut description.streams {
        stream.flow = flow;
    }
    let rev = Rev(u32::try_from(world.next).expect("few"));
    let event = LegEvent::Media {
        rev,
        replies_to: None,
        description,
    };
    world.leg(leg, event);
}

fn hears(world: &World, leg: LegId) -> Option<Source> {
    world.feed(leg, 0).map(|f| f.source)
}

fn is_music(source: Option<Source>) -> bool {
    let music = PromptId::new("hold_music");
    matches!(source, Some(Source::Prompt { prompt, repeat: true, .. }) if prompt == music)
}

fn hears_leg(world: &World, leg: LegId, from: LegId) -> bool {
    matches!(hears(world, leg), Some(Source::Forward { from: f, .. } | Source::Recode { from: f, .. }) if f == from)
}

#[test]
fn who_is_on_hold_hears_music_until_the_other_comes_back() {
    let (mut world, one, other) = talk();
    says(&mut world, one, Flow::Inactive);
    assert!(is_music(hears(&world, other)));
    assert_eq!(hears(&world, one), None, "it wants nothing");
    says(&mut world, one, Flow::Both);
    assert!(hears_leg(&world, other, one) && hears_leg(&world, one, other));
    // When both hold there is nobody to play to.
    says(&mut world, one, Flow::Inactive);
    says(&mut world, other, Flow::Inactive);
    assert_eq!((hears(&world, one), hears(&world, other)), (None, None));
}

#[test]
fn a_holder_that_plays_is_heard_and_one_that_only_says_so_is_not_waited_for() {
    let (mut world, one, other) = talk();
    says(&mut world, one, Flow::SendOnly);
    assert!(hears_leg(&world, other, one), "its own music");
    world.media(MediaEvent::Silent(one, Duration::from_secs(5)));
    assert!(is_music(hears(&world, other)));
    world.pass(Duration::from_secs(120));
    assert!(world.ended(one).is_none(), "it holds, and is well");
    let heard = Quality {
        round_trip: None,
        lost_in_permille: 0,
        lost_out_permille: 0,
        jitter: Duration::ZERO,
        rate_in: BitRate::kbps(64),
        rate_out: BitRate::kbps(64),
        available_out: None,
    };
    world.media(MediaEvent::Quality(one, heard));
    assert!(hears_leg(&world, other, one));
    says(&mut world, one, Flow::Both);
    assert!(hears_leg(&world, other, one) && hears_leg(&world, one, other));
}

#[test]
fn silence_is_silence_where_that_is_wanted() {
    let quiet = MeetingConfig {
        on_hold: OnHold::Silence,
        ..config(MeetingKind::AdHoc)
    };
    let (mut world, one, other) = talk_in(World::of(quiet));
    says(&mut world, one, Flow::Inactive);
    assert_eq!(hears(&world, other), Some(Source::Silence));
}

#[test]
fn a_meeting_does_not_hear_the_music_of_who_holds() {
    let mut world = World::new(MeetingKind::Named);
    let legs: Vec<LegId> = (0..3).map(|_| world.sip(FarEnd::phone())).collect();
    says(&mut world, legs[0], Flow::SendOnly);
    let plan = world.plans.last().expect("a plan");
    assert!(plan.mix.iter().all(|m| m.leg != legs[0]), "{:?}", plan.mix);
    assert_eq!(plan.mix.len(), 2);
    for leg in &legs[1..] {
        assert!(matches!(hears(&world, *leg), Some(Source::Mix { .. })));
    }
    says(&mut world, legs[0], Flow::Both);
    assert_eq!(world.plans.last().expect("a plan").mix.len(), 3);
    // Two of a meeting are no call of two: somebody else may come.
    let mut world = World::new(MeetingKind::Named);
    let (one, other) = (world.sip(FarEnd::phone()), world.sip(FarEnd::phone()));
    says(&mut world, one, Flow::Inactive);
    assert_eq!(hears(&world, other), Some(Source::Silence));
}

#[test]
fn who_waits_for_somebody_that_rings_hears_it() {
    let (mut world, asks, other) = talk();
    let event = LegEvent::TransferAsked {
        transfer: tolk_model::ControlId(1),
        to: tolk_model::Address::alias("third"),
        replaces: None,
        by: None,
    };
    world.leg(asks, event);
    let third = Onto::Call(Box::new(callee(&["third"])));
    world.input(MeetingInput::Transfer {
        leg: asks,
        outcome: Ok(third),
    });
    let (third, dial) = world.dialled();
    world.leg(third, LegEvent::Ringing);
    assert!(hears_leg(&world, other, asks), "who asked is still there");
    let gone = tolk_model::Cause::far_end(tolk_model::Reason::HungUp);
    world.leg(asks, LegEvent::Ended(gone));
    let ringing = PromptId::new("ringing");
    assert!(
        matches!(hears(&world, other), Some(Source::Prompt { prompt, .. }) if prompt == ringing)
    );
    world.answer(third, &dial);
    assert!(hears_leg(&world, other, third));
}
