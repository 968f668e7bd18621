//! Calling out: targets in order, protection in order, ringing for a limited time.

use std::net::IpAddr;

use tolk_model::address::Scheme;
use tolk_model::cause::Reason;
use tolk_model::leg::{Dial, Direction};
use tolk_model::party::Target;
use tolk_model::registration::{DeviceRoute, Route};
use tolk_model::{
    Address, CallId, Cause, ControlId, EdgeId, LegCommand, LegId, Now, ParticipantId, Party,
};

use super::leg::{Leg, LegState, OpenFor};
use super::machine::{Meeting, Phase};
use super::participant::{Branch, Calling, Participant, Room};
use super::redial::Recall;
use super::timers::{self, Timer};
use super::{Callee, MeetingKind, MeetingOutput, Placer};
use crate::declare::{self, MediaProfile};

/// Most targets of one callee that are tried.
const MAX_TARGETS: usize = 16;
/// Most of them that ring together; each has ports of its own.
const MAX_TOGETHER: usize = 8;

impl Meeting {
    /// Calls somebody into the meeting.
    ///
    /// # Errors
    /// Why not, when it is not even tried.
    pub(super) fn call(
        &mut self,
        now: Now,
        callee: Callee,
        placer: Option<Placer>,
    ) -> Result<ParticipantId, Cause> {
        self.room_for(&callee)?;
        self.is_here(now, &callee.party.address);
        let id = ParticipantId::mint(now.wall, &mut self.random);
        let (party, role) = (callee.party.clone(), callee.role);
        let mut participant = Participant::new(id, party, role, Room::Invited);
        participant.recall = placer.map(|by| Recall::new(by, callee.redial));
        self.ring(now, participant, callee);
        Ok(id)
    }

    /// Whether somebody may be called at all.
    pub(super) fn room_for(&self, callee: &Callee) -> Result<(), Cause> {
        if let Some(ending) = &self.ending {
            return Err(ending.clone());
        }
        if callee.targets.is_empty() {
            return Err(Cause::us(Reason::NotFound));
        }
        let most = usize::try_from(self.config.max_participants).unwrap_or(usize::MAX);
        if self.participants.len() >= most {
            return Err(Cause::us(Reason::MeetingFull));
        }
        Ok(())
    }

    /// Calls a participant, a new one or one that was away.
    pub(super) fn ring(&mut self, now: Now, mut participant: Participant, callee: Callee) {
        self.phase = Phase::Begun;
        let call = callee.call;
        let call = call.unwrap_or_else(|| CallId::mint(now.wall, &mut self.random));
        let id = participant.id;
        participant.calling = Some(Calling::new(call, callee));
        self.participants.push(participant);
        self.changed.roster = true;
        self.attempt(now, id);
    }

    /// A caller whose called party could not even be tried hears why; in a meeting the host's request was answered already.
    pub(super) fn call_refused(&mut self, now: Now, cause: Cause) {
        let alone = self.participants.len() <= 1;
        if self.config.kind == MeetingKind::AdHoc && alone {
            for leg in self.legs.iter().map(|l| l.id).collect::<Vec<_>>() {
                self.end_leg(now, leg, cause.clone());
            }
        }
    }

    /// Opens ports for the target that is next, and for those that ring together with it.
    pub(super) fn attempt(&mut self, now: Now, id: ParticipantId) {
        let Some(calling) = self.participant_mut(id).and_then(|p| p.calling.as_mut()) else {
            return;
        };
        let first = calling.next;
        let targets = calling.callee.targets.iter().take(MAX_TARGETS);
        let more = targets.skip(first + 1).take_while(|t| t.together);
        let together = more.take(MAX_TOGETHER - 1).count();
        calling.next = first + 1 + together;
        calling.failed = None;
        for target in first..=first + together {
            self.call_target(now, id, target, 0);
        }
    }

    /// Opens ports for one target, with one protection.
    fn call_target(&mut self, now: Now, id: ParticipantId, target: usize, security: usize) {
        let profiles = self.config.profiles.clone();
        let Some(calling) = self.participant(id).and_then(|p| p.calling.as_ref()) else {
            return;
        };
        let call = calling.call;
        let Some(wanted) = calling.callee.targets.get(target) else {
            return;
        };
        let edge = edge_of(wanted);
        let mut profile: MediaProfile = profiles.of(&edge).clone();
        if is_a_page(wanted) {
            profile = profile.for_a_page();
        }
        let tried = security.min(profile.asks.len());
        profile.asks.drain(..tried);
        let mut ports = declare::ports(&profile, None);
        let toward = toward(wanted);
        for transport in &mut ports.transports {
            transport.toward = toward;
        }
        let leg = LegId::mint(now.wall, &mut self.random);
        let mut new = Leg::new(leg, call, id, edge, Direction::Outgoing, profile, now.mono);
        new.opens.push_back(OpenFor::Start);
        new.request = Some(ports.clone());
        self.legs.push(new);
        if let Some(calling) = self.participant_mut(id).and_then(|p| p.calling.as_mut()) {
            calling.branches.push(Branch {
                leg,
                target,
                security,
            });
        }
        self.opened(now, leg);
        self.outputs.push_back(MeetingOutput::Open(leg, ports));
    }

