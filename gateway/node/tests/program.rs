//! The program as a person uses it: started, asked by its own command line, ended by Ctrl-C.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tolk");
const DEADLINE: Duration = Duration::from_secs(30);
/// Two Ctrl-C or one: a node without calls ends within this.
const END: Duration = Duration::from_secs(10);

/// A node, ended when it is dropped.
struct Node {
    child: Child,
    file: String,
    http: SocketAddr,
    sip: SocketAddr,
    banner: String,
}

fn free() -> (SocketAddr, SocketAddr) {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    (tcp.local_addr().unwrap(), udp.local_addr().unwrap())
}

fn start(folder: &Path) -> Node {
    let (http, sip) = free();
    let file = folder.join("tolk.toml");
    let text = format!(
        r#"
        [http]
        bind = ["{http}"]
        [sip]
        udp = ["{sip}"]
        tcp = ["{sip}"]
        [h323]
        bind = ["127.0.0.1:0"]
        [media]
        shared_port = 0
        [[network]]
        bind = ["127.0.0.1"]
        [admin]
        token = "program-test-token"
        [database]
        path = "{}"
        [[outgoing.rule]]
        to = "127.0.0.0/8"
        [[room]]
        title = "Board"
        aliases = ["8001234"]
        admits = "everybody"
        new_links = true
        "#,
        folder.join("tolk.db").display()
    );
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let mut child = Command::new(PROGRAM)
        .args(["serve", "--config", &file])
        .stdout(Stdio::piped())
        .stderr(Stdio::from(
            std::fs::File::create(folder.join("log")).unwrap(),
        ))
        .spawn()
        .unwrap();
    let mut banner = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    while !banner.contains("Ctrl-C ends it.") {
        let read = lines.read_line(&mut banner).unwrap();
        let log = || std::fs::read_to_string(folder.join("log")).unwrap();
        assert!(read > 0, "it ended: {}", log());
    }
    Node {
        child,
        file,
        http,
        sip,
        banner,
    }
}

impl Node {
    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    fn wait(&mut self) -> i32 {
        let until = Instant::now() + END;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::yield_now();
        }
    }

    fn say(&self, words: &[&str]) -> Output {
        Command::new(PROGRAM)
            .args(words)
            .args(["--config", &self.file])
            .output()
            .unwrap()
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.http).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let http = self.http;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {http}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It has ended already, as a rule.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_node_starts_is_asked_to_dial_and_ends_by_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = start(folder.path());
    for words in [
        "Host link",
        "Guest link",
        "sip:8001234@127.0.0.1",
        "h323:8001234@127.0.0.1:",
        "#k=",
    ] {
        assert!(node.banner.contains(words), "{}", node.banner);
    }
    assert!(node.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(node.get("/metrics").contains("tolk_leg_alive"));

    let called = UdpSocket::bind("127.0.0.1:0").unwrap();
    called.set_read_timeout(Some(DEADLINE)).unwrap();
    let to = format!("sip:desk@{}", called.local_addr().unwrap());
    let dialled = node.say(&["dial", "8001234", &to]);
    assert!(dialled.status.success(), "{}", text(&dialled.stderr));
    let answer = text(&dialled.stdout);
    assert!(answer.contains("outgoing.allowed"), "{answer}");
    let mut buffer = [0; 4096];
    let (length, from) = called.recv_from(&mut buffer).unwrap();
    assert!(buffer[..length].starts_with(b"INVITE sip:desk@"));
    assert_eq!(from, node.sip);

    let refused = node.say(&["dial", "8001234", "x@elsewhere.example"]);
    assert_eq!(refused.status.code(), Some(1));
    let why = text(&refused.stderr);
    assert!(why.contains("outgoing.default_deny"), "{why}");

    node.signal("-INT");
    assert_eq!(node.wait(), 0);
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("node_ended"), "{log}");
    assert!(!log.contains("node_ended_with_tasks"), "{log}");
    // Everything that was opened can be opened again at once.
    assert!(TcpListener::bind(node.http).is_ok() && UdpSocket::bind(node.sip).is_ok());
}

#[test]
fn a_service_manager_ends_it_and_a_taken_port_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = start(folder.path());
    let second = node.say(&["serve"]);
    assert_eq!(second.status.code(), Some(1));
    let why = text(&second.stderr);
    assert!(why.contains("cannot listen on"), "{why}");
    assert!(why.contains(&node.sip.to_string()), "{why}");
    node.signal("-TERM");
    assert_eq!(node.wait(), 0);
}

#[test]
fn what_needs_no_node_is_told_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tolk.toml");
    std::fs::write(&file, "[node]\ndomian = 1\n[http]\nbind = \"x\"\n").unwrap();
    let run = |words: &[&str]| Command::new(PROGRAM).args(words).output().unwrap();
    let file = file.display().to_string();
    let wrong = run(&["check", "--config", &file]);
    assert!(!wrong.status.success());
    let why = text(&wrong.stderr);
    assert!(
        why.contains("domain") && why.contains("tolk.toml:2"),
        "{why}"
    );
    assert!(why.contains("tolk.toml:4"), "all mistakes at once: {why}");
    let sample = run(&["check", "--sample"]);
    assert!(text(&sample.stdout).contains("[http]"));
    let version = run(&["version"]);
    assert!(text(&version.stdout).starts_with("tolk "));
}

#[test]
fn why_is_asked_as_an_account_or_a_trunk() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tolk.toml");
    let text = r#"
        [node]
        domain = "agency.se"
        [[organisation]]
        name = "Agency"
        [[room]]
        title = "Board"
        aliases = ["8001"]
        admits = "known"
        [[person]]
        name = "Anna"
        aliases = ["anna"]
        organisation = "Agency"
        devices = ["sip:anna@192.0.2.1"]
        [[person]]
        name = "Bert"
        aliases = ["bert"]
        organisation = "Agency"
        [[account]]
        user = "bert-phone"
        password = "a-long-enough-password"
        aliases = ["bert"]
        [[trunk]]
        name = "operator"
        proxies = ["sip:192.0.2.9"]
        incoming_numbers = ["004680* -> 80*"]
    "#;
    std::fs::write(&file, text).unwrap();
    let why = |arguments: &[&str]| {
        let file = file.display().to_string();
        let mut all = vec!["why", "--config", &file];
        all.extend(arguments);
        let output = Command::new(PROGRAM).args(all).output().unwrap();
        let said = text_of(&output);
        said.lines().next().unwrap_or_default().to_string()
    };
    let cases: [(&[&str], &str); 8] = [
        (&["8001"], "room.strangers_wait"),
        (&["8001", "--account", "bert-phone"], "room.admits_known"),
        (&["8001", "--trunk", "operator"], "trunk.callers_wait"),
        (&["00468001", "--trunk", "operator"], "trunk.callers_wait"),
        (&["anna", "--account", "bert-phone"], "person.colleague"),
        (&["anna"], "reception.none"),
        (&["anna", "--account", "nobody"], "there is no account"),
        (&["anna", "--trunk", "nobody"], "there is no trunk"),
    ];
    for (arguments, words) in cases {
        let said = why(arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

fn text_of(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
