//! Firefox, which has no H.264 here and no loopback candidates, meets Chromium over a real network interface.

use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::namespace::Namespace;
use tolk_tests::peers::story::Story;

use super::guest::Guest;
use super::world::World;

const CHROMIUM: Sender = Sender(1);
const FIREFOX: Sender = Sender(3);
/// The page has chosen its devices when the fake camera comes: it chooses again.
const CHOOSE_AGAIN: &str = "
for (const kind of ['microphone', 'camera']) {
  document.querySelector(`[data-testid='select-${kind}']`).dispatchEvent(new Event('change', { bubbles: true }));
}";

#[test]
fn firefox_and_chromium_see_and_hear_each_other() {
    let story = Story::begin("firefox").unwrap();
    let inside = Namespace::create().unwrap();
    let world = World::try_begin(story, inside.ours()).unwrap();
    let meeting = world.meeting();
    let origin = world.tolk.url("");
    let trusted = format!("--unsafely-treat-insecure-origin-as-secure={origin}");
    let host = Guest {
        browser: Browser::chromium_with(&world.story, CHROMIUM, &[&trusted]).unwrap(),
        sender: CHROMIUM,
    };
    let guest = Guest {
        browser: Browser::firefox(&world.story, &inside).unwrap(),
        sender: FIREFOX,
    };
    host.join(&meeting.host_link, "Anna");
    guest.open(&meeting.guest_link);
    guest.browser.fake_camera(FIREFOX).unwrap();
    guest
        .browser
        .page
        .run(CHOOSE_AGAIN, &serde_json::json!([]))
        .unwrap();
    guest.enter("Bo");
    guest.wait_in_meeting();
    guest.must_see_and_hear(CHROMIUM);
    host.must_see_and_hear(FIREFOX);
}
