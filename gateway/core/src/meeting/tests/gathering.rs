//! Entering, seeing each other, leaving.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::ControlRequest;
use tolk_model::party::Presence;
use tolk_model::plan::{Language, Picture, Source};
use tolk_model::{Codec, LegCommand, LegEvent, MediaEvent, PromptId, Role, SlotId};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

#[test]
fn two_browsers_are_forwarded_to_each_other() {
    let mut world = World::new(MeetingKind::Named);
    let (a, b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    for (viewer, seen) in [(a, b), (b, a)] {
        for stream in [0, 1] {
            let feed = world.feed(viewer, stream).expect("no feed");
            assert!(matches!(feed.source, Source::Forward { from, .. } if from == seen));
        }
        let seen = world.who(seen);
        let told = world.told(viewer);
        let slots = told.iter().rev().find_map(|c| match c {
            LegCommand::Slots(slots) => Some(slots.clone()),
            _ => None,
        });
        assert!(slots.unwrap().contains(&(SlotId(0), Some(seen))));
    }
    assert_eq!(world.feed(a, 0).unwrap().codec.codec, Codec::Opus);
    assert_eq!(world.feed(a, 1).unwrap().codec.codec, Codec::Vp8);
}

#[test]
fn three_hear_a_mix_without_themselves_and_see_two_others() {
    let mut world = World::new(MeetingKind::Named);
    let legs = [(); 3].map(|()| world.browser(Role::Speaker));
    for leg in legs {
        let who = world.who(leg);
        let sound = world.feed(leg, 0).unwrap().source;
        assert_eq!(sound, Source::Mix { except: who });
        let pictures = world.feeds(leg).iter().filter(|f| f.slot.is_some()).count();
        assert_eq!(pictures, 2);
    }
    assert_eq!(world.plans.last().unwrap().mix.len(), 3);
}

#[test]
fn the_last_who_leaves_ends_the_meeting_after_a_while() {
    let mut world = World::new(MeetingKind::Named);
    let a = world.browser(Role::Host);
    world.leg(
        a,
        LegEvent::Ended(tolk_model::Cause::far_end(Reason::HungUp)),
    );
    assert_eq!(world.released, [a]);
    assert!(world.plans.last().unwrap().legs.is_empty());
    world.pass(Duration::from_secs(59));
    assert!(!world.over);
    world.pass(Duration::from_secs(2));
    assert!(world.over);
    let closed = |(_, e): &(_, JournalEvent)| matches!(e, JournalEvent::MeetingClosed);
    assert!(world.journal.iter().any(closed));
}

#[test]
fn a_meeting_that_nobody_enters_is_over_in_time() {
    for kind in [
        MeetingKind::Named,
        MeetingKind::AdHoc,
        MeetingKind::TestCall,
    ] {
        let mut world = World::new(kind);
        world.pass(Duration::from_secs(61));
        assert!(world.over);
    }
}

#[test]
fn who_comes_back_in_time_keeps_the_meeting() {
    let mut world = World::new(MeetingKind::Named);
    let a = world.browser(Role::Host);
    world.leg(
        a,
        LegEvent::Ended(tolk_model::Cause::far_end(Reason::HungUp)),
    );
    world.pass(Duration::from_secs(30));
    world.browser(Role::Host);
    world.pass(Duration::from_secs(300));
    assert!(!world.over);
}

#[test]
fn the_lobby_is_quiet_for_a_page_and_speaks_to_a_room() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let guest = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    let room = world.enter(FarEnd::room(), "sip", Way::Lobby, Role::Speaker);
    assert_eq!(world.feed(guest, 0).unwrap().source, Source::Silence);
    assert!(world.feed(guest, 1).is_none());
    let prompt = world.feed(room, 0).unwrap().source;
    assert!(
        matches!(&prompt, Source::Prompt { prompt, repeat: true, .. } if *prompt == PromptId::new("lobby"))
    );
    let Source::Class { class } = world.feed(room, 1).unwrap().source else {
        panic!("no slide");
    };
    let plan = world.plans.last().unwrap();
    let class = plan.classes.iter().find(|c| c.id == class).unwrap();
    assert!(matches!(class.picture, Picture::Slide { .. }));
    // The host is alone: nobody in the lobby feeds it.
    assert_eq!(world.feed(host, 0).unwrap().source, Source::Silence);
    assert!(world.feed(host, 1).is_none());
}

