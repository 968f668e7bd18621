//! Entering and leaving.

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::Direction;
use tolk_model::media::Flow;
use tolk_model::{Cause, LegCommand, LegId, Now, ParticipantId, Role};

use super::desk::AtDesk;
use super::leg::{Leg, LegState, OpenFor};
use super::machine::{Meeting, Phase};
use super::participant::{Participant, Room};
use super::timers::{self, Timer};
use super::{Entrant, LobbyPolicy, MeetingKind, MeetingOutput};
use crate::admission::Way;
use crate::{declare, reception};

/// Legs beyond one for each participant: a phone beside a page, and the new leg beside the one that it replaces.
const SPARE_LEGS: usize = 16;

impl Meeting {
    pub(super) fn enter(&mut self, now: Now, entrant: Entrant) {
        let former = self.former(&entrant);
        if let Some(cause) = self.refusal(&entrant, former) {
            return self.refuse(now, entrant, cause);
        }
        let request = &entrant.request;
        let profile = self.config.profiles.of(&entrant.edge);
        let profile = profile.toward_caller(&request.media);
        let mut ports = declare::ports(&profile, Some(&request.media));
        if entrant.direction == Direction::Incoming {
            declare::seen_from(&mut ports, Some(request.origin));
        }
        if ports.streams.is_empty() {
            let cause = declare::nothing_in_common(&profile, &request.media);
            return self.refuse(now, entrant, cause);
        }
        self.phase = Phase::Begun;
        let hops = request
            .replaces
            .and_then(|old| self.leg(old))
            .map(|l| l.hops);
        let participant = match former {
            Some(participant) => self.returned(participant),
            None => self.arrive(now, &entrant),
        };
        let mut leg = Leg::new(
            entrant.leg,
            request.call,
            participant,
            entrant.edge.clone(),
            entrant.direction,
            profile,
            now.mono,
        );
        leg.offered = request.media.clone();
        leg.replaces = request.replaces;
        leg.hops = hops.unwrap_or(0);
        leg.origin = (entrant.direction == Direction::Incoming).then_some(request.origin);
        leg.language = request.language;
        leg.opens.push_back(OpenFor::Start);
        leg.request = Some(ports.clone());
        if entrant.entry == Way::Reception && !leg.profile.accept_early {
            leg.desk = Some(Box::new(AtDesk::new(entrant.request.clone())));
        }
        self.legs.push(leg);
        self.opened(now, entrant.leg);
        self.outputs
            .push_back(MeetingOutput::Open(entrant.leg, ports));
        self.changed.roster = true;
    }

    /// The line that says that a leg began.
    pub(super) fn opened(&mut self, now: Now, leg: LegId) {
        let Some(found) = self.leg(leg) else {
            return;
        };
        let event = JournalEvent::LegOpened {
            edge: found.edge.clone(),
            direction: found.direction,
            participant: found.participant,
        };
        self.journal(now, Some(leg), event);
    }

    /// The participant that an entrant is again: a leg of it is being replaced, here or in the process before.
    fn former(&self, entrant: &Entrant) -> Option<ParticipantId> {
        let old = entrant.request.replaces?;
        let here = self.leg(old).map(|l| l.participant);
        let before = self.participants.iter().find(|p| p.former.contains(&old));
        here.or(before.map(|p| p.id))
    }

    fn refusal(&self, entrant: &Entrant, former: Option<ParticipantId>) -> Option<Cause> {
        let old = entrant.request.replaces.and_then(|old| self.leg(old));
        if let Some(old) = old {
            // Who was passed on does not come back by another device, and a caller at the desk has nothing to take over.
            if old.moved || old.state == LegState::Ending || old.state == LegState::Closing {
                return Some(Cause::us(Reason::Gone));
            }
            if old.desk.is_some() {
                return Some(Cause::us(Reason::NotSupported));
            }
        }
        self.closed_to(entrant.role, former)
    }

    /// Why nobody enters as `role`, unless it is `former` again.
    pub(super) fn closed_to(&self, role: Role, former: Option<ParticipantId>) -> Option<Cause> {
        if let Some(ending) = &self.ending {
            return Some(ending.clone());
        }
        let most = usize::try_from(self.config.max_participants).unwrap_or(usize::MAX);
        if self.legs.len() >= most.saturating_add(SPARE_LEGS) {
            return Some(Cause::us(Reason::MeetingFull));
        }
        if former.is_some() {
            return None;
        }
        if self.locked && role != Role::Host {
            return Some(Cause::us(Reason::MeetingLocked));
        }
        (self.participants.len() >= most).then(|| Cause::us(Reason::MeetingFull))
    }

    /// An entrant that does not become a leg: what its edge says of it afterwards finds nobody, and need not.
    fn refuse(&mut self, now: Now, entrant: Entrant, cause: Cause) {
        self.outputs.push_back(MeetingOutput::Leg {
            leg: entrant.leg,
            edge: entrant.edge.clone(),
            command: LegCommand::End(cause.clone()),
        });
        let event = JournalEvent::LegEnded {
            edge: entrant.edge,
            cause,
            lasted_ms: 0,
        };
        self.journal(now, Some(entrant.leg), event);
    }

