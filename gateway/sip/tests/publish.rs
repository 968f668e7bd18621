#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! PUBLISH by hand against one edge (RFC 3903).

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::presence::{Availability, Document, EdgeEvent, Publish};

type Asked = Rc<RefCell<Vec<Publish>>>;

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

fn world_with(reply: Result<(), Cause>) -> (World, Asked) {
    let mut world = World::with(1, |_, config| {
        config.simple.publications = 4;
    });
    world.filter = Box::new(|_, _| false);
    let asked: Asked = Rc::default();
    let heard = asked.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Publish(publish) => {
            heard.borrow_mut().push((**publish).clone());
            Reply::Publish(reply.clone())
        }
        other => panic!("{other:?}"),
    });
    (world, asked)
}

fn world() -> (World, Asked) {
    world_with(Ok(()))
}

fn pidf(activity: &str) -> String {
    format!(
        "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:d='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='sip:anna@example.com'><tuple id='a'><status><basic>open</basic></status></tuple><d:person id='p'><r:activities><r:{activity}/></r:activities></d:person></presence>"
    )
}

const KIND: &str = "Content-Type: application/pidf+xml\r\n";

fn publish(world: &mut World, number: u32, extra: &str, body: &str) -> String {
    let text = format!(
        "PUBLISH sip:anna@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKp{number}\r\nMax-Forwards: 70\r\nFrom: <sip:anna@example.com>;tag=a\r\nTo: <sip:anna@example.com>\r\nCall-ID: p\r\nCSeq: {number} PUBLISH\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    world.inject(B, peer(), text.as_bytes());
    world.sides[B].sent.last().unwrap().clone()
}

fn initial(world: &mut World, number: u32, activity: &str, expires: u32) -> String {
    let extra = format!("Event: presence\r\nExpires: {expires}\r\n{KIND}");
    publish(world, number, &extra, &pidf(activity))
}

fn etag(answer: &str) -> String {
    let line = answer.lines().find_map(|l| l.strip_prefix("SIP-ETag: "));
    line.unwrap_or_else(|| panic!("{answer}")).to_string()
}

fn matching(world: &mut World, number: u32, etag: &str, extra: &str, body: &str) -> String {
    let extra = format!("Event: presence\r\nSIP-If-Match: {etag}\r\n{extra}");
    publish(world, number, &extra, body)
}

fn alive(world: &World) -> serde_json::Value {
    world.sides[B].edge.debug_state()["outside_calls"]["publications"].clone()
}

#[test]
fn what_is_published_is_told_and_ends_by_its_time() {
    let (mut world, asked) = world();
    let answer = initial(&mut world, 1, "away", 60);
    assert!(answer.starts_with("SIP/2.0 200") && answer.contains("Expires: 60\r\n"));
    assert!(!answer.contains("Contact: "));
    let heard = asked.borrow()[0].clone();
    assert_eq!(heard.of.to_string(), "sip:anna@example.com");
    assert_eq!(heard.by.origin, peer().ip());
    let away = Document::Presence {
        availability: Availability::Away,
        note: None,
    };
    assert_eq!(heard.document, away);
    world.seconds(59);
    assert!(world.sides[B].said.is_empty());
    world.seconds(2);
    let gone = [EdgeEvent::Unpublished(heard.publication)];
    assert_eq!(world.sides[B].said, gone);
    assert_eq!(alive(&world), 0);
    world.seconds(100);
    assert_eq!(world.sides[B].said.len(), 1);
}

#[test]
fn each_success_has_a_new_tag_and_the_old_one_is_void() {
    let (mut world, asked) = world();
    let first = etag(&initial(&mut world, 1, "away", 60));
    world.seconds(50);
    let second = etag(&matching(&mut world, 2, &first, "Expires: 60\r\n", ""));
    assert_ne!(first, second);
    assert_eq!(asked.borrow().len(), 1, "a refresh says nothing new");
    let old = matching(&mut world, 3, &first, "Expires: 60\r\n", "");
    assert!(old.starts_with("SIP/2.0 412"));
    world.seconds(50);
    let extra = format!("Expires: 60\r\n{KIND}");
    let third = etag(&matching(&mut world, 4, &second, &extra, &pidf("busy")));
    let asked = asked.borrow();
    assert_eq!(asked[1].publication, asked[0].publication);
    assert!(matches!(
        asked[1].document,
        Document::Presence {
            availability: Availability::Busy,
            ..
        }
    ));
    let removed = matching(&mut world, 5, &third, "Expires: 0\r\n", "");
    assert!(removed.starts_with("SIP/2.0 200") && removed.contains("Expires: 0\r\n"));
    let gone = [EdgeEvent::Unpublished(asked[0].publication)];
    assert_eq!(world.sides[B].said, gone);
    world.seconds(100);
    assert_eq!(world.sides[B].said.len(), 1);
    assert_eq!(alive(&world), 0);
}

#[test]
fn refusals_are_the_protocols_own() {
    let event = "Event: presence\r\n";
    let body = pidf("away");
    let bomb = format!("<!DOCTYPE p [<!ENTITY x 'y'>]>{body}");
    for (extra, body, status, also) in [
        (KIND.to_string(), body.as_str(), "489", "Allow-Events: "),
        (format!("Event: dialog\r\n{KIND}"), &body, "489", ""),
        (
            format!("{event}SIP-If-Match: no\r\n{KIND}"),
            &body,
            "412",
            "",
        ),
        (
            format!("{event}{KIND}Expires: 5\r\n"),
            &body,
            "423",
            "Min-Expires: 60",
        ),
        (event.to_string(), "", "400", ""),
        (
            format!("{event}Content-Type: text/plain\r\n"),
            &body,
            "415",
            "Accept: application/pidf+xml",
        ),
        (format!("{event}{KIND}"), "<presence/>", "400", ""),
        (format!("{event}{KIND}"), &bomb, "400", ""),
    ] {
        let (mut world, asked) = world();
        let answer = publish(&mut world, 1, &extra, body);
        assert!(answer.starts_with(&format!("SIP/2.0 {status}")), "{answer}");
        assert!(answer.contains(also), "{answer}");
        assert!(asked.borrow().is_empty() && alive(&world) == 0);
        world.seconds(70);
        assert!(world.sides[B].said.is_empty());
    }
}

#[test]
fn what_the_core_refuses_is_not_published() {
    let (mut world, _) = world_with(Err(Cause::us(Reason::Forbidden)));
    assert!(initial(&mut world, 1, "away", 60).starts_with("SIP/2.0 403"));
    world.seconds(100);
    assert!(world.sides[B].said.is_empty() && alive(&world) == 0);
}

#[test]
fn the_tag_of_one_is_of_no_use_for_another() {
    let (mut world, _) = world();
    let tag = etag(&initial(&mut world, 1, "away", 60));
    let text = format!(
        "PUBLISH sip:bert@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKx\r\nMax-Forwards: 70\r\nFrom: <sip:bert@example.com>;tag=b\r\nTo: <sip:bert@example.com>\r\nCall-ID: q\r\nCSeq: 1 PUBLISH\r\nEvent: presence\r\nSIP-If-Match: {tag}\r\nExpires: 0\r\nContent-Length: 0\r\n\r\n"
    );
    world.inject(B, peer(), text.as_bytes());
    assert!(
        world.sides[B]
            .sent
            .last()
            .unwrap()
            .starts_with("SIP/2.0 412")
    );
    assert_eq!(alive(&world), 1);
}

#[test]
fn nobody_publishes_without_end() {
    let (mut world, _) = world();
    let statuses: Vec<String> = (1..=3)
        .map(|number| initial(&mut world, number, "away", 60)[8..11].to_string())
        .collect();
    assert_eq!(statuses, ["200", "200", "503"]);
}

#[test]
fn what_is_said_for_no_time_is_over_at_once() {
    let (mut world, asked) = world();
    assert!(initial(&mut world, 1, "away", 0).contains("Expires: 0\r\n"));
    let gone = [EdgeEvent::Unpublished(asked.borrow()[0].publication)];
    assert_eq!(world.sides[B].said, gone);
    world.run(Duration::from_secs(70));
    assert_eq!(alive(&world), 0);
}

/// A PUBLISH about Anna by whom `from` names, from wherever; what is answered to it.
fn by(world: &mut World, at: &str, from: &str, number: u32, extra: &str, body: &str) -> String {
    let text = format!(
        "PUBLISH {ANNA} SIP/2.0\r\nVia: SIP/2.0/UDP {at};rport;branch=z9hG4bKy{number}\r\nMax-Forwards: 70\r\nFrom: <{from}>;tag=a\r\nTo: <{ANNA}>\r\nCall-ID: y{number}\r\nCSeq: 1 PUBLISH\r\nEvent: presence\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    world.inject(B, at.parse().unwrap(), text.as_bytes());
    world.sides[B].sent.last().unwrap().clone()
}

const ANNA: &str = "sip:anna@example.com";
const HOME: &str = "198.51.100.1:5060";
const AWAY: &str = "203.0.113.66:5060";

#[test]
fn an_account_publishes_with_a_proof_and_nobody_else_prolongs_or_ends_it() {
    let mut world = World::with(1, |_, config| config.accounts = true);
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, ask| match ask {
        Ask::Publish(_) => Reply::Publish(Ok(())),
        other => accounts(other).unwrap(),
    });
    let says = format!("Expires: 60\r\n{KIND}");
    let refusal = by(&mut world, HOME, ANNA, 1, &says, &pidf("away"));
    assert!(refusal.starts_with("SIP/2.0 401") && alive(&world) == 0);
    let proved = format!("{says}{}", proof(&refusal, "PUBLISH", ANNA, "anna"));
    let tag = etag(&by(&mut world, HOME, ANNA, 2, &proved, &pidf("away")));
    let mut number = 10;
    for wish in ["Expires: 0\r\n", "Expires: 60\r\n"] {
        let wish = format!("SIP-If-Match: {tag}\r\n{wish}");
        // Without a name of ours, from there and from the same address.
        for at in [HOME, AWAY] {
            number += 10;
            let answer = by(&mut world, at, "sip:x@elsewhere.example", number, &wish, "");
            assert!(answer.starts_with("SIP/2.0 412"), "{answer}");
        }
        // As somebody else who has an account.
        let bert = "sip:bert@example.com";
        let refusal = by(&mut world, AWAY, bert, number + 1, &wish, "");
        assert!(refusal.starts_with("SIP/2.0 401"), "{refusal}");
        let proved = format!("{wish}{}", proof(&refusal, "PUBLISH", ANNA, "bert"));
        let answer = by(&mut world, AWAY, bert, number + 2, &proved, "");
        assert!(answer.starts_with("SIP/2.0 412"), "{answer}");
        // As Anna, without a proof.
        let answer = by(&mut world, HOME, ANNA, number + 3, &wish, "");
        assert!(answer.starts_with("SIP/2.0 401"), "{answer}");
        assert!(alive(&world) == 1 && world.sides[B].said.is_empty());
    }
    // She herself may, from wherever she is by now.
    let wish = format!("SIP-If-Match: {tag}\r\nExpires: 0\r\n");
    let refusal = by(&mut world, AWAY, ANNA, 3, &wish, "");
    let proved = format!("{wish}{}", proof(&refusal, "PUBLISH", ANNA, "anna"));
    let answer = by(&mut world, AWAY, ANNA, 4, &proved, "");
    assert!(answer.starts_with("SIP/2.0 200"), "{answer}");
    assert!(alive(&world) == 0 && world.sides[B].said.len() == 1);
}

#[test]
fn what_nobody_proved_is_gone_on_with_from_its_own_network_only() {
    let (mut world, _) = world();
    let says = format!("Expires: 60\r\n{KIND}");
    let tag = etag(&by(&mut world, HOME, ANNA, 1, &says, &pidf("away")));
    let wish = format!("SIP-If-Match: {tag}\r\nExpires: 0\r\n");
    let answer = by(&mut world, AWAY, ANNA, 2, &wish, "");
    assert!(answer.starts_with("SIP/2.0 412"), "{answer}");
    assert_eq!(alive(&world), 1);
    let answer = by(&mut world, HOME, ANNA, 3, &wish, "");
    assert!(answer.starts_with("SIP/2.0 200"), "{answer}");
}
