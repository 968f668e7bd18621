//! The task of one meeting: letters in, commands to edges, the media plane and the store out.

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc;
use tolk_core::admission::Standing;
use tolk_core::meeting::{Meeting, MeetingInput, MeetingOutput};
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::{Dial, Direction, LegName};
use tolk_model::plan::PortRequest;
use tolk_model::{CallId, EdgeId, LegCommand, LegEvent, LegId, MediaEvent, Mono};

use super::again::Waiting;
use super::board::{Letter, Line, Running};
use super::lease::Keeper;
use super::passage::{Onward, leg_of};
use super::presence::Shows;
use super::shared::{Shared, lock};
use crate::drive::EdgeHandle;
use crate::handle::MeetingView;
use crate::telemetry::{Subject, metrics};

/// How long a meeting that is over waits for its last ports to be closed.
const CLOSING: Duration = Duration::from_secs(10);
/// A timer that is not set.
const FAR: Duration = Duration::from_secs(3600);

/// What the task knows of a leg.
pub(super) struct Known {
    pub(super) edge: Option<EdgeHandle>,
    call: Option<CallId>,
    /// Its ports were asked for: it lives until they are closed.
    pub(super) opened: bool,
    /// Its edge is done with it.
    ended: bool,
}

/// The task.
pub(super) struct MeetingTask {
    pub(super) shared: Arc<Shared>,
    pub(super) running: Running,
    pub(super) meeting: Meeting,
    pub(super) mailbox: mpsc::Receiver<Letter>,
    /// Letters that were taken out of the mailbox already, to be read before those that are in it.
    pub(super) taken_out: VecDeque<Letter>,
    /// What the task itself has to tell the meeting.
    pub(super) own: VecDeque<MeetingInput>,
    pub(super) legs: BTreeMap<LegId, Known>,
    /// Whither legs go that the meeting was told to let go.
    pub(super) onward: BTreeMap<LegId, Onward>,
    pub(super) keeper: Keeper,
    /// Another node runs it since.
    pub(super) taken_over: bool,
    /// The operator who wants somebody called again and waits for the rule.
    pub(super) again: Option<Waiting>,
    /// What watchers may not have seen yet.
    pub(super) shows: Shows,
    /// Since when the meeting is over.
    pub(super) over: Option<Mono>,
}

impl MeetingTask {
    pub(super) fn new(
        shared: Arc<Shared>,
        running: Running,
        meeting: Meeting,
        mailbox: mpsc::Receiver<Letter>,
    ) -> MeetingTask {
        let keeper = Keeper::new(&shared, running.config.id);
        MeetingTask {
            keeper,
            taken_over: false,
            shared,
            running,
            meeting,
            mailbox,
            taken_out: VecDeque::new(),
            own: VecDeque::new(),
            legs: BTreeMap::new(),
            onward: BTreeMap::new(),
            again: None,
            shows: Shows::default(),
            over: None,
        }
    }

    /// Runs until the meeting is over and its last port is closed. A panic ends this meeting and no other.
    pub(super) async fn run(self) {
        let (shared, running) = (self.shared.clone(), self.running.clone());
        if let Err(panic) = AssertUnwindSafe(self.turn_around()).catch_unwind().await {
            shared.bury(running.config.id, &running.mailbox);
            shared.show_end(&running);
            std::panic::resume_unwind(panic);
        }
    }

    async fn turn_around(mut self) {
        while self.over.is_none() || !self.legs.is_empty() {
            let at = self.next_turn();
            if let Some(letter) = self.taken_out.pop_front() {
                self.letter(letter);
                self.drain().await;
                continue;
            }
            // All are cancel-safe: `recv` loses nothing, and the others are only waited for.
            tokio::select! {
                biased;
                () = self.fenced() => self.moved(),
                letter = self.mailbox.recv() => match letter {
                    Some(letter) => self.letter(letter),
                    None => break,
                },
                () = tokio::time::sleep_until(at) => {}
            }
            self.drain().await;
        }
    }

    fn next_turn(&self) -> tokio::time::Instant {
        let now = self.shared.clock.now().mono;
        let at = match (self.over, self.meeting.next_timeout()) {
            (Some(since), _) => since + CLOSING,
            (None, Some((at, _))) => at,
            (None, None) => now + FAR,
        };
        self.shared.clock.instant(at)
    }

    fn letter(&mut self, letter: Letter) {
        match letter {
            Letter::Input(input) => self.input(*input),
            Letter::TakeOver(handed) => self.take_over(handed),
            Letter::TakeBack(handed, cause) => self.take_back(handed, cause),
            Letter::Order(author, command, reply) => {
                let now = self.shared.clock.now();
                drop(reply.send(self.meeting.order(now, &author, command)));
            }
            Letter::Again(participant, reply) => self.call_again(participant, reply),
            Letter::View(reply) => {
                // Whoever asked may have lost patience.
                drop(reply.send(self.view()));
            }
            Letter::Debug(reply) => drop(reply.send(self.debug_state())),
        }
    }

