//! The sound of all meetings of a shard, without a clock, a socket or a thread.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tolk_model::{MediaEvent, MeetingId};

use super::FRAME;
use super::encoder::Encoded;
use super::feed::{Feed, Key, Played};
use super::handle::SoundConfig;
use super::meeting::{Decoded, Meeting};
use super::prompts::Shelf;
use super::track::{Content, Track, TrackKey, TrackPacket};
use crate::branch::{BranchInput, BranchOutput, BranchPacket, Origin};

/// Length of a frame.
const FRAME_MS: u64 = 10;
/// The same.
const TICK: Duration = Duration::from_millis(FRAME_MS);
/// Frames that are made up for at once when the thread was late: 50 ms, which jitter buffers of receivers hide. What is missing beyond
/// that is skipped: time goes on.
const MAX_CATCH_UP: u32 = 5;
/// Outputs that wait for `poll`; a driver that polls after every call never has a tenth of it. The newest are dropped.
const MAX_OUTPUTS: usize = 16_384;

/// What the machine did, for `/debug`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SoundCounts {
    /// Frames of 10 ms that were made.
    pub frames: u64,
    /// Frames that were skipped because the thread was late.
    pub frames_skipped: u64,
    /// Packets that came in.
    pub packets_in: u64,
    /// Packets of streams that no plan decodes.
    pub packets_unwanted: u64,
    /// Packets that went out.
    pub packets_out: u64,
    /// Packets that were encoded: fewer than went out where receivers share an encoder.
    pub packets_encoded: u64,
    /// Outputs that were dropped because nobody polled.
    pub outputs_dropped: u64,
    /// Plans that were older than the one before.
    pub plans_old: u64,
    /// Feeds and streams that were refused because of a limit or a codec that is not made here.
    pub refused: u64,
}

/// Takes packets and plans, makes packets and events. After every call, `poll` until `None`.
pub struct SoundMachine {
    pub(super) config: SoundConfig,
    /// Where RTP time begins, RFC 3550 §5.1: not to be guessed.
    pub(super) origin: u32,
    pub(super) shelf: Arc<Shelf>,
    epoch: Instant,
    next_tick: Instant,
    /// The number of the next frame.
    pub(super) frame: u64,
    pub(super) meetings: BTreeMap<MeetingId, Meeting>,
    pub(super) streams: BTreeMap<Key, Decoded>,
    pub(super) feeds: BTreeMap<Key, Feed>,
    pub(super) tracks: BTreeMap<TrackKey, Track>,
    outputs: VecDeque<BranchOutput>,
    pub(super) counts: SoundCounts,
}

impl SoundMachine {
    /// A machine that begins to tick 10 ms after `now`, with tones for prompts.
    pub fn new(config: SoundConfig, now: Instant) -> SoundMachine {
        SoundMachine::with_prompts(config, Arc::new(Shelf::of_tones()), now)
    }

    /// The same with spoken prompts.
    pub(super) fn with_prompts(
        config: SoundConfig,
        shelf: Arc<Shelf>,
        now: Instant,
    ) -> SoundMachine {
        SoundMachine {
            origin: config.seed.generator().u32(),
            config,
            shelf,
            epoch: now,
            next_tick: now + TICK,
            frame: 1,
            meetings: BTreeMap::new(),
            streams: BTreeMap::new(),
            feeds: BTreeMap::new(),
            tracks: BTreeMap::new(),
            outputs: VecDeque::new(),
            counts: SoundCounts::default(),
        }
    }

    /// One packet, plan or closing. What concerns pictures is ignored.
    pub fn handle(&mut self, _now: Instant, input: BranchInput) {
        match input {
            BranchInput::Packet(packet) => self.packet(&packet),
            BranchInput::Plan(meeting, plan) => self.apply(meeting, &plan),
            BranchInput::Close(meeting) => self.close(meeting),
            BranchInput::PictureRequest(..) | BranchInput::Available(..) => {}
        }
    }

    /// Makes every frame that is due.
    pub fn tick(&mut self, now: Instant) {
        let late = now.saturating_duration_since(self.next_tick);
        if now < self.next_tick {
            return;
        }
        let due = u32::try_from(late.as_millis() / TICK.as_millis()).unwrap_or(u32::MAX - 1) + 1;
        let skipped = due.saturating_sub(MAX_CATCH_UP);
        if skipped > 0 {
            self.frame += u64::from(skipped);
            self.next_tick += TICK * skipped;
            self.counts.frames_skipped += u64::from(skipped);
            self.tracks.values_mut().for_each(Track::interrupt);
        }
        for _ in skipped..due {
            self.make_frame();
            self.next_tick += TICK;
        }
    }

    /// When the next frame is due.
    pub fn next_tick(&self) -> Instant {
        self.next_tick
    }

    /// What was made, oldest first.
    pub fn poll(&mut self) -> Option<BranchOutput> {
        self.outputs.pop_front()
    }

    /// What was done so far.
    pub fn counts(&self) -> SoundCounts {
        self.counts
    }

