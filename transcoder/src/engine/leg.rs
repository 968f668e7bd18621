//! A leg as the engine knows it: its ports, its streams, and what it is sent.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use tolk_model::codec::CodecLimits;
use tolk_model::id::TransportId;
use tolk_model::media::{BitRate, ExtensionKind, Feedback, PictureSize, RtpParameters};
use tolk_model::plan::{LegStatistics, PortRequest, StreamStatistics};
use tolk_model::{ClassId, Codec, LegId, MeetingId, ParticipantId, StreamId};

use super::decoded::DecodedLayer;
use super::sources::SourceKey;
use crate::net::UdpPort;
use crate::port::Component;
use crate::quality::RateMeter;
use crate::relay::{Bandwidth, Digits, Limits, Rewriter, SentLog, SentRing, Vp8Rewriter};
use crate::rtcp::ArrivalLog;
use crate::sync::{SenderClock, Spoken};

/// One leg.
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) meeting: Option<MeetingId>,
    pub(super) participant: Option<ParticipantId>,
    pub(super) request: PortRequest,
    pub(super) cname: String,
    pub(super) ports: Vec<Port>,
    pub(super) streams: Vec<LegStream>,
    pub(super) ssrcs: SsrcTable,
    pub(super) round_trip: Option<Duration>,
    /// The clock of its sender reports: the same for all its streams, for lip-sync.
    pub(super) clock: SenderClock,
    pub(super) told: Told,
    pub(super) last_packet: Instant,
    pub(super) rate_in: RateMeter,
    pub(super) rate_out: RateMeter,
    /// Datagrams that were refused, by [`crate::port::Refusal`].
    pub(super) refused: u64,
    /// Compound packets in the present second.
    pub(super) reports: u32,
    pub(super) quality: QualityBase,
}

/// What the core has been told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) connected: bool,
    pub(super) lost: bool,
    pub(super) failed: bool,
    /// Silence that was told last.
    pub(super) silent: Option<Duration>,
}

/// Counts at the last quality report.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct QualityBase {
    pub(super) arrived: u64,
    pub(super) lost: u64,
}

/// One transport of a leg.
pub(super) struct Port {
    pub(super) id: TransportId,
    pub(super) rtp: Component,
    /// Of its own, when a pair was opened.
    pub(super) rtcp: Option<Component>,
    /// Both sides agreed to put RTCP on the port of RTP.
    pub(super) muxed: bool,
    /// The peer said where it is.
    pub(super) used: bool,
    /// What peers are told instead of the address of its sockets.
    pub(super) advertise: Option<IpAddr>,
    /// Code point that its sockets mark packets with.
    pub(super) mark: Option<u8>,
    /// Sockets that only this port has.
    pub(super) own: Vec<UdpPort>,
    /// Our user name fragments that the shared port knows.
    pub(super) fragments: Vec<String>,
    pub(super) shared: bool,
    /// What arrived here, for transport-wide feedback: each transport counts by itself.
    pub(super) arrivals: Option<ArrivalLog>,
    pub(super) departures: SentLog,
    /// What can leave here.
    pub(super) bandwidth: Bandwidth,
    /// Keys that were offered, with their tags.
    pub(super) keys: Vec<tolk_model::media::SdesKey>,
    /// The pair of keys in use, to see a change.
    pub(super) keyed: Option<(tolk_model::media::SdesKey, tolk_model::media::SdesKey)>,
}

impl Port {
    /// The component at this place: 0 RTP, 1 RTCP.
    pub(super) fn component(&mut self, index: u8) -> Option<&mut Component> {
        match index {
            0 => Some(&mut self.rtp),
            _ => self.rtcp.as_mut(),
        }
    }

    /// The same, told where the other component's packets come from.
    pub(super) fn hearing(&mut self, index: u8) -> Option<&mut Component> {
        let near = self.rtp.found_at();
        let component = self.component(index)?;
        if index > 0 {
            component.set_near(near);
        }
        Some(component)
    }

    /// Whether both sides agreed to put RTCP on the port of RTP. The component that has it from now on goes on where the other one was.
    pub(super) fn set_muxed(&mut self, agreed: bool) {
        let muxed = self.rtcp.is_none() || agreed;
        if std::mem::replace(&mut self.muxed, muxed) == muxed {
            return;
        }
        match &mut self.rtcp {
            Some(rtcp) if muxed => self.rtp.take_over_reports(rtcp),
            Some(rtcp) => rtcp.take_over_reports(&self.rtp),
            None => {}
        }
    }

    /// Where our reports go.
    pub(super) fn reports(&mut self) -> &mut Component {
        match &mut self.rtcp {
            Some(rtcp) if !self.muxed => rtcp,
            _ => &mut self.rtp,
        }
    }
}

