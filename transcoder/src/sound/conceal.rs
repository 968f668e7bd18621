//! What is played while G.711 or G.722 is missing: the last period of the voice, again and again, fading (in the manner of G.711
//! appendix I), and a short blend into what comes after. Opus conceals by itself, but the blend serves its restarts too.

use super::noise::Noise;
use super::pitch::{COMPARED, LONGEST, best_lag};
use super::stretch::{ALIKE, QUIET, Urgency};

/// Played samples that are remembered.
const HISTORY: usize = LONGEST + COMPARED;
/// Samples before the fade begins: 20 ms, one packet, so that single losses do not dip.
const FULL: usize = 960;
/// Samples of the fade: 60 ms, about what a syllable lasts.
const FADE: usize = 2880;
/// Samples of the blend into what comes after: 5 ms.
const BLEND: usize = 240;

/// Concealment of one stream.
#[derive(Debug)]
pub(super) struct Concealer {
    history: Box<[f32; HISTORY]>,
    period: Vec<f32>,
    /// Samples made since the sound ceased; `None` while there is sound.
    made: Option<usize>,
    blend: bool,
    /// The background that the sender told, instead of fading to nothing.
    background: f32,
    noise: Noise,
}

impl Concealer {
    pub(super) fn new() -> Concealer {
        Concealer {
            history: Box::new([0.0; HISTORY]),
            period: Vec::with_capacity(LONGEST),
            made: None,
            blend: false,
            background: 0.0,
            noise: Noise::new(),
        }
    }

    /// The sender pauses and says how loud its background is: fade to that.
    pub(super) fn set_background(&mut self, level: f32) {
        self.background = level;
    }

    /// Real sound that has just been decoded. Blends it with what was concealed, if it was.
    pub(super) fn real(&mut self, samples: &mut [f32]) {
        if std::mem::take(&mut self.blend) {
            let length = BLEND.min(samples.len());
            for (n, sample) in samples[..length].iter_mut().enumerate() {
                let weight = n as f32 / length as f32;
                *sample = *sample * weight + self.next() * (1.0 - weight);
            }
        }
        self.made = None;
        self.background = 0.0;
        let kept = samples.len().min(HISTORY);
        self.history.copy_within(kept.., 0);
        self.history[HISTORY - kept..].copy_from_slice(&samples[samples.len() - kept..]);
    }

    /// Something else made the sound for the gap: there is nothing to blend.
    pub(super) fn made_elsewhere(&mut self, samples: &mut [f32]) {
        self.blend = false;
        let background = self.background;
        self.real(samples);
        self.background = background;
    }

    /// Appends `count` samples for sound that is missing.
    pub(super) fn conceal(&mut self, count: usize, out: &mut Vec<f32>) {
        if self.made.is_none() {
            self.begin();
        }
        self.blend = true;
        for _ in 0..count {
            let sample = self.next();
            out.push(sample);
        }
    }

    /// The sound breaks off here and goes on elsewhere: blend the two.
    pub(super) fn cut(&mut self) {
        if self.made.is_none() {
            self.begin();
        }
        self.blend = true;
    }

    /// Puts in one period after what has been decoded, if this is a good place for it; how many samples that were. What comes next is
    /// blended in, so that the same sound only lasts longer.
    pub(super) fn lengthen(&mut self, urgency: Urgency, out: &mut Vec<f32>) -> usize {
        if self.made.is_some() {
            return 0;
        }
        let recent = &self.history[HISTORY - COMPARED..];
        let quiet = recent.iter().map(|s| s * s).sum::<f32>() / (COMPARED as f32) < QUIET;
        let alike = self.begin();
        if !quiet && alike < ALIKE && urgency == Urgency::Unheard {
            self.made = None;
            return 0;
        }
        let length = if quiet { COMPARED } else { self.period.len() };
        self.conceal(length, out);
        length
    }

    /// Remembers the last period; how alike the two last ones were.
    fn begin(&mut self) -> f32 {
        let (lag, alike) = best_lag(&self.history[..], LONGEST);
        self.period.clear();
        self.period
            .extend_from_slice(&self.history[HISTORY - lag..]);
        // The end of the period runs into its beginning: blend it with what came before the beginning.
        let blended = lag / 4;
        for n in 0..blended {
            let weight = (n + 1) as f32 / blended as f32;
            let before = self.history[HISTORY - lag - blended + n];
            let sample = &mut self.period[lag - blended + n];
            *sample = *sample * (1.0 - weight) + before * weight;
        }
        self.made = Some(0);
        alike
    }

    fn next(&mut self) -> f32 {
        let made = self.made.unwrap_or(FULL + FADE);
        self.made = Some(made.saturating_add(1));
        let gain = match made {
            0..FULL => 1.0,
            _ => 1.0 - (made - FULL) as f32 / FADE as f32,
        };
        let noise = if self.background > 0.0 {
            self.noise.next(self.background) * (1.0 - gain.clamp(0.0, 1.0))
        } else {
            0.0
        };
        if gain <= 0.0 || self.period.is_empty() {
            return noise;
        }
        self.period[made % self.period.len()] * gain + noise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(n: usize) -> f32 {
        (n as f32 * std::f32::consts::TAU / 213.3).sin() * 0.5
    }

    fn largest_step(samples: &[f32]) -> f32 {
        let step = |w: &[f32]| (w[1] - w[0]).abs();
        samples.windows(2).map(step).fold(0.0, f32::max)
    }

    #[test]
    fn a_gap_is_filled_without_a_click_and_fades() {
        let mut concealer = Concealer::new();
        let mut line: Vec<f32> = (0..4_000).map(tone).collect();
        concealer.real(&mut line);
        let smooth = largest_step(&line);
        concealer.conceal(960, &mut line);
        let mut after: Vec<f32> = (4_960..6_000).map(tone).collect();
        concealer.real(&mut after);
        line.extend(after);
        assert!(
            largest_step(&line) < smooth * 1.6,
            "{}",
            largest_step(&line)
        );
        let mut faded = Vec::new();
        concealer.conceal(FULL + FADE + 480, &mut faded);
        assert!(faded[FULL + FADE..].iter().all(|s| *s == 0.0));
    }

    #[test]
    fn a_tone_is_lengthened_without_a_click_and_noise_is_not() {
        let mut concealer = Concealer::new();
        let mut line: Vec<f32> = (0..4_000).map(tone).collect();
        concealer.real(&mut line);
        let smooth = largest_step(&line);
        let more = concealer.lengthen(Urgency::Unheard, &mut line);
        assert!(more > 0 && line.len() == 4_000 + more);
        let mut after: Vec<f32> = (4_000..6_000).map(tone).collect();
        concealer.real(&mut after);
        line.extend(after);
        assert!(
            largest_step(&line) < smooth * 1.3,
            "{}",
            largest_step(&line)
        );
        let mut noise = Noise::new();
        let mut line: Vec<f32> = (0..4_000).map(|_| noise.next(0.3)).collect();
        concealer.real(&mut line);
        assert_eq!(concealer.lengthen(Urgency::Unheard, &mut line), 0);
        assert!(concealer.lengthen(Urgency::Now, &mut line) > 0);
    }
}
