//! What browsers answer to our offer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::*;
use tolk_model::media::*;
use tolk_model::*;
use tolk_sdp::{Dialect, Negotiation, SdpError};

const CHROMIUM: &str = include_str!("fixtures/chromium-156.sdp");
const FIREFOX: &str = include_str!("fixtures/firefox-153.sdp");

fn answered(answer: &str) -> (Negotiation, MediaDescription) {
    let mut negotiation = negotiation(Dialect::Jsep, 1);
    negotiation.write_offer(&to_browser()).unwrap();
    let description = negotiation.read_answer(answer).unwrap();
    (negotiation, description)
}

fn codecs(list: &[CodecLimits]) -> Vec<(Codec, u8, Option<u8>)> {
    list.iter()
        .map(|c| (c.codec, c.payload_type.get(), c.rtx.map(PayloadType::get)))
        .collect()
}

#[test]
fn an_offer_is_what_a_browser_expects() {
    let text = negotiation(Dialect::Jsep, 1)
        .write_offer(&to_browser())
        .unwrap();
    assert_eq!(m_lines(&text).len(), 10);
    assert!(text.contains("a=group:BUNDLE 0 1 2 3 4 5 6 7 8 9\r\n"));
    let camera = section(&text, 1);
    let at = |line: &str| {
        camera
            .iter()
            .position(|l| *l == line)
            .unwrap_or_else(|| panic!("{line} is missing"))
    };
    for line in [
        "a=sendrecv",
        "a=setup:actpass",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=mid:1",
        "a=ice-options:trickle",
        "a=simulcast:recv l;m;h",
        "a=fmtp:97 apt=96",
        "a=rtcp-fb:96 nack pli",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=ssrc-group:FID 1001 2001",
    ] {
        at(line);
    }
    assert!(at("a=ssrc:1001 cname:tolkcname") < at("a=ssrc:2001 cname:tolkcname"));
    let shown = section(&text, 2);
    assert!(shown.contains(&"a=sendonly"));
    assert!(
        !shown
            .iter()
            .any(|l| l.contains("simulcast") || l.contains("a=candidate"))
    );
    assert!(
        section(&text, 0)
            .iter()
            .any(|l| l.starts_with("a=candidate:"))
    );
}

#[test]
fn chromium_answers_with_three_layers_and_nine_places_to_show() {
    let (_, description) = answered(CHROMIUM);
    common_to_both(&description);
    let camera = description.stream(StreamId(1)).unwrap();
    let expected = [
        (Codec::Vp8, 96, Some(97)),
        (Codec::H264, 102, Some(103)),
        (Codec::H264, 104, Some(105)),
    ];
    assert_eq!(codecs(&camera.receive), expected);
    assert_eq!(codecs(&camera.send), expected);
    let sound = description.stream(StreamId(0)).unwrap();
    assert_eq!(sound.receive.len(), 6);

    assert!(sound.layers[0].ssrc.is_some());
}

#[test]
fn firefox_answers_with_three_layers_and_without_h264() {
    let (_, description) = answered(FIREFOX);
    common_to_both(&description);
    let camera = description.stream(StreamId(1)).unwrap();
    assert_eq!(codecs(&camera.receive), [(Codec::Vp8, 96, Some(97))]);
    assert_eq!(codecs(&camera.send), [(Codec::Vp8, 96, Some(97))]);
    let CodecParameters::Vp8 {
        max_frame_rate,
        max_frame_size,
    } = camera.receive[0].parameters
    else {
        panic!("VP8 it is");
    };
    assert_eq!((max_frame_rate, max_frame_size), (Some(60), Some(12_288)));
    let sound = description.stream(StreamId(0)).unwrap();
    let expected = [
        Codec::Opus,
        Codec::G722,
        Codec::Pcma,
        Codec::Pcmu,
        Codec::TelephoneEvent,
    ];
    let found: Vec<Codec> = sound.receive.iter().map(|c| c.codec).collect();
    assert_eq!(found, expected);
}

fn common_to_both(description: &MediaDescription) {
    assert_eq!(description.streams.len(), 10);
    assert_eq!(description.transports.len(), 1);
    assert!(description.cname.is_some());
    let transport = &description.transports[0];
    assert_eq!(transport.id, TransportId(0));
    let Security::Dtls { fingerprint, role } = &transport.security else {
        panic!("a browser has DTLS");
    };
    assert_eq!((fingerprint.hash.len(), *role), (32, DtlsRole::Active));
    let Traversal::Ice {
        candidates,
        lite: false,
        ..
    } = &transport.traversal
    else {
        panic!("a browser has full ICE");
    };
    let udp = |c: &&Candidate| c.protocol == CandidateProtocol::Udp;
    assert_eq!(candidates.iter().filter(udp).count(), 2);
    assert_eq!(candidates.len(), 4);

    let camera = description.stream(StreamId(1)).unwrap();
    let layers: Vec<(u8, Option<&str>, bool)> = camera
        .layers
        .iter()
        .map(|l| (l.id.0, l.rid.as_deref(), l.active))
        .collect();
    assert_eq!(
        layers,
        [
            (0, Some("l"), true),
            (1, Some("m"), true),
            (2, Some("h"), true)
        ]
    );
    assert_eq!(camera.flow, Flow::Both);
    assert_eq!(camera.rtp.extension(ExtensionKind::Rid), Some(10));
    for (number, stream) in (0u16..).zip(&description.streams) {
        assert_eq!(stream.id, StreamId(number));
        assert_eq!(stream.transport, Some(TransportId(0)));
        assert_eq!(stream.rtp.mid, Some(number.to_string()));
        assert!(stream.rtp.rtcp_mux);
        assert_eq!(
            stream.rtp.extension(ExtensionKind::TransportSequence),
            Some(3)
        );
        if number > 0 {
            assert_eq!(stream.slots, [SlotId(number - 1)]);
            for feedback in [
                Feedback::Nack,
                Feedback::PictureLoss,
                Feedback::TransportWide,
            ] {
                assert!(stream.rtp.understands(feedback), "{number} {feedback:?}");
            }
        }
        if number > 1 {
            assert_eq!(stream.flow, Flow::RecvOnly);
            assert!(stream.layers.is_empty());
        }
    }
}

