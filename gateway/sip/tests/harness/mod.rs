//! Two edges over a seeded network in virtual time: loss, delay, reorder, duplicates, and messages dropped by name.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(unused_imports, reason = "each test uses a part")]

mod answer;
pub(crate) mod rig;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::*;
use tolk_model::party::{CallRequest, Destination};
use tolk_model::presence::{DirectCommand, EdgeEvent};
use tolk_model::random::Random;
use tolk_model::registration::{Binding, Change, Registration, Wanted};
use tolk_model::time::{Mono, Now};
use tolk_model::*;
use tolk_sip::{Listen, SipConfig, SipEdge};

pub(crate) use answer::{challenge, say};

pub(crate) const A: usize = 0;
pub(crate) const B: usize = 1;

/// What the network does to datagrams.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weather {
    pub(crate) loss_percent: u32,
    pub(crate) duplicate_percent: u32,
    /// Added at random, so that datagrams overtake each other.
    pub(crate) jitter_ms: u32,
}

/// Decides over one message: from which side, and its text.
pub(crate) type Filter = Box<dyn FnMut(usize, &str) -> bool>;

/// What an edge's question is answered with.
pub(crate) type Directory = Box<dyn FnMut(usize, Now, &Ask) -> Reply>;

struct Packet {
    at: Mono,
    order: u64,
    to: usize,
    kind: Delivery,
}

enum Delivery {
    Datagram { from: SocketAddr, bytes: Vec<u8> },
    Stream { flow: FlowId, bytes: Vec<u8> },
    Opened { flow: FlowId, info: FlowInfo },
    Closed { flow: FlowId },
}

pub(crate) struct Side {
    pub(crate) edge: SipEdge,
    pub(crate) address: SocketAddr,
    pub(crate) events: Vec<(LegId, LegEvent)>,
    pub(crate) journal: Vec<JournalEvent>,
    /// What it said without a leg.
    pub(crate) said: Vec<EdgeEvent>,
    /// Which leg each of them is about, and how many events had come before it.
    pub(crate) about: Vec<(Option<LegId>, usize)>,
    pub(crate) sent: Vec<String>,
    /// Where flows were opened to.
    pub(crate) opened: Vec<SocketAddr>,
    flows: BTreeMap<FlowId, Open>,
    next_even: u64,
}

#[derive(Clone)]
struct Open {
    transport: TransportKind,
    remote: SocketAddr,
    /// The other end of a stream.
    peer: Option<FlowId>,
}

pub(crate) struct World {
    pub(crate) now: Now,
    pub(crate) sides: [Side; 2],
    pub(crate) weather: Weather,
    /// `true` lets a message pass.
    pub(crate) filter: Filter,
    /// Accepts and replies to media by itself.
    pub(crate) automatic: bool,
    /// Answers what the edges ask.
    pub(crate) directory: Directory,
    /// On the way, `Allow` loses UPDATE: each side thinks that the other lacks it.
    pub(crate) strip_update: bool,
    /// TCP connections are refused.
    pub(crate) no_streams: bool,
    packets: Vec<Packet>,
    random: Random,
    order: u64,
}

pub(crate) fn domain(text: &str) -> Domain {
    Domain::new(text).expect("a domain")
}

pub(crate) fn config(address: SocketAddr) -> SipConfig {
    let listen = [TransportKind::Udp, TransportKind::Tcp].map(|transport| Listen {
        transport,
        local: address,
        advertise: None,
    });
    SipConfig::new(domain("example.com"), listen.to_vec())
}

/// One audio stream with G.711, the way a telephone has it.
pub(crate) fn audio(port: u16, flow: Flow) -> MediaDescription {
    let pcmu = CodecLimits {
        codec: Codec::Pcmu,
        payload_type: PayloadType::new(0).expect("in range"),
        rtx: None,
        clock_rate: 8000,
        parameters: CodecParameters::None,
    };
    MediaDescription {
        streams: vec![Stream {
            id: StreamId(0),
            role: StreamRole::Audio,
            receive: vec![pcmu.clone()],
            send: vec![pcmu],
            layers: vec![],
            flow,
            transport: Some(TransportId(0)),
            slots: vec![],
            rtp: RtpParameters::default(),
            packet_time_ms: None,
        }],
        transports: vec![Transport {
            id: TransportId(0),
            rtp: Some(([192, 0, 2, 1], port).into()),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
        }],
        max_bitrate: None,
        cname: None,
    }
}

