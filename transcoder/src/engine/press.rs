//! Presses (RFC 4733) that come under another source than the sound, as some gateways send them: they are not the beginning of another
//! voice, and are passed on among the packets of the sound.

use std::time::Instant;

use tolk_model::Codec;
use tolk_model::plan::MediaEvent;

use super::leg::{Leg, Press, SsrcEntry, leg_at_mut};
use super::packet::{Packet, send};
use super::receive::limits_of;
use super::shard::Shard;
use crate::net::SendQueue;
use crate::rtp::Header;

impl Shard {
    /// Whether a packet is such a press.
    pub(super) fn is_press_apart(
        &self,
        place: u32,
        entry: SsrcEntry,
        ssrc: u32,
        payload_type: u8,
    ) -> bool {
        let stream = self
            .leg(place)
            .and_then(|leg| leg.streams.get(entry.stream));
        let Some(stream) = stream.filter(|s| s.receives) else {
            return false;
        };
        let sound = stream
            .layers
            .get(entry.layer)
            .and_then(|layer| self.sources.get(layer.source?));
        limits_of(&stream.receive, payload_type).is_some_and(|l| l.codec == Codec::TelephoneEvent)
            && sound.is_none_or(|sound| sound.ssrc != ssrc)
    }

    /// Tells it, and passes it on.
    pub(super) fn press(
        &mut self,
        now: Instant,
        place: u32,
        entry: SsrcEntry,
        header: &Header<'_>,
        payload: &[u8],
    ) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let id = leg.id;
        let Some(stream) = leg.streams.get_mut(entry.stream) else {
            return;
        };
        let digit = stream
            .digits
            .receive(now, header.ssrc, header.timestamp, payload);
        let subscribers = stream.subscribers.clone();
        if let Some(digit) = digit {
            self.outbox.tell(MediaEvent::Digit(id, digit));
        }
        for (to, index) in subscribers {
            self.guard(to, |shard| {
                if let Some(leg) = leg_at_mut(&mut shard.legs, to) {
                    pass_on(now, leg, index, header, payload, &mut shard.queue);
                }
            });
        }
    }
}

fn pass_on(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    header: &Header<'_>,
    payload: &[u8],
    queue: &mut SendQueue,
) {
    let Some(out) = leg.streams.get_mut(index).map(|stream| &mut stream.out) else {
        return;
    };
    let mut map = out.map.iter().copied();
    let map = map.find(|m| m.from == header.payload_type);
    let Some(map) = map.filter(|_| out.open) else {
        return;
    };
    let theirs = (header.ssrc, header.timestamp);
    let (sequence, present) = out.rewriter.insert(now, out.clock);
    let timestamp = match out.press.filter(|press| press.theirs == theirs) {
        Some(press) => press.timestamp,
        None => present,
    };
    out.press = Some(Press { theirs, timestamp });
    let recounted = map.recount(payload);
    let packet = Packet {
        payload_type: map.to,
        marker: header.marker,
        sequence,
        timestamp,
        vp8: None,
        level: None,
        orientation: None,
        retransmission: None,
        payload: recounted.as_ref().map_or(payload, |p| &p[..]),
    };
    send(now, leg, index, &packet, queue);
}
