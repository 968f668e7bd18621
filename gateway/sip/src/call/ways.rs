//! The way that an INVITE takes: a trunk's proxy, a device's flow or hops, else its request-URI.

use tolk_model::id::LegId;
use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::wire::{NameAddr, SipUri, Uri};

impl SipEdge {
    /// A request within a branch: to a registered device without proxies in between by the flow that it registered on, for its
    /// `Contact` may be private; to anybody else by the next hop of its dialog.
    pub(super) fn route_branch(
        &mut self,
        now: Now,
        leg: LegId,
        client: u64,
        direct: bool,
        hop: &SipUri,
    ) {
        let outgoing = self.calls.get(&leg).and_then(|c| c.outgoing.as_ref());
        let source = outgoing.and_then(|o| o.device.as_ref()?.source);
        match source.filter(|_| direct) {
            Some(source) => self.route_to_device(now, client, &source),
            None => self.route(now, client, hop),
        }
    }

    /// To a registered device by its own way, to anybody else by the request's URI.
    pub(super) fn route_call(&mut self, now: Now, leg: LegId, client: u64, hop: &SipUri) {
        let by = self.calls.get(&leg).and_then(|c| c.by_trunk.as_ref());
        if let Some(proxy) = by.and_then(|by| self.trunk_hop(by)) {
            return self.route(now, client, &proxy);
        }
        let outgoing = self.calls.get(&leg).and_then(|c| c.outgoing.as_ref());
        let Some(device) = outgoing.and_then(|o| o.device.clone()) else {
            return self.route(now, client, hop);
        };
        if let Some(source) = device.source {
            return self.route_to_device(now, client, &source);
        }
        let first = device.hops.first().and_then(|h| NameAddr::parse(h).ok());
        match first.map(|h| h.uri) {
            Some(Uri::Sip(first)) => self.route(now, client, &first),
            _ => self.route(now, client, hop),
        }
    }
}
