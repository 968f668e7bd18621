//! What a far end can say that no call expects: answered as Q.931 §5.8 says, written down, and bounded.

mod harness;

use harness::wire::{Probe, message, plain, protocol, setup};
use harness::{B, config};
use tolk_asn1::Per;
use tolk_asn1::h225::{
    AliasAddress, FacilityReason, FacilityUUIE, FeatureDescriptor, GenericData, GenericIdentifier,
    H225TransportAddress, H225TransportAddressIpAddress, H323UUPDU,
    H323UUPDUH323MessageBody as Body, H323UserInformation, InformationUUIE,
    SetupUUIEConferenceGoal,
};
use tolk_asn1::types::{BmpString, OctetString};
use tolk_h323::H323Config;
use tolk_h323::q931::{CallState, Element, Kind, identifier};
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::limits::{Rate, Rates};

const THERE: [u8; 4] = [192, 0, 2, 9];

fn probe() -> Probe {
    Probe::new(config(B))
}

/// A call that came in by a connection.
fn with_call() -> (Probe, tolk_model::FlowId) {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    probe.say(
        flow,
        &message(Kind::Setup, 5, false, Body::setup(setup("8001"))),
    );
    assert_eq!(probe.answers(), [(Kind::CallProceeding, None)]);
    assert_eq!(probe.calls(), 1);
    (probe, flow)
}

#[test]
fn unknown_references_are_answered_as_q931_says() {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    let cases = [
        (
            Kind::Alerting,
            true,
            9,
            Some((Kind::ReleaseComplete, Some(81))),
        ),
        (
            Kind::Information,
            false,
            9,
            Some((Kind::ReleaseComplete, Some(81))),
        ),
        (
            Kind::StatusEnquiry,
            false,
            9,
            Some((Kind::Status, Some(30))),
        ),
        (Kind::ReleaseComplete, false, 9, None),
        (Kind::Status, false, 9, None),
        // A Setup from the called side, and one without a reference.
        (Kind::Setup, true, 9, None),
        (Kind::Setup, false, 0, None),
        (Kind::Facility, false, 0, None),
    ];
    for (kind, from_called, value, answer) in cases {
        probe.say(flow, &plain(kind, value, from_called, Vec::new()));
        let expected: Vec<_> = answer.into_iter().collect();
        assert_eq!(probe.answers(), expected, "{kind:?}");
    }
    assert_eq!(probe.calls(), 0);
}

#[test]
fn answers_carry_the_reference_of_the_other_side() {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    probe.say(flow, &plain(Kind::StatusEnquiry, 9, true, Vec::new()));
    let (_, status) = &probe.sent[0];
    assert_eq!((status.call.value, status.call.from_called), (9, false));
    assert_eq!(status.call_state(), Some(CallState(0)));
}

#[test]
fn a_setup_that_cannot_be_read_is_refused_and_written_down() {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    probe.say(flow, &plain(Kind::Setup, 1, false, Vec::new()));
    assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(96))]);
    let rubbish = vec![Element::new(identifier::USER_USER, [5, 0x20, 0xff, 0xff])];
    probe.say(flow, &plain(Kind::Setup, 2, false, rubbish));
    assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(100))]);
    let mut wrong = setup("8001");
    wrong.conference_goal = SetupUUIEConferenceGoal::callIndependentSupplementaryService(());
    probe.say(flow, &message(Kind::Setup, 3, false, Body::setup(wrong)));
    assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(79))]);
    let mut nobody = setup("8001");
    let mut name = BmpString::default();
    name.extend("no such room".encode_utf16());
    nobody.destination_address = Some(vec![AliasAddress::h323_ID(name)]);
    probe.say(flow, &message(Kind::Setup, 4, false, Body::setup(nobody)));
    assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(1))]);
    assert_eq!(probe.problems(), 2);
    assert_eq!((probe.calls(), probe.events.len()), (0, 0));
    probe.close(flow);
    assert_eq!((probe.count("flows"), probe.count("timers")), (0, 0));
}

