#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! How much who may ask: strangers, trunks, known networks and proved accounts.

mod harness;

use std::net::SocketAddr;
use std::time::Duration;

use harness::*;
use tolk_model::Secret;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Reply};
use tolk_model::id::TrunkId;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::limits::{Rate, Rates};
use tolk_model::registration::Credentials;
use tolk_sip::TrunkConfig;

const EXCHANGE: &str = "192.0.2.10:5060";
const STRANGER: &str = "192.0.2.66:5060";

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn exchange() -> TrunkConfig {
    TrunkConfig {
        name: TrunkId::new("pbx"),
        domain: domain("pbx.example"),
        proxies: vec!["sip:b.example.net".parse().unwrap()],
        login: None,
        user: "tolk".to_string(),
        register: false,
        lifetime: Duration::from_secs(600),
        health: None,
        sources: vec![at(EXCHANGE).ip()],
        trust_udp: true,
    }
}

fn world(change: impl Fn(&mut tolk_sip::SipConfig)) -> World {
    let mut world = World::with(1, |side, config| {
        if side == B {
            change(config);
        }
    });
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    world
}

fn invite(from: &str, number: u32, extra: &str) -> String {
    let from = from.trim_end_matches(":5060");
    let sdp = sdp_text(4000);
    format!(
        "INVITE sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP {from}:5060;rport;branch=z9hG4bKi{number}\r\nMax-Forwards: 70\r\nFrom: <sip:pbx@example.com>;tag=a{number}\r\nTo: <sip:room@198.51.100.2>\r\nCall-ID: c{number}{from}\r\nCSeq: 1 INVITE\r\nContact: <sip:a@{from}:5060>\r\n{extra}Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
        sdp.len()
    )
}

/// Calls in; whoever is called does not answer. The last status.
fn unanswered(world: &mut World, from: &str, number: u32) -> String {
    let (before, heard) = (world.sides[B].sent.len(), world.sides[B].events.len());
    world.inject(B, at(from), invite(from, number, "").as_bytes());
    let offered = world.sides[B].events[heard..].iter();
    let offered = offered.filter(|(_, e)| matches!(e, LegEvent::Incoming(_)));
    let legs: Vec<_> = offered.map(|(leg, _)| *leg).collect();
    for leg in legs {
        let end = LegCommand::End(Cause::us(Reason::NoAnswer));
        world.command(B, leg, end);
    }
    let sent = &world.sides[B].sent[before..];
    let last = sent
        .iter()
        .filter_map(|t| t.strip_prefix("SIP/2.0 "))
        .next_back();
    last.map_or_else(String::new, |t| t[..3].to_string())
}

/// Statuses of seventy-five calls a second for some seconds.
fn storm(world: &mut World, from: &str, seconds: u32) -> Vec<String> {
    let mut all = Vec::new();
    for n in 0..75 * seconds {
        all.push(unanswered(world, from, n));
        world.run(Duration::from_micros(13_333));
    }
    all
}

fn count(all: &[String], status: &str) -> usize {
    all.iter().filter(|s| *s == status).count()
}

#[test]
fn an_exchange_with_75_unanswered_calls_a_second_is_never_refused() {
    let mut world = world(|config| config.trunks = vec![exchange()]);
    let all = storm(&mut world, EXCHANGE, 20);
    assert_eq!(count(&all, "408"), all.len(), "{:?}", &all[..20]);
}

#[test]
fn a_stranger_who_does_the_same_is_refused() {
    let mut world = world(|config| config.trunks = vec![exchange()]);
    let all = storm(&mut world, STRANGER, 20);
    assert!(count(&all, "503") > 10, "{:?}", &all[all.len() - 20..]);
    // And the exchange does not notice.
    assert_eq!(unanswered(&mut world, EXCHANGE, 9_000), "408");
}

#[test]
fn an_address_of_a_known_network_has_its_own_rate() {
    let known = |config: &mut tolk_sip::SipConfig| {
        config.known = vec!["192.0.2.0/28".parse().unwrap()];
        config.limits.requests = Rates {
            stranger: Rate::new(1, 1),
            known: Rate::new(1, 3),
        };
    };
    let mut world = world(known);
    let said: Vec<_> = (0..5)
        .map(|n| unanswered(&mut world, EXCHANGE, n))
        .collect();
    assert_eq!(said, ["408", "408", "408", "503", "503"]);
    // Each of its addresses.
    assert_eq!(unanswered(&mut world, "192.0.2.11:5060", 1), "408");
    let said: Vec<_> = (0..2)
        .map(|n| unanswered(&mut world, STRANGER, n))
        .collect();
    assert_eq!(said, ["408", "503"]);
}

#[test]
fn who_proved_an_account_shares_no_bucket_with_strangers_at_its_address() {
    let mut world = world(|config| {
        config.accounts = true;
        config.limits.requests = Rates {
            stranger: Rate::new(1, 4),
            known: Rate::new(100, 100),
        };
    });
    // H("pbx:example.com:secret"), and any proof with it.
    let ha1 = "00000000000000000000000000000000";
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Credentials { .. } => Reply::Credentials(Some(Credentials {
            hash: Secret::new(ha1.to_string()),
            aliases: vec![tolk_model::Alias {
                domain: domain("example.com"),
                local: "pbx".to_string(),
            }],
        })),
        Ask::HasAccount { address } => Reply::HasAccount(address.reveal().local == "pbx"),
        _ => Reply::Noted,
    });
    assert_eq!(unanswered(&mut world, EXCHANGE, 1), "401");
    let refusal = world.sides[B].sent.last().unwrap().clone();
    let nonce = refusal.split("nonce=\"").nth(1).unwrap();
    let nonce = nonce.split('"').next().unwrap();
    let md5 = |text: String| {
        use md5::Digest;
        let bytes = md5::Md5::digest(text);
        bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    let uri = "sip:room@198.51.100.2";
    let ha2 = md5(format!("INVITE:{uri}"));
    let response = md5(format!("{ha1}:{nonce}:00000001:abc:auth:{ha2}"));
    let proof = format!(
        "Authorization: Digest username=\"pbx\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"abc\"\r\n"
    );
    world.inject(B, at(EXCHANGE), invite(EXCHANGE, 2, &proof).as_bytes());
    let offered = world.sides[B].events.iter();
    assert_eq!(
        offered
            .filter(|(_, e)| matches!(e, LegEvent::Incoming(_)))
            .count(),
        1
    );
    // Somebody else behind the same address floods from another port.
    let stranger = "192.0.2.10:6000";
    let flood: Vec<_> = (10..60)
        .map(|n| {
            let before = world.sides[B].sent.len();
            world.inject(B, at(stranger), invite(EXCHANGE, n, "").as_bytes());
            let sent = world.sides[B].sent.get(before).cloned().unwrap_or_default();
            sent.get(8..11).unwrap_or_default().to_string()
        })
        .collect();
    assert!(count(&flood, "503") > 5, "{flood:?}");
    // What the exchange asks next is challenged, not refused.
    let said: Vec<_> = (100..120)
        .map(|n| unanswered(&mut world, EXCHANGE, n))
        .collect();
    assert_eq!(count(&said, "401"), 20, "{said:?}");
}
