//! Who watches whom, what there is to see, and who may: presence, calls, conferences and registrations of ours, and single messages.
//!
//! A value without I/O. The node asks [`policy`]'s rules about each question of an edge; it shows [`Presence`] what it sees of whoever
//! is watched ([`Seen`], always the whole of it), and tells the watchers what [`Presence::drain`] says. Nothing that nobody watches is
//! kept, so that an idle directory costs nothing; a burst of changes becomes one report, for each is of the whole state.

mod content;
mod machine;
mod pace;
pub mod policy;
mod said;
mod table;
#[cfg(test)]
mod tests;

pub use content::{Seen, SeenDevice};
pub use machine::{Key, Limits, Presence, Tell, Wish};
pub use pace::Pace;
pub use policy::{PageWay, PresencePolicy, VisibleTo};
pub use said::Name;
pub use table::{State, combine};

use tolk_model::{Alias, MeetingId};

/// Whom or what somebody watches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// A person or a place of the directory, by its first alias: one entry however it is called.
    Listed(Alias),
    /// A meeting that runs, for those who are in it; ad-hoc calls stand in no directory.
    Meeting(MeetingId),
}

/// Who watches, for the limit of what one may watch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Watcher {
    /// Somebody of ours, by its first alias.
    Ours(Alias),
    /// Somebody else, by where it comes from.
    Source(std::net::IpAddr),
}
