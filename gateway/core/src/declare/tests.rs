//! What we say of our media, asked and in reply.

use std::net::SocketAddr;

use tolk_model::cause::Reason;
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::media::{
    DtlsRole, ExtensionKind, Feedback, Fingerprint, Flow, IceCredentials, SdesKey, Security,
    SecurityKind, SrtpSuite, Transport, Traversal,
};
use tolk_model::plan::{IceRole, LocalMedia, LocalStream, PortRequest, TransportRequest};
use tolk_model::{
    Codec, EdgeId, MediaDescription, Secret, SlotId, Stream, StreamId, StreamRole, TransportId,
};

use super::*;

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

fn key(tag: u32, suite: SrtpSuite, byte: u8) -> SdesKey {
    let key = vec![byte; suite.key_bytes() + suite.salt_bytes()];
    SdesKey {
        tag,
        suite,
        key: Secret::new(key),
        mki: Vec::new(),
    }
}

/// What the media plane makes of a request.
fn made(request: &PortRequest) -> LocalMedia {
    let security = |t: &TransportRequest| match t.security {
        SecurityKind::Plain => Security::Plain,
        SecurityKind::Sdes => Security::Sdes {
            keys: t
                .sdes
                .iter()
                .map(|(tag, suite)| key(*tag, *suite, 1))
                .collect(),
        },
        SecurityKind::Dtls => Security::Dtls {
            fingerprint: Fingerprint {
                algorithm: "sha-256".into(),
                hash: vec![1; 32],
            },
            role: t.dtls_role,
        },
    };
    let transport = |t: &TransportRequest| Transport {
        id: t.id,
        rtp: Some(address(20_000 + t.id.0)),
        rtcp: None,
        security: security(t),
        traversal: match t.ice {
            Some(_) => Traversal::Ice {
                credentials: IceCredentials {
                    ufrag: "abcd".into(),
                    password: Secret::new("password".into()),
                },
                candidates: Vec::new(),
                complete: false,
                lite: false,
            },
            None => Traversal::None,
        },
    };
    LocalMedia {
        transports: request.transports.iter().map(transport).collect(),
        streams: request
            .streams
            .iter()
            .map(|s| LocalStream {
                stream: s.stream,
                ssrc: 100 + u32::from(s.stream.0),
                rtx_ssrc: s.rtx.then_some(200 + u32::from(s.stream.0)),
            })
            .collect(),
        cname: "cname".into(),
    }
}

fn asked(profile: &MediaProfile) -> MediaDescription {
    declare(profile, &made(&ports(profile, None)), None, None)
}

fn replied(profile: &MediaProfile, remote: &MediaDescription) -> MediaDescription {
    declare(
        profile,
        &made(&ports(profile, Some(remote))),
        Some(remote),
        None,
    )
}

fn codecs(formats: &[CodecLimits]) -> Vec<(Codec, u8)> {
    formats
        .iter()
        .map(|c| (c.codec, c.payload_type.get()))
        .collect()
}

