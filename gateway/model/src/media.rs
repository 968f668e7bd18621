//! `MediaDescription`: what I can receive, where, and what I am sending now.
//!
//! The one symmetric type between edges and core, both event and command (DESIGN §1.4). It carries an SDP offer or answer
//! as well as H.245 TCS and OLC; capabilities, direction and transport are three separate things.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::codec::{CodecLimits, MediaKind};
use crate::id::{LayerId, SlotId, StreamId, TransportId};
use crate::pii::Secret;

/// Revision of a description within a leg; each side counts its own, upward.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Rev(pub u32);

impl Rev {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Rev {
        Rev(self.0.wrapping_add(1))
    }
}

/// Bits a second.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct BitRate(pub u64);

impl BitRate {
    /// From kbit/s (1000 bit/s).
    pub const fn kbps(kbps: u64) -> BitRate {
        BitRate(kbps * 1000)
    }

    /// In kbit/s, rounded down.
    pub const fn as_kbps(self) -> u64 {
        self.0 / 1000
    }
}

/// A picture's size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PictureSize {
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}

impl PictureSize {
    /// A size.
    pub const fn new(width: u16, height: u16) -> PictureSize {
        PictureSize { width, height }
    }

    /// Macroblocks of 16x16, rounded up.
    pub fn macroblocks(self) -> u32 {
        u32::from(self.width.div_ceil(16)) * u32::from(self.height.div_ceil(16))
    }
}

/// Everything one side says about its media.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDescription {
    /// Streams in the order in which the wire has them.
    pub streams: Vec<Stream>,
    /// Transports that the streams refer to.
    pub transports: Vec<Transport>,
    /// What this side can receive in all; `None` when it did not say.
    pub max_bitrate: Option<BitRate>,
    /// RTCP canonical name of this side's sources (RFC 3550 §6.5.1); also what binds sound and picture for lip-sync.
    pub cname: Option<String>,
}

impl MediaDescription {
    /// Nothing has been said yet: an INVITE without a body, a Setup before capabilities.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// The stream `id`.
    pub fn stream(&self, id: StreamId) -> Option<&Stream> {
        self.streams.iter().find(|s| s.id == id)
    }

    /// The stream `id`, to change.
    pub fn stream_mut(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|s| s.id == id)
    }

    /// The transport `id`.
    pub fn transport(&self, id: TransportId) -> Option<&Transport> {
        self.transports.iter().find(|t| t.id == id)
    }
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamRole {
    /// Sound.
    Audio,
    /// Pictures of people.
    Main,
    /// Pictures of documents and desktops.
    Content,
    /// Real-time text.
    Text,
    /// H.224 far-end camera control.
    FarEndCamera,
}

impl StreamRole {
    /// Sound, picture or neither.
    pub fn kind(self) -> MediaKind {
        match self {
            StreamRole::Audio => MediaKind::Audio,
            StreamRole::Main | StreamRole::Content => MediaKind::Video,
            StreamRole::Text | StreamRole::FarEndCamera => MediaKind::Data,
        }
    }
}

/// One stream as its owner describes it.
///
/// A stream has the same [`StreamId`] in the local and the remote description of a leg. `Off` keeps the place of a
/// stream that was refused or ended: an SDP m-line with port 0, a closed logical channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Which stream of the leg.
    pub id: StreamId,
    /// What it is for.
    pub role: StreamRole,
    /// What the owner accepts, most wanted first, each with the payload type to use toward the owner.
    pub receive: Vec<CodecLimits>,
    /// What the owner may send, the one that it does send first; payload types are those of the *other* side.
    pub send: Vec<CodecLimits>,
    /// The encodings that the owner sends at once, smallest first; one for a room, none while it sends nothing.
    pub layers: Vec<Layer>,
    /// Directions, seen from the owner.
    pub flow: Flow,
    /// The transport; shared when streams are bundled.
    pub transport: Option<TransportId>,
    /// Pictures that the owner can show at once from this stream; empty for sound.
    pub slots: Vec<SlotId>,
    /// How RTP of this stream is recognised and which feedback the owner understands.
    pub rtp: RtpParameters,
    /// Longest packet that the owner wants, milliseconds of sound.
    pub packet_time_ms: Option<u16>,
}

/// Directions of a stream, seen from the owner of the description.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// The owner sends and receives.
    #[default]
    Both,
    /// The owner only sends.
    SendOnly,
    /// The owner only receives.
    RecvOnly,
    /// On hold: nothing flows, the transport stays.
    Inactive,
    /// Refused or ended: only the place remains.
    Off,
}

impl Flow {
    /// From the two directions of a living stream.
    pub fn new(sends: bool, receives: bool) -> Flow {
        match (sends, receives) {
            (true, true) => Flow::Both,
            (true, false) => Flow::SendOnly,
            (false, true) => Flow::RecvOnly,
            (false, false) => Flow::Inactive,
        }
    }

