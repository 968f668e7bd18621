//! The reception: a telephone dials the number of a meeting and is there, without a new negotiation; wrong numbers are told.

use std::time::Duration;

use serde_json::Value;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::room::Room;
use super::world::{MEDIA, ROOM, SOON, World};

const PHONE: Sender = Sender(0);
const GUEST: Sender = Sender(2);
/// Shorter than the pause that ends a number.
const WHILE_DIALLING: Duration = Duration::from_secs(3);
/// Samples of the silence that must be heard: a second and a half, longer than words pause.
const LONG_SILENCE: usize = 12_000;
/// Root mean square of speech over a telephone, far above what silence decodes to.
const SPEECH: f64 = 200.0;
const SILENCE: f64 = 50.0;

fn dial(phone: &mut Room, keys: &str) {
    for key in keys.chars() {
        phone.sip.command("sndcode", &key.to_string()).unwrap();
    }
}

/// How loud what the telephone has heard since `from` is, and how much it has heard in all.
fn loudness(phone: &Room, from: usize) -> (f64, usize) {
    let heard = phone.sip.heard().map(|h| h.samples).unwrap_or_default();
    let lately = heard.get(from..).unwrap_or_default();
    let sum: f64 = lately.iter().map(|s| f64::from(*s).powi(2)).sum();
    let count = f64::from(u32::try_from(lately.len().max(1)).unwrap());
    ((sum / count).sqrt(), heard.len())
}

fn wait_for_words(phone: &Room, what: &str) {
    let (_, before) = loudness(phone, 0);
    wait_until(what, MEDIA, || Ok(loudness(phone, before).0 > SPEECH)).unwrap();
}

/// Waits until only silence has been heard for a while that began after now: what was on its way is heard first.
fn wait_for_silence(phone: &Room) {
    let (_, before) = loudness(phone, 0);
    let mut last = (0.0, before);
    wait_until("silence while dialling", WHILE_DIALLING, || {
        let (_, now) = loudness(phone, 0);
        let from = now.saturating_sub(LONG_SILENCE);
        last = loudness(phone, from);
        Ok(from >= before && last.0 < SILENCE)
    })
    .unwrap_or_else(|e| panic!("{e}: from {before} to {}, as loud as {}", last.1, last.0));
}

/// Offers on the wire of the only call: what the far end made, and what we made.
fn offers(world: &World) -> [usize; 2] {
    let all = world.tolk.get("/api/v1/journal?limit=1000&messages=true");
    let all = all.unwrap().as_array().cloned().unwrap_or_default();
    [true, false].map(|incoming| {
        let message = |e: &&Value| e["type"] == "message" && e["incoming"] == incoming;
        let offers = |e: &&Value| e["name"] == "INVITE" || e["name"] == "UPDATE";
        all.iter().filter(message).filter(offers).count()
    })
}

#[test]
fn a_telephone_dials_a_meeting_and_is_heard_there() {
    let world = World::begin("reception");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut phone = Room::new(&world, PHONE, Kind::PHONE);
    // Strangers do not ring people.
    phone.call(&world.uri("karin", "udp"));
    wait_for_words(&phone, "the words of the reception");
    guest.must_miss(PHONE);
    dial(&mut phone, &format!("9*{ROOM}#"));
    let taken = world.wait_for_entry("taken_over", |_| true);
    guest.must_hear(PHONE);
    phone.must_hear(GUEST);
    world.wait_for_entry("admitted", |e| {
        e["rule"] == "room.admits_everybody" && e["leg"] == taken["leg"]
    });
    assert_eq!(offers(&world), [1, 0], "negotiated once, at the reception");
    phone.hang_up();
    world.wait_for_entry("media_closed", |e| e["leg"] == taken["leg"]);
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn a_wrong_number_is_told_and_the_third_ends_the_call() {
    let world = World::begin("reception-wrong");
    let mut phone = Room::new(&world, PHONE, Kind::PHONE);
    phone.call(&world.uri("reception", "udp"));
    wait_for_words(&phone, "the words of the reception");
    for attempt in 1..=3 {
        dial(&mut phone, "4711");
        if attempt == 1 {
            wait_for_silence(&phone);
        }
        dial(&mut phone, "#");
        let refused = |e: &Value| e["outcome"] == "refuse" && e["rule"] == "directory.unknown";
        wait_until("an attempt in the journal", SOON, || {
            let all = world.journal("admitted");
            Ok(all.iter().filter(|e| refused(e)).count() == attempt)
        })
        .unwrap();
        if attempt < 3 {
            wait_for_words(&phone, "that the number is wrong");
        }
    }
    phone.sip.wait_for_end(SOON).unwrap();
    world.wait_for_entry("leg_ended", |e| e["cause"]["reason"] == "not_found");
    world.wait_until_idle();
}
