//! What the scripts mended, the limits, and the tree of fields. Whole captures are read in `tests/tests/h323`.

use serde_json::json;

use crate::types::{BmpString, OctetString};
use crate::{DecodeError, EncodeError, Per, h225, h245};

/// A registration that pycrate 0.8.1 has written: constrained additions (`timeToLive`, `endpointIdentifier`), a TBCD-STRING with a size.
const RRQ: &str = "0ec00010060008914a0005800100c000020106b80100c000020106b70200030300b334567407005200610075006d00200031002000e9\
    840a50604622323456789ab0060074006f006c006b000900003d348f1000000340012b01000f0c0034003700310031005f00650070010001000100";
/// Its confirmation, by the same.
const RCF: &str = "12400010060008914a00050100c000020906b8060074006f006c006b0c0034003700310031005f00650070268a000002003b01000100";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap())
        .collect()
}

fn parameter(value: h245::ParameterValue) -> h245::GenericParameter {
    let identifier = h245::ParameterIdentifier::standard(1);
    h245::GenericParameter::new(identifier, value)
}

fn generic_request(content: h245::GenericParameter) -> h245::MultimediaSystemControlMessage {
    let identifier = crate::types::ObjectIdentifier::new(&[0, 0, 8, 239, 2][..]).unwrap();
    let mut message = h245::GenericMessage::new(h245::CapabilityIdentifier::standard(identifier));
    message.message_content = Some(vec![content]);
    h245::MultimediaSystemControlMessage::request(h245::RequestMessage::genericRequest(message))
}

fn nested(levels: usize) -> h245::MultimediaSystemControlMessage {
    let mut inner = parameter(h245::ParameterValue::logical(()));
    for _ in 0..levels {
        inner = parameter(h245::ParameterValue::genericParameter(vec![inner]));
    }
    generic_request(inner)
}

#[test]
fn constrained_additions_are_read_as_another_encoder_wrote_them() {
    for (hex, wanted) in [
        (RRQ, json!({"time_to_live": 300})),
        (RCF, json!({"time_to_live": 60})),
    ] {
        let (message, used) = h225::RasMessage::from_per(&bytes(hex)).unwrap();
        assert_eq!(used, bytes(hex).len());
        let tree = message.to_json();
        let fields = tree
            .get("registrationRequest")
            .or(tree.get("registrationConfirm"))
            .unwrap();
        assert_eq!(fields["timeToLive"], wanted["time_to_live"]);
        assert_eq!(fields["endpointIdentifier"], "4711_ep");
        assert_eq!(fields["gatekeeperIdentifier"], "tolk");
        assert_eq!(message.to_per().unwrap(), bytes(hex));
    }
}

#[test]
fn fields_are_named_as_in_the_recommendation() {
    let (message, _) = h225::RasMessage::from_per(&bytes(RRQ)).unwrap();
    let request = &message.to_json()["registrationRequest"];
    assert_eq!(
        request["terminalAlias"],
        json!([
            {"dialledDigits": "8001234"},
            {"h323-ID": "Raum 1 é"},
            {"mobileUIM": {"gsm-uim": {"imsi": "240010123456789"}}},
        ])
    );
    assert_eq!(
        request["rasAddress"],
        json!([{"ipAddress": {"ip": "C0000201", "port": 1719}}])
    );
    assert_eq!(request["protocolIdentifier"], "0.0.8.2250.0.5");
    assert_eq!(request["supportsAltGK"], json!(null));
    assert!(request.as_object().unwrap().contains_key("supportsAltGK"));
    assert!(!request.as_object().unwrap().contains_key("tokens"));
}

#[test]
fn each_prefix_of_a_message_is_refused() {
    let whole = bytes(RRQ);
    for end in 0..whole.len() {
        let error = h225::RasMessage::from_per(&whole[..end]).unwrap_err();
        assert!(matches!(error, DecodeError::Truncated), "{end}: {error:?}");
    }
}

