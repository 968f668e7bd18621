//! Master and slave.

use tolk_asn1::h245::{
    MasterSlaveDetermination, MasterSlaveDeterminationAck,
    MasterSlaveDeterminationAckDecision as Decision, MasterSlaveDeterminationReject,
    MasterSlaveDeterminationRejectCause, RequestMessage, ResponseMessage,
};
use tolk_model::cause::{Cause, Reason};

use super::pair::Pair;
use super::script::Script;
use crate::h245::{Config, Event, Problem, Role};

fn msd(script: &mut Script, terminal_type: u8, number: u32) {
    script.request(RequestMessage::masterSlaveDetermination(
        MasterSlaveDetermination::new(terminal_type, number),
    ));
}

fn own_number(script: &mut Script) -> u32 {
    let msd = script.only("masterSlaveDetermination");
    u32::try_from(msd["statusDeterminationNumber"].as_u64().unwrap()).unwrap()
}

#[test]
fn a_larger_terminal_type_is_the_master() {
    for first in 0..2 {
        let mcu = Config {
            terminal_type: 240,
            ..Config::default()
        };
        let mut pair = Pair::new(1, [Config::default(), mcu]);
        pair.start(first);
        pair.deliver(first);
        assert_eq!(pair.sides[0].session.role(), Some(Role::Slave));
        assert_eq!(pair.sides[1].session.role(), Some(Role::Master));
    }
}

#[test]
fn numbers_are_compared_around_the_end_of_their_range() {
    for (ahead, role) in [
        (1, Role::Master),
        ((1 << 23) - 1, Role::Master),
        ((1 << 23) + 1, Role::Slave),
        ((1 << 24) - 1, Role::Slave),
    ] {
        let mut script = Script::started();
        let own = own_number(&mut script);
        msd(&mut script, 60, (own + ahead) % (1 << 24));
        let ack = script.only("masterSlaveDeterminationAck");
        let theirs = if role == Role::Master {
            "slave"
        } else {
            "master"
        };
        assert!(ack["decision"].get(theirs).is_some(), "{ahead} {ack}");
        assert_eq!(script.session.role(), None, "they have not confirmed");
    }
}

#[test]
fn the_same_number_is_drawn_again_and_not_for_ever() {
    let mut script = Script::started();
    let mut own = own_number(&mut script);
    for tries in 1..10 {
        msd(&mut script, 60, own);
        let next = own_number(&mut script);
        assert_ne!(next, own, "{tries}");
        own = next;
    }
    msd(&mut script, 60, own);
    let cause = Cause::far_end(Reason::ProtocolError);
    assert_eq!(script.events.last(), Some(&Event::Failed(cause)));
    assert!(!script.session.is_running());
}

#[test]
fn a_rejection_draws_again() {
    let mut script = Script::started();
    let own = own_number(&mut script);
    let cause = MasterSlaveDeterminationRejectCause::identicalNumbers(());
    script.response(ResponseMessage::masterSlaveDeterminationReject(
        MasterSlaveDeterminationReject::new(cause),
    ));
    assert_ne!(own_number(&mut script), own);
}

#[test]
fn who_did_not_ask_rejects_what_cannot_be_decided() {
    let mut script = Script::new(Config::default());
    // Nothing was drawn yet: whatever number they have is compared with a new one.
    msd(&mut script, 60, 5);
    assert_eq!(script.names(), ["masterSlaveDeterminationAck"]);
}

#[test]
fn a_missing_confirmation_is_survived() {
    let mut script = Script::started();
    script.said.clear();
    msd(&mut script, 200, 1);
    script.pass(16);
    assert_eq!(script.session.role(), Some(Role::Slave));
    assert!(script.problems().contains(&Problem::NoDetermination));
}

#[test]
fn silence_ends_it_after_three_attempts() {
    let mut script = Script::started();
    script.acknowledge_set();
    script.pass(300);
    let names = script.names();
    let count = |name: &str| names.iter().filter(|n| *n == name).count();
    assert_eq!(count("masterSlaveDetermination"), 3);
    assert_eq!(count("masterSlaveDeterminationRelease"), 3);
    assert!(matches!(script.events.last(), Some(Event::Failed(_))));
    assert_eq!(script.session.next_timeout(), None);
}

#[test]
fn decisions_that_contradict_each_other_are_asked_again() {
    let mut script = Script::started();
    script.said.clear();
    msd(&mut script, 200, 1);
    script.response(ResponseMessage::masterSlaveDeterminationAck(
        MasterSlaveDeterminationAck::new(Decision::master(())),
    ));
    assert_eq!(
        script.names(),
        ["masterSlaveDeterminationAck", "masterSlaveDetermination"]
    );
}
