//! Handshakes over real sockets: who is believed, who is refused and in which words, and who keeps nobody waiting.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use openssl::ssl::{SslConnector, SslMethod, SslStream, SslVerifyMode, SslVersion};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tolk_model::Domain;

use super::super::tests::{DEADLINE, within, world_with};
use super::fresh::{Look, keep_fresh_every};
use super::handshake::{Secured, accept, connect};
use super::*;
use crate::config::{SipPeerConfig, TlsVersion};

const SERVER: &str = "sip.a.example";
const CLIENT: &str = "b.example";

/// A folder with an authority and what it issued.
struct Office {
    folder: tempfile::TempDir,
    issuer: Issuer<'static, KeyPair>,
}

impl Office {
    fn open() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let key = KeyPair::generate().expect("a key");
        let mut parameters = CertificateParams::new(Vec::new()).expect("parameters");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Another name than rcgen's usual one: an issuer of its own name is a self-signed certificate.
        let name = &mut parameters.distinguished_name;
        name.push(rcgen::DnType::CommonName, "Authority");
        let made = parameters.self_signed(&key).expect("made");
        std::fs::write(folder.path().join("authority.pem"), made.pem()).expect("written");
        let issuer = Issuer::new(parameters, key);
        Office { folder, issuer }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Issues a certificate into files.
    fn issue(&self, file: &str, names: &[&str]) -> CertificateConfig {
        let names: Vec<String> = names.iter().map(|n| (*n).to_string()).collect();
        let key = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new(names).expect("parameters");
        let made = parameters.signed_by(&key, &self.issuer).expect("signed");
        let (certificate, key_file) = (
            self.path(&format!("{file}.pem")),
            self.path(&format!("{file}.key")),
        );
        std::fs::write(&key_file, key.serialize_pem()).expect("written");
        std::fs::write(&certificate, made.pem()).expect("written");
        CertificateConfig::Files {
            certificate,
            key: key_file,
        }
    }

    /// What an end of this office is configured with.
    fn end(&self, certificate: Option<CertificateConfig>) -> SipTlsConfig {
        SipTlsConfig {
            bind: Vec::new(),
            certificate,
            authorities: Some(self.path("authority.pem")),
            clients: ClientCertificates::Required,
            peers: Vec::new(),
        }
    }

    fn server(&self) -> SipTlsConfig {
        self.end(Some(self.issue("server", &[SERVER, "a.example"])))
    }

    fn client(&self) -> SipTlsConfig {
        self.end(Some(self.issue("client", &[CLIENT])))
    }
}

fn load(config: &SipTlsConfig) -> Tls {
    Tls::load(config, &[]).expect("loads")
}

fn domain(name: &str) -> Domain {
    Domain::new(name).expect("a domain")
}

type Outcome = Result<Secured, TlsProblem>;

/// A handshake between two ends: what the server found, and the client.
async fn shake(server: &Tls, client: &Tls, name: &str) -> (Outcome, Outcome) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let at = listener.local_addr().expect("bound");
    let answer = async {
        let (stream, remote) = listener.accept().await.expect("connects");
        let secured = accept(server, stream, remote).await;
        hear(secured).await
    };
    let name = domain(name);
    let call = async {
        let secured = connect(client, Some(&name), at).await;
        say(secured).await
    };
    within(async { tokio::join!(answer, call) }).await
}

/// TLS 1.3 tells a client of its refusal only when it reads: one word each way.
async fn say(secured: Outcome) -> Outcome {
    let mut secured = secured?;
    drop(secured.stream.write_all(b"?").await);
    let mut word = [0];
    match secured.stream.read_exact(&mut word).await {
        Ok(_) => Ok(secured),
        Err(error) => Err(TlsProblem::Failed(error.to_string())),
    }
}

async fn hear(secured: Outcome) -> Outcome {
    let mut secured = secured?;
    let mut word = [0];
    if secured.stream.read_exact(&mut word).await.is_ok() {
        secured.stream.write_all(&word).await.expect("writes");
    }
    Ok(secured)
}

fn problem(outcome: Outcome) -> String {
    outcome.expect_err("refused").to_string()
}

#[tokio::test]
async fn both_ends_prove_their_names() {
    let office = Office::open();
    let (server, client) = (load(&office.server()), load(&office.client()));
    let (served, called) = shake(&server, &client, "a.example").await;
    assert_eq!(served.expect("let in").names, [domain(CLIENT)]);
    let names = called.expect("believed").names;
    assert_eq!(names, [domain("a.example"), domain(SERVER)]);
}