    pub(super) fn input(&mut self, input: MeetingInput) {
        self.shows.note_input(&input);
        let leg = match &input {
            MeetingInput::Enter(entrant) => {
                let edge = self.shared.edge(&entrant.edge);
                self.know(entrant.leg, edge, Some(entrant.request.call));
                Some(entrant.leg)
            }
            MeetingInput::Leg(leg, event) => {
                if let (LegEvent::Ended(_), Some(known)) = (event, self.legs.get_mut(leg)) {
                    known.ended = true;
                }
                Some(*leg)
            }
            other => leg_of(other),
        };
        let closed = matches!(&input, MeetingInput::Media(MediaEvent::Closed(..)));
        if self.over.is_none() {
            let call = leg.and_then(|l| self.legs.get(&l)?.call);
            let span = match leg {
                Some(leg) => {
                    tracing::info_span!("leg", id = %leg, call = call.map(tracing::field::display))
                }
                None => tracing::Span::none(),
            };
            let now = self.shared.clock.now();
            span.in_scope(|| self.meeting.handle(now, input));
        }
        if let (true, Some(leg)) = (closed, leg) {
            self.forget(leg);
        }
    }

    pub(super) fn know(&mut self, leg: LegId, edge: Option<EdgeHandle>, call: Option<CallId>) {
        let known = self.legs.entry(leg).or_insert(Known {
            edge: None,
            call: None,
            opened: false,
            ended: false,
        });
        known.edge = edge.or(known.edge.take());
        known.call = call.or(known.call);
    }

    fn forget(&mut self, leg: LegId) {
        self.legs.remove(&leg);
        let mut board = self.shared.board();
        let subject = board.subject(leg);
        if board.legs.remove(&leg).is_some() {
            board.remember(leg, subject);
        }
    }

    /// Does all that the meeting wants, and what follows from it.
    async fn drain(&mut self) {
        let now = self.shared.clock.now();
        if self.over.is_none() {
            self.meeting.timeout(now);
        }
        while self.over.is_none() {
            while let Some(output) = self.meeting.poll() {
                self.perform(output).await;
            }
            match self.own.pop_front() {
                Some(input) => self.input(input),
                None => break,
            }
        }
        let portless: Vec<LegId> = self
            .legs
            .iter()
            .filter(|(_, known)| known.ended && !known.opened)
            .map(|(leg, _)| *leg)
            .collect();
        for leg in portless {
            self.forget(leg);
        }
        *lock(&self.running.occupancy) = self.meeting.occupancy();
        self.show();
        if let Some(since) = self.over
            && now.mono.since(since) >= CLOSING
            && !self.legs.is_empty()
        {
            tracing::warn!(legs = self.legs.len(), "ports_not_closed_in_time");
            for leg in self.legs.keys().copied().collect::<Vec<_>>() {
                self.shared.engine.release(leg);
                self.forget(leg);
            }
        }
    }

    async fn perform(&mut self, output: MeetingOutput) {
        self.shows.note_output(&output);
        match output {
            MeetingOutput::Open(leg, request) => self.open(leg, request),
            MeetingOutput::Release(leg) => self.shared.engine.release(leg),
            MeetingOutput::Leg { leg, edge, command } => self.command(leg, &edge, command).await,
            MeetingOutput::Plan(plan) => {
                metrics::planned();
                self.shared.engine.apply(self.running.config.id, plan);
            }
            MeetingOutput::NeedsPicture(leg, stream) => {
                self.shared.engine.request_picture(leg, stream);
            }
            MeetingOutput::AskInvite {
                by,
                party,
                control,
                address,
            } => {
                let outcome = self.shared.invite(party, address.reveal()).map(Box::new);
                self.own.push_back(MeetingInput::Invited {
                    by,
                    control,
                    outcome,
                });
            }
            MeetingOutput::AskAgain(question) => self.ask_again(&question),
            MeetingOutput::AskPassage { leg, request } => {
                let outcome = self.ask_passage(leg, &request).map(Box::new);
                self.own.push_back(MeetingInput::Passage { leg, outcome });
            }
            MeetingOutput::AskTransfer(question) => self.ask_transfer(&question),
            MeetingOutput::NobodyComes {
                meeting,
                leg,
                cause,
            } => self.nobody_comes(meeting, leg, cause),
            MeetingOutput::HandOver(handed, to) => self.hand_over(handed, to),
            MeetingOutput::Arrived(leg, from) => self.tell_arrival(leg, from),
            MeetingOutput::HandBack(handed, cause) => self.send_back(handed, cause),
            MeetingOutput::Save => self.save(),
            MeetingOutput::Journal(entry) => {
                let subject = Subject {
                    meeting: entry.meeting.or(Some(self.running.config.id)),
                    call: entry.call,
                    leg: entry.leg,
                };
                self.shared.journal.write(subject, entry.event);
            }
            MeetingOutput::Over => self.finish(),
        }
    }

