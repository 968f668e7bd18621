//! After many calls with all kinds of ends, nothing is left.

use std::time::Duration;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::measure::footprint::slope;
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::sipp::Sipp;

use super::room::Room;
use super::world::{LOCALHOST, ROOM, World};

/// Growth of memory that is no leak, bytes a round: an allocator keeps what it once had.
const LAWFUL_GROWTH: f64 = 512.0 * 1024.0;
const ROUNDS: usize = 5;

/// Forty telephones come and go.
fn forty_calls(world: &World, line: &RtpEnd) {
    let (host, port) = (LOCALHOST.to_string(), line.address().port().to_string());
    let arguments = [
        "-m",
        "40",
        "-r",
        "10",
        "-l",
        "40",
        "-s",
        ROOM,
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let sipp = Sipp::start(&world.story, LOCALHOST, world.sip, "short_call", &arguments).unwrap();
    sipp.finish(Duration::from_secs(60)).unwrap();
}

#[test]
fn nothing_is_left_after_two_hundred_calls() {
    let world = World::begin("leaks");
    let line = RtpEnd::open(LOCALHOST, Some(Sender(1))).unwrap();
    // The first round fills pools that stay.
    forty_calls(&world, &line);
    world.wait_until_idle();
    let before = world.footprint();
    let mut memory = Vec::new();
    for _ in 0..ROUNDS {
        forty_calls(&world, &line);
        let mut room = Room::new(&world, Sender(0), Kind::ROOM);
        for _ in 0..3 {
            // Given up before or while it is answered.
            room.sip.dial(&world.uri(ROOM, "udp")).unwrap();
            room.sip.hang_up().unwrap();
        }
        room.call(&world.uri(ROOM, "udp"));
        // Its power is cut in the middle of a call.
        room.sip.kill().unwrap();
        // Nobody is there: the call that goes out fails by itself.
        let order = json!({"from": ROOM, "to": format!("sip:nobody@{LOCALHOST}:9")});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        world.wait_until_idle();
        memory.push(world.footprint().memory);
    }
    let leaked = world.footprint().leaked_since(&before);
    assert!(leaked.is_empty(), "{leaked:?}");
    assert!(slope(&memory) < LAWFUL_GROWTH, "{memory:?}");
}
