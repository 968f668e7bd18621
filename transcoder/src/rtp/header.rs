//! The fixed header, read and written.

use super::extension::Extensions;

/// Bytes of a header without contributing sources and extensions.
pub(crate) const MIN_HEADER: usize = 12;

/// The first two bytes as a number; zero when there are fewer.
pub(crate) fn be16(bytes: &[u8]) -> u16 {
    bytes.first_chunk().map_or(0, |b| u16::from_be_bytes(*b))
}

/// The first four bytes as a number; zero when there are fewer.
pub(crate) fn be32(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b))
}

/// Bytes of the header with contributing sources and extensions; `None` when this is no RTP packet.
pub(crate) fn header_length(packet: &[u8]) -> Option<usize> {
    let first = *packet.first()?;
    if first >> 6 != 2 {
        return None;
    }
    let mut length = MIN_HEADER + 4 * usize::from(first & 15);
    if first & 0x10 != 0 {
        let words = be16(packet.get(length + 2..length + 4)?);
        length += 4 + 4 * usize::from(words);
    }
    (length <= packet.len()).then_some(length)
}

/// An RTP packet, taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) extensions: Extensions<'a>,
    /// The payload without padding.
    pub(crate) payload: &'a [u8],
}

impl<'a> Header<'a> {
    /// `None` when the packet is malformed.
    pub(crate) fn parse(packet: &'a [u8]) -> Option<Header<'a>> {
        let length = header_length(packet)?;
        let (first, second) = (*packet.first()?, *packet.get(1)?);
        let extensions = if first & 0x10 != 0 {
            let at = MIN_HEADER + 4 * usize::from(first & 15);
            let profile = be16(packet.get(at..)?);
            Extensions::new(profile, packet.get(at + 4..length)?)
        } else {
            Extensions::default()
        };
        let mut payload = packet.get(length..)?;
        if first & 0x20 != 0 {
            let padding = usize::from(*payload.last()?);
            let kept = payload.len().checked_sub(padding).filter(|_| padding > 0)?;
            payload = payload.get(..kept)?;
        }
        Some(Header {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            sequence: be16(packet.get(2..)?),
            timestamp: be32(packet.get(4..)?),
            ssrc: be32(packet.get(8..)?),
            extensions,
            payload,
        })
    }
}

/// Writes a packet into a buffer: the fixed header, then extensions in the one-byte form, then the payload.
pub(crate) struct HeaderWriter<'a> {
    buffer: &'a mut [u8],
    length: usize,
    /// Where the extension block begins, once there is one.
    block: Option<usize>,
}

impl<'a> HeaderWriter<'a> {
    /// `None` when the buffer cannot hold a header.
    pub(crate) fn new(
        buffer: &'a mut [u8],
        payload_type: u8,
        marker: bool,
        sequence: u16,
        timestamp: u32,
        ssrc: u32,
    ) -> Option<HeaderWriter<'a>> {
        let head = buffer.first_chunk_mut::<MIN_HEADER>()?;
        head[0] = 0x80;
        head[1] = payload_type & 0x7f | u8::from(marker) << 7;
        head[2..4].copy_from_slice(&sequence.to_be_bytes());
        head[4..8].copy_from_slice(&timestamp.to_be_bytes());
        head[8..12].copy_from_slice(&ssrc.to_be_bytes());
        Some(HeaderWriter {
            buffer,
            length: MIN_HEADER,
            block: None,
        })
    }

    /// Adds an extension element. One that the one-byte form cannot carry (identifier 0 or above 14, empty, longer than 16 bytes)
    /// or that does not fit is left out.
    pub(crate) fn extension(&mut self, id: u8, value: &[u8]) {
        let Some(size) = value.len().checked_sub(1).filter(|size| *size < 16) else {
            return;
        };
        let needed = 1 + value.len() + if self.block.is_none() { 4 } else { 0 };
        if !(1..=14).contains(&id) || self.length + needed + 4 > self.buffer.len() {
            return;
        }
        if self.block.is_none() {
            self.block = Some(self.length);
            self.put(&[0xbe, 0xde, 0, 0]);
        }
        self.put(&[id << 4 | size as u8]);
        self.put(value);
    }

    /// Ends the header and adds the payload, `prefix` before it (the sequence number of a retransmission). The packet's length, or
    /// `None` when it does not fit.
    pub(crate) fn payload(mut self, prefix: &[u8], payload: &[u8]) -> Option<usize> {
        if let Some(block) = self.block {
            while !(self.length - block).is_multiple_of(4) {
                self.put(&[0]);
            }
            let words = (self.length - block - 4) / 4;
            if let Some(length) = self.buffer.get_mut(block + 2..block + 4) {
                length.copy_from_slice(&u16::try_from(words).ok()?.to_be_bytes());
            }
            if let Some(first) = self.buffer.first_mut() {
                *first |= 0x10;
            }
        }
        if self.length + prefix.len() + payload.len() > self.buffer.len() {
            return None;
        }
        self.put(prefix);
        self.put(payload);
        Some(self.length)
    }

    fn put(&mut self, bytes: &[u8]) {
        if let Some(room) = self.buffer.get_mut(self.length..self.length + bytes.len()) {
            room.copy_from_slice(bytes);
            self.length += bytes.len();
        }
    }
}
