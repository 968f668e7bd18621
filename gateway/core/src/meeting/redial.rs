//! Who was called and could not be had, or was lost: called again by one action of a host or an operator, and by itself where that is
//! wanted. Whoever asks, admission decides anew each time; what it permitted before is no permission.

use std::time::Duration;

use serde_json::{Value, json};
use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::party::{Away, Identity};
use tolk_model::{
    Address, Cause, ControlId, LegCommand, LegId, Mono, Now, ParticipantId, Party, Pii,
};

use super::control::host_only;
use super::machine::Meeting;
use super::participant::{Participant, Room};
use super::timers::Timer;
use super::{Author, Callee, MeetingKind, MeetingOutput};

/// Most of those who are away that a meeting remembers; the oldest is forgotten first. A host's list that is longer helps nobody.
const MAX_MISSED: usize = 16;
/// The longest pause between two calls to the same.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Who was there for so long begins anew: the calls before do not count.
const STAYED: Duration = Duration::from_secs(60);

/// How somebody is called again without anybody asking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redial {
    /// How often at most, until it is there again.
    pub times: u32,
    /// How long before the first time; before each further one twice as long, at most ten minutes.
    pub pause: Duration,
}

impl Redial {
    /// Not at all.
    pub const NEVER: Redial = Redial {
        times: 0,
        pause: Duration::ZERO,
    };

    fn pause_after(&self, times: u32) -> Duration {
        let longer = 2_u32.saturating_pow(times);
        self.pause.saturating_mul(longer).min(LONGEST_PAUSE)
    }
}

/// By whose right somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placer {
    /// A host's.
    Host(Box<Party>),
    /// An operator's.
    Operator,
    /// The directory's, which says that the device belongs to the place.
    Node,
}

impl Placer {
    /// Of a command from outside.
    pub(super) fn of(author: &Author, callee: &Callee) -> Option<Placer> {
        match author {
            Author::Participant(_) => callee.from.clone().map(|p| Placer::Host(Box::new(p))),
            Author::Operator => Some(Placer::Operator),
            Author::Node => Some(Placer::Node),
        }
    }
}

/// What admission needs to know about somebody who is to be called again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgainQuestion {
    /// Who.
    pub participant: ParticipantId,
    /// By whose right it was called before.
    pub before: Placer,
    /// By whose right it is to be called now.
    pub by: Placer,
    /// Nobody pressed a key for it: whoever wants no calls, or no second one, is left alone.
    pub by_itself: bool,
    /// Where.
    pub address: Pii<Address>,
}

/// What it takes to call a participant again.
#[derive(Clone, Debug)]
pub(super) struct Recall {
    by: Placer,
    /// What was asked for with the call; `None` for the meeting's.
    asked: Option<Redial>,
    /// How often it was called again by itself since it was there last.
    times: u32,
    /// Since when it is there.
    since: Option<Mono>,
}

impl Recall {
    pub(super) fn new(by: Placer, asked: Option<Redial>) -> Recall {
        Recall {
            by,
            asked,
            times: 0,
            since: None,
        }
    }

    pub(super) fn answered(&mut self, now: Mono) {
        self.since = Some(now);
    }
}

/// Somebody who was called and is not there.
#[derive(Clone, Debug)]
pub(super) struct Missed {
    pub(super) who: Participant,
    recall: Recall,
    reason: Reason,
    /// Admission is asked.
    asked: Option<Asked>,
}

#[derive(Clone, Debug)]
struct Asked {
    by: Placer,
    /// A host waits for the answer.
    host: Option<(LegId, ControlId)>,
    /// When it would have been called without anybody asking for it.
    planned: Option<Mono>,
    /// Nobody asked for it.
    by_itself: bool,
}

