//! How much one source may send.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tolk_model::Subnet;
use tolk_model::limits::{Rate, Rates, source_of};

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
    strangers: HashMap<IpAddr, Bucket>,
    /// Those of known networks never share one with strangers.
    known: HashMap<IpAddr, Bucket>,
    stranger: (f64, f64),
    known_rate: (f64, f64),
    networks: Arc<[Subnet]>,
    swept: Option<Instant>,
}

/// Sources that are remembered at once; beyond it strangers share one bucket, and known ones another.
const MOST_SOURCES: usize = 10_000;
/// How often full buckets are looked for when there is no room: a flood from many sources may not have all of them counted each time.
const SWEEP: Duration = Duration::from_secs(1);

impl Buckets {
    /// `networks` are those of known sources.
    pub(super) fn new(rates: Rates, networks: Arc<[Subnet]>) -> Buckets {
        let of = |rate: Rate| (f64::from(rate.per_second), f64::from(rate.burst));
        Buckets {
            known_rate: of(rates.known),
            networks,
            ..Buckets::alike(of(rates.stranger).0, of(rates.stranger).1)
        }
    }

    /// One rate for everybody: `rate` a second, at most `burst` at once.
    pub(super) fn alike(rate: f64, burst: f64) -> Buckets {
        Buckets {
            strangers: HashMap::new(),
            known: HashMap::new(),
            stranger: (rate, burst),
            known_rate: (rate, burst),
            networks: [].into(),
            swept: None,
        }
    }

    /// Whether the source is in a network that the configuration names.
    pub(super) fn knows(&self, source: IpAddr) -> bool {
        self.networks.iter().any(|known| known.contains(source))
    }

    /// Whether the source may send one more now.
    pub(super) fn allows(&mut self, source: IpAddr, now: Instant) -> bool {
        let (buckets, (rate, burst), source) = if self.knows(source) {
            (&mut self.known, self.known_rate, source.to_canonical())
        } else {
            (&mut self.strangers, self.stranger, source_of(source))
        };
        let is_new = !buckets.contains_key(&source);
        let swept = |at: Instant| now.saturating_duration_since(at) < SWEEP;
        if is_new && buckets.len() >= MOST_SOURCES && !self.swept.is_some_and(swept) {
            self.swept = Some(now);
            buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        let key = if is_new && buckets.len() >= MOST_SOURCES {
            IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)
        } else {
            source
        };
        buckets
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
        let rates = Rates {
            stranger: Rate::new(1, 2),
            known: Rate::new(1, 100),
        };
        let ours: Subnet = "192.0.2.0/24".parse().expect("a network");
        let mut buckets = Buckets::new(rates, [ours].into());
        let loud: IpAddr = [10, 0, 0, 1].into();
        assert!(buckets.allows(loud, start) && buckets.allows(loud, start));
        assert!(!buckets.allows(loud, start));
        assert!(buckets.allows([10, 0, 0, 2].into(), start));
        for n in 0..20_000_u32 {
            buckets.allows(std::net::Ipv4Addr::from(n + 0x0b00_0000).into(), start);
        }
        assert!(buckets.strangers.len() <= MOST_SOURCES + 1);
        // What strangers share is empty, and takes nothing from who is known.
        assert!(!buckets.allows([10, 0, 0, 3].into(), start));
        let known = (0..200).filter(|_| buckets.allows([192, 0, 2, 9].into(), start));
        assert_eq!(known.count(), 100);
    }

    #[test]
    fn a_household_has_one_bucket_however_many_addresses_it_has() {
        let rates = Rates {
            stranger: Rate::new(1, 2),
            known: Rate::new(1, 2),
        };
        let mut buckets = Buckets::new(rates, [].into());
        let start = Instant::now();
        let of = |n: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]);
        assert_eq!((1..10).filter(|n| buckets.allows(of(*n), start)).count(), 2);
    }
}