    fn returned(&mut self, id: ParticipantId) -> ParticipantId {
        self.timers.stop(Timer::Return(id));
        if let Some(participant) = self.participant_mut(id) {
            participant.lost = None;
        }
        id
    }

    fn arrive(&mut self, now: Now, entrant: &Entrant) -> ParticipantId {
        let id = ParticipantId::mint(now.wall, &mut self.random);
        let (party, role) = (entrant.party.clone(), entrant.role);
        let mut new = Participant::new(id, party, role, Room::Meeting);
        new.door = entrant.entry;
        self.seat(now, new);
        id
    }

    /// A participant comes in by its door, or waits there.
    pub(super) fn seat(&mut self, now: Now, mut new: Participant) {
        let waits = match (self.config.lobby, new.role) {
            (_, Role::Host) | (LobbyPolicy::Nobody, _) => false,
            (LobbyPolicy::AllButHosts, _) => true,
            (LobbyPolicy::AsAdmitted, _) => new.door != Way::Join,
        };
        new.room = if waits { Room::Lobby } else { Room::Meeting };
        if !waits {
            self.has_come(now, &new.party);
        }
        if waits {
            let patience = reception::patience(new.door);
            self.timers
                .start(Timer::Patience(new.id), now.mono + patience);
        }
        self.participants.push(new);
    }

    /// Accepts a leg whose ports are there, unless it must hear ringing first.
    pub(super) fn accept_or_ring(&mut self, now: Now, id: LegId) {
        let waits = self.must_wait(id);
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if waits {
            leg.state = LegState::Ringing;
            self.timers.ensure(Timer::Wait(id), now.mono + timers::WAIT);
            self.ring_back();
            return;
        }
        let Some(ports) = leg.ports.clone() else {
            return;
        };
        let offered = std::mem::take(&mut leg.offered);
        leg.local = declare::declare(&leg.profile, &ports, Some(&offered), None);
        let local = leg.local.clone();
        let asks = offered.is_empty();
        leg.state = if asks { LegState::Asked } else { LegState::Up };
        leg.first_remote(offered);
        if asks {
            leg.asking.open = Some((leg.asking.rev, local.clone()));
        }
        self.timers.stop(Timer::Wait(id));
        self.tell(id, LegCommand::Accept(local));
        self.changed.roster = true;
        self.changed.plan = true;
        if !asks {
            self.up(now, id);
        }
        self.ring_back();
    }

    /// In a call the caller is accepted when the called party is; not when it waits in the lobby, which answers by itself.
    fn must_wait(&self, id: LegId) -> bool {
        let Some(leg) = self.leg(id) else {
            return false;
        };
        self.config.kind == MeetingKind::AdHoc
            && leg.direction == Direction::Incoming
            && !leg.profile.accept_early
            && self.owner(id).is_some_and(|p| p.room == Room::Meeting)
            && !self.somebody_else_is_up(leg.participant)
    }

    pub(super) fn somebody_else_is_up(&self, id: ParticipantId) -> bool {
        self.legs.iter().any(|l| {
            l.participant != id
                && l.state == LegState::Up
                && self.owner(l.id).is_some_and(|p| p.room == Room::Meeting)
        })
    }

