//! Sources: one encoding that arrives from a leg, or one that an encoder of ours makes. They stand apart from legs so that a packet of one
//! leg can be read while another leg sends it.

use std::time::Instant;

use tolk_model::{ClassId, Codec, MeetingId};

use crate::quality::RateMeter;
use crate::relay::{History, PictureRequests, ReceiveLog};
use crate::sync::{Micros, SourceTime};

/// Names a source; a place that is used again has another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SourceKey(pub(super) u64);

impl SourceKey {
    fn index(self) -> usize {
        (self.0 & 0xffff_ffff) as usize
    }
}

/// Whose a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A layer of a stream of the leg at this place.
    Layer { leg: u32, stream: usize },
    /// An encoder.
    Class(MeetingId, ClassId),
}

/// One source.
pub(super) struct Source {
    pub(super) key: SourceKey,
    pub(super) owner: Owner,
    /// Theirs; zero for an encoder of ours.
    pub(super) ssrc: u32,
    /// Codec of the last packet that carries speech or pictures.
    pub(super) codec: Option<Codec>,
    pub(super) clock: u32,
    pub(super) history: History,
    pub(super) log: ReceiveLog,
    pub(super) requests: PictureRequests,
    pub(super) meter: RateMeter,
    pub(super) last: Instant,
    /// When what it sends was captured.
    pub(super) time: SourceTime,
    /// Of an encoder: what its newest picture shows.
    pub(super) shown: Option<Shown>,
    /// Of a leg's pictures: how long the sound of the leg waits in us, where it is sent in sound that we make.
    pub(super) sound_delay: Micros,
    /// Number of the next packet of an encoder, and whether the last one ended a picture.
    pub(super) next: u64,
    pub(super) between_pictures: bool,
}

/// What a picture of an encoder shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// Its timestamp, by the encoder's count.
    pub(super) timestamp: u32,
    /// When it was captured.
    pub(super) captured: Micros,
    /// The source that it was made of.
    pub(super) of: SourceKey,
}

/// The table of sources.
#[derive(Default)]
pub(super) struct Sources {
    slots: Vec<Option<Box<Source>>>,
    generation: u64,
}

impl Sources {
    /// Makes one.
    pub(super) fn add(&mut self, now: Instant, owner: Owner, ssrc: u32, clock: u32) -> SourceKey {
        let free = self.slots.iter().position(Option::is_none);
        let index = free.unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.generation += 1;
        let key = SourceKey(self.generation << 32 | index as u64);
        if let Some(slot) = self.slots.get_mut(index) {
            *slot = Some(Box::new(Source {
                key,
                owner,
                ssrc,
                codec: None,
                clock,
                history: History::new(),
                log: ReceiveLog::new(),
                requests: PictureRequests::default(),
                meter: RateMeter::default(),
                last: now,
                time: SourceTime::new(),
                shown: None,
                sound_delay: 0,
                next: 1,
                between_pictures: true,
            }));
        }
        key
    }

    pub(super) fn get(&self, key: SourceKey) -> Option<&Source> {
        self.slots
            .get(key.index())?
            .as_deref()
            .filter(|source| source.key == key)
    }

    pub(super) fn get_mut(&mut self, key: SourceKey) -> Option<&mut Source> {
        self.slots
            .get_mut(key.index())?
            .as_deref_mut()
            .filter(|source| source.key == key)
    }

    pub(super) fn remove(&mut self, key: SourceKey) {
        if self.get(key).is_some()
            && let Some(slot) = self.slots.get_mut(key.index())
        {
            *slot = None;
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }
}
