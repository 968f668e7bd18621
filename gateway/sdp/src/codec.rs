//! `rtpmap` and `fmtp` to and from [`CodecLimits`], and which codecs of two sides are the same format.

use std::fmt::Write as _;

use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::{BitRate, Codec, MediaKind, PayloadType};

use crate::formats;
use crate::h264::{self, ProfileBytes};
use crate::text::Media;

/// A codec as an m-line lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) limits: CodecLimits,
    /// How the writer wrote its H.264 profile.
    pub(crate) profile: Option<ProfileBytes>,
}

impl From<&CodecLimits> for Format {
    fn from(limits: &CodecLimits) -> Format {
        Format {
            limits: limits.clone(),
            profile: None,
        }
    }
}

/// `name=value` pairs of an `fmtp`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.split(';').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then_some(value.trim())
        })
    }

    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.parse().ok()
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some("1")
    }
}

/// The codecs of an m-line that we know, most wanted first, retransmissions folded in.
pub(crate) fn read(media: &Media<'_>) -> Vec<Format> {
    let mut formats: Vec<Format> = Vec::new();
    let mut repairs: Vec<(PayloadType, PayloadType)> = Vec::new();
    for word in &media.formats {
        let Some(number) = payload_type(word) else {
            continue;
        };
        if formats.iter().any(|f| f.limits.payload_type == number) {
            continue;
        }
        let map = media
            .section
            .all("rtpmap")
            .find_map(|v| of_payload_type(v, number));
        let parameters = media
            .section
            .all("fmtp")
            .find_map(|v| of_payload_type(v, number));
        let parameters = Parameters(parameters.unwrap_or_default());
        if map.is_some_and(|m| name_of(m).0.eq_ignore_ascii_case("rtx")) {
            if let Some(repaired) = parameters.get("apt").and_then(payload_type) {
                repairs.push((repaired, number));
            }
            continue;
        }
        let known = match map {
            Some(map) => by_name(map),
            None => by_number(number),
        };
        if let Some((codec, clock_rate)) = known.filter(|k| fits_kind(k.0, media.kind)) {
            formats.extend(format(codec, clock_rate, number, &parameters));
        }
    }
    for format in &mut formats {
        let own = format.limits.payload_type;
        let repair = repairs.iter().find(|(repaired, _)| *repaired == own);
        format.limits.rtx = repair.map(|(_, number)| *number);
    }
    formats
}

fn payload_type(word: &str) -> Option<PayloadType> {
    word.parse().ok().and_then(PayloadType::new)
}

/// The rest of `"<payload type> <rest>"` when it is about `number`.
fn of_payload_type(value: &str, number: PayloadType) -> Option<&str> {
    let (word, rest) = value.split_once(' ')?;
    (payload_type(word)? == number).then_some(rest.trim())
}

/// Name and clock of `opus/48000/2`.
fn name_of(map: &str) -> (&str, Option<u32>) {
    let mut parts = map.split('/');
    let name = parts.next().unwrap_or_default().trim();
    (name, parts.next().and_then(|c| c.trim().parse().ok()))
}

fn by_name(map: &str) -> Option<(Codec, u32)> {
    let (name, clock) = name_of(map);
    let codec = NAMES
        .iter()
        .find(|(_, text)| text.eq_ignore_ascii_case(name))?
        .0;
    match codec {
        // Some write the sampling rate, 16000, where RFC 3551 §4.5.2 wants 8000.
        Codec::G722 => Some((codec, codec.clock_rate())),
        Codec::TelephoneEvent | Codec::ComfortNoise => Some((codec, clock?)),
        _ => (clock? == codec.clock_rate()).then_some((codec, codec.clock_rate())),
    }
}

/// RFC 3551 §6: payload types that need no `rtpmap`.
fn by_number(number: PayloadType) -> Option<(Codec, u32)> {
    let codec = match number.get() {
        0 => Codec::Pcmu,
        8 => Codec::Pcma,
        9 => Codec::G722,
        13 => Codec::ComfortNoise,
        31 => Codec::H261,
        34 => Codec::H263,
        _ => return None,
    };
    Some((codec, codec.clock_rate()))
}

fn fits_kind(codec: Codec, kind: &str) -> bool {
    match codec.kind() {
        MediaKind::Audio => kind == "audio",
        MediaKind::Video => kind == "video",
        MediaKind::Data => false,
    }
}

