//! One direction of a TCP connection: bytes in their order, however segments came.

use super::packet::Tcp;

/// What is known of a direction. Holds at most [`MOST_WAITING_BYTES`].
#[derive(Default)]
pub(super) struct Stream {
    /// Sequence number of the byte that is to come.
    next: Option<u32>,
    /// Segments that came early.
    waiting: Vec<(u32, Vec<u8>)>,
    waiting_bytes: usize,
}

/// What a segment has brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Bytes(Vec<u8>),
    /// The capture lacks something here.
    Gap,
}

impl Stream {
    /// Adds a segment.
    pub(super) fn add(&mut self, tcp: Tcp, payload: &[u8]) -> Vec<Piece> {
        let mut first = tcp.sequence;
        if tcp.begins {
            first = first.wrapping_add(1);
            // Another connection of the same ports.
            if self.next.is_none_or(|next| next != first) {
                *self = Stream::default();
                self.next = Some(first);
            }
        }
        if payload.is_empty() {
            return Vec::new();
        }
        let next = *self.next.get_or_insert(first);
        if ahead(first, next) > MOST_AHEAD {
            // Neither early nor late: the capture has lost the beginning of something new.
            *self = Stream::default();
            self.next = Some(first);
            return vec![Piece::Gap, self.take(first, payload)]
                .into_iter()
                .collect();
        }
        let mut pieces = Vec::new();
        if ahead(first, next) > 0 {
            self.wait(first, payload);
        } else {
            pieces.push(self.take(first, payload));
        }
        if self.waiting.len() > MOST_WAITING || self.waiting_bytes > MOST_WAITING_BYTES {
            self.jump(&mut pieces);
        }
        self.drain(&mut pieces);
        pieces.retain(|piece| *piece != Piece::Bytes(Vec::new()));
        pieces
    }

    /// What still waits when the capture ends.
    pub(super) fn finish(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while !self.waiting.is_empty() {
            self.jump(&mut pieces);
            self.drain(&mut pieces);
        }
        pieces
    }

    fn wait(&mut self, first: u32, payload: &[u8]) {
        let is_known = self
            .waiting
            .iter()
            .any(|(start, bytes)| *start == first && bytes.len() >= payload.len());
        if !is_known {
            self.waiting_bytes += payload.len();
            self.waiting.push((first, payload.to_vec()));
        }
    }

    /// What is new in a segment that begins at the next byte or before.
    fn take(&mut self, first: u32, payload: &[u8]) -> Piece {
        let next = self.next.unwrap_or(first);
        let known = usize::try_from(next.wrapping_sub(first)).unwrap_or(usize::MAX);
        let new = payload.get(known..).unwrap_or_default();
        self.next = Some(next.wrapping_add(u32::try_from(new.len()).unwrap_or(0)));
        Piece::Bytes(new.to_vec())
    }

    /// Takes what waits no longer.
    fn drain(&mut self, pieces: &mut Vec<Piece>) {
        while let Some(next) = self.next
            && let Some(at) = self
                .waiting
                .iter()
                .position(|(first, _)| ahead(*first, next) <= 0)
        {
            let (first, bytes) = self.waiting.swap_remove(at);
            self.waiting_bytes -= bytes.len();
            pieces.push(self.take(first, &bytes));
        }
    }

    /// Gives up what lacks before the earliest that waits.
    fn jump(&mut self, pieces: &mut Vec<Piece>) {
        let Some(next) = self.next else { return };
        let earliest = self.waiting.iter().map(|(first, _)| *first);
        if let Some(first) = earliest.min_by_key(|first| ahead(*first, next)) {
            self.next = Some(first);
            pieces.push(Piece::Gap);
        }
    }
}

/// How far a sequence number is ahead of another; negative if behind.
fn ahead(sequence: u32, of: u32) -> i32 {
    sequence.wrapping_sub(of).cast_signed()
}

/// Most segments that came early.
const MOST_WAITING: usize = 64;
/// Most bytes of them.
const MOST_WAITING_BYTES: usize = 256 * 1024;
/// What is further ahead belongs to no window that anybody has.
const MOST_AHEAD: i32 = 1 << 26;

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(sequence: u32, begins: bool) -> Tcp {
        Tcp {
            sequence,
            begins,
            ends: false,
        }
    }

    fn text(pieces: Vec<Piece>) -> String {
        let part = |piece| match piece {
            Piece::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            Piece::Gap => "|".to_string(),
        };
        pieces.into_iter().map(part).collect()
    }

    #[test]
    fn order_repetitions_and_overlaps_do_not_matter() {
        let mut stream = Stream::default();
        // Over the end of the sequence numbers.
        let start = u32::MAX - 3;
        assert!(stream.add(tcp(start, true), b"").is_empty());
        let at = |n: u32| tcp(start.wrapping_add(1 + n), false);
        assert_eq!(text(stream.add(at(3), b"def")), "");
        assert_eq!(text(stream.add(at(0), b"abc")), "abcdef");
        assert_eq!(text(stream.add(at(0), b"abcdefg")), "g");
        assert_eq!(text(stream.add(at(2), b"cde")), "");
        assert_eq!(text(stream.add(at(7), b"h")), "h");
    }

    #[test]
    fn what_the_capture_lacks_is_a_gap() {
        let mut stream = Stream::default();
        assert_eq!(text(stream.add(tcp(0, false), b"a")), "a");
        let mut seen = String::new();
        for n in 0..100 {
            seen += &text(stream.add(tcp(10 + n, false), b"x"));
        }
        seen += &text(stream.finish());
        assert_eq!(seen, format!("|{}", "x".repeat(100)));
        assert!(stream.waiting.is_empty() && stream.waiting_bytes == 0);
    }

    #[test]
    fn a_new_connection_of_the_same_ports_begins_anew() {
        let mut stream = Stream::default();
        stream.add(tcp(100, true), b"");
        stream.add(tcp(101, false), b"old");
        stream.add(tcp(90_000, true), b"");
        assert_eq!(text(stream.add(tcp(90_001, false), b"new")), "new");
    }

    #[test]
    fn without_its_beginning_a_connection_begins_where_it_is_seen() {
        let mut stream = Stream::default();
        assert_eq!(text(stream.add(tcp(555, false), b"x")), "x");
        assert_eq!(text(stream.add(tcp(0x4000_0000, false), b"y")), "|y");
    }
}
