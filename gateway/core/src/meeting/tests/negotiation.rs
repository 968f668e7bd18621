//! The revision rule, hold, restarts, candidates, pictures, steering.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::media::{
    Candidate, CandidateAddress, CandidateKind, CandidateProtocol, Flow, Rev, Traversal,
};
use tolk_model::plan::Source;
use tolk_model::{
    Cause, Codec, LegCommand, LegEvent, LegId, MediaDescription, MediaEvent, Role, StreamId,
    TransportId,
};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

/// Asks and returns what was said.
fn ask(world: &mut World, leg: LegId, description: MediaDescription) -> Vec<LegCommand> {
    world.clear();
    world.leg(
        leg,
        LegEvent::Media {
            rev: Rev(7),
            replies_to: None,
            description,
        },
    );
    let media =
        |c: &&&LegCommand| matches!(c, LegCommand::Media { .. } | LegCommand::RefuseMedia { .. });
    world
        .told(leg)
        .iter()
        .filter(media)
        .map(|c| (*c).clone())
        .collect()
}

fn flow(mut description: MediaDescription, flow: Flow) -> MediaDescription {
    for stream in &mut description.streams {
        stream.flow = flow;
    }
    description
}

#[test]
fn hold_and_resume_are_replied_to_once_and_change_the_plan() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    let room = world.sip(FarEnd::room());
    let description = FarEnd::room().call();
    for (theirs, ours, fed) in [
        (Flow::SendOnly, Flow::RecvOnly, false),
        (Flow::Inactive, Flow::Inactive, false),
        (Flow::Both, Flow::Both, true),
    ] {
        let said = ask(&mut world, room, flow(description.clone(), theirs));
        let [
            LegCommand::Media {
                replies_to: Some(Rev(7)),
                description,
                ..
            },
        ] = said.as_slice()
        else {
            panic!("{said:?}");
        };
        assert!(description.streams.iter().all(|s| s.flow == ours));
        assert_eq!(world.feed(room, 0).is_some(), fed);
        let heard = world.feed(page, 0).unwrap().source != Source::Silence;
        assert_eq!(heard, theirs.sends());
    }
    assert_eq!(world.opens.len(), 2, "ports stay");
}

#[test]
fn a_description_without_anything_in_common_is_refused_and_the_leg_lives() {
    let mut world = World::new(MeetingKind::Named);
    let room = world.sip(FarEnd::room());
    let mut description = FarEnd::room().call();
    for stream in &mut description.streams {
        stream.receive.clear();
    }
    let said = ask(&mut world, room, description);
    assert!(matches!(
        said.as_slice(),
        [LegCommand::RefuseMedia {
            replies_to: Rev(7),
            ..
        }]
    ));
    assert!(world.ended(room).is_none());
    assert!(world.feed(room, 0).is_some());
}

#[test]
fn a_phone_that_adds_a_picture_gets_ports_for_it_first() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.sip(FarEnd::phone());
    let said = ask(&mut world, leg, FarEnd::room().call());
    assert_eq!(world.opens.len(), 2);
    let [LegCommand::Media { description, .. }] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!(description.stream(StreamId(1)).unwrap().flow, Flow::Both);
    assert!(!description.stream(StreamId(1)).unwrap().layers.is_empty());
}

#[test]
fn what_the_media_plane_does_not_open_is_off_and_the_rest_goes_on() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.sip(FarEnd::phone());
    let first = world.opens[0].1.clone();
    world.no_ports = true;
    assert!(ask(&mut world, leg, FarEnd::room().call()).is_empty());
    world.media(MediaEvent::Local(leg, local_media(&first, 9)));
    let told = world.told(leg);
    let reply = told.iter().find_map(|c| match c {
        LegCommand::Media { description, .. } => Some(description.clone()),
        _ => None,
    });
    let flows: Vec<Flow> = reply.unwrap().streams.iter().map(|s| s.flow).collect();
    assert_eq!(flows, [Flow::Both, Flow::Off]);
}