impl Meeting {
    /// A participant has gone. Who was called, and did not go by its own will or a host's, may be called again.
    pub(super) fn miss(&mut self, now: Now, who: Participant, cause: &Cause, was_answered: bool) {
        let reason = cause.reason;
        let over = self.ending.is_some() || self.config.kind == MeetingKind::TestCall;
        let missed = match was_answered {
            true => is_lost(reason),
            false => is_failed(reason),
        };
        let Some(mut recall) = who.recall.clone().filter(|_| missed && !over) else {
            return;
        };
        let stayed = recall.since.take().map(|at| now.mono.since(at));
        if stayed.is_some_and(|stayed| stayed >= STAYED) {
            recall.times = 0;
        }
        let who = Participant {
            room: Room::Invited,
            lost: None,
            calling: None,
            ..who
        };
        if self.missed.len() >= MAX_MISSED {
            let oldest = self.missed.remove(0);
            self.timers.stop(Timer::Again(oldest.who.id));
        }
        let id = who.id;
        // Of a room that was lost, a call that does not reach it yet is no reason to give up; that it is busy is one.
        let wanted = recall.asked.is_some() || was_answered || recall.times > 0;
        self.missed.push(Missed {
            who,
            recall,
            reason,
            asked: None,
        });
        self.changed.roster = true;
        if wanted {
            self.plan_again(now, id);
        }
    }

    /// Calls it again after a while, if that is wanted and may help.
    fn plan_again(&mut self, now: Now, id: ParticipantId) {
        let usual = self.config.redial;
        let Some(missed) = self.missed.iter().find(|m| m.who.id == id) else {
            return;
        };
        let redial = missed.recall.asked.unwrap_or(usual);
        let helps = match missed.reason {
            Reason::Busy | Reason::NoAnswer => missed.recall.asked.is_some(),
            reason => is_passing(reason),
        };
        let times = missed.recall.times;
        if helps && times < redial.times {
            let at = now.mono + redial.pause_after(times);
            self.timers.start(Timer::Again(id), at);
            self.redial_journal(now, id, "waits");
        } else if times > 0 {
            self.redial_journal(now, id, "given_up");
        }
        self.changed.roster = true;
    }

    /// It is time to call somebody again: for those who are there, not for nobody.
    pub(super) fn again_due(&mut self, now: Now, id: ParticipantId) {
        let somebody = self.participants.iter().any(|p| p.room != Room::Lobby);
        self.changed.roster = true;
        if !somebody {
            return self.redial_journal(now, id, "given_up");
        }
        let Some(missed) = self.missed.iter_mut().find(|m| m.who.id == id) else {
            return;
        };
        missed.recall.times = missed.recall.times.saturating_add(1);
        let asked = Asked {
            by: missed.recall.by.clone(),
            host: None,
            planned: None,
            by_itself: true,
        };
        self.ask_admission(id, asked);
    }

    /// A host wants somebody called again.
    pub(super) fn host_calls_again(
        &mut self,
        now: Now,
        leg: LegId,
        author: ParticipantId,
        control: ControlId,
        whom: ParticipantId,
    ) {
        let host = self.participant(author).filter(|_| self.is_host(author));
        let result = match host.map(|p| Placer::Host(Box::new(p.party.clone()))) {
            None => Err(host_only()),
            Some(by) => self.wanted_again(whom, by, Some((leg, control))),
        };
        match result {
            Err(cause) => self.tell(leg, LegCommand::ControlDone(control, Err(cause))),
            Ok(()) => {
                let event = JournalEvent::Control {
                    by: Some(author),
                    what: "call_again".to_string(),
                    whom: Some(whom),
                };
                self.journal(now, None, event);
            }
        }
    }

    /// An operator wants somebody called again.
    pub(super) fn operator_calls_again(&mut self, whom: ParticipantId) -> Result<(), Cause> {
        self.wanted_again(whom, Placer::Operator, None)
    }