#[tokio::test]
async fn the_wrong_name_is_refused_and_both_names_are_told() {
    let office = Office::open();
    let (server, client) = (load(&office.server()), load(&office.client()));
    let (_, called) = shake(&server, &client, "c.example").await;
    let words = problem(called);
    assert!(
        words.contains("is for sip.a.example, a.example, not for"),
        "{words}"
    );
    // A wildcard proves nothing, even where browsers believe it.
    let wild = office.end(Some(office.issue("wild", &["*.a.example"])));
    let (_, called) = shake(&load(&wild), &client, SERVER).await;
    assert!(problem(called).contains("no name of SIP"));
}

#[tokio::test]
async fn a_strangers_certificate_is_not_trusted() {
    let (office, other) = (Office::open(), Office::open());
    let (server, stranger) = (load(&office.server()), other.client());
    let (served, _) = shake(&server, &load(&stranger), SERVER).await;
    assert!(served.is_err(), "a client of another authority");
    let trusting = SipTlsConfig {
        authorities: Some(office.path("authority.pem")),
        ..stranger
    };
    let (served, called) = shake(&server, &load(&trusting), SERVER).await;
    let words = problem(served);
    assert!(words.contains("certificate is not trusted: "), "{words}");
    assert!(called.is_err());
    let (_, called) = shake(&load(&other.server()), &load(&office.client()), SERVER).await;
    assert!(
        problem(called).contains("not trusted"),
        "a server of another authority"
    );
}

#[tokio::test]
async fn certificates_of_clients_are_required_optional_or_ignored() {
    let (office, other) = (Office::open(), Office::open());
    let nobody = load(&office.end(None));
    let stranger = load(&SipTlsConfig {
        authorities: Some(office.path("authority.pem")),
        ..other.client()
    });
    let with = |clients| {
        load(&SipTlsConfig {
            clients,
            ..office.server()
        })
    };
    let required = with(ClientCertificates::Required);
    let (served, _) = shake(&required, &nobody, SERVER).await;
    assert_eq!(served.expect_err("refused"), TlsProblem::NoCertificate);
    let optional = with(ClientCertificates::Optional);
    for (client, proven) in [(&nobody, 0), (&load(&office.client()), 1), (&stranger, 0)] {
        let (served, called) = shake(&optional, client, SERVER).await;
        let served = served.expect("let in");
        assert_eq!(served.names.len(), proven);
        assert_eq!(
            served.unproven.is_some(),
            std::ptr::eq(client, &raw const stranger)
        );
        called.expect("believes us");
    }
    let ignored = with(ClientCertificates::Ignored);
    let (served, _) = shake(&ignored, &load(&office.client()), SERVER).await;
    assert!(served.expect("let in").names.is_empty());
}

/// A client that knows nothing newer than TLS 1.0.
fn old_client(at: std::net::SocketAddr) -> Result<SslStream<std::net::TcpStream>, String> {
    let mut builder = SslConnector::builder(SslMethod::tls()).expect("a builder");
    builder.set_verify(SslVerifyMode::NONE);
    builder.set_security_level(0);
    builder.set_cipher_list("ALL:@SECLEVEL=0").expect("ciphers");
    let old = Some(SslVersion::TLS1);
    builder.set_min_proto_version(old).expect("old");
    builder.set_max_proto_version(old).expect("old");
    let stream = std::net::TcpStream::connect(at).expect("connects");
    let connector = builder.build();
    connector.connect(SERVER, stream).map_err(|e| e.to_string())
}

