//! Calling again: by a host, by an operator, and by itself.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::id::RuleId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::ControlRequest;
use tolk_model::party::{Away, Identity, Party, Presence, RosterEntry};
use tolk_model::{Cause, LegCommand, LegEvent, LegId, MediaEvent, ParticipantId, Role};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

const MODEST: Redial = Redial {
    times: 3,
    pause: Duration::from_secs(5),
};

fn meeting(redial: Redial) -> World {
    World::of(MeetingConfig {
        redial,
        ..config(MeetingKind::Named)
    })
}

fn asked(redial: Redial) -> MeetingInput {
    let callee = Callee {
        redial: Some(redial),
        ..callee(&["room"])
    };
    MeetingInput::Host(Author::Operator, HostCommand::Call(Box::new(callee)))
}

/// Somebody whose name was proven.
fn proven(name: &str) -> Party {
    Party {
        identity: Identity::Verified {
            by: "certificate".to_string(),
        },
        ..party(name)
    }
}

fn dials(world: &World) -> usize {
    let dials = world.said.iter();
    dials
        .filter(|(_, c)| matches!(c, LegCommand::Dial(_)))
        .count()
}

fn end(world: &mut World, leg: LegId, reason: Reason) {
    world.leg(leg, LegEvent::Ended(Cause::far_end(reason)));
}

/// Who is away, as everybody with the right to it sees it.
fn away(world: &World) -> Vec<RosterEntry> {
    let entries = world.meeting.roster().entries.into_iter();
    entries.filter(|e| e.away.is_some()).collect()
}

fn only_away(world: &World) -> (ParticipantId, Reason, bool) {
    let entries = away(world);
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(entry.presence, Presence::Left);
    let Away { reason, again } = entry.away.unwrap();
    (entry.participant, reason, again)
}

fn questions(world: &World) -> Vec<AgainQuestion> {
    let asks = world.asks.iter();
    asks.filter_map(|a| match a {
        MeetingOutput::AskAgain(question) => Some((**question).clone()),
        _ => None,
    })
    .collect()
}

/// Admission permits what it was asked last.
fn permit(world: &mut World) -> AgainQuestion {
    let question = questions(world).pop().expect("nobody asked admission");
    world.asks.clear();
    let again = Ok(Box::new(callee(&["room"])));
    world.again(question.participant, again);
    question
}

fn refuse(world: &mut World, cause: Cause) {
    let question = questions(world).pop().expect("nobody asked admission");
    world.asks.clear();
    world.again(question.participant, Err(cause));
}

fn lines(world: &World) -> Vec<(String, u32, Reason)> {
    let lines = world.journal.iter();
    lines
        .filter_map(|(_, event)| match event {
            JournalEvent::Redial {
                what,
                times,
                reason,
                ..
            } => Some((what.clone(), *times, *reason)),
            _ => None,
        })
        .collect()
}

/// A room that was called and has answered.
fn room_is_there(world: &mut World) -> (LegId, ParticipantId) {
    world.call(&["room"]);
    let (room, dial) = world.dialled();
    world.answer(room, &dial);
    (room, world.who(room))
}

#[test]
fn a_host_calls_again_whom_nobody_reached() {
    for reason in [Reason::Busy, Reason::NoAnswer, Reason::Unavailable] {
        let mut world = meeting(MODEST);
        let host = world.browser(Role::Host);
        world.call(&["room"]);
        let (first, _) = world.dialled();
        end(&mut world, first, reason);
        let (room, why, again) = only_away(&world);
        assert_eq!((why, again), (reason, false), "nobody asked for it");
        world.pass(Duration::from_secs(600));
        assert_eq!(dials(&world), 1);
        let wish = ControlRequest::CallAgain { participant: room };
        let control = tolk_model::ControlId(7);
        world.leg(host, LegEvent::Control(control, wish));
        assert_eq!(world.done(host, control), None, "admission decides first");
        let question = permit(&mut world);
        assert_eq!(
            (question.before, question.by_itself),
            (Placer::Operator, false)
        );
        assert!(matches!(question.by, Placer::Host(_)));
        assert_eq!(world.done(host, control), Some(Ok(())));
        assert!(away(&world).is_empty());
        let (second, dial) = world.dialled();
        assert_ne!(first, second);
        world.answer(second, &dial);
        assert_eq!(world.who(second), room, "it is the same participant");
    }
}

