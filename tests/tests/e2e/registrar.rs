//! Telephones that register with their password, ring each other by name, and ring together.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::baresip::{Account, Baresip, Kind};
use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::wait_until;

use super::room::Room;
use super::world::{LOCALHOST, PASSWORD, SOON, World};

const KARIN: Sender = Sender(1);
const BO: Sender = Sender(3);
const DOMAIN: &str = "tolk.test";

/// A telephone of Karin's or Bo's.
pub(crate) fn telephone(world: &World, sender: Sender, user: &str) -> Room {
    let account = Account {
        registrar: world.sip,
        domain: DOMAIN,
        user,
        password: PASSWORD,
    };
    let kind = Kind::PHONE;
    let started = Baresip::start_with_account(&world.story, LOCALHOST, sender, kind, &account);
    Room {
        sip: started.unwrap(),
    }
}

pub(crate) fn registered(world: &World) -> usize {
    let all = world.tolk.get("/api/v1/registrations").unwrap();
    all.as_array().map_or(0, Vec::len)
}

/// A telephone on a desk of which a story writes every byte: it rings and is not answered.
struct Desk {
    socket: UdpSocket,
    registrar: SocketAddr,
    user: &'static str,
}

fn md5(text: &str) -> String {
    let digest = openssl::hash::hash(openssl::hash::MessageDigest::md5(), text.as_bytes());
    let bytes = digest.unwrap();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn header<'m>(message: &'m str, name: &str) -> Option<&'m str> {
    let start = format!("{name}: ");
    message
        .lines()
        .find_map(|line| line.strip_prefix(start.as_str()))
}

impl Desk {
    fn new(world: &World, user: &'static str) -> Desk {
        let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        Desk {
            socket,
            registrar: world.sip,
            user,
        }
    }

    fn send(&self, text: &str) {
        self.socket
            .send_to(text.as_bytes(), self.registrar)
            .unwrap();
    }

    /// The next message that begins so; others are looked at no more.
    fn wait_for(&self, start: &str) -> anyhow::Result<String> {
        let until = Instant::now() + SOON;
        let mut buffer = [0; 8192];
        let mut seen = Vec::new();
        while Instant::now() < until {
            let Ok((length, _)) = self.socket.recv_from(&mut buffer) else {
                continue;
            };
            let text = String::from_utf8_lossy(buffer.get(..length).unwrap_or_default());
            if text.starts_with(start) {
                return Ok(text.into_owned());
            }
            seen.push(text.lines().next().unwrap_or_default().to_string());
        }
        bail!("no {start} in {seen:?}")
    }

    fn request(&self, number: u32, proof: &str) {
        let own = self.socket.local_addr().unwrap();
        let user = self.user;
        self.send(&format!(
            "REGISTER sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKdesk{number}\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@{DOMAIN}>;tag=desk\r\nTo: <sip:{user}@{DOMAIN}>\r\nCall-ID: desk-{own}\r\nCSeq: {number} REGISTER\r\n\
             Contact: <sip:desk@{own}>\r\nExpires: 300\r\n{proof}Content-Length: 0\r\n\r\n"
        ));
    }

    /// Registers with a password; the status of the answer.
    fn register(&self, number: u32, password: &str) -> anyhow::Result<String> {
        self.request(number, "");
        let refusal = self.wait_for("SIP/2.0 401")?;
        let challenge = header(&refusal, "WWW-Authenticate").context("a challenge")?;
        let (_, rest) = challenge.split_once("nonce=\"").context("a nonce")?;
        let (nonce, _) = rest.split_once('"').context("a nonce")?;
        let (user, uri) = (self.user, format!("sip:{DOMAIN}"));
        let ha1 = md5(&format!("{user}:{DOMAIN}:{password}"));
        let ha2 = md5(&format!("REGISTER:{uri}"));
        let response = md5(&format!("{ha1}:{nonce}:00000001:cn:auth:{ha2}"));
        self.request(
            number + 1,
            &format!(
                "Authorization: Digest username=\"{user}\", realm=\"{DOMAIN}\", nonce=\"{nonce}\", uri=\"{uri}\", \
                 response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"cn\"\r\n"
            ),
        );
        let answer = self.wait_for("SIP/2.0 ")?;
        Ok(answer.get(8..11).unwrap_or_default().to_string())
    }

    fn answer(&self, request: &str, status: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for line in request.lines() {
            let to = line.starts_with("To:");
            let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
            if kept.iter().any(|name| line.starts_with(name)) {
                text.push_str(line);
                text.push_str(if to && !line.contains("tag=") {
                    ";tag=bell\r\n"
                } else {
                    "\r\n"
                });
            }
        }
        text.push_str("Content-Length: 0\r\n\r\n");
        self.send(&text);
    }

