//! Kamailio under mutual TLS: before the node as the rooms' proxy, and as the exchange that a node is the customer of.

use serde_json::{Value, json};
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Account, Baresip, Kind};
use tolk_tests::peers::kamailio::{Kamailio, Part};
use tolk_tests::peers::name_server::NameServer;
use tolk_tests::peers::office::{Office, Papers};
use tolk_tests::peers::story::Story;

use super::guest::Guest;
use super::room::Room;
use super::world::{LOCALHOST, ROOM, SOON, World};

const PASSWORD: &str = "exchange-password";
const ROOM_A: Sender = Sender(0);
const GUEST: Sender = Sender(2);
const ROOM_END: Sender = Sender(4);

fn office(story: &Story) -> Office {
    let office = Office::open(story, "office").unwrap();
    for (file, names) in [
        ("tolk", "DNS:tolk.test,IP:127.0.0.1"),
        ("proxy", "DNS:proxy.test"),
        ("exchange", "DNS:exchange.test"),
        ("other", "DNS:other.test"),
    ] {
        office.issue(file, names).unwrap();
    }
    office
}

fn demanding(office: &Office, file: &str) -> Papers {
    Papers {
        demands: true,
        ..office.papers(Some(file))
    }
}

fn proxy(world: &World, papers: &Papers) -> Kamailio {
    let part = Part::Proxy {
        node: world.tls,
        transport: "tls",
    };
    Kamailio::start_under_tls(&world.story, LOCALHOST, part, papers).unwrap()
}

/// A room that is registered at the proxy.
fn room(world: &World, proxy: &Kamailio) -> Room {
    let at = proxy.address();
    Room {
        sip: Baresip::start_registered(&world.story, LOCALHOST, ROOM_A, Kind::ROOM, at).unwrap(),
    }
}

fn wait_for_failure(world: &World, why: &str) {
    let says = |e: &Value| e["problem"].as_str().is_some_and(|p| p.contains(why));
    world.wait_for_entry("tls_failed", says);
}

#[test]
fn a_room_calls_and_is_called_through_a_proxy_under_mutual_tls() {
    let story = Story::begin("proxy-mtls").unwrap();
    let office = office(&story);
    let names = NameServer::start().unwrap();
    let more = format!(
        "[dns]\nnameservers = [\"{}\"]\n[[outgoing.rule]]\nto = \"proxy.test\"\n",
        names.address()
    );
    let sip = format!("[sip]\n{}", office.node("required"));
    let change = |config: String| config.replacen("[sip]\n", &sip, 1) + &more;
    let world = World::start(story, LOCALHOST, change).unwrap();
    let proxy = proxy(&world, &demanding(&office, "proxy"));
    names.lead("proxy.test", proxy.tls()).unwrap();
    let guest = Guest::new(&world, GUEST);
    let link = world.tolk.url(&format!("/m/{ROOM}"));
    guest.join(&link, "Bo");
    let mut room = room(&world, &proxy);
    room.call(&format!("sip:{ROOM}@tolk.test"));
    guest.must_see_and_hear(ROOM_A);
    room.must_see(GUEST);
    room.must_hear(GUEST);
    // The route names the proxy by its address, its certificate by its name: we end this one, and the room the other one.
    let opened = world.wait_for_entry("meeting_opened", |_| true);
    let meeting = opened["meeting"].as_str().unwrap();
    let path = format!("/api/v1/meetings/{meeting}");
    world.tolk.delete(&path).unwrap();
    room.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
    guest.join(&link, "Bo");
    let order = json!({"from": ROOM, "to": "sip:room@proxy.test;transport=tls"});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    guest.must_see_and_hear(ROOM_A);
    room.sip.hang_up().unwrap();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
    });
    assert!(world.journal("tls_failed").is_empty());
    guest.leave();
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_proxy_of_another_office_reaches_nobody_and_is_not_called() {
    let story = Story::begin("proxy-mtls-twin").unwrap();
    let office = office(&story);
    let elsewhere = Office::open(&story, "elsewhere").unwrap();
    elsewhere.issue("proxy", "IP:127.0.0.1").unwrap();
    let papers = Papers {
        authorities: office.papers(None).authorities,
        ..demanding(&elsewhere, "proxy")
    };
    let world = World::begin_with_sip(story, &office.node("required"));
    let proxy = proxy(&world, &papers);
    let mut room = room(&world, &proxy);
    room.sip.dial(&format!("sip:{ROOM}@tolk.test")).unwrap();
    wait_for_failure(&world, "is not trusted");
    let to = format!("sip:room@{};transport=tls", proxy.tls());
    let order = json!({"from": ROOM, "to": to});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "unavailable"
    });
    assert!(world.journal("leg_connected").is_empty());
}

