//! The mix of one meeting: summed once, and each contributor's own part taken out again.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use tolk_model::plan::MixInput;
use tolk_model::{LegId, MeetingId, ParticipantId};

use super::FRAME;
use super::encoder::Format;
use super::feed::Key;
use super::speaker::{Speaker, Spell};
use super::stream::Stream;
use super::track::TrackPacket;
use super::voice::Voice;

/// Packets of 10 to 60 ms all fit a whole number of times into so many frames.
const PHASES: u64 = 60;
/// With more contributors than this, those who are silent hear the track of the listeners: one encoder instead of one each. Changing
/// over costs a moment's artefact when somebody falls silent, so small meetings, which can afford encoders, do not do it.
const SHARED_ABOVE: usize = 8;

/// A stream with the frame that it made last.
pub(super) struct Decoded {
    pub(super) stream: Stream,
    pub(super) frame: Box<[f32; FRAME]>,
    /// The frame is more than silence.
    pub(super) sounds: bool,
    /// Meetings that want it: during a hand-over there are two.
    pub(super) wanted: u32,
}

/// One contributor.
struct Contributor {
    input: MixInput,
    voice: Voice,
    spell: Spell,
    /// Its part of the present frame.
    part: Box<[f32; FRAME]>,
    heard: bool,
}

/// One meeting.
pub(super) struct Meeting {
    pub(super) version: u64,
    /// Feeds that its plan wants.
    pub(super) feeds: BTreeSet<Key>,
    /// Streams that its plan decodes.
    pub(super) streams: BTreeSet<Key>,
    contributors: Vec<Contributor>,
    sum: Box<[f32; FRAME]>,
    speaker: Speaker,
    /// Packets that everybody's track made in this frame.
    pub(super) shared: Vec<(Format, TrackPacket)>,
    pub(super) phase: u64,
}

impl Meeting {
    pub(super) fn new(id: MeetingId) -> Meeting {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        Meeting {
            version: 0,
            feeds: BTreeSet::new(),
            streams: BTreeSet::new(),
            contributors: Vec::new(),
            sum: Box::new([0.0; FRAME]),
            speaker: Speaker::default(),
            shared: Vec::new(),
            phase: hasher.finish() % PHASES,
        }
    }

    /// Who contributes now; those who did before keep their gain.
    pub(super) fn set_inputs(&mut self, inputs: &[MixInput]) {
        let mut old = std::mem::take(&mut self.contributors);
        for input in inputs {
            let kept = old.iter().position(|c| c.input == *input);
            let contributor = kept.map(|at| old.swap_remove(at));
            self.contributors
                .push(contributor.unwrap_or_else(|| Contributor {
                    input: *input,
                    voice: Voice::new(),
                    spell: Spell::default(),
                    part: Box::new([0.0; FRAME]),
                    heard: false,
                }));
        }
    }

    /// So many contribute that the silent ones share a track.
    pub(super) fn shares(&self) -> bool {
        self.contributors.len() > SHARED_ABOVE
    }

    /// Sums the frame; who has begun to speak.
    pub(super) fn mix(
        &mut self,
        frame: u64,
        streams: &BTreeMap<Key, Decoded>,
    ) -> Option<(ParticipantId, LegId)> {
        self.shared.clear();
        if self.contributors.is_empty() {
            return None;
        }
        self.sum.fill(0.0);
        for contributor in &mut self.contributors {
            let key = (contributor.input.leg, contributor.input.stream);
            match streams.get(&key).filter(|d| d.sounds) {
                Some(decoded) => contributor.part.copy_from_slice(&decoded.frame[..]),
                None => contributor.part.fill(0.0),
            }
            contributor.heard = contributor.voice.shape(&mut contributor.part);
            contributor.spell.frame(contributor.voice.is_speaking());
            if contributor.heard {
                for (sum, part) in self.sum.iter_mut().zip(contributor.part.iter()) {
                    *sum += part;
                }
            }
        }
        let inputs = self
            .contributors
            .iter()
            .map(|c| ((c.input.participant, c.input.leg), &c.voice, c.spell));
        self.speaker.frame(frame, inputs)
    }

    /// The sum without `except`, and whether they were heard.
    pub(super) fn without(&self, except: Option<ParticipantId>, frame: &mut [f32; FRAME]) -> bool {
        frame.copy_from_slice(&self.sum[..]);
        let mut heard = 0;
        let all = self.contributors.iter().filter(|c| c.heard);
        for own in all.clone().filter(|c| Some(c.input.participant) == except) {
            heard += 1;
            for (sum, part) in frame.iter_mut().zip(own.part.iter()) {
                *sum -= part;
            }
        }
        if heard > 0 && all.count() == heard {
            // Nobody else: what the subtraction leaves is rounding.
            frame.fill(0.0);
        }
        heard > 0
    }

    pub(super) fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({
            "version": self.version,
            "feeds": self.feeds.len(),
            "streams": self.streams.len(),
            "contributors": self.contributors.len(),
            "heard": self.contributors.iter().filter(|c| c.heard).count(),
            "speaker": self.speaker.present(),
        })
    }
}
