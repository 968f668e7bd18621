//! One participant as the meeting knows it.

use tolk_model::party::{Presence, Target};
use tolk_model::{CallId, Cause, ControlId, LegId, Mono, ParticipantId, Party, Role};

use super::Callee;
use super::redial::Recall;
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
    /// The first of the targets that is not tried yet.
    pub(super) next: usize,
    /// What is tried now.
    pub(super) branches: Vec<Branch>,
    /// Why those failed that were tried together: the one that says most.
    pub(super) failed: Option<Cause>,
    pub(super) rings: bool,
    /// The transfer that it carries out.
    pub(super) transfer: Option<(LegId, ControlId)>,
    /// How often the call was passed on.
    pub(super) hops: u8,
}

/// One target that is being called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) leg: LegId,
    /// Which of the targets.
    pub(super) target: usize,
    /// Which protection of the profile.
    pub(super) security: usize,
}

impl Calling {
    pub(super) fn new(call: CallId, callee: Callee) -> Calling {
        Calling {
            call,
            callee,
            next: 0,
            branches: Vec::new(),
            failed: None,
            rings: false,
            transfer: None,
            hops: 0,
        }
    }

    /// The target that a leg is called at.
    pub(super) fn target_of(&self, leg: LegId) -> Option<&Target> {
        let branch = self.branches.iter().find(|b| b.leg == leg)?;
        self.callee.targets.get(branch.target)
    }

    /// A target that is tried now, or is next.
    pub(super) fn target(&self) -> Option<&Target> {
        let at = self.branches.first().map_or(self.next, |b| b.target);
        self.callee.targets.get(at)
    }
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
    /// What it takes to call it again; `None` for those whom nobody called, or who were called in somebody's place.
    pub(super) recall: Option<Recall>,
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
            recall: None,
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
