//! Real peers, started and stopped by the tests: by pid, on free ports, each in a folder of its own.

pub mod baresip;
pub mod browser;
pub mod namespace;
pub mod page_server;
pub mod process;
pub mod sipp;
pub mod sound_card;
pub mod story;
pub mod tolk;
pub mod webdriver;

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
