//! Transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01): what arrived when.

use crate::rtp::{Unwrapper, be16};

/// Packets that wait for the next feedback; ten times what a browser sends in 100 ms.
const LOG: usize = 2048;
/// Packets that one feedback speaks of: keeps it within one datagram, whatever the deltas.
const REPORTED: usize = 350;
/// Deltas are in units of 250 µs.
const TICK_US: u64 = 250;
/// The reference time is in units of 64 ms.
const REFERENCE_US: u64 = 64_000;
/// Bytes before the chunks: base, count, reference time and number.
const HEAD: usize = 8;
/// Symbols of a two-bit status vector chunk.
const SYMBOLS: usize = 7;

/// When packets of one peer arrived, until it is told.
pub(crate) struct ArrivalLog {
    sequence: Unwrapper,
    /// First number that was not reported.
    next: Option<u64>,
    /// Microseconds, at the number modulo the length; 0 is none.
    arrived: Box<[u64; LOG]>,
    count: u8,
}

impl ArrivalLog {
    pub(crate) fn new() -> ArrivalLog {
        ArrivalLog {
            sequence: Unwrapper::default(),
            next: None,
            arrived: Box::new([0; LOG]),
            count: 0,
        }
    }

    /// A packet with this transport-wide number arrived, so many microseconds after the beginning of time (not 0).
    pub(crate) fn record(&mut self, sequence: u16, now_us: u64) {
        let number = self.sequence.accept(sequence);
        let next = *self.next.get_or_insert(number);
        if number < next {
            // It was reported as lost; the sender has dealt with it.
            return;
        }
        if number - next >= LOG as u64 {
            // A jump: what lies before it is given up.
            self.arrived.fill(0);
            self.next = Some(number);
        }
        if let Some(slot) = self.arrived.get_mut(index(number)) {
            *slot = now_us.max(1);
        }
    }

    /// The feedback control information about what arrived since the last call; its length, or `None` when nothing did.
    pub(crate) fn feedback(&mut self, out: &mut [u8]) -> Option<usize> {
        let highest = self.sequence.highest()?;
        let begin = (self.next?..=highest).find(|n| self.at(*n) != 0)?;
        // Losses longer than one feedback can tell are left out: the next ones would be as silent, and the sender blind.
        let first = self.next?.max(begin.saturating_sub(REPORTED as u64 - 1));
        let last = highest.min(first + REPORTED as u64 - 1);
        let start = self.at(begin);
        let reference = start / REFERENCE_US;
        // Pass one: how far the deltas can be written, and the symbols.
        let mut symbols = [0u8; REPORTED];
        let (mut count, mut previous) = (0usize, reference * REFERENCE_US / TICK_US);
        let mut deltas = [0i16; REPORTED];
        for number in first..=last {
            let at = self.at(number);
            if at != 0 {
                let ticks = at / TICK_US;
                let Ok(delta) = i16::try_from(ticks.cast_signed() - previous.cast_signed()) else {
                    break;
                };
                previous = ticks;
                *deltas.get_mut(count)? = delta;
                *symbols.get_mut(count)? = if (0..=255).contains(&delta) { 1 } else { 2 };
            }
            count += 1;
        }
        let length = self.write(out, first, count, reference, &symbols, &deltas)?;
        for number in first..first + count as u64 {
            if let Some(slot) = self.arrived.get_mut(index(number)) {
                *slot = 0;
            }
        }
        self.next = Some(first + count as u64);
        self.count = self.count.wrapping_add(1);
        Some(length)
    }

