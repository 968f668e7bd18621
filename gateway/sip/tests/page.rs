#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! MESSAGE: outside calls, within them, in and out (RFC 3428).

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::chat::ChatMessage;
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::{Party, Presence, Role, Roster, RosterEntry};
use tolk_model::presence::{Delivery, DirectCommand, EdgeEvent, MAX_PAGE_BYTES, Page};
use tolk_model::{Identity, LegId, PageId, ParticipantId, Pii};

type Heard = Rc<RefCell<Vec<Page>>>;

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

fn directory(world: &mut World, reply: Result<Delivery, Cause>) -> Heard {
    let pages: Heard = Rc::default();
    let heard = pages.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Page(page, _) => {
            heard.borrow_mut().push((**page).clone());
            Reply::Page(reply.clone())
        }
        other => panic!("{other:?}"),
    });
    pages
}

fn message(number: u32, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "MESSAGE sip:anna@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKm{number}\r\nMax-Forwards: 70\r\nFrom: \"Bert\" <sip:bert@example.net>;tag=b\r\nTo: <sip:anna@example.com>\r\nCall-ID: m\r\nCSeq: {number} MESSAGE\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn raw(reply: Result<Delivery, Cause>) -> (World, Heard) {
    let mut world = World::new(1);
    world.filter = Box::new(|_, _| false);
    let heard = directory(&mut world, reply);
    (world, heard)
}

fn last(world: &World) -> &str {
    world.sides[B].sent.last().unwrap()
}

fn page(to: &str, text: &str) -> Page {
    Page {
        to: to.parse().unwrap(),
        from: Party {
            address: Pii::new("sip:anna@example.com".parse().unwrap()),
            display_name: Pii::new("Anna".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        },
        text: Pii::new(text.to_string()),
        route: None,
    }
}

fn outside(world: &World, side: usize) -> String {
    world.sides[side].edge.debug_state()["outside_calls"]["pages"].to_string()
}

#[test]
fn a_page_comes_in_once_however_often_it_is_sent() {
    let (mut world, heard) = raw(Ok(Delivery::Delivered));
    let text = message(1, "text/plain", "hej på dig".as_bytes());
    world.inject(B, peer(), &text);
    world.inject(B, peer(), &text);
    assert_eq!(world.sides[B].count_sent("SIP/2.0 200"), 2);
    let heard = heard.borrow();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].text.reveal(), "hej på dig");
    assert_eq!(heard[0].to.to_string(), "sip:anna@example.com");
    assert_eq!(heard[0].from.display_name.reveal(), "Bert");
    assert!(!last(&world).contains("Contact: "));
}

#[test]
fn what_is_only_on_its_way_is_202_and_refusals_are_the_tables() {
    let (mut world, _) = raw(Ok(Delivery::Relayed));
    world.inject(B, peer(), &message(1, "text/plain", b"x"));
    assert!(last(&world).starts_with("SIP/2.0 202"));
    for (reason, status) in [
        (Reason::NotFound, "404"),
        (Reason::Unavailable, "480"),
        (Reason::Forbidden, "403"),
    ] {
        let (mut world, _) = raw(Err(Cause::us(reason)));
        world.inject(B, peer(), &message(1, "text/plain", b"x"));
        assert!(last(&world).starts_with(&format!("SIP/2.0 {status}")));
    }
}

#[test]
fn only_plain_text_of_bounded_length_is_taken() {
    let long = vec![b'x'; MAX_PAGE_BYTES + 1];
    let fits = vec![b'x'; MAX_PAGE_BYTES];
    for (kind, body, status, taken) in [
        ("text/plain;charset=\"utf-8\"", b"x".as_slice(), "200", 1),
        ("text/plain", &fits, "200", 1),
        ("text/plain", &long, "413", 0),
        ("text/plain", b"\xff", "400", 0),
        ("text/plain;charset=iso-8859-1", b"x", "415", 0),
        ("text/html", b"<b>x</b>", "415", 0),
        ("message/cpim", b"x", "415", 0),
        (
            "application/im-iscomposing+xml",
            b"<isComposing/>",
            "200",
            0,
        ),
        ("text/plain", b" \r\n", "200", 0),
    ] {
        let (mut world, heard) = raw(Ok(Delivery::Delivered));
        world.inject(B, peer(), &message(1, kind, body));
        assert!(
            last(&world).starts_with(&format!("SIP/2.0 {status}")),
            "{kind}"
        );
        assert_eq!(heard.borrow().len(), taken, "{kind}");
        assert_eq!(last(&world).contains("Accept: text/plain"), status == "415");
        world.seconds(70);
        assert_eq!(world.sides[B].edge.debug_state()["server_transactions"], 0);
    }
}

#[test]
fn a_page_goes_from_one_node_to_another_whatever_the_weather() {
    for seed in 0..40 {
        let mut world = World::new(seed);
        world.weather = Weather {
            loss_percent: 30,
            duplicate_percent: 20,
            jitter_ms: 200,
        };
        let heard = directory(&mut world, Ok(Delivery::Delivered));
        let id = PageId(7);
        let sent = page("sip:bert@b.example.net", "hello");
        world.direct(A, DirectCommand::Page(id, Box::new(sent)));
        world.seconds(200);
        let said = &world.sides[A].said;
        assert_eq!(said.len(), 1, "{said:?}");
        match &said[0] {
            EdgeEvent::PageDone(done, Ok(Delivery::Delivered)) if *done == id => {
                assert_eq!(heard.borrow().len(), 1);
            }
            EdgeEvent::PageDone(done, Err(cause)) if *done == id => {
                assert_eq!(cause.reason, Reason::TimedOut);
                assert!(heard.borrow().len() <= 1);
            }
            other => panic!("{other:?}"),
        }
        assert_clean(&world);
        assert_eq!(outside(&world, A), "0");
    }
}

