//! What a stranger's stack may do in SIP, one behaviour in a file each: SIPp calls the node, is called by it, and both at once.
//! SIPp ends with an error when one message is not the one of the file.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tolk_tests::peers::behaviour;
use tolk_tests::peers::free_port;
use tolk_tests::peers::sipp::Sipp;

use super::world::{LOCALHOST, PASSWORD, ROOM, World};

/// One that waits for the end of timer H has 64 T1 to wait.
const ALL: Duration = Duration::from_secs(45);

/// How SIPp has to be started for some.
const EACH: &[&str] = &[];
const EACH_IS_ONE: &[&str] = &["-nr"];

/// What a caller does who proves nothing.
pub(super) const CALLERS: [(&str, &[&str]); 29] = [
    ("answered", &[]),
    ("bad_reoffer", &[]),
    ("cancel_after_answer", &[]),
    ("cancel_of_nothing", &[]),
    ("glare", &[]),
    ("hold_resume", &[]),
    ("info_digit", &[]),
    ("late_ack", &[]),
    ("lost_ack", EACH_IS_ONE),
    ("low_cseq", &[]),
    ("merged", &[]),
    ("no_ack", &[]),
    ("no_codec", &[]),
    ("no_description", &[]),
    ("no_hops_left", &[]),
    ("nobody", &[]),
    ("options_inside", &[]),
    ("options_outside", &[]),
    ("record_route", &[]),
    ("register_wrong", &[]),
    ("timer_too_short", &[]),
    ("timer_uac", &[]),
    ("timer_uas", &[]),
    ("unknown_body", &[]),
    ("unknown_method", &[]),
    ("unknown_method_inside", &[]),
    ("unknown_require", &[]),
    ("update", &[]),
    ("wrong_tag", &[]),
];

/// What a colleague does who calls somebody, and what that one's telephone does.
const BETWEEN: [(&str, Option<&str>, &[&str]); 7] = [
    ("person_answered", Some("telephone_answers"), &[]),
    ("person_busy", Some("telephone_busy"), &[]),
    ("cancel_after_100", None, &[]),
    ("cancel_after_180", Some("telephone_rings"), &[]),
    ("cancel_crossed", Some("telephone_crosses"), &[]),
    ("prack", Some("telephone_answers"), &[]),
    ("prack_late", Some("telephone_answers_late"), EACH_IS_ONE),
];

/// What somebody does who is called.
pub(super) const CALLED: [(&str, &[&str]); 11] = [
    ("called_answers", &[]),
    ("called_challenges", &[]),
    ("called_declines", &[]),
    ("called_forks", &[]),
    ("called_holds", &[]),
    ("called_redirects", &[]),
    ("called_reliably", &[]),
    ("called_repeats", EACH_IS_ONE),
    ("called_routes", &[]),
    ("called_says_nothing", &[]),
    ("called_busy", &[]),
];

/// SIPp has no SRTP: how one who is called comes to media in the clear is what other stories show.
pub(super) fn in_the_clear(config: String) -> String {
    config.replacen("[media]\n", "[media]\nsrtp = \"off\"\n", 1)
}

pub(super) fn arguments<'a>(more: &[&'a str], own: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["-m", "1"];
    all.extend(more);
    all.extend(own);
    all
}

fn call(world: &World, ip: IpAddr, name: &str, more: &[&str]) -> Sipp {
    let file = behaviour::write(&world.story, name).unwrap();
    Sipp::start_file(&world.story, ip, world.sip, (name, &file), more).unwrap()
}

