//! What is sent to one leg on one of its streams: its place in RTP time, and the prompt that it may be hearing.

use std::sync::Arc;

use tolk_model::plan::{Language, Source};
use tolk_model::{LegId, MeetingId, PromptId, StreamId};

use super::FRAME;
use super::encoder::Format;
use super::made;
use super::prompts::{Recorded, Shelf};
use super::track::TrackKey;

/// A stream of a leg.
pub(super) type Key = (LegId, StreamId);

/// How long a prompt is waited for that is being spoken, frames: five seconds, then a tone takes its place.
const PATIENCE: u32 = 500;
/// Silence between two rounds of a prompt that is repeated: four seconds.
const PAUSE: usize = 4 * 48_000;

/// One feed of sound that is made here.
pub(super) struct Feed {
    /// The meeting whose plan wants it.
    pub(super) meeting: MeetingId,
    pub(super) source: Source,
    /// The encoder that it hears.
    pub(super) track: TrackKey,
    pub(super) playback: Option<Playback>,
    clock: FeedClock,
    /// The next packet is the first after silence.
    quiet: bool,
}

impl Feed {
    pub(super) fn new(
        meeting: MeetingId,
        source: Source,
        track: TrackKey,
        timestamp: u32,
        frame: u64,
    ) -> Feed {
        Feed {
            meeting,
            playback: Playback::of(&source),
            source,
            track,
            clock: FeedClock {
                timestamp,
                frame,
                ticks: track.1.frame_ticks(),
                next: frame,
            },
            quiet: true,
        }
    }

    /// The plan changed: the same feed, perhaps from another source or in another codec.
    pub(super) fn change(&mut self, meeting: MeetingId, source: &Source, track: TrackKey) {
        self.meeting = meeting;
        if self.source != *source {
            self.playback = Playback::of(source);
            self.source = source.clone();
        }
        if self.track != track {
            self.track = track;
            self.clock.change(track.1);
        }
    }

    /// A packet of its encoder that began with frame `start`. Timestamp and marker when it is to be sent: one that would overlap what was
    /// sent already (of an encoder with another phase) is not.
    pub(super) fn send(&mut self, start: u64, frames: u64) -> Option<(u32, bool)> {
        let timestamp = self.clock.take(start, frames)?;
        Some((timestamp, std::mem::take(&mut self.quiet)))
    }

    /// Its encoder found nothing worth sending.
    pub(super) fn pause(&mut self) {
        self.quiet = true;
    }
}

/// RTP time of a feed: it runs on through changes of source, codec and meeting.
struct FeedClock {
    /// The timestamp of `frame`.
    timestamp: u32,
    frame: u64,
    /// Ticks of a frame.
    ticks: u32,
    /// No packet begins before this frame.
    next: u64,
}

impl FeedClock {
    fn take(&mut self, start: u64, frames: u64) -> Option<u32> {
        if start < self.next {
            return None;
        }
        self.next = start + frames;
        Some(self.at(start))
    }

    fn at(&self, frame: u64) -> u32 {
        let frames = frame.wrapping_sub(self.frame) as u32;
        self.timestamp.wrapping_add(frames.wrapping_mul(self.ticks))
    }

    /// Another codec, perhaps with another clock: go on from where the next packet would be.
    fn change(&mut self, format: Format) {
        self.timestamp = self.at(self.next);
        self.frame = self.next;
        self.ticks = format.frame_ticks();
    }
}

/// A prompt that somebody is hearing.
pub(super) struct Playback {
    pub(super) prompt: PromptId,
    language: Language,
    repeat: bool,
    sound: Option<Arc<[f32]>>,
    waited: u32,
    position: usize,
    done: bool,
}

/// Whether a prompt has just come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Played {
    /// It goes on, or had ended before.
    On,
    /// This frame was its last.
    Ended,
}

impl Playback {
    pub(super) fn of(source: &Source) -> Option<Playback> {
        let Source::Prompt {
            prompt,
            language,
            repeat,
        } = source
        else {
            return None;
        };
        Some(Playback {
            prompt: prompt.clone(),
            language: *language,
            repeat: *repeat,
            sound: None,
            waited: 0,
            position: 0,
            done: false,
        })
    }

    /// The next 10 ms.
    pub(super) fn play(&mut self, shelf: &Shelf, frame: &mut [f32; FRAME]) -> Played {
        frame.fill(0.0);
        if self.done {
            return Played::On;
        }
        if self.sound.is_none() {
            self.sound = self.find(shelf);
        }
        let Some(sound) = &self.sound else {
            return Played::On;
        };
        let rest = sound.get(self.position..).unwrap_or_default();
        let count = rest.len().min(FRAME);
        frame[..count].copy_from_slice(&rest[..count]);
        self.position += FRAME;
        if self.repeat {
            let pause = made::pause(self.prompt.as_str()).unwrap_or(PAUSE);
            if self.position >= sound.len() + pause {
                self.position = 0;
            }
        } else if self.position >= sound.len() {
            self.done = true;
            return Played::Ended;
        }
        Played::On
    }

    fn find(&mut self, shelf: &Shelf) -> Option<Arc<[f32]>> {
        match shelf.get(&self.prompt, self.language) {
            Recorded::Ready(sound) => Some(sound),
            Recorded::Coming if self.waited < PATIENCE => {
                self.waited += 1;
                None
            }
            Recorded::Coming => Some(shelf.tone()),
            Recorded::Unknown => {
                tracing::warn!(prompt = %self.prompt, "unknown prompt: a tone");
                Some(shelf.tone())
            }
        }
    }
}
