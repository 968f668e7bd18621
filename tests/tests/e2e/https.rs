//! Pages and signalling over HTTPS, with the certificate that a demo makes for itself.

use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;

use super::guest::Guest;
use super::world::{ROOM, World};

const SECURE: Sender = Sender(1);
const PLAIN: Sender = Sender(2);

#[test]
fn who_comes_by_https_meets_who_comes_by_http() {
    let world = World::begin("https");
    let link = format!("https://{}/m/{ROOM}", world.https);
    let secure = Guest {
        browser: Browser::chromium_with(&world.story, SECURE, &["--ignore-certificate-errors"])
            .unwrap(),
        sender: SECURE,
    };
    let plain = Guest::new(&world, PLAIN);
    // A browser that was not told to accept it refuses what no authority signed: there is TLS, and not HTTP behind another name.
    let refused = plain.browser.page.goto(&link).unwrap_err();
    assert!(refused.to_string().contains("ERR_CERT"), "{refused:#}");
    secure.join(&link, "Anna");
    plain.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    secure.must_see_and_hear(PLAIN);
    plain.must_see_and_hear(SECURE);
}
