//! The whole path by keyboard, for a screen reader, and on a telephone of 360 pixels.

use serde_json::{Value, json};
use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::story::workspace;
use tolk_tests::peers::webdriver::Session;

use super::guest::Guest;
use super::world::{MEDIA, ROOM, SOON, World};

const HOST: Sender = Sender(1);
const GUEST: Sender = Sender(2);
const PHONE: &str = "--window-size=360,740";
/// Tabs before one gives up: the join page has about fifteen stops.
const MOST_STOPS: usize = 60;
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = "\u{e00d}";

/// What axe finds wrong with the page as it is, contrast included; also whether it is wider than its window.
fn violations(page: &Session) -> Vec<String> {
    let axe = workspace().join("web-client/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("npm ci has run");
    page.run(&axe, &json!([])).unwrap();
    let script = "const found = await axe.run(document, { resultTypes: ['violations'] });
        return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);";
    let script = format!("return (async () => {{ {script} }})()");
    let found = page.run(&script, &json!([])).unwrap();
    let found = found.as_array().expect("a list").iter();
    let mut words: Vec<String> = found
        .filter_map(Value::as_str)
        .map(str::to_string)
        .collect();
    let wide = "return document.documentElement.scrollWidth - window.innerWidth";
    let wide = page.run(wide, &json!([])).unwrap();
    if wide.as_f64().is_some_and(|w| w > 0.0) {
        words.push(format!("{wide} pixels wider than the window"));
    }
    words
}

fn must_be_clean(page: &Session, what: &str) {
    assert_eq!(violations(page), Vec::<String>::new(), "{what}");
}

/// Moves on until the element with a test id has the focus.
fn tab_to(page: &Session, testid: &str) {
    for _ in 0..MOST_STOPS {
        let focused = "return document.activeElement?.getAttribute('data-testid')";
        if page.run(focused, &json!([])).unwrap() == testid {
            return;
        }
        page.keys(TAB).unwrap();
    }
    panic!(
        "{testid} cannot be reached with the tabulator\n{}",
        page.text()
    );
}

#[test]
fn every_page_is_clean_for_screen_readers_on_a_small_telephone() {
    let world = World::begin("access");
    let meeting = world.meeting();
    let phone = Guest {
        browser: Browser::chromium_with(&world.story, GUEST, &[PHONE]).unwrap(),
        sender: GUEST,
    };
    let page = &phone.browser.page;
    let width = page.run("return window.innerWidth", &json!([])).unwrap();
    assert!(
        width.as_f64().is_some_and(|w| w <= 500.0),
        "no telephone: {width}"
    );
    for (path, there) in [("/", "main"), ("/new", "main"), ("/live", "main")] {
        page.goto(&world.tolk.url(path)).unwrap();
        phone.wait_for(there, SOON);
        must_be_clean(page, path);
    }
    phone.open(&meeting.open_link);
    must_be_clean(page, "the guest's page");
    phone.enter("Bo");
    phone.wait_for("[data-testid=\"lobby\"]", MEDIA);
    must_be_clean(page, "the lobby");
    let host = Guest::new(&world, HOST);
    host.join(&meeting.host_link, "Anna");
    host.wait_for("[data-testid^=\"admit-\"]", SOON);
    must_be_clean(&host.browser.page, "the meeting with somebody in the lobby");
    host.browser
        .page
        .click_when_shown("[data-testid^=\"admit-\"]", SOON)
        .unwrap();
    phone.wait_in_meeting();
    must_be_clean(page, "the meeting on a telephone");
    phone.open(&world.tolk.url(&format!("/m/{ROOM}#k=wrong")));
    phone.enter("Bo");
    phone.wait_for("[data-problem=\"wrong_link\"]", SOON);
    must_be_clean(page, "a refusal");
}

#[test]
fn negative_twin_a_nameless_button_is_found() {
    let world = World::begin("access-twin");
    let guest = Guest::new(&world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    let spoil = "document.querySelector('main').append(document.createElement('button'))";
    guest.browser.page.run(spoil, &json!([])).unwrap();
    let found = violations(&guest.browser.page);
    assert!(
        found.iter().any(|v| v.starts_with("button-name")),
        "{found:?}"
    );
}

#[test]
fn a_guest_comes_mutes_and_leaves_by_keyboard_alone() {
    let world = World::begin("keyboard");
    let guest = Guest::new(&world, GUEST);
    let page = &guest.browser.page;
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    tab_to(page, "name");
    page.keys("Bo").unwrap();
    tab_to(page, "join");
    page.keys(ENTER).unwrap();
    guest.wait_in_meeting();
    tab_to(page, "mic");
    page.keys(SPACE).unwrap();
    guest.wait_for("[data-testid=\"mic\"][data-on=\"false\"]", SOON);
    tab_to(page, "leave");
    page.keys(ENTER).unwrap();
    world.wait_until_idle();
}