#[test]
fn what_is_too_long_is_not_looked_at() {
    let error = h225::RasMessage::from_per(&[0; 16_385]).unwrap_err();
    assert!(
        matches!(
            error,
            DecodeError::TooLong {
                length: 16_385,
                most: 16_384
            }
        ),
        "{error:?}"
    );
}

#[test]
fn an_alternative_of_a_later_version_is_told_from_rubbish() {
    // The 64th addition of RasMessage, with an empty content.
    let error = h225::RasMessage::from_per(&[0xbf, 0x01, 0x00]).unwrap_err();
    assert!(
        matches!(error, DecodeError::UnknownChoice { .. }),
        "{error:?}"
    );
}

#[test]
fn parameters_in_parameters_end_somewhere() {
    let deep = nested(10);
    let (read, _) =
        h245::MultimediaSystemControlMessage::from_per(&deep.to_per().unwrap()).unwrap();
    assert_eq!(read, deep);
    let mut deepest = 0;
    for levels in 11..100 {
        let written = nested(levels).to_per().unwrap();
        match h245::MultimediaSystemControlMessage::from_per(&written) {
            // What is accepted fits on the stack of a thread, all ways, unoptimised too.
            Ok((read, _)) => {
                assert!(read.to_json().is_object());
                assert_eq!(read.to_per().unwrap(), written);
                deepest = levels;
            }
            Err(error) => assert!(matches!(error, DecodeError::TooDeep), "{levels}: {error:?}"),
        }
    }
    assert!((11..50).contains(&deepest), "{deepest}");
}

#[test]
fn a_count_without_content_is_refused() {
    // A list that claims 65,536 aliases and has none, in the place of `terminalAlias`.
    let mut hostile = bytes(RRQ)[..27].to_vec();
    hostile.extend([0xc4, 0, 0, 0, 0]);
    assert!(h225::RasMessage::from_per(&hostile).is_err());
}

#[test]
fn values_out_of_bounds_are_not_written() {
    let mut determination = h245::MasterSlaveDetermination::new(60, 0x00ff_ffff);
    let message = |value| {
        h245::MultimediaSystemControlMessage::request(
            h245::RequestMessage::masterSlaveDetermination(value),
        )
    };
    assert!(message(determination.clone()).to_per().is_ok());
    determination.status_determination_number = 0x0100_0000;
    let error = message(determination).to_per().unwrap_err();
    assert!(matches!(error, EncodeError::OutOfBounds(_)), "{error:?}");
}

#[test]
fn octets_and_names_of_every_script_become_text() {
    let name: Vec<u8> = "salle-é-会議"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let digit = crate::types::GeneralString::try_from(b"1".to_vec()).unwrap();
    let message = h245::MultimediaSystemControlMessage::indication(
        h245::IndicationMessage::userInput(h245::UserInputIndication::alphanumeric(digit)),
    );
    assert_eq!(
        message.to_json(),
        json!({"indication": {"userInput": {"alphanumeric": "1"}}})
    );
    let (mut request, _) = h225::RasMessage::from_per(&bytes(RRQ)).unwrap();
    if let h225::RasMessage::registrationRequest(request) = &mut request {
        request.terminal_alias = Some(vec![h225::AliasAddress::h323_ID(
            BmpString::try_from(&name[..]).unwrap(),
        )]);
    }
    let (read, _) = h225::RasMessage::from_per(&request.to_per().unwrap()).unwrap();
    assert_eq!(
        read.to_json()["registrationRequest"]["terminalAlias"][0]["h323-ID"],
        "salle-é-会議"
    );
    let octets = parameter(h245::ParameterValue::octetString(OctetString::from_static(
        &[0, 0xab],
    )));
    assert_eq!(
        generic_request(octets).to_json()["request"]["genericRequest"]["messageContent"][0]["parameterValue"],
        json!({"octetString": "00AB"})
    );
}
