//! Who may watch whom, say what of whom, and send a message to whom. Denied unless a rule says otherwise.
//!
//! Whoever may not see somebody gets one answer, whether there is such a somebody or not: the directory cannot be read by asking. The
//! verdict's rule tells operators which it was; the cause, which goes out, does not.

use std::collections::{BTreeMap, BTreeSet};

use tolk_model::cause::{Cause, Reason};
use tolk_model::party::Trust;
use tolk_model::presence::{Asker, Document, Package, Publish, Subscribe};
use tolk_model::{Address, Alias, LegId, MeetingId, OrgId, RuleId, Wall};

use super::{Watcher, Whom};
use crate::admission::Verdict;
use crate::directory::{Directory, Listing};

/// Who sees how reachable somebody is. Each includes those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisibleTo {
    /// Its own devices.
    Nobody,
    /// Whoever has an account here.
    #[default]
    Ours,
    /// Partners whose certificate proves their domain.
    Verified,
    /// Everybody.
    Everybody,
}

/// What the configuration says about it. Aliases are first ones: one for each entry of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresencePolicy {
    /// Who sees those of whom nothing else is said.
    pub visible_to: VisibleTo,
    /// Of whom something else is said.
    pub entries: BTreeMap<Alias, VisibleTo>,
    /// People and rooms that see each other's calls.
    pub groups: Vec<BTreeSet<Alias>>,
}

impl PresencePolicy {
    /// Who sees an entry.
    pub fn visible_to(&self, alias: &Alias) -> VisibleTo {
        self.entries.get(alias).copied().unwrap_or(self.visible_to)
    }

    fn are_in_one_group(&self, one: &Alias, other: &Alias) -> bool {
        let both = |g: &BTreeSet<Alias>| g.contains(one) && g.contains(other);
        self.groups.iter().any(both)
    }
}

/// What the rules know beside the question.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who is listed.
    pub directory: &'a Directory,
    /// What the configuration says.
    pub policy: &'a PresencePolicy,
    /// The time.
    pub now: Wall,
    /// The meeting that is asked about, when the asker is in it (the lobby is not in it), and by which leg.
    pub inside: Option<(MeetingId, LegId)>,
}

/// How a message goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageWay {
    /// As a line of chat of the participant who has this leg.
    Chat(MeetingId, LegId),
    /// To the registered devices of whoever has these aliases.
    Devices(Vec<Alias>),
}

/// What was decided.
type Decision<T> = Verdict<Result<T, Cause>>;

fn accept<T>(what: T, rule: &'static str) -> Decision<T> {
    Verdict {
        outcome: Ok(what),
        rule: RuleId::new(rule),
    }
}

/// A refusal whose rule may be known to whom it refuses.
fn refuse<T>(reason: Reason, rule: &'static str) -> Decision<T> {
    let rule = RuleId::new(rule);
    Verdict {
        outcome: Err(Cause::policy(reason, rule.clone())),
        rule,
    }
}

/// A refusal that does not tell whether there is anybody: `rule` is for operators.
fn hide<T>(by: &Asker, rule: &'static str) -> Decision<T> {
    let cause = match by.trust {
        Trust::Registered { .. } => (Reason::NotFound, "presence.not_visible"),
        _ => (Reason::Forbidden, "presence.not_for_strangers"),
    };
    Verdict {
        outcome: Err(Cause::policy(cause.0, RuleId::new(cause.1))),
        rule: RuleId::new(rule),
    }
}

/// The first alias of an entry: what it is known by here.
pub fn name_of(listing: &Listing) -> Option<&Alias> {
    aliases(listing).first()
}

/// All aliases of an entry.
pub fn aliases(listing: &Listing) -> &[Alias] {
    match listing {
        Listing::Person(person) => &person.aliases,
        Listing::Place(place) => &place.aliases,
    }
}

/// Who asks, by its first alias, when an account of ours is proven.
pub fn ours(by: &Asker, directory: &Directory) -> Option<Alias> {
    match &by.trust {
        Trust::Registered { alias } => name_of(directory.find(alias)?).cloned(),
        _ => None,
    }
}

/// Who asks, for the limits of what one may ask.
pub fn watcher(by: &Asker, directory: &Directory) -> Watcher {
    ours(by, directory).map_or_else(
        || Watcher::Source(tolk_model::limits::source_of(by.origin)),
        Watcher::Ours,
    )
}

/// An entry that is there now.
fn listed<'d>(address: &Address, facts: Facts<'d>) -> Option<(&'d Listing, &'d Alias)> {
    let alias = facts.directory.alias(address)?;
    let listing = facts.directory.find(&alias)?;
    if matches!(listing, Listing::Place(place) if place.is_gone(facts.now)) {
        return None;
    }
    Some((listing, name_of(listing)?))
}