#[test]
fn a_browser_is_asked_for_everything_on_one_transport() {
    let profile = MediaProfile::browser();
    let request = ports(&profile, None);
    let [transport] = request.transports.as_slice() else {
        panic!("{} transports", request.transports.len());
    };
    assert!(transport.shared && transport.rtcp_mux);
    assert_eq!(
        (transport.ice, transport.dtls_role),
        (Some(IceRole::Controlling), DtlsRole::Either)
    );
    let media = asked(&profile);
    let shape: Vec<(u16, StreamRole, Flow)> = media
        .streams
        .iter()
        .map(|s| (s.id.0, s.role, s.flow))
        .collect();
    assert_eq!(shape[0], (0, StreamRole::Audio, Flow::Both));
    assert_eq!(shape[1], (1, StreamRole::Main, Flow::Both));
    assert_eq!(shape.len(), 10);
    for (n, (id, role, flow)) in (2..).zip(&shape[2..]) {
        assert_eq!((*id, *role, *flow), (n, StreamRole::Main, Flow::SendOnly));
        let stream = media.stream(StreamId(n)).unwrap();
        assert_eq!(stream.slots, [SlotId(n - 1)]);
        assert_eq!(stream.layers[0].ssrc, Some(100 + u32::from(n)));
        assert_eq!(stream.layers[0].rtx_ssrc, Some(200 + u32::from(n)));
        assert!(stream.rtp.extension(ExtensionKind::Rid).is_none());
    }
    let (sound, main) = (&media.streams[0], &media.streams[1]);
    assert_eq!(
        codecs(&sound.receive),
        [
            (Codec::Opus, 111),
            (Codec::G722, 9),
            (Codec::Pcma, 8),
            (Codec::Pcmu, 0),
            (Codec::TelephoneEvent, 110),
            (Codec::TelephoneEvent, 126),
        ]
    );
    assert_eq!(
        codecs(&main.receive),
        [(Codec::Vp8, 96), (Codec::H264, 102), (Codec::H264, 104)]
    );
    assert!(
        main.rtp.extension(ExtensionKind::Rid).is_some(),
        "simulcast is recognised by rid"
    );
    assert!(
        main.rtp
            .extension(ExtensionKind::VideoOrientation)
            .is_none()
    );
    assert!(main.rtp.understands(Feedback::Nack) && sound.rtp.understands(Feedback::TransportWide));
    let mids: std::collections::BTreeSet<_> =
        media.streams.iter().map(|s| s.rtp.mid.clone()).collect();
    assert_eq!(mids.len(), 10);
}

#[test]
fn no_payload_type_or_extension_stands_for_two_things() {
    for profile in [MediaProfile::browser(), MediaProfile::sip()] {
        for stream in &asked(&profile).streams {
            let mut numbers: Vec<u8> = stream
                .receive
                .iter()
                .flat_map(|c| [Some(c.payload_type), c.rtx])
                .flatten()
                .map(tolk_model::PayloadType::get)
                .collect();
            numbers.sort_unstable();
            let all = numbers.len();
            numbers.dedup();
            assert_eq!(numbers.len(), all);
            let mut ids: Vec<u8> = stream.rtp.extensions.iter().map(|e| e.id).collect();
            let all = ids.len();
            ids.dedup();
            assert!(ids.len() == all && ids.iter().all(|id| (1..=14).contains(id)));
        }
    }
}

#[test]
fn a_room_is_asked_on_a_pair_for_each_stream_with_keys_first() {
    let profile = MediaProfile::sip();
    let media = asked(&profile);
    assert_eq!(media.transports.len(), 2);
    assert_eq!(media.streams[1].transport, Some(TransportId(1)));
    let Security::Sdes { keys } = &media.transports[0].security else {
        panic!("not SDES");
    };
    let tags: Vec<u32> = keys.iter().map(|k| k.tag).collect();
    assert_eq!(tags, [1, 2, 3]);
    assert_eq!(
        codecs(&media.streams[0].receive).last(),
        Some(&(Codec::TelephoneEvent, 101))
    );
    assert!(media.streams[0].rtp.mid.is_none());
}

/// A room's description with its own payload types.
fn room() -> MediaDescription {
    let mut media = asked(&MediaProfile {
        security: vec![SecurityKind::Plain],
        asks: vec![SecurityKind::Plain],
        ..MediaProfile::sip()
    });
    for stream in &mut media.streams {
        for format in &mut stream.receive {
            let moved = format.payload_type.get();
            if moved >= 96 {
                format.payload_type = tolk_model::PayloadType::new(moved - 4).unwrap();
            }
        }
        stream.receive.reverse();
    }
    media
}

#[test]
fn a_reply_keeps_the_far_ends_payload_types_in_our_order() {
    let profile = MediaProfile::sip();
    let reply = replied(&profile, &room());
    assert_eq!(
        codecs(&reply.streams[0].receive),
        [
            (Codec::Opus, 107),
            (Codec::G722, 9),
            (Codec::Pcma, 8),
            (Codec::Pcmu, 0),
            (Codec::TelephoneEvent, 97),
        ]
    );
    assert_eq!(
        codecs(&reply.streams[0].send),
        codecs(&reply.streams[0].receive)
    );
    assert_eq!(reply.streams[1].receive[0].codec, Codec::H264);
    let ids: Vec<StreamId> = reply.streams.iter().map(|s| s.id).collect();
    assert_eq!(ids, [StreamId(0), StreamId(1)]);
}

