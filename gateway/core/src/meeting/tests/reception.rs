//! The desk of the reception, and a leg that goes from there to another meeting.

use std::time::Duration;

use tolk_model::codec::Codec;
use tolk_model::leg::Digit;
use tolk_model::media::Flow;
use tolk_model::plan::{LegStatistics, Source};
use tolk_model::{
    Cause, LegCommand, LegEvent, LegId, MediaEvent, MeetingId, Now, PromptId, Reason, Rev, Role,
    Seed, StreamId,
};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

const THERE: u64 = 2;

/// A telephone at the reception.
fn at_the_desk() -> (World, LegId) {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.enter(FarEnd::phone(), "sip", Way::Reception, Role::Speaker);
    world.media(MediaEvent::Connected(leg));
    (world, leg)
}

fn there(kind: MeetingKind) -> World {
    let config = MeetingConfig {
        id: MeetingId::from_number(THERE),
        ..config(kind)
    };
    let now = Now::default().later(Duration::from_secs(1_000));
    let mut world = World::with(Meeting::new(config, now, &Seed::from_number(6)), now);
    // Other legs than here.
    world.next = 200;
    world
}

fn press(world: &mut World, leg: LegId, keys: &str) {
    for key in keys.chars() {
        let digit = Digit::new(key).expect("a key");
        world.media(MediaEvent::Digit(leg, digit));
    }
}

/// The numbers that admission was asked about.
fn numbers(world: &World) -> Vec<String> {
    let asked = world.asks.iter().filter_map(|ask| match ask {
        MeetingOutput::AskPassage { request, .. } => Some(request.to.to_string()),
        _ => None,
    });
    asked.collect()
}

fn refuse(world: &mut World, leg: LegId) {
    let outcome = Err(Cause::us(Reason::NotFound));
    world.input(MeetingInput::Passage { leg, outcome });
}

fn permit(world: &mut World, leg: LegId, entry: Way) -> Box<HandedLeg> {
    let passage = Passage {
        meeting: MeetingId::from_number(THERE),
        entry,
        role: Role::Speaker,
        party: party("known there"),
        instead_of: None,
    };
    let outcome = Ok(Box::new(passage));
    world.input(MeetingInput::Passage { leg, outcome });
    match world.asks.pop() {
        Some(MeetingOutput::HandOver(handed, to)) => {
            assert_eq!(to, MeetingId::from_number(THERE));
            handed
        }
        other => panic!("{other:?}"),
    }
}

fn hears(world: &World, leg: LegId) -> Source {
    world.feed(leg, 0).expect("is sent sound").source
}

fn is_told(world: &World, leg: LegId, wanted: &str) -> bool {
    let wanted = PromptId::new(wanted);
    matches!(hears(world, leg), Source::Prompt { prompt, .. } if prompt == wanted)
}

#[test]
fn a_number_is_asked_about_as_if_it_had_been_called() {
    let (mut world, leg) = at_the_desk();
    assert!(is_told(&world, leg, "reception"));
    press(&mut world, leg, "9*80");
    assert_eq!(hears(&world, leg), Source::Silence, "words would disturb");
    press(&mut world, leg, "01234#");
    assert_eq!(numbers(&world), ["8001234"]);
    let Some(MeetingOutput::AskPassage { request, leg: by }) = world.asks.first() else {
        panic!("nothing was asked");
    };
    assert_eq!(
        (*by, request.call),
        (leg, tolk_model::CallId::from_number(101))
    );
    assert_eq!(request.from.display_name.reveal(), "guest 101");
    press(&mut world, leg, "77#");
    assert_eq!(numbers(&world).len(), 1, "one question at a time");
}

#[test]
fn a_pause_ends_a_number_and_one_key_is_one_digit() {
    let (mut world, leg) = at_the_desk();
    let two = Digit::new('2').expect("a key");
    world.media(MediaEvent::Digit(leg, two));
    world.leg(leg, LegEvent::Digit(two));
    world.pass(Duration::from_millis(3_900));
    press(&mut world, leg, "3");
    world.pass(Duration::from_millis(3_900));
    assert!(numbers(&world).is_empty());
    world.pass(Duration::from_millis(200));
    assert_eq!(numbers(&world), ["23"]);
}

