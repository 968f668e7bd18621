//! What the SIP edge is told when it is built.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::limits::Rates;
use tolk_model::registration::DigestAlgorithm;
use tolk_model::{Domain, EdgeId, Subnet};

use crate::registrar::RegistrarLimits;
use crate::simple::SimpleLimits;
use crate::trunk::TrunkConfig;

/// Configuration of a [`crate::SipEdge`]. All values are resolved: the node reads files, this crate does not.
#[derive(Clone, Debug)]
pub struct SipConfig {
    /// Label in the journal and in metrics.
    pub edge: EdgeId,
    /// The domain that stands for us where an address names none (`From` of outgoing calls).
    pub default_domain: Domain,
    /// Sockets on which the driver listens; `Via` and `Contact` name them. A flow without a matching entry names its own
    /// local address.
    pub listen: Vec<Listen>,
    /// `User-Agent` and `Server`.
    pub user_agent: String,
    /// How long an outgoing call may ring, and an incoming one may wait for `Accept`, before it ends with
    /// `Reason::NoAnswer` (RFC 3261 §13.3.1.1 asks a UAS for a 1xx a minute; we send them).
    pub no_answer: Duration,
    /// How long the core may take to answer a new description before the edge refuses it with 500.
    pub media_reply: Duration,
    /// Session timer that we ask for and agree to when the far end leaves it to us (RFC 4028); zero asks for none.
    pub session: Duration,
    /// Shortest session timer that we agree to; RFC 4028 §4 permits no less than 90 s.
    pub min_session: Duration,
    /// 3xx answers that an outgoing call follows, counted in contacts that are tried.
    pub max_redirects: u8,
    /// `Max-Forwards` of our requests (RFC 3261 §8.1.1.6).
    pub max_forwards: u8,
    /// Somebody has an account: whoever calls in the name of an address that has one must prove it.
    pub accounts: bool,
    /// Digest algorithms that devices may answer with.
    pub algorithms: Vec<DigestAlgorithm>,
    /// What registrations may ask for.
    pub registrar: RegistrarLimits,
    /// What may be watched and published.
    pub simple: SimpleLimits,
    /// Exchanges and operators that we are a customer of.
    pub trunks: Vec<TrunkConfig>,
    /// Networks whose addresses have the rates of who is known, and who are told that they have no mail. Nothing else is believed of them.
    pub known: Vec<Subnet>,
    /// What peers can make us hold.
    pub limits: Limits,
}

/// A socket on which the driver listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Its transport.
    pub transport: TransportKind,
    /// Its bound address; an unspecified address matches every local one.
    pub local: SocketAddr,
    /// What peers should see instead (static NAT, a name).
    pub advertise: Option<Advertise>,
}

/// The address that peers should see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advertise {
    /// Host name or IP address.
    pub host: Domain,
    /// Port; `None` keeps the port of the socket.
    pub port: Option<u16>,
}

/// What peers can make the edge hold and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Transactions alive, both directions.
    pub transactions: usize,
    /// Calls alive, both directions; those that are over are not counted, though late responses to them are awaited.
    pub calls: usize,
    /// Flows open.
    pub flows: usize,
    /// Calls from one source that nothing is known of.
    pub calls_per_source: usize,
    /// New requests outside a dialog.
    pub requests: Rates,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            transactions: 20_000,
            calls: 2_000,
            flows: 10_000,
            calls_per_source: 500,
            requests: Rates::REQUESTS,
        }
    }
}

impl SipConfig {
    /// The defaults for a domain and its listening sockets.
    pub fn new(default_domain: Domain, listen: Vec<Listen>) -> SipConfig {
        SipConfig {
            edge: EdgeId::new("sip"),
            default_domain,
            listen,
            user_agent: concat!("Tolk/", env!("CARGO_PKG_VERSION")).to_string(),
            no_answer: Duration::from_secs(180),
            media_reply: Duration::from_secs(5),
            session: Duration::from_secs(1800),
            min_session: Duration::from_secs(90),
            max_redirects: 5,
            max_forwards: 70,
            accounts: false,
            algorithms: vec![DigestAlgorithm::Sha256, DigestAlgorithm::Md5],
            registrar: RegistrarLimits::default(),
            simple: SimpleLimits::default(),
            trunks: Vec::new(),
            known: Vec::new(),
            limits: Limits::default(),
        }
    }
}
