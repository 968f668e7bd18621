//! An engine with a worker, one meeting with a sender and its receivers, and the time that passes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver as Events, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::id::{SlotId, TransportId};
use tolk_model::media::{
    BitRate, DtlsRole, Flow, MediaDescription, PictureSize, RtpParameters, Security, SecurityKind,
    Stream, StreamRole, Transport, Traversal,
};
use tolk_model::plan::{
    Class, Feed, LegPlan, LocalMedia, MediaEvent, MediaPlan, MixInput, Picture, PortRequest,
    Source, StreamRequest, TransportRequest,
};
use tolk_model::random::Seed;
use tolk_model::{ClassId, Codec, LegId, MeetingId, ParticipantId, PayloadType, StreamId};
use tolk_transcoder::{Engine, EngineConfig};

use super::clip;
use super::receiver::{Codecs, Receiver, socket};
use super::sender::{Reports, Sender};

const DEADLINE: Duration = Duration::from_secs(20);
/// The clip is sent so long: reports come each second, and the first bursts meet a jitter buffer that is still learning.
const LENGTH: Duration = Duration::from_secs(9);
const AUDIO: StreamId = StreamId(0);
const VIDEO: StreamId = StreamId(1);
const SENDER: u64 = 1;

/// They measure time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How a receiver gets the sender's sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sound {
    Forwarded,
    Recoded,
    Mixed,
}

/// How it gets its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Forwarded,
    Recoded,
}

struct Port {
    leg: LegId,
    local: MediaDescription,
    remote: MediaDescription,
    media: LocalMedia,
}

/// Sends the clip to a receiver of each kind, and gives back what they got.
pub(crate) fn play(reports: Reports, receivers: &[(Sound, Shown)]) -> Vec<Receiver> {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (engine, events) = start();
    let from = socket();
    let codecs = Codecs {
        sound: Codec::Pcmu,
        picture: Codec::Vp8,
    };
    let sender = open(&engine, &events, SENDER, codecs, from.local_addr().unwrap());
    let mut legs = vec![plan_of(&sender, Vec::new())];
    let mut clients = Vec::new();
    for (number, kind) in (SENDER + 1..).zip(receivers) {
        let socket = socket();
        let codecs = codecs_of(*kind);
        let port = open(
            &engine,
            &events,
            number,
            codecs,
            socket.local_addr().unwrap(),
        );
        legs.push(plan_of(&port, feeds(&port, *kind)));
        let ssrc = |stream| {
            let of = |s: &&tolk_model::plan::LocalStream| s.stream == stream;
            port.media.streams.iter().find(of).unwrap().ssrc
        };
        clients.push(Receiver::new(socket, codecs, (ssrc(AUDIO), ssrc(VIDEO))));
    }
    let plan = MediaPlan {
        version: 1,
        legs,
        mix: vec![MixInput {
            participant: ParticipantId::from_number(SENDER),
            leg: sender.leg,
            stream: AUDIO,
        }],
        classes: vec![class(sender.leg)],
        ..MediaPlan::default()
    };
    engine.apply(MeetingId::from_number(1), Arc::new(plan));
    let to = |place: usize| sender.media.transports[place].rtp.unwrap();
    let sender = Sender::new(from, (to(0), to(1)), reports, clip::pictures());
    pass_time(sender, &mut clients);
    engine.stop();
    clients
}

fn pass_time(mut sender: Sender, clients: &mut [Receiver]) {
    let end = Instant::now() + LENGTH;
    while Instant::now() < end {
        while sender.next() > Instant::now() {
            clients.iter_mut().for_each(Receiver::take);
        }
        sender.send(Instant::now());
    }
}

fn start() -> (Engine, Events<MediaEvent>) {
    let config = EngineConfig {
        rtp_ports: 21_000..=28_999,
        worker_program: Some(PathBuf::from(env!("CARGO_BIN_EXE_transcode-worker"))),
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(51))
    };
    let (engine, mut outbox) = Engine::start(config).unwrap();
    let (sender, events) = sync_channel(4096);
    std::thread::spawn(move || {
        while let Some(event) = outbox.blocking_recv() {
            if sender.send(event).is_err() {
                break;
            }
        }
    });
    (engine, events)
}

