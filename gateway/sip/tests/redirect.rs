#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! A called party that sends the call elsewhere: nobody is called whom the directory has not permitted.

mod harness;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use harness::*;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{RuleId, TrunkId};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::{Destination, Target};
use tolk_model::registration::Route;
use tolk_model::time::Now;
use tolk_model::{Address, LegId, Secret, Seed};
use tolk_sip::{Login, SipEdge, TrunkConfig};

fn leg() -> LegId {
    LegId::from_number(1)
}

fn peer() -> SocketAddr {
    "198.51.100.2:5060".parse().unwrap()
}

fn trunk() -> TrunkConfig {
    TrunkConfig {
        name: TrunkId::new("pbx"),
        domain: domain("pbx.example"),
        proxies: vec!["sip:198.51.100.9".parse().unwrap()],
        login: Some(Login {
            user: "tolk".to_string(),
            password: Secret::new("a password".to_string()),
        }),
        user: "tolk".to_string(),
        register: false,
        lifetime: Duration::from_secs(600),
        health: None,
        sources: Vec::new(),
        trust_udp: false,
    }
}

/// Where the directory was asked to.
type Asked = Rc<RefCell<Vec<String>>>;

/// A has dialled; the directory permits what `permits` says.
fn calling(to: &str, permits: impl Fn(&Address) -> Option<Target> + 'static) -> (World, Asked) {
    let mut world = World::with(1, |side, config| {
        if side == A {
            config.trunks = vec![trunk()];
        }
    });
    world.filter = Box::new(|_, _| false);
    world.automatic = false;
    let asked = Asked::default();
    let seen = asked.clone();
    world.directory = Box::new(move |_, _, ask| {
        let Ask::Redirect { leg: about, to } = ask else {
            panic!("nobody knows: {ask:?}");
        };
        assert_eq!(*about, leg());
        seen.borrow_mut().push(to.reveal().to_string());
        let denied = Cause::policy(Reason::Forbidden, RuleId::new("outgoing.default_deny"));
        Reply::Redirect(permits(to.reveal()).map(Box::new).ok_or(denied))
    });
    world.command(A, leg(), dial(to, audio(4000, Flow::Both)));
    world.run(Duration::from_millis(50));
    (world, asked)
}

fn invites(world: &World) -> Vec<String> {
    let sent = world.sides[A].sent.iter();
    let all = sent.filter(|t| t.starts_with("INVITE"));
    all.map(|t| t.split(' ').nth(1).unwrap().to_string())
        .collect()
}

fn moved(world: &mut World, contacts: &str) {
    let mut sent = world.sides[A].sent.iter();
    let invite = sent.rfind(|t| t.starts_with("INVITE")).unwrap().clone();
    let text = answer_302(&invite, contacts);
    let from = world.sides[A].opened.last().copied();
    world.inject(A, from.unwrap_or(peer()), text.as_bytes());
    world.run(Duration::from_millis(50));
}

fn everywhere(to: &Address) -> Option<Target> {
    Some(Target::at(to.clone()))
}

#[test]
fn a_call_is_not_sent_where_its_caller_may_not_call() {
    let (mut world, asked) = calling("sip:room@198.51.100.2", |to| {
        (to.local == "good").then(|| Target::at(to.clone()))
    });
    let contacts =
        "<sip:premium@203.0.113.7>;q=0.9, <tel:+4690012>;q=0.8, <sip:good@198.51.100.2>;q=0.5";
    moved(&mut world, contacts);
    let first = [
        "sip:premium@203.0.113.7",
        "tel:+4690012",
        "sip:good@198.51.100.2",
    ];
    assert_eq!(*asked.borrow(), first);
    assert_eq!(
        invites(&world),
        ["sip:room@198.51.100.2", "sip:good@198.51.100.2"]
    );
    // And the next one sends it to nobody that may be called: the caller hears why.
    moved(&mut world, "<sip:premium@203.0.113.8>");
    assert_eq!(invites(&world).len(), 2);
    assert_eq!(world.sides[A].ended()[0].reason, Reason::Forbidden);
    assert_eq!(world.sides[A].ended().len(), 1);
}

