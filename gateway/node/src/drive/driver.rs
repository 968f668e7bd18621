//! The loop: whatever happens on sockets, timers and in meetings goes into the edge, and what the edge puts out is done.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_util::sync::CancellationToken;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::journal::JournalEvent;
use tolk_model::party::Destination;
use tolk_model::{EdgeId, FlowId, LegCommand, LegEvent, Mono};
use tracing::Span;

use super::edge::{COMMANDS, EdgeCommand, EdgeHandle, EdgeHost};
use super::input::{FlowInput, FlowRefused, INPUTS};
use super::resolve::Resolver;
use super::udp::{Peers, UdpPort, local_toward};
use super::websocket::WebsocketFlows;
use super::{tcp, udp};
use crate::clock::Clock;
use crate::config::LimitsConfig;
use crate::tasks::{TaskSet, Tasks};
use crate::telemetry::metrics;

/// How often idle peers and dead websockets are looked for.
const SWEEP: Duration = Duration::from_secs(15);
/// A timer that is not set.
const FAR: Duration = Duration::from_secs(3600);
/// Look-ups that run at once; each is bounded in time.
const MOST_LOOKUPS: usize = 256;
/// Tasks of one connection: a reader and a writer.
const TASKS_PER_CONNECTION: usize = 2;
/// What an ending node gives its connections to take the last message.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What a driver is put together from.
pub struct DriverParts {
    /// Takes what the edge reports.
    pub host: Arc<dyn EdgeHost>,
    /// The process's clocks.
    pub clock: Clock,
    /// What peers can make it hold.
    pub limits: LimitsConfig,
    /// Looks names up.
    pub resolver: Resolver,
    /// Its tasks live in it.
    pub tasks: Tasks,
}

/// Sockets of an edge, bound.
#[derive(Debug, Default)]
pub struct Sockets {
    /// UDP.
    pub udp: Vec<UdpSocket>,
    /// TCP listeners.
    pub tcp: Vec<TcpListener>,
}

/// Drives one edge.
pub struct Driver {
    edge: Box<dyn Edge + Send>,
    handle: EdgeHandle,
    host: Arc<dyn EdgeHost>,
    clock: Clock,
    limits: LimitsConfig,
    resolver: Resolver,
    inputs: mpsc::Receiver<FlowInput>,
    sender: mpsc::Sender<FlowInput>,
    commands: mpsc::Receiver<EdgeCommand>,
    udp: Vec<UdpPort>,
    peers: Peers,
    streams: HashMap<FlowId, Stream>,
    sources: HashMap<IpAddr, usize>,
    /// Even: the edge's own are odd.
    next_flow: u64,
    listening: TaskSet,
    connections: TaskSet,
    lookups: TaskSet,
    next_sweep: Mono,
    token: CancellationToken,
}

/// A connection or a websocket.
struct Stream {
    /// `None` while it is being opened.
    outlet: Option<mpsc::Sender<Vec<u8>>>,
    /// Who counts for it; `None` for our own.
    source: Option<IpAddr>,
    token: CancellationToken,
}

impl Driver {
    /// Around an edge. The handle commands it, the other opens websockets.
    pub fn new(
        label: EdgeId,
        edge: Box<dyn Edge + Send>,
        parts: DriverParts,
    ) -> (Driver, EdgeHandle, WebsocketFlows) {
        let (sender, inputs) = mpsc::channel(INPUTS);
        let (command_sender, commands) = mpsc::channel(COMMANDS);
        let handle = EdgeHandle {
            label,
            commands: command_sender,
        };
        let websockets = WebsocketFlows {
            inputs: sender.clone(),
        };
        let set = |limit| TaskSet::new(parts.tasks.part(), limit);
        let driver = Driver {
            edge,
            handle: handle.clone(),
            host: parts.host,
            clock: parts.clock,
            limits: parts.limits,
            resolver: parts.resolver,
            inputs,
            sender,
            commands,
            udp: Vec::new(),
            peers: Peers::default(),
            streams: HashMap::new(),
            sources: HashMap::new(),
            next_flow: 2,
            listening: set(usize::MAX),
            connections: set(parts.limits.connections * TASKS_PER_CONNECTION),
            lookups: set(MOST_LOOKUPS),
            next_sweep: Mono(SWEEP),
            token: parts.tasks.token().clone(),
        };
        (driver, handle, websockets)
    }

