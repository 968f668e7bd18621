//! Our reports to a leg, and what we ask of it.

use std::time::{Duration, Instant};

use super::leg::{Leg, Outbound, leg_at, leg_at_mut};
use super::shard::Shard;
use super::sources::{Owner, Sources};
use crate::net::SendQueue;
use crate::quality::ntp_now;
use crate::rtcp::Writer;
use crate::srtp::OVERHEAD;

/// One slow receiver does not lower a sender below this, bit/s: others watch it too.
const LEAST_LIMIT: u64 = 300_000;
/// Room for the widest header of the RTCP packets that we send.
const ROOM: usize = 1200;

impl Shard {
    /// Asks each source for what is missing, and for whole pictures that somebody needs.
    pub(super) fn ask_sources(&mut self, now: Instant) {
        let mut wanted = std::mem::take(&mut self.wanted);
        for source in self.sources.iter_mut() {
            let Owner::Layer { leg, stream } = source.owner else {
                continue;
            };
            let Some(leg) = leg_at_mut(&mut self.legs, leg) else {
                continue;
            };
            let Some((video, nack, picture_loss, full_intra)) =
                leg.streams.get(stream).map(|stream| {
                    let u = stream.out.understands;
                    (stream.video, u.nack, u.picture_loss, u.full_intra)
                })
            else {
                continue;
            };
            wanted.clear();
            if nack {
                let trip = leg.round_trip.unwrap_or(Duration::from_millis(50));
                source.log.wanted(now, trip, &mut wanted);
            }
            let picture = video.then(|| source.requests.due(now)).flatten();
            if wanted.is_empty() && picture.is_none() {
                continue;
            }
            let (media, port) = (source.ssrc, leg.streams.get(stream).map_or(0, |s| s.port));
            report(leg, port, stream, &mut self.queue, |writer, ours| {
                writer.nack(ours, media, &wanted);
                if let Some(command) = picture {
                    // A peer that declared neither gets both: plain AVP rooms often understand one of them.
                    if picture_loss || !full_intra {
                        writer.picture_loss(ours, media);
                    }
                    if !picture_loss {
                        writer.full_intra(ours, media, command);
                    }
                }
            });
        }
        wanted.clear();
        self.wanted = wanted;
    }

    /// Transport-wide feedback about what arrived since the last one.
    pub(super) fn tell_arrivals(&mut self) {
        let mut feedback = [0u8; ROOM - 100];
        for leg in self.legs.iter_mut().flatten() {
            let Some(log) = &mut leg.arrivals else {
                continue;
            };
            let Some(length) = log.feedback(&mut feedback) else {
                continue;
            };
            let Some(stream) = leg.streams.iter().position(|s| s.receives) else {
                continue;
            };
            let media = leg
                .streams
                .get(stream)
                .and_then(|s| s.layers.iter().find_map(|l| l.source))
                .and_then(|key| self.sources.get(key))
                .map_or(0, |source| source.ssrc);
            let port = leg.streams.get(stream).map_or(0, |s| s.port);
            let told = feedback.get(..length).unwrap_or_default();
            report(leg, port, stream, &mut self.queue, |writer, ours| {
                writer.transport_wide(ours, media, told);
            });
        }
    }

    /// Sender and receiver reports of every leg.
    pub(super) fn send_reports(&mut self, now: Instant) {
        let ntp = ntp_now();
        for leg in self.legs.iter_mut().flatten() {
            for index in 0..leg.streams.len() {
                send_report(now, ntp, leg, index, &mut self.sources, &mut self.queue);
            }
        }
    }

    /// A sender of one encoding is told what the slowest of those who get it unchanged can take. Senders of layers are not: there the
    /// layer is chosen instead.
    pub(super) fn limit_senders(&mut self) {
        let mut limits = Vec::new();
        for source in self.sources.iter_mut() {
            let Owner::Layer { leg, stream } = source.owner else {
                continue;
            };
            let Some(from) = leg_at(&self.legs, leg).and_then(|leg| leg.streams.get(stream)) else {
                continue;
            };
            let told = from.out.understands.estimate || from.out.understands.most;
            if from.video && from.layers.len() == 1 && told {
                limits.push((leg, stream, source.ssrc, from.subscribers.clone()));
            }
        }
        for (place, stream, media, subscribers) in limits {
            let slowest = subscribers
                .iter()
                .filter_map(|(to, index)| {
                    let most = self.outbound(*to, *index)?.max_bitrate.map(|m| m.0);
                    self.budget(*to).into_iter().chain(most).min()
                })
                .min();
            let Some(most) = slowest.map(|most| most.max(LEAST_LIMIT)) else {
                continue;
            };
            let Some(leg) = leg_at_mut(&mut self.legs, place) else {
                continue;
            };
            let Some((port, understands)) =
                leg.streams.get(stream).map(|s| (s.port, s.out.understands))
            else {
                continue;
            };
            report(leg, port, stream, &mut self.queue, |writer, ours| {
                if understands.estimate {
                    writer.estimate(ours, media, most);
                } else {
                    writer.most(ours, media, most);
                }
            });
        }
    }

