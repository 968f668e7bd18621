//! Floods of SIP, and what another caller notices of them: every call of its is answered; how long that took is printed beside its
//! quiet time.
#![expect(clippy::print_stdout, reason = "times are told, not judged")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tolk_tests::impair::SplitMix;
use tolk_tests::peers::caller::Caller;

use super::world::{LOCALHOST, ROOM, SOON, World};

/// Calls that the other caller makes from one address, as it needs a port for each and limits are per source.
const CALLS_FROM: usize = 100;
/// Calls of each measurement at least: the middle one is told.
const CALLS: usize = 15;
/// Datagrams of each flood at least: about a second.
const FLOOD: u64 = 10_000;
/// Addresses that a flood comes from.
const SOURCES: u8 = 40;
/// Datagrams between two rests of a flood: some thousands a second, more than a source may send.
const BURST: u64 = 50;

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40004 RTP/AVP 0\r\n";

/// Calls one after the other, as long as there is a flood; how long the middle one took to be answered. All must be.
fn set_up(world: &World, (what, network): (&str, u8), goes_on: impl Fn() -> bool) -> Duration {
    let mut all: Vec<Duration> = (0..)
        .take_while(|n| *n < CALLS || goes_on())
        .map(|n| {
            let host = u8::try_from(10 + n / CALLS_FROM).unwrap();
            let caller = IpAddr::V4(Ipv4Addr::new(127, 0, network, host));
            let began = Instant::now();
            let mut call = Caller::invite(caller, world.sip, ROOM, SDP).unwrap();
            let answered = call.wait_for_answer(SOON);
            assert!(answered.is_ok(), "{what}, call {n}: {answered:?}");
            let took = began.elapsed();
            call.hang_up(SOON).unwrap();
            took
        })
        .collect();
    all.sort();
    all[all.len() / 2]
}

/// One message of a flood: by its number, from an address, to the node.
type Write = fn(u64, SocketAddr, SocketAddr) -> String;

fn flood(to: SocketAddr, write: Write, stop: &AtomicBool, sent: &AtomicU64) {
    let sources: Vec<UdpSocket> = (1..=SOURCES)
        .map(|n| UdpSocket::bind((Ipv4Addr::new(127, 0, 9, n), 0)).unwrap())
        .collect();
    let mut random = SplitMix::new(11);
    let mut count = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        for socket in &sources {
            let text = write(random.next_u64(), socket.local_addr().unwrap(), to);
            // A full buffer is the flood's own fault.
            drop(socket.send_to(text.as_bytes(), to));
            count += 1;
            sent.store(count, Ordering::Relaxed);
            if count.is_multiple_of(BURST) {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

fn request(
    method: &str,
    user: &str,
    n: u64,
    (from, to): (SocketAddr, SocketAddr),
    more: &str,
) -> String {
    format!(
        "{method} sip:{user}@{to} SIP/2.0\r\nVia: SIP/2.0/UDP {from};rport;branch=z9hG4bK{n}\r\nMax-Forwards: 70\r\n\
         From: <sip:karin@{to}>;tag={n}\r\nTo: <sip:{user}@{to}>\r\nCall-ID: {n}\r\nCSeq: 1 {method}\r\n\
         Contact: <sip:x@{from}>\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

/// Looks for numbers that answer, as scanners do all day.
fn scan(n: u64, from: SocketAddr, to: SocketAddr) -> String {
    let more = "User-Agent: friendly-scanner\r\n";
    request("INVITE", &(n % 100_000).to_string(), n, (from, to), more).replace("karin", "100")
}

/// All telephones of an agency after a power cut.
fn register(n: u64, from: SocketAddr, to: SocketAddr) -> String {
    request("REGISTER", "karin", n, (from, to), "Expires: 3600\r\n")
}

/// An answer to a challenge that was overheard, over and over.
fn replay(n: u64, from: SocketAddr, to: SocketAddr) -> String {
    let nonce = "0000000000000001000000000000000200000000000000030000000000000004";
    let more = format!(
        "Authorization: Digest username=\"karin\", realm=\"{}\", nonce=\"{nonce}\", uri=\"sip:{to}\", \
         response=\"00112233445566778899aabbccddeeff\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"x\"\r\n",
        to.ip()
    );
    request("REGISTER", "karin", n, (from, to), &more)
}

/// Answers to requests that we may have sent.
fn answer(n: u64, from: SocketAddr, to: SocketAddr) -> String {
    let status = ["200 OK", "486 Busy Here", "302 Moved"][usize::try_from(n % 3).unwrap()];
    format!(
        "SIP/2.0 {status}\r\nVia: SIP/2.0/UDP {to};branch=z9hG4bK{n:x}\r\nFrom: <sip:x@{to}>;tag={n}\r\n\
         To: <sip:{ROOM}@{to}>;tag=1\r\nCall-ID: {n}\r\nCSeq: 1 INVITE\r\nContact: <sip:x@{from}>\r\nContent-Length: 0\r\n\r\n"
    )
}

/// Takes over, or passes on, calls of others.
fn take_over(n: u64, from: SocketAddr, to: SocketAddr) -> String {
    if n.is_multiple_of(2) {
        let more = format!("Replaces: {n};to-tag=1;from-tag=2\r\nSupported: replaces\r\n");
        return request("INVITE", ROOM, n, (from, to), &more);
    }
    let more = format!(
        "Refer-To: <sip:premium@{from}>\r\nTarget-Dialog: {n};local-tag=1;remote-tag=2\r\n"
    );
    request("REFER", ROOM, n, (from, to), &more)
}

#[test]
fn another_caller_is_answered_during_floods_of_sip() {
    let world = World::begin("floods");
    // The first call opens the meeting and warms everything up.
    set_up(&world, ("warm-up", 10), || false);
    let quiet = set_up(&world, ("quiet", 11), || false);
    println!("quiet: {quiet:?}");
    let floods: [(&str, Write); 5] = [
        ("scanners", scan),
        ("registrations", register),
        ("replayed digests", replay),
        ("forged responses", answer),
        ("Replaces and REFER", take_over),
    ];
    for (network, (name, write)) in (12..).zip(floods) {
        let (stop, sent) = (AtomicBool::new(false), AtomicU64::new(0));
        let began = Instant::now();
        let took = std::thread::scope(|threads| {
            threads.spawn(|| flood(world.sip, write, &stop, &sent));
            // Also when a call fails, the flood must end.
            let lasts = || sent.load(Ordering::Relaxed) < FLOOD;
            let outcome = std::panic::catch_unwind(|| set_up(&world, (name, network), lasts));
            stop.store(true, Ordering::Relaxed);
            outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        let per_second = sent.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
        let ratio = took.as_secs_f64() / quiet.as_secs_f64();
        println!(
            "{name}: {took:?}, {ratio:.2} times the quiet time, {per_second:.0} datagrams a second"
        );
        // Whatever was begun for the flood ends by itself, and the next caller is served.
        assert!(world.tolk.get("/healthz").is_ok(), "{name}");
    }
    let limited = world.journal("limited").len();
    assert!(limited > 0, "a source that floods is limited");
    assert!(limited < 900, "the floods filled the journal: {limited}");
    assert_eq!(world.sip.ip(), LOCALHOST);
}
