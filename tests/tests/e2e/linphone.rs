//! Linphone calls and is called: sound both ways is measured, its still picture comes as H.264.

use serde_json::json;
use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::linphone::Linphone;
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::world::{LOCALHOST, ROOM, SOON, World};

const PHONE: Sender = Sender(4);
const GUEST: Sender = Sender(2);

fn start(name: &'static str, encryption: &str) -> (World, Guest, Linphone) {
    let world = World::begin(name);
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let phone = Linphone::start(&world.story, LOCALHOST, PHONE, encryption).unwrap();
    (world, guest, phone)
}

/// It heard the guest and never itself. Its recording is whole when the call is over.
pub(super) fn must_have_heard_guest(phone: &Linphone, guest: Sender, own: Sender) {
    wait_until("Linphone's recording", SOON, || Ok(phone.heard().is_ok())).unwrap();
    let heard = phone.heard().unwrap();
    sound::judge(&heard.samples, heard.rate, guest).unwrap();
    assert!(sound::is_absent(&heard.samples, heard.rate, own));
}

#[test]
fn linphone_calls_the_room_with_sound_and_picture() {
    for (transport, encryption) in [("udp", "none"), ("tcp", "srtp")] {
        let (world, guest, mut phone) = start("linphone-calls", encryption);
        guest.must_miss_sound(PHONE);
        phone.dial(&world.uri(ROOM, transport)).unwrap();
        guest.must_hear(PHONE);
        let leg = world.wait_for_entry("leg_connected", |e| e["edge"] != "browser")["leg"].clone();
        world.wait_for_entry("receiving", |e| e["codec"] == "h264" && e["leg"] == leg);
        phone.hang_up().unwrap();
        world.wait_for_entry("leg_ended", |e| {
            e["leg"] == leg && e["cause"]["reason"] == "hung_up"
        });
        must_have_heard_guest(&phone, GUEST, PHONE);
        guest.leave();
        world.wait_until_idle();
    }
}

#[test]
fn linphone_is_called_and_let_go() {
    let (world, guest, mut phone) = start("linphone-called", "none");
    let order = json!({"from": ROOM, "to": phone.uri("udp")});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    guest.must_hear(PHONE);
    phone.hang_up().unwrap();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
    });
    must_have_heard_guest(&phone, GUEST, PHONE);
    guest.leave();
    world.wait_until_idle();
}
