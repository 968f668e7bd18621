//! Against a name server on loopback, which answers from a table and counts what it is asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, NAPTR, SOA, SRV};
use hickory_resolver::proto::rr::{Name, Record};
use tokio::net::UdpSocket;
use tolk_model::Address;

use super::*;
use crate::tasks::{Task, Tasks};

struct Zone {
    resolver: Resolver,
    asked: Arc<Mutex<Vec<String>>>,
    tasks: Tasks,
    serving: Task<()>,
}

fn name(text: &str) -> Name {
    Name::from_utf8(text).expect("a name")
}

fn a(of: &str, ip: [u8; 4]) -> (Name, RData) {
    (name(of), RData::A(A(ip.into())))
}

fn srv(of: &str, (priority, weight): (u16, u16), port: u16, target: &str) -> (Name, RData) {
    let record = SRV::new(priority, weight, port, name(target));
    (name(of), RData::SRV(record))
}

fn naptr(of: &str, order: u16, service: &str, to: &str) -> (Name, RData) {
    let bytes = |text: &str| text.as_bytes().to_vec().into_boxed_slice();
    let record = NAPTR::new(order, 1, bytes("s"), bytes(service), bytes(""), name(to));
    (name(of), RData::NAPTR(record))
}

fn zone() -> Vec<(Name, RData)> {
    vec![
        naptr("full.example.", 20, "SIP+D2U", "_sip._udp.full.example."),
        naptr(
            "full.example.",
            10,
            "SIPS+D2T",
            "_sips._tcp.elsewhere.example.",
        ),
        naptr("full.example.", 5, "SIP+D2S", "_sip._sctp.full.example."),
        srv(
            "_sips._tcp.elsewhere.example.",
            (10, 0),
            5071,
            "one.example.",
        ),
        srv(
            "_sips._tcp.elsewhere.example.",
            (20, 0),
            5072,
            "two.example.",
        ),
        srv("_sip._udp.full.example.", (1, 1), 5062, "two.example."),
        a("one.example.", [192, 0, 2, 1]),
        (
            name("one.example."),
            RData::AAAA(AAAA("2001:db8::1".parse().expect("an address"))),
        ),
        a("two.example.", [192, 0, 2, 2]),
        a("full.example.", [192, 0, 2, 99]),
        // No NAPTR.
        srv("_sip._tcp.half.example.", (1, 1), 5063, "two.example."),
        a("half.example.", [192, 0, 2, 3]),
        // An address only.
        a("plain.example.", [192, 0, 2, 4]),
        // Decidedly not there.
        srv("_sip._udp.no.example.", (0, 0), 0, "."),
        a("no.example.", [192, 0, 2, 5]),
        // Two of equal priority.
        srv("_sip._udp.shared.example.", (1, 1), 5060, "one.example."),
        srv("_sip._udp.shared.example.", (1, 1), 5060, "two.example."),
    ]
}

async fn serve(socket: UdpSocket, asked: Arc<Mutex<Vec<String>>>) {
    let zone = zone();
    let mut buffer = [0; 1_500];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let Ok(question) = Message::from_vec(&buffer[..length]) else {
            continue;
        };
        let query = question.queries()[0].clone();
        let words = format!("{} {}", query.query_type(), query.name());
        asked.lock().expect("whole").push(words);
        let mut answer = Message::new();
        answer.set_id(question.id());
        answer.set_message_type(MessageType::Response);
        answer.set_recursion_desired(true);
        answer.set_recursion_available(true);
        let of_name = || zone.iter().filter(|(of, _)| of == query.name());
        for (of, data) in of_name().filter(|(_, d)| d.record_type() == query.query_type()) {
            answer.add_answer(Record::from_rdata(of.clone(), 300, data.clone()));
        }
        if of_name().next().is_none() {
            answer.set_response_code(ResponseCode::NXDomain);
        }
        if answer.answers().is_empty() {
            // How long it may be remembered that there is nothing (RFC 2308).
            let soa = SOA::new(name("ns.example."), name("x.example."), 1, 60, 60, 60, 60);
            answer.add_name_server(Record::from_rdata(name("example."), 60, RData::SOA(soa)));
        }
        answer.add_query(query);
        let bytes = answer.to_vec().expect("writes");
        drop(socket.send_to(&bytes, from).await);
    }
}

async fn begin(seed: u64) -> Zone {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("binds");
    let config = DnsConfig {
        nameservers: vec![socket.local_addr().expect("bound")],
    };
    let (asked, tasks) = (Arc::<Mutex<Vec<String>>>::default(), Tasks::new());
    let serving = tasks.spawn(
        "name_server",
        tracing::Span::none(),
        serve(socket, asked.clone()),
    );
    Zone {
        resolver: Resolver::new(&config, &Seed::from_number(seed)),
        asked,
        tasks,
        serving,
    }
}

