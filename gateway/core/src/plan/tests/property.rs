//! What holds in every meeting.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tolk_model::codec::{CodecLimits, CodecParameters, H264Profile, Packetization};
use tolk_model::leg::Wish;
use tolk_model::media::{Flow, PictureSize};
use tolk_model::plan::{Feed, LegPlan, Picture, Source};
use tolk_model::{Codec, LegId, MediaPlan, ParticipantId, PromptId, SlotId, StreamId, StreamRole};

use super::super::common::{forwardable, pairs};
use super::super::{Budget, Stage};
use super::scene::*;

fn audio() -> impl Strategy<Value = Vec<CodecLimits>> {
    prop::sample::subsequence(
        vec![
            limits(Codec::Opus, 111),
            limits(Codec::G722, 9),
            limits(Codec::Pcma, 8),
            limits(Codec::TelephoneEvent, 101),
        ],
        0..=4,
    )
    .prop_shuffle()
}

fn video() -> impl Strategy<Value = Vec<CodecLimits>> {
    use H264Profile::{ConstrainedBaseline, High};
    use Packetization::{NonInterleaved, SingleNal};
    prop::sample::subsequence(
        vec![
            limits(Codec::Vp8, 96),
            limits(Codec::Vp9, 98),
            h264(102, ConstrainedBaseline, NonInterleaved, 31),
            h264(103, ConstrainedBaseline, SingleNal, 13),
            h264(104, High, NonInterleaved, 40),
            h264(105, ConstrainedBaseline, NonInterleaved, 10),
        ],
        0..=3,
    )
    .prop_shuffle()
}

fn flow() -> impl Strategy<Value = Flow> {
    prop_oneof![
        6 => Just(Flow::Both),
        1 => Just(Flow::SendOnly),
        1 => Just(Flow::RecvOnly),
        1 => Just(Flow::Inactive),
        1 => Just(Flow::Off),
    ]
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        8 => Just(Stage::Joined),
        1 => Just(Stage::Quiet),
        1 => Just(Stage::Echo),
        1 => Just(Stage::Waiting {
            prompt: Some(PromptId::new("lobby")),
            repeat: true,
            slide: Some(PromptId::new("lobby")),
        }),
    ]
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let size = prop_oneof![Just(None), (0u16..2000, 0u16..2000).prop_map(Some)];
    let wish = (0u16..10, prop::option::of(1u64..10), size).prop_map(|(slot, who, size)| Wish {
        slot: SlotId(slot),
        participant: who.map(ParticipantId::from_number),
        size: size.map(|(w, h)| PictureSize::new(w, h)),
    });
    prop::collection::vec(wish, 0..4)
}

fn actor() -> impl Strategy<Value = Actor> {
    let media = (audio(), video(), 1u16..5, flow(), flow());
    let state = (stage(), any::<bool>(), any::<bool>(), wishes());
    let limit = prop::option::of(50u64..3_000);
    let seen = prop::option::of(prop_oneof![
        Just(Codec::Vp8),
        Just(Codec::H264),
        Just(Codec::Vp9)
    ]);
    (media, state, limit, seen).prop_map(|(media, state, limit, seen)| {
        let (audio, video, slots, sound, picture) = media;
        let (stage, muted, camera_off, wishes) = state;
        let mut actor = Actor::new(0, audio, video, slots).at(stage).wishing(wishes);
        actor.remote.streams[0].flow = sound;
        if let Some(main) = actor.remote.streams.get_mut(1) {
            main.flow = picture;
        }
        actor.muted = muted;
        actor.camera_off = camera_off;
        actor
            .receiving
            .extend(seen.map(|codec| (StreamId(1), codec)));
        match limit {
            Some(kbps) => actor.limited(kbps),
            None => actor,
        }
    })
}

fn scene() -> impl Strategy<Value = Scene> {
    let actors = prop::collection::vec((actor(), 0u64..3), 0..8);
    let speakers = prop::collection::vec(1u64..9, 0..4);
    (actors, speakers, 20u32..3_000).prop_map(|(actors, speakers, millicores)| {
        let mut numbered: Vec<Actor> = Vec::new();
        for (number, (mut actor, same)) in (1..).zip(actors) {
            actor.leg = number;
            // One in three legs belongs to the participant before.
            actor.participant = match numbered.last() {
                Some(before) if same == 0 => before.participant,
                _ => number,
            };
            numbered.push(actor);
        }
        let mut scene = Scene::of(numbered).spoken(&speakers);
        scene.budget = Budget { millicores };
        scene
    })
}

/// The leg whose media a feed carries.
fn origin(plan: &MediaPlan, source: &Source) -> Option<LegId> {
    match source {
        Source::Forward { from, .. } | Source::Recode { from, .. } => Some(*from),
        Source::Class { class } => {
            let class = plan
                .classes
                .iter()
                .find(|c| c.id == *class)
                .expect("no such class");
            match class.picture {
                Picture::Of { leg, .. } => Some(leg),
                Picture::Slide { .. } => None,
            }
        }
        _ => None,
    }
}

