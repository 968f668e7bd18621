//! Digits of a telephone's keypad, by RFC 4733 events.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::room::Room;
use super::world::{ROOM, World};

#[test]
fn digits_of_a_telephone_are_taken_each_once() {
    let world = World::begin("digits");
    let mut room = Room::new(&world, Sender(0), Kind::PHONE);
    room.call(&world.uri(ROOM, "udp"));
    world.wait_for_entry("media_connected", |_| true);
    room.sip.command("sndcode", "42#").unwrap();
    room.hang_up();
    world.wait_until_idle();
}
