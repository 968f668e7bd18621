#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! REFER outside the call that it is about, which it names (RFC 3515, RFC 4538): only by whoever has proved to be its far end.

mod harness;

use std::net::SocketAddr;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Reply};
use tolk_model::id::ControlId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent, TransferProgress};
use tolk_model::media::Flow;
use tolk_model::party::Target;
use tolk_model::registration::{DeviceRoute, Route};
use tolk_model::{Alias, LegId, Pii};

const SDP: &str = "Content-Type: application/sdp\r\n";
const CAROL: &str = "Refer-To: <sip:carol@example.net>\r\n";

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}: ");
    message.lines().find_map(|l| l.strip_prefix(&start))
}

/// A telephone that the test plays, by its account.
struct Phone {
    user: &'static str,
    at: SocketAddr,
}

const ANNA: Phone = Phone {
    user: "anna",
    at: SocketAddr::new(
        std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 1)),
        5060,
    ),
};
const BERT: Phone = Phone {
    user: "bert",
    at: SocketAddr::new(
        std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 1)),
        5070,
    ),
};

/// The way to a device that wrote itself like this, bound to an account's alias.
fn device(wrote: &str, alias: Option<&str>) -> Route {
    let of = |local: &str| Alias {
        domain: domain("example.com"),
        local: local.to_string(),
    };
    Route::Device(DeviceRoute {
        contact: Pii::new(wrote.to_string()),
        hops: Vec::new(),
        instance: None,
        alias: alias.map(of),
        source: None,
    })
}

/// B's edge is under test and has a call of Anna, who has proved herself.
struct Stage {
    world: World,
    leg: LegId,
    /// B's tag in it.
    tag: String,
    number: u32,
}

impl Stage {
    fn new() -> Stage {
        let mut world = World::with(1, |_, config| config.accounts = true);
        world.filter = Box::new(|_, _| false);
        world.automatic = false;
        world.directory = Box::new(|_, _, ask| accounts(ask).unwrap());
        let mut stage = Stage {
            world,
            leg: LegId::from_number(0),
            tag: String::new(),
            number: 0,
        };
        (stage.leg, stage.tag) = stage.call(&ANNA, "c1");
        stage.world.sides[B].sent.clear();
        stage.world.sides[B].journal.clear();
        stage
    }

