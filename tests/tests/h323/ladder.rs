//! `tolk ladder` against tshark: the same messages, streams and losses in every capture.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tolk_tests::peers::tolk;

use super::captures::{all, fields};

fn ladder(file: &Path) -> Vec<Value> {
    tolk::ladder(file).unwrap()
}

/// How often each message is there, of one protocol.
fn count(rows: &[Value], protocol: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for row in rows.iter().filter(|row| row["protocol"] == protocol) {
        *counted
            .entry(row["message"].as_str().unwrap().to_string())
            .or_default() += 1;
    }
    counted
}

/// tshark's names of messages out of its column, which has one for each.
fn column(file: &Path, filter: &str) -> String {
    fields(file, filter, &[], &["_ws.col.Info"])
        .concat()
        .join(" ")
}

#[test]
fn call_signalling_is_what_tshark_sees() {
    const KINDS: &[(&str, &str)] = &[
        ("0x01", "alerting"),
        ("0x02", "callProceeding"),
        ("0x03", "progress"),
        ("0x05", "setup"),
        ("0x07", "connect"),
        ("0x5a", "releaseComplete"),
        ("0x62", "facility"),
        ("0x7b", "information"),
    ];
    for file in all() {
        let mut wanted = BTreeMap::<String, usize>::new();
        for line in fields(&file, "q931", &[], &["q931.message_type"]) {
            for code in line[0].split(',') {
                let known = KINDS.iter().find(|(number, _)| *number == code);
                *wanted
                    .entry(known.unwrap_or_else(|| panic!("{code}")).1.to_string())
                    .or_default() += 1;
            }
        }
        assert_eq!(count(&ladder(&file), "h225"), wanted, "{}", file.display());
    }
}

#[test]
fn control_is_what_tshark_sees_separate_and_tunnelled() {
    let names = [
        "h245.request",
        "h245.response",
        "h245.command",
        "h245.indication",
    ];
    let (mut separate, mut tunnelled) = (0, 0);
    for file in all() {
        let rows = ladder(&file);
        let alone: Vec<&Value> = rows
            .iter()
            .filter(|row| row["protocol"] == "h245" && row["tunnelled"].is_null())
            .collect();
        let mut seen = [0, 0, 0, 0];
        let mut add = |filter: &str, options: &[&str]| {
            for line in fields(&file, filter, options, &names) {
                for (n, values) in line.iter().enumerate() {
                    seen[n] += values.split(',').filter(|value| !value.is_empty()).count();
                }
            }
        };
        add("h245 && q931", &[]);
        // Connections of their own are shown to tshark, one direction after the other: another one may have the same port at another
        // address, and it does not tell them apart.
        let paths: BTreeSet<(&str, &str)> = alone
            .iter()
            .map(|row| (row["from"].as_str().unwrap(), row["to"].as_str().unwrap()))
            .collect();
        for (from, to) in paths {
            let ((from, source), (to, target)) =
                (from.split_once(':').unwrap(), to.split_once(':').unwrap());
            let filter = format!(
                "h245 && ip.src == {from} && tcp.srcport == {source} && ip.dst == {to} && tcp.dstport == {target}"
            );
            add(&filter, &["-d", &format!("tcp.port=={source},h245")]);
        }
        let kind = |name: &str| {
            rows.iter()
                .filter(|row| row["protocol"] == "h245" && row["fields"].get(name).is_some())
                .count()
        };
        assert_eq!(
            ["request", "response", "command", "indication"].map(kind),
            seen,
            "{}",
            file.display()
        );
        tunnelled += rows.iter().filter(|row| row["tunnelled"] == true).count();
        separate += alone.len();
    }
    assert!(separate > 50 && tunnelled > 20, "{separate} {tunnelled}");
}

#[test]
fn sip_is_what_tshark_sees() {
    for file in all() {
        let wanted = fields(&file, "sip", &[], &["sip.CSeq"]).len();
        let rows = ladder(&file);
        assert_eq!(
            count(&rows, "sip").values().sum::<usize>(),
            wanted,
            "{}",
            file.display()
        );
        if wanted > 4 {
            assert!(column(&file, "sip").contains("INVITE"));
            assert!(count(&rows, "sip").contains_key("INVITE"));
        }
    }
}

