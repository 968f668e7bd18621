//! What the node sees of somebody who is watched, and what of it belongs into a report.

use std::collections::BTreeSet;
use std::sync::Arc;

use tolk_model::party::Roster;
use tolk_model::presence::{Availability, Document, Package, WatchedCall, WatchedDevice};
use tolk_model::{Address, LegId, Mono, Pii};

/// One device of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenDevice {
    /// Where it is reached.
    pub contact: Pii<Address>,
    /// Past this it is gone, unless it is renewed.
    pub expires: Mono,
}

/// What is seen of a person, a place or a meeting; always the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// It is a place.
    pub place: bool,
    /// Its registered devices.
    pub devices: Vec<SeenDevice>,
    /// Its calls; of a place, those of all who are in it.
    pub calls: Vec<WatchedCall>,
    /// Who is in the meeting, without the lobby and without what changes by the second.
    pub roster: Arc<Roster>,
    /// Legs of those who are in the meeting, without the lobby.
    pub inside: BTreeSet<LegId>,
}

/// What a report says, in a shape in which two can be compared at different times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Presence(Availability, Option<Pii<String>>),
    Dialogs(Vec<WatchedCall>),
    Conference(Arc<Roster>),
    Registration(Vec<SeenDevice>),
}

impl Content {
    /// What a package tells of what is seen. `presence` is how reachable it is, and what it says about that.
    pub(super) fn of(
        package: Package,
        seen: &Seen,
        presence: (Availability, Option<Pii<String>>),
    ) -> Content {
        match package {
            Package::Presence => Content::Presence(presence.0, presence.1),
            Package::Dialogs => Content::Dialogs(seen.calls.clone()),
            Package::Conference => Content::Conference(Arc::clone(&seen.roster)),
            Package::Registration => Content::Registration(seen.devices.clone()),
        }
    }

    /// As it is told now.
    pub(super) fn document(&self, now: Mono) -> Document {
        match self {
            Content::Presence(availability, note) => Document::Presence {
                availability: *availability,
                note: note.clone(),
            },
            Content::Dialogs(calls) => Document::Dialogs(calls.clone()),
            Content::Conference(roster) => Document::Conference(Arc::clone(roster)),
            Content::Registration(devices) => {
                let device = |d: &SeenDevice| WatchedDevice {
                    contact: d.contact.clone(),
                    expires: d.expires.since(now),
                };
                Document::Registration(devices.iter().map(device).collect())
            }
        }
    }
}