    /// Sends a request and answers its challenge; what B said last.
    fn send(
        &mut self,
        who: &Phone,
        method: &str,
        call: &str,
        to_tag: &str,
        extra: &str,
        body: &str,
    ) -> String {
        let uri = "sip:room@198.51.100.2";
        let tag = match to_tag {
            "" => String::new(),
            tag => format!(";tag={tag}"),
        };
        let (user, at) = (who.user, who.at);
        let mut proved = String::new();
        loop {
            self.number += 1;
            let number = self.number;
            let text = format!(
                "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {at};rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:{user}@example.com>;tag=f-{user}\r\nTo: <{uri}>{tag}\r\nCall-ID: {call}\r\nCSeq: {number} {method}\r\nContact: <sip:{user}@{at}>\r\n{extra}{proved}Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            self.world.inject(B, at, text.as_bytes());
            let answer = self.answer(&format!("{number} {method}"));
            if !answer.starts_with("SIP/2.0 401") || !proved.is_empty() || user == "eve" {
                return answer;
            }
            proved = proof(&answer, method, uri, user);
        }
    }

    fn answer(&self, cseq: &str) -> String {
        let answers = self.world.sides[B].sent.iter().rev();
        let mut answers =
            answers.filter(|t| t.starts_with("SIP/2.0") && header(t, "CSeq") == Some(cseq));
        answers.next().cloned().unwrap_or_default()
    }

    fn call(&mut self, who: &Phone, call: &str) -> (LegId, String) {
        self.send(who, "INVITE", call, "", SDP, &sdp_text(4000));
        let events = self.world.sides[B].events.iter().rev();
        let mut calls = events.filter(|(_, e)| matches!(e, LegEvent::Incoming(_)));
        let leg = calls.next().unwrap().0;
        let number = self.number;
        self.world
            .command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
        let accepted = self.answer(&format!("{number} INVITE"));
        let tag = header(&accepted, "To")
            .unwrap()
            .split(";tag=")
            .nth(1)
            .unwrap()
            .to_string();
        self.number -= 1;
        self.send(who, "ACK", call, &tag, "", "");
        (leg, tag)
    }

    /// `Target-Dialog` of Anna's call.
    fn target(&self) -> String {
        format!(
            "Target-Dialog: c1;local-tag=f-anna;remote-tag={}\r\n",
            self.tag
        )
    }

    /// B calls a device that wrote itself like this; what was sent.
    fn dials(&mut self, leg: LegId, wrote: &str, alias: Option<&str>) -> String {
        let LegCommand::Dial(mut command) = dial(wrote, audio(5000, Flow::Both)) else {
            unreachable!()
        };
        command.route = Some(device(wrote, alias));
        self.world
            .command(B, leg, LegCommand::Dial(Box::new(*command)));
        self.world.run(Duration::from_millis(1));
        self.invite()
    }

    fn invite(&self) -> String {
        let mut sent = self.world.sides[B].sent.iter().rev();
        sent.find(|t| t.starts_with("INVITE")).unwrap().clone()
    }

    /// The device says something to B's INVITE.
    fn says(&mut self, invite: &str, what: &str, more: &str, body: &str) {
        let line = |name| header(invite, name).unwrap();
        let text = format!(
            "SIP/2.0 {what}\r\nVia: {}\r\nFrom: {}\r\nTo: {};tag=f-anna\r\nCall-ID: {}\r\nCSeq: {}\r\n{more}Content-Length: {}\r\n\r\n{body}",
            line("Via"),
            line("From"),
            line("To"),
            line("Call-ID"),
            line("CSeq"),
            body.len()
        );
        self.world.inject(B, ANNA.at, text.as_bytes());
    }

    /// The device answers; `Target-Dialog` as it would name the call.
    fn answers(&mut self, invite: &str) -> String {
        let contact = "Contact: <sip:x@198.51.100.1:5060>\r\nContent-Type: application/sdp\r\n";
        self.says(invite, "200 OK", contact, &sdp_text(4000));
        let line = |name| header(invite, name).unwrap();
        let tag = line("From").split(";tag=").nth(1).unwrap();
        let call = line("Call-ID");
        format!("Target-Dialog: {call};local-tag=f-anna;remote-tag={tag}\r\n")
    }

    /// A REFER outside the call; its status.
    fn refer(&mut self, who: &Phone, call: &str, extra: &str) -> u16 {
        let extra = format!("{CAROL}{extra}");
        let answer = self.send(who, "REFER", call, "", &extra, "");
        answer.get(8..11).map_or(0, |s| s.parse().unwrap())
    }

    fn asked(&self) -> Vec<(LegId, ControlId)> {
        let asked = self.world.sides[B]
            .events
            .iter()
            .filter_map(|(leg, e)| match e {
                LegEvent::TransferAsked { transfer, .. } => Some((*leg, *transfer)),
                _ => None,
            });
        asked.collect()
    }

    fn goes(&mut self, how: TransferProgress) {
        let (leg, id) = *self.asked().last().unwrap();
        self.world
            .command(B, leg, LegCommand::TransferProgress(id, how));
    }

    fn done(&mut self, outcome: Result<(), Cause>) {
        let (leg, id) = *self.asked().last().unwrap();
        self.world
            .command(B, leg, LegCommand::TransferDone(id, outcome));
    }

    fn notifies(&self) -> Vec<String> {
        let sent = self.world.sides[B].sent.iter();
        sent.filter(|t| t.starts_with("NOTIFY")).cloned().collect()
    }

    /// Answers B's last NOTIFY.
    fn hears(&mut self, from: SocketAddr) {
        let notify = self.notifies().pop().unwrap();
        let line = |name| header(&notify, name).unwrap();
        let text = format!(
            "SIP/2.0 200 OK\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
            line("Via"),
            line("From"),
            line("To"),
            line("Call-ID"),
            line("CSeq")
        );
        self.world.inject(B, from, text.as_bytes());
    }

    fn refused(&self) -> Vec<String> {
        let refused = self.world.sides[B].journal.iter().filter_map(|e| match e {
            JournalEvent::Refused { what, .. } => Some(what.clone()),
            _ => None,
        });
        refused.collect()
    }

    /// Every call is ended; nothing is left.
    fn over(mut self) {
        let events = self.world.sides[B].events.clone();
        for (leg, _) in events
            .iter()
            .filter(|(_, e)| matches!(e, LegEvent::Incoming(_)))
        {
            let end = LegCommand::End(Cause::us(Reason::HungUp));
            self.world.command(B, *leg, end);
        }
        self.world.seconds(400);
        assert_clean(&self.world);
        assert_eq!(self.world.sides[B].edge_timers(), 0, "no timer is left");
    }
}

#[test]
fn a_refer_that_names_its_senders_call_is_taken_and_told_of_in_its_own_dialog() {
    let mut stage = Stage::new();
    let target = stage.target();
    assert_eq!(
        stage.refer(&ANNA, "r1", &format!("Require: tdialog\r\n{target}")),
        0
    );
    assert_eq!(stage.asked().len(), 1);
    assert_eq!(stage.asked()[0].0, stage.leg);
    let number = stage.number;
    stage.goes(TransferProgress::Trying);
    let accepted = stage.answer(&format!("{number} REFER"));
    assert!(accepted.starts_with("SIP/2.0 202"), "{accepted}");
    let tag = header(&accepted, "To")
        .unwrap()
        .split(";tag=")
        .nth(1)
        .unwrap()
        .to_string();
    assert_ne!(tag, stage.tag);
    let notify = stage.notifies().pop().unwrap();
    assert_eq!(header(&notify, "Call-ID"), Some("r1"));
    assert_eq!(header(&notify, "Event"), Some("refer"));
    assert!(header(&notify, "From").unwrap().ends_with(&tag));
    assert!(header(&notify, "To").unwrap().ends_with(";tag=f-anna"));
    assert!(notify.ends_with("SIP/2.0 100 Trying\r\n"), "{notify}");
    stage.hears(ANNA.at);
    stage.goes(TransferProgress::Ringing);
    stage.hears(ANNA.at);
    stage.done(Ok(()));
    let numbers: Vec<String> = stage
        .notifies()
        .iter()
        .map(|n| header(n, "CSeq").unwrap().to_string())
        .collect();
    let last = stage.notifies().pop().unwrap();
    assert!(
        last.ends_with("SIP/2.0 200 OK\r\n") && last.contains("terminated"),
        "{last}"
    );
    assert_eq!(numbers.len(), 3, "{numbers:?}");
    stage.hears(ANNA.at);
    // The call itself was not spoken in.
    let within = stage.world.sides[B]
        .sent
        .iter()
        .filter(|t| header(t, "Call-ID") == Some("c1"));
    assert_eq!(within.count(), 0);
    stage.over();
}

#[test]
fn a_refer_outside_a_call_and_one_within_it_are_told_apart() {
    let mut stage = Stage::new();
    let (target, tag) = (stage.target(), stage.tag.clone());
    assert_eq!(stage.refer(&ANNA, "r1", &target), 0);
    stage.goes(TransferProgress::Trying);
    stage.hears(ANNA.at);
    stage.send(&ANNA, "REFER", "c1", &tag, CAROL, "");
    stage.goes(TransferProgress::Trying);
    let asked = stage.asked();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].1, asked[1].1);
    // The first within the call has no number.
    let notify = stage.notifies().pop().unwrap();
    assert_eq!(
        (header(&notify, "Call-ID"), header(&notify, "Event")),
        (Some("c1"), Some("refer"))
    );
    stage.hears(ANNA.at);
    stage.done(Err(Cause::far_end(Reason::Busy)));
    let notify = stage.notifies().pop().unwrap();
    assert_eq!(header(&notify, "Call-ID"), Some("c1"));
    assert!(notify.ends_with("SIP/2.0 486 Busy Here\r\n"), "{notify}");
    stage.hears(ANNA.at);
    stage
        .world
        .command(B, asked[0].0, LegCommand::TransferDone(asked[0].1, Ok(())));
    let notify = stage.notifies().pop().unwrap();
    assert_eq!(header(&notify, "Call-ID"), Some("r1"));
    stage.hears(ANNA.at);
    stage.over();
}

