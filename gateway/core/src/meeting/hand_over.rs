//! A leg goes from one meeting to another with everything that was agreed about it: its ports, sources, codecs and revisions.

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::{CallId, Cause, EdgeId, LegId, MeetingId, Mono, Now, Role};

use super::leg::{Leg, Lesson, Told};
use super::machine::{Meeting, Phase};
use super::participant::{Participant, Room};
use super::timers::Timer;
use super::{MeetingKind, MeetingOutput, Passage};
use crate::admission::Way;
use crate::reception;

/// A leg on its way between two meetings, with its participant.
#[derive(Clone, Debug)]
pub struct HandedLeg {
    from: MeetingId,
    leg: Leg,
    participant: Participant,
    timers: Vec<(Timer, Mono)>,
    passage: Passage,
}

impl HandedLeg {
    /// Which leg.
    pub fn id(&self) -> LegId {
        self.leg.id
    }

    /// The meeting that let it go.
    pub fn from(&self) -> MeetingId {
        self.from
    }

    /// Its call.
    pub fn call(&self) -> CallId {
        self.leg.call
    }

    /// Its edge's label.
    pub fn edge(&self) -> &EdgeId {
        &self.leg.edge
    }
}

impl Meeting {
    /// Lets a leg go. The plan without it comes first, so that two plans never speak of one leg in turns.
    pub(super) fn hand_over(&mut self, now: Now, id: LegId, passage: Passage) {
        let at = self.legs.iter().position(|l| l.id == id);
        let Some(leg) = at.map(|at| self.legs.remove(at)) else {
            return;
        };
        let timers = self.timers.take_leg(id);
        let Some(participant) = self.participant(leg.participant).cloned() else {
            return self.legs.push(leg);
        };
        self.forget(now, participant.id);
        self.replan(now);
        let to = passage.meeting;
        let handed = HandedLeg {
            from: self.config.id,
            leg,
            participant,
            timers,
            passage,
        };
        self.outputs
            .push_back(MeetingOutput::HandOver(Box::new(handed), to));
    }

    /// Takes a leg that another meeting let go. Admission let it in, but the meeting may have been locked or filled since: then it goes
    /// back as it is, and whoever asked for it hears so.
    pub(super) fn take_over(&mut self, now: Now, handed: HandedLeg) {
        let instead_of = handed.passage.instead_of;
        let before = instead_of.and_then(|old| self.sitting(old)).cloned();
        let role = match &before {
            Some(before) => handed.passage.role.min(before.role),
            None => handed.passage.role,
        };
        if let Some(cause) = self.closed_to(role, before.as_ref().map(|p| p.id)) {
            let back = MeetingOutput::HandBack(Box::new(handed), cause);
            return self.outputs.push_back(back);
        }
        self.outputs
            .push_back(MeetingOutput::Arrived(handed.id(), handed.from));
        self.phase = Phase::Begun;
        self.let_in(now, handed, role, before.map(|b| b.room));
        if let Some(old) = instead_of {
            self.place_taken(now, old);
        }
    }

    /// A leg of another meeting takes part here. `before` is where whoever had its place is.
    fn let_in(&mut self, now: Now, handed: HandedLeg, role: Role, before: Option<Room>) {
        let HandedLeg {
            from,
            mut leg,
            mut participant,
            timers,
            passage,
        } = handed;
        // Nobody judged whom it let in but who had the seat: once that is gone, a host does.
        let stray = self.config.kind == MeetingKind::Named
            && passage.instead_of.is_some()
            && before.is_none();
        // What it was told, and what it wished, was about others.
        (leg.told, leg.desk, leg.lesson) = (Told::default(), None, Lesson::Before);
        leg.wishes.clear();
        leg.invites.clear();
        (participant.role, participant.party) = (role, passage.party);
        // Whoever had it called, did so there.
        participant.recall = None;
        participant.door = if stray { Way::Lobby } else { passage.entry };
        let (id, flows) = (leg.id, leg.media_at.is_some());
        let event = JournalEvent::TakenOver {
            from,
            participant: participant.id,
        };
        self.legs.push(leg);
        self.journal(now, Some(id), event);
        self.seat(now, participant);
        let before = before.filter(|r| *r != Room::Invited);
        if let Some(room) = before.or(stray.then_some(Room::Lobby)) {
            self.sit_where(now, id, room);
        }
        self.up(now, id);
        for (timer, at) in timers {
            if !matches!(timer, Timer::Prompt(_) | Timer::Digits(_)) {
                self.timers.start(timer, at);
            }
        }
        if flows {
            self.begin_lesson(now, id);
        }
    }

    /// Who has a place that may be given on: not who is being put out, nor who has given it to somebody already.
    fn sitting(&self, leg: LegId) -> Option<&Participant> {
        let sits = self.leg(leg).filter(|l| l.state.is_alive() && !l.moved)?;
        self.participant(sits.participant)
    }

    /// Who takes somebody's place is where that one was: in the meeting, or before its door, where nobody waits for ever.
    fn sit_where(&mut self, now: Now, leg: LegId, room: Room) {
        let Some(participant) = self.leg(leg).map(|l| l.participant) else {
            return;
        };
        let Some(found) = self.participant_mut(participant) else {
            return;
        };
        found.room = room;
        let patience = Timer::Patience(participant);
        let until = now.mono + reception::patience(found.door);
        match room {
            Room::Lobby => self.timers.ensure(patience, until),
            Room::Meeting => self.timers.stop(patience),
            Room::Invited => {}
        }
    }

    /// Nobody could take it, or it was not let in: its number leads nowhere after all.
    pub(super) fn take_back(&mut self, now: Now, handed: HandedLeg, cause: Cause) {
        let HandedLeg {
            leg,
            participant,
            timers,
            passage,
            ..
        } = handed;
        let id = leg.id;
        self.legs.push(leg);
        if let Some(cause) = self.ending.clone() {
            return self.end_leg(now, id, cause);
        }
        let room = participant.room;
        self.seat(now, participant);
        self.sit_where(now, id, room);
        for (timer, at) in timers {
            self.timers.start(timer, at);
        }
        self.changed.roster = true;
        self.changed.plan = true;
        if !self.came_back(now, id, &passage, cause) {
            self.wrong_number(now, id);
            // Whoever had it sent away may have gone meanwhile.
            self.hang_up_the_last(now, Cause::far_end(Reason::HungUp));
        }
    }
}
