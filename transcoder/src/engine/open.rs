//! Opening and closing a leg's ports.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use tolk_model::cause::{Cause, Reason};
use tolk_model::media::{
    Candidate, CandidateAddress, CandidateKind, CandidateProtocol, IceCredentials, SdesKey,
    Security, SecurityKind, Transport, Traversal,
};
use tolk_model::pii::Secret;
use tolk_model::plan::{
    IceRole, LegStatistics, LocalMedia, LocalStream, MediaEvent, PortRequest, StreamRequest,
    TransportRequest,
};
use tolk_model::{LegId, StreamId};

use super::decoded::DecodedLayer;
use super::leg::{
    ExtensionIds, Leg, LegStream, Outbound, Port, QualityBase, SsrcTable, Told, Understands, Want,
};
use super::shard::{Shard, own_token};
use crate::net::UdpPort;
use crate::port::{
    Component, DtlsKeying, IcePath, IceSettings, Keying, Latch, LocalSocket, Owner, Path,
};
use crate::quality::RateMeter;
use crate::relay::{Bandwidth, Digits, Rewriter, SentLog, SentRing, Vp8Rewriter, first_number};

/// Transports of one leg: each stream on its own, RTP and RTCP. Tokens have a byte for the component.
pub(super) const PORTS: usize = 16;
/// Streams of one leg.
pub(super) const STREAMS: usize = 32;
/// Legs of one shard.
const LEGS: usize = 4096;
/// RFC 8445 §5.1.2.1: type preference of host candidates.
const HOST_PREFERENCE: u32 = 126;

/// The sockets of one component, and what peers are told instead of their addresses.
pub(super) type Home = Vec<(LocalSocket, SocketAddr)>;

/// A port that was opened, and what signalling must say of it.
pub(super) struct Opened {
    pub(super) port: Port,
    pub(super) transport: Transport,
}

impl Shard {
    /// Opens a leg's ports, or makes new ICE credentials for a leg that has them.
    pub(super) fn open(&mut self, now: Instant, id: LegId, request: PortRequest) {
        if let Some(place) = self.places.get(&id).copied() {
            self.reopen(now, place, &request);
            return;
        }
        let Some(place) = self.free_place() else {
            self.outbox
                .tell(MediaEvent::Failed(id, Cause::us(Reason::Overloaded)));
            return;
        };
        if request.transports.len() > PORTS || request.streams.len() > STREAMS {
            self.outbox
                .tell(MediaEvent::Failed(id, Cause::us(Reason::NotSupported)));
            return;
        }
        let mut opened = Vec::new();
        for (index, transport) in request.transports.iter().enumerate() {
            match self.open_port(now, place, index, transport) {
                Ok(port) => opened.push(port),
                Err(error) => {
                    tracing::warn!(leg = %id, %error, "cannot open a port");
                    self.demux.forget(place);
                    self.outbox
                        .tell(MediaEvent::Failed(id, Cause::us(Reason::Overloaded)));
                    return;
                }
            }
        }
        let cname = self.random.token(16);
        let streams: Vec<LegStream> = request
            .streams
            .iter()
            .map(|stream| {
                let on = |t: &TransportRequest| t.id == stream.transport;
                let port = request.transports.iter().position(on).unwrap_or(0);
                self.new_stream(port, stream)
            })
            .collect();
        let local = LocalMedia {
            transports: opened.iter().map(|o| o.transport.clone()).collect(),
            streams: streams.iter().map(local_stream).collect(),
            cname: cname.clone(),
        };
        let leg = Leg {
            id,
            meeting: None,
            participant: None,
            request,
            cname,
            ports: opened.into_iter().map(|o| o.port).collect(),
            streams,
            ssrcs: SsrcTable::default(),
            arrivals: None,
            departures: SentLog::new(),
            bandwidth: Bandwidth::new(),
            round_trip: None,
            clock_offset: None,
            told: Told::default(),
            last_packet: now,
            rate_in: RateMeter::default(),
            rate_out: RateMeter::default(),
            refused: 0,
            reports: 0,
            quality: QualityBase::default(),
        };
        if let Some(slot) = self.legs.get_mut(place as usize) {
            *slot = Some(Box::new(leg));
        }
        self.places.insert(id, place);
        self.opened += 1;
        self.outbox.tell(MediaEvent::Local(id, local));
    }

