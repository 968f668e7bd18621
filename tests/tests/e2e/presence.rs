//! What SIP can do outside calls and on top of them, by strangers' stacks: watching, saying how reachable one is, writing, and
//! passing calls on. SIPp ends with an error when one message is not the one of its file.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_tests::peers::behaviour;
use tolk_tests::peers::free_port;
use tolk_tests::peers::sipp::Sipp;

use super::world::{LOCALHOST, PASSWORD, ROOM, SOON, World};

/// Presence is told five seconds apart, and several times.
const ALL: Duration = Duration::from_secs(45);

/// Karin and Bo see each other's calls.
fn one_group(config: String) -> String {
    in_the_clear(config) + "[[presence.group]]\nmembers = [\"karin\", \"bo\"]\n"
}

/// SIPp has no SRTP.
fn in_the_clear(config: String) -> String {
    config.replacen("[media]\n", "[media]\nsrtp = \"off\"\n", 1)
}

/// One of the files, `by` an account, asks about `to`.
fn ask(world: &World, name: &str, by: &str, to: &str) -> Sipp {
    let file = behaviour::write(&world.story, name).unwrap();
    ask_by_file(world, (name, &file), by, to)
}

fn ask_by_file(world: &World, file: (&str, &std::path::Path), by: &str, to: &str) -> Sipp {
    let (caller, uri) = (format!("{by}@tolk.test"), format!("{to}@{}", world.sip));
    let who = ["-m", "1", "-s", to, "-key", "caller", &caller, "-au", by];
    let proof = ["-ap", PASSWORD, "-auth_uri", &uri, "-key", "room", ROOM];
    let more = [who.as_slice(), &proof].concat();
    Sipp::start_file(&world.story, LOCALHOST, world.sip, file, &more).unwrap()
}

/// A stranger, who proves nothing.
fn ask_as_stranger(world: &World, name: &str, to: &str) -> Sipp {
    let file = behaviour::write(&world.story, name).unwrap();
    let more = [
        "-m",
        "1",
        "-s",
        to,
        "-key",
        "caller",
        "stranger@else.example",
    ];
    Sipp::start_file(&world.story, LOCALHOST, world.sip, (name, &file), &more).unwrap()
}

/// A telephone of somebody: it has registered, and does now what a file says.
fn telephone(world: &World, user: &str, name: &str) -> Sipp {
    let own = register(world, user);
    let file = behaviour::write(&world.story, name).unwrap();
    Sipp::listen(&world.story, own, (name, &file), &["-m", "1"]).unwrap()
}

/// Registers a telephone; where it is.
fn register(world: &World, user: &str) -> SocketAddr {
    let own = SocketAddr::new(LOCALHOST, free_port(LOCALHOST).unwrap());
    let name = "registers_stays";
    let file = behaviour::write(&world.story, name).unwrap();
    let proof = ["-au", user, "-ap", PASSWORD, "-auth_uri", "tolk.test"];
    let more = [["-m", "1", "-s", user].as_slice(), &proof].concat();
    let sipp = Sipp::start_at(&world.story, own, world.sip, (name, &file), &more).unwrap();
    sipp.finish(SOON).unwrap();
    own
}

#[test]
fn colleagues_see_who_is_there_and_who_telephones() {
    let world = World::begin_with("presence-watch", one_group);
    let bo = ask(&world, "watch_presence", "karin", "bo");
    let calls = ask(&world, "watch_calls", "bo", "karin");
    let mailbox = ask(&world, "watch_mailbox", "bo", "bo");
    bo.wait_for_message("basic>closed", SOON).unwrap();
    register(&world, "bo");
    calls.wait_for_message("dialog-info", SOON).unwrap();
    ask(&world, "calls_room", "karin", ROOM)
        .finish(ALL)
        .unwrap();
    for sipp in [bo, calls, mailbox] {
        sipp.finish(ALL).unwrap();
    }
    world.wait_until_idle();
}

#[test]
fn who_publishes_that_it_wants_no_calls_gets_none_until_that_is_taken_back() {
    let world = World::begin_with("presence-publish", in_the_clear);
    let telephone = telephone(&world, "bo", "telephone_answers");
    ask(&world, "publish_disturb", "bo", "bo")
        .finish(ALL)
        .unwrap();
    telephone.finish(ALL).unwrap();
    for on in [true, false] {
        world.wait_for_entry("do_not_disturb", |e| e["on"] == on && e["by"] == "device");
    }
    world.wait_for_entry("admitted", |e| e["rule"] == "person.do_not_disturb");
    world.wait_until_idle();
}

#[test]
fn a_message_reaches_a_colleague_s_telephone_and_strangers_reach_nobody() {
    let world = World::begin("presence-message");
    let reads = telephone(&world, "bo", "telephone_reads");
    ask_as_stranger(&world, "stranger_asks", "bo")
        .finish(ALL)
        .unwrap();
    ask(&world, "writes", "karin", "bo").finish(ALL).unwrap();
    reads.finish(ALL).unwrap();
    world.wait_for_entry("asked", |e| e["rule"] == "page.colleague");
    world.wait_for_entry("asked", |e| e["rule"] == "page.no_colleague");
}

#[test]
fn a_call_is_passed_on_by_a_colleague_and_by_no_stranger() {
    let world = World::begin_with("presence-refer", in_the_clear);
    ask_as_stranger(&world, "stranger_refers", ROOM)
        .finish(ALL)
        .unwrap();
    let telephone = telephone(&world, "bo", "telephone_talks");
    ask(&world, "refers", "karin", "bo").finish(ALL).unwrap();
    telephone.finish(ALL).unwrap();
    world.wait_for_entry("transfer", |e| e["what"] == "done");
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_watcher_a_writer_and_a_publisher_do_not_take_everything() {
    let world = World::begin_with("presence-twin", one_group);
    let twins = [
        ("watch_mailbox", "bo", "bo", "Waiting: no", "Waiting: yes"),
        ("publish_disturb", "bo", "bo", "\"480\"", "\"486\""),
        ("writes", "karin", "bo", "\"202\"", "\"200\""),
    ];
    register(&world, "bo");
    let twins = twins.map(|(name, by, to, from, instead)| {
        let change = |text: &str| {
            assert!(text.contains(from), "{name} does not say {from}");
            text.replace(from, instead)
        };
        let under = format!("{name}-twin");
        let file = behaviour::write_changed(&world.story, name, &under, change).unwrap();
        (name, ask_by_file(&world, (&under, &file), by, to))
    });
    for (name, twin) in twins {
        assert!(twin.finish(ALL).is_err(), "{name} is content with anything");
    }
    world.wait_until_idle();
}