#[test]
fn a_second_question_before_the_reply_is_refused() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.sip(FarEnd::phone());
    world.no_ports = true;
    assert!(ask(&mut world, leg, FarEnd::room().call()).is_empty());
    let said = ask(&mut world, leg, FarEnd::room().call());
    assert!(matches!(said.as_slice(), [LegCommand::RefuseMedia { .. }]));
    let ports = local_media(&world.opens[1].1.clone(), 9);
    world.media(MediaEvent::Local(leg, ports));
    let replies = count(&world.told(leg), |c| {
        matches!(
            c,
            LegCommand::Media {
                replies_to: Some(_),
                ..
            }
        )
    });
    assert_eq!(replies, 1);
}

#[test]
fn a_restart_brings_new_credentials_by_one_question() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    let before = world.plans.last().unwrap().legs[0].local.clone();
    world.silent.insert(page);
    world.clear();
    for _ in 0..5 {
        world.leg(page, LegEvent::RestartAsked);
    }
    let questions: Vec<(Rev, MediaDescription)> = world
        .told(page)
        .into_iter()
        .filter_map(|c| match c {
            LegCommand::Media {
                rev,
                replies_to: None,
                description,
            } => Some((*rev, description.clone())),
            _ => None,
        })
        .collect();
    let [(rev, description)] = questions.as_slice() else {
        panic!("{} questions", questions.len());
    };
    assert_eq!(description.streams, before.streams);
    let ufrag = |d: &MediaDescription| match &d.transports[0].traversal {
        Traversal::Ice { credentials, .. } => credentials.ufrag.clone(),
        Traversal::None => String::new(),
    };
    assert_ne!(ufrag(description), ufrag(&before));
    assert_eq!(
        ufrag(&world.plans.last().unwrap().legs[0].local),
        ufrag(&before),
        "agreed only when replied to"
    );
    let reply = FarEnd::browser().describe(description);
    world.leg(
        page,
        LegEvent::Media {
            rev: Rev(3),
            replies_to: Some(*rev),
            description: reply,
        },
    );
    // Those who asked meanwhile get one more, after the first is through.
    assert_eq!(world.opens.len(), 3);
    let now = world.plans.last().unwrap().legs[0].local.clone();
    assert_eq!(ufrag(&now), ufrag(description));
}

#[test]
fn a_reply_to_another_question_is_not_taken() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    let before = world.plans.len();
    let description = MediaDescription::default();
    world.leg(
        page,
        LegEvent::Media {
            rev: Rev(3),
            replies_to: Some(Rev(99)),
            description,
        },
    );
    world.leg(
        page,
        LegEvent::MediaRefused {
            replies_to: Rev(99),
            cause: Cause::far_end(Reason::NotSupported),
        },
    );
    assert_eq!(world.plans.len(), before);
}

#[test]
fn a_reply_that_names_another_revision_leaves_the_question_open() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    world.silent.insert(page);
    world.leg(page, LegEvent::RestartAsked);
    let before = world.plans.last().unwrap().clone();
    let late = LegEvent::Media {
        rev: Rev(3),
        replies_to: Some(Rev(0)),
        description: MediaDescription::default(),
    };
    world.leg(page, late);
    assert_eq!(world.plans.last().unwrap().legs, before.legs);
    let state = world.meeting.debug_state();
    assert_eq!(state["legs"][0]["asked"], 1);
}

/// A far end with ICE.
fn with_ice(mut description: MediaDescription, ufrag: &str) -> MediaDescription {
    for transport in &mut description.transports {
        transport.traversal = ice(ufrag);
    }
    description
}

#[test]
fn a_far_end_that_restarts_ice_gets_new_credentials_in_the_reply() {
    let mut world = World::new(MeetingKind::Named);
    let far = FarEnd::phone();
    let mut entrant = world.entrant(&far, "sip", Way::Join, Role::Speaker);
    entrant.request.media = with_ice(far.call(), "one");
    let leg = entrant.leg;
    world.input(MeetingInput::Enter(Box::new(entrant)));
    let reply = |said: Vec<LegCommand>| match said.as_slice() {
        [LegCommand::Media { description, .. }] => description.transports.clone(),
        other => panic!("{other:?}"),
    };
    let same = reply(ask(&mut world, leg, with_ice(far.call(), "one")));
    assert_eq!(world.opens.len(), 1);
    let new = reply(ask(&mut world, leg, with_ice(far.call(), "two")));
    assert_eq!(world.opens.len(), 2);
    assert_ne!(same, new);
}

