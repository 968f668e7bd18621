//! A meeting's legs for tests, owned, and what they make of themselves.

use std::collections::BTreeMap;

use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::leg::Wish;
use tolk_model::media::{Flow, Layer, RtpParameters};
use tolk_model::plan::{Feed, Language};
use tolk_model::{
    BitRate, Codec, LegId, MediaDescription, MediaPlan, ParticipantId, PayloadType, SlotId, Stream,
    StreamId, StreamRole, TransportId,
};

use super::super::{Budget, Hold, PlanInput, PlanLeg, Stage, plan};

/// One leg of a scene.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    pub(super) leg: u64,
    pub(super) participant: u64,
    pub(super) local: MediaDescription,
    pub(super) remote: MediaDescription,
    pub(super) stage: Stage,
    pub(super) language: Language,
    pub(super) muted: bool,
    pub(super) camera_off: bool,
    pub(super) wishes: Vec<Wish>,
    pub(super) receiving: BTreeMap<StreamId, Codec>,
    pub(super) hold: Hold,
}

/// Legs in order of arrival.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub(super) actors: Vec<Actor>,
    pub(super) speakers: Vec<ParticipantId>,
    pub(super) budget: Budget,
    pub(super) hold_music: bool,
}

pub(super) fn limits(codec: Codec, number: u8) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(number).unwrap(),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: match codec {
            Codec::Vp8 => CodecParameters::Vp8 {
                max_frame_rate: None,
                max_frame_size: None,
            },
            _ => CodecParameters::None,
        },
    }
}

pub(super) fn h264(
    number: u8,
    profile: H264Profile,
    packetization: Packetization,
    level: u8,
) -> CodecLimits {
    CodecLimits {
        parameters: CodecParameters::H264(H264 {
            profile,
            level,
            packetization,
            asymmetry_allowed: true,
            max_mbps: None,
            max_fs: None,
            max_br: None,
        }),
        ..limits(Codec::H264, number)
    }
}

pub(super) fn h264_usual(number: u8) -> CodecLimits {
    h264(
        number,
        H264Profile::ConstrainedBaseline,
        Packetization::NonInterleaved,
        31,
    )
}

pub(super) fn stream(id: u16, role: StreamRole, formats: Vec<CodecLimits>, flow: Flow) -> Stream {
    Stream {
        id: StreamId(id),
        role,
        receive: formats.clone(),
        send: formats,
        layers: vec![Layer::single()],
        flow,
        transport: Some(TransportId(0)),
        slots: match role {
            StreamRole::Main => vec![SlotId(id - 1)],
            _ => Vec::new(),
        },
        rtp: RtpParameters::default(),
        packet_time_ms: None,
    }
}

/// Everything that we ever take.
fn everything(role: StreamRole) -> Vec<CodecLimits> {
    match role {
        StreamRole::Audio => vec![
            limits(Codec::Opus, 111),
            limits(Codec::G722, 9),
            limits(Codec::Pcma, 8),
            limits(Codec::Pcmu, 0),
        ],
        _ => vec![
            limits(Codec::Vp8, 96),
            h264_usual(102),
            limits(Codec::Vp9, 98),
        ],
    }
}

impl Actor {
    /// A leg of its own participant with these formats and this many pictures to show.
    pub(super) fn new(
        number: u64,
        audio: Vec<CodecLimits>,
        video: Vec<CodecLimits>,
        slots: u16,
    ) -> Actor {
        let mut remote = vec![stream(0, StreamRole::Audio, audio, Flow::Both)];
        for id in 1..=slots {
            let flow = if id == 1 { Flow::Both } else { Flow::RecvOnly };
            if !video.is_empty() {
                remote.push(stream(id, StreamRole::Main, video.clone(), flow));
            }
        }
        let ours = |s: &Stream| stream(s.id.0, s.role, everything(s.role), s.flow.mirrored());
        Actor {
            leg: number,
            participant: number,
            local: MediaDescription {
                streams: remote.iter().map(ours).collect(),
                ..MediaDescription::default()
            },
            remote: MediaDescription {
                streams: remote,
                ..MediaDescription::default()
            },
            stage: Stage::Joined,
            language: Language::Sv,
            muted: false,
            camera_off: false,
            wishes: Vec::new(),
            receiving: BTreeMap::new(),
            hold: Hold::No,
        }
    }

