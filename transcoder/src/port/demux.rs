//! Whose a datagram on a shared port is: by user name fragment, by transaction, by address, in this order.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;

use super::stun::{StunKind, TransactionId, classify};

/// Transactions that are remembered: four seconds of checks of many browsers that connect at once. The oldest goes first.
const TRANSACTIONS: usize = 8192;
/// Addresses of one owner: as many paths as a browser has interfaces, and then some. A browser that wanders has new ones again and
/// again: the oldest goes first.
const ADDRESSES_EACH: usize = 8;

/// One component of one leg: the leg's place in the engine's table and the component's in the leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) leg: u32,
    pub(crate) component: u8,
}

/// The tables of the shared port.
#[derive(Default)]
pub(crate) struct Demux {
    fragments: HashMap<Box<str>, Owner>,
    addresses: HashMap<SocketAddr, Owner>,
    /// Each owner's addresses in the order in which they were learned.
    learned: HashMap<Owner, VecDeque<SocketAddr>>,
    transactions: HashMap<TransactionId, Owner>,
    /// Transactions in the order in which they were sent.
    order: VecDeque<TransactionId>,
}

impl Demux {
    /// Requests with this fragment are the owner's.
    pub(crate) fn add_fragment(&mut self, fragment: &str, owner: Owner) {
        self.fragments.insert(fragment.into(), owner);
    }

    /// Credentials that a restart replaced.
    pub(crate) fn remove_fragment(&mut self, fragment: &str) {
        self.fragments.remove(fragment);
    }

    /// A request of the owner's agent leaves.
    pub(crate) fn sent(&mut self, transaction: TransactionId, owner: Owner) {
        if self.order.len() >= TRANSACTIONS
            && let Some(oldest) = self.order.pop_front()
        {
            self.transactions.remove(&oldest);
        }
        self.transactions.insert(transaction, owner);
        self.order.push_back(transaction);
    }

    /// The owner's agent authenticated something from this address: what comes from there without a name is the owner's.
    pub(crate) fn learn(&mut self, address: SocketAddr, owner: Owner) {
        if self.addresses.get(&address) == Some(&owner) {
            return;
        }
        let learned = self.learned.entry(owner).or_default();
        if learned.len() >= ADDRESSES_EACH
            && let Some(oldest) = learned.pop_front()
            && self.addresses.get(&oldest) == Some(&owner)
        {
            self.addresses.remove(&oldest);
        }
        learned.push_back(address);
        self.addresses.insert(address, owner);
    }

    /// Whose an address is.
    pub(crate) fn holder(&self, address: SocketAddr) -> Option<Owner> {
        self.addresses.get(&address).copied()
    }

    /// Whose a datagram is; `None` when nobody's.
    pub(crate) fn find(&self, from: SocketAddr, bytes: &[u8]) -> Option<Owner> {
        if bytes.first().is_some_and(|first| *first < 4) {
            return match classify(bytes) {
                Some(StunKind::Request(fragment)) => self.fragments.get(fragment),
                Some(StunKind::Response(transaction)) => self.transactions.get(&transaction),
                None => self.addresses.get(&from),
            }
            .copied();
        }
        self.addresses.get(&from).copied()
    }

    /// The leg is gone.
    pub(crate) fn forget(&mut self, leg: u32) {
        self.fragments.retain(|_, owner| owner.leg != leg);
        self.addresses.retain(|_, owner| owner.leg != leg);
        self.learned.retain(|owner, _| owner.leg != leg);
        self.transactions.retain(|_, owner| owner.leg != leg);
    }

    /// Sizes, for `/debug`.
    pub(crate) fn sizes(&self) -> (usize, usize, usize) {
        (
            self.fragments.len(),
            self.addresses.len(),
            self.transactions.len(),
        )
    }
}
