//! Which leg belongs to which meeting: the one table that edges, media and meetings share. Locked for moments only, never over an await.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tolk_core::admission::{Occupancy, Standing};
use tolk_core::meeting::{Author, HostCommand, MeetingConfig, MeetingInput};
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::LegName;
use tolk_model::limits::LimitedMap;
use tolk_model::plan::Quality;
use tolk_model::{LegId, MeetingId, OrgId, ParticipantId, Party, RuleId, Wall};

use super::passage::Handed;
use super::presence::Shown;
use crate::drive::EdgeHandle;
use crate::handle::MeetingView;
use crate::telemetry::{Subject, metrics};

/// Letters of a meeting that may wait beside the reserved ones: some seconds of a busy meeting. When there is no room an event
/// is refused and its leg ended, never delayed: edges and the media plane do not wait for a meeting.
const MAILBOX: usize = 512;
/// Letters that are reserved for each leg: its `Ended` and its `Closed`.
const RESERVED_PER_LEG: usize = 2;
/// Legs for which a meeting's mailbox reserves room. A meeting takes no more participants than this.
pub(super) const MOST_LEGS: usize = 1_000;

/// Legs that are remembered a moment longer: more than end on a busy node within the half minute that a last message can take.
const FORMER: usize = 256;

/// What a meeting's task receives.
#[derive(Debug)]
pub(super) enum Letter {
    /// Something for the meeting.
    Input(Box<MeetingInput>),
    /// A leg from another meeting.
    TakeOver(Handed),
    /// A leg that was let go and that the other meeting does not let in, and why.
    TakeBack(Handed, Cause),
    /// A command whose author waits for its result.
    Order(Author, HostCommand, oneshot::Sender<Result<(), Cause>>),
    /// An operator wants somebody called again who is away: by which rule?
    Again(ParticipantId, oneshot::Sender<Result<RuleId, Cause>>),
    /// Who is in it?
    View(oneshot::Sender<MeetingView>),
    /// What lives inside?
    Debug(oneshot::Sender<serde_json::Value>),
}

/// A place in a mailbox that nobody else can take.
type Reserved = mpsc::OwnedPermit<Letter>;

/// A meeting that runs.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) config: Arc<MeetingConfig>,
    pub(super) mailbox: mpsc::Sender<Letter>,
    /// As the task saw it last.
    pub(super) occupancy: Arc<Mutex<Occupancy>>,
    /// As watchers may see it.
    pub(super) shown: Arc<Mutex<Arc<Shown>>>,
    pub(super) since: Wall,
}

/// A leg that lives.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) meeting: MeetingId,
    pub(super) mailbox: mpsc::Sender<Letter>,
    /// `None` while ports are opened for a call that is not dialled yet.
    pub(super) edge: Option<EdgeHandle>,
    pub(super) name: Option<LegName>,
    /// What is proven of its far end.
    pub(super) standing: Standing,
    /// A call that we placed, and in whose name.
    pub(super) out_for: Option<Option<OrgId>>,
    /// Who called, as whom we called was told.
    pub(super) from: Option<Party>,
    pub(super) quality: Option<Quality>,
    pub(super) connected: bool,
    ended: Option<Reserved>,
    closed: Option<Reserved>,
}

impl Line {
    /// A line into a meeting's mailbox, with room reserved for its end.
    ///
    /// # Errors
    /// `Overloaded` when there is no room for it.
    pub(super) fn new(
        meeting: MeetingId,
        mailbox: &mpsc::Sender<Letter>,
        leg: Option<(EdgeHandle, LegName)>,
    ) -> Result<Line, Cause> {
        let reserve = || {
            mailbox
                .clone()
                .try_reserve_owned()
                .map_err(|_| Cause::us(Reason::Overloaded))
        };
        let (ended, closed) = (reserve()?, reserve()?);
        let (edge, name) = leg.unzip();
        Ok(Line {
            meeting,
            mailbox: mailbox.clone(),
            edge,
            name,
            standing: Standing::Nobody,
            out_for: None,
            from: None,
            quality: None,
            connected: false,
            ended: Some(ended),
            closed: Some(closed),
        })
    }

