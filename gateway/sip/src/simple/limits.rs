//! What watchers and publishers can make the edge hold.

use std::time::Duration;

/// Limits of what is watched and published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimpleLimits {
    /// Subscriptions to ours alive.
    pub subscriptions: usize,
    /// Of those from one source; a proxy with all its users is one.
    pub subscriptions_per_source: usize,
    /// Subscriptions of ours elsewhere.
    pub watches: usize,
    /// Publications alive.
    pub publications: usize,
    /// Of those from one source.
    pub publications_per_source: usize,
    /// Shorter subscriptions and publications are refused with 423: each costs as much as a long one.
    pub shortest: Duration,
    /// What counts when nothing was asked for.
    pub usual: Duration,
    /// Longer ones are cut.
    pub longest: Duration,
}

impl Default for SimpleLimits {
    fn default() -> SimpleLimits {
        SimpleLimits {
            subscriptions: 20_000,
            subscriptions_per_source: 5_000,
            watches: 20_000,
            publications: 10_000,
            publications_per_source: 2_000,
            shortest: Duration::from_secs(60),
            usual: Duration::from_secs(3600),
            longest: Duration::from_secs(7200),
        }
    }
}
