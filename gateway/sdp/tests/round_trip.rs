//! What one negotiation writes, another reads as it was meant.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::net::SocketAddr;

use common::*;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tolk_model::codec::{H264, H264Profile, Packetization, PictureFormats, h264_level_limits};
use tolk_model::media::*;
use tolk_model::*;
use tolk_sdp::{Dialect, Negotiation};

fn socket() -> impl Strategy<Value = SocketAddr> {
    let v4 = (1..=254u8, 1_000..=65_000u16).prop_map(|(n, port)| ([192, 0, 2, n], port).into());
    let v6 = (1..=999u16, 1_000..=65_000u16)
        .prop_map(|(n, port)| ([0x2001, 0xdb8, 0, 0, 0, 0, 0, n], port).into());
    prop_oneof![v4, v6]
}

fn h264_parameters() -> impl Strategy<Value = CodecParameters> {
    use H264Profile::*;
    let profile = select(vec![
        ConstrainedBaseline,
        Baseline,
        Main,
        ConstrainedHigh,
        High,
    ]);
    let level = select(vec![
        9u8, 10, 11, 12, 13, 20, 22, 30, 31, 32, 40, 42, 51, 52,
    ]);
    let mode = select(vec![
        Packetization::SingleNal,
        Packetization::NonInterleaved,
    ]);
    let beyond = prop::array::uniform3(prop::option::of(1..1_000u32));
    (profile, level, mode, any::<bool>(), beyond).prop_map(
        |(profile, level, packetization, asymmetry_allowed, beyond)| {
            let (mbps, fs, br) = h264_level_limits(level);
            CodecParameters::H264(H264 {
                profile,
                level,
                packetization,
                asymmetry_allowed,
                max_mbps: beyond[0].map(|n| mbps + n),
                max_fs: beyond[1].map(|n| fs + n),
                max_br: beyond[2].map(|n| br + n),
            })
        },
    )
}

/// Codecs with payload types that nobody else has: 96 and up, two each.
fn numbered(parameters: Vec<(Codec, u32, CodecParameters)>, rtx: Vec<bool>) -> Vec<CodecLimits> {
    let rtx = rtx.into_iter().chain(std::iter::repeat(false));
    parameters
        .into_iter()
        .zip(rtx)
        .zip(0u8..)
        .map(|(((codec, clock_rate, parameters), rtx), n)| {
            let own = match codec {
                Codec::Pcmu if n % 2 == 0 => 0,
                Codec::G722 if n % 2 == 0 => 9,
                _ => 96 + 2 * n,
            };
            CodecLimits {
                codec,
                payload_type: PayloadType::new(own).unwrap(),
                rtx: PayloadType::new(97 + 2 * n)
                    .filter(|_| rtx && codec.kind() == MediaKind::Video),
                clock_rate,
                parameters,
            }
        })
        .collect()
}

fn sound() -> impl Strategy<Value = Vec<CodecLimits>> {
    let opus = (
        any::<[bool; 3]>(),
        prop::option::of((6_000..510_000u64).prop_map(BitRate)),
    )
        .prop_map(|([fec, stereo, dtx], max_average)| CodecParameters::Opus {
            fec,
            stereo,
            dtx,
            max_average,
        });
    let events = (1..u64::MAX).prop_map(CodecParameters::Events);
    (opus, events, any::<bool>()).prop_flat_map(|(opus, events, wide)| {
        let clock = if wide { 48_000 } else { 8_000 };
        let all = vec![
            (Codec::Opus, 48_000, opus),
            (Codec::G722, 8_000, CodecParameters::None),
            (Codec::Pcma, 8_000, CodecParameters::None),
            (Codec::Pcmu, 8_000, CodecParameters::None),
        ];
        let extra = vec![
            (Codec::TelephoneEvent, clock, events),
            (Codec::ComfortNoise, 8_000, CodecParameters::None),
        ];
        let primary = subsequence(all, 1..=4).prop_shuffle();
        (primary, subsequence(extra, 0..=2)).prop_map(|(mut list, extra)| {
            list.extend(extra);
            numbered(list, Vec::new())
        })
    })
}

