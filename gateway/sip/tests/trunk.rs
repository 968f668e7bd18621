#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! A node that is the customer of an exchange, which is another edge with accounts.

mod harness;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::chat::ChatMessage;
use tolk_model::edge::{Ask, Edge, Reply};
use tolk_model::id::TrunkId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::Trust;
use tolk_model::registration::*;
use tolk_model::time::Now;
use tolk_model::{Alias, CallId, Cause, Identity, LegId, Party, Pii, Reason, Secret};
use tolk_sip::{Login, TrunkConfig};

const PASSWORD: &str = "the trunk's password";

/// What the exchange knows: whom it has let register.
#[derive(Default)]
struct Exchange {
    registered: Vec<Registration>,
    /// Refuses with this.
    refuses: Option<RegistrationError>,
}

fn trunk(change: impl FnOnce(&mut TrunkConfig)) -> TrunkConfig {
    let mut trunk = TrunkConfig {
        name: TrunkId::new("pbx"),
        domain: domain("pbx.example"),
        proxies: vec!["sip:b.example.net".parse().unwrap()],
        login: Some(Login {
            user: "tolk".to_string(),
            password: Secret::new(PASSWORD.to_string()),
        }),
        user: "tolk".to_string(),
        register: true,
        lifetime: Duration::from_secs(600),
        health: None,
        sources: Vec::new(),
        trust_udp: false,
    };
    change(&mut trunk);
    trunk
}

