//! One packet under its receiver's header and key, the first time and again.

use std::time::Instant;

use super::leg::{Leg, leg_at_mut};
use super::shard::Shard;
use super::sources::SourceKey;
use crate::net::SendQueue;
use crate::relay::{Kept, SentPacket, Vp8Rewriter};
use crate::rtp::{HeaderWriter, MIN_HEADER};

/// Room for what the receiver's header adds to a payload.
const HEADERS: usize = MIN_HEADER + 40;

/// A packet as its receiver gets it.
pub(super) struct Packet<'a> {
    pub(super) payload_type: u8,
    pub(super) marker: bool,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) vp8: Option<(u16, u8)>,
    pub(super) level: Option<u8>,
    pub(super) orientation: Option<u8>,
    /// Our source of retransmissions and the original number.
    pub(super) retransmission: Option<(u32, u16)>,
    pub(super) payload: &'a [u8],
}

impl Shard {
    /// Sends a packet of the past once more (RFC 4588).
    pub(super) fn retransmit(&mut self, now: Instant, place: u32, stream: usize, sequence: u16) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let Some(sent) = leg
            .streams
            .get_mut(stream)
            .and_then(|stream| stream.out.sent.repeat(now, sequence))
        else {
            return;
        };
        let Some(source) = self.sources.get(SourceKey(sent.source)) else {
            return;
        };
        if let Some(kept) = source.history.get(sent.number) {
            repeat(now, leg, stream, sequence, &sent, kept, &mut self.queue);
        }
    }
}

fn repeat(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    sequence: u16,
    sent: &SentPacket,
    kept: &Kept,
    queue: &mut SendQueue,
) {
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    let port = stream.port;
    let out = &mut stream.out;
    let rtx = out.rtx_ssrc.zip(
        out.map
            .iter()
            .find(|m| m.to == sent.payload_type)
            .and_then(|m| m.rtx),
    );
    let mut packet = Packet {
        payload_type: sent.payload_type,
        marker: kept.marker,
        sequence,
        timestamp: sent.timestamp,
        vp8: sent.vp8,
        level: kept.audio_level,
        orientation: kept.orientation,
        retransmission: None,
        payload: &kept.payload,
    };
    match rtx {
        Some((ssrc, payload_type)) => {
            packet.payload_type = payload_type;
            packet.sequence = out.rtx_sequence;
            packet.retransmission = Some((ssrc, sequence));
            out.rtx_sequence = out.rtx_sequence.wrapping_add(1);
        }
        // The same number twice under AES-GCM with another header would break the key; the other suites bear it.
        None if leg.ports.get(port).is_none_or(|p| p.rtp.forbids_repeats()) => return,
        None => {}
    }
    send(now, leg, index, &packet, queue);
}

/// Writes, protects and queues one packet.
pub(super) fn send(
    now: Instant,
    leg: &mut Leg,
    index: usize,
    packet: &Packet<'_>,
    queue: &mut SendQueue,
) {
    let Some(stream) = leg.streams.get_mut(index) else {
        return;
    };
    #[cfg(test)]
    super::tests::hand_over(leg.id, packet.payload);
    let Some(port) = leg.ports.get_mut(stream.port) else {
        return;
    };
    let out = &mut stream.out;
    let ssrc = packet.retransmission.map_or(out.ssrc, |(ssrc, _)| ssrc);
    let slot = queue.slot();
    let Some(mut writer) = HeaderWriter::new(
        slot,
        packet.payload_type,
        packet.marker,
        packet.sequence,
        packet.timestamp,
        ssrc,
    ) else {
        return;
    };
    if let (Some(id), Some(mid)) = (out.ids.mid, &out.mid) {
        writer.extension(id, mid.as_bytes());
    }
    if let Some(id) = out.ids.sequence.filter(|_| out.understands.transport_wide) {
        let number = port.departures.number(now, packet.payload.len() + HEADERS);
        writer.extension(id, &number.to_be_bytes());
    }
    if let (Some(id), Some(level)) = (out.ids.level, packet.level) {
        writer.extension(id, &[level]);
    }
    if let (Some(id), Some(orientation)) = (out.ids.orientation, packet.orientation) {
        writer.extension(id, &[orientation]);
    }
    let original = packet
        .retransmission
        .map(|(_, number)| number.to_be_bytes());
    let prefix = original.as_ref().map_or(&[][..], |bytes| &bytes[..]);
    let Some(length) = writer.payload(prefix, packet.payload) else {
        return;
    };
    if let Some(counters) = packet.vp8
        && let Some(payload) = slot.get_mut(length - packet.payload.len()..length)
    {
        Vp8Rewriter::write(payload, counters);
    }
    if !port.rtp.send(queue, length, false) {
        return;
    }
    out.meter.add(now, length);
    leg.rate_out.add(now, length);
    if packet.retransmission.is_none() {
        out.packets += 1;
        out.bytes += packet.payload.len() as u64;
    }
}