fn pictures() -> impl Strategy<Value = Vec<CodecLimits>> {
    let vp8 =
        (prop::option::of(1..120u16), prop::option::of(1..40_000u32)).prop_map(|(rate, size)| {
            CodecParameters::Vp8 {
                max_frame_rate: rate,
                max_frame_size: size,
            }
        });
    let av1 =
        (0..3u8, 0..24u8, 0..2u8).prop_map(|(profile, level_index, tier)| CodecParameters::Av1 {
            profile,
            level_index,
            tier,
        });
    let vp9 = (0..4u8).prop_map(|profile| CodecParameters::Vp9 { profile });
    let all = (
        h264_parameters(),
        h264_parameters(),
        vp8,
        vp9,
        av1,
        formats(),
        formats(),
    );
    let rtx = prop::collection::vec(any::<bool>(), 7);
    (all, rtx).prop_flat_map(|((one, two, vp8, vp9, av1, h261, h263), rtx)| {
        let all = vec![
            (Codec::H264, 90_000, one),
            (Codec::H264, 90_000, two),
            (Codec::Vp8, 90_000, vp8),
            (Codec::Vp9, 90_000, vp9),
            (Codec::Av1, 90_000, av1),
            (Codec::H261, 90_000, h261),
            (Codec::H263, 90_000, h263),
        ];
        subsequence(all, 1..=7)
            .prop_shuffle()
            .prop_map(move |list| numbered(list, rtx.clone()))
    })
}

fn formats() -> impl Strategy<Value = CodecParameters> {
    let interval = || prop::option::of(1..=32u8);
    (
        interval(),
        1..=32u8,
        interval(),
        interval(),
        prop::option::of(1..20_000u64),
    )
        .prop_map(|(sqcif, qcif, cif, cif4, rate)| {
            CodecParameters::Formats(PictureFormats {
                sqcif,
                qcif: Some(qcif),
                cif,
                cif4,
                max_bitrate: rate.map(|rate| BitRate(rate * 100)),
            })
        })
}

fn flow() -> impl Strategy<Value = Flow> {
    select(vec![
        Flow::Both,
        Flow::SendOnly,
        Flow::RecvOnly,
        Flow::Inactive,
    ])
}

fn feedback() -> impl Strategy<Value = Vec<Feedback>> {
    let all = vec![
        Feedback::Nack,
        Feedback::PictureLoss,
        Feedback::FullIntra,
        Feedback::TemporaryMaxBitRate,
        Feedback::ReceiverEstimate,
        Feedback::TransportWide,
    ];
    subsequence(all, 0..=6).prop_shuffle()
}

fn extensions() -> impl Strategy<Value = Vec<HeaderExtension>> {
    let all: Vec<HeaderExtension> = [
        ExtensionKind::Mid,
        ExtensionKind::RepairedRid,
        ExtensionKind::TransportSequence,
        ExtensionKind::AbsoluteSendTime,
        ExtensionKind::AudioLevel,
        ExtensionKind::VideoOrientation,
        ExtensionKind::Rid,
    ]
    .into_iter()
    .zip(1..)
    .map(|(kind, id)| HeaderExtension { id, kind })
    .collect();
    subsequence(all, 0..=7).prop_shuffle()
}

fn dtls(roles: Vec<DtlsRole>) -> impl Strategy<Value = Security> {
    (any::<[u8; 32]>(), select(roles)).prop_map(|(hash, role)| Security::Dtls {
        fingerprint: Fingerprint {
            algorithm: "sha-256".to_string(),
            hash: hash.to_vec(),
        },
        role,
    })
}

