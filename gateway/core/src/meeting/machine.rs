//! The machine itself: what goes in is sorted to where it is handled, and what follows from it is settled once, at the end.

use std::collections::VecDeque;
use std::sync::Arc;

use tolk_model::cause::Reason;
use tolk_model::journal::{JournalEntry, JournalEvent};
use tolk_model::party::Roster;
use tolk_model::random::Random;
use tolk_model::time::TimerName;
use tolk_model::{
    Cause, LegCommand, LegId, MediaPlan, Mono, Now, ParticipantId, Role, Seed, SlotId,
};

use super::leg::Leg;
use super::participant::{Participant, Room};
use super::redial::Missed;
use super::timers::{Timer, Timers};
use super::transfer::Transfer;
use super::{
    Author, Callee, HostCommand, MeetingConfig, MeetingInput, MeetingKind, MeetingOutput,
    MeetingRecord,
};

/// One meeting.
#[derive(Debug)]
pub struct Meeting {
    pub(super) config: MeetingConfig,
    pub(super) random: Random,
    pub(super) outputs: VecDeque<MeetingOutput>,
    /// In order of arrival.
    pub(super) participants: Vec<Participant>,
    /// In order of arrival.
    pub(super) legs: Vec<Leg>,
    pub(super) timers: Timers,
    /// Transfers that run.
    pub(super) transfers: Vec<Transfer>,
    /// Who was called and is not there, the oldest first.
    pub(super) missed: Vec<Missed>,
    pub(super) locked: bool,
    /// Why it ends, when it does.
    pub(super) ending: Option<Cause>,
    pub(super) phase: Phase,
    /// Who spoke, the last one first.
    pub(super) speakers: Vec<ParticipantId>,
    /// Who speaks now; pictures follow later.
    pub(super) speaking: Option<ParticipantId>,
    pub(super) plan: Option<Arc<MediaPlan>>,
    pub(super) changed: Changed,
    pub(super) saved: MeetingRecord,
    /// When rosters went out last.
    pub(super) told_at: Option<Mono>,
    /// Each plan that was made pays for a while: until when all of them have paid.
    pub(super) planned_until: Mono,
}

/// How far a meeting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nobody came yet.
    New,
    /// Somebody came.
    Begun,
    /// `Over` was said.
    Over,
}

/// What must be settled before the call returns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changed {
    pub(super) plan: bool,
    pub(super) roster: bool,
}

impl Meeting {
    /// A meeting with nobody in it. It is over `empty_for` after `now` when nobody comes.
    pub fn new(config: MeetingConfig, now: Now, seed: &Seed) -> Meeting {
        let mut meeting = Meeting::empty(config, seed);
        let title = meeting.config.title.clone();
        meeting.journal(now, None, JournalEvent::MeetingOpened { title });
        meeting.settle(now);
        meeting
    }

    pub(super) fn empty(config: MeetingConfig, seed: &Seed) -> Meeting {
        Meeting {
            random: seed.generator(),
            outputs: VecDeque::new(),
            participants: Vec::new(),
            legs: Vec::new(),
            timers: Timers::default(),
            transfers: Vec::new(),
            missed: Vec::new(),
            locked: false,
            ending: None,
            phase: Phase::New,
            speakers: Vec::new(),
            speaking: None,
            plan: None,
            changed: Changed::default(),
            saved: MeetingRecord::new(config.id, config.title.clone()),
            told_at: None,
            planned_until: Mono::ZERO,
            config,
        }
    }

