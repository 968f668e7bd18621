//! Nothing that a log line must not have is in any: names, addresses, tokens, whatever the level. A whole node runs, is called by SIP
//! and joined by a page, and everything that it logs is searched.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::Write;
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tolk::config::{LogConfig, LogFormat};
use tolk::handle::{CallOrder, Node, link};
use tolk::telemetry::JournalQuery;
use tolk::telemetry::log::subscriber;
use tolk_model::journal::JournalEvent;
use tolk_model::{Secret, Seed};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;
use tungstenite::{Message, WebSocket};

const DEADLINE: Duration = Duration::from_secs(30);
/// What must not be in the log, and where it comes from.
const SECRETS: &[&str] = &[
    "Zebedaios",          // display name in SIP
    "0709998877",         // number of the caller
    "Hjördis",            // name that a guest types
    "kvartssand",         // alias that somebody calls
    "hosttokenhosttoken", // token of the host link
    "admintokenadmintoken",
    "wrongtokenwrongtoken",
    "Melkiorsson", // person of the directory
    "utringd",     // whom an operator calls
];

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Kept;
    fn make_writer(&'a self) -> Kept {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

fn config(http: SocketAddr, sip: SocketAddr) -> String {
    format!(
        r#"
        [node]
        domain = "video.example"
        [http]
        bind = ["{http}"]
        [sip]
        udp = ["{sip}"]
        tcp = []
        [h323]
        bind = []
        [media]
        shared_port = 0
        [[network]]
        bind = ["127.0.0.1"]
        [admin]
        token = "admintokenadmintoken"
        [[outgoing.rule]]
        to = "127.0.0.0/8"
        [[room]]
        title = "Board"
        aliases = ["8001234"]
        admits = "everybody"
        [[room]]
        title = "Meeting"
        aliases = ["meet"]
        admits = "invited"
        host_token = "hosttokenhosttoken"
        [[person]]
        name = "Melkiorsson"
        aliases = ["melkior"]
        "#
    )
}

fn free_udp() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap()
}

fn free_tcp() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// Waits for an entry of the journal.
fn wait_for(node: &Node, what: &str, found: impl Fn(&JournalEvent) -> bool) {
    let until = Instant::now() + DEADLINE;
    loop {
        let query = JournalQuery {
            limit: 10_000,
            ..JournalQuery::default()
        };
        if node.journal(&query).iter().any(|n| found(&n.entry.event)) {
            return;
        }
        assert!(Instant::now() < until, "{what} is not in the journal");
        std::thread::yield_now();
    }
}

fn invite(to: SocketAddr, alias: &str) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    let from = socket.local_addr().unwrap();
    let sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
               m=audio 40000 RTP/AVP 8\r\n";
    let length = sdp.len();
    let invite = format!(
        "INVITE sip:{alias}@{to} SIP/2.0\r\nVia: SIP/2.0/UDP {from};branch=z9hG4bK{alias}\r\n\
         Max-Forwards: 70\r\nFrom: \"Zebedaios\" <sip:0709998877@{from}>;tag=a\r\nTo: <sip:{alias}@{to}>\r\n\
         Call-ID: {alias}@example\r\nCSeq: 1 INVITE\r\nContact: <sip:0709998877@{from}>\r\n\
         Content-Type: application/sdp\r\nContent-Length: {length}\r\n\r\n{sdp}"
    );
    socket.send_to(invite.as_bytes(), to).unwrap();
    let mut buffer = [0; 4096];
    let length = socket.recv(&mut buffer).unwrap();
    assert!(buffer[..length].starts_with(b"SIP/2.0"));
}

fn say(socket: &mut WebSocket<TcpStream>, message: &Value) {
    socket.send(Message::text(message.to_string())).unwrap();
}

