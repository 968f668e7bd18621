//! Far ends that do things in their own order: where control is to be had, when it begins, and calls that are sent elsewhere.

mod harness;

use std::net::SocketAddr;

use harness::wire::{Place, Probe, message, plain, protocol, setup};
use harness::{A, B, config, media};
use tolk_asn1::Per;
use tolk_asn1::h225::{
    AliasAddress, CallProceedingUUIE, ConferenceIdentifier, ConnectUUIE, EndpointType,
    FacilityReason, FacilityUUIE, GloballyUniqueID, H225TransportAddress,
    H225TransportAddressIpAddress, H323UUPDU, H323UUPDUH323MessageBody as Body,
    H323UserInformation,
};
use tolk_asn1::h245::{
    AudioCapability, Capability, CapabilityTableEntry, CapabilityTableEntryNumber, DataType,
    H2250LogicalChannelParameters, LogicalChannelNumber, MultimediaSystemControlMessage,
    OpenLogicalChannel, OpenLogicalChannelForwardLogicalChannelParameters as Forward,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as Multiplex,
    RequestMessage, SequenceNumber, TerminalCapabilitySet,
};
use tolk_asn1::types::{FixedOctetString, Ia5String, ObjectIdentifier, OctetString};
use tolk_h323::q931::{Kind, Message};
use tolk_h323::{H323Config, inspect};
use tolk_model::cause::{Cause, Reason};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::Rev;
use tolk_model::party::Target;
use tolk_model::{FlowId, LegId};

const THERE: [u8; 4] = [192, 0, 2, 9];
const CALLED: [u8; 4] = [192, 0, 2, 2];

fn at(ip: [u8; 4], port: u16) -> H225TransportAddress {
    let ip = OctetString::from(ip.to_vec());
    H225TransportAddress::ipAddress(H225TransportAddressIpAddress::new(ip, port))
}

fn slow(side: usize) -> H323Config {
    H323Config {
        tunnelling: false,
        fast_start: false,
        ..config(side)
    }
}

fn endpoint() -> EndpointType {
    EndpointType::new(false, false)
}

fn connect(control: Option<H225TransportAddress>) -> Body {
    let guid = GloballyUniqueID(FixedOctetString::from([2; 16]));
    let mut body = ConnectUUIE::new(protocol(), endpoint(), ConferenceIdentifier(guid));
    body.h245_address = control;
    Body::connect(body)
}

/// A call of ours whose Setup is out: its connection and its reference.
fn dialled(config: H323Config) -> (Probe, LegId, FlowId, u16) {
    let mut probe = Probe::new(config);
    let leg = LegId::from_number(1);
    probe.dial(leg, "h323:8001@192.0.2.2");
    let flow = probe.opened[0];
    probe.accept(flow);
    let (_, setup) = probe.sent.remove(0);
    assert_eq!(setup.kind, Kind::Setup);
    (probe, leg, flow, setup.call.value)
}

fn control_names(probe: &Probe, flow: FlowId) -> Vec<String> {
    let own = probe.control.iter().filter(|(f, _)| *f == flow);
    own.flat_map(|(_, packet)| inspect::h245(packet))
        .map(|s| s.message)
        .collect()
}

fn h245_address(message: &Message) -> Option<H225TransportAddress> {
    let (information, _) = H323UserInformation::from_per(message.user_user()?).expect("H.225.0");
    match information.h323_uu_pdu.h323_message_body {
        Body::connect(body) => body.h245_address,
        Body::facility(body) => body.h245_address,
        Body::alerting(body) => body.h245_address,
        _ => None,
    }
}

#[test]
fn control_begins_before_the_answer_where_the_called_wants_it() {
    let (mut probe, _, flow, value) = dialled(slow(A));
    let mut proceeding = CallProceedingUUIE::new(protocol(), endpoint());
    proceeding.h245_address = Some(at(CALLED, 5_000));
    let body = Body::callProceeding(proceeding);
    probe.say(flow, &message(Kind::CallProceeding, value, true, body));
    let (control, place) = *probe.places.last().unwrap();
    assert_eq!(place, Place::To(SocketAddr::from((CALLED, 5_000))));
    probe.join(control, CALLED, false);
    let names = control_names(&probe, control);
    assert!(
        names.iter().any(|n| n == "terminalCapabilitySet"),
        "{names:?}"
    );
}

#[test]
fn who_says_over_and_over_that_it_proceeds_holds_no_call_for_ever() {
    let (mut probe, leg, flow, value) = dialled(slow(A));
    for _ in 0..20 {
        let body = Body::callProceeding(CallProceedingUUIE::new(protocol(), endpoint()));
        probe.say(flow, &message(Kind::CallProceeding, value, true, body));
        probe.wait(9);
    }
    assert!(matches!(probe.events.last(), Some((ended, LegEvent::Ended(_))) if *ended == leg));
}

