#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! One edge and hand-written messages: transfers and calls in another's place as strangers' stacks ask for them (RFC 3515, 3891).

mod harness;

use std::net::SocketAddr;
use std::time::Duration;

use harness::*;
use tolk_model::LegId;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::ControlId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent, TransferProgress};
use tolk_model::media::Flow;

fn peer() -> SocketAddr {
    "198.51.100.1:5060".parse().unwrap()
}

fn request(method: &str, call: &str, to_tag: &str, number: u32, extra: &str, body: &str) -> String {
    let tag = match to_tag {
        "" => String::new(),
        tag => format!(";tag={tag}"),
    };
    format!(
        "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK{call}{method}{number}\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>{tag}\r\nCall-ID: {call}\r\nCSeq: {number} {method}\r\nContact: <sip:a@198.51.100.1:5060>\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// B's edge is under test; A only receives.
struct Stage {
    world: World,
    /// B's leg of the call `c1`.
    leg: LegId,
    /// B's tag there.
    tag: String,
    number: u32,
}

const SDP: &str = "Content-Type: application/sdp\r\n";

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}: ");
    message.lines().find_map(|l| l.strip_prefix(&start))
}

fn newest_call(world: &World) -> LegId {
    let events = world.sides[B].events.iter().rev();
    let mut calls = events.filter(|(_, e)| matches!(e, LegEvent::Incoming(_)));
    calls.next().unwrap().0
}

fn our_tag(world: &World) -> String {
    let last = world.sides[B].sent.last().unwrap();
    let to = header(last, "To").unwrap();
    to.split(";tag=").nth(1).unwrap().to_string()
}

/// A call that is answered; the leg and our tag.
fn call(world: &mut World, call: &str) -> (LegId, String) {
    let invite = request("INVITE", call, "", 1, SDP, &sdp_text(4000));
    world.inject(B, peer(), invite.as_bytes());
    let leg = newest_call(world);
    world.command(B, leg, LegCommand::Accept(audio(5000, Flow::Both)));
    let tag = our_tag(world);
    let ack = request("ACK", call, &tag, 1, "", "");
    world.inject(B, peer(), ack.as_bytes());
    (leg, tag)
}

impl Stage {
    fn new() -> Stage {
        let mut world = World::new(1);
        world.filter = Box::new(|_, _| false);
        world.automatic = false;
        let (leg, tag) = call(&mut world, "c1");
        assert!(world.sides[B].connected());
        world.sides[B].sent.clear();
        world.sides[B].journal.clear();
        let number = 1;
        Stage {
            world,
            leg,
            tag,
            number,
        }
    }

    /// A request in the call; what B answered.
    fn inside(&mut self, method: &str, extra: &str, body: &str) -> u16 {
        self.number += 1;
        let text = request(method, "c1", &self.tag.clone(), self.number, extra, body);
        self.world.inject(B, peer(), text.as_bytes());
        self.status(&format!("{} {method}", self.number))
    }

    /// The last answer to a request; 0 while there is none.
    fn status(&self, cseq: &str) -> u16 {
        let answers = self.world.sides[B].sent.iter().rev();
        let mut answers =
            answers.filter(|t| t.starts_with("SIP/2.0") && header(t, "CSeq") == Some(cseq));
        answers.next().map_or(0, |t| t[8..11].parse().unwrap())
    }

    /// A new call; what it was answered.
    fn invite(&mut self, call: &str, extra: &str) -> u16 {
        let text = request(
            "INVITE",
            call,
            "",
            1,
            &format!("{SDP}{extra}"),
            &sdp_text(4010),
        );
        self.world.inject(B, peer(), text.as_bytes());
        self.status("1 INVITE")
    }

    fn asked(&self) -> Vec<(ControlId, Option<LegId>)> {
        let events = self.world.sides[B].events.iter();
        events
            .filter_map(|(_, e)| match e {
                LegEvent::TransferAsked {
                    transfer, replaces, ..
                } => Some((*transfer, *replaces)),
                _ => None,
            })
            .collect()
    }

    fn notifies(&self) -> Vec<&String> {
        let sent = self.world.sides[B].sent.iter();
        sent.filter(|t| t.starts_with("NOTIFY")).collect()
    }