#[test]
fn a_wrong_number_is_told_and_three_are_enough() {
    let (mut world, leg) = at_the_desk();
    press(&mut world, leg, "1#");
    refuse(&mut world, leg);
    assert!(is_told(&world, leg, "wrong_number"));
    world.media(MediaEvent::PromptDone(leg, PromptId::new("wrong_number")));
    assert!(is_told(&world, leg, "reception"));
    press(&mut world, leg, &"9".repeat(21));
    press(&mut world, leg, "#");
    assert_eq!(numbers(&world), ["1"], "too long to be asked about");
    assert!(is_told(&world, leg, "wrong_number"));
    press(&mut world, leg, "3#");
    assert!(world.ended(leg).is_none());
    refuse(&mut world, leg);
    assert_eq!(world.reason(leg), Some(Reason::NotFound));
    assert_eq!(world.released, [leg]);
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let (mut world, leg) = at_the_desk();
    for _ in 0..3 {
        refuse(&mut world, leg);
    }
    assert!(world.ended(leg).is_none());
    press(&mut world, leg, "1#");
    world.leg(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    refuse(&mut world, leg);
    assert_eq!(world.reason(leg), Some(Reason::HungUp));
}

#[test]
fn a_page_has_no_keypad_and_a_lobby_no_desk() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.enter(FarEnd::browser(), "browser", Way::Reception, Role::Speaker);
    let phone = world.enter(FarEnd::phone(), "sip", Way::Lobby, Role::Speaker);
    for leg in [page, phone] {
        world.media(MediaEvent::Connected(leg));
        press(&mut world, leg, "1#");
    }
    assert!(world.asks.is_empty());
}

