//! One step at a time.

use tolk_model::codec::{H264Profile, Packetization};
use tolk_model::leg::Wish;
use tolk_model::media::{Flow, PictureSize};
use tolk_model::plan::{Language, Picture, Source};
use tolk_model::{BitRate, Codec, LegId, MediaPlan, ParticipantId, PromptId, SlotId, StreamId};

use super::super::{Budget, Stage};
use super::scene::*;

fn forward(number: u64, stream: u16) -> Source {
    Source::Forward {
        from: LegId::from_number(number),
        stream: StreamId(stream),
    }
}

fn wish(slot: u16, number: Option<u64>, size: Option<(u16, u16)>) -> Wish {
    Wish {
        slot: SlotId(slot),
        participant: number.map(ParticipantId::from_number),
        size: size.map(|(w, h)| PictureSize::new(w, h)),
    }
}

fn class_of(plan: &MediaPlan, number: u64) -> tolk_model::plan::Class {
    let Some(Source::Class { class }) = feed(plan, number, 1).map(|f| f.source.clone()) else {
        panic!("no class: {:?}", feed(plan, number, 1));
    };
    let found = plan.classes.iter().find(|c| c.id == class);
    found.expect("a class that is not in the plan").clone()
}

#[test]
fn sound_between_two_is_forwarded_or_recoded() {
    let pages = Scene::of(vec![Actor::page(1), Actor::page(2)]).plan();
    assert_eq!(feed(&pages, 1, 0).unwrap().source, forward(2, 0));
    let mixed = Scene::of(vec![Actor::page(1), Actor::room(2)]).plan();
    let recoded = feed(&mixed, 1, 0).unwrap();
    assert!(matches!(recoded.source, Source::Recode { .. }));
    assert_eq!(recoded.codec.codec, Codec::Opus);
    assert_eq!(feed(&mixed, 2, 0).unwrap().codec.codec, Codec::G722);
    // The room sends what the phone has only as its second choice: it is forwarded when that is what arrives.
    let mut room = Actor::room(1);
    room.receiving.insert(StreamId(0), Codec::Pcma);
    let phone = Scene::of(vec![room, Actor::phone(2)]).plan();
    assert_eq!(feed(&phone, 2, 0).unwrap().source, forward(1, 0));
}

#[test]
fn three_hear_a_mix_even_when_only_one_of_them_speaks() {
    let mut scene = Scene::of(vec![Actor::page(1), Actor::room(2), Actor::phone(3)]);
    scene.actors[1].muted = true;
    scene.actors[2].muted = true;
    let plan = scene.plan();
    assert!(matches!(
        feed(&plan, 2, 0).unwrap().source,
        Source::Mix { .. }
    ));
    assert_eq!(feed(&plan, 1, 0).unwrap().source, Source::Silence);
    assert_eq!(plan.mix.len(), 1);
}

#[test]
fn somebody_with_two_legs_is_heard_once_and_not_by_oneself() {
    let mut phone = Actor::phone(2);
    phone.participant = 1;
    let plan = Scene::of(vec![Actor::page(1), phone, Actor::room(3)]).plan();
    assert_eq!(
        feed(&plan, 3, 0).unwrap().source,
        Source::Recode {
            from: LegId::from_number(1),
            stream: StreamId(0),
        }
    );
    for own in [1, 2] {
        assert!(
            matches!(feed(&plan, own, 0).unwrap().source, Source::Recode { from, .. } if from == LegId::from_number(3))
        );
    }
}

#[test]
fn a_leg_that_only_waits_hears_and_shows_what_it_should() {
    let lobby = Stage::Waiting {
        prompt: Some(PromptId::new("lobby")),
        repeat: true,
        slide: Some(PromptId::new("lobby")),
    };
    let plan = Scene::of(vec![
        Actor::page(1),
        Actor::room(2).at(lobby.clone()),
        Actor::room(3).at(lobby),
        Actor::room(4).at(Stage::Quiet),
    ])
    .plan();
    assert!(matches!(
        feed(&plan, 2, 0).unwrap().source,
        Source::Prompt { repeat: true, .. }
    ));
    assert_eq!(plan.classes.len(), 1, "one slide for all that wait");
    let slide = class_of(&plan, 2);
    assert_eq!(slide, class_of(&plan, 3));
    assert_eq!(slide.frame_rate, 5);
    assert_eq!(feed(&plan, 4, 0).unwrap().source, Source::Silence);
    assert!(feed(&plan, 4, 1).is_none());
    assert_eq!(feed(&plan, 1, 0).unwrap().source, Source::Silence);
}

