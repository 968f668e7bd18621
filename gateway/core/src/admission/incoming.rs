//! Rules for calls that come in, in the order in which they are tried.

use std::sync::Arc;

use tolk_model::party::{CallRequest, Identity, Party, Target, Trust};
use tolk_model::registration::Route;
use tolk_model::{Alias, OrgId, Pii, Reason, Role};

use super::{Answer, Entry, Facts, Occupancy, Outcome, Question, Verdict, Way, rule};
use crate::directory::{Admits, Directory, LinkError, Listing, Person, Place, PlaceKind};

/// What the caller may do if one more thing is as it should be.
#[derive(Debug)]
pub(super) enum Considered {
    /// Enter a place, if it is not full or locked.
    Place(Entering),
    /// Ring a person, if it has a device.
    Person(Box<Ringing>),
}

impl Considered {
    /// The one more thing.
    pub(super) fn question(&self) -> Question {
        match self {
            Considered::Place(entering) => Question::Occupancy(entering.place.meeting),
            Considered::Person(ringing) if ringing.only_if_free => {
                Question::LocationIfFree(ringing.aliases.clone())
            }
            Considered::Person(ringing) => Question::Location(ringing.aliases.clone()),
        }
    }

    /// Whether an answer is to that question.
    pub(super) fn is_answered_by(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Considered::Place(_), Answer::Occupancy(_))
            | (Considered::Person(_), Answer::Location(_) | Answer::Undisturbed(_)) => true,
            (Considered::Person(ringing), Answer::InCall) => ringing.only_if_free,
            _ => false,
        }
    }
}

/// A person whom the caller may ring.
#[derive(Debug)]
pub(super) struct Ringing {
    aliases: Vec<Alias>,
    devices: Vec<Target>,
    /// Only this one is wanted.
    device: Option<Pii<String>>,
    /// It may ring whoever wants no calls: an operator, and the person itself at another of its devices.
    disturbs: bool,
    /// It may not ring whoever is in a call: the person has no call waiting.
    only_if_free: bool,
    party: Party,
}

/// A place that the caller may enter if it is not full or locked.
#[derive(Debug)]
pub(super) struct Entering {
    pub(super) place: Arc<Place>,
    way: Way,
    role: Role,
    party: Party,
    rule: &'static str,
}

fn refuse(reason: Reason, name: &'static str) -> Verdict<Outcome> {
    super::refuse(reason, name, Outcome::Refuse)
}

/// Everything that the request and the directory decide. An error is the verdict.
pub(super) fn consider(
    request: &CallRequest,
    facts: Facts<'_>,
) -> Result<Considered, Verdict<Outcome>> {
    let party = present(request, facts.directory);
    if request.to.local.is_empty() {
        return reception(facts, party, "reception.no_name");
    }
    let Some(alias) = facts.directory.alias(&request.to) else {
        // Nobody uses us as a relay: toll fraud begins with that.
        return Err(refuse(Reason::Forbidden, "relay.denied"));
    };
    match facts.directory.find(&alias) {
        None if by_trunk(request) => Err(refuse(Reason::NotFound, "trunk.unknown_number")),
        None => Err(refuse(Reason::NotFound, "directory.unknown")),
        Some(Listing::Place(place)) => enter(request, facts, place.clone(), party),
        Some(Listing::Person(person)) => reach(request, facts, person, party),
    }
}

/// What the one more thing decides.
pub(super) fn decide(considered: Considered, answer: Answer) -> Verdict<Outcome> {
    match (considered, answer) {
        (Considered::Place(entering), Answer::Occupancy(occupancy)) => admit(entering, occupancy),
        (Considered::Person(ringing), Answer::Undisturbed(_)) if !ringing.disturbs => {
            refuse(Reason::DoNotDisturb, "person.do_not_disturb")
        }
        (Considered::Person(_), Answer::InCall) => refuse(Reason::Busy, "person.busy"),
        (Considered::Person(ringing), Answer::Location(found) | Answer::Undisturbed(found)) => {
            ring(*ringing, found)
        }
        // Nobody steps with another answer.
        _ => refuse(Reason::InternalError, "admission.answer"),
    }
}

/// Registered devices ring before those that the directory lists.
fn ring(ringing: Ringing, mut targets: Vec<Target>) -> Verdict<Outcome> {
    match ringing.device {
        Some(wanted) => targets.retain(|target| is_device(target, &wanted)),
        None => targets.extend(ringing.devices),
    }
    if targets.is_empty() {
        return refuse(Reason::Unavailable, "person.no_device");
    }
    Verdict {
        outcome: Outcome::Connect {
            targets,
            party: Box::new(ringing.party),
        },
        rule: rule("person.colleague"),
    }
}

/// Whether a target is the registered device of that name.
fn is_device(target: &Target, wanted: &Pii<String>) -> bool {
    match &target.route {
        Some(Route::Device(device)) => device.instance.as_ref() == Some(wanted),
        _ => false,
    }
}

/// What the place's occupancy decides.
fn admit(considered: Entering, occupancy: Occupancy) -> Verdict<Outcome> {
    let place = &considered.place;
    if place.kind == PlaceKind::Meeting && considered.role != Role::Host {
        if occupancy.locked {
            return refuse(Reason::MeetingLocked, "meeting.locked");
        }
        if occupancy.participants >= place.max_participants {
            return refuse(Reason::MeetingFull, "meeting.full");
        }
    }
    Verdict {
        outcome: Outcome::Enter(Box::new(Entry {
            place: considered.place,
            way: considered.way,
            role: considered.role,
            party: considered.party,
        })),
        rule: rule(considered.rule),
    }
}

