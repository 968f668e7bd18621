//! Digits of a telephone's keypad, by RFC 4733 events and by INFO: the other party of a call of two is told each key press once, and the
//! reception understands both.

use serde_json::json;
use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::baresip::Kind;
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::sipp::{Info, Sipp};
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::room::Room;
use super::world::{LOCALHOST, MEDIA, ROOM, SOON, World};

const PHONE: Sender = Sender(4);
const GUEST: Sender = Sender(2);

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

const RELAY: &str = "application/dtmf-relay";
const BARE: &str = "application/dtmf";

/// Key presses by INFO, by one format and the other in turn.
fn presses(keys: &str) -> Vec<(&'static str, String)> {
    let both = [RELAY, BARE].into_iter().cycle();
    let body = |(kind, key): (&'static str, char)| match kind {
        RELAY => (kind, format!("Signal={key}\nDuration=160\n")),
        _ => (kind, key.to_string()),
    };
    both.zip(keys.chars()).map(body).collect()
}

/// A telephone without RFC 4733 calls the reception, and sends these.
fn call_reception(world: &World, line: &RtpEnd, infos: &[Info<'_>]) -> Sipp {
    let (host, port) = (LOCALHOST.to_string(), line.address().port().to_string());
    let keys = [
        "-m",
        "1",
        "-s",
        "reception",
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let script = ("info_g711", infos);
    Sipp::start_with_infos(&world.story, LOCALHOST, world.sip, script, &keys).unwrap()
}

#[test]
fn a_telephone_that_dials_by_info_lands_in_the_meeting() {
    let world = World::begin("info-digits");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let line = RtpEnd::open(LOCALHOST, Some(PHONE)).unwrap();
    // It corrects itself, and sends one that is no key.
    let mut presses = presses(&format!("9*{ROOM}#"));
    presses.insert(4, (RELAY, "Signal=zz\nDuration=160\n".to_string()));
    let infos: Vec<Info<'_>> = presses
        .iter()
        .map(|(kind, body)| Info {
            kind,
            body,
            status: if body.starts_with("Signal=zz") {
                400
            } else {
                200
            },
        })
        .collect();
    let sipp = call_reception(&world, &line, &infos);
    let taken = world.wait_for_entry("taken_over", |_| true);
    guest.must_hear(PHONE);
    sipp.finish(MEDIA * 2).unwrap();
    let heard = line.take_heard();
    sound::judge(&heard.samples, heard.rate, GUEST).unwrap();
    world.wait_for_entry("admitted", |e| {
        e["rule"] == "room.admits_everybody" && e["leg"] == taken["leg"]
    });
    world.wait_for_entry("malformed", |e| e["leg"] == taken["leg"]);
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_number_that_is_not_whole_leads_nowhere() {
    let world = World::begin("info-digits-twin");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let line = RtpEnd::open(LOCALHOST, Some(PHONE)).unwrap();
    let presses = presses(&format!("{}#", &ROOM[..ROOM.len() - 1]));
    let infos: Vec<Info<'_>> = presses
        .iter()
        .map(|(kind, body)| Info {
            kind,
            body,
            status: 200,
        })
        .collect();
    let sipp = call_reception(&world, &line, &infos);
    world.wait_for_entry("admitted", |e| {
        e["outcome"] == "refuse" && e["rule"] == "directory.unknown"
    });
    guest.must_miss(PHONE);
    sipp.finish(MEDIA * 2).unwrap();
    assert!(world.journal("taken_over").is_empty());
}
