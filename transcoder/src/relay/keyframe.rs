//! Whether a packet begins a picture that needs no other: where a feed may begin and a layer may change.

use tolk_model::Codec;

/// Whether this payload is the first of such a picture. Sound always is.
pub(crate) fn starts_key_picture(codec: Codec, payload: &[u8]) -> bool {
    match codec {
        Codec::Vp8 => vp8(payload).unwrap_or(false),
        Codec::H264 => h264(payload),
        Codec::Vp9 => vp9(payload).unwrap_or(false),
        // AV1 RTP payload §4.4: N, first packet of a coded video sequence.
        Codec::Av1 => payload.first().is_some_and(|first| first & 0x08 != 0),
        Codec::H261 => h261(payload).unwrap_or(false),
        Codec::H263 => h263(payload).unwrap_or(false),
        Codec::Opus
        | Codec::G722
        | Codec::Pcma
        | Codec::Pcmu
        | Codec::TelephoneEvent
        | Codec::ComfortNoise => true,
    }
}

/// RFC 4587 §4.1: only intra blocks (I), and a picture start code of 20 bits after the SBIT bits that belong to the packet before.
fn h261(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let start = payload.get(4..8)?.iter();
    let bits = start.fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (first >> 5);
    Some(first & 0x02 != 0 && bits >> 12 == 0x0_0010)
}

/// RFC 2190 §5.1: mode A, not inter-coded (I), and a picture start code of 22 bits.
fn h263(payload: &[u8]) -> Option<bool> {
    let (first, second) = (*payload.first()?, *payload.get(1)?);
    let start = payload.get(4..7)?;
    let is_start = matches!(start, [0, 0, third] if third & 0xfc == 0x80);
    Some(first & 0x80 == 0 && second & 0x10 == 0 && is_start)
}

/// RFC 7741 §4.2, §4.3: first packet of the first partition, and the inverse key frame bit clear.
fn vp8(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    if first & 0x10 == 0 || first & 0x07 != 0 {
        return Some(false);
    }
    let mut at = 1;
    if first & 0x80 != 0 {
        let flags = *payload.get(1)?;
        at = 2;
        if flags & 0x80 != 0 {
            at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        at += usize::from(flags & 0x40 != 0);
        at += usize::from(flags & 0x30 != 0);
    }
    Some(payload.get(at)? & 1 == 0)
}

/// RFC 9628 §4.2: beginning of a frame that is not inter-picture predicted, in the lowest spatial layer.
fn vp9(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let (picture_id, predicted, layers, start) = (
        first & 0x80 != 0,
        first & 0x40 != 0,
        first & 0x20 != 0,
        first & 0x08 != 0,
    );
    if predicted || !start {
        return Some(false);
    }
    let mut at = 1;
    if picture_id {
        at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
    }
    let spatial = if layers { payload.get(at)? >> 1 & 7 } else { 0 };
    Some(spatial == 0)
}

/// RFC 6184 §5.4: a sequence parameter set or the slice of an IDR picture, alone, aggregated, or as the first fragment.
fn h264(payload: &[u8]) -> bool {
    const IDR: u8 = 5;
    const SEQUENCE: u8 = 7;
    const STAP_A: u8 = 24;
    const FU_A: u8 = 28;
    let is_key = |kind: u8| kind == IDR || kind == SEQUENCE;
    match payload.first().map(|first| first & 31) {
        Some(STAP_A) => {
            let mut rest = payload.get(1..).unwrap_or_default();
            while let Some((size, after)) = rest.split_first_chunk::<2>() {
                if after.first().is_some_and(|first| is_key(first & 31)) {
                    return true;
                }
                rest = after
                    .get(usize::from(u16::from_be_bytes(*size))..)
                    .unwrap_or_default();
            }
            false
        }
        Some(FU_A) => payload
            .get(1)
            .is_some_and(|header| header & 0x80 != 0 && is_key(header & 31)),
        Some(kind) => is_key(kind),
        None => false,
    }
}
