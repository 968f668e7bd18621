//! Our reports to a leg, and what we ask of it.

use std::time::{Duration, Instant};

use tolk_model::plan::MediaEvent;

use super::leg::{Leg, LegStream, leg_at_mut};
use super::lips::{hears_made_sound, stamp_now};
use super::shard::Shard;
use super::sources::{Source, Sources};
use crate::net::SendQueue;
use crate::rtcp::Writer;
use crate::srtp::OVERHEAD;
use crate::sync::Micros;

/// One slow receiver does not lower a sender below this, bit/s: others watch it too.
const LEAST_LIMIT: u64 = 300_000;
/// Room for the widest header of the RTCP packets that we send.
const ROOM: usize = 1200;

/// How often a sender is told that nothing limits it any more: a report may be lost.
const LIFTS: u8 = 3;
/// What it is told then, bit/s: more than any encoder makes.
const NO_LIMIT: u64 = 100_000_000;

impl Shard {
    /// Asks each source of a leg for what is missing, and for whole pictures that somebody needs.
    pub(super) fn ask_sources(&mut self, now: Instant, place: u32) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        for index in 0..leg.streams.len() {
            let layers = leg.streams.get(index).map_or(0, |s| s.layers.len());
            for layer in 0..layers {
                let key = leg
                    .streams
                    .get(index)
                    .and_then(|s| s.layers.get(layer)?.source);
                let Some(source) = key.and_then(|key| self.sources.get_mut(key)) else {
                    continue;
                };
                let unheard = ask(now, leg, index, source, &mut self.wanted, &mut self.queue);
                if let (true, Some(stream)) = (unheard, leg.streams.get(index)) {
                    let event = MediaEvent::PictureNeeded(leg.id, stream.id);
                    self.outbox.tell(event);
                }
            }
        }
    }

    /// Transport-wide feedback about what arrived on each transport since the last one.
    pub(super) fn tell_arrivals(&mut self, place: u32) {
        let mut feedback = [0u8; ROOM - 100];
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        for port in 0..leg.ports.len() {
            let here = |s: &LegStream| s.port == port && s.receives;
            let Some(stream) = leg.streams.iter().position(here) else {
                continue;
            };
            let log = leg.ports.get_mut(port).and_then(|p| p.arrivals.as_mut());
            let Some(length) = log.and_then(|log| log.feedback(&mut feedback)) else {
                continue;
            };
            let media = leg
                .streams
                .iter()
                .filter(|s| here(s))
                .find_map(|s| s.layers.iter().find_map(|l| l.source))
                .and_then(|key| self.sources.get(key))
                .map_or(0, |source| source.ssrc);
            let told = feedback.get(..length).unwrap_or_default();
            report(leg, port, stream, &mut self.queue, |writer, ours| {
                writer.transport_wide(ours, media, told);
            });
        }
    }

    /// Sender and receiver reports of a leg.
    pub(super) fn send_reports(&mut self, now: Instant, place: u32) {
        self.keep_time(now, place);
        let moment = Moment {
            now,
            at: self.time(now),
            ntp: self.ntp(now),
        };
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        for index in 0..leg.streams.len() {
            send_report(moment, leg, index, &mut self.sources, &mut self.queue);
        }
    }

    /// A sender of one encoding is told what the slowest of those who get it unchanged can take, and that nothing limits it any more once
    /// the last of them has left. Senders of layers are not: there the layer is chosen instead.
    pub(super) fn limit_senders(&mut self, place: u32) {
        let streams = self.leg(place).map_or(0, |leg| leg.streams.len());
        for index in 0..streams {
            let Some(from) = self.leg(place).and_then(|leg| leg.streams.get(index)) else {
                continue;
            };
            let understands = from.out.understands;
            let source = from
                .layers
                .first()
                .and_then(|layer| self.sources.get(layer.source?))
                .map(|source| source.ssrc)
                .filter(|_| from.video && from.layers.len() == 1)
                .filter(|_| understands.estimate || understands.most);
            let Some(media) = source else {
                continue;
            };
            let subscribers = from.subscribers.clone();
            let slowest = subscribers.iter().filter_map(|(to, stream)| {
                let out = self.leg(*to)?.streams.get(*stream).map(|s| &s.out)?;
                let most = out.max_bitrate.map(|m| m.0);
                self.budget(*to, *stream).into_iter().chain(most).min()
            });
            let slowest = slowest.min().map(|most| most.max(LEAST_LIMIT));
            self.limit(place, index, media, slowest);
        }
    }

    fn limit(&mut self, place: u32, index: usize, media: u32, most: Option<u64>) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(stream) = leg.streams.get_mut(index) else {
            return;
        };
        let most = match most {
            Some(most) => {
                stream.limited = LIFTS;
                most
            }
            None if stream.limited > 0 => {
                stream.limited -= 1;
                NO_LIMIT
            }
            None => return,
        };
        let (port, understands) = (stream.port, stream.out.understands);
        report(leg, port, index, &mut self.queue, |writer, ours| {
            if understands.estimate {
                writer.estimate(ours, media, most);
            } else {
                writer.most(ours, media, most);
            }
        });
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

/// One moment: on the thread's clock, on our time line, and as NTP time.
#[derive(Clone, Copy)]
struct Moment {
    now: Instant,
    at: Micros,
    ntp: u64,
}

/// `true` when the sender was asked for a whole picture and declared no feedback that asks for one.
fn ask(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    source: &mut Source,
    wanted: &mut Vec<u16>,
    queue: &mut SendQueue,
) -> bool {
    let Some((port, video, understands)) = leg
        .streams
        .get(index)
        .map(|stream| (stream.port, stream.video, stream.out.understands))
    else {
        return false;
    };
    wanted.clear();
    if understands.nack {
        let trip = leg.round_trip.unwrap_or(Duration::from_millis(50));
        source.log.wanted(now, trip, wanted);
    }
    let picture = video.then(|| source.requests.due(now)).flatten();
    if wanted.is_empty() && picture.is_none() {
        return false;
    }
    let media = source.ssrc;
    report(leg, port, index, queue, |writer, ours| {
        writer.nack(ours, media, wanted);
        if let Some(command) = picture {
            // A peer that declared neither gets both: plain AVP rooms often understand one of them.
            if understands.picture_loss || !understands.full_intra {
                writer.picture_loss(ours, media);
            }
            if !understands.picture_loss {
                writer.full_intra(ours, media, command);
            }
        }
    });
    picture.is_some() && !understands.picture_loss && !understands.full_intra
}

fn send_report(
    Moment { now, at, ntp }: Moment,
    leg: &mut Leg,
    index: usize,
    sources: &mut Sources,
    queue: &mut SendQueue,
) {
    let made = hears_made_sound(leg);
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
    let out = &mut stream.out;
    let blocks = blocks.get(..count).unwrap_or_default();
    let sends = out.packets > 0 && out.open;
    if !sends && count == 0 {
        return;
    }
    let (ssrc, counts) = (out.ssrc, (out.packets as u32, out.bytes as u32));
    let stamp = stamp_now(out, sources, made, at, now)
        .filter(|_| sends)
        .map(|stamp| out.spoken.say(stamp, out.clock));
    let (port, cname) = (stream.port, leg.cname.clone());
    write(leg, port, queue, |writer| {
        match stamp {
            Some(stamp) => writer.sender_report(ssrc, ntp, stamp, counts, blocks),
            None => writer.receiver_report(ssrc, blocks),
        }
        writer.description(ssrc, &cname);
    });
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
