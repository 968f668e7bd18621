//! The driver around a small edge, over real sockets on loopback.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, QueryId};
use tolk_model::journal::JournalEvent;
use tolk_model::party::Destination;
use tolk_model::time::TimerName;
use tolk_model::{Domain, EdgeId, FlowId, LegCommand, LegEvent, LegId, Mono, Now};

use super::*;
use crate::clock::Clock;
use crate::config::LimitsConfig;
use crate::tasks::Tasks;

/// A machine under load gets this much.
pub(super) const DEADLINE: Duration = Duration::from_secs(20);
const LEG: u64 = 7;

/// Does what it is told by the bytes that it receives.
#[derive(Default)]
struct Parrot {
    outputs: std::collections::VecDeque<EdgeOutput>,
    timer: Option<(Mono, FlowId)>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Parrot {
    fn say(&mut self, flow: FlowId, words: &[u8]) {
        self.outputs
            .push_back(EdgeOutput::Transmit(flow, words.to_vec()));
    }

    fn note(&self, words: String) {
        self.seen.lock().unwrap().push(words);
    }

    fn open(&mut self, transport: TransportKind, address: &str) {
        let to = Destination {
            address: address.parse().unwrap(),
            transport,
            name: transport
                .is_secure()
                .then(|| Domain::new("sip.a.example").unwrap()),
        };
        self.outputs.push_back(EdgeOutput::Open(FlowId(1), to));
    }
}

impl Edge for Parrot {
    fn flow_opened(&mut self, _: Now, flow: FlowId, info: FlowInfo) {
        let accepted = if info.accepted { " accepted" } else { "" };
        let (whose, transport) = (flow.0 % 2, info.transport);
        self.note(format!("opened {whose} {transport:?}{accepted}"));
        if let Some(proven) = info.verified.first() {
            self.note(format!("proven {proven}"));
        }
        if !info.accepted {
            self.say(flow, b"hello");
        }
    }
    fn listening(&mut self, _: Now, _: FlowId, local: Option<SocketAddr>) {
        self.note(local.map_or("nowhere".to_string(), |l| format!("listening {l}")));
    }
    fn flow_closed(&mut self, _: Now, _: FlowId, cause: Cause) {
        self.note(format!("closed {cause}"));
    }
    fn flow_writable(&mut self, _: Now, _: FlowId) {}
    fn receive(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        let words = String::from_utf8_lossy(bytes).into_owned();
        match words.split_once(' ') {
            Some(("udp", address)) => self.open(TransportKind::Udp, address),
            Some(("tcp", address)) => self.open(TransportKind::Tcp, address),
            Some(("tls", address)) => self.open(TransportKind::Tls, address),
            Some(("listen", address)) => {
                let here = address.parse().unwrap();
                self.outputs
                    .push_back(EdgeOutput::Listen(FlowId(3), here, vec![here]));
            }
            _ if words == "another" => {
                let here = std::net::Ipv4Addr::LOCALHOST.into();
                self.outputs
                    .push_back(EdgeOutput::Listen(FlowId(5), here, vec![here]));
            }
            _ if words == "forget" => {
                self.outputs.push_back(EdgeOutput::Close(FlowId(3)));
            }
            _ if words == "flood" => {
                for _ in 0..1_000 {
                    self.say(flow, &[b'x'; 60_000]);
                }
            }
            _ if words == "event" => {
                let leg = LegId::from_number(LEG);
                self.outputs
                    .push_back(EdgeOutput::Event(leg, LegEvent::Ringing));
            }
            _ if words == "timer" => {
                self.timer = Some((now.mono + Duration::from_millis(5), flow));
            }
            _ if words == "bye" => {
                self.say(flow, b"last words");
                self.outputs.push_back(EdgeOutput::Close(flow));
            }
            _ => self.say(flow, bytes),
        }
    }
    fn command(&mut self, _: Now, leg: LegId, command: LegCommand) {
        assert_eq!(leg, LegId::from_number(LEG));
        self.note(format!("{command:?}"));
    }
    fn reply(&mut self, _: Now, _: AskId, _: Reply) {}
    fn resolved(&mut self, _: Now, _: QueryId, _: Vec<Destination>) {}
    fn timeout(&mut self, now: Now) {
        if let Some((at, flow)) = self.timer
            && at <= now.mono
        {
            self.timer = None;
            self.say(flow, b"ring");
        }
    }
    fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        self.timer.map(|(at, _)| (at, TimerName("ring")))
    }
    fn poll(&mut self) -> Option<EdgeOutput> {
        self.outputs.pop_front()
    }
    fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({})
    }
}

/// Refuses every event.
#[derive(Default)]
struct Nobody {
    journal: Arc<Mutex<Vec<String>>>,
}

impl EdgeHost for Nobody {
    fn event(&self, _: &EdgeHandle, _: LegId, _: LegEvent) -> Result<(), Cause> {
        Err(Cause::us(Reason::Overloaded))
    }
    fn journal(&self, _: Option<LegId>, event: JournalEvent) {
        self.journal.lock().unwrap().push(format!("{event:?}"));
    }
    fn ask(&self, _: &EdgeHandle, _: &Ask) -> Reply {
        Reply::Credentials(None)
    }
    fn direct(&self, _: &EdgeHandle, _: tolk_model::presence::EdgeEvent) {}
}

