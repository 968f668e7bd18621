//! RIFF WAVE files of 16 bits: what Chromium and baresip play and what baresip's `sndfile` writes.

use std::path::Path;

use anyhow::{Context, bail};

/// Sound out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wav {
    /// Samples a second.
    pub rate: u32,
    /// Samples of the first channel.
    pub samples: Vec<i16>,
}

/// Writes samples to `channels` equal channels.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rate: u32, channels: u16, samples: &[i16]) -> std::io::Result<()> {
    let frame = u32::from(channels) * 2;
    let bytes = u32::try_from(samples.len()).unwrap_or(u32::MAX / frame) * frame;
    let mut out = Vec::with_capacity(44 + bytes as usize);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + bytes).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    out.extend_from_slice(&channels.to_le_bytes());
    out.extend_from_slice(&rate.to_le_bytes());
    out.extend_from_slice(&(rate * frame).to_le_bytes());
    out.extend_from_slice(&(channels * 2).to_le_bytes());
    out.extend_from_slice(&16_u16.to_le_bytes());
    out.extend_from_slice(b"data");
    out.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        for _ in 0..channels {
            out.extend_from_slice(&sample.to_le_bytes());
        }
    }
    std::fs::write(path, out)
}

/// Reads the first channel. A data chunk whose length was never filled in (the writer was killed) counts to the file's end.
///
/// # Errors
/// When it is not a 16-bit PCM file.
pub fn read(path: &Path) -> anyhow::Result<Wav> {
    let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
    parse(&bytes).with_context(|| format!("{}", path.display()))
}

fn parse(bytes: &[u8]) -> anyhow::Result<Wav> {
    let word = |at: usize| -> anyhow::Result<u32> {
        let part = bytes.get(at..at + 4).context("cut short")?;
        Ok(u32::from_le_bytes(part.try_into()?))
    };
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        bail!("not a WAVE file");
    }
    let (mut at, mut format) = (12, None);
    loop {
        let name = bytes.get(at..at + 4).context("no data chunk")?;
        let length = word(at + 4)? as usize;
        let body = at + 8;
        match name {
            b"fmt " => {
                let channels = (word(body)? >> 16) as usize;
                let bits = word(body + 12)? >> 16;
                if bits != 16 || channels == 0 {
                    bail!("{bits} bits in {channels} channels");
                }
                format = Some((channels, word(body + 4)?));
            }
            b"data" => {
                let (channels, rate) = format.context("data before format")?;
                let end = if length == 0 {
                    bytes.len()
                } else {
                    (body + length).min(bytes.len())
                };
                let samples = bytes
                    .get(body..end)
                    .context("cut short")?
                    .chunks_exact(channels * 2)
                    .map(|frame| i16::from_le_bytes([frame[0], frame[1]]))
                    .collect();
                return Ok(Wav { rate, samples });
            }
            _ => {}
        }
        at = body + length + length % 2;
    }
}
