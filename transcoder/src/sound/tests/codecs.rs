//! A tone through each pair of codecs.

use tolk_model::Codec;

use super::lab::{Lab, Sender, goertzel, hears, plan, recode, rms, silence, tone};

const ALL: [Codec; 4] = [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus];

/// What leg 2 hears in `to` of leg 1, who sends `sound` in `from`.
fn through(from: Codec, to: Codec, sound: Box<dyn FnMut(u64) -> f32>) -> Vec<f32> {
    let mut lab = Lab::new();
    lab.senders.push(Sender::new(1, from, sound));
    lab.apply(&plan(1, vec![hears(2, to, recode(1))], &[]));
    lab.run(2_000);
    lab.heard(2, 1_000)
}

#[test]
fn a_tone_goes_through_every_pair() {
    for from in ALL {
        for to in ALL {
            let heard = through(from, to, tone(1_000.0, 0.3));
            let (tone, beside) = (goertzel(&heard, 1_000.0), goertzel(&heard, 1_500.0));
            assert!((0.25..0.36).contains(&tone), "{from:?} to {to:?}: {tone}");
            assert!(
                beside < 0.005,
                "{from:?} to {to:?}: {beside} beside the tone"
            );
        }
    }
}

#[test]
fn no_tone_comes_of_silence() {
    for from in ALL {
        for to in ALL {
            let heard = through(from, to, silence());
            assert!(rms(&heard) < 0.002, "{from:?} to {to:?}: {}", rms(&heard));
        }
    }
}

#[test]
fn a_wide_band_goes_where_it_can() {
    let wide = |from, to| goertzel(&through(from, to, tone(6_000.0, 0.3)), 6_000.0);
    assert!(wide(Codec::G722, Codec::Opus) > 0.2);
    assert!(wide(Codec::Opus, Codec::G722) > 0.2);
    assert!(wide(Codec::Opus, Codec::Pcmu) < 0.01);
    // Nor does it come back folded: 8000 - 6000.
    let folded = through(Codec::Opus, Codec::Pcma, tone(6_000.0, 0.3));
    assert!(goertzel(&folded, 2_000.0) < 0.002);
}
