//! G.711: two tables to read it, two short computations to write it (ITU-T G.711 tables 1 and 2).

/// The µ-law bias: 33 in the 14-bit scale of G.711, here in 16 bits.
const BIAS: i32 = 0x84;
/// The largest magnitude that µ-law can tell.
const CLIP: i32 = 32_635;
/// Upper ends of the A-law segments in the 13-bit scale.
const SEGMENT_ENDS: [i32; 8] = [0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff];

/// µ-law to linear, scaled to ±1.
pub(super) static MU_LAW: [f32; 256] = mu_table();
/// A-law to linear, scaled to ±1.
pub(super) static A_LAW: [f32; 256] = a_table();

const fn mu_table() -> [f32; 256] {
    let mut values = [0.0; 256];
    let mut code = 0;
    while code < 256 {
        values[code] = mu_to_linear(code as u8) as f32 / 32_768.0;
        code += 1;
    }
    values
}

const fn a_table() -> [f32; 256] {
    let mut values = [0.0; 256];
    let mut code = 0;
    while code < 256 {
        values[code] = a_to_linear(code as u8) as f32 / 32_768.0;
        code += 1;
    }
    values
}

const fn mu_to_linear(code: u8) -> i32 {
    let code = !code as i32;
    let magnitude = (((code & 0x0f) << 3) + BIAS) << ((code & 0x70) >> 4);
    if code & 0x80 != 0 {
        BIAS - magnitude
    } else {
        magnitude - BIAS
    }
}

const fn a_to_linear(code: u8) -> i32 {
    let code = (code ^ 0x55) as i32;
    let segment = (code & 0x70) >> 4;
    let step = ((code & 0x0f) << 4) + 8;
    let magnitude = match segment {
        0 => step,
        _ => (step + 0x100) << (segment - 1),
    };
    if code & 0x80 != 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// One sample of ±1 as µ-law.
pub(super) fn to_mu_law(sample: f32) -> u8 {
    let linear = to_linear(sample);
    let sign = if linear < 0 { 0x80 } else { 0 };
    let magnitude = linear.abs().min(CLIP) + BIAS;
    // 132 has its highest bit at 7, 32767 at 14.
    let exponent = (31 - magnitude.leading_zeros() as i32) - 7;
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    !((sign | (exponent << 4) | mantissa) as u8)
}

/// One sample of ±1 as A-law.
pub(super) fn to_a_law(sample: f32) -> u8 {
    let linear = to_linear(sample) >> 3;
    let (mask, magnitude) = if linear >= 0 {
        (0xd5, linear)
    } else {
        (0x55, -linear - 1)
    };
    let segment = SEGMENT_ENDS.iter().position(|end| magnitude <= *end);
    let Some(segment) = segment else {
        return 0x7f ^ mask;
    };
    let shift = segment.max(1);
    (((segment as i32) << 4 | ((magnitude >> shift) & 0x0f)) as u8) ^ mask
}

fn to_linear(sample: f32) -> i32 {
    // A float that does not fit saturates, and a NaN becomes zero.
    (sample * 32_768.0).clamp(-32_768.0, 32_767.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_of_the_standard() {
        assert_eq!(mu_to_linear(0xff), 0);
        assert_eq!(mu_to_linear(0x80), 32_124);
        assert_eq!(mu_to_linear(0x00), -32_124);
        assert_eq!(a_to_linear(0xd5), 8);
        assert_eq!(a_to_linear(0x55), -8);
        assert_eq!(a_to_linear(0xaa), 32_256);
        assert_eq!(a_to_linear(0x2a), -32_256);
    }

    #[test]
    fn every_code_comes_back() {
        for code in 0..=255_u8 {
            assert_eq!(to_a_law(A_LAW[code as usize]), code, "A-law {code:#x}");
            // µ-law has two zeros; ours is the positive one.
            let expected = if code == 0x7f { 0xff } else { code };
            assert_eq!(
                to_mu_law(MU_LAW[code as usize]),
                expected,
                "µ-law {code:#x}"
            );
        }
    }

    #[test]
    fn every_sample_is_near() {
        for linear in i16::MIN..=i16::MAX {
            let sample = f32::from(linear) / 32_768.0;
            let step = sample.abs() / 16.0 + 0.000_6;
            assert!(
                (MU_LAW[to_mu_law(sample) as usize] - sample).abs() < step,
                "µ {linear}"
            );
            assert!(
                (A_LAW[to_a_law(sample) as usize] - sample).abs() < step,
                "A {linear}"
            );
        }
    }

    #[test]
    fn what_is_not_a_number_is_silence() {
        assert_eq!(MU_LAW[to_mu_law(f32::NAN) as usize], 0.0);
        assert!(A_LAW[to_a_law(f32::INFINITY) as usize] > 0.9);
    }
}