    /// Listens on sockets; call it before [`Driver::run`].
    ///
    /// # Errors
    /// When a socket does not know its own address.
    pub fn listen(&mut self, sockets: Sockets) -> std::io::Result<()> {
        for socket in sockets.udp {
            let (local, index) = (socket.local_addr()?, self.udp.len());
            let socket = Arc::new(socket);
            let token = self.listening.token().clone();
            let label = self.handle.label.to_string();
            let reader = udp::read(socket.clone(), index, label, self.sender.clone(), token);
            self.listening.spawn("udp_reader", Span::none(), reader);
            self.udp.push(UdpPort { socket, local });
        }
        for listener in sockets.tcp {
            let token = self.listening.token().clone();
            let accept = tcp::accept(listener, self.sender.clone(), token);
            self.listening.spawn("tcp_acceptor", Span::none(), accept);
        }
        Ok(())
    }

    /// Runs until its tasks' token ends it.
    pub async fn run(mut self) {
        let token = self.token.clone();
        loop {
            let at = self.next_turn();
            // All are cancel-safe: `recv` loses nothing.
            tokio::select! {
                biased;
                () = token.cancelled() => break,
                Some(command) = self.commands.recv() => self.command(command),
                Some(input) = self.inputs.recv() => self.input(input),
                () = tokio::time::sleep_until(at) => {}
            }
            // Also after an input: a flood must not delay timers.
            self.fire_timers();
        }
        self.end().await;
    }

    fn next_turn(&self) -> tokio::time::Instant {
        let edge = self.edge.next_timeout();
        let at = edge.map_or(Mono(FAR) + self.next_sweep.0, |(at, _)| at);
        self.clock.instant(at.min(self.next_sweep))
    }

    fn fire_timers(&mut self) {
        let now = self.clock.now();
        if self
            .edge
            .next_timeout()
            .is_some_and(|(at, _)| at <= now.mono)
        {
            self.edge.timeout(now);
            self.drain();
        }
        if self.next_sweep <= now.mono {
            self.next_sweep = now.mono + SWEEP;
            self.sweep();
        }
    }

    fn sweep(&mut self) {
        let now = self.clock.now();
        let quiet = self.peers.idle(now.mono);
        let dead: Vec<FlowId> = self
            .streams
            .iter()
            .filter(|(_, s)| s.outlet.as_ref().is_some_and(mpsc::Sender::is_closed))
            .map(|(flow, _)| *flow)
            .collect();
        for flow in quiet {
            self.closed(flow, Cause::far_end(Reason::TimedOut));
        }
        for flow in dead {
            self.closed(flow, Cause::network(Reason::ConnectionLost));
        }
        self.connections.reap();
        self.lookups.reap();
    }

    fn command(&mut self, command: EdgeCommand) {
        match command {
            EdgeCommand::Leg(leg, command) => {
                self.edge.command(self.clock.now(), leg, command);
                self.drain();
            }
            EdgeCommand::Debug(reply) => {
                let state = serde_json::json!({
                    "label": self.handle.label,
                    "udp_peers": self.peers.len(),
                    "streams": self.streams.len(),
                    "sources": self.sources.len(),
                    "lookups": self.lookups.len(),
                    "state": self.edge.debug_state(),
                });
                // Whoever asked may have lost patience.
                drop(reply.send(state));
            }
        }
    }

