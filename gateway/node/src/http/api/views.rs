//! What the API shows of a running meeting.

use serde::Serialize;
use tolk_model::leg::Direction;
use tolk_model::party::{Identity, Presence, RosterEntry};
use tolk_model::plan::Quality;
use tolk_model::{Pii, Role};
use utoipa::ToSchema;

use crate::handle::{LegView, MeetingView};

/// Whether names of people are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Names {
    /// To an administrator who looks after a meeting.
    Shown,
    /// Where support looks, and screens are photographed.
    Hidden,
}

/// A running meeting.
#[derive(Serialize, ToSchema)]
pub(in super::super) struct MeetingState {
    /// Its identifier.
    id: String,
    /// Its title.
    title: String,
    /// Since when it runs.
    since: String,
    /// No more may enter.
    locked: bool,
    /// Who is in it, those in the lobby included.
    participants: Vec<ParticipantState>,
    /// Connections.
    legs: Vec<LegState>,
}

impl MeetingState {
    pub(in super::super) fn of(view: &MeetingView, names: Names) -> MeetingState {
        let entries = view.roster.entries.iter();
        MeetingState {
            id: view.id.to_string(),
            title: match names {
                Names::Shown => view.roster.title.clone(),
                Names::Hidden => String::new(),
            },
            since: view.since.to_string(),
            locked: view.roster.locked,
            participants: entries.map(|e| ParticipantState::of(e, names)).collect(),
            legs: view.legs.iter().map(LegState::of).collect(),
        }
    }

    pub(super) fn into_participants(self) -> Vec<ParticipantState> {
        self.participants
    }
}

/// A participant of a running meeting.
#[derive(Serialize, ToSchema)]
pub(super) struct ParticipantState {
    /// Its identifier.
    id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Its organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// How sure we are of it: `verified`, `asserted`, `anonymous`.
    identity: &'static str,
    /// `host`, `speaker` or `viewer`.
    role: &'static str,
    /// `invited`, `lobby`, `joined`, `lost` or `left`.
    presence: &'static str,
    /// By which worlds it is connected.
    edges: Vec<String>,
    /// Its sound is off.
    muted: bool,
    /// Its picture is on.
    has_picture: bool,
    /// It speaks now.
    speaking: bool,
    /// It was called, and could not be had or was lost: `POST ../participants/{participant}/call` calls it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    away: Option<AwayState>,
}

/// Why somebody who was called is not there.
#[derive(Serialize, ToSchema)]
pub(super) struct AwayState {
    /// How the last call ended.
    reason: &'static str,
    /// It is called again soon, without anybody asking for it.
    again: bool,
}

impl ParticipantState {
    fn of(entry: &RosterEntry, names: Names) -> ParticipantState {
        let shown = names == Names::Shown;
        ParticipantState {
            id: entry.participant.to_string(),
            name: shown.then(|| Pii::reveal(&entry.display_name).clone()),
            organisation: entry.organisation.clone(),
            identity: match entry.identity {
                Identity::Verified { .. } => "verified",
                Identity::Asserted { .. } => "asserted",
                Identity::Anonymous => "anonymous",
            },
            role: match entry.role {
                Role::Host => "host",
                Role::Speaker => "speaker",
                Role::Viewer => "viewer",
            },
            presence: match entry.presence {
                Presence::Invited => "invited",
                Presence::Lobby => "lobby",
                Presence::Joined => "joined",
                Presence::Lost { .. } => "lost",
                Presence::Left => "left",
            },
            edges: entry.edges.iter().map(ToString::to_string).collect(),
            muted: entry.muted,
            has_picture: entry.has_picture,
            speaking: entry.speaking,
            away: entry.away.map(|away| AwayState {
                reason: away.reason.as_str(),
                again: away.again,
            }),
        }
    }
}

/// A leg of a running meeting.
#[derive(Serialize, ToSchema)]
pub(super) struct LegState {
    /// Its identifier.
    id: String,
    /// The call that it belongs to; the journal is asked by it.
    call: String,
    /// The participant whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<String>,
    /// Its edge.
    edge: String,
    /// `incoming` or `outgoing`.
    direction: &'static str,
    /// Media flows.
    connected: bool,
    /// How it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<QualityState>,
}

impl LegState {
    fn of(leg: &LegView) -> LegState {
        LegState {
            id: leg.name.leg.to_string(),
            call: leg.name.call.to_string(),
            participant: leg.participant.map(|p| p.to_string()),
            edge: leg.name.edge.to_string(),
            direction: match leg.name.direction {
                Direction::Incoming => "incoming",
                Direction::Outgoing => "outgoing",
            },
            connected: leg.connected,
            quality: leg.quality.as_ref().map(QualityState::of),
        }
    }
}

/// How a leg's media goes, over the last report interval.
#[derive(Serialize, ToSchema)]
struct QualityState {
    /// Round trip, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    round_trip_ms: Option<u64>,
    /// Lost on the way to us, per mille.
    lost_in_permille: u16,
    /// Lost on the way to them, per mille.
    lost_out_permille: u16,
    /// Jitter of what reaches us, milliseconds.
    jitter_ms: u64,
    /// From them, bit/s.
    rate_in: u64,
    /// To them, bit/s.
    rate_out: u64,
}

impl QualityState {
    fn of(quality: &Quality) -> QualityState {
        let ms = |d: std::time::Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX);
        QualityState {
            round_trip_ms: quality.round_trip.map(ms),
            lost_in_permille: quality.lost_in_permille,
            lost_out_permille: quality.lost_out_permille,
            jitter_ms: ms(quality.jitter),
            rate_in: quality.rate_in.0,
            rate_out: quality.rate_out.0,
        }
    }
}
