//! What the H.323 edge is told when it is built.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tolk_model::limits::{Rate, Rates};
use tolk_model::{EdgeId, Subnet};

/// Configuration of a [`crate::H323Edge`]. All values are resolved: the node reads files, this crate does not.
#[derive(Clone, Debug)]
pub struct H323Config {
    /// Label in the journal and in metrics.
    pub edge: EdgeId,
    /// What far ends show as our name.
    pub name: String,
    /// `productId` of our vendor information.
    pub product: String,
    /// `versionId` of it.
    pub version: String,
    /// Sockets on which the driver listens for call signalling.
    pub listen: Vec<Listen>,
    /// We propose media in Setup, and take up proposals (H.323 §8.1.7).
    pub fast_start: bool,
    /// We offer to carry control in call signalling, and take up such offers (H.323 §8.2.1).
    pub tunnelling: bool,
    /// How long a call may ring (Q.931's T301; H.225.0 §7.5 wants at least 180 s).
    pub no_answer: Duration,
    /// From Setup to the first sign of the far end (T303; Q.931 has 4 s, which satellites and slow gateways exceed).
    pub first_answer: Duration,
    /// From `CallProceeding` to the next sign (T310). Q.931 has 10 s; gateways to telephone networks need more.
    pub proceeding: Duration,
    /// From the answer until control has agreed on media.
    pub control: Duration,
    /// How long the core may take to answer a new description before it is refused.
    pub media_reply: Duration,
    /// Forwardings that an outgoing call follows.
    pub max_redirects: u8,
    /// Networks whose addresses have the rates of who is known. Nothing else is believed of them.
    pub known: Vec<Subnet>,
    /// What peers can make us hold.
    pub limits: Limits,
}

/// A socket on which the driver listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Its bound address; an unspecified address matches every local one.
    pub local: SocketAddr,
    /// What peers should see instead (static NAT); ports stay.
    pub advertise: Option<IpAddr>,
}

/// What peers can make the edge hold and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls alive, both directions.
    pub calls: usize,
    /// Calls from one source that nothing is known of.
    pub calls_per_source: usize,
    /// Connections open, call signalling and control together.
    pub flows: usize,
    /// Calls on one connection of call signalling. Gateways and gatekeepers put many on one.
    pub calls_per_flow: usize,
    /// New calls by one source, and messages that belong to none.
    pub requests: Rates,
    /// Messages on one connection; a call needs about forty, most of them at its beginning.
    pub messages: Rates,
    /// An accepted connection without a call is closed after this time.
    pub unused: Duration,
    /// From a message's first byte to its last.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            calls: 2_000,
            calls_per_source: 500,
            flows: 6_000,
            calls_per_flow: 500,
            requests: Rates::REQUESTS,
            messages: Rates {
                stranger: Rate::new(100, 500),
                known: Rate::new(2_000, 10_000),
            },
            unused: Duration::from_secs(30),
            whole: Duration::from_secs(15),
        }
    }
}

impl H323Config {
    /// The defaults for listening sockets.
    #[must_use]
    pub fn new(listen: Vec<Listen>) -> H323Config {
        H323Config {
            edge: EdgeId::new("h323"),
            name: "Tolk".to_string(),
            product: "Tolk".to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            listen,
            fast_start: true,
            tunnelling: true,
            no_answer: Duration::from_secs(180),
            first_answer: Duration::from_secs(10),
            proceeding: Duration::from_secs(60),
            control: Duration::from_secs(20),
            media_reply: Duration::from_secs(5),
            max_redirects: 5,
            known: Vec::new(),
            limits: Limits::default(),
        }
    }
}
