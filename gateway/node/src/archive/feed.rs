//! From the journal in memory to the journal on disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tolk_model::Wall;
use tolk_model::journal::JournalEntry;

use super::Archive;
use crate::clock::Clock;
use crate::telemetry::Numbered;

/// Entries in one transaction: a busy second of a busy node.
const BATCH: usize = 500;
/// Attempts to write a batch, for a disk that is busy or a backup that holds the file.
const ATTEMPTS: u32 = 3;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(500);
/// How often old entries are forgotten.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// How long entries wait for others: a transaction costs more than what it writes.
const GATHER: Duration = Duration::from_millis(250);
/// Readers that wait for what was not written yet; others wait with them.
const READERS: usize = 16;
/// A reader's patience: then it reads what is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// Has what waits written before one reads.
#[derive(Clone, Debug)]
pub struct Flush {
    wishes: mpsc::Sender<oneshot::Sender<()>>,
}

/// The keeper's side of [`Flush`].
#[derive(Debug)]
pub struct Flushes {
    wishes: mpsc::Receiver<oneshot::Sender<()>>,
}

/// Both sides of a wish that the journal be written now.
pub fn flush() -> (Flush, Flushes) {
    let (sender, receiver) = mpsc::channel(READERS);
    (Flush { wishes: sender }, Flushes { wishes: receiver })
}

impl Flush {
    /// Returns when everything that happened before is on disk, or cannot be, or takes too long.
    pub async fn now(&self) {
        let (sender, written) = oneshot::channel();
        let done = async {
            if self.wishes.send(sender).await.is_ok() {
                // A keeper that ended has written all it had.
                written.await.unwrap_or_default();
            }
        };
        if tokio::time::timeout(PATIENCE, done).await.is_err() {
            tracing::warn!("journal_slow_to_write");
        }
    }
}

/// Keeps every entry of a feed until the feed ends, and forgets those older than `keep_for`.
pub async fn keep(
    archive: Archive,
    mut feed: mpsc::Receiver<Numbered>,
    mut flushes: Flushes,
    (clock, keep_for): (Clock, Duration),
) {
    let mut prune = tokio::time::interval(PRUNE_EVERY);
    let mut batch = Vec::with_capacity(BATCH);
    let mut due = None;
    loop {
        let room = BATCH - batch.len();
        // All branches are cancel-safe.
        tokio::select! {
            received = feed.recv_many(&mut batch, room) => {
                if received == 0 {
                    return write(&archive, &mut batch).await;
                }
                due.get_or_insert_with(|| tokio::time::Instant::now() + GATHER);
            }
            () = at(due) => due = None,
            Some(written) = flushes.wishes.recv() => {
                while let Ok(entry) = feed.try_recv() {
                    batch.push(entry);
                }
                due = None;
                write(&archive, &mut batch).await;
                // Whoever asked may have lost patience.
                written.send(()).unwrap_or_default();
            }
            _ = prune.tick() => forget(&archive, clock, keep_for).await,
        }
        if due.is_none() || batch.len() >= BATCH {
            due = None;
            write(&archive, &mut batch).await;
        }
    }
}

async fn at(due: Option<tokio::time::Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

async fn write(archive: &Archive, batch: &mut Vec<Numbered>) {
    let entries: Vec<Arc<JournalEntry>> = batch.drain(..).map(|n| n.entry).collect();
    if entries.is_empty() {
        return;
    }
    for attempt in 1..=ATTEMPTS {
        match archive.append(&entries).await {
            Ok(()) => return,
            Err(error) if attempt < ATTEMPTS => {
                tracing::warn!(%error, attempt, "journal_write_failed");
                tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            }
            Err(error) => tracing::error!(%error, lost = entries.len(), "journal_entries_lost"),
        }
    }
}

async fn forget(archive: &Archive, clock: Clock, keep_for: Duration) {
    let now = clock.now().wall.unix_ms;
    let age = u64::try_from(keep_for.as_millis()).unwrap_or(u64::MAX);
    let before = Wall::from_unix_ms(now.saturating_sub(age));
    match archive.prune(before).await {
        Ok(0) => {}
        Ok(entries) => tracing::info!(entries, "old_journal_entries_forgotten"),
        Err(error) => tracing::warn!(%error, "journal_not_pruned"),
    }
}
