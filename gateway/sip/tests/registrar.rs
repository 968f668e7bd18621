#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Devices that register, and accounts that prove themselves: hand-written messages to one edge.

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::Trust;
use tolk_model::registration::*;
use tolk_model::time::Now;
use tolk_model::{Alias, Party, Pii, Secret};

/// `H("anna:example.com:secret")`.
const HA1_MD5: &str = "1b3d1751931f2a049140d81210b9b0c1";

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

fn alias() -> Alias {
    Alias {
        domain: domain("example.com"),
        local: "anna".to_string(),
    }
}

/// What the edge asked, in order.
type Asked = Rc<RefCell<Vec<Ask>>>;

fn world() -> (World, Asked) {
    let mut world = World::with(1, |_, config| config.accounts = true);
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    let asked = Asked::default();
    let seen = asked.clone();
    world.directory = Box::new(move |_, now, ask| {
        seen.borrow_mut().push(ask.clone());
        directory(now, ask)
    });
    (world, asked)
}

fn directory(now: Now, ask: &Ask) -> Reply {
    match ask {
        Ask::Credentials { user, .. } => {
            Reply::Credentials((user == "anna").then(|| Credentials {
                hash: Secret::new(HA1_MD5.to_string()),
                aliases: vec![alias()],
            }))
        }
        Ask::HasAccount { address } => Reply::HasAccount(address.reveal().local == "anna"),
        Ask::Register(registration) => Reply::Registered(Ok(bound(now, registration))),
        _ => Reply::Noted,
    }
}

/// A request of the peer; `extra` holds further header lines, each with CRLF.
fn request(method: &str, uri: &str, from: &str, number: u32, extra: &str) -> String {
    format!(
        "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:{from}@example.com>;tag=aa\r\nTo: <sip:{from}@example.com>\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\n{extra}Content-Length: 0\r\n\r\n"
    )
}

fn send(world: &mut World, text: &str) -> String {
    let before = world.sides[B].sent.len();
    world.inject(B, peer(), text.as_bytes());
    let answers = &world.sides[B].sent[before..];
    answers.last().cloned().unwrap_or_default()
}

fn status(message: &str) -> &str {
    message.get(8..11).unwrap_or("")
}

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message
        .lines()
        .find_map(|l| l.strip_prefix(&format!("{name}: ")))
}

fn field<'a>(challenge: &'a str, name: &str) -> &'a str {
    let start = challenge.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
    let rest = &challenge[start..];
    &rest[..rest.find('"').unwrap()]
}

/// An `Authorization` line for the MD5 challenge of a 401.
fn answer(refusal: &str, method: &str, uri: &str, nc: u32, ha1: &str) -> String {
    answer_of("anna", refusal, method, uri, nc, ha1)
}