#[test]
fn strangers_and_others_are_refused_and_learn_nothing() {
    let eve = Phone {
        user: "eve",
        at: BERT.at,
    };
    let mut stage = Stage::new();
    let target = stage.target();
    let elsewhere = "Target-Dialog: c9;local-tag=f-anna;remote-tag=zz\r\n";
    // Nobody proved anything: the same answer whether there is such a call or not.
    for extra in ["", target.as_str(), elsewhere] {
        assert_eq!(stage.refer(&eve, "e1", extra), 403, "{extra}");
    }
    // Somebody else: the call is not found, as one that there is not.
    for extra in [target.as_str(), elsewhere] {
        assert_eq!(stage.refer(&BERT, "b1", extra), 481, "{extra}");
    }
    assert_eq!(stage.refer(&BERT, "b1", ""), 403);
    // The right one, wrongly.
    let (tag, swapped) = (
        target.replace("f-anna", "f-ann"),
        format!(
            "Target-Dialog: c1;local-tag={};remote-tag=f-anna\r\n",
            stage.tag
        ),
    );
    for extra in [tag.as_str(), swapped.as_str(), elsewhere] {
        assert_eq!(stage.refer(&ANNA, "a1", extra), 481, "{extra}");
    }
    for extra in [
        "Target-Dialog: c1\r\n",
        "Target-Dialog: c1;local-tag=f-anna\r\n",
        "Target-Dialog: ;local-tag=a;remote-tag=b\r\n",
    ] {
        assert_eq!(stage.refer(&ANNA, "a1", extra), 400, "{extra}");
    }
    assert_eq!(stage.refer(&ANNA, "a1", &format!("{target}{target}")), 400);
    assert!(stage.asked().is_empty());
    let refused = stage.refused();
    assert!(
        refused.iter().any(|w| w == "transfer outside a call"),
        "{refused:?}"
    );
    assert!(
        refused
            .iter()
            .any(|w| w == "transfer of a call that is not its own")
    );
    stage.over();
}

