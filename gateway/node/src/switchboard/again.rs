//! Calling somebody again: admission decides as if it had never been asked.

use tokio::sync::oneshot;
use tolk_core::admission::{Caller, Standing};
use tolk_core::directory::Directory;
use tolk_core::meeting::{AgainQuestion, Author, Callee, HostCommand, Placer};
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::party::Target;
use tolk_model::{Address, CallId, MeetingId, ParticipantId, RuleId};

use super::board::Letter;
use super::meeting::MeetingTask;
use super::place::callee;
use super::shared::{Shared, Switchboard};
use super::view;
use crate::telemetry::Subject;

/// An operator who waits to hear by which rule somebody is called again.
pub(super) type Waiting = (ParticipantId, oneshot::Sender<Result<RuleId, Cause>>);

impl Switchboard {
    /// Calls a participant again that was called before and is away, in an operator's name.
    ///
    /// # Errors
    /// With the cause when a rule forbids it, or nobody of that name is away.
    pub async fn call_again(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
    ) -> Result<RuleId, Cause> {
        let running = self.shared.board().meetings.get(&meeting).cloned();
        let running = running.ok_or(Cause::us(Reason::NotFound))?;
        let asked = view::ask(&running.mailbox, |reply| Letter::Again(participant, reply));
        asked.await.unwrap_or(Err(Cause::us(Reason::Overloaded)))
    }

    /// Removes a participant in an operator's name, one that is away included.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_participant(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
    ) -> Result<(), Cause> {
        let running = self.shared.board().meetings.get(&meeting).cloned();
        let running = running.ok_or(Cause::us(Reason::NotFound))?;
        let remove = HostCommand::Remove(participant);
        let order = |reply| Letter::Order(Author::Operator, remove, reply);
        let done = view::ask(&running.mailbox, order).await;
        done.unwrap_or(Err(Cause::us(Reason::Overloaded)))
    }
}

impl Shared {
    /// The targets of a device that stands in a place, or of those registered there when `device` is the place's own name, while the directory or a registration says that it does.
    fn standing_there(
        &self,
        directory: &Directory,
        meeting: MeetingId,
        device: &Address,
    ) -> Option<Vec<Target>> {
        let place = directory.place(meeting)?;
        let listed = place.devices.iter().map(|d| d.target.clone());
        let listed: Vec<Target> = listed.filter(|t| t.address == *device).collect();
        if !listed.is_empty() {
            return Some(listed);
        }
        // Whatever is registered by now: who lost its connection comes back with another contact.
        let alias = directory.alias(device)?;
        let rings = place.aliases.contains(&alias);
        if !rings || self.presence.wants_no_calls(&place.aliases) {
            return None;
        }
        let registered = self.reached_at(&place.aliases);
        (!registered.is_empty()).then_some(registered)
    }

    /// Whether whoever would be called is in that meeting already, as far as that is proven.
    fn is_there(
        &self,
        directory: &Directory,
        meeting: MeetingId,
        address: &Address,
        targets: &[Target],
    ) -> bool {
        let route = targets.first().and_then(|t| t.route.as_ref());
        let wanted = Standing::of_called(address, route, directory);
        let board = self.board();
        let mut lines = board.legs.iter().map(|(_, line)| line);
        matches!(wanted, Standing::Listed(_))
            && lines.any(|l| l.meeting == meeting && !l.has_ended() && l.standing == wanted)
    }
}

impl MeetingTask {
    /// An operator wants somebody called again. The meeting asks admission for it before it does anything else.
    pub(super) fn call_again(
        &mut self,
        participant: ParticipantId,
        reply: oneshot::Sender<Result<RuleId, Cause>>,
    ) {
        let now = self.shared.clock.now();
        let command = HostCommand::CallAgain(participant);
        match self.meeting.order(now, &Author::Operator, command) {
            Ok(()) => self.again = Some((participant, reply)),
            // Whoever asked may have lost patience.
            Err(cause) => drop(reply.send(Err(cause))),
        }
    }

    /// Somebody is to be called again. Who waits hears of it when it is called, not when it might be.
    pub(super) fn ask_again(&mut self, question: &AgainQuestion) {
        let (rule, outcome) = self.decide_again(question);
        let (now, whom) = (self.shared.clock.now(), question.participant);
        let done = self.meeting.again(now, whom, outcome.map(Box::new));
        let by_hand = question.by == Placer::Operator && !question.by_itself;
        let waits = self.again.take_if(|(who, _)| *who == whom && by_hand);
        if let Some((_, reply)) = waits {
            // Whoever asked may have lost patience.
            drop(reply.send(done.map(|()| rule)));
        }
    }

    fn decide_again(&self, question: &AgainQuestion) -> (RuleId, Result<Callee, Cause>) {
        let shared = &self.shared;
        let directory = shared.listed.directory();
        let meeting = self.running.config.id;
        let to = question.address.reveal();
        let call = CallId::mint(shared.clock.now().wall, &mut shared.random());
        let subject = Subject {
            meeting: Some(meeting),
            call: Some(call),
            leg: None,
        };
        let (caller, host) = match &question.by {
            Placer::Host(party) => (Some(Caller::Host(party.organisation)), Some(party)),
            Placer::Operator if question.by_itself => (Some(Caller::Again), None),
            Placer::Operator => (Some(Caller::Operator), None),
            Placer::Node => (None, None),
        };
        let party = host.map_or(&self.running.config.party, |host| host);
        let from = party.address.reveal();
        // What stands in the place is called by anybody who is there, as it was the first time.
        let devices = (question.before == Placer::Node)
            .then(|| shared.standing_there(&directory, meeting, to))
            .flatten();
        let (rule, targets) = match (devices, caller) {
            (None, Some(caller)) => {
                let verdict = shared.decide_about(subject, &directory, &caller, from, to);
                (verdict.rule, verdict.outcome)
            }
            (devices, _) => {
                let rule = RuleId::new("directory.place");
                let gone = Cause::policy(Reason::Unavailable, rule.clone());
                let outcome = devices.ok_or(gone);
                let admitted = JournalEvent::Admitted {
                    from: party.address.clone(),
                    to: question.address.clone(),
                    outcome: if outcome.is_ok() { "connect" } else { "refuse" }.to_string(),
                    rule: rule.clone(),
                };
                shared.journal.write(subject, admitted);
                (rule, outcome)
            }
        };
        let outcome = targets.and_then(|targets| {
            if shared.is_there(&directory, meeting, to, &targets) {
                return Err(Cause::us(Reason::AnsweredElsewhere));
            }
            let from = host.map(|host| (**host).clone());
            Ok(callee(&directory, to, targets, Some(call), from))
        });
        (rule, outcome)
    }
}
