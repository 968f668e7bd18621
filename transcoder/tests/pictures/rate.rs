//! Rates and key pictures.

use std::time::{Duration, Instant};

use tolk_model::{BitRate, Codec};

use super::clip::{Content, clip, looks};
use super::rig::{As, Rig, class};

/// Rates settle within this; measured 1-2 s.
const SETTLED: Duration = Duration::from_secs(3);

fn noisy(how: As) -> Rig {
    let source = clip(Codec::H264, (640, 360), 60, Content::Noisy);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &source);
    rig.plan(&[class(1, 1, how, (640, 360), BitRate::kbps(1500))]);
    rig.pictures(1, 10);
    rig
}

fn measured(rig: &mut Rig) -> u64 {
    rig.go_on(SETTLED);
    let from = Instant::now();
    rig.go_on(Duration::from_secs(2));
    rig.watched[&1].rate(from) / 1000
}

fn obeys(how: As) {
    let mut rig = noisy(how);
    let high = measured(&mut rig);
    assert!((900..2200).contains(&high), "{high} kbit/s of 1500");
    let keys = rig.keys(1);
    rig.available(1, BitRate::kbps(400));
    // Encoders make a whole picture every ten seconds unasked; this is the eighth at most.
    rig.go_on(Duration::from_secs(2));
    assert_eq!(rig.keys(1), keys, "no whole picture for a change of rate");
    let low = measured(&mut rig);
    assert!((150..620).contains(&low), "{low} kbit/s of 400");
    rig.available(1, BitRate::kbps(9000));
    let again = measured(&mut rig);
    assert!(
        (900..2200).contains(&again),
        "{again} kbit/s: never above the class"
    );
}

#[test]
fn vp8_obeys_what_receivers_can_take() {
    obeys(As::Vp8);
}

#[test]
fn h264_obeys_what_receivers_can_take() {
    obeys(As::H264);
}

#[test]
fn many_picture_requests_make_one_key_picture_a_second() {
    for how in [As::Vp8, As::H264] {
        let mut rig = noisy(how);
        let before = rig.keys(1);
        let began = Instant::now();
        for _ in 0..10 {
            rig.request(1);
            rig.go_on(Duration::from_millis(10));
        }
        rig.until("key picture", |rig| rig.keys(1) > before);
        assert!(
            began.elapsed() < Duration::from_millis(900),
            "the first comes at once"
        );
        rig.go_on(Duration::from_millis(2500));
        let made = rig.keys(1) - before;
        assert!(
            (1..=2).contains(&made),
            "{made} key pictures for ten requests"
        );
    }
}

#[test]
fn a_source_that_stands_still_is_shown_again_to_whoever_needs_it() {
    let mut rig = noisy(As::Vp8);
    rig.senders.get_mut(&1).unwrap().paused = true;
    rig.go_on(Duration::from_millis(500));
    let (pictures, keys) = (rig.count(1), rig.keys(1));
    rig.go_on(Duration::from_millis(500));
    assert_eq!(rig.count(1), pictures, "nothing new, nothing sent");
    rig.request(1);
    rig.until("whole picture of the still", |rig| rig.keys(1) > keys);
    let smaller = class(1, 1, As::Vp8, (320, 180), BitRate::kbps(500));
    rig.plan(&[smaller]);
    rig.until("smaller still", |rig| {
        let key = rig.units(1).iter().rposition(|unit| unit.key).unwrap();
        looks(Codec::Vp8, &rig.units(1)[key..])
            .last()
            .is_some_and(|look| look.size == (320, 180))
    });
    rig.senders.get_mut(&1).unwrap().paused = false;
    rig.pictures(1, 20);
    let steps = rig.watched[&1].steps();
    assert!(
        steps.iter().all(|step| *step > 0 && *step < 10 * 90_000),
        "{steps:?}"
    );
}
