//! Who and what can be called here: organisations, meeting places, people, links.
//!
//! A directory is a value: the node builds one from its configuration and from what was made by API, replaces it as a whole,
//! and answers admission's questions from it. Nothing here reads a file or a clock.

mod account;
mod link;
mod place;
#[cfg(test)]
mod tests;

pub use account::{Account, Hashes};
pub use link::{Link, LinkError, TokenHash, mint_token};
pub use place::{Admits, Device, Listing, Organisation, Person, Place, PlaceKind};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tolk_model::{Address, Alias, Domain, MeetingId, OrgId};

/// Everything that can be called.
#[derive(Clone, Debug)]
pub struct Directory {
    default_domain: Domain,
    domains: Vec<Domain>,
    organisations: BTreeMap<OrgId, Arc<Organisation>>,
    aliases: BTreeMap<Alias, Listing>,
    places: BTreeMap<MeetingId, Arc<Place>>,
    accounts: BTreeMap<String, Arc<Account>>,
    spoken_for: BTreeSet<Alias>,
}

/// What a directory refuses to hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// Two entries want the same alias.
    #[error("the alias {}@{} is taken", .0.local, .0.domain)]
    AliasTaken(Alias),
    /// The entry has no alias: nobody could call it.
    #[error("{0} has no alias")]
    NoAlias(String),
    /// Two accounts want the same user name.
    #[error("the user {0} has an account already")]
    UserTaken(String),
    /// Nobody has the alias that an account shall speak for.
    #[error("nobody has the alias {}@{}", .0.local, .0.domain)]
    NobodyHas(Alias),
}

impl Directory {
    /// An empty one. `domains` are those that we answer for besides the default one; IP literals of our own interfaces belong
    /// here too, for a call to one of our addresses counts as the default domain (DESIGN §5).
    pub fn new(default_domain: Domain, domains: Vec<Domain>) -> Directory {
        Directory {
            default_domain,
            domains,
            organisations: BTreeMap::new(),
            aliases: BTreeMap::new(),
            places: BTreeMap::new(),
            accounts: BTreeMap::new(),
            spoken_for: BTreeSet::new(),
        }
    }

    /// The domain of an address that names none.
    pub fn default_domain(&self) -> &Domain {
        &self.default_domain
    }

    /// Calls to these end here, too: what only the running node knows, such as its own addresses.
    pub fn answer_for(&mut self, domains: impl IntoIterator<Item = Domain>) {
        for domain in domains {
            if !self.is_ours(&domain) {
                self.domains.push(domain);
            }
        }
    }

    /// Whether calls to `domain` end here.
    pub fn is_ours(&self, domain: &Domain) -> bool {
        *domain == self.default_domain || self.domains.contains(domain)
    }

    /// The alias that an address means here; `None` when its domain is somebody else's.
    pub fn alias(&self, address: &Address) -> Option<Alias> {
        let alias = address.to_alias(&self.default_domain);
        match &address.domain {
            None => Some(alias),
            Some(domain) if !self.is_ours(domain) => None,
            // An alias that is listed under that very domain wins; else every domain of ours means the default one.
            Some(_) if self.aliases.contains_key(&alias) => Some(alias),
            Some(_) => Some(Alias {
                domain: self.default_domain.clone(),
                local: alias.local,
            }),
        }
    }

    /// What an alias stands for.
    pub fn find(&self, alias: &Alias) -> Option<&Listing> {
        self.aliases.get(alias)
    }

    /// A place by its meeting.
    pub fn place(&self, meeting: MeetingId) -> Option<&Arc<Place>> {
        self.places.get(&meeting)
    }

    /// All places, in order of their identifiers.
    pub fn places(&self) -> impl Iterator<Item = &Arc<Place>> {
        self.places.values()
    }

    /// All people, in order of their first alias.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.aliases
            .iter()
            .filter_map(|(alias, listing)| match listing {
                Listing::Person(person) if person.aliases.first() == Some(alias) => Some(person),
                _ => None,
            })
    }

    /// An organisation.
    pub fn organisation(&self, id: OrgId) -> Option<&Arc<Organisation>> {
        self.organisations.get(&id)
    }

    /// All organisations.
    pub fn organisations(&self) -> impl Iterator<Item = &Arc<Organisation>> {
        self.organisations.values()
    }

    /// Adds or replaces an organisation.
    pub fn add_organisation(&mut self, organisation: Organisation) {
        self.organisations
            .insert(organisation.id, Arc::new(organisation));
    }

    /// Adds a meeting place.
    ///
    /// # Errors
    /// When it has no alias, or one that is taken; then nothing was added.
    pub fn add_place(&mut self, place: Place) -> Result<(), DirectoryError> {
        let place = Arc::new(place);
        self.list(&place.aliases, &place.title, Listing::Place(place.clone()))?;
        self.places.insert(place.meeting, place);
        Ok(())
    }

    /// Adds a person.
    ///
    /// # Errors
    /// When it has no alias, or one that is taken; then nothing was added.
    pub fn add_person(&mut self, person: Person) -> Result<(), DirectoryError> {
        let person = Arc::new(person);
        self.list(
            &person.aliases,
            person.display_name.reveal(),
            Listing::Person(person.clone()),
        )
    }

    /// An account by its user name.
    pub fn account(&self, user: &str) -> Option<&Arc<Account>> {
        self.accounts.get(user)
    }

    /// All accounts.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    /// Whether some account speaks for an alias, or for whoever has it.
    pub fn has_account(&self, alias: &Alias) -> bool {
        let speaks = |alias: &Alias| self.spoken_for.contains(alias);
        match self.find(alias) {
            Some(Listing::Person(person)) => person.aliases.iter().any(speaks),
            Some(Listing::Place(place)) => place.aliases.iter().any(speaks),
            None => false,
        }
    }

    /// Adds an account. What it may speak for must be listed before.
    ///
    /// # Errors
    /// When its user name is taken, or it speaks for nobody.
    pub fn add_account(&mut self, account: Account) -> Result<(), DirectoryError> {
        if account.aliases.is_empty() {
            return Err(DirectoryError::NoAlias(account.user));
        }
        if self.accounts.contains_key(&account.user) {
            return Err(DirectoryError::UserTaken(account.user));
        }
        let mut aliases = account.aliases.iter();
        if let Some(nobody) = aliases.find(|a| !self.aliases.contains_key(a)) {
            return Err(DirectoryError::NobodyHas(nobody.clone()));
        }
        self.spoken_for.extend(account.aliases.iter().cloned());
        self.accounts
            .insert(account.user.clone(), Arc::new(account));
        Ok(())
    }

    /// Removes a place; its links and aliases lead nowhere from now on.
    pub fn remove_place(&mut self, meeting: MeetingId) -> Option<Arc<Place>> {
        let place = self.places.remove(&meeting)?;
        self.aliases.retain(
            |_, listing| !matches!(listing, Listing::Place(other) if other.meeting == meeting),
        );
        Some(place)
    }

    fn list(
        &mut self,
        aliases: &[Alias],
        name: &str,
        listing: Listing,
    ) -> Result<(), DirectoryError> {
        if aliases.is_empty() {
            return Err(DirectoryError::NoAlias(name.to_string()));
        }
        if let Some(taken) = aliases.iter().find(|a| self.aliases.contains_key(a)) {
            return Err(DirectoryError::AliasTaken(taken.clone()));
        }
        for alias in aliases {
            self.aliases.insert(alias.clone(), listing.clone());
        }
        Ok(())
    }
}
