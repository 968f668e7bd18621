//! Calls that go out: an operator's, and a host's invitation. Admission decides; nothing is permitted unless a rule says so.

use tolk_core::admission::{Caller, Outgoing, Standing, Step, Verdict};
use tolk_core::directory::{Directory, Listing, PlaceKind};
use tolk_core::meeting::{Author, Callee, HostCommand, MeetingInput, MeetingKind};
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::Reply;
use tolk_model::journal::JournalEvent;
use tolk_model::party::{Identity, Party, Target};
use tolk_model::{Address, CallId, EdgeId, LegId, MeetingId, Pii, RuleId};

use super::admit::MOST_STEPS;
use super::board::post;
use super::place::callee;
use super::shared::{Shared, Switchboard};
use crate::handle::{CallOrder, PlacedCall};
use crate::telemetry::Subject;

/// Whom to call, or why not.
type Targets = Result<Vec<Target>, Cause>;

impl Shared {
    pub(super) fn admit_out(
        &self,
        directory: &Directory,
        caller: &Caller,
        to: &Address,
    ) -> Verdict<Targets> {
        let facts = self.facts(directory);
        let mut admission = Outgoing::new(caller, to);
        let mut answer = None;
        for _ in 0..MOST_STEPS {
            match admission.step(facts, answer.take()) {
                Step::Done(verdict) => return verdict,
                Step::Ask(question) => {
                    answer = Some(self.answer_to(&self.board(), &question));
                }
            }
        }
        Verdict {
            outcome: Err(Cause::us(Reason::InternalError)),
            rule: RuleId::new("admission.endless"),
        }
    }

    /// Decides about a call out, and writes the decision down.
    pub(super) fn decide_out(
        &self,
        directory: &Directory,
        caller: &Caller,
        from: &Address,
        to: &Address,
    ) -> (CallId, Verdict<Targets>) {
        let call = CallId::mint(self.clock.now().wall, &mut self.random());
        let subject = Subject {
            call: Some(call),
            ..Subject::default()
        };
        (
            call,
            self.decide_about(subject, directory, caller, from, to),
        )
    }

    pub(super) fn decide_about(
        &self,
        subject: Subject,
        directory: &Directory,
        caller: &Caller,
        from: &Address,
        to: &Address,
    ) -> Verdict<Targets> {
        let verdict = self.admit_out(directory, caller, to);
        let outcome = if verdict.outcome.is_ok() {
            "connect"
        } else {
            "refuse"
        };
        let admitted = JournalEvent::Admitted {
            from: Pii::new(from.clone()),
            to: Pii::new(to.clone()),
            outcome: outcome.to_string(),
            rule: verdict.rule.clone(),
        };
        self.journal.write(subject, admitted);
        verdict
    }

    /// A host wants to call somebody into the meeting.
    ///
    /// # Errors
    /// With the cause when no rule permits it.
    pub(super) fn invite(&self, host: Party, to: &Address) -> Result<Callee, Cause> {
        let directory = self.listed.directory();
        let caller = Caller::Host(host.organisation);
        let (call, verdict) = self.decide_out(&directory, &caller, host.address.reveal(), to);
        let targets = verdict.outcome?;
        Ok(callee(&directory, to, targets, Some(call), Some(host)))
    }
}

impl Switchboard {
    /// Whoever was called sends the call elsewhere. It may go where its caller may call, and nowhere else: an account, or a far end
    /// that one may call, is no permission to have others called in our name.
    pub(super) fn redirected(&self, edge: &EdgeId, leg: LegId, to: &Address) -> Reply {
        let shared = &self.shared;
        let (from, subject) = {
            let board = shared.board();
            let from = board.legs.get(&leg).and_then(|line| line.from.clone());
            (from, board.subject(leg))
        };
        let Some(from) = from else {
            return Reply::Redirect(Err(Cause::us(Reason::NotFound)));
        };
        let caller = match from.identity {
            Identity::Verified { .. } => Caller::Host(from.organisation),
            Identity::Asserted { .. } | Identity::Anonymous => Caller::Stranger,
        };
        let directory = shared.listed.directory();
        let address = from.address.reveal();
        let verdict = shared.decide_about(subject, &directory, &caller, address, to);
        Reply::Redirect(verdict.outcome.and_then(|targets| {
            let mut here = targets.into_iter();
            let found = here.find(|t| t.edge.as_ref().is_none_or(|e| e == edge));
            let target = found.ok_or(Cause::us(Reason::NotSupported))?;
            // Whoever answers there is not whom the call was for, and may do no more than itself.
            let (address, route) = (&target.address, target.route.as_ref());
            let standing = Standing::of_called(address, route, &directory);
            if let Some(line) = shared.board().legs.get_mut(&leg) {
                line.standing = standing;
            }
            Ok(Box::new(target))
        }))
    }

