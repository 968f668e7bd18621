//! Somebody who wants no calls: callers hear so, others see so, and it outlives the node.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use tolk_tests::measure::Sender;
use tolk_tests::peers::story::wait_until;
use tolk_tests::peers::tolk::{Setup, Tolk};

use super::registrar::{registered, telephone};
use super::world::{SOON, World};

const KARIN: Sender = Sender(1);
const BO: Sender = Sender(3);
const BO_S_PEACE: &str = "/api/v1/presence/bo/do-not-disturb";

fn state(world: &World) -> Value {
    world.tolk.get("/api/v1/presence/bo").unwrap()
}

fn wait_for_state(world: &World, wanted: &str) {
    let is = || Ok(state(world)["availability"] == wanted);
    wait_until(wanted, SOON, is).unwrap();
}

#[test]
fn who_wants_no_calls_is_left_in_peace_until_that_is_taken_back() {
    let mut world = World::begin("disturb");
    assert_eq!(state(&world)["availability"], "offline");
    let mut bo = telephone(&world, BO, "bo");
    wait_for_state(&world, "available");
    world.tolk.put(BO_S_PEACE).unwrap();
    world.wait_for_entry("do_not_disturb", |e| {
        e["on"] == true && e["by"] == "operator"
    });
    assert_eq!(state(&world)["availability"], "do_not_disturb");
    assert!(
        world
            .tolk
            .put("/api/v1/presence/8001234/do-not-disturb")
            .is_err(),
        "a room is locked instead"
    );

    // It outlives the node; the telephone does not wait to register again.
    bo.sip.command("quit", "").ok();
    let config = std::fs::read_to_string(world.tolk.folder().join("tolk.toml")).unwrap();
    world.tolk.process().signal(Signal::TERM).unwrap();
    world.tolk.process().wait(Duration::from_secs(20)).unwrap();
    let setup = Setup {
        http: world.http,
        config: &config,
        token: world.token(),
    };
    world.tolk = Tolk::start(&world.story, &setup).unwrap();
    assert_eq!(state(&world)["do_not_disturb"], true);

    let mut bo = telephone(&world, BO, "bo");
    let mut karin = telephone(&world, KARIN, "karin");
    wait_until("both", SOON, || Ok(registered(&world) == 2)).unwrap();
    karin.sip.dial("sip:bo@tolk.test").unwrap();
    let refused = world.wait_for_entry("admitted", |e| e["outcome"] == "refuse");
    assert_eq!(refused["rule"], "person.do_not_disturb");
    let heard = || Ok(karin.sip.log().contains("session closed: 480"));
    wait_until("the caller to hear so", SOON, heard).unwrap();

    world.tolk.delete(BO_S_PEACE).unwrap();
    assert_eq!(state(&world)["availability"], "available");
    karin.call("sip:bo@tolk.test");
    bo.sip.wait_for_call(SOON).unwrap();
    wait_for_state(&world, "busy");
    karin.hang_up();
    bo.sip.wait_for_end(SOON).unwrap();
    wait_for_state(&world, "available");
    let busy = world.tolk.get("/api/v1/presence?q=registrerad").unwrap();
    assert_eq!(busy.as_array().unwrap().len(), 1);
    world.wait_until_idle();
}
