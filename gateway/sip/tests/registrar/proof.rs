//! Who a sender is: challenges, answers to them, guesses.

use super::*;

#[test]
fn wrong_passwords_and_unknown_users_hear_the_same() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let mut heard = Vec::new();
    for (number, user) in [(2, "anna"), (3, "nobody")] {
        let proof = answer_of(user, &refusal, "REGISTER", HOME, 1, &md5("guess"));
        let answer = send(
            &mut world,
            &request("REGISTER", HOME, "anna", number, &proof),
        );
        let lines = answer
            .lines()
            .map(|l| l.split([':', ' ']).next().unwrap().to_string());
        heard.push((status(&answer).to_string(), lines.collect::<Vec<_>>()));
        assert!(!answer.contains("stale"));
    }
    assert_eq!(heard[0], heard[1]);
    assert_eq!(heard[0].0, "401");
    assert!(registrations(&asked).is_empty());
    let words = "account with a wrong user name or password";
    assert_eq!(overstepped(&world), [words, words]);
}

#[test]
fn a_replayed_answer_is_stale_and_binds_nothing() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 2, &proof)
        )),
        "200"
    );
    let again = send(&mut world, &request("REGISTER", HOME, "anna", 3, &proof));
    assert_eq!(status(&again), "401");
    assert!(again.contains("stale=true"), "{again}");
    let next = answer(&refusal, "REGISTER", HOME, 2, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 4, &next)
        )),
        "200"
    );
    world.seconds(301);
    let old = answer(&refusal, "REGISTER", HOME, 3, HA1_MD5);
    let answer = send(&mut world, &request("REGISTER", HOME, "anna", 5, &old));
    assert!(
        status(&answer) == "401" && answer.contains("stale=true"),
        "{answer}"
    );
    assert_eq!(registrations(&asked).len(), 2);
}

#[test]
fn an_answer_made_for_another_callee_is_refused() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let contact = "Contact: <sip:a@198.51.100.1>\r\n";
    let invite =
        |number, more: &str| request("INVITE", uri, "anna", number, &format!("{more}{contact}"));
    let refusal = send(&mut world, &invite(1, ""));
    let proof = answer(&refusal, "INVITE", "sip:premium@example.com", 1, HA1_MD5);
    assert_eq!(status(&send(&mut world, &invite(2, &proof))), "400");
    assert!(world.sides[B].events.is_empty());
    let by_address = answer(&refusal, "INVITE", "sip:room@198.51.100.2:5060", 1, HA1_MD5);
    send(&mut world, &invite(3, &by_address));
    assert_eq!(world.sides[B].events.len(), 1);
}

/// RFC 3261 §22.4 point 6: that the two differ is no failure in itself.
#[test]
fn an_answer_may_spell_the_same_request_differently() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let proof = answer(&refusal, "REGISTER", "sip:anna@example.com", 1, HA1_MD5);
    let done = send(&mut world, &request("REGISTER", HOME, "anna", 2, &proof));
    assert_eq!((status(&done), registrations(&asked).len()), ("200", 1));
    let uri = "sip:+468123@example.com;user=phone";
    for (number, spelt) in [(3, "tel:+468123"), (5, "sip:example.com")] {
        let contact = "Contact: <sip:a@198.51.100.1>\r\n";
        let invite = |number, more: &str| {
            request("INVITE", uri, "anna", number, &format!("{more}{contact}"))
                .replace("Call-ID: c1", &format!("Call-ID: {spelt}"))
        };
        let refusal = send(&mut world, &invite(number, ""));
        let proof = answer(&refusal, "INVITE", spelt, 1, HA1_MD5);
        let before = world.sides[B].events.len();
        send(&mut world, &invite(number + 1, &proof));
        assert_eq!(world.sides[B].events.len(), before + 1, "{spelt}");
    }
}