#[tokio::test]
async fn old_versions_are_for_the_peers_that_need_them() {
    let office = Office::open();
    let peer = |domain: &str, min_tls| SipPeerConfig {
        domain: domain.parse().expect("a pattern"),
        min_tls,
        authorities: None,
        verify: true,
    };
    let cases = [
        (vec![], false),
        (vec![peer("192.0.2.0/24", TlsVersion::V1_0)], false),
        (vec![peer("127.0.0.0/8", TlsVersion::V1_1)], false),
        (vec![peer("127.0.0.0/8", TlsVersion::V1_0)], true),
    ];
    for (peers, permitted) in cases {
        let server = load(&SipTlsConfig {
            clients: ClientCertificates::Optional,
            peers,
            ..office.server()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let at = listener.local_addr().expect("bound");
        let client = tokio::task::spawn_blocking(move || old_client(at));
        let (stream, remote) = within(listener.accept()).await.expect("connects");
        let served = within(accept(&server, stream, remote)).await;
        let client = within(client).await.expect("ends");
        assert_eq!(client.is_ok(), permitted);
        match permitted {
            true => drop(served.expect("let in")),
            false => assert_eq!(served.expect_err("refused"), TlsProblem::Version),
        }
    }
}

#[tokio::test]
async fn a_peer_has_its_own_authorities_or_is_not_looked_at() {
    let office = Office::open();
    // A room with a certificate of its own making, for a name that nobody dials.
    let room = load(&SipTlsConfig {
        certificate: Some(CertificateConfig::SelfSigned),
        clients: ClientCertificates::Ignored,
        ..office.server()
    });
    let mut config = office.client();
    let (_, called) = shake(&room, &load(&config), "room.example").await;
    assert!(problem(called).contains("not trusted: self"));
    config.peers = vec![SipPeerConfig {
        domain: "*.example".parse().expect("a pattern"),
        min_tls: TlsVersion::V1_2,
        authorities: None,
        verify: false,
    }];
    let (_, called) = shake(&room, &load(&config), "room.example").await;
    assert!(called.expect("not looked at").names.is_empty());
    let other = Office::open();
    config.peers[0].verify = true;
    config.peers[0].authorities = Some(other.path("authority.pem"));
    let (_, called) = shake(&load(&other.server_for_anybody()), &load(&config), SERVER).await;
    assert_eq!(called.expect("its own authority").names[0], domain(SERVER));
}

impl Office {
    fn server_for_anybody(&self) -> SipTlsConfig {
        SipTlsConfig {
            clients: ClientCertificates::Ignored,
            ..self.server()
        }
    }
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let office = Office::open();
    let (server, client) = (load(&office.server_for_anybody()), load(&office.client()));
    shake(&server, &client, SERVER).await.1.expect("the first");
    // Another name, so that which one is shown can be told.
    office.issue("server", &["renewed.example"]);
    set_modified(&office.path("server.pem"), 1);
    shake(&server, &client, SERVER)
        .await
        .1
        .expect("a handshake reads no file");
    assert_eq!((server.look(), server.look()), (Look::Renewed, Look::Same));
    let (_, called) = shake(&server, &client, "renewed.example").await;
    called.expect("the second");
    std::fs::write(office.path("server.pem"), "half").expect("written");
    set_modified(&office.path("server.pem"), 2);
    assert_eq!((server.look(), server.look()), (Look::Wrong, Look::Wrong));
    let (_, called) = shake(&server, &client, "renewed.example").await;
    called.expect("the second still");
    std::fs::remove_file(office.path("server.key")).expect("removed");
    assert_eq!(server.look(), Look::Wrong);
    office.issue("server", &["third.example"]);
    assert_eq!(server.look(), Look::Renewed);
    let (_, called) = shake(&server, &client, "third.example").await;
    called.expect("the third");
}

#[tokio::test]
async fn a_disk_that_hangs_keeps_no_handshake() {
    let office = Office::open();
    let (server, client) = (
        Arc::new(load(&office.server_for_anybody())),
        load(&office.client()),
    );
    // A pipe that nobody writes into is a file that is never read to its end.
    let pipe = office.path("server.pem");
    std::fs::remove_file(&pipe).expect("removed");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("runs").success());
    let tasks = crate::tasks::Tasks::new();
    let keeping = keep_fresh_every(Duration::from_millis(1), server.clone(), tasks.clone());
    let keeping = tasks.spawn("keeps", tracing::Span::none(), keeping);
    within(async {
        while !tasks.alive().contains_key("sip_certificates") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let (_, called) = shake(&server, &client, SERVER).await;
    tasks.token().cancel();
    let mut keeping = keeping;
    within(keeping.join()).await.expect("ends");
    // The thread that reads is let go.
    std::fs::write(&pipe, "nothing").expect("written");
    called.expect("with what is in memory");
    within(tasks.none_alive()).await;
}

#[tokio::test]
async fn a_task_renews_certificates_without_a_handshake() {
    let office = Office::open();
    let (server, client) = (
        Arc::new(load(&office.server_for_anybody())),
        load(&office.client()),
    );
    office.issue("server", &["renewed.example"]);
    set_modified(&office.path("server.pem"), 1);
    let before = server.contexts();
    let tasks = crate::tasks::Tasks::new();
    let keeping = keep_fresh_every(Duration::from_millis(1), server.clone(), tasks.clone());
    let mut keeping = tasks.spawn("keeps", tracing::Span::none(), keeping);
    within(async {
        while Arc::ptr_eq(&before, &server.contexts()) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let (_, called) = shake(&server, &client, "renewed.example").await;
    called.expect("the second");
    tasks.token().cancel();
    within(keeping.join()).await.expect("ends");
}

fn set_modified(file: &Path, seconds: u64) {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let opened = std::fs::File::options().append(true).open(file);
    opened.expect("opens").set_modified(at).expect("sets");
}

#[tokio::test]
async fn no_session_is_resumed() {
    let office = Office::open();
    let server = load(&office.server_for_anybody());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let at = listener.local_addr().expect("bound");
    let client = tokio::task::spawn_blocking(move || {
        let mut builder = SslConnector::builder(SslMethod::tls()).expect("a builder");
        builder.set_verify(SslVerifyMode::NONE);
        builder
            .set_max_proto_version(Some(SslVersion::TLS1_2))
            .expect("1.2");
        let connector = builder.build();
        let open = || std::net::TcpStream::connect(at).expect("connects");
        let first = connector.connect(SERVER, open()).expect("shakes");
        let session = first.ssl().session().expect("a session").to_owned();
        let mut ssl = connector
            .configure()
            .expect("configured")
            .into_ssl(SERVER)
            .expect("made");
        set_session(&mut ssl, &session);
        let second = ssl.connect(open()).expect("shakes");
        second.ssl().session_reused()
    });
    for _ in 0..2 {
        let (stream, remote) = within(listener.accept()).await.expect("connects");
        within(accept(&server, stream, remote))
            .await
            .expect("let in");
    }
    assert!(!within(client).await.expect("ends"));
}

#[expect(
    unsafe_code,
    reason = "openssl's own word for a session of another context"
)]
fn set_session(ssl: &mut Ssl, session: &openssl::ssl::SslSessionRef) {
    // SAFETY: the session was made with the same context.
    unsafe { ssl.set_session(session) }.expect("taken");
}

/// Time runs when nothing else does.
#[tokio::test(start_paused = true)]
async fn a_silent_client_is_given_up() {
    let office = Office::open();
    let server = load(&office.server());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let at = listener.local_addr().expect("bound");
    let silent = std::net::TcpStream::connect(at).expect("connects");
    let (stream, remote) = listener.accept().await.expect("accepts");
    let outcome = accept(&server, stream, remote).await;
    assert_eq!(outcome.expect_err("given up"), TlsProblem::Slow);
    drop(silent);
}

#[tokio::test]
async fn a_flow_under_tls_is_like_any_other_and_slow_clients_keep_nobody_waiting() {
    let office = Office::open();
    let tls = Arc::new(load(&office.server()));
    let world = world_with("127.0.0.1", DEADLINE, Some(tls)).await;
    // It says nothing, and the listener goes on.
    let silent = TcpStream::connect(world.tls).await.expect("connects");
    let client = load(&office.client());
    let name = domain(SERVER);
    let mut called = within(connect(&client, Some(&name), world.tls))
        .await
        .expect("believed");
    world.noted("opened 0 Tls").await;
    world.noted("proven b.example").await;
    called.stream.write_all(b"one").await.expect("writes");
    let mut word = [0; 3];
    within(called.stream.read_exact(&mut word))
        .await
        .expect("reads");
    assert_eq!(&word, b"one");
    // Larger than a record of TLS, both ways.
    let large = vec![b'z'; 200_000];
    let mut back = vec![0; large.len()];
    let (mut read, mut write) = tokio::io::split(called.stream);
    let echo = async { tokio::join!(write.write_all(&large), read.read_exact(&mut back)) };
    let (sent, received) = within(echo).await;
    assert!(sent.is_ok() && received.is_ok() && back == large);
    drop(silent);
    world.end().await;
}

#[tokio::test]
async fn what_is_no_tls_is_told_in_words() {
    let office = Office::open();
    let tls = Arc::new(load(&office.server()));
    let world = world_with("127.0.0.1", DEADLINE, Some(tls)).await;
    let mut plain = TcpStream::connect(world.tls).await.expect("connects");
    plain
        .write_all(b"OPTIONS sip:a@b SIP/2.0\r\n\r\n")
        .await
        .expect("writes");
    world.noted("what the peer sends is not TLS").await;
    world.end().await;
}

#[tokio::test]
async fn the_edge_calls_under_tls_and_hears_why_it_failed() {
    let (office, other) = (Office::open(), Office::open());
    let tls = Arc::new(load(&office.client()));
    let world = world_with("127.0.0.1", DEADLINE, Some(tls)).await;
    for (server, outcome) in [
        (load(&office.server_for_anybody()), "opened 1 Tls"),
        (load(&other.server_for_anybody()), "not trusted"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let order = format!("tls {}", listener.local_addr().expect("bound"));
        world.order(&order).await;
        let (stream, remote) = within(listener.accept()).await.expect("connects");
        let served = within(accept(&server, stream, remote)).await;
        world.noted(outcome).await;
        drop(served);
    }
    world.noted("closed unavailable by far_end").await;
    world.end().await;
}