    /// The ports are there: call.
    pub(super) fn dial(&mut self, now: Now, id: LegId) {
        let from = self.caller_of(id);
        let calling = self.owner(id).and_then(|p| p.calling.clone());
        let Some((leg, calling)) = self.leg_mut(id).zip(calling) else {
            return;
        };
        let target = calling.target_of(id);
        let (Some(target), Some(ports)) = (target, leg.ports.clone()) else {
            return;
        };
        leg.local = declare::declare(&leg.profile, &ports, None, None);
        leg.state = LegState::Dialled;
        leg.hops = calling.hops;
        leg.asking.open = Some((leg.asking.rev, leg.local.clone()));
        let dial = Dial {
            call: calling.call,
            to: target.address.clone(),
            from,
            media: leg.local.clone(),
            transfer: calling.transfer,
            route: target.route.clone(),
        };
        self.timers.start(Timer::Ring(id), now.mono + timers::RING);
        self.tell(id, LegCommand::Dial(Box::new(dial)));
    }

    /// In whose name a leg calls.
    fn caller_of(&self, id: LegId) -> Party {
        let named = self.owner(id).and_then(|p| p.calling.as_ref());
        if let Some(from) = named.and_then(|c| c.callee.from.clone()) {
            return from;
        }
        let mut legs = self.legs.iter();
        let caller = legs.find(|l| l.direction == Direction::Incoming && l.state.is_alive());
        match caller.and_then(|l| self.participant(l.participant)) {
            Some(caller) if self.config.kind == MeetingKind::AdHoc => caller.party.clone(),
            _ => self.config.party.clone(),
        }
    }

    /// The far end rings.
    pub(super) fn rings(&mut self, id: LegId) {
        let Some(participant) = self.leg(id).map(|l| l.participant) else {
            return;
        };
        let found = self.participant_mut(participant);
        if let Some(calling) = found.and_then(|p| p.calling.as_mut()) {
            calling.rings = true;
        }
        self.changed.plan = true;
        self.transfer_rings(participant);
        self.ring_back();
    }

    /// In a call the caller hears what the called party's telephone does.
    pub(super) fn ring_back(&mut self) {
        let rings = |p: &Participant| p.calling.as_ref().is_some_and(|c| c.rings);
        if self.config.kind != MeetingKind::AdHoc || !self.participants.iter().any(rings) {
            return;
        }
        let callers = self.legs.iter().filter(|l| {
            let told = l.state == LegState::Ringing || l.state.is_accepted();
            l.direction == Direction::Incoming && told && !l.rung
        });
        let callers: Vec<LegId> = callers
            .filter(|l| !self.somebody_else_is_up(l.participant))
            .map(|l| l.id)
            .collect();
        for leg in callers {
            if let Some(found) = self.leg_mut(leg) {
                found.rung = true;
            }
            self.tell(leg, LegCommand::Ring);
        }
    }

    /// A called leg is answered; other devices that ring stop.
    pub(super) fn answered(&mut self, now: Now, id: LegId) {
        let Some(participant) = self.leg(id).map(|l| l.participant) else {
            return;
        };
        let Some(participant) = self.participant_mut(participant) else {
            return;
        };
        let calling = participant.calling.take();
        participant.reach = calling.as_ref().and_then(|c| c.target_of(id)).cloned();
        if let Some(recall) = &mut participant.recall {
            recall.answered(now.mono);
        }
        participant.room = Room::Meeting;
        let others = calling.into_iter().flat_map(|c| c.branches);
        for branch in others.filter(|b| b.leg != id) {
            self.end_leg(now, branch.leg, Cause::us(Reason::AnsweredElsewhere));
        }
        if let Some(participant) = self.leg(id).map(|l| l.participant) {
            self.transfer_answered(now, participant);
        }
    }