#[test]
fn who_hangs_up_or_is_removed_is_not_away() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::HungUp);
    assert!(away(&world).is_empty());
    let (_, participant) = room_is_there(&mut world);
    world
        .control(host, ControlRequest::Remove { participant })
        .unwrap();
    assert!(away(&world).is_empty());
    world.call(&["room"]);
    let called = world.meeting.roster().entries.pop().unwrap().participant;
    let stop = ControlRequest::Remove {
        participant: called,
    };
    world.control(host, stop).unwrap();
    assert!(away(&world).is_empty());
    world.pass(Duration::from_secs(600));
    assert_eq!(dials(&world), 3);
}

#[test]
fn who_came_by_itself_is_not_called() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let room = world.sip(FarEnd::room());
    end(&mut world, room, Reason::ConnectionLost);
    assert!(away(&world).is_empty());
}

#[test]
fn a_room_that_was_lost_is_called_again_with_longer_and_longer_pauses() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (room, participant) = room_is_there(&mut world);
    world.pass(Duration::from_secs(300));
    world.media(MediaEvent::Disconnected(room));
    world.pass(Duration::from_secs(31));
    assert_eq!(world.reason(room), Some(Reason::MediaLost));
    assert_eq!(only_away(&world).1, Reason::MediaLost);
    for pause in [5 - 1, 10, 20] {
        assert!(only_away(&world).2, "it is called again");
        world.pass(Duration::from_secs(pause - 1));
        assert!(questions(&world).is_empty());
        world.pass(Duration::from_secs(1));
        let question = permit(&mut world);
        assert!(question.by_itself);
        assert_eq!(
            (question.by, question.before),
            (Placer::Operator, Placer::Operator)
        );
        let (leg, _) = world.dialled();
        end(&mut world, leg, Reason::Unavailable);
    }
    assert_eq!(only_away(&world), (participant, Reason::Unavailable, false));
    world.pass(Duration::from_secs(3_600));
    assert_eq!(dials(&world), 1 + 3);
    let words: Vec<_> = lines(&world).into_iter().map(|l| (l.0, l.1)).collect();
    let line = |what: &str, times| (what.to_string(), times);
    let expected = [
        line("waits", 0),
        line("called", 1),
        line("waits", 1),
        line("called", 2),
        line("waits", 2),
        line("called", 3),
        line("given_up", 3),
    ];
    assert_eq!(words, expected);
}

#[test]
fn a_room_that_comes_and_goes_is_not_called_for_ever() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (mut room, _) = room_is_there(&mut world);
    for _ in 0..3 {
        end(&mut world, room, Reason::ConnectionLost);
        world.pass(Duration::from_secs(30));
        permit(&mut world);
        let (leg, dial) = world.dialled();
        world.answer(leg, &dial);
        world.pass(Duration::from_secs(50));
        room = leg;
    }
    // Three times in a row are enough; once it has stayed, they begin anew.
    let before = dials(&world);
    let mut stays = room;
    end(&mut world, stays, Reason::ConnectionLost);
    assert!(!only_away(&world).2);
    world.pass(Duration::from_secs(3_600));
    assert_eq!(dials(&world), before);
    stays = room_is_there(&mut world).0;
    world.pass(Duration::from_secs(61));
    end(&mut world, stays, Reason::ConnectionLost);
    assert!(only_away(&world).2);
}

#[test]
fn busy_is_tried_again_only_when_that_was_asked_for() {
    let once = Redial {
        times: 2,
        pause: Duration::from_secs(30),
    };
    for reason in [Reason::Busy, Reason::NoAnswer, Reason::Unavailable] {
        let mut world = meeting(MODEST);
        world.browser(Role::Host);
        world.input(asked(once));
        for _ in 0..2 {
            let (leg, _) = world.dialled();
            end(&mut world, leg, reason);
            world.pass(Duration::from_secs(61));
            permit(&mut world);
        }
        let (leg, _) = world.dialled();
        end(&mut world, leg, reason);
        world.pass(Duration::from_secs(3_600));
        assert_eq!(dials(&world), 3, "{reason:?}");
    }
    for (reason, redial) in [
        (Reason::Declined, once),
        (Reason::DoNotDisturb, once),
        (Reason::NotFound, once),
        (Reason::Busy, Redial::NEVER),
    ] {
        let mut world = meeting(MODEST);
        world.browser(Role::Host);
        world.input(asked(redial));
        let (leg, _) = world.dialled();
        end(&mut world, leg, reason);
        assert_eq!(only_away(&world).1, reason);
        world.pass(Duration::from_secs(3_600));
        assert_eq!(dials(&world), 1, "{reason:?}");
    }
}

