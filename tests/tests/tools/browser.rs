//! Two ends of a call in one page: sound and picture are measured, and muted, frozen or foreign ones are told apart.

use std::net::IpAddr;
use std::time::Duration;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::measure::page::PageRecord;
use tolk_tests::measure::picture::PictureFault;
use tolk_tests::measure::sound::SoundFault;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::namespace::Namespace;
use tolk_tests::peers::page_server::PageServer;
use tolk_tests::peers::story::Story;

const PAGE: &str = include_str!("../../fixtures/pages/loop.html");
const ME: Sender = Sender(3);
const OTHER: Sender = Sender(1);

fn call(browser: &Browser, sound: bool, picture: bool) -> PageRecord {
    let page = &browser.page;
    let wanted = json!([{"sound": sound, "picture": picture}]);
    page.run("return window.start(arguments[0])", &wanted)
        .unwrap();
    let connected = "return document.getElementById('state').textContent === 'connected'";
    page.wait("the call to stand", connected, Duration::from_secs(10))
        .unwrap();
    page.start_measuring().unwrap();
    // The first second holds the codec's start and the jitter buffer's.
    page.measure(Duration::from_secs(1)).unwrap();
    page.measure(Duration::from_secs(4)).unwrap()
}

#[test]
fn chromium_sends_and_shows_a_barcode_and_tones() {
    let story = Story::begin("tools-chromium").unwrap();
    let server = PageServer::start("127.0.0.1".parse::<IpAddr>().unwrap(), PAGE).unwrap();
    let browser = Browser::chromium(&story, ME).unwrap();
    browser.page.goto(&server.url()).unwrap();
    let record = call(&browser, true, true);
    record.sees(ME).unwrap();
    record.hears(ME).unwrap();
    // Swapped: the same record is not that of anybody else.
    assert_eq!(
        record.sees(OTHER),
        Err(PictureFault::WrongSender {
            expected: OTHER,
            found: ME
        })
    );
    assert_eq!(
        record.hears(OTHER),
        Err(SoundFault::WrongSender {
            expected: OTHER,
            found: ME
        })
    );
    assert!(!record.hears_nothing_of(ME) && record.hears_nothing_of(OTHER));
}

#[test]
fn negative_twin_chromium_muted_and_covered_is_neither_seen_nor_heard() {
    let story = Story::begin("tools-chromium-muted").unwrap();
    let server = PageServer::start("127.0.0.1".parse::<IpAddr>().unwrap(), PAGE).unwrap();
    let browser = Browser::chromium(&story, ME).unwrap();
    browser.page.goto(&server.url()).unwrap();
    let record = call(&browser, false, false);
    assert!(record.sees(ME).is_err(), "{:?}", record.sees(ME));
    assert_eq!(record.hears(ME), Err(SoundFault::Silent));
    assert!(record.hears_nothing_of(ME));
}

#[test]
fn firefox_sends_and_shows_a_barcode_and_tones() {
    let story = Story::begin("tools-firefox").unwrap();
    let inside = Namespace::create().unwrap();
    let server = PageServer::start(inside.ours(), PAGE).unwrap();
    let browser = Browser::firefox(&story, &inside).unwrap();
    browser.page.goto(&server.url()).unwrap();
    browser.fake_camera(ME).unwrap();
    let record = call(&browser, true, true);
    record.sees(ME).unwrap();
    record.hears(ME).unwrap();
    assert!(record.sees(OTHER).is_err() && record.hears(OTHER).is_err());
}