    /// Both sides have described their media: media should connect, callers that waited are accepted, a leg that this one replaces goes.
    pub(super) fn up(&mut self, now: Now, id: LegId) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        leg.state = LegState::Up;
        let replaced = leg.replaces.take();
        if leg.media_at.is_none() && flows(leg) {
            self.timers
                .start(Timer::MediaConnects(id), now.mono + timers::MEDIA_CONNECTS);
        }
        self.timers.stop(Timer::Ring(id));
        if let Some(old) = replaced.filter(|old| *old != id) {
            self.replace(now, old, id);
        }
        self.changed.plan = true;
        self.changed.roster = true;
        let waiting = self.legs.iter().filter(|l| l.state == LegState::Ringing);
        for leg in waiting.map(|l| l.id).collect::<Vec<_>>() {
            self.accept_or_ring(now, leg);
        }
    }

    /// A leg takes the place of another one of the same participant; of one that rings, it is the answer.
    fn replace(&mut self, now: Now, old: LegId, new: LegId) {
        if self.owner(new).is_some_and(|p| p.calling.is_some()) {
            self.answered(now, new);
        }
        self.end_leg(now, old, Cause::us(Reason::Replaced));
    }

    /// The edge said that it was answered. For the journal: once.
    pub(super) fn connected(&mut self, now: Now, id: LegId) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.connected_at.is_none()) else {
            return;
        };
        leg.connected_at = Some(now.mono);
        let setup_ms = millis(now.mono.since(leg.since));
        self.journal(now, Some(id), JournalEvent::LegConnected { setup_ms });
    }

    /// Tells an edge to end a leg. What follows is done when the edge says that it ended.
    pub(super) fn end_leg(&mut self, now: Now, id: LegId, cause: Cause) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state.is_alive()) else {
            return;
        };
        let unknown = leg.state == LegState::Opening && leg.direction == Direction::Outgoing;
        leg.state = LegState::Ending;
        leg.cause = Some(cause.clone());
        self.transfer_of_ended(now, id, Some(&cause));
        self.timers.stop_leg(id);
        self.changed.plan = true;
        self.changed.roster = true;
        if unknown {
            // Its edge has never heard of it and will never say that it ended.
            return self.leg_ended(now, id, cause);
        }
        self.timers.start(Timer::End(id), now.mono + timers::END);
        self.tell(id, LegCommand::End(cause));
    }

    /// The edge said that a leg is over, by our cause when we ended it.
    pub(super) fn leg_ended(&mut self, now: Now, id: LegId, cause: Cause) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state != LegState::Closing) else {
            return;
        };
        let cause = leg.cause.clone().unwrap_or(cause);
        let was_answered = leg.connected_at.is_some();
        leg.state = LegState::Closing;
        leg.cause = Some(cause.clone());
        let (participant, edge) = (leg.participant, leg.edge.clone());
        let lasted_ms = millis(now.mono.since(leg.since));
        self.timers.stop_leg(id);
        self.timers
            .start(Timer::Close(id), now.mono + timers::CLOSE);
        self.changed.plan = true;
        self.changed.roster = true;
        let ended = JournalEvent::LegEnded {
            edge,
            cause: cause.clone(),
            lasted_ms,
        };
        self.journal(now, Some(id), ended);
        self.transfer_of_ended(now, id, None);
        self.outputs.push_back(MeetingOutput::Release(id));
        if !was_answered && self.call_goes_on(now, id, &cause) {
            return;
        }
        let cause = self.why_it_failed(participant, cause);
        // A leg that was handed over and not let in has no participant, and nobody hangs up because of it.
        let known = self.participant(participant).is_some();
        if known && self.legs_of(participant).is_empty() {
            self.left(now, participant, cause, was_answered);
        }
    }

    /// A participant without legs is gone; of a call the other party goes too.
    fn left(&mut self, now: Now, id: ParticipantId, cause: Cause, was_answered: bool) {
        self.transfer_lost(now, id, &cause);
        let gone = self.participant(id).cloned();
        self.forget(now, id);
        if let Some(gone) = gone {
            self.miss(now, gone, &cause, was_answered);
        }
        // The far end's cause is the caller's cause, unless the call had begun: then its end is an ordinary one.
        let rest = if was_answered {
            Cause::far_end(Reason::HungUp)
        } else {
            cause
        };
        self.hang_up_the_last(now, rest);
    }

    /// A call in which one party is left, or nobody, is over. Who was transferred away is no party any more, and who is called in
    /// somebody's place is none yet.
    pub(super) fn hang_up_the_last(&mut self, now: Now, rest: Cause) {
        let present = self
            .participants
            .iter()
            .filter(|p| p.room != Room::Lobby && !self.is_leaving(p.id) && !self.stands_in(p));
        let more = present.count() > 1 || self.somebody_comes();
        if self.config.kind != MeetingKind::AdHoc || more {
            return;
        }
        for participant in &mut self.participants {
            participant.calling = None;
        }
        self.stop_redialling();
        for leg in self.legs.iter().map(|l| l.id).collect::<Vec<_>>() {
            self.end_leg(now, leg, rest.clone());
        }
    }

    /// Removes a participant and what is remembered of it.
    pub(super) fn forget(&mut self, now: Now, id: ParticipantId) {
        self.transfer_lost(now, id, &Cause::us(Reason::Cancelled));
        for leg in self.legs_of(id) {
            self.end_leg(now, leg, Cause::us(Reason::ConnectionLost));
        }
        self.participants.retain(|p| p.id != id);
        self.speakers.retain(|p| *p != id);
        if self.speaking == Some(id) {
            self.speaking = None;
        }
        self.timers.stop(Timer::Return(id));
        self.timers.stop(Timer::Patience(id));
        self.changed.plan = true;
        self.changed.roster = true;
    }

    /// Ends everything. Nobody enters from now on.
    pub(super) fn end_all(&mut self, now: Now, cause: Cause) {
        self.ending.get_or_insert_with(|| cause.clone());
        self.stop_redialling();
        for leg in self.legs.iter().map(|l| l.id).collect::<Vec<_>>() {
            self.end_leg(now, leg, cause.clone());
        }
        let with_legs: Vec<ParticipantId> = self.legs.iter().map(|l| l.participant).collect();
        self.participants.retain(|p| with_legs.contains(&p.id));
    }
}

/// Whether anything should flow: not while everything is on hold.
fn flows(leg: &Leg) -> bool {
    leg.local.streams.iter().any(|ours| {
        let theirs = leg.remote.stream(ours.id).map(|s| s.flow);
        let flow = theirs.map_or(Flow::Off, |theirs| ours.flow.meet(theirs));
        flow.sends() || flow.receives()
    })
}

/// Whole milliseconds.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