#[test]
fn two_who_send_a_call_to_each_other_come_to_an_end() {
    let (mut world, asked) = calling("sip:one@198.51.100.2", everywhere);
    for n in 0..20 {
        if !world.sides[A].ended().is_empty() {
            break;
        }
        let who = ["<sip:two@198.51.100.2>", "<sip:one@198.51.100.2>"][n % 2];
        moved(&mut world, who);
    }
    assert_eq!(asked.borrow().len(), 1);
    assert_eq!(world.sides[A].ended()[0].reason, Reason::Moved);
}

/// The 302 to an INVITE.
fn answer_302(invite: &str, contacts: &str) -> String {
    let mut text = String::from("SIP/2.0 302 Moved\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            text.push_str(&format!("{line}\r\n"));
        }
        if line.starts_with("To:") {
            text.push_str(&format!("{line};tag=r1\r\n"));
        }
    }
    text.push_str(&format!("Contact: {contacts}\r\nContent-Length: 0\r\n\r\n"));
    text
}

#[test]
fn a_call_that_demands_tls_is_not_sent_on_without() {
    let now = Now::default();
    let mut edge = SipEdge::new(
        config("198.51.100.1:5060".parse().unwrap()),
        Seed::from_number(5),
    );
    edge.command(
        now,
        leg(),
        dial("sips:room@198.51.100.2", audio(4000, Flow::Both)),
    );
    let (mut asked, mut journal, mut sent) = (Vec::new(), Vec::new(), 0);
    while let Some(output) = edge.poll() {
        match output {
            EdgeOutput::Resolve(query, _) => {
                let destination = Destination {
                    address: "198.51.100.2:5061".parse().unwrap(),
                    transport: TransportKind::Tls,
                    name: None,
                };
                edge.resolved(now, query, vec![destination]);
            }
            EdgeOutput::Open(flow, destination) => {
                let info = FlowInfo {
                    transport: destination.transport,
                    local: "198.51.100.1:5061".parse().unwrap(),
                    remote: destination.address,
                    accepted: false,
                    verified: vec![domain("198.51.100.2")],
                };
                edge.flow_opened(now, flow, info);
            }
            EdgeOutput::Transmit(flow, bytes) if bytes.starts_with(b"INVITE") => {
                sent += 1;
                let contacts = "<sip:plain@198.51.100.2>, <tel:+46>, <sips:safe@198.51.100.2>";
                let text = answer_302(&String::from_utf8(bytes).unwrap(), contacts);
                edge.receive(now, flow, text.as_bytes());
            }
            EdgeOutput::Ask(id, Ask::Redirect { to, .. }) => {
                asked.push(to.reveal().to_string());
                let denied = Cause::policy(Reason::Forbidden, RuleId::new("test"));
                edge.reply(now, id, Reply::Redirect(Err(denied)));
            }
            EdgeOutput::Journal(about, JournalEvent::Refused { what, .. }) => {
                journal.push((about, what));
            }
            _ => {}
        }
    }
    assert_eq!(
        (sent, asked),
        (1, vec!["sips:safe@198.51.100.2".to_string()])
    );
    let line = "redirection from sips to what is not".to_string();
    assert_eq!(journal, [(Some(leg()), line)]);
}

