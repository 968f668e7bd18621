//! The range that RTP ports come from.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::UdpPort;

/// Pairs that are tried for one leg and turn out to be other programs': each costs the engine's thread a few system calls while packets
/// wait. Our own are known and cost none.
const TRIES: usize = 32;
/// Addresses whose pairs are remembered: as many as a node has interfaces, and then some.
const ADDRESSES: usize = 64;

/// Where ports of legs come from: walked round and round, so that a port just closed rests before it is used again and late
/// packets of its last call find nobody.
pub(crate) struct PortRange {
    first: u16,
    pairs: usize,
    /// The next pair to try.
    next: usize,
    taken: Vec<(IpAddr, Pairs)>,
}

/// The pairs of one address that are ours, a bit for each. Shared with the ports, which give theirs back when they close.
type Pairs = Arc<[AtomicU64]>;

/// A pair of ports; dropping it gives it back.
pub(crate) struct Lease {
    pairs: Pairs,
    index: usize,
}

impl Lease {
    /// `None` when it is taken.
    fn take(pairs: &Pairs, index: usize) -> Option<Lease> {
        let (word, bit) = (pairs.get(index / 64)?, 1 << (index % 64));
        // One thread takes; others may only give back, which no order is needed for.
        let before = word.fetch_or(bit, Ordering::Relaxed);
        (before & bit == 0).then(|| Lease {
            pairs: Arc::clone(pairs),
            index,
        })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(word) = self.pairs.get(self.index / 64) {
            word.fetch_and(!(1 << (self.index % 64)), Ordering::Relaxed);
        }
    }
}

impl PortRange {
    /// A range; `start` is where the walk begins (any number).
    pub(crate) fn new(range: RangeInclusive<u16>, start: u16) -> PortRange {
        let first = range.start().saturating_add(1) & !1;
        let width = usize::from(range.end().saturating_sub(first)) + 1;
        let pairs = if *range.end() < first { 0 } else { width / 2 };
        PortRange {
            first,
            pairs,
            next: usize::from(start) % pairs.max(1),
            taken: Vec::new(),
        }
    }

    /// Opens an even port and, when `with_rtcp`, the next one as well.
    ///
    /// # Errors
    /// When none is free, or other programs hold every one of those that were tried: the walk goes on behind them.
    pub(crate) fn open(
        &mut self,
        ip: IpAddr,
        with_rtcp: bool,
    ) -> io::Result<(UdpPort, Option<UdpPort>)> {
        let taken = self.taken_at(ip);
        let mut tries = 0;
        for _ in 0..self.pairs {
            let index = self.next;
            self.next = (index + 1) % self.pairs;
            let Some(lease) = Lease::take(&taken, index) else {
                continue;
            };
            let lease = Arc::new(lease);
            let port = u16::try_from(index * 2).unwrap_or(0);
            let port = self.first.saturating_add(port);
            let opened = pair(ip, port, with_rtcp);
            match opened {
                Ok((rtp, rtcp)) => {
                    let rtcp = rtcp.map(|rtcp| rtcp.of(Arc::clone(&lease)));
                    return Ok((rtp.of(lease), rtcp));
                }
                Err(error) => {
                    tries += 1;
                    if tries >= TRIES {
                        return Err(error);
                    }
                }
            }
        }
        Err(io::Error::from(io::ErrorKind::AddrInUse))
    }

    fn taken_at(&mut self, ip: IpAddr) -> Pairs {
        if let Some((_, pairs)) = self.taken.iter().find(|(at, _)| *at == ip) {
            return Arc::clone(pairs);
        }
        if self.taken.len() >= ADDRESSES {
            // Addresses come from the configuration; what is dropped here is learned again from the kernel, a try each.
            self.taken.remove(0);
        }
        let words = self.pairs.div_ceil(64);
        let pairs: Pairs = (0..words).map(|_| AtomicU64::new(0)).collect();
        self.taken.push((ip, Arc::clone(&pairs)));
        pairs
    }
}

fn pair(ip: IpAddr, port: u16, with_rtcp: bool) -> io::Result<(UdpPort, Option<UdpPort>)> {
    let rtp = UdpPort::own(SocketAddr::new(ip, port))?;
    let rtcp = with_rtcp
        .then(|| UdpPort::own(SocketAddr::new(ip, port.saturating_add(1))))
        .transpose()?;
    Ok((rtp, rtcp))
}
