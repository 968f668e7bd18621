//! Plays a little faster without a change of pitch: one period is taken out where the sound repeats itself. (To play slower, one is
//! put in by the concealment, which needs nothing of the future.)

use super::fifo::Fifo;
use super::pitch::{COMPARED, LONGEST, best_lag};

/// Samples that must wait for it to be possible.
pub(super) const NEEDED: usize = LONGEST + COMPARED;
/// Likeness of two neighbouring periods below which a change would be heard.
pub(super) const ALIKE: f32 = 0.6;
/// Mean square below which nobody hears a change: -50 dBFS.
pub(super) const QUIET: f32 = 1e-5;
/// Samples of the blend: 5 ms.
const BLEND: usize = 240;

/// How bad it is that the delay is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Only where it is not heard.
    Unheard,
    /// Anyway.
    Now,
}

/// Takes out one period; how many samples that were, 0 when this is no good place.
pub(super) fn shorten(fifo: &mut Fifo, urgency: Urgency) -> usize {
    let Some(lag) = place(fifo, urgency) else {
        return 0;
    };
    let samples = fifo.waiting_mut();
    // The second period is laid over the first, and the first's rest is dropped from the front.
    for n in 0..BLEND {
        let weight = n as f32 / BLEND as f32;
        samples[lag + n] = samples[n] * (1.0 - weight) + samples[lag + n] * weight;
    }
    fifo.skip(lag);
    lag
}

/// The period to take out, if this is a good place.
fn place(fifo: &Fifo, urgency: Urgency) -> Option<usize> {
    let samples = fifo.waiting();
    if samples.len() < NEEDED {
        return None;
    }
    let power = samples[..NEEDED].iter().map(|s| s * s).sum::<f32>() / NEEDED as f32;
    if power < QUIET {
        return Some(COMPARED);
    }
    // Looks backward from LONGEST: the likeness of neighbouring periods near the front.
    let (lag, alike) = best_lag(samples, LONGEST);
    (alike > ALIKE || urgency == Urgency::Now).then_some(lag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(period: f32) -> Fifo {
        let mut fifo = Fifo::new(8_000);
        fifo.tail()
            .extend((0..4_000).map(|n| (n as f32 * std::f32::consts::TAU / period).sin() * 0.5));
        fifo
    }

    fn largest_step(samples: &[f32]) -> f32 {
        samples
            .windows(2)
            .map(|w| (w[1] - w[0]).abs())
            .fold(0.0, f32::max)
    }

    #[test]
    fn a_tone_is_shortened_without_a_click() {
        for period in [131.0, 200.3, 300.0] {
            let mut fifo = tone(period);
            let smooth = largest_step(fifo.waiting());
            let gone = shorten(&mut fifo, Urgency::Unheard);
            assert!(gone > 0);
            assert_eq!(fifo.len(), 4_000 - gone);
            assert!(largest_step(fifo.waiting()) < smooth * 1.3);
        }
    }

    #[test]
    fn noise_is_left_alone_unless_it_must_be() {
        let mut noise = super::super::noise::Noise::new();
        let mut fifo = Fifo::new(8_000);
        fifo.tail().extend((0..4_000).map(|_| noise.next(0.3)));
        assert_eq!(shorten(&mut fifo, Urgency::Unheard), 0);
        assert!(shorten(&mut fifo, Urgency::Now) > 0);
    }
}