    fn open(&mut self, leg: LegId, request: PortRequest) {
        if !self.legs.contains_key(&leg) {
            // A call that will be dialled once its ports are there.
            let line = Line::new(self.running.config.id, &self.running.mailbox, None);
            let full = |_| Cause::us(Reason::Overloaded);
            let listed = line.and_then(|line| {
                let mut board = self.shared.board();
                board.legs.insert(leg, line).map(|_| ()).map_err(full)
            });
            if let Err(cause) = listed {
                let failed = MeetingInput::Media(MediaEvent::Failed(leg, cause));
                self.own.push_back(failed);
                return;
            }
            self.know(leg, None, None);
        }
        if let Some(known) = self.legs.get_mut(&leg) {
            known.opened = true;
        }
        if let Err(error) = self.shared.engine.open(leg, request) {
            tracing::warn!(%leg, %error, "ports_not_opened");
            let cause = Cause::us(Reason::Overloaded);
            let failed = MeetingInput::Media(MediaEvent::Failed(leg, cause));
            self.own.push_back(failed);
        }
    }

    async fn command(&mut self, leg: LegId, edge: &EdgeId, command: LegCommand) {
        if let LegCommand::Dial(dial) = &command
            && let Err(cause) = self.dial(leg, edge, dial)
        {
            return self.ended(leg, cause);
        }
        let Some(handle) = self.legs.get(&leg).and_then(|known| known.edge.clone()) else {
            return;
        };
        if handle.command(leg, command).await.is_err() {
            self.ended(leg, Cause::us(Reason::ShuttingDown));
        }
    }

    /// The edge cannot say it any more, or never could.
    fn ended(&mut self, leg: LegId, cause: Cause) {
        if self.legs.get(&leg).is_some_and(|known| !known.ended) {
            let ended = MeetingInput::Leg(leg, LegEvent::Ended(cause));
            self.own.push_back(ended);
        }
    }

    fn dial(&mut self, leg: LegId, label: &EdgeId, dial: &Dial) -> Result<(), Cause> {
        let edge = self
            .shared
            .edge(label)
            .ok_or(Cause::us(Reason::NotSupported))?;
        let called = self.meeting.called(leg).map(|party| party.address.reveal());
        let standing = called.map_or(Standing::Nobody, |called| {
            let directory = self.shared.listed.directory();
            Standing::of_called(called, dial.route.as_ref(), &directory)
        });
        let mut board = self.shared.board();
        if !board.legs.contains_key(&leg) {
            let line = Line::new(self.running.config.id, &self.running.mailbox, None)?;
            let full = |_| Cause::us(Reason::Overloaded);
            board.legs.insert(leg, line).map_err(full)?;
        }
        if let Some(line) = board.legs.get_mut(&leg) {
            line.edge = Some(edge.clone());
            line.standing = standing;
            line.out_for = Some(dial.from.organisation);
            line.from = Some(dial.from.clone());
            line.name = Some(LegName {
                leg,
                call: dial.call,
                edge: label.clone(),
                direction: Direction::Outgoing,
            });
        }
        drop(board);
        self.know(leg, Some(edge), Some(dial.call));
        Ok(())
    }

    fn view(&self) -> MeetingView {
        MeetingView {
            id: self.running.config.id,
            since: self.running.since,
            roster: Arc::new(self.meeting.roster()),
            owners: self.meeting.owners().collect(),
            legs: Vec::new(),
        }
    }

    fn debug_state(&self) -> serde_json::Value {
        let legs: Vec<_> = self
            .legs
            .iter()
            .map(|(leg, known)| {
                serde_json::json!({
                    "leg": leg, "call": known.call, "opened": known.opened, "ended": known.ended,
                    "edge": known.edge.as_ref().map(|e| e.label().to_string()),
                })
            })
            .collect();
        serde_json::json!({
            "meeting": self.running.config.id,
            "since": self.running.since,
            "over": self.over.is_some(),
            "lease": self.keeper.debug_state(),
            "letters": self.mailbox.len() + self.taken_out.len(),
            "legs": legs,
            "state": self.meeting.debug_state(),
        })
    }
}
