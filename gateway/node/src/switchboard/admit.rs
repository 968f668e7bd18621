//! Calls that come in: admission decides, the meeting gets the leg.

use tolk_core::admission::{Admission, Answer, Outcome, Question, Step, Verdict, Way};
use tolk_core::directory::{Device, Directory, Place, PlaceKind};
use tolk_core::meeting::{Author, Entrant, HostCommand, MeetingInput};
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::Direction;
use tolk_model::party::{CallRequest, Party, Target, Trust};
use tolk_model::presence::EdgeEvent;
use tolk_model::{LegEvent, LegId, Pii, Role, RuleId};

use super::board::{Board, post};
use super::place::{address_of, callee};
use super::shared::{Shared, Switchboard};
use crate::drive::{EdgeHandle, EdgeHost};
use crate::telemetry::Subject;

/// Steps of an admission; each asks one question, and there are fewer kinds of questions than this.
pub(super) const MOST_STEPS: usize = 8;

impl EdgeHost for Switchboard {
    fn event(&self, edge: &EdgeHandle, leg: LegId, event: LegEvent) -> Result<(), Cause> {
        match event {
            LegEvent::Incoming(request) => self.incoming(edge, leg, *request),
            LegEvent::Ended(cause) => {
                let mut board = self.shared.board();
                if let Some(line) = board.legs.get_mut(&leg) {
                    line.send_ended(MeetingInput::Leg(leg, LegEvent::Ended(cause)));
                }
                Ok(())
            }
            event => match self.shared.board().legs.get(&leg) {
                Some(line) => line.send(MeetingInput::Leg(leg, event)),
                // It was refused, and its edge has not heard of it yet.
                None => Ok(()),
            },
        }
    }

    fn journal(&self, leg: Option<LegId>, event: JournalEvent) {
        let subject = leg.map_or_else(Subject::default, |leg| self.shared.board().subject(leg));
        self.shared.journal.write(subject, event);
    }

    fn ask(&self, edge: &EdgeHandle, ask: &Ask) -> Reply {
        match ask {
            Ask::Credentials {
                user, algorithm, ..
            } => self.credentials(user, *algorithm),
            Ask::Subscribe(wanted) => self.subscribe(edge, wanted),
            Ask::Publish(wanted) => self.publish(edge, wanted),
            Ask::Page(page, by) => self.page(edge, page, by),
            Ask::HasAccount { address } => self.has_account(address.reveal()),
            Ask::Register(wanted) => self.register(wanted),
            Ask::Redirect { leg, to } => self.redirected(edge.label(), *leg, to.reveal()),
            Ask::FlowLost { flow } => self.flow_lost(edge.label(), *flow),
        }
    }

    fn direct(&self, edge: &EdgeHandle, event: EdgeEvent) {
        self.reported(edge, event);
    }
}

impl Switchboard {
    fn incoming(
        &self,
        edge: &EdgeHandle,
        leg: LegId,
        mut request: CallRequest,
    ) -> Result<(), Cause> {
        let directory = self.shared.listed.directory();
        let outgoing = &self.shared.outgoing;
        outgoing.arriving(&mut request, |domain| directory.is_ours(domain));
        if let Some(old) = request.replaces {
            return self.replace(edge, leg, request, old);
        }
        let mut board = self.shared.board();
        if !board.open {
            return Err(Cause::us(Reason::ShuttingDown));
        }
        let verdict = self.shared.admit(&board, &directory, &request);
        let admitted = JournalEvent::Admitted {
            from: request.from.address.clone(),
            to: Pii::new(request.to.clone()),
            outcome: verdict.outcome.as_str().to_string(),
            rule: verdict.rule,
        };
        let (call, outcome) = (request.call, verdict.outcome);
        let (meeting, done) = match outcome {
            Outcome::Refuse(cause) => (None, Err(cause)),
            Outcome::Enter(entry) => {
                let config = self.shared.meeting_of(&entry.place);
                let fresh = !board.meetings.contains_key(&config.id);
                let devices: &[Device] = if fresh { &entry.place.devices } else { &[] };
                let registered = self.registered_there(fresh, &entry.place, &request);
                let door = Door {
                    way: entry.way,
                    role: entry.role,
                    party: entry.party,
                };
                let entrant = entrant(edge, leg, request, door);
                let entered = self
                    .shared
                    .enter(&mut board, &config, edge.clone(), entrant);
                let done = entered.and_then(|running| {
                    let listed = devices.iter().map(|d| &d.target);
                    let listed = listed.map(|t| (t.address.clone(), vec![t.clone()]));
                    // What is registered goes by the place's name: contacts come and go.
                    let registered = registered.map(|to| (address_of(&entry.place), to));
                    for (address, targets) in listed.chain(registered) {
                        let callee = callee(&directory, &address, targets, Some(call), None);
                        let command = HostCommand::Call(Box::new(callee));
                        post(&running.mailbox, MeetingInput::Host(Author::Node, command))?;
                    }
                    Ok(())
                });
                (Some(config.id), done)
            }
            Outcome::Connect { targets, party } => {
                self.connect(&mut board, &directory, edge, leg, request, targets, *party)
            }
        };
        let subject = Subject {
            meeting,
            call: Some(call),
            leg: Some(leg),
        };
        if done.is_err() {
            board.remember(leg, subject);
        }
        drop(board);
        self.shared.journal.write(subject, admitted);
        done
    }

