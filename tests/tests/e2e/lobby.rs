//! Who has no link that admits waits for the host.

use serde_json::json;
use tolk_tests::measure::Sender;

use super::guest::Guest;
use super::world::{MEDIA, SOON, World};

const HOST: Sender = Sender(1);
const GUEST: Sender = Sender(2);

#[test]
fn a_guest_waits_until_the_host_admits() {
    let world = World::begin("lobby");
    let meeting = world.meeting();
    let (host, guest) = (Guest::new(&world, HOST), Guest::new(&world, GUEST));
    host.join(&meeting.host_link, "Anna");
    guest.open(&meeting.open_link);
    guest.enter("Bo");
    guest.wait_for("[data-testid=\"lobby\"]", MEDIA);
    host.wait_for("[data-testid^=\"admit-\"]", SOON);
    host.must_miss(GUEST);
    host.browser
        .page
        .click_when_shown("[data-testid^=\"admit-\"]", SOON)
        .unwrap();
    guest.wait_in_meeting();
    host.must_see_and_hear(GUEST);
    guest.must_see_and_hear(HOST);
    world.wait_for_entry("control", |entry| entry["what"] == "admit");
}

#[test]
fn a_guest_who_is_refused_is_told() {
    let world = World::begin("lobby-refused");
    let meeting = world.meeting();
    let (host, guest) = (Guest::new(&world, HOST), Guest::new(&world, GUEST));
    host.join(&meeting.host_link, "Anna");
    guest.open(&meeting.open_link);
    guest.enter("Bo");
    guest.wait_for("[data-testid=\"lobby\"]", MEDIA);
    host.browser
        .page
        .click_when_shown("[data-testid^=\"refuse-\"]", SOON)
        .unwrap();
    guest.wait_for("[data-problem=\"not_admitted\"]", SOON);
}

#[test]
fn a_meeting_without_a_lobby_admits_everybody() {
    let world = World::begin("no-lobby");
    let meeting = world.meeting_with(&json!({"title": "Open", "lobby": false}));
    let guest = Guest::new(&world, GUEST);
    guest.join(&meeting.open_link, "Bo");
    world.wait_for_people(&meeting.id, 1);
}