fn answer_of(user: &str, refusal: &str, method: &str, uri: &str, nc: u32, ha1: &str) -> String {
    let challenge = refusal
        .lines()
        .find(|l| l.starts_with("WWW-Authenticate:") && l.contains("MD5"))
        .expect("a challenge");
    let nonce = field(challenge, "nonce");
    let ha2 = md5(&format!("{method}:{uri}"));
    let response = md5(&format!("{ha1}:{nonce}:{nc:08x}:cc:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"{user}\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm=MD5, qop=auth, nc={nc:08x}, cnonce=\"cc\"\r\n"
    )
}

fn md5(text: &str) -> String {
    use md5::Digest;
    md5::Md5::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

const HOME: &str = "sip:example.com";

/// Registers with these contact lines and gives the answer.
fn register(world: &mut World, number: u32, contacts: &str) -> String {
    let refusal = send(world, &request("REGISTER", HOME, "anna", number, contacts));
    assert_eq!(status(&refusal), "401", "{refusal}");
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    let text = request(
        "REGISTER",
        HOME,
        "anna",
        number + 1,
        &format!("{proof}{contacts}"),
    );
    send(world, &text)
}

fn registrations(asked: &Asked) -> Vec<Registration> {
    let all = asked.borrow();
    let all = all.iter().filter_map(|ask| match ask {
        Ask::Register(registration) => Some((**registration).clone()),
        _ => None,
    });
    all.collect()
}

fn wanted(asked: &Asked) -> Vec<Wanted> {
    match registrations(asked).pop().expect("one").change {
        Change::Bind(wanted) => wanted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_device_proves_itself_and_is_bound() {
    let (mut world, asked) = world();
    let contact =
        "Contact: <sip:anna@198.51.100.1:5060;ob>;q=0.5\r\nExpires: 600\r\nUser-Agent: Phone 1\r\n";
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, contact));
    let challenges: Vec<&str> = refusal
        .lines()
        .filter(|l| l.starts_with("WWW-Authenticate"))
        .collect();
    assert_eq!(challenges.len(), 2, "{refusal}");
    assert!(challenges[0].contains("SHA-256") && challenges[1].contains("MD5"));
    assert!(asked.borrow().is_empty(), "nobody was asked before a proof");
    let answer = register(&mut world, 2, contact);
    assert_eq!(status(&answer), "200", "{answer}");
    assert_eq!(
        header(&answer, "Contact"),
        Some("<sip:anna@198.51.100.1:5060;ob>;expires=600;q=0.500")
    );
    let registration = registrations(&asked).pop().unwrap();
    assert_eq!(registration.account, Pii::new("anna".to_string()));
    assert_eq!(registration.user_agent, "Phone 1");
    let device = wanted(&asked).pop().unwrap();
    assert_eq!(device.lifetime, Duration::from_secs(600));
    assert_eq!(device.preference, 500);
    let source = device
        .route
        .source
        .expect("it named the host that it sends from");
    assert_eq!((source.remote, source.only), (peer(), false));
}

#[test]
fn wrong_passwords_and_unknown_users_hear_the_same() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let mut heard = Vec::new();
    for (number, user) in [(2, "anna"), (3, "nobody")] {
        let proof = answer_of(user, &refusal, "REGISTER", HOME, 1, &md5("guess"));
        let answer = send(
            &mut world,
            &request("REGISTER", HOME, "anna", number, &proof),
        );
        let lines = answer
            .lines()
            .map(|l| l.split([':', ' ']).next().unwrap().to_string());
        heard.push((status(&answer).to_string(), lines.collect::<Vec<_>>()));
        assert!(!answer.contains("stale"));
    }
    assert_eq!(heard[0], heard[1]);
    assert_eq!(heard[0].0, "401");
    assert!(registrations(&asked).is_empty());
    let words = "account with a wrong user name or password";
    assert_eq!(overstepped(&world), [words, words]);
}

/// What the journal says was refused.
fn overstepped(world: &World) -> Vec<String> {
    let events = world.sides[B].journal.iter();
    events
        .filter_map(|e| match e {
            JournalEvent::Refused { what, .. } => Some(what.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn the_journal_says_why_a_proven_account_was_not_registered() {
    for (error, expected, words) in [
        (
            RegistrationError::NotYours,
            "403",
            "registration of an address that is not the account's",
        ),
        (
            RegistrationError::Unknown,
            "404",
            "registration of an unknown address",
        ),
    ] {
        let (mut world, _) = world();
        world.directory = Box::new(move |_, now, ask| match ask {
            Ask::Register(_) => Reply::Registered(Err(error)),
            _ => directory(now, ask),
        });
        let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
        let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
        let said = send(&mut world, &request("REGISTER", HOME, "anna", 2, &proof));
        assert_eq!(status(&said), expected);
        assert_eq!(overstepped(&world), [words]);
    }
}

#[test]
fn a_replayed_answer_is_stale_and_binds_nothing() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 2, &proof)
        )),
        "200"
    );
    let again = send(&mut world, &request("REGISTER", HOME, "anna", 3, &proof));
    assert_eq!(status(&again), "401");
    assert!(again.contains("stale=true"), "{again}");
    let next = answer(&refusal, "REGISTER", HOME, 2, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 4, &next)
        )),
        "200"
    );
    world.seconds(301);
    let old = answer(&refusal, "REGISTER", HOME, 3, HA1_MD5);
    let answer = send(&mut world, &request("REGISTER", HOME, "anna", 5, &old));
    assert!(
        status(&answer) == "401" && answer.contains("stale=true"),
        "{answer}"
    );
    assert_eq!(registrations(&asked).len(), 2);
}

