//! Codecs and what a receiver accepts of each.

use serde::{Deserialize, Serialize};

use crate::media::BitRate;

/// Sound, picture or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
    /// Real-time text, far-end camera control and the like.
    Data,
}

/// A codec by name. The names are those of the IANA RTP registry, lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// RFC 7587; RTP clock 48 kHz, always announced with two channels.
    Opus,
    /// RFC 3551 §4.5.2; sampled at 16 kHz, RTP clock 8 kHz.
    G722,
    /// G.711 A-law, 8 kHz.
    Pcma,
    /// G.711 µ-law, 8 kHz.
    Pcmu,
    /// RFC 4733 named events: digits.
    TelephoneEvent,
    /// RFC 3389 comfort noise.
    ComfortNoise,
    /// RFC 6184.
    H264,
    /// RFC 7741.
    Vp8,
    /// RFC 9628. Forwarded, never transcoded.
    Vp9,
    /// AV1 RTP payload. Forwarded, never transcoded.
    Av1,
    /// RFC 4587: what rooms of the nineties have.
    H261,
    /// RFC 2190: H.263 of 1996, in the payload format that H.323 takes when nothing else is said.
    H263,
}

impl Codec {
    /// Whether it is sound or picture.
    pub fn kind(self) -> MediaKind {
        match self {
            Codec::Opus
            | Codec::G722
            | Codec::Pcma
            | Codec::Pcmu
            | Codec::TelephoneEvent
            | Codec::ComfortNoise => MediaKind::Audio,
            Codec::H264 | Codec::Vp8 | Codec::Vp9 | Codec::Av1 | Codec::H261 | Codec::H263 => {
                MediaKind::Video
            }
        }
    }

    /// RTP clock rate in Hz.
    pub fn clock_rate(self) -> u32 {
        match self {
            Codec::Opus => 48_000,
            Codec::G722
            | Codec::Pcma
            | Codec::Pcmu
            | Codec::TelephoneEvent
            | Codec::ComfortNoise => 8_000,
            Codec::H264 | Codec::Vp8 | Codec::Vp9 | Codec::Av1 | Codec::H261 | Codec::H263 => {
                90_000
            }
        }
    }

    /// Carries speech or pictures by itself; digits and comfort noise only accompany one that does.
    pub fn is_primary(self) -> bool {
        !matches!(self, Codec::TelephoneEvent | Codec::ComfortNoise)
    }

    /// Label for metrics and people.
    pub fn as_str(self) -> &'static str {
        match self {
            Codec::Opus => "opus",
            Codec::G722 => "g722",
            Codec::Pcma => "pcma",
            Codec::Pcmu => "pcmu",
            Codec::TelephoneEvent => "telephone_event",
            Codec::ComfortNoise => "comfort_noise",
            Codec::H264 => "h264",
            Codec::Vp8 => "vp8",
            Codec::Vp9 => "vp9",
            Codec::Av1 => "av1",
            Codec::H261 => "h261",
            Codec::H263 => "h263",
        }
    }
}

/// An RTP payload type, 0-127.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PayloadType(u8);

impl PayloadType {
    /// `None` above 127.
    pub const fn new(value: u8) -> Option<PayloadType> {
        if value < 128 {
            Some(PayloadType(value))
        } else {
            None
        }
    }

    /// The low seven bits of an RTP header's second byte: always a payload type.
    pub const fn from_header(byte: u8) -> PayloadType {
        PayloadType(byte & 0x7f)
    }

    /// 0-127.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// One codec that a receiver accepts, with the payload type that it wants it under and its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodecLimits {
    /// The codec.
    pub codec: Codec,
    /// The payload type under which the receiver wants it.
    pub payload_type: PayloadType,
    /// The payload type of its retransmissions (RFC 4588), when the receiver takes them.
    pub rtx: Option<PayloadType>,
    /// The codec's RTP clock, Hz. Only `telephone_event` and `comfort_noise` differ from [`Codec::clock_rate`].
    pub clock_rate: u32,
    /// What is special to the codec.
    pub parameters: CodecParameters,
}

/// Parameters of a codec: a receiver's limits, or a sender's properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CodecParameters {
    /// Nothing to say.
    None,
    /// Opus (RFC 7587 §6.1).
    Opus {
        /// In-band forward error correction is useful to the receiver.
        fec: bool,
        /// The receiver prefers stereo.
        stereo: bool,
        /// Discontinuous transmission is useful to the receiver.
        dtx: bool,
        /// Highest average rate that the receiver wants.
        max_average: Option<BitRate>,
    },
    /// H.264 (RFC 6184 §8.1).
    H264(H264),
    /// VP8 (RFC 7741 §6.1).
    Vp8 {
        /// Highest frame rate, frames a second.
        max_frame_rate: Option<u16>,
        /// Largest frame in macroblocks of 16x16.
        max_frame_size: Option<u32>,
    },
    /// VP9 (RFC 9628 §6).
    Vp9 {
        /// Profile 0-3.
        profile: u8,
    },
    /// AV1 (RTP payload §7.2).
    Av1 {
        /// Profile 0-2.
        profile: u8,
        /// `level-idx`.
        level_index: u8,
        /// Tier 0-1.
        tier: u8,
    },
    /// Which named events are understood, bit n for event n; 0-15 are the digits.
    Events(u64),
    /// H.261 and H.263 (RFC 4587 §6, RFC 4629 §8.1).
    Formats(PictureFormats),
}