#[test]
fn what_is_told_of_it_is_prolonged_and_ended_in_its_own_dialog() {
    let mut stage = Stage::new();
    let target = stage.target();
    stage.refer(&ANNA, "r1", &target);
    let number = stage.number;
    stage.goes(TransferProgress::Trying);
    let accepted = stage.answer(&format!("{number} REFER"));
    let tag = header(&accepted, "To")
        .unwrap()
        .split(";tag=")
        .nth(1)
        .unwrap()
        .to_string();
    stage.hears(ANNA.at);
    let status = |answer: String| answer.get(8..11).unwrap_or_default().to_string();
    let event = "Event: refer\r\nExpires: 60\r\n";
    // From another network, or by another tag, nobody prolongs it.
    let eve = Phone {
        user: "anna",
        at: "203.0.113.5:5060".parse().unwrap(),
    };
    assert_eq!(
        status(stage.send(&eve, "SUBSCRIBE", "r1", &tag, event, "")),
        "481"
    );
    assert_eq!(
        status(stage.send(&BERT, "SUBSCRIBE", "r1", &tag, event, "")),
        "481"
    );
    assert_eq!(
        status(stage.send(&ANNA, "SUBSCRIBE", "r1", &tag, event, "")),
        "200"
    );
    assert!(
        stage
            .notifies()
            .pop()
            .unwrap()
            .contains("active;expires=60")
    );
    stage.hears(ANNA.at);
    let end = "Event: refer\r\nExpires: 0\r\n";
    assert_eq!(
        status(stage.send(&ANNA, "SUBSCRIBE", "r1", &tag, end, "")),
        "200"
    );
    assert!(
        stage
            .notifies()
            .pop()
            .unwrap()
            .contains("terminated;reason=timeout")
    );
    stage.hears(ANNA.at);
    let told = stage.notifies().len();
    stage.done(Ok(()));
    assert_eq!(stage.notifies().len(), told, "it wanted to hear no more");
    assert_eq!(
        status(stage.send(&ANNA, "SUBSCRIBE", "r1", &tag, event, "")),
        "481"
    );
    stage.over();
}

