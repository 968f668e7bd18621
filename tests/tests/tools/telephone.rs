//! SIPp's signalling with an [`RtpEnd`]'s sound calls a baresip telephone: both hear each other.

use std::net::IpAddr;
use std::time::Duration;

use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::baresip::{Baresip, Kind};
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::Story;

const CALLER: Sender = Sender(1);
const CALLED: Sender = Sender(4);

#[test]
fn a_scripted_telephone_and_a_baresip_telephone_hear_each_other() {
    let story = Story::begin("tools-telephone").unwrap();
    let ip: IpAddr = "127.0.0.1".parse().unwrap();
    let mut called = Baresip::start(&story, ip, CALLED, Kind::PHONE).unwrap();
    let line = RtpEnd::open(ip, Some(CALLER)).unwrap();
    let (host, port) = (ip.to_string(), line.address().port().to_string());
    let keys = [
        "-m",
        "1",
        "-s",
        "room",
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let sipp = Sipp::start(&story, ip, called.address(), "call_g711", &keys).unwrap();
    called.wait_for_call(Duration::from_secs(10)).unwrap();
    sipp.finish(Duration::from_secs(30)).unwrap();
    called.wait_for_end(Duration::from_secs(5)).unwrap();
    let at_caller = line.take_heard();
    sound::judge(&at_caller.samples, at_caller.rate, CALLED).unwrap();
    let at_called = called.heard().unwrap();
    sound::judge(&at_called.samples, at_called.rate, CALLER).unwrap();
    assert!(sound::is_absent(&at_caller.samples, at_caller.rate, CALLER));
}

#[test]
fn negative_twin_a_one_way_call_is_told_apart() {
    let story = Story::begin("tools-telephone-one-way").unwrap();
    let ip: IpAddr = "127.0.0.1".parse().unwrap();
    let mut called = Baresip::start(&story, ip, CALLED, Kind::PHONE).unwrap();
    let line = RtpEnd::open(ip, None).unwrap();
    let (host, port) = (ip.to_string(), line.address().port().to_string());
    let keys = [
        "-m",
        "1",
        "-s",
        "room",
        "-key",
        "media_host",
        &host,
        "-key",
        "rtp",
        &port,
    ];
    let sipp = Sipp::start(&story, ip, called.address(), "call_g711", &keys).unwrap();
    called.wait_for_call(Duration::from_secs(10)).unwrap();
    sipp.finish(Duration::from_secs(30)).unwrap();
    let at_caller = line.take_heard();
    sound::judge(&at_caller.samples, at_caller.rate, CALLED).unwrap();
    let judged = called
        .heard()
        .and_then(|h| Ok(sound::judge(&h.samples, h.rate, CALLER)?));
    assert!(judged.is_err(), "{judged:?}");
}
