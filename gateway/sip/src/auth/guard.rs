//! Limits for those who guess passwords: by source, and by account from anywhere.
//!
//! A device that has proved an account from its address and port has a bucket of its own for that account, and one more for when it
//! comes back from another port: guesses of others, also behind the same address, never lock it out, and they still run dry.

use std::net::{IpAddr, SocketAddr};
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
/// How often those who are known no longer are looked for when there is no room.
const SWEEP: Duration = Duration::from_secs(1);
/// A device that proved itself is known so long at its port: longer than any registration. Who connects anew each time leaves many behind.
const HERE_FOR: Duration = Duration::from_secs(3 * 3600);
/// And so long in its network.
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
    /// Devices where they are.
    here: Known,
    /// Where they may come back from.
    around: Known,
    swept: Option<Mono>,
}

/// Devices, and when they proved themselves last.
type Known = LimitedMap<(Place, String), (Mono, Bucket)>;

/// Where a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// At this very port.
    Here(SocketAddr),
    /// Somewhere in this network.
    Around(IpAddr),
}

fn places(source: SocketAddr) -> [Place; 2] {
    [Place::Here(source), Place::Around(network_of(source.ip()))]
}

impl Default for Guard {
    fn default() -> Guard {
        Guard {
            sources: LimitedMap::new(MOST),
            accounts: LimitedMap::new(MOST),
            here: LimitedMap::new(MOST),
            around: LimitedMap::new(MOST),
            swept: None,
        }
    }
}

impl Guard {
    /// Whether an answer for `user` from `source` is looked at.
    pub(crate) fn permit(&mut self, now: Mono, source: SocketAddr, user: &str) -> Permit {
        if let Some(bucket) = self.known_at(now, source, user) {
            return permit(bucket, now, SOURCE_BURST, SOURCE_REFILL, "wrong passwords");
        }
        if let Some(bucket) = self.sources.get_mut(&network_of(source.ip())) {
            let what = "wrong passwords from one source";
            let decided = permit(bucket, now, SOURCE_BURST, SOURCE_REFILL, what);
            if decided != Permit::Yes {
                return decided;
            }
        }
        match self.accounts.get_mut(&user.to_string()) {
            None => Permit::Yes,
            Some(bucket) => {
                let what = "wrong passwords for one account";
                permit(bucket, now, ACCOUNT_BURST, ACCOUNT_REFILL, what)
            }
        }
    }

    /// The answer was wrong.
    pub(crate) fn failed(&mut self, now: Mono, source: SocketAddr, user: &str) {
        if let Some(bucket) = self.known_at(now, source, user) {
            bucket.left = bucket.left.saturating_sub(1);
            return;
        }
        let network = network_of(source.ip());
        take(&mut self.sources, network, now, SOURCE_BURST, SOURCE_REFILL);
        let user = user.to_string();
        take(&mut self.accounts, user, now, ACCOUNT_BURST, ACCOUNT_REFILL);
    }

    /// The answer was right.
    pub(crate) fn proved(&mut self, now: Mono, source: SocketAddr, user: &str) {
        let sweeps = self.swept.is_none_or(|at| now.since(at) >= SWEEP);
        for place in places(source) {
            let key = (place, user.to_string());
            let (known, lasts) = self.of(place);
            if let Some((since, _)) = known.get_mut(&key) {
                *since = now;
                continue;
            }
            let fresh = (now, full(now, SOURCE_BURST));
            if let Err(refused) = known.insert(key.clone(), fresh) {
                if sweeps {
                    known.retain(|_, (since, _)| now.since(*since) < lasts);
                }
                // Still full: this one shares the source's bucket, which is what a stranger has.
                drop(known.insert(key, refused.0));
                self.swept = if sweeps { Some(now) } else { self.swept };
            }
        }
    }

    fn of(&mut self, place: Place) -> (&mut Known, Duration) {
        match place {
            Place::Here(_) => (&mut self.here, HERE_FOR),
            Place::Around(_) => (&mut self.around, KNOWN_FOR),
        }
    }

    /// The bucket of a device that is known: its own, else that of those who come back. What is known no longer is forgotten, so that
    /// a stranger's buckets are looked at and charged.
    fn known_at(&mut self, now: Mono, source: SocketAddr, user: &str) -> Option<&mut Bucket> {
        let mut found = None;
        for place in places(source) {
            let key = (place, user.to_string());
            let (known, lasts) = self.of(place);
            match known.get(&key) {
                Some((since, _)) if now.since(*since) < lasts => {
                    found = Some(key);
                    break;
                }
                Some(_) => drop(known.remove(&key)),
                None => {}
            }
        }
        let key = found?;
        let (known, _) = self.of(key.0);
        known.get_mut(&key).map(|(_, bucket)| bucket)
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
