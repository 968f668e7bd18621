//! Legs and letters on their way from one meeting's task to another's: nothing that is said of a leg meanwhile is lost, and nothing
//! overtakes. Edges and the media plane post letters under the board's lock; so does whoever leads a line elsewhere, who first takes
//! out of the old mailbox what lies there for the leg and sends it along.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tolk_core::admission::{Outcome, Way};
use tolk_core::meeting::{
    Author, Callee, Entrant, HandedLeg, HostCommand, MeetingConfig, MeetingInput, Passage,
};
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::party::CallRequest;
use tolk_model::{LegEvent, LegId, MediaEvent, MeetingId, Pii};

use super::board::{Board, Letter, Running, post};
use super::meeting::MeetingTask;
use super::place::callee;
use super::shared::Shared;
use crate::drive::EdgeHandle;
use crate::telemetry::Subject;

/// Whither a leg goes when its meeting lets it go.
pub(super) struct Onward {
    config: Arc<MeetingConfig>,
    /// Who is called there, when the meeting begins with this leg.
    called: Vec<Callee>,
}

impl Onward {
    /// To a meeting where nobody is called because of it.
    pub(super) fn to(config: Arc<MeetingConfig>) -> Onward {
        Onward {
            config,
            called: Vec::new(),
        }
    }
}

/// A leg between two meetings.
#[derive(Debug)]
pub(super) struct Handed {
    leg: Box<HandedLeg>,
    edge: Option<EdgeHandle>,
    /// What was said of it before its line led to the new meeting, in order.
    after: Vec<MeetingInput>,
}

/// Which leg an input is about.
pub(super) fn leg_of(input: &MeetingInput) -> Option<LegId> {
    match input {
        MeetingInput::Leg(leg, _) | MeetingInput::Passage { leg, .. } => Some(*leg),
        MeetingInput::Media(event) => event.leg(),
        MeetingInput::TakeOver(handed) | MeetingInput::TakeBack(handed, _) => Some(handed.id()),
        _ => None,
    }
}

impl Shared {
    /// Leads a leg's line to another meeting, which is opened when it does not run.
    ///
    /// # Errors
    /// With the leg, when there is no room; then it is where it was.
    fn hand(
        self: &Arc<Self>,
        board: &mut Board,
        onward: Onward,
        handed: Handed,
    ) -> Result<(), (Cause, Handed)> {
        let Onward { config, called } = onward;
        let fresh = !board.meetings.contains_key(&config.id);
        let running = match self.open_meeting(board, &config) {
            Ok(running) => running,
            Err(cause) => return Err((cause, handed)),
        };
        let (Some(line), Ok(place)) = (
            board.legs.get_mut(&handed.leg.id()),
            running.mailbox.clone().try_reserve_owned(),
        ) else {
            return Err((Cause::us(Reason::Overloaded), handed));
        };
        if let Err(cause) = line.lead_to(config.id, &running.mailbox) {
            return Err((cause, handed));
        }
        place.send(Letter::TakeOver(handed));
        for callee in called.into_iter().filter(|_| fresh) {
            let command = HostCommand::Call(Box::new(callee));
            let posted = post(&running.mailbox, MeetingInput::Host(Author::Node, command));
            if let Err(cause) = posted {
                tracing::warn!(meeting = %config.id, %cause, "callee_not_called");
            }
        }
        Ok(())
    }

    /// Leads a leg's line back to the meeting that let it go.
    ///
    /// # Errors
    /// With the leg, when that meeting is over or has no room: then nobody has it any more.
    fn hand_back(&self, board: &mut Board, handed: Handed, cause: Cause) -> Result<(), Handed> {
        let id = handed.leg.id();
        let from = board.meetings.get(&handed.leg.from()).cloned();
        let place = from
            .as_ref()
            .and_then(|r| r.mailbox.clone().try_reserve_owned().ok());
        let (Some(from), Some(place), Some(line)) = (from, place, board.legs.get_mut(&id)) else {
            return Err(handed);
        };
        if line.lead_to(from.config.id, &from.mailbox).is_err() {
            return Err(handed);
        }
        place.send(Letter::TakeBack(handed, cause));
        Ok(())
    }

    /// A leg that no meeting takes: it is over.
    fn drop_handed(&self, board: &mut Board, handed: Handed, cause: Cause) -> Refused {
        let id = handed.leg.id();
        let subject = board.subject(id);
        board.legs.remove(&id);
        board.remember(id, subject);
        self.engine.release(id);
        (id, handed.edge, cause)
    }
}

/// A leg that is to be ended, once the board is free.
type Refused = (LegId, Option<EdgeHandle>, Cause);

fn end(refused: impl IntoIterator<Item = Refused>) {
    for (leg, edge, cause) in refused {
        if let Some(edge) = edge {
            edge.end_now(leg, cause);
        }
    }
}

