//! What Tolk sends is read by a stranger's dissector, which has nothing to complain of.

use std::net::UdpSocket;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::tolk::ladder;
use tolk_tests::peers::tshark::Capture;

use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const ROOM_B: Sender = Sender(5);
const TCP: Kind = Kind {
    transport: "tcp",
    ..Kind::ROOM
};

/// Messages that are answered with a refusal, or are fine.
const STRANGE: [&str; 4] = [
    "OPTIONS sip:8000@tolk.test SIP/2.0",
    "FLY sip:8000@tolk.test SIP/2.0",
    "INVITE sip:nobody@tolk.test SIP/2.0",
    "INVITE tel:+46123 SIP/2.0",
];

fn send_strange(world: &World) {
    let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let own = socket.local_addr().unwrap();
    for (number, line) in STRANGE.iter().enumerate() {
        let method = line.split(' ').next().unwrap();
        let message = format!(
            "{line}\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKstrange{number};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:stranger@{own}>;tag=1\r\nTo: <sip:8000@tolk.test>\r\nCall-ID: strange-{number}@test\r\n\
             CSeq: 1 {method}\r\nContact: <sip:stranger@{own}>\r\nContent-Length: 0\r\n\r\n"
        );
        socket.send_to(message.as_bytes(), world.sip).unwrap();
        let mut answer = [0; 4_096];
        let length = socket.recv(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"SIP/2.0 "), "{line}");
    }
    // The dissector's negative twin: a message from a port of ours that it must complain of.
    let broken = format!(
        "OPTIONS sip:8000@tolk.test SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKbroken\r\nFrom: <sip:a@b>;tag=1\r\n\
         To: <sip:8000@tolk.test>\r\nCall-ID: broken@test\r\nCSeq: 1 OPTIONS\r\nno colon here\r\nContent-Length: 0\r\n\r\n"
    );
    socket.send_to(broken.as_bytes(), world.sip).unwrap();
    let mut answer = [0; 4_096];
    socket.recv(&mut answer).unwrap();
}

#[test]
fn a_dissector_has_nothing_to_complain_of() {
    let world = World::begin("dissect");
    let capture = Capture::start(&world.story).unwrap();
    let mut a = Room::new(&world, ROOM_A, Kind::ROOM);
    let mut b = Room::new(&world, ROOM_B, TCP);
    a.call(&world.uri(ROOM, "udp"));
    let order = json!({"from": ROOM, "to": b.sip.uri()});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    b.sip.wait_for_call(SOON).unwrap();
    a.must_see(ROOM_B);
    b.must_see(ROOM_A);
    a.sip.command("hold", "").unwrap();
    a.sip.command("resume", "").unwrap();
    a.must_see(ROOM_B);
    send_strange(&world);
    b.hang_up();
    a.hang_up();
    world.wait_until_idle();
    let captured = capture.finish().unwrap();
    let sip = world.sip.port();
    let (first, last) = world.rtp_ports();
    // The system gives strangers ports of the same range.
    let ours = format!(
        "udp.srcport == {sip} || tcp.srcport == {sip} || \
         (udp.srcport >= {first} && udp.srcport <= {last} && udp.dstport != {sip})"
    );
    for (kind, least) in [("sip", 15), ("rtp", 300), ("rtcp", 4)] {
        let count = captured.count(sip, &format!("({ours}) && {kind}")).unwrap();
        assert!(count >= least, "only {count} packets of {kind}");
    }
    let complaints = captured.complaints(sip, &ours).unwrap();
    assert!(complaints.is_empty(), "{complaints:#?}");
    // The negative twin: it does complain of what is wrong.
    let broken = captured
        .complaints(sip, "sip.Call-ID == \"broken@test\"")
        .unwrap();
    assert!(!broken.is_empty(), "the dissector complains of nothing");
    let seen = captured.count(sip, "sip").unwrap();
    is_told_by_our_ladder(captured.file(), &world.sip.to_string(), seen);
}

/// `tolk ladder` tells at least what tshark sees (which looks at one port), of ours one message that is broken, and our streams.
fn is_told_by_our_ladder(file: &Path, sip: &str, seen: usize) {
    let rows = ladder(file).unwrap();
    let told: Vec<&Value> = rows.iter().filter(|row| row["protocol"] == "sip").collect();
    assert!(told.len() >= seen, "{} of {seen}", told.len());
    let ours = |row: &&&Value| row["from"] == sip || row["to"] == sip;
    let broken: Vec<_> = told
        .iter()
        .filter(ours)
        .filter(|row| row["malformed"] == true)
        .collect();
    assert_eq!(broken.len(), 1, "{broken:#?}");
    assert_eq!(broken[0]["call"], "broken@test");
    let of_calls = rows
        .iter()
        .filter(|row| row["protocol"] == "rtp" && row["call"].is_string());
    assert!(of_calls.count() >= 4, "{rows:#?}");
}
