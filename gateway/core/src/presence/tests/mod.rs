//! Presence in virtual time.

mod policy;
mod random;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{PublicationId, SubscriptionId};
use tolk_model::leg::Direction;
use tolk_model::party::Roster;
use tolk_model::presence::{Availability, CallPhase, Document, Package, WatchedCall};
use tolk_model::{Alias, Domain, EdgeId, LegId, MeetingId, Mono, Pii};

use super::*;

fn alias(local: &str) -> Alias {
    Alias {
        domain: Domain::new("video.example").expect("a domain"),
        local: local.to_string(),
    }
}

fn at(seconds: u64) -> Mono {
    Mono(Duration::from_secs(seconds))
}

fn key(number: u64) -> Key {
    (EdgeId::new("sip"), SubscriptionId(number))
}

fn name(number: u64) -> (EdgeId, PublicationId) {
    (EdgeId::new("sip"), PublicationId(number))
}

fn wish(number: u64, package: Package, whom: Whom) -> Wish {
    Wish {
        key: key(number),
        whom,
        package,
        watcher: Watcher::Ours(alias("bo")),
        basis: None,
        once: false,
    }
}

fn anna() -> Whom {
    Whom::Listed(alias("anna"))
}

fn registered(seconds: u64) -> Seen {
    Seen {
        devices: vec![SeenDevice {
            contact: Pii::new("anna@192.0.2.1".parse().expect("an address")),
            expires: at(seconds),
        }],
        ..Seen::default()
    }
}

fn in_call(seconds: u64) -> Seen {
    let call = WatchedCall {
        id: LegId::from_number(1),
        direction: Direction::Incoming,
        phase: CallPhase::Ringing,
    };
    Seen {
        calls: vec![call],
        ..registered(seconds)
    }
}

fn presence(availability: Availability) -> Document {
    Document::Presence {
        availability,
        note: None,
    }
}

#[test]
fn a_watcher_hears_of_each_change_once_and_of_nothing_else() {
    let mut all = Presence::default();
    let wanted = wish(1, Package::Presence, anna());
    let first = all.subscribe(at(0), wanted, Seen::default());
    assert_eq!(first, Ok(presence(Availability::Offline)));
    assert_eq!(all.drain(at(100)), []);
    all.observe(&anna(), registered(600));
    let told = vec![Tell::Notify(key(1), presence(Availability::Available))];
    assert_eq!(all.drain(at(100)), told);
    // A registration that is renewed is no news of presence.
    all.observe(&anna(), registered(900));
    assert_eq!(all.drain(at(200)), []);
    all.unsubscribed(&key(1));
    all.observe(&anna(), Seen::default());
    assert_eq!(all.drain(at(300)), []);
    assert!(!all.is_watched(&anna()));
    assert_eq!(all.debug_state()["watchers"], 0);
}

#[test]
fn a_burst_becomes_one_report_and_the_last_state_is_told() {
    let mut all = Presence::default();
    let wanted = wish(1, Package::Presence, anna());
    all.subscribe(at(0), wanted, Seen::default()).expect("room");
    all.observe(&anna(), registered(600));
    all.observe(&anna(), in_call(600));
    assert_eq!(all.drain(at(1)), [], "the answer was a second ago");
    assert_eq!(all.next_timeout(), Some(at(5)));
    all.observe(&anna(), registered(600));
    all.observe(&anna(), in_call(600));
    let told = vec![Tell::Notify(key(1), presence(Availability::Busy))];
    assert_eq!(all.drain(at(5)), told);
    assert_eq!(all.next_timeout(), None);
    // There and back again before anything may be told: nothing to tell.
    all.observe(&anna(), registered(600));
    all.drain(at(6));
    all.observe(&anna(), in_call(600));
    assert_eq!(all.drain(at(20)), []);
}

#[test]
fn calls_are_told_faster_and_without_what_others_said() {
    let mut all = Presence::default();
    let wanted = wish(1, Package::Dialogs, anna());
    let first = all.subscribe(at(0), wanted, registered(600));
    assert_eq!(first, Ok(Document::Dialogs(Vec::new())));
    all.observe(&anna(), in_call(600));
    let told = vec![Tell::Notify(key(1), Document::Dialogs(in_call(1).calls))];
    assert_eq!(all.drain(at(1)), told);
    all.publish(name(1), &alias("anna"), Availability::Away, None)
        .expect("room");
    assert_eq!(all.drain(at(10)), []);
}