fn sdes() -> impl Strategy<Value = Security> {
    let suites = vec![
        SrtpSuite::AeadAes128Gcm,
        SrtpSuite::AesCm128HmacSha1_80,
        SrtpSuite::AesCm128HmacSha1_32,
    ];
    (subsequence(suites, 1..=3), any::<[u8; 30]>()).prop_map(|(suites, material)| {
        let key = |(tag, suite): (u32, SrtpSuite)| SdesKey {
            tag,
            suite,
            key: Secret::new(material[..suite.key_bytes() + suite.salt_bytes()].to_vec()),
            mki: Vec::new(),
        };
        Security::Sdes {
            keys: (1..).zip(suites).map(key).collect(),
        }
    })
}

fn candidate() -> impl Strategy<Value = Candidate> {
    let protocol = select(vec![
        CandidateProtocol::Udp,
        CandidateProtocol::TcpActive,
        CandidateProtocol::TcpPassive,
    ]);
    let kind = select(vec![
        CandidateKind::Host,
        CandidateKind::ServerReflexive,
        CandidateKind::PeerReflexive,
        CandidateKind::Relayed,
    ]);
    let address = prop_oneof![
        socket().prop_map(CandidateAddress::Ip),
        ("[a-z][a-z0-9-]{0,20}\\.local", 1..u16::MAX)
            .prop_map(|(name, port)| CandidateAddress::Name(name, port)),
    ];
    let related = prop::option::of(socket());
    (
        "[a-zA-Z0-9+/]{1,32}",
        1..=2u16,
        protocol,
        any::<u32>(),
        address,
        kind,
        related,
    )
        .prop_map(
            |(foundation, component, protocol, priority, address, kind, related)| Candidate {
                foundation,
                component,
                protocol,
                priority,
                address,
                kind,
                related,
            },
        )
}

fn traversal() -> impl Strategy<Value = Traversal> {
    let candidates = prop::collection::vec(candidate(), 0..5);
    (
        "[a-zA-Z0-9+/]{4,40}",
        "[a-zA-Z0-9+/]{22,60}",
        candidates,
        any::<bool>(),
    )
        .prop_map(|(ufrag, password, candidates, complete)| Traversal::Ice {
            credentials: IceCredentials {
                ufrag,
                password: Secret::new(password),
            },
            candidates,
            complete,
            lite: false,
        })
}

/// A stream of a room; its codecs decide what it is.
fn room_stream(
    id: u16,
    role: StreamRole,
    codecs: Vec<CodecLimits>,
) -> impl Strategy<Value = Stream> {
    let rest = (
        flow(),
        feedback(),
        any::<[bool; 2]>(),
        prop::option::of(1..200u16),
    );
    rest.prop_map(move |(flow, feedback, [mux, reduced], time)| {
        let mut stream = stream(id, role, flow, codecs.clone());
        stream.rtp.feedback = feedback;
        stream.rtp.rtcp_mux = mux;
        stream.rtp.rtcp_reduced_size = reduced;
        stream.packet_time_ms = time;
        stream
    })
}

fn room_transport(id: u16, mux: bool) -> impl Strategy<Value = Transport> {
    let security = prop_oneof![
        Just(Security::Plain),
        sdes(),
        dtls(vec![DtlsRole::Active, DtlsRole::Passive, DtlsRole::Either]),
    ];
    let traversal = prop_oneof![Just(Traversal::None), traversal()];
    (socket(), prop::option::of(socket()), security, traversal).prop_map(
        move |(rtp, rtcp, security, traversal)| {
            let implied = |a: &SocketAddr| a.ip() == rtp.ip() && a.port() == rtp.port() + 1;
            Transport {
                id: TransportId(id),
                rtp: Some(rtp),
                rtcp: rtcp.filter(|a| !mux && !implied(a)),
                security,
                traversal,
            }
        },
    )
}

