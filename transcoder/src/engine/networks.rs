//! The addresses that an engine listens on, and which of them a leg gets.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::RawFd;
use std::sync::Arc;

use tolk_model::Subnet;
use tolk_model::id::Realm;

use super::config::{EngineConfig, EngineError, NetworkAddress};
use super::shard::shared_token;
use crate::net::{Epoll, UdpPort, interface_addresses, source_toward};

/// One address with its shared socket.
pub(super) struct Home {
    realm: Realm,
    pub(super) bind: IpAddr,
    pub(super) advertise: IpAddr,
    /// One for all networks that have the address.
    shared: Arc<UdpPort>,
}

/// All of them.
pub(super) struct Networks {
    homes: Vec<Home>,
    /// Which realm a peer is in, as the configuration says.
    peers: Vec<(Subnet, Realm)>,
}

impl Networks {
    /// Opens the shared port on every address.
    pub(super) fn open(config: &EngineConfig, epoll: &Epoll) -> Result<Networks, EngineError> {
        let mut homes: Vec<Home> = Vec::new();
        for network in &config.networks {
            for address in network.addresses.iter().flat_map(concrete) {
                let known = homes.iter().find(|home| home.bind == address.bind);
                let shared = match known {
                    Some(home) => Arc::clone(&home.shared),
                    None => Arc::new(listen(config, epoll, address.bind, homes.len())?),
                };
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
        let peers = config.networks.iter().flat_map(|network| {
            let realm = |subnet: &Subnet| (*subnet, network.realm.clone());
            network.peers.iter().map(realm)
        });
        Ok(Networks {
            peers: peers.collect(),
            homes,
        })
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

    /// The best address for a peer: of the realm that is named, or that the peer is in; of its family, on loopback exactly when the peer
    /// is, and where the system would send from.
    pub(super) fn toward(&self, realm: Option<&Realm>, peer: Option<IpAddr>) -> Option<&Home> {
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else {
            return self.of(realm).next();
        };
        let realm = realm.or_else(|| self.realm_of(peer));
        let source = source_toward(peer);
        let same_family = |home: &&Home| home.bind.is_ipv4() == peer.is_ipv4();
        let routed = |home: &&Home| Some(home.bind) == source;
        let near = |home: &&Home| home.bind.is_loopback() == peer.is_loopback();
        let homes = || self.of(realm).filter(same_family);
        homes()
            .find(routed)
            .or_else(|| homes().find(near))
            .or_else(|| homes().next())
    }

    /// The realm whose range of peers has this one most exactly; else the one whose address the system would send from. `None`
    /// leaves it to the default one.
    fn realm_of(&self, peer: IpAddr) -> Option<&Realm> {
        let said = self
            .peers
            .iter()
            .filter(|(subnet, _)| subnet.contains(peer))
            .max_by_key(|(subnet, _)| subnet.length())
            .map(|(_, realm)| realm);
        said.or_else(|| {
            let source = source_toward(peer)?;
            let home = self.homes.iter().find(|home| home.bind == source)?;
            Some(&home.realm)
        })
    }

    /// Where the shared sockets are, for `/debug` and tests.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.homes.iter().map(|home| home.shared.local()).collect()
    }
}

fn listen(
    config: &EngineConfig,
    epoll: &Epoll,
    bind: IpAddr,
    index: usize,
) -> Result<UdpPort, EngineError> {
    let address = SocketAddr::new(bind, config.shared_port);
    let failed = |source| EngineError::Listen { address, source };
    let shared = UdpPort::shared(address).map_err(failed)?;
    shared.mark(config.marks.pictures);
    let token = shared_token(index);
    epoll.add(shared.descriptor(), token).map_err(failed)?;
    Ok(shared)
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
