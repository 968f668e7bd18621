//! Where the web is.

use std::net::SocketAddr;

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

pub(super) fn urls(bound: &[(SocketAddr, bool)]) -> Vec<String> {
    let mut urls: Vec<String> = Vec::new();
    for (address, secure) in bound {
        let url = url_of(*address, *secure);
        // `localhost` in two families is one.
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

/// A link that works on this machine: browsers give cameras to `localhost` without TLS.
pub(super) fn url_of(address: SocketAddr, secure: bool) -> String {
    let scheme = if secure { "https" } else { "http" };
    if address.ip().is_unspecified() || address.ip().is_loopback() {
        return format!("{scheme}://localhost:{}", address.port());
    }
    format!("{scheme}://{address}")
}
