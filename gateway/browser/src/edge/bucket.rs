//! Rates: a bucket of tokens for each websocket and for each source address.

use std::net::IpAddr;

use tolk_model::limits::{LimitedMap, source_of};
use tolk_model::time::Mono;

use crate::config::Limits;

/// Sources that are remembered; one with a full bucket and no websocket is forgotten when room is wanted.
const MAX_SOURCES: usize = 10_000;
/// One message, in thousandths of a token, so that a rate a second is one a millisecond of these.
const TOKEN: u64 = 1_000;
/// What a wrong resume token costs in tokens: guessing is not for free.
const GUESS: u64 = 5;

/// A bucket that fills with time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket {
    level: u64,
    capacity: u64,
    per_ms: u64,
    at: Mono,
}

impl Bucket {
    pub(crate) fn new(now: Mono, burst: u32, per_second: u32) -> Bucket {
        let capacity = u64::from(burst) * TOKEN;
        Bucket {
            level: capacity,
            capacity,
            per_ms: u64::from(per_second),
            at: now,
        }
    }

    /// Takes `tokens`; `false` and nothing when there are not as many.
    pub(crate) fn take(&mut self, now: Mono, tokens: u64) -> bool {
        self.fill(now);
        let wanted = tokens * TOKEN;
        if self.level < wanted {
            return false;
        }
        self.level -= wanted;
        true
    }

    /// Takes `tokens`, or what there is.
    pub(crate) fn drain(&mut self, now: Mono, tokens: u64) {
        self.fill(now);
        self.level = self.level.saturating_sub(tokens * TOKEN);
    }

    fn is_full(&mut self, now: Mono) -> bool {
        self.fill(now);
        self.level == self.capacity
    }

    fn fill(&mut self, now: Mono) {
        let ms = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        // Whole milliseconds only, so that many small steps do not lose the rest.
        if ms > 0 {
            self.level = self
                .level
                .saturating_add(ms.saturating_mul(self.per_ms))
                .min(self.capacity);
            self.at = self.at + std::time::Duration::from_millis(ms);
        }
    }
}

#[derive(Debug)]
struct Source {
    bucket: Bucket,
    flows: usize,
    told: bool,
}

/// What a source may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permit {
    /// Go on.
    Yes,
    /// Not now; `first` of an episode asks for a line in the journal.
    No {
        /// The first of this episode.
        first: bool,
    },
}

/// All source addresses.
#[derive(Debug)]
pub(crate) struct Sources {
    sources: LimitedMap<IpAddr, Source>,
    limits: Limits,
}

impl Sources {
    pub(crate) fn new(limits: Limits) -> Sources {
        Sources {
            sources: LimitedMap::new(MAX_SOURCES),
            limits,
        }
    }

    /// A websocket was opened.
    pub(crate) fn opened(&mut self, now: Mono, source: IpAddr) -> Permit {
        let most = self.limits.flows_per_source;
        match self.source(now, source) {
            Some(entry) if entry.flows < most => {
                entry.flows += 1;
                Permit::Yes
            }
            Some(entry) => Permit::No {
                first: !std::mem::replace(&mut entry.told, true),
            },
            None => Permit::No { first: false },
        }
    }

    /// A websocket that was permitted is gone.
    pub(crate) fn closed(&mut self, source: IpAddr) {
        if let Some(entry) = self.sources.get_mut(&source_of(source)) {
            entry.flows = entry.flows.saturating_sub(1);
        }
    }

    /// A join or a resume.
    pub(crate) fn hello(&mut self, now: Mono, source: IpAddr) -> Permit {
        let Some(entry) = self.source(now, source) else {
            return Permit::No { first: false };
        };
        if entry.bucket.take(now, 1) {
            entry.told = false;
            return Permit::Yes;
        }
        Permit::No {
            first: !std::mem::replace(&mut entry.told, true),
        }
    }

    /// A resume with a wrong token.
    pub(crate) fn guessed(&mut self, now: Mono, source: IpAddr) {
        if let Some(entry) = self.source(now, source) {
            entry.bucket.drain(now, GUESS);
        }
    }

    fn source(&mut self, now: Mono, source: IpAddr) -> Option<&mut Source> {
        let source = source_of(source);
        if !self.sources.contains_key(&source) {
            let fresh = Source {
                bucket: Bucket::new(
                    now,
                    self.limits.burst_per_source,
                    self.limits.rate_per_source,
                ),
                flows: 0,
                told: false,
            };
            if let Err(full) = self.sources.insert(source, fresh) {
                self.sources
                    .retain(|_, s| s.flows > 0 || !s.bucket.is_full(now));
                self.sources.insert(source, full.0).ok()?;
            }
        }
        self.sources.get_mut(&source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one_source() {
        let limits = Limits {
            flows_per_source: 2,
            ..Limits::default()
        };
        let mut sources = Sources::new(limits);
        let mut opened = |text: &str| {
            let source = text.parse().expect("an address");
            sources.opened(Mono::ZERO, source) == Permit::Yes
        };
        assert!(opened("2001:db8::1") && opened("2001:db8::2"));
        assert!(!opened("2001:db8::ffff:3"));
        assert!(opened("2001:db8:0:1::1"));
        assert!(opened("192.0.2.1") && opened("::ffff:192.0.2.1"));
        assert!(!opened("192.0.2.1") && opened("192.0.2.2"));
        sources.closed("2001:db8::9".parse().expect("an address"));
        let again = "2001:db8::4".parse().expect("an address");
        assert_eq!(sources.opened(Mono::ZERO, again), Permit::Yes);
    }
}
