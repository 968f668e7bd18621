//! Rules for calls that go out, in the order in which they are tried. Denied unless a rule says otherwise.

use tolk_model::party::Target;
use tolk_model::{Address, Alias, Cause, OrgId, Reason, Scheme};

use super::{Answer, Caller, Facts, Question, Step, Verdict, Who, rule};
use crate::directory::{Device, Listing};

/// Where the called can be reached, or why not.
type Targets = Result<Vec<Target>, Cause>;

fn refuse(reason: Reason, name: &'static str) -> Verdict<Targets> {
    super::refuse(reason, name, Err)
}

pub(super) fn step(
    caller: &Caller,
    to: &Address,
    facts: Facts<'_>,
    answer: Option<Answer>,
) -> Step<Targets> {
    if *caller == Caller::Stranger {
        return Step::Done(refuse(Reason::Forbidden, "outgoing.strangers_denied"));
    }
    if let Some(alias) = facts.directory.alias(to) {
        // A telephone number that we do not list is somebody else's, and so is a name at a port of one of our IP addresses:
        // another program on this machine, or behind the same NAT.
        let at_a_port = to.port.is_some() && to.domain.as_ref().is_some_and(|d| d.ip().is_some());
        let elsewhere = to.scheme == Scheme::Tel || at_a_port;
        if !elsewhere || facts.directory.find(&alias).is_some() {
            return ours(caller, facts, &alias, answer);
        }
    }
    let verdict = abroad(caller, to, facts);
    match answer {
        _ if verdict.outcome.is_err() => Step::Done(verdict),
        Some(Answer::CallsOut(now)) if now >= facts.outgoing.max_calls => {
            Step::Done(refuse(Reason::Overloaded, "outgoing.quota"))
        }
        Some(Answer::CallsOut(_)) => Step::Done(verdict),
        _ => Step::Ask(Question::CallsOut(organisation(caller))),
    }
}

fn organisation(caller: &Caller) -> Option<OrgId> {
    match caller {
        Caller::Host(organisation) => *organisation,
        Caller::Operator | Caller::Again | Caller::Stranger => None,
    }
}

/// Somebody of ours: registered devices, then those that the directory lists.
fn ours(caller: &Caller, facts: Facts<'_>, alias: &Alias, answer: Option<Answer>) -> Step<Targets> {
    let (devices, aliases, name): (&[Device], &[Alias], _) = match facts.directory.find(alias) {
        None => return Step::Done(refuse(Reason::NotFound, "directory.unknown")),
        Some(Listing::Place(place)) => (&place.devices, &place.aliases, "directory.place"),
        Some(Listing::Person(person)) => {
            if !person.call_waiting && *caller != Caller::Operator {
                match &answer {
                    Some(Answer::InCall) => {
                        return Step::Done(refuse(Reason::Busy, "person.busy"));
                    }
                    Some(Answer::Location(_) | Answer::Undisturbed(_)) => {}
                    _ => return Step::Ask(Question::LocationIfFree(person.aliases.clone())),
                }
            }
            (&person.devices, &person.aliases, "directory.person")
        }
    };
    let mut targets = match answer {
        Some(Answer::Undisturbed(_)) if *caller != Caller::Operator => {
            return Step::Done(refuse(Reason::DoNotDisturb, "person.do_not_disturb"));
        }
        Some(Answer::Location(targets) | Answer::Undisturbed(targets)) => targets,
        _ => return Step::Ask(Question::Location(aliases.to_vec())),
    };
    targets.extend(devices.iter().map(|d| d.target.clone()));
    if targets.is_empty() {
        return Step::Done(refuse(Reason::Unavailable, "directory.no_device"));
    }
    Step::Done(Verdict {
        outcome: Ok(targets),
        rule: rule(name),
    })
}

/// Somebody elsewhere: the first rule that speaks of the address decides.
fn abroad(caller: &Caller, to: &Address, facts: Facts<'_>) -> Verdict<Targets> {
    if to.local.is_empty() && to.domain.is_none() {
        return refuse(Reason::NotFound, "outgoing.no_address");
    }
    let operators = matches!(caller, Caller::Operator | Caller::Again);
    let speaks = |who: Who| who == Who::Anybody || operators;
    let found = facts.outgoing.rules.iter().find(|r| r.to.matches(to));
    match found {
        Some(found) if found.allow && speaks(found.who) => Verdict {
            outcome: Ok(facts.outgoing.targets(to)),
            rule: rule("outgoing.allowed"),
        },
        Some(_) => refuse(Reason::Forbidden, "outgoing.denied"),
        None if to.scheme == Scheme::Tel => refuse(Reason::Forbidden, "outgoing.telephone_denied"),
        None => refuse(Reason::Forbidden, "outgoing.default_deny"),
    }
}
