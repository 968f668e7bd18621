//! The border between the engine thread, which owns ports and relays packets, and the branches that decode: the sound thread
//! (jitter buffer, recoding, mixing, prompts) and the picture threads (depacketising, one worker process for each meeting).
//!
//! A branch is fed over a bounded channel and answers over another; when a channel is full the newest packet is dropped and
//! counted, never waited for: a slow branch must not delay the relay. Packets reach a branch decrypted, with
//! retransmissions undone and duplicates removed, in order of arrival. A feed that is only forwarded never enters a branch.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
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
    /// The round trip to the peer of an RTP stream and how RTP time and wall clock relate (RTCP SR), for lip-sync.
    SenderReport {
        /// Whose report.
        leg: LegId,
        /// About which stream.
        stream: StreamId,
        /// NTP time, 32.32 fixed point seconds.
        ntp: u64,
        /// The same instant on the stream's RTP clock.
        rtp: u32,
    },
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
        /// The payload.
        payload: Bytes,
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
