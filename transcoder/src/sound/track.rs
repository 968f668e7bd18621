//! One encoder and everybody who hears it.

use tolk_model::{MeetingId, ParticipantId};

use super::FRAME;
use super::encoder::{Encoded, Encoder, Format};
use super::feed::Key;
use super::limiter::Limiter;

/// What is encoded. Feeds with the same content and format hear the same track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    /// Nothing: one for all meetings.
    Silence,
    /// One stream in another codec.
    Stream(Key),
    /// Everybody; or everybody but one who contributes.
    Mix(MeetingId, Option<ParticipantId>),
    /// A prompt that one feed is hearing.
    Prompt(Key),
}

/// Identity of a track.
pub(super) type TrackKey = (Content, Format);

/// An encoder with its receivers.
pub(super) struct Track {
    encoder: Encoder,
    pub(super) limiter: Limiter,
    format: Format,
    /// Where packets of this track begin: tracks of one meeting keep step, so that a feed can change over without a gap.
    phase: u64,
    begun: bool,
    /// Its own participant was heard in the packet under construction.
    heard: bool,
    /// The last packet was another track's: the encoder does not know what the receivers heard.
    astray: bool,
    /// Who hears it.
    pub(super) receivers: Vec<Key>,
    /// Takes the packets of everybody's track as long as its own participant is silent.
    pub(super) follows: bool,
    /// Tracks that follow this one.
    pub(super) followers: u32,
}

/// A whole packet of a track.
#[derive(Clone)]
pub(super) struct TrackPacket {
    /// The frame that it began with.
    pub(super) start: u64,
    /// How many frames it holds.
    pub(super) frames: u64,
    pub(super) encoded: Encoded,
    /// Another track's, taken over.
    pub(super) borrowed: bool,
}

impl Track {
    /// `None` when the codec is not one of sound or memory is short.
    pub(super) fn new(format: Format, phase: u64, complexity: u8) -> Option<Track> {
        Some(Track {
            encoder: Encoder::new(format, complexity)?,
            limiter: Limiter::new(),
            format,
            phase,
            begun: false,
            heard: false,
            astray: false,
            receivers: Vec::new(),
            follows: false,
            followers: 0,
        })
    }

    /// Takes the frame numbered `frame`, in which the track's own participant was heard or not. `shared` are the packets that everybody's
    /// track of the same meeting has just made.
    pub(super) fn push(
        &mut self,
        frame: u64,
        sound: &[f32; FRAME],
        heard: bool,
        shared: &[(Format, TrackPacket)],
    ) -> Option<TrackPacket> {
        let frames = u64::from(self.format.frames);
        if (frame + self.phase).is_multiple_of(frames) {
            self.begun = true;
            self.heard = false;
        }
        self.heard |= heard;
        if !self.begun || !self.encoder.push(sound) {
            return None;
        }
        let start = frame + 1 - frames;
        if self.follows && !self.heard {
            let same = |(format, packet): &&(Format, TrackPacket)| {
                *format == self.format && packet.start == start
            };
            if let Some((_, packet)) = shared.iter().find(same) {
                self.encoder.discard();
                self.astray = true;
                return Some(TrackPacket {
                    borrowed: true,
                    ..packet.clone()
                });
            }
        }
        if std::mem::take(&mut self.astray) {
            self.encoder.reset_state();
        }
        Some(TrackPacket {
            start,
            frames,
            encoded: self.encoder.finish(),
            borrowed: false,
        })
    }

    /// Frames are missing: what was begun is dropped.
    pub(super) fn interrupt(&mut self) {
        self.begun = false;
        self.encoder.discard();
    }

    pub(super) fn is_unused(&self) -> bool {
        self.receivers.is_empty() && self.followers == 0
    }
}