    fn wanted_again(
        &mut self,
        whom: ParticipantId,
        by: Placer,
        host: Option<(LegId, ControlId)>,
    ) -> Result<(), Cause> {
        let Some(missed) = self.missed.iter().find(|m| m.who.id == whom) else {
            let called = self
                .participant(whom)
                .is_some_and(|p| p.room == Room::Invited);
            let reason = if called {
                Reason::Busy
            } else {
                Reason::NotFound
            };
            return Err(Cause::us(reason));
        };
        if missed.asked.is_some() {
            return Err(Cause::us(Reason::Busy));
        }
        let asked = Asked {
            by,
            host,
            planned: self.timers.take(Timer::Again(whom)),
            by_itself: false,
        };
        self.ask_admission(whom, asked);
        Ok(())
    }

    fn ask_admission(&mut self, id: ParticipantId, asked: Asked) {
        let Some(missed) = self.missed.iter_mut().find(|m| m.who.id == id) else {
            return;
        };
        let question = AgainQuestion {
            participant: id,
            before: missed.recall.by.clone(),
            by: asked.by.clone(),
            by_itself: asked.by_itself,
            address: missed.who.party.address.clone(),
        };
        missed.asked = Some(asked);
        self.outputs
            .push_back(MeetingOutput::AskAgain(Box::new(question)));
    }

    /// Admission has decided about calling somebody again.
    pub(super) fn again_decided(
        &mut self,
        now: Now,
        id: ParticipantId,
        outcome: Result<Box<Callee>, Cause>,
    ) -> Result<(), Cause> {
        let missed = self.missed.iter_mut().find(|m| m.who.id == id);
        let Some(asked) = missed.and_then(|m| m.asked.take()) else {
            return Err(Cause::us(Reason::NotFound));
        };
        let result = outcome.and_then(|callee| self.call_missed(now, id, &asked, *callee));
        self.changed.roster = true;
        if let Some((leg, control)) = asked.host {
            self.tell(leg, LegCommand::ControlDone(control, result.clone()));
        }
        let Err(cause) = &result else {
            return result;
        };
        if let Some(at) = asked.planned {
            self.timers.start(Timer::Again(id), at);
        }
        if cause.reason == Reason::AnsweredElsewhere {
            self.forget_missed(now, id, "returned");
            return result;
        }
        if !asked.by_itself {
            // A key that did not help changes nothing; who pressed it has heard why.
            return result;
        }
        if let Some(missed) = self.missed.iter_mut().find(|m| m.who.id == id) {
            missed.reason = cause.reason;
        }
        self.plan_again(now, id);
        result
    }

    fn call_missed(
        &mut self,
        now: Now,
        id: ParticipantId,
        asked: &Asked,
        callee: Callee,
    ) -> Result<(), Cause> {
        self.room_for(&callee)?;
        let Some(at) = self.missed.iter().position(|m| m.who.id == id) else {
            return Err(Cause::us(Reason::NotFound));
        };
        if asked.by_itself {
            self.redial_journal(now, id, "called");
        }
        let Missed {
            mut who,
            mut recall,
            ..
        } = self.missed.remove(at);
        if !asked.by_itself {
            recall.times = 0;
            // What stands in the place belongs to it, whoever has it called.
            if recall.by != Placer::Node {
                recall.by = asked.by.clone();
            }
        }
        who.recall = Some(recall);
        let role = who.role;
        self.ring(now, who, Callee { role, ..callee });
        Ok(())
    }

    /// Somebody has come in. A name that nobody vouches for takes no call from who is away: anybody can write it.
    pub(super) fn has_come(&mut self, now: Now, party: &Party) {
        if party.identity != Identity::Anonymous {
            self.is_here(now, &party.address);
        }
    }

    /// Somebody is in the meeting, or is being called: nobody of this address is away.
    pub(super) fn is_here(&mut self, now: Now, address: &Pii<Address>) {
        let here = address.reveal();
        let same = |m: &&Missed| is_same(m.who.party.address.reveal(), here);
        let found: Vec<ParticipantId> = self.missed.iter().filter(same).map(|m| m.who.id).collect();
        for id in found {
            self.forget_missed(now, id, "returned");
        }
    }