#[test]
fn what_is_no_tpkt_ends_the_connection_and_its_calls() {
    let (mut probe, flow) = with_call();
    probe.bytes(flow, b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(probe.closed, [flow]);
    assert_eq!(probe.problems(), 1);
    assert!(matches!(
        probe.events.last(),
        Some((_, LegEvent::Ended(cause))) if cause.reason == Reason::ConnectionLost
    ));
    assert_eq!((probe.calls(), probe.count("flows")), (0, 0));
}

#[test]
fn what_is_no_q931_is_left_alone() {
    let (mut probe, flow) = with_call();
    for rubbish in [
        &[9, 2, 0, 5, 5][..],
        &[8, 1, 5, 5],
        &[8, 2, 0, 5, 5, 0x28, 200, 1],
    ] {
        probe.bytes(flow, &tolk_h323::tpkt::frame(rubbish).unwrap());
    }
    assert_eq!(probe.answers(), []);
    assert_eq!((probe.problems(), probe.calls()), (3, 1));
}

#[test]
fn a_call_says_how_it_stands() {
    let (mut probe, flow) = with_call();
    probe.say(flow, &plain(Kind::StatusEnquiry, 5, false, Vec::new()));
    let status = probe.sent[0].1.clone();
    assert_eq!(status.call_state(), Some(CallState(9)));
    assert_eq!(probe.answers(), [(Kind::Status, Some(30))]);
    let leg = probe.events[0].0;
    probe.edge_command(leg, LegCommand::Ring);
    probe.answers();
    probe.say(flow, &plain(Kind::StatusEnquiry, 5, false, Vec::new()));
    assert_eq!(probe.sent[0].1.call_state(), Some(CallState(7)));
    probe.answers();
    // A message type that nobody knows, and one whose content cannot be read.
    probe.say(flow, &plain(Kind::Other(0x5f), 5, false, Vec::new()));
    assert_eq!(probe.answers(), [(Kind::Status, Some(97))]);
    let rubbish = vec![Element::new(identifier::USER_USER, [5, 0x20, 0xff, 0xff])];
    probe.say(flow, &plain(Kind::Facility, 5, false, rubbish));
    assert_eq!(probe.answers(), [(Kind::Status, Some(100))]);
    assert_eq!(probe.calls(), 1);
}

#[test]
fn harmless_messages_change_nothing() {
    let (mut probe, flow) = with_call();
    for kind in [
        Kind::Notify,
        Kind::ConnectAcknowledge,
        Kind::UserInformation,
        Kind::Information,
    ] {
        probe.say(flow, &plain(kind, 5, false, Vec::new()));
    }
    // A Setup once more, and answers from who calls.
    probe.say(
        flow,
        &message(Kind::Setup, 5, false, Body::setup(setup("8001"))),
    );
    assert_eq!(probe.answers(), []);
    assert_eq!((probe.calls(), probe.events.len()), (1, 1));
}

#[test]
fn keypads_are_heard() {
    let (mut probe, flow) = with_call();
    let mut information = message(
        Kind::Information,
        5,
        false,
        Body::information(InformationUUIE::new(protocol())),
    );
    information
        .elements
        .insert(0, Element::new(identifier::KEYPAD, *b"1x#"));
    probe.say(flow, &information);
    let digits: String = probe
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            LegEvent::Digit(digit) => Some(digit.char()),
            _ => None,
        })
        .collect();
    assert_eq!(digits, "1#");
}

#[test]
fn telephone_networks_may_release_in_their_own_words() {
    for kind in [Kind::Disconnect, Kind::Release] {
        let (mut probe, flow) = with_call();
        probe.say(flow, &plain(kind, 5, false, Vec::new()));
        assert_eq!(probe.answers()[0].0, Kind::ReleaseComplete);
        assert_eq!(probe.calls(), 0);
    }
}

#[test]
fn nobody_has_us_connect_elsewhere_or_forwards_a_call_of_its_own() {
    let mut probe = Probe::new(H323Config {
        tunnelling: false,
        ..config(B)
    });
    let flow = probe.connect(2, THERE);
    probe.say(
        flow,
        &message(Kind::Setup, 5, false, Body::setup(setup("8001"))),
    );
    let listens = probe.opened.len();
    assert_eq!(listens, 1);
    let at = |last| {
        let ip = OctetString::from(vec![10, 0, 0, last]);
        H225TransportAddress::ipAddress(H225TransportAddressIpAddress::new(ip, 22))
    };
    let mut start = FacilityUUIE::new(protocol(), FacilityReason::startH245(()));
    start.h245_address = Some(at(1));
    probe.say(
        flow,
        &message(Kind::Facility, 5, false, Body::facility(start)),
    );
    let mut forward = FacilityUUIE::new(protocol(), FacilityReason::callForwarded(()));
    forward.alternative_address = Some(at(2));
    probe.say(
        flow,
        &message(Kind::Facility, 5, false, Body::facility(forward)),
    );
    assert_eq!(probe.opened.len(), listens);
    assert!(probe.closed.is_empty(), "the caller may still come");
    let refused = probe
        .journal
        .iter()
        .filter(|e| matches!(e, JournalEvent::Refused { .. }));
    assert_eq!(refused.count(), 2);
    assert_eq!(probe.calls(), 1);
}

