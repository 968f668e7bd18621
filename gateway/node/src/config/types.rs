//! The effective configuration: typed values, each of which is valid.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use tolk_core::admission::OutgoingPolicy;
use tolk_core::declare::Protection;
use tolk_core::directory::Directory;
use tolk_core::meeting::{OnHold, Redial};
use tolk_model::id::Realm;
use tolk_model::limits::Rates;
use tolk_model::plan::Language;
use tolk_model::registration::DigestAlgorithm;
use tolk_model::{Alias, Domain, Secret, Subnet};
use tolk_sip::TrunkConfig;
use tolk_transcoder::Marks;

use super::h323::H323ListenConfig;
use super::presence::PresenceConfig;
use super::sip_tls::{DnsConfig, SipTlsConfig};

/// Everything that a node was told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who we are.
    pub node: NodeConfig,
    /// The web: pages, API, browser signalling.
    pub http: HttpConfig,
    /// Networks that we stand in; never empty, the first one is the default.
    pub networks: Vec<NetworkConfig>,
    /// SIP.
    pub sip: SipListenConfig,
    /// H.323.
    pub h323: H323ListenConfig,
    /// Where names are looked up.
    pub dns: DnsConfig,
    /// Ports of media.
    pub media: MediaConfig,
    /// Who may administer.
    pub admin: AdminConfig,
    /// Whither calls may go out.
    pub outgoing: OutgoingPolicy,
    /// How a room that was called and is lost is called again.
    pub redial: Redial,
    /// Exchanges and operators that we are a customer of.
    pub trunks: Vec<TrunkConfig>,
    /// What the file lists: organisations, rooms, meetings, people.
    pub directory: Directory,
    /// Host and guest tokens that the file writes out, to be printed for a demo: (title, alias, role, token).
    pub written_links: Vec<WrittenLink>,
    /// Accounts whose passwords were made at start, to be printed for a demo.
    pub written_accounts: Vec<WrittenAccount>,
    /// Who sees how reachable whom is.
    pub presence: PresenceConfig,
    /// Where durable things are kept.
    pub database: DatabaseConfig,
    /// What is logged.
    pub log: LogConfig,
    /// What peers can make us hold.
    pub limits: LimitsConfig,
}

impl Config {
    /// Networks whose addresses have the rates of who is known.
    pub fn known_networks(&self) -> Vec<Subnet> {
        let known = self.networks.iter().filter(|n| n.known);
        let mut all: Vec<Subnet> = known.flat_map(|n| n.peers.iter().copied()).collect();
        // A network with several addresses of ours stands in the list for each.
        all.dedup();
        all
    }

    /// The same with the trunks, as far as their addresses are written: a name that is looked up may lead elsewhere tomorrow.
    pub fn known_sources(&self) -> Vec<Subnet> {
        let mut all = self.known_networks();
        for trunk in &self.trunks {
            let proxies = trunk.proxies.iter().filter_map(|p| p.domain.as_ref()?.ip());
            all.extend(
                proxies
                    .chain(trunk.sources.iter().copied())
                    .map(Subnet::from),
            );
        }
        all
    }
}

/// `[node]`
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// Name in logs and in the cluster.
    pub name: String,
    /// The domain of an address that names none.
    pub domain: Domain,
    /// Other domains, and IP addresses, that we answer for.
    pub also: Vec<Domain>,
    /// Language of prompts where nothing else says.
    pub language: Language,
}

/// `[http]`
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Plain HTTP.
    pub bind: Vec<SocketAddr>,
    /// What links begin with, without a slash at the end; `None` derives it from the request or the bind address.
    pub public_url: Option<String>,
    /// HTTPS.
    pub tls: Option<HttpTlsConfig>,
    /// Addresses whose `Forwarded` headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// HTTPS.
#[derive(Clone, Debug)]
pub struct HttpTlsConfig {
    /// Where it listens.
    pub bind: Vec<SocketAddr>,
    /// With which certificate.
    pub certificate: CertificateConfig,
}

