//! What the script in a page collected: pictures as samples, sound as PCM.

use anyhow::Context;
use base64::Engine;

use super::Sender;
use super::picture::{self, PictureFault, PictureReport, Sample};
use super::sound::{self, SoundFault, SoundReport};

/// The script that a browser driver puts into the page.
pub const SCRIPT: &str = include_str!("page.js");

/// One sound of a page.
#[derive(Clone, Debug)]
pub struct PageSound {
    /// Samples a second.
    pub rate: u32,
    /// Mono samples.
    pub samples: Vec<i16>,
}

/// What a page showed and played.
#[derive(Clone, Debug, Default)]
pub struct PageRecord {
    /// One series a video element.
    pub pictures: Vec<Vec<Sample>>,
    /// One recording a sound track.
    pub sounds: Vec<PageSound>,
}

impl PageRecord {
    /// Out of the script's answers.
    ///
    /// # Errors
    /// When they have another shape.
    pub fn from_json(
        pictures: serde_json::Value,
        sounds: serde_json::Value,
    ) -> anyhow::Result<PageRecord> {
        #[derive(serde::Deserialize)]
        struct Raw {
            rate: f64,
            pcm: String,
        }
        let raw: Vec<Raw> = serde_json::from_value(sounds).context("sounds of the page")?;
        let mut record = PageRecord {
            pictures: serde_json::from_value(pictures).context("pictures of the page")?,
            sounds: Vec::new(),
        };
        for sound in raw {
            let bytes = base64::engine::general_purpose::STANDARD.decode(sound.pcm)?;
            let samples = bytes
                .chunks_exact(2)
                .map(|b| i16::from_le_bytes([b[0], b[1]]))
                .collect();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rate"
            )]
            record.sounds.push(PageSound {
                rate: sound.rate as u32,
                samples,
            });
        }
        Ok(record)
    }

    /// Whether some video shows `sender`, moving.
    ///
    /// # Errors
    /// The fault of the video that came nearest.
    pub fn sees(&self, sender: Sender) -> Result<PictureReport, PictureFault> {
        nearest(
            self.pictures
                .iter()
                .map(|samples| picture::judge(samples, sender)),
        )
        .unwrap_or(Err(PictureFault::TooFew(0)))
    }

    /// Whether some sound is that of `sender`.
    ///
    /// # Errors
    /// The fault of the last sound.
    pub fn hears(&self, sender: Sender) -> Result<SoundReport, SoundFault> {
        nearest(
            self.sounds
                .iter()
                .map(|s| sound::judge(&s.samples, s.rate, sender)),
        )
        .unwrap_or(Err(SoundFault::Silent))
    }

    /// Whether `sender` is in no sound. False when nothing was recorded: absence must be shown, not assumed.
    pub fn hears_nothing_of(&self, sender: Sender) -> bool {
        let long = |s: &PageSound| s.samples.len() > 2 * s.rate as usize;
        self.sounds.iter().any(long)
            && self
                .sounds
                .iter()
                .all(|s| sound::is_absent(&s.samples, s.rate, sender))
    }
}

/// The first success, else the last failure.
fn nearest<T, E>(results: impl Iterator<Item = Result<T, E>>) -> Option<Result<T, E>> {
    let mut last = None;
    for result in results {
        let done = result.is_ok();
        last = Some(result);
        if done {
            break;
        }
    }
    last
}
