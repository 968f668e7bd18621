//! Limits per source: what a stranger may ask of us, judged by how it behaves, and what somebody known may.
//!
//! Everybody who asks has a bucket of tokens. A new request costs one; one that we had to refuse costs more; a call that is answered
//! gives one back. So a stranger with good calls is not slowed, and a scanner runs dry in a second. Trunks, addresses of known networks
//! and proved accounts have buckets of their own and a higher rate: no stranger draws from them, and most of an exchange's calls may go
//! unanswered.

use std::net::IpAddr;
use std::time::Duration;

use tolk_model::id::FlowId;
pub(crate) use tolk_model::limits::source_of as network_of;
use tolk_model::limits::{LimitedMap, Rates, may_have_more};
use tolk_model::time::{Mono, Now};

use super::SipEdge;
use crate::config::Limits;
use crate::wire::Request;

/// Strangers that are remembered, and known ones; who is not limited is forgotten as soon as its bucket is full again.
const MAX_SOURCES: usize = 10_000;
/// What a refused or malformed request costs more than a good one.
const PENALTY: u64 = 4_000;
/// One request, in thousandths of a token.
const TOKEN: u64 = 1_000;
/// Refusals sent while a source is dry; then it hears nothing until it has paused.
const MAX_ANSWERS: u32 = 20;
/// How often the journal is told of the same shortage.
const LINE: Duration = Duration::from_secs(10);
/// How often full buckets are looked for when there is no room: a flood from many sources may not have all of them counted each time.
const SWEEP: Duration = Duration::from_secs(1);

/// Whose bucket a request is taken from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asker {
    /// Nobody we know, by its network.
    Stranger(IpAddr),
    /// An address of a network that is named as known.
    Neighbour(IpAddr),
    /// A trunk, by its place in the configuration.
    Trunk(usize),
    /// Somebody on whose flow an account was proved.
    Account(String),
}

impl Asker {
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Asker::Stranger(_))
    }

    /// A trunk or a network that the configuration names.
    pub(crate) fn is_configured(&self) -> bool {
        matches!(self, Asker::Trunk(_) | Asker::Neighbour(_))
    }
}

#[derive(Debug)]
struct Bucket {
    tokens: u64,
    at: Mono,
    answered: u32,
    calls: usize,
    transactions: usize,
}

impl Bucket {
    fn level(&self, now: Mono, size: Size) -> u64 {
        let ms = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        self.tokens
            .saturating_add(ms.saturating_mul(size.per_ms))
            .min(size.capacity)
    }
}

/// Of buckets, in thousandths of tokens.
#[derive(Clone, Copy, Debug)]
struct Size {
    capacity: u64,
    per_ms: u64,
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

/// Buckets of one size.
#[derive(Debug)]
struct Buckets {
    all: LimitedMap<Asker, Bucket>,
    size: Size,
    swept: Option<Mono>,
}

impl Buckets {
    fn new(rate: tolk_model::limits::Rate) -> Buckets {
        Buckets {
            all: LimitedMap::new(MAX_SOURCES),
            size: Size {
                capacity: u64::from(rate.burst) * TOKEN,
                per_ms: u64::from(rate.per_second),
            },
            swept: None,
        }
    }

    fn get(&mut self, now: Mono, asker: &Asker) -> Option<&mut Bucket> {
        let size = self.size;
        if !self.all.contains_key(asker) {
            let fresh = Bucket {
                tokens: size.capacity,
                at: now,
                answered: 0,
                calls: 0,
                transactions: 0,
            };
            if let Err(full) = self.all.insert(asker.clone(), fresh) {
                if self.swept.is_some_and(|at| now.since(at) < SWEEP) {
                    return None;
                }
                self.swept = Some(now);
                self.all.retain(|_, b| {
                    b.calls + b.transactions > 0 || b.level(now, size) < size.capacity
                });
                self.all.insert(asker.clone(), full.0).ok()?;
            }
        }
        let bucket = self.all.get_mut(asker)?;
        // Whole milliseconds only, so that many small steps do not lose the rest.
        let ms = Duration::from_millis(
            u64::try_from(now.since(bucket.at).as_millis()).unwrap_or(u64::MAX),
        );
        bucket.tokens = bucket.level(now, size);
        bucket.at = bucket.at + ms;
        Some(bucket)
    }
}

/// All sources.
#[derive(Debug)]
pub(crate) struct Sources {
    strangers: Buckets,
    known: Buckets,
    max_calls: usize,
    /// Calls of all sources.
    limit: usize,
    /// Transactions of all sources.
    transactions: usize,
    /// When the journal was told last that there are too many.
    told: Option<Mono>,
}

impl Sources {
    pub(crate) fn new(limits: &Limits) -> Sources {
        let Rates { stranger, known } = limits.requests;
        Sources {
            strangers: Buckets::new(stranger),
            known: Buckets::new(known),
            max_calls: limits.calls_per_source,
            limit: limits.calls,
            transactions: limits.transactions,
            told: None,
        }
    }

