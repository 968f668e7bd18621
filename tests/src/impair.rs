//! A bad network in user space, repeatable from a seed: loss, delay, reordering and duplicates of UDP packets.
//!
//! An [`Impairer`] stands before a target: peers send to its address, each gets a socket of its own toward the target, and both
//! directions suffer alike. The kernel's netem is not available everywhere; this is.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A small seeded generator (SplitMix64, Steele et al. 2014): the tests' only source of chance.
#[derive(Clone, Debug)]
pub struct SplitMix(u64);

impl SplitMix {
    /// From a seed.
    pub fn new(seed: u64) -> SplitMix {
        SplitMix(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound.max(1)
    }

    /// True in `permille` of a thousand cases.
    pub fn chance(&mut self, permille: u16) -> bool {
        self.below(1000) < u64::from(permille)
    }
}

/// How bad the network is. Chances in permille.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Impairment {
    /// Packets that never arrive.
    pub loss: u16,
    /// Packets that arrive twice.
    pub duplicate: u16,
    /// Packets that are held back by `hold`, so that later ones overtake them.
    pub reorder: u16,
    /// How long a reordered packet is held.
    pub hold: Duration,
    /// Delay of every packet.
    pub delay: Duration,
    /// Chance-made addition to the delay, at most.
    pub jitter: Duration,
}

/// What becomes of one packet: the delays after which copies of it arrive; empty when it is lost.
pub fn fate(impairment: &Impairment, random: &mut SplitMix) -> Vec<Duration> {
    // Each decision takes its draw whether or not it is used: changing one chance leaves the others' draws where they were.
    let lost = random.chance(impairment.loss);
    let twice = random.chance(impairment.duplicate);
    let held = random.chance(impairment.reorder);
    let jitter = u64::try_from(impairment.jitter.as_micros()).unwrap_or(u64::MAX);
    let mut delay = impairment.delay + Duration::from_micros(random.below(jitter + 1));
    if held {
        delay += impairment.hold;
    }
    match (lost, twice) {
        (true, _) => Vec::new(),
        (false, false) => vec![delay],
        (false, true) => vec![delay, delay],
    }
}

/// Counts since the start.
#[derive(Debug, Default)]
pub struct Counts {
    /// Packets that came in.
    pub received: AtomicU64,
    /// Copies that were handed to a socket.
    pub sent: AtomicU64,
    /// Packets that were lost on purpose.
    pub lost: AtomicU64,
}

/// The bad network before one target. Ends when it is dropped.
pub struct Impairer {
    address: SocketAddr,
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Impairer {
    /// Opens a port of its own on `bind` before `target`.
    ///
    /// # Errors
    /// When no socket can be opened.
    pub fn start(
        bind: SocketAddr,
        target: SocketAddr,
        how: Impairment,
        seed: u64,
    ) -> io::Result<Impairer> {
        let front = UdpSocket::bind(bind)?;
        front.set_nonblocking(true)?;
        let address = front.local_addr()?;
        let (counts, stop) = (
            Arc::new(Counts::default()),
            Arc::new(AtomicBool::new(false)),
        );
        let mut worker = Worker {
            front,
            target,
            how,
            random: SplitMix::new(seed),
            backs: HashMap::new(),
            waiting: BinaryHeap::new(),
            order: 0,
            counts: Arc::clone(&counts),
        };
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            while !flag.load(Ordering::Relaxed) {
                worker.turn();
            }
        });
        Ok(Impairer {
            address,
            counts,
            stop,
            thread: Some(thread),
        })
    }

    /// Where peers send to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What happened so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }
}

impl Drop for Impairer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic of the worker was already printed; there is nobody left to tell here.
            drop(thread.join());
        }
    }
}

/// A packet on its way: due time, order of arrival, the peer, towards the target or back, bytes.
type Waiting = Reverse<(Instant, u64, SocketAddr, bool, Vec<u8>)>;

struct Worker {
    front: UdpSocket,
    target: SocketAddr,
    how: Impairment,
    random: SplitMix,
    backs: HashMap<SocketAddr, UdpSocket>,
    waiting: BinaryHeap<Waiting>,
    order: u64,
    counts: Arc<Counts>,
}

