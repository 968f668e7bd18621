//! Pictures go in as one codec and come out as the other, of the right size, showing what they showed.

use std::time::Duration;

use tolk_model::plan::{Language, Picture};
use tolk_model::{BitRate, Codec, LegId, PromptId, StreamId};

use super::clip::{Content, clip, looks, shows_quarters};
use super::rig::{As, Rig, class, class_of};

const RATE: BitRate = BitRate::kbps(600);

/// Recodes a clip; every picture that comes out must decode to `wanted` size and show the quarters.
fn recode(from: Codec, how: As, sent: (u32, u32), asked: (u16, u16), wanted: (u32, u32)) -> Rig {
    let source = clip(from, sent, 30, Content::Calm);
    let mut rig = Rig::start();
    rig.sender(1, from, &source);
    rig.plan(&[class(1, 1, how, asked, RATE)]);
    rig.pictures(1, 40);
    let units = rig.units(1);
    assert!(units[0].key, "the first picture is whole");
    let to = match how {
        As::Vp8 => Codec::Vp8,
        As::H264 | As::H264Single => Codec::H264,
    };
    let seen = looks(to, &units);
    assert!(
        seen.len() + 1 >= units.len(),
        "{} of {}",
        seen.len(),
        units.len()
    );
    for look in &seen {
        assert_eq!(look.size, wanted);
        assert!(shows_quarters(look), "{look:?}");
    }
    rig
}

#[test]
fn h264_becomes_vp8_and_keeps_the_rhythm_of_its_source() {
    let rig = recode(Codec::H264, As::Vp8, (640, 360), (640, 360), (640, 360));
    let steps = rig.watched[&1].steps();
    assert!(
        steps.iter().all(|step| *step > 0 && step % 3000 == 0),
        "{steps:?}"
    );
    let usual = steps.iter().filter(|step| **step == 3000).count();
    assert!(usual * 2 > steps.len(), "{steps:?}");
}

#[test]
fn h264_becomes_smaller_vp8_of_the_same_shape() {
    recode(Codec::H264, As::Vp8, (640, 480), (400, 300), (400, 300));
    recode(Codec::H264, As::Vp8, (640, 480), (640, 180), (240, 180));
}

#[test]
fn vp8_becomes_h264() {
    recode(Codec::Vp8, As::H264, (640, 360), (1280, 720), (640, 360));
}

#[test]
fn vp8_becomes_h264_of_one_nal_unit_a_packet() {
    let source = clip(Codec::Vp8, (1280, 720), 15, Content::Noisy);
    let mut rig = Rig::start();
    rig.sender(1, Codec::Vp8, &source);
    rig.plan(&[class(
        1,
        1,
        As::H264Single,
        (1280, 720),
        BitRate::kbps(2000),
    )]);
    rig.pictures(1, 30);
    let types: Vec<u8> = rig.watched[&1]
        .payloads
        .iter()
        .map(|p| p[0] & 0x1f)
        .collect();
    assert!(types.iter().all(|kind| (1..24).contains(kind)), "{types:?}");
    assert_eq!(rig.meeting()["classes"][0]["nal_units_too_large"], 0);
    let seen = looks(Codec::H264, &rig.units(1));
    assert!(seen.iter().all(|look| look.size == (1280, 720)));
    assert!(shows_quarters(seen.last().unwrap()), "{seen:?}");
}

#[test]
fn a_frame_rate_is_a_limit() {
    let source = clip(Codec::H264, (320, 180), 30, Content::Calm);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &source);
    let mut slow = class(1, 1, As::Vp8, (320, 180), RATE);
    slow.frame_rate = 10;
    rig.plan(&[slow]);
    rig.pictures(1, 20);
    let steps = rig.watched[&1].steps();
    // A busy machine makes single steps longer, and then shorter; the average says what is sent.
    let average = steps.iter().sum::<u32>() / steps.len() as u32;
    assert!((8_700..18_000).contains(&average), "{steps:?}");
}

#[test]
fn a_slide_is_shown_in_both_languages_and_gives_way_to_a_person() {
    let source = clip(Codec::H264, (640, 360), 30, Content::Calm);
    let mut rig = Rig::start();
    let slide = |language| Picture::Slide {
        slide: PromptId::new("lobby"),
        language,
    };
    rig.plan(&[
        class_of(1, slide(Language::Sv), As::Vp8, (640, 360), RATE),
        class_of(2, slide(Language::En), As::H264, (640, 360), RATE),
    ]);
    rig.pictures(1, 3);
    rig.pictures(2, 3);
    let (swedish, english) = (
        looks(Codec::Vp8, &rig.units(1)),
        looks(Codec::H264, &rig.units(2)),
    );
    for look in swedish.iter().chain(&english) {
        assert_eq!(look.size, (640, 360));
        assert!(
            look.quarters.iter().all(|q| *q < 120.0),
            "a dark ground: {look:?}"
        );
    }
    rig.sender(1, Codec::H264, &source);
    let person = Picture::Of {
        leg: LegId::from_number(1),
        stream: StreamId(1),
    };
    let before = rig.keys(1);
    rig.plan(&[class_of(1, person, As::Vp8, (640, 360), RATE)]);
    rig.until("person", |rig| {
        let seen = looks(Codec::Vp8, &rig.units(1));
        rig.count(1) > 5 && shows_quarters(seen.last().unwrap())
    });
    assert_eq!(rig.keys(1), before, "the encoder goes on");
    assert!(rig.watched[&1].steps().iter().all(|step| *step < 1 << 31));
    rig.go_on(Duration::from_millis(300));
    assert_eq!(rig.meeting()["classes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_sender_that_changes_size_and_codec_is_followed() {
    let mut rig = Rig::start();
    rig.sender(
        1,
        Codec::H264,
        &clip(Codec::H264, (640, 360), 30, Content::Calm),
    );
    rig.plan(&[class(1, 1, As::Vp8, (640, 360), RATE)]);
    rig.pictures(1, 10);
    let small = clip(Codec::Vp8, (320, 180), 30, Content::Calm);
    rig.sender(1, Codec::Vp8, &small);
    rig.until("smaller picture", |rig| {
        let seen = looks(Codec::Vp8, &rig.units(1));
        seen.last()
            .is_some_and(|look| look.size == (320, 180) && shows_quarters(look))
    });
    assert!(
        rig.watched[&1]
            .steps()
            .iter()
            .all(|step| *step > 0 && *step < 1 << 31)
    );
    assert!(rig.replaced.is_empty());
}
