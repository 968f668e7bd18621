//! Accounts and registrations: what edges ask, answered from the directory and from what is bound.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tolk_core::directory::{Directory, Listing};
use tolk_core::registrar::Changed;
use tolk_model::edge::Reply;
use tolk_model::journal::JournalEvent;
use tolk_model::party::Target;
use tolk_model::registration::{
    Binding, Credentials, DigestAlgorithm, Registration, RegistrationError,
};
use tolk_model::{Address, Alias, EdgeId, FlowId, Mono, Pii};

use super::shared::{Shared, Switchboard};
use crate::telemetry::{Subject, metrics};

/// How often expired registrations are looked for; whoever asks before that does not see them.
const SWEEP: Duration = Duration::from_secs(5);

impl Switchboard {
    /// What proves a user.
    pub(super) fn credentials(&self, user: &str, algorithm: DigestAlgorithm) -> Reply {
        let directory = self.shared.listed.directory();
        let account = directory.account(user);
        let found = account.and_then(|a| a.credentials(algorithm));
        Reply::Credentials(found.map(|found| Credentials {
            aliases: all_names(&directory, &found.aliases),
            ..found
        }))
    }

    /// Whether calls in the name of an address must be proved.
    pub(super) fn has_account(&self, address: &Address) -> Reply {
        let directory = self.shared.listed.directory();
        let alias = directory.alias(address);
        Reply::HasAccount(alias.is_some_and(|alias| directory.has_account(&alias)))
    }

    /// Binds devices.
    pub(super) fn register(&self, wanted: &Registration) -> Reply {
        Reply::Registered(self.bind(wanted))
    }

    fn bind(&self, wanted: &Registration) -> Result<Vec<Binding>, RegistrationError> {
        let shared = &self.shared;
        let directory = shared.listed.directory();
        let alias = directory.alias(wanted.address.reveal());
        let alias = alias.ok_or(RegistrationError::Unknown)?;
        let account = directory.account(wanted.account.reveal());
        let account = account.ok_or(RegistrationError::NotYours)?;
        if !all_names(&directory, &account.aliases).contains(&alias) {
            return Err(RegistrationError::NotYours);
        }
        let now = shared.clock.now();
        let registrations = &shared.registrations;
        let (bound, changed) = registrations.register(now, &alias, wanted, shared.node)?;
        self.tell(changed);
        Ok(bound)
    }

    /// A flow is gone.
    pub(super) fn flow_lost(&self, edge: &EdgeId, flow: FlowId) -> Reply {
        let changed = self.shared.registrations.flow_lost(edge, flow);
        self.tell(changed);
        Reply::Noted
    }

    /// Drops registrations that have expired, until `token` ends it.
    pub async fn expire_registrations(self, token: CancellationToken) {
        loop {
            // Both are cancel-safe.
            tokio::select! {
                () = tokio::time::sleep(SWEEP) => {}
                () = token.cancelled() => return,
            }
            self.expire(self.shared.clock.now().mono);
        }
    }

    fn expire(&self, now: Mono) {
        let changed = self.shared.registrations.expire(now);
        self.tell(changed);
    }

    fn tell(&self, changed: Vec<Changed>) {
        for one in changed {
            self.shared.touch_alias(&one.alias);
            let event = JournalEvent::Registered {
                edge: one.edge,
                alias: Pii::new(Address::at(one.alias.local, one.alias.domain)),
                what: one.what.to_string(),
                devices: u32::try_from(one.devices).unwrap_or(u32::MAX),
            };
            self.shared.journal.write(Subject::default(), event);
        }
        metrics::registrations(self.shared.registrations.count());
    }

    /// All devices, with how much longer they are bound.
    pub fn registrations(&self) -> Vec<(Alias, Binding, Duration)> {
        let now = self.shared.clock.now().mono;
        let all = self.shared.registrations.all().into_iter();
        all.map(|(alias, binding)| {
            let left = binding.expires.since(now);
            (alias, binding, left)
        })
        .collect()
    }
}

impl Shared {
    /// The registered devices of whoever has these aliases.
    pub(super) fn reached_at(&self, aliases: &[Alias]) -> Vec<Target> {
        self.registrations.targets(aliases, self.clock.now().mono)
    }
}

/// All names of those who have these; these come first.
fn all_names(directory: &Directory, aliases: &[Alias]) -> Vec<Alias> {
    let mut all = aliases.to_vec();
    for alias in aliases {
        let names: &[Alias] = match directory.find(alias) {
            Some(Listing::Person(person)) => &person.aliases,
            Some(Listing::Place(place)) => &place.aliases,
            None => &[],
        };
        let more = names.iter().filter(|name| !aliases.contains(name));
        all.extend(more.cloned());
    }
    all
}
