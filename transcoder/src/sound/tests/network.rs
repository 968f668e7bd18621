//! Bad networks and odd senders.

use bytes::Bytes;
use tolk_model::{Codec, PayloadType};

use super::lab::{
    Fate, Lab, SOUND, Sender, goertzel, hears, jittering, leg, losing, plan, quietest, random,
    recode, rms, tone,
};
use crate::branch::{BranchInput, BranchPacket};

const ALL: [Codec; 4] = [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus];

/// Leg 2 hears leg 1 in G.711, which hides nothing of what the jitter buffer did.
fn lab(sender: Sender) -> Lab {
    let mut lab = Lab::new();
    lab.senders.push(sender);
    lab.apply(&plan(1, vec![hears(2, Codec::Pcma, recode(1))], &[]));
    lab
}

#[test]
fn a_tenth_of_the_packets_is_not_missed() {
    for codec in ALL {
        let mut lab = lab(Sender::new(1, codec, tone(400.0, 0.3)).with(losing(10, 7)));
        lab.run(10_000);
        let heard = lab.heard(2, 1_000);
        let whole = rms(&heard);
        assert!(whole > 0.18, "{codec:?}: {whole}");
        let quietest = quietest(&heard);
        // Three in a row are among them; a gap would be nothing at all, see below.
        assert!(quietest > 0.03, "{codec:?}: a gap of {quietest}");
        let made_up = lab.count(1, "concealed") + lab.count(1, "recovered");
        let share = made_up as f64 / 480_000.0;
        assert!((0.06..0.16).contains(&share), "{codec:?}: {share}");
        assert_eq!(lab.count(1, "recovered") > 0, codec == Codec::Opus);
    }
}

#[test]
fn a_long_gap_is_a_gap() {
    for codec in ALL {
        let gap = |n| {
            if (100..125).contains(&n) {
                Fate::Lost
            } else {
                Fate::Arrives
            }
        };
        let mut lab = lab(Sender::new(1, codec, tone(400.0, 0.3)).with(gap));
        lab.run(5_000);
        assert!(quietest(&lab.heard(2, 1_000)) < 0.01, "{codec:?}");
        assert!(
            quietest(&lab.heard(2, 3_000)) > 0.15,
            "{codec:?} did not come back"
        );
    }
}

#[test]
fn jitter_is_waited_for_and_the_wait_goes_again() {
    for codec in ALL {
        let mut rough = jittering(80, 3);
        let network = move |n| if n < 500 { rough(n) } else { Fate::Arrives };
        let mut lab = lab(Sender::new(1, codec, tone(400.0, 0.3)).with(network));
        lab.run(5_000);
        let before = lab.count(1, "concealed");
        lab.run(5_000);
        let concealed = lab.count(1, "concealed") - before;
        assert!(
            concealed < 480 * 10,
            "{codec:?}: {concealed} concealed of 240000"
        );
        let target = lab.stream(1)["target_ms"].as_i64().unwrap();
        assert!((50..110).contains(&target), "{codec:?}: {target}");
        let rough = lab.stream(1)["delay_ms"].as_i64().unwrap();
        lab.run(20_000);
        let even = lab.stream(1)["delay_ms"].as_i64().unwrap();
        assert!(rough > 50 && even < 45, "{codec:?}: {rough} then {even}");
        assert!(quietest(&lab.heard(2, 15_000)) > 0.15, "{codec:?}");
    }
}

#[test]
fn order_is_restored_and_duplicates_are_dropped() {
    let network = |n: u64| match n % 5 {
        2 => Fate::LateBy(25),
        4 => Fate::Twice,
        _ => Fate::Arrives,
    };
    let mut lab = lab(Sender::new(1, Codec::Pcmu, tone(400.0, 0.3)).with(network));
    lab.run(3_000);
    let before = lab.count(1, "concealed");
    lab.run(7_000);
    assert_eq!(lab.count(1, "concealed"), before);
    assert!(lab.count(1, "duplicate") + lab.count(1, "late") > 80);
    assert!(quietest(&lab.heard(2, 3_000)) > 0.15);
}

