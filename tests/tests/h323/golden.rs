//! Every message of the captures is read and written again; tshark and pycrate find the same in both.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tolk_asn1::{Per, h225, h245};
use tolk_tests::peers::pycrate;

use super::captures::{Packed, all, octets, packed};

/// RAS, of which the captures have none: written by pycrate 0.8.1, and read by tshark 4.0 without a complaint.
const RAS: &[&str] = &[
    "0ec00010060008914a0005800100c000020106b80100c000020106b70200030300b334567407005200610075006d00200031002000e9\
     840a50604622323456789ab0060074006f006c006b000900003d348f1000000340012b01000f0c0034003700310031005f00650070010001000100",
    "12400010060008914a00050100c000020906b8060074006f006c006b0c0034003700310031005f00650070268a000002003b01000100",
];

/// What we read, as a tree, and what we write of it.
fn again(message: &Packed) -> (Value, Vec<u8>) {
    fn both<T: Per>(bytes: &[u8]) -> (Value, Vec<u8>) {
        let (value, used) = T::from_per(bytes).unwrap();
        assert_eq!(used, bytes.len());
        (value.to_json(), value.to_per().unwrap())
    }
    match message.kind {
        "ras" => both::<h225::RasMessage>(&message.bytes),
        "h225" => both::<h225::H323UserInformation>(&message.bytes),
        "h245" => both::<h245::MultimediaSystemControlMessage>(&message.bytes),
        _ => both::<h245::OpenLogicalChannel>(&message.bytes),
    }
}

fn everything() -> Vec<Packed> {
    let ras = RAS.iter().map(|hex| Packed {
        kind: "ras",
        bytes: octets(hex),
    });
    let mut messages: Vec<Packed> = all()
        .iter()
        .flat_map(|file| packed(file))
        .chain(ras)
        .collect();
    messages.sort();
    messages.dedup();
    messages
}

/// A file of packets that name their dissector (Wireshark's exported PDUs, link type 252).
pub(super) fn write_exported(path: &Path, messages: &[(&str, &[u8])]) {
    let mut file = vec![
        0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 252, 0, 0, 0,
    ];
    for (kind, bytes) in messages {
        let dissector = match *kind {
            "ras" => "h225.ras",
            "h225" => "h225",
            "h245" => "h245dg",
            _ => "h245.olc",
        };
        let mut packet = vec![0, 12];
        packet.extend(
            u16::try_from(dissector.len().next_multiple_of(4))
                .unwrap()
                .to_be_bytes(),
        );
        packet.extend(dissector.bytes());
        packet.resize(packet.len().next_multiple_of(4), 0);
        packet.extend([0; 4]);
        packet.extend(*bytes);
        let length = u32::try_from(packet.len()).unwrap().to_le_bytes();
        file.extend([0; 8]);
        file.extend(length);
        file.extend(length);
        file.extend(packet);
    }
    std::fs::write(path, file).unwrap();
}

/// tshark's tree of each packet, without what is not of the message.
pub(super) fn dissected(path: &Path) -> Vec<Value> {
    let done = Command::new("tshark")
        .args(["-T", "json", "-J", "h225 h245 h235"])
        .arg("-r")
        .arg(path)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let packets: Vec<Value> = serde_json::from_slice(&done.stdout).unwrap();
    packets
        .into_iter()
        .map(|packet| without_bits(&packet["_source"]["layers"]))
        .collect()
}

/// Without what tshark says of the encoding: how many additions the sender's version could have had.
fn without_bits(tree: &Value) -> Value {
    match tree {
        Value::Array(items) => items.iter().map(without_bits).collect(),
        Value::Object(object) => object
            .iter()
            .filter(|(name, _)| !name.starts_with("per."))
            .map(|(name, value)| (name.clone(), without_bits(value)))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn messages_that_we_write_again_have_the_same_fields_for_tshark() {
    let folder = tempfile::tempdir().unwrap();
    // tshark dissects a channel as a part of a message only.
    let messages: Vec<Packed> = everything()
        .into_iter()
        .filter(|message| message.kind != "olc")
        .collect();
    assert!(messages.len() > 60, "{}", messages.len());
    let written: Vec<Vec<u8>> = messages.iter().map(|message| again(message).1).collect();
    let (before, after) = (
        folder.path().join("before.pcap"),
        folder.path().join("after.pcap"),
    );
    let original: Vec<(&str, &[u8])> = messages.iter().map(|m| (m.kind, &m.bytes[..])).collect();
    write_exported(&before, &original);
    let ours: Vec<(&str, &[u8])> = messages
        .iter()
        .zip(&written)
        .map(|(m, bytes)| (m.kind, &bytes[..]))
        .collect();
    write_exported(&after, &ours);
    let (before, after) = (dissected(&before), dissected(&after));
    assert_eq!(before.len(), messages.len());
    for ((message, before), after) in messages.iter().zip(&before).zip(&after) {
        let protocol = if message.kind == "h245" {
            "h245"
        } else {
            "h225"
        };
        assert!(
            before[protocol]
                .as_object()
                .is_some_and(|fields| !fields.is_empty()),
            "{message:?} {before}"
        );
        let text = after.to_string();
        assert!(
            !text.contains("malformed") && !text.contains("_ws.expert"),
            "{message:?}: {text}"
        );
        assert_eq!(before, after, "{message:?}");
    }
}

#[test]
fn pycrate_reads_the_same_fields_from_what_came_and_from_what_we_write() {
    let messages = everything();
    let both: Vec<(Value, Vec<u8>)> = messages.iter().map(again).collect();
    let mut questions: Vec<(&str, &[u8])> =
        messages.iter().map(|m| (m.kind, &m.bytes[..])).collect();
    questions.extend(
        messages
            .iter()
            .zip(&both)
            .map(|(m, (_, written))| (m.kind, &written[..])),
    );
    let answers = pycrate::read(&questions).unwrap();
    let (came, written) = answers.split_at(messages.len());
    for (n, message) in messages.iter().enumerate() {
        let ours = plain(&both[n].0);
        assert_eq!(
            plain(&came[n]),
            ours,
            "{}: {message:?}",
            pycrate::hexadecimal(&message.bytes)
        );
        assert_eq!(plain(&written[n]), ours, "{message:?}");
    }
}

#[test]
fn negative_twin_a_message_that_differs_is_seen_by_pycrate() {
    let mut other = octets(RAS[1]);
    let last = other.len() - 5;
    other[last] ^= 1;
    let (ours, _) = again(&Packed {
        kind: "ras",
        bytes: octets(RAS[1]),
    });
    let answers = pycrate::read(&[("ras", &other), ("h245", &[0xff])]).unwrap();
    assert_ne!(plain(&answers[0]), plain(&ours));
    assert!(answers[1]["error"].is_string());
}

/// Without what two encoders of X.697 may do differently: letters of hexadecimal digits, the length of bits.
pub(super) fn plain(tree: &Value) -> Value {
    match tree {
        Value::String(text) if text.chars().all(|digit| digit.is_ascii_hexdigit()) => {
            Value::String(text.to_ascii_lowercase())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        other => other.clone(),
    }
}