#[test]
fn a_lost_room_that_is_busy_or_declines_is_left_alone() {
    for reason in [Reason::Busy, Reason::Declined, Reason::NoAnswer] {
        let mut world = meeting(MODEST);
        world.browser(Role::Host);
        let (room, _) = room_is_there(&mut world);
        end(&mut world, room, Reason::ConnectionLost);
        world.pass(Duration::from_secs(5));
        permit(&mut world);
        let (leg, _) = world.dialled();
        end(&mut world, leg, reason);
        assert!(!only_away(&world).2, "{reason:?}");
        world.pass(Duration::from_secs(3_600));
        assert_eq!(dials(&world), 2);
    }
}

#[test]
fn a_rule_that_was_withdrawn_stops_it_and_what_passes_does_not() {
    let rule = RuleId::new("outgoing.default_deny");
    let denied = Cause::policy(Reason::Forbidden, rule);
    for (cause, goes_on) in [
        (denied, false),
        (Cause::us(Reason::Unavailable), true),
        (Cause::us(Reason::Overloaded), true),
    ] {
        let mut world = meeting(MODEST);
        let host = world.browser(Role::Host);
        let (room, _) = room_is_there(&mut world);
        end(&mut world, room, Reason::ConnectionLost);
        world.pass(Duration::from_secs(5));
        refuse(&mut world, cause.clone());
        let (participant, reason, again) = only_away(&world);
        assert_eq!((reason, again), (cause.reason, goes_on));
        if !goes_on {
            world.pass(Duration::from_secs(3_600));
            assert!(questions(&world).is_empty());
            // A host hears why not.
            let control = tolk_model::ControlId(9);
            let wish = ControlRequest::CallAgain { participant };
            world.leg(host, LegEvent::Control(control, wish));
            refuse(&mut world, cause.clone());
            assert_eq!(world.done(host, control), Some(Err(cause)));
        }
        assert_eq!(dials(&world), 1);
    }
}

#[test]
fn a_key_that_is_refused_leaves_the_plan_as_it_was() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let (room, participant) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world.pass(Duration::from_secs(2));
    let control = tolk_model::ControlId(9);
    let wish = ControlRequest::CallAgain { participant };
    world.leg(host, LegEvent::Control(control, wish));
    let denied = Cause::policy(Reason::Forbidden, RuleId::new("outgoing.default_deny"));
    refuse(&mut world, denied.clone());
    assert_eq!(world.done(host, control), Some(Err(denied)));
    let planned = (participant, Reason::ConnectionLost, true);
    assert_eq!(only_away(&world), planned);
    world.pass(Duration::from_secs(2));
    assert!(questions(&world).is_empty(), "no sooner than planned");
    world.pass(Duration::from_secs(1));
    assert!(permit(&mut world).by_itself);
    assert_eq!(dials(&world), 2);
}

#[test]
fn a_host_takes_it_back() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let (room, participant) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world
        .control(host, ControlRequest::Remove { participant })
        .unwrap();
    assert!(away(&world).is_empty());
    world.pass(Duration::from_secs(3_600));
    assert!(questions(&world).is_empty());
    assert_eq!(lines(&world).pop().unwrap().0, "cancelled");
    let gone = world.control(host, ControlRequest::CallAgain { participant });
    assert_eq!(gone.unwrap_err().reason, Reason::NotFound);
}

#[test]
fn who_returns_by_itself_is_not_called() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    let mut entrant = world.entrant(&FarEnd::room(), "sip", Way::Join, Role::Speaker);
    entrant.party = proven("room");
    // At the door it is nobody yet.
    let mut waits = world.entrant(&FarEnd::room(), "sip", Way::Lobby, Role::Speaker);
    waits.party = proven("room");
    world.enter_as(FarEnd::room(), waits);
    assert!(only_away(&world).2);
    // Anybody can write that name.
    let mut stranger = world.entrant(&FarEnd::room(), "sip", Way::Join, Role::Speaker);
    stranger.party = party("room");
    world.enter_as(FarEnd::room(), stranger);
    assert!(only_away(&world).2);
    world.enter_as(FarEnd::room(), entrant);
    assert!(away(&world).is_empty());
    world.pass(Duration::from_secs(60));
    assert!(questions(&world).is_empty());
    assert_eq!(lines(&world).pop().unwrap().0, "returned");
}

