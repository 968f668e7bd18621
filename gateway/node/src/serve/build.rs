//! The start: storage, media plane, switchboard, edges, web; ready only when every socket is open.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use tokio::net::{TcpListener, UdpSocket};
use tolk_browser::{BrowserConfig, BrowserEdge};
use tolk_core::declare::Profiles;
use tolk_model::address::TransportKind;
use tolk_model::{Domain, EdgeId, NodeId, Secret, Seed};
use tolk_sip::{Advertise, Listen, SipConfig, SipEdge};
use tolk_transcoder::{Engine, EngineConfig, EngineError, Network, NetworkAddress};
use tracing::Span;

use super::banner::Banner;
use crate::archive::{Archive, ArchiveError};
use crate::clock::Clock;
use crate::config::{Config, NetworkConfig};
use crate::drive::{Driver, DriverParts, EdgeHost, Resolver, Sockets, WebsocketFlows};
use crate::handle::{Node, Parts, Readiness};
use crate::http::{self, CertificateError, Listeners, WebState};
use crate::listed::Listed;
use crate::state::{MemoryStore, Store};
use crate::switchboard::{Switchboard, SwitchboardParts};
use crate::tasks::{Task, Tasks};
use crate::telemetry::{Journal, metrics};

/// How long journal entries are kept on disk.
const KEEP_JOURNAL: Duration = Duration::from_secs(400 * 24 * 3600);
/// How often this node says that it lives; a third of the store's patience.
const BEATS_IN_PATIENCE: u32 = 3;
/// Characters of a token that is made at start.
const TOKEN_CHARACTERS: usize = 26;

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("cannot listen on {what} {address}: {source}")]
    Listen {
        /// For what.
        what: &'static str,
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The media plane does not start.
    #[error("the media plane does not start: {0}")]
    Engine(#[from] EngineError),
    /// The database cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Archive(#[from] ArchiveError),
    /// There is no certificate for HTTPS.
    #[error("no certificate for HTTPS: {0}")]
    Certificate(#[from] CertificateError),
    /// The web server does not start.
    #[error("the web server does not start: {0}")]
    Web(std::io::Error),
    /// A part died while starting.
    #[error(transparent)]
    Died(#[from] crate::tasks::TaskDied),
}

/// A running node and what must be awaited when it ends.
pub struct Running {
    /// Its handle.
    pub node: Node,
    /// What to tell the person who started it.
    pub banner: Banner,
    pub(super) engine: Arc<Engine>,
    pub(super) archive: Archive,
    pub(super) journal: Journal,
    pub(super) web: ServerHandle,
    /// In the order of their start.
    pub(super) edges: Part,
    pub(super) service: Part,
    pub(super) keeping: Task<()>,
    pub(super) serving: Task<std::io::Result<()>>,
}

/// Some tasks that end together.
pub(super) struct Part {
    pub(super) tasks: Tasks,
    pub(super) running: Vec<Task<()>>,
}

impl Part {
    fn of(whole: &Tasks) -> Part {
        Part {
            tasks: whole.part(),
            running: Vec::new(),
        }
    }

    fn start(
        &mut self,
        name: &'static str,
        span: Span,
        future: impl Future<Output = ()> + Send + 'static,
    ) {
        self.running.push(self.tasks.spawn(name, span, future));
    }
}

/// Starts a node. `worker` is the program that recodes pictures, this one as a rule.
///
/// # Errors
/// When a socket, a file or the media plane cannot be had; what was opened before is closed again.
pub async fn start(
    config: Config,
    worker: Option<PathBuf>,
    seed: &Seed,
) -> Result<Running, ServeError> {
    let clock = Clock::start();
    let mut random = seed.generator();
    let metrics = metrics::install();
    let node_id = NodeId::mint(clock.now().wall, &mut random);
    let tasks = Tasks::new();

    let archive = match &config.database.path {
        Some(path) => Archive::open(path).await?,
        None => Archive::in_memory().await?,
    };
    let listed = Arc::new(list(&config, &archive, clock, &random.seed()).await?);
    let journal = Journal::new(clock, node_id, config.limits.journal);
    let keeping = keep(&tasks, &journal, &archive, clock);

    let (engine, media_events) = engine(&config, &tasks, random.seed(), worker).await?;
    let engine = Arc::new(engine);
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(move || clock.now().mono));
    let mut service = Part::of(&tasks);
    let switchboard = Switchboard::new(SwitchboardParts {
        node: node_id,
        clock,
        limits: config.limits,
        outgoing: config.outgoing.clone(),
        profiles: Profiles::default(),
        listed: listed.clone(),
        journal: journal.clone(),
        engine: engine.clone(),
        store: store.clone(),
        tasks: tasks.part(),
        seed: random.seed(),
    });
    let token = service.tasks.token().clone();
    service.start("beat", Span::none(), beat(store, node_id, token.clone()));
    let media = switchboard.clone().pass_media_on(media_events, token);
    service.start("media_events", Span::none(), media);

    let mut edges = Part::of(&tasks);
    let parts = |edges: &Part| DriverParts {
        host: Arc::new(switchboard.clone()) as Arc<dyn EdgeHost>,
        clock,
        limits: config.limits,
        resolver: Resolver::system(),
        tasks: edges.tasks.clone(),
    };
    let part = parts(&edges);
    let websockets = start_browser(&mut edges, &switchboard, part, random.seed());
    let part = parts(&edges);
    let sip = start_sip(&mut edges, &config, &switchboard, part, random.seed())?;

    let listeners = listen_web(&config)?;
    let bound = web_addresses(&listeners);
    let (admin_token, made) = match &config.admin.token {
        Some(token) => (token.clone(), false),
        None => (Secret::new(random.token(TOKEN_CHARACTERS)), true),
    };
    let public_url = config.http.public_url.clone().unwrap_or_else(|| {
        let host = bound.first().copied();
        host.map_or_else(String::new, |(address, secure)| url_of(address, secure))
    });
    let banner = Banner {
        public_url: public_url.clone(),
        web: bound
            .iter()
            .map(|(address, secure)| url_of(*address, *secure))
            .collect(),
        sip,
        admin_token: made.then(|| admin_token.clone()),
        links: config.written_links.clone(),
        test_call: listed
            .directory()
            .places()
            .find(|p| p.kind == tolk_core::directory::PlaceKind::TestCall)
            .and_then(|p| p.aliases.first().map(|a| a.local.clone())),
        rooms: super::banner::open_rooms(&listed.directory()),
    };
    let node = Node::new(Parts {
        config: Arc::new(config),
        id: node_id,
        clock,
        tasks: tasks.clone(),
        journal: journal.clone(),
        switchboard,
        listed,
        websockets,
        metrics,
        admin_token,
        public_url,
        readiness: AtomicU8::new(0),
    });
    let state = WebState::new(node.clone(), archive.clone(), clock);
    let server: Server = http::serve(state, listeners).map_err(ServeError::Web)?;
    let web = server.handle();
    let serving = tasks.spawn("web", Span::none(), server);
    node.set_readiness(Readiness::Ready);
    tracing::info!(node = %node_id, version = env!("CARGO_PKG_VERSION"), "node_ready");
    Ok(Running {
        node,
        banner,
        engine,
        archive,
        journal,
        web,
        edges,
        service,
        keeping,
        serving,
    })
}

/// What the file lists, our own addresses, and what the archive kept.
async fn list(
    config: &Config,
    archive: &Archive,
    clock: Clock,
    seed: &Seed,
) -> Result<Listed, ServeError> {
    let mut directory = config.directory.clone();
    let bound = config
        .sip
        .udp
        .iter()
        .chain(&config.sip.tcp)
        .map(SocketAddr::ip);
    let ours = tolk_transcoder::interface_addresses()
        .into_iter()
        .chain(bound);
    let loopback = [
        IpAddr::from(std::net::Ipv4Addr::LOCALHOST),
        IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
    ];
    let addresses = ours.chain(loopback).filter(|ip| !ip.is_unspecified());
    let names = addresses
        .map(|ip| ip.to_string())
        .chain(["localhost".to_string()]);
    directory.answer_for(names.filter_map(|name| Domain::new(&name).ok()));
    directory.answer_for(config.sip.advertise.clone());
    let listed = Listed::new(directory, seed);
    for place in archive.places(clock.now().wall).await? {
        let meeting = place.meeting;
        if let Err(error) = listed.add(place) {
            tracing::warn!(%meeting, %error, "kept_place_left_out");
        }
    }
    Ok(listed)
}

fn keep(tasks: &Tasks, journal: &Journal, archive: &Archive, clock: Clock) -> Task<()> {
    let (feed, archive) = (journal.feed(), archive.clone());
    tasks.spawn("journal_keeper", Span::none(), async move {
        if let Some(feed) = feed {
            crate::archive::keep(archive, feed, clock, KEEP_JOURNAL).await;
        }
    })
}

async fn engine(
    config: &Config,
    tasks: &Tasks,
    seed: Seed,
    worker: Option<PathBuf>,
) -> Result<(Engine, tokio::sync::mpsc::Receiver<tolk_model::MediaEvent>), ServeError> {
    let engine_config = EngineConfig {
        networks: networks(&config.networks),
        shared_port: config.media.shared_port,
        rtp_ports: config.media.rtp.clone(),
        seed,
        worker_program: worker,
        worker_arguments: vec!["transcode-worker".into()],
    };
    // Sockets, a certificate, threads: some milliseconds that must not hold the runtime up.
    let mut starting = tasks.spawn_blocking("engine_start", move || Engine::start(engine_config));
    Ok(starting.join().await??)
}

/// One network of the media plane for each realm, in the order of the file.
fn networks(configured: &[NetworkConfig]) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    for one in configured {
        let address = NetworkAddress {
            bind: one.bind,
            advertise: one.advertise,
        };
        match networks.iter_mut().find(|n| n.realm == one.realm) {
            Some(network) => network.addresses.push(address),
            None => networks.push(Network {
                realm: one.realm.clone(),
                addresses: vec![address],
            }),
        }
    }
    networks
}

async fn beat(store: Arc<dyn Store>, node: NodeId, token: tokio_util::sync::CancellationToken) {
    loop {
        if let Err(error) = store.beat(node).await {
            tracing::warn!(%error, "state_store");
        }
        let pause = store.patience() / BEATS_IN_PATIENCE;
        // Both are cancel-safe.
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = token.cancelled() => return,
        }
    }
}

