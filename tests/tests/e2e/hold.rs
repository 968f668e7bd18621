//! A room holds and comes back.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::guest::Guest;
use super::room::Room;
use super::world::{ROOM, World};

const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);

#[test]
fn a_room_that_holds_is_not_heard_and_is_heard_again() {
    let world = World::begin("hold");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut room = Room::new(&world, ROOM_A, Kind::ROOM);
    room.call(&world.uri(ROOM, "udp"));
    guest.must_see_and_hear(ROOM_A);
    room.sip.command("hold", "").unwrap();
    guest.must_miss(ROOM_A);
    room.sip.command("resume", "").unwrap();
    guest.must_see_and_hear(ROOM_A);
    room.must_hear(GUEST);
    room.hang_up();
}
