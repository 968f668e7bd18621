//! `[presence]`: who sees how reachable whom is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tolk_core::directory::Directory;
use tolk_core::presence::policy::name_of;
use tolk_core::presence::{Limits, PresencePolicy, VisibleTo};
use tolk_model::{Address, Alias};

use super::reader::Reader;
use super::resolve::{Tree, small};
use super::value::Place as At;

/// Words for those who may see.
const VISIBLE_TO: &[(&str, VisibleTo)] = &[
    ("nobody", VisibleTo::Nobody),
    ("ours", VisibleTo::Ours),
    ("verified", VisibleTo::Verified),
    ("everybody", VisibleTo::Everybody),
];

/// `[presence]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceConfig {
    /// Who may see whom.
    pub policy: PresencePolicy,
    /// What watchers can make us hold.
    pub limits: Limits,
    /// Messages outside calls that one source may send in a minute.
    pub messages_per_minute: u32,
}

impl Default for PresenceConfig {
    fn default() -> PresenceConfig {
        PresenceConfig {
            policy: PresencePolicy::default(),
            limits: Limits::default(),
            messages_per_minute: 30,
        }
    }
}

/// Who sees an entry of the file, when it says so.
pub(super) fn visible_to(section: &mut Reader<'_>) -> Option<VisibleTo> {
    section.one_of("visible_to", VISIBLE_TO)
}

/// `entries` says more of single entries, by their first alias.
pub(super) fn read(
    tree: &mut Tree<'_>,
    directory: &Directory,
    entries: BTreeMap<Alias, VisibleTo>,
) -> PresenceConfig {
    let mut section = tree.section("presence");
    let visible = visible_to(&mut section).unwrap_or_default();
    let mut count = |key| small(section.number(key, 1..=1_000_000));
    let limits = Limits {
        all: count("subscriptions"),
        per_watcher: count("subscriptions_per_watcher"),
        per_target: count("subscriptions_per_target"),
        ..Limits::default()
    };
    let limits = Limits {
        pause: Duration::from_secs(small(section.number("pause_s", 0..=60))),
        ..limits
    };
    let messages_per_minute = small(section.number("messages_per_minute", 0..=6_000));
    section.finish(&["group"]);
    let mut groups = Vec::new();
    for n in 0..tree.count("presence.group") {
        let mut section = tree.nth("presence.group", n);
        groups.push(members(&mut section, directory));
        section.finish(&[]);
    }
    PresenceConfig {
        policy: PresencePolicy {
            visible_to: visible,
            entries,
            groups,
        },
        limits,
        messages_per_minute,
    }
}

fn members(section: &mut Reader<'_>, directory: &Directory) -> BTreeSet<Alias> {
    let all = section.list::<Address>("members", "`name` or `name@domain`");
    let place = section.given("members").map(|v| v.place);
    if place.is_none() {
        section.missing("members");
    }
    let mut found = BTreeSet::new();
    for address in all {
        let alias = directory.alias(&address);
        let listing = alias.as_ref().and_then(|a| directory.find(a));
        match listing.and_then(name_of) {
            Some(name) => {
                found.insert(name.clone());
            }
            None => {
                let place = place.clone().unwrap_or(At::Nowhere);
                let words = format!("nobody has the alias {address}");
                section.wrong("members", place, words);
            }
        }
    }
    found
}

/// The word for those who may see.
pub(super) fn word(visible: VisibleTo) -> &'static str {
    let found = VISIBLE_TO.iter().find(|(_, v)| *v == visible);
    found.map_or("nobody", |(word, _)| word)
}