/// A node with a trunk to an exchange that shows the certificate `file`.
/// The node ends before the exchange does.
fn customer(name: &'static str, file: &str) -> (NameServer, Kamailio, World) {
    let story = Story::begin(name).unwrap();
    let office = office(&story);
    let part = Part::Exchange { password: PASSWORD };
    let papers = demanding(&office, file);
    let exchange = Kamailio::start_under_tls(&story, LOCALHOST, part, &papers).unwrap();
    let names = NameServer::start().unwrap();
    names.lead("exchange.test", exchange.tls()).unwrap();
    let more = format!(
        r#"
[dns]
nameservers = ["{}"]

[[trunk]]
name = "exchange"
proxies = ["sip:exchange.test;transport=tls"]
domain = "exchange.test"
user = "tolk"
password = "{PASSWORD}"
register = true
health_s = 1
outgoing_numbers = ["+46* -> 0*"]
inbound = "{ROOM}"

[[outgoing.rule]]
to = "tel:+46*"
"#,
        names.address()
    );
    let sip = format!("[sip]\n{}", office.node("required"));
    let change = |config: String| config.replacen("[sip]\n", &sip, 1) + &more;
    let world = World::start(story, LOCALHOST, change).unwrap();
    (names, exchange, world)
}

#[test]
fn numbers_go_out_and_come_in_by_an_exchange_under_mutual_tls() {
    let (_names, exchange, world) = customer("trunk-mtls", "exchange");
    world.wait_for_entry("trunk", |e| e["state"] == "registered");
    let account = Account {
        registrar: exchange.address(),
        domain: "exchange.test",
        user: "0555",
        password: PASSWORD,
    };
    let kind = Kind::PHONE;
    let started = Baresip::start_with_account(&world.story, LOCALHOST, GUEST, kind, &account);
    let mut citizen = Room {
        sip: started.unwrap(),
    };
    citizen.call("sip:tolk@exchange.test");
    world.wait_for_entry("admitted", |e| e["rule"] == "room.admits_everybody");
    citizen.sip.hang_up().unwrap();
    world.wait_until_idle();
    let mut room = Room::new(&world, ROOM_END, Kind::PHONE);
    room.call(&world.uri(ROOM, "udp"));
    let order = json!({"from": ROOM, "to": "tel:+46555"});
    world.tolk.post("/api/v1/calls", &order).unwrap();
    citizen.sip.wait_for_call(SOON).unwrap();
    citizen.must_hear(ROOM_END);
    room.must_hear(GUEST);
    room.hang_up();
    citizen.sip.hang_up().unwrap();
    world.wait_until_idle();
    // The route to the citizen names the exchange by its address, its certificate by its name.
    assert!(world.journal("tls_failed").is_empty());
}

#[test]
fn negative_twin_an_exchange_with_another_name_gets_no_password() {
    let (_names, exchange, world) = customer("trunk-mtls-twin", "other");
    wait_for_failure(&world, "is for other.test");
    world.wait_for_entry("trunk", |e| e["state"] == "down");
    assert!(!exchange.log().contains("REGISTER"), "{}", exchange.log());
}