#[test]
fn proposals_that_are_open_keep_control_waiting() {
    let fast = H323Config {
        tunnelling: false,
        ..config(A)
    };
    let (mut probe, _, flow, value) = dialled(fast);
    let mut proceeding = CallProceedingUUIE::new(protocol(), endpoint());
    proceeding.h245_address = Some(at(CALLED, 5_000));
    let body = Body::callProceeding(proceeding);
    probe.say(flow, &message(Kind::CallProceeding, value, true, body));
    assert_eq!(probe.opened.len(), 1);
    // Connect without an answer to them: then control it is, where it was said before.
    probe.say(flow, &message(Kind::Connect, value, true, connect(None)));
    let (_, place) = *probe.places.last().unwrap();
    assert_eq!(place, Place::To(SocketAddr::from((CALLED, 5_000))));
}

#[test]
fn who_answers_without_a_word_of_control_is_told_where_it_is_had() {
    let (mut probe, leg, flow, value) = dialled(slow(A));
    probe.say(flow, &message(Kind::Connect, value, true, connect(None)));
    let (control, place) = *probe.places.last().unwrap();
    assert_eq!(place, Place::Listens);
    probe.listens(control, 5_001);
    let (_, facility) = probe.sent.pop().unwrap();
    assert_eq!(facility.kind, Kind::Facility);
    assert_eq!(h245_address(&facility), Some(at(CALLED, 5_001)));
    assert!(
        !probe
            .events
            .iter()
            .any(|(_, e)| matches!(e, LegEvent::Connected(..)))
    );
    // Nobody comes: a call without media is none.
    probe.wait(30);
    assert_eq!(probe.events.last().unwrap().0, leg);
    assert!(matches!(probe.events.last().unwrap().1, LegEvent::Ended(_)));
    assert_eq!((probe.count("flows"), probe.count("timers")), (0, 0));
}

#[test]
fn the_port_for_control_is_for_the_caller_alone() {
    let mut probe = Probe::new(slow(B));
    let flow = probe.connect(2, THERE);
    probe.say(
        flow,
        &message(Kind::Setup, 5, false, Body::setup(setup("8001"))),
    );
    let leg = probe.events[0].0;
    let first = probe.opened[0];
    assert_eq!(probe.awaited, [(first, vec![THERE.into()])]);
    // The core is quicker than the driver.
    probe.edge_command(leg, LegCommand::Accept(media(B)));
    assert!(probe.sent.iter().all(|(_, m)| m.kind != Kind::Connect));
    probe.listens(first, 5_002);
    let (_, connect) = probe.sent.pop().unwrap();
    assert_eq!(connect.kind, Kind::Connect);
    assert_eq!(h245_address(&connect), Some(at(CALLED, 5_002)));
    probe.join(first, THERE, true);
    assert!(!control_names(&probe, first).is_empty());
    assert_eq!(probe.calls(), 1);
}

#[test]
fn behind_a_gatekeeper_the_caller_may_come_itself_from_where_nobody_else_is_nearer() {
    for (named, lawful) in [([203, 0, 113, 9], true), ([10, 0, 0, 9], false)] {
        let mut probe = Probe::new(slow(B));
        let flow = probe.connect(2, THERE);
        let mut called = setup("8001");
        called.source_call_signal_address = Some(at(named, 1_720));
        probe.say(flow, &message(Kind::Setup, 5, false, Body::setup(called)));
        let mut peers = vec![THERE.into()];
        peers.extend(lawful.then(|| std::net::IpAddr::from(named)));
        assert_eq!(probe.awaited, [(probe.opened[0], peers)]);
    }
}

#[test]
fn control_is_had_where_a_facility_says() {
    let mut probe = Probe::new(slow(B));
    let flow = probe.connect(2, THERE);
    probe.say(
        flow,
        &message(Kind::Setup, 5, false, Body::setup(setup("8001"))),
    );
    let leg = probe.events[0].0;
    probe.listens(probe.opened[0], 5_002);
    probe.edge_command(leg, LegCommand::Accept(media(B)));
    let mut start = FacilityUUIE::new(protocol(), FacilityReason::startH245(()));
    start.h245_address = Some(at(THERE, 6_000));
    probe.say(
        flow,
        &message(Kind::Facility, 5, false, Body::facility(start)),
    );
    assert_eq!(probe.closed, [probe.opened[0]]);
    let (control, place) = *probe.places.last().unwrap();
    assert_eq!(place, Place::To(SocketAddr::from((THERE, 6_000))));
    probe.join(control, THERE, false);
    assert!(!control_names(&probe, control).is_empty());
}

