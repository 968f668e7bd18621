#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! One edge watches what another one tells, and what strangers tell it (RFC 6665 §4.1).

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::leg::Direction;
use tolk_model::party::Party;
use tolk_model::presence::{
    Availability, CallPhase, DirectCommand, Document, EdgeEvent, Package, WatchedCall,
};
use tolk_model::{Identity, LegId, Pii, SubscriptionId, WatchId};

const WATCH: WatchId = WatchId(9);

type Asked = Rc<RefCell<Vec<SubscriptionId>>>;

fn presence(availability: Availability) -> Document {
    Document::Presence {
        availability,
        note: None,
    }
}

fn watch(package: Package, of: &str) -> DirectCommand {
    DirectCommand::Watch {
        watch: WATCH,
        package,
        of: of.parse().unwrap(),
        by: Party {
            address: Pii::new("sip:anna@example.com".parse().unwrap()),
            display_name: Pii::new("Anna".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        },
        route: None,
    }
}

fn world_with(seed: u64, reply: Result<Document, Cause>) -> (World, Asked) {
    let mut world = World::new(seed);
    let asked: Asked = Rc::default();
    let heard = asked.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Subscribe(subscribe) => {
            heard.borrow_mut().push(subscribe.subscription);
            Reply::Subscribe(reply.clone())
        }
        other => panic!("{other:?}"),
    });
    (world, asked)
}

fn watching(document: Document) -> (World, SubscriptionId) {
    let package = document.package();
    let (mut world, asked) = world_with(1, Ok(document));
    world.direct(A, watch(package, "sip:bert@b.example.net"));
    world.seconds(1);
    let id = asked.borrow()[0];
    (world, id)
}

fn told(world: &World) -> Vec<Document> {
    let said = world.sides[A].said.iter();
    said.filter_map(|e| match e {
        EdgeEvent::Notified(WATCH, document) => Some(document.clone()),
        _ => None,
    })
    .collect()
}

fn ends(world: &World) -> Vec<(Reason, Option<Duration>)> {
    let said = world.sides[A].said.iter();
    said.filter_map(|e| match e {
        EdgeEvent::WatchEnded {
            watch: WATCH,
            cause,
            retry_after,
        } => Some((cause.reason, *retry_after)),
        _ => None,
    })
    .collect()
}

fn assert_nothing_lives(world: &mut World) {
    world.seconds(70);
    assert_clean(world);
    for side in [A, B] {
        let state = world.sides[side].edge.debug_state()["outside_calls"].clone();
        let counts = state.as_object().unwrap();
        assert!(counts.values().all(|n| *n == 0), "{side}: {state}");
    }
}

