//! Datagrams that wait for an edge: of all sources that send at once each has its turn, so that who sends little waits for nobody's
//! flood (fair queueing, RFC 7806 §3.1; who sends most is dropped from first, as in RFC 8290 §4.1).

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tolk_model::limits::source_of;

/// What the datagrams of strangers may weigh together, and those of known sources: some thousand usual requests each.
const MOST: usize = 2 * 1024 * 1024;
/// What a datagram weighs besides its bytes: keeping and reading a small one costs, too.
const OVERHEAD: usize = 512;

/// One datagram.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Datagram {
    /// Of the socket that it came to.
    pub(super) socket: usize,
    /// Who sent it.
    pub(super) from: SocketAddr,
    /// What it says.
    pub(super) bytes: Vec<u8>,
}

impl Datagram {
    fn weight(&self) -> usize {
        self.bytes.len() + OVERHEAD
    }
}

/// The queue between the readers of an edge's sockets and its task.
#[derive(Debug, Default)]
pub(super) struct FairQueue {
    classes: Mutex<Classes>,
    filled: Notify,
}

/// Known sources and strangers take turns, however many strangers there are (a source address is easily forged).
#[derive(Debug, Default)]
struct Classes {
    known: Turns,
    strangers: Turns,
    strangers_next: bool,
}

/// Sources of one class.
#[derive(Debug, Default)]
struct Turns {
    waiting: HashMap<IpAddr, Waiting>,
    /// Each source that has something waiting, once.
    order: VecDeque<IpAddr>,
    /// Those that have more than one.
    by_weight: BTreeSet<(usize, IpAddr)>,
    weight: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    datagrams: VecDeque<Datagram>,
    weight: usize,
}

impl FairQueue {
    /// Puts one in; `false` when another, or this one, had to be dropped for it.
    pub(super) fn push(&self, datagram: Datagram, known: bool) -> bool {
        let kept = {
            let mut classes = self.classes();
            let turns = if known {
                &mut classes.known
            } else {
                &mut classes.strangers
            };
            turns.push(datagram)
        };
        self.filled.notify_one();
        kept
    }

    /// The next one; waits for it. Cancel-safe.
    pub(super) async fn next(&self) -> Datagram {
        loop {
            // Before the look, so that what comes between the look and the wait wakes us.
            let filled = self.filled.notified();
            if let Some(datagram) = self.classes().next() {
                return datagram;
            }
            filled.await;
        }
    }

    fn classes(&self) -> MutexGuard<'_, Classes> {
        self.classes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Classes {
    fn next(&mut self) -> Option<Datagram> {
        self.strangers_next = !self.strangers_next;
        let (first, second) = if self.strangers_next {
            (&mut self.strangers, &mut self.known)
        } else {
            (&mut self.known, &mut self.strangers)
        };
        first.next().or_else(|| second.next())
    }
}

impl Turns {
    fn push(&mut self, datagram: Datagram) -> bool {
        let source = source_of(datagram.from.ip());
        let weight = datagram.weight();
        let waiting = self.waiting.entry(source).or_default();
        if waiting.datagrams.is_empty() {
            self.order.push_back(source);
        }
        let before = waiting.weight;
        waiting.datagrams.push_back(datagram);
        waiting.weight += weight;
        self.weigh(source, before);
        let mut kept = true;
        while self.weight > MOST {
            self.drop_one();
            kept = false;
        }
        kept
    }

    fn next(&mut self) -> Option<Datagram> {
        let source = self.order.pop_front()?;
        let datagram = self.take(source, VecDeque::pop_front)?;
        if self.waiting.contains_key(&source) {
            self.order.push_back(source);
        }
        Some(datagram)
    }

    /// Of who has more than one waiting, the newest of the heaviest. When nobody has, the one that waited longest: a flood from as many
    /// addresses as there are places may not shut out whoever comes later.
    fn drop_one(&mut self) {
        if let Some((_, source)) = self.by_weight.last().copied() {
            self.take(source, VecDeque::pop_back);
        } else if let Some(source) = self.order.pop_front() {
            self.take(source, VecDeque::pop_front);
        }
    }

    fn take(
        &mut self,
        source: IpAddr,
        end: impl FnOnce(&mut VecDeque<Datagram>) -> Option<Datagram>,
    ) -> Option<Datagram> {
        let waiting = self.waiting.get_mut(&source)?;
        let before = waiting.weight;
        let datagram = end(&mut waiting.datagrams)?;
        waiting.weight -= datagram.weight();
        self.weigh(source, before);
        Some(datagram)
    }

