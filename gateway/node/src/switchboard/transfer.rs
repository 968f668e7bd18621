//! Transfers that far ends ask for: admission decides, and what concerns another meeting is asked there.

use std::net::{IpAddr, Ipv4Addr};

use tolk_core::admission::{self, CallOf, Caller, Outcome, Standing, Verdict, Way};
use tolk_core::directory::Directory;
use tolk_core::meeting::{
    Author, HostCommand, MeetingInput, MeetingKind, Onto, Passage, TransferQuestion, Wanted,
};
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::{Address, CallId, LegId, MeetingId, ParticipantId, Pii, Role, RuleId};

use super::board::{Board, Letter, post};
use super::meeting::MeetingTask;
use super::passage::Onward;
use super::place::callee;
use super::shared::Switchboard;
use super::view;
use crate::telemetry::Subject;

/// What was decided, and by which rule.
type Decided = Verdict<Result<Onto, Cause>>;

fn refused(reason: Reason, name: &'static str) -> Decided {
    let rule = RuleId::new(name);
    Verdict {
        outcome: Err(Cause::policy(reason, rule.clone())),
        rule,
    }
}

fn standing_of(board: &Board, leg: LegId) -> Standing {
    let line = board.legs.get(&leg);
    line.map_or(Standing::Nobody, |line| line.standing.clone())
}

impl Switchboard {
    /// Asks the far end of a participant to call somebody else and to leave us, in an operator's name.
    ///
    /// # Errors
    /// With the cause when a rule forbids it, or there is nobody who can be moved.
    pub async fn move_participant(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
        to: Address,
    ) -> Result<RuleId, Cause> {
        let shared = &self.shared;
        let running = shared.board().meetings.get(&meeting).cloned();
        let running = running.ok_or(Cause::us(Reason::NotFound))?;
        let directory = shared.listed.directory();
        let alias = directory.alias(&to);
        let listed = alias.filter(|alias| directory.find(alias).is_some());
        // Whoever is listed here is called by the far end as anybody calls it; elsewhere it may go whither we could call.
        let from = running.config.party.address.reveal();
        let (to, rule) = match listed {
            Some(alias) => {
                let address = Address::at(alias.local, alias.domain);
                (address, RuleId::new("transfer.listed"))
            }
            None => {
                let (_, verdict) = shared.decide_out(&directory, &Caller::Operator, from, &to);
                verdict.outcome?;
                (to, verdict.rule)
            }
        };
        let command = HostCommand::Move {
            participant,
            to: Pii::new(to),
        };
        let order = |reply| Letter::Order(Author::Operator, command, reply);
        let done = view::ask(&running.mailbox, order).await;
        done.unwrap_or(Err(Cause::us(Reason::Overloaded)))?;
        Ok(rule)
    }
}

impl MeetingTask {
    /// A far end wants somebody else in its place.
    pub(super) fn ask_transfer(&mut self, question: &TransferQuestion) {
        let shared = self.shared.clone();
        let directory = shared.listed.directory();
        let call = CallId::mint(shared.clock.now().wall, &mut shared.random());
        let open = shared.board().open;
        let decided = match question.replaces {
            _ if !open => Verdict {
                outcome: Err(Cause::us(Reason::ShuttingDown)),
                rule: RuleId::new("node.ends"),
            },
            Some(other) => self.join_talks(question, other),
            None => self.transfer_blindly(question, call, &directory),
        };
        let outcome = match &decided.outcome {
            Ok(Onto::Call(_)) => "connect",
            Ok(Onto::Pass(_) | Onto::Comes) => "join",
            Err(_) => "refuse",
        };
        let admitted = JournalEvent::Admitted {
            from: question.party.address.clone(),
            to: question.to.clone(),
            outcome: outcome.to_string(),
            rule: decided.rule,
        };
        let subject = Subject {
            meeting: Some(self.running.config.id),
            call: Some(call),
            leg: Some(question.leg),
        };
        shared.journal.write(subject, admitted);
        self.own.push_back(MeetingInput::Transfer {
            leg: question.leg,
            outcome: decided.outcome,
        });
    }

