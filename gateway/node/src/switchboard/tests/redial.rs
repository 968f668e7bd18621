//! Calling again: admission is asked anew, and who is there is left alone.

use tolk_model::party::Away;
use tolk_model::{ForkId, ParticipantId};

use super::*;

fn meeting() -> MeetingId {
    MeetingId::from_number(ROOM)
}

async fn order(world: &World, to: &str) {
    let order = CallOrder {
        from: "room".parse().unwrap(),
        to: to.parse().unwrap(),
        redial: None,
    };
    world.board.place_call(order).await.unwrap();
}

/// Who is away, once somebody is.
async fn away(world: &World) -> (ParticipantId, Away) {
    away_from(world, meeting()).await
}

async fn away_from(world: &World, meeting: MeetingId) -> (ParticipantId, Away) {
    within(async {
        loop {
            let view = world.board.meeting(meeting).await.expect("it runs");
            let mut entries = view.roster.entries.iter();
            if let Some(found) = entries.find_map(|e| Some((e.participant, e.away?))) {
                return found;
            }
        }
    })
    .await
}

/// A place in which a device stands.
fn studio() -> Place {
    Place {
        devices: vec![tolk_core::directory::Device {
            name: "camera".to_string(),
            target: tolk_model::party::Target::at("sip:camera@192.0.2.9".parse().unwrap()),
        }],
        ..place(4000, "studio", 5)
    }
}

fn busy() -> LegEvent {
    LegEvent::Ended(Cause::far_end(Reason::Busy))
}

fn lines(world: &World, wanted: &str) -> usize {
    world.written(|e| matches!(e, JournalEvent::Redial { what, .. } if what == wanted))
}

/// What is registered in the room is called by who comes first, and answers.
async fn room_device(world: &mut World) -> LegId {
    world.register("room", 1, 600);
    world.call("room").1.unwrap();
    world.answered("room").await
}

fn calls(world: &World, wanted: &str) -> usize {
    world.written(|e| matches!(e, JournalEvent::Admitted { outcome, .. } if outcome == wanted))
}

#[tokio::test]
async fn an_operator_calls_again_by_the_rules_as_they_are() {
    let mut world = world();
    world.enter("room").await;
    order(&world, "x@a.partner.example").await;
    let (leg, _) = world.dialled("x").await;
    world.event(leg, busy());
    let (participant, how) = away(&world).await;
    assert_eq!((how.reason, how.again), (Reason::Busy, false));
    assert_eq!(calls(&world, "connect"), 1);
    let rule = world.board.call_again(meeting(), participant).await;
    assert_eq!(rule.unwrap().as_str(), "outgoing.allowed");
    assert_eq!(calls(&world, "connect"), 2);
    let (again, _) = world.dialled("x").await;
    assert_ne!(leg, again);
    let twice = world.board.call_again(meeting(), participant).await;
    assert_eq!(twice.unwrap_err().reason, Reason::Busy);
    let nobody = ParticipantId::from_number(4711);
    let gone = world.board.call_again(meeting(), nobody).await;
    assert_eq!(gone.unwrap_err().reason, Reason::NotFound);
    let elsewhere = MeetingId::from_number(4711);
    let gone = world.board.call_again(elsewhere, participant).await;
    assert_eq!(gone.unwrap_err().reason, Reason::NotFound);
}

#[tokio::test]
async fn a_call_that_finds_no_room_is_not_said_to_have_begun() {
    let mut world = world();
    let order = CallOrder {
        from: "small".parse().unwrap(),
        to: "x@a.partner.example".parse().unwrap(),
        redial: None,
    };
    let small = world.board.place_call(order).await.unwrap().meeting;
    let (leg, _) = world.dialled("x").await;
    world.event(leg, busy());
    let (participant, _) = away_from(&world, small).await;
    world.enter("small").await;
    let refused = world.board.call_again(small, participant).await;
    assert_eq!(refused.unwrap_err().reason, Reason::MeetingFull);
}

#[tokio::test]
async fn a_place_that_is_gone_meanwhile_is_not_called_again() {
    let mut world = world();
    let listed = world.board.shared.listed.clone();
    listed.add(studio()).unwrap();
    world.enter("room").await;
    order(&world, "studio").await;
    let (leg, _) = world.dialled("camera").await;
    world.event(leg, busy());
    let (participant, _) = away(&world).await;
    listed.remove(MeetingId::from_number(4000));
    let refused = world.board.call_again(meeting(), participant).await;
    assert_eq!(refused.unwrap_err().reason, Reason::NotFound);
    assert_eq!((calls(&world, "connect"), calls(&world, "refuse")), (1, 1));
    let (still, how) = away(&world).await;
    assert_eq!((still, how.reason), (participant, Reason::Busy));
}

#[tokio::test]
async fn a_room_that_is_lost_is_called_again_by_itself() {
    let mut world = world();
    world.enter("room").await;
    order(&world, "x@a.partner.example").await;
    let leg = world.answered("x").await;
    world.event(leg, LegEvent::Ended(Cause::network(Reason::ConnectionLost)));
    let (_, dial) = world.dialled("x").await;
    assert_eq!(dial.to.local, "x");
    assert_eq!(calls(&world, "connect"), 2, "admission was asked again");
    assert_eq!((lines(&world, "waits"), lines(&world, "called")), (1, 1));
}

