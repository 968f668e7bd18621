//! Between 48 kHz and the narrow rates: a linear-phase low-pass in its polyphase form.
//!
//! Only whole factors are needed (8 kHz is a sixth, 16 kHz a third), so every output is one dot product. The tests measure the
//! pass band and the stop band.

use std::f64::consts::PI;
use std::sync::OnceLock;

/// Taps of each phase, at the narrow rate: 2 ms of delay at 8 kHz, and a transition of 13 % of the narrow rate.
const TAPS: usize = 32;
/// Kaiser's parameter for 70 dB: below the noise of G.711.
const BETA: f64 = 6.75;
/// The sums of a dot product that are kept apart, so that the compiler may use vectors.
const LANES: usize = 8;

/// A whole ratio of rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    /// 16 kHz.
    Three,
    /// 8 kHz.
    Six,
}

impl Factor {
    pub(super) const fn get(self) -> usize {
        match self {
            Factor::Three => 3,
            Factor::Six => 6,
        }
    }

    /// The low-pass at 48 kHz, symmetrical, with unity gain.
    fn prototype(self) -> &'static [f32] {
        static THREE: OnceLock<Vec<f32>> = OnceLock::new();
        static SIX: OnceLock<Vec<f32>> = OnceLock::new();
        let cell = match self {
            Factor::Three => &THREE,
            Factor::Six => &SIX,
        };
        cell.get_or_init(|| design(self.get()))
    }

    /// Its phases one after another, each turned round and with the gain of interpolation.
    fn phases(self) -> &'static [f32] {
        static THREE: OnceLock<Vec<f32>> = OnceLock::new();
        static SIX: OnceLock<Vec<f32>> = OnceLock::new();
        let (cell, factor) = match self {
            Factor::Three => (&THREE, 3),
            Factor::Six => (&SIX, 6),
        };
        cell.get_or_init(|| {
            let h = self.prototype();
            let mut phases = Vec::with_capacity(h.len());
            for phase in 0..factor {
                let taps = (0..TAPS).rev();
                phases.extend(taps.map(|t| h[t * factor + phase] * factor as f32));
            }
            phases
        })
    }
}

fn design(factor: usize) -> Vec<f32> {
    let length = TAPS * factor;
    let middle = (length as f64 - 1.0) / 2.0;
    let raw: Vec<f64> = (0..length)
        .map(|k| {
            let x = (k as f64 - middle) / factor as f64;
            let sinc = if x == 0.0 {
                1.0
            } else {
                (PI * x).sin() / (PI * x)
            };
            sinc * kaiser((k as f64 - middle) / middle)
        })
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|v| (v / sum) as f32).collect()
}

/// Kaiser's window at `x` in ±1.
pub(super) fn kaiser(x: f64) -> f64 {
    bessel(BETA * (1.0 - (x * x).min(1.0)).sqrt()) / bessel(BETA)
}

fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..32 {
        let step = x / (2.0 * f64::from(k));
        term *= step * step;
        sum += term;
    }
    sum
}

/// The sum of products. Both have the same length, a multiple of [`LANES`].
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    for (x, y) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum()
}

/// From a narrow rate to 48 kHz.
#[derive(Debug)]
pub(super) struct Upsampler {
    factor: Factor,
    line: Vec<f32>,
}

impl Upsampler {
    pub(super) fn new(factor: Factor) -> Upsampler {
        Upsampler {
            factor,
            line: vec![0.0; TAPS - 1],
        }
    }

    /// Hands each output of `input` to `emit`.
    pub(super) fn process(&mut self, input: impl Iterator<Item = f32>, mut emit: impl FnMut(f32)) {
        self.line.extend(input);
        let phases = self.factor.phases();
        for window in self.line.windows(TAPS) {
            for phase in phases.chunks_exact(TAPS) {
                emit(dot(window, phase));
            }
        }
        keep_last(&mut self.line, TAPS - 1);
    }
}

/// From 48 kHz to a narrow rate.
#[derive(Debug)]
pub(super) struct Downsampler {
    factor: Factor,
    line: Vec<f32>,
}

impl Downsampler {
    pub(super) fn new(factor: Factor) -> Downsampler {
        Downsampler {
            factor,
            line: vec![0.0; TAPS * factor.get() - factor.get()],
        }
    }

    /// Hands each output of `input` to `emit`. The input's length is a multiple of the factor.
    pub(super) fn process(&mut self, input: &[f32], mut emit: impl FnMut(f32)) {
        let factor = self.factor.get();
        self.line.extend_from_slice(input);
        let h = self.factor.prototype();
        for start in (0..=self.line.len().saturating_sub(h.len())).step_by(factor) {
            emit(dot(&self.line[start..start + h.len()], h));
        }
        keep_last(&mut self.line, h.len() - factor);
    }
}

fn keep_last(line: &mut Vec<f32>, count: usize) {
    let surplus = line.len().saturating_sub(count);
    line.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain in dB of the prototype at `hertz`.
    fn gain(factor: Factor, hertz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (k, h) in factor.prototype().iter().enumerate() {
            let angle = 2.0 * PI * hertz * k as f64 / 48_000.0;
            re += f64::from(*h) * angle.cos();
            im += f64::from(*h) * angle.sin();
        }
        20.0 * (re.hypot(im) + 1e-12).log10()
    }

    #[test]
    fn the_pass_band_is_flat_and_the_stop_band_is_deep() {
        for (factor, pass, stop) in [(Factor::Six, 3_400, 4_600), (Factor::Three, 6_800, 9_200)] {
            for hertz in (0..=pass).step_by(50) {
                assert!(
                    gain(factor, f64::from(hertz)).abs() < 0.1,
                    "{factor:?} {hertz}"
                );
            }
            for hertz in (stop..=24_000).step_by(50) {
                assert!(gain(factor, f64::from(hertz)) < -65.0, "{factor:?} {hertz}");
            }
        }
    }

    #[test]
    fn up_and_down_again_is_the_same_but_for_the_delay() {
        for factor in [Factor::Three, Factor::Six] {
            let narrow: Vec<f32> = (0..800).map(|n| (n as f32 * 0.7).sin()).collect();
            let (mut wide, mut back) = (Vec::new(), Vec::new());
            let mut up = Upsampler::new(factor);
            let mut down = Downsampler::new(factor);
            for chunk in narrow.chunks(80) {
                wide.clear();
                up.process(chunk.iter().copied(), |s| wide.push(s));
                assert_eq!(wide.len(), 80 * factor.get());
                down.process(&wide, |s| back.push(s));
            }
            assert_eq!(back.len(), narrow.len());
            // Twice the delay of a filter, (TAPS * factor - 1) / 2 samples at 48 kHz, less the first phase: find it.
            let error = |delay: usize| -> f32 {
                (200..700)
                    .map(|n| (back[n] - narrow[n - delay]).abs())
                    .fold(0.0, f32::max)
            };
            let best = (0..64).map(error).fold(f32::MAX, f32::min);
            assert!(best < 0.02, "{factor:?}: {best}");
        }
    }
}
