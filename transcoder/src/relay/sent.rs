//! What was sent under which number: leads a request for a retransmission back to the source's packet.

use std::time::{Duration, Instant};

/// Packets that are remembered; as many as a source's history keeps.
const LENGTH: usize = 512;
/// A packet is not sent again so soon after the last time: no receiver can miss it already.
const AGAIN: Duration = Duration::from_millis(10);
/// Repeats a second: a busy picture stream twice over. A few bytes of a request cause a datagram each, and must not cause any number.
const MOST_A_SECOND: u32 = 500;

/// Where a packet that was sent came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SentPacket {
    /// The source.
    pub(crate) source: u64,
    /// Its number there.
    pub(crate) number: u64,
    /// Our timestamp.
    pub(crate) timestamp: u32,
    /// Payload type toward the receiver.
    pub(crate) payload_type: u8,
    /// VP8 picture id and TL0PICIDX that we wrote.
    pub(crate) vp8: Option<(u16, u8)>,
}

/// The ring.
pub(crate) struct SentRing {
    ring: Vec<Slot>,
    /// Since when repeats are counted, and how many there were.
    window: Option<(Instant, u32)>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    sequence: u16,
    packet: Option<SentPacket>,
    repeated: Option<Instant>,
}

impl SentRing {
    pub(crate) fn new() -> SentRing {
        SentRing {
            ring: Vec::new(),
            window: None,
        }
    }

    /// Remembers a packet.
    pub(crate) fn put(&mut self, sequence: u16, packet: SentPacket) {
        if self.ring.is_empty() {
            self.ring.resize(LENGTH, Slot::default());
        }
        if let Some(slot) = self.ring.get_mut(usize::from(sequence) % LENGTH) {
            *slot = Slot {
                sequence,
                packet: Some(packet),
                repeated: None,
            };
        }
    }

    /// The packet that was sent under this number, to be sent again; `None` when it is not known any more or was repeated enough.
    pub(crate) fn repeat(&mut self, now: Instant, sequence: u16) -> Option<SentPacket> {
        let slot = self.ring.get_mut(usize::from(sequence) % LENGTH)?;
        let packet = slot.packet.filter(|_| slot.sequence == sequence)?;
        let recent = |at: Instant, span| now.saturating_duration_since(at) < span;
        if slot.repeated.is_some_and(|at| recent(at, AGAIN)) {
            return None;
        }
        let (since, count) = self
            .window
            .filter(|(since, _)| recent(*since, Duration::from_secs(1)))
            .unwrap_or((now, 0));
        if count >= MOST_A_SECOND {
            return None;
        }
        self.window = Some((since, count + 1));
        slot.repeated = Some(now);
        Some(packet)
    }
}