fn open(
    engine: &Engine,
    events: &Events<MediaEvent>,
    number: u64,
    codecs: Codecs,
    peer: SocketAddr,
) -> Port {
    let leg = LegId::from_number(number);
    let transport = |id| TransportRequest {
        id: TransportId(id),
        shared: false,
        ice: None,
        security: SecurityKind::Plain,
        dtls_role: DtlsRole::Either,
        sdes: Vec::new(),
        rtcp_mux: true,
        realm: None,
        toward: Some(Ipv4Addr::LOCALHOST.into()),
    };
    let stream = |stream, id| StreamRequest {
        stream,
        transport: TransportId(id),
        rtx: false,
    };
    let request = PortRequest {
        transports: vec![transport(0), transport(1)],
        streams: vec![stream(AUDIO, 0), stream(VIDEO, 1)],
    };
    engine.open(leg, request).unwrap();
    let media = loop {
        match events.recv_timeout(DEADLINE).unwrap() {
            MediaEvent::Local(of, media) if of == leg => break media,
            _ => {}
        }
    };
    let theirs = |id| Transport {
        id: TransportId(id),
        rtp: Some(peer),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
    };
    Port {
        leg,
        local: description(codecs, media.transports.clone()),
        remote: description(codecs, vec![theirs(0), theirs(1)]),
        media,
    }
}

fn description(codecs: Codecs, transports: Vec<Transport>) -> MediaDescription {
    let stream = |id, role, codec, transport, slots| Stream {
        id,
        role,
        receive: vec![limits(codec)],
        send: Vec::new(),
        layers: Vec::new(),
        flow: Flow::Both,
        transport: Some(TransportId(transport)),
        slots,
        rtp: RtpParameters {
            rtcp_mux: true,
            ..RtpParameters::default()
        },
        packet_time_ms: None,
    };
    MediaDescription {
        streams: vec![
            stream(AUDIO, StreamRole::Audio, codecs.sound, 0, Vec::new()),
            stream(VIDEO, StreamRole::Main, codecs.picture, 1, vec![SlotId(0)]),
        ],
        transports,
        max_bitrate: None,
        cname: None,
    }
}

fn codecs_of((sound, picture): (Sound, Shown)) -> Codecs {
    Codecs {
        sound: match sound {
            Sound::Forwarded => Codec::Pcmu,
            Sound::Recoded | Sound::Mixed => Codec::Opus,
        },
        picture: match picture {
            Shown::Forwarded => Codec::Vp8,
            Shown::Recoded => Codec::H264,
        },
    }
}

fn limits(codec: Codec) -> CodecLimits {
    let number = match codec {
        Codec::Pcmu => 0,
        Codec::Vp8 => 96,
        Codec::H264 => 97,
        _ => 111,
    };
    CodecLimits {
        codec,
        payload_type: PayloadType::new(number).unwrap(),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: match codec {
            Codec::H264 => CodecParameters::H264(H264 {
                profile: H264Profile::ConstrainedBaseline,
                level: 31,
                packetization: Packetization::NonInterleaved,
                asymmetry_allowed: true,
                max_mbps: None,
                max_fs: None,
                max_br: None,
            }),
            Codec::Vp8 => CodecParameters::Vp8 {
                max_frame_rate: None,
                max_frame_size: None,
            },
            _ => CodecParameters::None,
        },
    }
}

fn class(of: LegId) -> Class {
    Class {
        id: ClassId(1),
        picture: Picture::Of {
            leg: of,
            stream: VIDEO,
        },
        codec: limits(Codec::H264),
        size: PictureSize::new(320, 180),
        frame_rate: 30,
        bitrate: BitRate::kbps(600),
    }
}

fn feeds(port: &Port, (sound, picture): (Sound, Shown)) -> Vec<Feed> {
    let from = LegId::from_number(SENDER);
    let sound = match sound {
        Sound::Forwarded => Source::Forward {
            from,
            stream: AUDIO,
        },
        Sound::Recoded => Source::Recode {
            from,
            stream: AUDIO,
        },
        Sound::Mixed => Source::Mix {
            except: participant(port.leg),
        },
    };
    let picture = match picture {
        Shown::Forwarded => Source::Forward {
            from,
            stream: VIDEO,
        },
        Shown::Recoded => Source::Class { class: ClassId(1) },
    };
    [(AUDIO, sound), (VIDEO, picture)]
        .map(|(stream, source)| Feed {
            stream,
            slot: (stream == VIDEO).then_some(SlotId(0)),
            source,
            codec: port.remote.stream(stream).unwrap().receive[0].clone(),
            max_bitrate: None,
            max_size: None,
        })
        .to_vec()
}

fn plan_of(port: &Port, feeds: Vec<Feed>) -> LegPlan {
    LegPlan {
        leg: port.leg,
        participant: participant(port.leg),
        local: port.local.clone(),
        remote: port.remote.clone(),
        feeds,
    }
}

fn participant(leg: LegId) -> ParticipantId {
    ParticipantId::from_number(if leg == LegId::from_number(SENDER) {
        SENDER
    } else {
        100
    })
}
