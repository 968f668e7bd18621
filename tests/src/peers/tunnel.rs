//! TLS around a peer that has none (Debian's SIPp is built without), by `socat`: what goes through is the peer's, byte for byte.

use std::net::{IpAddr, SocketAddr};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use super::free_port;
use super::office::Papers;
use super::process::Process;
use super::story::{Story, wait_until};

/// A running tunnel, for any number of connections.
pub struct Tunnel {
    _process: Process,
    address: SocketAddr,
}

impl Tunnel {
    /// Takes TCP on a free port of `ip` and goes on under TLS to `node`, which must prove that it is `name`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn to(
        story: &Story,
        ip: IpAddr,
        (node, name): (SocketAddr, &str),
        papers: &Papers,
    ) -> anyhow::Result<Tunnel> {
        let address = SocketAddr::new(ip, free_port(ip)?);
        let own = own(papers)?;
        let ways = [
            format!("TCP-LISTEN:{},bind={ip},fork,reuseaddr", address.port()),
            format!("OPENSSL:{node},verify=1,commonname={name},snihost={name},{own}"),
        ];
        Tunnel::start(story, address, &ways)
    }

    /// Takes TLS at `address`, from whoever shows a certificate that it trusts, and goes on over TCP to `peer`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn from(
        story: &Story,
        address: SocketAddr,
        peer: SocketAddr,
        papers: &Papers,
    ) -> anyhow::Result<Tunnel> {
        let (ip, port, own) = (address.ip(), address.port(), own(papers)?);
        let ways = [
            format!("OPENSSL-LISTEN:{port},bind={ip},fork,reuseaddr,verify=1,{own}"),
            format!("TCP:{peer}"),
        ];
        Tunnel::start(story, address, &ways)
    }

    fn start(story: &Story, address: SocketAddr, ways: &[String; 2]) -> anyhow::Result<Tunnel> {
        let folder = story.subfolder(&format!("tunnel-{}", address.port()))?;
        let mut command = Command::new("socat");
        command.arg("-d").args(ways).current_dir(&folder);
        let mut process = Process::start("socat", &mut command, &folder.join("socat.log"))?;
        // Looked at from outside it would go through to the peer.
        wait_until("the tunnel's port", Duration::from_secs(10), || {
            anyhow::ensure!(process.is_running(), "it ended:\n{}", process.tail());
            Ok(std::net::TcpListener::bind(address).is_err())
        })?;
        Ok(Tunnel {
            _process: process,
            address,
        })
    }

    /// Where it is entered.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

fn own(papers: &Papers) -> anyhow::Result<String> {
    let (certificate, key) = papers.own.as_ref().context("a certificate")?;
    let (certificate, key) = (certificate.display(), key.display());
    let authorities = papers.authorities.display();
    Ok(format!("cafile={authorities},cert={certificate},key={key}"))
}
