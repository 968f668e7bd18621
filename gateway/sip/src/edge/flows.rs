//! Flows of the edge: which are open, which are being opened, and what waits for them (RFC 3261 §18).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::edge::FlowInfo;
use tolk_model::id::FlowId;
use tolk_model::limits::LimitedMap;
use tolk_model::party::Destination;
use tolk_model::time::Mono;

use crate::transaction::Reliability;
use crate::wire::stream::Framer;

/// Messages that wait for one flow to open; a transaction sends one or two, and more would be a flood through us.
const MAX_QUEUED: usize = 64;
/// A UDP peer that was silent so long, longer than any transaction lives, is forgotten.
const UDP_IDLE: Duration = Duration::from_secs(120);
/// A stream that was silent so long is closed (RFC 5923 leaves the time open); double the usual keep-alive.
const STREAM_IDLE: Duration = Duration::from_secs(600);
/// Places whose connections failed that are remembered; one that is forgotten costs another attempt.
const MAX_STREAMLESS: usize = 1000;
/// For how long a place that took no connection is offered none: a telephone behind a packet filter would cost seconds each time.
const STREAMLESS_FOR: Duration = Duration::from_secs(600);

/// One flow.
#[derive(Debug)]
pub(crate) struct Flow {
    /// `None` while it is being opened.
    pub(crate) info: Option<FlowInfo>,
    /// Where it leads.
    pub(crate) destination: Destination,
    /// Cuts a stream into messages.
    pub(crate) framer: Framer,
    /// Responses that wait for it to open.
    queue: Vec<Vec<u8>>,
    /// Requests that wait for it to open, because `Via` names its local address.
    waiting: Vec<u64>,
    last_used: Mono,
    /// We asked for a sign of life and nothing came since.
    pub(crate) awaits_pong: bool,
    /// The peer has given one before: silence means that it is gone (RFC 5626 §4.4.1).
    pub(crate) pongs: bool,
    /// Where the peer says to listen, when its certificate proves who it is: requests to there go by this flow (RFC 5923).
    alias: Option<SocketAddr>,
    /// The account that was proved on it last.
    pub(crate) account: Option<String>,
}

impl Flow {
    fn new(info: Option<FlowInfo>, destination: Destination, now: Mono) -> Flow {
        Flow {
            info,
            destination,
            framer: Framer::default(),
            queue: Vec::new(),
            waiting: Vec::new(),
            last_used: now,
            awaits_pong: false,
            pongs: false,
            alias: None,
            account: None,
        }
    }

    /// Whether it may be used toward a destination: under TLS only for the name that it proves or was opened for (RFC 5922).
    fn serves(&self, destination: &Destination) -> bool {
        let Some(name) = &destination.name else {
            return true;
        };
        destination.transport != TransportKind::Tls
            || self.destination.name.as_ref() == Some(name)
            || self.info.as_ref().is_some_and(|info| info.proves(name))
    }

    /// Its reliability.
    pub(crate) fn reliability(&self) -> Reliability {
        reliability(self.destination.transport)
    }
}

/// Of a transport.
pub(crate) fn reliability(transport: TransportKind) -> Reliability {
    match transport {
        TransportKind::Udp => Reliability::Unreliable,
        _ => Reliability::Reliable,
    }
}

/// What became of a wish to reach a destination.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Open already.
    Open(FlowId),
    /// Being opened by somebody else's wish.
    Opening(FlowId),
    /// Must be opened now.
    New(FlowId),
    /// There are too many flows.
    Full,
}

/// All flows.
#[derive(Debug)]
pub(crate) struct Flows {
    by_id: LimitedMap<FlowId, Flow>,
    by_remote: BTreeMap<(TransportKind, SocketAddr), FlowId>,
    /// One for each flow at most.
    aliases: BTreeMap<SocketAddr, FlowId>,
    /// Where a connection could not be had, and when.
    streamless: LimitedMap<SocketAddr, Mono>,
    next: u64,
}

impl Flows {
    pub(crate) fn new(limit: usize) -> Flows {
        Flows {
            by_id: LimitedMap::new(limit),
            by_remote: BTreeMap::new(),
            aliases: BTreeMap::new(),
            streamless: LimitedMap::new(MAX_STREAMLESS),
            next: 1,
        }
    }

    pub(crate) fn get(&self, flow: FlowId) -> Option<&Flow> {
        self.by_id.get(&flow)
    }

    pub(crate) fn get_mut(&mut self, flow: FlowId) -> Option<&mut Flow> {
        self.by_id.get_mut(&flow)
    }

