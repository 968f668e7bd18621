//! Transfers: every order of events, and who is left with whom.

use std::time::Duration;

use tolk_model::leg::{Dial, TransferProgress};
use tolk_model::plan::Source;
use tolk_model::{
    Address, Cause, ControlId, LegCommand, LegEvent, LegId, MeetingId, Now, Reason, Role, Seed,
};

use super::super::*;
use super::harness::*;
use crate::admission::Way;

const NAME: ControlId = ControlId(7);
const HERE: u64 = 1;
const THERE: u64 = 2;

/// A call of two that talks: who asks, and the other.
fn talk() -> (World, LegId, LegId) {
    talk_in(World::new(MeetingKind::AdHoc))
}

fn talk_in(mut world: World) -> (World, LegId, LegId) {
    let asks = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    world.call(&["other"]);
    let (other, dial) = world.dialled();
    world.answer(other, &dial);
    world.media(tolk_model::MediaEvent::Connected(asks));
    (world, asks, other)
}

fn ask(world: &mut World, leg: LegId, replaces: Option<LegId>) {
    let event = LegEvent::TransferAsked {
        transfer: NAME,
        to: Address::alias("third"),
        replaces,
        by: None,
    };
    world.leg(leg, event);
}

fn question(world: &World) -> &TransferQuestion {
    match world.asks.last() {
        Some(MeetingOutput::AskTransfer(question)) => question,
        other => panic!("{other:?}"),
    }
}

fn decide(world: &mut World, leg: LegId, outcome: Result<Onto, Cause>) {
    world.input(MeetingInput::Transfer { leg, outcome });
}

/// Asks, and admission lets the third be called.
fn begin(world: &mut World, leg: LegId) -> (LegId, Dial) {
    ask(world, leg, None);
    let third = Box::new(callee(&["third"]));
    decide(world, leg, Ok(Onto::Call(third)));
    world.dialled()
}

/// What a leg was told of its transfer, in order.
fn progress(world: &World, leg: LegId) -> Vec<String> {
    let told = world.told(leg).into_iter().filter_map(|c| match c {
        LegCommand::TransferProgress(NAME, TransferProgress::Trying) => Some("trying".to_string()),
        LegCommand::TransferProgress(NAME, TransferProgress::Ringing) => {
            Some("ringing".to_string())
        }
        LegCommand::TransferDone(NAME, Ok(())) => Some("done".to_string()),
        LegCommand::TransferDone(NAME, Err(cause)) => Some(cause.reason.as_str().to_string()),
        LegCommand::TransferProgress(..) | LegCommand::TransferDone(..) => {
            panic!("of no transfer: {c:?}")
        }
        _ => None,
    });
    told.collect()
}

/// Whether two hear each other.
fn talk_together(world: &World, one: LegId, two: LegId) -> bool {
    let hears = |leg, from: LegId| match world.feed(leg, 0).map(|f| f.source) {
        Some(Source::Forward { from: heard, .. } | Source::Recode { from: heard, .. }) => {
            heard == from
        }
        _ => false,
    };
    hears(one, two) && hears(two, one)
}

fn hung_up() -> LegEvent {
    LegEvent::Ended(Cause::far_end(Reason::HungUp))
}

