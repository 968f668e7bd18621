//! A telephone in a browser that is not ours: JsSIP speaks SIP over a websocket and media by DTLS and ICE, as a customer's own page does.

use std::process::Command;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::page_server::PageServer;
use tolk_tests::peers::story::workspace;

use super::guest::Guest;
use super::registrar::{registered, telephone};
use super::world::{LOCALHOST, MEDIA, PASSWORD, ROOM, SOON, World};

const PAGE: &str = include_str!("../../fixtures/pages/web_phone.html");
const KARIN: Sender = Sender(1);
const GUEST: Sender = Sender(2);
const BO: Sender = Sender(3);

/// The library as one script that a page can run.
fn library() -> String {
    let web = workspace().join("web-client/node_modules");
    let bundled = Command::new(web.join(".bin/esbuild"))
        .arg(web.join("jssip/lib/JsSIP.js"))
        .args(["--bundle", "--format=iife", "--global-name=JsSIP"])
        .args(["--footer:js=window.JsSIP = JsSIP;", "--log-level=error"])
        .output()
        .expect("npm ci has run");
    let why = String::from_utf8_lossy(&bundled.stderr);
    assert!(bundled.status.success(), "{why}");
    String::from_utf8(bundled.stdout).unwrap()
}

/// Karin's telephone. What it sees and hears is told as that of any guest with a browser.
struct WebPhone {
    eyes: Guest,
    _server: PageServer,
}

impl WebPhone {
    fn new(world: &World, sender: Sender, video: bool) -> WebPhone {
        let server = PageServer::start(LOCALHOST, PAGE).unwrap();
        let browser = Browser::chromium(&world.story, sender).unwrap();
        let page = &browser.page;
        page.goto(&server.url()).unwrap();
        page.run(&library(), &json!([])).unwrap();
        let options = json!([{
            "server": format!("ws://{}/sip-ws", world.http),
            "user": "karin", "password": PASSWORD, "domain": "tolk.test", "video": video,
        }]);
        page.run("window.start(arguments[0])", &options).unwrap();
        let phone = WebPhone {
            eyes: Guest { browser, sender },
            _server: server,
        };
        phone.wait_for("registered");
        phone
    }

    fn do_it(&self, script: &str) {
        self.eyes.browser.page.run(script, &json!([])).unwrap();
    }

    fn dial(&self, uri: &str) {
        let page = &self.eyes.browser.page;
        page.run("window.dial(arguments[0])", &json!([uri]))
            .unwrap();
        self.wait_for("in a call");
    }

    fn wait_for(&self, state: &str) {
        let says =
            format!("return document.getElementById('state').textContent.startsWith('{state}')");
        let page = &self.eyes.browser.page;
        page.wait(state, &says, MEDIA).unwrap();
    }
}

#[test]
fn a_telephone_in_a_page_calls_a_room_and_is_called_by_a_colleague() {
    let world = World::begin("web-phone");
    let phone = WebPhone::new(&world, KARIN, true);
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Gunnar");

    phone.dial(&format!("sip:{ROOM}@tolk.test"));
    guest.must_see_and_hear(KARIN);
    phone.eyes.must_see_and_hear(GUEST);
    phone.do_it("window.hangUp()");
    phone.wait_for("ended");
    guest.leave();
    world.wait_until_idle();

    let mut bo = telephone(&world, BO, "bo");
    bo.call("sip:karin@tolk.test");
    phone.wait_for("in a call");
    bo.must_hear(KARIN);
    phone.eyes.must_hear(BO);
    phone.do_it("window.hangUp()");
    bo.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();

    assert_eq!(registered(&world), 2);
    phone.do_it("window.quit()");
    world.wait_for_entry("registered", |e| e["what"] == "unbound");
    assert_eq!(registered(&world), 1);
}

#[test]
fn a_telephone_in_a_page_holds_and_a_closed_page_ends_its_call() {
    let world = World::begin("web-phone-hold");
    let phone = WebPhone::new(&world, KARIN, false);
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Gunnar");
    phone.dial(&format!("sip:{ROOM}@tolk.test"));
    guest.must_hear(KARIN);
    phone.do_it("window.session.hold()");
    phone.wait_for("held by local");
    guest.must_miss_sound(KARIN);
    phone.do_it("window.session.unhold()");
    phone.wait_for("in a call");
    guest.must_hear(KARIN);
    phone.eyes.must_hear(GUEST);

    // Its connection may come back: the call ends when its media does not.
    drop(phone);
    world.wait_for_entry("registered", |e| e["what"] == "flow_lost");
    assert_eq!(registered(&world), 0);
    guest.leave();
    world.wait_until_idle();
    world.wait_for_entry("leg_ended", |e| e["edge"] == "sip");
}
