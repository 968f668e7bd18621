//! Damaged pictures: one stream's damage is nobody else's.

use std::time::{Duration, Instant};

use tolk_model::{BitRate, Codec};

use super::clip::{Content, clip, looks, shows_quarters};
use super::rig::{As, Rig, class};

fn garbage(codec: Codec) {
    let good = clip(Codec::H264, (320, 180), 30, Content::Calm);
    let victim = clip(codec, (320, 180), 30, Content::Calm);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &good);
    rig.sender(2, codec, &victim);
    rig.plan(&[
        class(1, 1, As::Vp8, (320, 180), BitRate::kbps(300)),
        class(2, 2, As::H264, (320, 180), BitRate::kbps(300)),
    ]);
    rig.pictures(2, 10);
    rig.pictures(1, 10);
    let began = Instant::now();
    let sender = rig.senders.get_mut(&2).unwrap();
    let before = sender.requests;
    // A key picture by its first bytes, and then nonsense: the worst that passes the depacketiser.
    let mut bytes = victim[0].bytes[..40].to_vec();
    let mut state = 1u32;
    bytes.extend((0..3000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8 | 1
    }));
    if codec == Codec::Vp8 {
        // A first partition longer than the frame: decoders show most other nonsense as if it were a picture.
        bytes[0] |= 0xe0;
        bytes[1..3].fill(0xff);
    }
    sender.garbage = Some(bytes);
    rig.until("picture request", |rig| rig.senders[&2].requests > before);
    rig.go_on(Duration::from_secs(2));
    let gap = rig.watched[&1].longest_gap(began);
    assert!(gap < Duration::from_millis(500), "the other class: {gap:?}");
    rig.senders.get_mut(&2).unwrap().garbage = None;
    rig.until("picture after the garbage", |rig| {
        let units = rig.units(2);
        let key = units.iter().rposition(|unit| unit.key).unwrap();
        looks(Codec::H264, &units[key..])
            .last()
            .is_some_and(shows_quarters)
            && rig.count(2) > 20
    });
    assert!(rig.replaced.is_empty(), "{:?}", rig.replaced);
}

#[test]
fn garbage_in_vp8_asks_for_a_picture_and_harms_no_other() {
    garbage(Codec::Vp8);
}

#[test]
fn garbage_in_h264_asks_for_a_picture_and_harms_no_other() {
    garbage(Codec::H264);
}

#[test]
fn a_lost_packet_asks_for_a_picture_and_nothing_is_shown_before_it_comes() {
    let source = clip(Codec::H264, (640, 360), 300, Content::Calm);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &source);
    rig.plan(&[class(1, 1, As::Vp8, (640, 360), BitRate::kbps(900))]);
    rig.pictures(1, 10);
    let sender = rig.senders.get_mut(&1).unwrap();
    let before = sender.requests;
    sender.deaf = true;
    sender.lose_next();
    rig.until("picture request", |rig| rig.senders[&1].requests > before);
    // What was on its way comes out; then nothing, though pictures that depend on the lost one go in.
    rig.go_on(Duration::from_millis(200));
    let shown = rig.count(1);
    rig.go_on(Duration::from_secs(1));
    assert_eq!(rig.count(1), shown);
    let asked = rig.senders[&1].requests;
    assert!(asked >= before + 3, "asked again and again: {asked}");
    rig.senders.get_mut(&1).unwrap().deaf = false;
    rig.pictures(1, 20);
    assert!(looks(Codec::Vp8, &rig.units(1)).iter().all(shows_quarters));
}
