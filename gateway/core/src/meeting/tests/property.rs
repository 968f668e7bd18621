//! What holds whatever happens, in whatever order.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use tolk_model::cause::Reason;
use tolk_model::leg::{ControlRequest, Digit};
use tolk_model::media::{Flow, Rev};
use tolk_model::{
    Cause, ForkId, LegCommand, LegEvent, LegId, MediaDescription, MediaEvent, Role, StreamId,
    TransportId,
};

use super::super::leg::OpenFor;
use super::super::*;
use super::harness::*;
use crate::admission::Way;

#[derive(Clone, Debug)]
enum Act {
    Enter(u8),
    Call(u8),
    Answer,
    Event(u8, u8),
    Ask(u8, u8),
    Media(u8, u8),
    Passage(u8),
    Pass(u16),
    NoPorts(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => any::<u8>().prop_map(Act::Enter),
        2 => any::<u8>().prop_map(Act::Call),
        2 => Just(Act::Answer),
        5 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::Event(a, b)),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::Ask(a, b)),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Act::Media(a, b)),
        2 => any::<u8>().prop_map(Act::Passage),
        2 => (0u16..40_000).prop_map(Act::Pass),
        1 => any::<bool>().prop_map(Act::NoPorts),
    ]
}

fn kind(n: u8) -> MeetingKind {
    [
        MeetingKind::Named,
        MeetingKind::AdHoc,
        MeetingKind::TestCall,
    ][usize::from(n % 3)]
}

/// Every leg that the meeting ever had.
fn legs(world: &World) -> Vec<LegId> {
    let mut legs: Vec<LegId> = world.opens.iter().map(|(leg, _)| *leg).collect();
    legs.sort();
    legs.dedup();
    legs
}

fn event(world: &mut World, leg: LegId, which: u8) -> LegEvent {
    let who = world
        .meeting
        .roster()
        .entries
        .first()
        .map(|e| e.participant);
    let participant = who.unwrap_or(tolk_model::ParticipantId::from_number(1));
    match which % 15 {
        0 => LegEvent::Ringing,
        1 => LegEvent::Lost,
        2 => LegEvent::Resumed,
        3 => LegEvent::RestartAsked,
        4 => LegEvent::Digit(Digit::from_event(which % 16).unwrap()),
        5 => LegEvent::PictureRequest(StreamId(1)),
        6 => LegEvent::Control(
            tolk_model::ControlId(u64::from(which)),
            ControlRequest::Admit { participant },
        ),
        7 => LegEvent::Control(
            tolk_model::ControlId(u64::from(which)),
            ControlRequest::Remove { participant },
        ),
        8 => LegEvent::Control(
            tolk_model::ControlId(u64::from(which)),
            ControlRequest::Mute {
                participant,
                muted: which > 100,
            },
        ),
        9 => LegEvent::Candidates(TransportId(0), Vec::new()),
        10 => LegEvent::Connected(ForkId(0), None),
        11 => LegEvent::MediaRefused {
            replies_to: Rev(u32::from(which)),
            cause: Cause::us(Reason::NotSupported),
        },
        12 => LegEvent::Wish(Vec::new()),
        13 => LegEvent::TransferAsked {
            transfer: tolk_model::ControlId(u64::from(which)),
            to: tolk_model::Address::alias("third"),
            replaces: None,
            by: None,
        },
        _ => {
            world.far.remove(&leg);
            LegEvent::Ended(Cause::far_end(Reason::HungUp))
        }
    }
}

fn question(which: u8) -> MediaDescription {
    let mut description = match which % 3 {
        0 => FarEnd::room().call(),
        1 => FarEnd::phone().call(),
        _ => MediaDescription::default(),
    };
    let flow = [Flow::Both, Flow::SendOnly, Flow::Inactive, Flow::Off][usize::from(which / 3 % 4)];
    for stream in &mut description.streams {
        stream.flow = flow;
    }
    description
}