#[test]
fn an_answer_made_for_another_callee_is_refused() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let contact = "Contact: <sip:a@198.51.100.1>\r\n";
    let invite =
        |number, more: &str| request("INVITE", uri, "anna", number, &format!("{more}{contact}"));
    let refusal = send(&mut world, &invite(1, ""));
    let proof = answer(&refusal, "INVITE", "sip:premium@example.com", 1, HA1_MD5);
    assert_eq!(status(&send(&mut world, &invite(2, &proof))), "400");
    assert!(world.sides[B].events.is_empty());
    let by_address = answer(&refusal, "INVITE", "sip:room@198.51.100.2:5060", 1, HA1_MD5);
    send(&mut world, &invite(3, &by_address));
    assert_eq!(world.sides[B].events.len(), 1);
}

/// RFC 3261 §22.4 point 6: that the two differ is no failure in itself.
#[test]
fn an_answer_may_spell_the_same_request_differently() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let proof = answer(&refusal, "REGISTER", "sip:anna@example.com", 1, HA1_MD5);
    let done = send(&mut world, &request("REGISTER", HOME, "anna", 2, &proof));
    assert_eq!((status(&done), registrations(&asked).len()), ("200", 1));
    let uri = "sip:+468123@example.com;user=phone";
    for (number, spelt) in [(3, "tel:+468123"), (5, "sip:example.com")] {
        let contact = "Contact: <sip:a@198.51.100.1>\r\n";
        let invite = |number, more: &str| {
            request("INVITE", uri, "anna", number, &format!("{more}{contact}"))
                .replace("Call-ID: c1", &format!("Call-ID: {spelt}"))
        };
        let refusal = send(&mut world, &invite(number, ""));
        let proof = answer(&refusal, "INVITE", spelt, 1, HA1_MD5);
        let before = world.sides[B].events.len();
        send(&mut world, &invite(number + 1, &proof));
        assert_eq!(world.sides[B].events.len(), before + 1, "{spelt}");
    }
}

#[test]
fn a_guesser_hears_503_and_the_journal_says_so_once() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let mut refused = 0;
    for number in 2..60 {
        let proof = answer(
            &refusal,
            "REGISTER",
            HOME,
            number,
            &md5(&number.to_string()),
        );
        let answer = send(
            &mut world,
            &request("REGISTER", HOME, "anna", number, &proof),
        );
        refused += usize::from(status(&answer) == "503");
        world.seconds(1);
    }
    assert!(refused >= 30, "{refused}");
    let asked = asked.borrow().len();
    assert!(asked <= 28, "twenty at once and six a minute: {asked}");
    let lines = world.sides[B]
        .journal
        .iter()
        .filter(|e| format!("{e:?}").contains("wrong passwords"));
    assert!((1..=8).contains(&lines.count()));
}

#[test]
fn lifetimes_have_bounds() {
    let (mut world, asked) = world();
    let brief = register(
        &mut world,
        1,
        "Contact: <sip:a@198.51.100.1>;expires=59\r\n",
    );
    assert_eq!(
        (status(&brief), header(&brief, "Min-Expires")),
        ("423", Some("60"))
    );
    for (number, line, seconds) in [
        (10, "Contact: <sip:a@198.51.100.1>\r\n", 3600),
        (
            20,
            "Contact: <sip:a@198.51.100.1>\r\nExpires: 99999999999999999999\r\n",
            3600,
        ),
        (
            30,
            "Contact: <sip:a@198.51.100.1>;expires=4294967295\r\n",
            7200,
        ),
        (40, "Contact: <sip:a@198.51.100.1>;expires=0\r\n", 0),
        (
            50,
            "Contact: <sip:a@198.51.100.1>\r\nExpires: soon\r\n",
            3600,
        ),
    ] {
        assert_eq!(status(&register(&mut world, number, line)), "200", "{line}");
        assert_eq!(
            wanted(&asked)[0].lifetime,
            Duration::from_secs(seconds),
            "{line}"
        );
    }
}

