#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Transfers between two edges in virtual time: one asks for them, the other one's core agrees, refuses, or is silent.

mod harness;

use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::ControlId;
use tolk_model::leg::{Dial, LegCommand, LegEvent, TransferProgress};
use tolk_model::media::Flow;
use tolk_model::time::Mono;
use tolk_model::{LegId, Pii};

const TO_B: &str = "sip:room@198.51.100.2";
const TO_C: &str = "sip:carol@198.51.100.9";

fn leg() -> LegId {
    LegId::from_number(1)
}

fn hang_up() -> LegCommand {
    LegCommand::End(Cause::us(Reason::HungUp))
}

fn standing(seed: u64) -> (World, LegId) {
    let mut world = World::new(seed);
    world.command(A, leg(), dial(TO_B, audio(4000, Flow::Both)));
    world.seconds(2);
    let there = world.sides[B].incoming().unwrap().0;
    for side in &mut world.sides {
        side.events
            .retain(|(_, e)| matches!(e, LegEvent::Incoming(_)));
        side.sent.clear();
    }
    (world, there)
}

/// A asks B to call somebody else.
fn ask(world: &mut World, id: u64, replaces: Option<LegId>) {
    let deadline = world.now.mono + Duration::from_secs(60);
    let command = LegCommand::Transfer {
        transfer: ControlId(id),
        to: TO_C.parse().unwrap(),
        replaces,
        by: Some(Pii::new("sip:anna@example.com".to_string())),
        deadline,
    };
    world.command(A, leg(), command);
    world.run(Duration::from_millis(100));
}

/// What B's core was asked for.
fn asked(world: &World) -> Vec<(ControlId, String, Option<LegId>, Option<String>)> {
    let events = world.sides[B].events.iter();
    events
        .filter_map(|(_, e)| match e {
            LegEvent::TransferAsked {
                transfer,
                to,
                replaces,
                by,
            } => {
                let by = by.as_ref().map(|b| b.reveal().clone());
                Some((*transfer, to.to_string(), *replaces, by))
            }
            _ => None,
        })
        .collect()
}

fn goes(world: &mut World, there: LegId, how: TransferProgress) {
    let id = asked(world).last().unwrap().0;
    world.command(B, there, LegCommand::TransferProgress(id, how));
    world.run(Duration::from_millis(100));
}

fn done(world: &mut World, there: LegId, outcome: Result<(), Cause>) {
    let id = asked(world).last().unwrap().0;
    world.command(B, there, LegCommand::TransferDone(id, outcome));
    world.run(Duration::from_millis(100));
}

/// What A's core heard of its transfers, and of the end.
fn heard(world: &World) -> Vec<String> {
    let events = world.sides[A].events.iter();
    events
        .map(|(_, e)| match e {
            LegEvent::TransferProgress(id, how) => format!("{} {how:?}", id.0),
            LegEvent::TransferDone(id, Ok(())) => format!("{} done", id.0),
            LegEvent::TransferDone(id, Err(why)) => format!("{} {why}", id.0),
            LegEvent::Ended(why) => format!("ended {why}"),
            other => format!("{other:?}"),
        })
        .collect()
}

fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}: ");
    text.lines().find_map(|l| l.strip_prefix(&start))
}

fn sent<'a>(world: &'a World, side: usize, start: &str) -> Vec<&'a str> {
    let all = world.sides[side].sent.iter();
    all.filter(|t| t.starts_with(start))
        .map(String::as_str)
        .collect()
}

fn over(mut world: World, there: LegId) {
    for (side, leg) in [(A, leg()), (B, there)] {
        if world.sides[side].ended().is_empty() {
            world.command(side, leg, hang_up());
        }
    }
    world.seconds(400);
    assert_clean(&world);
    for side in &world.sides {
        assert_eq!(side.edge_timers(), 0, "no timer is left");
    }
}