/// A message of call signalling that carries control.
fn carries(value: u16, control: &[MultimediaSystemControlMessage]) -> Message {
    let mut pdu = H323UUPDU::new(Body::empty(()));
    pdu.h245_tunnelling = Some(true);
    let packed = control.iter().map(|c| c.to_per().expect("H.245").into());
    pdu.h245_control = Some(packed.collect());
    let mut message = plain(Kind::Facility, value, false, Vec::new());
    let information = H323UserInformation::new(pdu);
    message.push_user_user(&information.to_per().expect("H.225.0"));
    message
}

/// A set with an entry for each.
fn capabilities(sequence: u8, sound: &[AudioCapability]) -> MultimediaSystemControlMessage {
    let identifier = ObjectIdentifier::new_unchecked(vec![0, 0, 8, 245, 0, 13].into());
    let mut set = TerminalCapabilitySet::new(SequenceNumber(sequence), identifier);
    let entry = |(number, sound): (u16, &AudioCapability)| {
        let mut entry = CapabilityTableEntry::new(CapabilityTableEntryNumber(number));
        entry.capability = Some(Capability::receiveAudioCapability(sound.clone()));
        entry
    };
    if !sound.is_empty() {
        set.capability_table = Some((1..).zip(sound).map(entry).collect());
    }
    MultimediaSystemControlMessage::request(RequestMessage::terminalCapabilitySet(set))
}

fn channel() -> MultimediaSystemControlMessage {
    let data = DataType::audioData(AudioCapability::g711Alaw64k(20));
    let parameters = H2250LogicalChannelParameters::new(1);
    let forward = Forward::new(data, Multiplex::h2250LogicalChannelParameters(parameters));
    let open = OpenLogicalChannel::new(LogicalChannelNumber(101), forward);
    MultimediaSystemControlMessage::request(RequestMessage::openLogicalChannel(open))
}

#[test]
fn a_channel_or_an_empty_set_before_capabilities_neither_connects_nor_ends_a_call() {
    for early in [channel(), capabilities(1, &[])] {
        let mut probe = Probe::new(config(B));
        let flow = probe.connect(2, THERE);
        let setup = Body::setup(setup("8001"));
        probe.say(flow, &message(Kind::Setup, 5, false, setup));
        let leg = probe.events[0].0;
        probe.edge_command(leg, LegCommand::Accept(media(B)));
        let seen = probe.events.len();
        probe.say(flow, &carries(5, &[early]));
        assert_eq!(probe.events.len(), seen, "{:?}", probe.events);
        assert_eq!(probe.calls(), 1);
        probe.say(
            flow,
            &carries(5, &[capabilities(2, &[AudioCapability::g711Alaw64k(20)])]),
        );
        let connected = |e: &(LegId, LegEvent)| matches!(e.1, LegEvent::Connected(_, Some(_)));
        assert!(probe.events.iter().any(connected), "{:?}", probe.events);
    }
}

/// Descriptions that the core was asked to answer: revision, and codecs of sound.
fn asked(probe: &Probe) -> Vec<(Rev, usize)> {
    let of = |event: &LegEvent| match event {
        LegEvent::Media {
            rev,
            replies_to: None,
            description,
        } => Some((*rev, description.streams[0].receive.len())),
        _ => None,
    };
    probe.events.iter().filter_map(|(_, e)| of(e)).collect()
}

#[test]
fn the_core_answers_one_description_at_a_time_and_hears_the_newest_in_the_end() {
    let mut probe = Probe::new(config(B));
    let flow = probe.connect(2, THERE);
    let setup = Body::setup(setup("8001"));
    probe.say(flow, &message(Kind::Setup, 5, false, setup));
    let leg = probe.events[0].0;
    probe.edge_command(leg, LegCommand::Accept(media(B)));
    let sound = [
        AudioCapability::g711Alaw64k(20),
        AudioCapability::g711Ulaw64k(20),
        AudioCapability::g722_64k(20),
    ];
    for (sequence, many) in [(1, 1), (2, 2), (3, 3)] {
        probe.say(flow, &carries(5, &[capabilities(sequence, &sound[..many])]));
    }
    let [(first, 2)] = asked(&probe)[..] else {
        panic!("{:?}", asked(&probe));
    };
    let refuse = |replies_to, reason| LegCommand::RefuseMedia {
        replies_to,
        cause: Cause::us(reason),
    };
    // Busy: nothing is lost, and it hears of it with what comes next.
    probe.edge_command(leg, refuse(first, Reason::Unavailable));
    assert_eq!(asked(&probe).len(), 1);
    let own = LegCommand::Media {
        rev: Rev(1),
        replies_to: None,
        description: media(B),
    };
    probe.edge_command(leg, own);
    let Some((
        _,
        LegEvent::Media {
            replies_to,
            description,
            ..
        },
    )) = probe.events.last()
    else {
        panic!("{:?}", probe.events);
    };
    assert_eq!(*replies_to, Some(Rev(1)));
    assert_eq!(description.streams[0].receive.len(), 3);
    // With what it answers it hears the newest.
    probe.say(
        flow,
        &carries(5, &[capabilities(4, &sound[..2]), removed(5, 3)]),
    );
    let (second, codecs) = asked(&probe)[1];
    assert_eq!((asked(&probe).len(), codecs), (2, 2));
    probe.say(flow, &carries(5, &[removed(6, 2)]));
    assert_eq!(asked(&probe).len(), 2);
    let reply = LegCommand::Media {
        rev: Rev(2),
        replies_to: Some(second),
        description: media(B),
    };
    probe.edge_command(leg, reply);
    let (_, codecs) = asked(&probe)[2];
    assert_eq!((asked(&probe).len(), codecs), (3, 1));
    assert_eq!(probe.calls(), 1);
}

