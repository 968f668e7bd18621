//! From samples at 48 kHz to payloads.

use bytes::Bytes;
use ezk_g722::libg722::{self, encoder::Encoder as G722};
use opus::{Application, Bitrate, Channels, Signal};
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::{BitRate, Codec};

use super::g711::{to_a_law, to_mu_law};
use super::resample::{Downsampler, Factor};
use super::{FRAME, RATE};

/// Longest packet that we make, ms.
const MAX_PACKET_MS: u16 = 60;
/// Packet time when the receiver did not say (RFC 3551 §4.2).
const DEFAULT_PACKET_MS: u16 = 20;
/// Steps of the Opus rate: receivers that differ by less share an encoder. 32 kbit/s is full-band speech in mono (RFC 7587 §3.1.1).
const OPUS_RATES: [u32; 4] = [32_000, 24_000, 16_000, 12_000];
/// The loss that in-band forward error correction is dimensioned for, per cent.
const EXPECTED_LOSS: i32 = 10;
/// Largest Opus frame (RFC 6716 §3.2.1) and more than 60 ms of G.711.
const MAX_PAYLOAD: usize = 1275;
/// An Opus packet this short says "nothing to send" (RFC 6716 §2.1.9).
const DTX_BYTES: usize = 2;

/// What an encoder makes. Receivers with the same content and the same format share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Format {
    /// A codec of sound.
    pub(super) codec: Codec,
    /// Frames of 10 ms in a packet.
    pub(super) frames: u8,
    /// Opus only.
    pub(super) rate: u32,
    /// Opus only: say the last frame again, coarsely.
    pub(super) fec: bool,
    /// Opus only: send nothing in silence.
    pub(super) dtx: bool,
}

impl Format {
    /// What a receiver wants; `None` for a codec that is not encoded here.
    pub(super) fn new(
        limits: &CodecLimits,
        packet_time_ms: Option<u16>,
        max: Option<BitRate>,
    ) -> Option<Format> {
        let asked = packet_time_ms.unwrap_or(DEFAULT_PACKET_MS);
        let frames = (asked.clamp(10, MAX_PACKET_MS) / 10) as u8;
        let plain = Format {
            codec: limits.codec,
            frames,
            rate: 0,
            fec: false,
            dtx: false,
        };
        match limits.codec {
            Codec::Pcma | Codec::Pcmu | Codec::G722 => Some(plain),
            Codec::Opus => {
                let (fec, dtx, average) = match limits.parameters {
                    CodecParameters::Opus {
                        fec,
                        dtx,
                        max_average,
                        ..
                    } => (fec, dtx, max_average),
                    _ => (true, false, None),
                };
                let ceiling = [max, average].into_iter().flatten().min();
                let fits = |rate: &u32| ceiling.is_none_or(|c| u64::from(*rate) <= c.0);
                let lowest = OPUS_RATES[OPUS_RATES.len() - 1];
                Some(Format {
                    // Opus knows 10, 20, 40 and 60 ms (RFC 6716 §2.1.4).
                    frames: match frames {
                        3 => 2,
                        5 => 4,
                        other => other,
                    },
                    rate: OPUS_RATES.into_iter().find(fits).unwrap_or(lowest),
                    fec,
                    dtx,
                    ..plain
                })
            }
            _ => None,
        }
    }

    /// Ticks of the RTP clock in a frame of 10 ms.
    pub(super) fn frame_ticks(self) -> u32 {
        self.codec.clock_rate() / 100
    }
}

enum Coder {
    Table(fn(f32) -> u8, Downsampler),
    G722(Box<G722>, Downsampler, Vec<i16>),
    Opus(opus::Encoder),
}

/// One encoder: frames in, now and then a payload out.
pub(super) struct Encoder {
    format: Format,
    coder: Coder,
    /// The packet under construction.
    samples: Vec<f32>,
    payload: Vec<u8>,
}

/// What became of a whole packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encoded {
    /// To be sent.
    Payload(Bytes),
    /// Opus found nothing worth sending.
    Nothing,
}

impl Encoder {
    /// `None` when the codec is not one of sound or memory is short.
    pub(super) fn new(format: Format, complexity: u8) -> Option<Encoder> {
        let coder = match format.codec {
            Codec::Pcmu => Coder::Table(to_mu_law, Downsampler::new(Factor::Six)),
            Codec::Pcma => Coder::Table(to_a_law, Downsampler::new(Factor::Six)),
            Codec::G722 => {
                let encoder = G722::new(libg722::Bitrate::Mode1_64000, false, false);
                let room = Vec::with_capacity(FRAME * usize::from(format.frames) / 3);
                Coder::G722(Box::new(encoder), Downsampler::new(Factor::Three), room)
            }
            Codec::Opus => Coder::Opus(opus_encoder(format, complexity).ok()?),
            _ => return None,
        };
        Some(Encoder {
            format,
            coder,
            samples: Vec::with_capacity(FRAME * usize::from(format.frames)),
            payload: Vec::with_capacity(MAX_PAYLOAD),
        })
    }

    /// Takes 10 ms; `true` when a packet is whole, which is then finished or discarded.
    pub(super) fn push(&mut self, frame: &[f32; FRAME]) -> bool {
        self.samples.extend_from_slice(frame);
        self.samples.len() >= FRAME * usize::from(self.format.frames)
    }

    /// Forgets the samples of the packet.
    pub(super) fn discard(&mut self) {
        self.samples.clear();
    }

    /// Encodes the packet.
    pub(super) fn finish(&mut self) -> Encoded {
        let payload = &mut self.payload;
        payload.clear();
        match &mut self.coder {
            Coder::Table(law, down) => down.process(&self.samples, |s| payload.push(law(s))),
            Coder::G722(encoder, down, narrow) => {
                narrow.clear();
                down.process(&self.samples, |s| {
                    narrow.push((s * 32_767.0).clamp(-32_768.0, 32_767.0) as i16);
                });
                payload.extend_from_slice(&encoder.encode(narrow));
            }
            Coder::Opus(encoder) => {
                payload.resize(MAX_PAYLOAD, 0);
                // The only errors are of arguments, which are constants; then nothing is sent.
                let made = encoder.encode_float(&self.samples, payload).unwrap_or(0);
                payload.truncate(made);
            }
        }
        self.samples.clear();
        let nothing = self.format.codec == Codec::Opus && self.payload.len() <= DTX_BYTES;
        if nothing || self.payload.is_empty() {
            return Encoded::Nothing;
        }
        Encoded::Payload(Bytes::copy_from_slice(&self.payload))
    }

    /// What comes next does not continue what was encoded last.
    pub(super) fn reset_state(&mut self) {
        if let Coder::Opus(encoder) = &mut self.coder {
            // Fails for no valid encoder; an old state costs a moment's artefact at most.
            let _ = encoder.reset_state();
        }
    }
}

fn opus_encoder(format: Format, complexity: u8) -> opus::Result<opus::Encoder> {
    let mut encoder = opus::Encoder::new(RATE, Channels::Mono, Application::Voip)?;
    encoder.set_bitrate(Bitrate::Bits(
        i32::try_from(format.rate).unwrap_or(i32::MAX),
    ))?;
    encoder.set_complexity(i32::from(complexity.min(10)))?;
    encoder.set_signal(Signal::Voice)?;
    encoder.set_inband_fec(format.fec)?;
    encoder.set_packet_loss_perc(if format.fec { EXPECTED_LOSS } else { 0 })?;
    encoder.set_dtx(format.dtx)?;
    Ok(encoder)
}
