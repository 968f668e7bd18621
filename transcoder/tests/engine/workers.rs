//! What the engine tells of its picture workers.

use std::sync::Arc;

use tolk_model::media::{BitRate, PictureSize};
use tolk_model::plan::{Class, Language, MediaEvent, MediaPlan, Picture};
use tolk_model::{ClassId, Codec, MeetingId, PromptId};
use tolk_transcoder::EngineConfig;

use super::world::*;

#[test]
fn a_worker_that_dies_is_told() {
    let mut world = World::start_with(EngineConfig {
        worker_program: Some("/bin/false".into()),
        ..EngineConfig::default()
    });
    let slide = Class {
        id: ClassId(1),
        picture: Picture::Slide {
            slide: PromptId::new("lobby"),
            language: Language::Sv,
        },
        codec: limits(Codec::Vp8, 96, None),
        size: PictureSize::new(640, 360),
        frame_rate: 5,
        bitrate: BitRate::kbps(200),
    };
    let meeting = MeetingId::from_number(7);
    let plan = MediaPlan {
        version: 1,
        classes: vec![slide],
        ..MediaPlan::default()
    };
    world.engine.apply(meeting, Arc::new(plan));
    let why = world.wait("WorkerReplaced", |event| match event {
        MediaEvent::WorkerReplaced(of, why) if *of == meeting => Some(*why),
        _ => None,
    });
    assert_eq!(why, "died");
    world.engine.stop();
}