    /// Something happened. After `Over` nothing does: whoever comes then needs another meeting.
    pub fn handle(&mut self, now: Now, input: MeetingInput) {
        if self.phase == Phase::Over {
            return;
        }
        match input {
            MeetingInput::Enter(entrant) => self.enter(now, *entrant),
            MeetingInput::Leg(leg, event) => self.leg_event(now, leg, event),
            MeetingInput::Media(event) => self.media_event(now, event),
            MeetingInput::Host(author, command) => self.command(now, author, command),
            MeetingInput::Invited {
                by,
                control,
                outcome,
            } => self.invited(now, by, control, outcome),
            MeetingInput::Passage { leg, outcome } => self.passage(now, leg, outcome),
            MeetingInput::Transfer { leg, outcome } => self.transfer_decided(now, leg, outcome),
            MeetingInput::Wanted(wanted) => self.wanted_elsewhere(now, *wanted),
            MeetingInput::HandedOver(leg) => self.handed_over(now, leg),
            MeetingInput::TakeOver(handed) => self.take_over(now, *handed),
            MeetingInput::TakeBack(handed, cause) => self.take_back(now, *handed, cause),
            MeetingInput::Drain => self.end_all(now, Cause::us(Reason::ShuttingDown)),
        }
        self.settle(now);
    }

    /// A command from outside whose author wants to know at once whether it is carried out; its right to it was checked.
    ///
    /// # Errors
    /// Why it is not.
    pub fn order(&mut self, now: Now, author: &Author, command: HostCommand) -> Result<(), Cause> {
        if self.phase == Phase::Over {
            return Err(Cause::us(Reason::MeetingEnded));
        }
        let result = self.execute(now, author, command);
        self.settle(now);
        result
    }

    /// The answer to [`MeetingOutput::AskAgain`]: whom to call, or why not.
    ///
    /// # Errors
    /// Why nobody is called: the answer says so, or the meeting has no room.
    pub fn again(
        &mut self,
        now: Now,
        whom: ParticipantId,
        outcome: Result<Box<Callee>, Cause>,
    ) -> Result<(), Cause> {
        if self.phase == Phase::Over {
            return Err(Cause::us(Reason::MeetingEnded));
        }
        let result = self.again_decided(now, whom, outcome);
        self.settle(now);
        result
    }

    /// Time has come. Before its time it is a no-op.
    pub fn timeout(&mut self, now: Now) {
        while let Some(timer) = self.timers.take_due(now.mono) {
            self.fired(now, timer);
            self.settle(now);
        }
    }

