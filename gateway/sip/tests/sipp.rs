//! A stranger's stack: SIPp calls the edge and is called by it over real sockets on loopback, UDP and TCP.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]

mod harness;

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::{audio, config, dial};
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::time::{Mono, Now, Wall};
use tolk_model::{FlowId, LegId, Seed};
use tolk_sip::SipEdge;

/// A slow machine under load gets this much.
const DEADLINE: Duration = Duration::from_secs(60);

enum Socket {
    Udp(SocketAddr),
    Tcp(TcpStream),
}

/// The smallest driver of an edge.
struct Driver {
    edge: SipEdge,
    udp: UdpSocket,
    tcp: TcpListener,
    local: SocketAddr,
    flows: BTreeMap<FlowId, Socket>,
    next: u64,
    begin: Instant,
    events: Vec<(LegId, LegEvent)>,
}

impl Driver {
    fn new() -> Driver {
        let (udp, tcp, local) = bind_both();
        udp.set_read_timeout(Some(Duration::from_millis(2)))
            .unwrap();
        tcp.set_nonblocking(true).unwrap();
        Driver {
            edge: SipEdge::new(config(local), Seed::from_number(1)),
            udp,
            tcp,
            local,
            flows: BTreeMap::new(),
            next: 2,
            begin: Instant::now(),
            events: Vec::new(),
        }
    }

    fn now(&self) -> Now {
        let since = self.begin.elapsed();
        let ms = u64::try_from(since.as_millis()).unwrap();
        Now {
            mono: Mono(since),
            wall: Wall::from_unix_ms(1_700_000_000_000 + ms),
        }
    }

    fn accept(&mut self, transport: TransportKind, remote: SocketAddr, socket: Socket) -> FlowId {
        let flow = FlowId(self.next);
        self.next += 2;
        self.flows.insert(flow, socket);
        let info = FlowInfo {
            transport,
            local: self.local,
            remote,
            accepted: true,
            verified: Vec::new(),
        };
        self.edge.flow_opened(self.now(), flow, info);
        self.drain();
        flow
    }

    fn turn(&mut self) {
        let mut buffer = vec![0; 65_536];
        if let Ok((length, from)) = self.udp.recv_from(&mut buffer) {
            let known = self
                .flows
                .iter()
                .find(|(_, s)| matches!(s, Socket::Udp(a) if *a == from))
                .map(|(f, _)| *f);
            let flow =
                known.unwrap_or_else(|| self.accept(TransportKind::Udp, from, Socket::Udp(from)));
            self.edge.receive(self.now(), flow, &buffer[..length]);
            self.drain();
        }
        if let Ok((stream, from)) = self.tcp.accept() {
            stream.set_nonblocking(true).unwrap();
            self.accept(TransportKind::Tcp, from, Socket::Tcp(stream));
        }
        let streams: Vec<FlowId> = self
            .flows
            .iter()
            .filter(|(_, s)| matches!(s, Socket::Tcp(_)))
            .map(|(f, _)| *f)
            .collect();
        for flow in streams {
            let Some(Socket::Tcp(stream)) = self.flows.get_mut(&flow) else {
                continue;
            };
            match stream.read(&mut buffer) {
                Err(e) if e.kind() == ErrorKind::WouldBlock => continue,
                Ok(length) if length > 0 => self.edge.receive(self.now(), flow, &buffer[..length]),
                _ => {
                    self.flows.remove(&flow);
                    self.edge
                        .flow_closed(self.now(), flow, Cause::network(Reason::ConnectionLost));
                }
            }
            self.drain();
        }
        let now = self.now();
        if self
            .edge
            .next_timeout()
            .is_some_and(|(at, _)| at <= now.mono)
        {
            self.edge.timeout(now);
            self.drain();
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => match self.flows.get_mut(&flow) {
                    Some(Socket::Udp(to)) => drop(self.udp.send_to(&bytes, *to)),
                    Some(Socket::Tcp(stream)) => stream.write_all(&bytes).unwrap(),
                    None => {}
                },
                EdgeOutput::Open(flow, destination) => self.open(flow, &destination),
                EdgeOutput::Close(flow) => drop(self.flows.remove(&flow)),
                EdgeOutput::Event(leg, event) => {
                    if matches!(event, LegEvent::Incoming(_)) {
                        let now = self.now();
                        self.edge.command(now, leg, LegCommand::Ring);
                        self.edge
                            .command(now, leg, LegCommand::Accept(audio(4000, Flow::Both)));
                    }
                    self.events.push((leg, event));
                }
                EdgeOutput::Resolve(..)
                | EdgeOutput::Listen(..)
                | EdgeOutput::Ask(..)
                | EdgeOutput::Direct(_)
                | EdgeOutput::Journal(..) => {}
            }
        }
    }

    fn open(&mut self, flow: FlowId, to: &tolk_model::party::Destination) {
        let remote = to.address;
        let (socket, local) = if to.transport == TransportKind::Udp {
            (Socket::Udp(remote), self.local)
        } else {
            let Ok(stream) = TcpStream::connect(remote) else {
                let cause = Cause::network(Reason::Unavailable);
                return self.edge.flow_closed(self.now(), flow, cause);
            };
            stream.set_nonblocking(true).unwrap();
            let local = stream.local_addr().unwrap();
            (Socket::Tcp(stream), local)
        };
        self.flows.insert(flow, socket);
        let info = FlowInfo {
            transport: to.transport,
            local,
            remote,
            accepted: false,
            verified: Vec::new(),
        };
        self.edge.flow_opened(self.now(), flow, info);
    }

    fn count(&self, matches: impl Fn(&LegEvent) -> bool) -> usize {
        self.events.iter().filter(|(_, e)| matches(e)).count()
    }

    /// Turns until `done`, or fails at the deadline.
    fn until(&mut self, what: &str, mut done: impl FnMut(&mut Driver) -> bool) {
        let limit = Instant::now() + DEADLINE;
        while !done(self) {
            assert!(Instant::now() < limit, "{what}: {:?}", self.events);
            self.turn();
        }
    }
}

