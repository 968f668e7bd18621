//! The loop: whatever happens on sockets, timers and in meetings goes into the edge, and what the edge puts out is done.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::Edge;
use tolk_model::{EdgeId, FlowId, Mono, Subnet};
use tracing::Span;

use super::edge::{COMMANDS, EdgeCommand, EdgeHandle, EdgeHost};
use super::fair::{Datagram, FairQueue};
use super::input::{FlowInput, INPUTS};
use super::listen::Ports;
use super::resolve::Resolver;
use super::secure::Handshakes;
use super::tls::Tls;
use super::udp::{Peers, UdpPort};
use super::websocket::WebsocketFlows;
use super::{tcp, udp};
use crate::clock::Clock;
use crate::config::LimitsConfig;
use crate::tasks::{TaskSet, Tasks};

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

/// What came from the sockets.
enum Came {
    Input(FlowInput),
    Datagram(Datagram),
}

/// Whichever is there; of both, any: neither streams nor datagrams wait for the others. Cancel-safe.
async fn next(inputs: &mut mpsc::Receiver<FlowInput>, datagrams: &FairQueue) -> Came {
    tokio::select! {
        Some(input) = inputs.recv() => Came::Input(input),
        datagram = datagrams.next() => Came::Datagram(datagram),
    }
}

/// What a driver is put together from.
pub struct DriverParts {
    /// Takes what the edge reports.
    pub host: Arc<dyn EdgeHost>,
    /// The process's clocks.
    pub clock: Clock,
    /// What peers can make it hold.
    pub limits: LimitsConfig,
    /// Networks whose addresses have the rates of who is known.
    pub known: Arc<[Subnet]>,
    /// Looks names up.
    pub resolver: Resolver,
    /// Ports on which it listens for single connections; `None`: any.
    pub ports: Option<RangeInclusive<u16>>,
    /// TLS of its streams; `None`: it has none.
    pub tls: Option<Arc<Tls>>,
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
    /// Listeners for TLS; the driver's parts say with what.
    pub tls: Vec<TcpListener>,
}

/// Drives one edge.
pub struct Driver {
    pub(super) edge: Box<dyn Edge + Send>,
    pub(super) handle: EdgeHandle,
    pub(super) host: Arc<dyn EdgeHost>,
    pub(super) clock: Clock,
    pub(super) limits: LimitsConfig,
    pub(super) known: Arc<[Subnet]>,
    pub(super) resolver: Resolver,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) handshakes: Handshakes,
    pub(super) ports: Ports,
    /// Addresses of its listeners for TCP.
    pub(super) origins: Vec<IpAddr>,
    pub(super) inputs: mpsc::Receiver<FlowInput>,
    pub(super) sender: mpsc::Sender<FlowInput>,
    pub(super) commands: mpsc::Receiver<EdgeCommand>,
    pub(super) datagrams: Arc<FairQueue>,
    pub(super) udp: Vec<UdpPort>,
    pub(super) peers: Peers,
    pub(super) streams: HashMap<FlowId, Stream>,
    pub(super) sources: HashMap<IpAddr, usize>,
    /// Even: the edge's own are odd.
    pub(super) next_flow: u64,
    pub(super) listening: TaskSet,
    pub(super) connections: TaskSet,
    pub(super) lookups: TaskSet,
    pub(super) next_sweep: Mono,
    /// Wants to know when everybody has heard that the node ends.
    pub(super) leaving: Option<oneshot::Sender<()>>,
    pub(super) token: CancellationToken,
}

/// A connection or a websocket.
pub(super) struct Stream {
    /// `None` while it is being opened or waited for.
    pub(super) outlet: Option<mpsc::Sender<Vec<u8>>>,
    /// Who counts for it; `None` for our own.
    pub(super) source: Option<IpAddr>,
    pub(super) token: CancellationToken,
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
            known: parts.known,
            resolver: parts.resolver,
            tls: parts.tls,
            handshakes: Handshakes::default(),
            ports: Ports::new(parts.ports),
            origins: Vec::new(),
            inputs,
            sender,
            commands,
            datagrams: Arc::default(),
            udp: Vec::new(),
            peers: Peers::default(),
            streams: HashMap::new(),
            sources: HashMap::new(),
            next_flow: 2,
            listening: set(usize::MAX),
            connections: set(parts.limits.connections * TASKS_PER_CONNECTION),
            lookups: set(MOST_LOOKUPS),
            next_sweep: Mono(SWEEP),
            leaving: None,
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
            let rates = (self.limits.datagrams, self.known.clone());
            let queue = self.datagrams.clone();
            let reader = udp::read(socket.clone(), index, label, rates, queue, token);
            self.listening.spawn("udp_reader", Span::none(), reader);
            self.udp.push(UdpPort { socket, local });
        }
        for listener in &sockets.tcp {
            self.origins.push(listener.local_addr()?.ip());
        }
        let plain = sockets.tcp.into_iter().map(|l| (l, false));
        let secure = sockets.tls.into_iter().map(|l| (l, true));
        for (listener, tls) in plain.chain(secure) {
            let token = self.listening.token().clone();
            let accept = tcp::accept(listener, tls, self.sender.clone(), token);
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
                event = next(&mut self.inputs, &self.datagrams) => match event {
                    Came::Input(input) => self.input(input),
                    Came::Datagram(datagram) => {
                        self.datagram(datagram);
                        // The queue costs no budget of the runtime: others would wait for the end of a flood.
                        tokio::task::consume_budget().await;
                    }
                },
                () = tokio::time::sleep_until(at) => {}
            }
            // Also after an input: a flood must not delay timers.
            self.fire_timers();
            if self.edge.has_left()
                && let Some(reply) = self.leaving.take()
            {
                // Whoever asked may have lost patience.
                let awaited = reply.send(()).is_ok();
                tracing::debug!(edge = %self.handle.label, awaited, "edge_left");
            }
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
            EdgeCommand::Direct(command) => {
                self.edge.direct(self.clock.now(), *command);
                self.drain();
            }
            EdgeCommand::Leg(leg, command) => {
                self.edge.command(self.clock.now(), leg, command);
                self.drain();
            }
            EdgeCommand::Leave(reply) => {
                self.edge.leave(self.clock.now());
                self.drain();
                self.leaving = Some(reply);
            }
            EdgeCommand::Debug(reply) => {
                let state = serde_json::json!({
                    "label": self.handle.label,
                    "udp_peers": self.peers.len(),
                    "streams": self.streams.len(),
                    "sources": self.sources.len(),
                    "lookups": self.lookups.len(),
                    "handshakes": self.handshakes.len(),
                    "state": self.edge.debug_state(),
                });
                // Whoever asked may have lost patience.
                drop(reply.send(state));
            }
        }
    }

    fn input(&mut self, input: FlowInput) {
        match input {
            FlowInput::Accepted {
                stream,
                local,
                remote,
                tls,
            } => self.accepted(stream, local, remote, tls),
            FlowInput::Secured(flow, outcome) => self.secured(flow, outcome),
            FlowInput::Connected(flow, outcome) => self.connected(flow, outcome),
            FlowInput::Joined(flow, stream) => self.joined(flow, stream),
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

    /// Last words go out, then everything is closed.
    async fn end(mut self) {
        self.listening.token().cancel();
        // Those without an outlet have nothing to say.
        for waiting in self.streams.values().filter(|s| s.outlet.is_none()) {
            waiting.token.cancel();
        }
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