    /// The facts of an open flow.
    pub(crate) fn info(&self, flow: FlowId) -> Option<&FlowInfo> {
        self.get(flow)?.info.as_ref()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// A flow is open. Returns what waited for it: bytes, then requests; `Err` when there are too many flows.
    pub(crate) fn opened(
        &mut self,
        now: Mono,
        flow: FlowId,
        info: FlowInfo,
    ) -> Result<(Vec<Vec<u8>>, Vec<u64>), FlowInfo> {
        let key = (info.transport, info.remote);
        if let Some(known) = self.by_id.get_mut(&flow) {
            known.info = Some(info);
            known.last_used = now;
            self.by_remote.insert(key, flow);
            return Ok((
                std::mem::take(&mut known.queue),
                std::mem::take(&mut known.waiting),
            ));
        }
        let destination = Destination {
            address: info.remote,
            transport: info.transport,
            name: info.verified.first().cloned(),
        };
        let fresh = Flow::new(Some(info), destination, now);
        match self.by_id.insert(flow, fresh) {
            Ok(_) => {
                self.by_remote.insert(key, flow);
                Ok((Vec::new(), Vec::new()))
            }
            Err(full) => Err(full.0.info.unwrap_or(FlowInfo {
                transport: key.0,
                local: key.1,
                remote: key.1,
                accepted: true,
                verified: Vec::new(),
            })),
        }
    }

    /// Forgets a flow; the requests that waited for it come back.
    pub(crate) fn closed(&mut self, now: Mono, flow: FlowId) -> Vec<u64> {
        let Some(gone) = self.by_id.remove(&flow) else {
            return Vec::new();
        };
        if gone.info.is_none() && gone.destination.transport == TransportKind::Tcp {
            let at = gone.destination.address;
            if self.streamless.insert(at, now).is_err() {
                self.streamless = LimitedMap::new(MAX_STREAMLESS);
            }
        }
        let key = (gone.destination.transport, gone.destination.address);
        if self.by_remote.get(&key) == Some(&flow) {
            self.by_remote.remove(&key);
        }
        if let Some(alias) = gone.alias
            && self.aliases.get(&alias) == Some(&flow)
        {
            self.aliases.remove(&alias);
        }
        gone.waiting
    }

    /// A flow toward a destination. TLS flows are shared only for the name that they prove (RFC 5922).
    pub(crate) fn reach(&mut self, now: Mono, destination: &Destination) -> Reach {
        let key = (destination.transport, destination.address);
        let known = self.by_remote.get(&key);
        let alias = || {
            let secure = destination.transport == TransportKind::Tls && destination.name.is_some();
            self.aliases.get(&destination.address).filter(|_| secure)
        };
        let serves = |id: &&FlowId| self.by_id.get(id).is_some_and(|f| f.serves(destination));
        if let Some(id) = known.filter(serves).or_else(|| alias().filter(serves))
            && let Some(flow) = self.by_id.get(id)
        {
            return match flow.info {
                Some(_) => Reach::Open(*id),
                None => Reach::Opening(*id),
            };
        }
        let id = FlowId(self.next);
        let fresh = Flow::new(None, destination.clone(), now);
        if self.by_id.insert(id, fresh).is_err() {
            return Reach::Full;
        }
        self.next += 2;
        self.by_remote.insert(key, id);
        Reach::New(id)
    }

    /// Whether a connection to a place is worth an attempt that nobody demanded.
    pub(crate) fn may_connect(&self, now: Mono, to: SocketAddr) -> bool {
        let failed = self.streamless.get(&to);
        failed.is_none_or(|at| now.since(*at) >= STREAMLESS_FOR)
    }

    /// A peer that connected wants requests to where it listens to go by its connection. Only a certificate gives that right: otherwise
    /// anybody could draw to itself what is meant for others (RFC 5923 §8.1).
    pub(crate) fn alias(&mut self, flow: FlowId, port: u16) {
        let Some(known) = self.by_id.get_mut(&flow) else {
            return;
        };
        let proven = known
            .info
            .as_ref()
            .filter(|i| i.accepted && i.transport == TransportKind::Tls && !i.verified.is_empty());
        let Some(info) = proven else {
            return;
        };
        let at = SocketAddr::new(info.remote.ip(), port);
        if let Some(before) = known.alias.replace(at)
            && before != at
            && self.aliases.get(&before) == Some(&flow)
        {
            self.aliases.remove(&before);
        }
        self.aliases.insert(at, flow);
    }

    /// Bytes that go out as soon as the flow is open; too many are dropped, oldest kept (retransmissions bring the rest).
    pub(crate) fn queue(&mut self, flow: FlowId, bytes: Vec<u8>) {
        if let Some(flow) = self.by_id.get_mut(&flow)
            && flow.queue.len() < MAX_QUEUED
        {
            flow.queue.push(bytes);
        }
    }

    /// A request that starts as soon as the flow is open.
    pub(crate) fn wait(&mut self, flow: FlowId, request: u64) {
        if let Some(flow) = self.by_id.get_mut(&flow) {
            flow.waiting.push(request);
        }
    }

    /// The requests that wait for a connection to a place.
    pub(crate) fn waiting(&self, to: SocketAddr) -> &[u64] {
        let flow = self.by_remote.get(&(TransportKind::Tcp, to));
        let flow = flow.and_then(|id| self.by_id.get(id));
        flow.map_or(&[], |f| f.waiting.as_slice())
    }

    /// Notes that a flow is in use.
    pub(crate) fn touch(&mut self, now: Mono, flow: FlowId) {
        if let Some(flow) = self.by_id.get_mut(&flow) {
            flow.last_used = now;
        }
    }

    /// Open flows that nobody used for long.
    pub(crate) fn idle(&self, now: Mono) -> Vec<FlowId> {
        let limit = |flow: &Flow| match flow.reliability() {
            Reliability::Unreliable => UDP_IDLE,
            Reliability::Reliable => STREAM_IDLE,
        };
        self.by_id
            .iter()
            .filter(|(_, f)| f.info.is_some() && now.since(f.last_used) >= limit(f))
            .map(|(id, _)| *id)
            .collect()
    }
}
