//! Who wants no second call, while it is in one. `bea` has no call waiting, everybody else has.

use super::presence::{alias, registered};
use super::*;

impl World {
    /// Waits until the switchboard knows of somebody that it is in a call, or in none.
    async fn knows(&self, local: &str, in_call: bool) {
        let shared = &self.board.shared;
        within(async {
            while shared::Shared::is_in_call(&shared.board(), &[alias(local)]) != in_call {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    /// The reason for which somebody of ours cannot call another one.
    fn refused(&mut self, from: &str, to: &str) -> Option<Reason> {
        let (_, done) = self.call_by(to, registered(from));
        done.err().map(|cause| cause.reason)
    }
}

#[tokio::test]
async fn who_has_no_call_waiting_is_busy_while_it_is_in_a_call() {
    let mut world = world();
    world.register("bea", 1, 600);
    // One that rings is no call yet: two may ring at once.
    let (first, done) = world.call_by("bea", registered("ben"));
    done.unwrap();
    let (called, dial) = world.dialled("bea").await;
    let (second, done) = world.call_by("bea", registered("ada"));
    done.unwrap();
    let (rings, _) = world.dialled("bea").await;
    let answer = LegEvent::Connected(tolk_model::ForkId(0), Some(dial.media));
    world.event(called, answer);
    world.accepted(first).await;
    world.knows("bea", true).await;
    for leg in [second, rings] {
        world.hang_up(leg);
    }

    assert_eq!(world.refused("ada", "bea"), Some(Reason::Busy));
    assert_eq!(world.rule("person.busy"), 1);
    assert_eq!(world.refused("bea", "bea"), None, "another device of hers");
    let order = CallOrder {
        from: Address::alias("room"),
        to: Address::alias("bea"),
        redial: None,
    };
    assert!(world.board.place_call(order).await.is_ok(), "an operator");

    world.hang_up(called);
    world.knows("bea", false).await;
    assert_eq!(world.refused("ada", "bea"), None, "it is over");
    assert_eq!(world.rule("person.busy"), 1);
}

#[tokio::test]
async fn who_called_is_in_a_call_and_nobody_is_sent_to_it() {
    let mut world = world();
    world.register("bea", 1, 600);
    world.register("ben", 2, 600);
    let (bea, done) = world.call_by("room", registered("bea"));
    done.unwrap();
    world.accepted(bea).await;
    world.knows("bea", true).await;
    assert_eq!(world.refused("ada", "bea"), Some(Reason::Busy));

    let (ada, done) = world.call_by("ben", registered("ada"));
    done.unwrap();
    world.answered("ben").await;
    world.accepted(ada).await;
    world.ask(ada, "bea", None);
    let sent = world.transfer_done(ada).await;
    assert_eq!(sent.err().map(|cause| cause.reason), Some(Reason::Busy));

    // With call waiting devices ring, and say themselves that they are busy.
    world.knows("ben", true).await;
    assert_eq!(world.refused("bea", "ben"), None);
    assert_eq!(world.rule("person.busy"), 2);
}

#[tokio::test]
async fn whoever_only_says_that_it_is_somebody_makes_nobody_busy() {
    let mut world = world();
    world.register("bea", 1, 600);
    let mut said = request(1, "room", Trust::Anonymous);
    said.from.address = Pii::new(Address::alias("bea"));
    let leg = LegId::from_number(1);
    world.event(leg, LegEvent::Incoming(Box::new(said)));
    world.accepted(leg).await;
    let views = within(async {
        loop {
            let views = world.board.meetings().await;
            if views.iter().any(|v| v.roster.entries.len() == 1) {
                return views;
            }
        }
    });
    assert_eq!(views.await.len(), 1);
    assert_eq!(world.refused("ada", "bea"), None);
}
