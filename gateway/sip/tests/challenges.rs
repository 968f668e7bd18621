#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! What a trunk asks of our requests: each is answered once, with a fresh answer, and a second question is a refusal (RFC 3261 §22).

mod harness;

use std::time::Duration;

use harness::*;
use tolk_model::id::{ControlId, PageId, TrunkId, WatchId};
use tolk_model::leg::{Dial, LegCommand, LegEvent};
use tolk_model::media::{Flow, Rev};
use tolk_model::presence::{DirectCommand, EdgeEvent, Package, Page};
use tolk_model::registration::Route;
use tolk_model::{CallId, Cause, Identity, LegId, Party, Pii, Reason, Secret};
use tolk_sip::{Login, TrunkConfig};

const EXCHANGE: &str = "198.51.100.2:5060";
const NUMBER: &str = "sip:0812345@pbx.example";

/// A is the node, B answers calls for the exchange, which the test plays besides.
fn world(login: bool) -> World {
    World::with(3, |side, config| {
        if side == B {
            return;
        }
        let password = || Secret::new("the trunk's password".to_string());
        config.trunks = vec![TrunkConfig {
            name: TrunkId::new("pbx"),
            domain: domain("pbx.example"),
            proxies: vec!["sip:198.51.100.2".parse().unwrap()],
            login: login.then(|| Login {
                user: "tolk".to_string(),
                password: password(),
            }),
            user: "tolk".to_string(),
            register: false,
            lifetime: Duration::from_secs(600),
            health: None,
            sources: Vec::new(),
            trust_udp: false,
        }];
    })
}

fn route() -> Option<Route> {
    Some(Route::Trunk {
        trunk: TrunkId::new("pbx"),
    })
}

fn anna() -> Party {
    Party {
        address: Pii::new("anna@example.com".parse().unwrap()),
        display_name: Pii::new("Anna".to_string()),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

fn leg() -> LegId {
    LegId::from_number(7)
}

/// A call by the trunk that stands; from now on the test is the exchange.
fn standing(login: bool) -> World {
    let mut world = world(login);
    world.command(
        A,
        leg(),
        LegCommand::Dial(Box::new(Dial {
            call: CallId::from_number(1),
            to: NUMBER.parse().unwrap(),
            from: anna(),
            media: audio(4000, Flow::Both),
            transfer: None,
            route: route(),
        })),
    );
    world.seconds(2);
    assert!(world.sides[A].connected(), "{:?}", world.sides[A].story());
    world.filter = Box::new(|_, _| false);
    world.sides[A].sent.clear();
    world
}

fn sent(world: &World, start: &str) -> Vec<String> {
    let sent = world.sides[A].sent.iter();
    sent.filter(|t| t.starts_with(start)).cloned().collect()
}

fn last(world: &World, start: &str) -> String {
    sent(world, start).pop().unwrap()
}

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}: ");
    message.lines().find_map(|l| l.strip_prefix(start.as_str()))
}

fn number(message: &str) -> u32 {
    let line = header(message, "CSeq").unwrap();
    line.split(' ').next().unwrap().parse().unwrap()
}

/// The exchange asks who we are, as a server (401) or as a proxy (407), and hears the answer in a new request of the same dialog.
fn asked_and_answered(world: &mut World, method: &str, nonce: &str, as_proxy: bool) {
    let before = last(world, method);
    let (status, line, answer) = match as_proxy {
        true => (
            "407 Who",
            challenge(nonce).replace("WWW-Authenticate", "Proxy-Authenticate"),
            "Proxy-Authorization",
        ),
        false => ("401 Who", challenge(nonce), "Authorization"),
    };
    say(world, EXCHANGE, &before, status, &line);
    let after = last(world, method);
    let said = header(&after, answer);
    let said = said.unwrap_or_else(|| panic!("no {answer} in {after}"));
    assert!(said.contains(&format!("nonce=\"{nonce}\"")), "{said}");
    assert_eq!(number(&after), number(&before) + 1);
    for kept in ["Call-ID", "From", "To"] {
        assert_eq!(header(&after, kept), header(&before, kept));
    }
    let branch = |m: &str| header(m, "Via").unwrap().to_string();
    assert_ne!(branch(&after), branch(&before));
}

/// The same question again is a wrong password: nothing is sent.
fn asked_again(world: &mut World, method: &str, nonce: &str) {
    let before = sent(world, method);
    let request = before.last().unwrap();
    say(world, EXCHANGE, request, "401 Who", &challenge(nonce));
    assert_eq!(sent(world, method), before);
}

fn refer(world: &mut World) {
    let command = LegCommand::Transfer {
        transfer: ControlId(5),
        to: "sip:bert@example.org".parse().unwrap(),
        replaces: None,
        by: None,
        deadline: world.now.mono + Duration::from_secs(60),
    };
    world.command(A, leg(), command);
}

