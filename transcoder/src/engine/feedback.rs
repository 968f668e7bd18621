//! Reports from a leg.

use std::time::Instant;

use super::leg::{Leg, leg_at_mut};
use super::reports::report;
use super::shard::Shard;
use crate::quality::round_trip;
use crate::rtcp::{Block, Report, reports};
use crate::rtp::{be16, be32};

/// Compound packets of one leg that are read in a second: a browser sends about 30 with transport-wide feedback.
const REPORTS_A_SECOND: u32 = 300;
/// Packets that are repeated for one NACK.
const REPEATS: usize = 64;

impl Shard {
    /// One compound packet in the clear.
    pub(super) fn receive_rtcp(&mut self, now: Instant, place: u32, port: usize, bytes: &[u8]) {
        let Some(leg) = self.leg_mut(place) else {
            return;
        };
        leg.reports += 1;
        if leg.reports > REPORTS_A_SECOND {
            return;
        }
        let ntp = self.ntp(now);
        reports(bytes, |report| match report {
            Report::Sender {
                ssrc,
                ntp: theirs,
                rtp,
            } => {
                self.sender_report(now, place, ssrc, theirs, rtp);
            }
            Report::Block(block) => {
                if let Some(leg) = self.leg_mut(place) {
                    reported(now, ntp, leg, block);
                }
            }
            Report::Nack { media, pairs } => self.nack(now, place, media, pairs),
            // Many rooms leave the source out: they mean whatever they are sent.
            Report::PictureLoss { media: 0 } | Report::FullIntra { media: 0 } => {
                self.want_pictures_of(place);
            }
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
                if let Some(port) = self.leg_mut(place).and_then(|l| l.ports.get_mut(port)) {
                    port.bandwidth.told(bits_per_second);
                }
            }
            Report::Most {
                sender,
                media,
                bits_per_second,
            } => self.limited(place, (sender, media), bits_per_second),
            Report::TransportWide(feedback) => {
                if let Some(port) = self.leg_mut(place).and_then(|l| l.ports.get_mut(port)) {
                    port.bandwidth.feedback(now, &mut port.departures, feedback);
                }
            }
            Report::Bye { ssrc } => {
                for stream in self.leg_mut(place).iter_mut().flat_map(|l| &mut l.streams) {
                    stream.out.limits.forget(ssrc);
                }
            }
        });
    }

    /// How a source's RTP time and the clock of its leg relate.
    fn sender_report(&mut self, now: Instant, place: u32, ssrc: u32, ntp: u64, rtp: u32) {
        let at = self.time(now);
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(entry) = leg.ssrcs.find(ssrc).filter(|entry| !entry.repair) else {
            return;
        };
        let key = leg
            .streams
            .get(entry.stream)
            .and_then(|stream| stream.layers.get(entry.layer)?.source);
        if let Some(source) = key.and_then(|key| self.sources.get_mut(key)) {
            source.time.report(at, &mut leg.clock, ntp, rtp);
            source.log.sender_report(now, (ntp >> 16) as u32);
        }
    }

    /// The peer limits what we send to it, and is told which limit binds (RFC 5104 §4.2.2).
    fn limited(&mut self, place: u32, (sender, media): (u32, u32), bits_per_second: u64) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(index) = leg.sending(media) else {
            return;
        };
        let Some(stream) = leg.streams.get_mut(index) else {
            return;
        };
        stream.out.limits.set(sender, bits_per_second);
        let (port, binding) = (stream.port, stream.out.limits.binding());
        let Some((owner, most)) = binding else {
            return;
        };
        report(leg, port, index, &mut self.queue, |writer, ours| {
            writer.limited(ours, owner, most);
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

/// What the peer says about a stream of ours.
fn reported(now: Instant, ntp: u64, leg: &mut Leg, block: Block) {
    let Some(stream) = leg
        .sending(block.ssrc)
        .and_then(|index| leg.streams.get_mut(index))
    else {
        return;
    };
    if stream.out.ssrc == block.ssrc {
        stream.out.lost = u64::try_from(block.lost).unwrap_or(0);
        stream.out.fraction = block.fraction;
        if let Some(port) = leg.ports.get_mut(stream.port) {
            port.bandwidth.reported_loss(now, block.fraction);
        }
    }
    if let Some(trip) = round_trip(ntp, block.last_report, block.delay) {
        leg.round_trip = Some(trip);
    }
}
