#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Devices that register, and accounts that prove themselves: hand-written messages to one edge.

mod bindings;
mod gruu;
#[path = "../harness/mod.rs"]
mod harness;
mod proof;
mod reached;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::Trust;
use tolk_model::registration::*;
use tolk_model::time::Now;
use tolk_model::{Alias, Party, Pii, Secret};

/// `H("anna:example.com:secret")`.
const HA1_MD5: &str = "1b3d1751931f2a049140d81210b9b0c1";

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

fn alias() -> Alias {
    Alias {
        domain: domain("example.com"),
        local: "anna".to_string(),
    }
}

/// What the edge asked, in order.
type Asked = Rc<RefCell<Vec<Ask>>>;

fn world() -> (World, Asked) {
    let mut world = World::with(1, |_, config| config.accounts = true);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    let asked = Asked::default();
    let seen = asked.clone();
    world.directory = Box::new(move |_, now, ask| {
        seen.borrow_mut().push(ask.clone());
        directory(now, ask)
    });
    (world, asked)
}

fn directory(now: Now, ask: &Ask) -> Reply {
    match ask {
        Ask::Credentials { user, .. } => {
            Reply::Credentials((user == "anna").then(|| Credentials {
                hash: Secret::new(HA1_MD5.to_string()),
                aliases: vec![alias()],
            }))
        }
        Ask::HasAccount { address } => Reply::HasAccount(address.reveal().local == "anna"),
        Ask::Register(registration) => Reply::Registered(Ok(bound(now, registration))),
        _ => Reply::Noted,
    }
}

/// A request of the peer; `extra` holds further header lines, each with CRLF.
fn request(method: &str, uri: &str, from: &str, number: u32, extra: &str) -> String {
    format!(
        "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:{from}@example.com>;tag=aa\r\nTo: <sip:{from}@example.com>\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\n{extra}Content-Length: 0\r\n\r\n"
    )
}

fn send(world: &mut World, text: &str) -> String {
    let before = world.sides[B].sent.len();
    world.inject(B, peer(), text.as_bytes());
    let answers = &world.sides[B].sent[before..];
    answers.last().cloned().unwrap_or_default()
}

fn status(message: &str) -> &str {
    message.get(8..11).unwrap_or("")
}

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message
        .lines()
        .find_map(|l| l.strip_prefix(&format!("{name}: ")))
}

fn field<'a>(challenge: &'a str, name: &str) -> &'a str {
    let start = challenge.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
    let rest = &challenge[start..];
    &rest[..rest.find('"').unwrap()]
}

/// An `Authorization` line for the MD5 challenge of a 401.
fn answer(refusal: &str, method: &str, uri: &str, nc: u32, ha1: &str) -> String {
    answer_of("anna", refusal, method, uri, nc, ha1)
}

fn answer_of(user: &str, refusal: &str, method: &str, uri: &str, nc: u32, ha1: &str) -> String {
    let challenge = refusal
        .lines()
        .find(|l| l.starts_with("WWW-Authenticate:") && l.contains("MD5"))
        .expect("a challenge");
    let nonce = field(challenge, "nonce");
    let ha2 = md5(&format!("{method}:{uri}"));
    let response = md5(&format!("{ha1}:{nonce}:{nc:08x}:cc:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"{user}\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm=MD5, qop=auth, nc={nc:08x}, cnonce=\"cc\"\r\n"
    )
}

fn md5(text: &str) -> String {
    use md5::Digest;
    md5::Md5::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

const HOME: &str = "sip:example.com";

/// Registers with these contact lines and gives the answer.
fn register(world: &mut World, number: u32, contacts: &str) -> String {
    let refusal = send(world, &request("REGISTER", HOME, "anna", number, contacts));
    assert_eq!(status(&refusal), "401", "{refusal}");
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    let text = request(
        "REGISTER",
        HOME,
        "anna",
        number + 1,
        &format!("{proof}{contacts}"),
    );
    send(world, &text)
}

fn registrations(asked: &Asked) -> Vec<Registration> {
    let all = asked.borrow();
    let all = all.iter().filter_map(|ask| match ask {
        Ask::Register(registration) => Some((**registration).clone()),
        _ => None,
    });
    all.collect()
}

fn wanted(asked: &Asked) -> Vec<Wanted> {
    match registrations(asked).pop().expect("one").change {
        Change::Bind(wanted) => wanted,
        other => panic!("{other:?}"),
    }
}

/// What the journal says was refused.
fn overstepped(world: &World) -> Vec<String> {
    let events = world.sides[B].journal.iter();
    events
        .filter_map(|e| match e {
            JournalEvent::Refused { what, .. } => Some(what.clone()),
            _ => None,
        })
        .collect()
}