#[test]
fn what_one_node_tells_the_other_hears() {
    let (mut world, id) = watching(presence(Availability::Available));
    world.seconds(10);
    world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
    world.seconds(1);
    let heard = [
        presence(Availability::Available),
        presence(Availability::Busy),
    ];
    assert_eq!(told(&world), heard);
    world.direct(A, DirectCommand::Unwatch(WATCH));
    world.seconds(1);
    assert_eq!(ends(&world), [(Reason::HungUp, None)]);
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn calls_keep_their_names_over_partial_documents() {
    let call = |n: u64, phase| WatchedCall {
        id: LegId::from_number(n),
        direction: Direction::Incoming,
        phase,
    };
    let first = vec![call(1, CallPhase::Ringing), call(2, CallPhase::Trying)];
    let (mut world, id) = watching(Document::Dialogs(first));
    world.seconds(2);
    let then = Document::Dialogs(vec![call(1, CallPhase::Connected)]);
    world.direct(B, DirectCommand::Notify(id, then));
    world.seconds(1);
    let all = told(&world);
    let calls = |n: usize| match &all[n] {
        Document::Dialogs(calls) => calls.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((calls(0).len(), calls(1).len()), (2, 1));
    assert_eq!(calls(1)[0].phase, CallPhase::Connected);
    assert!(calls(0).iter().any(|c| c.id == calls(1)[0].id));
}

#[test]
fn it_is_refreshed_in_time_for_hours() {
    let (mut world, id) = watching(presence(Availability::Available));
    world.seconds(4 * 3600);
    assert!(ends(&world).is_empty() && world.sides[B].said.is_empty());
    assert!(world.sides[A].count_sent("SUBSCRIBE") >= 4);
    assert_eq!(told(&world).len(), 1, "the same is not told again");
    world.direct(
        B,
        DirectCommand::Unsubscribe(id, Cause::us(Reason::ShuttingDown)),
    );
    world.seconds(1);
    let minute = Some(Duration::from_secs(60));
    assert_eq!(ends(&world), [(Reason::Overloaded, minute)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn a_refusal_ends_it_at_once_and_says_whether_to_try_again() {
    for (reason, heard, again) in [
        (Reason::NotFound, Reason::NotFound, false),
        (Reason::Forbidden, Reason::Forbidden, false),
        (Reason::Overloaded, Reason::Overloaded, true),
        (Reason::Unavailable, Reason::Unavailable, true),
    ] {
        let (mut world, _) = world_with(1, Err(Cause::us(reason)));
        world.direct(A, watch(Package::Presence, "sip:bert@b.example.net"));
        world.seconds(1);
        let ends = ends(&world);
        assert_eq!(ends.len(), 1);
        assert_eq!(
            (ends[0].0, ends[0].1.is_some()),
            (heard, again),
            "{reason:?}"
        );
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn who_cannot_be_reached_or_read_cannot_be_watched() {
    for (package, of, reason) in [
        (
            Package::Presence,
            "sip:x@nowhere.example.net",
            Reason::NotFound,
        ),
        (
            Package::Presence,
            "sip:x@dead.example.net",
            Reason::TimedOut,
        ),
        (Package::Presence, "bert", Reason::NotFound),
        (
            Package::Conference,
            "sip:x@b.example.net",
            Reason::NotSupported,
        ),
    ] {
        let (mut world, _) = world_with(1, Ok(presence(Availability::Busy)));
        world.direct(A, watch(package, of));
        world.seconds(60);
        let ends = ends(&world);
        assert_eq!(ends.len(), 1, "{of}");
        assert_eq!(ends[0].0, reason, "{of}");
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn leaving_before_the_answer_leaves() {
    let (mut world, asked) = world_with(1, Ok(presence(Availability::Busy)));
    world.direct(A, watch(Package::Presence, "sip:bert@b.example.net"));
    world.direct(A, DirectCommand::Unwatch(WATCH));
    world.direct(A, DirectCommand::Unwatch(WATCH));
    world.seconds(40);
    assert_eq!(ends(&world), [(Reason::HungUp, None)]);
    assert!(told(&world).is_empty());
    assert_eq!(
        world.sides[B].said,
        [EdgeEvent::Unsubscribed(asked.borrow()[0])]
    );
    assert_nothing_lives(&mut world);
}

#[test]
fn a_notifier_that_says_nothing_is_given_up() {
    let (mut world, _) = world_with(1, Ok(presence(Availability::Busy)));
    world.filter = Box::new(|_, text| !text.starts_with("NOTIFY"));
    world.direct(A, watch(Package::Presence, "sip:bert@b.example.net"));
    world.seconds(40);
    let ends = ends(&world);
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].0, Reason::TimedOut);
    assert_nothing_lives(&mut world);
}

#[test]
fn a_notify_before_the_answer_counts() {
    let (mut world, _) = world_with(1, Ok(presence(Availability::Busy)));
    let mut lost = false;
    world.filter = Box::new(move |_, text| {
        let first =
            text.contains("CSeq:") && text.starts_with("SIP/2.0 200") && text.contains("SUBSCRIBE");
        let drop = first && !lost;
        lost |= drop;
        !drop
    });
    world.direct(A, watch(Package::Presence, "sip:bert@b.example.net"));
    world.run(Duration::from_millis(300));
    assert_eq!(told(&world), [presence(Availability::Busy)]);
    world.seconds(10);
    world.direct(A, DirectCommand::Unwatch(WATCH));
    world.seconds(1);
    assert_eq!(ends(&world), [(Reason::HungUp, None)]);
    assert_nothing_lives(&mut world);
}

/// The NOTIFY that B would send now, changed.
fn forged(world: &World, change: impl Fn(&str) -> String) -> Vec<u8> {
    let sent = world.sides[B].sent.iter();
    let last = sent.rev().find(|t| t.starts_with("NOTIFY")).unwrap();
    let number = last.lines().find_map(|l| l.strip_prefix("CSeq: ")).unwrap();
    let next: u32 = number.split(' ').next().unwrap().parse().unwrap();
    let text = last
        .replace(number, &format!("{} NOTIFY", next + 1))
        .replace("branch=z9hG4bK", "branch=z9hG4bKf");
    change(&text).into_bytes()
}

#[test]
fn forged_notifications_are_refused() {
    let elsewhere: SocketAddr = "203.0.113.7:5060".parse().unwrap();
    let there: SocketAddr = "198.51.100.2:5060".parse().unwrap();
    type Change = fn(&str) -> String;
    let cases: [(SocketAddr, Change, &str); 7] = [
        (elsewhere, |t| t.to_string(), "481"),
        (there, |t| t.replacen(";tag=", ";tag=x", 1), "481"),
        (
            there,
            |t| t.replace("Event: presence", "Event: dialog"),
            "489",
        ),
        (there, |t| t.replace("pidf+xml", "x+xml"), "415"),
        (there, |t| t.replace("<basic>", "<basic"), "400"),
        (
            there,
            |t| t.replace("Subscription-State: active", "X: "),
            "400",
        ),
        (
            there,
            |t| {
                let line = t.lines().find(|l| l.starts_with("CSeq")).unwrap();
                t.replace(line, "CSeq: 1 NOTIFY")
            },
            "500",
        ),
    ];
    for (from, change, status) in cases {
        let (mut world, _) = watching(presence(Availability::Available));
        let bytes = forged(&world, change);
        world.sides[A].sent.clear();
        world.inject(A, from, &bytes);
        let answer = world.sides[A].sent.last().unwrap();
        assert!(answer.starts_with(&format!("SIP/2.0 {status}")), "{answer}");
        assert_eq!(told(&world).len(), 1);
        assert!(ends(&world).is_empty());
    }
}

#[test]
fn a_subscription_survives_bad_weather_or_ends_once_on_both_sides() {
    for seed in 0..40 {
        let (mut world, asked) = world_with(seed, Ok(presence(Availability::Available)));
        world.weather = Weather {
            loss_percent: 30,
            duplicate_percent: 20,
            jitter_ms: 300,
        };
        world.direct(A, watch(Package::Presence, "sip:bert@b.example.net"));
        world.seconds(20);
        let ids = asked.borrow().clone();
        for (n, id) in (0..6).flat_map(|n| ids.iter().map(move |id| (n, *id))) {
            let document = match n % 2 {
                0 => presence(Availability::Busy),
                _ => presence(Availability::Away),
            };
            world.direct(B, DirectCommand::Notify(id, document));
            world.seconds(7);
        }
        world.seconds(40);
        let alive = ends(&world).is_empty();
        if alive && world.sides[B].said.is_empty() {
            assert_eq!(
                told(&world).last(),
                Some(&presence(Availability::Away)),
                "{seed}"
            );
        }
        world.direct(A, DirectCommand::Unwatch(WATCH));
        world.seconds(9_000);
        assert_eq!(ends(&world).len(), 1, "{seed}");
        let gone = |id: &SubscriptionId| {
            let of = world.sides[B].said.iter();
            of.filter(|e| **e == EdgeEvent::Unsubscribed(*id)).count()
        };
        assert!(asked.borrow().iter().all(|id| gone(id) == 1), "{seed}");
        assert_nothing_lives(&mut world);
    }
}
