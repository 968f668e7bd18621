//! The addresses that an engine listens on, and which of them a leg gets.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::RawFd;

use tolk_model::id::Realm;

use super::config::{EngineConfig, EngineError, NetworkAddress};
use super::shard::shared_token;
use crate::net::{Epoll, UdpPort, interface_addresses};

/// One address with its shared socket.
pub(super) struct Home {
    realm: Realm,
    pub(super) bind: IpAddr,
    pub(super) advertise: IpAddr,
    shared: UdpPort,
}

/// All of them.
pub(super) struct Networks {
    homes: Vec<Home>,
}

impl Networks {
    /// Opens the shared port on every address.
    pub(super) fn open(config: &EngineConfig, epoll: &Epoll) -> Result<Networks, EngineError> {
        let mut homes = Vec::new();
        for network in &config.networks {
            for address in network.addresses.iter().flat_map(concrete) {
                let at = SocketAddr::new(address.bind, config.shared_port);
                let listen = |source| EngineError::Listen {
                    address: at,
                    source,
                };
                let shared = UdpPort::shared(at).map_err(listen)?;
                epoll
                    .add(shared.descriptor(), shared_token(homes.len()))
                    .map_err(listen)?;
                homes.push(Home {
                    realm: network.realm.clone(),
                    bind: address.bind,
                    advertise: address.advertise.unwrap_or(address.bind),
                    shared,
                });
            }
        }
        if homes.is_empty() {
            return Err(EngineError::NoAddress);
        }
        Ok(Networks { homes })
    }

    /// A shared socket and its own address.
    pub(super) fn shared(&self, index: usize) -> Option<(RawFd, SocketAddr)> {
        let home = self.homes.get(index)?;
        Some((home.shared.descriptor(), home.shared.local()))
    }

    /// Addresses of a realm; the default one when it is not named. Empty when there is no such realm.
    pub(super) fn of(&self, realm: Option<&Realm>) -> impl Iterator<Item = &Home> {
        let wanted = realm
            .or(self.homes.first().map(|home| &home.realm))
            .cloned();
        self.homes
            .iter()
            .filter(move |home| Some(&home.realm) == wanted.as_ref())
    }

    /// The best address of a realm for a peer: of its family, on loopback exactly when the peer is.
    pub(super) fn toward(&self, realm: Option<&Realm>, peer: Option<IpAddr>) -> Option<&Home> {
        let Some(peer) = peer else {
            return self.of(realm).next();
        };
        let same_family = |home: &&Home| home.bind.is_ipv4() == peer.is_ipv4();
        let near = |home: &&Home| home.bind.is_loopback() == peer.is_loopback();
        self.of(realm)
            .filter(same_family)
            .find(near)
            .or_else(|| self.of(realm).find(same_family))
    }

    /// Where the shared sockets are, for `/debug` and tests.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.homes.iter().map(|home| home.shared.local()).collect()
    }
}

impl Home {
    /// The shared socket and its own address.
    pub(super) fn socket(&self) -> (RawFd, SocketAddr) {
        (self.shared.descriptor(), self.shared.local())
    }
}

/// A wildcard becomes each interface's address: replies must leave from the address that a check came to. Loopback only counts
/// when there is nothing else.
fn concrete(address: &NetworkAddress) -> Vec<NetworkAddress> {
    if !address.bind.is_unspecified() {
        return vec![*address];
    }
    let mut found = interface_addresses();
    found.retain(|ip| ip.is_ipv4() == address.bind.is_ipv4());
    if found.iter().any(|ip| !ip.is_loopback()) {
        found.retain(|ip| !ip.is_loopback());
    }
    found
        .into_iter()
        .map(|bind| NetworkAddress {
            bind,
            advertise: address.advertise,
        })
        .collect()
}
