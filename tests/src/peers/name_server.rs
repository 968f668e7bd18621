//! A name server on loopback that knows where SIP domains are (RFC 3263): a service under TLS and an address each.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

const A: u16 = 1;
const SRV: u16 = 33;
const INTERNET: u16 = 1;
/// Seconds that an answer may be kept: the next one may be another.
const KEPT: u32 = 0;
/// Resolvers ask there and nowhere else.
const PORT: u16 = 53;
/// Header of a message (RFC 1035 §4.1.1).
const HEADER: usize = 12;
/// A response, recursion wanted and there; and the same about a name that is not there.
const FOUND: u16 = 0x8180;
const NO_SUCH_NAME: u16 = 0x8183;

/// A name in labels, a type, and data.
type Record = (Vec<u8>, u16, Vec<u8>);
type Known = Arc<Mutex<Vec<Record>>>;

/// A running name server.
pub struct NameServer {
    address: SocketAddr,
    known: Known,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl NameServer {
    /// Starts one that knows nothing yet.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> anyhow::Result<NameServer> {
        // Every address of 127/8 is this machine: runs beside each other have one each.
        let [_, middle, high, low] = std::process::id().to_be_bytes();
        let own = Ipv4Addr::new(127, 64 + middle % 64, high, low);
        let socket = UdpSocket::bind((own, PORT)).with_context(|| format!("{own} port {PORT}"))?;
        socket.set_read_timeout(Some(Duration::from_millis(100)))?;
        let address = socket.local_addr()?;
        let known = Known::default();
        let ended = Arc::<AtomicBool>::default();
        let (told, records) = (ended.clone(), known.clone());
        let serve = move || {
            let mut buffer = [0; 512];
            while !told.load(Ordering::Relaxed) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else {
                    continue;
                };
                let asked = buffer.get(..length);
                let known = records.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(answer) = asked.and_then(|asked| answer(&known, asked)) {
                    drop(socket.send_to(&answer, from));
                }
            }
        };
        Ok(NameServer {
            address,
            known,
            ended,
            thread: Some(std::thread::spawn(serve)),
        })
    }

    /// From now on `domain` takes SIP under TLS at `server`, and nowhere else.
    ///
    /// # Errors
    /// When `domain` is no name, or `server` is not of IPv4.
    pub fn lead(&self, domain: &str, server: SocketAddr) -> anyhow::Result<()> {
        let SocketAddr::V4(server) = server else {
            anyhow::bail!("{server} is not of IPv4");
        };
        let (host, service) = (name(domain)?, name(&format!("_sips._tcp.{domain}"))?);
        let mut srv = Vec::new();
        for number in [0, 0, server.port()] {
            srv.extend(u16::to_be_bytes(number));
        }
        srv.extend(&host);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(name, ..)| *name != host && *name != service);
        known.extend([
            (host, A, server.ip().octets().to_vec()),
            (service, SRV, srv),
        ]);
        Ok(())
    }

    /// Where it is asked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Labels with their lengths, in lower case.
fn name(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut all = Vec::new();
    for label in text.split('.') {
        all.push(u8::try_from(label.len()).context("a label")?);
        all.extend(label.to_ascii_lowercase().bytes());
    }
    all.push(0);
    Ok(all)
}

/// What a question is answered with; `None` when it cannot be read.
fn answer(known: &[Record], asked: &[u8]) -> Option<Vec<u8>> {
    let (header, rest) = asked.split_at_checked(HEADER)?;
    let end = rest.iter().position(|b| *b == 0)? + 1;
    let (wanted, rest) = rest.split_at_checked(end)?;
    let question = asked.get(HEADER..HEADER + end + 4)?;
    let kind = u16::from_be_bytes(rest.get(..2)?.try_into().ok()?);
    let wanted = wanted.to_ascii_lowercase();
    let of_name = || known.iter().filter(|(name, ..)| *name == wanted);
    let found: Vec<_> = of_name().filter(|(_, of, _)| *of == kind).collect();
    let status = if of_name().next().is_some() {
        FOUND
    } else {
        NO_SUCH_NAME
    };
    let mut all = header.get(..2)?.to_vec();
    for number in [status, 1, u16::try_from(found.len()).ok()?, 0, 0] {
        all.extend(number.to_be_bytes());
    }
    all.extend(question);
    for (name, kind, data) in found {
        all.extend(name);
        all.extend(kind.to_be_bytes());
        all.extend(INTERNET.to_be_bytes());
        all.extend(KEPT.to_be_bytes());
        all.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        all.extend(data);
    }
    Some(all)
}