fn transfers(world: &World) -> Vec<String> {
    let told = world.sides[A].events.iter().filter_map(|(_, e)| match e {
        LegEvent::TransferProgress(_, how) => Some(format!("{how:?}")),
        LegEvent::TransferDone(_, outcome) => Some(match outcome {
            Ok(()) => "done".to_string(),
            Err(why) => format!("{:?}", why.reason),
        }),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_refer_of_ours_is_answered_for_once() {
    for as_proxy in [false, true] {
        let mut world = standing(true);
        refer(&mut world);
        asked_and_answered(&mut world, "REFER", "n1", as_proxy);
        assert!(transfers(&world).is_empty(), "{:?}", transfers(&world));
        let again = last(&world, "REFER");
        assert_eq!(header(&again, "Refer-To"), Some("<sip:bert@example.org>"));
        say(&mut world, EXCHANGE, &again, "202 Accepted", "");
        assert_eq!(transfers(&world), ["Trying"]);
        // What is told of it names the second request, not the first.
        let line = |name: &str| header(&again, name).unwrap().to_string();
        let notify = format!(
            "NOTIFY sip:tolk@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP {EXCHANGE};branch=z9hG4bKn1\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 900 NOTIFY\r\nContact: <sip:{EXCHANGE}>\r\nEvent: refer;id={}\r\nSubscription-State: terminated\r\nContent-Type: message/sipfrag\r\nContent-Length: 16\r\n\r\nSIP/2.0 200 OK\r\n",
            line("To"),
            line("From"),
            line("Call-ID"),
            number(&again),
        );
        world.inject(A, EXCHANGE.parse().unwrap(), notify.as_bytes());
        assert_eq!(transfers(&world), ["Trying", "done"]);
    }
}

#[test]
fn a_refer_that_is_asked_of_twice_or_without_a_password_fails() {
    let mut world = standing(true);
    refer(&mut world);
    asked_and_answered(&mut world, "REFER", "n1", false);
    asked_again(&mut world, "REFER", "n2");
    assert_eq!(transfers(&world), ["Unauthorized"]);
    let mut world = standing(false);
    refer(&mut world);
    asked_again(&mut world, "REFER", "n1");
    assert_eq!(transfers(&world), ["Unauthorized"]);
    // The call lives on.
    assert!(world.sides[A].ended().is_empty());
}

#[test]
fn a_description_of_ours_is_answered_for_and_agreed_to() {
    let mut world = standing(true);
    let offer = |world: &mut World, rev| {
        let command = LegCommand::Media {
            rev: Rev(rev),
            replies_to: None,
            description: audio(6000, Flow::Both),
        };
        world.command(A, leg(), command);
    };
    offer(&mut world, 1);
    asked_and_answered(&mut world, "INVITE", "n1", true);
    let again = last(&world, "INVITE");
    assert!(again.contains("m=audio 6000 "), "{again}");
    let body = sdp_text(5000);
    let kind = format!("Contact: <sip:{EXCHANGE}>\r\nContent-Type: application/sdp\r\n");
    let mut answer = String::new();
    for line in again.lines().take_while(|l| !l.is_empty()) {
        let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            answer.push_str(&format!("{line}\r\n"));
        }
    }
    let answer = format!(
        "SIP/2.0 200 OK\r\n{answer}{kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    world.inject(A, EXCHANGE.parse().unwrap(), answer.as_bytes());
    let heard = |e: &LegEvent| matches!(e, LegEvent::Media { replies_to, .. } if *replies_to == Some(Rev(1)));
    assert!(world.sides[A].events.iter().any(|(_, e)| heard(e)));
    // The next one has the answer with it, and may be asked of by itself; asked of twice, the description before stands.
    offer(&mut world, 2);
    let next = last(&world, "INVITE");
    // The ACK between them had the second answer.
    assert!(
        next.contains("nonce=\"n1\"") && next.contains("nc=00000003"),
        "{next}"
    );
    asked_and_answered(&mut world, "INVITE", "n2", false);
    asked_again(&mut world, "INVITE", "n3");
    let refused = |e: &LegEvent| matches!(e, LegEvent::MediaRefused { replies_to, .. } if *replies_to == Rev(2));
    assert!(world.sides[A].events.iter().any(|(_, e)| refused(e)));
    assert!(world.sides[A].ended().is_empty());
}

fn watch(world: &mut World) {
    let command = DirectCommand::Watch {
        watch: WatchId(9),
        package: Package::Presence,
        of: NUMBER.parse().unwrap(),
        by: anna(),
        route: route(),
    };
    world.direct(A, command);
    world.run(Duration::from_millis(1));
}

fn watch_ends(world: &World) -> Vec<(Reason, bool)> {
    let ends = world.sides[A].said.iter().filter_map(|e| match e {
        EdgeEvent::WatchEnded {
            cause, retry_after, ..
        } => Some((cause.reason, retry_after.is_some())),
        _ => None,
    });
    ends.collect()
}

#[test]
fn a_subscription_of_ours_is_answered_for_at_its_beginning_and_at_each_refresh() {
    for as_proxy in [false, true] {
        let mut world = world(true);
        world.filter = Box::new(|_, _| false);
        watch(&mut world);
        asked_and_answered(&mut world, "SUBSCRIBE", "n1", as_proxy);
        let begun = last(&world, "SUBSCRIBE");
        assert!(
            header(&begun, "From")
                .unwrap()
                .starts_with("\"Anna\" <sip:tolk@pbx.example>")
        );
        let granted = format!("Expires: 600\r\nContact: <sip:{EXCHANGE}>\r\n");
        say(&mut world, EXCHANGE, &begun, "200 OK", &granted);
        // Its first word, without which it is given up.
        let line = |name: &str| header(&begun, name).unwrap().to_string();
        let notify = format!(
            "NOTIFY sip:tolk@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP {EXCHANGE};branch=z9hG4bKn1\r\nMax-Forwards: 70\r\nFrom: {};tag=x\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 1 NOTIFY\r\nContact: <sip:{EXCHANGE}>\r\nEvent: presence\r\nSubscription-State: active;expires=600\r\nContent-Length: 0\r\n\r\n",
            line("To"),
            line("From"),
            line("Call-ID"),
        );
        world.inject(A, EXCHANGE.parse().unwrap(), notify.as_bytes());
        for refresh in 0..3 {
            let before = sent(&world, "SUBSCRIBE").len();
            // It is due 70 seconds before its end, and not repeated yet.
            world.run(Duration::from_millis(530_100));
            let nonce = format!("r{refresh}");
            assert_eq!(sent(&world, "SUBSCRIBE").len(), before + 1);
            asked_and_answered(&mut world, "SUBSCRIBE", &nonce, as_proxy);
            let refreshed = last(&world, "SUBSCRIBE");
            say(&mut world, EXCHANGE, &refreshed, "200 OK", &granted);
        }
        assert!(watch_ends(&world).is_empty(), "{:?}", watch_ends(&world));
        // Leaving may be asked of, too.
        world.direct(A, DirectCommand::Unwatch(WatchId(9)));
        asked_and_answered(&mut world, "SUBSCRIBE", "bye", as_proxy);
        assert_eq!(header(&last(&world, "SUBSCRIBE"), "Expires"), Some("0"));
    }
}

#[test]
fn a_subscription_that_is_asked_of_twice_or_without_a_password_ends() {
    for login in [true, false] {
        let mut world = world(login);
        world.filter = Box::new(|_, _| false);
        watch(&mut world);
        if login {
            asked_and_answered(&mut world, "SUBSCRIBE", "n1", false);
        }
        asked_again(&mut world, "SUBSCRIBE", "n2");
        // It would be no better later.
        assert_eq!(watch_ends(&world), [(Reason::Unauthorized, false)]);
    }
}

#[test]
fn a_message_of_ours_is_answered_for_once() {
    let page = |world: &mut World| {
        let page = Page {
            to: NUMBER.parse().unwrap(),
            from: anna(),
            text: Pii::new("hello".to_string()),
            route: route(),
        };
        world.direct(A, DirectCommand::Page(PageId(4), Box::new(page)));
        world.run(Duration::from_millis(1));
    };
    let done = |world: &World| -> Vec<Result<(), Reason>> {
        let done = world.sides[A].said.iter().filter_map(|e| match e {
            EdgeEvent::PageDone(_, done) => {
                Some(done.as_ref().map(|_| ()).map_err(|c: &Cause| c.reason))
            }
            _ => None,
        });
        done.collect()
    };
    for as_proxy in [false, true] {
        let mut world = world(true);
        world.filter = Box::new(|_, _| false);
        page(&mut world);
        asked_and_answered(&mut world, "MESSAGE", "n1", as_proxy);
        let again = last(&world, "MESSAGE");
        assert!(again.ends_with("\r\n\r\nhello"), "{again}");
        say(&mut world, EXCHANGE, &again, "200 OK", "");
        assert_eq!(done(&world), [Ok(())]);
    }
    for login in [true, false] {
        let mut world = world(login);
        world.filter = Box::new(|_, _| false);
        page(&mut world);
        if login {
            asked_and_answered(&mut world, "MESSAGE", "n1", false);
        }
        asked_again(&mut world, "MESSAGE", "n2");
        assert_eq!(done(&world), [Err(Reason::Unauthorized)]);
    }
}
