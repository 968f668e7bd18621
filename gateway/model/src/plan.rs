//! What the core wants of the media plane, and what the media plane reports.
//!
//! A [`MediaPlan`] is the whole wanted state of one meeting's media. The engine compares it with the one before and does the
//! difference; applying the same plan twice changes nothing. Ports belong to legs and outlive plans.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cause::Cause;
use crate::codec::{Codec, CodecLimits};
use crate::id::{
    ClassId, LegId, MeetingId, ParticipantId, PromptId, Realm, SlotId, StreamId, TransportId,
};
use crate::leg::{Digit, Wish};
use crate::media::{
    BitRate, Candidate, DtlsRole, MediaDescription, PictureSize, SecurityKind, Transport,
};

/// The wanted media of one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPlan {
    /// Counts upward; the engine refuses an older one.
    pub version: u64,
    /// Every leg that has a port, in a fixed order.
    pub legs: Vec<LegPlan>,
    /// Who is heard by those that hear a mix.
    pub mix: Vec<MixInput>,
    /// Encoders: each runs once, however many watch it.
    pub classes: Vec<Class>,
    /// What the planner gave up and why, for people.
    pub notes: Vec<String>,
}

/// The wanted media of one leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegPlan {
    /// The leg.
    pub leg: LegId,
    /// Whose it is.
    pub participant: ParticipantId,
    /// What we said to it last: what packets from it look like, and where we receive.
    pub local: MediaDescription,
    /// What it said last: what packets to it must look like, and where it receives. Empty until it said something.
    pub remote: MediaDescription,
    /// What is sent to it. At most one feed for a (stream, slot).
    pub feeds: Vec<Feed>,
}

/// One thing that is sent to one leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// On which of its streams.
    pub stream: StreamId,
    /// In which slot; `None` for sound.
    pub slot: Option<SlotId>,
    /// From where.
    pub source: Source,
    /// As what: one of the codecs that the leg declared to receive on this stream. For `Forward` the engine may send any
    /// compatible codec that the leg declared and drops what is not; this one is the wanted one.
    pub codec: CodecLimits,
    /// No more than this.
    pub max_bitrate: Option<BitRate>,
    /// As large as the receiver shows it; the engine picks the layer. `None` means as large as there is.
    pub max_size: Option<PictureSize>,
}

/// Where a feed comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Source {
    /// Comfort: silence for sound, nothing for pictures.
    Silence,
    /// Packets of another leg, unchanged but for their headers. The engine picks the layer: bandwidth never replans a meeting.
    Forward {
        /// From which leg.
        from: LegId,
        /// From which of its streams.
        stream: StreamId,
    },
    /// The leg's own packets back: the test call.
    Echo {
        /// From which of its streams.
        stream: StreamId,
    },
    /// One other leg's sound in another codec.
    Recode {
        /// From which leg.
        from: LegId,
        /// From which of its streams.
        stream: StreamId,
    },
    /// Everybody in [`MediaPlan::mix`] except one participant: nobody hears themselves.
    Mix {
        /// Who is left out.
        except: ParticipantId,
    },
    /// The picture of an encoder.
    Class {
        /// Which.
        class: ClassId,
    },
    /// A spoken prompt, once or again and again; `PromptDone` follows the end of one that plays once.
    Prompt {
        /// Which.
        prompt: PromptId,
        /// In which language.
        language: Language,
        /// Starts over until the plan changes.
        repeat: bool,
    },
}

/// A language of prompts and slides.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}

/// Somebody who is heard in the mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MixInput {
    /// Whose sound.
    pub participant: ParticipantId,
    /// From which leg.
    pub leg: LegId,
    /// From which of its streams.
    pub stream: StreamId,
}

/// One encoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Identity: a class that keeps it keeps its encoder when size, codec and frame rate stay.
    pub id: ClassId,
    /// What is encoded.
    pub picture: Picture,
    /// As what; the parameters are the tightest of its receivers.
    pub codec: CodecLimits,
    /// Picture size.
    pub size: PictureSize,
    /// Frames a second.
    pub frame_rate: u8,
    /// Target rate; changing it does not restart the encoder. The engine lowers it further by what receivers can take.
    pub bitrate: BitRate,
}

/// What an encoder shows. May change without a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Picture {
    /// One stream, decoded and encoded again.
    Of {
        /// From which leg.
        leg: LegId,
        /// From which of its streams.
        stream: StreamId,
    },
    /// A still with words.
    Slide {
        /// Which.
        slide: PromptId,
        /// In which language.
        language: Language,
    },
}

/// What ports a leg needs. The engine answers with [`MediaEvent::Local`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortRequest {
    /// Transports to open.
    pub transports: Vec<TransportRequest>,
    /// Streams that will use them.
    pub streams: Vec<StreamRequest>,
}

/// One transport to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportRequest {
    /// Which transport of the leg.
    pub id: TransportId,
    /// Use the shard's one shared port, as for browsers; else a pair of its own from the range.
    pub shared: bool,
    /// ICE, and whether we control it.
    pub ice: Option<IceRole>,
    /// Protection, with our part in a DTLS handshake.
    pub security: SecurityKind,
    /// Our part in the DTLS handshake.
    pub dtls_role: DtlsRole,
    /// SDES suites and tags to make keys for, most wanted first.
    pub sdes: Vec<(u32, crate::media::SrtpSuite)>,
    /// RTCP shares the port of RTP.
    pub rtcp_mux: bool,
    /// Which networks; `None` means the default one.
    pub realm: Option<Realm>,
    /// The address of the peer when known: chooses the family and the interface.
    pub toward: Option<IpAddr>,
}

