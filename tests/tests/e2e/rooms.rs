//! SIP rooms: they call, are called, and meet browsers and each other.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Baresip, Kind};

use super::guest::Guest;
use super::room::Room;
use super::world::{MEDIA, ROOM, SOON, World};

const ROOM_A: Sender = Sender(0);
const ROOM_B: Sender = Sender(5);
const GUEST: Sender = Sender(2);
const TCP: Kind = Kind {
    transport: "tcp",
    ..Kind::ROOM
};

fn link(world: &World) -> String {
    world.tolk.url(&format!("/m/{ROOM}"))
}

#[test]
fn a_room_calls_in_and_is_seen_and_heard() {
    let world = World::begin("room-calls");
    let guest = Guest::new(&world, GUEST);
    guest.join(&link(&world), "Bo");
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    room.call(&world.uri(ROOM, "udp"));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    room.must_not_hear(ROOM_A);
    // Both know H.264: nothing is decoded. (A spare worker waits, and does nothing.)
    assert_eq!(world.encoders(), 0, "forwarded both ways");
    // The negative twin.
    guest.switch("mic", false);
    guest.switch("camera", false);
    room.must_not_hear(GUEST);
    room.must_not_see(GUEST);
    room.hang_up();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
    });
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_room_calls_in_over_tcp() {
    let world = World::begin("room-calls-tcp");
    let guest = Guest::new(&world, GUEST);
    guest.join(&link(&world), "Bo");
    let mut room = Room::new(&world, ROOM_A, TCP);
    room.call(&world.uri(ROOM, "tcp"));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    // The other end hangs up.
    guest.leave();
    room.hang_up();
    world.wait_until_idle();
}

#[test]
fn a_room_is_called_by_an_operator() {
    for kind in [Kind::ROOM, TCP] {
        let world = World::begin("room-called");
        let guest = Guest::new(&world, GUEST);
        guest.join(&link(&world), "Bo");
        let mut room = Room::new(&world, ROOM_A, kind);
        let order = json!({"from": ROOM, "to": room.sip.uri()});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        room.sip.wait_for_call(SOON).unwrap();
        guest.must_see_and_hear(ROOM_A);
        room.must_see(GUEST);
        room.must_hear(GUEST);
        // The meeting's other end leaves; the room is still there and is let go when the meeting is ended.
        room.hang_up();
    }
}

#[test]
fn a_host_adds_a_room_from_the_page() {
    let world = World::begin("room-added");
    let meeting = world.meeting();
    let host = Guest::new(&world, GUEST);
    host.join(&meeting.host_link, "Anna");
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    host.press("people-toggle");
    let page = &host.browser.page;
    page.type_into("[data-testid=\"invite-address\"]", &room.sip.uri())
        .unwrap();
    host.press("invite-send");
    room.sip.wait_for_call(SOON).unwrap();
    world.wait_for_people(&meeting.id, 2);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    host.press("end-meeting");
    host.press("confirm-end-ok");
    room.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn two_rooms_meet() {
    let world = World::begin("two-rooms");
    let mut a = Room::new(&world, ROOM_A, Kind::ROOM);
    let mut b = Room::new(&world, ROOM_B, TCP);
    a.call(&world.uri(ROOM, "udp"));
    b.call(&world.uri(ROOM, "tcp"));
    a.must_see(ROOM_B);
    b.must_see(ROOM_A);
    a.must_hear(ROOM_B);
    b.must_hear(ROOM_A);
    a.must_not_hear(ROOM_A);
    a.hang_up();
    b.hang_up();
    world.wait_until_idle();
}

#[test]
fn two_rooms_are_connected_by_an_operator() {
    let world = World::begin("two-rooms-called");
    let mut a = Room::new(&world, ROOM_A, Kind::ROOM);
    let mut b = Room::new(&world, ROOM_B, Kind::ROOM);
    let order = json!({"from": a.sip.uri(), "to": b.sip.uri()});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    a.sip.wait_for_call(MEDIA).unwrap();
    b.sip.wait_for_call(MEDIA).unwrap();
    a.must_see(ROOM_B);
    b.must_hear(ROOM_A);
    // A call of two is over for both when one hangs up.
    a.hang_up();
    b.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn two_rooms_meet_over_ipv6() {
    let ip = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let world = World::begin_at("rooms-ipv6", ip);
    let start = |sender| Room {
        sip: Baresip::start(&world.story, ip, sender, Kind::ROOM).unwrap(),
    };
    let (mut a, mut b) = (start(ROOM_A), start(ROOM_B));
    a.call(&world.uri(ROOM, "udp"));
    b.call(&world.uri(ROOM, "udp"));
    a.must_see(ROOM_B);
    b.must_hear(ROOM_A);
    a.hang_up();
    b.hang_up();
}

#[test]
fn nothing_dials_out_without_a_rule() {
    let world = World::begin("toll-fraud");
    let mut room = Room::new(&world, ROOM_A, Kind::PHONE);
    for outward in ["tel:+46812345678", "sip:room@192.0.2.77"] {
        let order = json!({"from": ROOM, "to": outward});
        let refused = world.tolk.post("/api/v1/calls", &order);
        assert!(refused.is_err(), "{outward}: {refused:?}");
    }
    // A stranger cannot use us as a relay either.
    room.sip
        .dial(&format!("sip:+46812345678@{}", world.sip))
        .unwrap();
    room.sip.wait_for_end(SOON).unwrap();
    world.wait_for_entry("admitted", |e| e["outcome"] == "refuse");
}
