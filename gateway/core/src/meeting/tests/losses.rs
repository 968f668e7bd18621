//! Media that does not come, or ceases to.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::plan::Quality;
use tolk_model::{BitRate, Cause, LegEvent, LegId, MediaEvent, MeetingId, Role, StreamId};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

#[test]
fn media_that_never_connects_is_blocked() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.enter(FarEnd::browser(), "browser", Way::Join, Role::Speaker);
    world.pass(Duration::from_secs(14));
    assert!(world.ended(leg).is_none());
    world.pass(Duration::from_secs(2));
    assert_eq!(world.ended(leg), Some(Cause::network(Reason::MediaBlocked)));
}

#[test]
fn pictures_that_end_workers_are_written_down() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.browser(Role::Speaker);
    world.media(MediaEvent::StreamRefused(leg, StreamId(1)));
    world.media(MediaEvent::WorkerReplaced(
        MeetingId::from_number(1),
        "hung",
    ));
    let refused = |(of, event): &(Option<LegId>, JournalEvent)| {
        *of == Some(leg)
            && matches!(
                event,
                JournalEvent::StreamRefused {
                    stream: StreamId(1)
                }
            )
    };
    assert!(world.journal.iter().any(refused));
    let replaced = |(of, event): &(Option<LegId>, JournalEvent)| {
        of.is_none() && matches!(event, JournalEvent::WorkerReplaced { why } if why == "hung")
    };
    assert!(world.journal.iter().any(replaced));
    assert!(world.ended(leg).is_none());
}

#[test]
fn a_path_that_does_not_come_back_is_lost() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.browser(Role::Speaker);
    world.media(MediaEvent::Disconnected(leg));
    world.pass(Duration::from_secs(20));
    world.media(MediaEvent::Connected(leg));
    world.pass(Duration::from_secs(60));
    assert!(world.ended(leg).is_none(), "it came back");
    world.media(MediaEvent::Disconnected(leg));
    world.pass(Duration::from_secs(29));
    world.media(MediaEvent::Disconnected(leg));
    world.pass(Duration::from_secs(2));
    assert_eq!(world.reason(leg), Some(Reason::MediaLost));
}

#[test]
fn a_silent_room_is_lost_and_a_silent_page_is_not() {
    let mut world = World::new(MeetingKind::Named);
    let (room, page) = (world.sip(FarEnd::room()), world.browser(Role::Speaker));
    for leg in [room, page] {
        world.media(MediaEvent::Silent(leg, Duration::from_secs(5)));
    }
    world.pass(Duration::from_secs(24));
    assert!(world.ended(room).is_none());
    world.pass(Duration::from_secs(2));
    assert_eq!(world.reason(room), Some(Reason::MediaLost));
    assert!(world.ended(page).is_none());
}

#[test]
fn a_room_that_is_heard_again_stays() {
    let mut world = World::new(MeetingKind::Named);
    let room = world.sip(FarEnd::room());
    world.media(MediaEvent::Silent(room, Duration::from_secs(5)));
    world.pass(Duration::from_secs(10));
    let quality = Quality {
        rate_in: BitRate::kbps(64),
        ..Quality::default()
    };
    world.media(MediaEvent::Quality(room, quality));
    world.pass(Duration::from_secs(60));
    assert!(world.ended(room).is_none());
}

#[test]
fn a_leg_whose_media_fails_ends_with_that_cause() {
    let mut world = World::new(MeetingKind::Named);
    world.no_ports = true;
    let leg = world.enter(FarEnd::browser(), "browser", Way::Join, Role::Speaker);
    world.media(MediaEvent::Failed(leg, Cause::us(Reason::Overloaded)));
    assert_eq!(world.reason(leg), Some(Reason::Overloaded));
    assert_eq!(world.released, [leg]);
}