#[test]
fn who_waited_and_is_let_in_is_not_called() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    let mut waits = world.entrant(&FarEnd::room(), "sip", Way::Lobby, Role::Speaker);
    waits.party = proven("room");
    let leg = world.enter_as(FarEnd::room(), waits);
    let participant = world.who(leg);
    world
        .control(host, ControlRequest::Admit { participant })
        .unwrap();
    assert!(away(&world).is_empty());
}

#[test]
fn who_is_here_by_another_name_is_not_called() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world.pass(Duration::from_secs(5));
    refuse(&mut world, Cause::us(Reason::AnsweredElsewhere));
    assert!(away(&world).is_empty());
}

#[test]
fn nobody_is_called_for_a_meeting_that_is_over_or_empty() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world.control(host, ControlRequest::EndMeeting).unwrap();
    world.pass(Duration::from_secs(3_600));
    assert!(questions(&world).is_empty() && world.over);

    let mut world = meeting(MODEST);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world.pass(Duration::from_secs(30));
    assert!(questions(&world).is_empty(), "nobody is there");
    world.pass(Duration::from_secs(60));
    assert!(world.over, "who is away keeps no meeting");
}

#[test]
fn a_call_of_two_ends_as_ever_when_one_is_lost() {
    let mut world = World::of(MeetingConfig {
        redial: MODEST,
        ..config(MeetingKind::AdHoc)
    });
    let caller = world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    assert_eq!(world.reason(caller), Some(Reason::HungUp));
    world.pass(Duration::from_secs(60));
    assert!(questions(&world).is_empty() && world.over);
}

#[test]
fn only_hosts_see_who_is_away_and_only_they_call() {
    let mut world = meeting(MODEST);
    let host = world.browser(Role::Host);
    let guest = world.browser(Role::Speaker);
    let (room, participant) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    world.pass(Duration::from_secs(1));
    let sees = |world: &World, leg| {
        let roster = world.last_roster(leg).unwrap();
        roster.entries.iter().any(|e| e.participant == participant)
    };
    assert!(sees(&world, host) && !sees(&world, guest));
    let wish = ControlRequest::CallAgain { participant };
    let refused = world.control(guest, wish);
    assert_eq!(refused.unwrap_err().reason, Reason::Forbidden);
    assert!(questions(&world).is_empty());
}

#[test]
fn an_operator_calls_again_and_only_once_at_a_time() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (room, participant) = room_is_there(&mut world);
    end(&mut world, room, Reason::ConnectionLost);
    let again = |world: &mut World| {
        let command = HostCommand::CallAgain(participant);
        world.meeting.order(world.now, &Author::Operator, command)
    };
    assert_eq!(again(&mut world), Ok(()));
    assert_eq!(again(&mut world), Err(Cause::us(Reason::Busy)));
    // What was planned is not done beside it.
    world.pass(Duration::from_secs(60));
    assert_eq!(permit(&mut world).by, Placer::Operator);
    assert_eq!(again(&mut world), Err(Cause::us(Reason::Busy)), "it rings");
    assert_eq!(dials(&world), 2);
}

#[test]
fn a_meeting_remembers_so_many_who_are_away() {
    let mut world = meeting(Redial::NEVER);
    world.browser(Role::Host);
    for n in 0..40 {
        let name = format!("room{n}");
        let callee = Callee {
            party: party(&name),
            ..callee(&["room"])
        };
        let call = HostCommand::Call(Box::new(callee));
        world.input(MeetingInput::Host(Author::Operator, call));
        let (leg, _) = world.dialled();
        end(&mut world, leg, Reason::Busy);
    }
    let names: Vec<String> = away(&world)
        .into_iter()
        .map(|e| e.display_name.reveal().clone())
        .collect();
    assert_eq!(names.len(), 16);
    assert_eq!(names.last().unwrap(), "room39");
}

#[test]
fn who_was_called_in_somebodys_place_is_not_called_again() {
    let mut world = meeting(MODEST);
    world.browser(Role::Host);
    let (room, _) = room_is_there(&mut world);
    let asked = LegEvent::TransferAsked {
        transfer: tolk_model::ControlId(1),
        to: tolk_model::Address::alias("other"),
        replaces: None,
        by: None,
    };
    world.leg(room, asked);
    let onto = Onto::Call(Box::new(Callee {
        party: party("other"),
        ..callee(&["other"])
    }));
    world.input(MeetingInput::Transfer {
        leg: room,
        outcome: Ok(onto),
    });
    let (other, dial) = world.dialled();
    world.answer(other, &dial);
    end(&mut world, other, Reason::ConnectionLost);
    assert!(away(&world).is_empty());
}
