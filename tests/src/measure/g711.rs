//! G.711 A-law (ITU-T G.711 table 1a), written from the standard and not from the product, so that the two cannot share a mistake.

/// One sample to its octet, with the even bits inverted as on the wire.
pub fn encode(sample: i16) -> u8 {
    // 13 bits, sign and magnitude; -1 counts as 0.
    let (sign, magnitude) = if sample >= 0 {
        (0x80, sample >> 3)
    } else {
        (0, !sample >> 3)
    };
    let magnitude = magnitude.unsigned_abs();
    let octet = match magnitude.checked_ilog2() {
        Some(high) if high >= 5 => {
            let segment = high - 4;
            let interval = (magnitude >> segment) & 0x0f;
            (segment << 4) | u32::from(interval)
        }
        _ => u32::from(magnitude >> 1),
    };
    (u8::try_from(octet).unwrap_or(0x7f) | sign) ^ 0x55
}

/// One octet to its sample: the middle of its interval.
pub fn decode(octet: u8) -> i16 {
    let octet = octet ^ 0x55;
    let (segment, interval) = (i16::from(octet >> 4 & 7), i16::from(octet & 0x0f));
    let magnitude = match segment {
        0 => (interval << 4) + 8,
        _ => ((interval << 4) + 0x108) << (segment - 1),
    };
    if octet & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}