/// Whether somebody sees an entry.
fn sees(by: &Asker, asker: Option<&Alias>, of: &Alias, policy: &PresencePolicy) -> bool {
    let needs = match by.trust {
        Trust::Operator => return true,
        Trust::Registered { .. } if asker == Some(of) => return true,
        Trust::Registered { .. } if asker.is_some() => VisibleTo::Ours,
        Trust::MutualTls { .. } => VisibleTo::Verified,
        _ => VisibleTo::Everybody,
    };
    policy.visible_to(of) >= needs
}

/// Whether somebody may watch, and whom that means.
pub fn watch(wanted: &Subscribe, facts: Facts<'_>) -> Decision<Whom> {
    let by = &wanted.by;
    if wanted.package == Package::Conference {
        return match facts.inside {
            Some((meeting, _)) => accept(Whom::Meeting(meeting), "conference.inside"),
            None => hide(by, "conference.not_inside"),
        };
    }
    let Some((_, name)) = listed(&wanted.of, facts) else {
        return hide(by, "presence.unknown");
    };
    let asker = ours(by, facts.directory);
    if !sees(by, asker.as_ref(), name, facts.policy) {
        return hide(by, "presence.hidden");
    }
    let itself = asker.as_ref() == Some(name) || by.trust == Trust::Operator;
    let whom = Whom::Listed(name.clone());
    match wanted.package {
        Package::Presence if itself => accept(whom, "presence.itself"),
        Package::Presence => accept(whom, "presence.visible"),
        Package::Dialogs if itself => accept(whom, "dialogs.itself"),
        Package::Dialogs => {
            let grouped = asker.is_some_and(|a| facts.policy.are_in_one_group(&a, name));
            if grouped {
                accept(whom, "dialogs.group")
            } else {
                refuse(Reason::Forbidden, "dialogs.no_group")
            }
        }
        Package::Registration if itself => accept(whom, "registration.itself"),
        Package::Registration => refuse(Reason::Forbidden, "registration.not_yours"),
        // Decided above.
        Package::Conference => hide(by, "conference.not_inside"),
    }
}

/// Whether somebody may say how reachable somebody is, and whom that means.
pub fn publish(wanted: &Publish, facts: Facts<'_>) -> Decision<Alias> {
    let asker = ours(&wanted.by, facts.directory);
    let of = listed(&wanted.of, facts).map(|(_, name)| name);
    match (asker, of) {
        (Some(asker), Some(of)) if asker == *of => match wanted.document {
            Document::Presence { .. } => accept(asker, "publish.itself"),
            _ => refuse(Reason::NotSupported, "publish.presence_only"),
        },
        _ => hide(&wanted.by, "publish.not_yourself"),
    }
}

/// Whether somebody may send a message, and how it goes on.
pub fn page(to: &Address, by: &Asker, facts: Facts<'_>) -> Decision<PageWay> {
    if let Some((meeting, leg)) = facts.inside {
        return accept(PageWay::Chat(meeting, leg), "page.inside");
    }
    if facts.directory.alias(to).is_none() {
        // Nobody uses us as a relay.
        return refuse(Reason::Forbidden, "relay.denied");
    }
    match listed(to, facts) {
        None => hide(by, "page.unknown"),
        Some((Listing::Place(_), name)) => {
            let asker = ours(by, facts.directory);
            if asker.is_some() && sees(by, asker.as_ref(), name, facts.policy) {
                refuse(Reason::Forbidden, "page.not_inside")
            } else {
                hide(by, "page.not_inside")
            }
        }
        // Whoever may ring a person may write to it (`admission`): its own organisation.
        Some((Listing::Person(person), _)) => {
            let theirs = organisation(by, facts.directory);
            if person.organisation.is_some() && theirs == person.organisation {
                accept(PageWay::Devices(person.aliases.clone()), "page.colleague")
            } else {
                hide(by, "page.no_colleague")
            }
        }
    }
}

/// Whose organisation is proven.
fn organisation(by: &Asker, directory: &Directory) -> Option<OrgId> {
    match &by.trust {
        Trust::Registered { alias } => match directory.find(alias)? {
            Listing::Person(person) => person.organisation,
            Listing::Place(place) => place.organisation,
        },
        Trust::MutualTls { domain } => {
            let mut all = directory.organisations();
            all.find(|o| o.domains.contains(domain)).map(|o| o.id)
        }
        _ => None,
    }
}
