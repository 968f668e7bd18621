//! Two edges over a network of connections in virtual time, each with a small core; any connection can break at any message.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

pub(crate) mod wire;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tolk_h323::{H323Config, H323Edge, Listen};
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::*;
use tolk_model::party::{CallRequest, Destination, Identity, Party};
use tolk_model::time::{Mono, Now};
use tolk_model::*;

pub(crate) const A: usize = 0;
pub(crate) const B: usize = 1;

/// Between two edges.
const DELAY: Duration = Duration::from_millis(5);

/// What the core of a side does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Only what the test says.
    Silent,
    /// Rings, and accepts.
    Accepts,
    /// Rings, shows media early, and accepts a second later.
    ShowsEarly,
    /// Refuses.
    Refuses(Reason),
    /// Rings for ever.
    Rings,
}

pub(crate) struct Side {
    pub(crate) edge: H323Edge,
    pub(crate) address: SocketAddr,
    pub(crate) events: Vec<(LegId, LegEvent)>,
    pub(crate) journal: Vec<JournalEvent>,
    pub(crate) manner: Manner,
    pub(crate) media: MediaDescription,
    next_port: u16,
    /// Accepts that are due.
    due: Vec<(Mono, LegId)>,
}

impl Side {
    pub(crate) fn incoming(&self) -> Option<(LegId, &CallRequest)> {
        self.events.iter().find_map(|(leg, event)| match event {
            LegEvent::Incoming(request) => Some((*leg, &**request)),
            _ => None,
        })
    }

    pub(crate) fn has(&self, wanted: impl Fn(&LegEvent) -> bool) -> bool {
        self.events.iter().any(|(_, event)| wanted(event))
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.has(|e| matches!(e, LegEvent::Connected(..)))
    }

    pub(crate) fn ends(&self) -> Vec<Cause> {
        let ended = self.events.iter().filter_map(|(_, e)| match e {
            LegEvent::Ended(cause) => Some(cause.clone()),
            _ => None,
        });
        ended.collect()
    }

    /// What the far end said of its media last, however it said it.
    pub(crate) fn remote(&self) -> Option<MediaDescription> {
        self.events.iter().rev().find_map(|(_, event)| match event {
            LegEvent::Media { description, .. } => Some(description.clone()),
            LegEvent::Connected(_, Some(description)) => Some(description.clone()),
            LegEvent::Early(_, description) => Some(description.clone()),
            LegEvent::Incoming(request) if !request.media.is_empty() => Some(request.media.clone()),
            _ => None,
        })
    }

    /// Where sound is sent to.
    pub(crate) fn sound(&self) -> Option<SocketAddr> {
        self.remote()?.transports.iter().find_map(|t| t.rtp)
    }

    pub(crate) fn messages(&self, incoming: bool) -> Vec<String> {
        let named = self.journal.iter().filter_map(|event| match event {
            JournalEvent::Message {
                incoming: was,
                name,
                ..
            } if *was == incoming => Some(name.clone()),
            _ => None,
        });
        named.collect()
    }

    /// Nothing is left of any call.
    pub(crate) fn is_clean(&self) -> bool {
        let state = self.edge.debug_state();
        ["flows", "timers", "references", "look_ups", "questions"]
            .iter()
            .all(|what| state[*what] == 0)
            && state["calls"].as_array().is_some_and(Vec::is_empty)
    }
}

enum Event {
    Bytes(FlowId, Vec<u8>),
    Opened(FlowId, FlowInfo),
    Closed(FlowId),
    Failed(FlowId),
    Found(QueryId, Vec<Destination>),
    Listening(FlowId, Option<SocketAddr>),
}

/// When something breaks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weather {
    /// After this many packets the connection of the last one breaks.
    pub(crate) breaks_after: Option<usize>,
    /// That packet itself is lost with it.
    pub(crate) loses_it: bool,
    /// Ports are not to be had.
    pub(crate) no_ports: bool,
}

