//! How much one source may send.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// A token bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    rate: f64,
    burst: f64,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// `rate` tokens a second, at most `burst` at once.
    pub(super) fn new(rate: f64, burst: f64, now: Instant) -> Bucket {
        Bucket {
            rate,
            burst,
            level: burst,
            at: now,
        }
    }

    /// Takes one token; when there is none, how long until there is.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.level = (self.level + passed * self.rate).min(self.burst);
        if self.level >= 1.0 {
            self.level -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64((1.0 - self.level) / self.rate))
    }

    fn is_full(&self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.level + passed * self.rate >= self.burst
    }
}

/// A bucket for each source; those that are full again are forgotten.
#[derive(Debug)]
pub(super) struct Buckets {
    by_source: HashMap<IpAddr, Bucket>,
    rate: f64,
    burst: f64,
}

/// Sources that are remembered at once; beyond it strangers share one bucket.
const MOST_SOURCES: usize = 10_000;

impl Buckets {
    pub(super) fn new(rate: f64, burst: f64) -> Buckets {
        Buckets {
            by_source: HashMap::new(),
            rate,
            burst,
        }
    }

    /// Whether the source may send one more now.
    pub(super) fn allows(&mut self, source: IpAddr, now: Instant) -> bool {
        if self.by_source.len() >= MOST_SOURCES && !self.by_source.contains_key(&source) {
            self.by_source.retain(|_, bucket| !bucket.is_full(now));
        }
        let full = self.by_source.len() >= MOST_SOURCES;
        let key = match source {
            stranger if full && !self.by_source.contains_key(&stranger) => {
                IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)
            }
            known => known,
        };
        let (rate, burst) = (self.rate, self.burst);
        self.by_source
            .entry(key)
            .or_insert_with(|| Bucket::new(rate, burst, now))
            .take(now)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10.0, 3.0, start);
        for _ in 0..3 {
            assert_eq!(bucket.take(start), Ok(()));
        }
        let wait = bucket.take(start).expect_err("empty");
        assert!((wait.as_secs_f64() - 0.1).abs() < 0.001, "{wait:?}");
        assert_eq!(bucket.take(start + Duration::from_millis(150)), Ok(()));
    }

    #[test]
    fn a_flood_of_sources_is_bounded_and_one_source_does_not_limit_another() {
        let start = Instant::now();
        let mut buckets = Buckets::new(1.0, 2.0);
        let loud: IpAddr = [10, 0, 0, 1].into();
        assert!(buckets.allows(loud, start) && buckets.allows(loud, start));
        assert!(!buckets.allows(loud, start));
        assert!(buckets.allows([10, 0, 0, 2].into(), start));
        for n in 0..20_000_u32 {
            buckets.allows(std::net::Ipv4Addr::from(n + 0x0b00_0000).into(), start);
        }
        assert!(buckets.by_source.len() <= MOST_SOURCES + 1);
    }
}