#[test]
fn asking_and_clearing_are_told_apart_and_contradictions_refused() {
    let (mut world, asked) = world();
    assert_eq!(status(&register(&mut world, 1, "")), "200");
    assert_eq!(registrations(&asked).pop().unwrap().change, Change::Nothing);
    assert_eq!(
        status(&register(&mut world, 10, "Contact: *\r\nExpires: 0\r\n")),
        "200"
    );
    assert_eq!(registrations(&asked).pop().unwrap().change, Change::Clear);
    for (number, line) in [
        (20, "Contact: *\r\n"),
        (30, "Contact: *\r\nExpires: 60\r\n"),
        (40, "Contact: *, <sip:a@198.51.100.1>\r\nExpires: 0\r\n"),
        (50, "Contact: <tel:+46>\r\n"),
        (60, "Contact: <sip:a@198.51.100.1?Subject=x>\r\n"),
    ] {
        assert_eq!(status(&register(&mut world, number, line)), "400", "{line}");
    }
    assert_eq!(registrations(&asked).len(), 2);
}

#[test]
fn outbound_and_gruu_are_agreed_to() {
    let (mut world, asked) = world();
    let line = "Supported: outbound, gruu, path\r\nContact: <sip:anna@10.0.0.9:5060>;+sip.instance=\"<urn:uuid:0f>\";reg-id=2\r\n";
    let answer = register(&mut world, 1, line);
    assert_eq!(header(&answer, "Require"), Some("outbound"), "{answer}");
    assert!(header(&answer, "Flow-Timer").is_some());
    let contact = header(&answer, "Contact").unwrap();
    assert!(contact.contains("reg-id=2") && contact.contains("+sip.instance=\"<urn:uuid:0f>\""));
    assert!(
        contact.contains("pub-gruu=\"sip:anna@example.com;gr=urn:uuid:0f\""),
        "{contact}"
    );
    let device = wanted(&asked).pop().unwrap();
    assert!(device.route.source.unwrap().only, "bound to the flow");
    assert_eq!(device.flow_number, Some(2));
}

#[test]
fn a_first_hop_that_keeps_no_flow_is_told() {
    let (mut world, asked) = world();
    let with = |path: &str| {
        format!(
            "Supported: outbound, path\r\nPath: {path}\r\nContact: <sip:a@10.0.0.9>;+sip.instance=\"<urn:uuid:0f>\";reg-id=1\r\n"
        )
    };
    let answer = register(&mut world, 1, &with("<sip:edge.example;lr>"));
    assert_eq!(status(&answer), "439");
    let answer = register(&mut world, 10, &with("<sip:p@edge.example;lr;ob>"));
    assert_eq!(
        (status(&answer), header(&answer, "Path")),
        ("200", Some("<sip:p@edge.example;lr;ob>"))
    );
    let device = wanted(&asked).pop().unwrap();
    assert_eq!(device.route.hops, ["<sip:p@edge.example;lr;ob>"]);
    let source = device.route.source.expect("the last hop");
    assert_eq!((source.remote, source.only), (peer(), false));
}

#[test]
fn an_account_is_called_where_it_registers_from_and_nowhere_else() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:+46900123@203.0.113.5:5070>\r\n";
    assert_eq!(status(&register(&mut world, 1, contact)), "200");
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    assert!(
        invite.starts_with("INVITE sip:+46900123@203.0.113.5:5070 SIP/2.0"),
        "{invite}"
    );
    assert!(
        world.sides[B].opened.is_empty(),
        "by the flow of the registration"
    );
    // Nor does it send us on to somebody else.
    let mut moved = String::from("SIP/2.0 302 Moved\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            moved.push_str(line);
            moved.push_str("\r\n");
        }
    }
    moved.push_str("Contact: <sip:+46900123@203.0.113.5>\r\nContent-Length: 0\r\n\r\n");
    send(&mut world, &moved);
    let invites = world.sides[B]
        .sent
        .iter()
        .filter(|t| t.starts_with("INVITE"));
    assert_eq!(invites.count(), 1);
    let ended = world.sides[B].events.last();
    assert!(
        matches!(ended, Some((_, LegEvent::Ended(c))) if c.reason == tolk_model::Reason::Moved),
        "{ended:?}"
    );
}