fn join(http: SocketAddr, token: Option<&str>) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(http).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let (mut socket, _) = tungstenite::client(format!("ws://{http}/ws"), stream).unwrap();
    let body = json!({"meeting": "meet", "name": "Hjördis", "token": token});
    say(
        &mut socket,
        &json!({"v": 1, "id": 1, "type": "join", "body": body}),
    );
    let first = socket.read().unwrap();
    assert!(first.is_text(), "{first:?}");
    socket
}

fn http_get(to: SocketAddr, path: &str, token: &str) -> String {
    use std::io::Read;
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {to}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn leaks(text: &str) -> Vec<&'static str> {
    SECRETS
        .iter()
        .copied()
        .filter(|secret| text.contains(secret))
        .collect()
}

#[test]
fn no_line_has_a_name_an_address_or_a_token() {
    let kept = Kept::default();
    let log = LogConfig {
        format: LogFormat::Text,
        // The page of this test is no part of the node.
        filter: "trace,tungstenite=off".to_string(),
    };
    subscriber(&log, false, kept.clone())
        .unwrap()
        .try_init()
        .unwrap();
    // The negative twin: the capture catches what a careless line would say.
    tracing::warn!(name = "Zebedaios", "careless");
    assert_eq!(leaks(&kept.text()), ["Zebedaios"]);
    kept.0.lock().unwrap().clear();

    let (http, sip) = (free_tcp(), free_udp());
    let seed = Seed::from_number(1);
    let text = config(http, sip);
    let config = tolk::config::read("test", &text, std::iter::empty(), &seed).unwrap();
    let runtime = Runtime::new().unwrap();
    let running = runtime
        .block_on(Box::pin(tolk::serve::start(config, None, &seed)))
        .unwrap();
    let node = running.node.clone();

    invite(sip, "8001234");
    wait_for(&node, "the call", |e| {
        matches!(e, JournalEvent::LegOpened { .. })
    });
    invite(sip, "kvartssand");
    wait_for(
        &node,
        "the refusal",
        |e| matches!(e, JournalEvent::Admitted { outcome, .. } if outcome == "refuse"),
    );
    let mut host = join(http, Some("hosttokenhosttoken"));
    let guest = join(http, None);
    drop(join(http, Some("wrongtokenwrongtoken")));
    let chat = json!({"v": 1, "id": 2, "type": "chat", "body": {"text": "kvartssand"}});
    say(&mut host, &chat);
    let invite = json!({"type": "invite", "address": "sip:utringd@127.0.0.1:9"});
    say(
        &mut host,
        &json!({"v": 1, "id": 3, "type": "control", "body": {"request": invite}}),
    );
    say(&mut host, &json!({"nonsense": "Zebedaios"}));
    let ok = http_get(http, "/api/v1/meetings", "admintokenadmintoken");
    assert!(ok.starts_with("HTTP/1.1 200"), "{ok}");
    http_get(
        http,
        "/api/v1/directory?q=Melkiorsson",
        "admintokenadmintoken",
    );
    http_get(http, "/debug", "wrongtokenwrongtoken");
    let order = CallOrder {
        from: "8001234".parse().unwrap(),
        to: "sip:utringd@127.0.0.1:9".parse().unwrap(),
        redial: None,
    };
    runtime.block_on(node.place_call(order)).unwrap();
    let place = node.find_place(&"meet".parse().unwrap()).unwrap();
    let token = Secret::new("hosttokenhosttoken".to_string());
    tracing::debug!(place = ?place.aliases.len(), links = link("", &place, Some(&token)).len(), "places");
    let state = runtime.block_on(node.debug_state()).to_string();
    assert_eq!(leaks(&state), [""; 0], "in /debug");
    drop((host, guest, node));
    runtime.block_on(Box::pin(running.end()));

    let logged = kept.text();
    assert!(logged.contains("admitted"), "the capture works to the end");
    let lines: Vec<&str> = logged
        .lines()
        .filter(|line| !leaks(line).is_empty())
        .collect();
    assert!(lines.is_empty(), "{} lines: {lines:#?}", lines.len());
}
