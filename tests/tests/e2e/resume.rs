//! A broken websocket heals by itself, and sound and picture go on meanwhile.

use std::time::Duration;

use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::cut_proxy::CutProxy;
use tolk_tests::peers::namespace::Namespace;
use tolk_tests::peers::story::Story;

use super::guest::Guest;
use super::world::{MEDIA, World};

const HOST: Sender = Sender(1);
const GUEST: Sender = Sender(2);

#[test]
fn a_cut_websocket_is_resumed_without_a_new_leg() {
    let world = World::begin("resume");
    let meeting = world.meeting();
    let between = CutProxy::start(world.http).unwrap();
    let through = meeting
        .guest_link
        .replace(&world.http.to_string(), &between.address().to_string());
    let (host, guest) = (Guest::new(&world, HOST), Guest::new(&world, GUEST));
    host.join(&meeting.host_link, "Anna");
    guest.join(&through, "Bo");
    host.must_see_and_hear(GUEST);
    let legs = world.journal("leg_opened").len();
    between.cut(Duration::from_secs(6));
    // Media has a way of its own: it goes on while the page cannot reach the server.
    host.must_see_and_hear(GUEST);
    guest.wait_for("[data-link=\"open\"]", MEDIA);
    guest.must_see_and_hear(HOST);
    // What is said after the break is heard by the server: the session is the old one.
    guest.switch("mic", false);
    host.must_miss_sound(GUEST);
    assert_eq!(world.journal("leg_opened").len(), legs);
    assert!(
        between.connections() >= 2,
        "the page came back through the proxy"
    );
    world.wait_for_people(&meeting.id, 2);
}

/// Longer than the server waits for a silent websocket, and than ICE goes on without an answer.
const CUT: Duration = Duration::from_secs(20);

#[test]
fn a_network_that_was_away_heals_with_all_media() {
    let story = Story::begin("network-cut").unwrap();
    let inside = Namespace::create().unwrap();
    let world = World::try_begin(story, inside.ours()).unwrap();
    let meeting = world.meeting();
    let origin = world.tolk.url("");
    let guest = Guest {
        browser: Browser::chromium_in(&world.story, GUEST, &inside, &origin).unwrap(),
        sender: GUEST,
    };
    let trusted = format!("--unsafely-treat-insecure-origin-as-secure={origin}");
    let host = Guest {
        browser: Browser::chromium_with(&world.story, HOST, &[&trusted]).unwrap(),
        sender: HOST,
    };
    host.join(&meeting.host_link, "Anna");
    guest.join(&meeting.guest_link, "Bo");
    guest.must_see_and_hear(HOST);
    let legs = world.journal("leg_opened").len();
    inside.set_connected(false).unwrap();
    // The cut itself takes time.
    std::thread::sleep(CUT);
    host.must_miss_sound(GUEST);
    inside.set_connected(true).unwrap();
    guest.wait_for("[data-link=\"open\"][data-media=\"connected\"]", MEDIA * 2);
    guest.must_see_and_hear(HOST);
    host.must_see_and_hear(GUEST);
    assert_eq!(world.journal("leg_opened").len(), legs, "the same leg");
    world.wait_for_people(&meeting.id, 2);
}