#[test]
fn each_leg_that_waits_is_told_in_its_own_language() {
    let waits = Stage::Waiting {
        prompt: Some(PromptId::new("test_call")),
        repeat: false,
        slide: Some(PromptId::new("test_call")),
    };
    let plan = Scene::of(vec![
        Actor::room(1).at(waits.clone()),
        Actor::room(2).at(waits.clone()).speaking(Language::En),
        Actor::page(3).at(waits).speaking(Language::En),
    ])
    .plan();
    let told = |leg| match feed(&plan, leg, 0).unwrap().source {
        Source::Prompt { language, .. } => language,
        ref other => panic!("{leg} hears {other:?}"),
    };
    let read = |leg| match class_of(&plan, leg).picture {
        Picture::Slide { language, .. } => language,
        ref other => panic!("{leg} sees {other:?}"),
    };
    let expected = [Language::Sv, Language::En, Language::En];
    assert_eq!([1, 2, 3].map(told), expected);
    assert_eq!([1, 2, 3].map(read), expected);
}

#[test]
fn pictures_are_forwarded_where_one_encoding_satisfies() {
    let plan = Scene::of(vec![
        Actor::page(1),
        Actor::page(2),
        Actor::room(3),
        Actor::room(4),
    ])
    .plan();
    // Pages see pages and rooms unchanged.
    for stream in 1..=3 {
        assert!(matches!(
            feed(&plan, 1, stream).unwrap().source,
            Source::Forward { .. }
        ));
    }
    // Rooms see the first page by one encoder for both.
    assert_eq!(plan.classes.len(), 1);
    assert_eq!(class_of(&plan, 3), class_of(&plan, 4));
    assert_eq!(class_of(&plan, 3).codec.codec, Codec::H264);
    assert_eq!(
        feed(&plan, 3, 1).unwrap().codec.payload_type.get(),
        97,
        "the receiver's payload type"
    );
}

#[test]
fn what_profile_and_packing_forbid_is_recoded() {
    use H264Profile::{Baseline, ConstrainedBaseline, High};
    use Packetization::{NonInterleaved, SingleNal};
    let table = [
        (
            (Baseline, NonInterleaved),
            (ConstrainedBaseline, NonInterleaved),
            true,
        ),
        (
            (ConstrainedBaseline, SingleNal),
            (High, NonInterleaved),
            true,
        ),
        (
            (High, NonInterleaved),
            (ConstrainedBaseline, NonInterleaved),
            false,
        ),
        (
            (ConstrainedBaseline, NonInterleaved),
            (ConstrainedBaseline, SingleNal),
            false,
        ),
    ];
    for ((profile, packing), (takes, unpacks), forwarded) in table {
        let audio = vec![limits(Codec::Pcma, 8)];
        let sender = Actor::new(1, audio.clone(), vec![h264(97, profile, packing, 31)], 1);
        let receiver = Actor::new(2, audio, vec![h264(98, takes, unpacks, 31)], 1);
        let plan = Scene::of(vec![sender, receiver]).plan();
        let is_forward = feed(&plan, 2, 1).unwrap().source == forward(1, 1);
        assert_eq!(
            is_forward, forwarded,
            "{profile:?} {packing:?} to {takes:?} {unpacks:?}"
        );
        if !forwarded {
            let class = class_of(&plan, 2);
            let accepted = &feed(&plan, 2, 1).unwrap().codec;
            assert!(class.codec.is_compatible_with(accepted));
        }
    }
}

#[test]
fn an_encoder_keeps_within_what_its_receivers_said() {
    let (baseline, packing) = (
        H264Profile::ConstrainedBaseline,
        Packetization::NonInterleaved,
    );
    let table = [
        (31, None, (1280, 720), 1_500),
        (31, Some(5_000), (1280, 720), 1_500),
        (31, Some(1_000), (1280, 720), 936),
        (31, Some(700), (640, 360), 636),
        (30, None, (640, 360), 700),
        (13, None, (320, 180), 250),
        (31, Some(200), (320, 180), 136),
    ];
    for (level, kbps, size, rate) in table {
        let mut room = Actor::new(
            2,
            vec![limits(Codec::Pcma, 8)],
            vec![h264(97, baseline, packing, level)],
            1,
        );
        if let Some(kbps) = kbps {
            room = room.limited(kbps);
        }
        let plan = Scene::of(vec![Actor::page(1), room]).plan();
        let class = class_of(&plan, 2);
        assert_eq!(
            (class.size.width, class.size.height),
            size,
            "level {level}, {kbps:?} kbit/s"
        );
        assert_eq!(class.bitrate, BitRate::kbps(rate));
    }
    // A receiver of stamps gets nothing rather than too much.
    let stamps = Actor::new(
        2,
        vec![limits(Codec::Pcma, 8)],
        vec![h264(97, baseline, packing, 10)],
        1,
    );
    let plan = Scene::of(vec![Actor::page(1), stamps]).plan();
    assert!(feed(&plan, 2, 1).is_none());
    assert_eq!(plan.notes.len(), 1);
}

