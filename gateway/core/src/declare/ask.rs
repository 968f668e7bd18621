//! Our description when we ask.

use tolk_model::codec::CodecLimits;
use tolk_model::media::{
    ExtensionKind, Feedback, Flow, HeaderExtension, Layer, RtpParameters, SecurityKind,
};
use tolk_model::plan::LocalMedia;
use tolk_model::{Codec, MediaDescription, SlotId, Stream, StreamId, StreamRole, TransportId};

use super::{MediaProfile, codecs};

/// The transport of a stream when we ask.
pub(super) fn transport_of(profile: &MediaProfile, stream: StreamId) -> TransportId {
    TransportId(if profile.bundle { 0 } else { stream.0 })
}

/// The streams that we ask for: identifier, role and directions.
pub(super) fn streams(profile: &MediaProfile) -> Vec<(StreamId, StreamRole, Flow)> {
    let mut streams = Vec::new();
    if !profile.audio.is_empty() {
        streams.push((StreamId(0), StreamRole::Audio, Flow::Both));
    }
    if !profile.video.is_empty() {
        streams.push((StreamId(1), StreamRole::Main, Flow::Both));
        let more = 1..u16::from(profile.slots);
        streams.extend(more.map(|n| (StreamId(n + 1), StreamRole::Main, Flow::SendOnly)));
    }
    streams
}

/// Everything that the profile can and a port was to be had for.
pub(super) fn ask(profile: &MediaProfile, local: &LocalMedia) -> MediaDescription {
    let mut streams = streams(profile);
    streams.retain(|(id, ..)| has_port(local, Some(transport_of(profile, *id))));
    let streams = streams.into_iter().map(|(id, role, flow)| {
        let formats = match role {
            StreamRole::Audio => codecs::audio(profile),
            _ => codecs::video(profile),
        };
        stream(profile, local, id, role, flow, formats)
    });
    MediaDescription {
        streams: streams.collect(),
        transports: local.transports.clone(),
        max_bitrate: Some(profile.max_bitrate),
        cname: Some(local.cname.clone()),
    }
}

fn stream(
    profile: &MediaProfile,
    local: &LocalMedia,
    id: StreamId,
    role: StreamRole,
    flow: Flow,
    formats: Vec<CodecLimits>,
) -> Stream {
    let picture = role == StreamRole::Main;
    Stream {
        id,
        role,
        send: formats.clone(),
        receive: formats,
        layers: layers(local, id, flow),
        flow,
        transport: Some(transport_of(profile, id)),
        slots: if picture {
            vec![SlotId(id.0 - 1)]
        } else {
            Vec::new()
        },
        rtp: RtpParameters {
            mid: profile.bundle.then(|| id.to_string()),
            extensions: extensions(profile, picture, flow),
            feedback: feedback(profile, picture),
            rtcp_mux: profile.rtcp_mux,
            rtcp_reduced_size: profile.feedback && profile.ice,
        },
        packet_time_ms: (!picture).then_some(20),
    }
}

/// The one encoding that we send, with the sources that the engine chose.
pub(super) fn layers(local: &LocalMedia, id: StreamId, flow: Flow) -> Vec<Layer> {
    let ours = local.streams.iter().find(|s| s.stream == id);
    match ours.filter(|_| flow.sends()) {
        Some(ours) => vec![Layer {
            ssrc: Some(ours.ssrc),
            rtx_ssrc: ours.rtx_ssrc,
            ..Layer::single()
        }],
        None => Vec::new(),
    }
}

/// No `VideoOrientation`: a sender that may not use it turns the picture itself, and an encoder of ours need not.
fn extensions(profile: &MediaProfile, picture: bool, flow: Flow) -> Vec<HeaderExtension> {
    if !profile.ice {
        return Vec::new();
    }
    let mut kinds = vec![
        (3, ExtensionKind::TransportSequence),
        (4, ExtensionKind::Mid),
    ];
    if picture {
        kinds.push((2, ExtensionKind::AbsoluteSendTime));
        if profile.simulcast && flow.receives() {
            kinds.extend([(10, ExtensionKind::Rid), (11, ExtensionKind::RepairedRid)]);
        }
    } else {
        kinds.push((1, ExtensionKind::AudioLevel));
    }
    kinds.sort_by_key(|k| k.0);
    kinds
        .into_iter()
        .map(|(id, kind)| HeaderExtension { id, kind })
        .collect()
}

fn feedback(profile: &MediaProfile, picture: bool) -> Vec<Feedback> {
    if !profile.feedback {
        return Vec::new();
    }
    let mut kinds = Vec::new();
    if profile.ice {
        kinds.push(Feedback::TransportWide);
    }
    if picture {
        kinds.extend([Feedback::Nack, Feedback::PictureLoss, Feedback::FullIntra]);
        if !profile.ice {
            kinds.push(Feedback::TemporaryMaxBitRate);
        }
    }
    kinds
}

fn has_port(local: &LocalMedia, transport: Option<TransportId>) -> bool {
    local.transports.iter().any(|t| Some(t.id) == transport)
}

/// Our description once more, with what the engine made now: new ICE credentials, new addresses. A stream whose port is not there any
/// more keeps its place alone.
pub fn again(previous: &MediaDescription, local: &LocalMedia) -> MediaDescription {
    let mut description = MediaDescription {
        transports: local.transports.clone(),
        ..previous.clone()
    };
    for stream in &mut description.streams {
        if !has_port(local, stream.transport) {
            stream.flow = Flow::Off;
            stream.transport = None;
        }
    }
    description
}

/// Our description with `codec` first among what we receive as pictures: the far end sends the first that it can. `None` when it
/// stands first already, or when we do not take it.
pub fn prefer(previous: &MediaDescription, codec: Codec) -> Option<MediaDescription> {
    let mut description = previous.clone();
    let mut changed = false;
    for stream in &mut description.streams {
        let first = stream.receive.iter().position(|c| c.codec == codec);
        if stream.role == StreamRole::Main && first.is_some_and(|at| at > 0) {
            stream.receive.sort_by_key(|c| c.codec != codec);
            changed = true;
        }
    }
    changed.then_some(description)
}

/// The protection that we ask with first.
pub(super) fn security(profile: &MediaProfile) -> SecurityKind {
    profile.asks.first().copied().unwrap_or(SecurityKind::Plain)
}
