//! H.264 over RTP (RFC 6184): packets to access units and back.
//!
//! GStreamer's depayloader is never given network bytes: two packets (`7c85aabbccdd`, then `7c`) crash rtph264depay 1.22. Here every
//! length is checked, and what comes out is a whole access unit in Annex B form.

use tolk_model::codec::Packetization;

use super::MAX_UNIT_BYTES;

const NAL_IDR: u8 = 5;
const NAL_SPS: u8 = 7;
const NAL_STAP_A: u8 = 24;
const NAL_FU_A: u8 = 28;
const START_CODE: [u8; 4] = [0, 0, 0, 1];

/// Why a payload was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum H264Error {
    /// Shorter than its own headers say.
    #[error("the payload is shorter than its headers say")]
    Truncated,
    /// A payload structure that was not negotiated (STAP-B, MTAP, FU-B) or that does not exist.
    #[error("payload structure {0} is not negotiated")]
    Structure(u8),
    /// A fragment without its beginning.
    #[error("a fragment without its beginning")]
    Orphan,
    /// The access unit is larger than any that we accept.
    #[error("the access unit is too large")]
    TooLarge,
}

/// Collects the payloads of one access unit, in sequence.
#[derive(Debug, Default)]
pub struct H264Depacketizer {
    unit: Vec<u8>,
    in_fragment: bool,
    has_idr: bool,
    has_sps: bool,
}

impl H264Depacketizer {
    /// Adds one payload (RFC 6184 §5.6-5.8).
    ///
    /// # Errors
    /// [`H264Error`]; the unit must then be given up with [`Self::reset`].
    pub fn push(&mut self, payload: &[u8]) -> Result<(), H264Error> {
        let (&first, rest) = payload.split_first().ok_or(H264Error::Truncated)?;
        match first & 0x1f {
            1..=23 => self.append(&[payload]),
            NAL_STAP_A => self.push_aggregate(rest),
            NAL_FU_A => self.push_fragment(first, rest),
            other => Err(H264Error::Structure(other)),
        }
    }

    /// Ends the access unit: its bytes in Annex B form, and whether it can be decoded by itself.
    pub fn finish(&mut self) -> Option<(Vec<u8>, bool)> {
        let key = self.has_idr;
        let complete = !self.in_fragment && !self.unit.is_empty();
        let unit = std::mem::take(&mut self.unit);
        self.reset();
        complete.then_some((unit, key))
    }

    /// Whether the unit under construction carries a sequence parameter set.
    pub fn has_parameter_sets(&self) -> bool {
        self.has_sps
    }

    /// Gives up the unit under construction.
    pub fn reset(&mut self) {
        *self = H264Depacketizer {
            unit: std::mem::take(&mut self.unit),
            ..H264Depacketizer::default()
        };
        self.unit.clear();
    }

    fn push_aggregate(&mut self, mut rest: &[u8]) -> Result<(), H264Error> {
        while !rest.is_empty() {
            let (length, tail) = rest.split_first_chunk::<2>().ok_or(H264Error::Truncated)?;
            let length = usize::from(u16::from_be_bytes(*length));
            if length == 0 || length > tail.len() {
                return Err(H264Error::Truncated);
            }
            let (nal, tail) = tail.split_at(length);
            self.append(&[nal])?;
            rest = tail;
        }
        Ok(())
    }

    fn push_fragment(&mut self, indicator: u8, rest: &[u8]) -> Result<(), H264Error> {
        let (&header, body) = rest.split_first().ok_or(H264Error::Truncated)?;
        if body.is_empty() {
            return Err(H264Error::Truncated);
        }
        let (start, end) = (header & 0x80 != 0, header & 0x40 != 0);
        if start {
            let nal_header = (indicator & 0xe0) | (header & 0x1f);
            self.append(&[&[nal_header], body])?;
            self.in_fragment = true;
        } else if self.in_fragment {
            self.check_size(body.len())?;
            self.unit.extend_from_slice(body);
        } else {
            return Err(H264Error::Orphan);
        }
        if end {
            self.in_fragment = false;
        }
        Ok(())
    }

    /// Begins a NAL unit made of `parts`.
    fn append(&mut self, parts: &[&[u8]]) -> Result<(), H264Error> {
        if self.in_fragment {
            return Err(H264Error::Truncated);
        }
        let kind = parts
            .iter()
            .find_map(|p| p.first())
            .ok_or(H264Error::Truncated)?
            & 0x1f;
        self.check_size(START_CODE.len() + parts.iter().map(|p| p.len()).sum::<usize>())?;
        self.has_idr |= kind == NAL_IDR;
        self.has_sps |= kind == NAL_SPS;
        self.unit.extend_from_slice(&START_CODE);
        for part in parts {
            self.unit.extend_from_slice(part);
        }
        Ok(())
    }

    fn check_size(&self, more: usize) -> Result<(), H264Error> {
        if self.unit.len() + more > MAX_UNIT_BYTES {
            Err(H264Error::TooLarge)
        } else {
            Ok(())
        }
    }
}

/// The NAL units of an Annex B access unit, without start codes.
pub fn nal_units(unit: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = skip_start_code(unit);
    std::iter::from_fn(move || {
        let current = rest?;
        let end = find_start_code(current).unwrap_or(current.len());
        let (nal, tail) = current.split_at_checked(end)?;
        rest = skip_start_code(tail);
        Some(trim_trailing_zeros(nal))
    })
    .filter(|nal| !nal.is_empty())
}

fn find_start_code(bytes: &[u8]) -> Option<usize> {
    bytes.windows(3).position(|w| w == [0, 0, 1])
}

fn skip_start_code(bytes: &[u8]) -> Option<&[u8]> {
    find_start_code(bytes).and_then(|at| bytes.get(at + 3..))
}

/// A NAL unit never ends with a zero byte (H.264 §7.4.1): what is there belongs to the next start code.
fn trim_trailing_zeros(nal: &[u8]) -> &[u8] {
    let end = nal.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
    nal.get(..end).unwrap_or_default()
}

/// Splits an access unit into RTP payloads of at most `max_payload` bytes (RFC 6184 §5.6, §5.8).
///
/// In single NAL unit mode a NAL that does not fit cannot be sent: the encoder's slices must be smaller. Such a unit is
/// skipped, and the count of skipped ones is returned.
pub fn packetize(
    unit: &[u8],
    mode: Packetization,
    max_payload: usize,
    mut emit: impl FnMut(Vec<u8>),
) -> usize {
    let mut skipped = 0;
    for nal in nal_units(unit) {
        if nal.len() <= max_payload {
            emit(nal.to_vec());
        } else if mode == Packetization::NonInterleaved {
            fragment(nal, max_payload, &mut emit);
        } else {
            skipped += 1;
        }
    }
    skipped
}

fn fragment(nal: &[u8], max_payload: usize, emit: &mut impl FnMut(Vec<u8>)) {
    let Some((&header, body)) = nal.split_first() else {
        return;
    };
    let pieces = body.chunks(max_payload.saturating_sub(2).max(1));
    let last = pieces.len().saturating_sub(1);
    for (index, piece) in pieces.enumerate() {
        let start = if index == 0 { 0x80 } else { 0 };
        let end = if index == last { 0x40 } else { 0 };
        let mut payload = Vec::with_capacity(piece.len() + 2);
        payload.push((header & 0xe0) | NAL_FU_A);
        payload.push(start | end | (header & 0x1f));
        payload.extend_from_slice(piece);
        emit(payload);
    }
}