impl Zone {
    /// Where an address leads: `transport address` each.
    async fn leads(&self, uri: &str) -> Vec<String> {
        let address: Address = uri.parse().expect("an address");
        let query = Query {
            host: address.domain.expect("a host"),
            port: address.port,
            transport: address.transport,
            secure: uri.starts_with("sips:"),
        };
        let found = self.resolver.resolve(&query).await;
        for destination in &found {
            let name = destination.transport.is_secure().then_some(&query.host);
            assert_eq!(
                destination.name.as_ref(),
                name,
                "what a certificate must prove"
            );
        }
        let words = |d: &Destination| format!("{:?} {}", d.transport, d.address);
        found.iter().map(words).collect()
    }

    fn asked(&self) -> usize {
        self.asked.lock().expect("whole").len()
    }
}

impl Drop for Zone {
    fn drop(&mut self) {
        self.tasks.token().cancel();
        self.serving.abort();
    }
}

#[tokio::test]
async fn names_lead_where_rfc_3263_says() {
    let zone = begin(1).await;
    let tls = [
        "Tls 192.0.2.1:5071",
        "Tls [2001:db8::1]:5071",
        "Tls 192.0.2.2:5072",
    ];
    for (uri, expected) in [
        // NAPTR decides the transport, SRV the port, in the order of priority.
        ("sip:x@full.example", &tls[..]),
        ("sips:x@full.example", &tls),
        ("sip:x@full.example;transport=udp", &["Udp 192.0.2.2:5062"]),
        ("sip:x@full.example:5080", &["Udp 192.0.2.99:5080"]),
        (
            "sip:x@full.example:5080;transport=tcp",
            &["Tcp 192.0.2.99:5080"],
        ),
        ("sip:x@half.example", &["Tcp 192.0.2.2:5063"]),
        // TLS is demanded and not offered by name: the host itself, under TLS.
        ("sips:x@half.example", &["Tls 192.0.2.3:5061"]),
        ("sip:x@half.example;transport=udp", &["Udp 192.0.2.3:5060"]),
        ("sip:x@plain.example", &["Udp 192.0.2.4:5060"]),
        ("sip:x@plain.example;transport=tls", &["Tls 192.0.2.4:5061"]),
        (
            "sips:x@plain.example;transport=tcp",
            &["Tls 192.0.2.4:5061"],
        ),
        ("sips:x@plain.example;transport=udp", &[]),
        ("sip:x@no.example", &[]),
        ("sip:x@nowhere.example", &[]),
        ("sip:x@page.invalid", &[]),
        ("sip:x@plain.example;transport=ws", &[]),
        ("sip:x@192.0.2.7", &["Udp 192.0.2.7:5060"]),
        ("sips:x@[2001:db8::7]:5070", &["Tls [2001:db8::7]:5070"]),
    ] {
        assert_eq!(zone.leads(uri).await, expected, "{uri}");
    }
}

#[tokio::test]
async fn answers_are_remembered() {
    let zone = begin(1).await;
    zone.leads("sip:x@full.example").await;
    let asked = zone.asked();
    assert!(asked >= 4, "{:?}", zone.asked);
    zone.leads("sip:x@full.example").await;
    assert_eq!(zone.asked(), asked);
    let invalid = zone.leads("sip:x@page.invalid").await;
    assert_eq!((invalid.len(), zone.asked()), (0, asked), "nobody is asked");
}

#[tokio::test]
async fn equal_servers_share_the_calls_and_the_seed_decides() {
    let mut firsts = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let first = begin(seed).await.leads("sip:x@shared.example").await;
        let again = begin(seed).await.leads("sip:x@shared.example").await;
        assert_eq!(first, again, "the same seed, the same order");
        firsts.insert(first[0].clone());
    }
    assert_eq!(firsts.len(), 2, "{firsts:?}");
}

/// Time runs when nothing else does.
#[tokio::test(start_paused = true)]
async fn a_dead_name_server_keeps_nobody_waiting_for_long() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.expect("binds");
    let at: SocketAddr = silent.local_addr().expect("bound");
    let config = DnsConfig {
        nameservers: vec![at],
    };
    let resolver = Resolver::new(&config, &Seed::from_number(1));
    let query = Query {
        host: Domain::new("full.example").expect("a host"),
        port: None,
        transport: None,
        secure: false,
    };
    let found = tokio::time::timeout(DEADLINE * 2, resolver.resolve(&query)).await;
    assert!(found.expect("in time").is_empty());
}