#[test]
fn what_we_send_has_their_limits_and_what_we_take_has_ours() {
    let mut remote = room();
    for format in &mut remote.streams[1].receive {
        if let CodecParameters::H264(h) = &mut format.parameters {
            (h.level, h.max_fs) = (13, Some(500));
        }
    }
    let reply = replied(&MediaProfile::sip(), &remote);
    let level = |formats: &[CodecLimits]| {
        formats.iter().find_map(|c| match &c.parameters {
            CodecParameters::H264(h) => Some((h.level, h.max_fs)),
            _ => None,
        })
    };
    assert_eq!(level(&reply.streams[1].send), Some((13, Some(500))));
    assert_eq!(level(&reply.streams[1].receive), Some((31, None)));
    // Without asymmetry both directions have the lower one.
    for format in &mut remote.streams[1].receive {
        if let CodecParameters::H264(h) = &mut format.parameters {
            h.asymmetry_allowed = false;
        }
    }
    let reply = replied(&MediaProfile::sip(), &remote);
    assert_eq!(level(&reply.streams[1].receive), Some((13, None)));
    let packings = reply.streams[1]
        .receive
        .iter()
        .filter_map(|c| match &c.parameters {
            CodecParameters::H264(h) => Some(h.packetization),
            _ => None,
        });
    let packings: Vec<Packetization> = packings.collect();
    assert!(
        packings.contains(&Packetization::SingleNal)
            && packings.contains(&Packetization::NonInterleaved)
    );
}

#[test]
fn directions_meet() {
    for (theirs, ours) in [
        (Flow::Both, Flow::Both),
        (Flow::SendOnly, Flow::RecvOnly),
        (Flow::RecvOnly, Flow::SendOnly),
        (Flow::Inactive, Flow::Inactive),
        (Flow::Off, Flow::Off),
    ] {
        let mut remote = room();
        remote.streams[0].flow = theirs;
        assert_eq!(replied(&MediaProfile::sip(), &remote).streams[0].flow, ours);
    }
}

#[test]
fn what_we_have_no_use_for_is_off_and_keeps_its_place() {
    let mut remote = room();
    let second = Stream {
        id: StreamId(2),
        ..remote.streams[1].clone()
    };
    let content = Stream {
        id: StreamId(3),
        role: StreamRole::Content,
        ..second.clone()
    };
    let camera = Stream {
        id: StreamId(4),
        role: StreamRole::FarEndCamera,
        ..second.clone()
    };
    remote.streams.extend([second, content, camera]);
    let reply = replied(&MediaProfile::sip(), &remote);
    let flows: Vec<Flow> = reply.streams.iter().map(|s| s.flow).collect();
    assert_eq!(
        flows,
        [Flow::Both, Flow::Both, Flow::Off, Flow::Off, Flow::Off]
    );
    // A telephone's profile takes no picture, and opens no port for one.
    let phone = MediaProfile {
        video: Vec::new(),
        ..MediaProfile::sip()
    };
    assert_eq!(ports(&phone, Some(&remote)).transports.len(), 1);
    let reply = replied(&phone, &remote);
    assert_eq!(reply.streams[1].flow, Flow::Off);
    assert_eq!(reply.transports.len(), 1);
}

#[test]
fn a_stream_whose_port_was_not_to_be_had_is_not_asked_for() {
    let profile = MediaProfile::sip();
    let mut request = ports(&profile, None);
    let whole = declare(&profile, &made(&request), None, None);
    assert_eq!(whole.streams.len(), 2);
    request.transports.truncate(1);
    request.streams.truncate(1);
    let local = made(&request);
    let part = declare(&profile, &local, None, None);
    assert_eq!(part.streams[..], whole.streams[..1]);
    // One that had a port keeps its place.
    let later = again(&whole, &local);
    let flows: Vec<Flow> = later.streams.iter().map(|s| s.flow).collect();
    assert_eq!(flows, [Flow::Both, Flow::Off]);
    assert!(
        later
            .streams
            .iter()
            .all(|s| { s.transport.is_none_or(|id| later.transport(id).is_some()) })
    );
}