#[tokio::test]
async fn a_places_device_is_called_again_where_it_is_registered_by_then() {
    let mut world = world();
    let leg = room_device(&mut world).await;
    world.register("room", 1, 0);
    world.register("room", 2, 600);
    world.event(leg, LegEvent::Ended(Cause::network(Reason::ConnectionLost)));
    let (_, dial) = world.dialled("room").await;
    assert_eq!(dial.to.to_string(), "sip:room@192.0.2.2");
}

#[tokio::test]
async fn a_places_device_that_has_come_by_itself_is_not_called() {
    let mut world = world();
    let leg = room_device(&mut world).await;
    let (again, done) = world.call_by("room", presence::registered("room"));
    done.unwrap();
    world.accepted(again).await;
    world.event(leg, LegEvent::Ended(Cause::network(Reason::ConnectionLost)));
    within(async {
        loop {
            let view = world.board.meeting(meeting()).await.unwrap();
            let away = view.roster.entries.iter().any(|e| e.away.is_some());
            if lines(&world, "waits") == 1 && !away {
                return;
            }
            assert_eq!(lines(&world, "called"), 0);
        }
    })
    .await;
}

#[tokio::test]
async fn who_wants_no_calls_is_not_called_again_without_a_key() {
    let mut world = world();
    world.register("ada", 1, 600);
    world.enter("room").await;
    order(&world, "ada").await;
    let leg = world.answered("ada").await;
    world
        .board
        .set_do_not_disturb(&presence::alias("ada"), true);
    world.event(leg, LegEvent::Ended(Cause::network(Reason::ConnectionLost)));
    let (participant, how) = within(async {
        loop {
            let found = away(&world).await;
            if !found.1.again {
                return found;
            }
        }
    })
    .await;
    assert_eq!(how.reason, Reason::DoNotDisturb);
    assert_eq!(calls(&world, "connect"), 1);
    // An operator may insist.
    let rule = world.board.call_again(meeting(), participant).await;
    assert_eq!(rule.unwrap().as_str(), "directory.person");
    world.dialled("ada").await;
}

#[tokio::test]
async fn who_has_come_by_itself_is_not_called() {
    let mut world = world();
    world.enter("room").await;
    order(&world, "anna").await;
    let (leg, _) = world.dialled("anna").await;
    world.event(leg, busy());
    let (participant, _) = away(&world).await;
    let trust = Trust::Registered {
        alias: Alias {
            domain: Domain::new("video.example").unwrap(),
            local: "anna.long".to_string(),
        },
    };
    let (anna, done) = world.call_as("room", trust);
    done.unwrap();
    let accept = world
        .told(anna, |c| matches!(c, LegCommand::Accept(_)))
        .await;
    let LegCommand::Accept(description) = accept else {
        unreachable!()
    };
    world.event(anna, LegEvent::Connected(ForkId(0), Some(description)));
    let refused = world.board.call_again(meeting(), participant).await;
    let reason = refused.unwrap_err().reason;
    assert_eq!(reason, Reason::AnsweredElsewhere);
    let view = world.board.meeting(meeting()).await.unwrap();
    assert!(view.roster.entries.iter().all(|e| e.away.is_none()));
}

#[tokio::test]
async fn an_operator_takes_it_back() {
    let mut world = world();
    world.enter("room").await;
    order(&world, "x@a.partner.example").await;
    let (leg, _) = world.dialled("x").await;
    world.event(leg, busy());
    let (participant, _) = away(&world).await;
    let board = &world.board;
    board
        .remove_participant(meeting(), participant)
        .await
        .unwrap();
    let again = board.call_again(meeting(), participant).await;
    assert_eq!(again.unwrap_err().reason, Reason::NotFound);
    let twice = board.remove_participant(meeting(), participant).await;
    assert_eq!(twice.unwrap_err().reason, Reason::NotFound);
}

#[tokio::test]
async fn a_call_of_two_is_not_tried_again() {
    let world = world();
    let order = CallOrder {
        from: "anna".parse().unwrap(),
        to: "bertil".parse().unwrap(),
        redial: Some(tolk_core::meeting::Redial::NEVER),
    };
    let refused = world.board.place_call(order).await;
    assert_eq!(refused.unwrap_err().reason, Reason::NotSupported);
}

#[tokio::test]
async fn where_devices_stand_nobody_promises_to_try_again() {
    let world = world();
    world.board.shared.listed.add(studio()).unwrap();
    let order = |redial| CallOrder {
        from: "studio".parse().unwrap(),
        to: "x@a.partner.example".parse().unwrap(),
        redial,
    };
    let again = tolk_core::meeting::Redial {
        times: 2,
        pause: Duration::from_secs(30),
    };
    let refused = world.board.place_call(order(Some(again))).await;
    assert_eq!(refused.unwrap_err().reason, Reason::NotSupported);
    assert!(world.board.meetings().await.is_empty());
    assert!(world.board.place_call(order(None)).await.is_ok());
}
