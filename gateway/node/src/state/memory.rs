//! The store of a single node, and the yardstick for every other one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tolk_core::meeting::MeetingRecord;
use tolk_model::limits::LimitedMap;
use tolk_model::{MeetingId, Mono, NodeId};

use super::{Claim, Lease, Pending, Store, StoreError};

/// A node that was silent so long has lost its leases: three missed beats of three seconds, and one for the network.
const PATIENCE: Duration = Duration::from_secs(10);
/// Meetings at once in a cluster: far beyond what any agency has, small enough for memory (a few kB each).
const MOST_MEETINGS: usize = 100_000;

/// Everything in this process. `now` tells the time, so that a test can tell it otherwise.
pub struct MemoryStore {
    now: Box<dyn Fn() -> Mono + Send + Sync>,
    kept: Mutex<Kept>,
}

struct Kept {
    meetings: LimitedMap<MeetingId, Entry>,
    beats: BTreeMap<NodeId, Mono>,
}

struct Entry {
    epoch: u64,
    holder: Option<NodeId>,
    record: Option<MeetingRecord>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new(now: impl Fn() -> Mono + Send + Sync + 'static) -> MemoryStore {
        MemoryStore {
            now: Box::new(now),
            kept: Mutex::new(Kept {
                meetings: LimitedMap::new(MOST_MEETINGS),
                beats: BTreeMap::new(),
            }),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Kept, Mono) -> T) -> T {
        let now = (self.now)();
        work(
            &mut self.kept.lock().unwrap_or_else(PoisonError::into_inner),
            now,
        )
    }
}

impl Kept {
    fn is_alive(&self, node: NodeId, now: Mono) -> bool {
        self.beats
            .get(&node)
            .is_some_and(|beat| now.since(*beat) < PATIENCE)
    }

    fn claim(&mut self, meeting: MeetingId, node: NodeId, now: Mono) -> Result<Claim, StoreError> {
        let before = self.meetings.get(&meeting).and_then(|e| e.holder);
        if let Some(holder) = before
            && holder != node
            && self.is_alive(holder, now)
        {
            return Ok(Claim::Theirs(holder));
        }
        self.beats.entry(node).or_insert(now);
        if let Some(entry) = self.meetings.get_mut(&meeting) {
            entry.epoch += 1;
            entry.holder = Some(node);
            let record = entry.record.clone();
            return Ok(Claim::Mine(
                Lease {
                    meeting,
                    holder: node,
                    epoch: entry.epoch,
                },
                record,
            ));
        }
        let fresh = Entry {
            epoch: 1,
            holder: Some(node),
            record: None,
        };
        self.meetings
            .insert(meeting, fresh)
            .map_err(|_| StoreError::Full)?;
        Ok(Claim::Mine(
            Lease {
                meeting,
                holder: node,
                epoch: 1,
            },
            None,
        ))
    }

    fn held(&mut self, lease: &Lease) -> Result<&mut Entry, StoreError> {
        self.meetings
            .get_mut(&lease.meeting)
            .filter(|e| e.epoch == lease.epoch && e.holder == Some(lease.holder))
            .ok_or(StoreError::Fenced)
    }
}

impl Store for MemoryStore {
    fn claim(&self, meeting: MeetingId, node: NodeId) -> Pending<'_, Claim> {
        Box::pin(async move { self.with(|kept, now| kept.claim(meeting, node, now)) })
    }

    fn save<'a>(&'a self, lease: &'a Lease, record: &'a MeetingRecord) -> Pending<'a, ()> {
        Box::pin(async move {
            self.with(|kept, _| {
                kept.held(lease)?.record = Some(record.clone());
                Ok(())
            })
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> Pending<'a, ()> {
        Box::pin(async move {
            self.with(|kept, _| {
                kept.held(lease)?;
                kept.meetings.remove(&lease.meeting);
                Ok(())
            })
        })
    }

    fn beat(&self, node: NodeId) -> Pending<'_, ()> {
        Box::pin(async move {
            self.with(|kept, now| {
                kept.beats.insert(node, now);
                // Nodes that are gone for an hour are not missed any more.
                kept.beats
                    .retain(|_, beat| now.since(*beat) < Duration::from_secs(3600));
                Ok(())
            })
        })
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }
}