    /// Notes what a source weighs now; one with nothing is forgotten.
    fn weigh(&mut self, source: IpAddr, before: usize) {
        let (after, count) = self
            .waiting
            .get(&source)
            .map_or((0, 0), |w| (w.weight, w.datagrams.len()));
        self.by_weight.remove(&(before, source));
        self.weight = self.weight + after - before;
        if count == 0 {
            self.waiting.remove(&source);
        } else if count > 1 {
            self.by_weight.insert((after, source));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn datagram(last: u8, port: u16, length: usize) -> Datagram {
        Datagram {
            socket: 0,
            from: SocketAddr::from(([192, 0, 2, last], port)),
            bytes: vec![0; length],
        }
    }

    fn senders(queue: &FairQueue) -> Vec<(u8, u16)> {
        std::iter::from_fn(|| queue.classes().next())
            .map(|d| match d.from {
                SocketAddr::V4(from) => (from.ip().octets()[3], from.port()),
                SocketAddr::V6(from) => panic!("{from}"),
            })
            .collect()
    }

    #[test]
    fn who_sends_little_waits_for_one_datagram_of_each_other_source() {
        let queue = FairQueue::default();
        for port in 0..100 {
            assert!(queue.push(datagram(1, port, 400), false));
            assert!(queue.push(datagram(2, port, 400), false));
        }
        assert!(queue.push(datagram(3, 5060, 400), false));
        assert!(queue.push(datagram(3, 5061, 400), false));
        let order = senders(&queue);
        assert_eq!(order.len(), 202);
        // Of one source the older comes first.
        let expected = [(1, 0), (2, 0), (3, 5060), (1, 1), (2, 1), (3, 5061), (1, 2)];
        assert_eq!(order[..7], expected);
        assert_eq!(order[201], (2, 99));
    }

    #[test]
    fn known_sources_wait_for_one_stranger_however_many_there_are() {
        let queue = FairQueue::default();
        for last in 1..=200 {
            queue.push(datagram(last, 1, 400), false);
        }
        queue.push(datagram(250, 1, 400), true);
        let order = senders(&queue);
        let place = order.iter().position(|(last, _)| *last == 250);
        assert!(place.is_some_and(|place| place <= 1), "{place:?}");
    }

    #[test]
    fn a_full_queue_loses_the_newest_of_whoever_has_most_in_it() {
        let queue = FairQueue::default();
        queue.push(datagram(2, 1, 400), false);
        let fits = MOST / (1_000 + OVERHEAD);
        let kept = (0..2 * fits)
            .filter(|n| queue.push(datagram(1, u16::try_from(*n).unwrap(), 1_000), false))
            .count();
        assert_eq!(kept, fits - 1);
        assert!(queue.classes().strangers.weight <= MOST);
        // Somebody who is new finds a place.
        queue.push(datagram(3, 1, 1_000), false);
        let order = senders(&queue);
        assert!(order.contains(&(2, 1)) && order.contains(&(3, 1)));
        let of_the_loud: Vec<_> = order.iter().filter(|(last, _)| *last == 1).collect();
        assert_eq!(of_the_loud[..2], [&(1, 0), &(1, 1)]);
        let classes = queue.classes();
        let turns = &classes.strangers;
        assert!(turns.waiting.is_empty() && turns.order.is_empty() && turns.by_weight.is_empty());
        assert_eq!(turns.weight, 0);
    }

    #[test]
    fn a_flood_of_as_many_addresses_as_there_are_places_shuts_nobody_out() {
        let queue = FairQueue::default();
        let from = |n: u32| SocketAddr::from((std::net::Ipv4Addr::from(0x0a00_0000 + n), 5060));
        let small = |n| Datagram {
            socket: 0,
            from: from(n),
            bytes: vec![0; 20],
        };
        let places = u32::try_from(MOST / (20 + OVERHEAD)).unwrap();
        for n in 0..places {
            assert!(queue.push(small(n), false));
        }
        // Of all that wait it is the largest, and its address the highest.
        assert!(!queue.push(datagram(250, 1, 1_400), false));
        let first = queue.classes().next().unwrap();
        assert!(first.from.ip() > from(0).ip(), "the oldest lost: {first:?}");
        assert!(senders(&queue).contains(&(250, 1)));
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let queue = FairQueue::default();
        let push = async {
            tokio::task::yield_now().await;
            queue.push(datagram(1, 1, 1), false);
        };
        let (datagram, ()) = tokio::join!(queue.next(), push);
        assert_eq!(datagram.bytes.len(), 1);
    }
}