impl MeetingTask {
    /// A leg at the reception has said a number: decided about as if it had called it at once.
    pub(super) fn ask_passage(
        &mut self,
        leg: LegId,
        request: &CallRequest,
    ) -> Result<Passage, Cause> {
        let shared = self.shared.clone();
        let directory = shared.listed.directory();
        let verdict = {
            let board = shared.board();
            if !board.open {
                return Err(Cause::us(Reason::ShuttingDown));
            }
            shared.admit(&board, &directory, request)
        };
        let admitted = JournalEvent::Admitted {
            from: request.from.address.clone(),
            to: Pii::new(request.to.clone()),
            outcome: verdict.outcome.as_str().to_string(),
            rule: verdict.rule,
        };
        let call = Some(request.call);
        let called = |targets, address| callee(&directory, address, targets, call, None);
        let decided = match verdict.outcome {
            Outcome::Refuse(cause) => Err(cause),
            // A person who is not rung by strangers, or the reception itself: the caller is there.
            Outcome::Enter(entry) if entry.way == Way::Reception => {
                Err(Cause::us(Reason::NotFound))
            }
            Outcome::Enter(entry) => {
                let devices = entry.place.devices.iter();
                let onward = Onward {
                    config: shared.meeting_of(&entry.place),
                    called: devices
                        .map(|d| called(vec![d.target.clone()], &d.target.address))
                        .collect(),
                };
                Ok((onward, entry.way, entry.role, entry.party))
            }
            Outcome::Connect { targets, party } => {
                let called = called(targets, &request.to);
                let title = called.party.display_name.reveal().clone();
                let language = self.running.config.language;
                let onward = Onward {
                    config: shared.meeting_of_call(title, (*party).clone(), language),
                    called: vec![called],
                };
                Ok((onward, Way::Join, tolk_model::Role::Speaker, *party))
            }
        };
        let outcome = decided.map(|(onward, entry, role, party)| {
            let meeting = onward.config.id;
            self.onward.insert(leg, onward);
            Passage {
                meeting,
                entry,
                role,
                party,
                instead_of: None,
            }
        });
        let subject = Subject {
            meeting: outcome.as_ref().ok().map(|p| p.meeting),
            call,
            leg: Some(leg),
        };
        shared.journal.write(subject, admitted);
        outcome
    }

    /// The meeting has let a leg go.
    pub(super) fn hand_over(&mut self, leg: Box<HandedLeg>, to: MeetingId) {
        let id = leg.id();
        let onward = self.onward.remove(&id).filter(|o| o.config.id == to);
        let known = self.legs.remove(&id);
        let shared = self.shared.clone();
        let mut board = shared.board();
        // Whoever is wanted by a meeting goes there while it runs.
        let running = || board.meetings.get(&to).map(|r| r.config.clone());
        let onward = onward.or_else(|| running().map(Onward::to));
        let handed = Handed {
            leg,
            edge: known.as_ref().and_then(|k| k.edge.clone()),
            after: self.letters_about(id),
        };
        let delivered = match onward {
            Some(onward) => shared.hand(&mut board, onward, handed),
            None => Err((Cause::us(Reason::InternalError), handed)),
        };
        drop(board);
        // The other meeting says whether it let it in.
        let Err((cause, Handed { leg, after, .. })) = delivered else {
            return;
        };
        tracing::warn!(leg = %id, %cause, "leg_not_handed_over");
        self.legs.extend(known.map(|known| (id, known)));
        self.own.push_back(MeetingInput::TakeBack(leg, cause));
        self.own.extend(after);
    }

    /// The meeting does not let a leg in: it goes back whence it came, with what was said of it.
    pub(super) fn send_back(&mut self, leg: Box<HandedLeg>, cause: Cause) {
        let id = leg.id();
        let shared = self.shared.clone();
        let known = self.legs.remove(&id);
        let mut board = shared.board();
        let handed = Handed {
            leg,
            edge: known.and_then(|k| k.edge),
            after: self.letters_about(id),
        };
        let sent = shared.hand_back(&mut board, handed, cause.clone());
        let refused = sent
            .err()
            .map(|handed| shared.drop_handed(&mut board, handed, cause));
        drop(board);
        end(refused);
    }

    /// A leg of another meeting has arrived: that one is told.
    pub(super) fn tell_arrival(&self, leg: LegId, from: MeetingId) {
        let board = self.shared.board();
        let Some(running) = board.meetings.get(&from) else {
            return;
        };
        if let Err(cause) = post(&running.mailbox, MeetingInput::HandedOver(leg)) {
            // It waits for a limited time.
            tracing::warn!(meeting = %from, %leg, %cause, "arrival_not_told");
        }
    }

    /// A leg that was let go comes back.
    pub(super) fn take_back(&mut self, handed: Handed, cause: Cause) {
        let Handed { leg, edge, after } = handed;
        self.know_handed(&leg, edge);
        self.input(MeetingInput::TakeBack(leg, cause));
        self.own.extend(after);
    }

    fn know_handed(&mut self, leg: &HandedLeg, edge: Option<EdgeHandle>) {
        self.know(leg.id(), edge, Some(leg.call()));
        if let Some(known) = self.legs.get_mut(&leg.id()) {
            known.opened = true;
        }
    }

