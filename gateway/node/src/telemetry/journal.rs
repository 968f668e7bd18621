//! The journal of a node: numbered, kept in memory for the live page, and fed to whoever keeps or counts it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::mpsc;
use tolk_model::journal::{JournalEntry, JournalEvent};
use tolk_model::{CallId, LegId, MeetingId, NodeId};

use crate::clock::Clock;

/// Entries that wait for a listener (the archive): some seconds of a busy node. A listener that falls behind loses the newest ones,
/// which is counted; calls never wait for a disk.
const FEED: usize = 4096;
/// Listeners: the archive and a few spectators.
const MOST_FEEDS: usize = 8;

/// What an entry is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject {
    /// Which meeting.
    pub meeting: Option<MeetingId>,
    /// Which call.
    pub call: Option<CallId>,
    /// Which leg.
    pub leg: Option<LegId>,
}

/// An entry with its number; numbers count upward from one within a process.
#[derive(Clone, Debug, Serialize)]
pub struct Numbered {
    /// Its number.
    pub number: u64,
    /// The entry.
    #[serde(flatten)]
    pub entry: Arc<JournalEntry>,
}

/// Which entries are wanted; `None` means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct JournalQuery {
    /// Only those with a higher number.
    pub after: u64,
    /// Only those of this meeting.
    pub meeting: Option<MeetingId>,
    /// Only those of this call.
    pub call: Option<CallId>,
    /// Only those about this leg.
    pub leg: Option<LegId>,
    /// At most so many, the newest ones.
    pub limit: usize,
}

/// The journal; copies write to the same one.
#[derive(Clone, Debug)]
pub struct Journal {
    clock: Clock,
    node: NodeId,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug)]
struct Kept {
    ring: VecDeque<Numbered>,
    limit: usize,
    last: u64,
    feeds: Vec<mpsc::Sender<Numbered>>,
    lost: u64,
}

impl Journal {
    /// An empty one that keeps the newest `limit` entries.
    pub fn new(clock: Clock, node: NodeId, limit: usize) -> Journal {
        let kept = Kept {
            ring: VecDeque::new(),
            limit: limit.max(1),
            last: 0,
            feeds: Vec::new(),
            lost: 0,
        };
        Journal {
            clock,
            node,
            kept: Arc::new(Mutex::new(kept)),
        }
    }

    /// Writes a line. Never waits.
    pub fn write(&self, subject: Subject, event: JournalEvent) {
        super::metrics::count(&event);
        super::line::log(subject, &event);
        let entry = Arc::new(JournalEntry {
            at: self.clock.now().wall,
            node: Some(self.node),
            meeting: subject.meeting,
            call: subject.call,
            leg: subject.leg,
            event,
        });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let numbered = Numbered {
            number: kept.last,
            entry,
        };
        let mut lost = 0;
        kept.feeds
            .retain(|feed| match feed.try_send(numbered.clone()) {
                Ok(()) => true,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    lost += 1;
                    true
                }
                Err(mpsc::error::TrySendError::Closed(_)) => false,
            });
        kept.lost += lost;
        if kept.ring.len() >= kept.limit {
            kept.ring.pop_front();
        }
        kept.ring.push_back(numbered);
        if lost > 0 {
            super::metrics::journal_lost(lost);
        }
    }

    /// Entries in memory, oldest first.
    pub fn query(&self, query: &JournalQuery) -> Vec<Numbered> {
        let wanted = |entry: &JournalEntry| {
            let about_meeting = query.meeting.is_none() || query.meeting == entry.meeting;
            let about_call = query.call.is_none() || query.call == entry.call;
            about_meeting && about_call && (query.leg.is_none() || query.leg == entry.leg)
        };
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Numbered> = kept
            .ring
            .iter()
            .rev()
            .take_while(|n| n.number > query.after)
            .filter(|n| wanted(&n.entry))
            .take(query.limit)
            .cloned()
            .collect();
        found.reverse();
        found
    }

    /// Every entry from now on; `None` when there are too many listeners. Entries are lost when the listener is slow.
    pub fn feed(&self) -> Option<mpsc::Receiver<Numbered>> {
        let (sender, receiver) = mpsc::channel(FEED);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.feeds.retain(|feed| !feed.is_closed());
        if kept.feeds.len() >= MOST_FEEDS {
            return None;
        }
        kept.feeds.push(sender);
        Some(receiver)
    }

    /// Ends all feeds: listeners see the end once they have taken what is queued.
    pub fn close_feeds(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.feeds.clear();
    }

    /// For `/debug`.
    pub fn debug_state(&self) -> serde_json::Value {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::json!({
            "entries": kept.ring.len(), "written": kept.last, "feeds": kept.feeds.len(), "lost": kept.lost,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(limit: usize) -> Journal {
        Journal::new(Clock::start(), NodeId::from_number(1), limit)
    }

    #[test]
    fn the_ring_keeps_the_newest_and_numbers_go_on() {
        let journal = journal(2);
        for n in 1..=3 {
            let subject = Subject {
                meeting: Some(MeetingId::from_number(n)),
                ..Subject::default()
            };
            journal.write(subject, JournalEvent::MeetingClosed);
        }
        let all = |after, limit| {
            let query = JournalQuery {
                after,
                limit,
                ..JournalQuery::default()
            };
            journal
                .query(&query)
                .iter()
                .map(|n| n.number)
                .collect::<Vec<_>>()
        };
        assert_eq!(all(0, 10), [2, 3]);
        assert_eq!(all(2, 10), [3]);
        assert_eq!(all(0, 1), [3]);
        let query = JournalQuery {
            meeting: Some(MeetingId::from_number(2)),
            limit: 10,
            ..JournalQuery::default()
        };
        assert_eq!(journal.query(&query).len(), 1);
    }

    #[test]
    fn a_slow_listener_loses_entries_and_nobody_waits() {
        let journal = journal(1);
        let mut feed = journal.feed().expect("room");
        for _ in 0..FEED + 5 {
            journal.write(Subject::default(), JournalEvent::MeetingClosed);
        }
        assert_eq!(journal.debug_state()["lost"], 5);
        assert_eq!(feed.try_recv().expect("the first").number, 1);
    }
}
