//! What follows from where everybody stands: the plan, who is shown where, the roster, and what each should know of itself.

use std::sync::Arc;

use tolk_model::leg::YouAre;
use tolk_model::party::{Presence, Roster, RosterEntry};
use tolk_model::{LegCommand, LegId, Now, ParticipantId, SlotId};

use super::leg::{Leg, LegState, Lesson};
use super::machine::Meeting;
use super::participant::{Participant, Room};
use super::timers::{self, Timer};
use super::{MeetingKind, MeetingOutput, OnHold};
use crate::plan::{self, PlanInput, PlanLeg, Stage};
use crate::reception;

impl Meeting {
    /// Everything that the plan depends on.
    pub(super) fn plan_input(&self) -> PlanInput<'_> {
        let planned = self.legs.iter().filter_map(|l| self.plan_leg(l));
        PlanInput {
            legs: planned.collect(),
            speakers: &self.speakers,
            hold_music: self.config.kind == MeetingKind::AdHoc
                && self.config.on_hold == OnHold::Music,
            budget: self.config.budget,
            previous: self.plan.as_deref(),
        }
    }

    /// A leg with ports, until it is over.
    fn plan_leg<'a>(&'a self, leg: &'a Leg) -> Option<PlanLeg<'a>> {
        let owner = self.participant(leg.participant);
        if leg.ports.is_none() || leg.state == LegState::Closing {
            return None;
        }
        let first = leg.profile.video.first().copied();
        Some(PlanLeg {
            leg: leg.id,
            participant: leg.participant,
            local: &leg.local,
            remote: &leg.remote,
            stage: self.stage(leg, owner),
            language: leg.language.unwrap_or(self.config.language),
            muted: owner.is_none_or(Participant::is_unheard),
            camera_off: owner.is_none_or(Participant::is_unseen),
            wishes: &leg.wishes,
            receiving: &leg.receiving,
            expected: leg.asking.steered.filter(|_| leg.asking.expects),
            home: first.filter(|_| leg.profile.steerable && leg.state == LegState::Up),
            steered: leg.asking.steered,
            hold: leg.hold(),
        })
    }

    fn stage(&self, leg: &Leg, owner: Option<&Participant>) -> Stage {
        let Some(owner) = owner.filter(|_| leg.state == LegState::Up && !leg.moved) else {
            return Stage::Quiet;
        };
        match (self.config.kind, owner.room) {
            (MeetingKind::TestCall, _) => match leg.lesson {
                Lesson::Before => Stage::Quiet,
                Lesson::Prompt => reception::test_call(),
                Lesson::Echo => Stage::Echo,
            },
            (_, Room::Lobby) => match &leg.desk {
                Some(desk) => desk.stage(),
                None => reception::waiting(owner.door, leg.profile.accept_early),
            },
            // Who asked for the one that rings has gone, and a telephone that was answered hears no other ringing.
            (MeetingKind::AdHoc, Room::Meeting)
                if !leg.profile.accept_early && self.waits_for_who_rings(owner.id) =>
            {
                reception::ringing()
            }
            (_, Room::Meeting) => Stage::Joined,
            (_, Room::Invited) => Stage::Quiet,
        }
    }

    /// Whether nobody else is there, and somebody is called who rings.
    fn waits_for_who_rings(&self, id: ParticipantId) -> bool {
        let rings = |p: &Participant| p.calling.as_ref().is_some_and(|c| c.rings);
        self.participants.iter().any(rings) && !self.somebody_else_is_up(id)
    }

    /// A new plan: at once, or a little later together with what changes until then.
    pub(super) fn plan_soon(&mut self, now: Now) {
        let most_ahead = timers::PLAN * (timers::PLANS_AT_ONCE - 1);
        if self.planned_until.since(now.mono) > most_ahead {
            let at = self.planned_until - most_ahead;
            return self.timers.ensure(Timer::Plan, at);
        }
        self.steer(now);
        self.replan(now);
    }

    /// A new plan now, when it differs: before something that must not happen under the old one. And who is shown where, to those for whom that changed.
    pub(super) fn replan(&mut self, now: Now) {
        self.changed.plan = false;
        self.timers.stop(Timer::Plan);
        self.planned_until = self.planned_until.max(now.mono) + timers::PLAN;
        let plan = plan::plan(&self.plan_input());
        if self.plan.as_deref() == Some(&plan) || (self.plan.is_none() && plan.legs.is_empty()) {
            return;
        }
        let plan = Arc::new(plan);
        self.plan = Some(Arc::clone(&plan));
        self.outputs
            .push_back(MeetingOutput::Plan(Arc::clone(&plan)));
        for id in self.told_legs() {
            let slots: Vec<(SlotId, Option<ParticipantId>)> = plan::slots(&plan, id);
            let Some(leg) = self.leg_mut(id).filter(|_| !slots.is_empty()) else {
                continue;
            };
            if leg.told.slots.as_ref() != Some(&slots) {
                leg.told.slots = Some(slots.clone());
                self.tell(id, LegCommand::Slots(slots));
            }
        }
    }

    /// Legs that may be told something.
    fn told_legs(&self) -> Vec<LegId> {
        let told = self.legs.iter().filter(|l| l.state.is_accepted());
        told.map(|l| l.id).collect()
    }

    /// Rosters to those for whom something changed, at most five times a second; what one is of oneself at once.
    pub(super) fn tell_rosters(&mut self, now: Now) {
        if !self.changed.roster {
            return;
        }
        for id in self.told_legs() {
            self.tell_you_are(id);
        }
        let lately = self
            .told_at
            .is_some_and(|at| now.mono.since(at) < timers::ROSTER);
        if lately {
            let at = self.told_at.unwrap_or(now.mono) + timers::ROSTER;
            return self.timers.ensure(Timer::Roster, at);
        }
        self.changed.roster = false;
        self.timers.stop(Timer::Roster);
        for id in self.told_legs() {
            let roster = Arc::new(self.roster_for(Some(id)));
            let Some(leg) = self.leg_mut(id) else {
                continue;
            };
            if leg.told.roster.as_ref() != Some(&roster) {
                leg.told.roster = Some(Arc::clone(&roster));
                self.told_at = Some(now.mono);
                self.tell(id, LegCommand::Roster(roster));
            }
        }
    }

    fn tell_you_are(&mut self, id: LegId) {
        let Some(owner) = self.owner(id) else {
            return;
        };
        let you = YouAre {
            participant: owner.id,
            role: owner.role,
            in_lobby: owner.room == Room::Lobby,
            muted: owner.is_unheard(),
            muted_by_host: owner.muted_by_host,
            recorded: false,
        };
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if leg.told.you_are.as_ref() != Some(&you) {
            leg.told.you_are = Some(you.clone());
            self.tell(id, LegCommand::YouAre(you));
        }
    }

    /// The roster as the owner of a leg may see it: those in the lobby are seen by hosts only, see nobody but themselves, and a test call
    /// is alone. `None` sees everything.
    pub(super) fn roster_for(&self, leg: Option<LegId>) -> Roster {
        let reader = leg.and_then(|l| self.owner(l));
        let all = reader.is_none_or(|r| self.is_host(r.id));
        let alone =
            reader.filter(|r| r.room != Room::Meeting || self.config.kind == MeetingKind::TestCall);
        let seen = self.participants.iter().filter(|p| match alone {
            Some(reader) => p.id == reader.id,
            None => all || p.room != Room::Lobby,
        });
        let away = self.missed.iter().filter(|_| all && alone.is_none());
        let away = away.map(|missed| RosterEntry {
            presence: Presence::Left,
            away: Some(self.away(missed)),
            ..self.entry(&missed.who)
        });
        Roster {
            title: self.config.title.clone(),
            locked: self.locked,
            entries: seen.map(|p| self.entry(p)).chain(away).collect(),
        }
    }

    fn entry(&self, participant: &Participant) -> RosterEntry {
        let legs = self
            .legs
            .iter()
            .filter(|l| l.participant == participant.id && l.state.is_alive());
        let mut edges: Vec<_> = legs.clone().map(|l| l.edge.clone()).collect();
        edges.sort();
        edges.dedup();
        let organisation = participant.party.organisation;
        let mut planned = legs.filter_map(|l| self.plan_leg(l));
        RosterEntry {
            participant: participant.id,
            display_name: participant.party.display_name.clone(),
            organisation: organisation.and_then(|o| self.config.organisations.get(&o).cloned()),
            identity: participant.party.identity.clone(),
            role: participant.role,
            presence: participant.presence(),
            edges,
            muted: participant.is_unheard(),
            has_picture: !participant.is_unseen() && planned.any(|l| plan::sends_picture(&l)),
            speaking: self.speaking == Some(participant.id) && !participant.is_unheard(),
            away: None,
        }
    }
}
