//! Where a peer without ICE is: where it said, corrected by where its packets come from.
//!
//! The first valid packet locks its source; another source is accepted only after silence, so that nobody can take over a
//! running call by sending to our port, and a peer whose NAT binding changed is found again. The signalled address is always accepted:
//! whoever guessed the port and sent first does not keep the peer out. Where the configuration forbids to follow, only that counts.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Silence of the locked source after which another one may take its place.
const PATIENCE: Duration = Duration::from_secs(3);

/// The address of one peer.
#[derive(Debug)]
pub(crate) struct Latch {
    /// The source of packets corrects what was signalled.
    follows: bool,
    signalled: Option<SocketAddr>,
    locked: Option<(SocketAddr, Instant)>,
}

impl Latch {
    /// For a peer of which nothing is known yet.
    pub(crate) fn new(follows: bool) -> Latch {
        Latch {
            follows,
            signalled: None,
            locked: None,
        }
    }

    /// Signalling says where the peer is. A change undoes the lock: the peer moved.
    pub(crate) fn signal(&mut self, address: Option<SocketAddr>) {
        // RFC 3264 §8.4: an unspecified address is an old form of hold, not a place to send to.
        let address = address.filter(|a| !a.ip().is_unspecified() && a.port() != 0);
        if self.signalled != address {
            self.signalled = address;
            self.locked = None;
        }
    }

    /// Whether a packet from here would be taken now.
    pub(crate) fn admits(&self, now: Instant, from: SocketAddr) -> bool {
        if !self.follows {
            // Without the port: a peer may send from another one than it receives on (RFC 4961 asks for one, not all have it).
            let signalled = self.signalled.map(|address| address.ip().to_canonical());
            return signalled == Some(from.ip().to_canonical());
        }
        match self.locked {
            None => true,
            Some((address, last)) => {
                address == from
                    || self.signalled == Some(from)
                    || now.saturating_duration_since(last) > PATIENCE
            }
        }
    }

    /// A valid packet came from here.
    pub(crate) fn lock(&mut self, now: Instant, from: SocketAddr) {
        if self.follows {
            self.locked = Some((from, now));
        }
    }

    /// Where to send.
    pub(crate) fn target(&self) -> Option<SocketAddr> {
        self.locked.map(|(address, _)| address).or(self.signalled)
    }
}
