//! Where requests go: RFC 3263 resolution by question, fail-over within the request, RFC 3261 §18.1.1 for large ones.

use std::collections::VecDeque;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{EdgeOutput, Query};
use tolk_model::id::{FlowId, QueryId};
use tolk_model::party::Destination;
use tolk_model::registration::Source;
use tolk_model::time::Now;

use super::flows::Reach;
use super::{Client, SipEdge};
use crate::transaction::timers::{T64, TimerKey};
use crate::wire::message::Common;
use crate::wire::{Request, SipUri, Uri};

/// Silence after which the next destination is tried when there is one. RFC 3263 §4.3 would wait for timer B or F (32 s), and a
/// caller would have hung up.
const FAIL_OVER_AFTER: Duration = Duration::from_secs(4);
/// A flow that does not open within this, while there is somewhere else to go, is given up.
const OPENING_WITH_ALTERNATIVES: Duration = Duration::from_secs(3);
/// Above this a request without a demanded transport goes by TCP first (RFC 3261 §18.1.1).
const LARGEST_DATAGRAM: usize = 1300;
/// What `Via`, `Contact`, `Max-Forwards`, `User-Agent` will add to a request.
const HEADERS_TO_COME: usize = 300;
/// Hosts of clients that have no address, such as pages (RFC 7118 §5.1): only their own flow leads there, no name server.
const INVALID: &str = ".invalid";
/// Destinations that are tried for one request.
const MAX_DESTINATIONS: usize = 10;

impl SipEdge {
    /// Sends a request to the host of a URI.
    pub(crate) fn route(&mut self, now: Now, client: u64, hop: &SipUri) {
        let transport = match (hop.secure, hop.transport()) {
            (true, _) => Some(TransportKind::Tls),
            (false, demanded) => demanded,
        };
        if let Some(address) = hop.host.ip() {
            let transport_or = transport.unwrap_or(TransportKind::Udp);
            let port = hop.port.unwrap_or(match transport_or {
                TransportKind::Tls => 5061,
                _ => 5060,
            });
            let destination = Destination {
                address: (address, port).into(),
                transport: transport_or,
                name: (transport_or == TransportKind::Tls).then(|| hop.host.clone()),
            };
            return self.set_destinations(now, client, vec![destination], transport.is_none());
        }
        if hop.host.as_str().ends_with(INVALID) {
            return self.give_up(now, client, Cause::network(Reason::Unavailable));
        }
        if let Some(client) = self.clients.get_mut(&client) {
            client.any_transport = transport.is_none();
        }
        let query = QueryId(self.new_id());
        self.queries.insert(query, client);
        self.output(EdgeOutput::Resolve(
            query,
            Query {
                host: hop.host.clone(),
                port: hop.port,
                transport,
                secure: hop.secure,
            },
        ));
    }

    /// Sends a request over a known flow, or to where that flow led; what is large for a datagram by a connection to the same place
    /// when there may be one.
    pub(crate) fn route_by(&mut self, now: Now, client: u64, flow: FlowId, to: &Destination) {
        if self.deserves_stream(now, client, to) {
            if let Some(c) = self.clients.get_mut(&client) {
                c.same_place = true;
                c.destinations = VecDeque::from([by_stream(to), to.clone()]);
            }
            return self.try_next(now, client, Cause::network(Reason::Unavailable));
        }
        if self.flows.info(flow).is_some() {
            if let Some(c) = self.clients.get_mut(&client) {
                c.reused = true;
                c.destinations = VecDeque::from([to.clone()]);
            }
            return self.begin(now, client, flow);
        }
        self.set_destinations(now, client, vec![to.clone()], false);
    }

    /// Sends a request to a device by the flow that it registered on. A flow of datagrams can be opened again.
    pub(crate) fn route_to_device(&mut self, now: Now, client: u64, source: &Source) {
        let destination = Destination {
            address: source.remote,
            transport: source.transport,
            name: None,
        };
        let info = self.flows.info(source.flow);
        // Datagrams go where the device listens, a connection is used as long as it stands.
        let elsewhere = source.transport == TransportKind::Udp
            && info.is_some_and(|i| i.remote != source.remote);
        match (info.is_some(), source.only) {
            (_, false) if elsewhere => {
                let any = self.deserves_stream(now, client, &destination);
                self.set_destinations(now, client, vec![destination], any);
            }
            (_, false) => self.route_by(now, client, source.flow, &destination),
            (true, true) => self.begin(now, client, source.flow),
            // RFC 5626 §5.3: nothing else will do.
            (false, true) => self.give_up(now, client, Cause::network(Reason::Unavailable)),
        }
    }

    pub(super) fn route_resolved(&mut self, now: Now, query: QueryId, found: Vec<Destination>) {
        let Some(client) = self.queries.remove(&query) else {
            return;
        };
        if found.is_empty() {
            return self.give_up(now, client, Cause::network(Reason::NotFound));
        }
        let any = self.clients.get(&client).is_some_and(|c| c.any_transport);
        self.set_destinations(now, client, found, any);
    }