    /// After the end of a called leg: whether something else is tried, or rings still.
    pub(super) fn call_goes_on(&mut self, now: Now, leg: LegId, cause: &Cause) -> bool {
        if self.ending.is_some() {
            return false;
        }
        let profiles = self.config.profiles.clone();
        let Some(id) = self.leg(leg).map(|l| l.participant) else {
            return false;
        };
        let Some(calling) = self.participant_mut(id).and_then(|p| p.calling.as_mut()) else {
            return false;
        };
        let Some(at) = calling.branches.iter().position(|b| b.leg == leg) else {
            return false;
        };
        let branch = calling.branches.swap_remove(at);
        let target = calling.callee.targets.get(branch.target);
        let protections = target.map_or(0, |t| profiles.of(&edge_of(t)).asks.len());
        if is_about_media(cause.reason) && branch.security + 1 < protections {
            self.call_target(now, id, branch.target, branch.security + 1);
            return true;
        }
        let worse = |known: &Cause| weight(known.reason) <= weight(cause.reason);
        if !calling.failed.as_ref().is_some_and(worse) {
            calling.failed = Some(cause.clone());
        }
        if !calling.branches.is_empty() {
            // One device that declines speaks for the person who holds it (RFC 3261 §16.7 point 5).
            let rest: Vec<LegId> = calling.branches.iter().map(|b| b.leg).collect();
            if is_final(cause.reason) {
                calling.next = calling.callee.targets.len();
                for other in rest {
                    self.end_leg(now, other, Cause::us(Reason::Cancelled));
                }
            }
            return true;
        }
        calling.rings = false;
        let last = calling.next >= calling.callee.targets.len().min(MAX_TARGETS);
        if last || calling.failed.as_ref().is_some_and(|c| is_final(c.reason)) {
            return false;
        }
        self.attempt(now, id);
        true
    }

    /// Why a call failed that several devices were tried for.
    pub(super) fn why_it_failed(&mut self, id: ParticipantId, cause: Cause) -> Cause {
        let calling = self.participant_mut(id).and_then(|p| p.calling.as_mut());
        calling.and_then(|c| c.failed.take()).unwrap_or(cause)
    }

    /// Admission has decided about a host's invitation.
    pub(super) fn invited(
        &mut self,
        now: Now,
        by: LegId,
        control: ControlId,
        outcome: Result<Box<Callee>, Cause>,
    ) {
        // Whoever left while admission thought calls nobody.
        let Some(leg) = self.leg_mut(by).filter(|l| l.state.is_alive()) else {
            return;
        };
        let Some(at) = leg.invites.iter().position(|c| *c == control) else {
            return;
        };
        leg.invites.remove(at);
        let host = self.owner(by).map(|p| p.party.clone());
        let placer = host.map(|party| Placer::Host(Box::new(party)));
        let result = match outcome {
            Ok(callee) => self.call(now, *callee, placer).map(drop),
            Err(cause) => Err(cause),
        };
        self.tell(by, LegCommand::ControlDone(control, result));
    }
}

/// Which edge speaks to a target.
fn edge_of(target: &Target) -> EdgeId {
    let by_scheme = |address: &Address| match address.scheme {
        Scheme::H323 => "h323",
        Scheme::Any | Scheme::Sip | Scheme::Sips | Scheme::Tel => "sip",
    };
    let named = target.edge.clone();
    named.unwrap_or_else(|| EdgeId::new(by_scheme(&target.address)))
}

/// The address that media will come from, as far as one can know before the answer.
fn toward(target: &Target) -> Option<IpAddr> {
    match &target.route {
        // What a device behind a NAT calls itself is nowhere; it is where its registration came from.
        Some(Route::Device(DeviceRoute {
            source: Some(source),
            ..
        })) => Some(source.remote.ip()),
        _ => target.address.domain.as_ref().and_then(|d| d.ip()),
    }
}

/// Whether it is a telephone in a page: no hop stands between us and its websocket.
fn is_a_page(target: &Target) -> bool {
    matches!(&target.route, Some(Route::Device(DeviceRoute { source: Some(source), .. }))
        if source.transport.is_websocket())
}

/// How much a failure says: of several the smallest is told (RFC 3261 §16.7 point 6).
fn weight(reason: Reason) -> u8 {
    match reason {
        reason if is_final(reason) => 0,
        Reason::Busy => 1,
        Reason::NoAnswer => 2,
        reason if is_about_media(reason) => 3,
        _ => 4,
    }
}

/// Whether another protection may help.
fn is_about_media(reason: Reason) -> bool {
    matches!(reason, Reason::NoCommonMedia | Reason::EncryptionRequired)
}

/// Whether other places to reach the same party need not be tried: it said no, or we changed our mind.
fn is_final(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Declined
            | Reason::Cancelled
            | Reason::Removed
            | Reason::Forbidden
            | Reason::MeetingEnded
            | Reason::ShuttingDown
    )
}
