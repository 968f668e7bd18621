//! What operators see and set.

use metrics::gauge;
use tolk_core::directory::{Directory, Listing};
use tolk_core::presence::Whom;
use tolk_core::presence::policy::name_of;
use tolk_model::presence::{Availability, Package};
use tolk_model::{Alias, Pii};

use super::super::shared::{Switchboard, lock};

/// How it stands with a person or a room.
#[derive(Clone, Debug)]
pub struct PresenceView {
    /// Who.
    pub listing: Listing,
    /// How reachable it is.
    pub availability: Availability,
    /// What it says about that.
    pub note: Option<Pii<String>>,
    /// An operator said that it wants no calls.
    pub do_not_disturb: bool,
    /// Its registered devices.
    pub devices: usize,
    /// Its calls.
    pub calls: usize,
}

impl Switchboard {
    /// How it stands with somebody; `None` when nobody is listed so.
    pub fn presence_of(&self, directory: &Directory, alias: &Alias) -> Option<PresenceView> {
        let listing = directory.find(alias)?;
        let name = name_of(listing)?;
        let whom = Whom::Listed(name.clone());
        let machine = lock(&self.shared.presence.machine);
        let seen = self.shared.look(directory, &whom)?;
        let (availability, note) = machine.reachable(&whom, &seen);
        Some(PresenceView {
            listing: listing.clone(),
            availability,
            note,
            do_not_disturb: machine.is_set(name),
            devices: seen.devices.len(),
            calls: seen.calls.len(),
        })
    }

    /// Says for a person, by its first alias, that it wants no calls, or wants them again.
    pub fn set_do_not_disturb(&self, alias: &Alias, on: bool) {
        let desk = &self.shared.presence;
        let mut machine = lock(&desk.machine);
        let said = machine.set_do_not_disturb(alias, on);
        desk.note_calls(&machine, alias);
        drop(machine);
        desk.touch([Whom::Listed(alias.clone())]);
        self.tell_calls(said.then_some(on), alias, "operator");
    }

    /// Sets the gauges of subscriptions.
    pub(in crate::switchboard) fn set_presence_gauges(&self) {
        let machine = lock(&self.shared.presence.machine);
        for (package, word) in [
            (Package::Presence, "presence"),
            (Package::Dialogs, "dialogs"),
            (Package::Conference, "conference"),
            (Package::Registration, "registration"),
        ] {
            let count = u32::try_from(machine.count(package)).unwrap_or(u32::MAX);
            gauge!("tolk_subscriptions", "package" => word).set(f64::from(count));
        }
    }

    /// Counts, for `/debug`.
    pub(in crate::switchboard) fn presence_debug(&self) -> serde_json::Value {
        lock(&self.shared.presence.machine).debug_state()
    }
}
