//! Compound packets, put together in a buffer.

use super::read::Block;

/// Report blocks in one packet (a 5-bit count).
const BLOCKS: usize = 31;
/// Requests for lost packets in one NACK: more losses than that at once are an outage, which a picture request ends.
const PAIRS: usize = 64;

/// Writes a compound packet. Whatever does not fit is left out whole.
pub(crate) struct Writer<'a> {
    buffer: &'a mut [u8],
    length: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(buffer: &'a mut [u8]) -> Writer<'a> {
        Writer { buffer, length: 0 }
    }

    /// Bytes written.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// A sender report; `counts` are packets and bytes of payload sent.
    pub(crate) fn sender_report(
        &mut self,
        ssrc: u32,
        ntp: u64,
        rtp: u32,
        counts: (u32, u32),
        blocks: &[Block],
    ) {
        let blocks = blocks.get(..blocks.len().min(BLOCKS)).unwrap_or_default();
        self.packet(blocks.len() as u8, 200, |out| {
            out.word(ssrc);
            out.put(&ntp.to_be_bytes());
            out.word(rtp);
            out.word(counts.0);
            out.word(counts.1);
            out.blocks(blocks);
        });
    }

    /// A receiver report.
    pub(crate) fn receiver_report(&mut self, ssrc: u32, blocks: &[Block]) {
        let blocks = blocks.get(..blocks.len().min(BLOCKS)).unwrap_or_default();
        self.packet(blocks.len() as u8, 201, |out| {
            out.word(ssrc);
            out.blocks(blocks);
        });
    }

    /// The canonical name.
    pub(crate) fn description(&mut self, ssrc: u32, cname: &str) {
        let name = cname.as_bytes();
        let name = name.get(..name.len().min(255)).unwrap_or_default();
        self.packet(1, 202, |out| {
            out.word(ssrc);
            out.put(&[1, name.len() as u8]);
            out.put(name);
            // A zero byte ends the list; the chunk is filled up to a word.
            let end = (2 + name.len() + 1).next_multiple_of(4) - 2 - name.len();
            out.put(&[0; 4][..end.min(4)]);
        });
    }

    /// A source leaves.
    pub(crate) fn bye(&mut self, ssrc: u32) {
        self.packet(1, 203, |out| out.word(ssrc));
    }

    /// Asks for lost packets (RFC 4585 §6.2.1); `lost` is in rising order.
    pub(crate) fn nack(&mut self, sender: u32, media: u32, lost: &[u16]) {
        if lost.is_empty() {
            return;
        }
        self.packet(1, 205, |out| {
            out.word(sender);
            out.word(media);
            let (mut rest, mut pairs) = (lost, 0);
            while let Some((&first, mut after)) = rest.split_first() {
                let mut mask = 0u16;
                while let Some((&next, later)) = after.split_first() {
                    let step = next.wrapping_sub(first);
                    if !(1..=16).contains(&step) {
                        break;
                    }
                    mask |= 1 << (step - 1);
                    after = later;
                }
                out.put(&first.to_be_bytes());
                out.put(&mask.to_be_bytes());
                rest = after;
                pairs += 1;
                if pairs == PAIRS {
                    break;
                }
            }
        });
    }

    /// Picture loss indication (RFC 4585 §6.3.1).
    pub(crate) fn picture_loss(&mut self, sender: u32, media: u32) {
        self.packet(1, 206, |out| {
            out.word(sender);
            out.word(media);
        });
    }

    /// Full intra request (RFC 5104 §4.3.1); `command` changes with each new request.
    pub(crate) fn full_intra(&mut self, sender: u32, media: u32, command: u8) {
        self.packet(4, 206, |out| {
            out.word(sender);
            out.word(0);
            out.word(media);
            out.put(&[command, 0, 0, 0]);
        });
    }

    /// Receiver estimated maximum bit rate (draft-alvestrand-rmcat-remb-03 §2.2) for one source.
    pub(crate) fn estimate(&mut self, sender: u32, media: u32, bits_per_second: u64) {
        self.packet(15, 206, |out| {
            let (exponent, mantissa) = float(bits_per_second, 18);
            out.word(sender);
            out.word(0);
            out.put(b"REMB");
            out.word(1 << 24 | exponent << 18 | mantissa);
            out.word(media);
        });
    }

    /// Temporary maximum media stream bit rate (RFC 5104 §4.2.1) for one source; 40 bytes of IPv4, UDP and RTP for each packet.
    pub(crate) fn most(&mut self, sender: u32, media: u32, bits_per_second: u64) {
        self.limit(3, sender, media, bits_per_second);
    }

    /// Confirms such a limit (RFC 5104 §4.2.2); `owner` is who set it. Who hears no confirmation goes on asking.
    pub(crate) fn limited(&mut self, sender: u32, owner: u32, bits_per_second: u64) {
        self.limit(4, sender, owner, bits_per_second);
    }

    fn limit(&mut self, format: u8, sender: u32, about: u32, bits_per_second: u64) {
        self.packet(format, 205, |out| {
            let (exponent, mantissa) = float(bits_per_second, 17);
            out.word(sender);
            out.word(0);
            out.word(about);
            out.word(exponent << 26 | mantissa << 9 | 40);
        });
    }

    /// Transport-wide feedback whose control information was built elsewhere.
    pub(crate) fn transport_wide(&mut self, sender: u32, media: u32, feedback: &[u8]) {
        self.packet(15, 205, |out| {
            out.word(sender);
            out.word(media);
            out.put(feedback);
            out.put(&[0; 4][..feedback.len().next_multiple_of(4) - feedback.len()]);
        });
    }

    fn packet(&mut self, count: u8, kind: u8, body: impl FnOnce(&mut Self)) {
        let start = self.length;
        self.put(&[0x80 | count, kind, 0, 0]);
        body(self);
        // `length` counts also what did not fit: then the whole packet is taken back.
        let words = (self.length - start) / 4;
        let whole = self.length <= self.buffer.len() && (self.length - start).is_multiple_of(4);
        match (whole, self.buffer.get_mut(start + 2..start + 4)) {
            (true, Some(length)) => length.copy_from_slice(&(words as u16 - 1).to_be_bytes()),
            _ => self.length = start,
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.word(block.ssrc);
            self.word(u32::from(block.fraction) << 24 | block.lost as u32 & 0xff_ffff);
            self.word(block.highest);
            self.word(block.jitter);
            self.word(block.last_report);
            self.word(block.delay);
        }
    }

    fn word(&mut self, word: u32) {
        self.put(&word.to_be_bytes());
    }

    fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(room) = self.buffer.get_mut(self.length..end) {
            room.copy_from_slice(bytes);
        }
        self.length = end;
    }
}

/// A number as exponent and mantissa of so many bits, rounded down.
fn float(number: u64, bits: u32) -> (u32, u32) {
    let used = u64::BITS - number.leading_zeros();
    let exponent = used.saturating_sub(bits);
    (exponent, (number >> exponent) as u32)
}
