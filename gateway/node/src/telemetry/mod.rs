//! What a node tells about itself: log lines, metrics, the journal.

mod journal;
mod line;
pub mod log;
pub mod metrics;
mod process;

pub use journal::{Journal, JournalQuery, Numbered, Subject};
pub use process::process_state;
