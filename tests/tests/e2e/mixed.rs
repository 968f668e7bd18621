//! Sound of different worlds in one room: each hears all others, and never itself.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::guest::Guest;
use super::room::Room;
use super::world::{ROOM, World};

const GUEST: Sender = Sender(2);
const ALAW: Sender = Sender(0);
const WIDE: Sender = Sender(5);
const G722: Kind = Kind {
    audio: "G722/16000/1",
    rate: 16_000,
    ..Kind::PHONE
};
const ULAW: Kind = Kind {
    audio: "PCMU/8000/1",
    ..Kind::PHONE
};

#[test]
fn opus_g711_and_g722_are_mixed() {
    let world = World::begin("mixed");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut narrow = Room::new(&world, ALAW, Kind::PHONE);
    let mut wide = Room::new(&world, WIDE, G722);
    narrow.call(&world.uri(ROOM, "udp"));
    wide.call(&world.uri(ROOM, "udp"));
    guest.must_hear(ALAW);
    guest.must_hear(WIDE);
    narrow.must_hear(GUEST);
    narrow.must_hear(WIDE);
    narrow.must_not_hear(ALAW);
    wide.must_hear(GUEST);
    wide.must_hear(ALAW);
    wide.must_not_hear(WIDE);
    world.wait_for_entry("receiving", |e| e["codec"] == "g722");
    narrow.hang_up();
    // Two again: forwarded or recoded, and still heard.
    guest.must_hear(WIDE);
    wide.must_hear(GUEST);
    wide.hang_up();
}

#[test]
fn a_telephone_of_the_other_law_is_heard() {
    let world = World::begin("ulaw");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut phone = Room::new(&world, ALAW, ULAW);
    phone.call(&world.uri(ROOM, "tcp"));
    guest.must_hear(ALAW);
    phone.must_hear(GUEST);
    world.wait_for_entry("receiving", |e| e["codec"] == "pcmu");
    phone.hang_up();
}
