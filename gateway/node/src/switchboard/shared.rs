//! What the parts of the switchboard share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tolk_core::admission::{Facts, OutgoingPolicy, Standing};
use tolk_core::declare::Profiles;
use tolk_core::directory::Directory;
use tolk_core::meeting::{Entrant, Meeting, MeetingConfig, MeetingInput, OnHold, Redial};
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::LegName;
use tolk_model::plan::Language;
use tolk_model::random::Random;
use tolk_model::{EdgeId, MeetingId, NodeId, Seed};

use super::board::{Board, Line, Running, mailbox, post};
use super::meeting::MeetingTask;
use super::plane::MediaPlane;
use super::presence::Desk;
use crate::clock::Clock;
use crate::config::{LimitsConfig, PresenceConfig};
use crate::drive::EdgeHandle;
use crate::listed::Listed;
use crate::state::{Registrations, Store};
use crate::tasks::{TaskSet, Tasks};
use crate::telemetry::Journal;

/// Tasks of meetings that are over and wait for their last ports, for each that may run.
const CLOSING: usize = 2;
/// What an ending node gives the store to take leases back; without it they end when the node is missed.
const LAST_SAVES: Duration = Duration::from_millis(500);

/// What a switchboard is put together from.
pub struct SwitchboardParts {
    /// Which node.
    pub node: NodeId,
    /// Its clocks.
    pub clock: Clock,
    /// What peers can make it hold.
    pub limits: LimitsConfig,
    /// Whither calls may go out.
    pub outgoing: OutgoingPolicy,
    /// What each kind of leg is offered.
    pub profiles: Profiles,
    /// Who and what can be called.
    pub listed: Arc<Listed>,
    /// Language of prompts in calls that no place was made for.
    pub language: Language,
    /// What somebody hears who is on hold.
    pub on_hold: OnHold,
    /// How whoever we called is called again that is lost.
    pub redial: Redial,
    /// The journal.
    pub journal: Journal,
    /// The media plane.
    pub engine: Arc<dyn MediaPlane>,
    /// Who runs which meeting.
    pub store: Arc<dyn Store>,
    /// Who sees how reachable whom is.
    pub presence: PresenceConfig,
    /// Where devices are reached.
    pub registrations: Arc<dyn Registrations>,
    /// Meetings run in it.
    pub tasks: Tasks,
    /// For identifiers and for the meetings' own seeds.
    pub seed: Seed,
}

/// Calls and meetings of a node. Clone it freely.
#[derive(Clone)]
pub struct Switchboard {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) node: NodeId,
    pub(super) clock: Clock,
    pub(super) limits: LimitsConfig,
    pub(super) outgoing: OutgoingPolicy,
    pub(super) profiles: Arc<Profiles>,
    pub(super) listed: Arc<Listed>,
    pub(super) language: Language,
    pub(super) on_hold: OnHold,
    pub(super) redial: Redial,
    pub(super) journal: Journal,
    pub(super) engine: Arc<dyn MediaPlane>,
    pub(super) store: Arc<dyn Store>,
    pub(super) registrations: Arc<dyn Registrations>,
    pub(super) presence: Desk,
    pub(super) tasks: Tasks,
    /// The media plane is gone.
    pub(super) broken: CancellationToken,
    board: Mutex<Board>,
    edges: RwLock<BTreeMap<EdgeId, EdgeHandle>>,
    running: Mutex<TaskSet>,
    /// Tasks that save meetings.
    pub(super) savers: Mutex<TaskSet>,
    random: Mutex<Random>,
}

impl Switchboard {
    /// Without edges yet: [`Switchboard::attach`].
    pub fn new(parts: SwitchboardParts) -> Switchboard {
        let limits = parts.limits;
        let shared = Shared {
            node: parts.node,
            clock: parts.clock,
            limits,
            outgoing: parts.outgoing,
            profiles: Arc::new(parts.profiles),
            listed: parts.listed,
            language: parts.language,
            on_hold: parts.on_hold,
            redial: parts.redial,
            journal: parts.journal,
            engine: parts.engine,
            store: parts.store,
            registrations: parts.registrations,
            presence: Desk::new(parts.presence),
            broken: CancellationToken::new(),
            board: Mutex::new(Board::new(limits.legs)),
            edges: RwLock::new(BTreeMap::new()),
            running: Mutex::new(TaskSet::new(parts.tasks.clone(), limits.meetings * CLOSING)),
            savers: Mutex::new(TaskSet::new(parts.tasks.clone(), limits.meetings * CLOSING)),
            tasks: parts.tasks,
            random: Mutex::new(parts.seed.generator()),
        };
        Switchboard {
            shared: Arc::new(shared),
        }
    }

    /// Cancelled when the media plane is gone: no call has sound any more.
    pub fn broken(&self) -> CancellationToken {
        self.shared.broken.clone()
    }

    /// An edge runs: calls can go out by it. Who watched by one of the same name before watches no longer.
    pub fn attach(&self, edge: EdgeHandle) {
        self.shared.presence.edge_gone(edge.label());
        self.shared
            .edges
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(edge.label().clone(), edge);
    }

