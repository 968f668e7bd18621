//! Limits per source. Each network that calls has a bucket of tokens: a new call costs one, what had to be refused more, and a call
//! that is answered gives one back. So who has good calls is not slowed, and a scanner runs dry in a second.

use std::net::IpAddr;
use std::time::Duration;

use tolk_model::Subnet;
use tolk_model::limits::{LimitedMap, Rate, Rates, may_have_more, source_of};
use tolk_model::time::Mono;

use crate::config::Limits;

/// Sources that are remembered; who is not limited is forgotten when its bucket is full again.
const MAX_SOURCES: usize = 10_000;
/// One call, in thousandths of a token.
const TOKEN: u64 = 1_000;
/// What a refused or malformed message costs more than a good one.
const PENALTY: u64 = 4_000;
/// Refusals sent while a source is dry; then it hears nothing until it has paused.
const MAX_ANSWERS: u32 = 20;

/// Whose bucket is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Nobody we know, by its network.
    Stranger(IpAddr),
    /// An address of a network that the configuration names.
    Known(IpAddr),
}

/// What to do with something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permit {
    /// Go on.
    Yes,
    /// Refuse; `first` asks for a line in the journal.
    Refuse {
        /// The first of this episode.
        first: bool,
    },
    /// Say nothing.
    Drop,
}

#[derive(Debug)]
struct Bucket {
    tokens: u64,
    at: Mono,
    answered: u32,
    calls: usize,
}

impl Bucket {
    fn level(&self, now: Mono, rate: Rate) -> u64 {
        let ms = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        let more = ms.saturating_mul(u64::from(rate.per_second));
        self.tokens.saturating_add(more).min(capacity(rate))
    }
}

fn capacity(rate: Rate) -> u64 {
    u64::from(rate.burst) * TOKEN
}

/// All sources.
#[derive(Debug)]
pub(crate) struct Sources {
    all: LimitedMap<Source, Bucket>,
    known: Vec<Subnet>,
    rates: Rates,
    per_source: usize,
    limit: usize,
}

impl Sources {
    pub(crate) fn new(limits: &Limits, known: Vec<Subnet>) -> Sources {
        Sources {
            all: LimitedMap::new(MAX_SOURCES),
            known,
            rates: limits.requests,
            per_source: limits.calls_per_source,
            limit: limits.calls,
        }
    }

    /// Whose an address is.
    pub(crate) fn of(&self, address: IpAddr) -> Source {
        if self.known.iter().any(|known| known.contains(address)) {
            Source::Known(address.to_canonical())
        } else {
            Source::Stranger(source_of(address))
        }
    }

    fn rate(&self, source: Source) -> Rate {
        match source {
            Source::Stranger(_) => self.rates.stranger,
            Source::Known(_) => self.rates.known,
        }
    }

    fn get(&mut self, now: Mono, source: Source) -> Option<&mut Bucket> {
        let rate = self.rate(source);
        if !self.all.contains_key(&source) {
            let fresh = Bucket {
                tokens: capacity(rate),
                at: now,
                answered: 0,
                calls: 0,
            };
            if let Err(full) = self.all.insert(source, fresh) {
                let rates = self.rates;
                self.all.retain(|source, bucket| {
                    let rate = match source {
                        Source::Stranger(_) => rates.stranger,
                        Source::Known(_) => rates.known,
                    };
                    bucket.calls > 0 || bucket.level(now, rate) < capacity(rate)
                });
                self.all.insert(source, full.0).ok()?;
            }
        }
        let bucket = self.all.get_mut(&source)?;
        // Whole milliseconds only, so that many small steps do not lose the rest.
        let ms = u64::try_from(now.since(bucket.at).as_millis()).unwrap_or(u64::MAX);
        bucket.tokens = bucket.level(now, rate);
        bucket.at = bucket.at + Duration::from_millis(ms);
        Some(bucket)
    }

