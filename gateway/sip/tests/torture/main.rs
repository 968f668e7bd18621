#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]
//! Torture: tables of known messages with their answers, and abuse that no RFC has written down.

mod abuse;
#[path = "../harness/mod.rs"]
mod harness;
mod probe;
mod rfc4475;
mod rfc5118;
mod table;

use probe::Probe;
use rfc4475::RFC4475;
use rfc5118::RFC5118;
use table::{Row, page};
use tolk_model::address::TransportKind;

/// Bytes of a stream arrive in pieces of this size: smaller than any header line that matters.
const PIECE: usize = 7;

/// Rows whose answers are not those of the table, with what was answered.
fn wrong(rows: &[Row], folder: &str) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let mut wrong = Vec::new();
    for row in rows {
        let bytes = row.bytes(folder);
        let ipv6 = folder == "rfc5118";
        let mut datagram = Probe::new(TransportKind::Udp, ipv6);
        datagram.feed(&bytes);
        if datagram.answers() != row.datagram {
            wrong.push((row.name, "datagram", datagram.answers()));
        }
        let mut whole = Probe::new(TransportKind::Tcp, ipv6);
        whole.feed(&bytes);
        let mut pieces = Probe::new(TransportKind::Tcp, ipv6);
        bytes.chunks(PIECE).for_each(|piece| pieces.piece(piece));
        pieces.feed(b"");
        for (how, mut probe) in [("stream", whole), ("pieces", pieces)] {
            if probe.answers() != row.stream() {
                wrong.push((row.name, how, probe.answers()));
            }
            probe.assert_forgets(row.name);
        }
        datagram.assert_forgets(row.name);
    }
    wrong
}

#[test]
fn the_49_messages_of_rfc_4475_are_answered_as_the_table_says() {
    assert_eq!(RFC4475.len(), 49);
    let wrong = wrong(RFC4475, "rfc4475");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_messages_of_rfc_5118_are_answered_as_the_table_says() {
    assert_eq!(RFC5118.len(), 12);
    let wrong = wrong(RFC5118, "rfc5118");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_message_of_the_fixtures_has_its_row() {
    for (folder, rows) in [("rfc4475", RFC4475), ("rfc5118", RFC5118)] {
        let root = format!("{}/tests/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(root).unwrap();
        let mut names: Vec<String> = files
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .filter_map(|f| f.strip_suffix(".dat").map(str::to_string))
            .collect();
        names.sort();
        let mut rows: Vec<&str> = rows.iter().map(|r| r.name).collect();
        rows.sort_unstable();
        assert_eq!(names, rows);
    }
}

#[test]
fn the_page_of_the_documentation_says_what_the_tables_say() {
    let right = page(&[("RFC 4475", RFC4475), ("RFC 5118, IPv6", RFC5118)]);
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/protocols/sip-torture.md"
    );
    let found = std::fs::read_to_string(path).unwrap_or_default();
    let fresh = concat!(env!("CARGO_TARGET_TMPDIR"), "/sip-torture.md");
    std::fs::write(fresh, &right).unwrap();
    assert!(found == right, "stale: cp {fresh} {path}");
}
