//! What people say of themselves by their devices, and what operators say for them.

use std::collections::{BTreeMap, BTreeSet};

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::PublicationId;
use tolk_model::presence::Availability;
use tolk_model::{Alias, EdgeId, Pii, RuleId};

/// Publications of one person at once: each device has one.
const MOST_SAID: usize = 10;
/// Longest note that is passed on, characters: a line in a list of contacts.
const MOST_NOTE: usize = 200;

/// A publication: by which edge, and its name there.
pub type Name = (EdgeId, PublicationId);

/// What a device said of its person.
#[derive(Debug)]
pub(super) struct Said {
    name: Name,
    pub(super) availability: Availability,
    pub(super) note: Option<Pii<String>>,
}

/// All that was said and holds. People and their devices are as many as the directory lists, so that this is bounded.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    /// Newest last.
    said: BTreeMap<Alias, Vec<Said>>,
    publications: BTreeMap<Name, Alias>,
    undisturbed: BTreeSet<Alias>,
}

impl Sayings {
    /// A device says something new; under its name nothing is said now.
    ///
    /// # Errors
    /// `RateLimited` when as many devices of this person say something as may.
    pub(super) fn say(
        &mut self,
        name: Name,
        alias: &Alias,
        availability: Availability,
        note: Option<Pii<String>>,
    ) -> Result<(), Cause> {
        let said = self.said.entry(alias.clone()).or_default();
        if said.len() >= MOST_SAID {
            let rule = RuleId::new("presence.says_too_much");
            return Err(Cause::policy(Reason::RateLimited, rule));
        }
        let note = note.map(|n| Pii::new(n.reveal().chars().take(MOST_NOTE).collect::<String>()));
        said.push(Said {
            name: name.clone(),
            availability,
            note: note.filter(|n| !n.reveal().trim().is_empty()),
        });
        self.publications.insert(name, alias.clone());
        Ok(())
    }

    /// It does not hold any more. Of whom it was said.
    pub(super) fn unsay(&mut self, name: &Name) -> Option<Alias> {
        let alias = self.publications.remove(name)?;
        if let Some(said) = self.said.get_mut(&alias) {
            said.retain(|s| s.name != *name);
            if said.is_empty() {
                self.said.remove(&alias);
            }
        }
        Some(alias)
    }

    /// What came by an edge does not hold any more. Of whom it was said.
    pub(super) fn edge_gone(&mut self, edge: &EdgeId) -> Vec<Alias> {
        let names = self.publications.keys().filter(|(by, _)| by == edge);
        let names: Vec<Name> = names.cloned().collect();
        names.iter().filter_map(|name| self.unsay(name)).collect()
    }

    /// Of whom something is said.
    pub(super) fn of(&self) -> impl Iterator<Item = &Alias> {
        self.said.keys().chain(&self.undisturbed)
    }

    /// Nothing that somebody said, or operators said of it, holds any more.
    pub(super) fn forget(&mut self, alias: &Alias) {
        self.undisturbed.remove(alias);
        for said in self.said.remove(alias).into_iter().flatten() {
            self.publications.remove(&said.name);
        }
    }

    /// An operator's word. Whether it is news.
    pub(super) fn set(&mut self, alias: &Alias, on: bool) -> bool {
        if on {
            self.undisturbed.insert(alias.clone())
        } else {
            self.undisturbed.remove(alias)
        }
    }

    pub(super) fn is_set(&self, alias: &Alias) -> bool {
        self.undisturbed.contains(alias)
    }

    pub(super) fn newest(&self, alias: &Alias) -> Option<&Said> {
        self.said.get(alias).and_then(|said| said.last())
    }

    pub(super) fn publications(&self) -> usize {
        self.publications.len()
    }

    pub(super) fn set_by_operators(&self) -> usize {
        self.undisturbed.len()
    }
}
