//! Calls of somebody (RFC 4235): in full, then what changed.

use std::collections::BTreeMap;

use tolk_model::leg::Direction;
use tolk_model::presence::{CallPhase, WatchedCall};

use super::xml::{Element, Writer, XmlProblem};

/// Media type.
pub(crate) const DIALOG_INFO: &str = "application/dialog-info+xml";
const SPACE: &str = "urn:ietf:params:xml:ns:dialog-info";
/// Calls of one person that are read.
const MAX_CALLS: usize = 100;
/// Longest name of a call that is read.
const MAX_ID: usize = 200;

/// Writes the calls of `entity`; with what was said `before` only what is different since.
pub(super) fn write(
    entity: &str,
    version: u32,
    calls: &[WatchedCall],
    before: Option<&[WatchedCall]>,
) -> String {
    let (version, state) = (
        version.to_string(),
        if before.is_some() { "partial" } else { "full" },
    );
    let mut out = Writer::new(
        "dialog-info",
        &[
            ("xmlns", SPACE),
            ("version", &version),
            ("state", state),
            ("entity", entity),
        ],
    );
    let known = before.unwrap_or_default();
    for call in calls.iter().filter(|call| !known.contains(call)) {
        dialog(&mut out, call, phase_word(call.phase));
    }
    let gone = |call: &&WatchedCall| calls.iter().all(|c| c.id != call.id);
    for call in known.iter().filter(gone) {
        dialog(&mut out, call, "terminated");
    }
    out.finish()
}

fn dialog(out: &mut Writer, call: &WatchedCall, state: &str) {
    let direction = match call.direction {
        Direction::Outgoing => "initiator",
        Direction::Incoming => "recipient",
    };
    let id = call.id.to_string();
    out.open("dialog", &[("id", &id), ("direction", direction)]);
    out.text("state", state);
    out.close();
}

fn phase_word(phase: CallPhase) -> &'static str {
    match phase {
        CallPhase::Trying => "trying",
        CallPhase::Ringing => "early",
        CallPhase::Connected => "confirmed",
    }
}

/// A document of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Counts their documents.
    pub(crate) version: u32,
    /// It says everything.
    pub(crate) full: bool,
    /// Calls by their name there; `None` for one that is over.
    pub(crate) calls: BTreeMap<String, Option<(Direction, CallPhase)>>,
}

/// Reads the calls of somebody.
///
/// # Errors
/// When it is no such document, or over a limit.
pub(crate) fn read(body: &[u8]) -> Result<Told, XmlProblem> {
    let root = Element::parse(body)?;
    if !root.is(SPACE, "dialog-info") {
        return Err(XmlProblem::OtherKind);
    }
    let version = root
        .attribute("version")
        .and_then(|v| v.trim().parse().ok())
        .ok_or(XmlProblem::OtherKind)?;
    let full = root.attribute("state") != Some("partial");
    let mut calls = BTreeMap::new();
    for dialog in root.all(SPACE, "dialog") {
        let id = dialog.attribute("id").ok_or(XmlProblem::OtherKind)?;
        if calls.len() >= MAX_CALLS || id.len() > MAX_ID {
            return Err(XmlProblem::TooLarge);
        }
        let direction = match dialog.attribute("direction") {
            Some("initiator") => Direction::Outgoing,
            _ => Direction::Incoming,
        };
        let state = dialog.first(SPACE, "state").map(|s| s.text.trim());
        let phase = match state {
            Some("trying" | "proceeding") => Some(CallPhase::Trying),
            Some("early") => Some(CallPhase::Ringing),
            Some("confirmed") => Some(CallPhase::Connected),
            _ => None,
        };
        calls.insert(id.to_string(), phase.map(|phase| (direction, phase)));
    }
    Ok(Told {
        version,
        full,
        calls,
    })
}
