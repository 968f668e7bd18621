//! From one plan of a meeting to the next: the difference is done, and nothing else changes.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use tolk_model::plan::{Feed as PlanFeed, LegPlan, MediaPlan, Source};
use tolk_model::{MediaKind, MeetingId, ParticipantId};

use super::FRAME;
use super::encoder::Format;
use super::feed::{Feed, Key};
use super::machine::SoundMachine;
use super::meeting::{Decoded, Meeting};
use super::stream::Stream;
use super::track::{Content, Track, TrackKey};

/// Streams that a shard decodes at most: some eight cores of Opus, more than one thread ever can.
const MAX_STREAMS: usize = 2_000;
/// Feeds that a shard makes at most: as many legs as have ports.
const MAX_FEEDS: usize = 10_000;

/// One feed that a plan wants made here.
struct Wanted {
    key: Key,
    source: Source,
    track: TrackKey,
}

impl SoundMachine {
    /// Does the difference to the meeting's plan before.
    pub(super) fn apply(&mut self, id: MeetingId, plan: &MediaPlan) {
        if self
            .meetings
            .get(&id)
            .is_some_and(|m| plan.version < m.version)
        {
            self.counts.plans_old += 1;
            return;
        }
        let wanted = wanted_feeds(id, plan);
        let mut meeting = self
            .meetings
            .remove(&id)
            .unwrap_or_else(|| Meeting::new(id));
        meeting.version = plan.version;
        let mixes = wanted.iter().any(|w| matches!(w.track.0, Content::Mix(..)));
        let inputs: &[_] = if mixes { &plan.mix } else { &[] };
        meeting.set_inputs(inputs);
        let mut streams: BTreeSet<Key> = inputs.iter().map(|i| (i.leg, i.stream)).collect();
        streams.extend(wanted.iter().filter_map(|w| match w.track.0 {
            Content::Stream(key) => Some(key),
            _ => None,
        }));
        self.set_streams(&mut meeting, streams);
        let before = std::mem::take(&mut meeting.feeds);
        for wanted in wanted {
            let key = wanted.key;
            if self.set_feed(id, meeting.phase, wanted) {
                meeting.feeds.insert(key);
            } else {
                self.counts.refused += 1;
            }
        }
        for key in before.difference(&meeting.feeds) {
            self.drop_feed(id, *key);
        }
        let (shares, phase) = (meeting.shares(), meeting.phase);
        self.meetings.insert(id, meeting);
        self.set_followers(id, shares, phase);
    }

    /// The meeting is over.
    pub(super) fn close(&mut self, id: MeetingId) {
        let Some(mut meeting) = self.meetings.remove(&id) else {
            return;
        };
        for key in std::mem::take(&mut meeting.feeds) {
            self.drop_feed(id, key);
        }
        self.set_streams(&mut meeting, BTreeSet::new());
    }

    fn set_streams(&mut self, meeting: &mut Meeting, mut wanted: BTreeSet<Key>) {
        let new: Vec<Key> = wanted.difference(&meeting.streams).copied().collect();
        for key in new {
            if let Some(decoded) = self.streams.get_mut(&key) {
                decoded.wanted += 1;
            } else if self.streams.len() < MAX_STREAMS {
                let decoded = Decoded {
                    stream: Stream::new(),
                    frame: Box::new([0.0; FRAME]),
                    sounds: false,
                    wanted: 1,
                };
                self.streams.insert(key, decoded);
            } else {
                self.counts.refused += 1;
                wanted.remove(&key);
            }
        }
        for key in meeting.streams.difference(&wanted) {
            if let Some(decoded) = self.streams.get_mut(key) {
                decoded.wanted -= 1;
                if decoded.wanted == 0 {
                    self.streams.remove(key);
                }
            }
        }
        meeting.streams = wanted;
    }

    /// `false` when the feed cannot be made.
    fn set_feed(&mut self, id: MeetingId, phase: u64, wanted: Wanted) -> bool {
        let Wanted { key, source, track } = wanted;
        let old = self.feeds.get(&key).map(|f| f.track);
        if old.is_none() && self.feeds.len() >= MAX_FEEDS {
            return false;
        }
        if old != Some(track) && !self.subscribe(track, phase, key) {
            return false;
        }
        match self.feeds.get_mut(&key) {
            Some(feed) => feed.change(id, &source, track),
            None => {
                let timestamp = self.rtp_time(key, track.1);
                let feed = Feed::new(id, source, track, timestamp, self.frame);
                self.feeds.insert(key, feed);
            }
        }
        if let Some(old) = old.filter(|old| *old != track) {
            self.unsubscribe(old, key);
        }
        true
    }

