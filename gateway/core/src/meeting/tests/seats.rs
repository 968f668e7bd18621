//! Who comes in somebody's place, when that one waits, has gone, or is being put out.

use std::time::Duration;

use tolk_model::party::Presence;
use tolk_model::{
    Address, Cause, ControlId, LegEvent, LegId, MediaEvent, MeetingId, Now, Reason, Role, Seed,
};

use super::super::timers::Timer;
use super::super::*;
use super::harness::*;
use crate::admission::Way;

const THERE: u64 = 2;

/// A real meeting: its host, and a leg whose place somebody should take.
struct Hall {
    world: World,
    host: LegId,
    seat: LegId,
}

fn hall(way: Way, lobby: LobbyPolicy) -> Hall {
    let config = MeetingConfig {
        id: MeetingId::from_number(THERE),
        lobby,
        ..config(MeetingKind::Named)
    };
    let now = Now::default().later(Duration::from_secs(1_000));
    let mut world = World::with(Meeting::new(config, now, &Seed::from_number(6)), now);
    world.next = 200;
    let host = world.enter(FarEnd::phone(), "sip", Way::Join, Role::Host);
    let seat = world.enter(FarEnd::phone(), "sip", way, Role::Speaker);
    for leg in [host, seat] {
        world.media(MediaEvent::Connected(leg));
    }
    Hall { world, host, seat }
}

impl Hall {
    fn arrives(&mut self, handed: Box<HandedLeg>) -> LegId {
        let leg = handed.id();
        self.world.input(MeetingInput::TakeOver(handed));
        leg
    }

    fn hangs_up(&mut self, leg: LegId) {
        let event = LegEvent::Ended(Cause::far_end(Reason::HungUp));
        self.world.leg(leg, event);
    }

    fn is(&self, leg: LegId) -> Presence {
        let who = self.world.who(leg);
        let roster = self.world.meeting.roster();
        let found = roster.entries.iter().find(|e| e.participant == who);
        found.expect("is in no roster").presence
    }

    fn patience(&self, leg: LegId) -> bool {
        let who = self.world.who(leg);
        self.world.meeting.timers.runs(Timer::Patience(who))
    }
}

/// The other party of a call, on its way to a seat.
fn let_go(seat: LegId, seed: u8) -> Box<HandedLeg> {
    let now = Now::default().later(Duration::from_secs(1_000));
    let meeting = Meeting::new(
        config(MeetingKind::AdHoc),
        now,
        &Seed::from_number(seed.into()),
    );
    let mut here = World::with(meeting, now);
    here.next = u64::from(seed) * 100;
    let asks = here.enter(FarEnd::phone(), "sip", Way::Join, Role::Speaker);
    here.call(&["other"]);
    let (other, dial) = here.dialled();
    here.answer(other, &dial);
    let asked = LegEvent::TransferAsked {
        transfer: ControlId(7),
        to: Address::alias("hall"),
        replaces: Some(seat),
        by: None,
    };
    here.leg(asks, asked);
    let passage = Passage {
        meeting: MeetingId::from_number(THERE),
        entry: Way::Join,
        role: Role::Speaker,
        party: party("whoever asked"),
        instead_of: Some(seat),
    };
    let outcome = Ok(Onto::Pass(Box::new(passage)));
    here.input(MeetingInput::Transfer { leg: asks, outcome });
    match here.asks.pop() {
        Some(MeetingOutput::HandOver(handed, _)) => handed,
        other => panic!("nobody was let go: {other:?}"),
    }
}

#[test]
fn who_comes_for_a_seat_that_has_gone_waits_for_a_host() {
    for way in [Way::Lobby, Way::Join] {
        for lobby in [
            LobbyPolicy::AsAdmitted,
            LobbyPolicy::AllButHosts,
            LobbyPolicy::Nobody,
        ] {
            let mut hall = hall(way, lobby);
            let handed = let_go(hall.seat, 11);
            hall.hangs_up(hall.seat);
            let new = hall.arrives(handed);
            assert_eq!(hall.is(new), Presence::Lobby, "{way:?} {lobby:?}");
            assert!(hall.patience(new));
            let participant = hall.world.who(new);
            let admit = tolk_model::leg::ControlRequest::Admit { participant };
            hall.world.control(hall.host, admit).unwrap();
            assert_eq!(hall.is(new), Presence::Joined);
            assert!(!hall.patience(new));
        }
    }
}

#[test]
fn a_seat_lets_in_one() {
    let mut hall = hall(Way::Join, LobbyPolicy::AsAdmitted);
    let (first, second) = (let_go(hall.seat, 11), let_go(hall.seat, 12));
    let first = hall.arrives(first);
    let second = hall.arrives(second);
    assert_eq!(hall.is(first), Presence::Joined);
    assert_eq!(hall.is(second), Presence::Lobby);
}

#[test]
fn who_is_being_put_out_leaves_no_seat() {
    let mut hall = hall(Way::Join, LobbyPolicy::AsAdmitted);
    let handed = let_go(hall.seat, 11);
    let remove = HostCommand::Remove(hall.world.who(hall.seat));
    let now = hall.world.now;
    // Its edge has not said yet that it is over.
    let order = hall.world.meeting.order(now, &Author::Operator, remove);
    order.unwrap();
    let new = hall.arrives(handed);
    assert_eq!(hall.is(new), Presence::Lobby);
}

#[test]
fn a_locked_meeting_has_no_lobby_for_who_comes_too_late() {
    let mut hall = hall(Way::Lobby, LobbyPolicy::AsAdmitted);
    let handed = let_go(hall.seat, 11);
    let lock = MeetingInput::Host(Author::Operator, HostCommand::Lock(true));
    hall.world.input(lock);
    hall.hangs_up(hall.seat);
    hall.arrives(handed);
    let (_, cause) = hall.world.handed_back();
    assert_eq!(cause.reason, Reason::MeetingLocked);
    assert!(hall.world.arrived.is_empty());
}

#[test]
fn nobody_waits_for_ever_in_the_place_of_who_waited() {
    let mut hall = hall(Way::Lobby, LobbyPolicy::AsAdmitted);
    let handed = let_go(hall.seat, 11);
    let new = hall.arrives(handed);
    assert_eq!(hall.is(new), Presence::Lobby);
    assert!(hall.patience(new));
    hall.world.pass(Duration::from_secs(59 * 60));
    assert_eq!(hall.world.reason(hall.seat), Some(Reason::Transferred));
    assert!(hall.world.ended(new).is_none());
    hall.world.pass(Duration::from_secs(2 * 60));
    assert_eq!(hall.world.reason(new), Some(Reason::NoAnswer));
    assert!(hall.world.ended(hall.host).is_none());
}
