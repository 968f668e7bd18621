//! Where a peer without ICE is: where it said, corrected by where its packets come from (RFC 7362).
//!
//! What proves itself locks its source: a packet whose protection opens, one from the signalled address, or [`PROOF`] packets that follow
//! each other as one sender's do. A packet or two that somebody sprays over our ports proves nothing, whatever address it bears. Once
//! locked, others are taken only after silence, so that nobody takes over a running call and a peer whose NAT binding changed is found
//! again; or after signalling said that the peer moved. Whoever guessed the port and was first without a key gives way to the signalled
//! address, which must prove itself as well. RTP and RTCP are latched apart. Where the configuration forbids to follow, only the
//! signalled address counts.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Silence of the locked source after which another one may take its place.
const PATIENCE: Duration = Duration::from_secs(3);
/// Reports come every few seconds: silence of their source is longer.
const REPORTS_PATIENCE: Duration = Duration::from_secs(15);
/// Packets of one sender that prove it: 80 ms of sound.
const PROOF: u8 = 4;
/// The same for reports, which come seldom and name their sender too.
const REPORTS_PROOF: u8 = 2;
/// Between two packets that follow each other.
const TOGETHER: Duration = Duration::from_secs(1);
/// The same for reports.
const REPORTS_TOGETHER: Duration = Duration::from_secs(15);
/// Sources that may prove themselves at once: one that sprays must not keep the peer from it.
const CANDIDATES: usize = 4;
/// How far the number of a packet may lie from the one before.
const NEXT: u16 = 16;

/// What a packet says for its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Its protection opened: who has the key sent it.
    Keyed,
    /// It looks like the `sequence`-th packet of a source; reports have no number.
    Plausible { ssrc: u32, sequence: Option<u16> },
}

/// Which packets a latch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Media,
    Reports,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    address: SocketAddr,
    ssrc: u32,
    sequence: Option<u16>,
    count: u8,
    last: Instant,
}

/// The address of one peer, for RTP or for RTCP.
#[derive(Debug)]
pub(crate) struct Latch {
    /// The source of packets corrects what was signalled.
    follows: bool,
    kind: Kind,
    signalled: Option<SocketAddr>,
    locked: Option<(SocketAddr, Instant)>,
    candidates: Vec<Candidate>,
    /// Where the peer's other packets come from: reports from the same host need no more proof.
    near: Option<IpAddr>,
}

impl Latch {
    /// For a peer of which nothing is known yet.
    pub(crate) fn new(follows: bool, kind: Kind) -> Latch {
        Latch {
            follows,
            kind,
            signalled: None,
            locked: None,
            candidates: Vec::new(),
            near: None,
        }
    }

    /// Signalling says where the peer is. A change undoes the lock: the peer moved.
    pub(crate) fn signal(&mut self, address: Option<SocketAddr>) {
        // RFC 3264 §8.4: an unspecified address is an old form of hold, not a place to send to.
        let address = address.filter(|a| !a.ip().is_unspecified() && a.port() != 0);
        if self.signalled != address {
            self.signalled = address;
            self.locked = None;
            self.candidates.clear();
        }
    }

    /// Where the peer's other packets are known to come from.
    pub(crate) fn set_near(&mut self, near: Option<IpAddr>) {
        self.near = near;
    }

    /// Whether it is worth to look at a packet from here.
    pub(crate) fn admits(&self, now: Instant, from: SocketAddr) -> bool {
        if !self.follows {
            // Without the port: a peer may send from another one than it receives on (RFC 4961 asks for one, not all have it).
            let signalled = self.signalled.map(|address| address.ip().to_canonical());
            return signalled == Some(from.ip().to_canonical());
        }
        match self.locked {
            None => true,
            Some((address, last)) => {
                address == from || self.signalled == Some(from) || self.is_silent(now, last)
            }
        }
    }

    /// A valid packet came from here; `true` when it is the peer's.
    pub(crate) fn hear(&mut self, now: Instant, from: SocketAddr, proof: Proof) -> bool {
        if !self.follows {
            return self.admits(now, from);
        }
        let held = match &mut self.locked {
            Some((address, last)) if *address == from => {
                *last = now;
                return true;
            }
            Some((_, last)) => {
                let last = *last;
                !self.is_silent(now, last)
            }
            None => false,
        };
        let at_once = match proof {
            Proof::Keyed => true,
            Proof::Plausible { .. } => {
                self.signalled == Some(from)
                    || self.kind == Kind::Reports && self.near == Some(from.ip())
            }
        };
        let proven = match proof {
            _ if at_once && !held => true,
            // Who has the key was heard elsewhere a moment ago: this is a copy of what it sent, and may come again.
            Proof::Keyed => false,
            Proof::Plausible { .. } if held && self.signalled != Some(from) => false,
            Proof::Plausible { ssrc, sequence } => self.follow(now, from, ssrc, sequence),
        };
        if proven {
            self.locked = Some((from, now));
            self.candidates.clear();
        }
        proven
    }

    /// One more packet of a source that may be the peer; `true` when there were enough.
    fn follow(
        &mut self,
        now: Instant,
        address: SocketAddr,
        ssrc: u32,
        sequence: Option<u16>,
    ) -> bool {
        let (needed, together) = match sequence {
            Some(_) => (PROOF, TOGETHER),
            None => (REPORTS_PROOF, REPORTS_TOGETHER),
        };
        let fresh = Candidate {
            address,
            ssrc,
            sequence,
            count: 1,
            last: now,
        };
        let Some(known) = self.candidates.iter_mut().find(|c| c.address == address) else {
            if self.candidates.len() >= CANDIDATES
                && let Some(weakest) = self
                    .candidates
                    .iter()
                    .enumerate()
                    .min_by_key(|(_, c)| (c.count, c.last))
                    .map(|(at, _)| at)
            {
                self.candidates.swap_remove(weakest);
            }
            self.candidates.push(fresh);
            return false;
        };
        let step = sequence
            .zip(known.sequence)
            .map_or(1, |(new, old)| new.wrapping_sub(old));
        let follows = known.ssrc == ssrc
            && (1..=NEXT).contains(&step)
            && now.saturating_duration_since(known.last) <= together;
        let count = if follows { known.count + 1 } else { 1 };
        *known = Candidate { count, ..fresh };
        count >= needed
    }

    fn is_silent(&self, now: Instant, last: Instant) -> bool {
        let patience = match self.kind {
            Kind::Media => PATIENCE,
            Kind::Reports => REPORTS_PATIENCE,
        };
        now.saturating_duration_since(last) > patience
    }

    /// Where the peer was found.
    pub(crate) fn locked(&self) -> Option<SocketAddr> {
        self.locked.map(|(address, _)| address)
    }

    /// Where to send.
    pub(crate) fn target(&self) -> Option<SocketAddr> {
        self.locked().or(self.signalled)
    }
}
