//! The last packets of one source, in the clear: what forwarding sends and what retransmissions are made from. One for each source,
//! not for each receiver, because every receiver gets the packet under its own header and key.

/// Packets that are kept; two to four seconds of a picture stream.
const LENGTH: usize = 512;

/// One packet, without its header.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    number: u64,
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) timestamp: u32,
    /// RFC 6464, as it came.
    pub(crate) audio_level: Option<u8>,
    /// `urn:3gpp:video-orientation`, as it came.
    pub(crate) orientation: Option<u8>,
    /// First packet of a picture that needs no other.
    pub(crate) key: bool,
    /// Grows to the packet size once and is used again.
    pub(crate) payload: Vec<u8>,
}

/// A ring of packets.
pub(crate) struct History {
    ring: Vec<Kept>,
}

impl History {
    /// An empty ring. Its memory grows with the packets, up to its length.
    pub(crate) fn new() -> History {
        History { ring: Vec::new() }
    }

    /// The place for packet `number`, to be filled; the payload is empty.
    pub(crate) fn place(&mut self, number: u64) -> &mut Kept {
        if self.ring.is_empty() {
            self.ring.resize_with(LENGTH, Kept::default);
        }
        let index = (number % LENGTH as u64) as usize;
        let kept = self
            .ring
            .get_mut(index)
            .expect("the index is below the ring's length");
        kept.number = number;
        kept.payload.clear();
        kept
    }

    /// Packet `number`, when it is still there.
    pub(crate) fn get(&self, number: u64) -> Option<&Kept> {
        self.ring
            .get((number % LENGTH as u64) as usize)
            .filter(|kept| kept.number == number)
    }
}