    fn free_place(&mut self) -> Option<u32> {
        let free = self.legs.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            self.legs.push(None);
            self.legs.len() - 1
        });
        (place < LEGS).then(|| u32::try_from(place).ok()).flatten()
    }

    pub(super) fn open_port(
        &mut self,
        now: Instant,
        place: u32,
        index: usize,
        request: &TransportRequest,
    ) -> io::Result<Opened> {
        let credentials = request.ice.map(|_| self.credentials());
        let keys = self.sdes_keys(request);
        let mut own = Vec::new();
        let homes = if request.shared {
            vec![self.shared_home(request)]
        } else {
            self.own_homes(place, index, request, &mut own)?
        };
        let mut components = Vec::new();
        for (number, home) in (1u16..).zip(&homes) {
            let first = home.first().map(|(local, _)| *local);
            let first = first.ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
            let path = match (&credentials, request.ice) {
                (Some(credentials), Some(role)) => {
                    self.ice_path(now, credentials, role, number, home)?
                }
                _ => Path::Latched(Latch::new(self.follows), first),
            };
            let keying = match request.security {
                SecurityKind::Plain => Keying::Plain,
                SecurityKind::Sdes => Keying::Sdes,
                SecurityKind::Dtls => Keying::Dtls(Box::new(DtlsKeying::new(&self.identity))),
            };
            components.push(Component::new(path, keying));
        }
        let mut components = components.into_iter();
        let rtp = components
            .next()
            .ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
        let mut fragments = Vec::new();
        if let Some(credentials) = credentials.as_ref().filter(|_| request.shared) {
            self.demux
                .add_fragment(&credentials.ufrag, owner(place, index, 0));
            fragments.push(credentials.ufrag.clone());
        }
        let told: Vec<Vec<SocketAddr>> = homes
            .iter()
            .map(|home| home.iter().map(|(_, told)| *told).collect())
            .collect();
        let transport = self.describe(request, &told, credentials, &keys);
        let port = Port {
            id: request.id,
            rtp,
            rtcp: components.next(),
            muxed: request.rtcp_mux,
            used: false,
            own,
            fragments,
            shared: request.shared,
            keys,
            keyed: None,
        };
        Ok(Opened { port, transport })
    }

    /// The shared sockets, and what peers are told instead of their addresses.
    pub(super) fn shared_home(&self, request: &TransportRequest) -> Home {
        self.networks
            .of(request.realm.as_ref())
            .map(|home| {
                let (descriptor, address) = home.socket();
                let local = LocalSocket {
                    address,
                    descriptor,
                };
                (local, SocketAddr::new(home.advertise, address.port()))
            })
            .collect()
    }

    /// New sockets, one for each component.
    fn own_homes(
        &mut self,
        place: u32,
        index: usize,
        request: &TransportRequest,
        own: &mut Vec<UdpPort>,
    ) -> io::Result<Vec<Home>> {
        let (bind, advertise) = self
            .networks
            .toward(request.realm.as_ref(), request.toward)
            .map(|home| (home.bind, home.advertise))
            .ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
        let (rtp, rtcp) = self.range.open(bind, !request.rtcp_mux)?;
        own.push(rtp);
        own.extend(rtcp);
        let mut homes = Vec::new();
        for (component, socket) in (0u8..).zip(own.iter()) {
            let owner = owner(place, index, component);
            self.epoll.add(socket.descriptor(), own_token(owner))?;
            let local = LocalSocket {
                address: socket.local(),
                descriptor: socket.descriptor(),
            };
            let told = SocketAddr::new(advertise, socket.local().port());
            homes.push(vec![(local, told)]);
        }
        Ok(homes)
    }

    /// What signalling says of a port: for each component the addresses that peers are told.
    pub(super) fn describe(
        &self,
        request: &TransportRequest,
        told: &[Vec<SocketAddr>],
        credentials: Option<IceCredentials>,
        keys: &[SdesKey],
    ) -> Transport {
        let first = |component: usize| told.get(component)?.first().copied();
        Transport {
            id: request.id,
            rtp: first(0),
            rtcp: first(1),
            security: match request.security {
                SecurityKind::Plain => Security::Plain,
                SecurityKind::Sdes => Security::Sdes {
                    keys: keys.to_vec(),
                },
                SecurityKind::Dtls => Security::Dtls {
                    fingerprint: self.identity.fingerprint().clone(),
                    role: request.dtls_role,
                },
            },
            traversal: credentials.map_or(Traversal::None, |credentials| Traversal::Ice {
                credentials,
                candidates: (1u16..)
                    .zip(told)
                    .flat_map(|(number, told)| candidates_at(number, told))
                    .collect(),
                complete: true,
                lite: false,
            }),
        }
    }

    fn ice_path(
        &self,
        now: Instant,
        credentials: &IceCredentials,
        role: IceRole,
        component: u16,
        sockets: &[(LocalSocket, SocketAddr)],
    ) -> io::Result<Path> {
        let settings = IceSettings {
            credentials: credentials.clone(),
            role,
            component,
        };
        let sockets = sockets.iter().map(|(local, _)| *local).collect();
        IcePath::new(now, &self.identity, settings, sockets)
            .map(|path| Path::Ice(Box::new(path)))
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))
    }

    pub(super) fn credentials(&mut self) -> IceCredentials {
        // RFC 8445 §5.3 wants 24 and 128 bits; these have 47 and 142.
        IceCredentials {
            ufrag: self.random.token(8),
            password: Secret::new(self.random.token(24)),
        }
    }

    pub(super) fn sdes_keys(&mut self, request: &TransportRequest) -> Vec<SdesKey> {
        if request.security != SecurityKind::Sdes {
            return Vec::new();
        }
        request
            .sdes
            .iter()
            .map(|(tag, suite)| {
                let mut key = vec![0; suite.key_bytes() + suite.salt_bytes()];
                self.random.fill(&mut key);
                SdesKey {
                    tag: *tag,
                    suite: *suite,
                    key: Secret::new(key),
                    mki: Vec::new(),
                }
            })
            .collect()
    }

    pub(super) fn new_stream(&mut self, port: usize, stream: &StreamRequest) -> LegStream {
        let ssrc = self.ssrc();
        let rtx_ssrc = stream.rtx.then(|| self.ssrc());
        let (sequence, timestamp) = (self.random.u32() as u16, self.random.u32());
        LegStream {
            id: stream.stream,
            port,
            video: false,
            receives: false,
            receive: Vec::new(),
            mid_in: None,
            ids_in: ExtensionIds::default(),
            layers: Vec::new(),
            surplus: Vec::new(),
            subscribers: Vec::new(),
            to_sound: false,
            to_picture: false,
            decoded: DecodedLayer::default(),
            told_codec: None,
            digits: Digits::default(),
            bytes_in: 0,
            past: (0, 0),
            out: Outbound {
                ssrc,
                rtx_ssrc,
                rtx_sequence: first_number(self.random.u32() as u16),
                want: Want::Nothing,
                wanted_codec: None,
                max_bitrate: None,
                max_size: None,
                send: Vec::new(),
                open: false,
                mid: None,
                ids: ExtensionIds::default(),
                understands: Understands::default(),
                map: Vec::new(),
                active: None,
                next: None,
                rewriter: Rewriter::new(sequence, timestamp),
                vp8: Vp8Rewriter::default(),
                sent: SentRing::new(),
                packets: 0,
                bytes: 0,
                clock: 90_000,
                codec: None,
                lost: 0,
                fraction: 0,
                meter: RateMeter::default(),
            },
        }
    }

    /// A random source; zero would look like "none" to some.
    pub(super) fn ssrc(&mut self) -> u32 {
        self.random.u32().max(1)
    }

    /// Closes a leg's ports. `Closed` is told also for a leg that is not known.
    pub(super) fn release(&mut self, id: LegId) {
        let Some(place) = self.places.remove(&id) else {
            self.outbox
                .tell(MediaEvent::Closed(id, LegStatistics::default()));
            return;
        };
        self.say_goodbye(place);
        let Some(leg) = self.legs.get_mut(place as usize).and_then(Option::take) else {
            return;
        };
        let statistics = leg.statistics(|stream| {
            let mut counts = stream.past;
            for source in stream.layers.iter().filter_map(|layer| layer.source) {
                if let Some(source) = self.sources.get(source) {
                    let (arrived, lost) = source.log.counts();
                    counts = (counts.0 + arrived, counts.1 + lost);
                }
            }
            counts
        });
        for source in leg
            .streams
            .iter()
            .flat_map(|stream| &stream.layers)
            .filter_map(|layer| layer.source)
        {
            self.sources.remove(source);
        }
        for other in self.legs.iter_mut().flatten() {
            for stream in &mut other.streams {
                stream.subscribers.retain(|(at, _)| *at != place);
            }
        }
        for meeting in self.meetings.values_mut() {
            meeting.speakers.forget(id);
            for class in &mut meeting.classes {
                class.subscribers.retain(|(at, _)| *at != place);
            }
        }
        self.demux.forget(place);
        // What was written with the leg's sockets must leave before they close: a closed descriptor may be another's soon.
        self.queue.flush();
        drop(leg);
        self.closed += 1;
        self.outbox.tell(MediaEvent::Closed(id, statistics));
    }

    /// The place of a leg's stream.
    pub(super) fn find_stream(&self, leg: LegId, stream: StreamId) -> Option<(u32, usize)> {
        let place = *self.places.get(&leg)?;
        Some((place, self.leg(place)?.stream_index(stream)?))
    }
}

/// Two components for each port: RTP and RTCP.
pub(super) fn owner(place: u32, port: usize, component: u8) -> Owner {
    let port = u8::try_from(port).unwrap_or(0).min(127);
    Owner {
        leg: place,
        component: port * 2 + component,
    }
}

pub(super) fn local_stream(stream: &LegStream) -> LocalStream {
    LocalStream {
        stream: stream.id,
        ssrc: stream.out.ssrc,
        rtx_ssrc: stream.out.rtx_ssrc,
    }
}

fn candidates_at(component: u16, told: &[SocketAddr]) -> Vec<Candidate> {
    (0u32..)
        .zip(told)
        .map(|(index, address)| Candidate {
            foundation: (index + 1).to_string(),
            component,
            protocol: CandidateProtocol::Udp,
            priority: HOST_PREFERENCE << 24
                | (65_535 - index.min(65_535)) << 8
                | (256 - u32::from(component)),
            address: CandidateAddress::Ip(*address),
            kind: CandidateKind::Host,
            related: None,
        })
        .collect()
}