#[test]
fn candidates_trickle_to_the_bundle_whatever_their_mid() {
    let (negotiation, _) = answered(CHROMIUM);
    assert_eq!(negotiation.mid(TransportId(0)), Some("0"));
    let text = "candidate:165003321 1 udp 2122194687 192.0.2.2 59887 typ host generation 0 ufrag VDt8 network-id 1";
    for mid in ["0", "1", "9"] {
        let (transport, candidate) = negotiation.read_candidate(mid, text).unwrap();
        assert_eq!(transport, TransportId(0));
        let address = CandidateAddress::Ip("192.0.2.2:59887".parse().unwrap());
        assert_eq!(candidate.unwrap().address, address);
    }
    let end = negotiation.read_candidate("0", "").unwrap();
    assert_eq!(end, (TransportId(0), None));
    assert_eq!(
        negotiation.read_candidate("no", text),
        Err(SdpError::UnknownMid)
    );
    assert_eq!(
        negotiation.read_candidate("0", "candidate:nonsense"),
        Err(SdpError::Candidate)
    );
    let hidden = "candidate:1 1 udp 2113937151 0b1e9f7c-d5a1-4a4a.local 60001 typ host";
    let (_, hidden) = negotiation.read_candidate("0", hidden).unwrap();
    assert!(
        matches!(hidden.unwrap().address, CandidateAddress::Name(name, 60_001) if name.ends_with(".local"))
    );
}

#[test]
fn candidates_count_on_whichever_line_they_stand() {
    let line = "a=candidate:9 1 udp 5 192.0.2.99 4999 typ host\r\n";
    let text = CHROMIUM.replace("a=mid:4\r\n", &format!("a=mid:4\r\n{line}{line}"));
    let (_, description) = answered(&text);
    let Traversal::Ice { candidates, .. } = &description.transports[0].traversal else {
        panic!("a browser has ICE");
    };
    assert_eq!(candidates.len(), 5);
}

#[test]
fn a_browser_without_simulcast_sends_one_layer() {
    let plain: Vec<&str> = CHROMIUM
        .lines()
        .filter(|l| !l.starts_with("a=rid") && !l.starts_with("a=simulcast"))
        .collect();
    let (_, description) = answered(&plain.join("\r\n"));
    let camera = description.stream(StreamId(1)).unwrap();
    assert_eq!(camera.layers, [Layer::single()]);
}

#[test]
fn a_layer_that_no_line_declares_is_none() {
    let (_, description) = answered(&CHROMIUM.replace("a=rid:m send\r\n", ""));
    let layers = &description.stream(StreamId(1)).unwrap().layers;
    let rids: Vec<Option<&str>> = layers.iter().map(|l| l.rid.as_deref()).collect();
    assert_eq!(rids, [Some("l"), Some("h")]);
}

#[test]
fn a_paused_layer_is_known_and_inactive() {
    let paused = CHROMIUM.replace("send l;m;h", "send l;~m;h");
    let (_, description) = answered(&paused);
    let active: Vec<bool> = description
        .stream(StreamId(1))
        .unwrap()
        .layers
        .iter()
        .map(|l| l.active)
        .collect();
    assert_eq!(active, [true, false, true]);
}

#[test]
fn a_stream_that_the_browser_rejects_is_off_and_keeps_its_place() {
    let mut parts: Vec<String> = CHROMIUM.split("m=video 9").map(str::to_string).collect();
    parts[3].insert(0, '0');
    let mut text = parts.remove(0);
    for (n, part) in parts.iter().enumerate() {
        text.push_str(if n == 2 { "m=video " } else { "m=video 9" });
        text.push_str(part);
    }
    let (mut negotiation, description) = answered(&text);
    assert_eq!(description.stream(StreamId(3)).unwrap().flow, Flow::Off);
    assert_eq!(description.streams.len(), 10);
    let again = negotiation.write_offer(&to_browser()).unwrap();
    assert_eq!(m_lines(&again).len(), 10);
}

#[test]
fn a_restart_keeps_lines_and_raises_the_version() {
    let (mut negotiation, _) = answered(CHROMIUM);
    let mut media = to_browser();
    let first = negotiation.clone().write_offer(&media).unwrap();
    assert_eq!(version(&first), 1, "nothing changed");
    if let Traversal::Ice { credentials, .. } = &mut media.transports[0].traversal {
        credentials.ufrag = "another".to_string();
    }
    let second = negotiation.write_offer(&media).unwrap();
    assert_eq!(version(&second), 2);
    assert!(second.contains("a=ice-ufrag:another\r\n"));
    assert_eq!(m_lines(&second).len(), 10);
    negotiation.read_answer(FIREFOX).unwrap();
}

#[test]
fn an_answer_without_a_certificate_is_refused() {
    let bare: Vec<&str> = CHROMIUM
        .lines()
        .filter(|l| !l.starts_with("a=fingerprint"))
        .collect();
    let mut negotiation = negotiation(Dialect::Jsep, 1);
    negotiation.write_offer(&to_browser()).unwrap();
    assert_eq!(
        negotiation.read_answer(&bare.join("\r\n")),
        Err(SdpError::Security(StreamId(0)))
    );
    negotiation.read_answer(CHROMIUM).unwrap();
}
