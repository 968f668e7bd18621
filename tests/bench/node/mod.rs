//! A node for a benchmark: one room that admits everybody, on the loopback address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tolk_tests::peers::free_port;
use tolk_tests::peers::story::Story;
use tolk_tests::peers::tolk::{Setup, Tolk};

pub(crate) const ROOM: &str = "8001234";
/// Somebody with one telephone, whom the account `caller` may ring.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) const PERSON: &str = "anna";
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) const PASSWORD: &str = "bench-password";
pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Starts it; also where it takes SIP calls.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) fn start(story: &Story) -> anyhow::Result<(Tolk, SocketAddr)> {
    start_with(story, "")
}

/// The same with a further room for each number.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) fn start_with_rooms(
    story: &Story,
    numbers: std::ops::Range<u16>,
) -> anyhow::Result<(Tolk, SocketAddr)> {
    let room = |n: u16| {
        format!("[[room]]\ntitle = \"{n}\"\naliases = [\"{n}\"]\nadmits = \"everybody\"\n")
    };
    start_with(story, &numbers.map(room).collect::<String>())
}

/// The same with SIP under TLS, by a certificate of its own making, and further sections.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) fn start_with_tls(
    story: &Story,
    tls: SocketAddr,
    more: &str,
) -> anyhow::Result<(Tolk, SocketAddr)> {
    start_as(
        story,
        &format!("tls = [\"{tls}\"]\ntls_self_signed = true\n"),
        more,
    )
}

/// The same with somebody whose telephone is at `device`, and a colleague's account.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) fn start_with_person(
    story: &Story,
    device: SocketAddr,
) -> anyhow::Result<(Tolk, SocketAddr)> {
    let more = format!(
        "[outgoing]\nmax_calls = 1000\n[[organisation]]\nname = \"Bench\"\n\
         [[person]]\nname = \"Anna\"\naliases = [\"{PERSON}\"]\norganisation = \"Bench\"\ndevices = [\"sip:callee@{device}\"]\n\
         [[person]]\nname = \"Bo\"\naliases = [\"caller\"]\norganisation = \"Bench\"\n\
         [[account]]\nuser = \"caller\"\naliases = [\"caller\"]\npassword = \"{PASSWORD}\"\n"
    );
    start_with(story, &more)
}

#[allow(dead_code, reason = "each benchmark uses a part")]
fn start_with(story: &Story, more: &str) -> anyhow::Result<(Tolk, SocketAddr)> {
    start_as(story, "", more)
}

fn start_as(story: &Story, sip_lines: &str, more: &str) -> anyhow::Result<(Tolk, SocketAddr)> {
    let http = SocketAddr::new(LOCALHOST, free_port(LOCALHOST)?);
    let sip = SocketAddr::new(LOCALHOST, free_port(LOCALHOST)?);
    let config = format!(
        "[node]\ndomain = \"bench.test\"\nalso = [\"{LOCALHOST}\"]\n[http]\nbind = [\"{http}\"]\n[[network]]\nbind = [\"{LOCALHOST}\"]\npeers = [\"127.0.0.0/8\"]\nknown = true\n\
         [limits]\nknown_requests_per_s = 10000\nknown_requests_burst = 20000\nknown_datagrams_per_s = 100000\nknown_datagrams_burst = 100000\n\
         [sip]\nudp = [\"{sip}\"]\ntcp = [\"{sip}\"]\ndigest = [\"md5\"]\n{sip_lines}\
         [h323]\nbind = []\n[media]\nshared_port = 0\nsrtp = \"off\"\n[log]\nfilter = \"warn\"\n\
         [[room]]\ntitle = \"Bench\"\naliases = [\"{ROOM}\"]\nadmits = \"everybody\"\nmax_participants = 500\n{more}"
    );
    let setup = Setup {
        http,
        config: &config,
        token: "",
    };
    Ok((Tolk::start(story, &setup)?, sip))
}

/// What it measures, as Prometheus reads it.
#[allow(dead_code, reason = "each benchmark uses a part")]
pub(crate) fn metrics(tolk: &Tolk) -> anyhow::Result<String> {
    Ok(ureq::get(tolk.url("/metrics"))
        .call()?
        .body_mut()
        .read_to_string()?)
}
