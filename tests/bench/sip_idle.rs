//! Resident memory for each idle connection of SIP: each has sent a keep-alive, had its answer, and says nothing more. Another client asks
//! meanwhile how long an answer takes.
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

mod node;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use openssl::ssl::{SslConnector, SslMethod, SslMode, SslVerifyMode};
use tolk_tests::peers::free_port;
use tolk_tests::peers::story::Story;

const CONNECTIONS: usize = 10_000;
/// Answers whose time is taken while all are open; more at once a stranger does not get.
const ANSWERS: usize = 150;
const PATIENCE: Duration = Duration::from_secs(20);

trait Connection: Read + Write {}
impl<T: Read + Write> Connection for T {}

fn main() -> anyhow::Result<()> {
    println!(
        "| {CONNECTIONS} idle connections | node MB before | MB with them | kB each | opened/s | median answer, ms |\n|---|---|---|---|---|---|"
    );
    for secure in [false, true] {
        let story = Story::begin("bench-sip-idle")?;
        let tls = SocketAddr::new(node::LOCALHOST, free_port(node::LOCALHOST)?);
        let more = format!(
            // One source may hold no more than are still free.
            "[limits]\nconnections = {}\nconnections_per_source = {}\n",
            2 * CONNECTIONS + 100,
            CONNECTIONS + 100
        );
        let (tolk, sip) = node::start_with_tls(&story, tls, &more)?;
        let at = if secure { tls } else { sip };
        let open = connector()?;
        let before = tolk.footprint()?.memory;
        let (started, mut held) = (Instant::now(), Vec::with_capacity(CONNECTIONS));
        for n in 0..CONNECTIONS {
            let connection = open(at, secure).and_then(|mut connection| {
                ping(connection.as_mut())?;
                Ok(connection)
            });
            held.push(connection.with_context(|| format!("connection {n}"))?);
        }
        let rate = CONNECTIONS as f64 / started.elapsed().as_secs_f64();
        let after = tolk.footprint()?.memory;
        let mut asking = open(at, secure)?;
        let mut times = Vec::with_capacity(ANSWERS);
        for n in 0..ANSWERS {
            let asked = Instant::now();
            ask(asking.as_mut(), n)?;
            times.push(asked.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        // All of them still live.
        for connection in &mut held {
            ping(connection.as_mut())?;
        }
        let mb = |bytes: u64| bytes as f64 / 1_000_000.0;
        println!(
            "| {} | {:.0} | {:.0} | {:.1} | {rate:.0} | {:.2} |",
            if secure { "TLS" } else { "TCP" },
            mb(before),
            mb(after),
            mb(after.saturating_sub(before)) * 1_000.0 / CONNECTIONS as f64,
            times.get(ANSWERS / 2).copied().unwrap_or_default()
        );
    }
    Ok(())
}

type Open = Box<dyn Fn(SocketAddr, bool) -> anyhow::Result<Box<dyn Connection>>>;

fn connector() -> anyhow::Result<Open> {
    let mut builder = SslConnector::builder(SslMethod::tls())?;
    builder.set_verify(SslVerifyMode::NONE);
    builder.set_mode(SslMode::RELEASE_BUFFERS);
    let connector = builder.build();
    Ok(Box::new(move |at, secure| {
        let stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        if !secure {
            return Ok(Box::new(stream));
        }
        let mut configured = connector.configure()?;
        configured.set_verify_hostname(false);
        Ok(Box::new(configured.connect("localhost", stream)?))
    }))
}

/// RFC 5626 §4.4.1.
fn ping(connection: &mut dyn Connection) -> anyhow::Result<()> {
    connection.write_all(b"\r\n\r\n")?;
    let mut pong = [0; 2];
    connection.read_exact(&mut pong)?;
    ensure!(&pong == b"\r\n", "{pong:?}");
    Ok(())
}

/// One request in a transaction of its own, and its answer.
fn ask(connection: &mut dyn Connection, n: usize) -> anyhow::Result<()> {
    let request = format!(
        "OPTIONS sip:{}@localhost SIP/2.0\r\nVia: SIP/2.0/TLS idle.example;branch=z9hG4bK{n}\r\nFrom: <sip:i@idle.example>;tag={n}\r\n\
         To: <sip:{}@localhost>\r\nCall-ID: {n}@idle\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        node::ROOM,
        node::ROOM
    );
    connection.write_all(request.as_bytes())?;
    let (mut answer, mut piece) = (Vec::new(), [0; 2_048]);
    while !answer.ends_with(b"\r\n\r\n") {
        let length = connection.read(&mut piece)?;
        ensure!(length > 0, "the connection ended");
        answer.extend_from_slice(piece.get(..length).unwrap_or_default());
    }
    let status = String::from_utf8_lossy(&answer)
        .lines()
        .next()
        .map(str::to_string);
    ensure!(
        status.as_deref().is_some_and(|s| s.starts_with("SIP/2.0 ")),
        "{status:?}"
    );
    Ok(())
}
