//! A meeting and a state store that is slow, away, or has given the meeting to somebody else.

use std::sync::atomic::AtomicUsize;

use tokio::sync::Semaphore;
use tolk_core::meeting::MeetingRecord;

use super::*;
use crate::state::{Claim, Lease, Pending, StoreError};

/// A store that answers when the test lets it.
struct Slow {
    store: MemoryStore,
    /// Requests that it may answer.
    claims: Semaphore,
    saves: Semaphore,
    /// How many records arrived, and the last one.
    asked: AtomicUsize,
    saved: Mutex<Option<MeetingRecord>>,
    fences: AtomicBool,
}

impl Slow {
    fn world(claims: usize, saves: usize) -> (Arc<Slow>, World) {
        let clock = Clock::start();
        let slow = Arc::new(Slow {
            store: MemoryStore::new(move || clock.now().mono),
            claims: Semaphore::new(claims),
            saves: Semaphore::new(saves),
            asked: AtomicUsize::new(0),
            saved: Mutex::default(),
            fences: AtomicBool::new(false),
        });
        (slow.clone(), world_with(10, clock, slow))
    }

    async fn until(&self, done: impl Fn(&Slow) -> bool) {
        within(async {
            while !done(self) {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    fn names(&self) -> usize {
        let saved = self.saved.lock().unwrap();
        saved.as_ref().map_or(0, |record| record.participants.len())
    }
}

async fn turn(semaphore: &Semaphore) {
    semaphore.acquire().await.expect("is never closed").forget();
}

impl Store for Slow {
    fn claim(&self, meeting: MeetingId, node: NodeId) -> Pending<'_, Claim> {
        Box::pin(async move {
            turn(&self.claims).await;
            self.store.claim(meeting, node).await
        })
    }

    fn save<'a>(&'a self, lease: &'a Lease, record: &'a MeetingRecord) -> Pending<'a, ()> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            turn(&self.saves).await;
            if self.fences.load(Ordering::SeqCst) {
                return Err(StoreError::Fenced);
            }
            *self.saved.lock().unwrap() = Some(record.clone());
            self.store.save(lease, record).await
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> Pending<'a, ()> {
        self.store.release(lease)
    }

    fn beat(&self, node: NodeId) -> Pending<'_, ()> {
        self.store.beat(node)
    }

    fn patience(&self) -> Duration {
        self.store.patience()
    }
}

#[tokio::test]
async fn a_store_that_hangs_delays_no_meeting() {
    let (slow, mut world) = Slow::world(1, 0);
    let mut legs = Vec::new();
    for _ in 0..20 {
        legs.push(world.enter("room").await);
    }
    let views = world.board.meetings().await;
    assert_eq!(views[0].roster.entries.len(), 20);
    slow.until(|s| s.asked.load(Ordering::SeqCst) == 1).await;
    // Then it answers: the records between the first and the last are nobody's concern any more.
    slow.saves.add_permits(100);
    slow.until(|s| s.names() == 20).await;
    assert!(slow.asked.load(Ordering::SeqCst) <= 3);
    world.board.end_meeting(MeetingId::from_number(ROOM)).await;
    for leg in legs {
        world.end(leg).await;
    }
    world.empty().await;
}

#[tokio::test]
async fn a_meeting_begins_without_a_lease_and_is_saved_when_it_has_one() {
    let (slow, mut world) = Slow::world(0, 100);
    world.enter("room").await;
    assert_eq!(slow.names(), 0);
    slow.claims.add_permits(1);
    slow.until(|s| s.names() == 1).await;
    assert_eq!(slow.claims.available_permits(), 0, "claimed once");
}

#[tokio::test]
async fn a_meeting_that_another_node_runs_since_ends_here() {
    let (slow, mut world) = Slow::world(1, 1);
    let leg = world.enter("room").await;
    slow.until(|s| s.names() == 1).await;
    slow.fences.store(true, Ordering::SeqCst);
    slow.saves.add_permits(100);
    let (other, done) = world.call("room");
    done.unwrap();
    let end = world.told(leg, |c| matches!(c, LegCommand::End(_))).await;
    assert_eq!(end, LegCommand::End(Cause::us(Reason::Moved)));
    for leg in [leg, other] {
        world.event(leg, LegEvent::Ended(Cause::us(Reason::Moved)));
    }
    world.empty().await;
    assert_eq!(
        slow.asked.load(Ordering::SeqCst),
        2,
        "nothing is saved any more"
    );
}

#[tokio::test]
async fn a_call_of_two_needs_no_lease() {
    let (slow, mut world) = Slow::world(100, 100);
    let order = CallOrder {
        from: "a@a.partner.example".parse().unwrap(),
        to: "b@b.partner.example".parse().unwrap(),
        redial: None,
    };
    world.board.place_call(order).await.unwrap();
    within(world.commands.next()).await;
    assert_eq!(world.tasks.alive().get("meeting"), Some(&1));
    assert_eq!(world.tasks.alive().get("meeting_saver"), None);
    assert_eq!(slow.claims.available_permits(), 100);
}
