//! The start: storage, media plane, switchboard, edges, web; ready only when every socket is open.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use tokio::sync::mpsc;
use tolk_core::declare::{MediaProfile, Profiles};
use tolk_core::directory::Directory;
use tolk_model::address::TransportKind;
use tolk_model::random::Random;
use tolk_model::{EdgeId, MediaEvent, NodeId, Secret, Seed};
use tolk_transcoder::Engine;
use tracing::Span;

use super::banner::{Banner, open_rooms, test_call};
use super::edges::{start_browser, start_sip};
use super::h323::start_h323;
use super::parts::{Part, ServeError};
use super::services::{beat, engine, leave_in_peace, list};
use super::web::{listen_web, urls, web_addresses};
use crate::archive::{Archive, Flush, flush};
use crate::clock::Clock;
use crate::config::Config;
use crate::drive::{DriverParts, EdgeHost, Resolver, WebsocketFlows};
use crate::handle::{Node, Parts, Readiness};
use crate::http::{self, WebState};
use crate::state::{MemoryRegistrations, MemoryStore, Store};
use crate::switchboard::{Switchboard, SwitchboardParts};
use crate::tasks::{Task, Tasks};
use crate::telemetry::{Journal, metrics};

/// How long journal entries are kept on disk.
const KEEP_JOURNAL: Duration = Duration::from_secs(400 * 24 * 3600);
/// Characters of a token that is made at start.
const TOKEN_CHARACTERS: usize = 26;

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

fn switchboard(
    config: &Config,
    (node, clock, tasks, seed): (NodeId, Clock, Tasks, Seed),
    (listed, journal, store): (Arc<crate::listed::Listed>, Journal, Arc<dyn Store>),
    engine: Arc<Engine>,
) -> Switchboard {
    Switchboard::new(SwitchboardParts {
        node,
        clock,
        limits: config.limits,
        outgoing: config.outgoing.clone(),
        language: config.node.language,
        on_hold: config.media.on_hold,
        redial: config.redial,
        profiles: profiles(config),
        listed,
        journal,
        engine,
        store,
        presence: config.presence.clone(),
        registrations: Arc::new(MemoryRegistrations::default()),
        tasks,
        seed,
    })
}

/// Starts a node. `worker` is the program that recodes pictures, this one as a rule.
///
/// # Errors
/// When a socket, a file or the media plane cannot be had; what was opened before is closed with the runtime.
pub async fn start(
    config: Config,
    worker: Option<PathBuf>,
    seed: &Seed,
) -> Result<Running, ServeError> {
    let config = Arc::new(config);
    let clock = Clock::start();
    let mut random = seed.generator();
    let metrics = metrics::install();
    let id = NodeId::mint(clock.now().wall, &mut random);
    let tasks = Tasks::new();

    let archive = open_archive(&config).await?;
    let listed = Arc::new(list(&config, &archive, clock, &random.seed()).await?);
    let journal = Journal::new(clock, id, config.limits.journal);
    let (keeping, flush) = keep(&tasks, &journal, &archive, clock);

    let (engine, media_events) = engine(&config, &tasks, random.seed(), worker).await?;
    let engine = Arc::new(engine);
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(move || clock.now().mono));
    let switchboard = switchboard(
        &config,
        (id, clock, tasks.part(), random.seed()),
        (listed.clone(), journal.clone(), store.clone()),
        engine.clone(),
    );
    leave_in_peace(&switchboard, &archive, &listed.directory()).await?;
    let service = start_service(&tasks, &switchboard, (store, id), media_events);

    let mut edges = Part::of(&tasks);
    let open = start_edges(&mut edges, &config, &switchboard, (clock, &mut random))?;

    let listeners = listen_web(&config)?;
    let web_urls = urls(&web_addresses(&listeners));
    let public_url = public_url(&config, &web_urls);
    let token = AdminToken::of(&config, &mut random);
    let banner = banner(
        &config,
        &listed.directory(),
        &token,
        (&public_url, web_urls, open.sip, open.h323),
    );
    let node = Node::new(Parts {
        config,
        id,
        clock,
        tasks: tasks.clone(),
        journal: journal.clone(),
        switchboard,
        listed,
        websockets: open.websockets,
        sip_websockets: open.sip_websockets,
        metrics,
        admin_token: token.secret,
        public_url,
        readiness: AtomicU8::new(0),
    });
    let (web, serving) = serve_web(&node, (&archive, flush), clock, listeners)?;
    node.set_readiness(Readiness::Ready);
    tracing::info!(node = %id, version = env!("CARGO_PKG_VERSION"), "node_ready");
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

/// What each kind of leg is offered.
fn profiles(config: &Config) -> Profiles {
    let srtp = config.media.srtp;
    let rooms = MediaProfile::room_in_the_clear(srtp);
    Profiles::protected(srtp).with(EdgeId::new("h323"), rooms)
}