/// Any room.
/// On the heap, as its parts are: unoptimised, all of them by value are more than a test's stack.
fn any_room() -> BoxedStrategy<MediaDescription> {
    let sound = sound()
        .prop_flat_map(|codecs| room_stream(0, StreamRole::Audio, codecs))
        .boxed();
    let pictures = pictures()
        .prop_flat_map(|codecs| room_stream(1, StreamRole::Main, codecs))
        .boxed();
    let streams = (sound, pictures, 1..=3u8)
        .prop_map(|(sound, picture, which)| match which {
            1 => vec![sound],
            2 => vec![picture],
            _ => vec![sound, picture],
        })
        .boxed();
    let rate = prop::option::of((1..100_000_000u64).prop_map(BitRate));
    (streams, rate)
        .prop_flat_map(|(streams, max_bitrate)| {
            let transports: Vec<_> = streams
                .iter()
                .map(|s| room_transport(s.id.0, s.rtp.rtcp_mux))
                .collect();
            transports.prop_map(move |transports| MediaDescription {
                streams: streams.clone(),
                transports,
                max_bitrate,
                cname: None,
            })
        })
        .boxed()
}

fn layers() -> impl Strategy<Value = Vec<Layer>> {
    let size =
        prop::option::of((1..4_000u16, 1..4_000u16).prop_map(|(w, h)| PictureSize::new(w, h)));
    let rate = prop::option::of((1..u64::from(u32::MAX)).prop_map(BitRate));
    let rids = (1..=4usize, size, rate, any::<bool>()).prop_map(
        |(count, max_size, max_bitrate, active)| {
            (0..count)
                .zip(0u8..)
                .map(|(n, id)| Layer {
                    id: LayerId(id),
                    rid: Some(format!("r{n}")),
                    max_size,
                    max_bitrate,
                    active,
                    ..Layer::single()
                })
                .collect()
        },
    );
    let sources = (1..=3usize, any::<bool>(), 1..1_000_000u32).prop_map(|(count, rtx, base)| {
        (0..count)
            .zip(0u8..)
            .map(|(_, id)| Layer {
                id: LayerId(id),
                ssrc: Some(base + u32::from(id)),
                rtx_ssrc: rtx.then_some(base + 100 + u32::from(id)),
                ..Layer::single()
            })
            .collect()
    });
    prop_oneof![Just(vec![Layer::single()]), rids, sources]
}

/// Any bundle.
fn any_bundle() -> impl Strategy<Value = MediaDescription> {
    let part = (
        sound().boxed(),
        pictures().boxed(),
        layers().boxed(),
        flow(),
        feedback(),
        extensions(),
    );
    let parts = prop::collection::vec((part, any::<[bool; 2]>()), 1..6);
    let transport = (
        prop::option::of(socket()),
        dtls(vec![DtlsRole::Active, DtlsRole::Passive, DtlsRole::Either]),
        traversal(),
    );
    (parts, transport, "[a-zA-Z0-9{}-]{1,30}").prop_map(
        |(parts, (rtp, security, traversal), cname)| {
            let mut streams = Vec::new();
            for (id, part) in (0u16..).zip(parts) {
                let ((sound, pictures, layers, flow, feedback, extensions), [picture, reduced]) =
                    part;
                let picture = picture && id > 0;
                let (role, codecs) = if picture {
                    (StreamRole::Main, pictures)
                } else {
                    (StreamRole::Audio, sound)
                };
                let mut stream = stream(id, role, flow, codecs);
                stream.transport = Some(TransportId(0));
                stream.layers = if flow.sends() { layers } else { Vec::new() };
                stream.rtp = RtpParameters {
                    mid: Some(format!("m{id}")),
                    extensions,
                    feedback,
                    rtcp_mux: true,
                    rtcp_reduced_size: reduced,
                };
                streams.push(stream);
            }
            let named = |s: &Stream| s.layers.iter().any(|l| l.ssrc.is_some());
            MediaDescription {
                cname: Some(cname).filter(|_| streams.iter().any(named)),
                streams,
                transports: vec![Transport {
                    id: TransportId(0),
                    rtp,
                    rtcp: None,
                    security,
                    traversal,
                }],
                max_bitrate: None,
            }
        },
    )
}