    /// Meetings, streams, feeds, encoders and counts, for `/debug`.
    pub fn debug_state(&self) -> serde_json::Value {
        let now = self.time();
        let meetings = self
            .meetings
            .iter()
            .map(|(id, m)| (id.to_string(), m.debug_state()));
        let streams = self.streams.iter().map(|((leg, stream), decoded)| {
            (format!("{leg}/{stream}"), decoded.stream.debug_state(now))
        });
        let (ready, prompts) = self.shelf.ready();
        serde_json::json!({
            "meetings": meetings.collect::<BTreeMap<_, _>>(),
            "streams": streams.collect::<BTreeMap<_, _>>(),
            "feeds": self.feeds.len(),
            "encoders": self.tracks.len(),
            "prompts": { "ready": ready, "of": prompts },
            "counts": self.counts,
        })
    }

    /// Our time at the beginning of the next frame, samples.
    fn time(&self) -> i64 {
        i64::try_from(self.frame)
            .unwrap_or(i64::MAX)
            .saturating_mul(FRAME as i64)
    }

    /// When a frame begins.
    fn instant(&self, frame: u64) -> Instant {
        self.epoch + Duration::from_millis(frame.saturating_mul(FRAME_MS))
    }

    fn packet(&mut self, packet: &BranchPacket) {
        self.counts.packets_in += 1;
        let tick = self.time();
        let Some(decoded) = self.streams.get_mut(&(packet.leg, packet.stream)) else {
            self.counts.packets_unwanted += 1;
            return;
        };
        let since = packet.arrived.saturating_duration_since(self.epoch);
        let arrived = i64::try_from(since.as_nanos() * 48 / 1_000_000).unwrap_or(i64::MAX);
        decoded.stream.packet(packet, arrived, tick);
    }

    fn make_frame(&mut self) {
        let (now, at) = (self.time(), self.instant(self.frame));
        for ((leg, stream), decoded) in &mut self.streams {
            decoded.sounds = decoded.stream.pull(now, &mut decoded.frame);
            if let Some((ssrc, timestamp)) = decoded.stream.playing(now) {
                let of = Origin {
                    leg: *leg,
                    stream: *stream,
                    ssrc,
                    timestamp,
                };
                let playing = BranchOutput::Playing { of, at };
                emit(&mut self.outputs, &mut self.counts, playing);
            }
        }
        for meeting in self.meetings.values_mut() {
            if let Some((participant, leg)) = meeting.mix(self.frame, &self.streams) {
                let event = MediaEvent::ActiveSpeaker(participant, leg);
                emit(
                    &mut self.outputs,
                    &mut self.counts,
                    BranchOutput::Event(event),
                );
            }
        }
        self.encode();
        self.frame += 1;
        self.counts.frames += 1;
    }

    fn encode(&mut self) {
        let mut sound = [0.0; FRAME];
        // In the order of the map everybody's track of a meeting comes before those of its contributors.
        for ((content, format), track) in &mut self.tracks {
            let mut heard = false;
            let mut shared: &[_] = &[];
            match content {
                Content::Silence => sound.fill(0.0),
                Content::Stream(key) => match self.streams.get(key) {
                    Some(decoded) => sound.copy_from_slice(&decoded.frame[..]),
                    None => sound.fill(0.0),
                },
                Content::Mix(id, except) => match self.meetings.get(id) {
                    Some(meeting) => {
                        heard = meeting.without(*except, &mut sound);
                        track.limiter.limit(&mut sound);
                        shared = &meeting.shared;
                    }
                    None => sound.fill(0.0),
                },
                Content::Prompt(key) => {
                    let playback = self.feeds.get_mut(key).and_then(|f| f.playback.as_mut());
                    match playback {
                        Some(playback) => {
                            if playback.play(&self.shelf, &mut sound) == Played::Ended {
                                let done = MediaEvent::PromptDone(key.0, playback.prompt.clone());
                                let done = BranchOutput::Event(done);
                                emit(&mut self.outputs, &mut self.counts, done);
                            }
                        }
                        None => sound.fill(0.0),
                    }
                }
            }
            let Some(packet) = track.push(self.frame, &sound, heard, shared) else {
                continue;
            };
            self.counts.packets_encoded += u64::from(!packet.borrowed);
            let at = self.epoch + Duration::from_millis(packet.start.saturating_mul(FRAME_MS));
            for receiver in &track.receivers {
                let Some(feed) = self.feeds.get_mut(receiver) else {
                    continue;
                };
                if let Some(output) = address(*receiver, feed, format.codec, at, &packet) {
                    self.counts.packets_out += 1;
                    emit(&mut self.outputs, &mut self.counts, output);
                }
            }
            if let Content::Mix(id, None) = content
                && track.followers > 0
                && let Some(meeting) = self.meetings.get_mut(id)
            {
                meeting.shared.push((*format, packet));
            }
        }
    }
}

/// A packet on its way to one receiver.
fn address(
    (leg, stream): Key,
    feed: &mut Feed,
    codec: tolk_model::Codec,
    at: Instant,
    packet: &TrackPacket,
) -> Option<BranchOutput> {
    let Encoded::Payload(payload) = &packet.encoded else {
        feed.pause();
        return None;
    };
    let (timestamp, marker) = feed.send(packet.start, packet.frames)?;
    Some(BranchOutput::Sound {
        leg,
        stream,
        codec,
        timestamp,
        marker,
        at,
        payload: payload.clone(),
    })
}

fn emit(outputs: &mut VecDeque<BranchOutput>, counts: &mut SoundCounts, output: BranchOutput) {
    if outputs.len() < MAX_OUTPUTS {
        outputs.push_back(output);
    } else {
        counts.outputs_dropped += 1;
    }
}
