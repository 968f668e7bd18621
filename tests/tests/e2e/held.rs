//! What a node holds by its own count: `/debug`, before and after.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde_json::Value;

/// Counts, and lists that are counted, at idle and in full of use.
const HELD: [&str; 18] = [
    "/switchboard/legs",
    "/switchboard/meetings",
    "/switchboard/engine/engine/legs",
    "/switchboard/engine/engine/own_ports",
    "/switchboard/engine/engine/sources",
    "/switchboard/engine/engine/meetings",
    "/switchboard/engine/engine/demux/addresses",
    "/switchboard/engine/engine/demux/fragments",
    "/switchboard/engine/engine/demux/transactions",
    "/switchboard/engine/engine/events/waiting",
    "/switchboard/engine/sound/meetings",
    "/switchboard/engine/sound/streams",
    "/switchboard/engine/sound/feeds",
    "/switchboard/engine/sound/encoders",
    "/switchboard/engine/pictures/meetings",
    "/switchboard/engine/pictures/workers",
    "/process/files",
    "/process/threads",
];
/// The same of each edge. Flows, peers and sources are kept on purpose, for a while and so many, and a timer sweeps them.
const OF_AN_EDGE: [&str; 5] = [
    "calls",
    "sessions",
    "dialogs",
    "client_transactions",
    "server_transactions",
];

/// Counts by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held(BTreeMap<String, u64>);

impl Held {
    /// Reads a `/debug`.
    pub(crate) fn of(debug: &Value) -> anyhow::Result<Held> {
        let mut held = BTreeMap::new();
        for path in HELD {
            let found = debug.pointer(path).and_then(count);
            held.insert(path.to_string(), found.context(path)?);
        }
        let tasks = debug["tasks"].as_object().context("tasks")?;
        for (name, alive) in tasks {
            held.insert(format!("/tasks/{name}"), count(alive).context("a task")?);
        }
        for edge in debug["switchboard"]["edges"].as_array().context("edges")? {
            let label = edge["label"].as_str().context("a label")?;
            for name in OF_AN_EDGE {
                if let Some(found) = edge["state"].get(name).and_then(count) {
                    held.insert(format!("/{label}/{name}"), found);
                }
            }
        }
        if !held.contains_key("/sip/calls") {
            bail!("no calls of SIP in {held:?}");
        }
        Ok(Held(held))
    }

    /// The same, with what the process of `other` held: a pool that was filled once stays.
    pub(crate) fn with_process_of(mut self, other: &Held) -> Held {
        let process = |name: &str| name.starts_with("/process/");
        let theirs = other.0.iter().filter(|(name, _)| process(name));
        self.0
            .extend(theirs.map(|(name, held)| (name.clone(), *held)));
        self
    }

    /// What is held now and was not held before, in words.
    pub(crate) fn leaked_since(&self, before: &Held) -> Vec<String> {
        let then = |name: &String| before.0.get(name).copied().unwrap_or(0);
        let more = self.0.iter().filter(|(name, now)| **now > then(name));
        more.map(|(name, now)| format!("{name}: {} before, {now} now", then(name)))
            .collect()
    }
}

fn count(value: &Value) -> Option<u64> {
    let length = value
        .as_array()
        .map(Vec::len)
        .or_else(|| value.as_object().map(serde_json::Map::len));
    length.map_or_else(|| value.as_u64(), |length| Some(length as u64))
}