/// Identifiers of header extensions in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ExtensionIds {
    pub(super) mid: Option<u8>,
    pub(super) rid: Option<u8>,
    pub(super) repaired_rid: Option<u8>,
    pub(super) sequence: Option<u8>,
    pub(super) level: Option<u8>,
    pub(super) orientation: Option<u8>,
}

impl ExtensionIds {
    pub(super) fn of(rtp: &RtpParameters) -> ExtensionIds {
        ExtensionIds {
            mid: rtp.extension(ExtensionKind::Mid),
            rid: rtp.extension(ExtensionKind::Rid),
            repaired_rid: rtp.extension(ExtensionKind::RepairedRid),
            sequence: rtp.extension(ExtensionKind::TransportSequence),
            level: rtp.extension(ExtensionKind::AudioLevel),
            orientation: rtp.extension(ExtensionKind::VideoOrientation),
        }
    }
}

/// Feedback that the peer understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Understands {
    pub(super) nack: bool,
    pub(super) picture_loss: bool,
    pub(super) full_intra: bool,
    pub(super) transport_wide: bool,
    pub(super) estimate: bool,
    pub(super) most: bool,
    pub(super) reduced_size: bool,
}

impl Understands {
    pub(super) fn of(rtp: &RtpParameters) -> Understands {
        Understands {
            nack: rtp.understands(Feedback::Nack),
            picture_loss: rtp.understands(Feedback::PictureLoss),
            full_intra: rtp.understands(Feedback::FullIntra),
            transport_wide: rtp.understands(Feedback::TransportWide),
            estimate: rtp.understands(Feedback::ReceiverEstimate),
            most: rtp.understands(Feedback::TemporaryMaxBitRate),
            reduced_size: rtp.rtcp_reduced_size,
        }
    }
}

/// One encoding that the peer may send.
#[derive(Clone, Debug, Default)]
pub(super) struct LayerIn {
    pub(super) rid: Option<String>,
    pub(super) size: Option<PictureSize>,
    pub(super) source: Option<SourceKey>,
}

/// One stream of a leg, both directions.
pub(super) struct LegStream {
    pub(super) id: StreamId,
    /// Place of its port in the leg.
    pub(super) port: usize,
    pub(super) video: bool,
    /// The peer sends and we receive.
    pub(super) receives: bool,
    /// What we accept, as we said it.
    pub(super) receive: Vec<CodecLimits>,
    pub(super) mid_in: Option<String>,
    pub(super) ids_in: ExtensionIds,
    pub(super) layers: Vec<LayerIn>,
    /// Sources of layers that a new description no longer has.
    pub(super) surplus: Vec<SourceKey>,
    /// Who is sent this stream unchanged: places of legs and of their streams.
    pub(super) subscribers: Vec<(u32, usize)>,
    pub(super) to_sound: bool,
    pub(super) to_picture: bool,
    /// The layer that the picture branch is given: a decoder takes one encoding, not all at once.
    pub(super) decoded: DecodedLayer,
    pub(super) told_codec: Option<Codec>,
    pub(super) digits: Digits,
    /// Whether the peer was told a limit to what it sends; if so how often it must still be told that there is none any more.
    pub(super) limited: u8,
    pub(super) bytes_in: u64,
    /// Counts of sources that are gone.
    pub(super) past: (u64, u64),
    pub(super) out: Outbound,
}

/// What a feed wants, as the plan says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// Nothing.
    Nothing,
    /// Another leg's stream (or, for an echo, its own).
    Forward(LegId, StreamId),
    /// What the sound branch makes.
    Sound,
    /// An encoder's picture.
    Class(ClassId),
}

/// How a payload type of the source becomes one of the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TypeMap {
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) rtx: Option<u8>,
    pub(super) codec: Codec,
    /// Clocks of the two where they count a press differently (RFC 4733 §2.1): theirs, and the receiver's.
    pub(super) clocks: Option<(u32, u32)>,
}

impl TypeMap {
    /// A press with its duration counted by the receiver's clock; `None` when nothing has to be changed.
    pub(super) fn recount(&self, payload: &[u8]) -> Option<[u8; 4]> {
        let (theirs, ours) = self.clocks?;
        let [event, volume, high, low] = *payload.first_chunk::<4>()?;
        let ticks = u64::from(u16::from_be_bytes([high, low]));
        let ticks = ticks * u64::from(ours) / u64::from(theirs.max(1));
        let [high, low] = u16::try_from(ticks).unwrap_or(u16::MAX).to_be_bytes();
        Some([event, volume, high, low])
    }
}

