//! Transfers: a far end asks that somebody else takes its place.
//!
//! Blind: whom it names is called into the meeting, or the other party of the call goes to the meeting that it names. After a talk:
//! it has two legs with us, and the far end of its other leg and the other party of this one are brought together. Whoever asked is
//! told how it goes, and is let go when it is done. Until then everything is as before.

use tolk_model::cause::Reason;
use tolk_model::id::RuleId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::TransferProgress;
use tolk_model::{Address, Cause, ControlId, LegCommand, LegId, Now, ParticipantId, Party, Pii};

use super::leg::LegState;
use super::machine::Meeting;
use super::participant::{Participant, Room};
use super::timers::{self, Timer};
use super::{Callee, MeetingKind, MeetingOutput, Passage};

/// Transfers of one meeting that run at once: more than people manage with telephones.
const MAX_TRANSFERS: usize = 8;
/// How often a call may be passed on: two exchanges that send a call to each other would do it for ever.
const MAX_HOPS: u8 = 8;
/// Transfers that one leg may ask for in its life, those that failed included: nobody tries numbers this way.
const MAX_ASKED: u8 = 32;

/// What admission needs to know about a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferQuestion {
    /// The leg that asks.
    pub leg: LegId,
    /// Its transfer.
    pub transfer: ControlId,
    /// Whom it wants in its place.
    pub to: Pii<Address>,
    /// Instead of a call: the far end of this leg of ours.
    pub replaces: Option<LegId>,
    /// Who asks, as others see it.
    pub party: Party,
    /// The leg of the other party, and who that is, when there is one other party only.
    pub other: Option<(LegId, Party)>,
}

/// How a transfer is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onto {
    /// Somebody is called into this meeting.
    Call(Box<Callee>),
    /// The other party goes to another meeting.
    Pass(Box<Passage>),
    /// Another meeting was asked for one of its parties: it comes, or [`super::MeetingInput::Transfer`] says why not.
    Comes,
}

/// Another meeting wants the party that talks with the far end of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The leg of whoever asked; it goes when the other has gone.
    pub leg: LegId,
    /// Whither the other goes. Who it is there is filled in here.
    pub passage: Passage,
}

/// A transfer that runs.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    /// Who asked; its far end may be gone.
    leg: LegId,
    /// What it calls the transfer; `None` when it asked for it in another meeting.
    id: Option<ControlId>,
    to: Pii<Address>,
    state: State,
    rings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Admission decides.
    Asked,
    /// Somebody is called.
    Calling(ParticipantId),
    /// A leg is on its way to another meeting.
    Passing(LegId),
    /// A party of another meeting should come.
    Coming,
}

fn refusal(reason: Reason, rule: &'static str) -> Cause {
    Cause::policy(reason, RuleId::new(rule))
}

impl Meeting {
    /// The far end of a leg wants somebody else in its place.
    pub(super) fn transfer_asked(
        &mut self,
        now: Now,
        id: LegId,
        transfer: ControlId,
        to: Address,
        replaces: Option<LegId>,
    ) {
        let to = Pii::new(to);
        if let Err(cause) = self.may_transfer(id) {
            self.transfer_journal(now, id, "refused", &to, Some(cause.clone()));
            return self.tell(id, LegCommand::TransferDone(transfer, Err(cause)));
        }
        let other = self.counterpart(id);
        let other = other.and_then(|leg| Some((leg, self.owner(leg)?.party.clone())));
        let (Some(party), Some(leg)) = (self.owner(id).map(|p| p.party.clone()), self.leg_mut(id))
        else {
            return;
        };
        leg.transfers = leg.transfers.saturating_add(1);
        self.transfers.push(Transfer {
            leg: id,
            id: Some(transfer),
            to: to.clone(),
            state: State::Asked,
            rings: false,
        });
        self.transfer_journal(now, id, "asked", &to, None);
        let question = TransferQuestion {
            leg: id,
            transfer,
            to,
            replaces,
            party,
            other,
        };
        self.outputs
            .push_back(MeetingOutput::AskTransfer(Box::new(question)));
    }

