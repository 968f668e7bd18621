//! How RTP is recognised, and its feedback: `extmap`, `rtcp-fb`, `rid`, `simulcast`, `ssrc`.

use std::fmt::Write as _;

use tolk_model::LayerId;
use tolk_model::media::{
    BitRate, ExtensionKind, Feedback, HeaderExtension, Layer, PictureSize, RtpParameters,
};

use crate::codec::Format;
use crate::dialect::LAYERS;
use crate::limits::{MAX_EXTENSIONS, MAX_LAYERS};
use crate::text::{Section, is_rid, is_token, is_word, too_many};
use crate::{Counted, SdpError};

const EXTENSIONS: &[(ExtensionKind, &str)] = &[
    (ExtensionKind::Mid, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    (
        ExtensionKind::Rid,
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    ),
    (
        ExtensionKind::RepairedRid,
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    ),
    (
        ExtensionKind::TransportSequence,
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    ),
    (
        ExtensionKind::AbsoluteSendTime,
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    ),
    (
        ExtensionKind::AudioLevel,
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ),
    (
        ExtensionKind::VideoOrientation,
        "urn:3gpp:video-orientation",
    ),
];

const FEEDBACK: &[(Feedback, &str)] = &[
    (Feedback::Nack, "nack"),
    (Feedback::PictureLoss, "nack pli"),
    (Feedback::FullIntra, "ccm fir"),
    (Feedback::TemporaryMaxBitRate, "ccm tmmbr"),
    (Feedback::ReceiverEstimate, "goog-remb"),
    (Feedback::TransportWide, "transport-cc"),
];

/// What an m-line says of its RTP. Feedback counts when it is for one of `formats` or for all.
pub(crate) fn read(
    session: &Section<'_>,
    media: &Section<'_>,
    formats: &[Format],
) -> Result<RtpParameters, SdpError> {
    let lines = || media.all("extmap").chain(session.all("extmap"));
    if lines().count() > MAX_EXTENSIONS {
        return Err(too_many(Counted::Extensions, MAX_EXTENSIONS));
    }
    let mut extensions: Vec<HeaderExtension> = Vec::new();
    for extension in lines().filter_map(extension) {
        let known = |e: &HeaderExtension| e.id == extension.id || e.kind == extension.kind;
        if !extensions.iter().any(known) {
            extensions.push(extension);
        }
    }
    let mut feedback: Vec<Feedback> = Vec::new();
    for kind in media.all("rtcp-fb").filter_map(|v| of_format(v, formats)) {
        if !feedback.contains(&kind) {
            feedback.push(kind);
        }
    }
    Ok(RtpParameters {
        mid: media
            .first("mid")
            .filter(|m| is_token(m))
            .map(str::to_string),
        extensions,
        feedback,
        rtcp_mux: media.has("rtcp-mux") || media.has("rtcp-mux-only"),
        rtcp_reduced_size: media.has("rtcp-rsize"),
    })
}

/// `<id>["/"<direction>] <uri> [..]`
fn extension(value: &str) -> Option<HeaderExtension> {
    let mut words = value.split_ascii_whitespace();
    let id = words.next()?;
    let id = id.split_once('/').map_or(id, |(id, _)| id);
    let id: u8 = id.parse().ok().filter(|id| *id > 0 && *id != 15)?;
    let uri = words.next()?;
    let kind = EXTENSIONS.iter().find(|(_, text)| *text == uri)?.0;
    Some(HeaderExtension { id, kind })
}

fn of_format(value: &str, formats: &[Format]) -> Option<Feedback> {
    let (number, kind) = value.split_once(' ')?;
    let listed = |f: &Format| number.parse() == Ok(f.limits.payload_type.get());
    if number != "*" && !formats.iter().any(listed) {
        return None;
    }
    let kind: Vec<&str> = kind.split_ascii_whitespace().take(3).collect();
    let kind = kind.join(" ");
    FEEDBACK
        .iter()
        .find(|(_, text)| *text == kind)
        .map(|(feedback, _)| *feedback)
}

/// The words of `rtcp-fb`.
pub(crate) fn feedback_words(feedback: &[Feedback]) -> Vec<&'static str> {
    let word = |wanted: &Feedback| FEEDBACK.iter().find(|(f, _)| f == wanted);
    feedback.iter().filter_map(word).map(|(_, w)| *w).collect()
}

