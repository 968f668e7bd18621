#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! SUBSCRIBE by hand against one edge: what is answered, what is told, and how it ends (RFC 6665).

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Reply};
use tolk_model::leg::{Direction, LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::presence::{
    Availability, CallPhase, DirectCommand, Document, EdgeEvent, Package, Subscribe, WatchedCall,
};
use tolk_model::{LegId, Pii, SubscriptionId};

type Asked = Rc<RefCell<Vec<Subscribe>>>;

fn presence(availability: Availability) -> Document {
    Document::Presence {
        availability,
        note: None,
    }
}

fn call(number: u64, phase: CallPhase) -> WatchedCall {
    WatchedCall {
        id: LegId::from_number(number),
        direction: Direction::Outgoing,
        phase,
    }
}

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

/// An edge that permits whatever is asked, and what it was asked.
fn world_with(reply: impl Fn(&Subscribe) -> Result<Document, Cause> + 'static) -> (World, Asked) {
    let mut world = World::new(1);
    world.filter = Box::new(|_, _| false);
    let asked: Asked = Rc::default();
    let heard = asked.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Subscribe(subscribe) => {
            heard.borrow_mut().push((**subscribe).clone());
            Reply::Subscribe(reply(subscribe))
        }
        other => panic!("{other:?}"),
    });
    (world, asked)
}

fn world() -> (World, Asked) {
    world_with(|s| {
        Ok(match s.package {
            Package::Presence => presence(Availability::Available),
            Package::Dialogs => Document::Dialogs(vec![call(1, CallPhase::Ringing)]),
            Package::Conference => Document::Conference(Default::default()),
            Package::Registration => Document::Registration(vec![]),
        })
    })
}

/// A request; `to_tag` is ours when it is within a dialog.
fn subscribe(call_id: &str, to_tag: &str, number: u32, extra: &str) -> String {
    let to_tag = match to_tag {
        "" => String::new(),
        tag => format!(";tag={tag}"),
    };
    format!(
        "SUBSCRIBE sip:anna@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{call_id}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:bert@example.net>;tag=b\r\nTo: <sip:anna@example.com>{to_tag}\r\nCall-ID: {call_id}\r\nCSeq: {number} SUBSCRIBE\r\nContact: <sip:bert@198.51.100.1:5060>\r\n{extra}Content-Length: 0\r\n\r\n"
    )
}

fn send(world: &mut World, text: &str) {
    world.inject(B, peer(), text.as_bytes());
    world.run(Duration::from_millis(5));
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let line = message.lines().find_map(|l| l.strip_prefix(&start));
    line.unwrap_or_default()
}

fn sent<'a>(world: &'a World, start: &str) -> Vec<&'a str> {
    let all = world.sides[B].sent.iter().map(String::as_str);
    all.filter(|t| t.starts_with(start)).collect()
}

/// The last answer to a request of ours.
fn answer(world: &World) -> &str {
    sent(world, "SIP/2.0").last().unwrap()
}

fn notify(world: &World) -> &str {
    sent(world, "NOTIFY").last().unwrap()
}

fn tag(world: &World) -> String {
    let to = header(answer(world), "To");
    to.split(";tag=").nth(1).unwrap().to_string()
}

/// Answers the last NOTIFY.
fn reply(world: &mut World, status: &str) {
    let request = notify(world).to_string();
    let text = format!(
        "SIP/2.0 {status}\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
        header(&request, "Via"),
        header(&request, "From"),
        header(&request, "To"),
        header(&request, "Call-ID"),
        header(&request, "CSeq"),
    );
    send(world, &text);
}

fn assert_nothing_lives(world: &mut World) {
    world.seconds(70);
    let state = tolk_model::edge::Edge::debug_state(&world.sides[B].edge);
    let counts = state["outside_calls"].as_object().unwrap();
    assert!(counts.values().all(|n| *n == 0), "{counts:?}");
    assert_eq!(state["client_transactions"], 0);
    assert_eq!(state["server_transactions"], 0);
}

const PRESENCE: &str = "Event: presence\r\nAccept: application/pidf+xml\r\n";

/// A watcher of presence whose first NOTIFY is answered.
fn watching(extra: &str) -> (World, SubscriptionId, String) {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, extra));
    assert!(
        answer(&world).starts_with("SIP/2.0 200"),
        "{}",
        answer(&world)
    );
    let tag = tag(&world);
    reply(&mut world, "200 OK");
    let id = asked.borrow()[0].subscription;
    (world, id, tag)
}

