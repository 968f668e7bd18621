//! An engine, its events, and the descriptions that signalling would carry.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use tolk_model::codec::{Codec, CodecLimits, CodecParameters, PayloadType};
use tolk_model::id::{SlotId, TransportId};
use tolk_model::media::{
    DtlsRole, ExtensionKind, Feedback, Flow, HeaderExtension, Layer, MediaDescription,
    RtpParameters, SecurityKind, Stream, StreamRole, Transport,
};
use tolk_model::plan::{
    Feed, IceRole, LegPlan, LocalMedia, MediaEvent, MediaPlan, PortRequest, Source, StreamRequest,
    TransportRequest,
};
use tolk_model::random::Seed;
use tolk_model::{LegId, MeetingId, ParticipantId, StreamId};
use tolk_transcoder::{Engine, EngineConfig};

/// Longer than anything takes on a loaded machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) const AUDIO: StreamId = StreamId(0);
pub(crate) const VIDEO: StreamId = StreamId(1);

pub(crate) struct World {
    pub(crate) engine: Engine,
    events: Receiver<MediaEvent>,
    pub(crate) seen: Vec<MediaEvent>,
    version: u64,
}

impl World {
    pub(crate) fn start(seed: u64) -> World {
        World::start_where_latch_is(true, seed)
    }

    pub(crate) fn start_where_latch_is(latch: bool, seed: u64) -> World {
        World::start_with(EngineConfig {
            rtp_ports: 21_000..=28_999,
            latch,
            ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(seed))
        })
    }

    pub(crate) fn start_with(config: EngineConfig) -> World {
        let (engine, mut outbox) = Engine::start(config).expect("the engine starts");
        let (sender, events) = sync_channel(4096);
        std::thread::spawn(move || {
            while let Some(event) = outbox.blocking_recv() {
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        World {
            engine,
            events,
            seen: Vec::new(),
            version: 0,
        }
    }

    /// Takes what has been told so far.
    pub(crate) fn collect(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.seen.push(event);
        }
    }

    /// Waits for the event that `pick` likes, past ones included; it is taken out.
    pub(crate) fn wait<T>(&mut self, what: &str, pick: impl Fn(&MediaEvent) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some((index, found)) = self
                .seen
                .iter()
                .enumerate()
                .find_map(|(index, event)| pick(event).map(|found| (index, found)))
            {
                self.seen.remove(index);
                return found;
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.seen.push(event),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no {what} within the deadline; seen: {:?}", self.seen)
                }
                Err(RecvTimeoutError::Disconnected) => panic!("the engine ended before {what}"),
            }
        }
    }

    pub(crate) fn open(&mut self, leg: LegId, request: PortRequest) -> LocalMedia {
        self.engine.open(leg, request).expect("there is room");
        self.wait("Local", |event| match event {
            MediaEvent::Local(of, local) if *of == leg => Some(local.clone()),
            _ => None,
        })
    }

    pub(crate) fn connected(&mut self, leg: LegId) {
        self.wait("Connected", |event| {
            matches!(event, MediaEvent::Connected(of) if *of == leg).then_some(())
        });
    }

    pub(crate) fn closed(&mut self, leg: LegId) -> tolk_model::plan::LegStatistics {
        self.engine.release(leg);
        self.wait("Closed", |event| match event {
            MediaEvent::Closed(of, statistics) if *of == leg => Some(statistics.clone()),
            _ => None,
        })
    }

    pub(crate) fn apply(&mut self, legs: Vec<LegPlan>) {
        self.version += 1;
        let plan = MediaPlan {
            version: self.version,
            legs,
            ..MediaPlan::default()
        };
        self.engine.apply(MeetingId::from_number(1), Arc::new(plan));
    }
}

pub(crate) fn leg(number: u64) -> LegId {
    LegId::from_number(number)
}

pub(crate) fn limits(codec: Codec, payload_type: u8, rtx: Option<u8>) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(payload_type).expect("below 128"),
        rtx: rtx.and_then(PayloadType::new),
        clock_rate: match codec {
            Codec::TelephoneEvent => 8000,
            other => other.clock_rate(),
        },
        parameters: match codec {
            Codec::TelephoneEvent => CodecParameters::Events(0xffff),
            _ => CodecParameters::None,
        },
    }
}

/// The payload types of one side: they differ between legs, so that rewriting is seen.
#[derive(Clone, Copy)]
pub(crate) struct Types {
    pub(crate) opus: u8,
    pub vp8: u8,
    pub(crate) rtx: u8,
}

