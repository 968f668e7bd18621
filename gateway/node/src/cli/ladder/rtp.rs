//! A summary of each stream of RTP.

use serde_json::json;

use super::book::Book;
use super::capture::Time;
use super::packet::Path;
use super::recognise::Rtp;
use super::row::{Protocol, Row, format};

/// One source on one path.
struct Stream {
    first: Time,
    last: Time,
    packets: u64,
    /// Sequence number of the first packet, and the highest one with its wraps.
    base: u64,
    highest: u64,
    payload_types: Vec<u8>,
    previous: (Time, u32),
    /// Jitter by each clock that it may have (RFC 3550 §6.4.1), in seconds: now, its highest, its sum.
    jitter: [Jitter; CLOCKS.len()],
    /// Seconds, and ticks of the source's clock, between packets that follow each other: tells which clock it has.
    seconds: f64,
    ticks: f64,
    intervals: u64,
}

#[derive(Clone, Copy, Default)]
struct Jitter {
    now: f64,
    most: f64,
    sum: f64,
}

/// All streams; at most [`MOST_STREAMS`].
#[derive(Default)]
pub(super) struct Streams {
    known: std::collections::HashMap<(Path, u32), Stream>,
}

impl Streams {
    pub(super) fn add(&mut self, time: Time, path: Path, packet: Rtp) {
        let key = (path, packet.ssrc);
        if self.known.len() >= MOST_STREAMS && !self.known.contains_key(&key) {
            // What had one packet only was hardly a stream.
            self.known.retain(|_, stream| stream.packets >= FEWEST);
            if self.known.len() >= MOST_STREAMS {
                return;
            }
        }
        match self.known.entry(key) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Stream::new(time, packet));
            }
            std::collections::hash_map::Entry::Occupied(mut entry) => {
                entry.get_mut().add(time, packet)
            }
        }
    }

    /// A row for each that is one: announced, or long enough for chance.
    pub(super) fn rows(self, book: &Book) -> Vec<Row> {
        let row = |((path, ssrc), stream): ((Path, u32), Stream)| {
            let call = book.media(path.to);
            let is_one = stream.packets >= FEWEST && (call.is_some() || stream.is_plausible());
            is_one.then(|| stream.row(path, ssrc, call.cloned().flatten()))
        };
        let mut rows: Vec<Row> = self.known.into_iter().filter_map(row).collect();
        rows.sort_by_key(|row| (row.time, row.from, row.to));
        rows
    }
}

impl Stream {
    fn new(time: Time, packet: Rtp) -> Stream {
        let sequence = u64::from(packet.sequence) + WRAP;
        Stream {
            first: time,
            last: time,
            packets: 1,
            base: sequence,
            highest: sequence,
            payload_types: vec![packet.payload_type],
            previous: (time, packet.timestamp),
            jitter: [Jitter::default(); CLOCKS.len()],
            seconds: 0.0,
            ticks: 0.0,
            intervals: 0,
        }
    }

    fn add(&mut self, time: Time, packet: Rtp) {
        self.packets += 1;
        self.last = self.last.max(time);
        let step = packet
            .sequence
            .wrapping_sub((self.highest % WRAP) as u16)
            .cast_signed();
        let sequence = self.highest.saturating_add_signed(step.into());
        self.highest = self.highest.max(sequence);
        self.base = self.base.min(sequence);
        if !self.payload_types.contains(&packet.payload_type)
            && self.payload_types.len() < MOST_TYPES
        {
            self.payload_types.push(packet.payload_type);
        }
        // Events and comfort noise have time stamps of another kind.
        if self.payload_types.first() != Some(&packet.payload_type) {
            return;
        }
        let (then, stamp) = self.previous;
        self.previous = (time, packet.timestamp);
        let seconds = (time - then) as f64 / 1e9;
        let ticks = f64::from(packet.timestamp.wrapping_sub(stamp).cast_signed());
        if step == 1 && ticks > 0.0 {
            self.seconds += seconds;
            self.ticks += ticks;
        }
        self.intervals += 1;
        for (jitter, clock) in self.jitter.iter_mut().zip(CLOCKS) {
            let difference = (seconds - ticks / f64::from(*clock)).abs();
            jitter.now += (difference - jitter.now) / 16.0;
            jitter.most = jitter.most.max(jitter.now);
            jitter.sum += jitter.now;
        }
    }

    /// Whether its numbers are a sequence, not chance.
    fn is_plausible(&self) -> bool {
        self.highest - self.base < self.packets.saturating_mul(4) + 100
    }

