//! Telephones pass calls on.

use std::time::Duration;

use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::baresip::Kind;

use super::desk::{DOMAIN, Desk};
use super::registrar::telephone;
use super::room::Room;
use super::world::{MEDIA, PASSWORD, ROOM, SOON, World};

const KARIN: Sender = Sender(1);
const BO: Sender = Sender(3);
const THIRD: Sender = Sender(0);

/// Karin has called Bo; they talk.
fn talk(world: &World) -> (Room, Room) {
    let mut karin = telephone(world, KARIN, "karin");
    let mut bo = telephone(world, BO, "bo");
    karin.call("sip:bo@tolk.test");
    bo.sip.wait_for_call(SOON).unwrap();
    bo.must_hear(KARIN);
    (karin, bo)
}

#[test]
fn a_telephone_passes_its_call_on_to_a_colleague() {
    let world = three("transfer");
    let (mut karin, mut bo) = talk(&world);
    let mut third = telephone(&world, THIRD, "eva");
    karin.sip.command("transfer", "sip:eva@tolk.test").unwrap();
    third.sip.wait_for_call(SOON).unwrap();
    karin.sip.wait_for_end(MEDIA).unwrap();
    world.wait_for_entry("transfer", |e| e["what"] == "done");
    bo.must_hear(THIRD);
    third.must_hear(BO);
    bo.hang_up();
    third.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn negative_twin_nobody_is_passed_on_whither_the_telephone_could_not_call() {
    let world = World::begin("transfer-outside");
    let (mut karin, mut bo) = talk(&world);
    // A host may invite there: a rule for calls that go out leads to it. It is no number of ours, and the telephone could not call it.
    let third = Room::new(&world, THIRD, Kind::PHONE);
    karin.sip.command("transfer", &third.sip.uri()).unwrap();
    world.wait_for_entry("admitted", |e| e["rule"] == "directory.unknown");
    world.wait_for_entry("transfer", |e| e["what"] == "refused");
    // baresip hangs up when it is told so; nobody was called for it.
    karin.sip.wait_for_end(SOON).unwrap();
    bo.sip.wait_for_end(SOON).unwrap();
    // One with keys, which Bo's telephone does not want, and one in the clear.
    let called = |e: &&serde_json::Value| e["direction"] == "outgoing";
    assert_eq!(world.journal("leg_opened").iter().filter(called).count(), 2);
    world.wait_until_idle();
}

#[test]
fn a_telephone_passes_the_other_on_to_a_meeting() {
    let world = World::begin("transfer-meeting");
    let mut third = Room::new(&world, THIRD, Kind::PHONE);
    third.call(&world.uri(ROOM, "udp"));
    let (mut karin, mut bo) = talk(&world);
    let to = format!("sip:{ROOM}@tolk.test");
    karin.sip.command("transfer", &to).unwrap();
    karin.sip.wait_for_end(MEDIA).unwrap();
    world.wait_for_entry("taken_over", |_| true);
    bo.must_hear(THIRD);
    third.must_hear(BO);
    bo.hang_up();
    third.hang_up();
    world.wait_until_idle();
}

/// A node with a third account.
fn three(name: &'static str) -> World {
    World::begin_with(name, |config| {
        format!(
            "{config}\n[[person]]\nname = \"Eva Tredje\"\naliases = [\"eva\"]\norganisation = \"Länsstyrelsen\"\n\
             [[account]]\nuser = \"eva\"\naliases = [\"eva\"]\npassword = \"{PASSWORD}\"\n"
        )
    })
}

#[test]
fn after_a_talk_a_telephone_brings_two_colleagues_together() {
    let world = three("transfer-talk");
    let mut bo = telephone(&world, BO, "bo");
    let mut eva = telephone(&world, THIRD, "eva");
    let desk = Desk::new(&world, "karin");
    let mut first = desk.call(&format!("sip:bo@{DOMAIN}"), KARIN).unwrap();
    bo.sip.wait_for_call(SOON).unwrap();
    bo.must_hear(KARIN);
    desk.hold(&mut first).unwrap();
    let to = format!("sip:eva@{DOMAIN}");
    let second = desk.call(&to, KARIN).unwrap();
    eva.sip.wait_for_call(SOON).unwrap();
    eva.must_hear(KARIN);
    assert_eq!(desk.refer(&mut first, &second.named(&to)).unwrap(), "202");
    let report = desk.wait_for_report().unwrap();
    assert!(report.starts_with("SIP/2.0 200"), "{report}");
    world.wait_for_entry("admitted", |e| e["rule"] == "transfer.own_calls");
    world.wait_for_entry("transfer", |e| e["what"] == "done");
    bo.must_hear(THIRD);
    eva.must_hear(BO);
    // Who asked hangs up both; one may be over.
    for call in [first, second] {
        let status = desk.hang_up(call).unwrap();
        assert!(["200", "481"].contains(&status.as_str()), "{status}");
    }
    bo.must_hear(THIRD);
    bo.hang_up();
    eva.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn after_a_talk_in_a_meeting_a_telephone_sends_the_other_there() {
    let world = World::begin("transfer-talk-meeting");
    let mut third = Room::new(&world, THIRD, Kind::PHONE);
    third.call(&world.uri(ROOM, "udp"));
    let mut bo = telephone(&world, BO, "bo");
    let desk = Desk::new(&world, "karin");
    let mut first = desk.call(&format!("sip:bo@{DOMAIN}"), KARIN).unwrap();
    bo.sip.wait_for_call(SOON).unwrap();
    desk.hold(&mut first).unwrap();
    let to = format!("sip:{ROOM}@{DOMAIN}");
    let second = desk.call(&to, KARIN).unwrap();
    third.must_hear(KARIN);
    assert_eq!(desk.refer(&mut first, &second.named(&to)).unwrap(), "202");
    let report = desk.wait_for_report().unwrap();
    assert!(report.starts_with("SIP/2.0 200"), "{report}");
    for call in [first, second] {
        let status = desk.hang_up(call).unwrap();
        assert!(["200", "481"].contains(&status.as_str()), "{status}");
    }
    bo.must_hear(THIRD);
    third.must_hear(BO);
    bo.hang_up();
    third.hang_up();
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_stranger_passes_nobody_on() {
    let world = World::begin("transfer-stranger");
    let mut other = Room::new(&world, THIRD, Kind::PHONE);
    other.call(&world.uri(ROOM, "udp"));
    let mut target = telephone(&world, KARIN, "karin");
    let stranger = Desk::new(&world, "nobody");
    let mut call = stranger.call(&world.uri(ROOM, "udp"), BO).unwrap();
    other.must_hear(BO);
    for to in [target.sip.uri(), format!("sip:karin@{DOMAIN}")] {
        assert_eq!(stranger.refer(&mut call, &to).unwrap(), "403");
    }
    world.wait_for_entry("admitted", |e| e["rule"] == "transfer.strangers_denied");
    world.wait_for_entry("transfer", |e| {
        e["cause"]["blame"]["rule"] == "transfer.strangers_denied"
    });
    let opened = world.journal("leg_opened");
    assert_eq!(opened.len(), 2, "nobody is called: {opened:?}");
    assert!(target.sip.wait_for_call(Duration::from_secs(1)).is_err());
    // The call is as it was.
    other.must_hear(BO);
    let heard = call.line.take_heard();
    sound::judge(&heard.samples, heard.rate, THIRD).unwrap();
    assert_eq!(stranger.hang_up(call).unwrap(), "200");
    other.hang_up();
    world.wait_until_idle();
}