#[test]
fn somebody_is_called_in_the_place_of_who_asks() {
    let (mut world, asks, other) = talk();
    ask(&mut world, asks, None);
    let asked = question(&world);
    assert_eq!(asked.party.display_name.reveal(), "guest 101");
    assert_eq!(asked.to.reveal(), &Address::alias("third"));
    assert_eq!(asked.other.as_ref().map(|o| o.0), Some(other));
    assert!(progress(&world, asks).is_empty(), "not before it is agreed");
    let third = Box::new(callee(&["third"]));
    decide(&mut world, asks, Ok(Onto::Call(third)));
    let (third, dial) = world.dialled();
    assert_eq!(dial.transfer, Some((asks, NAME)));
    assert!(talk_together(&world, asks, other), "as before");
    world.leg(third, LegEvent::Ringing);
    world.leg(third, LegEvent::Ringing);
    world.answer(third, &dial);
    assert_eq!(progress(&world, asks), ["trying", "ringing", "done"]);
    assert!(talk_together(&world, third, other));
    assert!(world.ended(asks).is_none(), "it hangs up by itself");
    world.leg(asks, hung_up());
    assert!(world.ended(other).is_none() && world.ended(third).is_none());
    world.leg(other, hung_up());
    assert_eq!(world.reason(third), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn who_does_not_hang_up_is_let_go_and_hears_nothing_meanwhile() {
    let (mut world, asks, other) = talk();
    let (third, dial) = begin(&mut world, asks);
    world.answer(third, &dial);
    assert_eq!(world.feed(asks, 0).map(|f| f.source), Some(Source::Silence));
    world.pass(Duration::from_secs(4));
    assert!(world.ended(asks).is_none());
    world.pass(Duration::from_secs(2));
    assert_eq!(world.reason(asks), Some(Reason::Transferred));
    assert!(talk_together(&world, third, other));
}

#[test]
fn when_nobody_answers_everything_is_as_before() {
    for (event, told) in [
        (LegEvent::Ended(Cause::far_end(Reason::Busy)), "busy"),
        (
            LegEvent::Ended(Cause::far_end(Reason::Declined)),
            "declined",
        ),
    ] {
        let (mut world, asks, other) = talk();
        let (third, _) = begin(&mut world, asks);
        world.leg(third, event);
        assert_eq!(progress(&world, asks), ["trying", told]);
        assert!(talk_together(&world, asks, other));
        assert_eq!(world.meeting.roster().entries.len(), 2);
        // And again, which succeeds.
        let (third, dial) = begin(&mut world, asks);
        world.answer(third, &dial);
        assert!(talk_together(&world, third, other));
    }
    let (mut world, asks, other) = talk();
    let (third, _) = begin(&mut world, asks);
    world.leg(third, LegEvent::Ringing);
    world.pass(Duration::from_secs(61));
    assert_eq!(progress(&world, asks), ["trying", "ringing", "no_answer"]);
    assert!(talk_together(&world, asks, other));
}

#[test]
fn who_hangs_up_early_leaves_a_call_that_goes_on() {
    let (mut world, asks, other) = talk();
    let (third, dial) = begin(&mut world, asks);
    world.leg(asks, hung_up());
    assert!(world.ended(other).is_none(), "waits for the third");
    world.leg(third, LegEvent::Ringing);
    world.answer(third, &dial);
    assert!(talk_together(&world, third, other));
    let (mut world, asks, other) = talk();
    let (third, _) = begin(&mut world, asks);
    world.leg(asks, hung_up());
    world.leg(third, LegEvent::Ended(Cause::far_end(Reason::Busy)));
    assert_eq!(world.reason(other), Some(Reason::Busy), "nobody came");
    assert!(world.over);
}

#[test]
fn when_the_other_hangs_up_nobody_is_called_any_more() {
    let (mut world, asks, other) = talk();
    let (third, _) = begin(&mut world, asks);
    world.leg(third, LegEvent::Ringing);
    world.leg(other, hung_up());
    assert_eq!(world.reason(third), Some(Reason::Cancelled));
    assert_eq!(progress(&world, asks), ["trying", "ringing", "hung_up"]);
    assert_eq!(world.reason(asks), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn when_the_other_hangs_up_after_the_asker_has_the_third_is_not_called_either() {
    let (mut world, asks, other) = talk();
    let (third, _) = begin(&mut world, asks);
    world.leg(asks, hung_up());
    world.leg(other, hung_up());
    assert_eq!(world.reason(third), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn the_other_may_hang_up_while_the_asker_lingers() {
    let (mut world, asks, other) = talk();
    let (third, dial) = begin(&mut world, asks);
    world.answer(third, &dial);
    world.leg(other, hung_up());
    assert_eq!(world.reason(third), Some(Reason::HungUp));
    assert!(world.ended(asks).is_some());
    assert!(world.over);
}

#[test]
fn a_meeting_that_ends_ends_its_transfers() {
    let (mut world, asks, _) = talk();
    let (third, _) = begin(&mut world, asks);
    let end = HostCommand::End(Cause::us(Reason::MeetingEnded));
    world.input(MeetingInput::Host(Author::Operator, end));
    assert_eq!(progress(&world, asks), ["trying", "meeting_ended"]);
    let told = world.told(asks);
    let done = told
        .iter()
        .position(|c| matches!(c, LegCommand::TransferDone(..)));
    let end = told.iter().position(|c| matches!(c, LegCommand::End(_)));
    assert!(done < end, "it is told before it is ended");
    assert!(world.ended(third).is_some());
    assert!(world.over);
}

#[test]
fn a_refusal_of_admission_changes_nothing() {
    let (mut world, asks, other) = talk();
    ask(&mut world, asks, None);
    decide(&mut world, asks, Err(Cause::us(Reason::Forbidden)));
    assert_eq!(progress(&world, asks), ["forbidden"]);
    assert!(talk_together(&world, asks, other));
    // An answer that nobody waits for.
    decide(
        &mut world,
        asks,
        Ok(Onto::Call(Box::new(callee(&["third"])))),
    );
    assert_eq!(world.meeting.roster().entries.len(), 2);
}

#[test]
fn one_transfer_at_a_time_and_not_without_end() {
    let (mut world, asks, other) = talk();
    begin(&mut world, asks);
    let before = world.asks.len();
    ask(&mut world, asks, None);
    assert_eq!(progress(&world, asks), ["trying", "busy"]);
    assert_eq!(world.asks.len(), before, "admission is not asked");
    // The other asks too: that is another transfer.
    ask(&mut world, other, None);
    assert_eq!(world.asks.len(), before + 1);
    let (mut world, asks, _) = talk();
    for _ in 0..40 {
        ask(&mut world, asks, None);
        decide(&mut world, asks, Err(Cause::us(Reason::Forbidden)));
    }
    assert_eq!(world.asks.len(), 32);
    assert_eq!(progress(&world, asks)[39], "rate_limited");
}

#[test]
fn a_call_is_not_passed_on_for_ever() {
    let (mut world, mut asks, other) = talk();
    for hop in 0.. {
        ask(&mut world, asks, None);
        if progress(&world, asks) == ["rate_limited"] {
            assert_eq!(hop, 8);
            break;
        }
        decide(
            &mut world,
            asks,
            Ok(Onto::Call(Box::new(callee(&["third"])))),
        );
        let (third, dial) = world.dialled();
        world.answer(third, &dial);
        world.leg(asks, hung_up());
        asks = third;
    }
    assert!(talk_together(&world, asks, other));
}

#[test]
fn whoever_waits_or_tries_itself_out_passes_nobody_on() {
    let mut world = World::new(MeetingKind::Named);
    let lobby = world.enter(FarEnd::phone(), "sip", Way::Lobby, Role::Speaker);
    let mut test = World::new(MeetingKind::TestCall);
    let tests = test.sip(FarEnd::phone());
    for (world, leg) in [(&mut world, lobby), (&mut test, tests)] {
        ask(world, leg, None);
        assert_eq!(progress(world, leg), ["not_supported"]);
        assert!(world.asks.is_empty());
    }
}

#[test]
fn in_a_meeting_a_place_is_taken_with_no_more_rights() {
    let mut world = World::new(MeetingKind::Named);
    let viewer = world.enter(FarEnd::room(), "sip", Way::Join, Role::Viewer);
    let one = world.sip(FarEnd::phone());
    let two = world.sip(FarEnd::phone());
    let (third, dial) = begin(&mut world, viewer);
    assert!(question_of(&world).other.is_none());
    world.answer(third, &dial);
    let roster = world.meeting.roster();
    assert_eq!(roster.entries.last().map(|e| e.role), Some(Role::Viewer));
    world.pass(Duration::from_secs(6));
    assert_eq!(world.reason(viewer), Some(Reason::Transferred));
    for leg in [one, two, third] {
        assert!(world.ended(leg).is_none());
    }
}

fn question_of(world: &World) -> &TransferQuestion {
    let mut asked = world.asks.iter().filter_map(|ask| match ask {
        MeetingOutput::AskTransfer(question) => Some(question),
        _ => None,
    });
    asked.next().expect("nothing was asked")
}

/// Another meeting, with other legs.
fn elsewhere(kind: MeetingKind) -> World {
    let config = MeetingConfig {
        id: MeetingId::from_number(THERE),
        ..config(kind)
    };
    let now = Now::default().later(Duration::from_secs(1_000));
    let mut world = World::with(Meeting::new(config, now, &Seed::from_number(6)), now);
    world.next = 200;
    world
}

fn to(meeting: u64, instead_of: Option<LegId>) -> Passage {
    Passage {
        meeting: MeetingId::from_number(meeting),
        entry: Way::Join,
        role: Role::Speaker,
        party: party("whoever asked"),
        instead_of,
    }
}

/// Carries a leg from one meeting to the other; it arrives.
fn carry(from: &mut World, into: &mut World) -> LegId {
    let Some(MeetingOutput::HandOver(handed, _)) = from.asks.pop() else {
        panic!("nobody was let go");
    };
    let leg = handed.id();
    into.input(MeetingInput::TakeOver(handed));
    assert_eq!(into.arrived.pop().map(|(leg, _)| leg), Some(leg));
    from.input(MeetingInput::HandedOver(leg));
    leg
}

#[test]
fn the_other_party_goes_to_the_meeting_that_was_named() {
    let (mut here, asks, other) = talk();
    let mut there = elsewhere(MeetingKind::Named);
    let host = there.sip(FarEnd::phone());
    ask(&mut here, asks, None);
    decide(&mut here, asks, Ok(Onto::Pass(Box::new(to(THERE, None)))));
    assert_eq!(progress(&here, asks), ["trying"]);
    assert_eq!(carry(&mut here, &mut there), other);
    assert_eq!(progress(&here, asks), ["trying", "done"]);
    assert!(talk_together(&there, host, other));
    let names: Vec<_> = there.meeting.roster().entries;
    assert_eq!(names[1].display_name.reveal(), "room", "who it is stays");
    here.pass(Duration::from_secs(6));
    assert_eq!(here.reason(asks), Some(Reason::Transferred));
    assert!(here.over && here.ended(other).is_none());
}

#[test]
fn who_could_not_be_handed_over_talks_on() {
    let (mut here, asks, other) = talk();
    ask(&mut here, asks, None);
    decide(&mut here, asks, Ok(Onto::Pass(Box::new(to(THERE, None)))));
    let Some(MeetingOutput::HandOver(handed, _)) = here.asks.pop() else {
        panic!("nobody was let go");
    };
    here.input(MeetingInput::TakeBack(
        handed,
        Cause::us(Reason::Overloaded),
    ));
    assert_eq!(progress(&here, asks), ["trying", "overloaded"]);
    assert!(talk_together(&here, asks, other));
    here.pass(Duration::from_secs(60));
    assert!(here.ended(asks).is_none() && here.ended(other).is_none());
}

/// The other party of a call on its way to a meeting that is locked by the time when it arrives, and is sent back.
fn sent_back() -> (World, LegId, LegId, Box<HandedLeg>, Cause) {
    let (mut here, asks, other) = talk();
    let mut there = elsewhere(MeetingKind::Named);
    there.sip(FarEnd::phone());
    ask(&mut here, asks, None);
    decide(&mut here, asks, Ok(Onto::Pass(Box::new(to(THERE, None)))));
    let lock = HostCommand::Lock(true);
    there.input(MeetingInput::Host(Author::Operator, lock));
    let Some(MeetingOutput::HandOver(handed, _)) = here.asks.pop() else {
        panic!("nobody was let go");
    };
    there.input(MeetingInput::TakeOver(handed));
    let (handed, cause) = there.handed_back();
    assert!(there.ended(other).is_none() && there.arrived.is_empty());
    (here, asks, other, handed, cause)
}

#[test]
fn nothing_is_done_before_the_other_meeting_has_let_it_in() {
    let (mut here, asks, other, handed, cause) = sent_back();
    assert_eq!(progress(&here, asks), ["trying"]);
    here.input(MeetingInput::TakeBack(handed, cause));
    assert_eq!(progress(&here, asks), ["trying", "meeting_locked"]);
    assert!(talk_together(&here, asks, other));
    here.pass(Duration::from_secs(60));
    assert!(here.ended(asks).is_none() && here.ended(other).is_none());
}

#[test]
fn who_comes_back_to_nobody_is_hung_up() {
    // Who asked has hung up meanwhile.
    let (mut here, asks, other, handed, cause) = sent_back();
    here.silent_ports = true;
    here.leg(asks, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    assert!(!here.over, "its ports are open");
    here.input(MeetingInput::TakeBack(handed, cause));
    assert_eq!(here.reason(other), Some(Reason::MeetingLocked));

    // It was put out.
    let (mut here, asks, other, handed, cause) = sent_back();
    here.silent_ports = true;
    let remove = HostCommand::Remove(here.who(asks));
    here.input(MeetingInput::Host(Author::Operator, remove));
    here.input(MeetingInput::TakeBack(handed, cause));
    assert_eq!(here.reason(other), Some(Reason::HungUp));
}

#[test]
fn who_is_lost_on_the_way_is_not_waited_for() {
    let (mut here, asks, ..) = sent_back();
    here.pass(Duration::from_secs(9));
    assert_eq!(progress(&here, asks), ["trying"]);
    here.pass(Duration::from_secs(2));
    assert_eq!(progress(&here, asks), ["trying", "timed_out"]);
    assert_eq!(here.reason(asks), Some(Reason::TimedOut), "it is alone");
}

#[test]
fn of_more_than_two_nobody_is_sent_away() {
    let (mut world, asks, _) = talk();
    world.call(&["more"]);
    let (more, dial) = world.dialled();
    world.answer(more, &dial);
    ask(&mut world, asks, None);
    decide(&mut world, asks, Ok(Onto::Pass(Box::new(to(THERE, None)))));
    assert_eq!(progress(&world, asks), ["not_supported"]);
}

/// Two calls of the same telephone: the legs of the one that it asks on, and of the other.
struct Talks {
    here: World,
    there: World,
    asks: LegId,
    other: LegId,
    second: LegId,
    third: LegId,
}

fn two_talks() -> Talks {
    let (here, asks, other) = talk();
    let (there, second, third) = talk_in(elsewhere(MeetingKind::AdHoc));
    Talks {
        here,
        there,
        asks,
        other,
        second,
        third,
    }
}

impl Talks {
    /// Asks for the far end of its other call, whose meeting is asked.
    fn ask(&mut self) {
        ask(&mut self.here, self.asks, Some(self.second));
        assert_eq!(question(&self.here).replaces, Some(self.second));
        decide(&mut self.here, self.asks, Ok(Onto::Comes));
        let wanted = Wanted {
            leg: self.second,
            passage: to(HERE, Some(self.asks)),
        };
        self.there.input(MeetingInput::Wanted(Box::new(wanted)));
    }

    /// What the other meeting answered goes back.
    fn refused(&mut self) {
        let Some(MeetingOutput::NobodyComes { leg, cause, .. }) = self.there.asks.pop() else {
            panic!("nothing was answered");
        };
        decide(&mut self.here, leg, Err(cause));
    }
}

#[test]
fn after_a_talk_both_others_talk_and_both_legs_go() {
    let mut t = two_talks();
    t.ask();
    assert_eq!(carry(&mut t.there, &mut t.here), t.third);
    assert_eq!(progress(&t.here, t.asks), ["trying", "done"]);
    assert!(talk_together(&t.here, t.other, t.third));
    t.here.pass(Duration::from_secs(6));
    t.there.pass(Duration::from_secs(6));
    assert_eq!(t.here.reason(t.asks), Some(Reason::Transferred));
    assert_eq!(t.there.reason(t.second), Some(Reason::Transferred));
    assert!(t.there.over);
    t.here.leg(t.third, hung_up());
    assert_eq!(t.here.reason(t.other), Some(Reason::HungUp));
    assert!(t.here.over);
}

#[test]
fn a_talk_that_is_not_answered_yet_gives_nobody_away() {
    let mut t = two_talks();
    t.there = elsewhere(MeetingKind::AdHoc);
    t.second = t
        .there
        .enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    t.there.call(&["third"]);
    t.ask();
    t.refused();
    assert_eq!(progress(&t.here, t.asks), ["trying", "not_supported"]);
    assert!(talk_together(&t.here, t.asks, t.other));
    let (third, dial) = t.there.dialled();
    t.there.answer(third, &dial);
    assert!(talk_together(&t.there, t.second, third));
}

#[test]
fn two_that_ask_for_each_other_are_both_refused() {
    let mut t = two_talks();
    ask(&mut t.there, t.second, Some(t.asks));
    decide(&mut t.there, t.second, Ok(Onto::Comes));
    t.ask();
    t.refused();
    assert_eq!(progress(&t.here, t.asks), ["trying", "busy"]);
    let wanted = Wanted {
        leg: t.asks,
        passage: to(THERE, Some(t.second)),
    };
    t.here.input(MeetingInput::Wanted(Box::new(wanted)));
    assert_eq!(carry(&mut t.here, &mut t.there), t.other);
    assert!(talk_together(&t.there, t.other, t.third));
}

#[test]
fn who_asked_may_hang_up_before_the_third_comes() {
    let mut t = two_talks();
    t.ask();
    t.here.leg(t.asks, hung_up());
    assert!(t.here.ended(t.other).is_none(), "somebody comes");
    carry(&mut t.there, &mut t.here);
    assert!(talk_together(&t.here, t.other, t.third));
    // And when nobody comes the call is over.
    for late in [true, false] {
        let mut t = two_talks();
        t.ask();
        t.here.leg(t.asks, hung_up());
        if late {
            t.here.pass(Duration::from_secs(11));
        } else {
            decide(&mut t.here, t.asks, Err(Cause::us(Reason::Overloaded)));
        }
        assert!(t.here.ended(t.other).is_some());
        assert!(t.here.over);
    }
}

#[test]
fn a_meeting_that_does_not_answer_is_not_waited_for() {
    let mut t = two_talks();
    t.ask();
    t.here.pass(Duration::from_secs(11));
    assert_eq!(progress(&t.here, t.asks), ["trying", "timed_out"]);
    assert!(talk_together(&t.here, t.asks, t.other));
}

#[test]
fn a_third_that_comes_back_talks_on_and_who_waits_hears_why() {
    let mut t = two_talks();
    t.ask();
    let Some(MeetingOutput::HandOver(handed, _)) = t.there.asks.pop() else {
        panic!("nobody was let go");
    };
    t.there.input(MeetingInput::TakeBack(
        handed,
        Cause::us(Reason::Overloaded),
    ));
    t.refused();
    assert!(talk_together(&t.there, t.second, t.third));
    assert_eq!(progress(&t.here, t.asks), ["trying", "overloaded"]);
    t.there.pass(Duration::from_secs(60));
    assert!(t.there.ended(t.second).is_none());
}

#[test]
fn a_real_meeting_gets_the_other_party_in_the_place_of_the_leg() {
    let (mut here, asks, other) = talk();
    let full = MeetingConfig {
        id: MeetingId::from_number(THERE),
        max_participants: 2,
        ..config(MeetingKind::Named)
    };
    let now = Now::default().later(Duration::from_secs(1_000));
    let mut there = World::with(Meeting::new(full, now, &Seed::from_number(6)), now);
    there.next = 200;
    let host = there.sip(FarEnd::phone());
    let second = there.enter(FarEnd::phone(), "sip", Way::Join, Role::Viewer);
    there.input(MeetingInput::Host(
        Author::Operator,
        HostCommand::Lock(true),
    ));
    ask(&mut here, asks, Some(second));
    let passage = Box::new(to(THERE, Some(second)));
    decide(&mut here, asks, Ok(Onto::Pass(passage)));
    assert_eq!(carry(&mut here, &mut there), other);
    assert_eq!(progress(&here, asks), ["trying", "done"]);
    assert!(there.ended(other).is_none(), "a place for a place");
    let roster = there.meeting.roster();
    assert_eq!(roster.entries.last().map(|e| e.role), Some(Role::Viewer));
    there.pass(Duration::from_secs(6));
    assert_eq!(there.reason(second), Some(Reason::Transferred));
    assert!(there.ended(host).is_none());
}

/// Another device comes and takes the place of a leg.
fn replace(world: &mut World, old: LegId) -> LegId {
    let mut entrant = world.entrant(&FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    entrant.request.replaces = Some(old);
    world.enter_as(FarEnd::phone(), entrant)
}

#[test]
fn another_device_goes_on_with_a_call() {
    let (mut world, one, other) = talk();
    let who = world.who(one);
    let new = replace(&mut world, one);
    assert_eq!(world.reason(one), Some(Reason::Replaced));
    assert!(talk_together(&world, new, other));
    assert_eq!(world.who(new), who);
    world.leg(new, hung_up());
    assert_eq!(world.reason(other), Some(Reason::HungUp));
    assert!(world.over);
}

#[test]
fn a_leg_that_rings_is_picked_up_by_another_device() {
    let mut world = World::new(MeetingKind::AdHoc);
    let caller = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    let mut called = callee(&["desk", "mobile"]);
    called.targets[1].together = true;
    let command = HostCommand::Call(Box::new(called));
    world.input(MeetingInput::Host(Author::Operator, command));
    let dialled: Vec<LegId> = world
        .said
        .iter()
        .filter(|(_, c)| matches!(c, LegCommand::Dial(_)))
        .map(|(leg, _)| *leg)
        .collect();
    let [desk, mobile] = dialled[..] else {
        panic!("{dialled:?}");
    };
    world.leg(desk, LegEvent::Ringing);
    let new = replace(&mut world, desk);
    for ringing in [desk, mobile] {
        assert_eq!(world.reason(ringing), Some(Reason::AnsweredElsewhere));
    }
    assert!(talk_together(&world, new, caller));
    assert_eq!(world.meeting.roster().entries.len(), 2);
}

#[test]
fn a_device_that_cannot_take_a_call_over_disturbs_nothing() {
    let (mut world, one, other) = talk();
    let mut entrant = world.entrant(&FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    entrant.request.replaces = Some(one);
    for stream in &mut entrant.request.media.streams {
        stream.receive.clear();
        stream.send.clear();
    }
    let new = world.enter_as(FarEnd::phone(), entrant);
    assert!(world.ended(new).is_some());
    assert!(talk_together(&world, one, other));
    // While its ports are opened it may give up.
    world.no_ports = true;
    let new = replace(&mut world, one);
    world.leg(new, LegEvent::Ended(Cause::far_end(Reason::Cancelled)));
    assert!(world.ended(one).is_none());
    assert!(talk_together(&world, one, other));
}

#[test]
fn who_was_passed_on_does_not_come_back_by_another_device() {
    let (mut world, asks, other) = talk();
    let (third, dial) = begin(&mut world, asks);
    world.answer(third, &dial);
    let new = replace(&mut world, asks);
    assert_eq!(world.reason(new), Some(Reason::Gone));
    assert!(talk_together(&world, third, other));
}

fn move_away(world: &mut World, leg: LegId) -> Result<(), Cause> {
    let command = HostCommand::Move {
        participant: world.who(leg),
        to: tolk_model::Pii::new(Address::alias("elsewhere")),
    };
    let now = world.now;
    let result = world.meeting.order(now, &Author::Operator, command);
    // Whatever follows from it.
    world.media(tolk_model::MediaEvent::Connected(leg));
    result
}

/// What a far end was asked for.
fn asked_away(world: &World, leg: LegId) -> ControlId {
    let told = world.told(leg).into_iter().rev();
    let mut asked = told.filter_map(|c| match c {
        LegCommand::Transfer { transfer, .. } => Some(*transfer),
        _ => None,
    });
    asked.next().expect("was not asked")
}

#[test]
fn a_far_end_is_asked_to_call_somebody_else_and_is_let_go() {
    let (mut world, one, other) = talk();
    move_away(&mut world, one).expect("is asked");
    let name = asked_away(&world, one);
    assert_eq!(
        move_away(&mut world, one).map_err(|c| c.reason),
        Err(Reason::Busy)
    );
    world.leg(
        one,
        LegEvent::TransferProgress(name, TransferProgress::Ringing),
    );
    assert!(talk_together(&world, one, other), "until it is done");
    world.leg(one, LegEvent::TransferDone(name, Ok(())));
    world.pass(Duration::from_secs(6));
    assert_eq!(world.reason(one), Some(Reason::Transferred));
    assert!(world.over);
    let told: Vec<&str> = world
        .journal
        .iter()
        .filter_map(|(_, e)| match e {
            tolk_model::journal::JournalEvent::Transfer { what, .. } => Some(what.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["asked", "ringing", "done"]);
}

#[test]
fn who_cannot_be_moved_stays() {
    let (mut world, one, other) = talk();
    move_away(&mut world, one).expect("is asked");
    let name = asked_away(&world, one);
    // Another name is no answer.
    world.leg(one, LegEvent::TransferDone(ControlId(99), Ok(())));
    let busy = Err(Cause::far_end(Reason::Busy));
    world.leg(one, LegEvent::TransferDone(name, busy));
    world.leg(one, LegEvent::TransferDone(name, Ok(())));
    world.pass(Duration::from_secs(60));
    assert!(talk_together(&world, one, other));
    move_away(&mut world, one).expect("may be asked again");
    assert_ne!(asked_away(&world, one), name);
    let mut world = World::new(MeetingKind::Named);
    let page = world.browser(Role::Host);
    assert_eq!(
        move_away(&mut world, page).map_err(|c| c.reason),
        Err(Reason::NotSupported)
    );
}
