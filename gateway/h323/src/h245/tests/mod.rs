//! Sessions against each other and against scripts, in virtual time.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that misses its place fails"
)]

mod capabilities;
mod channels;
mod determination;
mod fast_start;
mod others;
mod pair;
mod pause;
mod script;

pub(crate) use script::olc;

use std::net::SocketAddr;

use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::media::{Flow, RtpParameters, Security, Traversal};
use tolk_model::{
    BitRate, Codec, MediaDescription, PayloadType, Stream, StreamId, StreamRole, Transport,
    TransportId,
};

/// A format under a payload type.
pub(super) fn format(codec: Codec, number: u8, parameters: CodecParameters) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(number).unwrap(),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters,
    }
}

pub(super) fn h264(number: u8, packetization: Packetization) -> CodecLimits {
    let parameters = H264 {
        // As the core says it; the wire has one word for this and Baseline.
        profile: H264Profile::ConstrainedBaseline,
        level: 31,
        packetization,
        asymmetry_allowed: true,
        max_mbps: None,
        max_fs: None,
        max_br: None,
    };
    format(Codec::H264, number, CodecParameters::H264(parameters))
}

pub(super) fn sound() -> Vec<CodecLimits> {
    vec![
        format(Codec::G722, 9, CodecParameters::None),
        format(Codec::Pcma, 8, CodecParameters::None),
        format(Codec::Pcmu, 0, CodecParameters::None),
        format(Codec::TelephoneEvent, 101, CodecParameters::Events(0xffff)),
    ]
}

pub(super) fn pictures() -> Vec<CodecLimits> {
    vec![
        h264(102, Packetization::NonInterleaved),
        h264(104, Packetization::SingleNal),
    ]
}

fn stream(id: u16, role: StreamRole, receive: Vec<CodecLimits>) -> Stream {
    Stream {
        id: StreamId(id),
        role,
        receive,
        send: Vec::new(),
        layers: Vec::new(),
        flow: Flow::Both,
        transport: Some(TransportId(id)),
        slots: Vec::new(),
        rtp: RtpParameters::default(),
        packet_time_ms: (role == StreamRole::Audio).then_some(20),
    }
}

fn transport(id: u16, address: SocketAddr) -> Transport {
    Transport {
        id: TransportId(id),
        rtp: Some(address),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
    }
}

/// A side with sound and pictures at `host`.
pub(crate) fn media(host: u8) -> MediaDescription {
    let at = |port: u16| SocketAddr::from(([192, 0, 2, host], port));
    MediaDescription {
        streams: vec![
            stream(0, StreamRole::Audio, sound()),
            stream(1, StreamRole::Main, pictures()),
        ],
        transports: vec![transport(0, at(4000)), transport(1, at(4002))],
        max_bitrate: Some(BitRate::kbps(2_064)),
        cname: None,
    }
}

/// What the core would reply to `remote`: what both have, under their payload types.
pub(super) fn reply(own: &MediaDescription, remote: &MediaDescription) -> MediaDescription {
    let mut local = own.clone();
    for stream in &mut local.streams {
        let Some(theirs) = remote.stream(stream.id) else {
            continue;
        };
        stream.flow = stream.flow.meet(theirs.flow);
        let common = |f: &&CodecLimits| {
            stream
                .receive
                .iter()
                .any(|o| o.is_compatible_with(f) && f.is_compatible_with(o))
        };
        stream.send = theirs.receive.iter().filter(common).cloned().collect();
        for ours in &mut stream.receive {
            let same = |f: &&CodecLimits| f.is_compatible_with(ours) && ours.is_compatible_with(f);
            if let Some(theirs) = theirs.receive.iter().find(same) {
                ours.payload_type = theirs.payload_type;
            }
        }
    }
    local
}