    /// A page: Opus, VP8 first, nine pictures.
    pub(super) fn page(number: u64) -> Actor {
        let video = vec![limits(Codec::Vp8, 96), h264_usual(102)];
        Actor::new(number, vec![limits(Codec::Opus, 111)], video, 9)
    }

    /// A room: G.722, H.264, one picture.
    pub(super) fn room(number: u64) -> Actor {
        let audio = vec![limits(Codec::G722, 9), limits(Codec::Pcma, 8)];
        Actor::new(number, audio, vec![h264_usual(97)], 1)
    }

    pub(super) fn phone(number: u64) -> Actor {
        Actor::new(number, vec![limits(Codec::Pcma, 8)], Vec::new(), 0)
    }

    pub(super) fn at(mut self, stage: Stage) -> Actor {
        self.stage = stage;
        self
    }

    pub(super) fn speaking(mut self, language: Language) -> Actor {
        self.language = language;
        self
    }

    pub(super) fn wishing(mut self, wishes: Vec<Wish>) -> Actor {
        self.wishes = wishes;
        self
    }

    pub(super) fn limited(mut self, kbps: u64) -> Actor {
        self.remote.max_bitrate = Some(BitRate::kbps(kbps));
        self
    }

    /// Sends nothing.
    pub(super) fn viewer(mut self) -> Actor {
        for stream in &mut self.remote.streams {
            stream.flow = Flow::RecvOnly;
        }
        for stream in &mut self.local.streams {
            stream.flow = Flow::SendOnly;
        }
        self
    }

    pub(super) fn id(&self) -> LegId {
        LegId::from_number(self.leg)
    }

    pub(super) fn who(&self) -> ParticipantId {
        ParticipantId::from_number(self.participant)
    }
}

impl Scene {
    pub(super) fn of(actors: Vec<Actor>) -> Scene {
        Scene {
            actors,
            ..Scene::default()
        }
    }

    pub(super) fn spoken(mut self, numbers: &[u64]) -> Scene {
        self.speakers = numbers
            .iter()
            .map(|n| ParticipantId::from_number(*n))
            .collect();
        self
    }

    pub(super) fn input<'a>(&'a self, previous: Option<&'a MediaPlan>) -> PlanInput<'a> {
        let leg = |a: &'a Actor| PlanLeg {
            leg: a.id(),
            participant: a.who(),
            local: &a.local,
            remote: &a.remote,
            stage: a.stage.clone(),
            language: a.language,
            muted: a.muted,
            camera_off: a.camera_off,
            wishes: &a.wishes,
            receiving: &a.receiving,
            expected: None,
            home: None,
            steered: None,
            hold: a.hold,
        };
        PlanInput {
            legs: self.actors.iter().map(leg).collect(),
            speakers: &self.speakers,
            hold_music: self.hold_music,
            budget: self.budget,
            previous,
        }
    }

    pub(super) fn plan(&self) -> MediaPlan {
        plan(&self.input(None))
    }

    pub(super) fn after(&self, previous: &MediaPlan) -> MediaPlan {
        plan(&self.input(Some(previous)))
    }

    pub(super) fn actor(&self, leg: LegId) -> &Actor {
        let found = self.actors.iter().find(|a| a.id() == leg);
        found.expect("a leg that is not in the scene")
    }
}

pub(super) fn feeds(plan: &MediaPlan, number: u64) -> &[Feed] {
    let leg = plan
        .legs
        .iter()
        .find(|l| l.leg == LegId::from_number(number));
    &leg.expect("no such leg").feeds
}

pub(super) fn feed(plan: &MediaPlan, number: u64, stream: u16) -> Option<&Feed> {
    let mut all = feeds(plan, number).iter();
    all.find(|f| f.stream == StreamId(stream))
}

/// Whom the slots of a leg show, by number; 0 for nobody.
pub(super) fn shown(plan: &MediaPlan, number: u64) -> Vec<u64> {
    let slots = super::super::slots(plan, LegId::from_number(number));
    let number_of = |p: ParticipantId| (1..100).find(|n| ParticipantId::from_number(*n) == p);
    slots
        .into_iter()
        .map(|(_, who)| who.and_then(number_of).unwrap_or(0))
        .collect()
}