pub(crate) const TYPES_A: Types = Types {
    opus: 111,
    vp8: 96,
    rtx: 97,
};
pub(crate) const TYPES_B: Types = Types {
    opus: 109,
    vp8: 120,
    rtx: 124,
};

pub(crate) const MID_EXTENSION: u8 = 1;
pub(crate) const RID_EXTENSION: u8 = 2;
pub(crate) const REPAIRED_EXTENSION: u8 = 3;
pub(crate) const TWCC_EXTENSION: u8 = 4;

fn browser_rtp(mid: &str, video: bool) -> RtpParameters {
    let extension = |id, kind| HeaderExtension { id, kind };
    let mut feedback = vec![Feedback::TransportWide];
    if video {
        feedback.extend([Feedback::Nack, Feedback::PictureLoss, Feedback::FullIntra]);
    }
    RtpParameters {
        mid: Some(mid.to_string()),
        extensions: vec![
            extension(MID_EXTENSION, ExtensionKind::Mid),
            extension(RID_EXTENSION, ExtensionKind::Rid),
            extension(REPAIRED_EXTENSION, ExtensionKind::RepairedRid),
            extension(TWCC_EXTENSION, ExtensionKind::TransportSequence),
        ],
        feedback,
        rtcp_mux: true,
        rtcp_reduced_size: true,
    }
}

/// What a browser leg asks for.
pub(crate) fn browser_request() -> PortRequest {
    PortRequest {
        transports: vec![TransportRequest {
            id: TransportId(0),
            shared: true,
            ice: Some(IceRole::Controlling),
            security: SecurityKind::Dtls,
            dtls_role: DtlsRole::Either,
            sdes: Vec::new(),
            rtcp_mux: true,
            realm: None,
            toward: None,
        }],
        streams: [(AUDIO, false), (VIDEO, true)]
            .map(|(stream, rtx)| StreamRequest {
                stream,
                transport: TransportId(0),
                rtx,
            })
            .to_vec(),
    }
}

/// One side's description of a browser leg: an audio and a picture stream in both directions.
pub(crate) fn browser_description(
    transports: Vec<Transport>,
    types: Types,
    layers: [Vec<Layer>; 2],
) -> MediaDescription {
    let [audio_layers, video_layers] = layers;
    let stream = |id, role, receive, layers, mid: &str, slots| Stream {
        id,
        role,
        receive,
        send: Vec::new(),
        layers,
        flow: Flow::Both,
        transport: Some(TransportId(0)),
        slots,
        rtp: browser_rtp(mid, role == StreamRole::Main),
        packet_time_ms: None,
    };
    MediaDescription {
        streams: vec![
            stream(
                AUDIO,
                StreamRole::Audio,
                vec![limits(Codec::Opus, types.opus, None)],
                audio_layers,
                "a",
                Vec::new(),
            ),
            stream(
                VIDEO,
                StreamRole::Main,
                vec![limits(Codec::Vp8, types.vp8, Some(types.rtx))],
                video_layers,
                "v",
                vec![SlotId(0)],
            ),
        ],
        transports,
        max_bitrate: None,
        cname: Some("peer".to_string()),
    }
}

/// The description of a telephone: G.711 and digits.
pub(crate) fn phone_description(transports: Vec<Transport>) -> MediaDescription {
    MediaDescription {
        streams: vec![Stream {
            id: AUDIO,
            role: StreamRole::Audio,
            receive: vec![
                limits(Codec::Pcma, 8, None),
                limits(Codec::TelephoneEvent, 101, None),
            ],
            send: Vec::new(),
            layers: Vec::new(),
            flow: Flow::Both,
            transport: Some(TransportId(0)),
            slots: Vec::new(),
            rtp: RtpParameters::default(),
            packet_time_ms: None,
        }],
        transports,
        max_bitrate: None,
        cname: None,
    }
}

/// A feed that forwards the same stream of another leg.
pub(crate) fn forward(stream: StreamId, from: LegId, description: &MediaDescription) -> Feed {
    let receive = &description.stream(stream).expect("it is described").receive;
    Feed {
        stream,
        slot: (stream == VIDEO).then_some(SlotId(0)),
        source: Source::Forward { from, stream },
        codec: receive.first().expect("a codec").clone(),
        max_bitrate: None,
        max_size: None,
    }
}

pub(crate) fn leg_plan(
    leg: LegId,
    local: &MediaDescription,
    remote: &MediaDescription,
    feeds: Vec<Feed>,
) -> LegPlan {
    LegPlan {
        leg,
        participant: ParticipantId::from_number(1),
        local: local.clone(),
        remote: remote.clone(),
        feeds,
    }
}
