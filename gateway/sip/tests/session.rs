#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Session timers in every role (RFC 4028).

mod harness;

use std::time::Duration;

use harness::*;
use tolk_model::LegId;
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::LegCommand;
use tolk_model::media::Flow;

fn leg() -> LegId {
    LegId::from_number(1)
}

fn standing(change: impl FnMut(usize, &mut tolk_sip::SipConfig)) -> World {
    let mut world = World::with(1, change);
    world.command(
        A,
        leg(),
        dial("sip:room@198.51.100.2", audio(4000, Flow::Both)),
    );
    world.seconds(2);
    assert!(world.sides[A].connected() && world.sides[B].connected());
    world
}

fn minutes(side: usize, config: &mut tolk_sip::SipConfig, of: usize, minutes: u64) {
    if side == of {
        config.session = Duration::from_secs(minutes * 60);
    }
}

fn line<'a>(world: &'a World, side: usize, start: &str, name: &str) -> Option<&'a str> {
    let message = world.sides[side]
        .sent
        .iter()
        .rfind(|t| t.starts_with(start))?;
    message
        .lines()
        .find_map(|l| l.strip_prefix(&format!("{name}: ")))
}

#[test]
fn a_call_is_refreshed_by_its_caller_for_as_long_as_it_stands() {
    let mut world = standing(|side, c| minutes(side, c, A, 2));
    assert_eq!(line(&world, A, "INVITE", "Session-Expires"), Some("120"));
    assert_eq!(
        line(&world, B, "SIP/2.0 200", "Session-Expires"),
        Some("120;refresher=uac")
    );
    world.seconds(3600);
    assert!(world.sides.iter().all(|s| s.ended().is_empty()));
    assert_eq!(world.sides[A].count_sent("UPDATE"), 60);
    assert_eq!(world.sides[B].count_sent("UPDATE"), 0);
    assert_eq!(
        world.sides[A].story(),
        ["Ringing", "Connected"],
        "nobody hears of it"
    );
    world.command(A, leg(), LegCommand::End(Cause::us(Reason::HungUp)));
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_dead_far_end_is_found_by_both_sides() {
    let mut world = standing(|side, c| minutes(side, c, A, 2));
    world.filter = Box::new(|_, _| false);
    world.seconds(120);
    for side in &world.sides {
        assert_eq!(side.ended(), [&Cause::network(Reason::ConnectionLost)]);
        assert!(side.count_sent("BYE") > 5, "repeated into the void");
    }
    assert!(world.sides[A].count_sent("UPDATE") > 5);
    world.seconds(100);
    assert_clean(&world);
}

#[test]
fn a_minimum_of_the_far_end_is_met_by_asking_again() {
    let world = standing(|side, c| {
        minutes(side, c, A, 2);
        if side == B {
            c.min_session = Duration::from_secs(600);
        }
    });
    assert_eq!(world.sides[B].count_sent("SIP/2.0 422"), 1);
    assert_eq!(line(&world, A, "INVITE", "Session-Expires"), Some("600"));
    assert_eq!(line(&world, A, "INVITE", "Min-SE"), Some("600"));
    let numbers: Vec<&str> = world.sides[A]
        .sent
        .iter()
        .filter(|t| t.starts_with("INVITE"))
        .map(|t| t.lines().find(|l| l.starts_with("CSeq")).unwrap())
        .collect();
    assert_eq!(numbers.len(), 2);
    assert_ne!(numbers[0], numbers[1]);
}

#[test]
fn a_caller_that_asks_for_none_is_refreshed_by_us() {
    let mut world =
        standing(|side, c| c.session = Duration::from_secs(if side == B { 120 } else { 0 }));
    assert_eq!(
        line(&world, B, "SIP/2.0 200", "Session-Expires"),
        Some("120;refresher=uas")
    );
    world.seconds(600);
    assert_eq!(world.sides[B].count_sent("UPDATE"), 10);
    assert!(world.sides.iter().all(|s| s.ended().is_empty()));
}

#[test]
fn a_far_end_without_update_is_refreshed_by_the_same_description() {
    let mut world = World::with(1, |side, c| minutes(side, c, A, 2));
    world.strip_update = true;
    world.command(
        A,
        leg(),
        dial("sip:room@198.51.100.2", audio(4000, Flow::Both)),
    );
    world.seconds(2);
    let story = world.sides[A].story();
    world.seconds(590);
    assert_eq!(world.sides[A].count_sent("UPDATE"), 0);
    assert_eq!(world.sides[A].count_sent("INVITE"), 1 + 9);
    assert_eq!(
        world.sides[A].story(),
        story,
        "our core hears nothing of it"
    );
    let versions: std::collections::BTreeSet<&str> = world.sides[A]
        .sent
        .iter()
        .filter_map(|t| t.lines().find(|l| l.starts_with("o=")))
        .collect();
    assert_eq!(
        versions.len(),
        1,
        "the description is the same (RFC 4028 7.4)"
    );
    assert!(world.sides.iter().all(|s| s.ended().is_empty()));
}

#[test]
fn a_hold_keeps_the_refresher() {
    let mut world = standing(|side, c| minutes(side, c, A, 2));
    let there = world.sides[B].incoming().unwrap().0;
    let hold = LegCommand::Media {
        rev: tolk_model::Rev(1),
        replies_to: None,
        description: audio(5000, Flow::SendOnly),
    };
    world.command(B, there, hold);
    world.seconds(1);
    assert_eq!(
        line(&world, B, "INVITE", "Session-Expires"),
        Some("120;refresher=uas"),
        "A refreshes, and is called here"
    );
    world.seconds(300);
    assert!(world.sides[A].count_sent("UPDATE") > 3);
    assert_eq!(world.sides[B].count_sent("UPDATE"), 0);
    assert!(world.sides.iter().all(|s| s.ended().is_empty()));
}