#[test]
fn a_watcher_is_told_at_once_and_at_each_change() {
    let (mut world, id, tag) = watching(&format!("{PRESENCE}Expires: 600\r\n"));
    assert_eq!(header(answer(&world), "Expires"), "600");
    assert!(header(answer(&world), "Contact").contains("sip:anna@"));
    let first = notify(&world).to_string();
    assert!(first.starts_with("NOTIFY sip:bert@198.51.100.1:5060 SIP/2.0"));
    assert_eq!(header(&first, "Event"), "presence");
    assert_eq!(header(&first, "Subscription-State"), "active;expires=600");
    assert_eq!(header(&first, "Content-Type"), "application/pidf+xml");
    assert!(header(&first, "From").ends_with(&format!(";tag={tag}")));
    assert!(header(&first, "To").ends_with(";tag=b"));
    assert!(header(&first, "Contact").contains("sip:anna@"));
    assert!(first.contains("<basic>open</basic>"));
    world.seconds(10);
    world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
    world.seconds(0);
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("on-the-phone"));
    assert_eq!(
        header(notify(&world), "Subscription-State"),
        "active;expires=590"
    );
    assert!(world.sides[B].said.is_empty());
}

#[test]
fn the_core_hears_who_asks_for_what() {
    let (mut world, asked) = world();
    let extra = format!("{PRESENCE}Expires: 0\r\n");
    send(&mut world, &subscribe("s1", "", 1, &extra));
    let asked = asked.borrow();
    assert_eq!(asked[0].package, Package::Presence);
    assert_eq!(asked[0].of.to_string(), "sip:anna@example.com");
    assert_eq!(asked[0].by.from.address.reveal().local, "bert");
    assert_eq!(asked[0].by.origin, peer().ip());
    assert_eq!(asked[0].by.leg, None);
    assert!(asked[0].once);
}

#[test]
fn changes_in_quick_succession_are_told_together() {
    let (mut world, id, _) = watching(PRESENCE);
    for availability in [
        Availability::Busy,
        Availability::Away,
        Availability::Offline,
    ] {
        world.direct(B, DirectCommand::Notify(id, presence(availability)));
    }
    world.seconds(4);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    world.run(Duration::from_millis(1_100));
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("closed"));
    reply(&mut world, "200 OK");
    world.seconds(30);
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
}

#[test]
fn one_notify_waits_for_the_answer_to_the_one_before() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    world.seconds(8);
    world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
    let first = header(notify(&world), "CSeq").to_string();
    world.seconds(3);
    assert_eq!(header(notify(&world), "CSeq"), first);
    reply(&mut world, "200 OK");
    assert_ne!(header(notify(&world), "CSeq"), first);
    assert!(notify(&world).contains("on-the-phone"));
}

#[test]
fn what_did_not_change_is_not_told() {
    let (mut world, id, _) = watching(PRESENCE);
    world.seconds(10);
    world.direct(
        B,
        DirectCommand::Notify(id, presence(Availability::Available)),
    );
    world.direct(B, DirectCommand::Notify(id, Document::Dialogs(vec![])));
    world.seconds(10);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
}

#[test]
fn a_subscription_ends_by_its_time() {
    let (mut world, id, _) = watching(&format!("{PRESENCE}Expires: 60\r\n"));
    world.seconds(59);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    world.seconds(2);
    let state = header(notify(&world), "Subscription-State");
    assert_eq!(state, "terminated;reason=timeout");
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    reply(&mut world, "200 OK");
    assert_nothing_lives(&mut world);
    assert_eq!(world.sides[B].said.len(), 1);
}

#[test]
fn a_refresh_prolongs_and_tells_everything_again() {
    let (mut world, id, tag) = watching(&format!("{PRESENCE}Expires: 60\r\n"));
    world.seconds(50);
    let extra = "Event: presence\r\nExpires: 120\r\n";
    send(&mut world, &subscribe("s1", &tag, 2, extra));
    assert_eq!(header(answer(&world), "Expires"), "120");
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("<basic>open</basic>"));
    reply(&mut world, "200 OK");
    world.seconds(100);
    assert!(world.sides[B].said.is_empty());
    world.seconds(30);
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
}

