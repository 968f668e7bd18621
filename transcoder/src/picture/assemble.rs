//! From RTP packets in order of arrival to whole access units in order of sending.
//!
//! A hole is waited for as long as a retransmission may take; then the unit and everything up to the next key picture is given
//! up and a whole picture is asked for. Decoders hardly report damage (PEERS.md): loss must be told from here.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::Codec;

use super::h264::{self, H264Depacketizer};
use super::vp8::{self, Vp8Depacketizer};
use crate::branch::BranchPacket;

/// How long a hole is waited for: two round trips of a long path, and less than a person notices as a freeze.
const HOLE_WAIT: Duration = Duration::from_millis(150);
/// Packets held behind a hole: half a second at 4 Mbit/s.
const MAX_HELD: usize = 256;
/// A jump of the sequence number larger than this is a restart of the sender (RFC 3550 A.1, MAX_DROPOUT).
const MAX_JUMP: i64 = 3000;

/// One whole access unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessUnit {
    /// H.264 in Annex B form, or one VP8 frame.
    pub bytes: Vec<u8>,
    /// Needs no other picture.
    pub key: bool,
    /// Time of the picture since the first one, by the sender's clock.
    pub at: Duration,
}

/// What came of a packet or of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assembled {
    /// A picture.
    Unit(AccessUnit),
    /// The next picture that can be shown is a key picture: ask for one.
    NeedsKey,
}

#[derive(Debug)]
enum Depacketizer {
    H264(H264Depacketizer),
    Vp8(Vp8Depacketizer),
}

impl Depacketizer {
    fn push(&mut self, payload: &[u8]) -> bool {
        match self {
            Depacketizer::H264(d) => d.push(payload).is_ok(),
            Depacketizer::Vp8(d) => d.push(payload).is_ok(),
        }
    }

    fn begins(&self, payload: &[u8]) -> bool {
        match self {
            Depacketizer::H264(_) => h264::begins_unit(payload),
            Depacketizer::Vp8(_) => vp8::begins_frame(payload),
        }
    }

    fn finish(&mut self) -> Option<(Vec<u8>, bool)> {
        match self {
            Depacketizer::H264(d) => d.finish(),
            Depacketizer::Vp8(d) => d.finish(),
        }
    }

    fn reset(&mut self) {
        match self {
            Depacketizer::H264(d) => d.reset(),
            Depacketizer::Vp8(d) => d.reset(),
        }
    }
}

#[derive(Debug)]
struct Held {
    timestamp: u32,
    marker: bool,
    arrived: Instant,
    payload: Bytes,
}

/// Assembles one RTP stream of pictures. A change of source or codec needs a new one.
#[derive(Debug)]
pub struct Assembler {
    depacketizer: Depacketizer,
    held: BTreeMap<i64, Held>,
    next: Option<i64>,
    hole_since: Option<Instant>,
    /// RTP timestamp of the unit under construction, and when its first packet came.
    unit: Option<(u32, Instant)>,
    unit_damaged: bool,
    /// It has a payload that is not padding.
    unit_begun: bool,
    /// Packets before the next one were lost: it may be the middle of a unit.
    after_hole: bool,
    needs_key: bool,
    clock: RtpClock,
}

impl Assembler {
    /// For a codec that pictures can be decoded from here; `None` for one that is only forwarded. The first picture is of `from`.
    pub fn new(codec: Codec, from: Duration) -> Option<Assembler> {
        let depacketizer = match codec {
            Codec::H264 => Depacketizer::H264(H264Depacketizer::default()),
            Codec::Vp8 => Depacketizer::Vp8(Vp8Depacketizer::default()),
            _ => return None,
        };
        Some(Assembler {
            depacketizer,
            held: BTreeMap::new(),
            next: None,
            hole_since: None,
            unit: None,
            unit_damaged: false,
            unit_begun: false,
            // The first packet that comes may be the middle of a unit as well.
            after_hole: true,
            needs_key: true,
            clock: RtpClock::new(from),
        })
    }

    /// Takes one packet.
    pub fn push(&mut self, packet: &BranchPacket, out: &mut Vec<Assembled>) {
        let sequence = self.extend(packet.sequence, out);
        if self.next.is_some_and(|next| sequence < next) {
            return;
        }
        let held = Held {
            timestamp: packet.timestamp,
            marker: packet.marker,
            arrived: packet.arrived,
            payload: packet.payload.clone(),
        };
        self.held.insert(sequence, held);
        self.drain(packet.arrived, out);
        if self.held.len() > MAX_HELD {
            self.give_up_hole(packet.arrived, out);
        }
    }

    /// Drops everything up to the next key picture: somebody behind us lost a unit. Whoever calls this asks for the picture.
    pub fn require_key(&mut self) {
        self.needs_key = true;
    }

    /// Whether nothing can be shown before a key picture comes.
    pub fn needs_key(&self) -> bool {
        self.needs_key
    }

    /// Time of the newest picture.
    pub fn at(&self) -> Duration {
        self.clock.now()
    }

    /// The RTP time of a picture of this stream that was said to be of `at`; `None` before the first.
    pub fn timestamp(&self, at: Duration) -> Option<u32> {
        self.clock.timestamp(at)
    }

    /// Gives up a hole whose time has come. To be called every few tens of milliseconds.
    pub fn timeout(&mut self, now: Instant, out: &mut Vec<Assembled>) {
        if self
            .hole_since
            .is_some_and(|since| now.saturating_duration_since(since) >= HOLE_WAIT)
        {
            self.give_up_hole(now, out);
        }
    }