fn hash(algorithm: DigestAlgorithm) -> String {
    use md5::Digest;
    let text = format!("tolk:pbx.example:{PASSWORD}");
    let bytes = match algorithm {
        DigestAlgorithm::Md5 => md5::Md5::digest(&text).to_vec(),
        DigestAlgorithm::Sha256 => sha2::Sha256::digest(&text).to_vec(),
    };
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A is the node, B the exchange.
fn world(trunk: TrunkConfig) -> (World, Rc<RefCell<Exchange>>) {
    let mut world = World::with(3, |side, config| {
        if side == A {
            config.trunks = vec![trunk.clone()];
        } else {
            config.default_domain = domain("pbx.example");
            config.accounts = true;
        }
    });
    let exchange = Rc::<RefCell<Exchange>>::default();
    let inside = exchange.clone();
    world.directory = Box::new(move |side, now, ask| {
        assert_eq!(side, B, "the node asks nobody");
        answer(&mut inside.borrow_mut(), now, ask)
    });
    (world, exchange)
}

fn answer(exchange: &mut Exchange, now: Now, ask: &Ask) -> Reply {
    match ask {
        Ask::Credentials {
            user, algorithm, ..
        } => Reply::Credentials((user == "tolk").then(|| Credentials {
            hash: Secret::new(hash(*algorithm)),
            aliases: vec![Alias {
                domain: domain("pbx.example"),
                local: "tolk".to_string(),
            }],
        })),
        Ask::HasAccount { address } => Reply::HasAccount(address.reveal().local == "tolk"),
        Ask::Register(wanted) => {
            if let Some(error) = exchange.refuses {
                return Reply::Registered(Err(error));
            }
            exchange.registered.push((**wanted).clone());
            Reply::Registered(Ok(bound(now, wanted)))
        }
        _ => Reply::Noted,
    }
}

fn states(world: &World) -> Vec<String> {
    let states = world.sides[A].journal.iter().filter_map(|e| match e {
        JournalEvent::Trunk { state, .. } => Some(state.clone()),
        _ => None,
    });
    states.collect()
}

fn party(local: &str) -> Party {
    Party {
        address: Pii::new(local.parse().unwrap()),
        display_name: Pii::new("Anna".to_string()),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

fn dial(to: &str, route: Option<Route>) -> LegCommand {
    LegCommand::Dial(Box::new(Dial {
        call: CallId::from_number(1),
        to: to.parse().unwrap(),
        from: party("anna@example.com"),
        media: audio(4000, Flow::Both),
        transfer: None,
        route,
    }))
}

fn by_trunk() -> Option<Route> {
    Some(Route::Trunk {
        trunk: TrunkId::new("pbx"),
    })
}

fn sent<'w>(world: &'w World, side: usize, start: &str) -> Vec<&'w String> {
    let sent = world.sides[side].sent.iter();
    sent.filter(|text| text.starts_with(start)).collect()
}

fn end_of(world: &World, leg: LegId) -> Option<Cause> {
    world.sides[A]
        .events
        .iter()
        .find_map(|(of, event)| match event {
            LegEvent::Ended(cause) if *of == leg => Some(cause.clone()),
            _ => None,
        })
}

#[test]
fn it_registers_answers_the_challenge_and_renews_in_time() {
    let (mut world, exchange) = world(trunk(|_| {}));
    world.seconds(1);
    assert_eq!(exchange.borrow().registered.len(), 1);
    assert_eq!(states(&world), ["registered"]);
    let registers = sent(&world, A, "REGISTER");
    assert!(
        registers[0].starts_with("REGISTER sip:pbx.example SIP/2.0"),
        "{}",
        registers[0]
    );
    assert!(registers[1].contains("algorithm=SHA-256") && registers[1].contains("qop=auth"));
    world.seconds(1790);
    let count = exchange.borrow().registered.len();
    assert!((4..=5).contains(&count), "every 450 seconds: {count}");
    let numbers: Vec<u32> = exchange
        .borrow()
        .registered
        .iter()
        .map(|r| r.number)
        .collect();
    assert!(numbers.is_sorted());
}

#[test]
fn a_wrong_password_is_tried_once_and_rarely_again() {
    let (mut world, exchange) = world(trunk(|t| {
        t.login.as_mut().unwrap().password = Secret::new("wrong".to_string());
    }));
    world.seconds(590);
    assert!(exchange.borrow().registered.is_empty());
    assert!(
        sent(&world, A, "REGISTER").len() <= 3,
        "{:?}",
        sent(&world, A, "REGISTER")
    );
    assert_eq!(states(&world), ["down"]);
    world.seconds(20);
    assert!(sent(&world, A, "REGISTER").len() > 2, "it is tried again");
}

#[test]
fn an_exchange_that_is_away_is_asked_ever_more_slowly_and_found_again() {
    let (mut world, exchange) = world(trunk(|_| {}));
    world.filter = Box::new(|_, _| false);
    world.seconds(1800);
    let tries = sent(&world, A, "REGISTER");
    let different: std::collections::BTreeSet<_> = tries
        .iter()
        .map(|t| t.lines().find(|l| l.starts_with("CSeq")))
        .collect();
    assert!((4..=14).contains(&different.len()), "{}", different.len());
    assert_eq!(states(&world), ["down"]);
    world.filter = Box::new(|_, _| true);
    world.seconds(400);
    assert_eq!(states(&world), ["down", "registered"]);
    assert!(!exchange.borrow().registered.is_empty());
}

#[test]
fn a_call_goes_out_in_our_name_there_with_the_answer_to_its_challenge() {
    let (mut world, _) = world(trunk(|_| {}));
    world.seconds(1);
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    world.seconds(2);
    let invites = sent(&world, A, "INVITE");
    assert_eq!(invites.len(), 2, "{invites:?}");
    assert!(invites[1].starts_with("INVITE sip:0812345@pbx.example SIP/2.0"));
    assert!(
        invites[1].contains("From: \"Anna\" <sip:tolk@pbx.example>"),
        "{}",
        invites[1]
    );
    assert!(invites[1].contains("Authorization: Digest"));
    let incoming = world.sides[B].events.iter().find_map(|(_, e)| match e {
        LegEvent::Incoming(call) => Some(call.clone()),
        _ => None,
    });
    let call = incoming.expect("it came");
    assert!(
        matches!(call.trust, Trust::Registered { .. }),
        "{:?}",
        call.trust
    );
    let connected =
        |e: &(LegId, LegEvent)| matches!(e, (of, LegEvent::Connected(..)) if *of == leg);
    assert!(world.sides[A].events.iter().any(connected));
    world.command(A, leg, LegCommand::End(Cause::us(Reason::HungUp)));
    world.seconds(2);
    let byes = sent(&world, A, "BYE");
    assert!(
        byes[0].contains("Authorization: Digest") && byes[0].contains("nc=00000003"),
        "{}",
        byes[0]
    );
    assert_eq!(end_of(&world, leg).map(|c| c.reason), Some(Reason::HungUp));
}

#[test]
fn a_call_by_a_trunk_that_is_away_ends_at_once() {
    let (mut world, exchange) = world(trunk(|_| {}));
    exchange.borrow_mut().refuses = Some(RegistrationError::NotYours);
    world.seconds(1);
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    assert_eq!(
        end_of(&world, leg),
        Some(Cause::network(Reason::Unavailable))
    );
    let other = LegId::from_number(8);
    let nobody = Route::Trunk {
        trunk: TrunkId::new("nobody"),
    };
    world.command(A, other, dial("sip:0812345@pbx.example", Some(nobody)));
    assert_eq!(end_of(&world, other), Some(Cause::us(Reason::NotFound)));
}

#[test]
fn the_next_proxy_takes_the_call_that_the_first_one_lost() {
    let (mut world, _) = world(trunk(|t| {
        t.register = false;
        t.proxies = vec![
            "sip:dead.example.net".parse().unwrap(),
            "sip:b.example.net".parse().unwrap(),
        ];
    }));
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    world.seconds(40);
    let connected =
        |e: &(LegId, LegEvent)| matches!(e, (of, LegEvent::Connected(..)) if *of == leg);
    assert!(
        world.sides[A].events.iter().any(connected),
        "{:?}",
        world.sides[A].events
    );
}

#[test]
fn health_is_asked_and_told() {
    let (mut world, _) = world(trunk(|t| {
        t.register = false;
        t.health = Some(Duration::from_secs(30));
    }));
    world.seconds(1);
    assert_eq!(states(&world), ["up"]);
    world.filter = Box::new(|_, _| false);
    world.seconds(100);
    assert_eq!(states(&world), ["up", "down"]);
    world.filter = Box::new(|_, _| true);
    world.seconds(100);
    assert_eq!(states(&world), ["up", "down", "up"]);
}

#[test]
fn calls_that_come_by_it_are_known_by_our_registration_and_name_the_called() {
    let (mut world, exchange) = world(trunk(|_| {}));
    world.seconds(1);
    let registration = exchange.borrow().registered[0].clone();
    let Change::Bind(wanted) = registration.change else {
        panic!("{registration:?}")
    };
    let mut route = wanted[0].route.clone();
    route.source = None;
    let contact = route.contact.reveal().clone();
    let leg = LegId::from_number(9);
    world.command(B, leg, dial(&contact, Some(Route::Device(route))));
    world.seconds(1);
    let incoming = world.sides[A].events.iter().find_map(|(_, e)| match e {
        LegEvent::Incoming(call) => Some(call.clone()),
        _ => None,
    });
    let call = incoming.expect("it came");
    assert_eq!(
        call.trust,
        Trust::Trunk {
            trunk: TrunkId::new("pbx")
        }
    );
    let contact: tolk_model::Address = contact.parse().unwrap();
    assert_eq!(call.to.local, contact.local, "what To says");
}

const EXCHANGE: &str = "198.51.100.2:5060";

#[test]
fn a_challenge_of_one_errand_is_not_taken_for_one_of_the_other() {
    let (mut world, _) = world(trunk(|t| t.health = Some(Duration::from_secs(30))));
    world.filter = Box::new(|_, _| false);
    world.run(Duration::from_millis(1));
    let first = |world: &World, start: &str| sent(world, A, start)[0].clone();
    let (options, register) = (first(&world, "OPTIONS"), first(&world, "REGISTER"));
    say(&mut world, EXCHANGE, &options, "401 No", &challenge("n1"));
    say(&mut world, EXCHANGE, &register, "401 No", &challenge("n2"));
    let registers = sent(&world, A, "REGISTER");
    assert!(
        registers.last().unwrap().contains("nonce=\"n2\""),
        "{registers:?}"
    );
    assert!(!states(&world).contains(&"down".to_string()));
}

#[test]
fn each_proxy_may_ask_who_we_are() {
    let (mut world, _) = world(trunk(|t| {
        t.register = false;
        t.proxies = ["sip:198.51.100.2", "sip:203.0.113.7"]
            .map(|p| p.parse().unwrap())
            .to_vec();
    }));
    world.filter = Box::new(|_, _| false);
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    world.run(Duration::from_millis(1));
    let last = |world: &World| sent(world, A, "INVITE").last().unwrap().to_string();
    let invite = last(&world);
    say(&mut world, EXCHANGE, &invite, "401 No", &challenge("n1"));
    let invite = last(&world);
    assert!(invite.contains("nonce=\"n1\""), "{invite}");
    say(&mut world, EXCHANGE, &invite, "503 Away", "");
    let invite = last(&world);
    let next = "203.0.113.7:5060";
    say(&mut world, next, &invite, "401 No", &challenge("n2"));
    let invite = last(&world);
    assert!(invite.contains("nonce=\"n2\""), "{invite}");
    // The same answer again would be no better.
    say(&mut world, next, &invite, "401 No", &challenge("n3"));
    assert!(end_of(&world, leg).is_some());
    assert_eq!(last(&world), invite);
}

#[test]
fn each_request_of_a_call_may_be_challenged() {
    // Also long after its INVITE is forgotten, when a nonce has become old.
    for talked in [2, 100] {
        let (mut world, _) = world(trunk(|_| {}));
        world.seconds(1);
        let leg = LegId::from_number(7);
        world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
        world.seconds(talked);
        world.filter = Box::new(|_, _| false);
        world.command(A, leg, LegCommand::End(Cause::us(Reason::HungUp)));
        let bye = sent(&world, A, "BYE")[0].clone();
        say(&mut world, EXCHANGE, &bye, "401 No", &challenge("n9"));
        let byes = sent(&world, A, "BYE");
        assert!(
            byes.len() == 2 && byes[1].contains("nonce=\"n9\""),
            "{byes:?}"
        );
        // Answered or not, it is forgotten in the end.
        let again = byes[1].clone();
        if talked == 2 {
            say(&mut world, EXCHANGE, &again, "200 OK", "");
        }
        world.seconds(40);
        assert_eq!(world.sides[A].leftovers(), serde_json::json!([[], 0, 0, 0]));
    }
}

#[test]
fn each_of_several_requests_under_way_may_be_challenged() {
    let (mut world, _) = world(trunk(|_| {}));
    world.seconds(1);
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    world.seconds(2);
    world.filter = Box::new(|_, _| false);
    for text in ["one", "two"] {
        let line = ChatMessage {
            from: None,
            text: Pii::new(text.to_string()),
            at: world.now.wall,
        };
        world.command(A, leg, LegCommand::Chat(line));
    }
    let lines = |world: &World| -> Vec<String> {
        let lines = sent(world, A, "MESSAGE");
        lines.into_iter().cloned().collect()
    };
    let [one, two] = lines(&world).try_into().unwrap();
    say(&mut world, EXCHANGE, &one, "401 No", &challenge("n8"));
    say(&mut world, EXCHANGE, &two, "401 No", &challenge("n9"));
    let again = lines(&world).split_off(2);
    assert_eq!(again.len(), 2, "{again:?}");
    assert!(again[0].contains("nonce=\"n8\"") && again[0].ends_with("one"));
    assert!(again[1].contains("nonce=\"n9\"") && again[1].ends_with("two"));
    // The same answer again would be no better.
    say(&mut world, EXCHANGE, &again[0], "401 No", &challenge("n10"));
    assert_eq!(lines(&world).len(), 4);
}

/// A branch of a call answers its INVITE.
fn branch(world: &mut World, invite: &str, tag: &str, status: &str, more: &str) {
    let mut text = format!("SIP/2.0 {status}\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            let tag = match line.starts_with("To:") {
                true => format!(";tag={tag}"),
                false => String::new(),
            };
            text.push_str(&format!("{line}{tag}\r\n"));
        }
    }
    let sdp = sdp_text(4100);
    let contact = format!("Contact: <sip:{tag}@{EXCHANGE}>\r\nContent-Type: application/sdp\r\n");
    let length = sdp.len();
    text.push_str(&format!(
        "{more}{contact}Content-Length: {length}\r\n\r\n{sdp}"
    ));
    world.inject(A, EXCHANGE.parse().unwrap(), text.as_bytes());
    world.run(Duration::from_millis(1));
}

