//! From the journal in memory to the journal on disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
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

/// Keeps every entry of a feed until the feed ends, and forgets those older than `keep_for`.
pub async fn keep(
    archive: Archive,
    mut feed: mpsc::Receiver<Numbered>,
    clock: Clock,
    keep_for: Duration,
) {
    let mut prune = tokio::time::interval(PRUNE_EVERY);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // Both branches are cancel-safe.
        tokio::select! {
            received = feed.recv_many(&mut batch, BATCH) => {
                if received == 0 {
                    return;
                }
                let entries: Vec<Arc<JournalEntry>> = batch.drain(..).map(|n| n.entry).collect();
                write(&archive, &entries).await;
            }
            _ = prune.tick() => forget(&archive, clock, keep_for).await,
        }
    }
}

async fn write(archive: &Archive, entries: &[Arc<JournalEntry>]) {
    for attempt in 1..=ATTEMPTS {
        match archive.append(entries).await {
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