fn format(
    codec: Codec,
    clock_rate: u32,
    payload_type: PayloadType,
    parameters: &Parameters<'_>,
) -> Option<Format> {
    let mut profile = None;
    let parameters = match codec {
        Codec::Opus => CodecParameters::Opus {
            fec: parameters.is_set("useinbandfec"),
            stereo: parameters.is_set("stereo"),
            dtx: parameters.is_set("usedtx"),
            max_average: parameters.number("maxaveragebitrate").map(BitRate),
        },
        Codec::H264 => {
            let (h264, bytes) = h264::read(parameters)?;
            profile = Some(bytes);
            CodecParameters::H264(h264)
        }
        Codec::Vp8 => CodecParameters::Vp8 {
            max_frame_rate: parameters.number("max-fr"),
            max_frame_size: parameters.number("max-fs"),
        },
        Codec::Vp9 => CodecParameters::Vp9 {
            profile: parameters.number("profile-id").unwrap_or(0),
        },
        Codec::Av1 => CodecParameters::Av1 {
            profile: parameters.number("profile").unwrap_or(0),
            level_index: parameters.number("level-idx").unwrap_or(5),
            tier: parameters.number("tier").unwrap_or(0),
        },
        Codec::TelephoneEvent => CodecParameters::Events(events(parameters.0)),
        Codec::H261 | Codec::H263 => CodecParameters::Formats(formats::read(parameters)),
        Codec::G722 | Codec::Pcma | Codec::Pcmu | Codec::ComfortNoise => CodecParameters::None,
    };
    Some(Format {
        limits: CodecLimits {
            codec,
            payload_type,
            rtx: None,
            clock_rate,
            parameters,
        },
        profile,
    })
}

/// `0-15,66` as bits; events above 63 are tones that nobody sends. Without a list it is the digits (RFC 4733 §2.4.1).
fn events(text: &str) -> u64 {
    const DIGITS: u64 = 0xffff;
    let text = text.trim();
    let list = text.strip_prefix("events=").unwrap_or(text);
    let mut bits = 0;
    for part in list.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(from), Ok(to)) = (from.trim().parse::<u32>(), to.trim().parse::<u32>()) {
            bits |= (from..=to.min(63)).fold(0, |bits, event| bits | 1u64 << event);
        }
    }
    if bits == 0 { DIGITS } else { bits }
}

fn event_list(bits: u64) -> String {
    let mut text = String::new();
    let mut event = 0;
    while event < 64 {
        let run = (bits >> event).trailing_ones();
        if run == 0 {
            event += 1;
            continue;
        }
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = match run {
            1 => write!(text, "{comma}{event}"),
            _ => write!(text, "{comma}{event}-{}", event + run - 1),
        };
        event += run;
    }
    text
}

/// The words of an m-line: payload types, each followed by its retransmissions'.
pub(crate) fn payload_types(formats: &[Format]) -> Vec<String> {
    let own = formats.iter().map(|f| f.limits.payload_type);
    let rtx = formats.iter().filter_map(|f| f.limits.rtx);
    own.chain(rtx).map(|n| n.get().to_string()).collect()
}

/// The `rtpmap` and `fmtp` lines of a format.
pub(crate) fn write(format: &Format, feedback: &[&str], out: &mut String) {
    let limits = &format.limits;
    let number = limits.payload_type.get();
    let name = NAMES
        .iter()
        .find(|(codec, _)| *codec == limits.codec)
        .map_or("", |(_, name)| name);
    let channels = if limits.codec == Codec::Opus {
        "/2"
    } else {
        ""
    };
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "a=rtpmap:{number} {name}/{}{channels}\r\n",
        limits.clock_rate
    );
    for kind in feedback {
        let _ = write!(out, "a=rtcp-fb:{number} {kind}\r\n");
    }
    let parameters = parameters(format);
    if !parameters.is_empty() {
        let _ = write!(out, "a=fmtp:{number} {parameters}\r\n");
    }
    if let Some(rtx) = limits.rtx {
        let rtx = rtx.get();
        let clock = limits.clock_rate;
        let _ = write!(
            out,
            "a=rtpmap:{rtx} rtx/{clock}\r\na=fmtp:{rtx} apt={number}\r\n"
        );
    }
}

fn parameters(format: &Format) -> String {
    let mut pairs: Vec<String> = Vec::new();
    match &format.limits.parameters {
        CodecParameters::None => {}
        CodecParameters::Opus {
            fec,
            stereo,
            dtx,
            max_average,
        } => {
            let flags = [
                ("useinbandfec", *fec),
                ("stereo", *stereo),
                ("usedtx", *dtx),
            ];
            let set = flags.iter().filter(|f| f.1);
            pairs.extend(set.map(|(name, _)| format!("{name}=1")));
            pairs.extend(max_average.map(|rate| format!("maxaveragebitrate={}", rate.0)));
        }
        CodecParameters::H264(h264) => pairs.push(h264::write(h264, format.profile)),
        CodecParameters::Vp8 {
            max_frame_rate,
            max_frame_size,
        } => {
            pairs.extend(max_frame_rate.map(|rate| format!("max-fr={rate}")));
            pairs.extend(max_frame_size.map(|size| format!("max-fs={size}")));
        }
        CodecParameters::Vp9 { profile } => pairs.push(format!("profile-id={profile}")),
        CodecParameters::Av1 {
            profile,
            level_index,
            tier,
        } => {
            pairs.push(format!("profile={profile}"));
            pairs.push(format!("level-idx={level_index}"));
            pairs.push(format!("tier={tier}"));
        }
        CodecParameters::Events(bits) => pairs.push(event_list(*bits)),
        CodecParameters::Formats(formats) => pairs.extend(formats::write(formats)),
    }
    pairs.join(";")
}

