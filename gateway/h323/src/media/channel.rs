//! What a logical channel carries: data types, packetization, payload types and session identifiers.

use std::net::SocketAddr;

use tolk_asn1::h245::{
    AudioMode, DataType, GenericCapability, H2250LogicalChannelParameters,
    H2250LogicalChannelParametersMediaPacketization as MediaPacketization, ModeElementType,
    OpenLogicalChannel,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as ForwardMultiplex,
    OpenLogicalChannelRejectCause as RejectCause,
    OpenLogicalChannelReverseLogicalChannelParametersMultiplexParameters as ReverseMultiplex,
    RTPPayloadType, RTPPayloadTypePayloadDescriptor, VideoCapability, VideoMode,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::{BitRate, Codec, MediaDescription, PayloadType, StreamRole};

use super::video::Pictures;
use super::{address, audio, h241, video};

/// What a channel of theirs would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    /// Sound or pictures of people.
    pub(crate) role: StreamRole,
    /// The format, under the payload type that they will send.
    pub(crate) format: CodecLimits,
    /// Milliseconds of sound in a packet.
    pub(crate) packet_time_ms: Option<u16>,
    /// Its highest rate, where it was said.
    pub(crate) max_bitrate: Option<BitRate>,
    /// The RTP session; zero asks the master to choose.
    pub(crate) session: u8,
    /// Where their reports come from and ours go.
    pub(crate) control: Option<SocketAddr>,
    /// Where media goes; only a channel that its receiver proposes says it (fast start).
    pub(crate) media: Option<SocketAddr>,
}

/// Why a channel is not for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DataError {
    /// A codec that we do not take.
    NotSupported,
    /// A kind of data that we do not know at all.
    Unknown,
    /// Encrypted by H.235.
    Encrypted,
    /// Multiplexed in another way than H.225.0's.
    Multiplex,
}

impl DataError {
    /// As a rejection.
    pub(crate) fn cause(self) -> RejectCause {
        match self {
            DataError::NotSupported => RejectCause::dataTypeNotSupported(()),
            DataError::Unknown => RejectCause::unknownDataType(()),
            DataError::Encrypted => RejectCause::securityDenied(()),
            DataError::Multiplex => RejectCause::dataTypeALCombinationNotSupported(()),
        }
    }
}

/// The channel from its sender to us.
pub(crate) fn read_forward(channel: &OpenLogicalChannel) -> Result<Offered, DataError> {
    let forward = &channel.forward_logical_channel_parameters;
    match &forward.multiplex_parameters {
        ForwardMultiplex::h2250LogicalChannelParameters(h2250) => read(&forward.data_type, h2250),
        _ => match kind(&forward.data_type) {
            Err(error) => Err(error),
            Ok(_) => Err(DataError::Multiplex),
        },
    }
}

/// The channel that its receiver proposes (fast start, H.323 §8.1.7.1): what we may send to it.
pub(crate) fn read_reverse(channel: &OpenLogicalChannel) -> Option<Result<Offered, DataError>> {
    let reverse = channel.reverse_logical_channel_parameters.as_ref()?;
    Some(match &reverse.multiplex_parameters {
        Some(ReverseMultiplex::h2250LogicalChannelParameters(h2250)) => {
            read(&reverse.data_type, h2250)
        }
        _ => Err(DataError::Multiplex),
    })
}

fn read(data_type: &DataType, h2250: &H2250LogicalChannelParameters) -> Result<Offered, DataError> {
    let kind = kind(data_type)?;
    let (dynamic, mode) = payload(h2250);
    let (role, format, packet_time_ms, max_bitrate) = match kind {
        Kind::Sound(codec, ms) => {
            let number = audio::static_payload_type(codec).ok_or(DataError::NotSupported)?;
            (
                StreamRole::Audio,
                audio::plain(codec, number),
                Some(ms),
                None,
            )
        }
        Kind::Pictures(pictures) => {
            let rate = pictures.max_bitrate();
            let format = pictures_format(pictures, dynamic, mode)?;
            (StreamRole::Main, format, None, rate)
        }
    };
    Ok(Offered {
        role,
        format,
        packet_time_ms,
        max_bitrate,
        session: h2250.session_id,
        control: h2250.media_control_channel.as_ref().and_then(address::read),
        media: h2250.media_channel.as_ref().and_then(address::read),
    })
}