    /// Which clock it has: the known one of its type (RFC 3551 §6), else the one that fits best.
    fn clock(&self) -> usize {
        let kind = self.payload_types.first().copied().unwrap_or_default();
        let rate = match kind {
            0..=9 | 12 | 13 | 15 | 18 | 19 => 8_000.0,
            14 | 25..=34 => 90_000.0,
            _ if self.seconds > 0.0 => self.ticks / self.seconds,
            _ => 8_000.0,
        };
        let off = |clock: u32| (f64::from(clock) / rate).ln().abs();
        let best = CLOCKS
            .iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| off(**a).total_cmp(&off(**b)));
        best.map_or(0, |(at, _)| at)
    }

    fn row(&self, path: Path, ssrc: u32, call: Option<String>) -> Row {
        let clock = self.clock();
        let jitter = self.jitter.get(clock).copied().unwrap_or_default();
        let expected = self.highest - self.base + 1;
        let milliseconds = |seconds: f64| (seconds * 1e6).round() / 1e3;
        let intervals = self.intervals.max(1) as f64;
        let fields = json!({
            "ssrc": format!("{ssrc:#010x}"),
            "payload_type": self.payload_types.first(),
            "payload_types": self.payload_types,
            "clock_rate": CLOCKS.get(clock),
            "packets": self.packets,
            "lost": expected.saturating_sub(self.packets),
            "jitter_ms": milliseconds(jitter.sum / intervals),
            "max_jitter_ms": milliseconds(jitter.most),
            "first": format(self.first),
            "last": format(self.last),
        });
        Row {
            call,
            fields,
            ..Row::new(self.first, path, Protocol::Rtp, "stream".to_string())
        }
    }
}

/// Clocks of what H.323 and SIP carry.
const CLOCKS: &[u32; 5] = &[8_000, 16_000, 32_000, 48_000, 90_000];
/// Sequence numbers begin again.
const WRAP: u64 = 1 << 16;
/// Fewest packets of a stream.
const FEWEST: u64 = 4;
/// Most payload types that are listed.
const MOST_TYPES: usize = 16;
/// Most streams at a time, of about 400 bytes each.
const MOST_STREAMS: usize = 50_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Path {
        Path {
            from: ([192, 0, 2, 1], 5_004).into(),
            to: ([192, 0, 2, 2], 5_006).into(),
        }
    }

    fn packet(sequence: u16, timestamp: u32, payload_type: u8) -> Rtp {
        Rtp {
            payload_type,
            sequence,
            timestamp,
            ssrc: 7,
        }
    }

    fn only(streams: Streams) -> serde_json::Value {
        let rows = streams.rows(&Book::default());
        assert_eq!(rows.len(), 1);
        rows[0].fields.clone()
    }

    #[test]
    fn losses_are_counted_over_the_wrap_and_in_any_order() {
        let mut streams = Streams::default();
        for (n, sequence) in [65_534, 65_535, 1, 0, 4, 5].into_iter().enumerate() {
            let sequence: u16 = sequence;
            let stamp = u32::from(sequence.wrapping_sub(65_534)) * 160;
            streams.add(n as i128 * 20_000_000, path(), packet(sequence, stamp, 0));
        }
        let fields = only(streams);
        assert_eq!(
            (&fields["packets"], &fields["lost"]),
            (&json!(6), &json!(2))
        );
    }

    #[test]
    fn a_steady_source_has_no_jitter_whatever_its_clock() {
        for (kind, ticks, clock) in [(96, 3_000, 90_000), (111, 1_600, 48_000), (96, 533, 16_000)] {
            let mut streams = Streams::default();
            for n in 0..100_u16 {
                let time = i128::from(n) * 33_333_333;
                streams.add(time, path(), packet(n, u32::from(n) * ticks, kind));
            }
            let fields = only(streams);
            assert_eq!(fields["clock_rate"], json!(clock));
            assert!(fields["max_jitter_ms"].as_f64().unwrap() < 0.1, "{fields}");
        }
    }

    #[test]
    fn an_unsteady_one_has_what_rfc_3550_says() {
        let mut streams = Streams::default();
        for n in 0..400_u16 {
            let late = if n % 2 == 0 { 0 } else { 5_000_000 };
            let time = i128::from(n) * 20_000_000 + late;
            streams.add(time, path(), packet(n, u32::from(n) * 160, 0));
        }
        let jitter = only(streams)["jitter_ms"].as_f64().unwrap();
        assert!((4.0..5.0).contains(&jitter), "{jitter}");
    }

    #[test]
    fn chance_is_no_stream() {
        let mut streams = Streams::default();
        for n in 0..5_u16 {
            streams.add(0, path(), packet(n.wrapping_mul(9_999), 0, 0));
        }
        streams.add(0, path().back(), packet(1, 0, 0));
        assert!(streams.rows(&Book::default()).is_empty());
    }

    #[test]
    fn streams_without_end_are_bounded() {
        let mut streams = Streams::default();
        for ssrc in 0..60_000 {
            streams.add(
                0,
                path(),
                Rtp {
                    ssrc,
                    ..packet(1, 0, 0)
                },
            );
        }
        assert!(streams.known.len() <= MOST_STREAMS);
    }
}