#[test]
fn a_page_that_leads_nowhere_is_told_of_once() {
    for (to, reason) in [
        ("sip:x@nowhere.example.net", Reason::NotFound),
        ("sip:x@dead.example.net", Reason::TimedOut),
        ("anna", Reason::NotFound),
    ] {
        let mut world = World::new(1);
        let sent = page(to, "hello");
        world.direct(A, DirectCommand::Page(PageId(1), Box::new(sent)));
        world.seconds(100);
        let [EdgeEvent::PageDone(_, Err(cause))] = world.sides[A].said.as_slice() else {
            panic!("{:?}", world.sides[A].said)
        };
        assert_eq!(cause.reason, reason, "{to}");
        assert_clean(&world);
    }
}

#[test]
fn a_refusal_and_a_202_come_back_as_what_they_are() {
    for (reply, expected) in [
        (Ok(Delivery::Relayed), Ok(Delivery::Relayed)),
        (
            Err(Cause::us(Reason::Declined)),
            Err(Cause::far_end(Reason::Declined)),
        ),
    ] {
        let mut world = World::new(1);
        directory(&mut world, reply);
        let sent = page("sip:bert@b.example.net", "hello");
        world.direct(A, DirectCommand::Page(PageId(1), Box::new(sent)));
        world.seconds(1);
        let done = [EdgeEvent::PageDone(PageId(1), expected)];
        assert_eq!(world.sides[A].said, done);
    }
}

#[test]
fn lines_of_a_call_are_chat_both_ways() {
    let mut world = World::new(3);
    let ours = LegId::from_number(1);
    let call = dial("sip:room@b.example.net", audio(4000, Flow::Both));
    world.command(A, ours, call);
    world.seconds(1);
    let (theirs, _) = world.sides[B].incoming().unwrap();
    let author = ParticipantId::from_number(5);
    let entry = RosterEntry {
        participant: author,
        display_name: Pii::new("Dora".to_string()),
        organisation: None,
        identity: Identity::Anonymous,
        role: Role::Speaker,
        presence: Presence::Joined,
        edges: vec![],
        muted: false,
        has_picture: false,
        speaking: false,
        away: None,
    };
    let roster = Roster {
        entries: vec![entry],
        ..Roster::default()
    };
    world.command(B, theirs, LegCommand::Roster(Arc::new(roster)));
    let line = |from| ChatMessage {
        from,
        text: Pii::new("hello".to_string()),
        at: Default::default(),
    };
    world.command(B, theirs, LegCommand::Chat(line(Some(author))));
    world.command(B, theirs, LegCommand::Chat(line(None)));
    world.command(A, ours, LegCommand::Chat(line(None)));
    world.seconds(1);
    let lines = |side: usize| -> Vec<String> {
        let events = world.sides[side].events.iter();
        events
            .filter_map(|(_, e)| match e {
                LegEvent::Chat(line) => Some(line.text.reveal().clone()),
                _ => None,
            })
            .collect()
    };
    assert_eq!(lines(A), ["Dora: hello", "hello"]);
    assert_eq!(lines(B), ["hello"]);
    world.command(A, ours, LegCommand::End(Cause::us(Reason::HungUp)));
    world.seconds(70);
    assert_clean(&world);
}

#[test]
fn a_far_end_that_does_not_take_lines_gets_none() {
    let mut world = World::new(3);
    world.filter = Box::new(|_, _| true);
    world.automatic = true;
    let ours = LegId::from_number(1);
    let call = dial("sip:room@b.example.net", audio(4000, Flow::Both));
    world.command(A, ours, call);
    world.seconds(1);
    let (theirs, _) = world.sides[B].incoming().unwrap();
    let line = ChatMessage {
        from: None,
        text: Pii::new("hello".to_string()),
        at: Default::default(),
    };
    // A refuses as a telephone that knows no MESSAGE would; B does not try again.
    world.filter = Box::new(|from, text| !(from == B && text.starts_with("MESSAGE")));
    world.command(B, theirs, LegCommand::Chat(line.clone()));
    world.run(std::time::Duration::from_millis(50));
    let sent = last(&world).to_string();
    let header = |name: &str| {
        let start = format!("{name}: ");
        let found = sent.lines().find_map(|l| l.strip_prefix(&start));
        found.unwrap().to_string()
    };
    let refusal = format!(
        "SIP/2.0 405 No\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
        header("Via"),
        header("From"),
        header("To"),
        header("Call-ID"),
        header("CSeq")
    );
    world.inject(B, peer(), refusal.as_bytes());
    world.command(B, theirs, LegCommand::Chat(line));
    world.seconds(1);
    assert_eq!(world.sides[B].count_sent("MESSAGE"), 1);
    assert!(world.sides[B].ended().is_empty());
}

#[test]
fn a_text_does_not_show_in_debug() {
    let sent = page("sip:anna@example.com", "secret words");
    assert!(!format!("{sent:?}").contains("secret"));
}