#[test]
fn a_life_leaves_its_lines_in_the_journal() {
    let mut world = World::new(MeetingKind::Named);
    let leg = world.enter(FarEnd::browser(), "browser", Way::Join, Role::Speaker);
    world.pass(Duration::from_millis(300));
    world.media(MediaEvent::Connected(leg));
    world.pass(Duration::from_secs(10));
    world.leg(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    let lines: Vec<&JournalEvent> = world.journal.iter().map(|(_, e)| e).collect();
    let [
        JournalEvent::MeetingOpened { .. },
        JournalEvent::LegOpened { .. },
        JournalEvent::LegConnected { setup_ms: 0 },
        JournalEvent::MediaConnected { after_ms: 300 },
        JournalEvent::LegEnded {
            lasted_ms: 10_300, ..
        },
        JournalEvent::MediaClosed { .. },
    ] = lines.as_slice()
    else {
        panic!("{lines:?}");
    };
}

#[test]
fn a_media_plane_that_forgets_a_leg_does_not_keep_the_meeting() {
    let mut meeting = Meeting::new(
        config(MeetingKind::AdHoc),
        tolk_model::Now::default(),
        &tolk_model::Seed::from_number(1),
    );
    let mut world = World::new(MeetingKind::AdHoc);
    let entrant = world.entrant(&FarEnd::browser(), "browser", Way::Join, Role::Host);
    let leg = entrant.leg;
    let now = tolk_model::Now::default();
    meeting.handle(now, MeetingInput::Enter(Box::new(entrant)));
    meeting.handle(
        now,
        MeetingInput::Leg(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp))),
    );
    let over = |meeting: &mut Meeting| {
        std::iter::from_fn(|| meeting.poll()).any(|o| matches!(o, MeetingOutput::Over))
    };
    assert!(!over(&mut meeting));
    meeting.timeout(now.later(Duration::from_secs(11)));
    assert!(over(&mut meeting));
}

#[test]
fn a_caller_on_hold_from_the_start_is_not_blocked() {
    let mut world = World::new(MeetingKind::Named);
    let far = FarEnd::phone();
    let mut entrant = world.entrant(&far, "sip", Way::Join, Role::Speaker);
    for stream in &mut entrant.request.media.streams {
        stream.flow = tolk_model::media::Flow::Inactive;
    }
    let leg = entrant.leg;
    world.input(MeetingInput::Enter(Box::new(entrant)));
    world.pass(Duration::from_secs(60));
    assert!(world.ended(leg).is_none());
}

#[test]
fn an_edge_that_never_says_that_a_leg_ended_does_not_keep_the_meeting() {
    let now = tolk_model::Now::default();
    let seed = tolk_model::Seed::from_number(1);
    let mut meeting = Meeting::new(config(MeetingKind::AdHoc), now, &seed);
    let mut world = World::new(MeetingKind::AdHoc);
    let entrant = world.entrant(&FarEnd::browser(), "browser", Way::Join, Role::Host);
    let leg = entrant.leg;
    let outputs = |meeting: &mut Meeting| -> Vec<MeetingOutput> {
        std::iter::from_fn(|| meeting.poll()).collect()
    };
    meeting.handle(now, MeetingInput::Enter(Box::new(entrant)));
    meeting.handle(now, MeetingInput::Drain);
    let said = outputs(&mut meeting);
    assert!(
        !said.iter().any(|o| matches!(o, MeetingOutput::Release(_))),
        "{said:?}"
    );
    let late = now.later(Duration::from_secs(41));
    meeting.timeout(late);
    let said = outputs(&mut meeting);
    assert!(
        said.iter()
            .any(|o| matches!(o, MeetingOutput::Release(l) if *l == leg)),
        "{said:?}"
    );
    meeting.timeout(late.later(Duration::from_secs(11)));
    assert!(
        outputs(&mut meeting)
            .iter()
            .any(|o| matches!(o, MeetingOutput::Over))
    );
}

#[test]
fn a_caller_does_not_make_us_send_to_our_own_machine() {
    let named = |origin: &str| {
        let mut world = World::new(MeetingKind::Named);
        let far = FarEnd::phone();
        let mut entrant = world.entrant(&far, "sip", Way::Join, Role::Speaker);
        entrant.request.origin = origin.parse().unwrap();
        for transport in &mut entrant.request.media.transports {
            transport.rtp = "127.0.0.1:4000".parse().ok();
        }
        let leg = world.enter_as(far, entrant);
        let plan = world.plans.last().unwrap().clone();
        let of_leg = plan.legs.iter().find(|l| l.leg == leg).unwrap();
        of_leg.remote.transports[0].rtp.unwrap().to_string()
    };
    assert_eq!(named("203.0.113.7"), "0.0.0.0:4000");
    assert_eq!(named("127.0.0.1"), "127.0.0.1:4000");
}
