//! Asterisk: a PBX that calls and is called, with every codec of telephones, keys in signalling, busy lines and digits.

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::asterisk::{Asterisk, Speaks, number};

use super::guest::Guest;
use super::world::{LOCALHOST, ROOM, SOON, World};

const GUEST: Sender = Sender(2);

fn guest(world: &World) -> Guest {
    let guest = Guest::new(world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    // What it says comes back to it, which a browser would remove.
    guest.keep_echo();
    guest.enter("Bo");
    guest.wait_in_meeting();
    guest
}

fn pbx(world: &World, speaks: &Speaks) -> Asterisk {
    Asterisk::start(&world.story, LOCALHOST, world.sip, speaks).unwrap()
}

/// An operator calls a number of the PBX into the room.
fn call_out(world: &World, pbx: &Asterisk, number: &str, transport: &str) {
    let to = format!("sip:{number}@{};transport={transport}", pbx.address());
    let order = json!({"from": ROOM, "to": to});
    world.tolk.post("/api/v1/calls", &order).unwrap();
}

#[test]
fn a_pbx_is_called_with_each_codec_and_says_everything_back() {
    let world = World::begin("pbx-called");
    let guest = guest(&world);
    guest.must_miss_sound(GUEST);
    let ways = [
        ("alaw", "udp", "no"),
        ("ulaw", "tcp", "no"),
        ("g722", "udp", "sdes"),
        ("opus", "tcp", "no"),
    ];
    for (codecs, transport, encryption) in ways {
        let speaks = Speaks {
            codecs,
            transport,
            encryption,
            ..Speaks::PLAIN
        };
        let pbx = pbx(&world, &speaks);
        call_out(&world, &pbx, number::ECHO, transport);
        guest.must_hear(GUEST);
        pbx.console("channel request hangup all").unwrap();
        pbx.wait_until_idle(SOON).unwrap();
        // The negative twin: without the PBX nothing comes back.
        guest.must_miss_sound(GUEST);
    }
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_pbx_calls_the_room_over_udp_and_tcp() {
    for transport in ["udp", "tcp"] {
        let world = World::begin("pbx-calls");
        let guest = guest(&world);
        let speaks = Speaks {
            transport,
            timers: "always",
            reliable: true,
            ..Speaks::PLAIN
        };
        let pbx = pbx(&world, &speaks);
        pbx.call(ROOM, number::ECHO).unwrap();
        guest.must_hear(GUEST);
        // This end hangs up.
        guest.leave();
        world.wait_for_entry("leg_ended", |e| e["edge"] == "browser");
        pbx.console("channel request hangup all").unwrap();
        pbx.wait_until_idle(SOON).unwrap();
        world.wait_until_idle();
    }
}

#[test]
fn what_a_pbx_refuses_is_said_with_its_reason() {
    let world = World::begin("pbx-refuses");
    let pbx = pbx(&world, &Speaks::PLAIN);
    let answers = [
        (number::BUSY, "busy"),
        (number::CONGESTED, "overloaded"),
        ("999", "not_found"),
    ];
    for (number, reason) in answers {
        call_out(&world, &pbx, number, "udp");
        world.wait_for_entry("leg_ended", |e| {
            e["edge"] == "sip" && e["cause"]["reason"] == reason
        });
        pbx.wait_until_idle(SOON).unwrap();
    }
    world.wait_until_idle();
}

#[test]
fn a_pbx_dials_a_meeting_at_the_reception() {
    let world = World::begin("pbx-digits");
    let guest = guest(&world);
    let pbx = pbx(&world, &Speaks::PLAIN);
    // Answers the reception, waits a second, and sends the room's number by RFC 4733; then it echoes.
    pbx.call("karin", "608").unwrap();
    world.wait_for_entry("taken_over", |_| true);
    guest.must_hear(GUEST);
    guest.leave();
}
