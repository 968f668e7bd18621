//! A meeting and the state store: its lease, and what is saved under it. A task of its own does both, so that a store that is slow or
//! away delays nobody: the meeting leaves its latest record here and goes on. The store being away never ends a call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tolk_core::directory::PlaceKind;
use tolk_core::meeting::{Author, HostCommand, MeetingInput, MeetingRecord};
use tolk_model::cause::{Cause, Reason};
use tolk_model::{MeetingId, NodeId};

use super::meeting::MeetingTask;
use super::shared::{Shared, lock};
use crate::state::{Claim, Lease, Pending, Store, StoreError};
use crate::telemetry::metrics;

/// How long one request to the store may take; nobody waits for it but the meeting's own records.
const PATIENCE: Duration = Duration::from_secs(10);
/// A store that is away is asked again after this, and then after twice as long each time.
const RETRY: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// What a meeting leaves to be saved: the latest record only, however many there were.
type Latest = Option<Arc<MeetingRecord>>;

/// The meeting's end of it. Dropped, it gives the lease back.
pub(super) struct Keeper {
    latest: watch::Sender<Latest>,
    fenced: CancellationToken,
    state: Arc<Mutex<KeeperState>>,
}

/// How it stands, for `/debug`.
#[derive(Clone, Copy, Debug, Default)]
struct KeeperState {
    epoch: Option<u64>,
    saved: u64,
    failures: u64,
    waits: bool,
}

impl Keeper {
    /// Starts to keep a meeting. A call of two takes no lease: nobody finds it again on another node.
    pub(super) fn new(shared: &Shared, meeting: MeetingId) -> Keeper {
        let (latest, records) = watch::channel(None);
        let keeper = Keeper {
            latest,
            fenced: CancellationToken::new(),
            state: Arc::default(),
        };
        let directory = shared.listed.directory();
        let named = directory
            .place(meeting)
            .is_some_and(|place| place.kind == PlaceKind::Meeting);
        if !named {
            return keeper;
        }
        let saver = Saver {
            store: shared.store.clone(),
            meeting,
            node: shared.node,
            records,
            fenced: keeper.fenced.clone(),
            state: keeper.state.clone(),
        };
        let span = tracing::info_span!(parent: None, "meeting", id = %meeting);
        if !lock(&shared.savers).spawn("meeting_saver", span, saver.run()) {
            tracing::warn!("meeting_without_lease");
        }
        keeper
    }

    /// Saves a record when the store can take it; a later one takes its place.
    fn save(&self, record: MeetingRecord) {
        self.latest.send_replace(Some(Arc::new(record)));
    }

    pub(super) fn debug_state(&self) -> serde_json::Value {
        let state = *lock(&self.state);
        serde_json::json!({
            "epoch": state.epoch,
            "saved": state.saved,
            "failures": state.failures,
            "waits": state.waits,
            "fenced": self.fenced.is_cancelled(),
        })
    }
}

impl MeetingTask {
    pub(super) fn save(&self) {
        self.keeper.save(self.meeting.record());
    }

    /// Resolves, once, when another node has taken the meeting over.
    pub(super) fn fenced(&self) -> impl Future<Output = ()> + use<> {
        let fenced = self.keeper.fenced.clone();
        let done = self.taken_over;
        async move {
            if done {
                return std::future::pending().await;
            }
            fenced.cancelled().await;
        }
    }

    /// Another node runs the meeting since: here it ends (DESIGN §3: the higher epoch wins).
    pub(super) fn moved(&mut self) {
        tracing::warn!("meeting_taken_over");
        metrics::fenced();
        self.taken_over = true;
        let end = HostCommand::End(Cause::us(Reason::Moved));
        self.input(MeetingInput::Host(Author::Node, end));
    }
}

/// The task's end of it.
struct Saver {
    store: Arc<dyn Store>,
    meeting: MeetingId,
    node: NodeId,
    records: watch::Receiver<Latest>,
    fenced: CancellationToken,
    state: Arc<Mutex<KeeperState>>,
}

/// The meeting is over.
struct Over;

impl Saver {
    async fn run(mut self) {
        let Ok(lease) = self.claim().await else {
            return;
        };
        if self.keep(&lease).await {
            let release = self.store.release(&lease);
            if let Err(error) = patiently(release).await {
                tracing::debug!(%error, "lease_not_released");
            }
        }
    }

    /// Claims the meeting, again and again while the store is away.
    async fn claim(&mut self) -> Result<Lease, Over> {
        let mut pause = RETRY;
        loop {
            match patiently(self.store.claim(self.meeting, self.node)).await {
                Ok(Claim::Mine(lease, _)) => {
                    lock(&self.state).epoch = Some(lease.epoch);
                    return Ok(lease);
                }
                Ok(Claim::Theirs(node)) => {
                    tracing::warn!(%node, "meeting_runs_elsewhere");
                    return Err(Over);
                }
                Err(error) => {
                    self.failed("claim", &error);
                    self.pause(&mut pause).await?;
                }
            }
        }
    }

    /// Saves each latest record. Whether the lease is still ours when the meeting is over.
    async fn keep(&mut self, lease: &Lease) -> bool {
        let mut pause = RETRY;
        let mut unsaved = self.records.borrow().is_some();
        loop {
            if !unsaved && self.records.changed().await.is_err() {
                return true;
            }
            let Some(record) = self.records.borrow_and_update().clone() else {
                unsaved = false;
                continue;
            };
            lock(&self.state).waits = true;
            match patiently(self.store.save(lease, &record)).await {
                Ok(()) => {
                    (unsaved, pause) = (false, RETRY);
                    let mut state = lock(&self.state);
                    state.saved += 1;
                    state.waits = false;
                }
                Err(StoreError::Fenced) => {
                    self.fenced.cancel();
                    return false;
                }
                Err(error) => {
                    unsaved = true;
                    self.failed("save", &error);
                    if self.pause(&mut pause).await.is_err() {
                        return true;
                    }
                }
            }
        }
    }

    fn failed(&self, what: &'static str, error: &StoreError) {
        lock(&self.state).failures += 1;
        metrics::store_failed(what);
        tracing::warn!(%error, what, "store_failed");
    }

    /// Waits before the store is asked again.
    async fn pause(&mut self, pause: &mut Duration) -> Result<(), Over> {
        let until = tokio::time::Instant::now() + *pause;
        *pause = (*pause * 2).min(LONGEST_RETRY);
        loop {
            // Both are cancel-safe; which record is the latest is asked afterwards.
            tokio::select! {
                () = tokio::time::sleep_until(until) => return Ok(()),
                changed = self.records.changed() => changed.map_err(|_| Over)?,
            }
        }
    }
}

/// What the store answers, or that it did not in time.
async fn patiently<T>(request: Pending<'_, T>) -> Result<T, StoreError> {
    let answer = tokio::time::timeout(PATIENCE, request).await;
    answer.unwrap_or(Err(StoreError::Away))
}
