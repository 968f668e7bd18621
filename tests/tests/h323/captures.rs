//! The captures, and what is in them by tshark's reassembly, which is not ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tolk_asn1::{Per, h225};
use tolk_h323::{q931, tpkt};
use tolk_tests::peers::story::workspace;

/// A packed message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed {
    /// `ras`, `h225`, `h245` or `olc`.
    pub(super) kind: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// All of them, in order.
pub(super) fn all() -> Vec<PathBuf> {
    let folder = workspace().join("tests/fixtures/h323");
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|e| e == "pcap"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 15);
    files
}

/// tshark's fields of what `filter` selects, a line for each frame.
pub(super) fn fields(
    file: &Path,
    filter: &str,
    options: &[&str],
    names: &[&str],
) -> Vec<Vec<String>> {
    let mut command = Command::new("tshark");
    command
        .arg("-2")
        .arg("-r")
        .arg(file)
        .args(options)
        .args(["-Y", filter, "-T", "fields"]);
    for name in names {
        command.args(["-e", name]);
    }
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let text = String::from_utf8(done.stdout).unwrap();
    text.lines()
        .map(|line| line.split('\t').map(str::to_string).collect())
        .collect()
}

/// Every message of TPKT, by connection and direction.
pub(super) fn messages(file: &Path) -> Vec<Vec<u8>> {
    let mut streams = BTreeMap::<(String, String), Vec<u8>>::new();
    for line in fields(
        file,
        "tcp.len > 0",
        &[],
        &["tcp.stream", "tcp.srcport", "tcp.payload"],
    ) {
        let [stream, port, payload] = &line[..] else {
            panic!("{line:?}")
        };
        streams
            .entry((stream.clone(), port.clone()))
            .or_default()
            .extend(octets(payload));
    }
    let mut found = Vec::new();
    for bytes in streams.values().filter(|bytes| bytes.first() == Some(&3)) {
        let mut framer = tpkt::Framer::new();
        framer.push(bytes);
        while let Some(message) = framer.next_message().unwrap() {
            found.push(message);
        }
    }
    found
}

/// What is packed in messages: H.225.0 in Q.931, control alone and in tunnels, channels of `fastStart`.
pub(super) fn packed(file: &Path) -> Vec<Packed> {
    let mut found = Vec::new();
    for message in messages(file) {
        if !message.starts_with(&[8, 2]) {
            found.push(Packed {
                kind: "h245",
                bytes: message,
            });
            continue;
        }
        let message = q931::Message::parse(&message).unwrap();
        let bytes = message.user_user().unwrap();
        found.push(Packed {
            kind: "h225",
            bytes: bytes.to_vec(),
        });
        let pdu = h225::H323UserInformation::from_per(bytes)
            .unwrap()
            .0
            .h323_uu_pdu;
        let control = pdu.h245_control.into_iter().flatten();
        found.extend(control.map(|part| Packed {
            kind: "h245",
            bytes: part.to_vec(),
        }));
        let channels = fast_start(pdu.h323_message_body);
        found.extend(
            channels
                .into_iter()
                .map(|bytes| Packed { kind: "olc", bytes }),
        );
    }
    found
}

fn fast_start(body: h225::H323UUPDUH323MessageBody) -> Vec<Vec<u8>> {
    use h225::H323UUPDUH323MessageBody as Body;
    let channels = match body {
        Body::setup(part) => part.fast_start,
        Body::callProceeding(part) => part.fast_start,
        Body::alerting(part) => part.fast_start,
        Body::progress(part) => part.fast_start,
        Body::connect(part) => part.fast_start,
        Body::facility(part) => part.fast_start,
        _ => None,
    };
    channels
        .into_iter()
        .flatten()
        .map(|part| part.to_vec())
        .collect()
}

/// Digits to octets.
pub(super) fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap())
        .collect()
}