    /// Places a call in an operator's name.
    ///
    /// # Errors
    /// With the cause when a rule forbids it or there is no room.
    pub async fn place_call(&self, order: CallOrder) -> Result<PlacedCall, Cause> {
        let shared = &self.shared;
        let directory = shared.listed.directory();
        let (call, verdict) =
            shared.decide_out(&directory, &Caller::Operator, &order.from, &order.to);
        let mut to = callee(&directory, &order.to, verdict.outcome?, Some(call), None);
        to.redial = order.redial;
        let rule = verdict.rule;
        let place = directory
            .alias(&order.from)
            .and_then(|alias| directory.find(&alias).cloned());
        if let Some(Listing::Place(place)) = place {
            if place.kind != PlaceKind::Meeting {
                return Err(Cause::us(Reason::NotSupported));
            }
            let config = shared.meeting_of(&place);
            let mut board = shared.board();
            let running = board.meetings.get(&config.id);
            let kind = running.map_or(config.kind, |running| running.config.kind);
            if kind == MeetingKind::AdHoc && order.redial.is_some() {
                // What devices stand in is called as a telephone is: it is over when one of two is.
                return Err(Cause::us(Reason::NotSupported));
            }
            let running = shared.open_meeting(&mut board, &config)?;
            post(&running.mailbox, call_command(to))?;
            let meeting = config.id;
            return Ok(PlacedCall { meeting, rule });
        }
        if order.redial.is_some() {
            // A call of two is over when one of them is.
            return Err(Cause::us(Reason::NotSupported));
        }
        let (_, verdict) = shared.decide_out(&directory, &Caller::Operator, &order.to, &order.from);
        let from = callee(
            &directory,
            &order.from,
            verdict.outcome?,
            Some(call),
            Some(to.party.clone()),
        );
        let title = to.party.display_name.reveal().clone();
        let config = shared.meeting_of_call(title, from.party.clone(), shared.language);
        let mut board = shared.board();
        let running = shared.open_meeting(&mut board, &config)?;
        let to = Callee {
            from: Some(from.party.clone()),
            ..to
        };
        post(&running.mailbox, call_command(from))?;
        post(&running.mailbox, call_command(to))?;
        Ok(PlacedCall {
            meeting: config.id,
            rule,
        })
    }

    /// Ends a meeting for everybody; `false` when it does not run.
    pub async fn end_meeting(&self, meeting: MeetingId) -> bool {
        let mailbox = {
            let board = self.shared.board();
            board.meetings.get(&meeting).map(|r| r.mailbox.clone())
        };
        let Some(mailbox) = mailbox else { return false };
        let end = HostCommand::End(Cause::us(Reason::MeetingEnded));
        post(&mailbox, MeetingInput::Host(Author::Operator, end)).is_ok()
    }

    /// Ends one leg; `false` when there is none.
    pub async fn end_leg(&self, leg: LegId) -> bool {
        let edge = self
            .shared
            .board()
            .legs
            .get(&leg)
            .and_then(|line| line.edge.clone());
        match edge {
            Some(edge) => edge.end_now(leg, Cause::us(Reason::HungUp)),
            None => false,
        }
    }
}

fn call_command(callee: Callee) -> MeetingInput {
    MeetingInput::Host(Author::Operator, HostCommand::Call(Box::new(callee)))
}
