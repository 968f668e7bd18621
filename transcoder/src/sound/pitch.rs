//! Where a waveform repeats: for concealment, and to make sound a little shorter or longer.

/// Shortest period that is looked for, samples: 400 Hz.
pub(super) const SHORTEST: usize = 120;
/// Longest: 66 Hz, 15 ms.
pub(super) const LONGEST: usize = 720;
/// Samples that are compared.
pub(super) const COMPARED: usize = 480;
/// Only every fourth sample is looked at first: voices have their pitch far below 6 kHz.
const COARSE: usize = 4;

/// The best lag in `SHORTEST..=LONGEST` at which `samples[at - lag..]` looks like `samples[at..]` over [`COMPARED`] samples, and how
/// alike they are, -1 to 1. `at` is at least [`LONGEST`], and `samples` reach to `at + COMPARED`; else nothing is alike.
pub(super) fn best_lag(samples: &[f32], at: usize) -> (usize, f32) {
    if at < LONGEST || samples.len() < at + COMPARED {
        return (SHORTEST, 0.0);
    }
    let mut best = (SHORTEST, -1.0);
    for lag in (SHORTEST..=LONGEST).step_by(COARSE) {
        let alike = likeness(samples, at, lag, COARSE);
        if alike > best.1 {
            best = (lag, alike);
        }
    }
    let around =
        best.0.saturating_sub(COARSE - 1).max(SHORTEST)..=(best.0 + COARSE - 1).min(LONGEST);
    let mut fine = (best.0, -1.0);
    for lag in around {
        let alike = likeness(samples, at, lag, 1);
        if alike > fine.1 {
            fine = (lag, alike);
        }
    }
    fine
}

fn likeness(samples: &[f32], at: usize, lag: usize, step: usize) -> f32 {
    let now = &samples[at..at + COMPARED];
    let before = &samples[at - lag..at - lag + COMPARED];
    let (mut product, mut a, mut b) = (0.0, 1e-9, 1e-9);
    for (x, y) in now.iter().step_by(step).zip(before.iter().step_by(step)) {
        product += x * y;
        a += x * x;
        b += y * y;
    }
    product / (a * b).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_found() {
        for period in [130_usize, 240, 371, 600] {
            let samples: Vec<f32> = (0..2_000)
                .map(|n| (n as f32 * std::f32::consts::TAU / period as f32).sin())
                .collect();
            let (lag, alike) = best_lag(&samples, LONGEST);
            // A multiple of the period is as good.
            let off = (lag % period).min(period - lag % period);
            assert!(off <= 1 && alike > 0.99, "{period}: {lag} {alike}");
        }
    }

    #[test]
    fn too_little_is_not_alike() {
        assert_eq!(best_lag(&[0.5; 100], 720).1, 0.0);
    }
}
