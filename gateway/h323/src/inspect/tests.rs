//! What is learned from trees and from whole messages.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::{Value, json};
use tolk_asn1::{Per, h225 as types, h245 as control};

use super::learn;
use super::{Protocol, h225, h245, ras};
use crate::q931::{CallReference, Cause, Kind, Location, Message};

fn sample() -> Value {
    json!({
        "setup": {
            "h245Address": {"ipAddress": {"ip": "C0000201", "port": 1720}},
            "callIdentifier": {"guid": "00FF"},
            "fastStart": ["zz", "00"],
        },
        "x": [{"mediaChannel": {"unicastAddress": {"iP6Address": {"network": "20010DB8000000000000000000000001", "tsapIdentifier": 5004}}}}],
    })
}

fn determination(number: u32) -> Vec<u8> {
    let message = control::MasterSlaveDetermination::new(60, number);
    let request = control::RequestMessage::masterSlaveDetermination(message);
    control::MultimediaSystemControlMessage::request(request)
        .to_per()
        .unwrap()
}

fn facility(tunnelled: Vec<Vec<u8>>) -> Vec<u8> {
    let mut pdu = types::H323UUPDU::new(types::H323UUPDUH323MessageBody::empty(()));
    pdu.h245_tunnelling = Some(true);
    pdu.h245_control = Some(tunnelled.into_iter().map(Into::into).collect());
    let call = CallReference {
        value: 7,
        from_called: false,
    };
    let mut message = Message {
        call,
        kind: Kind::Facility,
        elements: Vec::new(),
    };
    message.push_user_user(&types::H323UserInformation::new(pdu).to_per().unwrap());
    message.to_bytes().unwrap()
}

#[test]
fn addresses_and_calls_are_found_wherever_they_are() {
    let tree = sample();
    let found = learn::addresses(&tree);
    assert_eq!(found.h245, ["192.0.2.1:1720".parse().unwrap()]);
    assert_eq!(found.rtp, ["[2001:db8::1]:5004".parse().unwrap()]);
    assert_eq!(learn::call(&tree).as_deref(), Some("00FF"));
}

#[test]
fn what_cannot_be_unpacked_stays_as_it_is() {
    let mut tree = sample();
    learn::unpack(&mut tree, 0);
    assert_eq!(tree, sample());
}

#[test]
fn tunnelled_control_is_a_row_of_its_own() {
    let seen = h225(&facility(vec![
        determination(1),
        [determination(2), determination(3)].concat(),
    ]));
    let names: Vec<&str> = seen.iter().map(|seen| &seen.message[..]).collect();
    assert_eq!(
        names,
        [
            "facility",
            "masterSlaveDetermination",
            "masterSlaveDetermination",
            "masterSlaveDetermination"
        ]
    );
    assert!(seen.iter().all(super::Seen::is_sound), "{seen:?}");
    assert_eq!(seen[0].protocol, Protocol::H225);
    assert!(
        seen[1..]
            .iter()
            .all(|seen| seen.protocol == Protocol::H245 && seen.tunnelled)
    );
    assert_eq!(
        seen[3].fields["request"]["masterSlaveDetermination"]["statusDeterminationNumber"],
        json!(3)
    );
}

#[test]
fn a_broken_tunnel_spoils_its_own_row_only() {
    let seen = h225(&facility(vec![vec![0xff; 9], determination(4)]));
    assert!(seen[0].is_sound());
    assert_eq!(
        (seen[1].message.as_str(), seen[1].is_sound()),
        ("unreadable", false)
    );
    assert_eq!(
        (seen[2].message.as_str(), seen[2].is_sound()),
        ("masterSlaveDetermination", true)
    );
}

#[test]
fn messages_without_end_in_one_packet_are_bounded() {
    let seen = h245(&determination(5).repeat(1_000));
    assert_eq!(seen.len(), 65);
    assert!(!seen.last().unwrap().is_sound());
}

#[test]
fn a_release_without_an_h225_part_is_told_with_its_cause() {
    let call = CallReference {
        value: 7,
        from_called: true,
    };
    let cause = Cause {
        value: 17,
        location: Location::User,
    };
    let message = Message {
        call,
        kind: Kind::ReleaseComplete,
        elements: vec![cause.to_element()],
    };
    let seen = h225(&message.to_bytes().unwrap());
    assert_eq!(seen[0].message, "releaseComplete");
    assert_eq!(seen[0].fields["q931"]["cause"], json!(17));
    assert!(!seen[0].is_sound());
}

#[test]
fn rubbish_is_kept_for_people_to_look_at() {
    let seen = ras(&[0xff, 0xff]);
    assert_eq!(seen.fields, json!({"raw": "FFFF"}));
    assert!(!seen.is_sound());
}

#[test]
fn traversal_parameters_are_unpacked_in_their_place() {
    let mut parameters = tolk_asn1::h46019::TraversalParameters::new();
    parameters.keep_alive_payload_type = Some(127);
    let packed: String = parameters
        .to_per()
        .unwrap()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let tree = |identifier: &str| {
        json!({"genericInformation": [{
            "messageIdentifier": {"standard": identifier},
            "messageContent": [{"parameterIdentifier": {"standard": 1}, "parameterValue": {"octetString": packed}}],
        }]})
    };
    let (mut known, mut other) = (tree("0.0.8.460.19.0.1"), tree("0.0.8.460.20.0.1"));
    learn::unpack(&mut known, 0);
    learn::unpack(&mut other, 0);
    let value = |tree: &Value| {
        tree["genericInformation"][0]["messageContent"][0]["parameterValue"]["octetString"].clone()
    };
    assert_eq!(value(&known), json!({"keepAlivePayloadType": 127}));
    assert_eq!(value(&other), json!(packed));
}
