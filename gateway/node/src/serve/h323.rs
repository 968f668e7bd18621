//! The edge of H.323 and its sockets.

use std::net::{IpAddr, SocketAddr};

use tolk_h323::{H323Config, H323Edge, Listen};
use tolk_model::{EdgeId, Seed};

use super::edges::{bind_tcp, listen_on};
use super::parts::{Part, ServeError};
use crate::config::{Config, NetworkConfig};
use crate::drive::{Driver, DriverParts, Sockets};
use crate::switchboard::Switchboard;

/// Returns the addresses on which calls of H.323 are taken; none when it is off.
///
/// # Errors
/// When one of them cannot be listened on.
pub(super) fn start_h323(
    edges: &mut Part,
    config: &Config,
    switchboard: &Switchboard,
    mut parts: DriverParts,
    seed: Seed,
) -> Result<Vec<SocketAddr>, ServeError> {
    if config.h323.bind.is_empty() {
        return Ok(Vec::new());
    }
    let (mut sockets, mut bound) = (Sockets::default(), Vec::new());
    for address in &config.h323.bind {
        let (socket, local) = listen_on("H.323", *address, bind_tcp)?;
        sockets.tcp.push(socket);
        bound.push(local);
    }
    let label = EdgeId::new("h323");
    let listen = bound.iter().flat_map(|l| shown(*l, &config.networks));
    let mut h323 = H323Config {
        edge: label.clone(),
        name: config.h323.name.clone(),
        fast_start: config.h323.fast_start,
        tunnelling: config.h323.tunnelling,
        no_answer: config.h323.no_answer,
        known: config.known_networks(),
        ..H323Config::new(listen.collect())
    };
    // Call signalling, and control where it has a connection of its own.
    h323.limits.flows = config.limits.connections;
    h323.limits.calls = config.limits.legs;
    h323.limits.calls_per_source = config.limits.calls_per_source;
    h323.limits.requests = config.limits.requests;
    parts.ports = Some(config.h323.h245_ports.clone());
    let edge = Box::new(H323Edge::new(h323, seed));
    let (mut driver, handle, _) = Driver::new(label, edge, parts);
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    driver
        .listen(sockets)
        .map_err(|source| ServeError::Listen {
            what: "H.323",
            address: nowhere,
            source,
        })?;
    switchboard.attach(handle);
    let span = tracing::info_span!("edge", label = "h323");
    edges.start("h323_edge", span, driver.run());
    Ok(bound)
}

/// What peers see of a listener: behind it may stand several addresses of ours, each in a network of its own. Those come first.
fn shown(local: SocketAddr, networks: &[NetworkConfig]) -> Vec<Listen> {
    let family = |n: &&NetworkConfig| n.bind.is_ipv4() == local.is_ipv4();
    let at = |ip: IpAddr, network: Option<&NetworkConfig>| Listen {
        local: SocketAddr::new(ip, local.port()),
        advertise: network.and_then(|n| n.advertise),
    };
    let named = |ip: IpAddr| networks.iter().find(|n| n.bind == ip);
    let any = networks
        .iter()
        .filter(family)
        .find(|n| n.bind.is_unspecified());
    if !local.ip().is_unspecified() {
        return vec![at(local.ip(), named(local.ip()).or(any))];
    }
    let each = networks.iter().filter(family);
    let each = each.filter(|n| !n.bind.is_unspecified());
    let mut all: Vec<Listen> = each.map(|n| at(n.bind, Some(n))).collect();
    all.push(at(local.ip(), any));
    all
}

#[cfg(test)]
mod tests {
    use tolk_model::id::Realm;

    use super::*;

    fn network(bind: &str, advertise: Option<&str>) -> NetworkConfig {
        NetworkConfig {
            realm: Realm::new("a"),
            bind: bind.parse().expect("an address"),
            advertise: advertise.map(|a| a.parse().expect("an address")),
            peers: Vec::new(),
            known: false,
        }
    }

    #[test]
    fn each_address_is_shown_as_its_network_says() {
        let networks = [
            network("0.0.0.0", Some("203.0.113.1")),
            network("10.0.0.1", None),
            network("192.0.2.1", Some("203.0.113.7")),
            network("2001:db8::1", Some("2001:db8::7")),
        ];
        let of = |local: &str| -> Vec<(String, Option<String>)> {
            let all = shown(local.parse().expect("an address"), &networks);
            let texts = all.iter();
            texts
                .map(|l| (l.local.to_string(), l.advertise.map(|a| a.to_string())))
                .collect()
        };
        let pair = |a: &str, b: Option<&str>| (a.to_string(), b.map(str::to_string));
        let everywhere = [
            pair("10.0.0.1:1720", None),
            pair("192.0.2.1:1720", Some("203.0.113.7")),
            pair("0.0.0.0:1720", Some("203.0.113.1")),
        ];
        assert_eq!(of("0.0.0.0:1720"), everywhere);
        let one = [pair("192.0.2.1:1720", Some("203.0.113.7"))];
        assert_eq!(of("192.0.2.1:1720"), one);
        let behind = [pair("198.51.100.1:1720", Some("203.0.113.1"))];
        assert_eq!(of("198.51.100.1:1720"), behind);
        let both = [
            pair("[2001:db8::1]:1720", Some("2001:db8::7")),
            pair("[::]:1720", None),
        ];
        assert_eq!(of("[::]:1720"), both);
    }
}
