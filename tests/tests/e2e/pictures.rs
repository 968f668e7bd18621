//! Picture requests by signalling (RFC 5168), for far ends without the feedback of RFC 4585: measured where the pictures come out.

use std::net::UdpSocket;
use std::time::Duration;

use tolk_tests::measure::Sender;
use tolk_tests::peers::caller::{Caller, description};
use tolk_tests::peers::picture_end::PictureEnd;
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::world::{LOCALHOST, MEDIA, ROOM, SOON, World};

const PHONE: Sender = Sender(4);
const GUEST: Sender = Sender(2);
const CONTROL: &str = "application/media_control+xml";
const ASKS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\r\n<media_control><vc_primitive><to_encoder>\
    <picture_fast_update></picture_fast_update></to_encoder></vc_primitive></media_control>\r\n";
/// The same with an element that has no end.
const BROKEN: &str = "<?xml version=\"1.0\"?><media_control><vc_primitive><to_encoder><picture_fast_update>\
    </to_encoder></vc_primitive></media_control>";
/// Packets of about two seconds.
const STRETCH: usize = 60;
/// A browser that finds its size makes whole pictures of its own accord: it is looked at again.
const LOOKS: usize = 10;

/// A room that sees and does not show.
struct Seer {
    call: Caller,
    pictures: PictureEnd,
    _line: RtpEnd,
}

impl Seer {
    fn call(world: &World) -> Seer {
        let line = RtpEnd::open(LOCALHOST, Some(PHONE)).unwrap();
        let pictures = PictureEnd::open(LOCALHOST).unwrap();
        let offer = description(line.address(), Some(pictures.address()));
        let mut call = Caller::invite(LOCALHOST, world.sip, ROOM, &offer).unwrap();
        call.wait_for_answer(SOON).unwrap();
        Seer {
            call,
            pictures,
            _line: line,
        }
    }

    fn wait(&mut self, what: &str, until: impl Fn(&PictureEnd) -> bool) {
        wait_until(what, MEDIA, || {
            self.call.stay(Duration::from_millis(20));
            Ok(until(&self.pictures))
        })
        .unwrap_or_else(|e| panic!("{e}: {} whole", self.pictures.whole_pictures()));
    }

    /// Whether a stretch of pictures without a whole one comes, at the latest after some looks. `before` is done before each.
    fn sees_none_whole(&mut self, mut before: impl FnMut(&mut Caller)) -> bool {
        (0..LOOKS).any(|_| {
            before(&mut self.call);
            let (whole, packets) = (self.pictures.whole_pictures(), self.pictures.packets());
            self.wait("pictures", |p| p.packets() >= packets + STRETCH);
            self.pictures.whole_pictures() == whole
        })
    }

    /// Asks, and gets.
    fn asks_and_sees(&mut self, world: &World, guest: &Guest) {
        self.wait("a first picture", |p| p.whole_pictures() > 0);
        assert!(self.sees_none_whole(|_| {}), "whole pictures without end");
        // Nobody understands this: it is refused, and changes nothing.
        let refused = |call: &mut Caller| {
            assert_eq!(call.info(CONTROL, BROKEN, SOON).unwrap(), 400);
        };
        assert!(
            self.sees_none_whole(refused),
            "a broken request was followed"
        );
        world.wait_for_entry("malformed", |e| e["edge"] == "sip");
        let before = self.pictures.whole_pictures();
        assert_eq!(self.call.info(CONTROL, ASKS, SOON).unwrap(), 200);
        self.wait("the picture that was asked for", |p| {
            p.whole_pictures() > before
        });
        guest.must_hear(PHONE);
        assert!(!self.call.is_over(), "the call went on");
        self.call.hang_up(SOON).unwrap();
    }
}

#[test]
fn a_room_that_asks_by_info_gets_a_whole_picture_from_the_browser() {
    let world = World::begin("info-picture");
    let guest = Guest::new(&world, GUEST);
    guest.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    let mut seer = Seer::call(&world);
    seer.asks_and_sees(&world, &guest);
    assert_eq!(world.encoders(), 0, "forwarded");
}

#[test]
fn a_room_that_asks_by_info_gets_a_whole_picture_from_the_worker() {
    let world = World::begin("info-picture-worker");
    let guest = Guest::new(&world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    guest.speak_vp8_only();
    guest.enter("Bo");
    guest.wait_in_meeting();
    let mut seer = Seer::call(&world);
    seer.wait("a first picture", |p| p.whole_pictures() > 0);
    assert!(world.encoders() > 0, "recoded");
    seer.asks_and_sees(&world, &guest);
}

/// A room that shows and does not see: pictures of its own making, which nobody decodes here.
struct Shower {
    call: Caller,
    pictures: UdpSocket,
    line: RtpEnd,
    sent: u16,
}

impl Shower {
    fn call(world: &World) -> Shower {
        let line = RtpEnd::open(LOCALHOST, None).unwrap();
        let pictures = UdpSocket::bind((LOCALHOST, 0)).unwrap();
        let offer = description(line.address(), Some(pictures.local_addr().unwrap()));
        let offer = offer.replace("a=recvonly", "a=sendonly");
        let mut call = Caller::invite(LOCALHOST, world.sip, ROOM, &offer).unwrap();
        call.wait_for_answer(SOON).unwrap();
        pictures.connect(call.picture_address().unwrap()).unwrap();
        Shower {
            call,
            pictures,
            line,
            sent: 0,
        }
    }

    /// Sends a picture of one packet: a slice that needs others, or an instantaneous decoder refresh.
    fn show(&mut self, whole: bool) {
        self.sent += 1;
        let mut packet = vec![0x80, 0x80 | 96];
        packet.extend(self.sent.to_be_bytes());
        packet.extend((u32::from(self.sent) * 6_000).to_be_bytes());
        packet.extend(0x5155_5155_u32.to_be_bytes());
        packet.extend([if whole { 0x65 } else { 0x61 }; 200]);
        self.pictures.send(&packet).unwrap();
        self.call.stay(Duration::from_millis(50));
    }

    fn is_asked(&self) -> bool {
        let asks = |r: &String| r.starts_with("INFO ") && r.contains("<picture_fast_update/>");
        self.call.asked().iter().any(asks)
    }
}

#[test]
fn a_room_without_feedback_is_asked_by_info_for_a_whole_picture() {
    let world = World::begin("info-picture-asked");
    let mut shower = Shower::call(&world);
    // Alone it is asked for nothing.
    shower.show(true);
    shower.show(false);
    assert!(!shower.is_asked());
    let mut seer = Seer::call(&world);
    wait_until("a request by INFO", MEDIA, || {
        shower.show(false);
        Ok(shower.is_asked())
    })
    .unwrap();
    assert_eq!(
        seer.pictures.packets(),
        0,
        "a part of a picture is of no use"
    );
    wait_until("the whole picture", MEDIA, || {
        shower.show(true);
        Ok(seer.pictures.whole_pictures() > 0)
    })
    .unwrap();
    assert_eq!(world.encoders(), 0, "forwarded");
    drop(shower.line);
    shower.call.hang_up(SOON).unwrap();
    seer.call.hang_up(SOON).unwrap();
    world.wait_until_idle();
}
