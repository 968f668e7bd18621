//! The test call answers every world with what it sent.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::guest::Guest;
use super::room::Room;
use super::world::World;

const ME: Sender = Sender(3);

#[test]
fn a_room_sees_and_hears_itself_in_the_test_call() {
    let world = World::begin("test-call-room");
    let mut room = Room::new(&world, ME, Kind::ROOM);
    room.call(&world.uri("8000", "udp"));
    room.must_hear(ME);
    room.must_see(ME);
    room.hang_up();
    world.wait_until_idle();
}

#[test]
fn a_browser_hears_itself_in_the_test_call() {
    let world = World::begin("test-call-browser");
    let guest = Guest::new(&world, ME);
    guest.open(&world.tolk.url("/m/8000"));
    guest.keep_echo();
    guest.enter("Bo");
    guest.wait_in_meeting();
    guest.must_hear(ME);
    guest.leave();
    world.wait_until_idle();
}
