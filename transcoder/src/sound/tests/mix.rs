//! Who hears whom, how loud, and who speaks.

use tolk_model::{Codec, MediaEvent};

use super::lab::{
    Lab, Sender, goertzel, hears, leg, meeting, mix, plan, quietest, rms, silence, tone, who,
};
use crate::branch::BranchInput;

const CODECS: [Codec; 4] = [Codec::Opus, Codec::Pcmu, Codec::G722, Codec::Pcma];

/// A tone for each participant, far enough from the others' and from their harmonics.
fn pitch(n: u64) -> f32 {
    430.0 + 170.0 * n as f32
}

/// `count` participants who all hear the others; those in `speaking` sound.
fn conference(count: u64, speaking: &[u64], amplitude: f32) -> Lab {
    let mut lab = Lab::new();
    for n in 1..=count {
        let sound = if speaking.contains(&n) {
            tone(pitch(n), amplitude)
        } else {
            silence()
        };
        lab.senders
            .push(Sender::new(n, CODECS[n as usize % 4], sound));
    }
    let everybody: Vec<u64> = (1..=count).collect();
    let legs = everybody
        .iter()
        .map(|n| hears(*n, CODECS[*n as usize % 4], mix(*n)));
    lab.apply(&plan(1, legs.collect(), &everybody));
    lab
}

#[test]
fn everybody_hears_the_others_and_nobody_themselves() {
    let mut lab = conference(5, &[1, 2, 3, 4, 5], 0.1);
    lab.run(3_000);
    for listener in 1..=5 {
        let heard = lab.heard(listener, 1_000);
        for speaker in 1..=5 {
            let level = goertzel(&heard, pitch(speaker));
            if speaker == listener {
                assert!(level < 0.002, "{listener} hears themselves: {level}");
            } else {
                assert!(
                    (0.05..0.25).contains(&level),
                    "{listener} hears {speaker}: {level}"
                );
            }
        }
    }
}

#[test]
fn whoever_is_not_in_the_mix_is_not_heard() {
    let mut lab = conference(3, &[1, 2, 3], 0.1);
    let legs = (1..=3).map(|n| hears(n, Codec::Pcmu, mix(n))).collect();
    lab.apply(&plan(2, legs, &[1, 3]));
    lab.run(2_000);
    assert!(goertzel(&lab.heard(1, 1_000), pitch(2)) < 0.002);
    // One who is muted hears both others.
    let heard = lab.heard(2, 1_000);
    assert!(goertzel(&heard, pitch(1)) > 0.05 && goertzel(&heard, pitch(3)) > 0.05);
}

#[test]
fn a_participant_with_two_legs_hears_none_of_them() {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, tone(pitch(1), 0.2)));
    lab.senders
        .push(Sender::new(2, Codec::Opus, tone(pitch(2), 0.2)));
    let mut other = hears(3, Codec::Pcmu, mix(1));
    other.participant = who(1);
    let legs = vec![
        hears(1, Codec::Opus, mix(1)),
        hears(2, Codec::Opus, mix(2)),
        other,
    ];
    lab.apply(&plan(1, legs, &[1, 2]));
    lab.run(2_000);
    let heard = lab.heard(3, 1_000);
    assert!(goertzel(&heard, pitch(1)) < 0.002 && goertzel(&heard, pitch(2)) > 0.1);
}

#[test]
fn nothing_clips_with_25_loud_voices() {
    let everybody: Vec<u64> = (1..=25).collect();
    let mut lab = conference(25, &everybody, 0.9);
    lab.run(3_000);
    for listener in [3, 5] {
        // G.711 and G.722: what is measured is the mix, not an encoder's overshoot.
        let heard = lab.heard(listener, 1_000);
        let peak = heard.iter().fold(0.0_f32, |p, s| p.max(s.abs()));
        let stuck = heard
            .windows(4)
            .filter(|w| w.iter().all(|s| s.abs() > 0.97))
            .count();
        assert!(stuck == 0 && peak < 1.0, "{listener}: {peak}, {stuck} flat");
        assert!(rms(&heard) > 0.1);
    }
}

#[test]
fn listeners_share_an_encoder() {
    let mut lab = Lab::new();
    for n in 1..=3 {
        lab.senders
            .push(Sender::new(n, Codec::Opus, tone(pitch(n), 0.1)));
    }
    let legs = (1..=20).map(|n| hears(n, Codec::Opus, mix(n))).collect();
    lab.apply(&plan(1, legs, &[1, 2, 3]));
    lab.run(1_000);
    assert_eq!(lab.machine.debug_state()["encoders"], 4);
    let (four, twenty) = (&lab.listener(4).got, &lab.listener(20).got);
    assert!(four.len() > 45 && four.len() == twenty.len());
    assert!(four.iter().zip(twenty).all(|(a, b)| a.payload == b.payload));
    assert_ne!(lab.listener(1).got[40].payload, four[40].payload);
    let counts = lab.machine.counts();
    assert!(counts.packets_encoded * 4 < counts.packets_out);
}

