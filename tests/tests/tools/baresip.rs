//! One baresip calls another: sound and H.264 are measured at both ends.

use std::net::IpAddr;
use std::time::Duration;

use tolk_tests::measure::{Sender, picture, sound};
use tolk_tests::peers::baresip::{Baresip, Kind};
use tolk_tests::peers::story::Story;

const CALLER: Sender = Sender(0);
const CALLED: Sender = Sender(5);

#[test]
fn two_rooms_see_and_hear_each_other_over_h264_and_opus() {
    let story = Story::begin("tools-baresip").unwrap();
    let ip: IpAddr = "127.0.0.1".parse().unwrap();
    let mut called = Baresip::start(&story, ip, CALLED, Kind::ROOM).unwrap();
    let mut caller = Baresip::start(&story, ip, CALLER, Kind::ROOM).unwrap();
    caller.dial(&called.uri()).unwrap();
    caller.wait_for_call(Duration::from_secs(10)).unwrap();
    called.wait_for_call(Duration::from_secs(10)).unwrap();
    let at_caller = caller.look(Duration::from_secs(4)).unwrap();
    let at_called = called.look(Duration::from_secs(4)).unwrap();
    caller.hang_up().unwrap();
    called.wait_for_end(Duration::from_secs(5)).unwrap();
    picture::judge(&at_caller, CALLED).unwrap();
    picture::judge(&at_called, CALLER).unwrap();
    for (end, expected, other) in [(&caller, CALLED, CALLER), (&called, CALLER, CALLED)] {
        let heard = end.heard().unwrap();
        sound::judge(&heard.samples, heard.rate, expected).unwrap();
        assert!(sound::is_absent(&heard.samples, heard.rate, other));
    }
}
