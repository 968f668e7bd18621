//! The behaviours of strangers under mutual TLS. SIPp has none: its messages, which say TLS, go through a tunnel.

use std::net::SocketAddr;

use serde_json::json;
use tolk_tests::peers::behaviour;
use tolk_tests::peers::free_port;
use tolk_tests::peers::office::{Office, Papers};
use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::Story;
use tolk_tests::peers::tunnel::Tunnel;

use super::behaviours::{CALLED, CALLERS, arguments, finish, in_the_clear};
use super::world::{LOCALHOST, ROOM, World};

/// They are about lost datagrams, or about repetitions that a reliable transport does not send.
const DATAGRAMS_ONLY: [&str; 3] = ["late_ack", "lost_ack", "no_ack"];
/// The same of those who are called; the others send us elsewhere, where no tunnel is.
const CALLED_DIRECTLY: [&str; 6] = [
    "called_answers",
    "called_busy",
    "called_declines",
    "called_forks",
    "called_holds",
    "called_reliably",
];

fn begin(name: &'static str) -> (World, Office) {
    let story = Story::begin(name).unwrap();
    let office = Office::open(&story, "office").unwrap();
    for (file, names) in [
        ("tolk", "DNS:tolk.test"),
        ("stranger", "DNS:else.example,IP:127.0.0.1"),
    ] {
        office.issue(file, names).unwrap();
    }
    let sip = format!("[sip]\n{}", office.node("required"));
    let change = |config: String| in_the_clear(config.replacen("[sip]\n", &sip, 1));
    let world = World::start(story, LOCALHOST, change).unwrap();
    (world, office)
}

fn free() -> SocketAddr {
    SocketAddr::new(LOCALHOST, free_port(LOCALHOST).unwrap())
}

#[test]
fn callers_under_mutual_tls_are_answered_alike() {
    let (world, office) = begin("behaviours-mtls");
    let papers = office.papers(Some("stranger"));
    let tunnel = Tunnel::to(&world.story, LOCALHOST, (world.tls, "tolk.test"), &papers).unwrap();
    let who = ["-s", ROOM, "-key", "caller", "stranger@else.example"];
    let mut all = Vec::new();
    for (name, own) in CALLERS {
        if DATAGRAMS_ONLY.contains(&name) {
            continue;
        }
        let secured = |text: &str| text.replace("[transport]", "TLS");
        let file = behaviour::write_changed(&world.story, name, name, secured).unwrap();
        let more = arguments(&who, &[&["-t", "t1"], own].concat());
        let at = tunnel.address();
        let sipp = Sipp::start_file(&world.story, LOCALHOST, at, (name, &file), &more);
        all.push((name, sipp.unwrap()));
    }
    finish(all);
    world.wait_until_idle();
}

#[test]
fn those_who_are_called_under_mutual_tls_may_do_the_same() {
    let (world, office) = begin("behaviours-mtls-called");
    let papers = office.papers(Some("stranger"));
    let (mut all, mut tunnels) = (Vec::new(), Vec::new());
    for (name, own) in CALLED {
        if !CALLED_DIRECTLY.contains(&name) {
            continue;
        }
        let (peer, line) = (free(), free());
        let at = format!("{line};transport=tls");
        let secured = |text: &str| {
            let text = text.replace("[local_ip]:[local_port];transport=[transport]", &at);
            text.replace("[transport]", "TLS")
        };
        let file = behaviour::write_changed(&world.story, name, name, secured).unwrap();
        let more = arguments(&["-t", "t1"], own);
        let sipp = Sipp::listen(&world.story, peer, (name, &file), &more).unwrap();
        tunnels.push(Tunnel::from(&world.story, line, peer, &papers).unwrap());
        let order = json!({"from": ROOM, "to": format!("sip:{name}@{at}")});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        all.push((name, sipp));
    }
    finish(all);
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_caller_with_a_certificate_of_another_office_is_not_heard() {
    let (world, office) = begin("behaviours-mtls-twin");
    let elsewhere = Office::open(&world.story, "elsewhere").unwrap();
    elsewhere.issue("stranger", "DNS:else.example").unwrap();
    let papers = Papers {
        authorities: office.papers(None).authorities,
        ..elsewhere.papers(Some("stranger"))
    };
    let tunnel = Tunnel::to(&world.story, LOCALHOST, (world.tls, "tolk.test"), &papers).unwrap();
    let file = behaviour::write(&world.story, "answered").unwrap();
    let who = ["-s", ROOM, "-key", "caller", "stranger@else.example"];
    let more = arguments(&who, &["-t", "t1"]);
    let at = tunnel.address();
    let sipp = Sipp::start_file(&world.story, LOCALHOST, at, ("answered", &file), &more).unwrap();
    world.wait_for_entry("tls_failed", |e| {
        e["problem"]
            .as_str()
            .is_some_and(|p| p.contains("is not trusted"))
    });
    drop(sipp);
    assert!(world.journal("leg_opened").is_empty());
}
