//! Addresses of one device (RFC 5627).

use super::*;

#[test]
fn a_gruu_names_its_device() {
    let (mut world, _) = world();
    let uri = "sip:anna@example.com;gr=urn:uuid:0f";
    send(
        &mut world,
        &request("INVITE", uri, "zoe", 1, "Contact: <sip:a@198.51.100.1>\r\n"),
    );
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    assert_eq!(call.device, Some(Pii::new("<urn:uuid:0f>".to_string())));
    assert_eq!(call.to.local, "anna");
}

const CONTACT: &str =
    "Supported: gruu\r\nContact: <sip:anna@198.51.100.1:5060>;+sip.instance=\"<urn:uuid:0f>\"\r\n";

/// The temporary GRUU of an answer to a registration.
fn temporary(answer: &str) -> Option<String> {
    let contact = header(answer, "Contact")?;
    let value = contact.split(";temp-gruu=\"").nth(1)?;
    Some(value.split('"').next()?.to_string())
}

/// Whom the core was asked to call, and which device.
fn call(world: &mut World, uri: &str, number: u32) -> (String, Option<String>) {
    let text = request(
        "INVITE",
        uri,
        "zoe",
        number,
        "Contact: <sip:a@198.51.100.1>\r\n",
    );
    world.sides[B].events.clear();
    let text = text.replace("Call-ID: c1", &format!("Call-ID: call{number}"));
    let _ = send(world, &text);
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    let device = call.device.as_ref().map(|d| d.reveal().clone());
    (call.to.local.clone(), device)
}

fn annas() -> (String, Option<String>) {
    ("anna".to_string(), Some("<urn:uuid:0f>".to_string()))
}

#[test]
fn each_registration_gives_a_new_address_that_tells_nothing_and_leads_to_the_device() {
    let (mut world, _) = world();
    let first = temporary(&register(&mut world, 1, CONTACT)).expect("one is given");
    world.seconds(60);
    let second = temporary(&register(&mut world, 3, CONTACT)).expect("one is given");
    assert_ne!(first, second);
    for one in [&first, &second] {
        assert!(
            one.starts_with("sip:tgruu-") && one.ends_with("@example.com;gr"),
            "{one}"
        );
        assert!(!one.contains("anna") && !one.contains("0f>"), "{one}");
    }
    // Both are good.
    for (n, uri) in (10..).zip([&first, &second]) {
        assert_eq!(call(&mut world, uri, n), annas(), "{uri}");
        // Nor does our answer tell whose it is.
        let answer = world.sides[B].sent.last().expect("an answer");
        assert!(!answer.contains("sip:anna@198"), "{answer}");
    }
    // Without `gr` it is a name that nobody has, and so is one that was changed.
    let plain = first.trim_end_matches(";gr").to_string();
    let forged = first.replacen("sip:tgruu-", "sip:tgruu-0", 1);
    for (n, uri) in (20..).zip([plain, forged]) {
        let (to, device) = call(&mut world, &uri, n);
        assert!(to.starts_with("tgruu-") && device.is_none(), "{uri}");
    }
}

#[test]
fn a_device_that_does_not_ask_is_given_none() {
    let (mut world, _) = world();
    let line = CONTACT.replace("Supported: gruu\r\n", "");
    assert_eq!(temporary(&register(&mut world, 1, &line)), None);
    let nameless = "Supported: gruu\r\nContact: <sip:anna@198.51.100.1:5060>\r\n";
    assert_eq!(temporary(&register(&mut world, 3, nameless)), None);
}

#[test]
fn with_the_registration_go_its_addresses() {
    let gone = [
        // It expires.
        None,
        // It is taken back.
        Some(CONTACT.replace(":5060>", ":5060>;expires=0")),
    ];
    for ended in gone {
        let (mut world, _) = world();
        let uri = temporary(&register(&mut world, 1, CONTACT)).expect("one is given");
        assert_eq!(call(&mut world, &uri, 10), annas());
        match &ended {
            None => world.seconds(3700),
            Some(line) => {
                register(&mut world, 3, line);
            }
        }
        let (to, device) = call(&mut world, &uri, 11);
        assert!(to.starts_with("tgruu-") && device.is_none(), "{ended:?}");
    }
}

#[test]
fn whoever_watches_one_is_not_told_whose_it_is() {
    let (mut world, asked) = world();
    let uri = temporary(&register(&mut world, 1, CONTACT)).expect("one is given");
    let mut known = std::mem::replace(&mut world.directory, Box::new(|_, _, _| Reply::Noted));
    world.directory = Box::new(move |side, now, ask| match ask {
        Ask::Subscribe(_) => {
            known(side, now, ask);
            Reply::Subscribe(Ok(tolk_model::presence::Document::Presence {
                availability: tolk_model::presence::Availability::Available,
                note: None,
            }))
        }
        _ => known(side, now, ask),
    });
    let extra = "Contact: <sip:a@198.51.100.1:5060>\r\nEvent: presence\r\n";
    let text = request("SUBSCRIBE", &uri, "zoe", 10, extra).replace("Call-ID: c1", "Call-ID: s1");
    let text = text.replace("To: <sip:zoe@example.com>", &format!("To: <{uri}>"));
    world.inject(B, peer(), text.as_bytes());
    let of = asked.borrow().iter().rev().find_map(|ask| match ask {
        Ask::Subscribe(subscribe) => Some(subscribe.of.local.clone()),
        _ => None,
    });
    assert_eq!(of.as_deref(), Some("anna"));
    let notify = world.sides[B].sent.iter().find(|t| t.starts_with("NOTIFY"));
    let notify = notify.expect("it is told");
    assert!(
        notify.contains("tgruu-") && !notify.contains("anna"),
        "{notify}"
    );
}
