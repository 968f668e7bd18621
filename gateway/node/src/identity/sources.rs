//! A limit for each source address: a bucket of attempts that fills again with time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tolk_model::Mono;

/// Sources that are remembered at once. Past it the fullest buckets are forgotten: those that attempted least.
const MAX_SOURCES: usize = 20_000;

/// Attempts of many sources.
#[derive(Debug)]
pub struct Sources {
    burst: u32,
    refill: Duration,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    since: Mono,
}

impl Sources {
    /// Each source may attempt `burst` times at once, and once more for each `refill` that passes.
    pub fn new(burst: u32, refill: Duration) -> Sources {
        Sources {
            burst,
            refill: refill.max(Duration::from_millis(1)),
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one attempt; `false` when none is left.
    pub fn attempt(&self, source: IpAddr, now: Mono) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_SOURCES && !buckets.contains_key(&key(source)) {
            buckets.retain(|_, bucket| self.filled(*bucket, now).left < self.burst);
            if buckets.len() >= MAX_SOURCES {
                // A flood from more sources than we can tell apart: nobody new attempts until one has been quiet.
                return false;
            }
        }
        let full = Bucket {
            left: self.burst,
            since: now,
        };
        let bucket = buckets.entry(key(source)).or_insert(full);
        *bucket = self.filled(*bucket, now);
        let permitted = bucket.left > 0;
        bucket.left = bucket.left.saturating_sub(1);
        permitted
    }

    /// Whether an attempt is left, without taking it.
    pub fn may_attempt(&self, source: IpAddr, now: Mono) -> bool {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .get(&key(source))
            .is_none_or(|bucket| self.filled(*bucket, now).left > 0)
    }

    fn filled(&self, bucket: Bucket, now: Mono) -> Bucket {
        let passed = now.since(bucket.since).as_nanos() / self.refill.as_nanos();
        let earned = u32::try_from(passed).unwrap_or(u32::MAX);
        let left = bucket.left.saturating_add(earned).min(self.burst);
        Bucket {
            left,
            since: if left == self.burst {
                now
            } else {
                bucket.since + self.refill.saturating_mul(earned)
            },
        }
    }
}

/// One household or office has a /64 of IPv6: its single addresses cost nothing.
fn key(source: IpAddr) -> IpAddr {
    match source {
        IpAddr::V4(_) => source,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn at(seconds: u64) -> Mono {
        Mono(Duration::from_secs(seconds))
    }

    #[test]
    fn a_source_is_limited_alone_and_recovers_with_time() {
        let sources = Sources::new(2, Duration::from_secs(10));
        assert!(sources.attempt(A, at(0)));
        assert!(sources.attempt(A, at(0)));
        assert!(!sources.attempt(A, at(9)));
        assert!(sources.attempt(B, at(9)), "another source is not concerned");
        assert!(sources.attempt(A, at(10)));
        assert!(!sources.may_attempt(A, at(11)));
        assert!(sources.may_attempt(A, at(20)));
    }

    #[test]
    fn one_network_of_ipv6_is_one_source() {
        let sources = Sources::new(1, Duration::from_secs(10));
        let ip = |text: &str| text.parse::<IpAddr>().expect(text);
        assert!(sources.attempt(ip("2001:db8::1"), at(0)));
        assert!(!sources.attempt(ip("2001:db8::2"), at(0)));
        assert!(sources.attempt(ip("2001:db8:0:1::1"), at(0)));
    }

    #[test]
    fn a_flood_from_many_sources_stays_within_its_limit() {
        let sources = Sources::new(1, Duration::from_secs(10));
        for n in 0..u32::try_from(MAX_SOURCES).expect("small") {
            assert!(sources.attempt(std::net::Ipv4Addr::from(n).into(), at(0)));
        }
        assert!(!sources.attempt(A, at(0)));
        assert!(sources.attempt(A, at(10)), "the quiet ones were forgotten");
    }
}