#[test]
fn in_a_large_meeting_the_silent_share_too() {
    let mut lab = conference(16, &[1, 2], 0.2);
    lab.run(2_000);
    let before = lab.machine.counts();
    lab.run(2_000);
    let after = lab.machine.counts();
    // Two speakers and, for each of four codecs, the rest.
    let encoded = after.packets_encoded - before.packets_encoded;
    assert!(encoded <= 6 * 101, "{encoded}");
    assert!(after.packets_out - before.packets_out >= 16 * 99);
    for listener in 1..=16 {
        let heard = lab.heard(listener, 1_000);
        for speaker in [1, 2] {
            let level = goertzel(&heard, pitch(speaker));
            assert_eq!(
                level > 0.1,
                speaker != listener,
                "{listener} hears {speaker}: {level}"
            );
        }
    }
    // Somebody begins: they hear the others without a gap, and not themselves.
    lab.senders[4].sound = tone(pitch(5), 0.2);
    let began = lab.ms;
    lab.run(2_000);
    let heard = lab.heard(5, began);
    assert!(goertzel(&heard, pitch(5)) < 0.002);
    assert!(quietest(&heard) > 0.05);
    assert!(goertzel(&lab.heard(6, began + 500), pitch(5)) > 0.1);
    let fewer = (1..=8)
        .map(|n| hears(n, CODECS[n as usize % 4], mix(n)))
        .collect();
    lab.apply(&plan(2, fewer, &[1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(lab.machine.debug_state()["encoders"], 8);
}

/// Sound for 700 ms of each second, as speech has pauses.
fn babble(hertz: f32, amplitude: f32, from_ms: u64, to_ms: u64) -> Box<dyn FnMut(u64) -> f32> {
    let mut tone = tone(hertz, amplitude);
    Box::new(move |n| {
        let ms = n / 48;
        if (from_ms..to_ms).contains(&ms) && ms % 1_000 < 700 {
            tone(n)
        } else {
            0.0
        }
    })
}

fn speakers(lab: &Lab) -> Vec<(u64, tolk_model::LegId)> {
    let speaker = |(at, event): &(u64, MediaEvent)| match event {
        MediaEvent::ActiveSpeaker(_, leg) => Some((*at, *leg)),
        _ => None,
    };
    lab.events.iter().filter_map(speaker).collect()
}

#[test]
fn the_speaker_is_told_when_it_changes() {
    let mut lab = conference(4, &[], 0.0);
    lab.senders[0].sound = babble(500.0, 0.2, 500, 5_500);
    lab.senders[1].sound = babble(700.0, 0.2, 6_000, 12_000);
    // One who coughs, also into a pause, and somebody who mumbles along.
    let mut cough = tone(900.0, 0.6);
    lab.senders[2].sound = Box::new(move |n| match n / 48 {
        3_000..3_100 | 5_900..5_960 => cough(n),
        _ => 0.0,
    });
    lab.senders[3].sound = babble(1_100.0, 0.03, 0, 5_000);
    lab.run(12_000);
    let told = speakers(&lab);
    let legs: Vec<_> = told.iter().map(|(_, leg)| *leg).collect();
    assert_eq!(legs, [leg(4), leg(1), leg(2)], "{told:?}");
    assert!((500..2_500).contains(&told[1].0), "{told:?}");
    assert!((6_000..8_500).contains(&told[2].0), "{told:?}");
    for pair in told.windows(2) {
        assert!(pair[1].0 - pair[0].0 >= 300);
    }
}

#[test]
fn nobody_speaks_in_silence_and_a_fan_does_not() {
    let mut lab = conference(3, &[], 0.0);
    lab.run(5_000);
    assert!(speakers(&lab).is_empty());
    lab.senders[0].sound = tone(300.0, 0.02);
    lab.senders[1].sound = babble(600.0, 0.02, 30_000, 40_000);
    lab.run(37_000);
    assert_eq!(speakers(&lab).last().unwrap().1, leg(2));
}

#[test]
fn a_meeting_that_closes_is_silent() {
    let mut lab = conference(3, &[1, 2, 3], 0.1);
    lab.run(1_000);
    lab.machine.handle(lab.now(), BranchInput::Close(meeting()));
    let sent = lab.machine.counts().packets_out;
    lab.run(1_000);
    assert_eq!(lab.machine.counts().packets_out, sent);
    let state = lab.machine.debug_state();
    assert_eq!(
        (&state["feeds"], &state["encoders"]),
        (&0.into(), &0.into())
    );
    assert!(state["streams"].as_object().unwrap().is_empty());
    assert!(state["meetings"].as_object().unwrap().is_empty());
}