    /// Whether a leg may ask at all.
    fn may_transfer(&self, id: LegId) -> Result<(), Cause> {
        if let Some(ending) = &self.ending {
            return Err(ending.clone());
        }
        let leg = self.leg(id).filter(|l| l.state == LegState::Up && !l.moved);
        let inside = self.owner(id).is_some_and(|p| p.room == Room::Meeting);
        let Some(leg) = leg.filter(|_| inside && self.config.kind != MeetingKind::TestCall) else {
            return Err(refusal(Reason::NotSupported, "transfer.not_in_a_call"));
        };
        if self.transfers.iter().any(|t| t.leg == id) {
            return Err(refusal(Reason::Busy, "transfer.one_at_a_time"));
        }
        if self.transfers.len() >= MAX_TRANSFERS || leg.transfers >= MAX_ASKED {
            return Err(refusal(Reason::RateLimited, "transfer.too_many"));
        }
        if leg.hops >= MAX_HOPS {
            return Err(refusal(Reason::RateLimited, "transfer.passed_on_too_often"));
        }
        Ok(())
    }

    /// The leg of the one other party, when there is one other party and nobody else.
    fn counterpart(&self, id: LegId) -> Option<LegId> {
        let own = self.leg(id)?.participant;
        let mut others = self.participants.iter().filter(|p| p.id != own);
        let (Some(other), None) = (others.next(), others.next()) else {
            return None;
        };
        match self.legs_of(other.id).as_slice() {
            [leg] if other.room == Room::Meeting => {
                let busy = self.transfers.iter().any(|t| t.leg == *leg);
                let up = self.leg(*leg).filter(|l| l.state == LegState::Up);
                up.filter(|l| !l.moved && !busy).map(|l| l.id)
            }
            _ => None,
        }
    }

    /// Admission has decided, or another meeting has refused.
    pub(super) fn transfer_decided(&mut self, now: Now, id: LegId, outcome: Result<Onto, Cause>) {
        let Some(at) = self.transfers.iter().position(|t| {
            t.leg == id && matches!(t.state, State::Asked | State::Coming) && t.id.is_some()
        }) else {
            return;
        };
        let begun = match outcome {
            Err(cause) => Err(cause),
            Ok(Onto::Call(callee)) => self.transfer_call(now, id, *callee),
            Ok(Onto::Comes) => {
                self.transfer_waits(now, id);
                Ok(State::Coming)
            }
            Ok(Onto::Pass(passage)) => match self.counterpart(id) {
                None => Err(refusal(Reason::NotSupported, "transfer.more_than_two")),
                Some(other) => {
                    self.transfer_waits(now, id);
                    self.transfer_begun(id, State::Passing(other));
                    return self.hand_on(now, id, other, *passage);
                }
            },
        };
        match begun {
            Ok(state) => self.transfer_begun(id, state),
            Err(cause) => self.transfer_failed(now, at, cause),
        }
    }

    /// Another meeting has to do something, which takes milliseconds.
    fn transfer_waits(&mut self, now: Now, id: LegId) {
        let deadline = now.mono + timers::TRANSFER;
        self.timers.start(Timer::Transfer(id), deadline);
    }

    fn transfer_begun(&mut self, id: LegId, state: State) {
        let Some(transfer) = self.transfers.iter_mut().find(|t| t.leg == id) else {
            return;
        };
        transfer.state = state;
        if let Some(name) = transfer.id {
            let trying = LegCommand::TransferProgress(name, TransferProgress::Trying);
            self.tell(id, trying);
        }
    }

    /// Calls whom a leg wants in its place: with no more rights than it has itself.
    fn transfer_call(&mut self, now: Now, id: LegId, mut callee: Callee) -> Result<State, Cause> {
        let transfer = self.transfers.iter().find(|t| t.leg == id);
        let name = transfer.and_then(|t| t.id);
        let role = self.owner(id).map(|p| p.role);
        let hops = self.leg(id).map_or(MAX_HOPS, |l| l.hops);
        callee.role = role.map_or(callee.role, |own| own.min(callee.role));
        let called = self.call(now, callee, None)?;
        if let Some(calling) = self
            .participant_mut(called)
            .and_then(|p| p.calling.as_mut())
        {
            calling.transfer = name.map(|name| (id, name));
            calling.hops = hops.saturating_add(1);
        }
        Ok(State::Calling(called))
    }

    /// Lets a leg go to another meeting for a transfer.
    fn hand_on(&mut self, now: Now, asked_by: LegId, id: LegId, mut passage: Passage) {
        let hops = self.leg(asked_by).map_or(MAX_HOPS, |l| l.hops);
        if let Some(leg) = self.leg_mut(id) {
            leg.hops = leg.hops.max(hops).saturating_add(1);
        }
        if let Some(owner) = self.owner(id) {
            passage.party = owner.party.clone();
        }
        self.hand_over(now, id, passage);
    }

