//! A node for a benchmark: one room that admits everybody, on the loopback address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tolk_tests::peers::free_port;
use tolk_tests::peers::story::Story;
use tolk_tests::peers::tolk::{Setup, Tolk};

pub(crate) const ROOM: &str = "8001234";
pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Starts it; also where it takes SIP calls.
pub(crate) fn start(story: &Story) -> anyhow::Result<(Tolk, SocketAddr)> {
    let http = SocketAddr::new(LOCALHOST, free_port(LOCALHOST)?);
    let sip = SocketAddr::new(LOCALHOST, free_port(LOCALHOST)?);
    let config = format!(
        "[node]\nalso = [\"{LOCALHOST}\"]\n[http]\nbind = [\"{http}\"]\n[[network]]\nbind = [\"{LOCALHOST}\"]\n\
         [sip]\nudp = [\"{sip}\"]\ntcp = [\"{sip}\"]\n[media]\nshared_port = 0\n[log]\nfilter = \"warn\"\n\
         [[room]]\ntitle = \"Bench\"\naliases = [\"{ROOM}\"]\nadmits = \"everybody\"\nmax_participants = 500\n"
    );
    let setup = Setup {
        http,
        config: &config,
        token: "",
    };
    Ok((Tolk::start(story, &setup)?, sip))
}