impl Worker {
    /// Peers that one impairer serves; a test has two.
    const MOST_PEERS: usize = 64;

    fn turn(&mut self) {
        let mut buffer = [0_u8; 65_536];
        let mut idle = true;
        while let Ok((length, peer)) = self.front.recv_from(&mut buffer) {
            idle = false;
            self.open_back(peer);
            self.suffer(peer, true, &buffer[..length]);
        }
        let peers: Vec<SocketAddr> = self.backs.keys().copied().collect();
        for peer in peers {
            while let Some(Ok(length)) = self.backs.get(&peer).map(|back| back.recv(&mut buffer)) {
                idle = false;
                self.suffer(peer, false, &buffer[..length]);
            }
        }
        self.deliver();
        if idle {
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    fn open_back(&mut self, peer: SocketAddr) {
        if self.backs.contains_key(&peer) || self.backs.len() >= Self::MOST_PEERS {
            return;
        }
        let any = SocketAddr::new(
            self.front.local_addr().map_or(self.target.ip(), |a| a.ip()),
            0,
        );
        let opened = UdpSocket::bind(any).and_then(|back| {
            back.connect(self.target)?;
            back.set_nonblocking(true)?;
            Ok(back)
        });
        if let Ok(back) = opened {
            self.backs.insert(peer, back);
        }
    }

    fn suffer(&mut self, peer: SocketAddr, inward: bool, bytes: &[u8]) {
        self.counts.received.fetch_add(1, Ordering::Relaxed);
        let fate = fate(&self.how, &mut self.random);
        if fate.is_empty() {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
        let now = Instant::now();
        for delay in fate {
            self.order += 1;
            self.waiting.push(Reverse((
                now + delay,
                self.order,
                peer,
                inward,
                bytes.to_vec(),
            )));
        }
    }

    fn deliver(&mut self) {
        let now = Instant::now();
        while self
            .waiting
            .peek()
            .is_some_and(|Reverse(next)| next.0 <= now)
        {
            let Some(Reverse((_, _, peer, inward, bytes))) = self.waiting.pop() else {
                return;
            };
            // Counted first: who has received a packet must find it counted.
            self.counts.sent.fetch_add(1, Ordering::Relaxed);
            let sent = match self.backs.get(&peer) {
                Some(back) if inward => back.send(&bytes),
                _ => self.front.send_to(&bytes, peer),
            };
            // The peer has gone, or its buffer is full: that is a network, too.
            drop(sent);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const BAD: Impairment = Impairment {
        loss: 100,
        duplicate: 50,
        reorder: 50,
        hold: Duration::from_millis(30),
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(5),
    };

    fn fates(seed: u64) -> Vec<Vec<Duration>> {
        let mut random = SplitMix::new(seed);
        (0..10_000).map(|_| fate(&BAD, &mut random)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_network_and_another_another() {
        assert_eq!(fates(1), fates(1));
        assert_ne!(fates(1), fates(2));
    }

    #[test]
    fn chances_are_what_was_asked_for() {
        let fates = fates(3);
        let lost = fates.iter().filter(|f| f.is_empty()).count();
        let twice = fates.iter().filter(|f| f.len() == 2).count();
        assert!(
            (850..1150).contains(&lost),
            "{lost} of 10000 lost at 100 permille"
        );
        assert!(
            (350..550).contains(&twice),
            "{twice} of 10000 doubled at 50 permille of the rest"
        );
    }

    #[test]
    fn a_perfect_network_brings_everything_both_ways() {
        let target = UdpSocket::bind("127.0.0.1:0").unwrap();
        target
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let bind = "127.0.0.1:0".parse().unwrap();
        let impairer =
            Impairer::start(bind, target.local_addr().unwrap(), Impairment::default(), 1).unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut buffer = [0; 16];
        for n in 0..100_u8 {
            peer.send_to(&[n], impairer.address()).unwrap();
            let (length, from) = target.recv_from(&mut buffer).unwrap();
            target.send_to(&buffer[..length], from).unwrap();
            assert_eq!(peer.recv(&mut buffer).unwrap(), 1);
            assert_eq!(buffer[0], n);
        }
        assert_eq!(impairer.counts().sent.load(Ordering::Relaxed), 200);
    }
}
