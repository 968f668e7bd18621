//! What every store of meetings must do. Each runs it with a factory of its own and a clock that the suite turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tolk_core::meeting::MeetingRecord;
use tolk_model::{MeetingId, Mono, NodeId};

use crate::state::{Claim, Lease, MemoryStore, Store, StoreError};

/// A clock that a test turns.
#[derive(Clone, Default)]
pub(crate) struct Hands(Arc<AtomicU64>);

impl Hands {
    pub(crate) fn turn(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).expect("small");
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn mono(&self) -> Mono {
        Mono(Duration::from_millis(self.0.load(Ordering::SeqCst)))
    }
}

fn record(title: &str) -> MeetingRecord {
    MeetingRecord::new(MeetingId::from_number(1), title.to_string())
}

async fn claim(store: &dyn Store, node: u64) -> Result<(Lease, Option<MeetingRecord>), NodeId> {
    let claim = store.claim(MeetingId::from_number(1), NodeId::from_number(node));
    match claim.await.expect("there") {
        Claim::Mine(lease, record) => Ok((lease, record)),
        Claim::Theirs(node) => Err(node),
    }
}

/// All of it.
pub(crate) async fn run(store: &dyn Store, hands: &Hands) {
    let (first, second) = (NodeId::from_number(1), NodeId::from_number(2));
    store.beat(first).await.expect("there");
    let (lease, before) = claim(store, 1).await.expect("free");
    assert_eq!(before, None);
    store.save(&lease, &record("one")).await.expect("held");

    assert_eq!(
        claim(store, 2).await,
        Err(first),
        "a living holder keeps it"
    );

    hands.turn(store.patience());
    store.beat(second).await.expect("there");
    let (later, before) = claim(store, 2).await.expect("the holder is silent");
    assert_eq!(before.map(|r| r.title), Some("one".to_string()));
    assert!(later.epoch > lease.epoch);

    let zombie = store.save(&lease, &record("zombie")).await;
    assert_eq!(zombie, Err(StoreError::Fenced));
    assert_eq!(store.release(&lease).await, Err(StoreError::Fenced));
    store.save(&later, &record("two")).await.expect("held");

    store.release(&later).await.expect("held");
    let (_, before) = claim(store, 1).await.expect("free again");
    assert_eq!(before, None, "a released meeting is forgotten");
}

#[tokio::test]
async fn the_memory_store_keeps_the_contract() {
    let hands = Hands::default();
    let told = hands.clone();
    let store = MemoryStore::new(move || told.mono());
    run(&store, &hands).await;
}
