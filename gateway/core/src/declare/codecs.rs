//! Codecs as we write them, and which of two sides' codecs agree.

use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::{Codec, PayloadType, Stream};

use super::MediaProfile;

/// The digits, `*`, `#` and A-D (RFC 4733 §3.2).
const DIGIT_EVENTS: u64 = 0xffff;

/// Most formats of one stream that are replied to: a room offers a dozen at most.
pub(super) const MAX_FORMATS: usize = 24;

/// Sound when we ask, most wanted first.
pub(super) fn audio(profile: &MediaProfile) -> Vec<CodecLimits> {
    let wide = profile.audio.contains(&Codec::Opus);
    profile
        .audio
        .iter()
        .flat_map(|codec| match codec {
            // RFC 4733 §2.1: events share the clock of the sound that they go with. Telephones only know 8 kHz.
            Codec::TelephoneEvent if wide && profile.bundle => {
                vec![events(110, 48_000), events(126, 8_000)]
            }
            Codec::TelephoneEvent => vec![events(101, 8_000)],
            Codec::Opus => vec![limits(Codec::Opus, 111, None, opus())],
            Codec::G722 => vec![limits(Codec::G722, 9, None, CodecParameters::None)],
            Codec::Pcma => vec![limits(Codec::Pcma, 8, None, CodecParameters::None)],
            Codec::Pcmu => vec![limits(Codec::Pcmu, 0, None, CodecParameters::None)],
            _ => Vec::new(),
        })
        .collect()
}

/// Pictures when we ask, most wanted first.
pub(super) fn video(profile: &MediaProfile) -> Vec<CodecLimits> {
    let rtx = |number| profile.feedback.then_some(number);
    profile
        .video
        .iter()
        .flat_map(|codec| match codec {
            Codec::Vp8 => vec![limits(Codec::Vp8, 96, rtx(97), vp8())],
            Codec::H264 => vec![
                limits(
                    Codec::H264,
                    102,
                    rtx(103),
                    h264(profile, Packetization::NonInterleaved),
                ),
                limits(
                    Codec::H264,
                    104,
                    rtx(105),
                    h264(profile, Packetization::SingleNal),
                ),
            ],
            _ => Vec::new(),
        })
        .collect()
}

/// What of the far end's `theirs` we take, most wanted first, under its own payload types.
pub(super) fn common(profile: &MediaProfile, theirs: &Stream) -> Vec<CodecLimits> {
    let wanted = match theirs.role.kind() {
        tolk_model::MediaKind::Audio => &profile.audio,
        tolk_model::MediaKind::Video => &profile.video,
        tolk_model::MediaKind::Data => return Vec::new(),
    };
    let offered = theirs.receive.iter().take(MAX_FORMATS);
    let rank = |c: &CodecLimits| wanted.iter().position(|w| *w == c.codec);
    let mut found: Vec<((usize, bool), CodecLimits)> = offered
        .filter_map(|c| Some(((rank(c)?, packs_small(c)), ours(profile, c))))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let found: Vec<CodecLimits> = found.into_iter().map(|(_, c)| c).collect();
    if found.iter().any(|c| c.codec.is_primary()) {
        found
    } else {
        Vec::new()
    }
}

/// One NAL unit a packet: taken, but after what lets a unit be larger than a packet.
fn packs_small(limits: &CodecLimits) -> bool {
    matches!(&limits.parameters, CodecParameters::H264(h) if h.packetization == Packetization::SingleNal)
}

/// Our limits for a codec that they named: their payload type, their way of packing it, our capabilities.
fn ours(profile: &MediaProfile, theirs: &CodecLimits) -> CodecLimits {
    let parameters = match &theirs.parameters {
        CodecParameters::H264(h) => CodecParameters::H264(H264 {
            level: if h.asymmetry_allowed {
                profile.h264_level
            } else {
                profile.h264_level.min(h.level)
            },
            max_mbps: None,
            max_fs: None,
            max_br: None,
            ..*h
        }),
        CodecParameters::Events(_) => CodecParameters::Events(DIGIT_EVENTS),
        CodecParameters::Vp8 { .. } => vp8(),
        CodecParameters::Opus { .. } => opus(),
        other => other.clone(),
    };
    CodecLimits {
        parameters,
        ..theirs.clone()
    }
}

fn limits(codec: Codec, number: u8, rtx: Option<u8>, parameters: CodecParameters) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::from_header(number),
        rtx: rtx.map(PayloadType::from_header),
        clock_rate: codec.clock_rate(),
        parameters,
    }
}

fn events(number: u8, clock_rate: u32) -> CodecLimits {
    let parameters = CodecParameters::Events(DIGIT_EVENTS);
    CodecLimits {
        clock_rate,
        ..limits(Codec::TelephoneEvent, number, None, parameters)
    }
}

fn opus() -> CodecParameters {
    CodecParameters::Opus {
        fec: true,
        stereo: false,
        dtx: false,
        max_average: None,
    }
}

fn vp8() -> CodecParameters {
    CodecParameters::Vp8 {
        max_frame_rate: None,
        max_frame_size: None,
    }
}

/// Constrained Baseline decodes everywhere and is what every encoder here makes.
fn h264(profile: &MediaProfile, packetization: Packetization) -> CodecParameters {
    CodecParameters::H264(H264 {
        profile: H264Profile::ConstrainedBaseline,
        level: profile.h264_level,
        packetization,
        asymmetry_allowed: true,
        max_mbps: None,
        max_fs: None,
        max_br: None,
    })
}