#[test]
fn digits_alone_are_nothing_in_common() {
    let mut remote = room();
    remote.streams.truncate(1);
    remote.streams[0]
        .receive
        .retain(|c| c.codec == Codec::TelephoneEvent);
    let profile = MediaProfile::sip();
    assert!(ports(&profile, Some(&remote)).streams.is_empty());
    assert_eq!(
        nothing_in_common(&profile, &remote).reason,
        Reason::NoCommonMedia
    );
}

fn secured(security: Security) -> MediaDescription {
    let mut remote = room();
    for transport in &mut remote.transports {
        transport.security = security.clone();
    }
    remote
}

#[test]
fn protection_is_what_both_permit() {
    use SrtpSuite::{AeadAes128Gcm, AesCm128HmacSha1_32, AesCm128HmacSha1_80};
    let profile = MediaProfile::sip();
    let strict = MediaProfile {
        security: vec![SecurityKind::Sdes],
        asks: vec![SecurityKind::Sdes],
        ..profile.clone()
    };
    let plain = secured(Security::Plain);
    assert_eq!(
        replied(&profile, &plain).transports[0].security,
        Security::Plain
    );
    assert!(ports(&strict, Some(&plain)).streams.is_empty());
    assert_eq!(
        nothing_in_common(&strict, &plain).reason,
        Reason::EncryptionRequired
    );
    let keys = vec![
        key(4, AesCm128HmacSha1_32, 9),
        key(5, AeadAes128Gcm, 9),
        key(6, AesCm128HmacSha1_80, 9),
    ];
    let reply = replied(&strict, &secured(Security::Sdes { keys }));
    let Security::Sdes { keys } = &reply.transports[0].security else {
        panic!("not SDES");
    };
    assert_eq!(
        keys.as_slice(),
        [key(5, AeadAes128Gcm, 1)],
        "our best suite, their tag, our key"
    );
    let keys = vec![key(3, AesCm128HmacSha1_32, 9)];
    let reply = replied(&strict, &secured(Security::Sdes { keys }));
    let Security::Sdes { keys } = &reply.transports[0].security else {
        panic!("not SDES");
    };
    assert_eq!(keys.as_slice(), [key(3, AesCm128HmacSha1_32, 1)]);
    let none = secured(Security::Sdes { keys: Vec::new() });
    assert!(ports(&profile, Some(&none)).streams.is_empty());
}

#[test]
fn a_key_follows_its_tag_when_they_ask_again() {
    let suite = SrtpSuite::AeadAes128Gcm;
    let first = secured(Security::Sdes {
        keys: vec![key(1, suite, 9)],
    });
    let profile = MediaProfile::sip();
    let local = made(&ports(&profile, Some(&first)));
    let again = secured(Security::Sdes {
        keys: vec![key(7, suite, 9)],
    });
    let reply = declare(&profile, &local, Some(&again), None);
    assert_eq!(
        reply.transports[0].security,
        Security::Sdes {
            keys: vec![key(7, suite, 1)]
        }
    );
}

#[test]
fn our_part_in_dtls_fits_theirs() {
    let profile = MediaProfile {
        security: vec![SecurityKind::Dtls],
        asks: vec![SecurityKind::Dtls],
        ..MediaProfile::sip()
    };
    for (theirs, ours) in [
        (DtlsRole::Either, DtlsRole::Active),
        (DtlsRole::Passive, DtlsRole::Active),
        (DtlsRole::Active, DtlsRole::Passive),
    ] {
        let fingerprint = Fingerprint {
            algorithm: "sha-256".into(),
            hash: vec![2; 32],
        };
        let remote = secured(Security::Dtls {
            fingerprint,
            role: theirs,
        });
        assert_eq!(ports(&profile, Some(&remote)).transports[0].dtls_role, ours);
    }
}

#[test]
fn ice_is_theirs_to_choose_when_we_reply() {
    let mut remote = room();
    assert_eq!(
        ports(&MediaProfile::sip(), Some(&remote)).transports[0].ice,
        None
    );
    for (lite, role) in [(false, IceRole::Controlled), (true, IceRole::Controlling)] {
        for transport in &mut remote.transports {
            transport.traversal = Traversal::Ice {
                credentials: IceCredentials {
                    ufrag: "u".into(),
                    password: Secret::new("p".into()),
                },
                candidates: Vec::new(),
                complete: true,
                lite,
            };
        }
        assert_eq!(
            ports(&MediaProfile::sip(), Some(&remote)).transports[0].ice,
            Some(role)
        );
    }
}

