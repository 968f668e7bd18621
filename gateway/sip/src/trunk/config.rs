//! What we are told of a trunk.

use std::net::IpAddr;
use std::time::Duration;

use tolk_model::id::TrunkId;
use tolk_model::{Address, Domain, Secret};

/// A trunk.
#[derive(Clone, Debug)]
pub struct TrunkConfig {
    /// Its name.
    pub name: TrunkId,
    /// The domain of our address there, and of the numbers that it serves.
    pub domain: Domain,
    /// Where requests to it go, tried in order; never empty.
    pub proxies: Vec<Address>,
    /// Our user name and password there; `None` when it knows us by our address.
    pub login: Option<Login>,
    /// User part of our address there.
    pub user: String,
    /// Whether we register there.
    pub register: bool,
    /// For how long.
    pub lifetime: Duration,
    /// How often it is asked whether it lives; `None`: never.
    pub health: Option<Duration>,
    /// Addresses that it calls from, besides those that it answers from.
    pub sources: Vec<IpAddr>,
    /// Its address on a datagram is believed, which anybody can write there.
    pub trust_udp: bool,
}

/// What a trunk knows us by.
#[derive(Clone, Debug)]
pub struct Login {
    /// User name.
    pub user: String,
    /// Password.
    pub password: Secret<String>,
}
