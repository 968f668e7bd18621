//! What a meeting's task shows those who watch it and its people.

use std::sync::Arc;

use tolk_core::directory::Directory;
use tolk_core::meeting::{MeetingInput, MeetingOutput, SeenLeg};
use tolk_core::presence::Whom;
use tolk_core::presence::policy::name_of;
use tolk_model::party::Roster;
use tolk_model::{Alias, LegCommand, MeetingId};

use super::super::board::Running;
use super::super::meeting::MeetingTask;
use super::super::shared::{Shared, lock};

/// A meeting as it was seen last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::switchboard) struct Shown {
    /// Without the lobby.
    pub(super) roster: Arc<Roster>,
    /// Each with the first alias of whose it is.
    pub(super) legs: Vec<(SeenLeg, Option<Alias>)>,
}

/// What may differ from what was shown.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::switchboard) struct Shows {
    legs: bool,
    roster: bool,
}

impl Shows {
    /// Something goes into the meeting. Media's reports change nothing that is not said to a leg then.
    pub(in crate::switchboard) fn note_input(&mut self, input: &MeetingInput) {
        self.legs |= !matches!(input, MeetingInput::Media(_));
    }

    /// Something comes out of it. Rosters come at most five times a second.
    pub(in crate::switchboard) fn note_output(&mut self, output: &MeetingOutput) {
        let MeetingOutput::Leg { command, .. } = output else {
            return;
        };
        self.roster |= matches!(command, LegCommand::Roster(_));
        self.legs |= !matches!(command, LegCommand::Slots(_) | LegCommand::Chat(_));
    }
}

impl MeetingTask {
    /// Shows what changed, and to whom it may matter.
    pub(in crate::switchboard) fn show(&mut self) {
        let due = std::mem::take(&mut self.shows);
        if self.over.is_some() || !(due.legs || due.roster) {
            return;
        }
        let directory = self.shared.listed.directory();
        let before = lock(&self.running.shown).clone();
        let legs = self.meeting.seen_legs().into_iter();
        let shown = Shown {
            roster: if due.roster {
                Arc::new(self.meeting.seen_roster())
            } else {
                before.roster.clone()
            },
            legs: legs
                .map(|leg| {
                    let whose = owner(&directory, &leg);
                    (leg, whose)
                })
                .collect(),
        };
        if *before != shown {
            let mut touched = whom_of(&before);
            touched.extend(whom_of(&shown));
            *lock(&self.running.shown) = Arc::new(shown);
            self.shared.touch_meeting(self.running.config.id, touched);
        }
    }
}

impl Shared {
    /// A meeting takes place no more.
    pub(in crate::switchboard) fn show_end(&self, running: &Running) {
        let shown = std::mem::take(&mut *lock(&running.shown));
        self.touch_meeting(running.config.id, whom_of(&shown));
    }

    fn touch_meeting(&self, id: MeetingId, mut whom: Vec<Whom>) {
        let directory = self.listed.directory();
        let place = directory.place(id).and_then(|p| p.aliases.first().cloned());
        whom.extend(place.map(Whom::Listed));
        whom.push(Whom::Meeting(id));
        self.presence.touch(whom);
    }

    /// Whoever has this alias may have changed.
    pub(in crate::switchboard) fn touch_alias(&self, alias: &Alias) {
        let directory = self.listed.directory();
        let name = directory.find(alias).and_then(name_of).cloned();
        self.presence.touch(name.map(Whom::Listed));
    }
}

/// The first alias of whose leg it is.
fn owner(directory: &Directory, leg: &SeenLeg) -> Option<Alias> {
    let alias = directory.alias(leg.whose.as_ref()?.reveal())?;
    name_of(directory.find(&alias)?).cloned()
}

fn whom_of(shown: &Shown) -> Vec<Whom> {
    let owners = shown.legs.iter().filter_map(|(_, whose)| whose.clone());
    owners.map(Whom::Listed).collect()
}