/// Our part in ICE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IceRole {
    /// We nominate.
    Controlling,
    /// They nominate.
    Controlled,
}

/// One stream that will use a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamRequest {
    /// Which stream of the leg.
    pub stream: StreamId,
    /// On which transport.
    pub transport: TransportId,
    /// Retransmissions need a source of their own.
    pub rtx: bool,
}

/// What the engine made for a leg: the core folds it into the leg's local description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMedia {
    /// Addresses, keys, fingerprints, candidates.
    pub transports: Vec<Transport>,
    /// Sources that we shall send with.
    pub streams: Vec<LocalStream>,
    /// Canonical name that binds them.
    pub cname: String,
}

/// The sources of one stream that we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalStream {
    /// Which stream.
    pub stream: StreamId,
    /// Our synchronisation source.
    pub ssrc: u32,
    /// Our source of retransmissions.
    pub rtx_ssrc: Option<u32>,
}

/// What the media plane reports. Every event names its leg, from which the switchboard knows the meeting, but for a worker's, which
/// works for all of a meeting.
#[derive(Clone, Debug)]
pub enum MediaEvent {
    /// The ports that were asked for are open.
    Local(LegId, LocalMedia),
    /// More candidates of ours; empty when there will be no more.
    Candidates(LegId, TransportId, Vec<Candidate>),
    /// Media can flow: addresses and keys are known on both sides.
    Connected(LegId),
    /// The first packet of a stream arrived, and which codec it has; again whenever the codec changes.
    Receiving(LegId, StreamId, Codec),
    /// Nothing arrived for a while on a stream that should flow.
    Silent(LegId, Duration),
    /// The path broke (ICE consent lost); it may come back after a restart.
    Disconnected(LegId),
    /// A digit came in the media (RFC 4733), once for each key press.
    Digit(LegId, Digit),
    /// The receiver's own wishes that came in the media.
    Wish(LegId, Vec<Wish>),
    /// Somebody else speaks now.
    ActiveSpeaker(ParticipantId, LegId),
    /// A prompt that plays once has ended.
    PromptDone(LegId, PromptId),
    /// How it goes, every few seconds.
    Quality(LegId, Quality),
    /// The leg's media cannot work or ceased to.
    Failed(LegId, Cause),
    /// The pictures of this stream ended several workers and are not decoded for a while.
    StreamRefused(LegId, StreamId),
    /// Somebody needs a whole picture of this stream, and its sender declared no feedback by which it could be asked (RFC 4585, RFC
    /// 5104): it was asked all the same, and signalling may know a way.
    PictureNeeded(LegId, StreamId),
    /// A meeting's worker process was replaced, and why: `died`, `hung` or `erred`. Pictures come back by themselves.
    WorkerReplaced(MeetingId, &'static str),
    /// The ports are closed; the last event of a leg.
    Closed(LegId, LegStatistics),
}

impl MediaEvent {
    /// The leg that the event is about; `None` when it is about a whole meeting.
    pub fn leg(&self) -> Option<LegId> {
        match self {
            MediaEvent::Local(leg, _)
            | MediaEvent::Candidates(leg, ..)
            | MediaEvent::Connected(leg)
            | MediaEvent::Receiving(leg, ..)
            | MediaEvent::Silent(leg, _)
            | MediaEvent::Disconnected(leg)
            | MediaEvent::Digit(leg, _)
            | MediaEvent::Wish(leg, _)
            | MediaEvent::ActiveSpeaker(_, leg)
            | MediaEvent::PromptDone(leg, _)
            | MediaEvent::Quality(leg, _)
            | MediaEvent::Failed(leg, _)
            | MediaEvent::StreamRefused(leg, _)
            | MediaEvent::PictureNeeded(leg, _)
            | MediaEvent::Closed(leg, _) => Some(*leg),
            MediaEvent::WorkerReplaced(..) => None,
        }
    }
}

/// How a leg's media goes, over the last report interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Round-trip time, when RTCP told it.
    pub round_trip: Option<Duration>,
    /// Packets lost on the way to us, per mille.
    pub lost_in_permille: u16,
    /// Packets lost on the way to them, per mille, as they report.
    pub lost_out_permille: u16,
    /// Interarrival jitter of what reaches us.
    pub jitter: Duration,
    /// Rate from them.
    pub rate_in: BitRate,
    /// Rate to them.
    pub rate_out: BitRate,
    /// What we believe that they can take.
    pub available_out: Option<BitRate>,
}

/// What a leg's media was, when it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegStatistics {
    /// Each stream.
    pub streams: Vec<StreamStatistics>,
}

/// What a stream was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamStatistics {
    /// Which stream.
    pub stream: StreamId,
    /// Packets received.
    pub packets_in: u64,
    /// Packets sent.
    pub packets_out: u64,
    /// Bytes of payload received.
    pub bytes_in: u64,
    /// Bytes of payload sent.
    pub bytes_out: u64,
    /// Packets that never came.
    pub lost_in: u64,
    /// Packets that they say never came.
    pub lost_out: u64,
    /// Codec of what was received last.
    pub codec_in: Option<Codec>,
    /// Codec of what was sent last.
    pub codec_out: Option<Codec>,
}
