//! Timer values of RFC 3261 Table 4, and a queue of everything that is set.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tolk_model::id::{FlowId, LegId};
use tolk_model::time::{Mono, TimerName};

use crate::simple::DirectTimer;
use crate::trunk::Errand;

/// Round-trip estimate.
pub(crate) const T1: Duration = Duration::from_millis(500);
/// Longest retransmit interval of anything but INVITE requests.
pub(crate) const T2: Duration = Duration::from_secs(4);
/// Longest life of a message in the network.
pub(crate) const T4: Duration = Duration::from_secs(5);
/// 64 * T1: how long a transaction waits.
pub(crate) const T64: Duration = Duration::from_secs(32);

/// The lettered timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Letter {
    A,
    B,
    D,
    E,
    F,
    G,
    H,
    I,
    J,
    K,
    L,
    M,
}

impl Letter {
    fn name(self) -> &'static str {
        match self {
            Letter::A => "sip.timer_a",
            Letter::B => "sip.timer_b",
            Letter::D => "sip.timer_d",
            Letter::E => "sip.timer_e",
            Letter::F => "sip.timer_f",
            Letter::G => "sip.timer_g",
            Letter::H => "sip.timer_h",
            Letter::I => "sip.timer_i",
            Letter::J => "sip.timer_j",
            Letter::K => "sip.timer_k",
            Letter::L => "sip.timer_l",
            Letter::M => "sip.timer_m",
        }
    }

    /// All of them.
    pub(crate) const ALL: [Letter; 12] = [
        Letter::A,
        Letter::B,
        Letter::D,
        Letter::E,
        Letter::F,
        Letter::G,
        Letter::H,
        Letter::I,
        Letter::J,
        Letter::K,
        Letter::L,
        Letter::M,
    ];
}

/// Timers of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CallTimer {
    /// Send the 200 once more (§13.3.1.4).
    Answer,
    /// No ACK came.
    NoAck,
    /// Nobody answered.
    NoAnswer,
    /// Say 1xx again (§13.3.1.1).
    Progress,
    /// The core has not replied to a description.
    MediaReply,
    /// Ask again after a 491 (§14.1).
    Glare,
    /// A CANCEL had no effect (§9.1).
    Cancelled,
    /// The session was not refreshed (RFC 4028).
    Session,
    /// Our turn to refresh it.
    Refresh,
    /// Repeat a reliable provisional response (RFC 3262 §3).
    Provisional,
    /// It was never confirmed.
    NoPrack,
    /// What is left of an ended call.
    Linger,
    /// A transfer waited long enough.
    Transfer,
}

impl CallTimer {
    /// All that end with the call; `Linger` ends what is left of it, and a transfer may outlive it.
    pub(crate) const ALL: [CallTimer; 11] = [
        CallTimer::Answer,
        CallTimer::NoAck,
        CallTimer::NoAnswer,
        CallTimer::Progress,
        CallTimer::MediaReply,
        CallTimer::Glare,
        CallTimer::Cancelled,
        CallTimer::Session,
        CallTimer::Refresh,
        CallTimer::Provisional,
        CallTimer::NoPrack,
    ];
}

/// Who set a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimerKey {
    /// A transaction's.
    Transaction(u64, Letter),
    /// The next destination of a request is due (RFC 3263 §4.3).
    FailOver(u64),
    /// A call's.
    Call(LegId, CallTimer),
    /// Something outside calls.
    Direct(DirectTimer),
    /// A flow that is being opened.
    Opening(FlowId),
    /// Look for idle flows.
    Sweep,
    /// Something is due at a trunk.
    Trunk(usize, Errand),
    /// Refresh the way back to registered devices.
    KeepAlive,
    /// Keep a stream of ours alive.
    Ping(FlowId),
    /// The answer to it is due.
    Pong(FlowId),
    /// A message that began to come must be whole.
    Whole(FlowId),
}

impl TimerKey {
    /// For logs.
    pub(crate) fn name(self) -> TimerName {
        TimerName(match self {
            TimerKey::Transaction(_, letter) => letter.name(),
            TimerKey::FailOver(_) => "sip.fail_over",
            TimerKey::Call(_, CallTimer::Answer) => "sip.answer_again",
            TimerKey::Call(_, CallTimer::NoAck) => "sip.no_ack",
            TimerKey::Call(_, CallTimer::Transfer) => "sip.transfer",
            TimerKey::Call(_, CallTimer::NoAnswer) => "sip.no_answer",
            TimerKey::Call(_, CallTimer::Progress) => "sip.progress_again",
            TimerKey::Call(_, CallTimer::MediaReply) => "sip.media_reply",
            TimerKey::Call(_, CallTimer::Glare) => "sip.glare",
            TimerKey::Call(_, CallTimer::Cancelled) => "sip.cancelled",
            TimerKey::Call(_, CallTimer::Session) => "sip.session",
            TimerKey::Call(_, CallTimer::Refresh) => "sip.refresh",
            TimerKey::Call(_, CallTimer::Provisional) => "sip.provisional_again",
            TimerKey::Call(_, CallTimer::NoPrack) => "sip.no_prack",
            TimerKey::Call(_, CallTimer::Linger) => "sip.linger",
            TimerKey::Direct(timer) => timer.name(),
            TimerKey::Opening(_) => "sip.opening",
            TimerKey::Sweep => "sip.sweep",
            TimerKey::Trunk(_, Errand::Register) => "sip.trunk_register",
            TimerKey::Trunk(_, Errand::Health) => "sip.trunk_health",
            TimerKey::Trunk(_, Errand::Leave) => "sip.trunk_leave",
            TimerKey::KeepAlive => "sip.keep_alive",
            TimerKey::Ping(_) => "sip.ping",
            TimerKey::Pong(_) => "sip.pong",
            TimerKey::Whole(_) => "sip.whole_message",
        })
    }
}

/// Everything that is set, by key and by time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    by_key: BTreeMap<TimerKey, Mono>,
    by_time: BTreeSet<(Mono, TimerKey)>,
}

impl Timers {
    /// Sets or moves.
    pub(crate) fn set(&mut self, key: TimerKey, at: Mono) {
        if let Some(old) = self.by_key.insert(key, at) {
            self.by_time.remove(&(old, key));
        }
        self.by_time.insert((at, key));
    }

    /// Cancels.
    pub(crate) fn stop(&mut self, key: TimerKey) {
        if let Some(old) = self.by_key.remove(&key) {
            self.by_time.remove(&(old, key));
        }
    }

    /// Whether `key` is set.
    pub(crate) fn is_set(&self, key: TimerKey) -> bool {
        self.by_key.contains_key(&key)
    }

    /// When `key` fires.
    pub(crate) fn at(&self, key: TimerKey) -> Option<Mono> {
        self.by_key.get(&key).copied()
    }

    /// The next one.
    pub(crate) fn next(&self) -> Option<(Mono, TimerKey)> {
        self.by_time.first().copied()
    }

    /// Takes one that is due.
    pub(crate) fn take_due(&mut self, now: Mono) -> Option<TimerKey> {
        let (at, key) = self.next()?;
        if at > now {
            return None;
        }
        self.stop(key);
        Some(key)
    }

    /// How many are set.
    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }
}