/// A certificate for HTTPS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateConfig {
    /// From PEM files, read again when they change.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// Made at start: browsers warn. For the demo.
    SelfSigned,
}

/// `[[network]]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkConfig {
    /// Its name.
    pub realm: Realm,
    /// Our address in it; an unspecified one means all.
    pub bind: IpAddr,
    /// Our address as peers see it, behind a static NAT.
    pub advertise: Option<IpAddr>,
    /// Whose media is here, when nothing else says so.
    pub peers: Vec<Subnet>,
    /// Whether these peers have the rates of who is known.
    pub known: bool,
}

/// `[sip]`
#[derive(Clone, Debug)]
pub struct SipListenConfig {
    /// UDP sockets.
    pub udp: Vec<SocketAddr>,
    /// TCP listeners.
    pub tcp: Vec<SocketAddr>,
    /// TLS.
    pub tls: SipTlsConfig,
    /// Name or address that `Via` and `Contact` give instead of the socket's.
    pub advertise: Option<Domain>,
    /// Algorithms that devices may prove their account by.
    pub digest: Vec<DigestAlgorithm>,
    /// How long a call may ring.
    pub no_answer: Duration,
}

/// `[media]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    /// One UDP and one TCP port for all browsers; 0 lets the system choose.
    pub shared_port: u16,
    /// Ports for everybody else.
    pub rtp: RangeInclusive<u16>,
    /// Follow the source of packets when it differs from what was signalled (RFC 7362).
    pub latch: bool,
    /// SRTP toward rooms and telephones.
    pub srtp: Protection,
    /// How packets are marked for routers (RFC 2474).
    pub marks: Marks,
    /// What somebody hears who is on hold.
    pub on_hold: OnHold,
}

/// `[admin]`
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// Bearer token of administrators; `None` makes one at start and prints it.
    pub token: Option<Secret<String>>,
}

/// A link whose token stands in the file.
#[derive(Clone, Debug)]
pub struct WrittenLink {
    /// Title of the meeting.
    pub title: String,
    /// Its first alias.
    pub alias: String,
    /// Opens the host's seat; else a guest's.
    pub host: bool,
    /// The secret.
    pub token: Secret<String>,
}

/// `[database]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// SQLite file; `None` keeps everything in memory.
    pub path: Option<PathBuf>,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// Shape of lines.
    pub format: LogFormat,
    /// Which lines: a level, or directives such as `info,tolk_sip=debug`.
    pub filter: String,
}

/// Shape of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// `[limits]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Meetings at once.
    pub meetings: usize,
    /// Legs at once.
    pub legs: usize,
    /// Open connections of one edge.
    pub connections: usize,
    /// Open connections from one address.
    pub connections_per_source: usize,
    /// A connection that has not said anything by then is closed.
    pub first_bytes: Duration,
    /// Journal entries kept in memory.
    pub journal: usize,
    /// Calls by SIP, and likewise by H.323, from one address that is not known.
    pub calls_per_source: usize,
    /// SIP requests that begin something, and likewise calls of H.323.
    pub requests: Rates,
    /// Datagrams of SIP.
    pub datagrams: Rates,
}

impl Default for LimitsConfig {
    fn default() -> LimitsConfig {
        LimitsConfig {
            meetings: 1_000,
            legs: 2_000,
            connections: 10_000,
            connections_per_source: 1_000,
            first_bytes: Duration::from_secs(10),
            journal: 10_000,
            calls_per_source: 500,
            requests: Rates::REQUESTS,
            datagrams: Rates::DATAGRAMS,
        }
    }
}

/// An account whose password was made at start.
#[derive(Clone, Debug)]
pub struct WrittenAccount {
    /// What a device registers; the first of its addresses.
    pub address: Option<Alias>,
    /// Its user name.
    pub user: String,
    /// Its password.
    pub password: Secret<String>,
}
