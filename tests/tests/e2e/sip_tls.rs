//! Rooms under TLS: who proves nothing, who proves its name, who is refused and why.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Baresip, Kind};
use tolk_tests::peers::office::Office;
use tolk_tests::peers::story::Story;

use super::guest::Guest;
use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);
const TLS: Kind = Kind {
    transport: "tls",
    ..Kind::ROOM
};

/// What a room is told; without a certificate it has none to show.
fn papers(office: &Office, certificate: Option<&str>) -> String {
    let own = certificate.map(|file| format!("sip_certificate {}\n", office.path(file)));
    format!(
        "sip_cafile {}\n{}",
        office.path("ca.pem"),
        own.unwrap_or_default()
    )
}

/// A node of an office, which wants `clients`.
fn begin(name: &'static str, clients: &str) -> (World, Office) {
    let story = Story::begin(name).unwrap();
    let office = Office::open(&story, "office").unwrap();
    for (file, names) in [
        ("tolk", "DNS:tolk.test,IP:127.0.0.1"),
        ("room", "DNS:room.example,IP:127.0.0.1"),
        ("other", "DNS:other.example"),
    ] {
        office.issue(file, names).unwrap();
    }
    let world = World::begin_with_sip(story, &office.node(clients));
    (world, office)
}

fn room(world: &World, lines: &str) -> Room {
    let sip = Baresip::start_with(&world.story, LOCALHOST, ROOM_A, TLS, lines).unwrap();
    Room { sip }
}

fn link(world: &World) -> String {
    world.tolk.url(&format!("/m/{ROOM}"))
}

fn uri(world: &World) -> String {
    format!("sip:{ROOM}@{};transport=tls", world.tls)
}

fn meets(world: &World, mut room: Room) {
    let guest = Guest::new(world, GUEST);
    guest.join(&link(world), "Bo");
    room.call(&uri(world));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    room.must_not_hear(ROOM_A);
    room.hang_up();
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_room_calls_in_under_tls() {
    let world = World::begin("room-tls");
    meets(&world, room(&world, ""));
}

#[test]
fn a_room_calls_in_under_mutual_tls_and_one_without_a_certificate_does_not() {
    let (world, office) = begin("room-mtls", "required");
    let mut stranger = room(&world, &papers(&office, None));
    stranger.sip.dial(&uri(&world)).unwrap();
    world.wait_for_entry("tls_failed", |e| {
        e["problem"]
            .as_str()
            .is_some_and(|p| p.contains("showed no certificate"))
    });
    drop(stranger);
    meets(&world, room(&world, &papers(&office, Some("room.both"))));
}

#[test]
fn a_room_is_called_under_tls_when_it_proves_its_name() {
    let (world, office) = begin("room-tls-called", "optional");
    let mut wrong = room(&world, &papers(&office, Some("other.both")));
    let order = json!({"from": ROOM, "to": wrong.sip.uri()});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    world.wait_for_entry("tls_failed", |e| {
        e["problem"]
            .as_str()
            .is_some_and(|p| p.contains("is for other.example"))
    });
    wrong.sip.kill().unwrap();
    drop(wrong);
    let mut right = room(&world, &papers(&office, Some("room.both")));
    let guest = Guest::new(&world, GUEST);
    guest.join(&link(&world), "Bo");
    let order = json!({"from": ROOM, "to": right.sip.uri()});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    right.sip.wait_for_call(SOON).unwrap();
    guest.must_see_and_hear(ROOM_A);
    right.must_see(GUEST);
    right.must_hear(GUEST);
    right.hang_up();
}

/// OpenSSL's own client, both ends proven, and the largest body that is taken.
#[test]
fn a_large_message_passes_under_mutual_tls() {
    let (world, office) = begin("large-mtls", "required");
    let mut client = Command::new("timeout")
        .args([
            "20",
            "openssl",
            "s_client",
            "-quiet",
            "-verify_return_error",
        ])
        .args([
            "-connect",
            &world.tls.to_string(),
            "-servername",
            "tolk.test",
        ])
        .args(["-verify_hostname", "tolk.test", "-CAfile", "ca.pem"])
        .args(["-cert", "room.pem", "-key", "room.key"])
        .current_dir(office.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // `s_client` without `-crlf` sends bytes as they are, but reads commands at the beginning of a line: none of these is one.
    let body = "x".repeat(200 * 1024);
    let options = format!(
        "OPTIONS sip:8000@tolk.test SIP/2.0\r\nVia: SIP/2.0/TLS room.example;branch=z9hG4bKlarge\r\n\
         From: <sip:p@room.example>;tag=1\r\nTo: <sip:8000@tolk.test>\r\nCall-ID: large\r\nCSeq: 1 OPTIONS\r\n\
         Max-Forwards: 70\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stdin = client.stdin.take().unwrap();
    stdin.write_all(options.as_bytes()).unwrap();
    stdin.flush().unwrap();
    let (mut answer, mut piece) = (String::new(), [0; 1_024]);
    let stdout = client.stdout.as_mut().unwrap();
    while !answer.ends_with("\r\n\r\n") {
        let length = stdout.read(&mut piece).unwrap();
        assert!(length > 0, "{answer}");
        answer.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    assert!(answer.starts_with("SIP/2.0 200 OK"), "{answer}");
    drop(stdin);
    client.kill().unwrap();
    client.wait().unwrap();
}
