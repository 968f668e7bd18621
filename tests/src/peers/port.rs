//! Ports that are free.

use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};

/// A port that is free for UDP and TCP on `address` now. Another process may take it before it is used: callers that can, bind 0.
///
/// # Errors
/// When none is found in twenty tries.
pub fn free_port(address: IpAddr) -> anyhow::Result<u16> {
    for _ in 0..20 {
        let udp = UdpSocket::bind(SocketAddr::new(address, 0))?;
        let port = udp.local_addr()?.port();
        if TcpListener::bind(SocketAddr::new(address, port)).is_ok() {
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