fn pair(dialect: Dialect) -> (Negotiation, Negotiation) {
    (negotiation(dialect, 1), negotiation(dialect, 2))
}

/// A reply to `theirs`: what it has, in the order that `seed` shuffles, less what `seed` leaves out; `flow` where it may.
fn reply(
    theirs: &MediaDescription,
    ours: &MediaDescription,
    flow: Flow,
    seed: u64,
) -> MediaDescription {
    let mut random = Seed::from_number(seed).generator();
    let mut reply = theirs.clone();
    for stream in &mut reply.streams {
        stream.flow = flow.meet(stream.flow);
        stream.layers = if stream.flow.sends() {
            vec![Layer::single()]
        } else {
            Vec::new()
        };
        let first = stream
            .receive
            .iter()
            .position(|c| c.codec.is_primary())
            .unwrap();
        let kept = stream.receive[first].clone();
        stream
            .receive
            .retain(|c| c.payload_type == kept.payload_type || random.below(2) == 0);
        stream.receive.sort_by_key(|_| random.u32());
        stream.rtp.feedback.retain(|_| random.below(2) == 0);
        stream
            .rtp
            .extensions
            .retain(|e| e.kind != ExtensionKind::Rid && random.below(2) == 0);
    }
    for transport in &mut reply.transports {
        let address = ours.transports[0]
            .rtp
            .unwrap_or(([192, 0, 2, 77], 7_700).into());
        transport.rtp = Some(address);
        transport.rtcp = None;
        match &mut transport.security {
            Security::Plain => {}
            Security::Sdes { keys } => keys.truncate(1),
            Security::Dtls { role, .. } => {
                *role = match role {
                    DtlsRole::Active => DtlsRole::Passive,
                    _ => DtlsRole::Active,
                };
            }
        }
    }
    reply
}

