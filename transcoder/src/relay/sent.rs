//! What was sent under which number: leads a request for a retransmission back to the source's packet.

/// Packets that are remembered; as many as a source's history keeps.
const LENGTH: usize = 512;

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
    ring: Vec<(u16, Option<SentPacket>)>,
}

impl SentRing {
    pub(crate) fn new() -> SentRing {
        SentRing { ring: Vec::new() }
    }

    /// Remembers a packet.
    pub(crate) fn put(&mut self, sequence: u16, packet: SentPacket) {
        if self.ring.is_empty() {
            self.ring.resize(LENGTH, (0, None));
        }
        if let Some(slot) = self.ring.get_mut(usize::from(sequence) % LENGTH) {
            *slot = (sequence, Some(packet));
        }
    }

    /// The packet that was sent under this number.
    pub(crate) fn get(&self, sequence: u16) -> Option<SentPacket> {
        self.ring
            .get(usize::from(sequence) % LENGTH)
            .filter(|(of, _)| *of == sequence)
            .and_then(|(_, packet)| *packet)
    }
}