#[test]
fn a_transfer_is_asked_for_told_of_and_done() {
    let (mut world, there) = standing(1);
    ask(&mut world, 7, None);
    let expected = (
        TO_C.to_string(),
        None,
        Some("sip:anna@example.com".to_string()),
    );
    let (id, to, replaces, by) = asked(&world).remove(0);
    assert_eq!((to, replaces, by), expected);
    assert_eq!(heard(&world), [""; 0], "nobody has agreed yet");
    goes(&mut world, there, TransferProgress::Trying);
    goes(&mut world, there, TransferProgress::Ringing);
    done(&mut world, there, Ok(()));
    assert_eq!(heard(&world), ["7 Trying", "7 Ringing", "7 done"]);
    let refer = sent(&world, A, "REFER")[0];
    let number = header(refer, "CSeq").unwrap().split(' ').next().unwrap();
    assert_eq!(number, id.0.to_string());
    assert_eq!(header(refer, "Refer-To"), Some("<sip:carol@198.51.100.9>"));
    assert_eq!(header(refer, "Referred-By"), Some("<sip:anna@example.com>"));
    let told: Vec<_> = sent(&world, B, "NOTIFY")
        .iter()
        .map(|n| {
            assert_eq!(header(n, "Event"), Some("refer"));
            assert_eq!(
                header(n, "Content-Type"),
                Some("message/sipfrag;version=2.0")
            );
            let state = header(n, "Subscription-State").unwrap();
            (
                n.lines().last().unwrap(),
                state.split(';').next_back().unwrap(),
            )
        })
        .collect();
    assert_eq!(told[0], ("SIP/2.0 100 Trying", "expires=180"));
    assert_eq!(told[1].0, "SIP/2.0 180 Ringing");
    assert_eq!(told[2], ("SIP/2.0 200 OK", "reason=noresource"));
    assert!(header(sent(&world, B, "SIP/2.0 202")[0], "Contact").is_some());
    over(world, there);
}

#[test]
fn a_transfer_is_refused_by_the_table_before_anything_is_told() {
    for (reason, status, meaning) in [
        (Reason::Forbidden, 403, Reason::Forbidden),
        (Reason::NotFound, 404, Reason::NotFound),
        (Reason::Busy, 486, Reason::Busy),
        (Reason::Declined, 603, Reason::Declined),
        (Reason::NoAnswer, 480, Reason::Unavailable),
        (Reason::Unauthorized, 403, Reason::Forbidden),
    ] {
        let (mut world, there) = standing(1);
        ask(&mut world, 1, None);
        done(&mut world, there, Err(Cause::us(reason)));
        assert_eq!(
            sent(&world, B, &format!("SIP/2.0 {status}")).len(),
            1,
            "{reason:?}"
        );
        let why = Cause::far_end(meaning);
        assert_eq!(heard(&world), [format!("1 {why}")]);
        assert!(sent(&world, B, "NOTIFY").is_empty());
        over(world, there);
    }
}

#[test]
fn every_failure_after_the_agreement_is_told_in_a_fragment() {
    for reason in Reason::ALL {
        let (mut world, there) = standing(1);
        ask(&mut world, 1, None);
        goes(&mut world, there, TransferProgress::Trying);
        done(&mut world, there, Err(Cause::us(*reason)));
        let told = heard(&world);
        assert_eq!(told.len(), 2, "{reason:?} {told:?}");
        assert!(told[1].ends_with("by far_end"), "{told:?}");
        let last = *sent(&world, B, "NOTIFY").last().unwrap();
        let status: u16 = last.lines().last().unwrap()[8..11].parse().unwrap();
        assert!((400..700).contains(&status), "{reason:?} {status}");
        assert_eq!(
            header(last, "Subscription-State"),
            Some("terminated;reason=noresource")
        );
        over(world, there);
    }
}

