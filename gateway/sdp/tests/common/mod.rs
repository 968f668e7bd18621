//! Descriptions as the core makes them, and what a reader must find in them.
#![allow(dead_code, reason = "each test uses a part")]

use tolk_model::codec::{H264, H264Profile, Packetization};
use tolk_model::media::*;
use tolk_model::*;
use tolk_sdp::{Dialect, Negotiation};

pub(crate) fn negotiation(dialect: Dialect, seed: u64) -> Negotiation {
    Negotiation::new(dialect, &mut Seed::from_number(seed).generator())
}

pub(crate) fn codec(codec: Codec, number: u8, parameters: CodecParameters) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(number).expect("in range"),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters,
    }
}

pub(crate) fn with_rtx(mut limits: CodecLimits, number: u8) -> CodecLimits {
    limits.rtx = PayloadType::new(number);
    limits
}

pub(crate) fn plain(which: Codec, number: u8) -> CodecLimits {
    codec(which, number, CodecParameters::None)
}

pub(crate) fn opus(number: u8) -> CodecLimits {
    let parameters = CodecParameters::Opus {
        fec: true,
        stereo: false,
        dtx: false,
        max_average: None,
    };
    codec(Codec::Opus, number, parameters)
}

pub(crate) fn vp8(number: u8) -> CodecLimits {
    let parameters = CodecParameters::Vp8 {
        max_frame_rate: None,
        max_frame_size: None,
    };
    codec(Codec::Vp8, number, parameters)
}

pub(crate) fn events(number: u8, clock_rate: u32) -> CodecLimits {
    CodecLimits {
        clock_rate,
        ..codec(
            Codec::TelephoneEvent,
            number,
            CodecParameters::Events(0xffff),
        )
    }
}

pub(crate) fn h264(number: u8, packetization: Packetization, level: u8) -> CodecLimits {
    codec(
        Codec::H264,
        number,
        CodecParameters::H264(parameters(packetization, level)),
    )
}

pub(crate) fn parameters(packetization: Packetization, level: u8) -> H264 {
    H264 {
        profile: H264Profile::ConstrainedBaseline,
        level,
        packetization,
        asymmetry_allowed: true,
        max_mbps: None,
        max_fs: None,
        max_br: None,
    }
}

pub(crate) fn extension(id: u8, kind: ExtensionKind) -> HeaderExtension {
    HeaderExtension { id, kind }
}

pub(crate) fn fingerprint() -> Fingerprint {
    Fingerprint {
        algorithm: "sha-256".to_string(),
        hash: (0..32).collect(),
    }
}

pub(crate) fn host(foundation: &str, address: &str) -> Candidate {
    Candidate {
        foundation: foundation.to_string(),
        component: 1,
        protocol: CandidateProtocol::Udp,
        priority: 2_130_706_431,
        address: CandidateAddress::Ip(address.parse().expect("an address")),
        kind: CandidateKind::Host,
        related: None,
    }
}

pub(crate) fn ice(complete: bool) -> Traversal {
    Traversal::Ice {
        credentials: IceCredentials {
            ufrag: "ufragOfOurs".to_string(),
            password: Secret::new("aPasswordOfTwentyFourCh".to_string()),
        },
        candidates: vec![
            host("1", "192.0.2.1:10000"),
            host("2", "[2001:db8::1]:10000"),
        ],
        complete,
        lite: false,
    }
}

pub(crate) fn stream(id: u16, role: StreamRole, flow: Flow, codecs: Vec<CodecLimits>) -> Stream {
    Stream {
        id: StreamId(id),
        role,
        send: codecs.clone(),
        receive: codecs,
        layers: if flow.sends() {
            vec![Layer::single()]
        } else {
            Vec::new()
        },
        flow,
        transport: Some(TransportId(id)),
        slots: match role {
            StreamRole::Main => vec![SlotId(id - 1)],
            _ => Vec::new(),
        },
        rtp: RtpParameters::default(),
        packet_time_ms: None,
    }
}

/// What we say to a browser: sound, a picture each way, and eight more that we send.
pub(crate) fn to_browser() -> MediaDescription {
    let sound = vec![
        opus(111),
        plain(Codec::G722, 9),
        plain(Codec::Pcma, 8),
        plain(Codec::Pcmu, 0),
        events(110, 48_000),
        events(126, 8_000),
    ];
    let pictures = vec![
        with_rtx(vp8(96), 97),
        with_rtx(h264(102, Packetization::NonInterleaved, 31), 103),
        with_rtx(h264(104, Packetization::SingleNal, 31), 105),
    ];
    let mut streams = vec![
        stream(0, StreamRole::Audio, Flow::Both, sound),
        stream(1, StreamRole::Main, Flow::Both, pictures.clone()),
    ];
    streams.extend((2..10).map(|n| stream(n, StreamRole::Main, Flow::SendOnly, pictures.clone())));
    for stream in &mut streams {
        let number = u32::from(stream.id.0);
        let picture = stream.role == StreamRole::Main;
        stream.transport = Some(TransportId(0));
        stream.layers[0].ssrc = Some(1_000 + number);
        stream.layers[0].rtx_ssrc = picture.then_some(2_000 + number);
        stream.rtp = rtp(stream.id, picture, stream.flow);
    }
    MediaDescription {
        streams,
        transports: vec![Transport {
            id: TransportId(0),
            rtp: None,
            rtcp: None,
            security: Security::Dtls {
                fingerprint: fingerprint(),
                role: DtlsRole::Either,
            },
            traversal: ice(true),
        }],
        max_bitrate: Some(BitRate::kbps(4_000)),
        cname: Some("tolkcname".to_string()),
    }
}

