//! What is bound, for how long, and what is told of it.

use super::*;

#[test]
fn a_device_proves_itself_and_is_bound() {
    let (mut world, asked) = world();
    let contact =
        "Contact: <sip:anna@198.51.100.1:5060;ob>;q=0.5\r\nExpires: 600\r\nUser-Agent: Phone 1\r\n";
    let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, contact));
    let challenges: Vec<&str> = refusal
        .lines()
        .filter(|l| l.starts_with("WWW-Authenticate"))
        .collect();
    assert_eq!(challenges.len(), 2, "{refusal}");
    assert!(challenges[0].contains("SHA-256") && challenges[1].contains("MD5"));
    assert!(asked.borrow().is_empty(), "nobody was asked before a proof");
    let answer = register(&mut world, 2, contact);
    assert_eq!(status(&answer), "200", "{answer}");
    assert_eq!(
        header(&answer, "Contact"),
        Some("<sip:anna@198.51.100.1:5060;ob>;expires=600;q=0.500")
    );
    let registration = registrations(&asked).pop().unwrap();
    assert_eq!(registration.account, Pii::new("anna".to_string()));
    assert_eq!(registration.user_agent, "Phone 1");
    let device = wanted(&asked).pop().unwrap();
    assert_eq!(device.lifetime, Duration::from_secs(600));
    assert_eq!(device.preference, 500);
    let source = device
        .route
        .source
        .expect("it named the host that it sends from");
    assert_eq!((source.remote, source.only), (peer(), false));
}

#[test]
fn the_journal_says_why_a_proven_account_was_not_registered() {
    for (error, expected, words) in [
        (
            RegistrationError::NotYours,
            "403",
            "registration of an address that is not the account's",
        ),
        (
            RegistrationError::Unknown,
            "404",
            "registration of an unknown address",
        ),
    ] {
        let (mut world, _) = world();
        world.directory = Box::new(move |_, now, ask| match ask {
            Ask::Register(_) => Reply::Registered(Err(error)),
            _ => directory(now, ask),
        });
        let refusal = send(&mut world, &request("REGISTER", HOME, "anna", 1, ""));
        let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
        let said = send(&mut world, &request("REGISTER", HOME, "anna", 2, &proof));
        assert_eq!(status(&said), expected);
        assert_eq!(overstepped(&world), [words]);
    }
}

#[test]
fn lifetimes_have_bounds() {
    let (mut world, asked) = world();
    let brief = register(
        &mut world,
        1,
        "Contact: <sip:a@198.51.100.1>;expires=59\r\n",
    );
    assert_eq!(
        (status(&brief), header(&brief, "Min-Expires")),
        ("423", Some("60"))
    );
    for (number, line, seconds) in [
        (10, "Contact: <sip:a@198.51.100.1>\r\n", 3600),
        (
            20,
            "Contact: <sip:a@198.51.100.1>\r\nExpires: 99999999999999999999\r\n",
            3600,
        ),
        (
            30,
            "Contact: <sip:a@198.51.100.1>;expires=4294967295\r\n",
            7200,
        ),
        (40, "Contact: <sip:a@198.51.100.1>;expires=0\r\n", 0),
        (
            50,
            "Contact: <sip:a@198.51.100.1>\r\nExpires: soon\r\n",
            3600,
        ),
    ] {
        assert_eq!(status(&register(&mut world, number, line)), "200", "{line}");
        assert_eq!(
            wanted(&asked)[0].lifetime,
            Duration::from_secs(seconds),
            "{line}"
        );
    }
}

#[test]
fn asking_and_clearing_are_told_apart_and_contradictions_refused() {
    let (mut world, asked) = world();
    assert_eq!(status(&register(&mut world, 1, "")), "200");
    assert_eq!(registrations(&asked).pop().unwrap().change, Change::Nothing);
    assert_eq!(
        status(&register(&mut world, 10, "Contact: *\r\nExpires: 0\r\n")),
        "200"
    );
    assert_eq!(registrations(&asked).pop().unwrap().change, Change::Clear);
    for (number, line) in [
        (20, "Contact: *\r\n"),
        (30, "Contact: *\r\nExpires: 60\r\n"),
        (40, "Contact: *, <sip:a@198.51.100.1>\r\nExpires: 0\r\n"),
        (50, "Contact: <tel:+46>\r\n"),
        (60, "Contact: <sip:a@198.51.100.1?Subject=x>\r\n"),
    ] {
        assert_eq!(status(&register(&mut world, number, line)), "400", "{line}");
    }
    assert_eq!(registrations(&asked).len(), 2);
}

#[test]
fn outbound_and_gruu_are_agreed_to() {
    let (mut world, asked) = world();
    let line = "Supported: outbound, gruu, path\r\nContact: <sip:anna@10.0.0.9:5060>;+sip.instance=\"<urn:uuid:0f>\";reg-id=2\r\n";
    let answer = register(&mut world, 1, line);
    assert_eq!(header(&answer, "Require"), Some("outbound"), "{answer}");
    assert!(header(&answer, "Flow-Timer").is_some());
    let contact = header(&answer, "Contact").unwrap();
    assert!(contact.contains("reg-id=2") && contact.contains("+sip.instance=\"<urn:uuid:0f>\""));
    assert!(
        contact.contains("pub-gruu=\"sip:anna@example.com;gr=urn:uuid:0f\""),
        "{contact}"
    );
    let device = wanted(&asked).pop().unwrap();
    assert!(device.route.source.unwrap().only, "bound to the flow");
    assert_eq!(device.flow_number, Some(2));
}

#[test]
fn a_first_hop_that_keeps_no_flow_is_told() {
    let (mut world, asked) = world();
    let with = |path: &str| {
        format!(
            "Supported: outbound, path\r\nPath: {path}\r\nContact: <sip:a@10.0.0.9>;+sip.instance=\"<urn:uuid:0f>\";reg-id=1\r\n"
        )
    };
    let answer = register(&mut world, 1, &with("<sip:edge.example;lr>"));
    assert_eq!(status(&answer), "439");
    let answer = register(&mut world, 10, &with("<sip:p@edge.example;lr;ob>"));
    assert_eq!(
        (status(&answer), header(&answer, "Path")),
        ("200", Some("<sip:p@edge.example;lr;ob>"))
    );
    let device = wanted(&asked).pop().unwrap();
    assert_eq!(device.route.hops, ["<sip:p@edge.example;lr;ob>"]);
    let source = device.route.source.expect("the last hop");
    assert_eq!((source.remote, source.only), (peer(), false));
}

#[test]
fn a_flow_that_is_gone_is_told_to_the_directory() {
    let (mut world, asked) = world();
    let line = "Supported: outbound\r\nContact: <sip:anna@10.0.0.9>;+sip.instance=\"<urn:uuid:0f>\";reg-id=1\r\n";
    assert_eq!(status(&register(&mut world, 1, line)), "200");
    let flow = wanted(&asked)[0].route.source.unwrap().flow;
    let now = world.now;
    let lost = tolk_model::Cause::network(tolk_model::Reason::ConnectionLost);
    world.sides[B].edge.flow_closed(now, flow, lost);
    world.inject(B, peer(), b"\r\n");
    assert_eq!(asked.borrow().last(), Some(&Ask::FlowLost { flow }));
}
