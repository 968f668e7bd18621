//! Speech as a capture that SIPp replays, for codecs whose packets differ in length.

use anyhow::Context;
use opus::{Application, Channels, Encoder};
use tolk_tests::measure::{Sender, sound};

/// Of the packets.
pub(crate) const PAYLOAD_TYPE: u8 = 107;
const RATE: u32 = 48_000;
/// Samples of 20 ms.
const FRAME: usize = 960;
/// The largest packet of Opus is smaller.
const LARGEST: usize = 1_500;

/// Tones in Opus as a capture file (pcap, Ethernet, IPv4, UDP, RTP), one packet for each 20 ms.
///
/// # Errors
/// When the encoder fails.
pub(crate) fn opus(seconds: u32) -> anyhow::Result<Vec<u8>> {
    let mut encoder = Encoder::new(RATE, Channels::Mono, Application::Voip)?;
    let mut file = Vec::new();
    // Magic, version 2.4, zone, accuracy, longest packet, Ethernet.
    file.extend(0xa1b2_c3d4_u32.to_le_bytes());
    file.extend([2_u16, 4].map(u16::to_le_bytes).concat());
    file.extend([0_u32, 0, 65_535, 1].map(u32::to_le_bytes).concat());
    let samples = sound::generate(Sender(1), RATE, seconds);
    for (n, frame) in (0_u32..).zip(samples.chunks_exact(FRAME)) {
        let packet = rtp(n, &encoder.encode_vec(frame, LARGEST)?)?;
        let ms = n * 20;
        let length = u32::try_from(packet.len())?;
        let header = [ms / 1_000, ms % 1_000 * 1_000, length, length];
        file.extend(header.map(u32::to_le_bytes).concat());
        file.extend(packet);
    }
    Ok(file)
}

fn rtp(n: u32, payload: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut rtp = vec![0x80, PAYLOAD_TYPE];
    rtp.extend(u16::try_from(n & 0xffff)?.to_be_bytes());
    let step = u32::try_from(FRAME)?;
    rtp.extend(n.checked_mul(step).context("a short clip")?.to_be_bytes());
    rtp.extend([0, 0, 0, 1]);
    rtp.extend(payload);
    let length = u16::try_from(rtp.len())? + 8;
    let mut packet = vec![0; 12];
    packet.extend([8, 0, 0x45, 0]);
    packet.extend((length + 20).to_be_bytes());
    packet.extend([0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]);
    packet.extend([6_000_u16, 6_000, length, 0].map(u16::to_be_bytes).concat());
    packet.extend(rtp);
    Ok(packet)
}