#[test]
fn a_core_that_stays_silent_refuses() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    world.seconds(9);
    assert_eq!(heard(&world), [""; 0]);
    world.seconds(2);
    let why = Cause::far_end(Reason::Declined);
    assert_eq!(heard(&world), [format!("1 {why}")]);
    // What it says now comes too late.
    done(&mut world, there, Ok(()));
    assert!(sent(&world, B, "NOTIFY").is_empty());
    over(world, there);
}

#[test]
fn an_agreement_that_is_done_at_once_is_told_once() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    done(&mut world, there, Ok(()));
    assert_eq!(heard(&world), ["1 Trying", "1 done"]);
    assert_eq!(sent(&world, B, "NOTIFY").len(), 1);
    over(world, there);
}

#[test]
fn a_far_end_that_hangs_up_after_the_202_has_taken_over() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    goes(&mut world, there, TransferProgress::Trying);
    world.command(B, there, hang_up());
    world.run(Duration::from_millis(100));
    let ended = Cause::far_end(Reason::HungUp);
    assert_eq!(
        heard(&world),
        [
            "1 Trying".to_string(),
            "1 done".to_string(),
            format!("ended {ended}")
        ]
    );
    over(world, there);
}

#[test]
fn a_far_end_that_hangs_up_without_an_answer_has_not() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    world.command(B, there, hang_up());
    world.run(Duration::from_millis(100));
    assert_eq!(heard(&world).len(), 2, "{:?}", heard(&world));
    assert!(heard(&world)[0].starts_with("1 ") && !heard(&world)[0].ends_with("done"));
    assert_eq!(sent(&world, B, "SIP/2.0 487").len(), 1);
    over(world, there);
}

#[test]
fn whoever_asked_and_hung_up_is_told_to_the_end() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    goes(&mut world, there, TransferProgress::Trying);
    // The BYE of a stranger that still listens: A's own edge would have forgotten the call, so its answers are lost.
    world.command(A, leg(), hang_up());
    world.run(Duration::from_millis(100));
    assert_eq!(world.sides[B].ended().len(), 1);
    let calls = world.sides[B].leftovers()[0].as_array().unwrap().len();
    assert_eq!(calls, 1, "the dialog is used once more");
    done(&mut world, there, Ok(()));
    let last = *sent(&world, B, "NOTIFY").last().unwrap();
    assert!(last.contains("SIP/2.0 200 OK"), "{last}");
    over(world, there);
}

#[test]
fn nobody_who_tells_nothing_is_waited_for_beyond_the_deadline() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    world.filter = Box::new(|_, text| !text.starts_with("NOTIFY"));
    goes(&mut world, there, TransferProgress::Trying);
    world.seconds(58);
    assert_eq!(heard(&world), ["1 Trying"]);
    world.seconds(2);
    let late = Cause::far_end(Reason::TimedOut);
    assert_eq!(heard(&world), ["1 Trying".to_string(), format!("1 {late}")]);
    world.filter = Box::new(|_, _| true);
    over(world, there);
}

#[test]
fn a_notify_before_the_202_counts() {
    let (mut world, there) = standing(1);
    let mut lost = 0;
    ask(&mut world, 1, None);
    world.filter = Box::new(move |_, text| {
        let first = text.starts_with("SIP/2.0 202") && lost < 1;
        lost += u32::from(first);
        !first
    });
    goes(&mut world, there, TransferProgress::Ringing);
    assert_eq!(heard(&world), ["1 Ringing"], "its 202 is still lost");
    done(&mut world, there, Ok(()));
    world.seconds(3);
    assert_eq!(heard(&world), ["1 Ringing", "1 done"]);
    over(world, there);
}