fn start_browser(
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

/// Returns the addresses on which SIP is taken.
fn start_sip(
    edges: &mut Part,
    config: &Config,
    switchboard: &Switchboard,
    parts: DriverParts,
    seed: Seed,
) -> Result<Vec<(SocketAddr, TransportKind)>, ServeError> {
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
    let label = EdgeId::new("sip");
    let sip = SipConfig {
        edge: label.clone(),
        no_answer: config.sip.no_answer,
        ..SipConfig::new(config.node.domain.clone(), listen)
    };
    let (mut driver, handle, _) = Driver::new(label, Box::new(SipEdge::new(sip, seed)), parts);
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
    Ok(bound)
}

fn listen_on<S>(
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

fn bind_tcp(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::from_std(http::bind(address)?)?;
    let local = listener.local_addr()?;
    Ok((listener, local))
}

fn listen_web(config: &Config) -> Result<Listeners, ServeError> {
    let mut listeners = Listeners::default();
    let bind = |address| listen_on("HTTP", address, |a| http::bind(a).map(|l| (l, a)));
    for address in &config.http.bind {
        listeners.plain.push(bind(*address)?.0);
    }
    if let Some(tls) = &config.http.tls {
        let mut names = vec![config.node.domain.to_string(), "localhost".to_string()];
        names.extend(config.node.also.iter().map(ToString::to_string));
        let ours = tolk_transcoder::interface_addresses();
        names.extend(ours.iter().map(ToString::to_string));
        let server = http::server_config(&tls.certificate, &names)?;
        for address in &tls.bind {
            listeners.tls.push((bind(*address)?.0, server.clone()));
        }
    }
    Ok(listeners)
}

/// Where the web is, and whether by TLS.
fn web_addresses(listeners: &Listeners) -> Vec<(SocketAddr, bool)> {
    let plain = listeners
        .plain
        .iter()
        .filter_map(|l| Some((l.local_addr().ok()?, false)));
    let tls = listeners
        .tls
        .iter()
        .filter_map(|(l, _)| Some((l.local_addr().ok()?, true)));
    plain.chain(tls).collect()
}

/// A link that works on this machine: browsers give cameras to `localhost` without TLS.
fn url_of(address: SocketAddr, secure: bool) -> String {
    let scheme = if secure { "https" } else { "http" };
    if address.ip().is_unspecified() || address.ip().is_loopback() {
        return format!("{scheme}://localhost:{}", address.port());
    }
    format!("{scheme}://{address}")
}