#[test]
fn a_source_has_its_share_of_calls_and_a_flood_is_refused_then_ignored() {
    let mut settings = config(B);
    settings.limits.calls = 20;
    settings.limits.calls_per_source = 4;
    let mut probe = Probe::new(settings.clone());
    let flow = probe.connect(2, THERE);
    for value in 1..=10 {
        probe.say(
            flow,
            &message(Kind::Setup, value, false, Body::setup(setup("8001"))),
        );
    }
    assert_eq!(probe.calls(), 4);
    let other = probe.connect(4, [198, 51, 100, 1]);
    probe.say(
        other,
        &message(Kind::Setup, 1, false, Body::setup(setup("8001"))),
    );
    assert_eq!(probe.calls(), 5);

    settings.limits.requests = Rates {
        stranger: Rate::new(1, 3),
        known: Rate::new(10, 10),
    };
    let mut probe = Probe::new(settings.clone());
    let flow = probe.connect(2, THERE);
    for value in 1..=200 {
        probe.say(flow, &plain(Kind::Setup, value, false, Vec::new()));
    }
    let answers = probe.answers().len();
    assert!((1..40).contains(&answers), "{answers}");
    assert_eq!(probe.closed, [flow], "who goes on is cut off");
    // But not with the calls of others by the same gatekeeper.
    let mut shared = Probe::new(settings);
    let flow = shared.connect(2, THERE);
    let first = Body::setup(setup("8001"));
    shared.say(flow, &message(Kind::Setup, 500, false, first));
    for value in 1..=200 {
        shared.say(flow, &plain(Kind::Setup, value, false, Vec::new()));
    }
    assert_eq!((shared.closed.len(), shared.calls()), (0, 1));
    assert!(probe.journal.len() < 60, "{}", probe.journal.len());
}

#[test]
fn a_call_that_talks_without_end_is_cut_off() {
    let (mut probe, flow) = with_call();
    let notify = plain(Kind::Notify, 5, false, Vec::new());
    for _ in 0..2_000 {
        if probe.closed.is_empty() {
            probe.say(flow, &notify);
        }
    }
    assert_eq!(probe.closed, [flow]);
    assert!(probe.journal.len() < 600, "{}", probe.journal.len());
    assert_eq!((probe.calls(), probe.count("flows")), (0, 0));
    // Who talks at a pace of its own may go on for hours.
    let (mut probe, flow) = with_call();
    for _ in 0..2_000 {
        probe.say(flow, &notify);
        probe.now = probe.now.later(std::time::Duration::from_millis(50));
    }
    assert!(probe.closed.is_empty());
}

#[test]
fn who_needs_a_feature_that_we_lack_is_told() {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    let mut needy = setup("8001");
    let id = GenericIdentifier::standard(24.into());
    needy.needed_features = Some(vec![FeatureDescriptor(GenericData::new(id))]);
    probe.say(flow, &message(Kind::Setup, 1, false, Body::setup(needy)));
    assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(79))]);
}

#[test]
fn half_open_connections_and_unfinished_messages_do_not_stay() {
    let mut probe = probe();
    let unused = probe.connect(2, THERE);
    let unfinished = probe.connect(4, THERE);
    probe.bytes(unfinished, &[3, 0, 1, 0, 8]);
    probe.wait(16);
    assert_eq!(probe.closed, [unfinished]);
    probe.wait(20);
    assert_eq!(probe.closed, [unfinished, unused]);
    assert_eq!((probe.count("flows"), probe.count("timers")), (0, 0));
}

#[test]
fn calls_share_a_connection_and_end_apart() {
    let mut probe = probe();
    let flow = probe.connect(2, THERE);
    for value in [1, 2] {
        probe.say(
            flow,
            &message(Kind::Setup, value, false, Body::setup(setup("8001"))),
        );
    }
    let first = probe.events[0].0;
    probe.edge_command(first, LegCommand::End(Cause::us(Reason::Busy)));
    assert_eq!((probe.calls(), probe.count("flows")), (1, 1));
    assert!(probe.closed.is_empty());
    let release = plain(Kind::ReleaseComplete, 2, false, Vec::new());
    probe.say(flow, &release);
    assert_eq!((probe.calls(), probe.count("references")), (0, 0));
    probe.wait(40);
    assert_eq!(probe.closed, [flow]);
}

#[test]
fn more_connections_than_the_limit_are_closed() {
    let mut settings = config(B);
    settings.limits.flows = 2;
    let mut probe = Probe::new(settings);
    let flows: Vec<_> = [2, 4, 6].map(|id| probe.connect(id, THERE)).to_vec();
    assert_eq!(probe.closed, [flows[2]]);
    assert_eq!(probe.count("flows"), 2);
}

#[test]
fn one_message_carries_only_so_much_control() {
    let (mut probe, flow) = with_call();
    let digit = vec![0x6d, 0x40, 0x01, 0x31];
    let mut pdu = H323UUPDU::new(Body::empty(()));
    pdu.h245_tunnelling = Some(true);
    pdu.h245_control = Some(vec![OctetString::from(digit); 1_000]);
    let mut facility = plain(Kind::Facility, 5, false, Vec::new());
    facility.push_user_user(&H323UserInformation::new(pdu).to_per().unwrap());
    let before = probe.journal.len();
    probe.say(flow, &facility);
    let told = probe.journal.len() - before;
    assert!((2..50).contains(&told), "{told}");
    assert_eq!(probe.problems(), 1);
    assert_eq!(probe.calls(), 1);
}