pub(super) struct World {
    udp: SocketAddr,
    pub(super) tcp: SocketAddr,
    pub(super) tls: SocketAddr,
    websockets: WebsocketFlows,
    seen: Arc<Mutex<Vec<String>>>,
    journal: Arc<Mutex<Vec<String>>>,
    tasks: Tasks,
    task: crate::tasks::Task<()>,
}

async fn world(ip: &str, first_bytes: Duration) -> World {
    world_with(ip, first_bytes, None).await
}

pub(super) async fn world_with(ip: &str, first_bytes: Duration, tls: Option<Arc<Tls>>) -> World {
    let (edge, host, tasks) = (Parrot::default(), Nobody::default(), Tasks::new());
    let (seen, journal) = (edge.seen.clone(), host.journal.clone());
    let limits = LimitsConfig {
        meetings: 10,
        legs: 10,
        connections: 3,
        connections_per_source: 2,
        first_bytes,
        journal: 10,
        ..LimitsConfig::default()
    };
    let parts = DriverParts {
        host: Arc::new(host),
        clock: Clock::start(),
        limits,
        known: Arc::from([]),
        resolver: Resolver::new(
            &crate::config::DnsConfig::default(),
            &tolk_model::Seed::from_number(1),
        ),
        ports: None,
        tls,
        tasks: tasks.clone(),
    };
    let (mut driver, _, websockets) = Driver::new(EdgeId::new("parrot"), Box::new(edge), parts);
    let any = SocketAddr::new(ip.parse().unwrap(), 0);
    let udp = UdpSocket::bind(any).await.unwrap();
    let tcp = TcpListener::bind(any).await.unwrap();
    let tls = TcpListener::bind(any).await.unwrap();
    let tls_at = tls.local_addr().unwrap();
    let (udp_at, tcp_at) = (udp.local_addr().unwrap(), tcp.local_addr().unwrap());
    driver
        .listen(Sockets {
            udp: vec![udp],
            tcp: vec![tcp],
            tls: vec![tls],
        })
        .unwrap();
    let task = tasks.spawn("parrot", tracing::Span::none(), driver.run());
    World {
        udp: udp_at,
        tcp: tcp_at,
        tls: tls_at,
        websockets,
        seen,
        journal,
        tasks,
        task,
    }
}

impl World {
    pub(super) async fn end(mut self) {
        self.tasks.token().cancel();
        within(self.task.join()).await.unwrap();
        assert!(self.tasks.alive().is_empty(), "{:?}", self.tasks.alive());
    }

    /// Tells the edge what to do.
    pub(super) async fn order(&self, words: &str) {
        let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        peer.send_to(words.as_bytes(), self.udp).await.unwrap();
    }

    /// Waits until the edge, or the journal, has noted something: the line.
    pub(super) async fn noted(&self, words: &str) -> String {
        within(async {
            loop {
                let seen = self.seen.lock().unwrap().clone();
                let journal = self.journal.lock().unwrap().clone();
                let mut lines = seen.iter().chain(&journal);
                if let Some(line) = lines.find(|line| line.contains(words)) {
                    return line.clone();
                }
                tokio::task::yield_now().await;
            }
        })
        .await
    }
}

pub(super) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future)
        .await
        .expect("in time")
}

