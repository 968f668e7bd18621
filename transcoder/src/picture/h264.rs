//! H.264 over RTP (RFC 6184): packets to access units and back.
//!
//! GStreamer's depayloader is never given network bytes: two packets (`7c85aabbccdd`, then `7c`) crash rtph264depay 1.22. Here every
//! length is checked, and what comes out is a whole access unit in Annex B form.

use tolk_model::codec::Packetization;

use super::MAX_UNIT_BYTES;
use super::parameter_sets::{Bits, ParameterSets};

const NAL_SLICE: u8 = 1;
const NAL_IDR: u8 = 5;
const NAL_SPS: u8 = 7;
const NAL_PPS: u8 = 8;
const NAL_STAP_A: u8 = 24;
const NAL_FU_A: u8 = 28;
/// Scalability information of RFC 6190; it says nothing to a decoder of the base layer.
const NAL_SCALABILITY: u8 = 30;
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

/// Collects the payloads of one access unit, in sequence, and keeps the parameter sets that it meets.
#[derive(Debug, Default)]
pub struct H264Depacketizer {
    sets: ParameterSets,
    unit: Vec<u8>,
    open_fragment: bool,
}

/// What an access unit has.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    idr: bool,
    /// A sequence parameter set that could be read, that is.
    sps: bool,
    pps: bool,
    slice: bool,
    /// A slice that refers to other pictures, or that we cannot tell.
    inter: bool,
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
            NAL_SCALABILITY => Ok(()),
            other => Err(H264Error::Structure(other)),
        }
    }

    /// Ends the access unit: its bytes in Annex B form, and whether a decoder can begin with it. Such a unit carries the parameter
    /// sets, if need be those that came earlier.
    pub fn finish(&mut self) -> Option<(Vec<u8>, bool)> {
        let unit = std::mem::take(&mut self.unit);
        if std::mem::take(&mut self.open_fragment) || unit.is_empty() {
            return None;
        }
        let found = self.read(&unit);
        // Some rooms answer a picture request with an intra picture that is no IDR, after fresh parameter sets.
        let intra = found.sps && found.slice && !found.inter;
        let key = (found.idr || intra) && self.sets.is_complete();
        if key && !(found.sps && found.pps) {
            let whole = self.with_sets(&unit);
            // Larger than a worker takes: it would be ended by what one sender sends.
            return (whole.len() <= MAX_UNIT_BYTES).then_some((whole, true));
        }
        Some((unit, key))
    }

    /// Gives up the unit under construction; the parameter sets stay.
    pub fn reset(&mut self) {
        self.unit.clear();
        self.open_fragment = false;
    }

    /// Reads a whole unit as a decoder would: a start code inside a NAL unit begins another.
    fn read(&mut self, unit: &[u8]) -> Found {
        let mut found = Found::default();
        for nal in nal_units(unit) {
            match nal.first().map(|first| first & 0x1f) {
                Some(NAL_SPS) => found.sps |= self.sets.keep_sequence(nal),
                Some(NAL_PPS) => found.pps |= self.sets.keep_picture(nal),
                Some(kind @ (NAL_SLICE | NAL_IDR)) => {
                    found.slice = true;
                    found.idr |= kind == NAL_IDR;
                    found.inter |= !slice_of(nal).is_some_and(|slice| slice.intra);
                }
                _ => {}
            }
        }
        found
    }

    fn with_sets(&self, unit: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(unit.len() + 128);
        for set in self.sets.iter() {
            whole.extend_from_slice(&START_CODE);
            whole.extend_from_slice(set);
        }
        whole.extend_from_slice(unit);
        whole
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

    fn check_size(&self, more: usize) -> Result<(), H264Error> {
        if self.unit.len() + more > MAX_UNIT_BYTES {
            Err(H264Error::TooLarge)
        } else {
            Ok(())
        }
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
            self.open_fragment = true;
        } else if self.open_fragment {
            self.check_size(body.len())?;
            self.unit.extend_from_slice(body);
        } else {
            return Err(H264Error::Orphan);
        }
        if end {
            self.open_fragment = false;
        }
        Ok(())
    }

    /// Begins a NAL unit made of `parts`.
    fn append(&mut self, parts: &[&[u8]]) -> Result<(), H264Error> {
        if self.open_fragment {
            return Err(H264Error::Truncated);
        }
        self.check_size(START_CODE.len() + parts.iter().map(|p| p.len()).sum::<usize>())?;
        self.unit.extend_from_slice(&START_CODE);
        for part in parts {
            self.unit.extend_from_slice(part);
        }
        Ok(())
    }
}

/// The beginning of a slice header (H.264 §7.3.3).
struct Slice {
    first: bool,
    intra: bool,
}

fn slice_of(nal: &[u8]) -> Option<Slice> {
    slice_in(nal.get(1..)?)
}

fn slice_in(header: &[u8]) -> Option<Slice> {
    let mut bits = Bits::new(header);
    let first = bits.exp_golomb()? == 0;
    let kind = bits.exp_golomb()?;
    // Table 7-6: 2 and 7 are I, 4 and 9 are SI.
    Some(Slice {
        first,
        intra: matches!(kind, 2 | 4 | 7 | 9),
    })
}

/// Whether this payload begins an access unit, as far as it tells: parameter sets, delimiters and SEI come before slices, and the first
/// slice begins at macroblock 0. Asked after a loss, when the beginning of a unit may be what was lost.
pub fn begins_unit(payload: &[u8]) -> bool {
    let Some((&first, rest)) = payload.split_first() else {
        return false;
    };
    match first & 0x1f {
        NAL_SLICE | NAL_IDR => slice_of(payload).is_some_and(|slice| slice.first),
        // SEI, sets, delimiter; the prefix and the subset of scalable streams.
        6..=9 | 14 | 15 | NAL_SCALABILITY => true,
        // The first aggregated NAL unit; aggregates do not nest.
        NAL_STAP_A => rest.get(2..).is_some_and(|nal| {
            nal.first()
                .is_some_and(|header| header & 0x1f != NAL_STAP_A)
                && begins_unit(nal)
        }),
        NAL_FU_A => match rest.split_first() {
            Some((&header, body)) if header & 0x80 != 0 => {
                !matches!(header & 0x1f, NAL_SLICE | NAL_IDR)
                    || slice_in(body).is_some_and(|slice| slice.first)
            }
            _ => false,
        },
        _ => false,
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
