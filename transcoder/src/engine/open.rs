//! Opening a leg's ports.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use tolk_model::cause::{Cause, Reason};
use tolk_model::media::{IceCredentials, SecurityKind, Transport};
use tolk_model::plan::{
    IceRole, LocalMedia, LocalStream, MediaEvent, PortRequest, StreamRequest, TransportRequest,
};
use tolk_model::{LegId, StreamId};

use super::decoded::DecodedLayer;
use super::leg::{
    ExtensionIds, Leg, LegStream, Outbound, Port, QualityBase, SsrcTable, Told, Understands, Want,
};
use super::shard::{Shard, own_token};
use crate::net::UdpPort;
use crate::port::{
    Component, DtlsKeying, IcePath, IceSettings, Keying, Latch, LatchKind, LocalSocket, Owner, Path,
};
use crate::quality::RateMeter;
use crate::relay::{
    Bandwidth, Digits, Limits, Rewriter, SentLog, SentRing, Vp8Rewriter, first_number,
};
use crate::sync::{SenderClock, Spoken};

/// Transports of one leg: each stream on its own, RTP and RTCP. Tokens have a byte for the component.
pub(super) const PORTS: usize = 16;
/// Streams of one leg.
pub(super) const STREAMS: usize = 32;
/// Legs of one shard.
const LEGS: usize = 4096;

/// The sockets of one component, and what peers are told instead of their addresses.
pub(super) type Home = Vec<(LocalSocket, SocketAddr)>;

/// A port that was opened, and what signalling must say of it.
pub(super) struct Opened {
    pub(super) port: Port,
    pub(super) transport: Transport,
}

/// Why a leg got no port. Where no network of ours has an address of the far end's family, its media and ours never meet.
fn not_opened(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => Reason::NoCommonMedia,
        _ => Reason::Overloaded,
    }
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
        let (opened, request) = match self.open_ports(now, id, place, request) {
            Ok(opened) => opened,
            Err(error) => {
                self.demux.forget(place);
                self.outbox
                    .tell(MediaEvent::Failed(id, Cause::us(not_opened(&error))));
                return;
            }
        };
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
            round_trip: None,
            clock: SenderClock::new(),
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

    /// Opens what can be opened, and what is left of the request. The streams of a port that is not to be had are not told, and the core
    /// refuses them.
    ///
    /// # Errors
    /// When nothing was to be had.
    fn open_ports(
        &mut self,
        now: Instant,
        id: LegId,
        place: u32,
        mut request: PortRequest,
    ) -> io::Result<(Vec<Opened>, PortRequest)> {
        let (mut opened, mut failed) = (Vec::new(), None);
        request.transports.retain(|wanted| {
            match self.open_port(now, place, opened.len(), wanted) {
                Ok(port) => {
                    opened.push(port);
                    true
                }
                Err(error) => {
                    tracing::warn!(leg = %id, %error, "cannot open a port");
                    failed = Some(error);
                    false
                }
            }
        });
        match failed {
            Some(error) if opened.is_empty() => Err(error),
            _ => {
                let there = |s: &StreamRequest| opened.iter().any(|o| o.port.id == s.transport);
                request.streams.retain(there);
                Ok((opened, request))
            }
        }
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
                _ => {
                    let kind = if number == 1 {
                        LatchKind::Media
                    } else {
                        LatchKind::Reports
                    };
                    Path::Latched(Latch::new(self.follows, kind), first)
                }
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
            advertise: told.first().and_then(|all| all.first()).map(|at| at.ip()),
            mark: None,
            own,
            fragments,
            shared: request.shared,
            arrivals: None,
            departures: SentLog::new(),
            bandwidth: Bandwidth::new(),
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
            limited: 0,
            bytes_in: 0,
            past: (0, 0),
            out: Outbound {
                ssrc,
                rtx_ssrc,
                rtx_sequence: first_number(self.random.u32() as u16),
                want: Want::Nothing,
                wanted_codec: None,
                max_bitrate: None,
                limits: Limits::default(),
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
                made: None,
                spoken: Spoken::default(),
                codec: None,
                lost: 0,
                fraction: 0,
                meter: RateMeter::default(),
                press: None,
            },
        }
    }

    /// A random source; zero would look like "none" to some.
    pub(super) fn ssrc(&mut self) -> u32 {
        self.random.u32().max(1)
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