async fn datagram(socket: &UdpSocket) -> String {
    let mut buffer = [0; 100];
    let (length, _) = within(socket.recv_from(&mut buffer)).await.unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

async fn stream(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 100];
    let length = within(stream.read(&mut buffer)).await.unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn datagrams_go_both_ways_in_both_families() {
    for ip in ["127.0.0.1", "::1"] {
        let world = world(ip, DEADLINE).await;
        let peer = UdpSocket::bind((ip, 0)).await.unwrap();
        peer.send_to(b"one", world.udp).await.unwrap();
        assert_eq!(datagram(&peer).await, "one");
        peer.send_to(b"timer", world.udp).await.unwrap();
        assert_eq!(datagram(&peer).await, "ring");
        let other = UdpSocket::bind((ip, 0)).await.unwrap();
        let order = format!("udp {}", other.local_addr().unwrap());
        peer.send_to(order.as_bytes(), world.udp).await.unwrap();
        assert_eq!(datagram(&other).await, "hello");
        other.send_to(b"two", world.udp).await.unwrap();
        assert_eq!(datagram(&other).await, "two");
        let opened = |s: &&String| s.starts_with("opened");
        let flows = world.seen.lock().unwrap().iter().filter(opened).count();
        assert_eq!(flows, 2, "the peer that was called has one flow");
        world.end().await;
    }
}

#[tokio::test]
async fn streams_are_opened_both_ways_and_last_words_arrive() {
    let world = world("127.0.0.1", DEADLINE).await;
    let mut peer = TcpStream::connect(world.tcp).await.unwrap();
    peer.write_all(b"one").await.unwrap();
    assert_eq!(stream(&mut peer).await, "one");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let order = format!("tcp {}", listener.local_addr().unwrap());
    peer.write_all(order.as_bytes()).await.unwrap();
    let (mut called, _) = within(listener.accept()).await.unwrap();
    assert_eq!(stream(&mut called).await, "hello");
    peer.write_all(b"bye").await.unwrap();
    assert_eq!(stream(&mut peer).await, "last words");
    assert_eq!(stream(&mut peer).await, "", "and then the end");
    drop(called);
    world.noted("closed connection_lost").await;
    world.end().await;
}

#[tokio::test]
async fn nobody_listens_where_the_edge_calls() {
    let world = world("127.0.0.1", DEADLINE).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let order = format!("tcp {}", free.local_addr().unwrap());
    drop(free);
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    peer.send_to(order.as_bytes(), world.udp).await.unwrap();
    world.noted("closed unavailable by network").await;
    world.end().await;
}

#[tokio::test]
async fn one_source_has_only_so_many_connections_and_a_silent_one_is_closed() {
    let world = world("127.0.0.1", Duration::from_millis(300)).await;
    let mut first = TcpStream::connect(world.tcp).await.unwrap();
    let mut second = TcpStream::connect(world.tcp).await.unwrap();
    first.write_all(b"here").await.unwrap();
    assert_eq!(stream(&mut first).await, "here");
    let mut third = TcpStream::connect(world.tcp).await.unwrap();
    assert_eq!(stream(&mut third).await, "", "refused");
    world.noted("Limited").await;
    assert_eq!(stream(&mut second).await, "", "it never said anything");
    world.noted("closed timed_out by far_end").await;
    first.write_all(b"still here").await.unwrap();
    assert_eq!(stream(&mut first).await, "still here");
    world.end().await;
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_closed_and_others_go_on() {
    let world = world("127.0.0.1", DEADLINE).await;
    let mut slow = TcpStream::connect(world.tcp).await.unwrap();
    slow.write_all(b"flood").await.unwrap();
    world.noted("slow_reader").await;
    world.noted("closed timed_out by far_end").await;
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    peer.send_to(b"one", world.udp).await.unwrap();
    assert_eq!(datagram(&peer).await, "one");
    drop(slow);
    world.end().await;
}

#[tokio::test]
async fn a_leg_that_nobody_takes_is_ended() {
    let world = world("127.0.0.1", DEADLINE).await;
    let peer = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    peer.send_to(b"event", world.udp).await.unwrap();
    world.noted("End(Cause { reason: Overloaded").await;
    world.end().await;
}

#[tokio::test]
async fn a_websocket_is_a_flow_like_any_other() {
    let world = world("127.0.0.1", DEADLINE).await;
    let (local, remote) = (world.tcp, "192.0.2.1:4000".parse().unwrap());
    let mut flow = world
        .websockets
        .open(TransportKind::Websocket, local, remote)
        .await
        .unwrap();
    flow.incoming.message(b"one".to_vec()).await.unwrap();
    assert_eq!(within(flow.outgoing.recv()).await, Some(b"one".to_vec()));
    let second = world
        .websockets
        .open(TransportKind::Websocket, local, remote)
        .await
        .unwrap();
    let third = world
        .websockets
        .open(TransportKind::Websocket, local, remote)
        .await;
    assert_eq!(third.err(), Some(FlowRefused::TooManyFromSource));
    drop(second);
    world.noted("closed connection_lost by network").await;
    flow.incoming.message(b"bye".to_vec()).await.unwrap();
    assert_eq!(
        within(flow.outgoing.recv()).await,
        Some(b"last words".to_vec())
    );
    assert_eq!(within(flow.outgoing.recv()).await, None);
    world.end().await;
}

#[tokio::test]
async fn a_flood_of_datagrams_from_one_source_leaves_room_for_others() {
    let world = world("127.0.0.1", DEADLINE).await;
    let loud = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let calm = UdpSocket::bind("127.0.0.2:0").await.unwrap();
    for _ in 0..5_000 {
        drop(loud.try_send_to(b"noise", world.udp));
    }
    // What the kernel dropped meanwhile is sent again, as any transaction would.
    let answer = async {
        loop {
            calm.send_to(b"one", world.udp).await.unwrap();
            let patience = Duration::from_millis(200);
            if let Ok(answer) = tokio::time::timeout(patience, datagram(&calm)).await {
                return answer;
            }
        }
    };
    assert_eq!(within(answer).await, "one");
    world.end().await;
}

#[tokio::test]
async fn one_source_with_many_ports_leaves_room_for_others() {
    let world = world("127.0.0.1", DEADLINE).await;
    for _ in 0..10 {
        let loud = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        loud.send_to(b"noise", world.udp).await.unwrap();
    }
    let calm = UdpSocket::bind("127.0.0.2:0").await.unwrap();
    calm.send_to(b"one", world.udp).await.unwrap();
    assert_eq!(within(datagram(&calm)).await, "one");
    world.end().await;
}
