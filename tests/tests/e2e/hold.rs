//! A room holds and comes back.

use std::time::Duration;

use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::sipp::Sipp;

use super::guest::Guest;
use super::registrar::telephone;
use super::room::Room;
use super::world::{LOCALHOST, MEDIA, ROOM, SOON, World};

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
    // baresip 1.0 records nothing after a hold, though packets come: its picture tells that it is sent to.
    room.must_see(GUEST);
    room.hang_up();
}

/// What the line hears in a few seconds from now on.
fn heard_now(line: &RtpEnd) -> Vec<i16> {
    line.take_heard();
    // Listening takes time.
    std::thread::sleep(Duration::from_secs(3));
    line.take_heard().samples
}

#[test]
fn a_telephone_on_hold_is_sent_nothing_and_hears_again_afterwards() {
    let world = World::begin("hold-telephone");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let phone = Sender(4);
    let line = RtpEnd::open(LOCALHOST, Some(phone)).unwrap();
    let (host, port) = (LOCALHOST.to_string(), line.address().port().to_string());
    let keys = [
        "-m",
        "1",
        "-s",
        ROOM,
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let sipp = Sipp::start(&world.story, LOCALHOST, world.sip, "hold_g711", &keys).unwrap();
    sipp.wait_for_message("CSeq: 2 ACK", MEDIA).unwrap();
    let held = heard_now(&line);
    assert!(
        sound::is_absent(&held, 8_000, GUEST),
        "{} samples",
        held.len()
    );
    sipp.wait_for_message("CSeq: 3 ACK", MEDIA).unwrap();
    guest.must_hear(phone);
    sound::judge(&heard_now(&line), 8_000, GUEST).unwrap();
    sipp.finish(Duration::from_secs(60)).unwrap();
}

/// Karin has called Bo, and puts him on hold: baresip says that it sends only, and sends nothing.
fn held_by_karin(world: &World) -> (Room, Room) {
    let mut karin = telephone(world, Sender(1), "karin");
    let mut bo = telephone(world, Sender(3), "bo");
    karin.call("sip:bo@tolk.test");
    bo.sip.wait_for_call(SOON).unwrap();
    bo.must_hear(Sender(1));
    karin.sip.command("hold", "").unwrap();
    (karin, bo)
}

fn comes_back((mut karin, mut bo): (Room, Room), world: &World) {
    karin.sip.command("resume", "").unwrap();
    bo.must_hear(Sender(1));
    karin.hang_up();
    bo.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn a_telephone_that_is_put_on_hold_hears_music_until_the_other_comes_back() {
    let world = World::begin("hold-music");
    let (karin, bo) = held_by_karin(&world);
    bo.must_hear_music();
    comes_back((karin, bo), &world);
}

#[test]
fn negative_twin_where_silence_is_wanted_there_is_no_music() {
    let world = World::begin_with("hold-silence", |config| {
        config.replacen("[media]\n", "[media]\non_hold = \"silence\"\n", 1)
    });
    let (karin, bo) = held_by_karin(&world);
    // Longer than it takes until music would begin, which would not end.
    for _ in 0..3 {
        bo.must_hear_nothing();
    }
    comes_back((karin, bo), &world);
}
