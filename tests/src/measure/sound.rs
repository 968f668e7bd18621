//! Sound that names its sender: a pair of tones, switched on and off.
//!
//! A steady tone is eaten by noise suppression, and loudness says nothing after gain control: so each *gate* (a stretch in which the
//! pair sounds) is found by the *ratio* of the two tones' power to all power but the other senders', and gates are counted and timed.

use super::Sender;

/// How long the pair sounds, milliseconds.
pub const ON_MS: u32 = 300;
/// How long it is silent, milliseconds.
pub const OFF_MS: u32 = 200;
/// Length of an analysis window, milliseconds: resolves tones 60 Hz apart and a gate six times.
const WINDOW_MS: u32 = 50;
/// Part of the power that the pair must have for a window to count as "on": of all power but that of other pairs, which a mix adds.
const LEAST_RATIO: f32 = 0.5;
/// Part of all power that it must have beside louder pairs (17 dB below): less is what their edges leak into it.
const LEAST_PART: f32 = 0.02;
/// The weaker tone must have at least this part of the stronger one's power (13 dB): a single tone is no pair.
const LEAST_BALANCE: f32 = 0.05;
/// Mean square below which a window is silence (-70 dBFS): guards the ratio against dividing noise by noise.
const SILENCE: f32 = 1e-7;

/// The two frequencies of a sender in Hz: inside the telephone band, off the DTMF grid, no pair sharing a multiple.
pub fn pair(sender: Sender) -> (f32, f32) {
    const PAIRS: [(f32, f32); Sender::COUNT as usize] = [
        (440.0, 1_060.0),
        (520.0, 1_300.0),
        (600.0, 1_540.0),
        (660.0, 1_780.0),
        (740.0, 2_020.0),
        (820.0, 2_260.0),
    ];
    PAIRS[usize::from(sender.0 % Sender::COUNT)]
}

/// Makes the gated pair of a sender: mono samples, whole gates, starting with sound.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "audio samples"
)]
pub fn generate(sender: Sender, rate: u32, seconds: u32) -> Vec<i16> {
    let (low, high) = pair(sender);
    let step = std::f32::consts::TAU / rate as f32;
    (0..rate * seconds)
        .map(|n| {
            let at_ms = u64::from(n) * 1000 / u64::from(rate) % u64::from(ON_MS + OFF_MS);
            if at_ms >= u64::from(ON_MS) {
                return 0;
            }
            // Ten milliseconds of ramp: a click would be sound of everybody.
            let edge = (at_ms as f32).min(ON_MS as f32 - at_ms as f32);
            let gain = (edge / 10.0).min(1.0) * 0.25;
            let phase = (n % (rate * 100)) as f32 * step;
            let value = (phase * low).sin() + (phase * high).sin();
            (value * gain * f32::from(i16::MAX)) as i16
        })
        .collect()
}

/// Power of one frequency in a window as a part of a full-scale sine's mean square (Goertzel).
#[expect(clippy::cast_precision_loss, reason = "window lengths are small")]
fn power_at(window: &[f32], rate: u32, frequency: f32) -> f32 {
    let omega = std::f32::consts::TAU * frequency / rate as f32;
    let coefficient = 2.0 * omega.cos();
    let (mut s1, mut s2) = (0.0_f32, 0.0_f32);
    for sample in window {
        let s0 = sample + coefficient * s1 - s2;
        s2 = s1;
        s1 = s0;
    }
    let n = window.len() as f32;
    // |X|^2 of a sine of amplitude A is (A n / 2)^2; its mean square is A^2 / 2.
    2.0 * (s1 * s1 + s2 * s2 - coefficient * s1 * s2).max(0.0) / (n * n)
}

/// What one window holds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    silent: bool,
    /// The pair's part of all power.
    ratio: f32,
    on: bool,
}

