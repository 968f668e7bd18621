//! The journal on disk.

use std::sync::Arc;

use sqlx::{QueryBuilder, Row, Sqlite};
use tolk_model::journal::JournalEntry;
use tolk_model::{CallId, MeetingId, Wall};

use super::{Archive, ArchiveError, signed};

/// Entries that one query answers with at most.
pub const MAX_PAGE: u32 = 1_000;

/// Entries of one statement: each statement wakes the database's thread, and may bind 32,766 values.
const ROWS: usize = 200;

/// Which entries are wanted; the newest first.
#[derive(Clone, Debug, Default)]
pub struct JournalQuery {
    /// Only of this meeting.
    pub meeting: Option<MeetingId>,
    /// Only of this call.
    pub call: Option<CallId>,
    /// Only older than this: how one pages on.
    pub before: Option<Wall>,
    /// Only of this type, as an entry's `type` says it.
    pub kind: Option<String>,
    /// Signalling messages too: the ladder of a call. There are many of them; they are meant, too, by their type.
    pub messages: bool,
    /// How many; at most [`MAX_PAGE`], which is also what zero means.
    pub limit: u32,
}

impl Archive {
    /// Writes entries, all or none of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append(&self, entries: &[Arc<JournalEntry>]) -> Result<(), ArchiveError> {
        let mut transaction = self.pool.begin().await?;
        for some in entries.chunks(ROWS) {
            let rows = some
                .iter()
                .map(|entry| Ok((entry, written(entry)?)))
                .collect::<Result<Vec<_>, ArchiveError>>()?;
            let mut sql =
                QueryBuilder::<Sqlite>::new("INSERT INTO journal (at_ms, meeting, call, entry) ");
            sql.push_values(rows, |mut row, (entry, text)| {
                row.push_bind(signed(entry.at))
                    .push_bind(entry.meeting.map(|id| id.to_string()))
                    .push_bind(entry.call.map(|id| id.to_string()))
                    .push_bind(text);
            });
            // Each length is a statement of its own: not worth keeping.
            sql.build()
                .persistent(false)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The newest entries that a query asks for.
    ///
    /// # Errors
    /// When the database fails, or an entry does not read back.
    pub async fn journal(&self, query: JournalQuery) -> Result<Vec<JournalEntry>, ArchiveError> {
        let mut sql = QueryBuilder::<Sqlite>::new("SELECT entry FROM journal WHERE TRUE");
        if let Some(meeting) = query.meeting {
            sql.push(" AND meeting = ").push_bind(meeting.to_string());
        }
        if let Some(call) = query.call {
            sql.push(" AND call = ").push_bind(call.to_string());
        }
        if let Some(before) = query.before {
            sql.push(" AND at_ms < ").push_bind(signed(before));
        }
        if let Some(kind) = query.kind {
            sql.push(" AND json_extract(entry, '$.type') = ")
                .push_bind(kind);
        } else if !query.messages {
            sql.push(" AND json_extract(entry, '$.type') <> 'message'");
        }
        let limit = match query.limit {
            0 => MAX_PAGE,
            some => some.min(MAX_PAGE),
        };
        sql.push(" ORDER BY id DESC LIMIT ")
            .push_bind(i64::from(limit));
        let rows = sql.build().fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let text: String = row.try_get("entry")?;
                serde_json::from_str(&text).map_err(|source| ArchiveError::Stored {
                    what: "journal entry",
                    source,
                })
            })
            .collect()
    }

    /// Forgets what is older than `before`. How many entries that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune(&self, before: Wall) -> Result<u64, ArchiveError> {
        let done = sqlx::query("DELETE FROM journal WHERE at_ms < ?")
            .bind(signed(before))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}

fn written(entry: &JournalEntry) -> Result<String, ArchiveError> {
    serde_json::to_string(entry).map_err(|source| ArchiveError::Stored {
        what: "journal entry",
        source,
    })
}