    /// When `timeout` should be called next, and for which timer.
    pub fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        self.timers.next()
    }

    /// The next output.
    pub fn poll(&mut self) -> Option<MeetingOutput> {
        self.outputs.pop_front()
    }

    /// Who is in it, those in the lobby included.
    pub fn roster(&self) -> Roster {
        self.roster_for(None)
    }

    /// Each leg and whose it is.
    pub fn owners(&self) -> impl Iterator<Item = (LegId, ParticipantId)> + '_ {
        self.legs.iter().map(|l| (l.id, l.participant))
    }

    /// Who is shown in which slot of a leg.
    pub fn shown(&self, leg: LegId) -> Vec<(SlotId, Option<ParticipantId>)> {
        self.plan
            .as_ref()
            .map(|plan| crate::plan::slots(plan, leg))
            .unwrap_or_default()
    }

    /// How many participants there are, those in the lobby and those being called included, and whether it is locked: admission asks.
    pub fn occupancy(&self) -> crate::admission::Occupancy {
        crate::admission::Occupancy {
            participants: u32::try_from(self.participants.len()).unwrap_or(u32::MAX),
            locked: self.locked,
        }
    }

    fn fired(&mut self, now: Now, timer: Timer) {
        match timer {
            // What waits is settled after every timer.
            Timer::Roster | Timer::Plan => {}
            Timer::Empty => self.over(now),
            Timer::Speaker => self.follow_speaker(now),
            Timer::Ring(leg) => self.end_leg(now, leg, Cause::far_end(Reason::NoAnswer)),
            Timer::Wait(leg) => self.end_leg(now, leg, Cause::far_end(Reason::NoAnswer)),
            Timer::MediaConnects(leg) => {
                self.end_leg(now, leg, Cause::network(Reason::MediaBlocked));
            }
            Timer::MediaReturns(leg) => self.end_leg(now, leg, Cause::network(Reason::MediaLost)),
            Timer::Steer(leg) => self.stop_expecting(leg),
            Timer::Prompt(leg) => self.prompt_done(leg),
            Timer::Digits(leg) => self.number_complete(now, leg),
            Timer::Leave(leg) => self.end_leg(now, leg, Cause::us(Reason::Transferred)),
            Timer::Transfer(leg) => self.transfer_late(now, leg),
            Timer::End(leg) => self.leg_ended(now, leg, Cause::us(Reason::TimedOut)),
            Timer::Close(leg) => self.legs.retain(|l| l.id != leg),
            Timer::Return(participant) => self.forget(now, participant),
            Timer::Again(participant) => self.again_due(now, participant),
            Timer::Patience(participant) => self.waited_enough(now, participant),
        }
    }

    /// What follows from a change: the plan, then who is shown, then the roster, then the record, then the end.
    pub(super) fn settle(&mut self, now: Now) {
        if self.changed.plan {
            self.plan_soon(now);
        }
        self.tell_rosters(now);
        self.save();
        self.maybe_over(now);
    }

    fn over(&mut self, now: Now) {
        if self.changed.plan {
            self.replan(now);
        }
        self.phase = Phase::Over;
        self.timers = Timers::default();
        self.journal(now, None, JournalEvent::MeetingClosed);
        self.outputs.push_back(MeetingOutput::Over);
    }

    /// A line about the meeting, or about one of its legs.
    pub(super) fn journal(&mut self, now: Now, leg: Option<LegId>, event: JournalEvent) {
        let call = leg.and_then(|id| self.leg(id)).map(|l| l.call);
        self.outputs.push_back(MeetingOutput::Journal(JournalEntry {
            at: now.wall,
            node: self.config.node,
            meeting: Some(self.config.id),
            call,
            leg,
            event,
        }));
    }

    pub(super) fn tell(&mut self, leg: LegId, command: LegCommand) {
        if let Some(edge) = self.leg(leg).map(|l| l.edge.clone()) {
            let output = MeetingOutput::Leg { leg, edge, command };
            self.outputs.push_back(output);
        }
    }

    pub(super) fn leg(&self, id: LegId) -> Option<&Leg> {
        self.legs.iter().find(|l| l.id == id)
    }

    pub(super) fn leg_mut(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|l| l.id == id)
    }

    pub(super) fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.iter().find(|p| p.id == id)
    }

    pub(super) fn participant_mut(&mut self, id: ParticipantId) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|p| p.id == id)
    }

    /// Whose leg it is.
    pub(super) fn owner(&self, leg: LegId) -> Option<&Participant> {
        self.leg(leg).and_then(|l| self.participant(l.participant))
    }

    /// The legs of a participant that are not over.
    pub(super) fn legs_of(&self, id: ParticipantId) -> Vec<LegId> {
        let living = |l: &&Leg| l.participant == id && l.state.is_alive();
        self.legs.iter().filter(living).map(|l| l.id).collect()
    }

    /// Whether it is a host of the meeting and in it.
    pub(super) fn is_host(&self, id: ParticipantId) -> bool {
        self.participant(id)
            .is_some_and(|p| p.role == Role::Host && p.room == Room::Meeting)
    }

    fn maybe_over(&mut self, now: Now) {
        if self.phase == Phase::Over {
            return;
        }
        let empty = self.participants.is_empty() && self.legs.is_empty();
        if !empty {
            self.timers.stop(Timer::Empty);
            return;
        }
        let linger = match self.config.kind {
            _ if self.ending.is_some() => None,
            MeetingKind::Named => Some(self.config.empty_for),
            MeetingKind::AdHoc | MeetingKind::TestCall if self.phase == Phase::Begun => None,
            MeetingKind::AdHoc | MeetingKind::TestCall => Some(self.config.empty_for),
        };
        match linger {
            Some(linger) => self.timers.ensure(Timer::Empty, now.mono + linger),
            None => self.over(now),
        }
    }
}