#[test]
fn a_codec_that_is_only_forwarded_is_never_recoded() {
    let mut page = Actor::page(1);
    page.remote.streams[1].send = vec![limits(Codec::Vp9, 98)];
    let plan = Scene::of(vec![page, Actor::room(2)]).plan();
    assert!(feed(&plan, 2, 1).is_none());
    assert!(plan.notes[0].contains("vp9"));
}

#[test]
fn hold_stops_both_directions_that_it_names() {
    for (flow, is_fed, feeds_other) in [
        (Flow::Both, true, true),
        (Flow::SendOnly, false, true),
        (Flow::RecvOnly, true, false),
        (Flow::Inactive, false, false),
        (Flow::Off, false, false),
    ] {
        let mut held = Actor::room(2);
        for stream in &mut held.remote.streams {
            stream.flow = flow;
        }
        let plan = Scene::of(vec![Actor::page(1), held]).plan();
        assert_eq!(!feeds(&plan, 2).is_empty(), is_fed, "{flow:?}");
        assert_eq!(feed(&plan, 1, 1).is_some(), feeds_other, "{flow:?}");
        assert_eq!(
            feed(&plan, 1, 0).unwrap().source != Source::Silence,
            feeds_other
        );
    }
}

#[test]
fn one_picture_shows_who_spoke_last_except_oneself() {
    let scene = Scene::of(vec![
        Actor::page(1),
        Actor::page(2),
        Actor::room(3),
        Actor::room(4),
    ]);
    for (spoken, room3, room4) in [
        (&[][..], 1, 1),
        (&[2], 2, 2),
        (&[3, 2], 2, 3),
        (&[4, 3, 2], 4, 3),
    ] {
        let plan = scene.clone().spoken(spoken).plan();
        assert_eq!(
            (shown(&plan, 3), shown(&plan, 4)),
            (vec![room3], vec![room4]),
            "{spoken:?}"
        );
    }
}

#[test]
fn who_is_shown_stays_where_it_is() {
    let three = Scene::of(vec![Actor::page(1), Actor::page(2), Actor::page(3)]);
    let first = three.plan();
    assert_eq!(&shown(&first, 1)[..3], [2, 3, 0]);
    let four = Scene::of(vec![
        Actor::page(1),
        Actor::page(2),
        Actor::page(3),
        Actor::page(4),
    ])
    .spoken(&[4, 3]);
    let second = four.after(&first);
    assert_eq!(&shown(&second, 1)[..4], [2, 3, 4, 0]);
    // The first of them leaves: the others do not move, and its place is free.
    let left = Scene::of(vec![Actor::page(1), Actor::page(3), Actor::page(4)]);
    let third = left.after(&second);
    assert_eq!(&shown(&third, 1)[..4], [0, 3, 4, 0]);
}

#[test]
fn more_than_there_are_places_shows_those_who_spoke() {
    let mut actors: Vec<Actor> = (1..=4).map(Actor::page).collect();
    let audio = vec![limits(Codec::Opus, 111)];
    actors.push(Actor::new(5, audio, vec![limits(Codec::Vp8, 96)], 2));
    let scene = Scene::of(actors).spoken(&[1, 2]);
    let first = scene.plan();
    assert_eq!(shown(&first, 5), [1, 2]);
    let second = scene.spoken(&[4, 2, 1]).after(&first);
    assert_eq!(shown(&second, 5), [4, 2], "only one place changed");
}

#[test]
fn wishes_come_first_and_hide_what_is_not_wanted() {
    let page = Actor::page(1).wishing(vec![
        wish(0, Some(4), Some((320, 180))),
        wish(1, Some(1), None),
        wish(2, None, Some((0, 0))),
    ]);
    let plan = Scene::of(vec![page, Actor::page(2), Actor::page(3), Actor::page(4)]).plan();
    assert_eq!(
        &shown(&plan, 1)[..5],
        [4, 2, 0, 3, 0],
        "nobody sees oneself, and slot 2 is hidden"
    );
    assert_eq!(
        feed(&plan, 1, 1).unwrap().max_size,
        Some(PictureSize::new(320, 180))
    );
}

