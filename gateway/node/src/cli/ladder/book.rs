//! What messages say of later ones: whose control, whose signalling, whose media an address is.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};

use tolk_h323::inspect::Addresses;

use super::packet::Path;

/// A map that forgets what is oldest.
pub(super) struct Recent<K, V> {
    known: HashMap<K, V>,
    order: VecDeque<K>,
    most: usize,
}

impl<K: Eq + Hash + Clone, V> Recent<K, V> {
    pub(super) fn new(most: usize) -> Recent<K, V> {
        Recent {
            known: HashMap::new(),
            order: VecDeque::new(),
            most,
        }
    }

    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.known.get(key)
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        if self.known.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
            if self.order.len() > self.most
                && let Some(oldest) = self.order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
    }
}

type Call = Option<String>;

/// Everything that was learned so far.
pub(super) struct Book {
    control: Recent<SocketAddr, Call>,
    media: Recent<SocketAddr, Call>,
    /// Endpoints and gatekeepers.
    ras: Recent<SocketAddr, ()>,
    /// The call that a question was about, by who asked whom and the number of the question.
    questions: Recent<(Path, u64), Call>,
    /// The call of a reference on a connection, by the smaller path of its two.
    references: Recent<(Path, u64), Call>,
}

impl Default for Book {
    fn default() -> Book {
        Book {
            control: Recent::new(MOST),
            media: Recent::new(MOST),
            ras: Recent::new(MOST),
            questions: Recent::new(MOST),
            references: Recent::new(MOST),
        }
    }
}

impl Book {
    /// Takes the addresses of a message.
    pub(super) fn learn(&mut self, addresses: &Addresses, call: &Call) {
        for address in &addresses.h245 {
            self.control.insert(*address, call.clone());
        }
        for address in &addresses.rtp {
            self.media.insert(*address, call.clone());
        }
    }

    /// Takes the addresses of a session description (RFC 8866 §5.7, §5.14); what follows the first media line without an address
    /// of its own has that of the session.
    pub(super) fn learn_description(&mut self, body: &[u8], call: &Call) {
        let text = String::from_utf8_lossy(body);
        let (mut session, mut port) = (None, None);
        for line in text.lines().take(MOST_LINES) {
            if let Some(value) = line.strip_prefix("c=") {
                let host = value
                    .split(' ')
                    .nth(2)
                    .and_then(|host| host.parse::<IpAddr>().ok());
                match (port, host) {
                    (Some(port), Some(host)) => {
                        self.media.insert(SocketAddr::new(host, port), call.clone())
                    }
                    _ => session = session.or(host),
                }
            } else if let Some(value) = line.strip_prefix("m=") {
                port = value.split(' ').nth(1).and_then(|port| port.parse().ok());
                if let (Some(host), Some(port)) = (session, port) {
                    self.media.insert(SocketAddr::new(host, port), call.clone());
                }
            }
        }
    }

    /// Whether control is spoken there, and for which call.
    pub(super) fn control(&self, path: Path) -> Option<&Call> {
        self.control
            .get(&path.to)
            .or_else(|| self.control.get(&path.from))
    }

    /// Whether somebody waits for media there, and for which call.
    pub(super) fn media(&self, to: SocketAddr) -> Option<&Call> {
        self.media.get(&to)
    }

    pub(super) fn speaks_ras(&self, path: Path) -> bool {
        self.ras.get(&path.from).is_some() || self.ras.get(&path.to).is_some()
    }

    pub(super) fn learn_ras(&mut self, path: Path) {
        self.ras.insert(path.from, ());
        self.ras.insert(path.to, ());
    }

    /// The call of a RAS message: its own, or that of the question that it answers.
    pub(super) fn asked(&mut self, path: Path, sequence: Option<u64>, call: Call) -> Call {
        let Some(sequence) = sequence else {
            return call;
        };
        if call.is_some() {
            self.questions.insert((path, sequence), call.clone());
            return call;
        }
        self.questions
            .get(&(path.back(), sequence))
            .cloned()
            .flatten()
    }

    /// The call of a message of call signalling: its own, or that of its reference.
    pub(super) fn referred(&mut self, path: Path, reference: Option<u64>, call: Call) -> Call {
        let Some(reference) = reference else {
            return call;
        };
        let key = (path.min(path.back()), reference);
        if call.is_some() {
            self.references.insert(key, call.clone());
            return call;
        }
        self.references.get(&key).cloned().flatten()
    }
}

/// Most entries of each kind; two for each of five thousand calls at a time.
const MOST: usize = 10_000;
/// Most lines of a session description that are looked at.
const MOST_LINES: usize = 1_000;
