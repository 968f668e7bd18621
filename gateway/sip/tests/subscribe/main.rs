#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! SUBSCRIBE by hand against one edge: what is answered, what is told, and how it ends (RFC 6665).

#[path = "../harness/mod.rs"]
mod harness;
mod life;
mod mailbox;
mod notified;
mod refused;

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

const MAILBOX: &str = "Event: message-summary\r\nExpires: 60\r\n";

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