#[test]
fn clocks_that_drift_are_followed_for_minutes() {
    for (ppm, codec) in [
        (200.0, Codec::Pcmu),
        (-200.0, Codec::Pcmu),
        (200.0, Codec::Opus),
        (-200.0, Codec::G722),
    ] {
        let mut sender = Sender::new(1, codec, tone(400.0, 0.3));
        sender.ppm = ppm;
        let mut lab = lab(sender);
        lab.run(5_000);
        let (concealed, late) = (lab.count(1, "concealed"), lab.count(1, "late"));
        let (shorter, longer) = (lab.count(1, "shortened"), lab.count(1, "lengthened"));
        lab.run(180_000);
        assert_eq!(lab.count(1, "concealed"), concealed, "{codec:?} {ppm}");
        assert_eq!(lab.count(1, "late"), late, "{codec:?} {ppm}");
        assert_eq!(lab.count(1, "jumps"), 0, "{codec:?} {ppm}");
        // 36 ms, that is 1728 samples, in three minutes.
        let net = (lab.count(1, "shortened") - shorter) as i64
            - (lab.count(1, "lengthened") - longer) as i64;
        let expected = (ppm * 1e-6 * 180.0 * 48_000.0) as i64;
        assert!(
            (net - expected).abs() < 1_300,
            "{codec:?} {ppm}: {net} of {expected}"
        );
        let delay = lab.stream(1)["delay_ms"].as_i64().unwrap();
        assert!((5..45).contains(&delay), "{codec:?} {ppm}: {delay}");
        assert!(quietest(&lab.heard(2, 100_000)) > 0.15, "{codec:?} {ppm}");
    }
}

#[test]
fn a_pause_of_the_sender_is_no_loss_of_time() {
    for codec in ALL {
        let mut lab = lab(Sender::new(1, codec, tone(400.0, 0.3)));
        lab.run(2_000);
        lab.senders[0].paused = true;
        lab.run(3_000);
        lab.senders[0].paused = false;
        let resumed = lab.ms;
        lab.run(1_000);
        assert!(
            rms(&lab.heard(2, resumed - 500)[..480 * 30]) < 0.01,
            "{codec:?}: sound in a pause"
        );
        assert!(
            quietest(&lab.heard(2, resumed + 150)) > 0.15,
            "{codec:?}: did not come back"
        );
        assert_eq!(lab.count(1, "jumps"), 0, "{codec:?}");
    }
}

#[test]
fn announced_pauses_of_opus_are_followed() {
    let mut voice = tone(400.0, 0.3);
    let sound = move |n: u64| {
        if (n / 48_000).is_multiple_of(3) {
            voice(n)
        } else {
            0.0
        }
    };
    let mut lab = lab(Sender::new(1, Codec::Opus, Box::new(sound)).with_pauses());
    lab.run(15_000);
    assert!(lab.count(1, "packets") < 500, "the sender did not pause");
    assert_eq!((lab.count(1, "jumps"), lab.count(1, "late")), (0, 0));
    for second in [6, 9, 12] {
        let heard = lab.heard(2, second * 1_000 + 150);
        assert!(quietest(&heard[..38_400]) > 0.15, "second {second}");
        let pause = lab.heard(2, second * 1_000 + 1_500);
        assert!(rms(&pause[..48_000]) < 0.01, "after second {second}");
    }
    let delay = lab.stream(1)["delay_ms"].as_i64().unwrap();
    assert!(delay < 60, "{delay}");
}

#[test]
fn another_source_or_codec_begins_anew_at_once() {
    let mut lab = lab(Sender::new(1, Codec::Pcmu, tone(400.0, 0.3)));
    lab.run(2_000);
    lab.senders[0].ssrc = 99;
    lab.senders[0].sequence = 17;
    lab.senders[0].timestamp = 5;
    lab.run(1_000);
    lab.senders[0].change_codec(Codec::Opus);
    lab.run(1_000);
    lab.senders[0].change_codec(Codec::G722);
    lab.senders[0].ssrc = 100;
    lab.run(1_000);
    assert_eq!(lab.count(1, "restarts"), 3);
    let heard = lab.heard(2, 1_000);
    assert!(goertzel(&heard[heard.len() - 24_000..], 400.0) > 0.25);
    // The wait before the new source is filled by the old sound's fading.
    let silent = heard.chunks_exact(480).filter(|c| rms(c) < 0.02).count();
    assert!(silent <= 15, "{silent} silent frames");
}

#[test]
fn stragglers_of_the_old_source_do_not_bring_it_back() {
    let network = |n: u64| {
        if n > 90 && n < 100 {
            Fate::LateBy(300)
        } else {
            Fate::Arrives
        }
    };
    let mut lab = lab(Sender::new(1, Codec::Pcmu, tone(400.0, 0.3)).with(network));
    lab.run(2_000);
    lab.senders[0].ssrc = 99;
    lab.run(1_000);
    assert_eq!(lab.count(1, "restarts"), 1);
}

#[test]
fn jumps_of_the_senders_time_are_followed() {
    let cases = [
        (40_000_u32, 150),
        (4_000, 700),
        (0_u32.wrapping_sub(40_000), 400),
        (1 << 31, 400),
    ];
    for (jump, within_ms) in cases {
        let mut lab = lab(Sender::new(1, Codec::Pcmu, tone(400.0, 0.3)));
        lab.run(2_000);
        lab.senders[0].timestamp = lab.senders[0].timestamp.wrapping_add(jump);
        let jumped = lab.ms;
        lab.run(3_000);
        assert!(quietest(&lab.heard(2, jumped + within_ms)) > 0.15, "{jump}");
        let delay = lab.stream(1)["delay_ms"].as_i64().unwrap();
        assert!(delay < 100, "{jump}: {delay}");
    }
}