    /// Leads into another meeting's mailbox from now on, with room reserved there.
    ///
    /// # Errors
    /// `Overloaded` when there is no room for it; then nothing has changed.
    pub(super) fn lead_to(
        &mut self,
        meeting: MeetingId,
        mailbox: &mpsc::Sender<Letter>,
    ) -> Result<(), Cause> {
        let new = Line::new(meeting, mailbox, None)?;
        (self.meeting, self.mailbox) = (new.meeting, new.mailbox);
        (self.ended, self.closed) = (new.ended, new.closed);
        Ok(())
    }

    /// Whether its edge has said that it is over, read or not.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_none()
    }

    /// The last letter of its edge: always has room. A second one is dropped.
    pub(super) fn send_ended(&mut self, input: MeetingInput) {
        if let Some(permit) = self.ended.take() {
            permit.send(Letter::Input(Box::new(input)));
        }
    }

    /// The last letter of its media: always has room. A second one is dropped.
    pub(super) fn send_closed(&mut self, input: MeetingInput) {
        if let Some(permit) = self.closed.take() {
            permit.send(Letter::Input(Box::new(input)));
        }
    }

    /// Any other letter.
    ///
    /// # Errors
    /// When the mailbox is full, or its meeting died.
    pub(super) fn send(&self, input: MeetingInput) -> Result<(), Cause> {
        post(&self.mailbox, input)
    }
}

/// Posts a letter without waiting.
///
/// # Errors
/// When the mailbox is full, or its meeting died.
pub(super) fn post(mailbox: &mpsc::Sender<Letter>, input: MeetingInput) -> Result<(), Cause> {
    match mailbox.try_send(Letter::Input(Box::new(input))) {
        Ok(()) => Ok(()),
        Err(TrySendError::Full(_)) => {
            metrics::mailbox_full();
            Err(Cause::us(Reason::Overloaded))
        }
        Err(TrySendError::Closed(_)) => Err(Cause::us(Reason::InternalError)),
    }
}

/// A mailbox for a meeting of so many.
pub(super) fn mailbox(participants: u32) -> (mpsc::Sender<Letter>, mpsc::Receiver<Letter>) {
    let legs = usize::try_from(participants).map_or(MOST_LEGS, |n| n.min(MOST_LEGS));
    // A participant may have two legs (sound by telephone), and one that is called is tried at several targets.
    mpsc::channel(MAILBOX + 2 * RESERVED_PER_LEG * legs)
}

/// The table.
#[derive(Debug)]
pub(super) struct Board {
    pub(super) meetings: HashMap<MeetingId, Running>,
    pub(super) legs: LimitedMap<LegId, Line>,
    /// What legs belonged to that are gone: their last messages come a moment later.
    former: VecDeque<(LegId, Subject)>,
    /// New calls are taken.
    pub(super) open: bool,
}

impl Board {
    pub(super) fn new(most_legs: usize) -> Board {
        Board {
            meetings: HashMap::new(),
            legs: LimitedMap::new(most_legs),
            former: VecDeque::new(),
            open: true,
        }
    }

    /// What a line in the journal about a leg is about.
    pub(super) fn subject(&self, leg: LegId) -> Subject {
        let former = || self.former.iter().rev().find(|(of, _)| *of == leg);
        match self.legs.get(&leg) {
            Some(line) => Subject {
                meeting: Some(line.meeting),
                call: line.name.as_ref().map(|name| name.call),
                leg: Some(leg),
            },
            None => former().map_or(
                Subject {
                    leg: Some(leg),
                    ..Subject::default()
                },
                |(_, subject)| *subject,
            ),
        }
    }

    /// A leg is gone, or never was one; its last messages still come.
    pub(super) fn remember(&mut self, leg: LegId, subject: Subject) {
        if self.former.len() >= FORMER {
            self.former.pop_front();
        }
        self.former.push_back((leg, subject));
    }

    /// How it stands in a meeting; all zero when it does not run.
    pub(super) fn occupancy(&self, meeting: MeetingId) -> Occupancy {
        let running = self.meetings.get(&meeting);
        running.map_or_else(Occupancy::default, |r| {
            *r.occupancy
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        })
    }

    /// How many calls that we placed in this name are alive.
    pub(super) fn calls_out(&self, organisation: Option<OrgId>) -> u32 {
        let count = self
            .legs
            .iter()
            .filter(|(_, line)| line.out_for == Some(organisation))
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
