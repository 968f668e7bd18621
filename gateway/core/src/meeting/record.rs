//! What outlives the process that runs a meeting: a few kB in the state store.

use serde::{Deserialize, Serialize};
use tolk_model::party::Target;
use tolk_model::{LegId, MeetingId, ParticipantId, Party, Role};

/// The version that is written. Older ones still load (`tests/fixtures/records`); fields are added, never renamed or removed.
pub const RECORD_VERSION: u16 = 1;

/// A meeting as it is saved: who is in it and how to get them back. No dialogs, no keys, no packets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRecord {
    /// [`RECORD_VERSION`] of the writer.
    pub version: u16,
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// No more may enter.
    #[serde(default)]
    pub locked: bool,
    /// Who is in it.
    #[serde(default)]
    pub participants: Vec<ParticipantRecord>,
}

/// A participant as it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantRecord {
    /// Who.
    pub id: ParticipantId,
    /// As others see it.
    pub party: Party,
    /// What it may do.
    pub role: Role,
    /// Waited for a host.
    #[serde(default)]
    pub in_lobby: bool,
    /// Its sound was switched off.
    #[serde(default)]
    pub muted: bool,
    /// A host did that.
    #[serde(default)]
    pub muted_by_host: bool,
    /// Where it was called: there it is called again.
    #[serde(default)]
    pub reach: Option<Target>,
    /// The legs that it had: a new leg that replaces one of them is this participant again.
    #[serde(default)]
    pub legs: Vec<LegId>,
}

impl MeetingRecord {
    /// A meeting with nobody in it.
    pub fn new(meeting: MeetingId, title: String) -> MeetingRecord {
        MeetingRecord {
            version: RECORD_VERSION,
            meeting,
            title,
            locked: false,
            participants: Vec::new(),
        }
    }
}