    /// Something new of a source.
    pub(crate) fn permit(&mut self, now: Mono, source: Source) -> Permit {
        let paused = capacity(self.rate(source)) / 2;
        let Some(bucket) = self.get(now, source) else {
            return Permit::Drop;
        };
        if bucket.tokens >= TOKEN {
            if bucket.tokens >= paused {
                bucket.answered = 0;
            }
            bucket.tokens -= TOKEN;
            return Permit::Yes;
        }
        bucket.answered += 1;
        match bucket.answered {
            1 => Permit::Refuse { first: true },
            n if n <= MAX_ANSWERS => Permit::Refuse { first: false },
            _ => Permit::Drop,
        }
    }

    /// It was refused or malformed.
    pub(crate) fn punish(&mut self, now: Mono, source: Source) {
        if let Some(bucket) = self.get(now, source) {
            bucket.tokens = bucket.tokens.saturating_sub(PENALTY);
        }
    }

    /// A call of it was answered.
    pub(crate) fn forgive(&mut self, now: Mono, source: Source) {
        let most = capacity(self.rate(source));
        if let Some(bucket) = self.get(now, source) {
            bucket.tokens = (bucket.tokens + TOKEN).min(most);
        }
    }

    /// A call begins while `calls` of all sources stand; `false` when the source has too many.
    pub(crate) fn call_begins(&mut self, now: Mono, source: Source, calls: usize) -> bool {
        let limit = self.limit;
        let most = match source {
            Source::Stranger(_) => self.per_source,
            Source::Known(_) => limit,
        };
        match self.get(now, source) {
            Some(bucket) if may_have_more(bucket.calls, most, calls, limit) => {
                bucket.calls += 1;
                true
            }
            _ => false,
        }
    }

    /// A call is over.
    pub(crate) fn call_ended(&mut self, source: Source) {
        if let Some(bucket) = self.all.get_mut(&source) {
            bucket.calls = bucket.calls.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(known: Vec<Subnet>) -> Sources {
        let limits = Limits {
            requests: Rates {
                stranger: Rate::new(1, 4),
                known: Rate::new(100, 300),
            },
            calls: 10,
            calls_per_source: 3,
            ..Limits::default()
        };
        Sources::new(&limits, known)
    }

    #[test]
    fn a_scanner_runs_dry_and_good_calls_do_not() {
        let mut sources = sources(Vec::new());
        let scanner = sources.of([192, 0, 2, 1].into());
        assert_eq!(sources.permit(Mono::ZERO, scanner), Permit::Yes);
        sources.punish(Mono::ZERO, scanner);
        let first = Permit::Refuse { first: true };
        assert_eq!(sources.permit(Mono::ZERO, scanner), first);
        for _ in 0..MAX_ANSWERS {
            sources.permit(Mono::ZERO, scanner);
        }
        assert_eq!(sources.permit(Mono::ZERO, scanner), Permit::Drop);
        let good = sources.of([192, 0, 2, 2].into());
        for _ in 0..100 {
            assert_eq!(sources.permit(Mono::ZERO, good), Permit::Yes);
            sources.forgive(Mono::ZERO, good);
        }
        let later = Mono(Duration::from_secs(4));
        assert_eq!(sources.permit(later, scanner), Permit::Yes);
    }

    #[test]
    fn nobody_has_all_calls_and_who_is_known_has_more() {
        let known: Subnet = "198.51.100.0/24".parse().expect("a network");
        let mut sources = sources(vec![known]);
        let stranger = sources.of([192, 0, 2, 1].into());
        let begun = (0..10).filter(|n| sources.call_begins(Mono::ZERO, stranger, *n));
        assert_eq!(begun.count(), 3);
        let mut sources = self::sources(vec![known]);
        let known = sources.of([198, 51, 100, 7].into());
        let begun = (0..10).take_while(|n| sources.call_begins(Mono::ZERO, known, *n));
        assert_eq!(begun.count(), 5);
        sources.call_ended(known);
        assert!(sources.call_begins(Mono::ZERO, known, 4));
    }
}
