//! The edges and their sockets.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};
use tolk_browser::{BrowserConfig, BrowserEdge};
use tolk_model::address::TransportKind;
use tolk_model::{EdgeId, Seed};
use tolk_sip::{Advertise, Listen, SipConfig, SipEdge};

use super::parts::{Part, ServeError};
use crate::config::Config;
use crate::drive::{Driver, DriverParts, Sockets, Tls, WebsocketFlows, keep_fresh};
use crate::http;
use crate::switchboard::Switchboard;

pub(super) fn start_browser(
    edges: &mut Part,
    switchboard: &Switchboard,
    parts: DriverParts,
    seed: Seed,
) -> WebsocketFlows {
    let label = EdgeId::new("browser");
    let config = BrowserConfig {
        edge: label.clone(),
        ..BrowserConfig::default()
    };
    let edge = Box::new(BrowserEdge::new(config, seed));
    let (driver, handle, websockets) = Driver::new(label, edge, parts);
    switchboard.attach(handle);
    let span = tracing::info_span!("edge", label = "browser");
    edges.start("browser_edge", span, driver.run());
    websockets
}

/// Where SIP is taken, and how pages speak it.
type SipDoors = (Vec<(SocketAddr, TransportKind)>, WebsocketFlows);

/// Returns the addresses on which SIP is taken, and what opens its websockets.
pub(super) fn start_sip(
    edges: &mut Part,
    config: &Config,
    switchboard: &Switchboard,
    mut parts: DriverParts,
    seed: Seed,
) -> Result<SipDoors, ServeError> {
    let (mut sockets, mut listen, mut bound) = (Sockets::default(), Vec::new(), Vec::new());
    let advertise = config
        .sip
        .advertise
        .clone()
        .map(|host| Advertise { host, port: None });
    let mut listens = |transport, local| {
        listen.push(Listen {
            transport,
            local,
            advertise: advertise.clone(),
        });
        bound.push((local, transport));
    };
    for address in &config.sip.udp {
        let (socket, local) = listen_on("SIP/UDP", *address, bind_udp)?;
        listens(TransportKind::Udp, local);
        sockets.udp.push(socket);
    }
    for address in &config.sip.tcp {
        let (socket, local) = listen_on("SIP/TCP", *address, bind_tcp)?;
        listens(TransportKind::Tcp, local);
        sockets.tcp.push(socket);
    }
    for address in &config.sip.tls.bind {
        let (socket, local) = listen_on("SIP/TLS", *address, bind_tcp)?;
        listens(TransportKind::Tls, local);
        sockets.tls.push(socket);
    }
    let tls = tls(config)?;
    let fresh = keep_fresh(tls.clone(), edges.tasks.clone());
    edges.start("sip_certificates_watch", tracing::Span::none(), fresh);
    parts.tls = Some(tls);
    let label = EdgeId::new("sip");
    let mut sip = SipConfig {
        edge: label.clone(),
        no_answer: config.sip.no_answer,
        trunks: config.trunks.clone(),
        algorithms: config.sip.digest.clone(),
        accounts: config.directory.accounts().next().is_some(),
        ..SipConfig::new(config.node.domain.clone(), listen)
    };
    // As many streams as the driver admits, and as many peers by UDP.
    sip.limits.flows = 2 * config.limits.connections;
    sip.limits.calls = config.limits.legs;
    sip.limits.calls_per_source = config.limits.calls_per_source;
    sip.limits.requests = config.limits.requests;
    sip.known = config.known_networks();
    parts.known = config.known_sources().into();
    let edge = Box::new(SipEdge::new(sip, seed));
    let (mut driver, handle, websockets) = Driver::new(label, edge, parts);
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    driver
        .listen(sockets)
        .map_err(|source| ServeError::Listen {
            what: "SIP",
            address: nowhere,
            source,
        })?;
    switchboard.attach(handle);
    let span = tracing::info_span!("edge", label = "sip");
    edges.start("sip_edge", span, driver.run());
    Ok((bound, websockets))
}

/// Also without a listener: calls go out under TLS.
fn tls(config: &Config) -> Result<Arc<Tls>, ServeError> {
    for warning in config.sip.tls.warnings() {
        tracing::warn!("{warning}");
    }
    let domains = std::iter::once(&config.node.domain).chain(&config.node.also);
    let mut names: Vec<String> = domains
        .chain(&config.sip.advertise)
        .map(|d| d.as_str().to_string())
        .collect();
    let addresses = config.sip.tls.bind.iter().map(|a| a.ip().to_string());
    names.extend(addresses);
    Ok(Arc::new(Tls::load(&config.sip.tls, &names)?))
}

pub(super) fn listen_on<S>(
    what: &'static str,
    address: SocketAddr,
    bind: impl FnOnce(SocketAddr) -> std::io::Result<(S, SocketAddr)>,
) -> Result<(S, SocketAddr), ServeError> {
    bind(address).map_err(|source| ServeError::Listen {
        what,
        address,
        source,
    })
}

fn bind_udp(address: SocketAddr) -> std::io::Result<(UdpSocket, SocketAddr)> {
    /// Room for a burst of messages while the task is busy.
    const BUFFER: usize = 1 << 20;
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::DGRAM, None)?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_recv_buffer_size(BUFFER)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    let socket = UdpSocket::from_std(socket.into())?;
    let local = socket.local_addr()?;
    Ok((socket, local))
}

pub(super) fn bind_tcp(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::from_std(http::bind(address)?)?;
    let local = listener.local_addr()?;
    Ok((listener, local))
}