#[test]
fn a_leg_goes_on_in_another_meeting_and_nothing_is_negotiated() {
    let (mut here, leg) = at_the_desk();
    here.media(MediaEvent::Receiving(leg, StreamId(0), Codec::Pcma));
    let before = here.plans.last().expect("a plan").legs[0].clone();
    press(&mut here, leg, "2#");
    here.clear();
    let handed = permit(&mut here, leg, Way::Join);
    assert!(here.said.is_empty(), "{:?}", here.said);
    assert!(here.plans.last().expect("a plan").legs.is_empty());
    assert!(here.released.is_empty(), "its ports stay");
    here.pass(Duration::from_secs(120));
    assert!(here.over, "nobody is left");

    let mut there = there(MeetingKind::Named);
    there.far.insert(leg, FarEnd::phone());
    let other = there.sip(FarEnd::phone());
    there.media(MediaEvent::Receiving(other, StreamId(0), Codec::Pcma));
    there.clear();
    there.input(MeetingInput::TakeOver(handed));
    assert_eq!(there.arrived, [(leg, here.meeting.config.id)]);
    assert!(
        there.told(leg).iter().all(|c| matches!(
            c,
            LegCommand::Roster(_) | LegCommand::YouAre(_) | LegCommand::Slots(_)
        )),
        "{:?}",
        there.told(leg)
    );
    assert!(there.opens.iter().all(|(l, _)| *l != leg));
    let plan = there.plans.last().expect("a plan");
    let after = plan.legs.iter().find(|l| l.leg == leg).expect("is planned");
    assert_eq!(
        (&after.local, &after.remote),
        (&before.local, &before.remote)
    );
    assert_eq!(after.participant, before.participant);
    for (one, two) in [(leg, other), (other, leg)] {
        let stream = StreamId(0);
        assert_eq!(hears(&there, one), Source::Forward { from: two, stream });
    }
    there.pass(Duration::from_millis(300));
    let roster = there.last_roster(other).expect("is told");
    assert_eq!(roster.entries[1].display_name.reveal(), "known there");
    // What the edge numbered goes on: a question of the far end gets its reply.
    there.leg(
        leg,
        LegEvent::Media {
            rev: Rev(1),
            replies_to: None,
            description: before.remote.clone(),
        },
    );
    let replied = |c: &&LegCommand| {
        matches!(c, LegCommand::Media { replies_to: Some(Rev(1)), description, .. }
            if description.streams[0].flow == Flow::Both)
    };
    assert!(there.told(leg).iter().any(replied));
    there.leg(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert_eq!(there.released, [leg]);
    assert!(there.ended(other).is_none());
}

#[test]
fn who_must_wait_there_waits_there_and_keys_mean_nothing() {
    let (mut here, leg) = at_the_desk();
    press(&mut here, leg, "2#");
    let handed = permit(&mut here, leg, Way::Lobby);
    let mut there = there(MeetingKind::Named);
    let host = there.browser(Role::Host);
    there.input(MeetingInput::TakeOver(handed));
    assert!(is_told(&there, leg, "lobby"));
    press(&mut there, leg, "1#");
    assert!(there.asks.is_empty());
    let participant = there.who(leg);
    let admit = tolk_model::leg::ControlRequest::Admit { participant };
    there.control(host, admit).expect("a host may");
    assert!(!is_told_anything(&there, leg));
}

fn is_told_anything(world: &World, leg: LegId) -> bool {
    matches!(hears(world, leg), Source::Prompt { .. })
}

#[test]
fn a_meeting_that_was_locked_meanwhile_sends_the_leg_back() {
    let (mut here, leg) = at_the_desk();
    press(&mut here, leg, "2#");
    let handed = permit(&mut here, leg, Way::Join);
    let mut there = there(MeetingKind::AdHoc);
    let other = there.enter(FarEnd::browser(), "browser", Way::Join, Role::Host);
    there.input(MeetingInput::Host(
        Author::Operator,
        HostCommand::Lock(true),
    ));
    let entered = |world: &World| {
        let entered = |e: &tolk_model::journal::JournalEvent| {
            matches!(e, tolk_model::journal::JournalEvent::TakenOver { .. })
        };
        world.journal.iter().filter(|(_, e)| entered(e)).count()
    };
    there.input(MeetingInput::TakeOver(handed));
    let (handed, cause) = there.handed_back();
    assert_eq!(cause.reason, Reason::MeetingLocked);
    assert!(there.arrived.is_empty() && entered(&there) == 0);
    assert!(there.released.is_empty() && there.told(leg).is_empty());
    assert!(there.ended(other).is_none(), "it was not its call");
    assert!(there.meeting.roster().entries.len() == 1);
    here.input(MeetingInput::TakeBack(handed, cause));
    assert!(is_told(&here, leg, "wrong_number"));
    assert!(here.ended(leg).is_none());
}

#[test]
fn a_leg_that_comes_back_may_try_again() {
    let (mut world, leg) = at_the_desk();
    press(&mut world, leg, "2#");
    let handed = permit(&mut world, leg, Way::Join);
    world.input(MeetingInput::TakeBack(
        handed,
        Cause::us(Reason::Overloaded),
    ));
    assert!(is_told(&world, leg, "wrong_number"));
    press(&mut world, leg, "3#");
    assert_eq!(numbers(&world), ["2", "3"]);
    world.pass(Duration::from_secs(301));
    assert_eq!(
        world.reason(leg),
        Some(Reason::NoAnswer),
        "patience has an end"
    );
    world.media(MediaEvent::Closed(leg, LegStatistics::default()));
}

#[test]
fn the_clock_of_media_that_is_not_there_yet_runs_on() {
    let mut here = World::new(MeetingKind::Named);
    let leg = here.enter(FarEnd::phone(), "sip", Way::Reception, Role::Speaker);
    here.pass(Duration::from_secs(10));
    press(&mut here, leg, "2#");
    let handed = permit(&mut here, leg, Way::Join);
    let mut there = there(MeetingKind::Named);
    there.now = here.now;
    there.input(MeetingInput::TakeOver(handed));
    there.pass(Duration::from_secs(6));
    assert_eq!(there.reason(leg), Some(Reason::MediaBlocked));
}

#[test]
fn the_test_call_begins_for_a_leg_whose_media_flows_already() {
    let (mut here, leg) = at_the_desk();
    press(&mut here, leg, "8000#");
    let handed = permit(&mut here, leg, Way::Join);
    let mut there = there(MeetingKind::TestCall);
    there.input(MeetingInput::TakeOver(handed));
    assert!(is_told(&there, leg, "test_call"));
}