    /// The registered devices that stand in a place: called by who calls it first, unless that is one of them.
    fn registered_there(
        &self,
        fresh: bool,
        place: &Place,
        request: &CallRequest,
    ) -> Option<Vec<Target>> {
        let own =
            matches!(&request.trust, Trust::Registered { alias } if place.aliases.contains(alias));
        let undisturbed = self.shared.presence.wants_no_calls(&place.aliases);
        if !fresh || own || undisturbed || place.kind != PlaceKind::Meeting {
            return None;
        }
        let found = self.shared.reached_at(&place.aliases);
        (!found.is_empty()).then_some(found)
    }

    #[expect(clippy::too_many_arguments, reason = "a caller and a called, whole")]
    fn connect(
        &self,
        board: &mut Board,
        directory: &Directory,
        edge: &EdgeHandle,
        leg: LegId,
        request: CallRequest,
        targets: Vec<Target>,
        party: Party,
    ) -> (Option<tolk_model::MeetingId>, Result<(), Cause>) {
        let called = callee(directory, &request.to, targets, Some(request.call), None);
        let title = called.party.display_name.reveal().clone();
        let config = self
            .shared
            .meeting_of_call(title, party.clone(), self.shared.language);
        let door = Door {
            way: Way::Join,
            role: Role::Speaker,
            party,
        };
        let entrant = entrant(edge, leg, request, door);
        let entered = self.shared.enter(board, &config, edge.clone(), entrant);
        let done = entered.and_then(|running| {
            let command = HostCommand::Call(Box::new(called));
            post(&running.mailbox, MeetingInput::Host(Author::Node, command))
        });
        (Some(config.id), done)
    }
}

impl Shared {
    /// What is known here.
    pub(super) fn answer_to(&self, board: &Board, question: &Question) -> Answer {
        match question {
            Question::Occupancy(meeting) => Answer::Occupancy(board.occupancy(*meeting)),
            Question::CallsOut(organisation) => Answer::CallsOut(board.calls_out(*organisation)),
            Question::Location(aliases) | Question::LocationIfFree(aliases)
                if self.presence.wants_no_calls(aliases) =>
            {
                Answer::Undisturbed(self.reached_at(aliases))
            }
            Question::LocationIfFree(aliases) if Shared::is_in_call(board, aliases) => {
                Answer::InCall
            }
            Question::Location(aliases) | Question::LocationIfFree(aliases) => {
                Answer::Location(self.reached_at(aliases))
            }
        }
    }

    /// Asks admission, and answers what it asks, from what is known here.
    pub(super) fn admit(
        &self,
        board: &Board,
        directory: &Directory,
        request: &CallRequest,
    ) -> Verdict<Outcome> {
        let facts = self.facts(directory);
        let mut admission = Admission::new(request);
        let mut answer = None;
        for _ in 0..MOST_STEPS {
            match admission.step(facts, answer.take()) {
                Step::Done(verdict) => return verdict,
                Step::Ask(question) => answer = Some(self.answer_to(board, &question)),
            }
        }
        let rule = RuleId::new("admission.endless");
        Verdict {
            outcome: Outcome::Refuse(Cause::us(Reason::InternalError)),
            rule,
        }
    }
}

/// How somebody enters.
pub(super) struct Door {
    pub(super) way: Way,
    pub(super) role: Role,
    pub(super) party: Party,
}

pub(super) fn entrant(edge: &EdgeHandle, leg: LegId, request: CallRequest, door: Door) -> Entrant {
    Entrant {
        leg,
        edge: edge.label().clone(),
        direction: Direction::Incoming,
        request,
        entry: door.way,
        role: door.role,
        party: door.party,
    }
}
