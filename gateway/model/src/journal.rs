//! The journal: one typed stream of what happened. CDR, metrics, the live page and reports are folds over it.
//!
//! Entries are kept for years: variants and fields may be added, never renamed or removed
//! (`tests/fixtures/journal` holds old ones that must still load).

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::cause::{Cause, Reason};
use crate::codec::Codec;
use crate::id::{
    CallId, EdgeId, LegId, MeetingId, NodeId, ParticipantId, RuleId, StreamId, TrunkId,
};
use crate::leg::Direction;
use crate::pii::Pii;
use crate::plan::LegStatistics;
use crate::time::Wall;

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JournalEntry {
    /// When.
    pub at: Wall,
    /// Where.
    pub node: Option<NodeId>,
    /// In which meeting.
    pub meeting: Option<MeetingId>,
    /// In which call.
    pub call: Option<CallId>,
    /// About which leg.
    pub leg: Option<LegId>,
    /// What.
    #[serde(flatten)]
    pub event: JournalEvent,
}

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum JournalEvent {
    /// A call was decided about.
    Admitted {
        /// Who called.
        from: Pii<Address>,
        /// Whom.
        to: Pii<Address>,
        /// What was decided (`join`, `lobby`, `connect`, `refuse`, ..).
        outcome: String,
        /// Which rule decided.
        rule: RuleId,
    },
    /// A meeting began.
    MeetingOpened {
        /// Its title.
        title: String,
    },
    /// A meeting is over.
    MeetingClosed,
    /// A leg began.
    LegOpened {
        /// By which edge.
        edge: EdgeId,
        /// Who started it.
        direction: Direction,
        /// Whose it is.
        participant: ParticipantId,
    },
    /// A leg that had come in elsewhere goes on in this meeting.
    TakenOver {
        /// In which meeting it was.
        from: MeetingId,
        /// Whose it is.
        participant: ParticipantId,
    },
    /// A leg was answered.
    LegConnected {
        /// From the request to the answer, milliseconds.
        setup_ms: u64,
    },
    /// Media flows.
    MediaConnected {
        /// From the answer to media, milliseconds.
        after_ms: u64,
    },
    /// A stream's codec became known or changed.
    Receiving {
        /// Which stream.
        stream: StreamId,
        /// Which codec.
        codec: Codec,
    },
    /// A leg is over.
    LegEnded {
        /// By which edge.
        edge: EdgeId,
        /// Why.
        cause: Cause,
        /// From the request to the end, milliseconds.
        lasted_ms: u64,
    },
    /// A leg's ports are closed.
    MediaClosed {
        /// What its media was.
        statistics: LegStatistics,
    },
    /// Somebody used a right: admitted, removed, muted, locked.
    Control {
        /// Who; `None` for an operator, through the API.
        by: Option<ParticipantId>,
        /// What (`admit`, `remove`, ..).
        what: String,
        /// Whom.
        whom: Option<ParticipantId>,
    },
    /// A transfer: somebody asks that another take its place.
    Transfer {
        /// How far it is (`asked`, `done`, `failed`, `refused`).
        what: String,
        /// Whither.
        to: Pii<Address>,
        /// Why it was refused or has failed.
        #[serde(default)]
        cause: Option<Cause>,
    },
    /// Somebody who was called could not be had or was lost, and is to be called again without anybody asking for it.
    Redial {
        /// Who.
        participant: ParticipantId,
        /// What happened (`waits`, `called`, `given_up`, `cancelled`, `returned`).
        what: String,
        /// How often it was called so since it was there last.
        times: u32,
        /// Why it was not there.
        reason: Reason,
    },
    /// A message that broke its protocol, and what was done about it.
    Malformed {
        /// Which edge.
        edge: EdgeId,
        /// What was wrong; a closed set of words, no bytes of the message.
        problem: String,
    },
    /// A source was limited.
    Limited {
        /// Which edge.
        edge: EdgeId,
        /// What it did too often.
        what: String,
    },
    /// A request that its sender had no right to make, and that was refused.
    Refused {
        /// Which edge.
        edge: EdgeId,
        /// What it asked for; a closed set of words.
        what: String,
        /// The account that it named, when it named one; not proved, unless `what` says so.
        #[serde(default)]
        account: Option<Pii<String>>,
    },
    /// Somebody wanted to watch, to say how reachable it is, or to send a message outside a call, and it was decided about.
    Asked {
        /// By which edge.
        edge: EdgeId,
        /// What for (`watch_presence`, `watch_dialogs`, `watch_conference`, `watch_registration`, `publish`, `page`).
        what: String,
        /// Who says to ask.
        from: Pii<Address>,
        /// Whom it is about.
        to: Pii<Address>,
        /// What was decided (`accept`, `refuse`).
        outcome: String,
        /// Which rule decided.
        rule: RuleId,
    },
    /// A message outside any call was passed on, and no device took it.
    PageFailed {
        /// To whom it was.
        to: Pii<Address>,
        /// Why the last of its devices did not take it.
        cause: Cause,
    },
    /// Somebody does not want to be called, or may be called again.
    DoNotDisturb {
        /// Who.
        alias: Pii<Address>,
        /// It does not want to be called.
        on: bool,
        /// By whom it was said (`operator`, `device`).
        by: String,
    },
    /// A connection that was to be under TLS did not come about, or proved the wrong name.
    TlsFailed {
        /// Which edge.
        edge: EdgeId,
        /// The name that was dialled, or the address that called.
        peer: Pii<String>,
        /// Why, in plain words.
        problem: String,
    },
    /// A device registered, or registered no longer.
    Registered {
        /// By which edge.
        edge: EdgeId,
        /// For whom.
        alias: Pii<Address>,
        /// What happened (`bound`, `unbound`, `expired`, `flow_lost`).
        what: String,
        /// Devices that are bound to the alias now.
        devices: u32,
    },
    /// A trunk came or went.
    Trunk {
        /// Which.
        trunk: TrunkId,
        /// How it stands (`up`, `down`, `registered`, `refused`).
        state: String,
    },
    /// One signalling message, for the ladder.
    Message {
        /// Which edge.
        edge: EdgeId,
        /// To us.
        incoming: bool,
        /// Method or status, never a body.
        name: String,
    },
    /// A worker process was replaced.
    WorkerReplaced {
        /// Why (`died`, `hung`, `erred`).
        why: String,
    },
    /// A stream's pictures ended several workers and are not decoded for a while.
    StreamRefused {
        /// Which stream.
        stream: StreamId,
    },
}
