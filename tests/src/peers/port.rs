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
