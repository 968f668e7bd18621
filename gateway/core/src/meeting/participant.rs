//! One participant as the meeting knows it.

use tolk_model::party::{Presence, Target};
use tolk_model::{CallId, Mono, ParticipantId, Party, Role};

use super::Callee;
use crate::admission::Way;

/// Where a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Being called.
    Invited,
    /// Waits for a host.
    Lobby,
    /// In the meeting.
    Meeting,
}

/// A call to somebody, under way.
#[derive(Clone, Debug)]
pub(super) struct Calling {
    pub(super) call: CallId,
    pub(super) callee: Callee,
    /// Which of the targets is tried now.
    pub(super) target: usize,
    /// Which protection of the profile is tried now.
    pub(super) security: usize,
    pub(super) rings: bool,
}

/// One participant.
#[derive(Clone, Debug)]
pub(super) struct Participant {
    pub(super) id: ParticipantId,
    pub(super) party: Party,
    pub(super) role: Role,
    pub(super) room: Room,
    /// The door at which it waits, or came in by.
    pub(super) door: Way,
    /// Since when its connection is lost.
    pub(super) lost: Option<Mono>,
    pub(super) muted: bool,
    pub(super) muted_by_host: bool,
    pub(super) camera_off: bool,
    /// Where it was called.
    pub(super) reach: Option<Target>,
    pub(super) calling: Option<Calling>,
    /// Legs that it had in another process: a new leg that replaces one of them is this participant.
    pub(super) former: Vec<tolk_model::LegId>,
}

impl Participant {
    pub(super) fn new(id: ParticipantId, party: Party, role: Role, room: Room) -> Participant {
        Participant {
            id,
            party,
            role,
            room,
            door: Way::Join,
            lost: None,
            muted: false,
            muted_by_host: false,
            camera_off: false,
            reach: None,
            calling: None,
            former: Vec::new(),
        }
    }

    /// Nobody hears it: a viewer, or somebody whose sound is switched off.
    pub(super) fn is_unheard(&self) -> bool {
        self.muted || self.role == Role::Viewer
    }

    /// Nobody sees it.
    pub(super) fn is_unseen(&self) -> bool {
        self.camera_off || self.role == Role::Viewer
    }

    pub(super) fn presence(&self) -> Presence {
        match (self.lost, self.room) {
            (Some(since), _) => Presence::Lost { since },
            (None, Room::Invited) => Presence::Invited,
            (None, Room::Lobby) => Presence::Lobby,
            (None, Room::Meeting) => Presence::Joined,
        }
    }
}