fn media(leg: LegId, who: tolk_model::ParticipantId, which: u8) -> MediaEvent {
    match which % 7 {
        0 => MediaEvent::Connected(leg),
        1 => MediaEvent::Disconnected(leg),
        2 => MediaEvent::Silent(leg, Duration::from_secs(u64::from(which))),
        3 => MediaEvent::Failed(leg, Cause::network(Reason::MediaLost)),
        4 => MediaEvent::Receiving(leg, StreamId(1), tolk_model::Codec::H264),
        5 => MediaEvent::ActiveSpeaker(who, leg),
        _ => MediaEvent::PromptDone(leg, tolk_model::PromptId::new("test_call")),
    }
}

/// A world and the questions that far ends have asked.
struct History {
    world: World,
    asked: BTreeMap<LegId, u32>,
}

impl History {
    fn act(&mut self, act: Act) {
        let world = &mut self.world;
        let all = legs(world);
        let pick = |n: u8| all.get(usize::from(n) % all.len().max(1)).copied();
        match act {
            Act::Enter(n) => {
                let way = [Way::Join, Way::Lobby, Way::Reception][usize::from(n % 3)];
                let role = [Role::Host, Role::Speaker, Role::Viewer][usize::from(n / 3 % 3)];
                let (far, edge) = if n % 2 == 0 {
                    (FarEnd::browser(), "browser")
                } else {
                    (FarEnd::room(), "sip")
                };
                world.enter(far, edge, way, role);
            }
            Act::Call(n) => world.call(&["a", "b", "c"][..usize::from(n % 4)]),
            Act::Answer => answer(world),
            Act::Event(n, which) => {
                if let Some(leg) = pick(n).filter(|l| world.ended(*l).is_none()) {
                    let event = event(world, leg, which);
                    world.leg(leg, event);
                }
            }
            Act::Ask(n, which) => {
                if let Some(leg) = pick(n).filter(|l| world.ended(*l).is_none()) {
                    let rev = self.asked.entry(leg).or_insert(1_000);
                    *rev += 1;
                    let question = LegEvent::Media {
                        rev: Rev(*rev),
                        replies_to: None,
                        description: question(which),
                    };
                    world.leg(leg, question);
                }
            }
            Act::Media(n, which) => {
                let roster = world.meeting.roster();
                let who = roster.entries.first().map(|e| e.participant);
                if let Some((leg, who)) = pick(n).zip(who) {
                    world.media(media(leg, who, which));
                }
            }
            Act::Passage(n) if n.is_multiple_of(2) => transfer(world, n),
            Act::Passage(n) => passage(world, n),
            Act::Pass(ms) => world.pass(Duration::from_millis(u64::from(ms))),
            Act::NoPorts(no) => world.no_ports = no,
        }
    }

    /// Each question has had exactly one reply; none only when its ports are still being opened, or its leg is over.
    fn check_replies(&self) {
        for (leg, last) in &self.asked {
            for rev in (1_001..=*last).map(Rev) {
                let replies = count(&self.world.told(*leg), |c| match c {
                    LegCommand::Media { replies_to, .. } => *replies_to == Some(rev),
                    LegCommand::RefuseMedia { replies_to, .. } => *replies_to == rev,
                    _ => false,
                });
                let leg = self.world.meeting.leg(*leg);
                let due_later = leg.filter(|l| l.state.is_alive()).is_none_or(|l| {
                    let waits =
                        |o: &OpenFor| matches!(o, OpenFor::Reply(waits, _) if *waits == rev);
                    l.opens.iter().any(waits)
                });
                assert!(
                    replies == 1 || (replies == 0 && due_later),
                    "{replies} replies"
                );
            }
        }
    }
}

/// Admission answers the last one who dialled at the reception, and the leg goes out and comes in again, or is given back.
fn passage(world: &mut World, n: u8) {
    let asked = world.asks.iter().rev().find_map(|ask| match ask {
        MeetingOutput::AskPassage { leg, .. } => Some(*leg),
        _ => None,
    });
    let Some(leg) = asked else {
        return;
    };
    let passage = Passage {
        meeting: tolk_model::MeetingId::from_number(1),
        entry: [Way::Join, Way::Lobby][usize::from(n % 2)],
        role: [Role::Host, Role::Speaker][usize::from(n / 2 % 2)],
        party: party("dialled"),
        instead_of: None,
    };
    let outcome = if n.is_multiple_of(5) {
        Err(Cause::us(Reason::NotFound))
    } else {
        Ok(Box::new(passage))
    };
    world.input(MeetingInput::Passage { leg, outcome });
    if let Some(MeetingOutput::HandOver(handed, _)) = world
        .asks
        .pop_if(|ask| matches!(ask, MeetingOutput::HandOver(..)))
    {
        if n.is_multiple_of(3) {
            let cause = Cause::us(Reason::Overloaded);
            return world.input(MeetingInput::TakeBack(handed, cause));
        }
        arrive(world, handed);
    }
}

