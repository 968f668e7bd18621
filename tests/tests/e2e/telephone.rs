//! A telephone with G.711: scripted byte by byte by SIPp, its sound by an RTP end of our own.

use std::net::IpAddr;
use std::time::Duration;

use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::sipp::Sipp;

use super::guest::Guest;
use super::world::{LOCALHOST, ROOM, World};

const PHONE: Sender = Sender(4);
const GUEST: Sender = Sender(2);

/// A call of eight seconds to the room.
fn call(world: &World, ip: IpAddr, line: &RtpEnd, more: &[&str]) -> Sipp {
    let (host, port) = (ip.to_string(), line.address().port().to_string());
    let keys = [
        "-m",
        "1",
        "-s",
        ROOM,
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let arguments: Vec<&str> = keys.into_iter().chain(more.iter().copied()).collect();
    Sipp::start(&world.story, ip, world.sip, "call_g711", &arguments).unwrap()
}

#[test]
fn a_telephone_is_heard_in_a_browser_and_hears_it() {
    let world = World::begin("telephone");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let line = RtpEnd::open(LOCALHOST, Some(PHONE)).unwrap();
    let sipp = call(&world, LOCALHOST, &line, &[]);
    guest.must_hear(PHONE);
    sipp.finish(Duration::from_secs(30)).unwrap();
    let heard = line.take_heard();
    sound::judge(&heard.samples, heard.rate, GUEST).unwrap();
    assert!(
        sound::is_absent(&heard.samples, heard.rate, PHONE),
        "hears itself"
    );
    world.wait_for_entry("receiving", |e| e["codec"] == "pcma");
    world.wait_for_entry("leg_ended", |e| {
        e["edge"] == "sip" && e["cause"]["reason"] == "hung_up"
    });
}

#[test]
fn negative_twin_a_telephone_that_says_nothing_is_not_heard() {
    let world = World::begin("telephone-mute");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let line = RtpEnd::open(LOCALHOST, None).unwrap();
    let sipp = call(&world, LOCALHOST, &line, &["-t", "t1"]);
    guest.must_miss(PHONE);
    sipp.finish(Duration::from_secs(30)).unwrap();
    let heard = line.take_heard();
    sound::judge(&heard.samples, heard.rate, GUEST).unwrap();
}
