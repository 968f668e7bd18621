//! The border between the engine thread, which owns ports and relays packets, and the branches that decode: the sound thread
//! (jitter buffer, recoding, mixing, prompts) and the picture threads (depacketising, one worker process for each meeting).
//!
//! A branch is fed over a bounded channel and answers over another; when a channel is full the newest packet is dropped and
//! counted, never waited for: a slow branch must not delay the relay. Packets reach a branch decrypted, with
//! retransmissions undone and duplicates removed, in order of arrival. A feed that is only forwarded never enters a branch.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use tolk_model::{ClassId, Codec, LegId, MediaEvent, MediaPlan, MeetingId, PayloadType, StreamId};

/// What the engine tells a branch.
#[derive(Clone, Debug)]
pub enum BranchInput {
    /// One RTP packet of a stream that the branch decodes.
    Packet(BranchPacket),
    /// The meeting's plan; the branch takes its part of it and does the difference.
    Plan(MeetingId, Arc<MediaPlan>),
    /// A receiver of this encoder lost a picture: make a whole one. The branch coalesces.
    PictureRequest(MeetingId, ClassId),
    /// What the slowest receiver of this encoder can take, bit/s.
    Available(MeetingId, ClassId, u64),
    /// The meeting is over; release everything.
    Close(MeetingId),
}

/// One RTP packet on its way into a branch.
#[derive(Clone, Debug)]
pub struct BranchPacket {
    /// From which leg.
    pub leg: LegId,
    /// From which of its streams.
    pub stream: StreamId,
    /// Synchronisation source: a change of it restarts the jitter buffer.
    pub ssrc: u32,
    /// Codec by the leg's local description.
    pub codec: Codec,
    /// Payload type as received.
    pub payload_type: PayloadType,
    /// RTP sequence number.
    pub sequence: u16,
    /// RTP timestamp, in the codec's clock.
    pub timestamp: u32,
    /// RTP marker bit.
    pub marker: bool,
    /// When it arrived.
    pub arrived: Instant,
    /// The payload, padding removed.
    pub payload: Bytes,
}

/// Of what a branch made something: the source, and its RTP time, which the engine relates to other sources for lip-sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Whose.
    pub leg: LegId,
    /// Which of its streams.
    pub stream: StreamId,
    /// Synchronisation source.
    pub ssrc: u32,
    /// RTP timestamp, in the source's clock.
    pub timestamp: u32,
}

/// What a branch answers.
#[derive(Clone, Debug)]
pub enum BranchOutput {
    /// One RTP payload of sound for one leg.
    Sound {
        /// To which leg.
        leg: LegId,
        /// On which of its streams.
        stream: StreamId,
        /// Codec; the engine knows the leg's payload type for it.
        codec: Codec,
        /// RTP timestamp in the codec's clock, continuous for this feed.
        timestamp: u32,
        /// First packet after silence.
        marker: bool,
        /// The time of its first sample on the branch's clock, as in `Playing`.
        at: Instant,
        /// The payload.
        payload: Bytes,
    },
    /// What a decoded stream of sound plays at a moment: said several times a second while it plays what came.
    Playing {
        /// What is played.
        of: Origin,
        /// When.
        at: Instant,
    },
    /// One RTP payload of an encoder's picture, for every leg that watches it.
    Picture {
        /// In which meeting.
        meeting: MeetingId,
        /// Which encoder.
        class: ClassId,
        /// Codec.
        codec: Codec,
        /// RTP timestamp at 90 kHz.
        timestamp: u32,
        /// Last payload of the picture.
        marker: bool,
        /// Belongs to a picture that needs no other.
        key: bool,
        /// The picture that it was made of; `None` for a slide.
        of: Option<Origin>,
        /// The payload, within the usual MTU.
        payload: Bytes,
    },
    /// The branch cannot go on without a whole picture of this stream. The engine coalesces and sends PLI or FIR.
    NeedsPicture {
        /// From which leg.
        leg: LegId,
        /// From which of its streams.
        stream: StreamId,
    },
    /// A meeting's worker process was replaced: for the journal. Pictures come back by themselves.
    WorkerReplaced {
        /// In which meeting.
        meeting: MeetingId,
        /// Why: `died`, `hung` or `erred`.
        why: &'static str,
    },
    /// The pictures of this stream ended several workers and are not decoded for a while: for the journal and the live view.
    StreamRefused {
        /// From which leg.
        leg: LegId,
        /// Which of its streams.
        stream: StreamId,
    },
    /// Something for the core.
    Event(MediaEvent),
}

/// Most packets and commands that wait for a branch: 5 ms of a shard that forwards 200,000 packets a second into it. When it is
/// full the newest packet is dropped and counted; a plan or a close waits (the branch empties the channel all the time).
pub const BRANCH_INPUTS: usize = 1024;

/// Most answers of a branch that wait for the engine, which empties the channel at every turn. When it is full the newest payload
/// is dropped and counted.
pub const BRANCH_OUTPUTS: usize = 1024;

/// The branch's end of the border toward the engine. Cheap to clone: each thread of a branch has its own.
#[derive(Clone)]
pub struct BranchSink {
    outputs: Sender<BranchOutput>,
    wake: Arc<dyn Fn() + Send + Sync>,
    dropped: Arc<AtomicU64>,
}

impl BranchSink {
    /// A sink that calls `wake` after each output, and the engine's end of it. Tests of a branch may wake nobody: `|| {}`.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> (BranchSink, Receiver<BranchOutput>) {
        let (outputs, receiver) = crossbeam_channel::bounded(BRANCH_OUTPUTS);
        let sink = BranchSink {
            outputs,
            wake: Arc::new(wake),
            dropped: Arc::new(AtomicU64::new(0)),
        };
        (sink, receiver)
    }

    /// Hands an answer to the engine and wakes it. Never waits; `false` when the channel is full and the answer was dropped.
    pub fn send(&self, output: BranchOutput) -> bool {
        let sent = self.outputs.try_send(output).is_ok();
        if sent {
            (self.wake)();
        } else {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        sent
    }

    /// Hands an answer to the engine without waking it, for a branch that makes many at once and then calls [`BranchSink::wake`].
    /// Never waits; `false` when the channel is full and the answer was dropped.
    pub fn put(&self, output: BranchOutput) -> bool {
        let sent = self.outputs.try_send(output).is_ok();
        if !sent {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        sent
    }

    /// Wakes the engine.
    pub fn wake(&self) {
        (self.wake)();
    }

    /// Answers that were dropped because the engine did not keep up.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

/// A running branch, as its constructor hands it to the engine: `sound::start(sink, ..)` and `picture::start(sink, ..)` return
/// one. The branch ends, and its thread can be joined, when `inputs` is dropped.
pub struct Branch {
    /// The engine's end: packets, plans, requests.
    pub inputs: Sender<BranchInput>,
    /// The branch's main thread, joined by `Engine::stop`.
    pub thread: JoinHandle<()>,
}