#[test]
fn a_guesser_hears_503_and_the_journal_says_so_once() {
    let (mut world, asked) = world();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    let mut refused = 0;
    for number in 2..60 {
        let proof = answer(
            &refusal,
            "REGISTER",
            HOME,
            number,
            &md5(&number.to_string()),
        );
        let answer = send(
            &mut world,
            &request("REGISTER", HOME, "anna", number, &proof),
        );
        refused += usize::from(status(&answer) == "503");
        world.seconds(1);
    }
    assert!(refused >= 30, "{refused}");
    let asked = asked.borrow().len();
    assert!(asked <= 28, "twenty at once and six a minute: {asked}");
    let lines = world.sides[B]
        .journal
        .iter()
        .filter(|e| format!("{e:?}").contains("wrong passwords"));
    assert!((1..=8).contains(&lines.count()));
}

#[test]
fn a_call_in_the_name_of_an_account_must_prove_it() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let refusal = send(
        &mut world,
        &request(
            "INVITE",
            uri,
            "anna",
            1,
            "Contact: <sip:a@198.51.100.1>\r\n",
        ),
    );
    assert_eq!(status(&refusal), "401", "{refusal}");
    assert!(world.sides[B].events.is_empty());
    let proof = answer(&refusal, "INVITE", uri, 1, HA1_MD5);
    let text = request(
        "INVITE",
        uri,
        "anna",
        2,
        &format!("{proof}Contact: <sip:a@198.51.100.1>\r\n"),
    );
    send(&mut world, &text);
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    assert_eq!(call.trust, Trust::Registered { alias: alias() });
    assert_eq!(call.from.address.reveal().to_string(), "anna@example.com");
}

#[test]
fn strangers_call_as_before_and_wrong_answers_do_not_help_them() {
    let (mut world, _) = world();
    let uri = "sip:room@example.com";
    let contact = "Contact: <sip:a@198.51.100.1>\r\n";
    send(&mut world, &request("INVITE", uri, "zoe", 1, contact));
    let first = world.sides[B].events.first();
    assert!(
        matches!(first, Some((_, LegEvent::Incoming(c))) if c.trust == Trust::Anonymous),
        "{first:?}"
    );
    world.sides[B].events.clear();
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 2, ""));
    let proof = answer(&refusal, "INVITE", uri, 1, &md5("guess"));
    let answer = send(
        &mut world,
        &request("INVITE", uri, "zoe", 3, &format!("{proof}{contact}")),
    );
    assert_eq!(status(&answer), "401");
    assert!(world.sides[B].events.is_empty());
}

#[test]
fn whoever_leaves_an_offer_of_two_unanswered_is_offered_md5_alone() {
    let (mut world, _) = world();
    let offers = |answer: &str| {
        answer
            .lines()
            .filter(|l| l.starts_with("WWW-Authenticate"))
            .count()
    };
    let first = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
    assert_eq!(offers(&first), 2);
    let second = send(&mut world, &request("REGISTER", HOME, "anna", 2, ""));
    assert_eq!(offers(&second), 1);
    assert!(second.contains("algorithm=MD5"));
    let proof = answer(&second, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(
            &mut world,
            &request("REGISTER", HOME, "anna", 3, &proof)
        )),
        "200"
    );
    let third = send(&mut world, &request("REGISTER", HOME, "anna", 4, ""));
    assert_eq!(offers(&third), 1, "it knows MD5 only: this renewal, too");
    world.seconds(24 * 3600);
    let later = send(&mut world, &request("REGISTER", HOME, "anna", 5, ""));
    assert_eq!(offers(&later), 2, "it may have been renewed");
    let better =
        answer(&later, "REGISTER", HOME, 1, HA1_MD5).replace("algorithm=MD5", "algorithm=SHA-256");
    send(&mut world, &request("REGISTER", HOME, "anna", 6, &better));
    let next = send(&mut world, &request("REGISTER", HOME, "anna", 7, ""));
    assert_eq!(offers(&next), 2, "it answered by SHA-256");
    let other = send(&mut world, &request("REGISTER", HOME, "bert", 5, ""));
    assert_eq!(offers(&other), 2);
}
