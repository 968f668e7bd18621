//! Two who share no codec: the picture is made anew by the worker.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::guest::Guest;
use super::room::Room;
use super::world::{ROOM, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);

#[test]
fn a_browser_without_h264_and_a_room_without_vp8_see_each_other() {
    let world = World::begin("transcode");
    let guest = Guest::new(&world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    guest.speak_vp8_only();
    guest.enter("Bo");
    guest.wait_in_meeting();
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    room.call(&world.uri(ROOM, "udp"));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    assert!(
        world.footprint().children >= 1,
        "a worker made the pictures"
    );
    world.wait_for_entry("receiving", |e| e["codec"] == "vp8");
    world.wait_for_entry("receiving", |e| e["codec"] == "h264");
    room.hang_up();
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_room_that_knows_only_single_packets_gets_a_picture_made_for_it() {
    let world = World::begin("old-room");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut room = Room::new(&world, ROOM_A, Kind::OLD_ROOM);
    room.call(&world.uri(ROOM, "udp"));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    room.hang_up();
}
