//! What an engine is started with.

use std::ffi::OsString;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use tolk_model::Subnet;
use tolk_model::id::Realm;
use tolk_model::random::Seed;

/// What an engine is started with. One engine is one shard: a node with several starts several, each with its own shared port.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Networks that it listens on, the default one first.
    pub networks: Vec<Network>,
    /// The UDP port that all browsers of the shard share; 0 takes any free one (tests).
    pub shared_port: u16,
    /// Ports for legs that need their own. A pair of RTP and RTCP takes an even one and the next.
    pub rtp_ports: RangeInclusive<u16>,
    /// Follow the source of packets where it differs from what was signalled: peers behind NAT. Else packets are taken from the
    /// signalled address only, and sent to it.
    pub latch: bool,
    /// How packets are marked for the routers on their way.
    pub marks: Marks,
    /// Where keys, sources and credentials come from: bytes of the operating system in production, a constant in tests.
    pub seed: Seed,
    /// The program that recodes pictures; `None` leaves plans with picture classes dark (tests of the relay).
    pub worker_program: Option<PathBuf>,
    /// Keep one picture worker started ahead: a new meeting's pictures and a worker's replacement come 0.1 s sooner.
    pub spare_worker: bool,
    /// The program that speaks prompts, with the options of espeak-ng; `None` plays a tone instead.
    pub speech_program: Option<PathBuf>,
    /// What comes before the worker's own arguments (`["transcode-worker"]` when the program is `tolk`).
    pub worker_arguments: Vec<OsString>,
}

impl EngineConfig {
    /// Everything on one address, for tests and a first try: any free shared port, no picture worker.
    pub fn on(address: IpAddr, seed: Seed) -> EngineConfig {
        EngineConfig {
            networks: vec![Network {
                realm: Realm::new("default"),
                peers: Vec::new(),
                addresses: vec![NetworkAddress {
                    bind: address,
                    advertise: None,
                }],
            }],
            shared_port: 0,
            rtp_ports: 20_000..=29_999,
            latch: true,
            marks: Marks::default(),
            seed,
            worker_program: None,
            spare_worker: false,
            speech_program: None,
            worker_arguments: Vec::new(),
        }
    }
}

impl Default for EngineConfig {
    /// Loopback only, with a constant seed: nothing for production.
    fn default() -> EngineConfig {
        EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(0))
    }
}

/// Differentiated services code points (RFC 2474), 0 to 63: how routers that honour them treat packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// On ports that carry sound.
    pub sound: u8,
    /// On ports that carry pictures alone, and on the one that browsers share, where both are together.
    pub pictures: u8,
}

impl Default for Marks {
    /// Expedited forwarding, and assured forwarding 41 (RFC 4594 §4.1, §4.3).
    fn default() -> Marks {
        Marks {
            sound: 46,
            pictures: 34,
        }
    }
}

/// A group of interfaces with one policy of addresses.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its name: what `PortRequest` asks for.
    pub realm: Realm,
    /// Whose ports are here when a `PortRequest` names no realm: peers with these addresses. Of several networks with a peer, the one
    /// that says so more exactly.
    pub peers: Vec<Subnet>,
    /// Its addresses, at least one; IPv4 and IPv6 may be mixed.
    pub addresses: Vec<NetworkAddress>,
}

/// One address that we listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkAddress {
    /// The interface's own address. An unspecified one (`0.0.0.0`, `::`) stands for every address of its family that is up.
    pub bind: IpAddr,
    /// What peers are told instead (static NAT).
    pub advertise: Option<IpAddr>,
}

/// Why an engine could not be started or asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The configuration names no network, or a network without an address.
    #[error("no network address is configured")]
    NoAddress,
    /// A socket could not be opened.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Something else of the operating system.
    #[error("{what} failed")]
    System {
        /// What was tried.
        what: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The certificate for DTLS could not be made.
    #[error("cannot make a certificate: {reason}")]
    Certificate {
        /// What the DTLS library says.
        reason: String,
    },
    /// The command channel is full: the thread has not come round for many thousand commands. Nothing was done.
    #[error("the engine does not keep up")]
    Busy,
    /// The thread has ended.
    #[error("the engine has stopped")]
    Stopped,
}
