//! What the branch says of when it plays what, for lip-sync, against what is heard.

use tolk_model::Codec;

use super::lab::{Lab, Sender, hears, jittering, leg, mix, plan, recode, rms};

/// The sender's time begins here.
const BEGIN: u32 = u32::MAX - 5_000;
/// One burst of 100 ms each second.
const PERIOD: u64 = 48_000;
const BURST: u64 = 4_800;
/// A listener looks at so much at once.
const LOOK: usize = 48;

fn bursts() -> Box<dyn FnMut(u64) -> f32> {
    Box::new(|n| {
        let tone = (n as f32 * 0.131).sin() * 0.3;
        if n % PERIOD < BURST { tone } else { 0.0 }
    })
}

/// When each burst begins that leg 2 hears, by the time that the branch gives each packet, in ms.
fn heard(lab: &Lab) -> Vec<f64> {
    let (mut times, mut quiet) = (Vec::new(), 10);
    for got in &lab.listener(2).got {
        for (n, look) in got.sound().chunks_exact(LOOK).enumerate() {
            let loud = rms(look) > 0.05;
            if loud && quiet >= 10 {
                times.push(got.played_us as f64 / 1000.0 + n as f64);
            }
            quiet = if loud { 0 } else { quiet + 1 };
        }
    }
    times
}

/// When the burst number `n` of leg 1 is played, as the branch says, in ms.
fn told(lab: &Lab, n: u64, clock: u32) -> f64 {
    let begin = BEGIN.wrapping_add((n * u64::from(clock)) as u32);
    let distance = |of: u32| begin.wrapping_sub(of).cast_signed();
    let of_leg = lab.playing.iter().filter(|(_, of)| of.leg == leg(1));
    let (at_us, of) = of_leg
        .min_by_key(|(_, of)| distance(of.timestamp).unsigned_abs())
        .unwrap();
    *at_us as f64 / 1000.0 + f64::from(distance(of.timestamp)) * 1000.0 / f64::from(clock)
}

fn matches(mut lab: Lab, clock: u32) {
    lab.run(8_000);
    let heard = heard(&lab);
    assert!(heard.len() >= 6, "{heard:?}");
    for n in 2..7 {
        let told = told(&lab, n, clock);
        let off = heard
            .iter()
            .map(|at| at - told)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
            .unwrap();
        // Codecs look ahead by some ms.
        assert!((-3.0..15.0).contains(&off), "burst {n}: {off} ms");
    }
}

#[test]
fn what_is_said_to_be_played_is_what_is_heard() {
    for codec in [Codec::Pcma, Codec::G722, Codec::Opus] {
        for network in [0, 60] {
            let mut lab = Lab::new();
            lab.senders
                .push(Sender::new(1, codec, bursts()).with(jittering(network, 5)));
            lab.apply(&plan(1, vec![hears(2, Codec::Pcma, recode(1))], &[]));
            matches(lab, codec.clock_rate());
        }
    }
}

#[test]
fn the_same_holds_in_a_mix() {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, bursts()).with(jittering(40, 9)));
    lab.senders
        .push(Sender::new(3, Codec::Pcmu, super::lab::silence()));
    let legs = vec![hears(2, Codec::Pcma, mix(2))];
    lab.apply(&plan(1, legs, &[1, 3]));
    matches(lab, 48_000);
}

#[test]
fn packets_bear_the_time_of_their_first_sample() {
    let mut lab = Lab::new();
    lab.senders.push(Sender::new(1, Codec::Pcma, bursts()));
    lab.apply(&plan(1, vec![hears(2, Codec::Opus, recode(1))], &[]));
    lab.run(2_000);
    for pair in lab.listener(2).got.windows(2) {
        let ticks = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert_eq!(
            (pair[1].played_us - pair[0].played_us) * 48 / 1000,
            u64::from(ticks)
        );
        // Made once it is whole.
        assert_eq!(pair[1].at_ms * 1000 - pair[1].played_us, 10_000);
    }
}

#[test]
fn what_is_made_up_is_not_said_to_be_played() {
    let mut lab = Lab::new();
    lab.senders.push(Sender::new(1, Codec::Pcma, bursts()));
    lab.apply(&plan(1, vec![hears(2, Codec::Pcma, recode(1))], &[]));
    lab.run(2_000);
    lab.senders[0].paused = true;
    lab.run(500);
    let before = lab.playing.len();
    assert!((8..14).contains(&before), "{before}");
    lab.run(2_000);
    assert_eq!(lab.playing.len(), before);
}
