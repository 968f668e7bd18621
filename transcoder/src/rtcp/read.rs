//! Compound packets, taken apart. Total: whatever is malformed ends the walk.

use crate::rtp::{be16, be32};

/// Packets of one compound packet that are looked at: browsers put up to eight together.
const PACKETS: usize = 32;
/// A peer may write any exponent; 2^40 bit/s is more than any of them means.
const HIGHEST_EXPONENT: u32 = 40;
const SENDER: u8 = 200;
const RECEIVER: u8 = 201;
const BYE: u8 = 203;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

/// One packet of a compound packet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Report<'a> {
    /// Sender report: how the sender's RTP time and its clock relate.
    Sender { ssrc: u32, ntp: u64, rtp: u32 },
    /// A report block of a sender or receiver report.
    Block(Block),
    /// Generic NACK: pairs of a sequence number and a bit mask of the 16 that follow it.
    Nack { media: u32, pairs: &'a [u8] },
    /// Picture loss indication.
    PictureLoss { media: u32 },
    /// Full intra request for one source.
    FullIntra { media: u32 },
    /// Receiver estimated maximum bit rate.
    Estimate { bits_per_second: u64 },
    /// Temporary maximum media stream bit rate (RFC 5104 §4.2.1): `sender` limits one source.
    Most {
        sender: u32,
        media: u32,
        bits_per_second: u64,
    },
    /// Transport-wide feedback, from the base sequence number on.
    TransportWide(&'a [u8]),
    /// A source left.
    Bye { ssrc: u32 },
}

/// One report block (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Whose packets are reported on.
    pub(crate) ssrc: u32,
    /// Lost since the last report, in 1/256.
    pub(crate) fraction: u8,
    /// Lost in all, 24 bits, signed.
    pub(crate) lost: i32,
    /// Highest sequence number with its cycles.
    pub(crate) highest: u32,
    /// Interarrival jitter in the source's clock.
    pub(crate) jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report.
    pub(crate) last_report: u32,
    /// Since then, in 1/65536 s.
    pub(crate) delay: u32,
}

/// Calls `each` for everything that is understood in a compound packet.
pub(crate) fn reports<'a>(mut rest: &'a [u8], mut each: impl FnMut(Report<'a>)) {
    for _ in 0..PACKETS {
        let (Some(head), true) = (rest.first_chunk::<4>(), rest.len() >= 4) else {
            return;
        };
        let length = 4 * (usize::from(be16(&head[2..])) + 1);
        let (count, kind) = (head[0] & 31, head[1]);
        let Some(packet) = rest.get(..length).filter(|_| head[0] >> 6 == 2) else {
            return;
        };
        one(count, kind, packet, &mut each);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn one<'a>(count: u8, kind: u8, packet: &'a [u8], each: &mut impl FnMut(Report<'a>)) {
    let body = packet.get(4..).unwrap_or_default();
    match (kind, count) {
        (SENDER, _) => {
            let Some(info) = body.first_chunk::<24>() else {
                return;
            };
            each(Report::Sender {
                ssrc: be32(info),
                ntp: u64::from(be32(&info[4..])) << 32 | u64::from(be32(&info[8..])),
                rtp: be32(&info[12..]),
            });
            blocks(count, body.get(24..).unwrap_or_default(), each);
        }
        (RECEIVER, _) => blocks(count, body.get(4..).unwrap_or_default(), each),
        (BYE, _) => {
            for ssrc in body.chunks_exact(4).take(usize::from(count)) {
                each(Report::Bye { ssrc: be32(ssrc) });
            }
        }
        (TRANSPORT_FEEDBACK, 1) => {
            if let Some(pairs) = body.get(8..) {
                each(Report::Nack {
                    media: be32(&body[4..]),
                    pairs,
                });
            }
        }
        (TRANSPORT_FEEDBACK, 3) => {
            for entry in body.get(8..).unwrap_or_default().chunks_exact(8) {
                let word = be32(entry.get(4..).unwrap_or_default());
                let (exponent, mantissa) = (word >> 26, u64::from(word >> 9 & 0x1_ffff));
                if exponent < HIGHEST_EXPONENT {
                    each(Report::Most {
                        sender: be32(body),
                        media: be32(entry),
                        bits_per_second: mantissa << exponent,
                    });
                }
            }
        }
        (TRANSPORT_FEEDBACK, 15) => {
            if let Some(feedback) = body.get(8..) {
                each(Report::TransportWide(feedback));
            }
        }
        (PAYLOAD_FEEDBACK, 1) => {
            if let Some(media) = body.get(4..8) {
                each(Report::PictureLoss { media: be32(media) });
            }
        }
        (PAYLOAD_FEEDBACK, 4) => {
            for entry in body.get(8..).unwrap_or_default().chunks_exact(8) {
                each(Report::FullIntra { media: be32(entry) });
            }
        }
        (PAYLOAD_FEEDBACK, 15) => {
            if let Some(bits_per_second) = estimate(body.get(8..).unwrap_or_default()) {
                each(Report::Estimate { bits_per_second });
            }
        }
        _ => {}
    }
}

fn blocks<'a>(count: u8, body: &'a [u8], each: &mut impl FnMut(Report<'a>)) {
    for block in body.chunks_exact(24).take(usize::from(count)) {
        let word = |at: usize| be32(block.get(at..).unwrap_or_default());
        let lost = word(4) << 8;
        each(Report::Block(Block {
            ssrc: word(0),
            fraction: (word(4) >> 24) as u8,
            lost: lost as i32 >> 8,
            highest: word(8),
            jitter: word(12),
            last_report: word(16),
            delay: word(20),
        }));
    }
}

/// draft-alvestrand-rmcat-remb-03 §2.2: `REMB`, a count, 6 bits of exponent, 18 of mantissa.
fn estimate(body: &[u8]) -> Option<u64> {
    let head = body.first_chunk::<8>()?;
    if !head.starts_with(b"REMB") {
        return None;
    }
    let word = be32(&head[4..]);
    let (exponent, mantissa) = (word >> 18 & 63, u64::from(word & 0x3_ffff));
    (exponent < HIGHEST_EXPONENT).then(|| mantissa << exponent)
}
