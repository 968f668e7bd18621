//! Plans that follow each other.

use std::sync::Arc;
use std::time::Duration;

use tolk_model::codec::CodecParameters;
use tolk_model::plan::{MediaPlan, Source};
use tolk_model::{Codec, MeetingId};

use super::lab::{
    Lab, Listener, Sender, TICK, goertzel, hears, in_packets_of, leg, mix, plan, recode, tone,
};
use crate::branch::BranchInput;

/// Timestamps must rise by at least the length of the packets before, and by whole frames.
fn assert_continuous(listener: &Listener, ticks: u32) {
    for pair in listener.got.windows(2) {
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!(
            step > 0 && step <= 30 * ticks && step.is_multiple_of(ticks),
            "{step}"
        );
    }
}

#[test]
fn the_same_plan_twice_changes_nothing() {
    let legs = || {
        vec![
            hears(1, Codec::Opus, mix(1)),
            hears(2, Codec::Opus, mix(2)),
            hears(3, Codec::Pcmu, Source::Silence),
            hears(4, Codec::G722, recode(1)),
        ]
    };
    let run = |again: bool| {
        let mut lab = Lab::new();
        lab.senders
            .push(Sender::new(1, Codec::Opus, tone(500.0, 0.2)));
        lab.senders
            .push(Sender::new(2, Codec::Pcma, tone(700.0, 0.2)));
        lab.apply(&plan(1, legs(), &[1, 2]));
        for round in 0..100 {
            lab.run(30);
            if again {
                lab.apply(&plan(1 + round % 2, legs(), &[1, 2]));
            }
        }
        let got = |n| {
            lab.listener(n)
                .got
                .iter()
                .map(|g| (g.timestamp, g.marker, g.payload.clone()))
                .collect::<Vec<_>>()
        };
        (
            got(1),
            got(2),
            got(3),
            got(4),
            lab.machine.debug_state()["encoders"].clone(),
        )
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn an_old_plan_is_refused() {
    let mut lab = Lab::new();
    lab.apply(&plan(5, vec![hears(1, Codec::Pcmu, Source::Silence)], &[]));
    lab.apply(&plan(4, vec![], &[]));
    assert_eq!(lab.machine.counts().plans_old, 1);
    assert_eq!(lab.machine.debug_state()["feeds"], 1);
}

#[test]
fn who_leaves_takes_everything_with_them() {
    let mut lab = Lab::new();
    let both = vec![
        hears(1, Codec::Opus, mix(1)),
        hears(2, Codec::Pcmu, mix(2)),
        hears(3, Codec::G722, mix(3)),
    ];
    lab.apply(&plan(1, both, &[1, 2, 3]));
    let state = lab.machine.debug_state();
    assert_eq!(
        (&state["feeds"], &state["encoders"]),
        (&3.into(), &3.into())
    );
    lab.apply(&plan(2, vec![hears(1, Codec::Opus, mix(1))], &[1]));
    let state = lab.machine.debug_state();
    assert_eq!(
        (&state["feeds"], &state["encoders"]),
        (&1.into(), &1.into())
    );
    assert_eq!(state["streams"].as_object().unwrap().len(), 1);
    lab.apply(&plan(3, vec![], &[]));
    let state = lab.machine.debug_state();
    assert_eq!(
        (&state["feeds"], &state["encoders"]),
        (&0.into(), &0.into())
    );
    assert!(state["streams"].as_object().unwrap().is_empty());
}

#[test]
fn time_runs_on_when_the_source_changes() {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, tone(500.0, 0.2)));
    lab.senders
        .push(Sender::new(2, Codec::Opus, tone(700.0, 0.2)));
    let sources = [
        Source::Silence,
        recode(1),
        mix(3),
        recode(2),
        mix(1),
        Source::Silence,
    ];
    for (version, source) in sources.into_iter().enumerate() {
        lab.apply(&plan(
            version as u64,
            vec![hears(3, Codec::Pcmu, source)],
            &[1, 2],
        ));
        lab.run(470);
    }
    let listener = lab.listener(3);
    assert_continuous(listener, 80);
    assert!(
        listener.got.len() >= 6 * 47 / 2 - 6,
        "{}",
        listener.got.len()
    );
    assert!(listener.got[0].marker);
    assert_eq!(listener.got.iter().filter(|g| g.marker).count(), 1);
}

#[test]
fn time_runs_on_in_another_codec() {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, tone(500.0, 0.2)));
    for (version, codec) in [Codec::Pcmu, Codec::Opus, Codec::G722]
        .into_iter()
        .enumerate()
    {
        lab.apply(&plan(version as u64, vec![hears(2, codec, recode(1))], &[]));
        lab.run(500);
    }
    for pair in lab.listener(2).got.windows(2) {
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        let whole = pair[0].codec.clock_rate() / 50;
        if pair[0].codec == pair[1].codec {
            assert_eq!(step, whole);
        } else {
            // The new encoder may begin a packet later.
            let later = pair[1].codec.clock_rate() / 50;
            assert!((whole..=whole + later).contains(&step), "{step}");
        }
    }
}

