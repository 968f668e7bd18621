//! Where the web is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::edges::listen_on;
use super::parts::ServeError;
use crate::config::Config;
use crate::http::{self, Listeners};

pub(super) fn listen_web(config: &Config) -> Result<Listeners, ServeError> {
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
pub(super) fn web_addresses(listeners: &Listeners) -> Vec<(SocketAddr, bool)> {
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

/// Links that work on this machine, each once.
pub(super) fn urls(bound: &[(SocketAddr, bool)]) -> Vec<String> {
    let mut urls: Vec<String> = Vec::new();
    for (address, secure) in bound {
        let scheme = if *secure { "https" } else { "http" };
        let url = if is_localhost(*address, bound) {
            format!("{scheme}://localhost:{}", address.port())
        } else {
            format!("{scheme}://{address}")
        };
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

/// Whether the name `localhost` leads to an address, whichever family a browser tries first.
fn is_localhost(address: SocketAddr, bound: &[(SocketAddr, bool)]) -> bool {
    let listens = |ip: IpAddr| {
        bound
            .iter()
            .any(|(a, _)| *a == SocketAddr::new(ip, address.port()))
    };
    let both = listens(Ipv4Addr::LOCALHOST.into()) && listens(Ipv6Addr::LOCALHOST.into());
    address.ip().is_unspecified() || (address.ip().is_loopback() && both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls_of(addresses: &[&str]) -> Vec<String> {
        let bound = addresses
            .iter()
            .map(|a| (a.parse().expect("an address"), false));
        urls(&bound.collect::<Vec<_>>())
    }

    #[test]
    fn localhost_is_named_only_where_it_leads() {
        let both = urls_of(&["127.0.0.1:8080", "[::1]:8080"]);
        assert_eq!(both, ["http://localhost:8080"]);
        assert_eq!(urls_of(&["127.0.0.1:8080"]), ["http://127.0.0.1:8080"]);
        let two = urls_of(&["127.0.0.1:1", "[::1]:2"]);
        assert_eq!(two, ["http://127.0.0.1:1", "http://[::1]:2"]);
        assert_eq!(urls_of(&["0.0.0.0:80", "[::]:80"]), ["http://localhost:80"]);
    }
}
