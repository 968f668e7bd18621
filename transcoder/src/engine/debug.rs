//! What lives inside, as JSON for `/debug`. No addresses of peers, no keys, no names.

use std::time::Instant;

use serde_json::{Value, json};

use super::leg::{Leg, LegStream, Want};
use super::shard::Shard;
use super::sources::Sources;
use crate::sync::SourceTime;

impl Shard {
    pub(super) fn debug(&mut self, now: Instant) -> Value {
        let (sent, refused) = self.queue.counts();
        let (fragments, addresses, transactions) = self.demux.sizes();
        let [sound, picture] = self.branches.counts();
        let (waiting, dropped) = self.outbox.counts();
        let listening: Vec<String> = self
            .networks
            .addresses()
            .iter()
            .map(ToString::to_string)
            .collect();
        let sources = self.sources.len();
        let legs: Vec<Value> = self
            .legs
            .iter_mut()
            .flatten()
            .map(|leg| leg_state(now, leg, &self.sources))
            .collect();
        let own: usize = self
            .legs
            .iter()
            .flatten()
            .flat_map(|leg| &leg.ports)
            .map(|port| port.own.len())
            .sum();
        json!({
            "listening": listening,
            "own_ports": own,
            "opened": self.opened,
            "closed": self.closed,
            "broken": self.broken,
            "contested_addresses": self.contested,
            "sources": sources,
            "meetings": self.meetings.len(),
            "datagrams": {"sent": sent, "refused_by_kernel": refused, "from_strangers": self.strangers},
            "demux": {"fragments": fragments, "addresses": addresses, "transactions": transactions},
            "branches": {
                "sound": {"dropped": sound.0, "waiting": sound.1},
                "picture": {"dropped": picture.0, "waiting": picture.1},
                "workers_replaced": self.branches.workers_replaced(),
            },
            "events": {"waiting": waiting, "dropped": dropped},
            "legs": legs,
        })
    }
}

fn leg_state(now: Instant, leg: &mut Leg, sources: &Sources) -> Value {
    let ports: Vec<Value> = leg
        .ports
        .iter()
        .map(|port| {
            json!({
                "transport": port.id.0,
                "shared": port.shared,
                "dscp": port.mark,
                "ready": port.rtp.is_ready(),
                "protected": port.rtp.is_protected(),
                "reports_apart": port.rtcp.is_some() && !port.muxed,
            })
        })
        .collect();
    let (rate_in, rate_out) = (leg.rate_in.rate(now), leg.rate_out.rate(now));
    json!({
        "leg": leg.id.to_string(),
        "meeting": leg.meeting.map(|m| m.to_string()),
        "connected": leg.told.connected,
        "round_trip_ms": leg.round_trip.map(|t| t.as_secs_f64() * 1000.0),
        "rate_in": rate_in,
        "rate_out": rate_out,
        "available_out": leg.available(),
        "refused": leg.refused,
        "ports": ports,
        "streams": leg.streams.iter().map(|stream| stream_state(stream, sources)).collect::<Vec<_>>(),
    })
}

fn stream_state(stream: &LegStream, sources: &Sources) -> Value {
    let mut times = stream
        .layers
        .iter()
        .filter_map(|layer| Some(&sources.get(layer.source?)?.time));
    let synchronised = times.clone().any(SourceTime::is_synchronised);
    let waits = times.next().map_or(0, SourceTime::delay);
    let want = match &stream.out.want {
        Want::Nothing => json!("nothing"),
        Want::Sound => json!("sound_branch"),
        Want::Class(class) => json!({"class": class.0}),
        Want::Forward(leg, from) => json!({"from": leg.to_string(), "stream": from.0}),
    };
    json!({
        "stream": stream.id.0,
        "receiving": stream.told_codec,
        "layers": stream.layers.iter().filter(|l| l.source.is_some()).count(),
        "synchronised": synchronised,
        "sound_waits_ms": waits / 1000,
        "subscribers": stream.subscribers.len(),
        "feed": want,
        "sending": stream.out.active.is_some() || stream.out.want == Want::Sound,
        "waiting_for_picture": stream.out.next.is_some(),
        "packets_out": stream.out.packets,
        "bytes_in": stream.bytes_in,
    })
}