    /// Another meeting wants whoever talks with the far end of a leg, for that far end asked so there.
    pub(super) fn wanted_elsewhere(&mut self, now: Now, wanted: Wanted) {
        let Wanted { leg: id, passage } = wanted;
        let free = self.may_transfer(id);
        let other = self.counterpart(id);
        let other = other.filter(|_| self.config.kind == MeetingKind::AdHoc);
        let outcome = free.and(other.ok_or(refusal(Reason::NotSupported, "transfer.not_answered")));
        match outcome {
            Ok(other) => {
                self.transfers.push(Transfer {
                    leg: id,
                    id: None,
                    to: passage.party.address.clone(),
                    state: State::Passing(other),
                    rings: false,
                });
                self.transfer_waits(now, id);
                self.hand_on(now, id, other, passage);
            }
            Err(cause) => self.tell_other(&passage, cause),
        }
    }

    /// The meeting that wanted a party does not get it.
    fn tell_other(&mut self, passage: &Passage, cause: Cause) {
        if let Some(leg) = passage.instead_of {
            self.outputs.push_back(MeetingOutput::NobodyComes {
                meeting: passage.meeting,
                leg,
                cause,
            });
        }
    }

    /// A leg has arrived in another meeting.
    pub(super) fn handed_over(&mut self, now: Now, id: LegId) {
        let passing = |t: &Transfer| t.state == State::Passing(id);
        if let Some(at) = self.transfers.iter().position(passing) {
            self.transfer_done(now, at);
        }
    }

    /// A leg came back that should have gone to another meeting. Whether it was on its way for a transfer.
    pub(super) fn came_back(
        &mut self,
        now: Now,
        id: LegId,
        passage: &Passage,
        cause: Cause,
    ) -> bool {
        let passing = |t: &Transfer| t.state == State::Passing(id);
        let Some(at) = self.transfers.iter().position(passing) else {
            return false;
        };
        if self.transfers.get(at).is_some_and(|t| t.id.is_none()) {
            self.tell_other(passage, cause.clone());
        }
        self.transfer_failed(now, at, cause);
        true
    }

    /// Somebody has come who takes the place of a leg.
    pub(super) fn place_taken(&mut self, now: Now, id: LegId) {
        match self.transfers.iter().position(|t| t.leg == id) {
            Some(at) => self.transfer_done(now, at),
            None => self.dismiss(now, id),
        }
    }

    /// Whom a transfer calls rings: who asked is told, once.
    pub(super) fn transfer_rings(&mut self, called: ParticipantId) {
        let calling = |t: &&mut Transfer| t.state == State::Calling(called) && !t.rings;
        let Some(transfer) = self.transfers.iter_mut().find(calling) else {
            return;
        };
        transfer.rings = true;
        if let (leg, Some(name)) = (transfer.leg, transfer.id) {
            let ringing = LegCommand::TransferProgress(name, TransferProgress::Ringing);
            self.tell(leg, ringing);
        }
    }

    /// Whom a transfer called has answered.
    pub(super) fn transfer_answered(&mut self, now: Now, called: ParticipantId) {
        let calling = |t: &Transfer| t.state == State::Calling(called);
        if let Some(at) = self.transfers.iter().position(calling) {
            self.transfer_done(now, at);
        }
    }

    /// Whom a transfer called cannot be had.
    pub(super) fn transfer_lost(&mut self, now: Now, called: ParticipantId, cause: &Cause) {
        let calling = |t: &Transfer| t.state == State::Calling(called);
        if let Some(at) = self.transfers.iter().position(calling) {
            self.transfer_failed(now, at, cause.clone());
        }
    }

    /// Nobody came, or arrived, in time.
    pub(super) fn transfer_late(&mut self, now: Now, leg: LegId) {
        if let Some(at) = self.transfers.iter().position(|t| t.leg == leg) {
            self.transfer_failed(now, at, Cause::us(Reason::TimedOut));
        }
    }

    fn transfer_done(&mut self, now: Now, at: usize) {
        let transfer = self.transfers.swap_remove(at);
        let leg = transfer.leg;
        self.timers.stop(Timer::Transfer(leg));
        self.transfer_journal(now, leg, "done", &transfer.to, None);
        if let Some(name) = transfer.id {
            self.tell(leg, LegCommand::TransferDone(name, Ok(())));
        }
        self.dismiss(now, leg);
    }