#[test]
fn a_picture_on_the_transport_of_the_sound_gets_its_sources_first() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.sip(FarEnd::phone());
    let mut bundled = FarEnd::room().call();
    bundled.streams[1].transport = Some(TransportId(0));
    let said = ask(&mut world, leg, bundled);
    assert_eq!(world.opens.len(), 2);
    let [LegCommand::Media { description, .. }] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert!(description.streams[1].layers[0].ssrc.is_some());
}

fn candidate(port: u16) -> Candidate {
    Candidate {
        foundation: "1".into(),
        component: 1,
        protocol: CandidateProtocol::Udp,
        priority: 100,
        address: CandidateAddress::Ip(([192, 0, 2, 1], port).into()),
        kind: CandidateKind::Host,
        related: None,
    }
}

#[test]
fn candidates_pass_both_ways_and_are_limited() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    world.media(MediaEvent::Candidates(
        page,
        TransportId(0),
        vec![candidate(1)],
    ));
    let told = world.told(page);
    assert!(matches!(told.last(), Some(LegCommand::Candidates(TransportId(0), c)) if c.len() == 1));
    for port in 0..500 {
        world.leg(
            page,
            LegEvent::Candidates(TransportId(0), vec![candidate(port)]),
        );
    }
    world.leg(page, LegEvent::Candidates(TransportId(0), Vec::new()));
    let plan = world.plans.last().unwrap();
    let Traversal::Ice {
        candidates,
        complete,
        ..
    } = &plan.legs[0].remote.transports[0].traversal
    else {
        panic!("no ICE");
    };
    assert_eq!((candidates.len(), *complete), (64, true));
}

#[test]
fn our_candidates_before_the_answer_are_in_it() {
    let mut world = World::new(MeetingKind::AdHoc);
    let far = FarEnd::phone();
    let mut entrant = world.entrant(&far, "sip", Way::Join, Role::Speaker);
    entrant.request.media = with_ice(far.call(), "one");
    let caller = entrant.leg;
    world.input(MeetingInput::Enter(Box::new(entrant)));
    let early = vec![candidate(1)];
    world.media(MediaEvent::Candidates(caller, TransportId(0), early));
    assert!(world.told(caller).is_empty());
    world.call(&["room"]);
    let (room, dial) = world.dialled();
    world.answer(room, &dial);
    let accepted = world.told(caller).into_iter().find_map(|c| match c {
        LegCommand::Accept(description) => Some(description.clone()),
        _ => None,
    });
    let traversal = accepted.unwrap().transports[0].traversal.clone();
    assert!(matches!(traversal, Traversal::Ice { candidates, .. } if candidates.len() == 1));
}

#[test]
fn their_candidates_before_their_description_are_kept_for_it() {
    let mut world = World::new(MeetingKind::Named);
    let entrant = world.entrant(&FarEnd::browser(), "browser", Way::Join, Role::Host);
    let page = entrant.leg;
    world.silent.insert(page);
    world.input(MeetingInput::Enter(Box::new(entrant)));
    for port in 0..500 {
        let early = vec![candidate(port)];
        world.leg(page, LegEvent::Candidates(TransportId(0), early));
    }
    let local = world.plans.last().unwrap().legs[0].local.clone();
    let reply = FarEnd::browser().describe(&local);
    world.leg(
        page,
        LegEvent::Connected(tolk_model::ForkId(0), Some(reply)),
    );
    let traversal = &world.plans.last().unwrap().legs[0].remote.transports[0].traversal;
    assert!(matches!(traversal, Traversal::Ice { candidates, .. } if candidates.len() == 64));
}