/// A description as a telephone writes it.
pub(crate) fn sdp_text(port: u16) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
    )
}

/// Address, direction: what must survive a session description whatever else it adds.
pub(crate) fn essence(media: &MediaDescription) -> Vec<(StreamRole, Flow, Option<SocketAddr>)> {
    let at = |s: &Stream| {
        s.transport
            .and_then(|t| media.transport(t))
            .and_then(|t| t.rtp)
    };
    media
        .streams
        .iter()
        .map(|s| (s.role, s.flow, at(s)))
        .collect()
}

pub(crate) fn dial(to: &str, media: MediaDescription) -> LegCommand {
    LegCommand::Dial(Box::new(Dial {
        call: CallId::from_number(1),
        to: to.parse().expect("an address"),
        from: Party {
            address: Pii::new(Address::alias("caller")),
            display_name: Pii::new("Å \"Caller\"".to_string()),
            organisation: None,
            identity: tolk_model::Identity::Anonymous,
        },
        media,
        transfer: None,
        route: None,
    }))
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        World::with(seed, |_, _| {})
    }

    pub(crate) fn with(seed: u64, mut change: impl FnMut(usize, &mut SipConfig)) -> World {
        let mut random = Seed::from_number(seed).generator();
        let mut side = |n: usize| {
            let address: SocketAddr =
                ([198, 51, 100, u8::try_from(n).expect("small") + 1], 5060).into();
            let mut config = config(address);
            change(n, &mut config);
            Side {
                edge: SipEdge::new(config, random.seed()),
                address,
                events: vec![],
                journal: vec![],
                said: vec![],
                about: vec![],
                sent: vec![],
                opened: vec![],
                flows: BTreeMap::new(),
                next_even: 2,
            }
        };
        let sides = [side(A), side(B)];
        World {
            now: Now::default(),
            sides,
            weather: Weather::default(),
            filter: Box::new(|_, _| true),
            automatic: true,
            directory: Box::new(|_, _, ask| panic!("nobody knows: {ask:?}")),
            strip_update: false,
            no_streams: false,
            packets: vec![],
            random,
            order: 0,
        }
    }

    pub(crate) fn command(&mut self, side: usize, leg: LegId, command: LegCommand) {
        let now = self.now;
        self.sides[side].edge.command(now, leg, command);
        self.drain(side);
    }

    /// The node of a side ends.
    pub(crate) fn leave(&mut self, side: usize) {
        let now = self.now;
        self.sides[side].edge.leave(now);
        self.drain(side);
    }

    pub(crate) fn direct(&mut self, side: usize, command: DirectCommand) {
        let now = self.now;
        self.sides[side].edge.direct(now, command);
        self.drain(side);
    }

    /// A datagram from outside.
    pub(crate) fn inject(&mut self, to: usize, from: SocketAddr, bytes: &[u8]) {
        self.deliver(
            to,
            Delivery::Datagram {
                from,
                bytes: bytes.to_vec(),
            },
        );
    }

    /// All connections of a side break.
    pub(crate) fn break_streams(&mut self, side: usize) {
        let flows = self.sides[side].flows.iter();
        let streams = flows.filter(|(_, open)| open.transport != TransportKind::Udp);
        let streams: Vec<FlowId> = streams.map(|(flow, _)| *flow).collect();
        for flow in streams {
            self.deliver(side, Delivery::Closed { flow });
        }
    }

    /// Lets the world run.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.now.mono + time;
        loop {
            let packet = self.packets.iter().map(|p| (p.at, p.order)).min();
            let timer = self
                .sides
                .iter()
                .enumerate()
                .filter_map(|(n, s)| s.edge.next_timeout().map(|(at, _)| (at, n)))
                .min();
            let next_packet = packet.map_or(Mono(Duration::MAX), |p| p.0);
            let next_timer = timer.map_or(Mono(Duration::MAX), |t| t.0);
            let next = next_packet.min(next_timer);
            if next > end {
                break;
            }
            self.now = self.now.later(next.since(self.now.mono));
            if next_packet <= next_timer {
                let key = packet.expect("it was just there");
                let at = self
                    .packets
                    .iter()
                    .position(|p| (p.at, p.order) == key)
                    .expect("there");
                let packet = self.packets.swap_remove(at);
                self.deliver(packet.to, packet.kind);
            } else {
                let (_, side) = timer.expect("it was just there");
                let now = self.now;
                self.sides[side].edge.timeout(now);
                self.drain(side);
            }
        }
        self.now = self.now.later(end.since(self.now.mono));
    }

    pub(crate) fn seconds(&mut self, seconds: u64) {
        self.run(Duration::from_secs(seconds));
    }

    fn deliver(&mut self, to: usize, kind: Delivery) {
        let now = self.now;
        let side = &mut self.sides[to];
        match kind {
            Delivery::Datagram { from, bytes } => {
                let known = side
                    .flows
                    .iter()
                    .find(|(_, o)| o.transport == TransportKind::Udp && o.remote == from);
                let flow = match known {
                    Some((flow, _)) => *flow,
                    None => {
                        let flow = FlowId(side.next_even);
                        side.next_even += 2;
                        let info = side.info(TransportKind::Udp, from, true);
                        side.flows.insert(
                            flow,
                            Open {
                                transport: TransportKind::Udp,
                                remote: from,
                                peer: None,
                            },
                        );
                        side.edge.flow_opened(now, flow, info);
                        flow
                    }
                };
                self.drain(to);
                self.sides[to].edge.receive(now, flow, &bytes);
            }
            Delivery::Stream { flow, bytes } => side.edge.receive(now, flow, &bytes),
            Delivery::Opened { flow, info } => side.edge.flow_opened(now, flow, info),
            Delivery::Closed { flow } => {
                side.flows.remove(&flow);
                side.edge
                    .flow_closed(now, flow, Cause::network(Reason::ConnectionLost));
            }
        }
        self.drain(to);
    }

    fn post(&mut self, to: usize, delay_ms: u32, kind: Delivery) {
        self.order += 1;
        let at = self.now.mono + Duration::from_millis(u64::from(delay_ms));
        self.packets.push(Packet {
            at,
            order: self.order,
            to,
            kind,
        });
    }

    fn drain(&mut self, side: usize) {
        while let Some(output) = self.sides[side].edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => self.transmit(side, flow, bytes),
                EdgeOutput::Open(flow, destination) => self.open(side, flow, destination),
                EdgeOutput::Close(flow) => self.close(side, flow),
                EdgeOutput::Resolve(query, asked) => {
                    let now = self.now;
                    let found = self.look_up(asked.host.as_str(), asked.transport);
                    self.sides[side].edge.resolved(now, query, found);
                }
                EdgeOutput::Event(leg, event) => {
                    self.sides[side].events.push((leg, event.clone()));
                    if self.automatic {
                        self.react(side, leg, event);
                    }
                }
                EdgeOutput::Journal(leg, event) => {
                    let heard = self.sides[side].events.len();
                    self.sides[side].about.push((leg, heard));
                    self.sides[side].journal.push(event);
                }
                EdgeOutput::Ask(id, ask) => {
                    let now = self.now;
                    let reply = (self.directory)(side, now, &ask);
                    self.sides[side].edge.reply(now, id, reply);
                }
                EdgeOutput::Direct(event) => self.sides[side].said.push(event),
                EdgeOutput::Listen(..) => panic!("a SIP edge never listens"),
            }
        }
    }

    /// Names of the tests: `two.example.net` leads nowhere first, then to B.
    fn look_up(&self, host: &str, transport: Option<TransportKind>) -> Vec<Destination> {
        let transport = transport.unwrap_or(TransportKind::Udp);
        let at = |address| Destination {
            address,
            transport,
            name: None,
        };
        let dead: SocketAddr = ([203, 0, 113, 9], 5060).into();
        match host {
            "b.example.net" => vec![at(self.sides[B].address)],
            "two.example.net" => vec![at(dead), at(self.sides[B].address)],
            "dead.example.net" => vec![at(dead)],
            _ => vec![],
        }
    }

    fn transmit(&mut self, side: usize, flow: FlowId, bytes: Vec<u8>) {
        let text = String::from_utf8_lossy(&bytes).to_string();
        self.sides[side].sent.push(text.clone());
        let Some(open) = self.sides[side].flows.get(&flow).cloned() else {
            return;
        };
        let bytes = if self.strip_update {
            text.replace(", UPDATE", "").into_bytes()
        } else {
            bytes
        };
        let to = 1 - side;
        if !(self.filter)(side, &text) {
            return;
        }
        if let Some(peer) = open.peer {
            return self.post(to, 10, Delivery::Stream { flow: peer, bytes });
        }
        if open.remote != self.sides[to].address {
            return;
        }
        let weather = self.weather;
        if self.random.below(100) < weather.loss_percent {
            return;
        }
        let copies = if self.random.below(100) < weather.duplicate_percent {
            2
        } else {
            1
        };
        let from = self.sides[side].address;
        for _ in 0..copies {
            let delay = 10 + self.random.below(weather.jitter_ms + 1);
            self.post(
                to,
                delay,
                Delivery::Datagram {
                    from,
                    bytes: bytes.clone(),
                },
            );
        }
    }

    fn open(&mut self, side: usize, flow: FlowId, destination: Destination) {
        let (remote, transport) = (destination.address, destination.transport);
        let info = self.sides[side].info(transport, remote, false);
        self.sides[side].opened.push(remote);
        if transport == TransportKind::Udp {
            self.sides[side].flows.insert(
                flow,
                Open {
                    transport,
                    remote,
                    peer: None,
                },
            );
            return self.post(side, 0, Delivery::Opened { flow, info });
        }
        let to = 1 - side;
        if self.no_streams || remote != self.sides[to].address {
            return self.post(side, 10, Delivery::Closed { flow });
        }
        let even = FlowId(self.sides[to].next_even);
        self.sides[to].next_even += 2;
        let local: SocketAddr = (
            self.sides[side].address.ip(),
            40_000 + u16::try_from(flow.0 % 1000).expect("small"),
        )
            .into();
        self.sides[side].flows.insert(
            flow,
            Open {
                transport,
                remote,
                peer: Some(even),
            },
        );
        self.sides[to].flows.insert(
            even,
            Open {
                transport,
                remote: local,
                peer: Some(flow),
            },
        );
        let there = self.sides[to].info(transport, local, true);
        self.post(
            to,
            5,
            Delivery::Opened {
                flow: even,
                info: there,
            },
        );
        self.post(
            side,
            10,
            Delivery::Opened {
                flow,
                info: FlowInfo { local, ..info },
            },
        );
    }

    /// A connection breaks at both ends.
    pub(crate) fn close(&mut self, side: usize, flow: FlowId) {
        if let Some(gone) = self.sides[side].flows.remove(&flow)
            && let Some(peer) = gone.peer
        {
            self.post(1 - side, 10, Delivery::Closed { flow: peer });
        }
    }

    /// All streams break.
    pub(crate) fn cut_streams(&mut self) {
        for side in [A, B] {
            let streams: Vec<FlowId> = self.sides[side]
                .flows
                .iter()
                .filter(|(_, o)| o.peer.is_some())
                .map(|(f, _)| *f)
                .collect();
            for flow in streams {
                self.post(side, 0, Delivery::Closed { flow });
            }
        }
        self.run(Duration::from_millis(1));
    }

    /// What a well-behaved core does.
    fn react(&mut self, side: usize, leg: LegId, event: LegEvent) {
        let media = audio(if side == A { 4000 } else { 5000 }, Flow::Both);
        let reply = |rev, description: &MediaDescription| {
            let mut ours = media.clone();
            for (mine, theirs) in ours.streams.iter_mut().zip(&description.streams) {
                mine.flow = Flow::Both.meet(theirs.flow);
            }
            LegCommand::Media {
                rev: Rev(0),
                replies_to: Some(rev),
                description: ours,
            }
        };
        match event {
            LegEvent::Incoming(_) => {
                self.command(side, leg, LegCommand::Ring);
                self.command(side, leg, LegCommand::Accept(media));
            }
            LegEvent::Media {
                rev,
                replies_to: None,
                description,
            } => {
                let command = reply(rev, &description);
                self.command(side, leg, command);
            }
            _ => {}
        }
    }
}

