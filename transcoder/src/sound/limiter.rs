//! Keeps a sum of voices within full scale: gain that falls at once and comes back slowly, and a soft knee for what slips through.

use super::FRAME;

/// The gain aims at this peak: -1 dBFS.
const CEILING: f32 = 0.89;
/// Recovery for each frame: 0.2 dB, so 6 dB take 300 ms.
const RECOVERY: f32 = 1.023;
/// Samples over which the gain falls: 1 ms.
const ATTACK: usize = 48;

/// The limiter of one sum.
#[derive(Debug)]
pub(super) struct Limiter {
    gain: f32,
}

impl Limiter {
    pub(super) fn new() -> Limiter {
        Limiter { gain: 1.0 }
    }

    pub(super) fn limit(&mut self, frame: &mut [f32; FRAME]) {
        let peak = frame.iter().fold(0.0_f32, |p, s| p.max(s.abs()));
        let allowed = if peak > CEILING { CEILING / peak } else { 1.0 };
        let from = self.gain;
        let to = allowed.min(from * RECOVERY).min(1.0);
        self.gain = to;
        if from == 1.0 && to == 1.0 {
            return;
        }
        let ramp = if to < from { ATTACK } else { FRAME };
        for (n, sample) in frame.iter_mut().enumerate() {
            let weight = ((n + 1) as f32 / ramp as f32).min(1.0);
            *sample = knee(*sample * (from + (to - from) * weight));
        }
    }
}

/// Straight up to the ceiling, then bent so that it never reaches 1.
fn knee(sample: f32) -> f32 {
    let over = sample.abs() - CEILING;
    if over <= 0.0 {
        return sample;
    }
    let room = 0.999 - CEILING;
    (CEILING + room * (over / (over + room))).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_untouched_and_what_does_not_is_made_to_fit() {
        let mut limiter = Limiter::new();
        let quiet: [f32; FRAME] = std::array::from_fn(|n| (n as f32 * 0.1).sin() * 0.8);
        let mut frame = quiet;
        limiter.limit(&mut frame);
        assert_eq!(frame, quiet);
        for scale in [1.5_f32, 25.0, 3.0, 0.5] {
            let mut frame = quiet.map(|s| s * scale);
            limiter.limit(&mut frame);
            assert!(frame.iter().all(|s| s.abs() < 1.0));
        }
        for _ in 0..200 {
            let mut frame = quiet;
            limiter.limit(&mut frame);
        }
        let mut frame = quiet;
        limiter.limit(&mut frame);
        assert_eq!(frame, quiet);
    }
}
