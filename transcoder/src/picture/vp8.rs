//! VP8 over RTP (RFC 7741): packets to frames and back.

use super::MAX_UNIT_BYTES;

/// Bytes 3 to 5 of every key frame (RFC 6386 §9.1).
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// Why a payload was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Vp8Error {
    /// Shorter than its descriptor says.
    #[error("the payload is shorter than its descriptor says")]
    Truncated,
    /// A continuation without its beginning.
    #[error("a partition without the beginning of its frame")]
    Orphan,
    /// The frame is larger than any that we accept.
    #[error("the frame is too large")]
    TooLarge,
}

/// Collects the payloads of one frame, in sequence.
#[derive(Debug, Default)]
pub struct Vp8Depacketizer {
    frame: Vec<u8>,
    started: bool,
}

impl Vp8Depacketizer {
    /// Adds one payload (RFC 7741 §4.2).
    ///
    /// # Errors
    /// [`Vp8Error`]; the frame must then be given up with [`Self::reset`].
    pub fn push(&mut self, payload: &[u8]) -> Result<(), Vp8Error> {
        let (begins, body) = strip_descriptor(payload)?;
        if begins {
            self.started = true;
            self.frame.clear();
        } else if !self.started {
            return Err(Vp8Error::Orphan);
        }
        if self.frame.len() + body.len() > MAX_UNIT_BYTES {
            return Err(Vp8Error::TooLarge);
        }
        self.frame.extend_from_slice(body);
        Ok(())
    }

    /// Ends the frame: its bytes, and whether it is a key frame (RFC 6386 §9.1: the inverse of the first bit). A key frame without
    /// its start code is no frame.
    pub fn finish(&mut self) -> Option<(Vec<u8>, bool)> {
        let frame = std::mem::take(&mut self.frame);
        let complete = std::mem::take(&mut self.started);
        let key = frame.first()? & 1 == 0;
        let sound = !key || frame.get(3..6) == Some(&START_CODE);
        (complete && sound).then_some((frame, key))
    }

    /// Gives up the frame under construction.
    pub fn reset(&mut self) {
        self.frame.clear();
        self.started = false;
    }
}

/// Whether this payload begins a frame.
pub fn begins_frame(payload: &[u8]) -> bool {
    strip_descriptor(payload).is_ok_and(|(begins, _)| begins)
}

/// The payload behind the descriptor, and whether it begins a frame (S = 1, PID = 0).
fn strip_descriptor(payload: &[u8]) -> Result<(bool, &[u8]), Vp8Error> {
    let (&first, mut rest) = payload.split_first().ok_or(Vp8Error::Truncated)?;
    if first & 0x80 != 0 {
        let (&extension, tail) = rest.split_first().ok_or(Vp8Error::Truncated)?;
        rest = tail;
        if extension & 0x80 != 0 {
            let long = rest.first().ok_or(Vp8Error::Truncated)? & 0x80 != 0;
            rest = rest
                .get(if long { 2 } else { 1 }..)
                .ok_or(Vp8Error::Truncated)?;
        }
        if extension & 0x40 != 0 {
            rest = rest.get(1..).ok_or(Vp8Error::Truncated)?;
        }
        if extension & 0x30 != 0 {
            rest = rest.get(1..).ok_or(Vp8Error::Truncated)?;
        }
    }
    if rest.is_empty() {
        return Err(Vp8Error::Truncated);
    }
    Ok((first & 0x10 != 0 && first & 0x07 == 0, rest))
}

/// Splits a frame into RTP payloads of at most `max_payload` bytes, each with a descriptor that carries a 15-bit picture
/// identifier. Partition boundaries are not marked (all of it is sent as partition 0, RFC 7741 §4.4).
pub fn packetize(frame: &[u8], picture_id: u16, max_payload: usize, mut emit: impl FnMut(Vec<u8>)) {
    let [high, low] = (picture_id | 0x8000).to_be_bytes();
    for (index, piece) in frame
        .chunks(max_payload.saturating_sub(4).max(1))
        .enumerate()
    {
        let start = if index == 0 { 0x10 } else { 0 };
        let mut payload = Vec::with_capacity(piece.len() + 4);
        payload.extend_from_slice(&[0x80 | start, 0x80, high, low]);
        payload.extend_from_slice(piece);
        emit(payload);
    }
}
