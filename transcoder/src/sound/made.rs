//! Sound that is made here and not spoken: soft music for who waits on hold, and the tone that says that it rings.

use std::f32::consts::TAU;
use std::sync::{Arc, OnceLock};

use super::RATE;

/// Music on hold.
const HOLD_MUSIC: &str = "hold_music";
/// It rings at the far end.
const RINGING: &str = "ringing";

/// Samples of one note of the music: slow enough to be soft.
const NOTE: usize = RATE as usize * 2 / 5;
/// How long a note is heard, samples.
const NOTE_RINGS: usize = RATE as usize * 2;
/// How fast it fades, seconds to a third.
const FADES: f32 = 0.6;
/// Peak of the music: 16 dB below full scale, well under a voice.
const MUSIC_PEAK: f32 = 0.16;
/// Four broken chords, as steps of the tempered scale above A3: all within what a telephone carries.
const CHORDS: [[i32; 4]; 4] = [
    [3, 7, 10, 15],
    [0, 7, 12, 15],
    [8, 12, 15, 20],
    [10, 14, 17, 22],
];
/// The tone of ringing, hertz: what European networks use (ETSI TR 101 041).
const RINGING_TONE: f32 = 425.0;

/// Whether a prompt is made here, and how long it pauses between two rounds, samples; `None` leaves that to what is usual.
pub(super) fn pause(prompt: &str) -> Option<usize> {
    (prompt == HOLD_MUSIC).then_some(0)
}

/// Whether there is such a sound; `Some(None)` while it is still being made.
pub(super) fn get(prompt: &str) -> Option<Option<Arc<[f32]>>> {
    match prompt {
        HOLD_MUSIC => Some(MUSIC.get().cloned()),
        RINGING => Some(RINGS.get().cloned()),
        _ => None,
    }
}

static MUSIC: OnceLock<Arc<[f32]>> = OnceLock::new();
static RINGS: OnceLock<Arc<[f32]>> = OnceLock::new();

/// Makes them, once in a process: takes some hundred milliseconds, and never the sound thread's.
pub(super) fn make() {
    RINGS.get_or_init(ringing);
    MUSIC.get_or_init(music);
}

/// One second, with soft edges; the pause comes from whoever repeats it.
fn ringing() -> Arc<[f32]> {
    let length = RATE as usize;
    let sample = |n: usize| {
        let edge = n.min(length - n) as f32 / 240.0;
        (n as f32 * RINGING_TONE * TAU / RATE as f32).sin() * 0.1 * edge.min(1.0)
    };
    (0..length).map(sample).collect()
}

/// Each chord up and down; what rings at the end rings into the beginning, so that the loop has no seam.
fn music() -> Arc<[f32]> {
    let steps = CHORDS.iter().flat_map(|chord| {
        let down = chord.iter().rev();
        chord.iter().chain(down)
    });
    let steps: Vec<i32> = steps.copied().collect();
    let length = steps.len() * NOTE;
    let mut sound = vec![0.0_f32; length];
    for (at, step) in steps.iter().enumerate() {
        let pitch = 220.0 * 2.0_f32.powf(*step as f32 / 12.0);
        let begin = at * NOTE;
        for n in 0..NOTE_RINGS {
            let time = n as f32 / RATE as f32;
            let swells = (time / 0.02).min(1.0);
            let ends = ((NOTE_RINGS - n) as f32 / 480.0).min(1.0);
            let loud = swells * ends * (-time / FADES).exp();
            let phase = TAU * pitch * time;
            let note = phase.sin() + 0.3 * (2.0 * phase).sin();
            if let Some(place) = sound.get_mut((begin + n) % length) {
                *place += note * loud;
            }
        }
    }
    let peak = sound.iter().fold(1e-3_f32, |p, s| p.max(s.abs()));
    sound.iter().map(|s| s * MUSIC_PEAK / peak).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_music_is_soft_has_no_seam_and_never_falls_silent() {
        let sound = music();
        assert_eq!(sound.len(), 32 * NOTE);
        assert!(sound.iter().all(|s| s.abs() <= MUSIC_PEAK + 1e-6));
        let step = |a: f32, b: f32| (a - b).abs();
        let largest = sound
            .windows(2)
            .map(|w| step(w[0], w[1]))
            .fold(0.0, f32::max);
        assert!(step(sound[0], sound[sound.len() - 1]) <= largest);
        assert!(largest < 0.05, "{largest}");
        for part in sound.chunks(NOTE) {
            let power = part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32;
            assert!(power.sqrt() > 0.01);
        }
    }

    #[test]
    fn what_is_made_is_known_by_its_name() {
        make();
        for name in [HOLD_MUSIC, RINGING] {
            assert!(matches!(get(name), Some(Some(_))));
        }
        assert!(get("lobby").is_none());
        assert_eq!((pause(HOLD_MUSIC), pause(RINGING)), (Some(0), None));
    }
}
