//! Linphone under TLS: it calls and is called by the way that it came, sees who is there and who telephones, and writes.

use std::time::Duration;

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::linphone::{Linphone, Member};
use tolk_tests::peers::office::{Office, Papers};
use tolk_tests::peers::story::{Story, wait_until};

use super::guest::Guest;
use super::linphone::must_have_heard_guest;
use super::world::{LOCALHOST, PASSWORD, ROOM, SOON, World};

const KARIN: Sender = Sender(4);
const BO: Sender = Sender(6);
const GUEST: Sender = Sender(2);
/// Presence is told five seconds apart.
const TOLD: Duration = Duration::from_secs(20);

/// A node of an office; Karin and Bo are colleagues who see each other.
fn begin(name: &'static str, clients: &str) -> (World, Office) {
    let story = Story::begin(name).unwrap();
    let office = Office::open(&story, "office").unwrap();
    office.issue("tolk", "DNS:tolk.test").unwrap();
    office.issue("karin", "DNS:karin.example").unwrap();
    let sip = format!("[sip]\n{}", office.node(clients));
    let change = |config: String| {
        let config = config.replacen("[sip]\n", &sip, 1);
        let config = config.replacen("[media]\n", "[media]\nsrtp = \"required\"\n", 1);
        config + "[[presence.group]]\nmembers = [\"karin\", \"bo\"]\n"
    };
    let world = World::start(story, LOCALHOST, change).unwrap();
    (world, office)
}

fn start(
    world: &World,
    (sender, user): (Sender, &str),
    papers: &Papers,
    friend: Option<&str>,
) -> Linphone {
    let member = Member {
        user,
        password: PASSWORD,
        domain: "tolk.test",
        node: world.tls,
        papers,
        friend,
    };
    Linphone::start_member(&world.story, LOCALHOST, sender, &member).unwrap()
}

fn wait_until_registered(world: &World, user: &str) {
    world.wait_for_entry("registered", |e| {
        e["what"] == "bound" && e["alias"].as_str().is_some_and(|a| a.starts_with(user))
    });
}

#[test]
fn linphone_calls_and_is_called_under_mutual_tls() {
    let (world, office) = begin("linphone-mtls", "required");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut phone = start(
        &world,
        (KARIN, "karin"),
        &office.papers(Some("karin")),
        None,
    );
    wait_until_registered(&world, "karin");
    guest.must_miss_sound(KARIN);
    for calls in [true, false] {
        if calls {
            phone.dial(&format!("sip:{ROOM}@tolk.test")).unwrap();
        } else {
            let order = json!({"from": ROOM, "to": "sip:karin@tolk.test"});
            world.tolk.post("/api/v1/calls", &order).unwrap();
        }
        guest.must_hear(KARIN);
        phone.hang_up().unwrap();
        wait_until("the end of the call", SOON, || {
            let ended = world.journal("leg_ended");
            Ok(ended.iter().filter(|e| e["edge"] == "sip").count() == if calls { 1 } else { 2 })
        })
        .unwrap();
        must_have_heard_guest(&phone, GUEST, KARIN);
    }
    guest.leave();
}

#[test]
fn negative_twin_linphone_is_refused_without_the_office_s_certificate_and_refuses_others() {
    let (world, office) = begin("linphone-tls-twin", "required");
    let elsewhere = Office::open(&world.story, "elsewhere").unwrap();
    elsewhere.issue("karin", "DNS:karin.example").unwrap();
    let stranger = elsewhere.papers(Some("karin"));
    let fooled = Papers {
        authorities: office.papers(None).authorities,
        ..stranger.clone()
    };
    for (sender, papers, why) in [
        (KARIN, fooled, "is not trusted"),
        (BO, stranger, "refuses our certificate"),
    ] {
        let _phone = start(&world, (sender, "karin"), &papers, None);
        world.wait_for_entry("tls_failed", |e| {
            e["problem"].as_str().is_some_and(|p| p.contains(why))
        });
    }
    assert!(world.journal("registered").is_empty());
}

#[test]
fn linphone_sees_who_is_there_and_who_telephones_and_writes() {
    let (world, office) = begin("linphone-presence", "ignored");
    let papers = office.papers(None);
    let mut karin = start(&world, (KARIN, "karin"), &papers, Some("bo@tolk.test"));
    karin
        .wait_for_line("<sip:bo@tolk.test> is Offline", SOON)
        .unwrap();
    let mut bo = start(&world, (BO, "bo"), &papers, Some("karin@tolk.test"));
    bo.wait_for_line("<sip:karin@tolk.test> is Online", SOON)
        .unwrap();
    karin
        .wait_for_line("<sip:bo@tolk.test> is Online", TOLD)
        .unwrap();
    assert_eq!(bo.said("Message received") + bo.said("is Busy"), 0);
    karin.write("sip:bo@tolk.test", "Are you there?").unwrap();
    bo.wait_for_line("from sip:karin@tolk.test: Are you there?", SOON)
        .unwrap();
    bo.write("sip:karin@tolk.test", "Yes.").unwrap();
    karin
        .wait_for_line("from sip:bo@tolk.test: Yes.", SOON)
        .unwrap();
    karin.dial(&format!("sip:{ROOM}@tolk.test")).unwrap();
    bo.wait_for_line("<sip:karin@tolk.test> is Busy", TOLD)
        .unwrap();
    karin.hang_up().unwrap();
    world.wait_until_idle();
    bo.console("quit").unwrap();
    wait_until("Bo to be gone", TOLD, || {
        Ok(karin.said("<sip:bo@tolk.test> is Offline") == 2)
    })
    .unwrap();
    assert_eq!(bo.said("Message received"), 1);
}