/// Whether two sides' entries are the same format, so that one may answer the other.
pub(crate) fn fits(ours: &CodecLimits, theirs: &CodecLimits) -> bool {
    if ours.codec != theirs.codec || ours.clock_rate != theirs.clock_rate {
        return false;
    }
    match (&ours.parameters, &theirs.parameters) {
        (CodecParameters::H264(a), CodecParameters::H264(b)) => h264::fits(a, b),
        (CodecParameters::Vp9 { profile: a }, CodecParameters::Vp9 { profile: b }) => a == b,
        (CodecParameters::Av1 { profile: a, .. }, CodecParameters::Av1 { profile: b, .. }) => {
            a == b
        }
        _ => true,
    }
}

/// `ours` as an answer to what was offered: our order, their payload types (RFC 3264 §6.1), our limits.
pub(crate) fn answer(ours: &[CodecLimits], offered: &[Format]) -> Vec<Format> {
    let mut answered: Vec<Format> = Vec::new();
    for own in ours {
        let free = |f: &&Format| {
            fits(own, &f.limits)
                && !answered
                    .iter()
                    .any(|a| a.limits.payload_type == f.limits.payload_type)
        };
        let same_number = |f: &&Format| f.limits.payload_type == own.payload_type;
        let candidates = || offered.iter().filter(free);
        let Some(theirs) = candidates()
            .find(same_number)
            .or_else(|| candidates().next())
        else {
            continue;
        };
        let parameters = match (&own.parameters, &theirs.limits.parameters) {
            (CodecParameters::H264(a), CodecParameters::H264(b)) => {
                CodecParameters::H264(h264::answer(a, b))
            }
            (own, _) => own.clone(),
        };
        answered.push(Format {
            limits: CodecLimits {
                codec: own.codec,
                payload_type: theirs.limits.payload_type,
                rtx: own.rtx.and(theirs.limits.rtx),
                clock_rate: own.clock_rate,
                parameters,
            },
            profile: theirs.profile,
        });
    }
    answered
}

/// What they may send after they answered with `answered` to our `offered`: what both listed, under our payload types.
pub(crate) fn sendable(answered: &[Format], offered: &[Format]) -> Vec<CodecLimits> {
    let ours = |theirs: &Format| {
        let named = |f: &&Format| {
            f.limits.payload_type == theirs.limits.payload_type
                && f.limits.codec == theirs.limits.codec
        };
        let fitting = |f: &&Format| fits(&f.limits, &theirs.limits);
        let find = |wanted: &dyn Fn(&&Format) -> bool| offered.iter().find(|f| wanted(f));
        // A careless answer changes the packetization under our payload type: it is still that payload type.
        let format = find(&|f| named(f) && fitting(f))
            .or_else(|| find(&named))
            .or_else(|| find(&fitting))?;
        let mut limits = format.limits.clone();
        limits.rtx = limits.rtx.filter(|_| theirs.limits.rtx.is_some());
        if let (CodecParameters::H264(a), CodecParameters::H264(b)) =
            (&mut limits.parameters, &theirs.limits.parameters)
            && !(a.asymmetry_allowed && b.asymmetry_allowed)
        {
            a.level = a.level.min(b.level);
        }
        Some(limits)
    };
    let mut list: Vec<CodecLimits> = Vec::new();
    for limits in answered.iter().filter_map(ours) {
        if !list.iter().any(|l| l.payload_type == limits.payload_type) {
            list.push(limits);
        }
    }
    list
}

const NAMES: &[(Codec, &str)] = &[
    (Codec::Opus, "opus"),
    (Codec::G722, "G722"),
    (Codec::Pcma, "PCMA"),
    (Codec::Pcmu, "PCMU"),
    (Codec::TelephoneEvent, "telephone-event"),
    (Codec::ComfortNoise, "CN"),
    (Codec::H264, "H264"),
    (Codec::Vp8, "VP8"),
    (Codec::Vp9, "VP9"),
    (Codec::Av1, "AV1"),
    (Codec::H261, "H261"),
    (Codec::H263, "H263"),
];