#[test]
fn the_newest_saying_counts_and_when_it_ends_the_one_before() {
    let mut all = Presence::default();
    let whom = alias("anna");
    let seen = registered(600);
    let now = |all: &Presence| all.reachable(&anna(), &seen).0;
    let note = Some(Pii::new("at lunch".to_string()));
    all.publish(name(1), &whom, Availability::Away, note.clone())
        .expect("room");
    all.publish(name(2), &whom, Availability::DoNotDisturb, None)
        .expect("room");
    assert!(all.wants_no_calls(&whom));
    assert_eq!(now(&all), Availability::DoNotDisturb);
    assert_eq!(all.unpublished(&name(2)), Some(whom.clone()));
    assert_eq!(
        all.reachable(&anna(), &seen),
        (Availability::Away, note.clone())
    );
    assert!(!all.wants_no_calls(&whom));
    // Said again: the newest.
    all.publish(name(3), &whom, Availability::Busy, None)
        .expect("room");
    all.publish(name(1), &whom, Availability::Away, note)
        .expect("room");
    assert_eq!(now(&all), Availability::Away);
    let silent = all.edge_gone(&EdgeId::new("sip"));
    assert!(silent.contains(&whom), "{silent:?}");
    assert_eq!(now(&all), Availability::Available);
    assert!(all.set_do_not_disturb(&whom, true));
    assert!(!all.set_do_not_disturb(&whom, true), "no news");
    assert_eq!(now(&all), Availability::DoNotDisturb);
    assert!(all.set_do_not_disturb(&whom, false));
}

#[test]
fn a_note_is_a_line_and_devices_that_speak_are_counted() {
    let mut all = Presence::default();
    let whom = alias("anna");
    let long = Pii::new("å".repeat(5_000));
    all.publish(name(0), &whom, Availability::Away, Some(long))
        .expect("room");
    let (_, note) = all.reachable(&anna(), &Seen::default());
    assert_eq!(note.map(|n| n.reveal().chars().count()), Some(200));
    for n in 1..10 {
        all.publish(name(n), &whom, Availability::Away, None)
            .expect("room");
    }
    let more = all.publish(name(10), &whom, Availability::Away, None);
    assert_eq!(more.map_err(|c| c.reason), Err(Reason::RateLimited));
    all.publish(name(3), &whom, Availability::Busy, None)
        .expect("one that is there may speak again");
}

#[test]
fn what_is_watched_no_longer_exists_ends_all_who_watch() {
    let mut all = Presence::default();
    for n in 1..=3 {
        let wanted = wish(n, Package::Presence, anna());
        all.subscribe(at(0), wanted, Seen::default()).expect("room");
    }
    all.publish(name(1), &alias("anna"), Availability::Away, None)
        .expect("room");
    let cause = Cause::us(Reason::Gone);
    all.gone(&anna(), &cause);
    let told = all.drain(at(1));
    let ends: Vec<Tell> = (1..=3)
        .map(|n| Tell::Unsubscribe(key(n), cause.clone()))
        .collect();
    assert_eq!(told, ends);
    let state = all.debug_state();
    assert_eq!(state["subscriptions"], 0);
    assert_eq!(state["publications"], 0);
}

#[test]
fn who_leaves_a_meeting_sees_it_no_longer() {
    let mut all = Presence::default();
    let meeting = Whom::Meeting(MeetingId::from_number(1));
    let (one, two) = (LegId::from_number(1), LegId::from_number(2));
    let seen = |legs: &[LegId], title: &str| Seen {
        place: true,
        inside: legs.iter().copied().collect::<BTreeSet<_>>(),
        roster: Arc::new(Roster {
            title: title.to_string(),
            ..Roster::default()
        }),
        ..Seen::default()
    };
    for (n, leg) in [(1, one), (2, two)] {
        let wanted = Wish {
            basis: Some(leg),
            ..wish(n, Package::Conference, meeting.clone())
        };
        all.subscribe(at(0), wanted, seen(&[one, two], "both"))
            .expect("room");
    }
    all.observe(&meeting, seen(&[two], "one"));
    let told = all.drain(at(10));
    assert!(
        matches!(&told[0], Tell::Unsubscribe(k, c) if *k == key(1) && c.reason == Reason::Forbidden),
        "{told:?}"
    );
    assert!(matches!(&told[1], Tell::Notify(k, Document::Conference(_)) if *k == key(2)));
    assert_eq!(told.len(), 2);
}