/// The sending half of a stream.
pub(super) struct Outbound {
    pub(super) ssrc: u32,
    pub(super) rtx_ssrc: Option<u32>,
    pub(super) rtx_sequence: u16,
    pub(super) want: Want,
    pub(super) wanted_codec: Option<CodecLimits>,
    pub(super) max_bitrate: Option<BitRate>,
    /// What the peer limits us to (RFC 5104 §4.2.1).
    pub(super) limits: Limits,
    pub(super) max_size: Option<PictureSize>,
    /// What the peer accepts.
    pub(super) send: Vec<CodecLimits>,
    /// The peer receives on this stream.
    pub(super) open: bool,
    pub(super) mid: Option<String>,
    pub(super) ids: ExtensionIds,
    pub(super) understands: Understands,
    pub(super) map: Vec<TypeMap>,
    /// What is being sent.
    pub(super) active: Option<SourceKey>,
    /// What will be sent from its next whole picture on, and since when.
    pub(super) next: Option<(SourceKey, Instant)>,
    pub(super) rewriter: Rewriter,
    pub(super) vp8: Vp8Rewriter,
    pub(super) sent: SentRing,
    pub(super) packets: u64,
    pub(super) bytes: u64,
    pub(super) clock: u32,
    /// The timestamp of what the sound branch made last, and its time on that branch's clock.
    pub(super) made: Option<(u32, Instant)>,
    /// The RTP time of our last sender report.
    pub(super) spoken: Spoken,
    pub(super) codec: Option<Codec>,
    /// Lost as the peer says, in all and of the last interval in 1/256.
    pub(super) lost: u64,
    pub(super) fraction: u8,
    pub(super) meter: RateMeter,
    /// The press that is being passed on beside the sound.
    pub(super) press: Option<Press>,
}

/// A press from a source of its own: all its packets bear one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Press {
    /// Their source and time.
    pub(super) theirs: (u32, u32),
    /// Ours.
    pub(super) timestamp: u32,
}

/// Sources of one leg that are known by their SSRC.
#[derive(Default)]
pub(super) struct SsrcTable {
    entries: Vec<SsrcEntry>,
}

/// What an SSRC of the peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SsrcEntry {
    pub(super) ssrc: u32,
    pub(super) stream: usize,
    pub(super) layer: usize,
    /// Retransmissions.
    pub(super) repair: bool,
}

/// SSRCs of one leg that are remembered: three layers with retransmissions on ten streams. The oldest goes first.
const SSRCS: usize = 64;

impl SsrcTable {
    pub(super) fn find(&self, ssrc: u32) -> Option<SsrcEntry> {
        self.entries.iter().copied().find(|e| e.ssrc == ssrc)
    }

    /// What was known of a stream's sources no longer holds.
    pub(super) fn forget(&mut self, stream: usize) {
        self.entries.retain(|e| e.stream != stream);
    }

    pub(super) fn put(&mut self, entry: SsrcEntry) {
        self.entries.retain(|e| e.ssrc != entry.ssrc);
        if self.entries.len() >= SSRCS {
            self.entries.remove(0);
        }
        self.entries.push(entry);
    }
}

impl Leg {
    /// The place of a stream.
    pub(super) fn stream_index(&self, id: StreamId) -> Option<usize> {
        self.streams.iter().position(|s| s.id == id)
    }

    /// The place of the stream that we send with this SSRC.
    pub(super) fn sending(&self, ssrc: u32) -> Option<usize> {
        self.streams
            .iter()
            .position(|s| s.out.ssrc == ssrc || s.out.rtx_ssrc == Some(ssrc))
    }

    /// What can be sent to it on all its transports, bit/s; `None` before anything was told.
    pub(super) fn available(&self) -> Option<u64> {
        let known = self.ports.iter().filter_map(|p| p.bandwidth.available());
        known.reduce(u64::saturating_add)
    }

    /// What it was, at its end.
    pub(super) fn statistics(&self, counts: impl Fn(&LegStream) -> (u64, u64)) -> LegStatistics {
        let streams = self
            .streams
            .iter()
            .map(|stream| {
                let (packets_in, lost_in) = counts(stream);
                StreamStatistics {
                    stream: stream.id,
                    packets_in,
                    packets_out: stream.out.packets,
                    bytes_in: stream.bytes_in,
                    bytes_out: stream.out.bytes,
                    lost_in,
                    lost_out: stream.out.lost,
                    codec_in: stream.told_codec,
                    codec_out: stream.out.codec,
                }
            })
            .collect();
        LegStatistics { streams }
    }
}

/// The leg at a place of the table. A function of the table, so that the other parts of the shard stay free meanwhile.
pub(super) fn leg_at(legs: &[Option<Box<Leg>>], place: u32) -> Option<&Leg> {
    legs.get(place as usize)?.as_deref()
}

/// The same, to change it.
pub(super) fn leg_at_mut(legs: &mut [Option<Box<Leg>>], place: u32) -> Option<&mut Leg> {
    legs.get_mut(place as usize)?.as_deref_mut()
}