#[test]
fn a_call_that_was_given_up_is_not_sent_on() {
    let now = Now::default();
    let mut edge = SipEdge::new(
        config("198.51.100.1:5060".parse().unwrap()),
        Seed::from_number(5),
    );
    edge.command(
        now,
        leg(),
        dial("sip:room@198.51.100.2", audio(4000, Flow::Both)),
    );
    let (mut sent, mut ended) = (0, 0);
    while let Some(output) = edge.poll() {
        match output {
            EdgeOutput::Open(flow, destination) => {
                let info = FlowInfo {
                    transport: destination.transport,
                    local: "198.51.100.1:5060".parse().unwrap(),
                    remote: destination.address,
                    accepted: false,
                    verified: Vec::new(),
                };
                edge.flow_opened(now, flow, info);
            }
            EdgeOutput::Resolve(query, _) => {
                let destination = Destination {
                    address: peer(),
                    transport: TransportKind::Udp,
                    name: None,
                };
                edge.resolved(now, query, vec![destination]);
            }
            EdgeOutput::Transmit(flow, bytes) if bytes.starts_with(b"INVITE") => {
                sent += 1;
                let text = answer_302(&String::from_utf8(bytes).unwrap(), "<sip:b@198.51.100.2>");
                edge.receive(now, flow, text.as_bytes());
            }
            EdgeOutput::Ask(id, Ask::Redirect { to, .. }) => {
                edge.command(now, leg(), LegCommand::End(Cause::us(Reason::HungUp)));
                let target = Target::at(to.reveal().clone());
                edge.reply(now, id, Reply::Redirect(Ok(Box::new(target))));
            }
            EdgeOutput::Event(_, LegEvent::Ended(_)) => ended += 1,
            _ => {}
        }
    }
    assert_eq!((sent, ended), (1, 1));
}

/// A response of where the last INVITE went to the last request of A that starts with `method`.
fn respond(world: &mut World, method: &str, status: &str) {
    let mut sent = world.sides[A].sent.iter();
    let request = sent.rfind(|t| t.starts_with(method)).unwrap();
    let text = answer_302(request, "<sip:c9@198.51.100.2>").replacen("302 Moved", status, 1);
    let from = world.sides[A].opened.last().copied();
    world.inject(A, from.unwrap_or(peer()), text.as_bytes());
    world.run(Duration::from_millis(50));
}

#[test]
fn whoever_hangs_up_while_one_contact_rings_calls_none_of_the_others() {
    // As contacts do when they are told to stop; the last one has not heard it yet.
    for refusal in ["487 Terminated", "603 Decline", "503 Busy", "302 Moved"] {
        let (mut world, asked) = calling("sip:room@198.51.100.2", everywhere);
        moved(
            &mut world,
            "<sip:c1@198.51.100.2>;q=0.9, <sip:c2@198.51.100.2>;q=0.5",
        );
        respond(&mut world, "INVITE", "180 Ringing");
        world.command(A, leg(), LegCommand::End(Cause::us(Reason::HungUp)));
        world.run(Duration::from_millis(50));
        assert_eq!(world.sides[A].count_sent("CANCEL"), 1);
        respond(&mut world, "CANCEL", "200 OK");
        respond(&mut world, "INVITE", refusal);
        world.seconds(70);
        let called = ["sip:room@198.51.100.2", "sip:c1@198.51.100.2"];
        assert_eq!(invites(&world), called, "{refusal}");
        assert_eq!(*asked.borrow(), ["sip:c1@198.51.100.2"], "{refusal}");
        assert_eq!(world.sides[A].ended().len(), 1, "{refusal}");
        assert_clean(&world);
    }
}

#[test]
fn a_number_goes_by_the_trunk_that_the_directory_names() {
    let (mut world, _) = calling("sip:room@198.51.100.2", |to| {
        let by = Route::Trunk {
            trunk: TrunkId::new("pbx"),
        };
        let at = Address {
            domain: Some(domain("pbx.example")),
            scheme: tolk_model::Scheme::Sip,
            ..to.clone()
        };
        Some(Target {
            route: Some(by),
            ..Target::at(at)
        })
    });
    moved(&mut world, "<tel:+46701234567>");
    assert_eq!(invites(&world)[1], "sip:+46701234567@pbx.example");
    assert_eq!(
        world.sides[A].opened.last(),
        Some(&"198.51.100.9:5060".parse().unwrap())
    );
    let sent = world.sides[A].sent.last().unwrap();
    let from = sent.lines().find(|l| l.starts_with("From:")).unwrap();
    assert!(from.contains("<sip:tolk@pbx.example>;tag="), "{from}");
}