#[test]
fn a_device_that_listens_at_another_port_is_called_there() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:anna@198.51.100.1:5099>\r\n";
    let text = |number, extra: &str| {
        request("REGISTER", HOME, "anna", number, extra).replace(";rport", "")
    };
    let refusal = send(&mut world, &text(1, contact));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(&mut world, &text(2, &format!("{proof}{contact}")))),
        "200"
    );
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    assert_eq!(
        world.sides[B].opened,
        ["198.51.100.1:5099".parse().unwrap()]
    );
}

fn dial(world: &mut World, route: DeviceRoute) {
    let leg = tolk_model::LegId::from_number(9);
    let dial = Dial {
        call: tolk_model::CallId::from_number(1),
        to: "sip:anna@10.0.0.9:5062".parse().unwrap(),
        from: Party {
            address: Pii::new("bert@example.com".parse().unwrap()),
            display_name: Pii::new("Bert".to_string()),
            organisation: None,
            identity: tolk_model::Identity::Anonymous,
        },
        media: audio(4000, Flow::Both),
        transfer: None,
        route: Some(Route::Device(route)),
    };
    world.command(B, leg, LegCommand::Dial(Box::new(dial)));
}

#[test]
fn a_device_behind_a_nat_is_called_by_its_flow_with_its_own_address() {
    let (mut world, asked) = world();
    // It names a private host, and sends from it as it thinks.
    let text = |number, extra: &str| {
        request("REGISTER", HOME, "anna", number, extra)
            .replace("UDP 198.51.100.1:5060", "UDP 10.0.0.9:5062")
    };
    let contact = "Contact: <sip:anna@10.0.0.9:5062;x=y>\r\n";
    let refusal = send(&mut world, &text(1, contact));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(&mut world, &text(2, &format!("{proof}{contact}")))),
        "200"
    );
    let route = wanted(&asked).pop().unwrap().route;
    // Long after its last word the way back is still open.
    world.seconds(600);
    let opened = world.sides[B].opened.len();
    let alive = world.sides[B]
        .sent
        .iter()
        .filter(|s| *s == "\r\n\r\n")
        .count();
    assert!(alive >= 20, "{alive}");
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    assert!(
        invite.starts_with("INVITE sip:anna@10.0.0.9:5062;x=y SIP/2.0\r\n"),
        "{invite}"
    );
    assert_eq!(
        world.sides[B].opened.len(),
        opened,
        "by the flow that was there"
    );
}

#[test]
fn a_device_behind_a_nat_hears_confirmations_by_its_flow() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:anna@10.0.0.9:5062>\r\n";
    assert_eq!(status(&register(&mut world, 1, contact)), "200");
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    let mut ringing = String::from("SIP/2.0 180 Ringing\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            ringing.push_str(line);
            ringing.push_str("\r\n");
        }
    }
    ringing.push_str("To: <sip:anna@10.0.0.9>;tag=bb\r\nRequire: 100rel\r\nRSeq: 7\r\n");
    ringing.push_str(contact);
    ringing.push_str("Content-Length: 0\r\n\r\n");
    let confirmation = send(&mut world, &ringing);
    assert!(
        confirmation.starts_with("PRACK sip:anna@10.0.0.9:5062 "),
        "{confirmation}"
    );
    assert!(world.sides[B].opened.is_empty(), "where only its NAT leads");
}

#[test]
fn a_device_behind_hops_is_called_by_them() {
    let (mut world, _) = world();
    dial(
        &mut world,
        DeviceRoute {
            contact: Pii::new("sip:anna@10.0.0.9".to_string()),
            hops: vec![
                "<sip:b.example.net;lr>".to_string(),
                "<sip:c;lr>".to_string(),
            ],
            instance: None,
            source: None,
        },
    );
    world.seconds(1);
    let invite = world.sides[B]
        .sent
        .iter()
        .find(|t| t.starts_with("INVITE"))
        .expect("resolved");
    assert!(invite.starts_with("INVITE sip:anna@10.0.0.9 SIP/2.0\r\n"));
    let routes: Vec<&str> = invite.lines().filter(|l| l.starts_with("Route:")).collect();
    assert_eq!(
        routes,
        ["Route: <sip:b.example.net;lr>", "Route: <sip:c;lr>"]
    );
}

