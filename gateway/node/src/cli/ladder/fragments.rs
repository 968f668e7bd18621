//! Datagrams that came in parts.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use super::capture::Time;
use super::packet::{Datagram, Fragment};

type Key = (IpAddr, IpAddr, u8, u32);

/// Datagrams that are not whole yet. Holds at most [`MOST_DATAGRAMS`] of them, of 64 kB each.
#[derive(Default)]
pub(super) struct Fragments {
    open: HashMap<Key, Parts>,
    /// The oldest first; may name some that are gone.
    order: VecDeque<Key>,
}

#[derive(Default)]
struct Parts {
    pieces: BTreeMap<usize, Vec<u8>>,
    length: Option<usize>,
    since: Time,
}

impl Fragments {
    /// Adds a part; the whole, if it was the last that lacked.
    pub(super) fn add(
        &mut self,
        time: Time,
        datagram: &Datagram<'_>,
        part: Fragment,
    ) -> Option<Vec<u8>> {
        let key = (
            datagram.from,
            datagram.to,
            datagram.protocol,
            part.identification,
        );
        if self
            .open
            .get(&key)
            .is_some_and(|parts| time - parts.since > PATIENCE)
        {
            self.open.remove(&key);
        }
        if !self.open.contains_key(&key) {
            self.make_room();
            self.order.push_back(key);
            self.open.insert(
                key,
                Parts {
                    since: time,
                    ..Parts::default()
                },
            );
        }
        let parts = self.open.get_mut(&key)?;
        let end = part.offset + datagram.payload.len();
        if end > MOST_BYTES || parts.pieces.len() == MOST_PIECES {
            self.open.remove(&key);
            return None;
        }
        if part.is_last {
            parts.length = Some(end);
        }
        parts
            .pieces
            .entry(part.offset)
            .or_insert_with(|| datagram.payload.to_vec());
        let whole = parts.whole()?;
        self.open.remove(&key);
        Some(whole)
    }

    fn make_room(&mut self) {
        while self.open.len() >= MOST_DATAGRAMS || self.order.len() > 4 * MOST_DATAGRAMS {
            match self.order.pop_front() {
                Some(oldest) => drop(self.open.remove(&oldest)),
                None => self.open.clear(),
            }
        }
    }
}

impl Parts {
    /// Where parts overlap, what came first counts.
    fn whole(&self) -> Option<Vec<u8>> {
        let length = self.length?;
        let mut bytes = Vec::with_capacity(length);
        for (offset, piece) in &self.pieces {
            let known = bytes.len().checked_sub(*offset)?;
            bytes.extend_from_slice(piece.get(known..).unwrap_or_default());
        }
        bytes.truncate(length);
        (bytes.len() == length).then_some(bytes)
    }
}

/// Most datagrams that wait for parts.
const MOST_DATAGRAMS: usize = 256;
/// Most parts of one; 64 kB in frames of 1,280 bytes have 52.
const MOST_PIECES: usize = 128;
/// No datagram is longer.
const MOST_BYTES: usize = 65_535;
/// How long parts are waited for in the capture's time (RFC 8200 §4.5), in nanoseconds. The identification is used again later.
const PATIENCE: Time = 60_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn part(identification: u32, offset: usize, is_last: bool) -> Fragment {
        Fragment {
            identification,
            offset,
            is_last,
        }
    }

    fn add(
        fragments: &mut Fragments,
        time: Time,
        part: Fragment,
        payload: &[u8],
    ) -> Option<Vec<u8>> {
        let host = IpAddr::from([192, 0, 2, 1]);
        let datagram = Datagram {
            from: host,
            to: host,
            protocol: 17,
            payload,
            fragment: Some(part),
        };
        fragments.add(time, &datagram, part)
    }

    #[test]
    fn parts_make_a_whole_in_any_order() {
        let mut all = Fragments::default();
        assert_eq!(add(&mut all, 0, part(1, 8, true), b"world"), None);
        assert_eq!(add(&mut all, 0, part(2, 0, false), b"other   "), None);
        let whole = add(&mut all, 1, part(1, 0, false), b"hello   ");
        assert_eq!(whole.as_deref(), Some(&b"hello   world"[..]));
    }

    #[test]
    fn overlaps_and_repetitions_change_nothing() {
        let mut all = Fragments::default();
        add(&mut all, 0, part(1, 0, false), b"12345678");
        add(&mut all, 0, part(1, 0, false), b"xxxxxxxx");
        let whole = add(&mut all, 0, part(1, 4, true), b"yyyyabcd");
        assert_eq!(whole.as_deref(), Some(&b"12345678abcd"[..]));
    }

    #[test]
    fn what_never_becomes_whole_is_bounded() {
        let mut all = Fragments::default();
        for number in 0..100_000 {
            add(&mut all, 0, part(number, 0, false), b"12345678");
        }
        assert!(all.open.len() <= MOST_DATAGRAMS && all.order.len() <= 4 * MOST_DATAGRAMS + 1);
        for number in 0..1_000 {
            assert_eq!(
                add(&mut all, 0, part(7, number * 8, false), b"12345678"),
                None
            );
        }
        assert_eq!(add(&mut all, 0, part(8, 65_528, true), b"too long"), None);
    }
}