fn windows(samples: &[i16], rate: u32, sender: Sender) -> Vec<Window> {
    let (low, high) = pair(sender);
    let length = (rate * WINDOW_MS / 1000) as usize;
    samples
        .chunks_exact(length)
        .map(|chunk| {
            let window: Vec<f32> = chunk.iter().map(|s| f32::from(*s) / 32_768.0).collect();
            #[expect(clippy::cast_precision_loss, reason = "window lengths are small")]
            let all = window.iter().map(|s| s * s).sum::<f32>() / window.len() as f32;
            if all < SILENCE {
                return Window {
                    silent: true,
                    ratio: 0.0,
                    on: false,
                };
            }
            let power = |frequency| power_at(&window, rate, frequency);
            let (a, b) = (power(low), power(high));
            let others: f32 = Sender::all()
                .map(pair)
                .filter(|other| *other != (low, high))
                .map(|(low, high)| power(low) + power(high))
                .sum();
            let ratio = (a + b) / (all - others).max(SILENCE);
            let balanced = a.min(b) > LEAST_BALANCE * a.max(b);
            Window {
                silent: false,
                ratio,
                on: ratio > LEAST_RATIO && a + b > LEAST_PART * all && balanced,
            }
        })
        .collect()
}

/// Why sound is not that of the expected sender.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SoundFault {
    /// Less than two seconds.
    #[error("too short to judge: {0} ms")]
    TooShort(u64),
    /// Silence all the time.
    #[error("silence")]
    Silent,
    /// The pair of another sender.
    #[error("{found:?} was heard where {expected:?} should be")]
    WrongSender {
        /// Who should be heard.
        expected: Sender,
        /// Who was heard.
        found: Sender,
    },
    /// Sound, but not the gated pair.
    #[error("{gates} gates in {over_ms} ms where about {wanted} should be; best ratio {best}")]
    NotGated {
        /// How many gates were found.
        gates: usize,
        /// How many there should be.
        wanted: usize,
        /// In which time.
        over_ms: u64,
        /// The best window's ratio.
        best: f32,
    },
}

/// How the sound was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoundReport {
    /// Gates found.
    pub gates: usize,
    /// Gates that there should be.
    pub wanted: usize,
    /// Mean ratio within gates.
    pub ratio: f32,
}

/// Counts gates: two or more windows "on", bounded by at least one that is not.
fn gates(windows: &[Window]) -> usize {
    windows
        .split(|w| !w.on)
        .filter(|run| (2..=2 * (ON_MS / WINDOW_MS) as usize).contains(&run.len()))
        .count()
}

/// Whether the samples hold the gated pair of `expected`, in at least three of five gates.
///
/// # Errors
/// [`SoundFault`] says what is wrong.
pub fn judge(samples: &[i16], rate: u32, expected: Sender) -> Result<SoundReport, SoundFault> {
    let over_ms = samples.len() as u64 * 1000 / u64::from(rate.max(1));
    if over_ms < 2_000 {
        return Err(SoundFault::TooShort(over_ms));
    }
    let wanted = usize::try_from(over_ms / u64::from(ON_MS + OFF_MS)).unwrap_or(usize::MAX);
    let mine = windows(samples, rate, expected);
    if mine.iter().all(|w| w.silent) {
        return Err(SoundFault::Silent);
    }
    let found = gates(&mine);
    if found * 5 >= wanted * 3 {
        let on: Vec<f32> = mine.iter().filter(|w| w.on).map(|w| w.ratio).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred windows")]
        let ratio = on.iter().sum::<f32>() / on.len() as f32;
        return Ok(SoundReport {
            gates: found,
            wanted,
            ratio,
        });
    }
    let other = Sender::all()
        .filter(|s| *s != expected)
        .find(|s| gates(&windows(samples, rate, *s)) * 5 >= wanted * 3);
    Err(match other {
        Some(found) => SoundFault::WrongSender { expected, found },
        None => SoundFault::NotGated {
            gates: found,
            wanted,
            over_ms,
            best: mine.iter().map(|w| w.ratio).fold(0.0, f32::max),
        },
    })
}

/// The part of the time in which anything at all is to be heard, 0 to 1; 0 when nothing was recorded.
#[expect(clippy::cast_precision_loss, reason = "a few hundred windows")]
pub fn sounding(samples: &[i16], rate: u32) -> f32 {
    // Whose pair is looked for does not matter.
    let all = windows(samples, rate, Sender(0));
    let loud = all.iter().filter(|w| !w.silent).count();
    loud as f32 / all.len().max(1) as f32
}

/// Whether the samples hold *no* gated pair of `sender`: for a muted or one-way leg, where other sound is lawful.
pub fn is_absent(samples: &[i16], rate: u32, sender: Sender) -> bool {
    gates(&windows(samples, rate, sender)) == 0
}