#[test]
fn two_transfers_in_one_call_are_told_apart() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    goes(&mut world, there, TransferProgress::Trying);
    ask(&mut world, 2, None);
    goes(&mut world, there, TransferProgress::Ringing);
    done(&mut world, there, Err(Cause::us(Reason::Busy)));
    let first = asked(&world)[0].0;
    world.command(B, there, LegCommand::TransferDone(first, Ok(())));
    world.run(Duration::from_millis(100));
    let busy = Cause::far_end(Reason::Busy);
    let mut told = heard(&world);
    told.retain(|t| t != "2 Trying");
    let expected = [
        "1 Trying".to_string(),
        "2 Ringing".to_string(),
        format!("2 {busy}"),
        "1 done".to_string(),
    ];
    assert_eq!(told, expected);
    over(world, there);
}

#[test]
fn a_fifth_transfer_at_once_is_one_too_many() {
    let (mut world, there) = standing(1);
    for id in 1..=5 {
        ask(&mut world, id, None);
    }
    assert_eq!(asked(&world).len(), 4);
    assert_eq!(
        heard(&world),
        [format!("5 {}", Cause::us(Reason::Overloaded))]
    );
    over(world, there);
}

#[test]
fn a_transfer_after_a_talk_names_the_other_call() {
    let (mut world, there) = standing(1);
    // A's second call with B, which is the one to be joined.
    let second = LegId::from_number(2);
    world.command(A, second, dial(TO_B, audio(4002, Flow::Both)));
    world.seconds(2);
    let events = world.sides[B].events.clone();
    let other = events.iter().rev().find_map(|(l, e)| match e {
        LegEvent::Incoming(_) => Some(*l),
        _ => None,
    });
    ask(&mut world, 1, Some(second));
    assert_eq!(
        asked(&world)[0].2,
        other,
        "B knows the dialog as its own leg"
    );
    assert_ne!(other, Some(there));
    done(&mut world, there, Ok(()));
    world.command(A, second, hang_up());
    over(world, there);
}

#[test]
fn a_call_for_a_transfer_carries_what_was_demanded() {
    let (mut world, there) = standing(1);
    ask(&mut world, 1, None);
    let (id, ..) = asked(&world).remove(0);
    goes(&mut world, there, TransferProgress::Trying);
    let LegCommand::Dial(plain) = dial("sip:carol@198.51.100.1", audio(6000, Flow::Both)) else {
        panic!("a dial");
    };
    let transfer = Some((there, id));
    let command = LegCommand::Dial(Box::new(Dial { transfer, ..*plain }));
    let new = LegId::from_number(99);
    world.command(B, new, command);
    world.seconds(2);
    let invite = sent(&world, B, "INVITE")[0];
    assert_eq!(
        header(invite, "Referred-By"),
        Some("<sip:anna@example.com>")
    );
    assert_eq!(header(invite, "Replaces"), None);
    done(&mut world, there, Ok(()));
    world.command(B, new, hang_up());
    over(world, there);
}

#[test]
fn what_cannot_be_asked_for_is_said_at_once() {
    let (mut world, there) = standing(1);
    let deadline = Mono(Duration::from_secs(60));
    for (to, replaces, reason) in [
        ("h323:room@example.com", None, Reason::NotSupported),
        (TO_C, Some(LegId::from_number(77)), Reason::NotSupported),
    ] {
        world.command(
            A,
            leg(),
            LegCommand::Transfer {
                transfer: ControlId(3),
                to: to.parse().unwrap(),
                replaces,
                by: None,
                deadline,
            },
        );
        let last = heard(&world).pop();
        assert_eq!(last, Some(format!("3 {}", Cause::us(reason))));
    }
    assert!(sent(&world, A, "REFER").is_empty());
    over(world, there);
}

#[test]
fn a_far_end_that_cannot_is_heard() {
    let (mut world, there) = standing(1);
    world.filter = Box::new(|side, text| side == B || !text.starts_with("REFER"));
    ask(&mut world, 1, None);
    world.seconds(40);
    assert_eq!(
        heard(&world),
        [format!("1 {}", Cause::network(Reason::TimedOut))]
    );
    world.filter = Box::new(|_, _| true);
    over(world, there);
}
