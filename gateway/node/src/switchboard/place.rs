//! From a place of the directory to the meeting that takes place there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tolk_core::directory::{Directory, Place, PlaceKind};
use tolk_core::meeting::{Callee, LobbyPolicy, MeetingConfig, MeetingKind};
use tolk_core::plan::Budget;
use tolk_model::party::{Identity, Target};
use tolk_model::plan::Language;
use tolk_model::{Address, CallId, MeetingId, OrgId, Party, Pii, Role};

use super::board::MOST_LEGS;
use super::shared::Shared;

/// How long a meeting stays when the last participant has left: somebody whose connection broke finds it again.
const EMPTY_FOR: Duration = Duration::from_secs(5);
/// A call that nobody has entered yet is being set up; then it ends with its last leg.
const CALL_EMPTY_FOR: Duration = Duration::from_secs(2);
/// Most participants of a call between two: a host may call some more.
const CALL_PARTICIPANTS: u32 = 10;

impl Shared {
    /// The meeting of a place.
    pub(super) fn meeting_of(&self, place: &Place) -> Arc<MeetingConfig> {
        let kind = match place.kind {
            PlaceKind::TestCall => MeetingKind::TestCall,
            // Whoever calls a room by its number wants to reach what stands there.
            PlaceKind::Meeting if !place.devices.is_empty() => MeetingKind::AdHoc,
            PlaceKind::Meeting | PlaceKind::Reception => MeetingKind::Named,
        };
        let most = u32::try_from(MOST_LEGS).unwrap_or(u32::MAX);
        Arc::new(MeetingConfig {
            id: place.meeting,
            title: place.title.clone(),
            kind,
            max_participants: place.max_participants.min(most),
            lobby: LobbyPolicy::AsAdmitted,
            language: place.language,
            profiles: self.profiles.clone(),
            empty_for: EMPTY_FOR,
            organisations: names_of(&self.listed.directory()),
            party: Party {
                address: Pii::new(address_of(place)),
                display_name: Pii::new(place.title.clone()),
                organisation: place.organisation,
                identity: Identity::Verified {
                    by: "directory".to_string(),
                },
            },
            on_hold: self.on_hold,
            redial: self.redial,
            budget: Budget::default(),
            node: Some(self.node),
        })
    }

    /// A call between `party` and somebody.
    pub(super) fn meeting_of_call(
        &self,
        title: String,
        party: Party,
        language: Language,
    ) -> Arc<MeetingConfig> {
        let id = MeetingId::mint(self.clock.now().wall, &mut self.random());
        Arc::new(MeetingConfig {
            id,
            title,
            kind: MeetingKind::AdHoc,
            max_participants: CALL_PARTICIPANTS,
            lobby: LobbyPolicy::Nobody,
            language,
            profiles: self.profiles.clone(),
            empty_for: CALL_EMPTY_FOR,
            organisations: names_of(&self.listed.directory()),
            party,
            on_hold: self.on_hold,
            redial: self.redial,
            budget: Budget::default(),
            node: Some(self.node),
        })
    }
}

/// How a place is called.
pub(super) fn address_of(place: &Place) -> Address {
    let first = place.aliases.first();
    first.map_or_else(
        || Address::alias(""),
        |a| Address::at(a.local.clone(), a.domain.clone()),
    )
}

fn names_of(directory: &Directory) -> Arc<BTreeMap<OrgId, String>> {
    let organisations = directory.organisations();
    Arc::new(organisations.map(|o| (o.id, o.name.clone())).collect())
}

/// Somebody to call, as the directory knows it.
pub(super) fn callee(
    directory: &Directory,
    address: &Address,
    targets: Vec<Target>,
    call: Option<CallId>,
    from: Option<Party>,
) -> Callee {
    use tolk_core::directory::Listing;
    let listed = directory
        .alias(address)
        .and_then(|a| directory.find(&a).cloned());
    let (name, organisation) = match &listed {
        Some(Listing::Person(person)) => (person.display_name.clone(), person.organisation),
        Some(Listing::Place(place)) => (Pii::new(place.title.clone()), place.organisation),
        None if address.local.is_empty() => {
            let host = address.domain.as_ref().map(ToString::to_string);
            (Pii::new(host.unwrap_or_default()), None)
        }
        None => (Pii::new(address.local.clone()), None),
    };
    let identity = match listed {
        Some(_) => Identity::Verified {
            by: "directory".to_string(),
        },
        None => Identity::Anonymous,
    };
    Callee {
        call,
        party: Party {
            address: Pii::new(address.clone()),
            display_name: name,
            organisation,
            identity,
        },
        targets,
        from,
        role: Role::Speaker,
        redial: None,
    }
}