fn check_declared(plan: &MediaPlan, leg: &LegPlan, feed: &Feed) {
    let theirs = leg
        .remote
        .stream(feed.stream)
        .expect("an undeclared stream");
    let ours = leg
        .local
        .stream(feed.stream)
        .expect("a stream of theirs alone");
    assert!(theirs.flow.receives() && ours.flow.sends());
    assert!(theirs.receive.contains(&feed.codec), "an undeclared codec");
    assert!(feed.codec.codec.is_primary());
    if let Some(slot) = feed.slot {
        assert!(theirs.slots.contains(&slot));
    }
    if let Source::Class { class } = feed.source {
        let class = plan
            .classes
            .iter()
            .find(|c| c.id == class)
            .expect("no such class");
        assert!(
            class.codec.is_compatible_with(&feed.codec),
            "{class:?} for {feed:?}"
        );
        assert!(feed.max_bitrate.is_none_or(|m| class.bitrate <= m));
        if let CodecParameters::H264(h) = &feed.codec.parameters {
            let (per_second, per_frame, _) = h.limits();
            let frame = class.size.macroblocks();
            assert!(frame <= per_frame && frame * u32::from(class.frame_rate) <= per_second);
        }
    }
}

fn check_origin(scene: &Scene, plan: &MediaPlan, leg: &LegPlan, feed: &Feed) {
    let viewer = scene.actor(leg.leg);
    if let Source::Mix { except } = feed.source {
        assert_eq!(except, leg.participant, "hears oneself");
    }
    let Some(from) = origin(plan, &feed.source) else {
        return;
    };
    let source = scene.actor(from);
    if viewer.stage == Stage::Echo {
        return assert_eq!(from, leg.leg, "the test call is alone");
    }
    assert_ne!(source.who(), leg.participant, "hears or sees oneself");
    assert_eq!(
        (&source.stage, &viewer.stage),
        (&Stage::Joined, &Stage::Joined)
    );
    if feed.slot.is_some() {
        assert!(!source.camera_off);
    } else {
        assert!(!source.muted);
    }
}

/// Whatever could be forwarded is.
fn check_forwarded(scene: &Scene, plan: &MediaPlan, leg: &LegPlan, feed: &Feed) {
    let (Source::Class { .. } | Source::Recode { .. }) = feed.source else {
        return;
    };
    let Some(from) = origin(plan, &feed.source) else {
        return;
    };
    let input = scene.input(None);
    let role = if feed.slot.is_some() {
        StreamRole::Main
    } else {
        StreamRole::Audio
    };
    let source = input.legs.iter().find(|l| l.leg == from).unwrap();
    let viewer = input.legs.iter().find(|l| l.leg == leg.leg).unwrap();
    let arriving = pairs(source, role)
        .find_map(|p| p.arriving(source))
        .unwrap();
    let pair = pairs(viewer, role)
        .find(|p| p.theirs.id == feed.stream)
        .unwrap();
    assert!(
        forwardable(&arriving, &pair.accepting()).is_none(),
        "not forwarded: {feed:?}"
    );
}

/// Encoders and the sources that they decode.
fn work(plan: &MediaPlan) -> (usize, BTreeSet<LegId>) {
    let sources = plan.classes.iter().filter_map(|c| match c.picture {
        Picture::Of { leg, .. } => Some(leg),
        Picture::Slide { .. } => None,
    });
    (plan.classes.len(), sources.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_plan_keeps_the_rules(scene in scene()) {
        let plan = scene.plan();
        prop_assert_eq!(plan.legs.len(), scene.actors.len());
        for leg in &plan.legs {
            let places: BTreeSet<_> = leg.feeds.iter().map(|f| (f.stream, f.slot)).collect();
            prop_assert_eq!(places.len(), leg.feeds.len(), "two feeds for one place");
            for feed in &leg.feeds {
                check_declared(&plan, leg, feed);
                check_origin(&scene, &plan, leg, feed);
                check_forwarded(&scene, &plan, leg, feed);
            }
        }
        let heard: BTreeSet<_> = plan.mix.iter().map(|m| m.participant).collect();
        prop_assert_eq!(heard.len(), plan.mix.len(), "somebody is heard twice");
        for input in &plan.mix {
            let source = scene.actor(input.leg);
            prop_assert!(source.stage == Stage::Joined && !source.muted);
        }
        let ids: BTreeSet<_> = plan.classes.iter().map(|c| c.id).collect();
        prop_assert_eq!(ids.len(), plan.classes.len());
        let used = |id| plan.legs.iter().flat_map(|l| &l.feeds).any(|f| f.source == Source::Class { class: id });
        prop_assert!(ids.into_iter().all(used), "an encoder for nobody");
    }

    #[test]
    fn the_same_meeting_has_the_same_plan(scene in scene()) {
        let plan = scene.plan();
        prop_assert_eq!(&scene.plan(), &plan);
        prop_assert_eq!(scene.after(&plan), plan);
    }

    #[test]
    fn a_plan_follows_from_any_plan_before(before in scene(), after in scene()) {
        let first = before.plan();
        let second = after.after(&first);
        prop_assert!(second.version == first.version + 1 || second == first);
        // A picture that the budget has no room for may give its place to another one, once.
        let third = after.after(&second);
        prop_assert_eq!(after.after(&third), third, "does not come to rest");
    }

    #[test]
    fn one_more_viewer_adds_no_decoder_and_no_encoder(scene in scene(), video in video()) {
        let mut scene = scene;
        scene.budget = Budget { millicores: 1_000_000 };
        let viewer = |n| Actor::new(n, vec![limits(Codec::Opus, 111)], video.clone(), 3).viewer();
        // Three parties at least, so that sound is mixed before and after.
        scene.actors.extend([viewer(20), viewer(21)]);
        let before = work(&scene.plan());
        scene.actors.push(viewer(22));
        prop_assert_eq!(work(&scene.plan()), before);
    }
}