    /// Answers B's last NOTIFY.
    fn hears(&mut self, status: &str) {
        let notify = (*self.notifies().last().unwrap()).clone();
        let line = |name| header(&notify, name).unwrap();
        let text = format!(
            "SIP/2.0 {status}\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
            line("Via"),
            line("From"),
            line("To"),
            line("Call-ID"),
            line("CSeq")
        );
        self.world.inject(B, peer(), text.as_bytes());
    }

    fn goes(&mut self, how: TransferProgress) {
        let id = self.asked().last().unwrap().0;
        self.world
            .command(B, self.leg, LegCommand::TransferProgress(id, how));
    }

    fn done(&mut self, outcome: Result<(), Cause>) {
        let id = self.asked().last().unwrap().0;
        self.world
            .command(B, self.leg, LegCommand::TransferDone(id, outcome));
    }

    fn told(&self, word: &str) -> bool {
        let journal = self.world.sides[B].journal.iter();
        journal
            .filter(|e| !matches!(e, JournalEvent::Message { .. }))
            .any(|e| format!("{e:?}").contains(word))
    }

    /// Every call of B is ended; nothing is left.
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

const CAROL: &str = "Refer-To: <sip:carol@example.net>\r\n";

#[test]
fn a_refer_that_cannot_be_is_refused_and_written_down() {
    for (extra, status, word) in [
        ("", 400, "without Refer-To"),
        (
            "Refer-To: <sip:a@b.example>, <sip:c@d.example>\r\n",
            400,
            "cannot be read",
        ),
        (
            "Refer-To: <sip:a@b.example>\r\nRefer-To: <sip:c@d.example>\r\n",
            400,
            "",
        ),
        (
            "Refer-To: <sip:a@b.example?Replaces=x>\r\n",
            400,
            "cannot be read",
        ),
        ("Refer-To: <https://example.com>\r\n", 416, "scheme"),
        (
            "Refer-To: <sip:a@b.example;method=SUBSCRIBE>\r\n",
            403,
            "method",
        ),
        (
            "Refer-To: <sip:a@b.example>\r\nReferred-By: <sip:x\r\n",
            400,
            "",
        ),
        ("Refer-To: <sip:a@b.example>\r\nRequire: join\r\n", 420, ""),
        (
            "Refer-To: <sip:a@b.example>\r\nReplaces: x;to-tag=1;from-tag=2\r\n",
            400,
            "",
        ),
    ] {
        let mut stage = Stage::new();
        assert_eq!(stage.inside("REFER", extra, ""), status, "{extra}");
        assert!(stage.asked().is_empty(), "{extra}");
        assert!(word.is_empty() || stage.told(word), "{extra}");
        stage.over();
    }
}

#[test]
fn a_refer_of_no_call_is_refused() {
    let mut stage = Stage::new();
    let stranger = request("REFER", "other", "", 1, CAROL, "");
    stage.world.inject(B, peer(), stranger.as_bytes());
    assert_eq!(stage.status("1 REFER"), 403);
    assert!(stage.told("transfer outside a call"));
    let guessed = request("REFER", "c1", "guessed", 2, CAROL, "");
    stage.world.inject(B, peer(), guessed.as_bytes());
    assert_eq!(stage.status("2 REFER"), 481);
    assert!(stage.asked().is_empty());
    stage.over();
}

#[test]
fn a_refer_before_the_answer_is_refused() {
    let mut stage = Stage::new();
    stage.invite("early", "");
    let leg = newest_call(&stage.world);
    stage.world.command(B, leg, LegCommand::Ring);
    let tag = our_tag(&stage.world);
    let refer = request("REFER", "early", &tag, 2, CAROL, "");
    stage.world.inject(B, peer(), refer.as_bytes());
    assert_eq!(stage.status("2 REFER"), 403);
    stage.over();
}

#[test]
fn a_fifth_refer_waits_for_another_day() {
    let mut stage = Stage::new();
    for _ in 0..4 {
        assert_eq!(stage.inside("REFER", CAROL, ""), 0);
    }
    assert_eq!(stage.inside("REFER", CAROL, ""), 503);
    assert_eq!(stage.asked().len(), 4);
    stage.over();
}

#[test]
fn who_wants_to_hear_nothing_hears_nothing() {
    let mut stage = Stage::new();
    let extra = format!("{CAROL}Require: norefersub\r\nRefer-Sub: false\r\n");
    stage.inside("REFER", &extra, "");
    stage.goes(TransferProgress::Trying);
    assert_eq!(stage.status("2 REFER"), 202);
    let answer = stage.world.sides[B].sent.last().unwrap();
    assert_eq!(header(answer, "Refer-Sub"), Some("false"));
    stage.done(Ok(()));
    assert!(stage.notifies().is_empty());
    stage.over();
}

#[test]
fn a_word_waits_until_the_one_before_was_heard() {
    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.goes(TransferProgress::Trying);
    stage.goes(TransferProgress::Ringing);
    stage.done(Ok(()));
    assert_eq!(stage.notifies().len(), 1, "they could overtake each other");
    stage.hears("200 OK");
    assert_eq!(stage.notifies().len(), 2);
    assert!(
        stage.notifies()[1].contains("SIP/2.0 200 OK"),
        "the ringing is old news"
    );
    stage.hears("200 OK");
    stage.over();
}

#[test]
fn a_subscription_ends_when_its_word_is_refused() {
    for status in ["481 Gone", "403 No", "500 Broken"] {
        let mut stage = Stage::new();
        stage.inside("REFER", CAROL, "");
        stage.goes(TransferProgress::Trying);
        stage.hears(status);
        stage.goes(TransferProgress::Ringing);
        stage.done(Ok(()));
        assert_eq!(stage.notifies().len(), 1, "{status}");
        stage.over();
    }
}

#[test]
fn a_subscription_is_refreshed_ended_and_expires() {
    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.goes(TransferProgress::Trying);
    stage.hears("200 OK");
    let refer = "Event: refer\r\nExpires: 60\r\n";
    assert_eq!(stage.inside("SUBSCRIBE", "Event: refer;id=99\r\n", ""), 481);
    assert_eq!(stage.inside("SUBSCRIBE", refer, ""), 200);
    assert!(stage.notifies()[1].contains("active;expires=60"));
    stage.hears("200 OK");
    stage.world.seconds(61);
    assert!(stage.notifies()[2].contains("terminated;reason=timeout"));
    stage.hears("200 OK");
    assert_eq!(stage.inside("SUBSCRIBE", refer, ""), 481);
    stage.over();

    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.goes(TransferProgress::Trying);
    stage.hears("200 OK");
    assert_eq!(
        stage.inside("SUBSCRIBE", "Event: refer\r\nExpires: 0\r\n", ""),
        200
    );
    assert!(stage.notifies()[1].contains("terminated;reason=timeout"));
    stage.hears("200 OK");
    stage.goes(TransferProgress::Ringing);
    stage.done(Ok(()));
    assert_eq!(stage.notifies().len(), 2, "nobody listens any more");
    stage.over();
}

#[test]
fn a_second_refer_is_told_of_by_its_number() {
    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.done(Ok(()));
    stage.hears("200 OK");
    stage.inside("REFER", CAROL, "");
    stage.done(Ok(()));
    let events: Vec<_> = stage
        .notifies()
        .iter()
        .map(|n| header(n, "Event").unwrap().to_string())
        .collect();
    assert_eq!(events, ["refer", "refer;id=3"]);
    stage.hears("200 OK");
    stage.over();
}

#[test]
fn the_dialog_lives_until_whoever_hung_up_has_heard_the_end() {
    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.goes(TransferProgress::Trying);
    stage.hears("200 OK");
    assert_eq!(stage.inside("BYE", "", ""), 200);
    assert_eq!(stage.world.sides[B].ended().len(), 1);
    assert_eq!(stage.inside("REFER", CAROL, ""), 481);
    assert_eq!(stage.inside("INFO", "", ""), 200);
    assert_eq!(stage.inside("INVITE", SDP, &sdp_text(4000)), 481);
    stage.done(Err(Cause::far_end(Reason::Busy)));
    assert!(stage.notifies()[1].contains("SIP/2.0 486 Busy Here"));
    stage.hears("200 OK");
    stage.world.seconds(40);
    assert_clean(&stage.world);
    stage.over();
}

#[test]
fn a_refer_names_a_call_of_ours_or_one_of_others() {
    let mut stage = Stage::new();
    let (second, tag) = call(&mut stage.world, "c2");
    let ours =
        format!("Refer-To: <sip:b@198.51.100.2?Replaces=c2%3Bto-tag%3D{tag}%3Bfrom-tag%3Daa>\r\n");
    stage.inside("REFER", &ours, "");
    // The tags the other way round, or one of them guessed, name no call of ours.
    for (to, from) in [("aa", tag.as_str()), (&tag, "bb"), ("bb", "aa")] {
        let others = format!(
            "Refer-To: <sip:b@198.51.100.2?Replaces=c2%3Bto-tag%3D{to}%3Bfrom-tag%3D{from}>\r\n"
        );
        stage.inside("REFER", &others, "");
    }
    let named: Vec<_> = stage.asked().into_iter().map(|(_, leg)| leg).collect();
    assert_eq!(named, [Some(second), None, None, None]);
    stage.over();

    let mut stage = Stage::new();
    let tag = stage.tag.clone();
    let itself =
        format!("Refer-To: <sip:b@198.51.100.2?Replaces=c1%3Bto-tag%3D{tag}%3Bfrom-tag%3Daa>\r\n");
    assert_eq!(stage.inside("REFER", &itself, ""), 400);
    stage.over();
}

#[test]
fn a_call_of_others_is_replaced_by_our_invite() {
    let mut stage = Stage::new();
    let extra = "Refer-To: <sip:carol@198.51.100.1?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\nReferred-By: <sip:r@example.org>\r\n";
    stage.inside("REFER", extra, "");
    let (id, replaces) = stage.asked()[0];
    assert_eq!(replaces, None);
    stage.goes(TransferProgress::Trying);
    let LegCommand::Dial(mut plain) = dial("sip:carol@198.51.100.1", audio(6000, Flow::Both))
    else {
        panic!("a dial");
    };
    plain.transfer = Some((stage.leg, id));
    let new = LegId::from_number(9);
    stage.world.command(B, new, LegCommand::Dial(plain));
    stage.world.run(Duration::from_millis(50));
    let sent = stage.world.sides[B].sent.iter();
    let invite = sent.rev().find(|t| t.starts_with("INVITE")).unwrap();
    assert_eq!(header(invite, "Replaces"), Some("x@y;to-tag=1;from-tag=2"));
    assert_eq!(header(invite, "Require"), Some("replaces"));
    assert_eq!(header(invite, "Referred-By"), Some("<sip:r@example.org>"));
    stage
        .world
        .command(B, new, LegCommand::End(Cause::us(Reason::HungUp)));
    stage.done(Err(Cause::us(Reason::Cancelled)));
    stage.over();
}

#[test]
fn a_new_call_takes_the_place_of_one_that_it_names_exactly() {
    let mut stage = Stage::new();
    let (tag, leg) = (stage.tag.clone(), stage.leg);
    let named = format!("Require: replaces\r\nReplaces: c1;from-tag=aa;to-tag={tag}\r\n");
    assert_eq!(stage.invite("new", &named), 100);
    let (_, last) = stage.world.sides[B].events.last().unwrap();
    let LegEvent::Incoming(request) = last else {
        panic!("a call");
    };
    assert_eq!(request.replaces, Some(leg));
    stage.over();
}

#[test]
fn a_new_call_that_names_no_call_in_its_state_is_refused() {
    let stage = Stage::new();
    let tag = stage.tag.clone();
    stage.over();
    for (replaces, status) in [
        ("Replaces: c1;to-tag=TAG;from-tag=bb\r\n", 481),
        ("Replaces: c1;to-tag=aa;from-tag=TAG\r\n", 481),
        ("Replaces: c2;to-tag=TAG;from-tag=aa\r\n", 481),
        ("Replaces: c1;to-tag=TAG\r\n", 400),
        (
            "Replaces: c1;to-tag=TAG;from-tag=aa, c1;to-tag=TAG;from-tag=aa\r\n",
            400,
        ),
        (
            "Replaces: c1;to-tag=TAG;from-tag=aa\r\nReplaces: c1;to-tag=TAG;from-tag=aa\r\n",
            400,
        ),
        ("Replaces: c1;to-tag=TAG;from-tag=aa;early-only\r\n", 486),
        ("Require: join\r\nJoin: c1;to-tag=TAG;from-tag=aa\r\n", 420),
        (
            "Join: c1;to-tag=TAG;from-tag=aa\r\nReplaces: c1;to-tag=TAG;from-tag=aa\r\n",
            400,
        ),
    ] {
        let mut stage = Stage::new();
        assert_eq!(tag, stage.tag, "the same seed");
        let before = stage.world.sides[B].events.len();
        assert_eq!(
            stage.invite("new", &replaces.replace("TAG", &tag)),
            status,
            "{replaces}"
        );
        assert_eq!(
            stage.world.sides[B].events.len(),
            before,
            "the core hears nothing"
        );
        stage.over();
    }
}

#[test]
fn a_call_that_is_over_or_not_answered_yet_is_not_replaced() {
    let mut stage = Stage::new();
    stage.inside("REFER", CAROL, "");
    stage.goes(TransferProgress::Trying);
    stage.hears("200 OK");
    stage.inside("BYE", "", "");
    let named = format!("Replaces: c1;to-tag={};from-tag=aa\r\n", stage.tag);
    assert_eq!(stage.invite("new", &named), 603);
    stage.done(Ok(()));
    stage.hears("200 OK");
    stage.over();

    let mut stage = Stage::new();
    stage.invite("early", "");
    let leg = newest_call(&stage.world);
    stage.world.command(B, leg, LegCommand::Ring);
    let named = format!(
        "Replaces: early;to-tag={};from-tag=aa\r\n",
        our_tag(&stage.world)
    );
    assert_eq!(stage.invite("new", &named), 481, "we did not begin it");
    stage.over();
}

#[test]
fn a_call_that_we_ring_may_be_taken_by_who_is_rung() {
    let mut stage = Stage::new();
    let new = LegId::from_number(9);
    stage.world.command(
        B,
        new,
        dial("sip:carol@198.51.100.1", audio(6000, Flow::Both)),
    );
    stage.world.run(Duration::from_millis(50));
    let sent = stage.world.sides[B].sent.iter();
    let invite = sent
        .rev()
        .find(|t| t.starts_with("INVITE"))
        .unwrap()
        .clone();
    let line = |name| header(&invite, name).unwrap();
    let ringing = format!(
        "SIP/2.0 180 Ringing\r\nVia: {}\r\nFrom: {}\r\nTo: {};tag=cc\r\nCall-ID: {}\r\nCSeq: {}\r\nContact: <sip:carol@198.51.100.1>\r\nContent-Length: 0\r\n\r\n",
        line("Via"),
        line("From"),
        line("To"),
        line("Call-ID"),
        line("CSeq")
    );
    stage.world.inject(B, peer(), ringing.as_bytes());
    let tag = line("From").split(";tag=").nth(1).unwrap();
    let named = format!(
        "Replaces: {};to-tag={tag};from-tag=cc;early-only\r\n",
        line("Call-ID")
    );
    assert_eq!(stage.invite("new", &named), 100);
    let (_, last) = stage.world.sides[B].events.last().unwrap();
    assert!(matches!(last, LegEvent::Incoming(request) if request.replaces == Some(new)));
    stage
        .world
        .command(B, new, LegCommand::End(Cause::us(Reason::HungUp)));
    stage.over();
}

#[test]
fn what_is_told_of_a_transfer_is_read_strictly() {
    for (extra, body, status) in [
        ("Event: refer\r\n", "SIP/2.0 100 Trying", 481),
        ("Event: message-summary\r\n", "x", 200),
    ] {
        let mut stage = Stage::new();
        assert_eq!(
            stage.inside("NOTIFY", extra, body),
            status,
            "nothing was asked for"
        );
        stage.over();
    }
    let long = format!("SIP/2.0 200 OK\r\n{}", "x".repeat(9000));
    for (kind, body, status) in [
        ("message/sipfrag", "SIP/2.0 200 OK", 200),
        ("message/sipfrag;version=2.0", "nonsense", 400),
        ("message/sipfrag", long.as_str(), 400),
        ("text/plain", "SIP/2.0 200 OK", 415),
    ] {
        let mut stage = Stage::new();
        let deadline = stage.world.now.mono + Duration::from_secs(60);
        let command = LegCommand::Transfer {
            transfer: ControlId(1),
            to: "sip:carol@example.net".parse().unwrap(),
            replaces: None,
            by: None,
            deadline,
        };
        stage.world.command(B, stage.leg, command);
        let extra =
            format!("Event: refer\r\nSubscription-State: active\r\nContent-Type: {kind}\r\n");
        assert_eq!(stage.inside("NOTIFY", &extra, body), status, "{kind}");
        let done = |e: &LegEvent| matches!(e, LegEvent::TransferDone(ControlId(1), Ok(())));
        let heard = stage.world.sides[B].events.iter().any(|(_, e)| done(e));
        assert_eq!(heard, status == 200);
        assert_eq!(stage.told("cannot be read"), status != 200);
        stage.over();
    }
}