#[test]
fn a_picture_request_goes_to_the_source_by_the_way_that_it_understands() {
    let mut world = World::new(MeetingKind::Named);
    let old = world.sip(FarEnd::room());
    let new = world.sip(FarEnd {
        feedback: true,
        ..FarEnd::room()
    });
    world.clear();
    for (asks, source, by_signalling) in [(new, old, 1), (old, new, 0)] {
        for _ in 0..10 {
            world.leg(asks, LegEvent::PictureRequest(StreamId(1)));
        }
        assert!(
            matches!(world.asks.last(), Some(MeetingOutput::NeedsPicture(leg, StreamId(1))) if *leg == asks)
        );
        let asked = count(&world.told(source), |c| {
            matches!(c, LegCommand::PictureRequest(_))
        });
        assert_eq!(asked, by_signalling);
    }
}

#[test]
fn a_sender_without_feedback_is_asked_by_signalling_when_the_media_plane_lacks_its_picture() {
    let mut world = World::new(MeetingKind::Named);
    let old = world.sip(FarEnd::room());
    let new = world.sip(FarEnd {
        feedback: true,
        ..FarEnd::room()
    });
    world.clear();
    for (source, by_signalling) in [(old, 1), (new, 0)] {
        for _ in 0..10 {
            world.media(MediaEvent::PictureNeeded(source, StreamId(1)));
        }
        let asked = count(&world.told(source), |c| {
            matches!(c, LegCommand::PictureRequest(_))
        });
        assert_eq!(asked, by_signalling);
    }
    world.pass(Duration::from_secs(2));
    world.media(MediaEvent::PictureNeeded(old, StreamId(1)));
    let asked = count(&world.told(old), |c| {
        matches!(c, LegCommand::PictureRequest(_))
    });
    assert_eq!(asked, 2, "again, after a while");
}

#[test]
fn a_page_with_a_room_of_one_codec_is_asked_to_send_that() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    let room = world.sip(FarEnd::room());
    let asked = count(&world.told(page), |c| {
        matches!(c, LegCommand::Media { replies_to: None, description, .. }
            if description.stream(StreamId(1)).unwrap().receive[0].codec == Codec::H264)
    });
    assert_eq!(asked, 1);
    assert!(
        matches!(world.feed(room, 1).unwrap().source, Source::Forward { from, .. } if from == page)
    );
    assert!(
        matches!(world.feed(page, 1).unwrap().source, Source::Forward { from, .. } if from == room)
    );
    assert!(
        world.plans.iter().all(|p| p.classes.is_empty()),
        "no encoder, not even for a moment"
    );
    world.media(MediaEvent::Receiving(page, StreamId(1), Codec::H264));
    world.pass(Duration::from_secs(10));
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Forward { .. }
    ));
    // Three: back to what suits most, and the room gets an encoder.
    let third = world.browser(Role::Speaker);
    world.media(MediaEvent::Receiving(third, StreamId(1), Codec::Vp8));
    assert!(matches!(
        world.feed(third, 1).unwrap().source,
        Source::Forward { .. }
    ));
}

#[test]
fn a_page_that_does_not_send_what_it_was_asked_for_is_recoded() {
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    let room = world.sip(FarEnd::room());
    world.media(MediaEvent::Receiving(page, StreamId(1), Codec::Vp8));
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Forward { .. }
    ));
    world.pass(Duration::from_secs(5));
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Class { .. }
    ));
}

#[test]
fn a_page_without_the_codec_is_recoded_and_not_asked() {
    let mut world = World::new(MeetingKind::Named);
    let far = FarEnd {
        video: vec![Codec::Vp8],
        ..FarEnd::browser()
    };
    let page = world.enter(far, "browser", Way::Join, Role::Speaker);
    let room = world.sip(FarEnd::room());
    assert!(matches!(
        world.feed(room, 1).unwrap().source,
        Source::Class { .. }
    ));
    assert!(matches!(
        world.feed(page, 1).unwrap().source,
        Source::Class { .. }
    ));
    assert_eq!(
        count(&world.told(page), |c| matches!(c, LegCommand::Media { .. })),
        0
    );
}