/// The `extmap` lines.
pub(crate) fn write_extensions(extensions: &[HeaderExtension], out: &mut String) {
    for extension in extensions {
        let uri = EXTENSIONS.iter().find(|(kind, _)| *kind == extension.kind);
        if let Some((_, uri)) = uri {
            // Writing to a String cannot fail.
            let _ = write!(out, "a=extmap:{} {uri}\r\n", extension.id);
        }
    }
}

/// The encodings that the writer sends. By rid when it says so (RFC 8853), else by source.
pub(crate) fn read_layers(media: &Section<'_>) -> Result<Vec<Layer>, SdpError> {
    let rids = simulcast(media, "send");
    if rids.len() > MAX_LAYERS {
        return Err(too_many(Counted::Layers, MAX_LAYERS));
    }
    if rids.is_empty() {
        return by_source(media);
    }
    let layer = |(id, (rid, active)): (u8, (&str, bool))| Layer {
        id: LayerId(id),
        rid: Some(rid.to_string()),
        active,
        ..restricted(media, rid)
    };
    Ok((0..).zip(rids).map(layer).collect())
}

/// Rids of one direction of `a=simulcast` that an `a=rid` line declares, each with whether it is sent now. Of alternatives the first.
pub(crate) fn simulcast<'a>(media: &Section<'a>, direction: &str) -> Vec<(&'a str, bool)> {
    let Some(value) = media.first("simulcast") else {
        return Vec::new();
    };
    let mut words = value.split_ascii_whitespace();
    let mut list = None;
    while let (Some(word), Some(rids)) = (words.next(), words.next()) {
        if word == direction {
            list = Some(rids);
        }
    }
    let declared = |rid: &str| {
        media.all("rid").any(|line| {
            let mut words = line.split_ascii_whitespace();
            words.next() == Some(rid) && words.next() == Some(direction)
        })
    };
    let first = |streams: &'a str| streams.split(',').next().unwrap_or_default();
    let mut rids: Vec<(&str, bool)> = Vec::new();
    for rid in list.unwrap_or_default().split(';').map(first) {
        let active = !rid.starts_with('~');
        let rid = rid.trim_start_matches('~');
        if is_rid(rid) && declared(rid) && !rids.iter().any(|(r, _)| *r == rid) {
            rids.push((rid, active));
        }
    }
    rids
}

/// The restrictions of an `a=rid` line (RFC 8851 §5).
fn restricted(media: &Section<'_>, rid: &str) -> Layer {
    let of = |line: &str| line.split_ascii_whitespace().next() == Some(rid);
    let line = media.all("rid").find(|line| of(line)).unwrap_or_default();
    let restrictions = line.split_ascii_whitespace().nth(2).unwrap_or_default();
    let number = |name: &str| -> Option<u32> {
        let mut pairs = restrictions.split(';').filter_map(|p| p.split_once('='));
        pairs.find(|p| p.0 == name)?.1.parse().ok()
    };
    let side = |name| number(name).and_then(|n| u16::try_from(n).ok());
    Layer {
        max_size: side("max-width")
            .zip(side("max-height"))
            .map(|(width, height)| PictureSize { width, height }),
        max_bitrate: number("max-br").map(|rate| BitRate(rate.into())),
        ..Layer::single()
    }
}

/// Sources that are named beforehand (RFC 5576): several for simulcast without rids, else the first.
fn by_source(media: &Section<'_>) -> Result<Vec<Layer>, SdpError> {
    let pairs: Vec<(u32, u32)> = group(media, "FID")
        .filter_map(|mut sources| Some((sources.next()?, sources.next()?)))
        .collect();
    let repairs = |source: &u32| pairs.iter().any(|(_, repair)| repair == source);
    let mut primaries: Vec<u32> = group(media, "SIM").next().into_iter().flatten().collect();
    if primaries.len() > MAX_LAYERS {
        return Err(too_many(Counted::Layers, MAX_LAYERS));
    }
    if primaries.is_empty() {
        let named = media.all("ssrc").filter_map(source);
        primaries.extend(named.filter(|s| !repairs(s)).take(1));
    }
    let layer = |(id, ssrc): (u8, u32)| Layer {
        id: LayerId(id),
        ssrc: Some(ssrc),
        rtx_ssrc: pairs.iter().find(|p| p.0 == ssrc).map(|p| p.1),
        ..Layer::single()
    };
    let layers: Vec<Layer> = (0..).zip(primaries).map(layer).collect();
    Ok(if layers.is_empty() {
        vec![Layer::single()]
    } else {
        layers
    })
}