    fn input(&mut self, input: FlowInput) {
        match input {
            FlowInput::Datagram {
                socket,
                from,
                bytes,
            } => self.datagram(socket, from, &bytes),
            FlowInput::Accepted {
                stream,
                local,
                remote,
            } => self.accepted(stream, local, remote),
            FlowInput::Connected(flow, outcome) => self.connected(flow, outcome),
            FlowInput::Websocket {
                info,
                outlet,
                reply,
            } => {
                let opened = self.websocket(info, outlet);
                let flow = opened.as_ref().ok().copied();
                if let (Err(_), Some(flow)) = (reply.send(opened), flow) {
                    self.closed(flow, Cause::network(Reason::ConnectionLost));
                }
            }
            FlowInput::Received(flow, bytes) => {
                if self.streams.contains_key(&flow) {
                    self.edge.receive(self.clock.now(), flow, &bytes);
                    self.drain();
                }
            }
            FlowInput::Closed(flow, cause) => self.closed(flow, cause),
            FlowInput::Resolved(query, destinations) => {
                self.edge.resolved(self.clock.now(), query, destinations);
                self.drain();
            }
        }
    }

    fn new_flow(&mut self) -> FlowId {
        let flow = FlowId(self.next_flow);
        self.next_flow += 2;
        flow
    }

    fn datagram(&mut self, socket: usize, from: SocketAddr, bytes: &[u8]) {
        let now = self.clock.now();
        let flow = match self.peers.flow(socket, from) {
            Some(flow) => flow,
            None => {
                if self.peers.len() >= self.limits.connections {
                    return metrics::refused(self.handle.label.as_str());
                }
                let Some(bound) = self.udp.get(socket).map(|port| port.local) else {
                    return;
                };
                let flow = self.new_flow();
                self.peers.insert(flow, socket, from, now.mono);
                let info = FlowInfo {
                    transport: TransportKind::Udp,
                    local: local_toward(bound, from),
                    remote: from,
                    accepted: true,
                    verified: None,
                };
                self.edge.flow_opened(now, flow, info);
                self.drain();
                if self.peers.peer(flow).is_none() {
                    return;
                }
                flow
            }
        };
        self.peers.touch(flow, now.mono);
        self.edge.receive(now, flow, bytes);
        self.drain();
    }

    /// Whether one more connection from a source may be; counts it.
    fn admit(&mut self, source: IpAddr) -> Result<(), FlowRefused> {
        let refused = |edge: &EdgeId, why| {
            metrics::refused(edge.as_str());
            Err(why)
        };
        if self.streams.len() >= self.limits.connections {
            return refused(&self.handle.label, FlowRefused::TooMany);
        }
        let count = self.sources.entry(source).or_insert(0);
        if *count >= self.limits.connections_per_source {
            return refused(&self.handle.label, FlowRefused::TooManyFromSource);
        }
        *count += 1;
        Ok(())
    }

    fn accepted(&mut self, stream: TcpStream, local: SocketAddr, remote: SocketAddr) {
        if let Err(error) = self.admit(remote.ip()) {
            self.host.journal(JournalEvent::Limited {
                edge: self.handle.label.clone(),
                what: "connections".to_string(),
            });
            tracing::debug!(edge = %self.handle.label, %error, "connection_refused");
            return;
        }
        let flow = self.new_flow();
        let info = FlowInfo {
            transport: TransportKind::Tcp,
            local,
            remote,
            accepted: true,
            verified: None,
        };
        let token = self.connections.token().child_token();
        let entry = Stream {
            outlet: None,
            source: Some(remote.ip()),
            token,
        };
        self.streams.insert(flow, entry);
        self.start_stream(flow, stream, info);
    }

    fn connected(&mut self, flow: FlowId, outcome: Result<TcpStream, Cause>) {
        if !self.streams.contains_key(&flow) {
            // The edge has lost patience; dropping the stream closes it.
            return;
        }
        let facts = outcome.and_then(|stream| {
            let lost = |_| Cause::network(Reason::ConnectionLost);
            let local = stream.local_addr().map_err(lost)?;
            let remote = stream.peer_addr().map_err(lost)?;
            Ok((stream, local, remote))
        });
        match facts {
            Ok((stream, local, remote)) => {
                let info = FlowInfo {
                    transport: TransportKind::Tcp,
                    local,
                    remote,
                    accepted: false,
                    verified: None,
                };
                self.start_stream(flow, stream, info);
            }
            Err(cause) => self.closed(flow, cause),
        }
    }

