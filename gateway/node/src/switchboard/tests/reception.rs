//! A caller at the reception dials a number and goes on in another meeting's task.

use tolk_model::leg::{ControlRequest, Digit};
use tolk_model::{ControlId, ForkId};

use super::*;

const RECEPTION: u64 = 3;
const NUMBERED: u64 = 4;
const FULL: u64 = 5;

/// The reception, and places that have numbers.
pub(super) fn list(directory: &mut Directory) {
    let reception = Place {
        kind: PlaceKind::Reception,
        ..place(RECEPTION, "reception", 100)
    };
    directory.add_place(reception).unwrap();
    directory.add_place(place(NUMBERED, "8001", 25)).unwrap();
    directory.add_place(place(FULL, "8002", 0)).unwrap();
}

impl World {
    /// A caller whose media is described: it calls the domain without a name.
    async fn at_the_desk(&mut self) -> LegId {
        let (leg, done) = self.call("sip:video.example");
        done.unwrap();
        let accept = self.told(leg, |c| matches!(c, LegCommand::Accept(_))).await;
        let LegCommand::Accept(description) = accept else {
            unreachable!()
        };
        let answer = LegEvent::Connected(ForkId(0), Some(description));
        self.event(leg, answer);
        leg
    }

    fn press(&self, leg: LegId, keys: &str) {
        for key in keys.chars() {
            self.event(leg, LegEvent::Digit(Digit::new(key).unwrap()));
        }
    }

    /// The far end wants something many times, before, while and after the leg moves: each wish is answered once, in order.
    async fn wishes(&mut self, leg: LegId) {
        const WISHES: u64 = 200;
        for n in 1..=WISHES {
            let wish = ControlRequest::Camera { on: n % 2 == 0 };
            self.event(leg, LegEvent::Control(ControlId(n), wish));
            if n % 20 == 0 {
                tokio::task::yield_now().await;
            }
        }
        for n in 1..=WISHES {
            let done = |c: &LegCommand| matches!(c, LegCommand::ControlDone(..));
            let answer = self.told(leg, done).await;
            assert_eq!(answer, LegCommand::ControlDone(ControlId(n), Ok(())));
        }
    }

    async fn in_meeting(&self) -> Vec<MeetingId> {
        let mut views = self.board.meetings().await;
        views.retain(|v| !v.legs.is_empty());
        views.iter().map(|v| v.id).collect()
    }

    fn outcomes(&self, wanted: &str) -> usize {
        self.written(|e| matches!(e, JournalEvent::Admitted { outcome, .. } if outcome == wanted))
    }
}

#[tokio::test]
async fn what_is_said_while_a_leg_moves_is_neither_lost_nor_overtaken() {
    let mut world = world();
    let leg = world.at_the_desk().await;
    assert_eq!(
        world.in_meeting().await,
        [MeetingId::from_number(RECEPTION)]
    );
    world.press(leg, "8001#");
    world.wishes(leg).await;
    assert_eq!(world.in_meeting().await, [MeetingId::from_number(NUMBERED)]);
    assert_eq!(world.outcomes("join"), 1);
    let taken = |e: &JournalEvent| matches!(e, JournalEvent::TakenOver { from, .. } if *from == MeetingId::from_number(RECEPTION));
    assert_eq!(world.written(taken), 1);
    assert!(world.plane.released.lock().unwrap().is_empty());
    world.event(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    world.empty().await;
    assert_eq!(*world.plane.released.lock().unwrap(), [leg]);
}

#[tokio::test]
async fn a_leg_that_ends_on_its_way_leaves_nothing_behind() {
    let mut world = world();
    let leg = world.at_the_desk().await;
    world.press(leg, "8001#");
    world.event(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    world.empty().await;
    assert_eq!(*world.plane.released.lock().unwrap(), [leg]);
    let ended = |e: &JournalEvent| matches!(e, JournalEvent::LegEnded { .. });
    assert_eq!(world.written(ended), 1);
}

#[tokio::test]
async fn wrong_numbers_are_written_down_and_three_end_the_call() {
    let mut world = world();
    let leg = world.at_the_desk().await;
    // Nobody has the first; the second is a meeting without a seat.
    world.press(leg, "4711#");
    world.press(leg, "8002#");
    world.wishes(leg).await;
    assert_eq!(world.outcomes("refuse"), 2);
    world.press(leg, "1#");
    let ended = world.told(leg, |c| matches!(c, LegCommand::End(_))).await;
    assert!(matches!(ended, LegCommand::End(cause) if cause.reason == Reason::NotFound));
    world.event(leg, LegEvent::Ended(Cause::us(Reason::NotFound)));
    world.empty().await;
}

#[tokio::test]
async fn a_meeting_for_which_there_is_no_room_gives_the_leg_back() {
    let mut world = world_of(1);
    let leg = world.at_the_desk().await;
    world.press(leg, "8001#");
    world.wishes(leg).await;
    assert_eq!(
        world.in_meeting().await,
        [MeetingId::from_number(RECEPTION)]
    );
    assert_eq!(world.outcomes("join"), 1);
    world.event(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    world.empty().await;
    assert_eq!(*world.plane.released.lock().unwrap(), [leg]);
}

#[tokio::test]
async fn a_meeting_that_dies_ends_a_leg_that_came_by_hand() {
    let mut world = world();
    let leg = world.at_the_desk().await;
    world.press(leg, "8001#");
    world.wishes(leg).await;
    world.plane.cursed.store(true, Ordering::SeqCst);
    let (_, done) = world.call("8001");
    done.unwrap();
    let end = |c: &LegCommand| matches!(c, LegCommand::End(c) if c.reason == Reason::InternalError);
    world.told(leg, end).await;
}