/// What the asker must read: the reply; with `send` as the asker named it, and no level above the offered one without asymmetry.
fn expected(reply: &MediaDescription, asked: &MediaDescription) -> MediaDescription {
    let mut expected = reply.clone();
    for stream in &mut expected.streams {
        let offered = &asked.stream(stream.id).unwrap().receive;
        let of = |c: &CodecLimits| {
            let found = offered.iter().find(|o| o.payload_type == c.payload_type);
            found.cloned().unwrap()
        };
        stream.send = stream.receive.iter().map(of).collect();
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_room_is_read_as_it_was_written(room in any_room()) {
        let (mut writer, mut reader) = pair(Dialect::Sip);
        let text = writer.write_offer(&room).unwrap();
        prop_assert_eq!(reader.read_offer(&text).unwrap(), room, "{}", text);
    }

    #[test]
    fn a_bundle_is_read_as_it_was_written(bundle in any_bundle()) {
        let (mut writer, mut reader) = pair(Dialect::Jsep);
        let text = writer.write_offer(&bundle).unwrap();
        prop_assert_eq!(reader.read_offer(&text).unwrap(), bundle, "{}", text);
    }

    #[test]
    fn a_room_s_answer_is_read_as_it_was_meant(
        room in any_room(), other in any_room(), flow in flow(), seed: u64,
    ) {
        answered_as_meant(Dialect::Sip, &room, &other, flow, seed)?;
    }

    #[test]
    fn a_bundle_s_answer_is_read_as_it_was_meant(
        bundle in any_bundle(), other in any_bundle(), flow in flow(), seed: u64,
    ) {
        answered_as_meant(Dialect::Jsep, &bundle, &other, flow, seed)?;
    }

    #[test]
    fn many_rounds_lose_no_line_and_no_name(
        rooms in prop::collection::vec((any_room(), any::<bool>(), 0..4u8), 1..8), seed: u64,
    ) {
        many_rounds(&rooms, seed)?;
    }

    #[test]
    fn any_text_is_survived(lines in prop::collection::vec("[vmoacb]=\\PC{0,60}", 0..40)) {
        tolk_sdp::fuzz_sdp(format!("v=0\r\n{}", lines.join("\r\n")).as_bytes());
    }

    #[test]
    fn damaged_text_is_survived(room in any_room(), cut in 0..3_000usize, byte: u8, at in 0..3_000usize) {
        let mut bytes = negotiation(Dialect::Sip, 1).write_offer(&room).unwrap().into_bytes();
        if let Some(slot) = bytes.get_mut(at) {
            *slot = byte;
        }
        bytes.truncate(cut.max(at));
        tolk_sdp::fuzz_sdp(&bytes);
    }
}

fn answered_as_meant(
    dialect: Dialect,
    asked: &MediaDescription,
    other: &MediaDescription,
    flow: Flow,
    seed: u64,
) -> Result<(), TestCaseError> {
    let (mut asker, mut replier) = pair(dialect);
    let offer = asker.write_offer(asked).unwrap();
    let theirs = replier.read_offer(&offer).unwrap();
    let reply = reply(&theirs, other, flow, seed);
    let answer = replier.write_answer(&reply).unwrap();
    let mut read = asker.read_answer(&answer).unwrap();
    let mut expected = expected(&reply, asked);
    // Which layer a plain answer names is tested elsewhere; a canonical name needs a source.
    (read.cname, expected.cname) = (None, None);
    prop_assert_eq!(read, expected, "{}\n{}", offer, answer);
    prop_assert_eq!(m_lines(&offer).len(), m_lines(&answer).len());
    for (offered, answered) in m_lines(&offer).iter().zip(m_lines(&answer)) {
        let offered: Vec<&str> = offered.split(' ').skip(2).collect();
        for word in answered.split(' ').skip(2) {
            prop_assert!(offered.contains(&word), "{} was not offered", word);
        }
    }
    Ok(())
}

/// Two ends that ask each other in turn; some questions are refused, some cross.
fn many_rounds(rooms: &[(MediaDescription, bool, u8)], seed: u64) -> Result<(), TestCaseError> {
    let mut ends = [negotiation(Dialect::Sip, 1), negotiation(Dialect::Sip, 2)];
    let mut versions = [0, 0];
    let mut lines = 0;
    for (room, first, fate) in rooms {
        let asker = usize::from(*first);
        let offer = ends[asker].write_offer(room).unwrap();
        prop_assert!(version(&offer) >= versions[asker]);
        versions[asker] = version(&offer);
        prop_assert!(m_lines(&offer).len() >= lines, "an m-line went away");
        if *fate == 0 {
            ends[asker].rollback();
            continue;
        }
        if *fate == 1 {
            // Glare: both ask, both take it back.
            ends[1 - asker].write_offer(room).unwrap();
            prop_assert!(ends[1 - asker].read_offer(&offer).is_err());
            ends[1 - asker].rollback();
        }
        let theirs = ends[1 - asker].read_offer(&offer).unwrap();
        if *fate == 2 {
            ends[1 - asker].rollback();
            ends[asker].rollback();
            continue;
        }
        for stream in theirs.streams.iter().filter(|s| s.flow != Flow::Off) {
            let role = if stream.id == StreamId(0) {
                StreamRole::Audio
            } else {
                StreamRole::Main
            };
            prop_assert_eq!(stream.role, role);
        }
        let mut live = theirs.clone();
        live.streams.retain(|s| s.flow != Flow::Off);
        let answer = ends[1 - asker]
            .write_answer(&reply(&live, room, Flow::Both, seed))
            .unwrap();
        lines = m_lines(&offer).len();
        prop_assert_eq!(m_lines(&answer).len(), lines);
        ends[asker].read_answer(&answer).unwrap();
    }
    Ok(())
}
