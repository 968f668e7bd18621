//! Rooms and telephones whose media is protected or finds its way by ICE: keys in signalling, DTLS, and what happens to those that
//! refuse it.

use serde_json::{Value, json};
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::guest::Guest;
use super::room::Room;
use super::world::{ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);

fn kind(parameters: &'static str) -> Kind {
    Kind {
        parameters,
        ..Kind::ROOM
    }
}

/// Whether the media of everybody but browsers is protected, port by port.
fn protections(world: &World) -> Vec<bool> {
    let state = world.tolk.get("/debug").unwrap();
    let mut found = Vec::new();
    collect(&state, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<bool>) {
    match value {
        Value::Object(fields) if fields.contains_key("protected") => {
            let own = fields["protected"].as_bool();
            found.extend(own.filter(|_| fields["shared"] == false));
        }
        Value::Object(fields) => fields.values().for_each(|v| collect(v, found)),
        Value::Array(list) => list.iter().for_each(|v| collect(v, found)),
        _ => {}
    }
}

fn meet(world: &World, guest: &Guest, room: &mut Room) {
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    room.must_not_hear(ROOM_A);
    room.hang_up();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
    });
}

#[test]
fn a_room_calls_with_keys_dtls_and_ice() {
    let world = World::begin("protected-in");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    for parameters in [
        ";mediaenc=srtp-mand",
        ";mediaenc=dtls_srtp",
        ";mediaenc=dtls_srtpf;medianat=ice;rtcp_mux=yes",
        ";medianat=ice",
    ] {
        let mut room = Room::new(&world, ROOM_A, kind(parameters));
        room.call(&world.uri(ROOM, "udp"));
        meet(&world, &guest, &mut room);
    }
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_room_is_called_with_keys_and_who_refuses_them_in_the_clear() {
    for (parameters, protection) in [(";mediaenc=srtp-mand", true), ("", false)] {
        let world = World::begin("protected-out");
        let guest = Guest::new(&world, GUEST);
        guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
        let mut room = Room::new(&world, ROOM_A, kind(parameters));
        let order = json!({"from": ROOM, "to": room.sip.uri()});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        room.sip.wait_for_call(SOON).unwrap();
        guest.must_see_and_hear(ROOM_A);
        assert_eq!(protections(&world), [protection, protection]);
        meet(&world, &guest, &mut room);
        guest.leave();
        world.wait_until_idle();
    }
}

#[test]
fn where_protection_is_required_nobody_talks_in_the_clear() {
    let world = World::begin_with("protected-required", |config| {
        config.replace("[media]\n", "[media]\nsrtp = \"required\"\n")
    });
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    room.sip.dial(&world.uri(ROOM, "udp")).unwrap();
    room.sip.wait_for_end(SOON).unwrap();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "encryption_required"
    });
    let order = json!({"from": ROOM, "to": room.sip.uri()});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    room.sip.wait_for_end(SOON).unwrap();
    let mut room = Room::new(&world, Sender(1), kind(";mediaenc=srtp-mand"));
    room.call(&world.uri("8000", "udp"));
    room.must_hear(Sender(1));
    room.hang_up();
    world.wait_until_idle();
}
