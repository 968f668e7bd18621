//! How loud somebody is, whether it is speech, and how much of it goes into the mix.

use super::FRAME;

/// The gate opens above -55 dBFS and closes after a while below -60: between a quiet voice and the hiss of an idle line. It is an
/// absolute threshold on purpose: one that learns would learn music away.
const OPENS: f32 = -55.0;
const CLOSES: f32 = -60.0;
/// Frames before the gate closes: half a second, longer than the pauses inside a sentence.
const HANGOVER: u32 = 50;
/// Loudness that voices are led to (RMS of speech, dBFS), by at most [`MOST_GAIN`] dB, so slowly that nobody hears it: 1 dB/s.
const LOUDNESS: f32 = -23.0;
const MOST_GAIN: f32 = 6.0;
const GAIN_STEP: f32 = 0.01;
/// Only what is surely a voice leads the gain.
const SURELY: f32 = -45.0;
/// The floor falls with the level at once and rises by 3 dB a second: a fan is the floor after seconds, a sentence is not.
const FLOOR_RISE: f32 = 0.03;
/// Speech is so much above the floor, and louder than this.
const ABOVE_FLOOR: f32 = 9.0;
const SPEECH: f32 = -50.0;
/// Weights of the activity that speakers are compared by: up within 100 ms, down within half a second.
const RISE: f32 = 0.15;
const FALL: f32 = 0.02;
/// Digital silence.
const SILENCE: f32 = -100.0;

/// One input of a mix.
#[derive(Debug)]
pub(super) struct Voice {
    floor: f32,
    quiet_for: u32,
    open: bool,
    /// Gain at the end of the last frame, linear.
    last: f32,
    /// dB.
    gain: f32,
    activity: f32,
    speaking: bool,
}

impl Voice {
    pub(super) fn new() -> Voice {
        Voice {
            floor: SILENCE,
            quiet_for: HANGOVER,
            open: false,
            last: 0.0,
            gain: 0.0,
            activity: SILENCE,
            speaking: false,
        }
    }

    /// Measures a frame and turns it into this input's part of the mix. `false` when that part is nothing at all.
    pub(super) fn shape(&mut self, frame: &mut [f32; FRAME]) -> bool {
        let level = level(frame);
        self.measure(level);
        let wanted = if self.open {
            10_f32.powf(self.gain / 20.0)
        } else {
            0.0
        };
        if wanted == 0.0 && self.last == 0.0 {
            frame.fill(0.0);
            return false;
        }
        // A ramp over the frame's first quarter opens before the first sound of a word is lost, and does not click.
        let (from, ramp) = (self.last, FRAME / 4);
        for (n, sample) in frame.iter_mut().enumerate() {
            let weight = (n as f32 / ramp as f32).min(1.0);
            *sample *= from + (wanted - from) * weight;
        }
        self.last = wanted;
        true
    }

    /// Smoothed loudness above nothing, dBFS.
    pub(super) fn activity(&self) -> f32 {
        self.activity
    }

    /// Speaks at this moment.
    pub(super) fn is_speaking(&self) -> bool {
        self.speaking
    }

    fn measure(&mut self, level: f32) {
        self.floor = if level < self.floor {
            level.max(SILENCE)
        } else {
            (self.floor + FLOOR_RISE).min(level)
        };
        self.speaking = level > SPEECH && level - self.floor > ABOVE_FLOOR;
        let heard = if self.speaking { level } else { SILENCE };
        let weight = if heard > self.activity { RISE } else { FALL };
        self.activity += (heard - self.activity) * weight;
        if level > OPENS {
            self.open = true;
            self.quiet_for = 0;
        } else if level < CLOSES {
            self.quiet_for = self.quiet_for.saturating_add(1);
            self.open = self.open && self.quiet_for < HANGOVER;
        }
        if self.speaking && level > SURELY {
            let wanted = (LOUDNESS - level).clamp(-MOST_GAIN, MOST_GAIN);
            self.gain += (wanted - self.gain).clamp(-GAIN_STEP, GAIN_STEP);
        }
    }
}

/// Root mean square in dBFS.
pub(super) fn level(frame: &[f32]) -> f32 {
    let power = frame.iter().map(|s| s * s).sum::<f32>() / frame.len().max(1) as f32;
    10.0 * (power + 1e-12).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(amplitude: f32) -> [f32; FRAME] {
        std::array::from_fn(|n| (n as f32 * 0.131).sin() * amplitude)
    }

    #[test]
    fn a_word_opens_the_gate_at_once_and_a_pause_does_not_close_it() {
        let mut voice = Voice::new();
        assert!(!voice.shape(&mut tone(0.0003)));
        let mut frame = tone(0.1);
        assert!(voice.shape(&mut frame));
        assert!(level(&frame[FRAME / 2..]) > -24.0);
        for _ in 0..HANGOVER - 1 {
            assert!(voice.shape(&mut tone(0.0003)));
        }
        for _ in 0..3 {
            voice.shape(&mut tone(0.0003));
        }
        assert!(!voice.shape(&mut tone(0.0003)));
    }

    #[test]
    fn loud_and_quiet_voices_meet_but_only_so_far() {
        for (amplitude, expected) in [(0.5, -6.0), (0.03, 6.0)] {
            let mut voice = Voice::new();
            for n in 0..2_000 {
                // Speech has pauses, or it would be taken for a fan.
                voice.shape(&mut tone(if n % 100 < 70 { amplitude } else { 0.000_1 }));
            }
            assert!((voice.gain - expected).abs() < 0.5, "{}", voice.gain);
        }
    }

    #[test]
    fn a_fan_is_no_speech_after_a_while() {
        let mut voice = Voice::new();
        for _ in 0..3_000 {
            voice.shape(&mut tone(0.01));
        }
        assert!(!voice.is_speaking());
        voice.shape(&mut tone(0.2));
        assert!(voice.is_speaking());
    }
}
