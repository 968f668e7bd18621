//! Maps that peers can grow, with a limit that they cannot.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// What counts as one source: an address of IPv4, a /64 of IPv6, of which every household has one and each address in it costs nothing.
pub fn source_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        v4 => v4,
    }
}

/// Whether a source that holds `held` may have one more of what `used` of `limit` are in use: at most `most`, and no more than is
/// still free. So a large office behind one address may have half of everything, and a few greedy sources never have it all.
pub fn may_have_more(held: usize, most: usize, used: usize, limit: usize) -> bool {
    held < most && held < limit.saturating_sub(used)
}

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Sustained.
    pub per_second: u32,
    /// At once.
    pub burst: u32,
}

/// How often something may be done by whom. Who is known has a count of its own, that no stranger draws from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// By one source that nothing is known of.
    pub stranger: Rate,
    /// By one trunk, one address of a network that is named as known, or one proved account.
    pub known: Rate,
}

impl Rate {
    /// A rate.
    pub const fn new(per_second: u32, burst: u32) -> Rate {
        Rate { per_second, burst }
    }
}

impl Rates {
    /// Requests that begin something. A telephone sends one a minute and a room a few; an exchange several for each of its calls.
    pub const REQUESTS: Rates = Rates {
        stranger: Rate::new(50, 200),
        known: Rate::new(1_000, 2_000),
    };
    /// Datagrams of signalling: a gateway with some hundred calls sends a few hundred a second, each call about ten in all.
    pub const DATAGRAMS: Rates = Rates {
        stranger: Rate::new(500, 1_000),
        known: Rate::new(10_000, 20_000),
    };
}

/// A map that holds at most `limit` entries; an insert into a full map is refused, never silently dropped.
#[derive(Clone, Debug)]
pub struct LimitedMap<K, V> {
    entries: BTreeMap<K, V>,
    limit: usize,
}

/// The map is full; the value comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full<V>(pub V);

impl<K: Ord, V> LimitedMap<K, V> {
    /// An empty map for at most `limit` entries.
    pub fn new(limit: usize) -> Self {
        LimitedMap {
            entries: BTreeMap::new(),
            limit,
        }
    }

    /// Inserts or replaces.
    ///
    /// # Errors
    /// [`Full`] with the value when the key is new and the map is full.
    pub fn insert(&mut self, key: K, value: V) -> Result<Option<V>, Full<V>> {
        if self.entries.len() >= self.limit && !self.entries.contains_key(&key) {
            return Err(Full(value));
        }
        Ok(self.entries.insert(key, value))
    }

    /// The value of `key`.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.entries.get_mut(key)
    }

    /// Whether `key` is present.
    pub fn contains_key(&self, key: &K) -> bool {
        self.entries.contains_key(key)
    }

    /// Removes and returns the value of `key`.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.entries.remove(key)
    }

    /// Entries in key order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter()
    }

    /// Entries in key order, values to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.entries.iter_mut()
    }

    /// Keeps what the predicate accepts.
    pub fn retain(&mut self, keep: impl FnMut(&K, &mut V) -> bool) {
        self.entries.retain(keep);
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod source_tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_source() {
        let of = |text: &str| source_of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn greedy_sources_leave_room_for_others() {
        let (most, limit) = (500, 2_000);
        let mut held = [0_usize; 8];
        for _ in 0..limit {
            for source in 0..held.len() {
                let used = held.iter().sum();
                if may_have_more(held[source], most, used, limit) {
                    held[source] += 1;
                }
            }
        }
        let used: usize = held.iter().sum();
        assert!(held.iter().all(|h| *h <= most));
        assert!(used < limit, "{held:?}");
        assert!(may_have_more(0, most, used, limit), "one more comes in");
        // Alone it has what it may.
        assert!(may_have_more(499, most, 499, limit));
        assert!(!may_have_more(500, most, 500, limit));
    }
}