/// The sources of each group of a kind.
fn group<'a>(
    media: &'a Section<'_>,
    kind: &'static str,
) -> impl Iterator<Item = impl Iterator<Item = u32> + 'a> + 'a {
    media.all("ssrc-group").filter_map(move |value| {
        let mut words = value.split_ascii_whitespace();
        (words.next() == Some(kind)).then(|| words.filter_map(|w| w.parse::<u32>().ok()))
    })
}

fn source(value: &str) -> Option<u32> {
    value.split_ascii_whitespace().next()?.parse().ok()
}

/// The canonical name of the first source that has one.
pub(crate) fn cname(media: &Section<'_>) -> Option<String> {
    let name = |value: &str| {
        let (_, attribute) = value.split_once(' ')?;
        let name = attribute.trim().strip_prefix("cname:")?;
        is_word(name).then(|| name.to_string())
    };
    media.all("ssrc").find_map(name)
}

/// The `rid` and `simulcast` lines: layers that we send, and rids that we take.
pub(crate) fn write_layers(layers: &[Layer], received: &[String], out: &mut String) {
    let mut lists: Vec<String> = Vec::new();
    let mut sent: Vec<String> = Vec::new();
    for layer in layers {
        let Some(rid) = &layer.rid else {
            continue;
        };
        let mut restrictions: Vec<String> = Vec::new();
        if let Some(size) = layer.max_size {
            restrictions.push(format!("max-width={}", size.width));
            restrictions.push(format!("max-height={}", size.height));
        }
        restrictions.extend(layer.max_bitrate.map(|rate| format!("max-br={}", rate.0)));
        let space = if restrictions.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(out, "a=rid:{rid} send{space}{}\r\n", restrictions.join(";"));
        let pause = if layer.active { "" } else { "~" };
        sent.push(format!("{pause}{rid}"));
    }
    if !sent.is_empty() {
        lists.push(format!("send {}", sent.join(";")));
    }
    for rid in received {
        let _ = write!(out, "a=rid:{rid} recv\r\n");
    }
    if !received.is_empty() {
        lists.push(format!("recv {}", received.join(";")));
    }
    if !lists.is_empty() {
        let _ = write!(out, "a=simulcast:{}\r\n", lists.join(" "));
    }
}

/// The `ssrc-group` and `ssrc` lines of layers without rid. A primary source stands before its retransmissions': browsers take the
/// first line as the primary one whatever the group says.
pub(crate) fn write_sources(layers: &[Layer], cname: &str, out: &mut String) {
    let known: Vec<(u32, Option<u32>)> = layers
        .iter()
        .filter(|l| l.rid.is_none())
        .filter_map(|l| Some((l.ssrc?, l.rtx_ssrc)))
        .collect();
    // Writing to a String cannot fail.
    if known.len() > 1 {
        let all: Vec<String> = known.iter().map(|(s, _)| s.to_string()).collect();
        let _ = write!(out, "a=ssrc-group:SIM {}\r\n", all.join(" "));
    }
    for (ssrc, rtx) in &known {
        if let Some(rtx) = rtx {
            let _ = write!(out, "a=ssrc-group:FID {ssrc} {rtx}\r\n");
        }
    }
    let primaries = known.iter().map(|(ssrc, _)| *ssrc);
    let repairs = known.iter().filter_map(|(_, rtx)| *rtx);
    for ssrc in primaries.chain(repairs) {
        let _ = write!(out, "a=ssrc:{ssrc} cname:{cname}\r\n");
    }
}

/// Rids that we ask a browser for: when we receive, and it is to mark its packets with them.
pub(crate) fn wanted_rids(rtp: &RtpParameters) -> Vec<String> {
    if rtp.extension(ExtensionKind::Rid).is_some() {
        LAYERS.iter().map(ToString::to_string).collect()
    } else {
        Vec::new()
    }
}
