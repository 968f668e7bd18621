//! Packets that wait for their turn, in the sender's order.

use std::collections::VecDeque;

use bytes::Bytes;

/// Most packets that wait: half a second of the shortest packets, and as many again that came in a burst.
const LIMIT: usize = 100;

/// A packet that waits.
#[derive(Debug)]
pub(super) struct Held {
    /// Unwrapped sequence number.
    pub(super) sequence: i64,
    /// Place in the sender's time, samples at 48 kHz.
    pub(super) media: i64,
    /// Its length, samples at 48 kHz; 0 for comfort noise.
    pub(super) duration: usize,
    /// The level of a comfort noise packet.
    pub(super) background: Option<f32>,
    /// What it holds.
    pub(super) payload: Bytes,
}

/// What became of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inserted {
    /// It waits.
    Waits,
    /// It was there already.
    Duplicate,
    /// There are too many.
    Full,
}

/// Packets in order of sequence.
#[derive(Debug)]
pub(super) struct Queue(VecDeque<Held>);

impl Queue {
    pub(super) fn new() -> Queue {
        Queue(VecDeque::with_capacity(LIMIT))
    }

    pub(super) fn insert(&mut self, packet: Held) -> Inserted {
        if self.0.len() >= LIMIT {
            return Inserted::Full;
        }
        let place = self.0.partition_point(|p| p.sequence < packet.sequence);
        if self
            .0
            .get(place)
            .is_some_and(|p| p.sequence == packet.sequence)
        {
            return Inserted::Duplicate;
        }
        self.0.insert(place, packet);
        Inserted::Waits
    }

    pub(super) fn front(&self) -> Option<&Held> {
        self.0.front()
    }

    pub(super) fn pop(&mut self) -> Option<Held> {
        self.0.pop_front()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Makes 64-bit numbers of the 16-bit sequence and the 32-bit timestamp of one source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unwrap {
    sequence: i64,
    timestamp: i64,
}

impl Unwrap {
    /// Begins with a source's first packet.
    pub(super) fn new(sequence: u16, timestamp: u32) -> Unwrap {
        Unwrap {
            sequence: i64::from(sequence),
            timestamp: i64::from(timestamp),
        }
    }

    /// The unwrapped numbers of a packet, by the nearest way from the last one.
    pub(super) fn unwrap(&mut self, sequence: u16, timestamp: u32) -> (i64, i64) {
        let step = sequence.wrapping_sub(self.sequence as u16).cast_signed();
        let jump = timestamp.wrapping_sub(self.timestamp as u32).cast_signed();
        self.sequence += i64::from(step);
        self.timestamp += i64::from(jump);
        (self.sequence, self.timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(sequence: i64) -> Held {
        Held {
            sequence,
            media: 0,
            duration: 960,
            background: None,
            payload: Bytes::new(),
        }
    }

    #[test]
    fn packets_are_put_in_order_once_and_only_so_many() {
        let mut queue = Queue::new();
        for sequence in [3, 1, 2, 1] {
            let expected = if queue.len() == 3 {
                Inserted::Duplicate
            } else {
                Inserted::Waits
            };
            assert_eq!(queue.insert(held(sequence)), expected);
        }
        for expected in 1..=3 {
            assert_eq!(queue.pop().unwrap().sequence, expected);
        }
        let refused = (0..200)
            .filter(|n| queue.insert(held(*n)) == Inserted::Full)
            .count();
        assert_eq!(refused, 100);
    }

    #[test]
    fn numbers_go_on_over_their_end_and_back() {
        let mut unwrap = Unwrap::new(65_535, u32::MAX);
        let (s, t) = unwrap.unwrap(0, 159);
        assert_eq!((s, t), (65_536, i64::from(u32::MAX) + 160));
        assert_eq!(unwrap.unwrap(65_534, u32::MAX - 160).0, 65_534);
    }
}