/// UDP and TCP on the same free port.
fn bind_both() -> (UdpSocket, TcpListener, SocketAddr) {
    (0..50)
        .find_map(|_| {
            let tcp = TcpListener::bind("127.0.0.1:0").ok()?;
            let local = tcp.local_addr().ok()?;
            Some((UdpSocket::bind(local).ok()?, tcp, local))
        })
        .expect("a free port")
}

/// SIPp, ended with the test.
struct Sipp(Child);

impl Sipp {
    fn start(arguments: &[&str]) -> Sipp {
        let child = Command::new("sipp")
            .args(arguments)
            .args(["-i", "127.0.0.1", "-nostdin", "-timeout", "50"])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sipp is installed (apt sip-tester)");
        Sipp(child)
    }

    fn is_done(&mut self) -> Option<bool> {
        self.0.try_wait().unwrap().map(|status| status.success())
    }
}

impl Drop for Sipp {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_port() -> String {
    let (_, _, address) = bind_both();
    address.port().to_string()
}

#[test]
fn sipp_calls_us_over_udp_and_tcp() {
    for transport in ["u1", "t1"] {
        let mut driver = Driver::new();
        let (to, port) = (driver.local.to_string(), free_port());
        let mut sipp = Sipp::start(&[
            "-sn", "uac", "-s", "8001234", "-m", "20", "-r", "20", "-d", "200", "-t", transport,
            "-p", &port, &to,
        ]);
        let mut success = None;
        driver.until("SIPp ends", |_| {
            success = sipp.is_done();
            success.is_some()
        });
        assert_eq!(success, Some(true), "{transport}: all twenty calls succeed");
        driver.until("all calls end", |d| {
            d.count(|e| matches!(e, LegEvent::Ended(_))) == 20
        });
        assert_eq!(driver.count(|e| matches!(e, LegEvent::Incoming(_))), 20);
        assert_eq!(driver.count(|e| matches!(e, LegEvent::Connected(..))), 20);
        let hung_up = LegEvent::Ended(Cause::far_end(Reason::HungUp));
        assert_eq!(driver.count(|e| *e == hung_up), 20);
    }
}

#[test]
fn we_call_sipp_over_udp_and_tcp() {
    for (transport, word) in [("u1", "udp"), ("t1", "tcp")] {
        let mut driver = Driver::new();
        let port = free_port();
        let mut sipp = Sipp::start(&["-sn", "uas", "-m", "1", "-t", transport, "-p", &port]);
        let to = format!("sip:room@127.0.0.1:{port};transport={word}");
        let mut attempt = 0;
        // SIPp needs a moment to listen: a refused connection is tried again.
        driver.until("answered", |d| {
            let ended = d.count(|e| matches!(e, LegEvent::Ended(_)));
            if ended == attempt {
                attempt += 1;
                let leg = LegId::from_number(u64::try_from(attempt).unwrap());
                let now = d.now();
                d.edge.command(now, leg, dial(&to, audio(4000, Flow::Both)));
                d.drain();
            }
            d.count(|e| matches!(e, LegEvent::Connected(_, Some(_)))) == 1
        });
        assert_eq!(driver.count(|e| matches!(e, LegEvent::Ringing)), 1);
        let leg = LegId::from_number(u64::try_from(attempt).unwrap());
        let now = driver.now();
        driver
            .edge
            .command(now, leg, LegCommand::End(Cause::us(Reason::HungUp)));
        driver.drain();
        let mut success = None;
        driver.until("SIPp has its BYE", |_| {
            success = sipp.is_done();
            success.is_some()
        });
        assert_eq!(success, Some(true), "{transport}");
    }
}
