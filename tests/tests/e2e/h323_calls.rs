//! Calls with a stranger's H.323, in every manner in which a call may begin.

use std::time::Duration;

use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::caller::{Caller, description};
use tolk_tests::peers::ooh323::{Manner, number};
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::story::wait_until;
use tolk_tests::peers::tolk::ladder;
use tolk_tests::peers::tshark::Capture;

use super::h323::{
    GUEST, OLD_ROOM, ROOM_323, call_out, free_home, guest, must_bring, must_end, must_hang_up,
    must_have_heard, stranger, stranger_at, world, world_of_room, world_with,
};
use super::world::{LOCALHOST, ROOM, SOON};

/// Whose tones the telephone plays.
const PHONE: Sender = Sender(1);

/// With fast start and a tunnel, with one of them, with neither.
const MANNERS: [(bool, bool); 4] = [(true, true), (true, false), (false, true), (false, false)];

#[test]
fn a_room_by_h323_calls_a_meeting_in_every_manner() {
    let world = world("h323-calls");
    let guest = guest(&world);
    for (fast_start, tunnelling) in MANNERS {
        let manner = Manner {
            fast_start,
            tunnelling,
            ..Manner::USUAL
        };
        let stranger = stranger(&world, manner);
        stranger.call(ROOM, number::RECORDS).unwrap();
        guest.must_hear(ROOM_323);
        must_have_heard(&stranger, GUEST);
        must_hang_up(&world, &stranger);
        guest.must_miss_sound(ROOM_323);
    }
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_room_by_h323_is_called_in_every_manner() {
    let world = world("h323-called");
    let guest = guest(&world);
    for (fast_start, tunnelling) in MANNERS {
        let manner = Manner {
            fast_start,
            tunnelling,
            ..Manner::USUAL
        };
        let stranger = stranger(&world, manner);
        call_out(&world, &stranger, number::RECORDS);
        guest.must_hear(ROOM_323);
        must_have_heard(&stranger, GUEST);
        must_hang_up(&world, &stranger);
        guest.must_miss_sound(ROOM_323);
    }
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn what_is_refused_is_said_with_its_reason() {
    let world = world_with("h323-refused", |config| {
        config.replacen("[h323]\n", "[h323]\nno_answer_s = 5\n", 1)
    });
    let stranger = stranger(&world, Manner::USUAL);
    let answers = [
        (number::BUSY, "busy"),
        (number::CONGESTED, "overloaded"),
        (number::RINGS, "no_answer"),
    ];
    for (number, reason) in answers {
        must_end(&world, &stranger, reason, || {
            call_out(&world, &stranger, number);
        });
    }
    // Whom we do not know nobody can call, and who called hears so.
    stranger.call("8009999", number::ECHO).unwrap();
    world.wait_for_entry("admitted", |e| e["outcome"] == "refuse");
    stranger.wait_until_idle(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn each_way_of_sending_digits_reaches_the_reception() {
    let world = world("h323-digits");
    let guest = guest(&world);
    let ways = [
        ("rfc2833", true),
        ("h245alphanumeric", true),
        ("h245signal", false),
        ("q931keypad", false),
    ];
    for (digits, tunnelling) in ways {
        let manner = Manner {
            digits,
            tunnelling,
            ..Manner::USUAL
        };
        let stranger = stranger(&world, manner);
        must_bring(
            &world,
            "taken_over",
            |_| true,
            || {
                stranger.call("reception", number::DIGITS).unwrap();
            },
        );
        guest.must_hear(ROOM_323);
        stranger.hang_up(SOON).unwrap();
    }
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_telephone_calls_an_old_room_and_they_hear_each_other() {
    let stands = free_home();
    let world = world_of_room("h323-from-sip", stands, number::RECORDS);
    let stranger = stranger_at(&world, stands, Manner::USUAL);
    let line = RtpEnd::open(LOCALHOST, Some(PHONE)).unwrap();
    let sdp = description(line.address(), None);
    let mut phone = Caller::invite(LOCALHOST, world.sip, OLD_ROOM, &sdp).unwrap();
    phone.wait_for_answer(SOON).unwrap();
    phone.stay(Duration::from_secs(6));
    let heard = line.take_heard();
    sound::judge(&heard.samples, heard.rate, ROOM_323).unwrap();
    must_have_heard(&stranger, PHONE);
    assert!(
        sound::is_absent(&heard.samples, heard.rate, PHONE),
        "hears itself"
    );
    phone.hang_up(SOON).unwrap();
    stranger.wait_until_idle(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn media_before_the_answer_is_taken_and_stays() {
    let world = world("h323-early");
    let guest = guest(&world);
    let stranger = stranger(&world, Manner::USUAL);
    call_out(&world, &stranger, number::EARLY);
    wait_until("media before the answer", SOON, || {
        let state = world.tolk.get("/debug")?.to_string();
        Ok(state.contains("\"early\":true"))
    })
    .unwrap();
    guest.must_hear(ROOM_323);
    must_hang_up(&world, &stranger);
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn an_old_room_calls_another_through_us() {
    let stands = free_home();
    let world = world_of_room("h323-h323", stands, number::RECORDS);
    let called = stranger_at(&world, stands, Manner::USUAL);
    let manner = Manner {
        fast_start: false,
        tunnelling: false,
        ..Manner::USUAL
    };
    let caller = stranger(&world, manner);
    // The caller says everything back: the called hears its own tones.
    caller.call(OLD_ROOM, number::ECHO).unwrap();
    must_have_heard(&called, ROOM_323);
    must_hang_up(&world, &caller);
    called.wait_until_idle(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn a_dissector_has_nothing_to_complain_of_in_h323() {
    let world = world("h323-dissect");
    let capture = Capture::start(&world.story).unwrap();
    for (fast_start, tunnelling) in MANNERS {
        let manner = Manner {
            fast_start,
            tunnelling,
            ..Manner::USUAL
        };
        let stranger = stranger(&world, manner);
        stranger.call("8000", number::RECORDS).unwrap();
        must_have_heard(&stranger, ROOM_323);
        must_hang_up(&world, &stranger);
        must_end(&world, &stranger, "busy", || {
            call_out(&world, &stranger, number::BUSY);
        });
        must_bring(
            &world,
            "receiving",
            |e| e["codec"] == "pcma",
            || {
                call_out(&world, &stranger, number::RECORDS);
            },
        );
        must_hang_up(&world, &stranger);
    }
    let captured = capture.finish().unwrap();
    // What the stranger sends comes from its own address.
    let ours = format!("ip.src != {}", super::h323::home());
    for (kind, least) in [("q931", 20), ("h225", 20), ("h245", 20)] {
        let filter = format!("{ours} && {kind}");
        let count = captured.count_of_h323(&filter).unwrap();
        assert!(count >= least, "only {count} packets of {kind}");
    }
    let complaints = captured.complaints_of_h323(&ours).unwrap();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let rows = ladder(captured.file()).unwrap();
    let broken = rows.iter().filter(|row| row["malformed"] == true);
    assert_eq!(broken.count(), 0, "{rows:#?}");
}
