//! Packets to legs: each under the receiver's own header and key.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tolk_model::Codec;

use super::leg::{Leg, leg_at_mut};
use super::packet::{Packet, send};
use super::shard::{Fresh, Shard};
use super::sources::{Owner, Source, SourceKey};
use crate::net::SendQueue;
use crate::relay::SentPacket;

/// A feed of pictures waits so long for a whole one. Then it begins with whatever comes: some rooms never send one and refresh
/// their pictures piece by piece.
const PATIENCE: Duration = Duration::from_secs(3);

impl Shard {
    /// Sends what came in the last batch to everybody who gets it: source by source, receiver by receiver, so that packets to one
    /// receiver follow each other.
    pub(super) fn relay(&mut self, now: Instant) {
        if self.fresh.is_empty() {
            return;
        }
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.sort_by_key(|f| f.source);
        let mut rest = &fresh[..];
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|f| f.source == first.source).count();
            let (group, after) = rest.split_at(count);
            self.relay_source(now, first.source, group);
            rest = after;
        }
        fresh.clear();
        self.fresh = fresh;
    }

    fn relay_source(&mut self, now: Instant, key: SourceKey, group: &[Fresh]) {
        let Some(source) = self.sources.get(key) else {
            return;
        };
        let subscribers = match source.owner {
            Owner::Layer { leg, stream } => leg_at_mut(&mut self.legs, leg)
                .and_then(|leg| leg.streams.get_mut(stream))
                .map(|stream| std::mem::take(&mut stream.subscribers)),
            Owner::Class(meeting, class) => self
                .meetings
                .get_mut(&meeting)
                .and_then(|m| m.classes.iter_mut().find(|c| c.id == class))
                .map(|class| std::mem::take(&mut class.subscribers)),
        };
        let owner = source.owner;
        let Some(subscribers) = subscribers else {
            return;
        };
        let mut broken = Vec::new();
        for (place, stream) in &subscribers {
            let Some(leg) = leg_at_mut(&mut self.legs, *place) else {
                continue;
            };
            // As `guard`, which cannot have the whole shard while a source is read.
            let delivered = catch_unwind(AssertUnwindSafe(|| {
                for fresh in group {
                    deliver(now, leg, *stream, source, fresh.number, &mut self.queue);
                }
            }));
            if delivered.is_err() {
                broken.push(*place);
            }
        }
        match owner {
            Owner::Layer { leg, stream } => {
                if let Some(stream) =
                    leg_at_mut(&mut self.legs, leg).and_then(|leg| leg.streams.get_mut(stream))
                {
                    stream.subscribers = subscribers;
                }
            }
            Owner::Class(meeting, class) => {
                if let Some(class) = self
                    .meetings
                    .get_mut(&meeting)
                    .and_then(|m| m.classes.iter_mut().find(|c| c.id == class))
                {
                    class.subscribers = subscribers;
                }
            }
        }
        for place in broken {
            self.end_broken(place);
        }
    }
}

fn deliver(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    source: &Source,
    number: u64,
    queue: &mut SendQueue,
) {
    let Some(kept) = source.history.get(number) else {
        return;
    };
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let video = stream.video;
    let out = &mut stream.out;
    if !out.open {
        return;
    }
    let map = out
        .map
        .iter()
        .copied()
        .find(|m| m.from == kept.payload_type);
    let key = source.key;
    if out.active != Some(key) {
        let Some((next, since)) = out.next.filter(|(next, _)| *next == key) else {
            return;
        };
        let waited = now.saturating_duration_since(since) > PATIENCE && out.active.is_none();
        let begins = !kept.payload.is_empty() && (!video || kept.key || waited);
        if !begins || map.is_none() {
            return;
        }
        (out.active, out.next) = (Some(next), None);
    }
    // Only a difference of the source makes a new beginning: a feed that pauses and comes back goes on.
    if out.rewriter.source() != Some(key.0) {
        out.rewriter
            .switch(now, key.0, number, kept.timestamp, source.clock);
        out.vp8.switch();
    }
    let Some(map) = map.filter(|_| !kept.payload.is_empty()) else {
        out.rewriter.skip(number);
        return;
    };
    let Some((sequence, timestamp)) = out.rewriter.map(now, number, kept.timestamp) else {
        return;
    };
    let vp8 = (map.codec == Codec::Vp8)
        .then(|| out.vp8.next(&kept.payload))
        .flatten();
    out.clock = source.clock;
    if map.codec.is_primary() {
        out.codec = Some(map.codec);
    }
    let recounted = map.recount(&kept.payload);
    let packet = Packet {
        payload_type: map.to,
        marker: kept.marker,
        sequence,
        timestamp,
        vp8,
        level: kept.audio_level,
        orientation: kept.orientation,
        retransmission: None,
        payload: recounted.as_ref().map_or(&kept.payload, |p| &p[..]),
    };
    let remembered = SentPacket {
        source: key.0,
        number,
        timestamp,
        payload_type: map.to,
        vp8,
    };
    if out.understands.nack {
        out.sent.put(sequence, remembered);
    }
    send(now, leg, index, &packet, queue);
}