#[test]
fn again_changes_only_transports_and_prefer_only_the_order() {
    let profile = MediaProfile::browser();
    let before = asked(&profile);
    let mut local = made(&ports(&profile, None));
    local.transports[0].rtp = Some(address(1));
    let after = declare(&profile, &local, None, Some(&before));
    assert_eq!(after.streams, before.streams);
    assert_ne!(after.transports, before.transports);
    let preferred = prefer(&before, Codec::H264).expect("H.264 is not first");
    assert_eq!(
        codecs(&preferred.streams[1].receive),
        [(Codec::H264, 102), (Codec::H264, 104), (Codec::Vp8, 96)]
    );
    assert_eq!(preferred.streams[0], before.streams[0]);
    assert!(prefer(&preferred, Codec::H264).is_none());
    assert!(prefer(&before, Codec::Av1).is_none());
}

#[test]
fn common_media_needs_life_and_like_protection() {
    let profile = MediaProfile::sip();
    let ours = asked(&profile);
    assert!(has_common_media(&ours, &ours));
    assert!(
        !has_common_media(&ours, &room()),
        "we asked with keys, they have none"
    );
    let mut dead = ours.clone();
    for stream in &mut dead.streams {
        stream.flow = Flow::Off;
    }
    assert!(!has_common_media(&ours, &dead));
    assert!(!has_common_media(&ours, &MediaDescription::default()));
}

#[test]
fn the_way_to_a_far_end_behind_nat_is_where_its_call_came_from() {
    let toward = |said: Option<&str>, origin: Option<&str>| {
        let parse = |text: &str| text.parse::<std::net::IpAddr>().unwrap();
        let mut request = super::ports(&MediaProfile::sip(), None);
        for transport in &mut request.transports {
            transport.toward = said.map(parse);
        }
        super::seen_from(&mut request, origin.map(parse));
        request.transports[0].toward.map(|ip| ip.to_string())
    };
    let cases = [
        // Behind NAT: what it says leads elsewhere.
        (
            Some("192.168.1.5"),
            Some("203.0.113.9"),
            Some("203.0.113.9"),
        ),
        (Some("100.64.0.5"), Some("203.0.113.9"), Some("203.0.113.9")),
        (Some("fd00::5"), Some("2001:db8::9"), Some("2001:db8::9")),
        (Some("127.0.0.1"), Some("203.0.113.9"), Some("203.0.113.9")),
        // It knows better than its proxy.
        (
            Some("198.51.100.5"),
            Some("203.0.113.9"),
            Some("198.51.100.5"),
        ),
        (Some("192.168.1.5"), Some("10.0.0.1"), Some("192.168.1.5")),
        (Some("192.168.1.5"), None, Some("192.168.1.5")),
        (None, Some("203.0.113.9"), Some("203.0.113.9")),
        (None, None, None),
    ];
    for (said, origin, wanted) in cases {
        assert_eq!(
            toward(said, origin).as_deref(),
            wanted,
            "{said:?} {origin:?}"
        );
    }
}

#[test]
fn protection_is_as_the_configuration_says() {
    let sip = EdgeId::new("sip");
    for (protection, asked, plain) in [
        (Protection::Required, SecurityKind::Sdes, false),
        (Protection::Preferred, SecurityKind::Sdes, true),
        (Protection::Off, SecurityKind::Plain, true),
    ] {
        let profiles = Profiles::protected(protection);
        let profile = profiles.of(&sip);
        let request = ports(profile, None);
        assert_eq!(request.transports[0].security, asked);
        let taken = !ports(profile, Some(&secured(Security::Plain)))
            .streams
            .is_empty();
        assert_eq!(taken, plain, "{protection:?}");
        // Browsers are never without.
        let browser = profiles.of(&EdgeId::new("browser"));
        assert_eq!(browser.security, [SecurityKind::Dtls]);
    }
}