    /// Whom it names is called, or the other party goes where it names.
    fn transfer_blindly(
        &mut self,
        question: &TransferQuestion,
        call: CallId,
        directory: &Directory,
    ) -> Decided {
        let shared = self.shared.clone();
        let asks = standing_of(&shared.board(), question.leg);
        let like = CallOf {
            call,
            origin: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let (party, to) = (question.party.clone(), question.to.reveal());
        let request = match admission::transfer(&asks, &like, party, to) {
            Ok(request) => request,
            Err(verdict) => {
                let rule = verdict.rule;
                let denied = Cause::policy(Reason::Forbidden, rule.clone());
                let outcome = Err(verdict.outcome.err().unwrap_or(denied));
                return Verdict { outcome, rule };
            }
        };
        // The other party calls.
        let other = question.other.as_ref().map(|(_, party)| party);
        let by_other = |targets| {
            let callee = callee(directory, to, targets, Some(call), other.cloned());
            Ok(Onto::Call(Box::new(callee)))
        };
        let verdict = shared.admit(&shared.board(), directory, &request);
        let rule = verdict.rule;
        match verdict.outcome {
            Outcome::Refuse(cause) => Verdict {
                outcome: Err(cause),
                rule,
            },
            Outcome::Connect { targets, .. } => Verdict {
                outcome: by_other(targets),
                rule,
            },
            Outcome::Enter(entry) if entry.way == Way::Reception => {
                refused(Reason::NotFound, "transfer.not_to_the_reception")
            }
            Outcome::Enter(entry) => {
                let config = shared.meeting_of(&entry.place);
                let runs = shared.board().meetings.contains_key(&config.id);
                if config.id == self.running.config.id {
                    return refused(Reason::NotSupported, "transfer.is_there");
                }
                let mut targets = shared.reached_at(&entry.place.aliases);
                targets.extend(entry.place.devices.iter().map(|d| d.target.clone()));
                if !runs && !targets.is_empty() {
                    return Verdict {
                        outcome: by_other(targets),
                        rule,
                    };
                }
                let Verdict { outcome, rule } =
                    self.pass_on(question, &like, directory, config.id, rule);
                if outcome.is_ok()
                    && let Some((leg, _)) = question.other
                {
                    self.onward.insert(leg, Onward::to(config));
                }
                Verdict { outcome, rule }
            }
        }
    }

    /// The other party goes where it was sent, through the door that it would have had itself.
    fn pass_on(
        &self,
        question: &TransferQuestion,
        like: &CallOf,
        directory: &Directory,
        meeting: MeetingId,
        rule: RuleId,
    ) -> Decided {
        let shared = &self.shared;
        let Some((leg, party)) = question.other.clone() else {
            return refused(Reason::NotSupported, "transfer.more_than_two");
        };
        let board = shared.board();
        let standing = standing_of(&board, leg);
        let to = question.to.reveal().clone();
        let request = standing.request(like, party.clone(), to);
        let verdict = shared.admit(&board, directory, &request);
        match verdict.outcome {
            Outcome::Enter(entry) if entry.way != Way::Reception => Verdict {
                outcome: Ok(Onto::Pass(Box::new(Passage {
                    meeting,
                    entry: entry.way,
                    role: Role::Speaker,
                    party,
                    instead_of: None,
                }))),
                rule,
            },
            Outcome::Refuse(cause) => Verdict {
                outcome: Err(cause),
                rule: verdict.rule,
            },
            Outcome::Enter(_) | Outcome::Connect { .. } => {
                refused(Reason::Forbidden, "transfer.other_may_not")
            }
        }
    }

    /// It has talked with somebody by another leg: that one and the other party of this leg are brought together.
    fn join_talks(&self, question: &TransferQuestion, other: LegId) -> Decided {
        let shared = &self.shared;
        let board = shared.board();
        let asks = standing_of(&board, question.leg);
        let Some(line) = board.legs.get(&other) else {
            return refused(Reason::NotFound, "transfer.no_such_call");
        };
        let rule = match admission::transfer_after_talk(&asks, &line.standing) {
            Ok(rule) => rule,
            Err(cause) => {
                let rule = match &cause.blame {
                    tolk_model::cause::Blame::Policy(rule) => rule.clone(),
                    _ => RuleId::new("transfer.denied"),
                };
                return Verdict {
                    outcome: Err(cause),
                    rule,
                };
            }
        };
        let (there, here) = (line.meeting, self.running.config.id);
        let kind = board.meetings.get(&there).map(|r| r.config.kind);
        let passage = |meeting, party, instead_of| Passage {
            meeting,
            entry: Way::Join,
            role: Role::Speaker,
            party,
            instead_of: Some(instead_of),
        };
        match (kind, &question.other) {
            _ if there == here => refused(Reason::NotSupported, "transfer.same_call"),
            (Some(MeetingKind::AdHoc), _) => {
                let wanted = Wanted {
                    leg: other,
                    passage: passage(here, question.party.clone(), question.leg),
                };
                let asked = line.send(MeetingInput::Wanted(Box::new(wanted)));
                Verdict {
                    outcome: asked.map(|()| Onto::Comes),
                    rule,
                }
            }
            (Some(MeetingKind::Named), Some((_, party))) => {
                let passage = passage(there, party.clone(), other);
                Verdict {
                    outcome: Ok(Onto::Pass(Box::new(passage))),
                    rule,
                }
            }
            (Some(MeetingKind::Named), None) => {
                refused(Reason::NotSupported, "transfer.more_than_two")
            }
            (Some(MeetingKind::TestCall) | None, _) => {
                refused(Reason::NotSupported, "transfer.not_in_a_call")
            }
        }
    }

    /// A party that another meeting wanted does not come.
    pub(super) fn nobody_comes(&self, meeting: MeetingId, leg: LegId, cause: Cause) {
        let board = self.shared.board();
        let Some(running) = board.meetings.get(&meeting) else {
            return;
        };
        let outcome = Err(cause);
        if let Err(cause) = post(&running.mailbox, MeetingInput::Transfer { leg, outcome }) {
            // It waits for a limited time.
            tracing::warn!(%meeting, %leg, %cause, "transfer_not_answered");
        }
    }
}