#[test]
fn only_hosts_see_the_lobby_and_the_lobby_sees_nobody() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let speaker = world.browser(Role::Speaker);
    let guest = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    world.pass(Duration::from_secs(1));
    let entries = |world: &World, leg| world.last_roster(leg).unwrap().entries.len();
    assert_eq!(entries(&world, host), 3);
    assert_eq!(entries(&world, speaker), 2);
    assert_eq!(entries(&world, guest), 1);
    let waiting = world.last_roster(host).unwrap().entries[2].clone();
    assert_eq!(waiting.presence, Presence::Lobby);
    let participant = waiting.participant;
    world
        .control(host, ControlRequest::Admit { participant })
        .unwrap();
    world.pass(Duration::from_secs(1));
    assert_eq!(entries(&world, guest), 3);
    assert!(matches!(
        world.feed(guest, 0).unwrap().source,
        Source::Mix { .. }
    ));
    let you = world.told(guest).into_iter().rev().find_map(|c| match c {
        LegCommand::YouAre(you) => Some(you.clone()),
        _ => None,
    });
    assert!(!you.unwrap().in_lobby);
}

#[test]
fn policy_may_send_everybody_but_hosts_to_the_lobby() {
    let mut world = World::of(MeetingConfig {
        lobby: LobbyPolicy::AllButHosts,
        ..config(MeetingKind::Named)
    });
    world.browser(Role::Speaker);
    world.browser(Role::Host);
    let rooms: Vec<Presence> = world
        .meeting
        .roster()
        .entries
        .iter()
        .map(|e| e.presence)
        .collect();
    assert_eq!(rooms, [Presence::Lobby, Presence::Joined]);
}

#[test]
fn a_full_or_locked_meeting_refuses_with_its_reason() {
    let mut world = World::of(MeetingConfig {
        max_participants: 2,
        ..config(MeetingKind::Named)
    });
    let host = world.browser(Role::Host);
    world
        .control(host, ControlRequest::Lock { locked: true })
        .unwrap();
    let late = world.browser(Role::Speaker);
    assert_eq!(world.reason(late), Some(Reason::MeetingLocked));
    world
        .control(host, ControlRequest::Lock { locked: false })
        .unwrap();
    world.browser(Role::Speaker);
    let third = world.browser(Role::Speaker);
    assert_eq!(world.reason(third), Some(Reason::MeetingFull));
    assert_eq!(world.meeting.occupancy().participants, 2);
}

#[test]
fn rosters_come_at_most_five_times_a_second() {
    let mut world = World::new(MeetingKind::Named);
    world.patient = true;
    let host = world.browser(Role::Host);
    let other = world.browser(Role::Speaker);
    world.pass(Duration::from_secs(2));
    world.clear();
    for n in 0..100 {
        let participant = world.who(other);
        let request = ControlRequest::Mute {
            participant,
            muted: n % 2 == 0,
        };
        world.control(other, request).unwrap();
        world.pass(Duration::from_millis(10));
    }
    let told = world.told(host);
    let rosters = count(&told, |c| matches!(c, LegCommand::Roster(_)));
    assert!((3..=6).contains(&rosters), "{rosters} in a second");
    world.pass(Duration::from_secs(1));
    assert!(!world.last_roster(host).unwrap().entries[1].muted);
}