    /// Nothing more comes from us: receivers need not wait for silence.
    pub(super) fn say_goodbye(&mut self, place: u32) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        for index in 0..leg.streams.len() {
            let Some((port, sent)) = leg.streams.get(index).map(|s| (s.port, s.out.packets > 0))
            else {
                continue;
            };
            if sent {
                report(leg, port, index, &mut self.queue, |writer, ours| {
                    writer.bye(ours);
                });
            }
        }
    }
}

/// The RTP time at `ntp` of a source whose clock showed `rtp` at `at`.
fn clock_at(ntp: u64, at: u64, rtp: u32, clock: u32) -> u32 {
    let passed = i128::from(ntp.wrapping_sub(at).cast_signed());
    let ticks = (passed * i128::from(clock)) >> 32;
    rtp.wrapping_add(ticks as u32)
}

fn send_report(
    now: Instant,
    ntp: u64,
    leg: &mut Leg,
    index: usize,
    sources: &mut Sources,
    queue: &mut SendQueue,
) {
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let mut blocks = [crate::rtcp::Block::default(); 8];
    let mut count = 0;
    for key in stream.layers.iter().filter_map(|layer| layer.source) {
        let block = sources
            .get_mut(key)
            .and_then(|source| source.log.block(now, source.ssrc));
        if let (Some(block), Some(slot)) = (block, blocks.get_mut(count)) {
            *slot = block;
            count += 1;
        }
    }
    let out = &stream.out;
    let blocks = blocks.get(..count).unwrap_or_default();
    let sends = out.packets > 0 && out.open;
    if !sends && count == 0 {
        return;
    }
    let (ssrc, counts) = (out.ssrc, (out.packets as u32, out.bytes as u32));
    let stamp = out.rewriter.last().map(|(stamp, at)| {
        let passed = now.saturating_duration_since(at).as_micros() as u64;
        let ticks = passed * u64::from(out.clock) / 1_000_000;
        stamp.wrapping_add(ticks as u32)
    });
    let stamp = leg_clock(out, sources, ntp).or(stamp);
    let (port, cname) = (stream.port, leg.cname.clone());
    write(leg, port, queue, |writer| {
        match stamp.filter(|_| sends) {
            Some(stamp) => writer.sender_report(ssrc, ntp, stamp, counts, blocks),
            None => writer.receiver_report(ssrc, blocks),
        }
        writer.description(ssrc, &cname);
    });
}

/// Our RTP time at `ntp` by the sender's own reports: what keeps sound and picture of one sender together.
fn leg_clock(out: &Outbound, sources: &Sources, ntp: u64) -> Option<u32> {
    let source = sources.get(out.active?)?;
    let (at, rtp) = source.wall?;
    (out.rewriter.source() == Some(source.key.0))
        .then(|| out.rewriter.timestamp(clock_at(ntp, at, rtp, source.clock)))
}

/// Feedback about one stream: reduced where the peer allows it (RFC 5506), else behind an empty report and our name.
pub(super) fn report(
    leg: &mut Leg,
    port: usize,
    stream: usize,
    queue: &mut SendQueue,
    body: impl FnOnce(&mut Writer<'_>, u32),
) {
    let Some((ours, reduced)) = leg
        .streams
        .get(stream)
        .map(|s| (s.out.ssrc, s.out.understands.reduced_size))
    else {
        return;
    };
    let cname = (!reduced).then(|| leg.cname.clone());
    write(leg, port, queue, |writer| {
        if let Some(cname) = cname {
            writer.receiver_report(ours, &[]);
            writer.description(ours, &cname);
        }
        body(writer, ours);
    });
}

fn write(leg: &mut Leg, port: usize, queue: &mut SendQueue, body: impl FnOnce(&mut Writer<'_>)) {
    let Some(port) = leg.ports.get_mut(port) else {
        return;
    };
    let slot = queue.slot();
    let room = slot.len() - OVERHEAD;
    let mut writer = Writer::new(slot.get_mut(..room).unwrap_or_default());
    body(&mut writer);
    let length = writer.length();
    if length > 0 {
        port.reports().send(queue, length, true);
    }
}