fn rtp(id: StreamId, picture: bool, flow: Flow) -> RtpParameters {
    let mut extensions = vec![
        extension(3, ExtensionKind::TransportSequence),
        extension(4, ExtensionKind::Mid),
    ];
    let mut feedback = vec![Feedback::TransportWide];
    if picture {
        extensions.push(extension(2, ExtensionKind::AbsoluteSendTime));
        feedback.extend([Feedback::Nack, Feedback::PictureLoss, Feedback::FullIntra]);
        if flow.receives() {
            extensions.push(extension(10, ExtensionKind::Rid));
            extensions.push(extension(11, ExtensionKind::RepairedRid));
        }
    } else {
        extensions.push(extension(1, ExtensionKind::AudioLevel));
    }
    RtpParameters {
        mid: Some(id.to_string()),
        extensions,
        feedback,
        rtcp_mux: true,
        rtcp_reduced_size: true,
    }
}

/// A room: sound and a picture, each on an address of its own.
pub(crate) fn room() -> MediaDescription {
    let sound = vec![
        opus(111),
        plain(Codec::G722, 9),
        plain(Codec::Pcma, 8),
        plain(Codec::Pcmu, 0),
        events(101, 8_000),
    ];
    let pictures = vec![
        h264(102, Packetization::NonInterleaved, 31),
        h264(104, Packetization::SingleNal, 31),
        vp8(96),
    ];
    let mut streams = vec![
        stream(0, StreamRole::Audio, Flow::Both, sound),
        stream(1, StreamRole::Main, Flow::Both, pictures),
    ];
    streams[0].packet_time_ms = Some(20);
    streams[1].rtp.feedback = vec![Feedback::Nack, Feedback::PictureLoss, Feedback::FullIntra];
    MediaDescription {
        streams,
        transports: vec![address(0, "192.0.2.1:20000"), address(1, "192.0.2.1:20002")],
        max_bitrate: Some(BitRate::kbps(2_000)),
        cname: None,
    }
}

pub(crate) fn address(id: u16, rtp: &str) -> Transport {
    Transport {
        id: TransportId(id),
        rtp: Some(rtp.parse().expect("an address")),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
    }
}

pub(crate) fn keys(tags: &[(u32, SrtpSuite)]) -> Security {
    let key = |(tag, suite): &(u32, SrtpSuite)| SdesKey {
        tag: *tag,
        suite: *suite,
        key: Secret::new(vec![
            u8::try_from(*tag).expect("small");
            suite.key_bytes() + suite.salt_bytes()
        ]),
        mki: Vec::new(),
    };
    Security::Sdes {
        keys: tags.iter().map(key).collect(),
    }
}

/// The m-lines of a text.
pub(crate) fn m_lines(text: &str) -> Vec<&str> {
    text.lines().filter(|l| l.starts_with("m=")).collect()
}

/// The lines of the m-line `index`.
pub(crate) fn section(text: &str, index: usize) -> Vec<&str> {
    let starts = text.split("m=").nth(index + 1).expect("an m-line");
    starts.lines().collect()
}

/// The number after the identifier of `o=`.
pub(crate) fn version(text: &str) -> u64 {
    let origin = text.lines().find(|l| l.starts_with("o=")).expect("o=");
    origin
        .split(' ')
        .nth(2)
        .expect("a version")
        .parse()
        .expect("a number")
}

pub(crate) fn offered(text: &str) -> (Negotiation, MediaDescription) {
    let mut negotiation = negotiation(Dialect::Sip, 1);
    let description = negotiation.read_offer(text).expect("an offer");
    (negotiation, description)
}

pub(crate) fn offer(lines: &str) -> String {
    let lines = lines.trim().replace('\n', "\r\n");
    format!(
        "v=0\r\no=- 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n{lines}\r\n"
    )
}

/// Our reply the way the core makes it: their codecs and transports that we share, our addresses.
pub(crate) fn reply(theirs: &MediaDescription) -> MediaDescription {
    let mut ours = room();
    for stream in &mut ours.streams {
        if let Some(theirs) = theirs.stream(stream.id) {
            stream.flow = Flow::Both.meet(theirs.flow);
        } else {
            stream.flow = Flow::Off;
        }
    }
    ours
}

pub(crate) fn with_security(mut media: MediaDescription, security: &Security) -> MediaDescription {
    for transport in &mut media.transports {
        transport.security = security.clone();
    }
    media
}

pub(crate) fn h264_of(list: &[CodecLimits]) -> Vec<(u8, H264)> {
    list.iter()
        .filter_map(|c| match c.parameters {
            CodecParameters::H264(h) => Some((c.payload_type.get(), h)),
            _ => None,
        })
        .collect()
}
