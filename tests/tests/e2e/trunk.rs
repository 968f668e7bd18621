//! A node that is the customer of an exchange: Kamailio, which has everybody prove a password.

use std::time::Duration;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Account, Baresip, Kind};
use tolk_tests::peers::kamailio::{Kamailio, Part};
use tolk_tests::peers::story::{Story, wait_until};

use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const PASSWORD: &str = "exchange-password";
const CITIZEN: Sender = Sender(2);
const ROOM_END: Sender = Sender(4);

/// A node with a trunk to an exchange.
fn begin(name: &'static str, password: &str) -> (World, Kamailio) {
    let story = Story::begin(name).unwrap();
    let part = Part::Exchange { password: PASSWORD };
    let exchange = Kamailio::start(&story, LOCALHOST, part).unwrap();
    let at = exchange.address();
    let more = format!(
        r#"
[[trunk]]
name = "exchange"
proxies = ["sip:{at}"]
domain = "exchange.test"
user = "tolk"
password = "{password}"
register = true
health_s = 1
outgoing_numbers = ["+46* -> 0*"]
inbound = "{ROOM}"

[[outgoing.rule]]
to = "tel:+46*"
"#
    );
    let world = World::start(story, LOCALHOST, |config| config + &more).unwrap();
    (world, exchange)
}

fn citizen(world: &World, exchange: &Kamailio) -> Room {
    let account = Account {
        registrar: exchange.address(),
        domain: "exchange.test",
        user: "0555",
        password: PASSWORD,
    };
    let kind = Kind::PHONE;
    let started = Baresip::start_with_account(&world.story, LOCALHOST, CITIZEN, kind, &account);
    Room {
        sip: started.unwrap(),
    }
}

fn state(world: &World) -> String {
    let debug = world.tolk.get("/debug").unwrap().to_string();
    assert!(debug.contains("\"trunk\":\"exchange\""), "{debug}");
    let all = world.journal("trunk");
    let newest = all.first().map(|e| e["state"].clone());
    newest
        .and_then(|s| s.as_str().map(str::to_string))
        .unwrap_or_default()
}

#[test]
fn numbers_go_out_and_come_in_by_an_exchange_that_we_register_at() {
    let (world, exchange) = begin("trunk", PASSWORD);
    world.wait_for_entry("trunk", |e| e["state"] == "registered");
    let mut citizen = citizen(&world, &exchange);
    // In: our own name there leads to the room.
    citizen.call("sip:tolk@exchange.test");
    let admitted = world.wait_for_entry("admitted", |e| e["outcome"] == "join");
    assert_eq!(admitted["rule"], "room.admits_everybody");
    // A call of less than a second ends without a word of baresip's.
    citizen.sip.hang_up().unwrap();
    world.wait_until_idle();
    // Out: the room calls a number.
    let mut room = Room::new(&world, ROOM_END, Kind::PHONE);
    room.call(&world.uri(ROOM, "udp"));
    let order = json!({"from": ROOM, "to": "tel:+46555"});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    citizen.sip.wait_for_call(SOON).unwrap();
    citizen.must_hear(ROOM_END);
    room.must_hear(CITIZEN);
    let refused = world
        .tolk
        .post("/api/v1/calls", &json!({"from": ROOM, "to": "tel:+47555"}));
    assert!(refused.is_err(), "no rule permits it");
    room.hang_up();
}

#[test]
fn negative_twin_a_wrong_password_leaves_the_trunk_down_and_is_not_tried_again_and_again() {
    let (world, exchange) = begin("trunk-wrong", "a wrong password");
    world.wait_for_entry("trunk", |e| e["state"] == "down");
    let order = json!({"from": ROOM, "to": "tel:+46555"});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    let ended = world.wait_for_entry("leg_ended", |e| e["cause"]["reason"] == "unavailable");
    assert_eq!(ended["edge"], "sip");
    assert_eq!(state(&world), "down", "{}", exchange.log());
}

#[test]
fn an_exchange_that_dies_is_noticed() {
    let (world, exchange) = begin("trunk-dies", PASSWORD);
    world.wait_for_entry("trunk", |e| e["state"] == "registered");
    drop(exchange);
    wait_until("the trunk to be down", Duration::from_secs(50), || {
        Ok(state(&world) == "down")
    })
    .unwrap();
}