/// The picture formats of H.261 and H.263 that are understood. Each number is the least distance of two pictures in units of
/// 1001/30000 s, 1-32: 1 means 29.97 pictures a second, 2 half as many. `None` where the format is not understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFormats {
    /// 128x96, H.263 only.
    pub sqcif: Option<u8>,
    /// 176x144.
    pub qcif: Option<u8>,
    /// 352x288.
    pub cif: Option<u8>,
    /// 704x576, H.263 only.
    pub cif4: Option<u8>,
    /// Highest rate.
    pub max_bitrate: Option<BitRate>,
}

/// H.264 parameters (RFC 6184 §8.1). Limits beyond the level are already folded in by whoever parsed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct H264 {
    /// The profile.
    pub profile: H264Profile,
    /// The level times ten (31 = level 3.1; 9 = level 1b).
    pub level: u8,
    /// Packetization mode.
    pub packetization: Packetization,
    /// Level asymmetry is allowed: each direction has a level of its own.
    pub asymmetry_allowed: bool,
    /// `max-mbps`, macroblocks a second, where above the level's.
    pub max_mbps: Option<u32>,
    /// `max-fs`, macroblocks a frame, where above the level's.
    pub max_fs: Option<u32>,
    /// `max-br`, in units of 1000 bit/s, where above the level's.
    pub max_br: Option<u32>,
}

/// H.264 profile, as far as interworking tells them apart (RFC 6184 §8.1 table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum H264Profile {
    /// Constrained Baseline.
    ConstrainedBaseline,
    /// Baseline.
    Baseline,
    /// Main.
    Main,
    /// Constrained High.
    ConstrainedHigh,
    /// High.
    High,
}

/// RFC 6184 §6.2, §6.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packetization {
    /// Mode 0: one NAL unit a packet.
    SingleNal,
    /// Mode 1: STAP-A and FU-A.
    NonInterleaved,
}

/// Limits of an H.264 level (H.264 table A-1): macroblocks a second, macroblocks a frame, 1000 bit/s.
/// Unknown levels get those of the next lower known one.
pub fn h264_level_limits(level: u8) -> (u32, u32, u32) {
    const TABLE: &[(u8, u32, u32, u32)] = &[
        (9, 1_485, 99, 128),
        (10, 1_485, 99, 64),
        (11, 3_000, 396, 192),
        (12, 6_000, 396, 384),
        (13, 11_880, 396, 768),
        (20, 11_880, 396, 2_000),
        (21, 19_800, 792, 4_000),
        (22, 20_250, 1_620, 4_000),
        (30, 40_500, 1_620, 10_000),
        (31, 108_000, 3_600, 14_000),
        (32, 216_000, 5_120, 20_000),
        (40, 245_760, 8_192, 20_000),
        (41, 245_760, 8_192, 50_000),
        (42, 522_240, 8_704, 50_000),
        (50, 589_824, 22_080, 135_000),
        (51, 983_040, 36_864, 240_000),
        (52, 2_073_600, 36_864, 240_000),
    ];
    TABLE
        .iter()
        .rev()
        .find(|row| row.0 <= level)
        .map_or((1_485, 99, 64), |row| (row.1, row.2, row.3))
}

impl H264 {
    /// Macroblocks a second, macroblocks a frame, and 1000 bit/s that the receiver can take.
    pub fn limits(&self) -> (u32, u32, u32) {
        let (mbps, fs, br) = h264_level_limits(self.level);
        (
            self.max_mbps.map_or(mbps, |v| v.max(mbps)),
            self.max_fs.map_or(fs, |v| v.max(fs)),
            self.max_br.map_or(br, |v| v.max(br)),
        )
    }
}

impl CodecLimits {
    /// Whether a stream made for `self` may be sent unchanged to a receiver that declared `other`: the same codec,
    /// and for H.264 a profile that the receiver decodes and a packetization that it takes (RFC 6184 §8.2.2).
    /// Levels are not compared: the sender is told the receiver's limits instead.
    pub fn is_compatible_with(&self, other: &CodecLimits) -> bool {
        if self.codec != other.codec {
            return false;
        }
        match (&self.parameters, &other.parameters) {
            (CodecParameters::H264(a), CodecParameters::H264(b)) => {
                a.profile.is_decodable_by(b.profile) && a.packetization <= b.packetization
            }
            (CodecParameters::Vp9 { profile: a }, CodecParameters::Vp9 { profile: b }) => a == b,
            (CodecParameters::Av1 { profile: a, .. }, CodecParameters::Av1 { profile: b, .. }) => {
                a == b
            }
            _ => true,
        }
    }
}

impl H264Profile {
    /// Whether a decoder of `decoder` profile decodes a stream of this profile (H.264 A.2). A sender that names Baseline makes
    /// Constrained Baseline: no endpoint uses the three tools that tell them apart (flexible macroblock order, arbitrary slices,
    /// redundant slices), and many write `4200xx` or `4280xx` without the constraint bit.
    pub fn is_decodable_by(self, decoder: H264Profile) -> bool {
        use H264Profile::{Baseline, ConstrainedBaseline, ConstrainedHigh, High, Main};
        match self {
            ConstrainedBaseline | Baseline => true,
            Main => matches!(decoder, Main | High),
            ConstrainedHigh => matches!(decoder, ConstrainedHigh | High),
            High => decoder == High,
        }
    }
}
