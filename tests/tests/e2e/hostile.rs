//! Strangers who send nonsense, and much of it, while a meeting goes on.

use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tolk_tests::impair::SplitMix;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::sipp::Sipp;
use tungstenite::{Message, WebSocket, client};

use super::guest::Guest;
use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);

fn websocket(to: SocketAddr) -> Option<WebSocket<TcpStream>> {
    let stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    client(format!("ws://{to}/ws"), stream)
        .ok()
        .map(|(socket, _)| socket)
}

/// One answer of the server.
fn hear(socket: &mut WebSocket<TcpStream>) -> Value {
    loop {
        match socket.read().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            _ => continue,
        }
    }
}

#[test]
fn a_websocket_that_speaks_nonsense_is_told_and_then_closed() {
    let world = World::begin("nonsense");
    let mut socket = websocket(world.http).unwrap();
    let mut code = |text: &str| {
        socket.send(Message::text(text)).unwrap();
        hear(&mut socket)["body"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_string()
    };
    assert_eq!(code("nonsense"), "malformed");
    assert_eq!(
        code(r#"{"v":1,"id":1,"type":"fly","body":{}}"#),
        "unknown_type"
    );
    assert_eq!(
        code(r#"{"v":7,"id":1,"type":"leave","body":{}}"#),
        "unsupported_version"
    );
    assert_eq!(
        code(r#"{"v":1,"id":2,"type":"leave","body":{}}"#),
        "not_joined"
    );
    for _ in 0..20 {
        if socket.send(Message::text("{")).is_err() {
            break;
        }
    }
    let ended = std::iter::from_fn(|| Some(socket.read()))
        .take(100)
        .any(|read| read.is_err());
    assert!(ended, "the websocket is still open");
    world.wait_for_entry("malformed", |e| e["edge"] == "browser");
    assert!(websocket(world.http).is_some(), "the next one is served");
}

#[test]
fn a_flood_of_nonsense_delays_nobody() {
    let world = World::begin("flood");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    let stop = AtomicBool::new(false);
    let (http, sip) = (world.http, world.sip);
    std::thread::scope(|threads| {
        threads.spawn(|| flood_websockets(http, &stop));
        threads.spawn(|| flood_sip(sip, &stop));
        // A call that begins in the flood, not one that stood before it.
        room.call(&world.uri(ROOM, "udp"));
        guest.must_see_and_hear(ROOM_A);
        room.must_hear(GUEST);
        stop.store(true, Ordering::Relaxed);
    });
    world.wait_for_entry("limited", |e| e["edge"] == "browser");
    let lines = world.journal("malformed").len();
    assert!(
        lines < 900,
        "the flood filled the journal with {lines} lines"
    );
    room.hang_up();
}

fn flood_websockets(to: SocketAddr, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let Some(mut socket) = websocket(to) else {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        let noise = r#"{"v":1,"id":1,"type":"resume","body":{"token":"leg.x","last_seq":0}}"#;
        while !stop.load(Ordering::Relaxed) && socket.send(Message::text(noise)).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// From a source of its own: limits are per source, and the room of the story must not share this one's.
fn flood_sip(to: SocketAddr, stop: &AtomicBool) {
    let socket = UdpSocket::bind("127.0.0.9:0").unwrap();
    let mut random = SplitMix::new(7);
    let mut count = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        count += 1;
        let number = random.next_u64();
        let text = match count % 3 {
            0 => format!("OPTIONS sip:x@{to} SIP/2.0\r\nVia: nonsense {number}\r\n\r\n"),
            1 => format!("{number:x}"),
            _ => format!(
                "INVITE sip:{number}@{to} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.9:5999;branch=z9hG4bK{number}\r\n\
                 From: <sip:x@y>;tag=1\r\nTo: <sip:{number}@{to}>\r\nCall-ID: {number}\r\nCSeq: 1 INVITE\r\n\
                 Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            ),
        };
        // A full buffer is the flood's own fault.
        drop(socket.send_to(text.as_bytes(), to));
        if count.is_multiple_of(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_call_without_permission_is_told_apart_from_a_broken_api() {
    let world = World::begin("api-errors");
    let anonymous = ureq::get(world.tolk.url("/api/v1/meetings")).call();
    assert!(
        matches!(anonymous, Err(ureq::Error::StatusCode(401))),
        "{anonymous:?}"
    );
    let wrong = world
        .tolk
        .post("/api/v1/meetings", &json!({"title": "", "what": 1}));
    assert!(wrong.is_err());
    assert!(world.tolk.get("/healthz").is_ok());
}

/// PEERS: these two crash GStreamer 1.22's own depayloader. They must not reach it, nor anything that breaks.
const POISON: [&[u8]; 2] = [&[0x7c, 0x85, 0xaa, 0xbb, 0xcc, 0xdd], &[0x7c]];

#[test]
fn packets_that_crash_a_depayloader_harm_nobody() {
    let world = World::begin("poison");
    let guest = Guest::new(&world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    // So that the poisoned picture has to be decoded.
    guest.speak_vp8_only();
    guest.enter("Bo");
    guest.wait_in_meeting();
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    room.call(&world.uri(ROOM, "udp"));
    guest.must_see_and_hear(ROOM_A);
    let (sound, picture) = (socket(), socket());
    let port = |s: &UdpSocket| s.local_addr().unwrap().port().to_string();
    let (host, rtp, video) = (LOCALHOST.to_string(), port(&sound), port(&picture));
    let keys = [
        "-m",
        "1",
        "-s",
        ROOM,
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &rtp,
        "-key",
        "video",
        &video,
    ];
    let sipp = Sipp::start(&world.story, LOCALHOST, world.sip, "call_h264", &keys).unwrap();
    // The room's picture comes to the poisoner; whence it comes is where the poison goes.
    let (_, tolk) = picture.recv_from(&mut [0; 2_048]).unwrap();
    for round in 0..200_u16 {
        for (n, payload) in POISON.iter().enumerate() {
            let sequence = round * 2 + n as u16;
            let mut packet = vec![0x80, 96 | 0x80];
            packet.extend(sequence.to_be_bytes());
            packet.extend((u32::from(round) * 3_000).to_be_bytes());
            packet.extend(0xdead_beef_u32.to_be_bytes());
            packet.extend_from_slice(payload);
            picture.send_to(&packet, tolk).unwrap();
        }
    }
    guest.must_hear(ROOM_A);
    room.must_see(GUEST);
    sipp.finish(SOON * 3).unwrap();
    guest.must_see_and_hear(ROOM_A);
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
    socket.set_read_timeout(Some(SOON)).unwrap();
    socket
}