#[test]
fn a_refresh_moves_the_target_and_an_old_one_does_not() {
    let (mut world, _, tag) = watching(PRESENCE);
    let moved =
        subscribe("s1", &tag, 5, PRESENCE).replace("bert@198.51.100.1:5060", "x@198.51.100.1:5060");
    send(&mut world, &moved);
    assert!(notify(&world).starts_with("NOTIFY sip:x@198.51.100.1:5060 "));
    let late = subscribe("s1", &tag, 4, PRESENCE);
    send(&mut world, &late);
    assert!(answer(&world).starts_with("SIP/2.0 500"));
}

#[test]
fn a_watcher_may_leave() {
    let (mut world, id, tag) = watching(PRESENCE);
    let extra = "Event: presence\r\nExpires: 0\r\n";
    send(&mut world, &subscribe("s1", &tag, 2, extra));
    assert_eq!(header(answer(&world), "Expires"), "0");
    assert!(notify(&world).contains("terminated;reason=timeout"));
    assert!(notify(&world).contains("<basic>open</basic>"));
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    send(&mut world, &subscribe("s1", &tag, 3, extra));
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert_nothing_lives(&mut world);
}

#[test]
fn who_asks_once_is_told_once() {
    let (mut world, _) = world();
    send(
        &mut world,
        &subscribe("s1", "", 1, &format!("{PRESENCE}Expires: 0\r\n")),
    );
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).contains("terminated;reason=timeout"));
    assert!(notify(&world).contains("<basic>open</basic>"));
    assert!(header(notify(&world), "Contact").contains("anna@"));
    assert_nothing_lives(&mut world);
    assert!(world.sides[B].said.is_empty());
}

#[test]
fn the_core_ends_a_subscription_by_the_words_of_its_cause() {
    for (reason, word, tells) in [
        (Reason::Forbidden, "terminated;reason=rejected", false),
        (Reason::MeetingEnded, "terminated;reason=noresource", true),
        (
            Reason::ShuttingDown,
            "terminated;reason=probation;retry-after=60",
            true,
        ),
    ] {
        let (mut world, id, _) = watching(PRESENCE);
        world.direct(B, DirectCommand::Unsubscribe(id, Cause::us(reason)));
        assert_eq!(header(notify(&world), "Subscription-State"), word);
        assert_eq!(notify(&world).contains("<basic>"), tells);
        world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
        assert_nothing_lives(&mut world);
        assert!(world.sides[B].said.is_empty());
    }
}

