//! Who speaks, from the level that browsers write into each packet of sound (RFC 6464).

use std::time::{Duration, Instant};

use tolk_model::{LegId, ParticipantId};

/// Quieter than this (in -dBov) is no speech.
const SPEECH: f32 = 50.0;
/// Somebody else must be so many dB louder to take the floor from one who still speaks.
const MARGIN: f32 = 6.0;
/// Shortest time between two changes, so that a cough does not turn every picture.
const SHORTEST: Duration = Duration::from_millis(1500);
/// Smoothing of the level for each packet of 20 ms: louder counts fast, quieter slowly.
const ATTACK: f32 = 0.3;
const RELEASE: f32 = 0.03;
/// A voice that sent nothing for so long is silent.
const GONE: Duration = Duration::from_millis(500);
/// Voices of one meeting; a meeting has no more legs.
const VOICES: usize = 512;

struct Voice {
    leg: LegId,
    participant: ParticipantId,
    level: f32,
    heard: Instant,
}

/// The voices of one meeting.
#[derive(Default)]
pub(crate) struct Speakers {
    voices: Vec<Voice>,
    active: Option<(LegId, Instant)>,
}

impl Speakers {
    /// A packet with this level (in -dBov, 0 loudest, 127 silence).
    pub(crate) fn hear(&mut self, now: Instant, leg: LegId, participant: ParticipantId, level: u8) {
        let level = f32::from(level & 0x7f);
        let room = self.voices.len() < VOICES;
        match self.voices.iter_mut().find(|v| v.leg == leg) {
            Some(voice) => {
                let weight = if level < voice.level { ATTACK } else { RELEASE };
                voice.level += (level - voice.level) * weight;
                voice.heard = now;
            }
            None if room => self.voices.push(Voice {
                leg,
                participant,
                level: 127.0,
                heard: now,
            }),
            None => {}
        }
    }

    /// The leg left.
    pub(crate) fn forget(&mut self, leg: LegId) {
        self.voices.retain(|v| v.leg != leg);
        if self.active.is_some_and(|(active, _)| active == leg) {
            self.active = None;
        }
    }

    /// Who speaks now, when that changed.
    pub(crate) fn change(&mut self, now: Instant) -> Option<(ParticipantId, LegId)> {
        let level = |voice: &Voice| {
            if now.saturating_duration_since(voice.heard) > GONE {
                127.0
            } else {
                voice.level
            }
        };
        let loudest = self
            .voices
            .iter()
            .min_by(|a, b| level(a).total_cmp(&level(b)))
            .filter(|voice| level(voice) < SPEECH)?;
        if let Some((active, since)) = self.active {
            if active == loudest.leg || now.saturating_duration_since(since) < SHORTEST {
                return None;
            }
            let theirs = self
                .voices
                .iter()
                .find(|v| v.leg == active)
                .map_or(127.0, level);
            if theirs < SPEECH && level(loudest) + MARGIN > theirs {
                return None;
            }
        }
        self.active = Some((loudest.leg, now));
        Some((loudest.participant, loudest.leg))
    }
}
