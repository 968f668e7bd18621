//! What was written by older versions still loads: journal entries are kept for years, meeting records cross an upgrade.
//!
//! `tests/fixtures/records` holds what version 0.1 wrote. Files are added when a shape changes, never altered.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tolk_core::meeting::MeetingRecord;
use tolk_model::journal::JournalEntry;
use tolk_tests::peers::story::workspace;

fn read(file: &str) -> String {
    let path = workspace().join("tests/fixtures/records").join(file);
    fs::read_to_string(path).expect("a fixture")
}

/// Every set of entries: one for each time that the shape of some changed.
fn journals() -> Vec<String> {
    let folder = workspace().join("tests/fixtures/records");
    let names = fs::read_dir(folder).expect("fixtures").map(|entry| {
        let name = entry.expect("a fixture").file_name();
        name.into_string().expect("a plain name")
    });
    let is_journal = |name: &String| name.starts_with("journal-") && name.ends_with(".jsonl");
    names.filter(is_journal).map(|name| read(&name)).collect()
}

/// Whether `new` says everything that `old` says; it may say more.
fn keeps(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old
            .iter()
            .all(|(key, value)| value.is_null() || new.get(key).is_some_and(|v| keeps(value, v))),
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(o, n)| keeps(o, n))
        }
        _ => old == new,
    }
}

#[test]
fn old_journal_entries_still_load_and_lose_nothing() {
    let mut types = BTreeSet::new();
    let files = journals();
    assert!(files.len() >= 2, "{files:?}");
    for line in files.iter().flat_map(|text| text.lines()) {
        let old: Value = serde_json::from_str(line).unwrap();
        let entry: JournalEntry =
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let new = serde_json::to_value(&entry).unwrap();
        assert!(keeps(&old, &new), "{old}\nis now\n{new}");
        types.insert(old["type"].to_string());
    }
    assert!(types.len() >= 16, "{types:?}");
}

#[test]
fn an_old_meeting_record_still_loads_and_loses_nothing() {
    let text = read("meeting-1.json");
    let old: Value = serde_json::from_str(&text).unwrap();
    let record: MeetingRecord = serde_json::from_str(&text).unwrap();
    assert_eq!(record.participants.len(), 2);
    let new = serde_json::to_value(&record).unwrap();
    assert!(keeps(&old, &new), "{old}\nis now\n{new}");
}

#[test]
fn negative_twin_a_lost_field_is_seen() {
    let old = serde_json::json!({"a": 1, "b": {"c": [1, 2]}});
    assert!(keeps(
        &old,
        &serde_json::json!({"a": 1, "b": {"c": [1, 2]}, "d": 0})
    ));
    assert!(!keeps(&old, &serde_json::json!({"a": 1, "b": {"c": [1]}})));
    assert!(!keeps(&old, &serde_json::json!({"b": {"c": [1, 2]}})));
}
