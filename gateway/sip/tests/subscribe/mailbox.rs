//! Message-waiting, of which there is none (RFC 3842).

use super::*;

#[test]
fn a_mailbox_is_watched_politely() {
    let mut world = World::with(1, |_, config| {
        config.known = vec!["198.51.100.0/24".parse().unwrap()];
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, ask| panic!("{ask:?}"));
    send(&mut world, &subscribe("s1", "", 1, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).ends_with("Messages-Waiting: no\r\n"));
    let kind = header(notify(&world), "Content-Type");
    assert_eq!(kind, "application/simple-message-summary");
    reply(&mut world, "200 OK");
    world.seconds(61);
    assert_nothing_lives(&mut world);
}

#[test]
fn an_account_has_a_mailbox_when_it_proves_itself() {
    let mut world = world_of_accounts();
    send(&mut world, &by_account("bert", "", 1, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{MAILBOX}{}", proved(&world, "bert"));
    send(&mut world, &by_account("bert", "", 2, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).ends_with("Messages-Waiting: no\r\n"));
}

#[test]
fn a_stranger_has_no_mailbox_and_runs_dry_by_asking() {
    let (mut world, asked) = world();
    let statuses: Vec<String> = (0..60)
        .map(|number| {
            let text = subscribe(&format!("m{number}"), "", 1, MAILBOX);
            world.inject(B, peer(), text.as_bytes());
            answer(&world)[8..11].to_string()
        })
        .collect();
    assert_eq!(statuses[0], "403");
    assert_eq!(statuses[59], "503", "{statuses:?}");
    assert!(sent(&world, "NOTIFY").is_empty() && asked.borrow().is_empty());
    assert_nothing_lives(&mut world);
    // Nor by the dialog of something that it may watch.
    let (mut world, _, tag) = watching(PRESENCE);
    send(&mut world, &subscribe("s1", &tag, 2, MAILBOX));
    assert!(answer(&world).starts_with("SIP/2.0 403"));
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
}

#[test]
fn an_unsolicited_message_summary_gets_a_200_and_others_do_not() {
    for (event, status) in [
        ("message-summary", "200"),
        ("presence", "481"),
        ("refer", "481"),
    ] {
        let (mut world, _) = world();
        let text =
            subscribe("n1", "", 1, &format!("Event: {event}\r\n")).replace("SUBSCRIBE", "NOTIFY");
        send(&mut world, &text);
        assert!(answer(&world).starts_with(&format!("SIP/2.0 {status}")));
        assert_nothing_lives(&mut world);
        assert!(world.sides[B].said.is_empty());
    }
}