    /// RTP time of a feed at the present frame. The same for a feed that ended and begins again: a leg between two meetings is for a
    /// moment in the plan of neither, and its far end must not notice.
    fn rtp_time(&self, key: Key, format: Format) -> u32 {
        let mut hasher = DefaultHasher::new();
        (self.origin, key).hash(&mut hasher);
        let ticks = (self.frame as u32).wrapping_mul(format.frame_ticks());
        (hasher.finish() as u32).wrapping_add(ticks)
    }

    /// Ends a feed, unless another meeting has taken it over.
    fn drop_feed(&mut self, id: MeetingId, key: Key) {
        if self.feeds.get(&key).is_some_and(|f| f.meeting == id)
            && let Some(feed) = self.feeds.remove(&key)
        {
            self.unsubscribe(feed.track, key);
        }
    }

    fn subscribe(&mut self, key: TrackKey, phase: u64, receiver: Key) -> bool {
        let Some(track) = self.track(key, phase) else {
            return false;
        };
        track.receivers.push(receiver);
        true
    }

    fn track(&mut self, key: TrackKey, phase: u64) -> Option<&mut Track> {
        if !self.tracks.contains_key(&key) {
            // Silence is everybody's: it keeps step with no meeting.
            let phase = if key.0 == Content::Silence { 0 } else { phase };
            let track = Track::new(key.1, phase, self.config.opus_complexity)?;
            self.tracks.insert(key, track);
        }
        self.tracks.get_mut(&key)
    }

    fn unsubscribe(&mut self, key: TrackKey, receiver: Key) {
        let Some(track) = self.tracks.get_mut(&key) else {
            return;
        };
        track.receivers.retain(|r| *r != receiver);
        if !track.is_unused() {
            return;
        }
        let follows = track.follows;
        self.tracks.remove(&key);
        if let (Content::Mix(id, Some(_)), true) = (key.0, follows) {
            self.unfollow((Content::Mix(id, None), key.1));
        }
    }

    fn unfollow(&mut self, everybody: TrackKey) {
        if let Some(track) = self.tracks.get_mut(&everybody) {
            track.followers = track.followers.saturating_sub(1);
            if track.is_unused() {
                self.tracks.remove(&everybody);
            }
        }
    }

    /// Lets the contributors' tracks follow everybody's, or each go its own way.
    fn set_followers(&mut self, id: MeetingId, follow: bool, phase: u64) {
        let personal = |content: &Content| matches!(content, Content::Mix(m, Some(_)) if *m == id);
        let changed: Vec<TrackKey> = self
            .tracks
            .iter()
            .filter(|((content, _), track)| personal(content) && track.follows != follow)
            .map(|(key, _)| *key)
            .collect();
        for key in changed {
            let everybody = (Content::Mix(id, None), key.1);
            if follow {
                match self.track(everybody, phase) {
                    Some(track) => track.followers += 1,
                    None => continue,
                }
            } else {
                self.unfollow(everybody);
            }
            if let Some(track) = self.tracks.get_mut(&key) {
                track.follows = follow;
            }
        }
    }
}

/// The feeds of sound that are made here: all but those that are only forwarded.
fn wanted_feeds(id: MeetingId, plan: &MediaPlan) -> Vec<Wanted> {
    let contributors: BTreeSet<ParticipantId> = plan.mix.iter().map(|i| i.participant).collect();
    let mut wanted = Vec::new();
    for leg in &plan.legs {
        for feed in &leg.feeds {
            let key = (leg.leg, feed.stream);
            let content = match &feed.source {
                Source::Silence => Content::Silence,
                Source::Recode { from, stream } => Content::Stream((*from, *stream)),
                Source::Mix { except } => {
                    Content::Mix(id, Some(*except).filter(|p| contributors.contains(p)))
                }
                Source::Prompt { .. } => Content::Prompt(key),
                Source::Forward { .. } | Source::Echo { .. } | Source::Class { .. } => continue,
            };
            let Some(format) = format(leg, feed) else {
                continue;
            };
            wanted.push(Wanted {
                key,
                source: feed.source.clone(),
                track: (content, format),
            });
        }
    }
    wanted
}

fn format(leg: &LegPlan, feed: &PlanFeed) -> Option<Format> {
    if feed.codec.codec.kind() != MediaKind::Audio {
        return None;
    }
    let packet_time = leg
        .remote
        .stream(feed.stream)
        .and_then(|s| s.packet_time_ms);
    // Silence is encoded like sound, unless the far end asked for pauses: telephones and recorders dislike a dead line.
    Format::new(&feed.codec, packet_time, feed.max_bitrate)
}