    /// A host, or an operator, does not want it called again.
    ///
    /// # Errors
    /// When there is nobody.
    pub(super) fn give_up(&mut self, now: Now, id: ParticipantId) -> Result<(), Cause> {
        if !self.missed.iter().any(|m| m.who.id == id) {
            return Err(Cause::us(Reason::NotFound));
        }
        self.forget_missed(now, id, "cancelled");
        Ok(())
    }

    fn forget_missed(&mut self, now: Now, id: ParticipantId, what: &str) {
        if self.timers.runs(Timer::Again(id)) {
            self.redial_journal(now, id, what);
        }
        self.timers.stop(Timer::Again(id));
        self.missed.retain(|m| m.who.id != id);
        self.changed.roster = true;
    }

    /// The meeting ends: nobody is called for it any more.
    pub(super) fn stop_redialling(&mut self) {
        for missed in std::mem::take(&mut self.missed) {
            self.timers.stop(Timer::Again(missed.who.id));
        }
    }

    /// As the roster tells it.
    pub(super) fn away(&self, missed: &Missed) -> Away {
        let asked = missed.asked.as_ref().is_some_and(|a| a.by_itself);
        Away {
            reason: missed.reason,
            again: asked || self.timers.runs(Timer::Again(missed.who.id)),
        }
    }

    fn redial_journal(&mut self, now: Now, id: ParticipantId, what: &str) {
        let Some(missed) = self.missed.iter().find(|m| m.who.id == id) else {
            return;
        };
        let event = JournalEvent::Redial {
            participant: id,
            what: what.to_string(),
            times: missed.recall.times,
            reason: missed.reason,
        };
        self.journal(now, None, event);
    }

    /// For `/debug`.
    pub(super) fn missed_state(&self) -> Value {
        let one = |m: &Missed| {
            json!({
                "participant": m.who.id,
                "reason": m.reason.as_str(),
                "times": m.recall.times,
                "waits": self.timers.runs(Timer::Again(m.who.id)),
            })
        };
        self.missed.iter().map(one).collect()
    }
}

/// Whether both lead to the same. The way to it does not matter.
fn is_same(one: &Address, other: &Address) -> bool {
    !one.local.is_empty() && one.local == other.local && one.domain == other.domain
}

/// Whether a call that was answered ended against everybody's will.
fn is_lost(reason: Reason) -> bool {
    is_passing(reason)
        || matches!(
            reason,
            Reason::MediaBlocked | Reason::ProtocolError | Reason::NoCommonMedia
        )
}

/// Whether it may be otherwise in a while.
fn is_passing(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::ConnectionLost
            | Reason::MediaLost
            | Reason::TimedOut
            | Reason::Unavailable
            | Reason::Overloaded
            | Reason::InternalError
            | Reason::MeetingFull
    )
}

/// Whether a call that was not answered failed: nobody has taken it back.
fn is_failed(reason: Reason) -> bool {
    match reason {
        Reason::Busy
        | Reason::DoNotDisturb
        | Reason::NoAnswer
        | Reason::Declined
        | Reason::NotFound
        | Reason::Gone
        | Reason::Unavailable
        | Reason::Forbidden
        | Reason::Unauthorized
        | Reason::NoCommonMedia
        | Reason::EncryptionRequired
        | Reason::MediaBlocked
        | Reason::MediaLost
        | Reason::ConnectionLost
        | Reason::TimedOut
        | Reason::ProtocolError
        | Reason::NotSupported
        | Reason::RateLimited
        | Reason::Overloaded
        | Reason::MeetingFull
        | Reason::MeetingLocked
        | Reason::Moved
        | Reason::InternalError => true,
        Reason::HungUp
        | Reason::Cancelled
        | Reason::WrongLink
        | Reason::LinkExpired
        | Reason::MeetingEnded
        | Reason::NotAdmitted
        | Reason::Removed
        | Reason::ShuttingDown
        | Reason::Transferred
        | Reason::Replaced
        | Reason::AnsweredElsewhere => false,
    }
}
