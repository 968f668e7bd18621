//! Digits of a telephone's keypad, by RFC 4733 events: the other party of a call of two is told each key press once.

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::room::Room;
use super::world::{ROOM, SOON, World};

/// Keeps what the server says of digits, as the page's own websocket hears it.
const WRITE_DOWN: &str = "
window.__digits = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...parts) {
    super(...parts);
    this.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'digit') window.__digits.push(message.body.digit);
    });
  }
};";

#[test]
fn each_key_press_of_a_telephone_is_told_once() {
    let world = World::begin("digits");
    let guest = Guest::new(&world, Sender(2));
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    let page = &guest.browser.page;
    page.run(WRITE_DOWN, &json!([])).unwrap();
    guest.enter("Bo");
    guest.wait_in_meeting();
    let mut phone = Room::new(&world, Sender(0), Kind::PHONE);
    phone.call(&world.uri(ROOM, "udp"));
    guest.must_hear(Sender(0));
    for digit in ["4", "2", "2", "#"] {
        phone.sip.command("sndcode", digit).unwrap();
    }
    let told = || page.run("return window.__digits", &json!([]));
    wait_until("four digits", SOON, || {
        Ok(told()?.as_array().is_some_and(|d| d.len() >= 4))
    })
    .unwrap();
    assert_eq!(told().unwrap(), json!(["4", "2", "2", "#"]));
    phone.hang_up();
}
