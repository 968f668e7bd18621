//! Limits for those who guess passwords: by source, and by account from anywhere.
//!
//! A device that has proved an account from its source has a bucket of its own for that account, so that guesses of others never
//! lock it out; and who guesses behind the same address still runs dry.

use std::net::IpAddr;
use std::time::Duration;

use tolk_model::limits::LimitedMap;
use tolk_model::time::Mono;

use crate::edge::network_of;

/// Wrong answers of one source, and of one known device, before it must wait.
const SOURCE_BURST: u32 = 20;
/// Wrong answers about one account from anywhere.
const ACCOUNT_BURST: u32 = 30;
/// One more each: six a minute from a source is a person with a new telephone, and no guesser.
const SOURCE_REFILL: Duration = Duration::from_secs(10);
/// Of an account: sixty an hour, a thousand years for the weakest password that the file takes.
const ACCOUNT_REFILL: Duration = Duration::from_secs(60);
/// What is remembered of each kind. Beyond it nobody unknown gets an answer.
const MOST: usize = 20_000;
/// A device that proved itself is known so long: longer than any registration.
const KNOWN_FOR: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    at: Mono,
    told: bool,
}

/// What a guess may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permit {
    /// Be looked at.
    Yes,
    /// Not be looked at; a first one of its episode is worth a line in the journal.
    No {
        /// What was done too often, when that has not been told yet.
        tell: Option<&'static str>,
    },
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Guard {
    sources: LimitedMap<IpAddr, Bucket>,
    accounts: LimitedMap<String, Bucket>,
    known: LimitedMap<(IpAddr, String), (Mono, Bucket)>,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard {
            sources: LimitedMap::new(MOST),
            accounts: LimitedMap::new(MOST),
            known: LimitedMap::new(MOST),
        }
    }
}

impl Guard {
    /// Whether an answer for `user` from `source` is looked at.
    pub(crate) fn permit(&mut self, now: Mono, source: IpAddr, user: &str) -> Permit {
        let source = network_of(source);
        let key = (source, user.to_string());
        if let Some((since, bucket)) = self.known.get_mut(&key)
            && now.since(*since) < KNOWN_FOR
        {
            return permit(bucket, now, SOURCE_BURST, SOURCE_REFILL, "wrong passwords");
        }
        if let Some(bucket) = self.sources.get_mut(&source) {
            let what = "wrong passwords from one source";
            let decided = permit(bucket, now, SOURCE_BURST, SOURCE_REFILL, what);
            if decided != Permit::Yes {
                return decided;
            }
        }
        match self.accounts.get_mut(&key.1) {
            None => Permit::Yes,
            Some(bucket) => {
                let what = "wrong passwords for one account";
                permit(bucket, now, ACCOUNT_BURST, ACCOUNT_REFILL, what)
            }
        }
    }

    /// The answer was wrong.
    pub(crate) fn failed(&mut self, now: Mono, source: IpAddr, user: &str) {
        let source = network_of(source);
        let key = (source, user.to_string());
        if let Some((since, bucket)) = self.known.get_mut(&key) {
            if now.since(*since) < KNOWN_FOR {
                bucket.left = bucket.left.saturating_sub(1);
                return;
            }
            // Known no longer: `permit` looks at the buckets of strangers, so those must be charged.
            self.known.remove(&key);
        }
        take(&mut self.sources, source, now, SOURCE_BURST, SOURCE_REFILL);
        take(
            &mut self.accounts,
            key.1,
            now,
            ACCOUNT_BURST,
            ACCOUNT_REFILL,
        );
    }

    /// The answer was right.
    pub(crate) fn proved(&mut self, now: Mono, source: IpAddr, user: &str) {
        let key = (network_of(source), user.to_string());
        if let Some((since, _)) = self.known.get_mut(&key) {
            *since = now;
            return;
        }
        let fresh = (now, full(now, SOURCE_BURST));
        if let Err(refused) = self.known.insert(key.clone(), fresh) {
            self.known
                .retain(|_, (since, _)| now.since(*since) < KNOWN_FOR);
            // Still full: this one shares the source's bucket, which is what a stranger has.
            drop(self.known.insert(key, refused.0));
        }
    }
}

fn full(now: Mono, burst: u32) -> Bucket {
    Bucket {
        left: burst,
        at: now,
        told: false,
    }
}

fn fill(bucket: &mut Bucket, now: Mono, burst: u32, refill: Duration) {
    let passed = now.since(bucket.at).as_millis() / refill.as_millis().max(1);
    let earned = u32::try_from(passed).unwrap_or(u32::MAX);
    if earned == 0 {
        return;
    }
    bucket.left = bucket.left.saturating_add(earned).min(burst);
    bucket.at = bucket.at + refill.saturating_mul(earned);
    bucket.told &= bucket.left == 0;
}

fn permit(
    bucket: &mut Bucket,
    now: Mono,
    burst: u32,
    refill: Duration,
    what: &'static str,
) -> Permit {
    fill(bucket, now, burst, refill);
    if bucket.left > 0 {
        return Permit::Yes;
    }
    let tell = (!bucket.told).then_some(what);
    bucket.told = true;
    Permit::No { tell }
}

fn take<K: Ord + Clone>(
    buckets: &mut LimitedMap<K, Bucket>,
    key: K,
    now: Mono,
    burst: u32,
    refill: Duration,
) {
    if !buckets.contains_key(&key) {
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| {
                fill(bucket, now, burst, refill);
                bucket.left < burst
            });
        }
        // A flood from more than we can tell apart: the limits of requests in all hold it.
        drop(buckets.insert(key.clone(), full(now, burst)));
    }
    if let Some(bucket) = buckets.get_mut(&key) {
        fill(bucket, now, burst, refill);
        bucket.left = bucket.left.saturating_sub(1);
    }
}
