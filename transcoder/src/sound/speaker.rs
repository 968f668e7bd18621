//! Who speaks: the loudest that has spoken for a moment, not changed too often.

use tolk_model::{LegId, ParticipantId};

use super::voice::Voice;

/// Frames between two reports: 300 ms.
const BETWEEN: u64 = 30;
/// Frames that a speaker is kept at least: a second.
const HOLD: u64 = 100;
/// Frames of speech that make a speaker, so that a cough does not: 200 ms.
const BEGIN: u32 = 20;
/// Somebody who interrupts a speaker must be louder by so many dB.
const LOUDER: f32 = 6.0;
/// Smoothed activity below which the speaker has ceased, dBFS.
const CEASED: f32 = -60.0;

/// The speaker of one meeting.
#[derive(Debug, Default)]
pub(super) struct Speaker {
    present: Option<(ParticipantId, LegId)>,
    /// When it was reported.
    since: u64,
}

/// How long somebody has been speaking, kept beside their voice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spell(u32);

impl Spell {
    /// One more frame. Pauses count back at half the pace, so that the gaps between syllables do not begin a new spell.
    pub(super) fn frame(&mut self, speaking: bool) {
        if speaking {
            self.0 = (self.0 + 2).min(2 * BEGIN);
        } else {
            self.0 = self.0.saturating_sub(1);
        }
    }

    fn is_speech(self) -> bool {
        self.0 >= 2 * BEGIN - 4
    }
}

impl Speaker {
    /// Compares all inputs; somebody new is returned once.
    pub(super) fn frame<'v>(
        &mut self,
        frame: u64,
        inputs: impl Iterator<Item = ((ParticipantId, LegId), &'v Voice, Spell)>,
    ) -> Option<(ParticipantId, LegId)> {
        let mut loudest: Option<((ParticipantId, LegId), f32)> = None;
        let mut present = None;
        for (who, voice, spell) in inputs {
            if self.present == Some(who) {
                present = Some(voice.activity());
            }
            let louder = loudest.is_none_or(|(_, activity)| voice.activity() > activity);
            if spell.is_speech() && voice.is_speaking() && louder {
                loudest = Some((who, voice.activity()));
            }
        }
        let (who, activity) = loudest?;
        if self.present == Some(who) {
            return None;
        }
        let kept = frame.saturating_sub(self.since);
        let may = match present {
            // Nobody yet, or the speaker has left.
            None => self.present.is_none() || kept >= BETWEEN,
            Some(theirs) if theirs < CEASED => kept >= HOLD,
            Some(theirs) => kept >= HOLD && activity > theirs + LOUDER,
        };
        if !may {
            return None;
        }
        self.present = Some(who);
        self.since = frame;
        Some(who)
    }

    /// Who it is, for `/debug`.
    pub(super) fn present(&self) -> Option<ParticipantId> {
        self.present.map(|(participant, _)| participant)
    }
}
