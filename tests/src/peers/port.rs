//! Ports that are free.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Below the range that systems choose from for outgoing connections (32,768 and up on Linux), so that no connection takes a port
/// between our look and its use. The node's media has a range of its own above.
const FIRST: u16 = 10_000;
const COUNT: u64 = 10_000;
/// So many are remembered; after that they are given again.
const MOST_GIVEN: usize = 5_000;
const TRIES: u64 = 200;

static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
/// Runs beside each other take different ways through the range.
static WAY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A port that is free for UDP and TCP on `address` now, and that this process has not given lately. Another process may take it
/// before it is used: callers that can, bind 0.
///
/// # Errors
/// When none is found in many tries.
pub fn free_port(address: IpAddr) -> anyhow::Result<u16> {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    if given.len() >= MOST_GIVEN {
        given.clear();
    }
    for attempt in 0..TRIES {
        let step = WAY.hash_one((given.len(), attempt)) % COUNT;
        let port = FIRST.saturating_add(u16::try_from(step)?);
        let at = SocketAddr::new(address, port);
        if !given.contains(&port) && UdpSocket::bind(at).is_ok() && TcpListener::bind(at).is_ok() {
            given.insert(port);
            return Ok(port);
        }
    }
    anyhow::bail!("no port is free for UDP and TCP on {address}")
}

/// As [`free_port`], where the next one is free for TCP, too: programs that put TLS beside SIP.
///
/// # Errors
/// When none is found in twenty tries.
pub fn free_port_pair(address: IpAddr) -> anyhow::Result<u16> {
    for _ in 0..20 {
        let port = free_port(address)?;
        let next = port.checked_add(1);
        if next.is_some_and(|next| TcpListener::bind(SocketAddr::new(address, next)).is_ok()) {
            return Ok(port);
        }
    }
    anyhow::bail!("no two ports beside each other are free on {address}")
}

/// The first of `count` ports that lie beside each other and are free for UDP and TCP now; it is even.
///
/// # Errors
/// When none are found in twenty tries.
pub fn free_port_range(address: IpAddr, count: u16) -> anyhow::Result<u16> {
    let is_free = |port: u16| {
        let at = SocketAddr::new(address, port);
        UdpSocket::bind(at).is_ok() && TcpListener::bind(at).is_ok()
    };
    for _ in 0..20 {
        let first = free_port(address)?.min(u16::MAX - count) & !1;
        if (first..first + count).all(is_free) {
            return Ok(first);
        }
    }
    anyhow::bail!("no {count} ports beside each other are free on {address}")
}