enum Kind {
    Sound(Codec, u16),
    Pictures(Pictures),
}

fn kind(data_type: &DataType) -> Result<Kind, DataError> {
    match data_type {
        DataType::audioData(sound) => {
            let (codec, ms) = audio::read(sound).ok_or(DataError::NotSupported)?;
            Ok(Kind::Sound(codec, ms))
        }
        DataType::videoData(picture) => {
            let pictures = video::read(picture).ok_or(DataError::NotSupported)?;
            Ok(Kind::Pictures(pictures))
        }
        DataType::data(_) => Err(DataError::NotSupported),
        DataType::h235Media(_) | DataType::h235Control(_) | DataType::encryptionData(_) => {
            Err(DataError::Encrypted)
        }
        _ => Err(DataError::Unknown),
    }
}

/// H.264 has one profile in a channel: the most capable of those that it names.
fn pictures_format(
    pictures: Pictures,
    dynamic: Option<PayloadType>,
    mode: Mode,
) -> Result<CodecLimits, DataError> {
    let (codec, parameters) = match pictures {
        Pictures::Formats(codec, formats) if mode == Mode::Default => {
            (codec, CodecParameters::Formats(formats))
        }
        Pictures::H264(h264) => {
            let packetization = match mode {
                Mode::Default => Packetization::SingleNal,
                Mode::H264(packetization) => packetization,
                Mode::Other => return Err(DataError::NotSupported),
            };
            let profile = h264.profiles.last().ok_or(DataError::NotSupported)?;
            let h264 = h264.with(*profile, packetization);
            (Codec::H264, CodecParameters::H264(h264))
        }
        Pictures::Formats(..) => return Err(DataError::NotSupported),
    };
    let number = dynamic
        .or_else(|| audio::static_payload_type(codec))
        .or(PayloadType::new(UNSAID))
        .ok_or(DataError::NotSupported)?;
    Ok(CodecLimits {
        parameters,
        ..audio::plain(codec, number)
    })
}

/// How media is cut into packets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// As H.225.0 does when nothing is said, or by the format of RFC 2190.
    Default,
    H264(Packetization),
    Other,
}

fn payload(h2250: &H2250LogicalChannelParameters) -> (Option<PayloadType>, Mode) {
    let mut number = h2250.dynamic_rtppayload_type;
    let mode = match &h2250.media_packetization {
        None => Mode::Default,
        Some(MediaPacketization::rtpPayloadType(said)) => {
            number = number.or(said.payload_type);
            match &said.payload_descriptor {
                RTPPayloadTypePayloadDescriptor::oid(oid) if **oid == *h241::SINGLE_NAL => {
                    Mode::H264(Packetization::SingleNal)
                }
                RTPPayloadTypePayloadDescriptor::oid(oid) if **oid == *h241::NON_INTERLEAVED => {
                    Mode::H264(Packetization::NonInterleaved)
                }
                RTPPayloadTypePayloadDescriptor::rfc_number(rfc)
                    if [2032, 2190, 4587]
                        .iter()
                        .any(|known| *rfc == (*known).into()) =>
                {
                    Mode::Default
                }
                _ => Mode::Other,
            }
        }
        Some(_) => Mode::Other,
    };
    (number.and_then(PayloadType::new), mode)
}

/// Whether a stream of the one can go to a receiver of the other. As [`CodecLimits::is_compatible_with`], and the packetization is the
/// same: a channel has one.
pub(crate) fn is_same_format(one: &CodecLimits, other: &CodecLimits) -> bool {
    match (&one.parameters, &other.parameters) {
        (CodecParameters::H264(a), CodecParameters::H264(b)) => {
            a.packetization == b.packetization && h241::is_same_profile(a.profile, b.profile)
        }
        _ => one.codec == other.codec,
    }
}