#[test]
fn one_that_is_not_taken_is_refused_in_time_and_leaves_nothing() {
    let mut stage = Stage::new();
    let target = stage.target();
    stage.refer(&ANNA, "r1", &target);
    let number = stage.number;
    stage.done(Err(Cause::us(Reason::Forbidden)));
    assert!(
        stage
            .answer(&format!("{number} REFER"))
            .starts_with("SIP/2.0 403")
    );
    // A core that is silent refuses, too.
    stage.refer(&ANNA, "r2", &target);
    let number = stage.number;
    stage.world.run(Duration::from_secs(11));
    assert!(
        stage
            .answer(&format!("{number} REFER"))
            .starts_with("SIP/2.0 603")
    );
    // And the end of the call is the end of what waits.
    stage.refer(&ANNA, "r3", &target);
    let number = stage.number;
    let end = LegCommand::End(Cause::us(Reason::HungUp));
    stage.world.command(B, stage.leg, end);
    assert!(
        stage
            .answer(&format!("{number} REFER"))
            .starts_with("SIP/2.0 487")
    );
    // Afterwards there is no such call.
    assert_eq!(stage.refer(&ANNA, "r4", &target), 481);
    stage.over();
}

/// Whose device was called says the registrar, not what the device wrote itself.
#[test]
fn who_was_called_passes_the_call_on_and_nobody_whose_name_a_device_took() {
    let leg = LegId::from_number(900);
    for (wrote, alias, annas, berts) in [
        ("sip:anna@198.51.100.1:5060", Some("anna"), 0, 481),
        // Its account is Anna's, and it calls itself Bert.
        ("sip:bert@198.51.100.1:5060", Some("anna"), 0, 481),
        ("sip:bert@198.51.100.1:5060", Some("bert"), 481, 0),
        ("sip:bert@198.51.100.1:5060", None, 481, 481),
    ] {
        let what = format!("{wrote} {alias:?}");
        let mut stage = Stage::new();
        let invite = stage.dials(leg, wrote, alias);
        let target = stage.answers(&invite);
        assert_eq!(stage.refer(&ANNA, "r1", &target), annas, "{what}");
        assert_eq!(stage.refer(&BERT, "r2", &target), berts, "{what}");
        let end = LegCommand::End(Cause::us(Reason::HungUp));
        stage.world.command(B, leg, end);
        stage.over();
    }
}

#[test]
fn a_device_that_sends_a_call_elsewhere_is_not_its_far_end_any_more() {
    let mut stage = Stage::new();
    stage.world.directory = Box::new(|_, _, ask| match ask {
        Ask::Redirect { to, .. } => Reply::Redirect(Ok(Box::new(Target {
            route: Some(device("sip:y@198.51.100.1:5060", Some("bert"))),
            ..Target::at(to.reveal().clone())
        }))),
        ask => accounts(ask).unwrap(),
    });
    let leg = LegId::from_number(900);
    let invite = stage.dials(leg, "sip:x@198.51.100.1:5060", Some("anna"));
    let elsewhere = "Contact: <sip:bert@example.com>\r\n";
    stage.says(&invite, "302 Moved", elsewhere, "");
    stage.world.run(Duration::from_millis(1));
    let invite = stage.invite();
    assert!(invite.starts_with("INVITE sip:y@"), "{invite}");
    let target = stage.answers(&invite);
    assert_eq!(stage.refer(&ANNA, "r1", &target), 481);
    assert_eq!(stage.refer(&BERT, "r2", &target), 0);
    let end = LegCommand::End(Cause::us(Reason::HungUp));
    stage.world.command(B, leg, end);
    stage.over();
}