/// Admission answers the last one who wants somebody else in its place.
fn transfer(world: &mut World, n: u8) {
    let asked = world.asks.iter().rev().find_map(|ask| match ask {
        MeetingOutput::AskTransfer(question) => Some(question.leg),
        _ => None,
    });
    let Some(leg) = asked else {
        return;
    };
    let passage = Passage {
        meeting: tolk_model::MeetingId::from_number(1),
        entry: Way::Join,
        role: Role::Speaker,
        party: party("passed"),
        instead_of: n.is_multiple_of(8).then_some(leg),
    };
    let outcome = match n / 2 % 5 {
        0 => Err(Cause::us(Reason::Forbidden)),
        1 => Ok(Onto::Comes),
        2 => Ok(Onto::Pass(Box::new(passage))),
        _ => Ok(Onto::Call(Box::new(callee(&["third"])))),
    };
    world.input(MeetingInput::Transfer { leg, outcome });
    if let Some(MeetingOutput::HandOver(handed, _)) = world
        .asks
        .pop_if(|ask| matches!(ask, MeetingOutput::HandOver(..)))
    {
        if n.is_multiple_of(3) {
            return world.input(MeetingInput::TakeBack(
                handed,
                Cause::us(Reason::Overloaded),
            ));
        }
        arrive(world, handed);
    }
}

/// A leg comes to a meeting, or is sent back.
fn arrive(world: &mut World, handed: Box<HandedLeg>) {
    let id = handed.id();
    world.input(MeetingInput::TakeOver(handed));
    let back = |ask: &mut MeetingOutput| matches!(ask, MeetingOutput::HandBack(..));
    match world.asks.pop_if(back) {
        Some(MeetingOutput::HandBack(handed, cause)) => {
            world.input(MeetingInput::TakeBack(handed, cause));
        }
        _ => world.input(MeetingInput::HandedOver(id)),
    }
}

fn answer(world: &mut World) {
    let dialled = |(_, c): &(LegId, LegCommand)| matches!(c, LegCommand::Dial(_));
    if world.said.iter().any(dialled) {
        let (leg, dial) = world.dialled();
        if world.ended(leg).is_none() {
            world.answer(leg, &dial);
        }
    }
}

fn run(kind: MeetingKind, acts: Vec<Act>) -> World {
    let mut history = History {
        world: World::new(kind),
        asked: BTreeMap::new(),
    };
    for act in acts {
        if history.world.over {
            break;
        }
        history.act(act);
    }
    history.check_replies();
    history.world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_breaks_the_rules(n in any::<u8>(), acts in prop::collection::vec(act(), 1..60)) {
        let mut world = run(kind(n), acts);
        // Each leg is released exactly once, when and only when it ended.
        for leg in legs(&world) {
            let released = world.released.iter().filter(|l| **l == leg).count();
            let ended = world.journal.iter().filter(|(l, e)| *l == Some(leg)
                && matches!(e, tolk_model::journal::JournalEvent::LegEnded { .. })).count();
            prop_assert!(released <= 1);
            prop_assert_eq!(released, ended);
        }
        // The record survives a round trip.
        let record = world.meeting.record();
        let json = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<MeetingRecord>(&json).unwrap(), record);
        // Draining always ends it.
        if !world.over {
            world.input(MeetingInput::Drain);
            world.pass(Duration::from_secs(30));
        }
        prop_assert!(world.over);
        prop_assert_eq!(world.meeting.open_transfers(), 0);
        prop_assert!(world.meeting.next_timeout().is_none_or(|(at, _)| at >= world.now.mono));
    }
}
