//! What receivers limit one stream of ours to (RFC 5104 §4.2.1): each of them for itself, until it says otherwise or leaves.

/// Receivers behind one leg whose limits are kept: a room is one, a bridge that passes on others' may be several. The highest limit
/// makes room, since it matters least.
const OWNERS: usize = 8;

/// Limits by who set them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    by_owner: Vec<(u32, u64)>,
}

impl Limits {
    /// `owner` wants no more than this, bit/s.
    pub(crate) fn set(&mut self, owner: u32, bits_per_second: u64) {
        self.forget(owner);
        if self.by_owner.len() >= OWNERS
            && let Some(at) = self
                .by_owner
                .iter()
                .enumerate()
                .max_by_key(|(_, (_, most))| *most)
                .map(|(at, _)| at)
        {
            self.by_owner.swap_remove(at);
        }
        self.by_owner.push((owner, bits_per_second));
    }

    /// `owner` left (RFC 3550 §6.6), and its limit with it.
    pub(crate) fn forget(&mut self, owner: u32) {
        self.by_owner.retain(|(of, _)| *of != owner);
    }

    /// The one that binds: who set it, and bit/s.
    pub(crate) fn binding(&self) -> Option<(u32, u64)> {
        self.by_owner.iter().copied().min_by_key(|(_, most)| *most)
    }
}
