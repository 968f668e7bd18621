//! From payloads to samples at 48 kHz.

use ezk_g722::libg722::{self, decoder::Decoder as G722};
use tolk_model::Codec;

use super::RATE;
use super::g711::{A_LAW, MU_LAW};
use super::resample::{Factor, Upsampler};

/// Longest sound that one packet may hold, samples at 48 kHz: 120 ms, the most that Opus allows (RFC 6716 §2.1.4). Nobody sends more
/// G.711, and a longer packet would fill the buffer alone.
pub(super) const MAX_PACKET: usize = 5760;
/// Opus makes and conceals multiples of 2.5 ms.
const OPUS_STEP: usize = 120;

/// How long a payload plays, in samples at 48 kHz; `None` for one that cannot be decoded.
pub(super) fn duration(codec: Codec, payload: &[u8]) -> Option<usize> {
    if payload.is_empty() {
        return None;
    }
    let samples = match codec {
        // Two samples at 16 kHz make an octet of G.722; one at 8 kHz makes one of G.711. Both are 8000 octets a second.
        Codec::Pcma | Codec::Pcmu | Codec::G722 => payload.len().checked_mul(6)?,
        Codec::Opus => opus::packet::get_nb_samples(payload, RATE).ok()?,
        _ => return None,
    };
    (1..=MAX_PACKET).contains(&samples).then_some(samples)
}

/// One stream's decoder. A change of codec or source needs a new one.
pub(super) enum Decoder {
    /// G.711, by its table.
    Table(&'static [f32; 256], Upsampler),
    /// G.722 at 64 kbit/s.
    G722(Box<G722>, Upsampler),
    /// Opus, decoded as mono: the decoder mixes stereo down by itself.
    Opus(opus::Decoder, Box<[f32; MAX_PACKET]>),
}

impl Decoder {
    /// For a codec that is decoded here; `None` for others and when memory is short.
    pub(super) fn new(codec: Codec) -> Option<Decoder> {
        Some(match codec {
            Codec::Pcmu => Decoder::Table(&MU_LAW, Upsampler::new(Factor::Six)),
            Codec::Pcma => Decoder::Table(&A_LAW, Upsampler::new(Factor::Six)),
            Codec::G722 => {
                let decoder = G722::new(libg722::Bitrate::Mode1_64000, false, false);
                Decoder::G722(Box::new(decoder), Upsampler::new(Factor::Three))
            }
            Codec::Opus => {
                let decoder = opus::Decoder::new(RATE, opus::Channels::Mono).ok()?;
                Decoder::Opus(decoder, Box::new([0.0; MAX_PACKET]))
            }
            _ => return None,
        })
    }

    /// Whether the decoder conceals by itself.
    pub(super) fn conceals(&self) -> bool {
        matches!(self, Decoder::Opus(..))
    }

    /// Appends the samples of a payload. `false` when it cannot be decoded; nothing is appended then.
    pub(super) fn decode(&mut self, payload: &[u8], out: &mut Vec<f32>) -> bool {
        match self {
            Decoder::Table(table, up) => {
                up.process(payload.iter().map(|b| table[usize::from(*b)]), |s| {
                    out.push(s)
                });
                true
            }
            Decoder::G722(decoder, up) => {
                let narrow = decoder.decode(payload);
                let samples = narrow.iter().map(|s| f32::from(*s) / 32_768.0);
                up.process(samples, |s| out.push(s));
                true
            }
            Decoder::Opus(decoder, scratch) => {
                match decoder.decode_float(payload, &mut scratch[..], false) {
                    Ok(count) => append(out, &scratch[..], count),
                    Err(_) => false,
                }
            }
        }
    }

    /// Opus only: appends `count` samples for a lost packet, out of what the packet after it says about it. `false` when it does not.
    pub(super) fn recover(&mut self, next: &[u8], count: usize, out: &mut Vec<f32>) -> bool {
        let Decoder::Opus(decoder, scratch) = self else {
            return false;
        };
        if count == 0 || !count.is_multiple_of(OPUS_STEP) || count > MAX_PACKET {
            return false;
        }
        match decoder.decode_float(next, &mut scratch[..count], true) {
            Ok(made) => append(out, &scratch[..], made.min(count)),
            Err(_) => false,
        }
    }

    /// Opus only: appends `count` samples that nobody said anything about.
    pub(super) fn conceal(&mut self, count: usize, out: &mut Vec<f32>) -> bool {
        let Decoder::Opus(decoder, scratch) = self else {
            return false;
        };
        let whole = count.next_multiple_of(OPUS_STEP).min(MAX_PACKET);
        match decoder.decode_float(&[], &mut scratch[..whole], false) {
            Ok(made) => append(out, &scratch[..], made.min(count)),
            Err(_) => false,
        }
    }
}

fn append(out: &mut Vec<f32>, samples: &[f32], count: usize) -> bool {
    let Some(made) = samples.get(..count) else {
        return false;
    };
    // Opus may overshoot, and a damaged packet may hold what is no number.
    out.extend(made.iter().map(|s| {
        if s.is_finite() {
            s.clamp(-1.0, 1.0)
        } else {
            0.0
        }
    }));
    true
}
