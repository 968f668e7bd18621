//! Where a registered device is reached.

use super::*;

#[test]
fn an_account_is_called_where_it_registers_from_and_nowhere_else() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:+46900123@203.0.113.5:5070>\r\n";
    assert_eq!(status(&register(&mut world, 1, contact)), "200");
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    assert!(
        invite.starts_with("INVITE sip:+46900123@203.0.113.5:5070 SIP/2.0"),
        "{invite}"
    );
    assert!(
        world.sides[B].opened.is_empty(),
        "by the flow of the registration"
    );
    // Nor does it send us on to somebody else.
    let mut moved = String::from("SIP/2.0 302 Moved\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            moved.push_str(line);
            moved.push_str("\r\n");
        }
    }
    moved.push_str("Contact: <sip:+46900123@203.0.113.5>\r\nContent-Length: 0\r\n\r\n");
    send(&mut world, &moved);
    let invites = world.sides[B]
        .sent
        .iter()
        .filter(|t| t.starts_with("INVITE"));
    assert_eq!(invites.count(), 1);
    let ended = world.sides[B].events.last();
    assert!(
        matches!(ended, Some((_, LegEvent::Ended(c))) if c.reason == tolk_model::Reason::Moved),
        "{ended:?}"
    );
}

#[test]
fn a_device_that_listens_at_another_port_is_called_there() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:anna@198.51.100.1:5099>\r\n";
    let text = |number, extra: &str| {
        request("REGISTER", HOME, "anna", number, extra).replace(";rport", "")
    };
    let refusal = send(&mut world, &text(1, contact));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(&mut world, &text(2, &format!("{proof}{contact}")))),
        "200"
    );
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    assert_eq!(
        world.sides[B].opened,
        ["198.51.100.1:5099".parse().unwrap()]
    );
}

fn dial(world: &mut World, route: DeviceRoute) {
    let leg = tolk_model::LegId::from_number(9);
    let dial = Dial {
        call: tolk_model::CallId::from_number(1),
        to: "sip:anna@10.0.0.9:5062".parse().unwrap(),
        from: Party {
            address: Pii::new("bert@example.com".parse().unwrap()),
            display_name: Pii::new("Bert".to_string()),
            organisation: None,
            identity: tolk_model::Identity::Anonymous,
        },
        media: audio(4000, Flow::Both),
        transfer: None,
        route: Some(Route::Device(route)),
    };
    world.command(B, leg, LegCommand::Dial(Box::new(dial)));
}

#[test]
fn a_device_behind_a_nat_is_called_by_its_flow_with_its_own_address() {
    let (mut world, asked) = world();
    // It names a private host, and sends from it as it thinks.
    let text = |number, extra: &str| {
        request("REGISTER", HOME, "anna", number, extra)
            .replace("UDP 198.51.100.1:5060", "UDP 10.0.0.9:5062")
    };
    let contact = "Contact: <sip:anna@10.0.0.9:5062;x=y>\r\n";
    let refusal = send(&mut world, &text(1, contact));
    let proof = answer(&refusal, "REGISTER", HOME, 1, HA1_MD5);
    assert_eq!(
        status(&send(&mut world, &text(2, &format!("{proof}{contact}")))),
        "200"
    );
    let route = wanted(&asked).pop().unwrap().route;
    // Long after its last word the way back is still open.
    world.seconds(600);
    let opened = world.sides[B].opened.len();
    let alive = world.sides[B]
        .sent
        .iter()
        .filter(|s| *s == "\r\n\r\n")
        .count();
    assert!(alive >= 20, "{alive}");
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    assert!(
        invite.starts_with("INVITE sip:anna@10.0.0.9:5062;x=y SIP/2.0\r\n"),
        "{invite}"
    );
    assert_eq!(
        world.sides[B].opened.len(),
        opened,
        "by the flow that was there"
    );
}

#[test]
fn a_device_behind_a_nat_hears_confirmations_by_its_flow() {
    let (mut world, asked) = world();
    let contact = "Contact: <sip:anna@10.0.0.9:5062>\r\n";
    assert_eq!(status(&register(&mut world, 1, contact)), "200");
    let route = wanted(&asked).pop().unwrap().route;
    dial(&mut world, route);
    let invite = world.sides[B].sent.last().unwrap().clone();
    let mut ringing = String::from("SIP/2.0 180 Ringing\r\n");
    for line in invite.lines() {
        let kept = ["Via:", "From:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            ringing.push_str(line);
            ringing.push_str("\r\n");
        }
    }
    ringing.push_str("To: <sip:anna@10.0.0.9>;tag=bb\r\nRequire: 100rel\r\nRSeq: 7\r\n");
    ringing.push_str(contact);
    ringing.push_str("Content-Length: 0\r\n\r\n");
    let confirmation = send(&mut world, &ringing);
    assert!(
        confirmation.starts_with("PRACK sip:anna@10.0.0.9:5062 "),
        "{confirmation}"
    );
    assert!(world.sides[B].opened.is_empty(), "where only its NAT leads");
}

#[test]
fn a_device_behind_hops_is_called_by_them() {
    let (mut world, _) = world();
    dial(
        &mut world,
        DeviceRoute {
            contact: Pii::new("sip:anna@10.0.0.9".to_string()),
            hops: vec![
                "<sip:b.example.net;lr>".to_string(),
                "<sip:c;lr>".to_string(),
            ],
            instance: None,
            alias: None,
            source: None,
        },
    );
    world.seconds(1);
    let invite = world.sides[B]
        .sent
        .iter()
        .find(|t| t.starts_with("INVITE"))
        .expect("resolved");
    assert!(invite.starts_with("INVITE sip:anna@10.0.0.9 SIP/2.0\r\n"));
    let routes: Vec<&str> = invite.lines().filter(|l| l.starts_with("Route:")).collect();
    assert_eq!(
        routes,
        ["Route: <sip:b.example.net;lr>", "Route: <sip:c;lr>"]
    );
}