fn serve_web(
    node: &Node,
    (archive, flush): (&Archive, Flush),
    clock: Clock,
    listeners: http::Listeners,
) -> Result<(ServerHandle, Task<std::io::Result<()>>), ServeError> {
    let state = WebState::new(node.clone(), archive.clone(), flush, clock);
    let server = http::serve(state, listeners).map_err(ServeError::Web)?;
    let web = server.handle();
    Ok((web, node.tasks().spawn("web", Span::none(), server)))
}

/// What runs beside the edges: the node's sign of life, and the way of media's reports to the meetings.
fn start_service(
    tasks: &Tasks,
    switchboard: &Switchboard,
    (store, id): (Arc<dyn Store>, NodeId),
    media_events: mpsc::Receiver<MediaEvent>,
) -> Part {
    let mut service = Part::of(tasks);
    let token = service.tasks.token().clone();
    service.start("beat", Span::none(), beat(store, id, token.clone()));
    let expiring = switchboard.clone().expire_registrations(token.clone());
    service.start("registrations", Span::none(), expiring);
    let telling = switchboard.clone().tell_watchers(token.clone());
    service.start("presence", Span::none(), telling);
    let media = switchboard.clone().pass_media_on(media_events, token);
    service.start("media_events", Span::none(), media);
    service
}

async fn open_archive(config: &Config) -> Result<Archive, ServeError> {
    Ok(match &config.database.path {
        Some(path) => Archive::open(path).await?,
        None => Archive::in_memory().await?,
    })
}

/// What links begin with: what the configuration says, else the first address.
fn public_url(config: &Config, urls: &[String]) -> String {
    let configured = config.http.public_url.clone();
    configured.or(urls.first().cloned()).unwrap_or_default()
}

/// The administrators' token: the configuration's, or a new one.
struct AdminToken {
    secret: Secret<String>,
    is_new: bool,
}

impl AdminToken {
    fn of(config: &Config, random: &mut Random) -> AdminToken {
        let configured = config.admin.token.clone();
        AdminToken {
            is_new: configured.is_none(),
            secret: configured.unwrap_or_else(|| Secret::new(random.token(TOKEN_CHARACTERS))),
        }
    }
}

/// What the edges take calls by.
struct Opened {
    websockets: WebsocketFlows,
    sip_websockets: WebsocketFlows,
    sip: Vec<(SocketAddr, TransportKind)>,
    h323: Vec<SocketAddr>,
}

fn start_edges(
    edges: &mut Part,
    config: &Config,
    switchboard: &Switchboard,
    (clock, random): (Clock, &mut Random),
) -> Result<Opened, ServeError> {
    let driver = driver_parts(config, edges, switchboard, (clock, random.seed()));
    let websockets = start_browser(edges, switchboard, driver, random.seed());
    let driver = driver_parts(config, edges, switchboard, (clock, random.seed()));
    let (sip, sip_websockets) = start_sip(edges, config, switchboard, driver, random.seed())?;
    let driver = driver_parts(config, edges, switchboard, (clock, random.seed()));
    let h323 = start_h323(edges, config, switchboard, driver, random.seed())?;
    Ok(Opened {
        websockets,
        sip_websockets,
        sip,
        h323,
    })
}

/// What links begin with, and where the web, SIP and H.323 are.
type Doors<'a> = (
    &'a str,
    Vec<String>,
    Vec<(SocketAddr, TransportKind)>,
    Vec<SocketAddr>,
);

fn banner(
    config: &Config,
    directory: &Directory,
    token: &AdminToken,
    (public_url, web, sip, h323): Doors<'_>,
) -> Banner {
    Banner {
        public_url: public_url.to_string(),
        web,
        sip,
        h323,
        admin_token: token.is_new.then(|| token.secret.clone()),
        links: config.written_links.clone(),
        accounts: config.written_accounts.clone(),
        test_call: test_call(directory),
        rooms: open_rooms(directory),
    }
}

fn driver_parts(
    config: &Config,
    edges: &Part,
    switchboard: &Switchboard,
    (clock, seed): (Clock, Seed),
) -> DriverParts {
    DriverParts {
        host: Arc::new(switchboard.clone()) as Arc<dyn EdgeHost>,
        clock,
        limits: config.limits,
        known: Arc::from([]),
        resolver: Resolver::new(&config.dns, &seed),
        ports: None,
        tls: None,
        tasks: edges.tasks.clone(),
    }
}

fn keep(tasks: &Tasks, journal: &Journal, archive: &Archive, clock: Clock) -> (Task<()>, Flush) {
    let (flush, flushes) = flush();
    let (feed, archive) = (journal.feed(), archive.clone());
    let keeping = tasks.spawn("journal_keeper", Span::none(), async move {
        if let Some(feed) = feed {
            crate::archive::keep(archive, feed, flushes, (clock, KEEP_JOURNAL)).await;
        }
    });
    (keeping, flush)
}