    /// A new request from `asker`.
    pub(crate) fn permit(&mut self, now: Mono, asker: &Asker) -> Permit {
        let buckets = self.of(asker);
        let paused = buckets.size.capacity / 2;
        let Some(bucket) = buckets.get(now, asker) else {
            return Permit::Drop;
        };
        if bucket.tokens >= TOKEN {
            if bucket.tokens >= paused {
                // One token that came meanwhile is no pause: else each would cost a line in the journal.
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

    /// The request was refused or malformed.
    pub(crate) fn punish(&mut self, now: Mono, asker: &Asker) {
        if let Some(bucket) = self.of(asker).get(now, asker) {
            bucket.tokens = bucket.tokens.saturating_sub(PENALTY);
        }
    }

    /// A call was answered, or a request turned out to be welcome.
    pub(crate) fn forgive(&mut self, now: Mono, asker: &Asker) {
        let buckets = self.of(asker);
        let capacity = buckets.size.capacity;
        if let Some(bucket) = buckets.get(now, asker) {
            bucket.tokens = (bucket.tokens + TOKEN).min(capacity);
        }
    }

    /// A call begins while `calls` of all sources stand; `false` when the asker has too many. All calls of an exchange come from one
    /// address, so who is known is held by what is still free alone.
    pub(crate) fn call_begins(&mut self, now: Mono, asker: &Asker, calls: usize) -> bool {
        let limit = self.limit;
        let most = if asker.is_known() {
            limit
        } else {
            self.max_calls
        };
        match self.of(asker).get(now, asker) {
            Some(bucket) if may_have_more(bucket.calls, most, calls, limit) => {
                bucket.calls += 1;
                true
            }
            _ => false,
        }
    }

    /// A call is over.
    pub(crate) fn call_ended(&mut self, asker: &Asker) {
        if let Some(bucket) = self.of(asker).all.get_mut(asker) {
            bucket.calls = bucket.calls.saturating_sub(1);
        }
    }

    /// A transaction begins while `used` stand; `false` when the asker has more than are still free: who never confirms a refusal
    /// has each of its transactions stay for half a minute.
    pub(super) fn transaction_begins(&mut self, now: Mono, asker: &Asker, used: usize) -> bool {
        let limit = self.transactions;
        match self.of(asker).get(now, asker) {
            Some(bucket) if may_have_more(bucket.transactions, limit, used, limit) => {
                bucket.transactions += 1;
                true
            }
            _ => false,
        }
    }

    /// Whether the journal should be told that there were too many transactions: a flood may not fill it.
    pub(super) fn tells(&mut self, now: Mono) -> bool {
        let due = self.told.is_none_or(|at| now.since(at) >= LINE);
        if due {
            self.told = Some(now);
        }
        due
    }

    /// A transaction is over.
    pub(super) fn transaction_ended(&mut self, asker: &Asker) {
        if let Some(bucket) = self.of(asker).all.get_mut(asker) {
            bucket.transactions = bucket.transactions.saturating_sub(1);
        }
    }

    fn of(&mut self, asker: &Asker) -> &mut Buckets {
        if asker.is_known() {
            &mut self.known
        } else {
            &mut self.strangers
        }
    }
}

impl SipEdge {
    /// Whose bucket what comes by a flow is taken from.
    pub(super) fn asker(&self, flow: FlowId, request: Option<&Request>) -> Option<Asker> {
        let flow = self.flows.get(flow)?;
        let info = flow.info.as_ref()?;
        let source = info.remote.ip();
        let asked = |t: &crate::trunk::Trunk| request.is_some_and(|r| t.is_asked_by(r));
        let trunk = self
            .trunks
            .iter()
            .position(|t| t.calls_by(info) || asked(t));
        if let Some(trunk) = trunk {
            return Some(Asker::Trunk(trunk));
        }
        if let Some(account) = &flow.account {
            return Some(Asker::Account(account.clone()));
        }
        if self.config.known.iter().any(|known| known.contains(source)) {
            return Some(Asker::Neighbour(source.to_canonical()));
        }
        Some(Asker::Stranger(network_of(source)))
    }

    /// An account was proved: what its request and the challenge before it cost is given back, and it has a bucket of its own from
    /// now on, also for what comes by this flow without a proof.
    pub(crate) fn account_proved(&mut self, now: Now, server: u64, account: &str) {
        let Some(server) = self.servers.get_mut(&server) else {
            return;
        };
        // A trunk and a neighbour have theirs already.
        if server.asker.is_configured() {
            return;
        }
        let own = Asker::Account(account.to_string());
        let before = std::mem::replace(&mut server.asker, own.clone());
        if let Some(flow) = self.flows.get_mut(server.flow) {
            flow.account = Some(account.to_string());
        }
        if before != own {
            self.sources.transaction_ended(&before);
            if let Some(bucket) = self.sources.of(&own).get(now.mono, &own) {
                bucket.transactions += 1;
            }
            self.sources.forgive(now.mono, &before);
            self.sources.forgive(now.mono, &before);
            // It has been looked at already: when the account has none left, its next one is refused.
            self.sources.permit(now.mono, &own);
        }
    }

    /// What a source sent has been refused: whether another answer or a line in the journal may be spent on it.
    pub(super) fn judged_bad(&mut self, now: Now, flow: FlowId) -> Permit {
        let Some(asker) = self.asker(flow, None) else {
            return Permit::Drop;
        };
        let permit = self.sources.permit(now.mono, &asker);
        self.sources.punish(now.mono, &asker);
        permit
    }
}

#[cfg(test)]
mod tests {
    use tolk_model::limits::Rate;

    use super::*;

    fn stranger(last: u8) -> Asker {
        Asker::Stranger([192, 0, 2, last].into())
    }

    #[test]
    fn a_known_exchange_may_have_half_of_all_calls_and_a_stranger_less() {
        let limits = Limits::default();
        let askers = [
            (stranger(1), limits.calls_per_source),
            (Asker::Trunk(0), limits.calls / 2),
        ];
        for (asker, most) in askers {
            let mut sources = Sources::new(&limits);
            let begun =
                (0..limits.calls).take_while(|n| sources.call_begins(Mono::ZERO, &asker, *n));
            assert_eq!(begun.count(), most, "{asker:?}");
            assert!(sources.call_begins(Mono::ZERO, &stranger(2), most));
        }
    }

    #[test]
    fn those_who_never_confirm_leave_transactions_for_others() {
        let limits = Limits::default();
        let mut sources = Sources::new(&limits);
        let mut used = 0;
        for _ in 0..limits.transactions {
            for n in 0..40 {
                used += usize::from(sources.transaction_begins(Mono::ZERO, &stranger(n), used));
            }
        }
        assert!(used < limits.transactions, "{used}");
        assert!(sources.transaction_begins(Mono::ZERO, &stranger(200), used));
        assert!(sources.transaction_begins(Mono::ZERO, &Asker::Trunk(0), used));
        for _ in 0..limits.transactions {
            sources.transaction_ended(&stranger(0));
        }
        assert!(sources.transaction_begins(Mono::ZERO, &stranger(0), 0));
    }

    #[test]
    fn each_has_its_own_rate_and_a_flood_of_strangers_takes_nothing_from_who_is_known() {
        let limits = Limits {
            requests: Rates {
                stranger: Rate::new(1, 2),
                known: Rate::new(100, 300),
            },
            ..Limits::default()
        };
        let mut sources = Sources::new(&limits);
        let mut passed = |asker: &Asker, now: Mono| {
            let permits = (0..1_000).map(|_| sources.permit(now, asker));
            permits.filter(|p| *p == Permit::Yes).count()
        };
        assert_eq!(passed(&stranger(1), Mono::ZERO), 2);
        for n in 0..20_000_u32 {
            let source = IpAddr::V4((0x0b00_0000 + n).into());
            passed(&Asker::Stranger(source), Mono::ZERO);
        }
        // There is no room for another stranger.
        assert_eq!(passed(&stranger(2), Mono::ZERO), 0);
        assert_eq!(passed(&Asker::Trunk(0), Mono::ZERO), 300);
        assert_eq!(passed(&Asker::Account("pbx".into()), Mono::ZERO), 300);
        let second = Mono(Duration::from_secs(1));
        assert_eq!(passed(&Asker::Trunk(0), second), 100);
        assert_eq!(passed(&stranger(1), second), 1);
    }
}
