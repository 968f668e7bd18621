//! Maps that peers can grow, with a limit that they cannot.

use std::collections::BTreeMap;

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