/// All of them went as their files say.
pub(super) fn finish(all: Vec<(&str, Sipp)>) {
    let failed: Vec<String> = all
        .into_iter()
        .filter_map(|(name, sipp)| {
            let error = sipp.finish(ALL).err()?;
            Some(format!("{name}: {error:#}"))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

fn strangers<'a>(
    world: &World,
    ip: IpAddr,
    behaviours: impl IntoIterator<Item = (&'a str, &'a [&'a str])>,
    more: &[&str],
) -> Vec<(&'a str, Sipp)> {
    let mut all = arguments(
        &["-s", ROOM, "-key", "caller", "stranger@else.example"],
        more,
    );
    behaviours
        .into_iter()
        .map(|(name, own)| {
            let kept = all.len();
            all.extend(own);
            let sipp = call(world, ip, name, &all);
            all.truncate(kept);
            (name, sipp)
        })
        .collect()
}

#[test]
fn callers_of_a_room_are_answered_as_the_rfcs_say() {
    let world = World::begin("behaviours-callers");
    finish(strangers(&world, LOCALHOST, CALLERS, &[]));
    let proof = ["-au", "karin", "-ap", PASSWORD, "-auth_uri", "tolk.test"];
    finish(strangers(&world, LOCALHOST, [("register", EACH)], &proof));
    world.wait_until_idle();
}

#[test]
fn callers_over_tcp_and_ipv6_are_answered_alike() {
    const SOME: [(&str, &[&str]); 8] = [
        ("answered", &[]),
        ("cancel_after_answer", &[]),
        ("hold_resume", &[]),
        ("merged", &[]),
        ("no_description", &[]),
        ("record_route", &[]),
        ("unknown_require", &[]),
        ("update", &[]),
    ];
    let world = World::begin("behaviours-tcp");
    finish(strangers(&world, LOCALHOST, SOME, &["-t", "t1"]));
    world.wait_until_idle();
    drop(world);
    let six = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let world = World::begin_at("behaviours-ipv6", six);
    for transport in ["u1", "t1"] {
        finish(strangers(&world, six, SOME, &["-t", transport]));
    }
    world.wait_until_idle();
}

/// Somebody for each pair, with one telephone.
fn persons(lines: &[SocketAddr]) -> String {
    let names = BETWEEN.iter().zip(lines);
    names
        .map(|((name, _, _), line)| {
            format!(
                "[[person]]\nname = \"{name}\"\naliases = [\"{name}\"]\norganisation = \"Länsstyrelsen\"\n\
                 devices = [\"sip:line@{line}\"]\n"
            )
        })
        .collect()
}

#[test]
fn calls_between_two_strangers_pass_answers_cancels_and_reliable_ringing() {
    let ports = BETWEEN.map(|_| SocketAddr::new(LOCALHOST, free_port(LOCALHOST).unwrap()));
    let world = World::begin_with("behaviours-between", |config| {
        in_the_clear(config) + &persons(&ports)
    });
    let mut all = Vec::new();
    // A telephone that says nothing is a port that nobody reads.
    let mut deaf = Vec::new();
    for ((_, telephone, _), own) in BETWEEN.iter().zip(ports) {
        let Some(telephone) = telephone else {
            deaf.push(std::net::UdpSocket::bind(own).unwrap());
            continue;
        };
        all.push((*telephone, listen(&world, own, telephone, &[])));
    }
    for (name, _, own) in BETWEEN {
        let to = format!("{name}@{}", world.sip);
        let account = ["-s", name, "-key", "caller", "bo@tolk.test", "-au", "bo"];
        let proof = ["-ap", PASSWORD, "-auth_uri", &to];
        let more = arguments(&account, &[&proof, own].concat());
        all.push((name, call(&world, LOCALHOST, name, &more)));
    }
    finish(all);
    world.wait_until_idle();
}

fn listen(world: &World, own: SocketAddr, name: &str, more: &[&str]) -> Sipp {
    // Two telephones of one kind have folders of their own.
    let file = behaviour::write(&world.story, name).unwrap();
    let under = format!("{name}-{}", own.port());
    Sipp::listen(&world.story, own, (&under, &file), &arguments(&[], more)).unwrap()
}

#[test]
fn those_who_are_called_may_do_all_that_the_rfcs_allow() {
    let world = World::begin_with("behaviours-called", in_the_clear);
    let free = || SocketAddr::new(LOCALHOST, free_port(LOCALHOST).unwrap());
    let next = free();
    let at = next.to_string();
    let mut all = vec![(
        "called_answers",
        listen(&world, next, "called_answers", &[]),
    )];
    for (name, own) in CALLED {
        let line = free();
        let keys = [&["-key", "next", at.as_str()], own].concat();
        let sipp = listen(&world, line, name, &keys);
        let order = json!({"from": ROOM, "to": format!("sip:{name}@{line}")});
        world.tolk.post("/api/v1/calls", &order).unwrap();
        all.push((name, sipp));
    }
    finish(all);
    world.wait_until_idle();
    for reason in ["busy", "declined", "hung_up"] {
        world.wait_for_entry("leg_ended", |e| e["cause"]["reason"] == reason);
    }
}

#[test]
fn negative_twin_a_behaviour_that_is_not_the_one_of_its_file_fails() {
    let world = World::begin_with("behaviours-twin", in_the_clear);
    let twins = [
        ("answered", "response=\"200\" rrs", "response=\"486\" rrs"),
        (
            "timer_uac",
            "refresher=uac\" search_in",
            "refresher=uas\" search_in",
        ),
        (
            "record_route",
            "second.example;lr=on\" search",
            "second.example;on=lr\" search",
        ),
    ];
    for (name, from, to) in twins {
        let change = |text: &str| {
            assert!(text.contains(from), "{name} does not say {from}");
            text.replace(from, to)
        };
        let under = format!("{name}-twin");
        let file = behaviour::write_changed(&world.story, name, &under, change).unwrap();
        let ended = run_twin(&world, &under, &file);
        assert!(ended.is_err(), "{name} is content with anything");
    }
}

fn run_twin(world: &World, name: &str, file: &Path) -> anyhow::Result<()> {
    let more = arguments(
        &["-s", ROOM, "-key", "caller", "stranger@else.example"],
        &[],
    );
    Sipp::start_file(&world.story, LOCALHOST, world.sip, (name, file), &more)?.finish(ALL)
}
