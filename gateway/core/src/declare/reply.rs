//! Our description when we reply.

use tolk_model::cause::Reason;
use tolk_model::media::{
    ExtensionKind, Feedback, Flow, RtpParameters, SdesKey, Security, Transport,
};
use tolk_model::plan::LocalMedia;
use tolk_model::{MediaDescription, MediaKind, SlotId, Stream, StreamRole};

use super::{MediaProfile, ask, codecs, port};

/// The far end's streams that we have a use for: the first sound and the first picture that we share a codec and protection with.
pub(super) fn accepted<'r>(
    profile: &MediaProfile,
    remote: &'r MediaDescription,
) -> Vec<&'r Stream> {
    let usable = |stream: &&Stream| {
        let transport = stream.transport.and_then(|t| remote.transport(t));
        stream.flow != Flow::Off
            && transport.is_some_and(|t| port::acceptable(profile, t))
            && !codecs::common(profile, stream).is_empty()
    };
    let first = |role| {
        remote
            .streams
            .iter()
            .filter(move |s| s.role == role)
            .find(usable)
    };
    let (sound, picture) = (first(StreamRole::Audio), first(StreamRole::Main));
    let mut streams: Vec<&Stream> = sound.into_iter().chain(picture).collect();
    streams.sort_by_key(|s| s.id);
    streams
}

/// Each stream of theirs with its counterpart; those without a use are `Off`.
pub(super) fn reply(
    profile: &MediaProfile,
    local: &LocalMedia,
    remote: &MediaDescription,
) -> MediaDescription {
    let accepted = accepted(profile, remote);
    // What the media plane did not open cannot be taken: the rest goes on.
    let opened = |stream: &Stream| {
        local
            .transports
            .iter()
            .any(|t| Some(t.id) == stream.transport)
            && local.streams.iter().any(|s| s.stream == stream.id)
    };
    let streams = remote.streams.iter().map(|theirs| {
        if accepted.iter().any(|a| a.id == theirs.id) && opened(theirs) {
            counterpart(profile, local, theirs)
        } else {
            off(theirs)
        }
    });
    let streams: Vec<Stream> = streams.collect();
    let used = |id| {
        streams
            .iter()
            .any(|s| s.flow != Flow::Off && s.transport == Some(id))
    };
    MediaDescription {
        transports: local
            .transports
            .iter()
            .filter(|t| used(t.id))
            .map(|t| retagged(profile, t, remote))
            .collect(),
        max_bitrate: Some(profile.max_bitrate),
        cname: Some(local.cname.clone()),
        streams,
    }
}

fn counterpart(profile: &MediaProfile, local: &LocalMedia, theirs: &Stream) -> Stream {
    let formats = codecs::common(profile, theirs);
    let flow = Flow::Both.meet(theirs.flow);
    let picture = theirs.role.kind() == MediaKind::Video;
    Stream {
        id: theirs.id,
        role: theirs.role,
        send: sent(profile, theirs),
        receive: formats,
        layers: ask::layers(local, theirs.id, flow),
        flow,
        transport: theirs.transport,
        slots: match (picture, theirs.slots.as_slice()) {
            (false, _) => Vec::new(),
            (true, []) => vec![SlotId(0)],
            (true, slots) => slots.to_vec(),
        },
        rtp: rtp(profile, &theirs.rtp),
        packet_time_ms: theirs.packet_time_ms.or((!picture).then_some(20)),
    }
}

/// Our transport with the one key that replies to theirs: of the suite that we want most, under their tag, which may be another than
/// the last time (RFC 4568 §5.1.2).
fn retagged(profile: &MediaProfile, ours: &Transport, remote: &MediaDescription) -> Transport {
    let mut transport = ours.clone();
    let theirs = remote.transport(ours.id).map(|t| &t.security);
    let chosen = theirs.and_then(|t| port::chosen_key(profile, t));
    if let (Security::Sdes { keys }, Some((tag, suite))) = (&ours.security, chosen)
        && let Some(key) = keys.iter().find(|k| k.suite == suite)
    {
        let keys = vec![SdesKey { tag, ..key.clone() }];
        transport.security = Security::Sdes { keys };
    }
    transport
}

/// Why there is nothing that we can reply with.
pub(super) fn nothing_in_common(profile: &MediaProfile, remote: &MediaDescription) -> Reason {
    let spoken = |s: &&Stream| s.flow != Flow::Off && !codecs::common(profile, s).is_empty();
    if remote.streams.iter().any(|s| spoken(&s)) {
        Reason::EncryptionRequired
    } else {
        Reason::NoCommonMedia
    }
}

/// What we may send: what they take and we can, with their limits and under their payload types.
fn sent(profile: &MediaProfile, theirs: &Stream) -> Vec<tolk_model::CodecLimits> {
    let ours = codecs::common(profile, theirs);
    let limits = |ours: &tolk_model::CodecLimits| {
        theirs
            .receive
            .iter()
            .find(|t| t.payload_type == ours.payload_type)
            .cloned()
    };
    ours.iter().filter_map(limits).collect()
}

/// What both understand of RTP's additions.
fn rtp(profile: &MediaProfile, theirs: &RtpParameters) -> RtpParameters {
    let known = |e: &&tolk_model::media::HeaderExtension| e.kind != ExtensionKind::VideoOrientation;
    let understood = |f: &&Feedback| profile.feedback && **f != Feedback::ReceiverEstimate;
    RtpParameters {
        mid: theirs.mid.clone(),
        extensions: theirs.extensions.iter().filter(known).copied().collect(),
        feedback: theirs.feedback.iter().filter(understood).copied().collect(),
        rtcp_mux: theirs.rtcp_mux,
        rtcp_reduced_size: theirs.rtcp_reduced_size,
    }
}

fn off(theirs: &Stream) -> Stream {
    Stream {
        flow: Flow::Off,
        send: Vec::new(),
        receive: Vec::new(),
        layers: Vec::new(),
        transport: None,
        slots: Vec::new(),
        rtp: RtpParameters {
            mid: theirs.rtp.mid.clone(),
            ..RtpParameters::default()
        },
        ..theirs.clone()
    }
}