    /// Takes no more calls and ends those that run; returns when the last port is closed, or after `patience`. Whether all were.
    pub async fn close(&self, patience: Duration) -> bool {
        let mailboxes: Vec<_> = {
            let mut board = self.shared.board();
            board.open = false;
            board.meetings.values().map(|r| r.mailbox.clone()).collect()
        };
        for mailbox in mailboxes {
            // A meeting that cannot take this has other worries, and its legs end with their edges.
            drop(post(&mailbox, MeetingInput::Drain));
        }
        // The sets are taken out so that no lock is held while waiting; nothing is started any more.
        let take = |set: &Mutex<TaskSet>| {
            let empty = TaskSet::new(Tasks::new(), 0);
            std::mem::replace(&mut *lock(set), empty)
        };
        let mut running = take(&self.shared.running);
        let done = tokio::time::timeout(patience, running.join_all()).await;
        let mut savers = take(&self.shared.savers);
        if tokio::time::timeout(LAST_SAVES, savers.join_all())
            .await
            .is_err()
        {
            tracing::warn!(savers = savers.len(), "leases_not_released");
        }
        done.is_ok()
    }
}

impl Switchboard {
    /// Tells trunks that the node ends, while sockets are still open; `false` when not all have heard it in time.
    pub async fn leave(&self, patience: Duration) -> bool {
        let edges = self.shared.edges();
        let all = futures_util::future::join_all(edges.iter().map(EdgeHandle::leave));
        tokio::time::timeout(patience, all).await.is_ok()
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// The table; never hold it over an await.
    pub(super) fn board(&self) -> MutexGuard<'_, Board> {
        lock(&self.board)
    }

    pub(super) fn random(&self) -> MutexGuard<'_, Random> {
        lock(&self.random)
    }

    pub(super) fn edge(&self, label: &EdgeId) -> Option<EdgeHandle> {
        let edges = self.edges.read().unwrap_or_else(PoisonError::into_inner);
        edges.get(label).cloned()
    }

    pub(super) fn edges(&self) -> Vec<EdgeHandle> {
        let edges = self.edges.read().unwrap_or_else(PoisonError::into_inner);
        edges.values().cloned().collect()
    }

    pub(super) fn facts<'a>(&'a self, directory: &'a Directory) -> Facts<'a> {
        Facts {
            directory,
            outgoing: &self.outgoing,
            now: self.clock.now().wall,
        }
    }

    /// The meeting that runs under this identifier, or a new one.
    ///
    /// # Errors
    /// `Overloaded` when there are too many, `ShuttingDown` when the node ends.
    pub(super) fn open_meeting(
        self: &Arc<Self>,
        board: &mut Board,
        config: &Arc<MeetingConfig>,
    ) -> Result<Running, Cause> {
        if let Some(running) = board.meetings.get(&config.id) {
            return Ok(running.clone());
        }
        if !board.open {
            return Err(Cause::us(Reason::ShuttingDown));
        }
        if board.meetings.len() >= self.limits.meetings {
            return Err(Cause::us(Reason::Overloaded));
        }
        let now = self.clock.now();
        let (sender, receiver) = mailbox(config.max_participants);
        let running = Running {
            config: config.clone(),
            mailbox: sender,
            occupancy: Arc::default(),
            shown: Arc::default(),
            since: now.wall,
        };
        let seed = self.random().seed();
        let meeting = Meeting::new(MeetingConfig::clone(config), now, &seed);
        let task = MeetingTask::new(self.clone(), running.clone(), meeting, receiver);
        let span = tracing::info_span!(parent: None, "meeting", id = %config.id);
        if !lock(&self.running).spawn("meeting", span, Box::pin(task.run())) {
            return Err(Cause::us(Reason::Overloaded));
        }
        board.meetings.insert(config.id, running.clone());
        Ok(running)
    }

    /// Puts a leg into a meeting, which is opened when it does not run.
    ///
    /// # Errors
    /// When there is no room; then nothing has changed but that the meeting may run, empty, until its time is over.
    pub(super) fn enter(
        self: &Arc<Self>,
        board: &mut Board,
        config: &Arc<MeetingConfig>,
        edge: EdgeHandle,
        entrant: Entrant,
    ) -> Result<Running, Cause> {
        let running = self.open_meeting(board, config)?;
        let leg = entrant.leg;
        let name = LegName {
            leg,
            call: entrant.request.call,
            edge: entrant.edge.clone(),
            direction: entrant.direction,
        };
        let mut line = Line::new(config.id, &running.mailbox, Some((edge, name)))?;
        line.standing = Standing::of_caller(&entrant.request.trust, &self.listed.directory());
        board
            .legs
            .insert(leg, line)
            .map_err(|_| Cause::us(Reason::Overloaded))?;
        if let Err(cause) = post(&running.mailbox, MeetingInput::Enter(Box::new(entrant))) {
            board.legs.remove(&leg);
            return Err(cause);
        }
        Ok(running)
    }

    /// A meeting's task died: its legs end, everything else goes on.
    pub(super) fn bury(
        &self,
        meeting: MeetingId,
        mailbox: &tokio::sync::mpsc::Sender<super::board::Letter>,
    ) {
        let mut orphans = Vec::new();
        {
            let mut board = self.board();
            let same = |r: &Running| r.mailbox.same_channel(mailbox);
            if board.meetings.get(&meeting).is_some_and(same) {
                board.meetings.remove(&meeting);
            }
            board.legs.retain(|leg, line| {
                let orphan = line.mailbox.same_channel(mailbox);
                if orphan {
                    orphans.push((*leg, line.edge.clone()));
                }
                !orphan
            });
        }
        for (leg, edge) in orphans {
            self.engine.release(leg);
            if let Some(edge) = edge {
                edge.end_now(leg, Cause::us(Reason::InternalError));
            }
        }
        self.engine.close(meeting);
    }
}
