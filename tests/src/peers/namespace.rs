//! A network namespace on the other side of a veth pair: a browser with a real address, and a network that can be cut.

use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::bail;

/// A namespace with an address of its own. Needs root. Removed when dropped.
pub struct Namespace {
    name: String,
    link: String,
    ours: Ipv4Addr,
    theirs: Ipv4Addr,
}

impl Namespace {
    /// Makes one: 10.231.n.1 on our side, 10.231.n.2 on theirs.
    ///
    /// # Errors
    /// With the words of `ip`, when not root or the kernel has no veth.
    pub fn create() -> anyhow::Result<Namespace> {
        static NEXT: AtomicU8 = AtomicU8::new(0);
        let pid = std::process::id();
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let third = u8::try_from((pid + u32::from(n) * 37) % 250)?;
        // Interface names have 15 characters at most.
        let (name, link) = (format!("tolk-{pid}-{n}"), format!("tk{pid}.{n}"));
        let (ours, theirs) = (
            Ipv4Addr::new(10, 231, third, 1),
            Ipv4Addr::new(10, 231, third, 2),
        );
        let made = Namespace {
            name,
            link,
            ours,
            theirs,
        };
        let Namespace { name, link, .. } = &made;
        ip(&["netns", "add", name])?;
        ip(&[
            "link", "add", link, "type", "veth", "peer", "name", "veth0", "netns", name,
        ])?;
        ip(&["addr", "add", &format!("{ours}/30"), "dev", link])?;
        ip(&["link", "set", link, "up"])?;
        ip(&[
            "-n",
            name,
            "addr",
            "add",
            &format!("{theirs}/30"),
            "dev",
            "veth0",
        ])?;
        ip(&["-n", name, "link", "set", "veth0", "up"])?;
        ip(&["-n", name, "link", "set", "lo", "up"])?;
        ip(&[
            "-n",
            name,
            "route",
            "add",
            "default",
            "via",
            &ours.to_string(),
        ])?;
        Ok(made)
    }

    /// Our end's address.
    pub fn ours(&self) -> IpAddr {
        IpAddr::V4(self.ours)
    }

    /// The address inside.
    pub fn theirs(&self) -> IpAddr {
        IpAddr::V4(self.theirs)
    }

    /// A command that runs inside.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command
    }

    /// Cuts or joins the wire.
    ///
    /// # Errors
    /// With the words of `ip`.
    pub fn set_connected(&self, connected: bool) -> anyhow::Result<()> {
        ip(&[
            "link",
            "set",
            &self.link,
            if connected { "up" } else { "down" },
        ])
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // A half-made namespace has no link or no name: then there is nothing to remove.
        drop(ip(&["link", "del", &self.link]));
        drop(ip(&["netns", "del", &self.name]));
    }
}

fn ip(arguments: &[&str]) -> anyhow::Result<()> {
    let done = Command::new("ip").args(arguments).output()?;
    if !done.status.success() {
        bail!(
            "ip {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&done.stderr).trim()
        );
    }
    Ok(())
}