#[test]
fn a_small_wish_gets_a_small_encoder() {
    let room = Actor::room(2).wishing(vec![wish(0, None, Some((640, 360)))]);
    let plan = Scene::of(vec![Actor::page(1), room, Actor::room(3)]).plan();
    assert_eq!(class_of(&plan, 2).size, PictureSize::new(640, 360));
    assert_eq!(class_of(&plan, 3).size, PictureSize::new(1280, 720));
}

#[test]
fn an_encoder_keeps_its_identity() {
    let rooms = |spoken: &[u64]| {
        Scene::of(vec![Actor::page(1), Actor::page(2), Actor::room(3)]).spoken(spoken)
    };
    let first = rooms(&[1]).plan();
    let second = rooms(&[2, 1]).after(&first);
    assert_eq!(
        class_of(&first, 3).id,
        class_of(&second, 3).id,
        "shows somebody else, runs on"
    );
    assert_ne!(class_of(&first, 3).picture, class_of(&second, 3).picture);
    let mut four = rooms(&[2, 1]);
    four.actors.push(Actor::room(4).limited(300));
    let third = four.after(&second);
    assert_eq!(class_of(&third, 3).id, class_of(&second, 3).id);
    assert_ne!(class_of(&third, 4).id, class_of(&second, 3).id);
}

#[test]
fn a_plan_that_does_not_change_keeps_its_version() {
    let scene = Scene::of(vec![Actor::page(1), Actor::room(2)]);
    let first = scene.plan();
    assert_eq!(scene.after(&first), first);
    let mut muted = scene.clone();
    muted.actors[0].muted = true;
    assert_eq!(muted.after(&first).version, first.version + 1);
}

#[test]
fn a_small_budget_gives_up_size_before_frames_before_pictures() {
    let mut scene = Scene::of(vec![Actor::page(1), Actor::room(2)]);
    let cases = [
        (1_000, Some((1280, 30))),
        (120, Some((640, 30))),
        (60, Some((320, 15))),
        (43, Some((320, 8))),
        (10, None),
    ];
    for (millicores, expected) in cases {
        scene.budget = Budget { millicores };
        let plan = scene.plan();
        let class = plan.classes.first().map(|c| (c.size.width, c.frame_rate));
        assert_eq!(class, expected, "{millicores}");
        assert_eq!(plan.notes.is_empty(), millicores == 1_000);
        assert!(feed(&plan, 2, 0).is_some(), "sound is never given up");
    }
}

#[test]
fn rooms_with_different_packing_share_when_it_is_tight() {
    let (baseline, level) = (H264Profile::ConstrainedBaseline, 31);
    let audio = vec![limits(Codec::Pcma, 8)];
    let room = |n, packing| {
        Actor::new(
            n,
            audio.clone(),
            vec![h264(97, baseline, packing, level)],
            1,
        )
    };
    let mut scene = Scene::of(vec![
        Actor::page(1),
        room(2, Packetization::NonInterleaved),
        room(3, Packetization::SingleNal),
    ])
    .spoken(&[1]);
    scene.actors[1].camera_off = true;
    scene.actors[2].camera_off = true;
    assert_eq!(scene.plan().classes.len(), 2);
    scene.budget = Budget { millicores: 200 };
    let plan = scene.plan();
    assert_eq!(plan.classes.len(), 1);
    for n in [2, 3] {
        let accepted = &feed(&plan, n, 1).unwrap().codec;
        assert!(plan.classes[0].codec.is_compatible_with(accepted));
    }
    assert!(matches!(plan.classes[0].picture, Picture::Of { .. }));
}

#[test]
fn the_test_call_shows_each_its_own_picture() {
    let plan = Scene::of(vec![
        Actor::page(1).at(Stage::Echo),
        Actor::phone(2).at(Stage::Echo),
    ])
    .plan();
    assert_eq!(
        feed(&plan, 1, 0).unwrap().source,
        Source::Echo {
            stream: StreamId(0)
        }
    );
    assert_eq!(
        feed(&plan, 1, 1).unwrap().source,
        Source::Echo {
            stream: StreamId(1)
        }
    );
    assert_eq!(feeds(&plan, 1).len(), 2);
    assert_eq!(feeds(&plan, 2).len(), 1);
}
