//! Reports from a leg.

use std::time::Instant;

use super::leg::leg_at_mut;
use super::reports::report;
use super::shard::Shard;
use crate::branch::BranchInput;
use crate::quality::{ntp_now, round_trip};
use crate::rtcp::{Report, reports};
use crate::rtp::{be16, be32};

/// Compound packets of one leg that are read in a second: a browser sends about 30 with transport-wide feedback.
const REPORTS_A_SECOND: u32 = 300;
/// Packets that are repeated for one NACK.
const REPEATS: usize = 64;

impl Shard {
    /// One compound packet in the clear.
    pub(super) fn receive_rtcp(&mut self, now: Instant, place: u32, bytes: &[u8]) {
        let Some(leg) = self.leg_mut(place) else {
            return;
        };
        leg.reports += 1;
        if leg.reports > REPORTS_A_SECOND {
            return;
        }
        let ntp = ntp_now();
        reports(bytes, |report| match report {
            Report::Sender {
                ssrc,
                ntp: theirs,
                rtp,
            } => {
                self.sender_report(now, place, ssrc, (theirs, rtp), ntp);
            }
            Report::Block(block) => {
                let Some(leg) = self.leg_mut(place) else {
                    return;
                };
                let Some(stream) = leg
                    .sending(block.ssrc)
                    .and_then(|index| leg.streams.get_mut(index))
                else {
                    return;
                };
                if stream.out.ssrc == block.ssrc {
                    stream.out.lost = u64::try_from(block.lost).unwrap_or(0);
                    stream.out.fraction = block.fraction;
                    leg.bandwidth.reported_loss(now, block.fraction);
                }
                if let Some(trip) = round_trip(ntp, block.last_report, block.delay) {
                    leg.round_trip = Some(trip);
                }
            }
            Report::Nack { media, pairs } => self.nack(now, place, media, pairs),
            Report::PictureLoss { media } | Report::FullIntra { media } => {
                let key = self
                    .leg(place)
                    .and_then(|leg| leg.streams.get(leg.sending(media)?))
                    .and_then(|stream| stream.out.next.map(|n| n.0).or(stream.out.active));
                if let Some(key) = key {
                    self.want_picture(key);
                }
            }
            Report::Estimate { bits_per_second } => {
                if let Some(leg) = self.leg_mut(place) {
                    leg.bandwidth.told(bits_per_second);
                }
            }
            Report::Most {
                sender,
                media,
                bits_per_second,
            } => self.limited(place, (sender, media), bits_per_second),
            Report::TransportWide(feedback) => {
                if let Some(leg) = self.leg_mut(place) {
                    leg.bandwidth.feedback(now, &mut leg.departures, feedback);
                }
            }
            Report::Bye { .. } => {}
        });
    }

    fn sender_report(&mut self, now: Instant, place: u32, ssrc: u32, told: (u64, u32), ntp: u64) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let offset = *leg
            .clock_offset
            .get_or_insert(ntp.wrapping_sub(told.0).cast_signed());
        let Some(entry) = leg.ssrcs.find(ssrc).filter(|entry| !entry.repair) else {
            return;
        };
        let Some(stream) = leg.streams.get(entry.stream) else {
            return;
        };
        let key = stream.layers.get(entry.layer).and_then(|l| l.source);
        if let Some(source) = key.and_then(|key| self.sources.get_mut(key)) {
            source.wall = Some((told.0.wrapping_add_signed(offset), told.1));
            source.log.sender_report(now, (told.0 >> 16) as u32);
        }
        if (stream.to_sound || stream.to_picture)
            && stream.decoded.is(entry.layer, stream.layers.len())
        {
            let input = BranchInput::SenderReport {
                leg: leg.id,
                stream: stream.id,
                ntp: told.0,
                rtp: told.1,
            };
            self.branches.packet(input, stream.video);
        }
    }

    /// The peer limits what we send to it, and is told that we heard.
    fn limited(&mut self, place: u32, (sender, media): (u32, u32), bits_per_second: u64) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(stream) = leg.sending(media) else {
            return;
        };
        leg.bandwidth.told(bits_per_second);
        let port = leg.streams.get(stream).map_or(0, |s| s.port);
        report(leg, port, stream, &mut self.queue, |writer, ours| {
            writer.limited(ours, sender, bits_per_second);
        });
    }

    fn nack(&mut self, now: Instant, place: u32, media: u32, pairs: &[u8]) {
        let Some(stream) = self.leg(place).and_then(|leg| leg.sending(media)) else {
            return;
        };
        let wanted = pairs.chunks_exact(4).flat_map(|pair| {
            let (first, mask) = (be16(pair), be32(pair) as u16);
            std::iter::once(first).chain(
                (0..16u16)
                    .filter(move |bit| mask >> bit & 1 == 1)
                    .map(move |bit| first.wrapping_add(bit + 1)),
            )
        });
        for sequence in wanted.take(REPEATS) {
            self.retransmit(now, place, stream, sequence);
        }
    }
}