#[test]
fn a_lost_connection_shows_and_heals() {
    let mut world = World::new(MeetingKind::Named);
    let (a, b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    world.leg(b, LegEvent::Lost);
    world.pass(Duration::from_secs(1));
    let presence = |world: &World| world.last_roster(a).unwrap().entries[1].presence;
    assert!(matches!(presence(&world), Presence::Lost { .. }));
    assert!(matches!(
        world.feed(a, 1).unwrap().source,
        Source::Forward { .. }
    ));
    world.leg(b, LegEvent::Resumed);
    world.pass(Duration::from_secs(1));
    assert_eq!(presence(&world), Presence::Joined);
}

#[test]
fn a_chat_line_reaches_everybody_who_is_in() {
    let mut world = World::new(MeetingKind::Named);
    let (a, b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    let waiting = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    let line = |text: &str| {
        LegEvent::Chat(tolk_model::chat::ChatMessage {
            from: None,
            text: text.to_string().into(),
            at: tolk_model::Wall::default(),
        })
    };
    world.leg(a, line("hej"));
    world.leg(waiting, line("may I come in?"));
    world.leg(a, line(&"x".repeat(9_000)));
    let lines = |world: &World, leg| count(&world.told(leg), |c| matches!(c, LegCommand::Chat(_)));
    assert_eq!(
        (lines(&world, a), lines(&world, b), lines(&world, waiting)),
        (1, 1, 0)
    );
    let from = world.who(a);
    let told = world.told(b);
    assert!(told.iter().any(
        |c| matches!(c, LegCommand::Chat(m) if m.from == Some(from) && m.text.reveal() == "hej")
    ));
}

#[test]
fn a_room_sees_who_spoke_last_but_not_itself_and_not_every_cough() {
    let mut world = World::new(MeetingKind::Named);
    let room = world.sip(FarEnd::room());
    let (a, b) = (world.browser(Role::Host), world.browser(Role::Speaker));
    let shown = |world: &World| {
        let shown = world.meeting.shown(room);
        shown.first().and_then(|(_, who)| *who)
    };
    let (room_is, a_is, b_is) = (world.who(room), world.who(a), world.who(b));
    world.media(MediaEvent::ActiveSpeaker(b_is, b));
    assert_eq!(shown(&world), Some(b_is));
    world.media(MediaEvent::ActiveSpeaker(a_is, a));
    assert_eq!(shown(&world), Some(b_is), "followed at once");
    world.media(MediaEvent::ActiveSpeaker(room_is, room));
    world.pass(Duration::from_secs(2));
    assert_eq!(shown(&world), Some(b_is));
    world.media(MediaEvent::ActiveSpeaker(a_is, a));
    world.pass(Duration::from_secs(2));
    assert_eq!(shown(&world), Some(a_is));
}

#[test]
fn the_test_call_explains_and_then_echoes_to_each_alone() {
    let mut world = World::new(MeetingKind::TestCall);
    let room = world.enter(FarEnd::room(), "sip", Way::Join, Role::Speaker);
    assert_eq!(world.feed(room, 0).unwrap().source, Source::Silence);
    world.media(MediaEvent::Connected(room));
    assert!(matches!(
        world.feed(room, 0).unwrap().source,
        Source::Prompt { repeat: false, .. }
    ));
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Class { .. }
    ));
    let page = world.browser(Role::Speaker);
    world.media(MediaEvent::PromptDone(room, PromptId::new("test_call")));
    assert!(matches!(
        world.feed(room, 0).unwrap().source,
        Source::Echo { .. }
    ));
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Echo { .. }
    ));
    assert!(matches!(
        world.feed(page, 0).unwrap().source,
        Source::Prompt { .. }
    ));
    world.pass(Duration::from_secs(61));
    assert!(matches!(
        world.feed(page, 1).unwrap().source,
        Source::Echo { .. }
    ));
    assert_eq!(world.last_roster(page).unwrap().entries.len(), 1);
    for leg in [room, page] {
        world.leg(
            leg,
            LegEvent::Ended(tolk_model::Cause::far_end(Reason::HungUp)),
        );
    }
    assert!(world.over);
}

#[test]
fn prompts_come_in_the_language_that_was_asked_for_else_in_the_meetings() {
    let mut world = World::new(MeetingKind::TestCall);
    let far = FarEnd::browser();
    let mut guest = world.entrant(&far, "browser", Way::Join, Role::Speaker);
    guest.request.language = Some(Language::En);
    let guest = world.enter_as(far, guest);
    let room = world.enter(FarEnd::room(), "sip", Way::Join, Role::Speaker);
    for (leg, wanted) in [(guest, Language::En), (room, Language::Sv)] {
        world.media(MediaEvent::Connected(leg));
        let Source::Prompt { language, .. } = world.feed(leg, 0).unwrap().source else {
            panic!("no prompt");
        };
        assert_eq!(language, wanted);
        let Source::Class { class } = world.feed(leg, 1).unwrap().source else {
            panic!("no slide");
        };
        let plan = world.plans.last().unwrap();
        let class = plan.classes.iter().find(|c| c.id == class).unwrap();
        assert!(matches!(class.picture, Picture::Slide { language, .. } if language == wanted));
    }
}

#[test]
fn the_reception_has_words_of_its_own_and_no_endless_patience() {
    let mut world = World::new(MeetingKind::Named);
    let room = world.enter(FarEnd::room(), "sip", Way::Reception, Role::Speaker);
    world.media(MediaEvent::Connected(room));
    let Source::Prompt { prompt, .. } = world.feed(room, 0).unwrap().source else {
        panic!("no prompt");
    };
    assert_eq!(prompt, PromptId::new("reception"));
    world.pass(Duration::from_secs(299));
    assert!(world.ended(room).is_none());
    world.pass(Duration::from_secs(2));
    assert_eq!(world.reason(room), Some(Reason::NoAnswer));
}

#[test]
fn who_was_admitted_in_time_stays() {
    let mut world = World::new(MeetingKind::Named);
    let host = world.browser(Role::Host);
    let guest = world.enter(FarEnd::browser(), "browser", Way::Lobby, Role::Speaker);
    world.media(MediaEvent::Connected(guest));
    let participant = world.who(guest);
    let admit = ControlRequest::Admit { participant };
    world.control(host, admit.clone()).unwrap();
    assert!(world.control(host, admit).is_err(), "twice");
    world.pass(Duration::from_secs(2 * 60 * 60));
    assert!(world.ended(guest).is_none());
}
