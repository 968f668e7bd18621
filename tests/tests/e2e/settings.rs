//! What a person changes in the meeting without leaving it: the language of the page, the camera and the microphone.

use serde_json::{Value, json};
use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;

use super::guest::Guest;
use super::world::{ROOM, SOON, World};

const HOST: Sender = Sender(1);
const FIRST: Sender = Sender(2);
const SECOND: Sender = Sender(3);
/// Chromium's own: two cameras, and microphones as many.
const TWO_OF_EACH: &str = "--use-fake-device-for-media-stream=device-count=2";

/// Keeps what asks the browser for devices.
const KEEP: &str = "window.__kept = {
  real: navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices), made: [],
};";
/// Keeps a pair of pictures and tones that was put in its place.
const KEEP_MADE: &str =
    "window.__kept.made.push(navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices));";
/// Chromium opens the device that was chosen; which one that is tells what is shown and said: the second pair for the last device,
/// the first pair for any other. Both of Chromium's own cameras show the same.
const SHOW_WHICH: &str = "
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const { real, made } = window.__kept;
  const opened = await real(wanted);
  const devices = await navigator.mediaDevices.enumerateDevices();
  const shown = new MediaStream();
  for (const track of opened.getTracks()) {
    const last = devices.filter(({ kind }) => kind === `${track.kind}input`).at(-1).deviceId;
    const pair = made[track.getSettings().deviceId === last ? 1 : 0];
    const stream = await pair(track.kind === 'audio' ? { audio: true } : { video: true });
    shown.addTrack(stream.getTracks()[0]);
    track.stop();
  }
  return shown;
};
for (const kind of ['microphone', 'camera']) {
  document.querySelector(`[data-testid='select-${kind}']`).dispatchEvent(new Event('change', { bubbles: true }));
}";

fn link(world: &World) -> String {
    world.tolk.url(&format!("/m/{ROOM}"))
}

/// The page's own word for its language, a name that a screen reader says, and whether the page is still the same one.
fn language(guest: &Guest) -> Value {
    let script = "return [document.documentElement.lang, window.__same === true,
        document.querySelector('[data-testid=\"leave\"]').getAttribute('aria-label')]";
    guest.browser.page.run(script, &json!([])).unwrap()
}

fn wait_for_language(guest: &Guest, language: &str) {
    guest.wait_for(&format!("html[lang=\"{language}\"]"), SOON);
}

#[test]
fn a_guest_changes_the_language_in_the_meeting_and_stays_in_it() {
    let world = World::begin("language");
    let (host, guest) = (Guest::new(&world, HOST), Guest::new(&world, FIRST));
    host.join(&link(&world), "Anna");
    guest.join(&link(&world), "Bo");
    host.must_see_and_hear(FIRST);
    let legs = world.journal("leg_opened").len();
    let page = &guest.browser.page;
    page.run("window.__same = true", &json!([])).unwrap();
    assert_eq!(language(&guest), json!(["en", true, "Leave"]));
    guest.press("lang-sv");
    wait_for_language(&guest, "sv");
    assert_eq!(language(&guest), json!(["sv", true, "Lämna"]));
    // Everything follows, also what opens later.
    guest.press("people-toggle");
    guest.wait_for("[data-testid=\"panel-people\"]", SOON);
    let words = page.text();
    assert!(words.contains("Deltagare"), "{words}");
    guest.must_see_and_hear(HOST);
    host.must_see_and_hear(FIRST);
    guest.press("lang-en");
    wait_for_language(&guest, "en");
    assert_eq!(language(&guest), json!(["en", true, "Leave"]));
    assert!(page.text().contains("People"));
    assert_eq!(world.journal("leg_opened").len(), legs, "nobody came anew");
}

/// Chooses the last device of a kind, as a person does.
fn choose_last(guest: &Guest, kind: &str) {
    let css = format!("[data-testid=\"devices\"] [data-testid=\"select-{kind}\"]");
    let page = &guest.browser.page;
    let many = format!("return document.querySelectorAll('{css} option').length >= 2");
    page.wait("two devices to choose from", &many, SOON)
        .unwrap();
    page.click(&format!("{css} option:last-child")).unwrap();
}

#[test]
fn a_guest_changes_camera_and_microphone_in_the_meeting() {
    let world = World::begin("devices");
    let host = Guest::new(&world, HOST);
    host.join(&link(&world), "Anna");
    let guest = Guest {
        browser: Browser::chromium_without_files(&world.story, &[TWO_OF_EACH]).unwrap(),
        sender: FIRST,
    };
    guest.open(&link(&world));
    let page = &guest.browser.page;
    page.run(KEEP, &json!([])).unwrap();
    for sender in [FIRST, SECOND] {
        guest.browser.fake_camera(sender).unwrap();
        page.run(KEEP_MADE, &json!([])).unwrap();
    }
    page.run(SHOW_WHICH, &json!([])).unwrap();
    guest.enter("Bo");
    guest.wait_in_meeting();
    host.must_see_and_hear(FIRST);
    guest.press("devices-toggle");
    guest.wait_for("[data-testid=\"devices\"]", SOON);
    choose_last(&guest, "microphone");
    host.must_hear(SECOND);
    // Only that: the camera is still the first.
    host.must_see(FIRST);
    host.must_miss_sound(FIRST);
    choose_last(&guest, "camera");
    host.must_see(SECOND);
    guest.press("devices-close");
    host.must_see_and_hear(SECOND);
    host.must_miss(FIRST);
    guest.must_see_and_hear(HOST);
}