#[test]
fn packets_are_as_long_as_the_receiver_wants() {
    for (codec, asked, made) in [
        (Codec::Pcmu, 10, 10),
        (Codec::Pcma, 30, 30),
        (Codec::G722, 60, 60),
        (Codec::Pcmu, 200, 60),
        (Codec::Opus, 10, 10),
        (Codec::Opus, 30, 20),
        (Codec::Opus, 60, 60),
    ] {
        let mut lab = Lab::new();
        lab.senders
            .push(Sender::new(1, Codec::Pcma, tone(500.0, 0.2)));
        lab.apply(&plan(
            1,
            vec![in_packets_of(asked, hears(2, codec, recode(1)))],
            &[],
        ));
        lab.run(3_000);
        let got = &lab.listener(2).got;
        let ticks = codec.clock_rate() / 1000 * made;
        assert!(
            got.windows(2)
                .all(|p| p[1].timestamp.wrapping_sub(p[0].timestamp) == ticks)
        );
        assert!(
            (i64::from(3_000 / made) - got.len() as i64).abs() <= 1,
            "{codec:?} {asked}"
        );
        assert!(
            goertzel(&lab.heard(2, 1_000), 500.0) > 0.15,
            "{codec:?} {asked}"
        );
    }
}

#[test]
fn silence_is_sent_unless_the_far_end_asked_for_pauses() {
    let mut lab = Lab::new();
    let mut legs = vec![
        hears(1, Codec::Pcmu, Source::Silence),
        hears(2, Codec::Opus, Source::Silence),
        hears(3, Codec::Opus, Source::Silence),
    ];
    if let CodecParameters::Opus { dtx, .. } = &mut legs[2].feeds[0].codec.parameters {
        *dtx = true;
    }
    lab.apply(&plan(1, legs, &[]));
    lab.run(10_000);
    for number in [1, 2] {
        let sent = lab.listener(number).got.len();
        assert!((499..=500).contains(&sent), "{number}: {sent}");
    }
    assert!(lab.listener(1).got[100].payload.iter().all(|b| *b == 0xff));
    let hints = lab.listener(3).got.len();
    assert!((5..100).contains(&hints), "{hints}");
    // After a hole in time comes a marker.
    assert!(lab.listener(3).got[hints - 1].marker);
}

#[test]
fn a_leg_that_goes_to_another_meeting_keeps_its_time() {
    for takes_first in [true, false] {
        hand_over(takes_first);
    }
}

/// The plan with the leg comes before the one without it, or after.
fn hand_over(takes_first: bool) {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, tone(500.0, 0.2)));
    let (first, second) = (MeetingId::from_number(1), MeetingId::from_number(2));
    let heard = |version| Arc::new(plan(version, vec![hears(2, Codec::Pcmu, recode(1))], &[]));
    let nothing = |version| {
        Arc::new(MediaPlan {
            version,
            ..MediaPlan::default()
        })
    };
    let tell = |lab: &mut Lab, meeting, plan| {
        lab.machine
            .handle(lab.now(), BranchInput::Plan(meeting, plan))
    };
    tell(&mut lab, first, heard(1));
    lab.run(1_000);
    if takes_first {
        tell(&mut lab, second, heard(1));
    }
    tell(&mut lab, first, nothing(2));
    if !takes_first {
        tell(&mut lab, second, heard(1));
    }
    lab.run(1_000);
    lab.machine.handle(lab.now(), BranchInput::Close(first));
    lab.run(1_000);
    assert_continuous(lab.listener(2), 80);
    assert!(lab.listener(2).got.len() > 145);
    assert!(goertzel(&lab.heard(2, 2_000), 500.0) > 0.15);
    lab.machine.handle(lab.now(), BranchInput::Close(second));
    assert_eq!(lab.machine.debug_state()["feeds"], 0);
}

#[test]
fn a_late_thread_makes_up_a_little_and_skips_the_rest() {
    let mut lab = Lab::new();
    lab.apply(&plan(1, vec![hears(1, Codec::Pcmu, Source::Silence)], &[]));
    lab.run(1_000);
    let before = lab.machine.counts();
    let late = lab.now() + TICK * 3;
    lab.machine.tick(late);
    assert_eq!(lab.machine.counts().frames, before.frames + 3);
    lab.machine.tick(late + Duration::from_secs(2));
    let after = lab.machine.counts();
    assert_eq!(after.frames, before.frames + 8);
    assert_eq!(after.frames_skipped, 195);
    lab.machine.tick(late + Duration::from_secs(2));
    assert_eq!(lab.machine.counts(), after);
    let mut last = None;
    while let Some(output) = lab.machine.poll() {
        last = Some(output);
    }
    let first = lab.listener(1).got[0].timestamp;
    let Some(crate::branch::BranchOutput::Sound { timestamp, .. }) = last else {
        panic!("no packet after the skip");
    };
    // The clock of the wall: 3 s of 80 ticks each 10 ms, less the last packet or two.
    let passed = timestamp.wrapping_sub(first);
    assert!((24_000 - 640..=24_240).contains(&passed), "{passed}");
}

#[test]
fn packets_that_nobody_wants_are_only_counted() {
    let mut lab = Lab::new();
    lab.senders
        .push(Sender::new(1, Codec::Opus, tone(500.0, 0.2)));
    lab.apply(&plan(
        1,
        vec![hears(
            2,
            Codec::Pcmu,
            Source::Forward {
                from: leg(1),
                stream: super::lab::SOUND,
            },
        )],
        &[],
    ));
    lab.run(1_000);
    let counts = lab.machine.counts();
    assert_eq!(counts.packets_unwanted, counts.packets_in);
    assert_eq!(counts.packets_out, 0);
}