    pub(super) fn set_destinations(
        &mut self,
        now: Now,
        id: u64,
        found: Vec<Destination>,
        any_transport: bool,
    ) {
        let Some(client) = self.clients.get(&id) else {
            return;
        };
        let large = is_large(&client.request);
        let within = !client.request.to_tag().is_empty();
        let places = found.len();
        let mut list = VecDeque::new();
        for destination in found.into_iter().take(MAX_DESTINATIONS) {
            let datagram = destination.transport == TransportKind::Udp;
            if any_transport
                && datagram
                && (large || self.follows_others(client, &destination))
                && self.may_connect(now, &destination)
            {
                list.push_back(by_stream(&destination));
            }
            list.push_back(destination);
        }
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        client.same_place = within && places == 1 && list.len() > places;
        client.destinations = list;
        self.try_next(now, id, Cause::network(Reason::Unavailable));
    }

    /// Whether a large request that a flow of datagrams leads to its peer may go by a connection (§18.1.1): the peer must name the very
    /// place that the flow leads to, for behind a NAT nobody is connected to, and demand no transport.
    fn deserves_stream(&self, now: Now, client: u64, to: &Destination) -> bool {
        let Some(client) = self.clients.get(&client) else {
            return false;
        };
        let named = match Uri::parse(&client.request.uri) {
            Ok(Uri::Sip(uri)) if !uri.secure && uri.transport().is_none() => {
                let port = uri.port.unwrap_or(5060);
                uri.host.ip() == Some(to.address.ip()) && port == to.address.port()
            }
            _ => false,
        };
        let direct = client.request.headers.count("route") == 0;
        let datagram = to.transport == TransportKind::Udp;
        let wanted = || is_large(&client.request) || self.follows_others(client, to);
        datagram && named && direct && wanted() && self.may_connect(now, to)
    }

    /// Whether a request of the same dialog waits for a connection: whoever got this one first would find the other one out of order
    /// (§12.2.2).
    fn follows_others(&self, client: &Client, to: &Destination) -> bool {
        let waiting = self.flows.waiting(to.address).iter();
        let mut before = waiting.filter_map(|id| self.clients.get(id));
        let call = client.request.call_id();
        before.any(|c| c.request.call_id() == call)
    }

    /// Whether a connection may be tried that nobody demanded. Our `Contact` would lead nowhere when we listen for none.
    fn may_connect(&self, now: Now, to: &Destination) -> bool {
        let listen = &self.config.listen;
        listen.iter().any(|l| l.transport == TransportKind::Tcp)
            && self.flows.may_connect(now.mono, to.address)
    }

    /// The attempt failed: the next destination, or the end.
    pub(crate) fn next_destination(&mut self, now: Now, id: u64, cause: Cause) {
        self.stop_attempt(id);
        if let Some(client) = self.clients.get_mut(&id)
            && client.reused
            && !client.destinations.is_empty()
        {
            // The place behind a reused flow was tried by that flow.
            client.reused = false;
            client.destinations.pop_front();
        }
        self.try_next(now, id, cause);
    }

    /// A reused flow broke: the same place deserves a flow of its own. It may have the request, and would find a copy on a datagram out of
    /// order (RFC 3261 §12.2.2): that is for where no connection comes up.
    pub(super) fn retry_or_next(&mut self, now: Now, id: u64) {
        self.stop_attempt(id);
        if let Some(client) = self.clients.get_mut(&id) {
            client.reused = false;
            if client.same_place {
                let stream = |d: &Destination| d.transport != TransportKind::Udp;
                client.destinations.retain(stream);
            }
        }
        self.try_next(now, id, Cause::network(Reason::ConnectionLost));
    }

    fn try_next(&mut self, now: Now, id: u64, cause: Cause) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let Some(destination) = client.destinations.pop_front() else {
            return self.give_up(now, id, cause);
        };
        let more = !client.destinations.is_empty();
        match self.flows.reach(now.mono, &destination) {
            Reach::Open(flow) => {
                let stream = destination.transport != TransportKind::Udp;
                if let (true, Some(client)) = (stream, self.clients.get_mut(&id)) {
                    client.reused = true;
                    client.destinations.push_front(destination);
                }
                self.begin(now, id, flow);
            }
            Reach::Opening(flow) => self.flows.wait(flow, id),
            Reach::New(flow) => {
                self.flows.wait(flow, id);
                self.open_flow(now, flow, destination, more);
            }
            Reach::Full => {
                self.limited("flows");
                self.give_up(now, id, Cause::us(Reason::Overloaded));
            }
        }
    }

    pub(super) fn open_flow(
        &mut self,
        now: Now,
        flow: FlowId,
        destination: Destination,
        alternatives: bool,
    ) {
        let patience = if alternatives {
            OPENING_WITH_ALTERNATIVES
        } else {
            T64
        };
        self.timers
            .set(TimerKey::Opening(flow), now.mono + patience);
        self.output(EdgeOutput::Open(flow, destination));
    }

    pub(super) fn watch_fail_over(&mut self, now: Now, id: u64, more: bool) {
        if more {
            self.timers
                .set(TimerKey::FailOver(id), now.mono + FAIL_OVER_AFTER);
        }
    }

    fn give_up(&mut self, now: Now, id: u64, cause: Cause) {
        if let Some(client) = self.close_client(id) {
            self.request_failed(now, client.leg, client.purpose, cause);
        }
    }
}

/// Whether it may be cut in pieces on its way (RFC 3261 §18.1.1).
fn is_large(request: &Request) -> bool {
    request.to_bytes().len() + HEADERS_TO_COME > LARGEST_DATAGRAM
}

/// The same place by a connection.
fn by_stream(to: &Destination) -> Destination {
    Destination {
        transport: TransportKind::Tcp,
        ..to.clone()
    }
}
