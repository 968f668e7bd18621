//! The arithmetic against the RFC's own examples, nonces and limits in virtual time.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tolk_model::random::Random;
use tolk_model::registration::DigestAlgorithm::{Md5, Sha256};
use tolk_model::time::Mono;
use tolk_model::{Secret, Seed};

use super::challenge::Answering;
use super::digest::{Authorization, Challenge, Count, hash};
use super::guard::{Guard, Permit};
use super::nonce::{Nonces, Worth};
use crate::trunk::Login;
use crate::wire::{Headers, Method};

const REALM: &str = "example.com";

fn random() -> Random {
    Seed::from_number(1).generator()
}

fn at(seconds: u64) -> Mono {
    Mono(Duration::from_secs(seconds))
}

fn count(nc: u32) -> Count {
    Count {
        nc: format!("{nc:08x}"),
        cnonce: "c".to_string(),
    }
}

/// RFC 7616 §3.9.1, both algorithms.
#[test]
fn the_example_of_the_rfc_is_proved_and_no_other() {
    for (algorithm, expected) in [
        (Md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (
            Sha256,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ] {
        let name = super::digest::name(algorithm);
        let text = format!(
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm={name}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
             cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"{expected}\", \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );
        let said = Authorization::parse(&text)
            .expect("lawful")
            .expect("digest");
        let ha1 = hash(algorithm, "Mufasa:http-auth@example.org:Circle of Life");
        assert_eq!(said.expected(&ha1, "GET"), expected);
        assert!(said.proves(&ha1, "GET"));
        assert!(!said.proves(&ha1, "POST"));
        let wrong = hash(algorithm, "Mufasa:http-auth@example.org:Circle of Lies");
        assert!(!said.proves(&wrong, "GET"));
        assert_eq!(Authorization::parse(&said.print()), Ok(Some(said)));
    }
}

/// RFC 2069, for peers without `qop`.
#[test]
fn a_digest_without_a_count_is_read() {
    let text = "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", \
                nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", \
                response=\"670fd8c2df070c60b045671b8b24ff02\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
    let said = Authorization::parse(text).expect("lawful").expect("digest");
    let ha1 = hash(Md5, "Mufasa:testrealm@host.com:Circle Of Life");
    assert!(said.proves(&ha1, "GET"));
}

#[test]
fn headers_of_other_schemes_are_nothing_and_broken_ones_an_error() {
    for nothing in [
        "Basic abc",
        "Digest username=\"a\", algorithm=SHA-512-256",
        "Digest",
    ] {
        assert_eq!(Authorization::parse(nothing), Ok(None), "{nothing}");
    }
    let whole = "realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\"";
    for broken in [
        "Digest username=\"a\"".to_string(),
        format!("Digest {whole}"),
        format!("Digest username, {whole}"),
        format!("Digest username=\"a\", username=\"b\", {whole}"),
        format!("Digest username=\"a\", {whole}, qop=auth, nc=1, cnonce=\"c\""),
        format!("Digest username=\"a\", {whole}, qop=auth, nc=00000001"),
        format!("Digest username=\"{}\", {whole}", "a".repeat(2000)),
        "Digest username=\"a".to_string(),
    ] {
        assert!(Authorization::parse(&broken).is_err(), "{broken}");
    }
}

#[test]
fn a_nonce_is_good_for_a_rising_count_for_five_minutes() {
    let (mut random, mut nonces) = (random(), Nonces::new(&mut random()));
    let nonce = nonces.mint(at(10), &mut random, REALM);
    let mut spend = |seconds, nc| nonces.spend(at(seconds), &nonce, REALM, Some(&count(nc)));
    assert_eq!(spend(10, 1), Worth::Fresh);
    assert_eq!(spend(11, 1), Worth::Stale, "replayed");
    assert_eq!(spend(11, 2), Worth::Fresh);
    assert_eq!(spend(12, 5), Worth::Fresh);
    assert_eq!(spend(12, 4), Worth::Stale);
    assert_eq!(spend(310, 6), Worth::Fresh);
    assert_eq!(spend(311, 7), Worth::Stale, "too old");
}

#[test]
fn a_nonce_without_a_count_is_good_once() {
    let (mut random, mut nonces) = (random(), Nonces::new(&mut random()));
    let nonce = nonces.mint(at(0), &mut random, REALM);
    assert_eq!(nonces.spend(at(0), &nonce, REALM, None), Worth::Fresh);
    assert_eq!(nonces.spend(at(0), &nonce, REALM, None), Worth::Stale);
    assert_eq!(
        nonces.spend(at(0), &nonce, REALM, Some(&count(9))),
        Worth::Stale
    );
}

#[test]
fn a_nonce_of_others_is_stale() {
    let (mut random, mut nonces) = (random(), Nonces::new(&mut random()));
    let nonce = nonces.mint(at(0), &mut random, REALM);
    let other = Nonces::new(&mut Seed::from_number(2).generator()).mint(at(0), &mut random, REALM);
    let mut flipped = nonce.clone();
    flipped.replace_range(
        5..6,
        if flipped.get(5..6) == Some("0") {
            "1"
        } else {
            "0"
        },
    );
    for forged in [
        other,
        flipped,
        String::new(),
        "å".repeat(40),
        nonce[..63].to_string(),
    ] {
        let worth = nonces.spend(at(1), &forged, REALM, Some(&count(1)));
        assert_eq!(worth, Worth::Stale, "{forged}");
    }
    assert_eq!(
        nonces.spend(at(1), &nonce, "other.example", Some(&count(1))),
        Worth::Stale
    );
    assert_eq!(
        nonces.spend(at(1), &nonce, REALM, Some(&count(1))),
        Worth::Fresh
    );
}

#[test]
fn what_was_forgotten_for_want_of_room_cannot_be_replayed() {
    let (mut random, mut nonces) = (random(), Nonces::with_limit(&mut random(), 3));
    let minted: Vec<String> = (0..10)
        .map(|n| nonces.mint(at(n), &mut random, REALM))
        .collect();
    for nonce in &minted {
        assert_eq!(
            nonces.spend(at(20), nonce, REALM, Some(&count(1))),
            Worth::Fresh
        );
        assert!(nonces.len() <= 4);
    }
    for nonce in &minted {
        assert_eq!(
            nonces.spend(at(21), nonce, REALM, Some(&count(1))),
            Worth::Stale
        );
    }
}

fn from(address: impl Into<IpAddr>, port: u16) -> SocketAddr {
    SocketAddr::new(address.into(), port)
}

/// How many of a hundred wrong answers are looked at.
fn guesses(guard: &mut Guard, now: Mono, source: SocketAddr, user: &str) -> usize {
    let looked = (0..100).filter(|_| {
        let permitted = guard.permit(now, source, user) == Permit::Yes;
        if permitted {
            guard.failed(now, source, user);
        }
        permitted
    });
    looked.count()
}

#[test]
fn two_devices_of_one_account_behind_one_address_share_no_bucket() {
    let mut guard = Guard::default();
    let (good, bad) = (from([192, 0, 2, 1], 1000), from([192, 0, 2, 1], 2000));
    guard.proved(at(0), good, "anna");
    assert!(guesses(&mut guard, at(1), bad, "anna") <= 20);
    assert_eq!(guard.permit(at(1), good, "anna"), Permit::Yes);
    // From a third port it is who comes back, as the bad one is: after a while.
    let back = from([192, 0, 2, 1], 3000);
    assert!(matches!(
        guard.permit(at(1), back, "anna"),
        Permit::No { .. }
    ));
    assert_eq!(guard.permit(at(12), back, "anna"), Permit::Yes);
}

#[test]
fn many_ports_of_one_device_forget_nobody_elses_place() {
    let mut guard = Guard::default();
    guard.proved(at(0), from([192, 0, 2, 1], 1000), "anna");
    for n in 0..50_000_u32 {
        let port = u16::try_from(n % 60_000 + 1_000).expect("a port");
        guard.proved(at(1), from([192, 0, 2, 9], port), "bert");
    }
    guard.proved(at(2), from([192, 0, 2, 7], 1), "carl");
    for (host, user) in [(1, "anna"), (7, "carl")] {
        // A place around for each: others' guesses do not reach it.
        for thief in 0..100 {
            guesses(&mut guard, at(3), from([10, 0, 0, thief], 1), user);
        }
        let back = from([192, 0, 2, host], 4000);
        assert_eq!(guard.permit(at(3), back, user), Permit::Yes, "{user}");
    }
}

#[test]
fn a_nonce_is_good_for_whom_it_was_made() {
    let nonces = Nonces::new(&mut random());
    let nonce = nonces.mint(at(0), &mut random(), "realm@192.0.2.1");
    assert!(nonces.knows(&nonce, "realm@192.0.2.1"));
    assert!(!nonces.knows(&nonce, "realm@192.0.2.2"));
}

#[test]
fn a_guesser_runs_dry_and_the_device_that_is_known_does_not() {
    let mut guard = Guard::default();
    let phone = from([192, 0, 2, 1], 5060);
    guard.proved(at(0), phone, "anna");
    let mut tells = 0;
    let mut looked_at = 0;
    for n in 0..2_000_u32 {
        let thief = from(std::net::Ipv4Addr::from(0x0a00_0000 + n), 5060);
        match guard.permit(at(1), thief, "anna") {
            Permit::Yes => {
                looked_at += 1;
                guard.failed(at(1), thief, "anna");
            }
            Permit::No { tell } => tells += usize::from(tell.is_some()),
        }
    }
    assert!(looked_at <= 30, "{looked_at}");
    assert_eq!(tells, 1, "one line in the journal for one episode");
    assert_eq!(guard.permit(at(1), phone, "anna"), Permit::Yes);
    assert_eq!(
        guard.permit(at(1), from([10, 9, 9, 9], 5060), "bert"),
        Permit::Yes
    );
    let later = guard.permit(at(70), from([10, 9, 9, 9], 5060), "anna");
    assert_eq!(later, Permit::Yes, "a new telephone may try after a while");
}

#[test]
fn one_network_that_guesses_is_one_source() {
    let mut guard = Guard::default();
    let mut looked_at = 0;
    for n in 0..100_u16 {
        let thief = from(
            std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, n),
            5060,
        );
        let user = format!("user{n}");
        if guard.permit(at(1), thief, &user) == Permit::Yes {
            looked_at += 1;
            guard.failed(at(1), thief, &user);
        }
    }
    assert!(looked_at <= 20, "{looked_at}");
}

#[test]
fn who_guesses_behind_the_address_of_a_known_device_runs_dry_too() {
    let mut guard = Guard::default();
    let office = from([192, 0, 2, 1], 5060);
    guard.proved(at(0), office, "anna");
    let wrong = (0..100).filter(|_| {
        let permitted = guard.permit(at(1), office, "anna") == Permit::Yes;
        if permitted {
            guard.failed(at(1), office, "anna");
        }
        permitted
    });
    assert!(wrong.count() <= 20);
}

#[test]
fn a_device_that_was_known_long_ago_gives_no_right_to_guess() {
    let mut guard = Guard::default();
    let office = from([192, 0, 2, 1], 5060);
    guard.proved(at(0), office, "anna");
    let later = at(25 * 3600);
    let wrong = (0..100).filter(|_| {
        let permitted = guard.permit(later, office, "anna") == Permit::Yes;
        if permitted {
            guard.failed(later, office, "anna");
        }
        permitted
    });
    assert!(wrong.count() <= 20);
    // And whoever proves the account again has what a known device has.
    guard.proved(later, office, "anna");
    assert_eq!(guard.permit(later, office, "anna"), Permit::Yes);
}

#[test]
fn our_answer_to_a_challenge_is_what_the_challenger_expects() {
    let login = Login {
        user: "tolk".to_string(),
        password: Secret::new("a \"quoted\" secret".to_string()),
    };
    for (status, asks, answers) in [
        (401, "www-authenticate", "authorization"),
        (407, "proxy-authenticate", "proxy-authorization"),
    ] {
        let mut headers = Headers::default();
        headers.push(
            asks,
            "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"",
        );
        headers.push(asks, Challenge::print("pbx", "2", Sha256, false));
        headers.push(asks, Challenge::print("pbx", "3", Md5, false));
        let mut answering = Answering::to(status, &headers).expect("one that we can");
        let mut request = Headers::default();
        for nc in 1..=2_u32 {
            answering.answer(
                &login,
                &Method::Invite,
                "sip:1@pbx",
                &mut request,
                &mut random(),
            );
            let lines: Vec<&[u8]> = request.lines(answers).collect();
            assert_eq!(lines.len(), 1);
            let text = std::str::from_utf8(lines.first().expect("one")).expect("text");
            let said = Authorization::parse(text).expect("lawful").expect("digest");
            assert_eq!((said.nonce.as_str(), said.algorithm), ("2", Sha256));
            assert_eq!(
                said.count.as_ref().map(|c| c.nc.clone()),
                Some(format!("{nc:08x}"))
            );
            let ha1 = hash(Sha256, "tolk:pbx:a \"quoted\" secret");
            assert!(said.proves(&ha1, "INVITE"));
            assert!(!answering.is_stale());
        }
    }
}