    /// The sequence number without wrap-around, close to the one expected; a far jump is a restart.
    fn extend(&mut self, sequence: u16, out: &mut Vec<Assembled>) -> i64 {
        let Some(next) = self.next else {
            let first = i64::from(sequence);
            self.next = Some(first);
            return first;
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the low 16 bits are wanted"
        )]
        let distance = i64::from(sequence.wrapping_sub(next as u16).cast_signed());
        if distance.abs() > MAX_JUMP {
            self.held.clear();
            self.damage(out);
            self.next = Some(next + distance);
            self.hole_since = None;
        }
        next + distance
    }

    fn drain(&mut self, now: Instant, out: &mut Vec<Assembled>) {
        let mut went_on = false;
        while let Some(next) = self.next
            && let Some(held) = self.held.remove(&next)
        {
            self.next = Some(next + 1);
            self.take(held, out);
            went_on = true;
        }
        self.hole_since = match self.held.first_key_value() {
            None => None,
            // Another hole than before, with a time of its own: since what lies behind it came.
            Some((_, behind)) if went_on => Some(behind.arrived),
            Some(_) => self.hole_since.or(Some(now)),
        };
    }

    fn give_up_hole(&mut self, now: Instant, out: &mut Vec<Assembled>) {
        if let Some((&first, _)) = self.held.first_key_value() {
            self.damage(out);
            self.next = Some(first);
            self.hole_since = None;
            self.drain(now, out);
        }
    }

    fn damage(&mut self, out: &mut Vec<Assembled>) {
        self.depacketizer.reset();
        self.unit_damaged = true;
        self.after_hole = true;
        self.need_key(out);
    }

    fn need_key(&mut self, out: &mut Vec<Assembled>) {
        self.needs_key = true;
        out.push(Assembled::NeedsKey);
    }

    fn take(&mut self, held: Held, out: &mut Vec<Assembled>) {
        let goes_on = self
            .unit
            .is_some_and(|(timestamp, _)| timestamp == held.timestamp);
        if !goes_on {
            // The marker of the unit before was lost, or the sender sets none: the new timestamp ends it.
            self.finish(out);
            self.unit = Some((held.timestamp, held.arrived));
        }
        // An empty payload is padding (a bandwidth probe): it has a place in the sequence and nothing else.
        if !held.payload.is_empty() && !self.unit_damaged {
            self.unit_begun = true;
            let headless = self.after_hole && !self.depacketizer.begins(&held.payload);
            if headless || !self.depacketizer.push(&held.payload) {
                self.damage(out);
            }
            self.after_hole = false;
        }
        if held.marker {
            self.finish(out);
        }
    }

    fn finish(&mut self, out: &mut Vec<Assembled>) {
        let Some((timestamp, arrived)) = self.unit.take() else {
            self.unit_damaged = false;
            return;
        };
        let damaged = std::mem::take(&mut self.unit_damaged);
        let begun = std::mem::take(&mut self.unit_begun);
        let unit = self.depacketizer.finish();
        let Some((bytes, key)) = unit.filter(|_| !damaged) else {
            if begun && !damaged {
                self.need_key(out);
            }
            return;
        };
        if self.needs_key && !key {
            out.push(Assembled::NeedsKey);
            return;
        }
        self.needs_key = false;
        out.push(Assembled::Unit(AccessUnit {
            bytes,
            key,
            at: self.clock.at(timestamp, arrived),
        }));
    }
}

/// A step of the RTP clock that differs from the time of arrival by more than this is a restart of the sender's clock.
const MAX_CLOCK_STEP: i64 = 5 * 90_000;

/// Unwraps a 90 kHz RTP clock into a time that goes on when the sender's clock is set anew.
#[derive(Debug)]
struct RtpClock {
    ticks: i64,
    last: Option<(u32, Instant)>,
}

impl RtpClock {
    fn new(from: Duration) -> RtpClock {
        RtpClock {
            ticks: ticks(from),
            last: None,
        }
    }

    fn now(&self) -> Duration {
        // A tick is 100/9 microseconds.
        Duration::from_nanos(self.ticks.unsigned_abs().saturating_mul(100_000) / 9)
    }

    fn timestamp(&self, at: Duration) -> Option<u32> {
        let (newest, _) = self.last?;
        let nanos = i128::try_from(at.as_nanos()).ok()?;
        // Rounded: `now` has cut a fraction off.
        let ticks = i64::try_from((nanos * 9 + 50_000) / 100_000).ok()?;
        Some(newest.wrapping_add(ticks.wrapping_sub(self.ticks) as u32))
    }

    fn at(&mut self, timestamp: u32, arrived: Instant) -> Duration {
        if let Some((before, seen)) = self.last {
            let passed = ticks(arrived.saturating_duration_since(seen));
            let step = i64::from(timestamp.wrapping_sub(before).cast_signed());
            let jumped = (step.abs() - passed).abs() > MAX_CLOCK_STEP;
            let step = if jumped { passed } else { step };
            self.ticks = self.ticks.saturating_add(step).max(0);
        }
        self.last = Some((timestamp, arrived));
        self.now()
    }
}

fn ticks(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos() * 9 / 100_000).unwrap_or(i64::MAX / 2)
}