#[test]
fn a_call_in_the_name_of_an_account_must_prove_it() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let refusal = send(
        &mut world,
        &request(
            "INVITE",
            uri,
            "anna",
            1,
            "Contact: <sip:a@198.51.100.1>\r\n",
        ),
    );
    assert_eq!(status(&refusal), "401", "{refusal}");
    assert!(world.sides[B].events.is_empty());
    let proof = answer(&refusal, "INVITE", uri, 1, HA1_MD5);
    let text = request(
        "INVITE",
        uri,
        "anna",
        2,
        &format!("{proof}Contact: <sip:a@198.51.100.1>\r\n"),
    );
    send(&mut world, &text);
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    assert_eq!(call.trust, Trust::Registered { alias: alias() });
    assert_eq!(call.from.address.reveal().to_string(), "anna@example.com");
}

#[test]
fn strangers_call_as_before_and_wrong_answers_do_not_help_them() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let contact = "Contact: <sip:a@198.51.100.1>\r\n";
    send(&mut world, &request("INVITE", uri, "zoe", 1, contact));
    let first = world.sides[B].events.first();
    assert!(
        matches!(first, Some((_, LegEvent::Incoming(c))) if c.trust == Trust::Anonymous),
        "{first:?}"
    );
    world.sides[B].events.clear();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 2, ""));
    let proof = answer(&refusal, "INVITE", uri, 1, &md5("guess"));
    let answer = send(
        &mut world,
        &request("INVITE", uri, "zoe", 3, &format!("{proof}{contact}")),
    );
    assert_eq!(status(&answer), "401");
    assert!(world.sides[B].events.is_empty());
}

#[test]
fn a_flow_that_is_gone_is_told_to_the_directory() {
    let (mut world, asked) = world();
    let line = "Supported: outbound\r\nContact: <sip:anna@10.0.0.9>;+sip.instance=\"<urn:uuid:0f>\";reg-id=1\r\n";
    assert_eq!(status(&register(&mut world, 1, line)), "200");
    let flow = wanted(&asked)[0].route.source.unwrap().flow;
    let now = world.now;
    let lost = tolk_model::Cause::network(tolk_model::Reason::ConnectionLost);
    world.sides[B].edge.flow_closed(now, flow, lost);
    world.inject(B, peer(), b"\r\n");
    assert_eq!(asked.borrow().last(), Some(&Ask::FlowLost { flow }));
}

#[test]
fn whoever_leaves_an_offer_of_two_unanswered_is_offered_md5_alone() {
    let (mut world, _) = world();
    let offers = |answer: &str| {
        answer
            .lines()
            .filter(|l| l.starts_with("WWW-Authenticate"))
            .count()
    };
    let first = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    assert_eq!(offers(&first), 2);
    let second = send(&mut world, &request("REGISTER", HOME, "anna", 2, ""));
    assert_eq!(offers(&second), 1);
    assert!(second.contains("algorithm=MD5"));
    let proof = answer(&second, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 3, &proof)
        )),
        "200"
    );
    let third = send(&mut world, &request("REGISTER", HOME, "anna", 4, ""));
    assert_eq!(offers(&third), 1, "it knows MD5 only: this renewal, too");
    world.seconds(24 * 3600);
    let later = send(&mut world, &request("REGISTER", HOME, "anna", 5, ""));
    assert_eq!(offers(&later), 2, "it may have been renewed");
    let better =
        answer(&later, "REGISTER", HOME, 1, HA1_MD5).replace("algorithm=MD5", "algorithm=SHA-256");
    send(&mut world, &request("REGISTER", HOME, "anna", 6, &better));
    let next = send(&mut world, &request("REGISTER", HOME, "anna", 7, ""));
    assert_eq!(offers(&next), 2, "it answered by SHA-256");
    let other = send(&mut world, &request("REGISTER", HOME, "bert", 5, ""));
    assert_eq!(offers(&other), 2);
}

#[test]
fn a_gruu_names_its_device() {
    let (mut world, _) = world();
    let uri = "sip:anna@example.com;gr=urn:uuid:0f";
    send(
        &mut world,
        &request("INVITE", uri, "zoe", 1, "Contact: <sip:a@198.51.100.1>\r\n"),
    );
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    assert_eq!(call.device, Some(Pii::new("<urn:uuid:0f>".to_string())));
    assert_eq!(call.to.local, "anna");
}
