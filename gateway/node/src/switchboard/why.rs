//! `tolk why`: what admission would say, and by which rule, without a call.

use std::net::{IpAddr, Ipv4Addr};

use serde::Serialize;
use tolk_core::admission::{
    Admission, Answer, Caller, Facts, Occupancy, Outcome, Outgoing, OutgoingPolicy, Question, Step,
};
use tolk_core::directory::Directory;
use tolk_model::party::{CallRequest, Identity, Party, Trust};
use tolk_model::{Address, CallId, MediaDescription, Pii, Wall};

use super::admit::MOST_STEPS;

/// What would become of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What a caller from outside gets (`join`, `lobby`, `reception`, `connect`, `refuse`).
    pub incoming: String,
    /// By which rule.
    pub incoming_rule: String,
    /// Where that leads: the title of a place, or addresses.
    pub incoming_route: Vec<String>,
    /// Whether an operator may have us call it.
    pub outgoing: String,
    /// By which rule.
    pub outgoing_rule: String,
    /// Whither.
    pub outgoing_route: Vec<String>,
}

/// Explains a call to `to`, as it would be decided at `now` in an empty house.
pub fn explain(
    directory: &Directory,
    outgoing: &OutgoingPolicy,
    now: Wall,
    (from, trust): (&Address, Trust),
    to: &Address,
) -> Explanation {
    let facts = Facts {
        directory,
        outgoing,
        now,
    };
    let (incoming, incoming_rule, incoming_route) = coming(facts, from, trust, to);
    let (outgoing, outgoing_rule, outgoing_route) = going(facts, to);
    Explanation {
        incoming,
        incoming_rule,
        incoming_route,
        outgoing,
        outgoing_rule,
        outgoing_route,
    }
}

fn empty_house(question: &Question) -> Answer {
    match question {
        Question::Occupancy(_) => Answer::Occupancy(Occupancy::default()),
        Question::CallsOut(_) => Answer::CallsOut(0),
        // Who is registered only the running node knows.
        Question::Location(_) | Question::LocationIfFree(_) => Answer::Location(Vec::new()),
    }
}

fn coming(
    facts: Facts<'_>,
    from: &Address,
    trust: Trust,
    to: &Address,
) -> (String, String, Vec<String>) {
    let mut request = CallRequest {
        call: CallId::from_number(0),
        from: Party {
            address: Pii::new(from.clone()),
            display_name: Pii::default(),
            organisation: None,
            identity: Identity::Anonymous,
        },
        to: to.clone(),
        trust,
        link_token: None,
        origin: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        media: MediaDescription::default(),
        replaces: None,
        language: None,
        device: None,
    };
    let directory = facts.directory;
    let outgoing = facts.outgoing;
    outgoing.arriving(&mut request, |domain| directory.is_ours(domain));
    let mut admission = Admission::new(&request);
    let mut answer = None;
    for _ in 0..MOST_STEPS {
        match admission.step(facts, answer.take()) {
            Step::Ask(question) => answer = Some(empty_house(&question)),
            Step::Done(verdict) => {
                let route = match &verdict.outcome {
                    Outcome::Enter(entry) => vec![entry.place.title.clone()],
                    Outcome::Connect { targets, .. } => {
                        targets.iter().map(|t| t.address.to_string()).collect()
                    }
                    Outcome::Refuse(cause) => vec![cause.to_string()],
                };
                let word = verdict.outcome.as_str().to_string();
                return (word, verdict.rule.to_string(), route);
            }
        }
    }
    (
        "refuse".to_string(),
        "admission.endless".to_string(),
        Vec::new(),
    )
}

fn going(facts: Facts<'_>, to: &Address) -> (String, String, Vec<String>) {
    let mut admission = Outgoing::new(&Caller::Operator, to);
    let mut answer = None;
    for _ in 0..MOST_STEPS {
        match admission.step(facts, answer.take()) {
            Step::Ask(question) => answer = Some(empty_house(&question)),
            Step::Done(verdict) => {
                let (word, route) = match verdict.outcome {
                    Ok(targets) => (
                        "connect",
                        targets.iter().map(|t| t.address.to_string()).collect(),
                    ),
                    Err(cause) => ("refuse", vec![cause.to_string()]),
                };
                return (word.to_string(), verdict.rule.to_string(), route);
            }
        }
    }
    (
        "refuse".to_string(),
        "admission.endless".to_string(),
        Vec::new(),
    )
}