/// A set without one entry that was there.
fn removed(sequence: u8, number: u16) -> MultimediaSystemControlMessage {
    let mut set = capabilities(sequence, &[AudioCapability::g711Alaw64k(20)]);
    if let MultimediaSystemControlMessage::request(RequestMessage::terminalCapabilitySet(set)) =
        &mut set
    {
        let gone = CapabilityTableEntry::new(CapabilityTableEntryNumber(number));
        set.capability_table.get_or_insert_default().push(gone);
    }
    set
}

fn forward(alias: Option<&str>, to: Option<H225TransportAddress>) -> Body {
    let mut facility = FacilityUUIE::new(protocol(), FacilityReason::callForwarded(()));
    facility.alternative_address = to;
    facility.alternative_alias_address = alias.map(|alias| {
        vec![AliasAddress::dialledDigits(
            Ia5String::try_from(alias).expect("digits"),
        )]
    });
    Body::facility(facility)
}

#[test]
fn a_call_goes_elsewhere_only_when_the_directory_agrees() {
    for (body, asked) in [
        (forward(Some("9000"), None), "h323:9000@192.0.2.2"),
        (
            forward(None, Some(at([192, 0, 2, 7], 1_720))),
            "h323:8001@192.0.2.7:1720",
        ),
        (
            forward(Some("9000"), Some(at([192, 0, 2, 7], 1_721))),
            "h323:9000@192.0.2.7:1721",
        ),
    ] {
        let (mut probe, leg, flow, value) = dialled(slow(A));
        probe.say(flow, &message(Kind::Facility, value, true, body.clone()));
        assert_eq!(probe.asked, [asked.parse().unwrap()]);
        assert_eq!(probe.answers(), [(Kind::ReleaseComplete, Some(23))]);
        let refused = LegEvent::Ended(Cause::us(Reason::Forbidden));
        assert_eq!(probe.events, [(leg, refused)]);
        assert_eq!((probe.count("flows"), probe.count("timers")), (0, 0));

        let (mut probe, _, flow, value) = dialled(slow(A));
        probe.directory = Ok(Target::at(asked.parse().unwrap()));
        probe.say(flow, &message(Kind::Facility, value, true, body));
        assert!(probe.events.is_empty());
        let next = *probe.opened.last().unwrap();
        assert_ne!(next, flow);
        probe.accept(next);
        assert_eq!(probe.sent.last().unwrap().1.kind, Kind::Setup);
        assert_eq!((probe.calls(), probe.count("flows")), (1, 1));
    }
}

#[test]
fn a_call_that_goes_round_ends() {
    let (mut probe, leg, flow, value) = dialled(slow(A));
    let home = forward(Some("8001"), None);
    probe.say(flow, &message(Kind::Facility, value, true, home));
    assert!(probe.asked.is_empty());
    let moved = LegEvent::Ended(Cause::far_end(Reason::Moved));
    assert_eq!(probe.events, [(leg, moved)]);
}

#[test]
fn a_late_progress_changes_nothing() {
    let (mut probe, _, flow, value) = dialled(slow(A));
    probe.say(
        flow,
        &message(Kind::Connect, value, true, connect(Some(at(CALLED, 5_000)))),
    );
    let events = probe.events.len();
    let body = Body::callProceeding(CallProceedingUUIE::new(protocol(), endpoint()));
    probe.say(flow, &message(Kind::Progress, value, true, body));
    assert_eq!(probe.events.len(), events);
    assert_eq!(probe.calls(), 1);
}
