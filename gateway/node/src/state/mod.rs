//! Volatile state that outlives one process: who runs which meeting, and a few kB of each. No dialogs, no keys, no packets.

mod memory;
mod registrations;
#[cfg(test)]
mod suite;

use std::future::Future;
use std::pin::Pin;

use tolk_core::meeting::MeetingRecord;
use tolk_model::{MeetingId, NodeId};

pub use memory::MemoryStore;
pub use registrations::{MemoryRegistrations, Registered, Registrations};

/// The right of one node to run one meeting. A later holder has a higher epoch; what an earlier one saves is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Who holds it.
    pub holder: NodeId,
    /// Counts upward with each new holder.
    pub epoch: u64,
}

/// What came of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Ours from now on, with what the holder before saved.
    Mine(Lease, Option<MeetingRecord>),
    /// Another node runs it.
    Theirs(NodeId),
}

/// Why the store did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another node has taken the meeting over since.
    #[error("another node runs this meeting since")]
    Fenced,
    /// The store cannot be reached. Calls go on without it.
    #[error("the state store is away")]
    Away,
    /// The store is full.
    #[error("the state store is full")]
    Full,
}

/// A future of a store.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Where volatile state lives.
pub trait Store: Send + Sync {
    /// Wants to run a meeting.
    fn claim(&self, meeting: MeetingId, node: NodeId) -> Pending<'_, Claim>;
    /// Saves a meeting under a lease.
    fn save<'a>(&'a self, lease: &'a Lease, record: &'a MeetingRecord) -> Pending<'a, ()>;
    /// Gives a lease back and forgets the record.
    fn release<'a>(&'a self, lease: &'a Lease) -> Pending<'a, ()>;
    /// This node lives. A node that has not said so for [`Store::patience`] has lost its leases.
    fn beat(&self, node: NodeId) -> Pending<'_, ()>;
    /// How long a node may be silent.
    fn patience(&self) -> std::time::Duration;
}
