//! Kamailio between the rooms and the node: a proxy that stays in the route of every dialog, and the registrar of the rooms.

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Baresip, Kind};
use tolk_tests::peers::kamailio::{Kamailio, Part};

use super::guest::Guest;
use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);
const TCP: Kind = Kind {
    transport: "tcp",
    ..Kind::ROOM
};

fn proxy(world: &World, transport: &'static str) -> Kamailio {
    let part = Part::Proxy {
        node: world.sip,
        transport,
    };
    Kamailio::start(&world.story, LOCALHOST, part).unwrap()
}

/// A room that is registered at the proxy.
fn room(world: &World, proxy: &Kamailio, kind: Kind) -> Room {
    let at = proxy.address();
    Room {
        sip: Baresip::start_registered(&world.story, LOCALHOST, ROOM_A, kind, at).unwrap(),
    }
}

fn guest(world: &World) -> Guest {
    let guest = Guest::new(world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    guest
}

#[test]
fn a_room_calls_through_a_proxy() {
    // The room and the node speak different transports to the proxy.
    for (kind, transport) in [(Kind::ROOM, "tcp"), (TCP, "udp")] {
        let world = World::begin("proxy-in");
        let proxy = proxy(&world, transport);
        let guest = guest(&world);
        let mut room = room(&world, &proxy, kind);
        // The proxy is the room's outbound proxy: nobody asks a name server.
        room.call(&format!("sip:{ROOM}@tolk.test;transport={transport}"));
        guest.must_see_and_hear(ROOM_A);
        room.must_see(GUEST);
        room.must_hear(GUEST);
        room.hang_up();
        world.wait_for_entry("leg_ended", |e| {
            e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
        });
        guest.leave();
        world.wait_until_idle();
    }
}

#[test]
fn a_room_behind_a_registrar_is_called_and_let_go() {
    for kind in [Kind::ROOM, TCP] {
        let transport = kind.transport;
        let world = World::begin("proxy-out");
        let proxy = proxy(&world, "udp");
        let guest = guest(&world);
        let mut room = room(&world, &proxy, kind);
        let to = format!("sip:room@{};transport={transport}", proxy.address());
        let order = json!({"from": ROOM, "to": to});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        room.sip.wait_for_call(SOON).unwrap();
        guest.must_see_and_hear(ROOM_A);
        room.must_see(GUEST);
        room.hang_up();
        guest.leave();
        world.wait_until_idle();
    }
}

#[test]
fn nobody_is_registered_under_a_wrong_name() {
    let world = World::begin("proxy-nobody");
    let proxy = proxy(&world, "udp");
    let to = format!("sip:nobody@{}", proxy.address());
    let order = json!({"from": ROOM, "to": to});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "not_found"
    });
    world.wait_until_idle();
}
