//! A called party that sends the call elsewhere: it goes where its caller may call.

use tolk_core::admission::Standing;
use tolk_model::edge::{Ask, Reply};

use super::*;

/// A call to a partner that is on its way, and its leg.
async fn calling(world: &mut World) -> LegId {
    let order = CallOrder {
        from: "room".parse().unwrap(),
        to: "x@a.partner.example".parse().unwrap(),
        redial: None,
    };
    world.board.place_call(order).await.unwrap();
    within(async {
        loop {
            if let (leg, LegCommand::Dial(_)) = world.commands.next().await {
                return leg;
            }
        }
    })
    .await
}

fn redirect(world: &World, leg: LegId, to: &str) -> Result<String, Reason> {
    let to = Pii::new(to.parse().unwrap());
    match world.board.ask(&world.edge, &Ask::Redirect { leg, to }) {
        Reply::Redirect(outcome) => outcome
            .map(|target| target.address.to_string())
            .map_err(|cause| cause.reason),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirected_call_goes_only_where_its_caller_may_call() {
    let mut world = world();
    let leg = calling(&mut world).await;
    let there = redirect(&world, leg, "sip:y@b.partner.example");
    assert_eq!(there, Ok("sip:y@b.partner.example".to_string()));
    for (to, why) in [
        ("sip:premium@elsewhere.example", Reason::Forbidden),
        ("tel:+4690012345", Reason::Forbidden),
        ("nobody", Reason::NotFound),
    ] {
        assert_eq!(redirect(&world, leg, to), Err(why), "{to}");
    }
    let outcomes = |wanted: &str| {
        world.written(|e| matches!(e, JournalEvent::Admitted { outcome, .. } if outcome == wanted))
    };
    assert_eq!((outcomes("connect"), outcomes("refuse")), (2, 3));
    let unknown = LegId::from_number(4711);
    let refused = redirect(&world, unknown, "sip:y@b.partner.example");
    assert_eq!(refused, Err(Reason::NotFound));
}

#[tokio::test]
async fn a_strangers_call_is_redirected_nowhere() {
    let mut world = world();
    let leg = calling(&mut world).await;
    if let Some(line) = world.board.shared.board().legs.get_mut(&leg) {
        let from = line.from.as_mut().expect("it was dialled");
        from.identity = Identity::Anonymous;
    }
    let refused = redirect(&world, leg, "sip:y@b.partner.example");
    assert_eq!(refused, Err(Reason::Forbidden));
}

#[tokio::test]
async fn who_a_call_was_redirected_to_has_not_the_rights_of_whom_it_was_for() {
    let mut world = world();
    let leg = calling(&mut world).await;
    let standing = |world: &World| {
        let board = world.board.shared.board();
        board.legs.get(&leg).map(|line| line.standing.clone())
    };
    let ours = Standing::Listed(tolk_model::Alias {
        local: "room".into(),
        domain: tolk_model::Domain::new("tolk.test").unwrap(),
    });
    if let Some(line) = world.board.shared.board().legs.get_mut(&leg) {
        line.standing = ours.clone();
    }
    let nowhere = redirect(&world, leg, "sip:premium@elsewhere.example");
    assert_eq!(nowhere, Err(Reason::Forbidden));
    assert_eq!(standing(&world), Some(ours), "it still rings there");
    redirect(&world, leg, "sip:y@b.partner.example").unwrap();
    assert_eq!(standing(&world), Some(Standing::Nobody));
}