#[test]
fn streams_losses_and_jitter_are_what_tshark_sees() {
    for name in ["08-dtmf-rfc2833", "10-tunnel-dtmf-h245signal"] {
        let file = all()
            .into_iter()
            .find(|file| file.file_stem().unwrap() == name)
            .unwrap();
        let done = Command::new("tshark")
            .args([
                "-2",
                "-q",
                "-z",
                "rtp,streams",
                "-o",
                "rtp.heuristic_rtp:TRUE",
                "-r",
            ])
            .arg(&file)
            .output()
            .unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        let mut wanted: Vec<(String, u64, u64)> = text.lines().filter_map(stream).collect();
        let rows = ladder(&file);
        let ours = rows
            .iter()
            .filter(|row| row["protocol"] == "rtp")
            .map(|row| {
                let fields = &row["fields"];
                (
                    fields["ssrc"].as_str().unwrap().to_string(),
                    fields["packets"].as_u64().unwrap(),
                    fields["lost"].as_u64().unwrap(),
                )
            });
        let mut ours: Vec<_> = ours.collect();
        wanted.sort();
        ours.sort();
        assert_eq!(ours, wanted, "{text}");
        assert_eq!(ours.len(), 3);
        for line in text.lines().filter(|line| line.contains("g711A")) {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let row = rows
                .iter()
                .find(|row| row["fields"]["ssrc"] == parts[6].to_ascii_lowercase())
                .unwrap();
            // Behind the losses: their share, three of the intervals, then least, mean and highest jitter.
            let (mean, most) = (
                parts[15].parse::<f64>().unwrap(),
                parts[16].parse::<f64>().unwrap(),
            );
            let of = |name: &str| row["fields"][name].as_f64().unwrap();
            assert!((of("jitter_ms") - mean).abs() < 0.01, "{line}: {row}");
            assert!((of("max_jitter_ms") - most).abs() < 0.01, "{line}: {row}");
        }
    }
}

/// SSRC, packets and losses of a line of tshark's table.
fn stream(line: &str) -> Option<(String, u64, u64)> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let ssrc = parts.get(6).filter(|part| part.starts_with("0x"))?;
    Some((
        ssrc.to_ascii_lowercase(),
        parts.get(8)?.parse().ok()?,
        parts.get(9)?.parse().ok()?,
    ))
}

#[test]
fn every_message_belongs_to_a_call_and_is_sound() {
    for file in all() {
        for row in ladder(&file) {
            assert_eq!(row["malformed"], false, "{}: {row}", file.display());
            assert!(row["call"].is_string(), "{}: {row}", file.display());
            for name in ["time", "from", "to", "protocol", "message"] {
                assert!(
                    row[name].as_str().is_some_and(|text| !text.is_empty()),
                    "{row}"
                );
            }
            assert!(row["fields"].is_object());
        }
    }
}

#[test]
fn channels_of_a_fast_start_are_told_unpacked() {
    let file = all()
        .into_iter()
        .find(|file| file.to_string_lossy().contains("04-faststart_yes"))
        .unwrap();
    let setup = ladder(&file)
        .into_iter()
        .find(|row| row["message"] == "setup")
        .unwrap();
    let channels = &setup["fields"]["h323-uu-pdu"]["h323-message-body"]["setup"]["fastStart"];
    let number = &channels[0]["forwardLogicalChannelNumber"];
    assert!(number.is_u64(), "{channels}");
}

#[test]
fn a_capture_that_is_cut_fails_and_tells_what_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(&all()[0]).unwrap();
    let path = folder.path().join("cut.pcap");
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    let done = Command::new(tolk::program().unwrap())
        .arg("ladder")
        .arg(&path)
        .arg("--json")
        .output()
        .unwrap();
    assert!(!done.status.success());
    let error = String::from_utf8(done.stderr).unwrap();
    assert!(error.contains("in the middle of packet"), "{error}");
    assert!(done.stdout.iter().filter(|byte| **byte == b'\n').count() > 10);
}

#[test]
fn every_form_of_a_capture_is_told_alike() {
    let folder = tempfile::tempdir().unwrap();
    let original = &all()[3];
    let wanted = ladder(original);
    for form in ["pcapng", "nsecpcap", "modpcap"] {
        let path = folder.path().join(form);
        let done = Command::new("editcap")
            .args(["-F", form])
            .arg(original)
            .arg(&path)
            .status()
            .unwrap();
        assert!(done.success());
        assert_eq!(ladder(&path), wanted, "{form}");
    }
}
