//! Telephones that register with their password, ring each other by name, and ring together.

use std::time::Duration;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Account, Baresip, Kind};
use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::wait_until;

use super::desk::{DOMAIN, Desk, header};
use super::room::Room;
use super::world::{LOCALHOST, PASSWORD, SOON, World};

const KARIN: Sender = Sender(1);
const BO: Sender = Sender(3);

/// A telephone of Karin's or Bo's.
pub(crate) fn telephone(world: &World, sender: Sender, user: &str) -> Room {
    let account = Account {
        registrar: world.sip,
        domain: DOMAIN,
        user,
        password: PASSWORD,
    };
    let kind = Kind::PHONE;
    let started = Baresip::start_with_account(&world.story, LOCALHOST, sender, kind, &account);
    Room {
        sip: started.unwrap(),
    }
}

pub(crate) fn registered(world: &World) -> usize {
    let all = world.tolk.get("/api/v1/registrations").unwrap();
    all.as_array().map_or(0, Vec::len)
}

#[test]
fn registered_telephones_ring_each_other_by_name() {
    let world = World::begin("registrar");
    let mut karin = telephone(&world, KARIN, "karin");
    let mut bo = telephone(&world, BO, "bo");
    assert_eq!(registered(&world), 2);
    karin.call(&format!("sip:bo@{DOMAIN}"));
    bo.sip.wait_for_call(SOON).unwrap();
    karin.must_hear(BO);
    bo.must_hear(KARIN);
    world.wait_for_entry("admitted", |e| e["rule"] == "person.colleague");
    karin.hang_up();
    bo.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_stranger_does_not_ring_a_registered_telephone() {
    let world = World::begin("registrar-stranger");
    let desk = Desk::new(&world, "bo");
    assert_eq!(desk.register(1, PASSWORD).unwrap(), "200");
    let mut stranger = Room::new(&world, KARIN, Kind::PHONE);
    stranger.call(&world.uri("bo", "udp"));
    let admitted = world.wait_for_entry("admitted", |e| e["outcome"] == "reception");
    assert_eq!(admitted["rule"], "person.strangers_reach_reception");
    assert!(desk.wait_for("INVITE ").is_err(), "it rings");
}

#[test]
fn all_telephones_of_a_person_ring_and_those_that_were_slower_show_no_missed_call() {
    let world = World::begin("registrar-together");
    let mut karin = telephone(&world, KARIN, "karin");
    let desk = Desk::new(&world, "bo");
    assert_eq!(desk.register(1, PASSWORD).unwrap(), "200");
    let ringing = std::thread::spawn(move || desk.ring_until_cancelled());
    // The other one answers by itself.
    let mut bo = telephone(&world, BO, "bo");
    wait_until(
        "both telephones of Bo",
        SOON,
        || Ok(registered(&world) == 3),
    )
    .unwrap();
    karin.call(&format!("sip:bo@{DOMAIN}"));
    bo.sip.wait_for_call(SOON).unwrap();
    let cancel = ringing.join().unwrap().unwrap();
    let reason = header(&cancel, "Reason").unwrap();
    assert!(
        reason.starts_with("SIP;cause=200;text=\"Call completed elsewhere\""),
        "{reason}"
    );
    karin.must_hear(BO);
    world.wait_for_entry("leg_ended", |e| {
        e["cause"]["reason"] == "answered_elsewhere"
    });
}

#[test]
fn a_wrong_password_binds_nothing_and_a_guesser_is_limited() {
    let world = World::begin("registrar-guess");
    let desk = Desk::new(&world, "bo");
    let mut heard = Vec::new();
    for attempt in 0..25 {
        heard.push(desk.register(1 + attempt * 2, "a wrong password").unwrap());
    }
    assert_eq!(heard.first().unwrap(), "401");
    assert_eq!(heard.last().unwrap(), "503", "{heard:?}");
    assert_eq!(registered(&world), 0);
    world.wait_for_entry("limited", |e| {
        e["what"]
            .as_str()
            .is_some_and(|what| what.contains("wrong passwords"))
    });
    let debug = world.tolk.get("/debug").unwrap();
    assert!(!debug.to_string().contains(PASSWORD));
}

#[test]
fn a_registration_that_is_not_renewed_is_gone() {
    let world = World::begin("registrar-gone");
    let mut bo = telephone(&world, BO, "bo");
    assert_eq!(registered(&world), 1);
    world.wait_for_entry("registered", |e| {
        e["what"] == "bound" && e["devices"] == json!(1)
    });
    bo.sip.command("quit", "").ok();
    world.wait_for_entry("registered", |e| {
        e["what"] == "unbound" && e["devices"] == json!(0)
    });
    assert_eq!(registered(&world), 0);
}

#[test]
fn a_stranger_s_stack_registers_and_leaves_over_udp_and_tcp() {
    let world = World::begin("registrar-sipp");
    for transport in ["u1", "t1"] {
        let arguments = [
            "-m", "20", "-r", "10", "-s", "bo", "-au", "bo", "-ap", PASSWORD, "-t", transport,
        ];
        let sipp = Sipp::start(&world.story, LOCALHOST, world.sip, "register", &arguments);
        sipp.unwrap().finish(Duration::from_secs(30)).unwrap();
        assert_eq!(registered(&world), 0);
    }
    world.wait_for_entry("registered", |e| e["what"] == "bound");
}