    fn start_stream(&mut self, flow: FlowId, stream: TcpStream, info: FlowInfo) {
        // Signalling messages are small and whole: waiting for more only delays them.
        drop(stream.set_nodelay(true));
        let first_bytes = info.accepted.then_some(self.limits.first_bytes);
        let (read, write) = stream.into_split();
        let (outlet, outgoing) = mpsc::channel(tcp::OUTGOING);
        let Some(entry) = self.streams.get_mut(&flow) else {
            return;
        };
        entry.outlet = Some(outlet);
        let token = entry.token.clone();
        let (inputs, span) = (self.sender.clone(), Span::none());
        let reader = tcp::read(read, flow, first_bytes, inputs.clone(), token.clone());
        let writer = tcp::write(write, flow, outgoing, inputs, token);
        let started = self.connections.spawn("tcp_reader", span.clone(), reader)
            && self.connections.spawn("tcp_writer", span, writer);
        self.edge.flow_opened(self.clock.now(), flow, info);
        self.drain();
        if !started {
            self.closed(flow, Cause::us(Reason::Overloaded));
        }
    }

    fn websocket(
        &mut self,
        info: FlowInfo,
        outlet: mpsc::Sender<Vec<u8>>,
    ) -> Result<FlowId, FlowRefused> {
        self.admit(info.remote.ip())?;
        let flow = self.new_flow();
        let entry = Stream {
            outlet: Some(outlet),
            source: Some(info.remote.ip()),
            token: self.connections.token().child_token(),
        };
        self.streams.insert(flow, entry);
        self.edge.flow_opened(self.clock.now(), flow, info);
        self.drain();
        Ok(flow)
    }

    /// A flow is gone; the edge hears of it once.
    fn closed(&mut self, flow: FlowId, cause: Cause) {
        if self.forget(flow) {
            self.edge.flow_closed(self.clock.now(), flow, cause);
            self.drain();
        }
    }

    /// Lets go of a flow: what is queued still goes out. Whether there was one.
    fn forget(&mut self, flow: FlowId) -> bool {
        let Some(stream) = self.streams.remove(&flow) else {
            return self.peers.remove(flow);
        };
        if let Some(source) = stream.source
            && let Some(count) = self.sources.get_mut(&source)
        {
            *count -= 1;
            if *count == 0 {
                self.sources.remove(&source);
            }
        }
        true
    }

    fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => self.transmit(flow, bytes),
                EdgeOutput::Event(leg, event) => {
                    let over = matches!(event, LegEvent::Ended(_));
                    let handle = self.handle.clone();
                    if let Err(cause) = self.host.event(&handle, leg, event)
                        && !over
                    {
                        let now = self.clock.now();
                        self.edge.command(now, leg, LegCommand::End(cause));
                    }
                }
                EdgeOutput::Open(flow, destination) => self.open(flow, &destination),
                EdgeOutput::Close(flow) => {
                    self.forget(flow);
                }
                EdgeOutput::Resolve(query, wanted) => self.resolve(query, wanted),
                EdgeOutput::Ask(ask, question) => {
                    let reply = self.host.ask(&question);
                    self.edge.reply(self.clock.now(), ask, reply);
                }
                EdgeOutput::Journal(event) => self.host.journal(event),
            }
        }
    }

    fn transmit(&mut self, flow: FlowId, bytes: Vec<u8>) {
        if let Some(peer) = self.peers.peer(flow) {
            self.peers.touch(flow, self.clock.now().mono);
            if let Some(port) = self.udp.get(peer.socket)
                && let Err(error) = port.socket.try_send_to(&bytes, peer.remote)
                && error.kind() == std::io::ErrorKind::WouldBlock
            {
                // As if the network had lost it: the transaction sends it again.
                metrics::queue_full(self.handle.label.as_str());
            }
            return;
        }
        let outlet = self.streams.get(&flow).and_then(|s| s.outlet.as_ref());
        match outlet.map(|outlet| outlet.try_send(bytes)) {
            None | Some(Ok(())) => {}
            Some(Err(TrySendError::Closed(_))) => self.break_off(flow, Reason::ConnectionLost),
            Some(Err(TrySendError::Full(_))) => {
                metrics::queue_full(self.handle.label.as_str());
                self.host.journal(JournalEvent::Limited {
                    edge: self.handle.label.clone(),
                    what: "slow_reader".to_string(),
                });
                self.break_off(flow, Reason::TimedOut);
            }
        }
    }

    /// Closes a flow from within `drain`, which goes on with what the edge says to it.
    fn break_off(&mut self, flow: FlowId, reason: Reason) {
        if let Some(stream) = self.streams.get(&flow) {
            stream.token.cancel();
        }
        if self.forget(flow) {
            let cause = Cause::far_end(reason);
            self.edge.flow_closed(self.clock.now(), flow, cause);
        }
    }

    fn open(&mut self, flow: FlowId, destination: &Destination) {
        let now = self.clock.now();
        let cause = match destination.transport {
            TransportKind::Udp => match self.open_udp(flow, destination.address) {
                Some(info) => return self.edge.flow_opened(now, flow, info),
                None => Cause::us(Reason::NotSupported),
            },
            TransportKind::Tcp if self.streams.len() < self.limits.connections => {
                let entry = Stream {
                    outlet: None,
                    source: None,
                    token: self.connections.token().child_token(),
                };
                self.streams.insert(flow, entry);
                let connect = tcp::connect(flow, destination.address, self.sender.clone());
                if self.connections.spawn("tcp_connect", Span::none(), connect) {
                    return;
                }
                self.forget(flow);
                Cause::us(Reason::Overloaded)
            }
            TransportKind::Tcp => Cause::us(Reason::Overloaded),
            TransportKind::Tls | TransportKind::Websocket => Cause::us(Reason::NotSupported),
        };
        self.edge.flow_closed(now, flow, cause);
    }

    /// A flow from the socket that can reach the peer: its family, and loopback only to loopback.
    fn open_udp(&mut self, flow: FlowId, remote: SocketAddr) -> Option<FlowInfo> {
        let fits = |local: SocketAddr| {
            local.is_ipv4() == remote.is_ipv4()
                && (local.ip().is_unspecified()
                    || local.ip().is_loopback() == remote.ip().is_loopback())
        };
        let socket = self.udp.iter().position(|port| fits(port.local))?;
        let bound = self.udp.get(socket)?.local;
        self.peers
            .insert(flow, socket, remote, self.clock.now().mono);
        Some(FlowInfo {
            transport: TransportKind::Udp,
            local: local_toward(bound, remote),
            remote,
            accepted: false,
            verified: None,
        })
    }

    fn resolve(&mut self, query: tolk_model::id::QueryId, wanted: tolk_model::edge::Query) {
        let (resolver, inputs) = (self.resolver.clone(), self.sender.clone());
        let lookup = async move {
            let found = resolver.resolve(&wanted).await;
            // The driver ends first when the node ends.
            drop(inputs.send(FlowInput::Resolved(query, found)).await);
        };
        if !self.lookups.spawn("lookup", Span::none(), Box::pin(lookup)) {
            self.edge.resolved(self.clock.now(), query, Vec::new());
        }
    }

    /// Last words go out, then everything is closed.
    async fn end(mut self) {
        self.listening.token().cancel();
        // Outlets are dropped: writers send what is queued and close.
        self.streams.clear();
        self.inputs.close();
        while self.inputs.try_recv().is_ok() {}
        let connections = self.connections.join_all();
        if tokio::time::timeout(LAST_WORDS, connections).await.is_err() {
            self.connections.token().cancel();
        }
        self.lookups.token().cancel();
        self.listening.join_all().await;
    }
}
