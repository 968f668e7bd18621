//! A broken websocket heals by itself, and sound and picture go on meanwhile.

use std::time::Duration;

use tolk_tests::measure::Sender;
use tolk_tests::peers::cut_proxy::CutProxy;

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
