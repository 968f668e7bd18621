//! Durable facts: meetings that were made by API, and the journal. Embedded SQLite; the schema is in `gateway/node/migrations`.
//!
//! What the configuration file says is not kept here, and what only lives as long as a meeting is in `state`: no key lives in two
//! places (DESIGN §3).

mod feed;
mod journal;
#[cfg(test)]
mod tests;

pub use feed::{Flush, flush, keep};
pub use journal::{JournalQuery, MAX_PAGE};

use std::path::Path;
use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row, SqlitePool};
use tolk_core::directory::Place;
use tolk_model::{Alias, MeetingId, Wall};

/// Connections: SQLite has one writer; the others serve reads beside it.
const CONNECTIONS: u32 = 4;

/// Why a durable fact could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Its folder could not be made.
    #[error("the folder of the database could not be made")]
    Folder(#[from] std::io::Error),
    /// The database refused or failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// Its schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date")]
    Schema(#[from] sqlx::migrate::MigrateError),
    /// A stored value does not read back.
    #[error("the stored {what} does not read back")]
    Stored {
        /// What.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

/// The durable store.
#[derive(Clone, Debug)]
pub struct Archive {
    pool: SqlitePool,
}

impl Archive {
    /// Opens the database in a file, and makes it and its folder when there is none. The folder that it makes is its user's alone:
    /// names and addresses of people are in the journal.
    ///
    /// # Errors
    /// When the file cannot be opened or its schema not be brought up to date.
    pub async fn open(file: &Path) -> Result<Archive, ArchiveError> {
        if let Some(folder) = file.parent() {
            let mut builder = tokio::fs::DirBuilder::new();
            builder.recursive(true).mode(0o700).create(folder).await?;
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            // Readers do not wait for the writer; a power cut costs at most the last second, never the file.
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        // The pool opens two connections at once: on a new file both would begin the log, and one of them be refused.
        options.connect().await?.close().await?;
        Archive::connect(options, CONNECTIONS).await
    }

    /// A database that is gone with the process.
    ///
    /// # Errors
    /// When SQLite cannot be started.
    pub async fn in_memory() -> Result<Archive, ArchiveError> {
        // Each connection would have a database of its own: there is exactly one, and it is never closed for idleness.
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?;
        Archive::connect(options, 1).await
    }

    async fn connect(
        options: SqliteConnectOptions,
        connections: u32,
    ) -> Result<Archive, ArchiveError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Archive { pool })
    }

    /// Every place that was made by API and is not gone at `now`.
    ///
    /// # Errors
    /// When the database fails, or a place does not read back.
    pub async fn places(&self, now: Wall) -> Result<Vec<Place>, ArchiveError> {
        let rows = sqlx::query(
            "SELECT place FROM places WHERE expires_ms IS NULL OR expires_ms > ? ORDER BY meeting",
        )
        .bind(signed(now))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let text: String = row.try_get("place")?;
                serde_json::from_str(&text).map_err(|source| ArchiveError::Stored {
                    what: "place",
                    source,
                })
            })
            .collect()
    }

    /// Keeps a place; replaces the one of the same meeting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_place(&self, place: &Place) -> Result<(), ArchiveError> {
        let text = serde_json::to_string(place).map_err(|source| ArchiveError::Stored {
            what: "place",
            source,
        })?;
        sqlx::query("INSERT OR REPLACE INTO places (meeting, expires_ms, place) VALUES (?, ?, ?)")
            .bind(place.meeting.to_string())
            .bind(place.expires.map(signed))
            .bind(text)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a place. Whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_place(&self, meeting: MeetingId) -> Result<bool, ArchiveError> {
        let done = sqlx::query("DELETE FROM places WHERE meeting = ?")
            .bind(meeting.to_string())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Those of whom an operator said that they want no calls, as `local@domain`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undisturbed(&self) -> Result<Vec<String>, ArchiveError> {
        let rows = sqlx::query("SELECT alias FROM do_not_disturb ORDER BY alias")
            .fetch_all(&self.pool)
            .await?;
        let text = |row: &sqlx::sqlite::SqliteRow| row.try_get("alias");
        Ok(rows.iter().map(text).collect::<Result<_, _>>()?)
    }

    /// Keeps, or forgets, that somebody wants no calls.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_do_not_disturb(&self, alias: &Alias, on: bool) -> Result<(), ArchiveError> {
        let change = if on {
            "INSERT OR REPLACE INTO do_not_disturb (alias) VALUES (?)"
        } else {
            "DELETE FROM do_not_disturb WHERE alias = ?"
        };
        sqlx::query(change)
            .bind(alias.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes the database; what was written is on disk afterwards.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// SQLite's integers are signed.
fn signed(at: Wall) -> i64 {
    i64::try_from(at.unix_ms).unwrap_or(i64::MAX)
}