#[test]
fn nothing_grows_beyond_its_bounds() {
    let limits = Limits {
        all: 5,
        per_watcher: 3,
        per_target: 2,
        ..Limits::default()
    };
    let mut all = Presence::new(limits);
    let mut ask = |n: u64, watcher: &str, whom: &str| {
        let wanted = Wish {
            watcher: Watcher::Ours(alias(watcher)),
            ..wish(n, Package::Presence, Whom::Listed(alias(whom)))
        };
        let done = all.subscribe(at(0), wanted, Seen::default());
        done.err().map(|c| c.reason)
    };
    assert_eq!(ask(1, "w1", "a"), None);
    assert_eq!(ask(2, "w1", "b"), None);
    assert_eq!(ask(3, "w1", "c"), None);
    assert_eq!(ask(4, "w1", "d"), Some(Reason::RateLimited));
    assert_eq!(ask(3, "w1", "c"), None, "the same name again is no more");
    assert_eq!(ask(5, "w2", "a"), None);
    assert_eq!(ask(6, "w3", "a"), Some(Reason::Overloaded));
    assert_eq!(ask(7, "w3", "e"), None);
    assert_eq!(ask(8, "w3", "f"), Some(Reason::Overloaded), "five in all");
}

#[test]
fn what_was_not_delivered_is_told_again() {
    let mut all = Presence::default();
    let wanted = wish(1, Package::Presence, anna());
    all.subscribe(at(0), wanted, Seen::default()).expect("room");
    all.observe(&anna(), registered(600));
    let told = all.drain(at(10));
    for one in told.clone() {
        all.undelivered(at(10), one);
    }
    assert_eq!(all.drain(at(10)), []);
    assert_eq!(all.next_timeout(), Some(at(11)));
    assert_eq!(all.drain(at(11)), told);
    all.gone(&anna(), &Cause::us(Reason::Gone));
    let told = all.drain(at(12));
    all.undelivered(at(12), told[0].clone());
    assert_eq!(all.drain(at(13)), told);
}

#[test]
fn a_purse_fills_again_and_sources_are_bounded() {
    let mut pace = Pace::new(6, 2);
    let spend = |pace: &mut Pace<u8>, at: Mono| (0..10).filter(|_| pace.may(at, &1)).count();
    assert_eq!(spend(&mut pace, at(0)), 6);
    assert_eq!(spend(&mut pace, at(9)), 0);
    assert_eq!(spend(&mut pace, at(10)), 1);
    assert_eq!(spend(&mut pace, at(39)), 2);
    assert!(pace.may(at(39), &2), "another source has its own");
    assert!(!pace.may(at(39), &3), "no room for a third");
    assert!(pace.may(at(200), &3), "until one is full again");
}

#[test]
fn whose_account_is_gone_watches_nobody_and_others_do() {
    let mut all = Presence::default();
    let watcher = |number, watcher| Wish {
        watcher,
        ..wish(number, Package::Presence, anna())
    };
    let source = Watcher::Source("192.0.2.7".parse().expect("an address"));
    for wish in [
        watcher(1, Watcher::Ours(alias("bo"))),
        watcher(2, Watcher::Ours(alias("cecilia"))),
        watcher(3, source),
    ] {
        all.subscribe(at(0), wish, registered(60)).expect("room");
    }
    all.end_unlisted(|listed| *listed != alias("bo"));
    let told = all.drain(at(1));
    let [Tell::Unsubscribe(of, cause)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((of, cause.reason), (&key(1), Reason::Forbidden));
    all.end_unlisted(|listed| *listed != alias("bo"));
    assert!(all.drain(at(2)).is_empty());
}

#[test]
fn what_operators_said_goes_with_whom_they_said_it_of() {
    let mut all = Presence::default();
    all.set_do_not_disturb(&alias("anna"), true);
    assert_eq!(all.spoken_of().collect::<Vec<_>>(), [&alias("anna")]);
    all.gone(&anna(), &Cause::us(Reason::Gone));
    assert!(!all.wants_no_calls(&alias("anna")));
    assert_eq!(all.spoken_of().count(), 0);
}
