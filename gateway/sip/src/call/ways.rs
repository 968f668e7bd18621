//! The way that a request takes which begins something: a trunk's proxy, a device's flow or hops, else its request-URI.

use tolk_model::id::LegId;
use tolk_model::registration::DeviceRoute;
use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::trunk::ByTrunk;
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
        if let Some(source) = source.filter(|_| direct) {
            return self.route_to_device(now, client, &source);
        }
        let neighbour = self.calls.get(&leg).and_then(|c| c.neighbour.clone());
        self.route_beside(now, client, hop, neighbour.as_ref());
    }

    /// A request within a branch that is sent once more: by what it says itself (§8.1.2).
    pub(crate) fn route_again(&mut self, now: Now, leg: LegId, client: u64) {
        let Some(request) = self.clients.get(&client).map(|c| &c.request) else {
            return;
        };
        let route = request.headers.text("route");
        let direct = route.is_none();
        let first = route.and_then(|r| NameAddr::parse(r).ok()).map(|r| r.uri);
        let hop = first.or_else(|| Uri::parse(&request.uri).ok());
        match hop {
            Some(Uri::Sip(hop)) => self.route_branch(now, leg, client, direct, &hop),
            _ => {
                self.close_client(client);
            }
        }
    }

    /// An INVITE by the way of its call.
    pub(super) fn route_call(&mut self, now: Now, leg: LegId, client: u64, hop: &SipUri) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let trunk = call.by_trunk.clone();
        let device = call.outgoing.as_ref().and_then(|o| o.device.clone());
        self.route_out(now, client, trunk.as_ref(), device.as_ref(), hop);
    }

    /// To the proxy of a trunk, to a registered device by its flow or its hops, to anybody else by the request's URI.
    pub(crate) fn route_out(
        &mut self,
        now: Now,
        client: u64,
        trunk: Option<&ByTrunk>,
        device: Option<&DeviceRoute>,
        hop: &SipUri,
    ) {
        if let Some(proxy) = trunk.and_then(|by| self.trunk_hop(by)) {
            return self.route(now, client, &proxy);
        }
        let Some(device) = device else {
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