    /// The owner sends.
    pub fn sends(self) -> bool {
        matches!(self, Flow::Both | Flow::SendOnly)
    }

    /// The owner receives.
    pub fn receives(self) -> bool {
        matches!(self, Flow::Both | Flow::RecvOnly)
    }

    /// The same stream seen from the other side.
    #[must_use]
    pub fn mirrored(self) -> Flow {
        match self {
            Flow::SendOnly => Flow::RecvOnly,
            Flow::RecvOnly => Flow::SendOnly,
            same => same,
        }
    }

    /// What both sides allow: `self` is ours, `theirs` is seen from them (RFC 3264 §6.1).
    #[must_use]
    pub fn meet(self, theirs: Flow) -> Flow {
        if self == Flow::Off || theirs == Flow::Off {
            return Flow::Off;
        }
        Flow::new(
            self.sends() && theirs.receives(),
            self.receives() && theirs.sends(),
        )
    }
}

/// One encoding that is being sent: a simulcast or SVC layer, or the only one of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Which layer; 0 is the smallest.
    pub id: LayerId,
    /// Synchronisation source when known beforehand.
    pub ssrc: Option<u32>,
    /// Synchronisation source of its retransmissions when known beforehand.
    pub rtx_ssrc: Option<u32>,
    /// Restriction identifier (RFC 8851) when simulcast is recognised by it.
    pub rid: Option<String>,
    /// Largest picture.
    pub max_size: Option<PictureSize>,
    /// Highest rate.
    pub max_bitrate: Option<BitRate>,
    /// Whether it is sent at present.
    pub active: bool,
}

impl Layer {
    /// The only layer of a plain sender.
    pub fn single() -> Layer {
        Layer {
            id: LayerId(0),
            ssrc: None,
            rtx_ssrc: None,
            rid: None,
            max_size: None,
            max_bitrate: None,
            active: true,
        }
    }
}

/// How RTP packets of a stream are recognised, and what feedback its owner understands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RtpParameters {
    /// Media identification (RFC 9143); unique within a leg.
    pub mid: Option<String>,
    /// Header extensions by local identifier (RFC 8285), the same in both directions.
    pub extensions: Vec<HeaderExtension>,
    /// RTCP feedback that the owner understands (RFC 4585); empty for plain AVP.
    pub feedback: Vec<Feedback>,
    /// RTCP on the port of RTP (RFC 5761).
    pub rtcp_mux: bool,
    /// Reduced-size RTCP (RFC 5506).
    pub rtcp_reduced_size: bool,
}

impl RtpParameters {
    /// The identifier of an extension.
    pub fn extension(&self, kind: ExtensionKind) -> Option<u8> {
        self.extensions
            .iter()
            .find(|e| e.kind == kind)
            .map(|e| e.id)
    }

    /// Whether the owner understands `feedback`.
    pub fn understands(&self, feedback: Feedback) -> bool {
        self.feedback.contains(&feedback)
    }
}

/// One RTP header extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderExtension {
    /// 1-14 in the one-byte form, 1-255 in the two-byte form.
    pub id: u8,
    /// What it carries.
    pub kind: ExtensionKind,
}

/// Header extensions that Tolk knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionKind {
    /// `urn:ietf:params:rtp-hdrext:sdes:mid`.
    Mid,
    /// `urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`.
    Rid,
    /// `urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id`.
    RepairedRid,
    /// Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    TransportSequence,
    /// `http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`.
    AbsoluteSendTime,
    /// `urn:ietf:params:rtp-hdrext:ssrc-audio-level` (RFC 6464).
    AudioLevel,
    /// `urn:3gpp:video-orientation`.
    VideoOrientation,
}

/// RTCP feedback messages (RFC 4585, RFC 5104 and the congestion-control drafts).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// Generic NACK.
    Nack,
    /// Picture loss indication.
    PictureLoss,
    /// Full intra request.
    FullIntra,
    /// Temporary maximum media stream bit rate.
    TemporaryMaxBitRate,
    /// Receiver estimated maximum bit rate.
    ReceiverEstimate,
    /// Transport-wide congestion control.
    TransportWide,
}

/// Where media goes and how it is protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transport {
    /// Which transport of the leg.
    pub id: TransportId,
    /// Address of RTP; `None` while unknown, and with ICE only a default that may be unusable.
    pub rtp: Option<SocketAddr>,
    /// Address of RTCP when it has one of its own; `None` means RTP's port plus one, or multiplexed.
    pub rtcp: Option<SocketAddr>,
    /// Protection.
    pub security: Security,
    /// How addresses are found.
    pub traversal: Traversal,
}