fn number(request: &str) -> u32 {
    let line = request.lines().find_map(|l| l.strip_prefix("CSeq: "));
    let number = line.and_then(|l| l.split(' ').next());
    number.unwrap().parse().unwrap()
}

#[test]
fn each_branch_of_a_call_may_ask_who_we_are() {
    let (mut world, _) = world(trunk(|t| {
        t.register = false;
        t.proxies = vec!["sip:198.51.100.2".parse().unwrap()];
    }));
    world.filter = Box::new(|_, _| false);
    let leg = LegId::from_number(7);
    world.command(A, leg, dial("sip:0812345@pbx.example", by_trunk()));
    world.run(Duration::from_millis(1));
    let last = |world: &World, start: &str| sent(world, A, start).last().unwrap().to_string();
    let invite = last(&world, "INVITE");
    say(&mut world, EXCHANGE, &invite, "401 No", &challenge("n1"));
    let invite = last(&world, "INVITE");
    let mut known = "n1".to_string();
    for (round, tag) in ["xx", "yy"].into_iter().enumerate() {
        let reliable = format!("Require: 100rel\r\nRSeq: {}\r\n", 5 + round);
        branch(&mut world, &invite, tag, "183 Progress", &reliable);
        let first = last(&world, "PRACK");
        assert!(first.starts_with(&format!("PRACK sip:{tag}@")), "{first}");
        assert!(first.contains(&format!("nonce=\"{known}\"")), "{first}");
        known = format!("p{round}");
        say(&mut world, EXCHANGE, &first, "401 No", &challenge(&known));
        let again = last(&world, "PRACK");
        assert!(again.starts_with(&format!("PRACK sip:{tag}@")), "{again}");
        assert!(again.contains(&format!("nonce=\"{known}\"")), "{again}");
        assert!(again.contains(&format!("RAck: {} ", 5 + round)), "{again}");
        assert!(again.contains(&format!(";tag={tag}\r\n")), "{again}");
        assert_eq!(number(&again), number(&first) + 1);
        // A wrong password stays wrong.
        let pracks = sent(&world, A, "PRACK").len();
        say(&mut world, EXCHANGE, &again, "401 No", &challenge("no"));
        assert_eq!(sent(&world, A, "PRACK").len(), pracks);
    }
    branch(&mut world, &invite, "xx", "200 OK", "");
    branch(&mut world, &invite, "yy", "200 OK", "");
    // The second one is too late.
    let bye = last(&world, "BYE");
    assert!(bye.starts_with("BYE sip:yy@") && bye.contains("nonce=\"p1\""));
    say(&mut world, EXCHANGE, &bye, "401 No", &challenge("b1"));
    let again = last(&world, "BYE");
    assert!(again.starts_with("BYE sip:yy@") && again.contains("nonce=\"b1\""));
    assert_eq!(number(&again), number(&bye) + 1);
    assert!(end_of(&world, leg).is_none(), "the call stands");
}