/// The format of ours that takes what they send: the first that decodes it and unpacks it.
pub(crate) fn format_of<'a>(
    formats: &'a [CodecLimits],
    theirs: &CodecLimits,
) -> Option<&'a CodecLimits> {
    let takes = |ours: &&CodecLimits| match (&theirs.parameters, &ours.parameters) {
        (CodecParameters::H264(a), CodecParameters::H264(b)) => {
            a.packetization == b.packetization && theirs.is_compatible_with(ours)
        }
        _ => theirs.codec == ours.codec,
    };
    let same = |ours: &&CodecLimits| ours.payload_type == theirs.payload_type && takes(ours);
    formats
        .iter()
        .find(same)
        .or_else(|| formats.iter().find(takes))
}

/// A data type for what we send.
pub(crate) fn data_type(
    format: &CodecLimits,
    packet_ms: u16,
    max_bitrate: Option<BitRate>,
) -> Option<DataType> {
    let sound = audio::write(format.codec, packet_ms).map(DataType::audioData);
    sound.or_else(|| {
        video::write(format.codec, &format.parameters, max_bitrate).map(DataType::videoData)
    })
}

/// The parameters of a channel without addresses.
pub(crate) fn parameters(session: u8, format: &CodecLimits) -> H2250LogicalChannelParameters {
    let mut h2250 = H2250LogicalChannelParameters::new(session);
    if is_dynamic(format) {
        h2250.dynamic_rtppayload_type = Some(format.payload_type.get());
    }
    h2250.media_packetization = packetization(format);
    h2250
}

/// Whether the payload type must be said (H.245: 96..127).
pub(crate) fn is_dynamic(format: &CodecLimits) -> bool {
    (96..=127).contains(&format.payload_type.get())
}

/// How H.264 is cut; nothing for what has one way.
pub(crate) fn packetization(format: &CodecLimits) -> Option<MediaPacketization> {
    let CodecParameters::H264(h264) = format.parameters else {
        return None;
    };
    let oid = match h264.packetization {
        Packetization::SingleNal => h241::SINGLE_NAL,
        Packetization::NonInterleaved => h241::NON_INTERLEAVED,
    };
    let oid = ObjectIdentifier::new(oid)?;
    let mut said = RTPPayloadType::new(RTPPayloadTypePayloadDescriptor::oid(oid));
    said.payload_type = is_dynamic(format).then(|| format.payload_type.get());
    Some(MediaPacketization::rtpPayloadType(said))
}

/// The default RTP session of a role (H.245 §B.3.1): 1 sound, 2 pictures.
pub(crate) fn session_of(role: StreamRole) -> u8 {
    match role {
        StreamRole::Audio => 1,
        StreamRole::Main => 2,
        _ => 3,
    }
}

/// What pictures may have of what a description can receive in all.
pub(crate) fn picture_rate(description: &MediaDescription) -> Option<BitRate> {
    description
        .max_bitrate
        .map(|all| BitRate(all.0.saturating_sub(SOUND.0).max(SOUND.0)))
}

/// The codec of a mode that is asked for; `None` for what we do not speak.
pub(crate) fn mode_codec(mode: &ModeElementType) -> Option<Codec> {
    match mode {
        ModeElementType::audioMode(AudioMode::g711Alaw64k(())) => Some(Codec::Pcma),
        ModeElementType::audioMode(AudioMode::g711Ulaw64k(())) => Some(Codec::Pcmu),
        ModeElementType::audioMode(AudioMode::g722_64k(())) => Some(Codec::G722),
        ModeElementType::videoMode(VideoMode::h261VideoMode(_)) => Some(Codec::H261),
        ModeElementType::videoMode(VideoMode::h263VideoMode(_)) => Some(Codec::H263),
        ModeElementType::videoMode(VideoMode::genericVideoMode(generic)) => is_h264(generic),
        _ => None,
    }
}

fn is_h264(generic: &GenericCapability) -> Option<Codec> {
    let capability = VideoCapability::genericVideoCapability(generic.clone());
    video::read(&capability).map(|_| Codec::H264)
}

/// Sound's part of a rate for everything.
const SOUND: BitRate = BitRate::kbps(64);
/// The payload type of who names none though it must.
const UNSAID: u8 = 96;