/// Protection of a transport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Security {
    /// None.
    Plain,
    /// Keys in signalling (RFC 4568), one for each suite that is offered; one in a reply.
    Sdes {
        /// Offered or chosen keys, most wanted first.
        keys: Vec<SdesKey>,
    },
    /// Keys by DTLS (RFC 5763).
    Dtls {
        /// Hash of the owner's certificate.
        fingerprint: Fingerprint,
        /// The owner's part in the handshake.
        role: DtlsRole,
    },
}

impl Security {
    /// Its kind, without keys.
    pub fn kind(&self) -> SecurityKind {
        match self {
            Security::Plain => SecurityKind::Plain,
            Security::Sdes { .. } => SecurityKind::Sdes,
            Security::Dtls { .. } => SecurityKind::Dtls,
        }
    }
}

/// Protection, without keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    /// None.
    Plain,
    /// Keys in signalling.
    Sdes,
    /// Keys by DTLS.
    Dtls,
}

/// One SDES key (RFC 4568 §4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SdesKey {
    /// The `a=crypto` tag.
    pub tag: u32,
    /// The suite.
    pub suite: SrtpSuite,
    /// Master key and salt, concatenated; the length is the suite's.
    pub key: Secret<Vec<u8>>,
    /// Master key identifier as it stands in every packet that this key protects (RFC 3711 §3.1); mostly there is none.
    #[serde(default)]
    pub mki: Vec<u8>,
}

/// SRTP protection profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SrtpSuite {
    /// `AEAD_AES_128_GCM` (RFC 7714).
    AeadAes128Gcm,
    /// `AES_CM_128_HMAC_SHA1_80` (RFC 4568).
    AesCm128HmacSha1_80,
    /// `AES_CM_128_HMAC_SHA1_32` (RFC 4568).
    AesCm128HmacSha1_32,
}

impl SrtpSuite {
    /// Bytes of master key.
    pub fn key_bytes(self) -> usize {
        16
    }

    /// Bytes of master salt.
    pub fn salt_bytes(self) -> usize {
        match self {
            SrtpSuite::AeadAes128Gcm => 12,
            SrtpSuite::AesCm128HmacSha1_80 | SrtpSuite::AesCm128HmacSha1_32 => 14,
        }
    }
}

/// Hash of a certificate (RFC 8122).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// `sha-256`, lower case.
    pub algorithm: String,
    /// The hash.
    pub hash: Vec<u8>,
}

/// A side's part in the DTLS handshake (RFC 4145 `setup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DtlsRole {
    /// The DTLS client.
    Active,
    /// The DTLS server.
    Passive,
    /// Either: the other side decides.
    Either,
}

/// How addresses are found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Traversal {
    /// The address that was signalled, corrected by what arrives (latching) where the network's policy says so.
    None,
    /// ICE (RFC 8445).
    Ice {
        /// User name fragment and password. New ones mean a restart.
        credentials: IceCredentials,
        /// Candidates known so far.
        candidates: Vec<Candidate>,
        /// No more will come.
        complete: bool,
        /// The owner is an ICE-lite agent.
        lite: bool,
    },
}

/// ICE credentials (RFC 8839 §5.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceCredentials {
    /// User name fragment.
    pub ufrag: String,
    /// Password.
    pub password: Secret<String>,
}

/// One ICE candidate (RFC 8839 §5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Foundation.
    pub foundation: String,
    /// 1 RTP, 2 RTCP.
    pub component: u16,
    /// UDP or TCP.
    pub protocol: CandidateProtocol,
    /// Priority.
    pub priority: u32,
    /// Address; a name is an mDNS name (`.local`) and is never resolved.
    pub address: CandidateAddress,
    /// Kind.
    pub kind: CandidateKind,
    /// Base of a derived candidate.
    pub related: Option<SocketAddr>,
}

/// Protocol of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateProtocol {
    /// UDP.
    Udp,
    /// TCP, connects (RFC 6544).
    TcpActive,
    /// TCP, listens.
    TcpPassive,
}

/// Address of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateAddress {
    /// An address.
    Ip(SocketAddr),
    /// A name and a port.
    Name(String, u16),
}

/// Kind of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// An address of the host itself.
    Host,
    /// The address that a STUN server saw.
    ServerReflexive,
    /// The address that the peer saw.
    PeerReflexive,
    /// An address of a TURN server.
    Relayed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_meet_as_rfc_3264_says() {
        assert_eq!(Flow::Both.meet(Flow::SendOnly), Flow::RecvOnly);
        assert_eq!(Flow::Both.meet(Flow::RecvOnly), Flow::SendOnly);
        assert_eq!(Flow::SendOnly.meet(Flow::SendOnly), Flow::Inactive);
        assert_eq!(Flow::Both.meet(Flow::Off), Flow::Off);
    }

    #[test]
    fn a_picture_of_720p_has_3600_macroblocks() {
        assert_eq!(PictureSize::new(1280, 720).macroblocks(), 3600);
    }
}