fn enter(
    request: &CallRequest,
    facts: Facts<'_>,
    place: Arc<Place>,
    mut party: Party,
) -> Result<Considered, Verdict<Outcome>> {
    if place.is_gone(facts.now) {
        return Err(refuse(Reason::Gone, "meeting.over"));
    }
    let open = |way, role, party, rule| {
        Ok(Considered::Place(Entering {
            place: place.clone(),
            way,
            role,
            party,
            rule,
        }))
    };
    match place.kind {
        PlaceKind::TestCall => return open(Way::Join, Role::Speaker, party, "test_call"),
        PlaceKind::Reception => return open(Way::Reception, Role::Speaker, party, "reception"),
        PlaceKind::Meeting => {}
    }
    if request.trust == Trust::Operator {
        return open(Way::Join, Role::Speaker, party, "operator");
    }
    if let Some(token) = &request.link_token {
        return match place.open(token, facts.now) {
            Ok(Role::Host) => {
                // The link proves the seat, not the name that somebody typed.
                party.organisation = party.organisation.or(place.organisation);
                open(Way::Join, Role::Host, party, "link.host")
            }
            Ok(role) => open(Way::Join, role, party, "link.guest"),
            Err(LinkError::Wrong) => Err(refuse(Reason::WrongLink, "link.wrong")),
            Err(LinkError::Expired) => Err(refuse(Reason::LinkExpired, "link.expired")),
        };
    }
    let known = matches!(
        request.trust,
        Trust::Registered { .. } | Trust::MutualTls { .. }
    );
    let (way, rule) = match place.admits {
        Admits::Everybody => (Way::Join, "room.admits_everybody"),
        Admits::Known if known => (Way::Join, "room.admits_known"),
        Admits::Known if by_trunk(request) => (Way::Lobby, "trunk.callers_wait"),
        Admits::Known => (Way::Lobby, "room.strangers_wait"),
        Admits::Invited => (Way::Lobby, "meeting.uninvited_wait"),
        Admits::OnlyInvited => return Err(refuse(Reason::Forbidden, "meeting.only_invited")),
    };
    open(way, Role::Speaker, party, rule)
}

/// A person is rung by its own organisation and by nobody else: strangers reach the reception (DESIGN §5).
fn reach(
    request: &CallRequest,
    facts: Facts<'_>,
    person: &Person,
    party: Party,
) -> Result<Considered, Verdict<Outcome>> {
    let colleague = match request.trust {
        Trust::Operator => true,
        Trust::Registered { .. } | Trust::MutualTls { .. } => {
            person.organisation.is_some() && party.organisation == person.organisation
        }
        Trust::Trunk { .. } | Trust::LinkToken { .. } | Trust::Anonymous => false,
    };
    if !colleague {
        let rule = if by_trunk(request) {
            "trunk.callers_reach_reception"
        } else {
            "person.strangers_reach_reception"
        };
        return reception(facts, party, rule);
    }
    let disturbs = match &request.trust {
        Trust::Operator => true,
        Trust::Registered { alias } => person.aliases.contains(alias),
        _ => false,
    };
    Ok(Considered::Person(Box::new(Ringing {
        aliases: person.aliases.clone(),
        devices: person.devices.iter().map(|d| d.target.clone()).collect(),
        device: request.device.clone(),
        disturbs,
        only_if_free: !disturbs && !person.call_waiting,
        party,
    })))
}

/// A telephone network vouches for nobody who calls from it.
fn by_trunk(request: &CallRequest) -> bool {
    matches!(request.trust, Trust::Trunk { .. })
}

fn reception(
    facts: Facts<'_>,
    party: Party,
    rule: &'static str,
) -> Result<Considered, Verdict<Outcome>> {
    let place = facts
        .directory
        .places()
        .find(|p| p.kind == PlaceKind::Reception);
    match place {
        None => Err(refuse(Reason::NotFound, "reception.none")),
        Some(place) => Ok(Considered::Place(Entering {
            place: place.clone(),
            way: Way::Reception,
            role: Role::Speaker,
            party,
            rule,
        })),
    }
}

/// The caller as others see it: what it says of itself, and what is proven.
pub(super) fn present(request: &CallRequest, directory: &Directory) -> Party {
    let mut party = request.from.clone();
    // What an edge cannot prove it does not claim; what the connection proves is said here and nowhere else.
    party.organisation = None;
    party.identity = Identity::Anonymous;
    match &request.trust {
        Trust::MutualTls { domain } => {
            party.organisation = directory
                .organisations()
                .find(|o| o.domains.contains(domain))
                .map(|o| o.id);
            party.identity = Identity::Asserted {
                domain: domain.clone(),
            };
        }
        Trust::Registered { alias } => {
            party.organisation = organisation_of(alias, directory);
            party.identity = Identity::Verified {
                by: "registration".to_string(),
            };
        }
        Trust::Operator => {
            party.identity = Identity::Verified {
                by: "operator".to_string(),
            };
        }
        Trust::Trunk { .. } | Trust::LinkToken { .. } | Trust::Anonymous => {}
    }
    party
}

fn organisation_of(alias: &Alias, directory: &Directory) -> Option<OrgId> {
    match directory.find(alias)? {
        Listing::Place(place) => place.organisation,
        Listing::Person(person) => person.organisation,
    }
}
