//! What is played while G.711 or G.722 is missing: the last period of the voice, again and again, fading (in the manner of G.711
//! appendix I), and a short blend into what comes after. Opus conceals by itself, but the blend serves its restarts too.

use super::noise::Noise;
use super::pitch::{COMPARED, LONGEST, best_lag};

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

    fn begin(&mut self) {
        let (lag, _) = best_lag(&self.history[..], LONGEST);
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