#[test]
fn a_stalled_network_costs_its_stall_and_no_more() {
    // A second stands still and then comes at once.
    let network = |n: u64| {
        if (100..150).contains(&n) {
            Fate::LateBy((150 - n) * 20)
        } else {
            Fate::Arrives
        }
    };
    for codec in [Codec::Pcmu, Codec::Opus] {
        let mut lab = lab(Sender::new(1, codec, tone(400.0, 0.3)).with(network));
        lab.run(10_000);
        assert!(quietest(&lab.heard(2, 4_000)) > 0.15, "{codec:?}");
        let delay = lab.stream(1)["delay_ms"].as_i64().unwrap();
        assert!(delay < 60, "{codec:?}: {delay}");
    }
}

#[test]
fn comfort_noise_is_heard_in_the_pause() {
    let mut lab = lab(Sender::new(1, Codec::Pcmu, tone(400.0, 0.3)));
    lab.run(2_000);
    let sender = &mut lab.senders[0];
    sender.paused = true;
    let noise = BranchPacket {
        leg: leg(1),
        stream: SOUND,
        ssrc: sender.ssrc,
        codec: Codec::ComfortNoise,
        payload_type: PayloadType::from_header(13),
        sequence: sender.sequence,
        timestamp: sender.timestamp,
        marker: false,
        arrived: lab.now(),
        payload: Bytes::from_static(&[45]),
    };
    lab.senders[0].sequence = lab.senders[0].sequence.wrapping_add(1);
    lab.machine.handle(lab.now(), BranchInput::Packet(noise));
    lab.run(2_000);
    let pause = rms(&lab.heard(2, 3_000));
    assert!((0.003..0.01).contains(&pause), "{pause}");
    lab.senders[0].paused = false;
    lab.run(1_000);
    assert!(goertzel(&lab.heard(2, 4_500), 400.0) > 0.25);
}

#[test]
fn rubbish_is_survived() {
    let mut random = random(11);
    let codecs = [
        Codec::Pcmu,
        Codec::G722,
        Codec::Opus,
        Codec::Opus,
        Codec::ComfortNoise,
        Codec::TelephoneEvent,
        Codec::H264,
    ];
    let mut lab = lab(Sender::new(3, Codec::Opus, tone(400.0, 0.3)));
    lab.apply(&plan(
        2,
        vec![
            hears(2, Codec::Pcma, recode(1)),
            hears(4, Codec::Pcma, recode(3)),
        ],
        &[],
    ));
    let (mut sequence, mut timestamp) = (0_u16, 0_u32);
    for round in 0..20_000_u32 {
        let codec = codecs[(round / 400) as usize % codecs.len()];
        sequence = sequence.wrapping_add(match random.below(20) {
            0 => random.below(65_536) as u16,
            _ => 1,
        });
        timestamp = timestamp.wrapping_add(match random.below(20) {
            0 => random.u32(),
            _ => 160,
        });
        let length = match random.below(10) {
            0 => random.below(3_000),
            _ => random.below(200),
        };
        let mut payload = vec![0; length as usize];
        random.fill(&mut payload);
        let packet = BranchPacket {
            leg: leg(1),
            stream: SOUND,
            ssrc: random.below(200) / 199,
            codec,
            payload_type: PayloadType::from_header(0),
            sequence,
            timestamp,
            marker: false,
            arrived: lab.now(),
            payload: payload.into(),
        };
        lab.machine.handle(lab.now(), BranchInput::Packet(packet));
        if round % 2 == 0 {
            lab.run(10);
        }
    }
    assert!(lab.count(1, "malformed") > 100);
    assert!(lab.listener(2).sound(0).iter().all(|s| s.is_finite()));
    // And the neighbour did not notice.
    assert_eq!(lab.count(3, "concealed"), 0);
    assert!(goertzel(&lab.heard(4, lab.ms - 1_000), 400.0) > 0.25);
}

#[test]
fn packets_of_any_length_are_heard() {
    for codec in [Codec::Pcma, Codec::G722, Codec::Opus] {
        for ms in [10, 20, 30, 40, 60] {
            let sender = Sender::new(1, codec, tone(400.0, 0.3)).in_packets_of(ms);
            let mut lab = lab(sender);
            lab.run(3_000);
            let heard = goertzel(&lab.heard(2, 1_500), 400.0);
            assert!(heard > 0.2, "{codec:?} in {ms} ms: {heard}");
        }
    }
}