    /// Rings until it is told to stop; the CANCEL.
    fn ring_until_cancelled(&self) -> anyhow::Result<String> {
        let invite = self.wait_for("INVITE ")?;
        self.answer(&invite, "180 Ringing");
        let cancel = self.wait_for("CANCEL ")?;
        self.answer(&cancel, "200 OK");
        self.answer(&invite, "487 Request Terminated");
        self.wait_for("ACK ")?;
        Ok(cancel)
    }
}

#[test]
fn registered_telephones_ring_each_other_by_name() {
    let world = World::begin("registrar");
    let mut karin = telephone(&world, KARIN, "karin");
    let mut bo = telephone(&world, BO, "bo");
    assert_eq!(registered(&world), 2);
    karin.call(&format!("sip:bo@{DOMAIN}"));
    bo.sip.wait_for_call(SOON).unwrap();
    karin.must_hear(BO);
    bo.must_hear(KARIN);
    world.wait_for_entry("admitted", |e| e["rule"] == "person.colleague");
    karin.hang_up();
    bo.sip.wait_for_end(SOON).unwrap();
    world.wait_until_idle();
}

#[test]
fn negative_twin_a_stranger_does_not_ring_a_registered_telephone() {
    let world = World::begin("registrar-stranger");
    let desk = Desk::new(&world, "bo");
    assert_eq!(desk.register(1, PASSWORD).unwrap(), "200");
    let mut stranger = Room::new(&world, KARIN, Kind::PHONE);
    stranger.call(&world.uri("bo", "udp"));
    let admitted = world.wait_for_entry("admitted", |e| e["outcome"] == "reception");
    assert_eq!(admitted["rule"], "person.strangers_reach_reception");
    assert!(desk.wait_for("INVITE ").is_err(), "it rings");
}

#[test]
fn all_telephones_of_a_person_ring_and_those_that_were_slower_show_no_missed_call() {
    let world = World::begin("registrar-together");
    let mut karin = telephone(&world, KARIN, "karin");
    let desk = Desk::new(&world, "bo");
    assert_eq!(desk.register(1, PASSWORD).unwrap(), "200");
    let ringing = std::thread::spawn(move || desk.ring_until_cancelled());
    // The other one answers by itself.
    let mut bo = telephone(&world, BO, "bo");
    wait_until(
        "both telephones of Bo",
        SOON,
        || Ok(registered(&world) == 3),
    )
    .unwrap();
    karin.call(&format!("sip:bo@{DOMAIN}"));
    bo.sip.wait_for_call(SOON).unwrap();
    let cancel = ringing.join().unwrap().unwrap();
    let reason = header(&cancel, "Reason").unwrap();
    assert!(
        reason.starts_with("SIP;cause=200;text=\"Call completed elsewhere\""),
        "{reason}"
    );
    karin.must_hear(BO);
    world.wait_for_entry("leg_ended", |e| {
        e["cause"]["reason"] == "answered_elsewhere"
    });
}

#[test]
fn a_wrong_password_binds_nothing_and_a_guesser_is_limited() {
    let world = World::begin("registrar-guess");
    let desk = Desk::new(&world, "bo");
    let mut heard = Vec::new();
    for attempt in 0..25 {
        heard.push(desk.register(1 + attempt * 2, "a wrong password").unwrap());
    }
    assert_eq!(heard.first().unwrap(), "401");
    assert_eq!(heard.last().unwrap(), "503", "{heard:?}");
    assert_eq!(registered(&world), 0);
    world.wait_for_entry("limited", |e| {
        e["what"]
            .as_str()
            .is_some_and(|what| what.contains("wrong passwords"))
    });
    let debug = world.tolk.get("/debug").unwrap();
    assert!(!debug.to_string().contains(PASSWORD));
}

#[test]
fn a_registration_that_is_not_renewed_is_gone() {
    let world = World::begin("registrar-gone");
    let mut bo = telephone(&world, BO, "bo");
    assert_eq!(registered(&world), 1);
    world.wait_for_entry("registered", |e| {
        e["what"] == "bound" && e["devices"] == json!(1)
    });
    bo.sip.command("quit", "").ok();
    world.wait_for_entry("registered", |e| {
        e["what"] == "unbound" && e["devices"] == json!(0)
    });
    assert_eq!(registered(&world), 0);
}

#[test]
fn a_stranger_s_stack_registers_and_leaves_over_udp_and_tcp() {
    let world = World::begin("registrar-sipp");
    for transport in ["u1", "t1"] {
        let arguments = [
            "-m", "20", "-r", "10", "-s", "bo", "-au", "bo", "-ap", PASSWORD, "-t", transport,
        ];
        let sipp = Sipp::start(&world.story, LOCALHOST, world.sip, "register", &arguments);
        sipp.unwrap().finish(Duration::from_secs(30)).unwrap();
        assert_eq!(registered(&world), 0);
    }
    world.wait_for_entry("registered", |e| e["what"] == "bound");
}