    fn transfer_failed(&mut self, now: Now, at: usize, cause: Cause) {
        let transfer = self.transfers.swap_remove(at);
        let leg = transfer.leg;
        self.timers.stop(Timer::Transfer(leg));
        let what = match transfer.state {
            State::Asked => "refused",
            _ => "failed",
        };
        self.transfer_journal(now, leg, what, &transfer.to, Some(cause.clone()));
        if let Some(name) = transfer.id {
            self.tell(leg, LegCommand::TransferDone(name, Err(cause.clone())));
        }
        // Who asked has gone and nobody comes for those that stayed, or who was sent away is lost on the way.
        let asks = self.leg(leg).is_some_and(|l| l.state.is_alive());
        let alone = match transfer.state {
            State::Asked | State::Calling(_) => false,
            State::Coming => !asks,
            State::Passing(other) => !asks || self.leg(other).is_none(),
        };
        if alone {
            self.hang_up_the_last(now, cause);
        }
    }

    /// Who was transferred away: it should hang up by itself, and takes part in nothing meanwhile.
    pub(super) fn dismiss(&mut self, now: Now, id: LegId) {
        let Some(participant) = self.leg(id).map(|l| l.participant) else {
            return;
        };
        for leg in self.legs_of(participant) {
            if let Some(found) = self.leg_mut(leg) {
                found.moved = true;
            }
            self.timers
                .start(Timer::Leave(leg), now.mono + timers::LEAVE);
        }
        self.changed.plan = true;
        self.changed.roster = true;
    }

    /// Whether somebody was transferred away and has not hung up yet.
    pub(super) fn is_leaving(&self, participant: ParticipantId) -> bool {
        let mut legs = self.legs.iter().filter(|l| l.participant == participant);
        legs.clone().next().is_some() && legs.all(|l| l.moved || !l.state.is_alive())
    }

    /// Whether somebody is called in place of somebody who is still here: then it is nobody yet.
    pub(super) fn stands_in(&self, participant: &Participant) -> bool {
        participant.room == Room::Invited
            && self
                .transfers
                .iter()
                .any(|t| t.state == State::Calling(participant.id))
    }

    /// Whether a party of another meeting should come any moment.
    pub(super) fn somebody_comes(&self) -> bool {
        self.transfers.iter().any(|t| t.state == State::Coming)
    }

    /// A leg is over. Its far end may hang up while whom it wanted is called; when we ended it, the transfer is over too.
    pub(super) fn transfer_of_ended(&mut self, now: Now, leg: LegId, by_us: Option<&Cause>) {
        let Some(at) = self.transfers.iter().position(|t| t.leg == leg) else {
            return;
        };
        let Some(transfer) = self.transfers.get(at) else {
            return;
        };
        match (by_us, transfer.state) {
            (Some(cause), State::Calling(called)) => {
                self.transfer_failed(now, at, cause.clone());
                self.stop_calling(now, called);
            }
            (Some(cause), _) => self.transfer_failed(now, at, cause.clone()),
            // Whom it wanted is called for the others from now on.
            (None, State::Asked | State::Calling(_)) => {
                self.transfers.swap_remove(at);
            }
            (None, State::Passing(_) | State::Coming) => {}
        }
    }

    /// A call for a transfer is of no use any more.
    pub(super) fn stop_calling(&mut self, now: Now, called: ParticipantId) {
        if let Some(found) = self.participant_mut(called) {
            found.calling = None;
        }
        for leg in self.legs_of(called) {
            self.end_leg(now, leg, Cause::us(Reason::Cancelled));
        }
    }

    fn transfer_journal(
        &mut self,
        now: Now,
        leg: LegId,
        what: &str,
        to: &Pii<Address>,
        cause: Option<Cause>,
    ) {
        let event = JournalEvent::Transfer {
            what: what.to_string(),
            to: to.clone(),
            cause,
        };
        self.journal(now, Some(leg), event);
    }

    /// Who is called by a leg that has not been answered.
    pub fn called(&self, leg: LegId) -> Option<&Party> {
        let calling = self.owner(leg)?.calling.as_ref()?;
        calling.target_of(leg).map(|_| &calling.callee.party)
    }

    /// How many run.
    pub(super) fn open_transfers(&self) -> usize {
        self.transfers.len()
    }
}