impl Side {
    fn info(&self, transport: TransportKind, remote: SocketAddr, accepted: bool) -> FlowInfo {
        FlowInfo {
            transport,
            local: self.address,
            remote,
            accepted,
            verified: Vec::new(),
        }
    }

    pub(crate) fn incoming(&self) -> Option<(LegId, &CallRequest)> {
        self.events.iter().find_map(|(leg, e)| match e {
            LegEvent::Incoming(request) => Some((*leg, request.as_ref())),
            _ => None,
        })
    }

    pub(crate) fn connected(&self) -> bool {
        self.events
            .iter()
            .any(|(_, e)| matches!(e, LegEvent::Connected(..)))
    }

    pub(crate) fn ended(&self) -> Vec<&Cause> {
        self.events
            .iter()
            .filter_map(|(_, e)| match e {
                LegEvent::Ended(c) => Some(c),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn count_sent(&self, start: &str) -> usize {
        self.sent.iter().filter(|t| t.starts_with(start)).count()
    }

    /// Names of the events, for a glance.
    pub(crate) fn story(&self) -> Vec<String> {
        self.events
            .iter()
            .map(|(_, e)| {
                let text = format!("{e:?}");
                text.split([' ', '(', '{'])
                    .next()
                    .unwrap_or_default()
                    .to_string()
            })
            .collect()
    }

    /// How many timers are set.
    pub(crate) fn edge_timers(&self) -> u64 {
        let state = self.edge.debug_state();
        state["timers"].as_u64().expect("a number")
    }

    /// Nothing but flows may be left.
    pub(crate) fn leftovers(&self) -> serde_json::Value {
        let state = self.edge.debug_state();
        serde_json::json!([
            state["calls"],
            state["dialogs"],
            state["client_transactions"],
            state["server_transactions"]
        ])
    }
}

/// Every leg had one `Ended`, last, and nothing is left in either edge.
pub(crate) fn assert_clean(world: &World) {
    for (n, side) in world.sides.iter().enumerate() {
        assert_eq!(
            side.leftovers(),
            serde_json::json!([[], 0, 0, 0]),
            "side {n}"
        );
        let mut legs: BTreeMap<LegId, Vec<&LegEvent>> = BTreeMap::new();
        for (leg, event) in &side.events {
            legs.entry(*leg).or_default().push(event);
        }
        for (leg, events) in legs {
            let ends = events
                .iter()
                .filter(|e| matches!(e, LegEvent::Ended(_)))
                .count();
            assert_eq!(ends, 1, "side {n} {leg}: {events:?}");
            assert!(
                matches!(events.last(), Some(LegEvent::Ended(_))),
                "side {n} {leg}"
            );
        }
    }
}

/// The MD5 secret of every account in [`accounts`].
const HA1: &str = "1b3d1751931f2a049140d81210b9b0c1";

/// What a directory says that knows the accounts `anna` and `bert`, of what is asked to find out who sends a request.
pub(crate) fn accounts(ask: &Ask) -> Option<Reply> {
    let known = |name: &str| ["anna", "bert"].contains(&name);
    Some(match ask {
        Ask::HasAccount { address } => {
            let address = address.reveal().to_alias(&domain("example.com"));
            Reply::HasAccount(address.domain == domain("example.com") && known(&address.local))
        }
        Ask::Credentials { user, .. } => {
            Reply::Credentials(known(user).then(|| tolk_model::registration::Credentials {
                hash: Secret::new(HA1.to_string()),
                aliases: vec![Alias {
                    domain: domain("example.com"),
                    local: user.clone(),
                }],
            }))
        }
        _ => return None,
    })
}

/// The answer of an account in [`accounts`] to the MD5 challenge of a 401.
pub(crate) fn proof(refusal: &str, method: &str, uri: &str, user: &str) -> String {
    use md5::Digest;
    let md5 = |text: String| {
        let bytes = md5::Md5::digest(text);
        bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    let mut lines = refusal.lines();
    let challenge = lines.rfind(|l| l.starts_with("WWW-Authenticate:"));
    let nonce = challenge.and_then(|c| c.split("nonce=\"").nth(1)?.split('"').next());
    let nonce = nonce.unwrap_or_else(|| panic!("{refusal}"));
    let ha2 = md5(format!("{method}:{uri}"));
    let response = md5(format!("{HA1}:{nonce}:00000001:cc:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"{user}\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"cc\"\r\n"
    )
}

/// A registrar that binds whatever it is asked to.
pub(crate) fn bound(now: Now, registration: &Registration) -> Vec<Binding> {
    let Change::Bind(wanted) = &registration.change else {
        return Vec::new();
    };
    let bind = |w: &Wanted| Binding {
        edge: registration.edge.clone(),
        node: None,
        route: w.route.clone(),
        address: w.address.clone(),
        instance: w.instance.clone(),
        flow_number: w.flow_number,
        preference: w.preference,
        user_agent: registration.user_agent.clone(),
        sequence: registration.sequence.clone(),
        number: registration.number,
        since: now.wall,
        expires: now.mono + w.lifetime,
    };
    wanted
        .iter()
        .filter(|w| !w.lifetime.is_zero())
        .map(bind)
        .collect()
}