pub(crate) struct World {
    pub(crate) now: Now,
    pub(crate) sides: [Side; 2],
    pub(crate) weather: Weather,
    pub(crate) packets: usize,
    /// How the directory answers a forwarding.
    pub(crate) directory: Result<Target, Cause>,
    queue: BTreeMap<(Mono, u64), (usize, Event)>,
    order: u64,
    pairs: BTreeMap<(usize, FlowId), (usize, FlowId)>,
    awaited: BTreeMap<SocketAddr, (usize, FlowId)>,
    next_flow: u64,
}

use tolk_model::party::Target;

pub(crate) fn address(side: usize) -> SocketAddr {
    let last = if side == A { 1 } else { 2 };
    ([192, 0, 2, last], 1720).into()
}

pub(crate) fn config(side: usize) -> H323Config {
    H323Config {
        name: if side == A { "Anna" } else { "Bertil" }.to_string(),
        ..H323Config::new(vec![Listen {
            local: address(side),
            advertise: None,
        }])
    }
}

pub(crate) fn limits(codec: Codec, payload_type: u8) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(payload_type).unwrap(),
        rtx: None,
        clock_rate: 8_000,
        parameters: CodecParameters::None,
    }
}

/// Sound in both directions.
pub(crate) fn sound(at: SocketAddr) -> MediaDescription {
    let codecs = vec![limits(Codec::Pcma, 8), limits(Codec::Pcmu, 0)];
    MediaDescription {
        streams: vec![Stream {
            id: StreamId(0),
            role: StreamRole::Audio,
            receive: codecs.clone(),
            send: codecs,
            layers: vec![Layer::single()],
            flow: Flow::Both,
            transport: Some(TransportId(0)),
            slots: Vec::new(),
            rtp: RtpParameters::default(),
            packet_time_ms: Some(20),
        }],
        transports: vec![Transport {
            id: TransportId(0),
            rtp: Some(at),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
        }],
        max_bitrate: None,
        cname: None,
    }
}

pub(crate) fn media(side: usize) -> MediaDescription {
    let ip = address(side).ip();
    sound(SocketAddr::new(ip, 20_000))
}

