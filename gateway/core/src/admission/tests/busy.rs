//! People without call waiting.

use super::*;

/// What is asked about a person first, and what follows from the answers: by rules.
fn rules_of<O: std::fmt::Debug>(
    mut step: impl FnMut(Option<Answer>) -> Step<O>,
) -> (Question, [String; 3]) {
    let Step::Ask(question) = step(None) else {
        panic!("asks where the devices are");
    };
    let there = || vec![Target::at(Address::alias("desk"))];
    let answers = [
        Answer::InCall,
        Answer::Undisturbed(there()),
        Answer::Location(there()),
    ];
    let rules = answers.map(|answer| {
        // Each from the beginning: a verdict is the end.
        let _ = step(None);
        match step(Some(answer)) {
            Step::Done(verdict) => verdict.rule.to_string(),
            Step::Ask(_) => "asks again".to_string(),
        }
    });
    (question, rules)
}

#[test]
fn who_has_no_call_waiting_is_busy_to_all_but_operators_and_its_own_devices() {
    let world = world();
    let colleague = "agency.example";
    let (free, located): (fn(_) -> _, fn(_) -> _) = (Question::LocationIfFree, Question::Location);
    let bo = || vec![alias("bo"), alias("bo.long")];
    let own = Trust::Registered {
        alias: alias("bo.long"),
    };
    let rings = "person.colleague";
    let no_calls = "person.do_not_disturb";
    let cases = [
        (
            "bo",
            tls(colleague),
            free(bo()),
            ["person.busy", no_calls, rings],
        ),
        ("bo", own, located(bo()), ["asks again", rings, rings]),
        (
            "bo",
            Trust::Operator,
            located(bo()),
            ["asks again", rings, rings],
        ),
        (
            "anna",
            tls(colleague),
            located(vec![alias("anna")]),
            ["asks again", no_calls, rings],
        ),
    ];
    for (to, trust, question, rules) in cases {
        let request = request(to, trust.clone(), None);
        let mut machine = Admission::new(&request);
        let seen = rules_of(|answer| {
            if answer.is_none() {
                machine = Admission::new(&request);
            }
            machine.step(world.facts(10), answer)
        });
        assert_eq!(
            seen,
            (question, rules.map(str::to_string)),
            "{to} {trust:?}"
        );
    }
    let (host, rings) = (Caller::Host(None), "directory.person");
    let cases = [
        ("bo", &host, free(bo()), ["person.busy", no_calls, rings]),
        (
            "bo",
            &Caller::Operator,
            located(bo()),
            ["asks again", rings, rings],
        ),
        // What an operator wanted once is done again, but not against anybody's will.
        (
            "bo",
            &Caller::Again,
            free(bo()),
            ["person.busy", no_calls, rings],
        ),
        (
            "anna",
            &host,
            located(vec![alias("anna")]),
            ["asks again", no_calls, rings],
        ),
    ];
    for (to, caller, question, rules) in cases {
        let address = Address::alias(to);
        let mut machine = Outgoing::new(caller, &address);
        let seen = rules_of(|answer| machine.step(world.facts(10), answer));
        assert_eq!(
            seen,
            (question, rules.map(str::to_string)),
            "{caller:?} {to}"
        );
    }
}

#[test]
fn a_busy_person_refuses_with_the_reason_busy_and_strangers_do_not_learn_it() {
    let world = world();
    let colleague = request("bo", tls("agency.example"), None);
    let mut machine = Admission::new(&colleague);
    let _ = machine.step(world.facts(10), None);
    let Step::Done(verdict) = machine.step(world.facts(10), Some(Answer::InCall)) else {
        panic!("decided");
    };
    let cause = Cause::policy(Reason::Busy, rule("person.busy"));
    assert_eq!(verdict.outcome, Outcome::Refuse(cause));
    assert_eq!(
        world.call("bo", Trust::Anonymous, None),
        "reception person.strangers_reach_reception"
    );
}
