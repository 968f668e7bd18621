//! Comfort noise (RFC 3389), as little of it as a listener needs to know that the line lives.

/// Full scale of a level octet: 127 means -127 dBov (RFC 3389 §3).
const LEVEL_MASK: u8 = 0x7f;
/// Loudest noise that is believed, -dBov: louder than this is a mistake of the sender, not a background.
const LOUDEST: u8 = 36;
/// The one-pole low-pass that makes white noise bearable.
const SMOOTHING: f32 = 0.6;

/// A generator of quiet noise.
#[derive(Debug)]
pub(super) struct Noise {
    state: u32,
    last: f32,
}

impl Noise {
    pub(super) fn new() -> Noise {
        Noise {
            state: 0x9e37_79b9,
            last: 0.0,
        }
    }

    /// The next sample of noise whose root mean square is `level`.
    pub(super) fn next(&mut self, level: f32) -> f32 {
        // Marsaglia's xorshift: it need not be good, it must not be periodic within seconds.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        let white = (self.state as f32 / u32::MAX as f32) * 2.0 - 1.0;
        self.last = SMOOTHING * self.last + (1.0 - SMOOTHING) * white;
        // A uniform ±1 has an RMS of 1/√3; the low-pass lets (1-a)/(1+a) of its power through.
        self.last * level * 3.464
    }
}

/// The root mean square that a comfort noise packet asks for; silence for an empty one.
pub(super) fn level(payload: &[u8]) -> f32 {
    match payload.first() {
        None => 0.0,
        Some(octet) => 10_f32.powf(-f32::from((octet & LEVEL_MASK).max(LOUDEST)) / 20.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_as_loud_as_asked() {
        let asked = level(&[50, 1, 2]);
        let mut noise = Noise::new();
        let power: f32 = (0..48_000).map(|_| noise.next(asked).powi(2)).sum::<f32>() / 48_000.0;
        let got = 20.0 * power.sqrt().log10();
        assert!((got + 50.0).abs() < 1.0, "{got}");
    }

    #[test]
    fn a_foolish_level_is_not_believed() {
        assert!(level(&[0]) < 0.016);
        assert_eq!(level(&[]), 0.0);
    }
}
