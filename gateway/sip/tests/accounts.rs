#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! What must not be done to a device that has an account: by the network, by its neighbours, by who writes its address on datagrams.

mod harness;

use std::net::SocketAddr;

use harness::*;
use md5::Digest;
use tolk_model::edge::{Ask, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::registration::*;
use tolk_model::{Alias, Pii, Secret};

/// `H("anna:example.com:secret")`.
const HA1: &str = "1b3d1751931f2a049140d81210b9b0c1";
const HOME: &str = "sip:example.com";
const PHONE: &str = "198.51.100.1:5060";
const THIEF: &str = "203.0.113.66:5060";

fn world() -> World {
    let mut world = World::with(1, |_, config| config.accounts = true);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world.directory = Box::new(|_, now, ask| match ask {
        Ask::Credentials { user, .. } => {
            Reply::Credentials((user == "anna").then(|| Credentials {
                hash: Secret::new(HA1.to_string()),
                aliases: vec![Alias {
                    domain: domain("example.com"),
                    local: "anna".to_string(),
                }],
            }))
        }
        Ask::Register(wanted) => Reply::Registered(Ok(bound(now, wanted))),
        _ => Reply::Noted,
    });
    world
}

fn register(number: u32, extra: &str) -> String {
    format!(
        "REGISTER {HOME} SIP/2.0\r\nVia: SIP/2.0/UDP {PHONE};rport;branch=z9hG4bKr{number}\r\nMax-Forwards: 70\r\nFrom: <sip:anna@example.com>;tag=aa\r\nTo: <sip:anna@example.com>\r\nCall-ID: c1\r\nCSeq: {number} REGISTER\r\n{extra}Content-Length: 0\r\n\r\n"
    )
}

fn send(world: &mut World, from: &str, text: &str) -> String {
    let before = world.sides[B].sent.len();
    let from: SocketAddr = from.parse().unwrap();
    world.inject(B, from, text.as_bytes());
    world.sides[B].sent[before..]
        .last()
        .cloned()
        .unwrap_or_default()
}

fn status(message: &str) -> &str {
    message.get(8..11).unwrap_or("")
}

fn algorithms(refusal: &str) -> Vec<&str> {
    let lines = refusal
        .lines()
        .filter(|l| l.starts_with("WWW-Authenticate:"));
    let of = |l: &'static str| l;
    let found = lines.map(|l| {
        if l.contains("SHA-256") {
            of("sha")
        } else {
            of("md5")
        }
    });
    found.collect()
}

fn md5(text: &str) -> String {
    let bytes = md5::Md5::digest(text);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// An answer to the MD5 challenge of a 401.
fn proof(refusal: &str, nc: u32, ha1: &str) -> String {
    let challenge = refusal
        .lines()
        .rfind(|l| l.starts_with("WWW-Authenticate:"))
        .unwrap();
    let nonce = challenge.split("nonce=\"").nth(1).unwrap();
    let nonce = nonce.split('"').next().unwrap();
    let ha2 = md5(&format!("REGISTER:{HOME}"));
    let response = md5(&format!("{ha1}:{nonce}:{nc:08x}:cc:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"anna\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"{HOME}\", response=\"{response}\", algorithm=MD5, qop=auth, nc={nc:08x}, cnonce=\"cc\"\r\n"
    )
}

fn refusals(world: &World) -> Vec<(String, Option<Pii<String>>)> {
    let events = world.sides[B].journal.iter();
    let found = events.filter_map(|e| match e {
        JournalEvent::Refused { what, account, .. } => Some((what.clone(), account.clone())),
        _ => None,
    });
    found.collect()
}

#[test]
fn a_401_that_was_lost_makes_nobody_weaker() {
    let mut world = world();
    let first = send(&mut world, PHONE, &register(1, ""));
    assert_eq!(algorithms(&first), ["sha", "md5"]);
    for _ in 0..3 {
        let again = send(&mut world, PHONE, &register(1, ""));
        assert_eq!(algorithms(&again), ["sha", "md5"], "the same request");
    }
    let next = send(&mut world, PHONE, &register(2, ""));
    assert_eq!(
        algorithms(&next),
        ["md5"],
        "that one has left it unanswered"
    );
}

#[test]
fn what_a_device_calls_itself_is_printed_as_it_was_said() {
    let mut world = world();
    let refusal = send(&mut world, PHONE, &register(1, ""));
    let instance = "+sip.instance=\"<urn:x:\\\"a\\\\b>\"";
    let contact = format!("Contact: <sip:anna@{PHONE}>;{instance}\r\n");
    let extra = format!("{}{contact}", proof(&refusal, 1, HA1));
    let done = send(&mut world, PHONE, &register(2, &extra));
    assert_eq!(status(&done), "200", "{done}");
    let line = done.lines().find(|l| l.starts_with("Contact:")).unwrap();
    assert!(line.ends_with(instance), "{line}");
}

#[test]
fn who_writes_a_devices_address_on_datagrams_uses_up_nothing_of_it() {
    let mut world = world();
    let refusal = send(&mut world, PHONE, &register(1, ""));
    let done = send(&mut world, PHONE, &register(2, &proof(&refusal, 1, HA1)));
    assert_eq!(status(&done), "200");
    // The thief has a nonce of its own, and never sees what is answered to the device.
    let own = send(&mut world, THIEF, &register(50, ""));
    for number in 100..150 {
        let text = register(number, &proof(&own, number, &md5("wrong")));
        let answer = send(&mut world, PHONE, &text);
        assert_eq!(status(&answer), "401");
        assert!(answer.contains("stale=true"), "{answer}");
        world.run(std::time::Duration::from_millis(100));
    }
    assert_eq!(refusals(&world), []);
    // The device itself goes on, also from another port.
    for port in [5060, 40_000] {
        let from = format!("198.51.100.1:{port}");
        let refusal = send(&mut world, &from, &register(200 + port, ""));
        let extra = proof(&refusal, 1, HA1);
        let done = send(&mut world, &from, &register(1000 + port, &extra));
        assert_eq!(status(&done), "200", "{port}");
    }
}

#[test]
fn a_proof_that_was_overheard_is_worth_nothing_elsewhere() {
    let mut world = world();
    let refusal = send(&mut world, PHONE, &register(1, ""));
    let said = proof(&refusal, 1, HA1);
    let replayed = send(&mut world, THIEF, &register(2, &said));
    assert_eq!(status(&replayed), "401");
    let done = send(&mut world, PHONE, &register(3, &said));
    assert_eq!(status(&done), "200", "and the device has not lost it");
    let again = send(&mut world, PHONE, &register(4, &said));
    assert_eq!(status(&again), "401", "once");
}

#[test]
fn the_journal_names_the_account_that_was_tried() {
    let mut world = world();
    let refusal = send(&mut world, PHONE, &register(1, ""));
    send(
        &mut world,
        PHONE,
        &register(2, &proof(&refusal, 1, &md5("wrong"))),
    );
    let words = "account with a wrong user name or password".to_string();
    assert_eq!(
        refusals(&world),
        [(words, Some(Pii::new("anna".to_string())))]
    );
    let line = format!("{:?}", world.sides[B].journal);
    assert!(!line.contains("anna"), "never in a log: {line}");
}
