//! Limits per source address: what a stranger may ask of us, judged by how it behaves.
//!
//! Each source has a bucket of tokens. A new request costs one; one that we had to refuse costs more; a call that is answered gives
//! them back. So a trunk with thousands of good calls is never slowed, and a scanner runs dry in a second.

use std::net::IpAddr;
use std::time::Duration;

pub(crate) use tolk_model::limits::source_of as network_of;
use tolk_model::limits::{LimitedMap, may_have_more};
use tolk_model::time::Mono;

use crate::config::Limits;

/// Sources that are remembered; one that is not limited is forgotten as soon as its bucket is full again.
const MAX_SOURCES: usize = 10_000;
/// What a refused or malformed request costs more than a good one.
const PENALTY: u64 = 4_000;
/// One request, in thousandths of a token.
const TOKEN: u64 = 1_000;
/// Refusals sent while a source is dry; then it hears nothing until it has paused.
const MAX_ANSWERS: u32 = 20;

#[derive(Debug)]
struct Bucket {
    tokens: u64,
    at: Mono,
    answered: u32,
    calls: usize,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permit {
    /// Go on.
    Yes,
    /// Refuse with 503; `first` asks for a line in the journal.
    Refuse {
        /// The first of this episode.
        first: bool,
    },
    /// Say nothing.
    Drop,
}

/// All sources.
#[derive(Debug)]
pub(crate) struct Sources {
    buckets: LimitedMap<IpAddr, Bucket>,
    capacity: u64,
    per_ms: u64,
    max_calls: usize,
    /// Calls of all sources.
    limit: usize,
}

impl Sources {
    pub(crate) fn new(limits: &Limits) -> Sources {
        Sources {
            buckets: LimitedMap::new(MAX_SOURCES),
            capacity: u64::from(limits.burst_per_source) * TOKEN,
            per_ms: u64::from(limits.rate_per_source),
            max_calls: limits.calls_per_source,
            limit: limits.calls,
        }
    }

    /// A new request from `source`.
    pub(crate) fn permit(&mut self, now: Mono, source: IpAddr) -> Permit {
        let Some(bucket) = self.bucket(now, source) else {
            return Permit::Drop;
        };
        if bucket.tokens >= TOKEN {
            bucket.tokens -= TOKEN;
            bucket.answered = 0;
            return Permit::Yes;
        }
        bucket.answered += 1;
        match bucket.answered {
            1 => Permit::Refuse { first: true },
            n if n <= MAX_ANSWERS => Permit::Refuse { first: false },
            _ => Permit::Drop,
        }
    }

    /// The request was refused or malformed.
    pub(crate) fn punish(&mut self, now: Mono, source: IpAddr) {
        if let Some(bucket) = self.bucket(now, source) {
            bucket.tokens = bucket.tokens.saturating_sub(PENALTY);
        }
    }

    /// A call of the source was answered.
    pub(crate) fn forgive(&mut self, now: Mono, source: IpAddr) {
        let capacity = self.capacity;
        if let Some(bucket) = self.bucket(now, source) {
            bucket.tokens = (bucket.tokens + TOKEN).min(capacity);
        }
    }

    /// A call begins while `calls` of all sources stand; `false` when the source has too many. An exchange that proved an account,
    /// or a trunk, is `known`: all its calls come from one address, and it is held by what is still free alone.
    pub(crate) fn call_begins(
        &mut self,
        now: Mono,
        source: IpAddr,
        calls: usize,
        known: bool,
    ) -> bool {
        let limit = self.limit;
        let most = if known { limit } else { self.max_calls };
        match self.bucket(now, source) {
            Some(bucket) if may_have_more(bucket.calls, most, calls, limit) => {
                bucket.calls += 1;
                true
            }
            _ => false,
        }
    }

    /// A call is over.
    pub(crate) fn call_ended(&mut self, source: IpAddr) {
        if let Some(bucket) = self.buckets.get_mut(&network_of(source)) {
            bucket.calls = bucket.calls.saturating_sub(1);
        }
    }

    fn bucket(&mut self, now: Mono, source: IpAddr) -> Option<&mut Bucket> {
        let source = network_of(source);
        let (capacity, per_ms) = (self.capacity, self.per_ms);
        let level = |b: &Bucket| {
            let ms = u64::try_from(now.since(b.at).as_millis()).unwrap_or(u64::MAX);
            b.tokens
                .saturating_add(ms.saturating_mul(per_ms))
                .min(capacity)
        };
        if !self.buckets.contains_key(&source) {
            let fresh = Bucket {
                tokens: capacity,
                at: now,
                answered: 0,
                calls: 0,
            };
            if let Err(full) = self.buckets.insert(source, fresh) {
                self.buckets
                    .retain(|_, b| b.calls > 0 || level(b) < capacity);
                self.buckets.insert(source, full.0).ok()?;
            }
        }
        let bucket = self.buckets.get_mut(&source)?;
        // Whole milliseconds only, so that many small steps do not lose the rest.
        let ms = Duration::from_millis(
            u64::try_from(now.since(bucket.at).as_millis()).unwrap_or(u64::MAX),
        );
        bucket.tokens = level(bucket);
        bucket.at = bucket.at + ms;
        Some(bucket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_exchange_may_have_half_of_all_calls_and_a_stranger_less() {
        let limits = Limits::default();
        for (known, most) in [(false, limits.calls_per_source), (true, limits.calls / 2)] {
            let mut sources = Sources::new(&limits);
            let exchange: IpAddr = [192, 0, 2, 1].into();
            let begun = (0..limits.calls)
                .take_while(|n| sources.call_begins(Mono::ZERO, exchange, *n, known));
            assert_eq!(begun.count(), most, "known: {known}");
            let other = [192, 0, 2, 2].into();
            assert!(sources.call_begins(Mono::ZERO, other, most, false));
        }
    }
}