    fn write(
        &self,
        out: &mut [u8],
        first: u64,
        count: usize,
        reference: u64,
        symbols: &[u8],
        deltas: &[i16],
    ) -> Option<usize> {
        let head = out.first_chunk_mut::<HEAD>()?;
        head[..2].copy_from_slice(&(first as u16).to_be_bytes());
        head[2..4].copy_from_slice(&u16::try_from(count).ok()?.to_be_bytes());
        head[4..7].copy_from_slice(&(reference as u32).to_be_bytes()[1..]);
        head[7] = self.count;
        let mut length = HEAD;
        for chunk in symbols.get(..count)?.chunks(SYMBOLS) {
            let vector = chunk
                .iter()
                .enumerate()
                .fold(0xc000u16, |v, (n, s)| v | u16::from(*s) << (12 - 2 * n));
            out.get_mut(length..length + 2)?
                .copy_from_slice(&vector.to_be_bytes());
            length += 2;
        }
        for (symbol, delta) in symbols.iter().zip(deltas).take(count) {
            let bytes = delta.to_be_bytes();
            let bytes = match symbol {
                0 => continue,
                1 => bytes.get(1..)?,
                _ => &bytes[..],
            };
            out.get_mut(length..length + bytes.len())?
                .copy_from_slice(bytes);
            length += bytes.len();
        }
        Some(length)
    }

    fn at(&self, number: u64) -> u64 {
        self.arrived.get(index(number)).copied().unwrap_or(0)
    }
}

fn index(number: u64) -> usize {
    (number % LOG as u64) as usize
}

/// What a peer says of one packet of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// Its transport-wide number.
    pub(crate) sequence: u16,
    /// When it arrived on the peer's clock, microseconds; `None` when it did not.
    pub(crate) at_us: Option<i64>,
}

/// Walks a feedback; malformed parts end it.
pub(crate) fn arrivals(feedback: &[u8], mut each: impl FnMut(Arrival)) {
    let Some(head) = feedback.first_chunk::<HEAD>() else {
        return;
    };
    let (mut sequence, count) = (be16(head), usize::from(be16(&head[2..])));
    let reference =
        i64::from(head[4].cast_signed()) << 16 | i64::from(head[5]) << 8 | i64::from(head[6]);
    let mut at = reference * REFERENCE_US.cast_signed();
    let Some(deltas) = deltas_start(feedback, count) else {
        return;
    };
    let mut rest = feedback.get(deltas..).unwrap_or_default();
    let mut left = count;
    for chunk in feedback
        .get(HEAD..deltas)
        .unwrap_or_default()
        .chunks_exact(2)
    {
        let chunk = be16(chunk);
        for n in 0..chunk_length(chunk) {
            if left == 0 {
                return;
            }
            let symbol = symbol(chunk, n);
            let delta = match symbol {
                1 => rest.split_first().map(|(d, after)| (i64::from(*d), after)),
                2 => rest
                    .split_first_chunk::<2>()
                    .map(|(d, after)| (i64::from(i16::from_be_bytes(*d)), after)),
                _ => Some((0, rest)),
            };
            let Some((delta, after)) = delta else {
                return;
            };
            rest = after;
            at += delta * TICK_US.cast_signed();
            each(Arrival {
                sequence,
                at_us: matches!(symbol, 1 | 2).then_some(at),
            });
            sequence = sequence.wrapping_add(1);
            left -= 1;
        }
    }
}

fn deltas_start(feedback: &[u8], count: usize) -> Option<usize> {
    let (mut at, mut seen) = (HEAD, 0);
    while seen < count {
        seen += chunk_length(be16(feedback.get(at..at + 2)?)).max(1);
        at += 2;
    }
    Some(at)
}

fn chunk_length(chunk: u16) -> usize {
    match chunk >> 14 {
        0 | 1 => usize::from(chunk & 0x1fff),
        2 => 14,
        _ => SYMBOLS,
    }
}

fn symbol(chunk: u16, n: usize) -> u16 {
    match chunk >> 14 {
        0 | 1 => chunk >> 13 & 3,
        2 => chunk >> 13usize.saturating_sub(n) & 1,
        _ => chunk >> 12usize.saturating_sub(2 * n) & 3,
    }
}