    /// Takes out what was said of a leg and not read yet. The rest keeps its order.
    fn letters_about(&mut self, leg: LegId) -> Vec<MeetingInput> {
        let mut about = Vec::new();
        let (own, rest) = std::mem::take(&mut self.own)
            .into_iter()
            .partition::<VecDeque<_>, _>(|input| leg_of(input) == Some(leg));
        self.own = rest;
        about.extend(own);
        for letter in self.letters() {
            match letter {
                Letter::Input(input) if leg_of(&input) == Some(leg) => about.push(*input),
                other => self.taken_out.push_back(other),
            }
        }
        about
    }

    /// Every letter that has arrived. Nobody posts any while the board is locked.
    fn letters(&mut self) -> VecDeque<Letter> {
        let mut letters = std::mem::take(&mut self.taken_out);
        while let Ok(letter) = self.mailbox.try_recv() {
            letters.push_back(letter);
        }
        letters
    }

    /// A leg from another meeting.
    pub(super) fn take_over(&mut self, handed: Handed) {
        let Handed { leg, edge, after } = handed;
        self.know_handed(&leg, edge);
        self.input(MeetingInput::TakeOver(leg));
        // After what the meeting says to it: should it not be let in, this goes back, too.
        self.own.extend(after);
    }

    /// The meeting is over. Whoever has entered since finds a new one.
    pub(super) fn finish(&mut self) {
        self.over = Some(self.shared.clock.now().mono);
        self.shared.engine.close(self.running.config.id);
        let shared = self.shared.clone();
        let mut board = shared.board();
        let ours = |r: &Running| r.mailbox.same_channel(&self.running.mailbox);
        if board
            .meetings
            .get(&self.running.config.id)
            .is_some_and(ours)
        {
            board.meetings.remove(&self.running.config.id);
        }
        let mut late = Late::default();
        for letter in self.letters() {
            late.sort(letter);
        }
        let refused = late.enter_again(&shared, &mut board, &self.running.config);
        drop(board);
        shared.show_end(&self.running);
        end(refused);
        for input in late.others {
            self.input(input);
        }
    }
}

/// What came for a meeting that was over.
#[derive(Default)]
struct Late {
    entrants: Vec<Entrant>,
    handed: Vec<Handed>,
    /// Sent back to it.
    sent_back: Vec<(Handed, Cause)>,
    /// What was said of them since.
    after: BTreeMap<LegId, Vec<MeetingInput>>,
    others: Vec<MeetingInput>,
}

impl Late {
    fn sort(&mut self, letter: Letter) {
        match letter {
            Letter::TakeOver(handed) => {
                self.after.insert(handed.leg.id(), Vec::new());
                self.handed.push(handed);
            }
            Letter::TakeBack(handed, cause) => self.sent_back.push((handed, cause)),
            Letter::Input(input) => match *input {
                MeetingInput::Enter(entrant) => {
                    self.after.insert(entrant.leg, Vec::new());
                    self.entrants.push(*entrant);
                }
                other => match leg_of(&other).and_then(|leg| self.after.get_mut(&leg)) {
                    Some(after) => after.push(other),
                    None => self.others.push(other),
                },
            },
            Letter::Order(..) | Letter::Again(..) | Letter::View(_) | Letter::Debug(_) => {}
        }
    }

    /// Puts them into a meeting that begins anew; those for whom there is no room.
    fn enter_again(
        &mut self,
        shared: &Arc<Shared>,
        board: &mut Board,
        config: &Arc<MeetingConfig>,
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (handed, cause) in self.sent_back.drain(..) {
            refused.push(shared.drop_handed(board, handed, cause));
        }
        for mut handed in self.handed.drain(..) {
            let leg = handed.leg.id();
            handed
                .after
                .extend(self.after.remove(&leg).unwrap_or_default());
            let onward = Onward::to(config.clone());
            let taken = shared.hand(board, onward, handed);
            if let Err((cause, handed)) = taken
                && let Err(handed) = shared.hand_back(board, handed, cause.clone())
            {
                refused.push(shared.drop_handed(board, handed, cause));
            }
        }
        for entrant in self.entrants.drain(..) {
            let leg = entrant.leg;
            let Some(edge) = board.legs.remove(&leg).and_then(|line| line.edge) else {
                continue;
            };
            if let Err(cause) = shared.enter(board, config, edge.clone(), entrant) {
                refused.push((leg, Some(edge), cause));
                continue;
            }
            for input in self.after.remove(&leg).unwrap_or_default() {
                let Some(line) = board.legs.get_mut(&leg) else {
                    break;
                };
                match input {
                    MeetingInput::Leg(_, LegEvent::Ended(_)) => line.send_ended(input),
                    MeetingInput::Media(MediaEvent::Closed(..)) => line.send_closed(input),
                    // A new mailbox has room for what an old one had.
                    other => drop(line.send(other)),
                }
            }
        }
        refused
    }
}