#[test]
fn a_watcher_that_refuses_or_is_silent_watches_no_more() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    reply(&mut world, "481 Gone");
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
    let (mut world, asked) = self::world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    world.seconds(33);
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn refusals_are_the_protocols_own() {
    for (extra, status, also) in [
        ("", "489", "Allow-Events: presence"),
        ("Event: weather\r\n", "489", "Allow-Events: presence"),
        ("Event: a b\r\n", "489", "Allow-Events"),
        (
            "Event: presence\r\nAccept: text/plain\r\n",
            "406",
            "Accept: application/pidf+xml",
        ),
        (
            "Event: presence\r\nExpires: 59\r\n",
            "423",
            "Min-Expires: 60",
        ),
        ("Event: presence\r\nExpires: soon\r\n", "400", ""),
        (
            "Event: presence\r\nRequire: eventlist\r\n",
            "420",
            "Unsupported: eventlist",
        ),
    ] {
        let (mut world, asked) = world();
        send(&mut world, &subscribe("s1", "", 1, extra));
        let answer = answer(&world);
        assert!(answer.starts_with(&format!("SIP/2.0 {status}")), "{answer}");
        assert!(answer.contains(also), "{answer}");
        assert!(sent(&world, "NOTIFY").is_empty() && asked.borrow().is_empty());
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn long_subscriptions_are_cut() {
    let (world, _, _) = watching(&format!("{PRESENCE}Expires: 4000000000\r\n"));
    assert_eq!(header(sent(&world, "SIP/2.0 200")[0], "Expires"), "7200");
}

#[test]
fn the_core_refuses_by_the_table_of_causes() {
    for (reason, status) in [
        (Reason::NotFound, "404"),
        (Reason::Forbidden, "403"),
        (Reason::Unauthorized, "403"),
        (Reason::Overloaded, "503"),
        (Reason::NotSupported, "501"),
    ] {
        let (mut world, _) = world_with(move |_| Err(Cause::us(reason)));
        send(&mut world, &subscribe("s1", "", 1, PRESENCE));
        assert!(answer(&world).starts_with(&format!("SIP/2.0 {status}")));
        assert!(sent(&world, "NOTIFY").is_empty());
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn several_subscriptions_live_in_one_dialog() {
    let (mut world, _, tag) = watching(PRESENCE);
    send(&mut world, &subscribe("s1", &tag, 2, "Event: dialog\r\n"));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert_eq!(header(notify(&world), "Event"), "dialog");
    reply(&mut world, "200 OK");
    send(
        &mut world,
        &subscribe("s1", &tag, 3, "Event: dialog;id=7\r\n"),
    );
    assert_eq!(header(notify(&world), "Event"), "dialog;id=7");
    reply(&mut world, "200 OK");
    let numbers: Vec<&str> = sent(&world, "NOTIFY")
        .iter()
        .map(|n| header(n, "CSeq"))
        .collect();
    let first: u32 = numbers[0].split(' ').next().unwrap().parse().unwrap();
    assert_eq!(numbers[2], format!("{} NOTIFY", first + 2));
    for (number, event) in [(4, "presence"), (5, "dialog"), (6, "dialog;id=7")] {
        let extra = format!("Event: {event}\r\nExpires: 0\r\n");
        send(&mut world, &subscribe("s1", &tag, number, &extra));
        assert!(answer(&world).starts_with("SIP/2.0 200"), "{event}");
    }
    assert_eq!(world.sides[B].said.len(), 3);
    assert_nothing_lives(&mut world);
}

#[test]
fn nobody_watches_without_end() {
    let (mut world, _, tag) = watching(PRESENCE);
    for number in 2..=8 {
        let extra = format!("Event: presence;id={number}\r\n");
        send(&mut world, &subscribe("s1", &tag, number, &extra));
        assert!(answer(&world).starts_with("SIP/2.0 200"));
    }
    send(
        &mut world,
        &subscribe("s1", &tag, 9, "Event: presence;id=9\r\n"),
    );
    assert!(answer(&world).starts_with("SIP/2.0 503"));
    assert!(answer(&world).contains("Retry-After: "));
}

#[test]
fn a_source_and_the_node_have_limits() {
    let mut world = World::with(1, |_, config| {
        config.simple.subscriptions = 4;
        config.simple.subscriptions_per_source = 3;
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, _| Reply::Subscribe(Ok(presence(Availability::Available))));
    let mut statuses = Vec::new();
    for number in 0..3 {
        send(
            &mut world,
            &subscribe(&format!("s{number}"), "", 1, PRESENCE),
        );
        statuses.push(answer(&world)[8..11].to_string());
    }
    // Of four a single source never has all.
    assert_eq!(statuses, ["200", "200", "503"]);
}

#[test]
fn calls_are_told_in_part_after_the_first_time() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, "Event: dialog\r\n"));
    let tag = tag(&world);
    let id = asked.borrow()[0].subscription;
    assert!(notify(&world).contains("version=\"0\" state=\"full\""));
    reply(&mut world, "200 OK");
    world.seconds(2);
    world.direct(B, DirectCommand::Notify(id, Document::Dialogs(vec![])));
    assert!(notify(&world).contains("version=\"1\" state=\"partial\""));
    assert!(notify(&world).contains("<state>terminated</state>"));
    reply(&mut world, "200 OK");
    world.seconds(2);
    send(&mut world, &subscribe("s1", &tag, 2, "Event: dialog\r\n"));
    assert!(notify(&world).contains("version=\"2\" state=\"full\""));
}

const MAILBOX: &str = "Event: message-summary\r\nExpires: 60\r\n";

#[test]
fn a_mailbox_is_watched_politely() {
    let mut world = World::with(1, |_, config| {
        config.known = vec!["198.51.100.0/24".parse().unwrap()];
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, ask| panic!("{ask:?}"));
    send(&mut world, &subscribe("s1", "", 1, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).ends_with("Messages-Waiting: no\r\n"));
    let kind = header(notify(&world), "Content-Type");
    assert_eq!(kind, "application/simple-message-summary");
    reply(&mut world, "200 OK");
    world.seconds(61);
    assert_nothing_lives(&mut world);
}

/// An edge with accounts that permits whatever is asked.
fn world_of_accounts() -> World {
    let mut world = World::with(1, |_, config| config.accounts = true);
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, ask| match ask {
        Ask::Subscribe(_) => Reply::Subscribe(Ok(presence(Availability::Available))),
        other => accounts(other).unwrap(),
    });
    world
}

/// A SUBSCRIBE by an account at home.
fn by_account(user: &str, to_tag: &str, number: u32, extra: &str) -> String {
    let from = format!("<sip:{user}@example.com>;tag=b");
    subscribe("s1", to_tag, number, extra).replace("<sip:bert@example.net>;tag=b", &from)
}

fn proved(world: &World, user: &str) -> String {
    proof(answer(world), "SUBSCRIBE", "sip:anna@example.com", user)
}

#[test]
fn an_account_has_a_mailbox_when_it_proves_itself() {
    let mut world = world_of_accounts();
    send(&mut world, &by_account("bert", "", 1, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{MAILBOX}{}", proved(&world, "bert"));
    send(&mut world, &by_account("bert", "", 2, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).ends_with("Messages-Waiting: no\r\n"));
}

#[test]
fn a_stranger_has_no_mailbox_and_runs_dry_by_asking() {
    let (mut world, asked) = world();
    let statuses: Vec<String> = (0..60)
        .map(|number| {
            let text = subscribe(&format!("m{number}"), "", 1, MAILBOX);
            world.inject(B, peer(), text.as_bytes());
            answer(&world)[8..11].to_string()
        })
        .collect();
    assert_eq!(statuses[0], "403");
    assert_eq!(statuses[59], "503", "{statuses:?}");
    assert!(sent(&world, "NOTIFY").is_empty() && asked.borrow().is_empty());
    assert_nothing_lives(&mut world);
    // Nor by the dialog of something that it may watch.
    let (mut world, _, tag) = watching(PRESENCE);
    send(&mut world, &subscribe("s1", &tag, 2, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 403"));
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
}

#[test]
fn a_dialog_makes_nobody_free_to_ask_without_end() {
    let mut world = World::with(1, |_, config| {
        config.limits.requests.stranger = tolk_model::limits::Rate::new(1, 4);
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, _| Reply::Subscribe(Ok(presence(Availability::Available))));
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let tag = tag(&world);
    let statuses: Vec<String> = (2..8)
        .map(|number| {
            send(&mut world, &subscribe("s1", &tag, number, PRESENCE));
            answer(&world)[8..11].to_string()
        })
        .collect();
    assert_eq!(statuses, ["200", "200", "200", "503", "503", "503"]);
}

#[test]
fn only_who_began_a_dialog_refreshes_or_ends_what_is_watched_in_it() {
    let mut world = world_of_accounts();
    send(&mut world, &by_account("bert", "", 1, PRESENCE));
    let extra = format!("{PRESENCE}{}", proved(&world, "bert"));
    send(&mut world, &by_account("bert", "", 2, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    let tag = tag(&world);
    reply(&mut world, "200 OK");
    let away: SocketAddr = "203.0.113.66:5060".parse().unwrap();
    let leave = "Event: presence\r\nExpires: 0\r\n";
    // Nobody, from the same address and from another.
    let stranger = subscribe("s1", &tag, 50, leave);
    for (from, text) in [
        (peer(), stranger.clone()),
        (away, stranger.replace("s150", "s151")),
    ] {
        world.inject(B, from, text.as_bytes());
        assert!(
            answer(&world).starts_with("SIP/2.0 481"),
            "{}",
            answer(&world)
        );
    }
    // Another account.
    send(&mut world, &by_account("anna", &tag, 60, leave));
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{leave}{}", proved(&world, "anna"));
    send(&mut world, &by_account("anna", &tag, 61, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert!(world.sides[B].said.is_empty());
    // None of them has moved the numbers on. The watcher may, from wherever it is by now.
    world.inject(B, away, by_account("bert", &tag, 3, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{leave}{}", proved(&world, "bert"));
    world.inject(B, away, by_account("bert", &tag, 4, &extra).as_bytes());
    assert!(
        answer(&world).starts_with("SIP/2.0 200"),
        "{}",
        answer(&world)
    );
    assert_eq!(world.sides[B].said.len(), 1);
}

#[test]
fn a_watcher_that_proved_nothing_goes_on_from_its_own_network_only() {
    let (mut world, id, tag) = watching(PRESENCE);
    let leave = "Event: presence\r\nExpires: 0\r\n";
    let away = "203.0.113.66:5060".parse().unwrap();
    world.inject(B, away, subscribe("s1", &tag, 50, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert!(world.sides[B].said.is_empty());
    let other_port = "198.51.100.1:5999".parse().unwrap();
    world.inject(B, other_port, subscribe("s1", &tag, 2, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
}

#[test]
fn an_unsolicited_message_summary_gets_a_200_and_others_do_not() {
    for (event, status) in [
        ("message-summary", "200"),
        ("presence", "481"),
        ("refer", "481"),
    ] {
        let (mut world, _) = world();
        let text =
            subscribe("n1", "", 1, &format!("Event: {event}\r\n")).replace("SUBSCRIBE", "NOTIFY");
        send(&mut world, &text);
        assert!(answer(&world).starts_with(&format!("SIP/2.0 {status}")));
        assert_nothing_lives(&mut world);
        assert!(world.sides[B].said.is_empty());
    }
}

#[test]
fn a_dialog_that_is_not_there_is_not_found() {
    let (mut world, _, tag) = watching(PRESENCE);
    for (call_id, tag, from) in [("s1", "other", "b"), ("s2", &tag, "b"), ("s1", &tag, "c")] {
        let text =
            subscribe(call_id, tag, 9, PRESENCE).replace(";tag=b\r", &format!(";tag={from}\r"));
        send(&mut world, &text);
        assert!(answer(&world).starts_with("SIP/2.0 481"));
    }
}

#[test]
fn a_repeated_subscribe_makes_one_subscription() {
    let (mut world, asked) = world();
    let text = subscribe("s1", "", 1, PRESENCE);
    send(&mut world, &text);
    send(&mut world, &text);
    assert_eq!(asked.borrow().len(), 1);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    assert_eq!(sent(&world, "SIP/2.0 200").len(), 2);
}

#[test]
fn a_proxy_in_between_stays_in_between() {
    let (mut world, _) = world();
    let extra = format!("{PRESENCE}Record-Route: <sip:198.51.100.1:5060;lr>\r\n");
    let text =
        subscribe("s1", "", 1, &extra).replace("bert@198.51.100.1:5060", "bert@192.0.2.77:5060");
    send(&mut world, &text);
    assert!(header(answer(&world), "Record-Route").contains("198.51.100.1"));
    assert!(notify(&world).starts_with("NOTIFY sip:bert@192.0.2.77:5060 "));
    assert!(header(notify(&world), "Route").contains("198.51.100.1"));
}

#[test]
fn who_is_in_a_call_watches_its_conference_within_it() {
    let mut world = World::new(7);
    let asked: Asked = Rc::default();
    let heard = asked.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Subscribe(subscribe) => {
            heard.borrow_mut().push((**subscribe).clone());
            Reply::Subscribe(Ok(Document::Conference(Default::default())))
        }
        other => panic!("{other:?}"),
    });
    let ours = LegId::from_number(1);
    world.command(
        A,
        ours,
        dial("sip:room@b.example.net", audio(4000, Flow::Both)),
    );
    world.seconds(1);
    let (leg, _) = world.sides[B].incoming().unwrap();
    let invite = world.sides[A]
        .sent
        .iter()
        .find(|t| t.starts_with("INVITE"))
        .unwrap()
        .clone();
    let ok = sent(&world, "SIP/2.0 200").pop().unwrap().to_string();
    let text = format!(
        "SUBSCRIBE sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKx\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 2000000000 SUBSCRIBE\r\nContact: <sip:a@198.51.100.1:5060>\r\nEvent: conference\r\nContent-Length: 0\r\n\r\n",
        header(&invite, "From"),
        header(&ok, "To"),
        header(&invite, "Call-ID"),
    );
    world.filter = Box::new(|from, text| from == A || !text.starts_with("NOTIFY"));
    send(&mut world, &text);
    assert_eq!(asked.borrow()[0].by.leg, Some(leg));
    assert!(notify(&world).contains("conference-info"));
    assert_eq!(
        header(notify(&world), "Call-ID"),
        header(&invite, "Call-ID")
    );
    reply(&mut world, "200 OK");
    let id = asked.borrow()[0].subscription;
    world.command(B, leg, LegCommand::End(Cause::us(Reason::HungUp)));
    world.seconds(1);
    assert!(
        world.sides[B]
            .events
            .iter()
            .any(|(_, e)| matches!(e, LegEvent::Ended(_)))
    );
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn a_note_goes_to_the_watcher_and_not_into_the_journal() {
    let (mut world, id, _) = watching(PRESENCE);
    world.seconds(10);
    let document = Document::Presence {
        availability: Availability::Away,
        note: Some(Pii::new("at the <dentist>".to_string())),
    };
    world.direct(B, DirectCommand::Notify(id, document));
    assert!(notify(&world).contains("at the &lt;dentist&gt;"));
    assert!(!format!("{:?}", world.sides[B].journal).contains("dentist"));
}