#[test]
fn old_outages_do_not_lengthen_a_new_one() {
    let (mut world, _) = world(trunk(|t| {
        t.register = false;
        t.health = Some(Duration::from_secs(30));
    }));
    for _ in 0..10 {
        world.filter = Box::new(|_, _| false);
        world.seconds(70);
        world.filter = Box::new(|_, _| true);
        world.seconds(400);
    }
    assert_eq!(states(&world).last().unwrap(), "up");
    world.filter = Box::new(|_, _| false);
    world.seconds(65);
    assert_eq!(states(&world).last().unwrap(), "down");
    world.filter = Box::new(|_, _| true);
    world.seconds(60);
    assert_eq!(states(&world).last().unwrap(), "up");
}

#[test]
fn a_node_that_ends_takes_its_registration_back() {
    let (mut world, exchange) = world(trunk(|t| t.health = Some(Duration::from_secs(30))));
    world.seconds(60);
    world.leave(A);
    assert!(!world.sides[A].edge.has_left());
    world.seconds(1);
    assert!(world.sides[A].edge.has_left());
    let last = exchange.borrow().registered.last().unwrap().clone();
    let Change::Bind(wanted) = &last.change else {
        panic!("{last:?}");
    };
    assert_eq!(wanted[0].lifetime, Duration::ZERO);
    let before = exchange.borrow().registered[0].clone();
    assert_eq!(last.sequence, before.sequence, "the same sequence");
    assert!(last.number > before.number);
    assert!(states(&world).ends_with(&["registered".into(), "down".into()]));
    let said = world.sides[A].sent.len();
    world.seconds(7200);
    assert_eq!(world.sides[A].sent.len(), said, "nothing is asked any more");
}

#[test]
fn a_node_that_ends_waits_for_no_exchange_that_is_away() {
    let (mut world, _) = world(trunk(|_| {}));
    world.seconds(1);
    world.filter = Box::new(|_, _| false);
    world.leave(A);
    world.seconds(10);
    assert!(!world.sides[A].edge.has_left());
    world.seconds(30);
    assert!(world.sides[A].edge.has_left());
    assert_eq!(world.sides[A].leftovers(), serde_json::json!([[], 0, 0, 0]));
}
