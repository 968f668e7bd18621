//! How often one source may do something.

use std::time::Duration;

use tolk_model::Mono;
use tolk_model::limits::LimitedMap;

/// A purse for each source, that fills again with time. At most so many sources are remembered; those whose purse is full again are
/// forgotten first, and when none is, a new source has to wait.
#[derive(Debug)]
pub struct Pace<K> {
    purses: LimitedMap<K, (u32, Mono)>,
    /// What a full purse holds.
    most: u32,
    /// One coin comes back in this time.
    every: Duration,
}

impl<K: Ord + Clone> Pace<K> {
    /// At most `a_minute` in a minute, and so many at once; of at most `sources`.
    pub fn new(a_minute: u32, sources: usize) -> Pace<K> {
        Pace {
            purses: LimitedMap::new(sources),
            most: a_minute,
            every: Duration::from_secs(60) / a_minute.max(1),
        }
    }

    /// Whether `key` may do it once more now; then it has done so.
    pub fn may(&mut self, now: Mono, key: &K) -> bool {
        if self.most == 0 {
            return false;
        }
        let (left, since) = match self.purses.get(key) {
            Some(&purse) => self.filled(purse, now),
            None => (self.most, now),
        };
        if left == 0 {
            return false;
        }
        let spent = (left - 1, since);
        if self.purses.insert(key.clone(), spent).is_ok() {
            return true;
        }
        let (most, every) = (self.most, self.every);
        self.purses
            .retain(|_, purse| filled(*purse, now, most, every).0 < most);
        self.purses.insert(key.clone(), spent).is_ok()
    }

    fn filled(&self, purse: (u32, Mono), now: Mono) -> (u32, Mono) {
        filled(purse, now, self.most, self.every)
    }
}

/// What is in a purse now, and since when the next coin is on its way.
fn filled((left, since): (u32, Mono), now: Mono, most: u32, every: Duration) -> (u32, Mono) {
    let passed = now.since(since).as_nanos() / every.as_nanos().max(1);
    let coins = u32::try_from(passed).unwrap_or(u32::MAX);
    let full = left.saturating_add(coins);
    if full >= most {
        return (most, now);
    }
    (full, since + every * coins)
}
