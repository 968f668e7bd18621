//! Telephones pass calls on.

use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;

use super::registrar::telephone;
use super::room::Room;
use super::world::{MEDIA, ROOM, SOON, World};

const KARIN: Sender = Sender(1);
const BO: Sender = Sender(3);
const THIRD: Sender = Sender(0);

/// Karin has called Bo; they talk.
fn talk(world: &World) -> (Room, Room) {
    let mut karin = telephone(world, KARIN, "karin");
    let mut bo = telephone(world, BO, "bo");
    karin.call("sip:bo@tolk.test");
    bo.sip.wait_for_call(SOON).unwrap();
    bo.must_hear(KARIN);
    (karin, bo)
}

#[test]
fn a_telephone_passes_its_call_on_to_somebody_elsewhere() {
    let world = World::begin("transfer");
    let (mut karin, mut bo) = talk(&world);
    let mut third = Room::new(&world, THIRD, Kind::PHONE);
    karin.sip.command("transfer", &third.sip.uri()).unwrap();
    third.sip.wait_for_call(SOON).unwrap();
    karin.sip.wait_for_end(MEDIA).unwrap();
    world.wait_for_entry("transfer", |e| e["what"] == "done");
    bo.must_hear(THIRD);
    third.must_hear(BO);
    bo.hang_up();
    third.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn a_telephone_passes_the_other_on_to_a_meeting() {
    let world = World::begin("transfer-meeting");
    let mut third = Room::new(&world, THIRD, Kind::PHONE);
    third.call(&world.uri(ROOM, "udp"));
    let (mut karin, mut bo) = talk(&world);
    let to = format!("sip:{ROOM}@tolk.test");
    karin.sip.command("transfer", &to).unwrap();
    karin.sip.wait_for_end(MEDIA).unwrap();
    world.wait_for_entry("taken_over", |_| true);
    bo.must_hear(THIRD);
    third.must_hear(BO);
    bo.hang_up();
    third.hang_up();
    world.wait_until_idle();
}