pub(crate) fn party(name: &str) -> Party {
    Party {
        address: Pii::new(name.parse().unwrap()),
        display_name: Pii::new(format!("{name} shown")),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

impl World {
    pub(crate) fn new() -> World {
        World::with(config(A), config(B))
    }

    pub(crate) fn with(a: H323Config, b: H323Config) -> World {
        let side = |side: usize, config| Side {
            edge: H323Edge::new(config, Seed::from_number(side as u64 + 1)),
            address: address(side),
            events: Vec::new(),
            journal: Vec::new(),
            manner: if side == A {
                Manner::Silent
            } else {
                Manner::Accepts
            },
            media: media(side),
            next_port: 40_000,
            due: Vec::new(),
        };
        World {
            now: Now {
                mono: Mono(Duration::from_secs(100)),
                wall: Wall::from_unix_ms(1_700_000_000_000),
            },
            sides: [side(A, a), side(B, b)],
            weather: Weather::default(),
            packets: 0,
            directory: Err(Cause::us(Reason::Forbidden)),
            queue: BTreeMap::new(),
            order: 0,
            pairs: BTreeMap::new(),
            awaited: BTreeMap::new(),
            next_flow: 0,
        }
    }

    /// A calls `to`.
    pub(crate) fn dial(&mut self, to: &str) -> LegId {
        let leg = LegId::from_number(77);
        let dial = Dial {
            call: CallId::from_number(1),
            to: to.parse().unwrap(),
            from: party("8005"),
            media: self.sides[A].media.clone(),
            transfer: None,
            route: None,
        };
        self.command(A, leg, LegCommand::Dial(Box::new(dial)));
        leg
    }

    /// A calls B.
    pub(crate) fn call(&mut self) -> LegId {
        self.dial("h323:8001@192.0.2.2")
    }

    pub(crate) fn command(&mut self, side: usize, leg: LegId, command: LegCommand) {
        let now = self.now;
        self.sides[side].edge.command(now, leg, command);
        self.drain(side);
    }

    fn later(&mut self, side: usize, after: Duration, event: Event) {
        self.order += 1;
        let at = self.now.mono + after;
        self.queue.insert((at, self.order), (side, event));
    }

    pub(crate) fn drain(&mut self, side: usize) {
        while let Some(output) = self.sides[side].edge.poll() {
            self.output(side, output);
        }
    }

    fn output(&mut self, side: usize, output: EdgeOutput) {
        match output {
            EdgeOutput::Resolve(query, wanted) => {
                let port = wanted.port.expect("a port");
                let found = wanted.host.ip().map(|ip| Destination {
                    address: SocketAddr::new(ip, port),
                    transport: TransportKind::Tcp,
                    name: None,
                });
                let found = found.into_iter().collect();
                self.later(side, Duration::ZERO, Event::Found(query, found));
            }
            EdgeOutput::Open(flow, place) => self.open(side, flow, place.address),
            EdgeOutput::Listen(flow, ip, _) => self.listen(side, flow, ip),
            EdgeOutput::Transmit(flow, bytes) => self.transmit(side, flow, bytes),
            EdgeOutput::Close(flow) => self.close(side, flow),
            EdgeOutput::Ask(ask, question) => {
                assert!(matches!(question, Ask::Redirect { .. }));
                let reply = Reply::Redirect(self.directory.clone().map(Box::new));
                let now = self.now;
                self.sides[side].edge.reply(now, ask, reply);
            }
            EdgeOutput::Event(leg, event) => self.happened(side, leg, event),
            EdgeOutput::Direct(event) => panic!("{event:?}"),
            EdgeOutput::Journal(_, event) => self.sides[side].journal.push(event),
        }
    }

    fn open(&mut self, side: usize, flow: FlowId, to: SocketAddr) {
        let other = 1 - side;
        let from_port = 50_000 + u16::try_from(flow.0).unwrap();
        let from = SocketAddr::new(self.sides[side].address.ip(), from_port);
        let there = if to == self.sides[other].address {
            self.next_flow += 2;
            Some(FlowId(self.next_flow))
        } else {
            self.awaited.remove(&to).map(|(_, flow)| flow)
        };
        let Some(there) = there else {
            return self.later(side, DELAY, Event::Failed(flow));
        };
        self.pairs.insert((side, flow), (other, there));
        self.pairs.insert((other, there), (side, flow));
        let info = |local, remote, accepted| FlowInfo {
            transport: TransportKind::Tcp,
            local,
            remote,
            accepted,
            verified: Vec::new(),
        };
        self.later(other, DELAY, Event::Opened(there, info(to, from, true)));
        self.later(side, DELAY * 2, Event::Opened(flow, info(from, to, false)));
    }

    fn listen(&mut self, side: usize, flow: FlowId, ip: IpAddr) {
        assert_eq!(ip, self.sides[side].address.ip());
        if self.weather.no_ports {
            return self.later(side, Duration::ZERO, Event::Listening(flow, None));
        }
        self.sides[side].next_port += 1;
        let at = SocketAddr::new(ip, self.sides[side].next_port);
        self.awaited.insert(at, (side, flow));
        self.later(side, Duration::ZERO, Event::Listening(flow, Some(at)));
    }

    fn transmit(&mut self, side: usize, flow: FlowId, bytes: Vec<u8>) {
        let Some((other, there)) = self.pairs.get(&(side, flow)).copied() else {
            return;
        };
        self.packets += 1;
        let breaks = self.weather.breaks_after == Some(self.packets);
        if !(breaks && self.weather.loses_it) {
            self.later(other, DELAY, Event::Bytes(there, bytes));
        }
        if breaks {
            self.pairs.remove(&(side, flow));
            self.pairs.remove(&(other, there));
            self.later(other, DELAY, Event::Closed(there));
            self.later(side, DELAY, Event::Closed(flow));
        }
    }

    fn close(&mut self, side: usize, flow: FlowId) {
        self.awaited.retain(|_, (_, awaited)| *awaited != flow);
        if let Some((other, there)) = self.pairs.remove(&(side, flow)) {
            self.pairs.remove(&(other, there));
            self.later(other, DELAY, Event::Closed(there));
        }
    }

    /// The small core.
    fn happened(&mut self, side: usize, leg: LegId, event: LegEvent) {
        let (now, manner) = (self.now, self.sides[side].manner);
        self.sides[side].events.push((leg, event.clone()));
        let media = self.sides[side].media.clone();
        let mut commands = Vec::new();
        match event {
            LegEvent::Incoming(_) => match manner {
                Manner::Silent => {}
                Manner::Accepts => commands.extend([LegCommand::Ring, LegCommand::Accept(media)]),
                Manner::ShowsEarly => {
                    commands.extend([LegCommand::Ring, LegCommand::Early(media)]);
                    let at = now.mono + Duration::from_secs(1);
                    self.sides[side].due.push((at, leg));
                }
                Manner::Refuses(reason) => commands.push(LegCommand::End(Cause::us(reason))),
                Manner::Rings => commands.push(LegCommand::Ring),
            },
            LegEvent::Media {
                rev,
                replies_to: None,
                ..
            } => commands.push(LegCommand::Media {
                rev: Rev(1_000 + rev.0),
                replies_to: Some(rev),
                description: media,
            }),
            _ => {}
        }
        for command in commands {
            self.sides[side].edge.command(now, leg, command);
        }
    }

    /// When something happens next.
    fn next(&self) -> Option<Mono> {
        let queued = self.queue.keys().next().map(|(at, _)| *at);
        let timers = self.sides.iter().filter_map(|s| s.edge.next_timeout());
        let due = self.sides.iter().flat_map(|s| s.due.iter().map(|d| d.0));
        queued
            .into_iter()
            .chain(timers.map(|t| t.0))
            .chain(due)
            .min()
    }

    /// Lets one moment pass; `false` when nothing will happen before `until`.
    fn step(&mut self, until: Mono) -> bool {
        let Some(at) = self.next().filter(|at| *at <= until) else {
            return false;
        };
        let at = at.max(self.now.mono);
        self.now = self.now.later(at.since(self.now.mono));
        let now = self.now;
        if let Some(entry) = self.queue.first_entry().filter(|e| e.key().0 <= at) {
            let (side, event) = entry.remove();
            let edge = &mut self.sides[side].edge;
            match event {
                Event::Bytes(flow, bytes) => edge.receive(now, flow, &bytes),
                Event::Opened(flow, info) => edge.flow_opened(now, flow, info),
                Event::Closed(flow) => {
                    edge.flow_closed(now, flow, Cause::network(Reason::ConnectionLost));
                }
                Event::Failed(flow) => {
                    edge.flow_closed(now, flow, Cause::network(Reason::Unavailable));
                }
                Event::Found(query, found) => edge.resolved(now, query, found),
                Event::Listening(flow, local) => edge.listening(now, flow, local),
            }
            self.drain(side);
            return true;
        }
        for side in [A, B] {
            let due = std::mem::take(&mut self.sides[side].due);
            let (ready, rest): (Vec<_>, Vec<_>) = due.into_iter().partition(|(t, _)| *t <= at);
            self.sides[side].due = rest;
            for (_, leg) in ready {
                let media = self.sides[side].media.clone();
                self.sides[side]
                    .edge
                    .command(now, leg, LegCommand::Accept(media));
            }
            self.sides[side].edge.timeout(now);
            self.drain(side);
        }
        true
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, time: Duration) {
        let until = self.now.mono + time;
        let mut steps = 0;
        while self.step(until) {
            steps += 1;
            assert!(steps < 100_000, "it never rests");
        }
        self.now = self.now.later(until.since(self.now.mono));
    }

    pub(crate) fn run_seconds(&mut self, seconds: u64) {
        self.run(Duration::from_secs(seconds));
    }
}
