//! What is refused, limited, or not for whom it is asked.

use super::*;

#[test]
fn refusals_are_the_protocols_own() {
    for (extra, status, also) in [
        ("", "489", "Allow-Events: presence"),
        ("Event: weather\r\n", "489", "Allow-Events: presence"),
        ("Event: a b\r\n", "489", "Allow-Events"),
        (
            "Event: presence\r\nAccept: text/plain\r\n",
            "406",
            "Accept: application/pidf+xml",
        ),
        (
            "Event: presence\r\nExpires: 59\r\n",
            "423",
            "Min-Expires: 60",
        ),
        ("Event: presence\r\nExpires: soon\r\n", "400", ""),
        (
            "Event: presence\r\nRequire: eventlist\r\n",
            "420",
            "Unsupported: eventlist",
        ),
    ] {
        let (mut world, asked) = world();
        send(&mut world, &subscribe("s1", "", 1, extra));
        let answer = answer(&world);
        assert!(answer.starts_with(&format!("SIP/2.0 {status}")), "{answer}");
        assert!(answer.contains(also), "{answer}");
        assert!(sent(&world, "NOTIFY").is_empty() && asked.borrow().is_empty());
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn long_subscriptions_are_cut() {
    let (world, _, _) = watching(&format!("{PRESENCE}Expires: 4000000000\r\n"));
    assert_eq!(header(sent(&world, "SIP/2.0 200")[0], "Expires"), "7200");
}

#[test]
fn the_core_refuses_by_the_table_of_causes() {
    for (reason, status) in [
        (Reason::NotFound, "404"),
        (Reason::Forbidden, "403"),
        (Reason::Unauthorized, "403"),
        (Reason::Overloaded, "503"),
        (Reason::NotSupported, "501"),
    ] {
        let (mut world, _) = world_with(move |_| Err(Cause::us(reason)));
        send(&mut world, &subscribe("s1", "", 1, PRESENCE));
        assert!(answer(&world).starts_with(&format!("SIP/2.0 {status}")));
        assert!(sent(&world, "NOTIFY").is_empty());
        assert_nothing_lives(&mut world);
    }
}

#[test]
fn nobody_watches_without_end() {
    let (mut world, _, tag) = watching(PRESENCE);
    for number in 2..=8 {
        let extra = format!("Event: presence;id={number}\r\n");
        send(&mut world, &subscribe("s1", &tag, number, &extra));
        assert!(answer(&world).starts_with("SIP/2.0 200"));
    }
    send(
        &mut world,
        &subscribe("s1", &tag, 9, "Event: presence;id=9\r\n"),
    );
    assert!(answer(&world).starts_with("SIP/2.0 503"));
    assert!(answer(&world).contains("Retry-After: "));
}

#[test]
fn a_source_and_the_node_have_limits() {
    let mut world = World::with(1, |_, config| {
        config.simple.subscriptions = 4;
        config.simple.subscriptions_per_source = 3;
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, _| Reply::Subscribe(Ok(presence(Availability::Available))));
    let mut statuses = Vec::new();
    for number in 0..3 {
        send(
            &mut world,
            &subscribe(&format!("s{number}"), "", 1, PRESENCE),
        );
        statuses.push(answer(&world)[8..11].to_string());
    }
    // Of four a single source never has all.
    assert_eq!(statuses, ["200", "200", "503"]);
}

#[test]
fn a_dialog_makes_nobody_free_to_ask_without_end() {
    let mut world = World::with(1, |_, config| {
        config.limits.requests.stranger = tolk_model::limits::Rate::new(1, 4);
    });
    world.filter = Box::new(|_, _| false);
    world.directory = Box::new(|_, _, _| Reply::Subscribe(Ok(presence(Availability::Available))));
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let tag = tag(&world);
    let statuses: Vec<String> = (2..8)
        .map(|number| {
            send(&mut world, &subscribe("s1", &tag, number, PRESENCE));
            answer(&world)[8..11].to_string()
        })
        .collect();
    assert_eq!(statuses, ["200", "200", "200", "503", "503", "503"]);
}

#[test]
fn only_who_began_a_dialog_refreshes_or_ends_what_is_watched_in_it() {
    let mut world = world_of_accounts();
    send(&mut world, &by_account("bert", "", 1, PRESENCE));
    let extra = format!("{PRESENCE}{}", proved(&world, "bert"));
    send(&mut world, &by_account("bert", "", 2, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    let tag = tag(&world);
    reply(&mut world, "200 OK");
    let away: SocketAddr = "203.0.113.66:5060".parse().unwrap();
    let leave = "Event: presence\r\nExpires: 0\r\n";
    // Nobody, from the same address and from another.
    let stranger = subscribe("s1", &tag, 50, leave);
    for (from, text) in [
        (peer(), stranger.clone()),
        (away, stranger.replace("s150", "s151")),
    ] {
        world.inject(B, from, text.as_bytes());
        assert!(
            answer(&world).starts_with("SIP/2.0 481"),
            "{}",
            answer(&world)
        );
    }
    // Another account.
    send(&mut world, &by_account("anna", &tag, 60, leave));
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{leave}{}", proved(&world, "anna"));
    send(&mut world, &by_account("anna", &tag, 61, &extra));
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert!(world.sides[B].said.is_empty());
    // None of them has moved the numbers on. The watcher may, from wherever it is by now.
    world.inject(B, away, by_account("bert", &tag, 3, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 401"));
    let extra = format!("{leave}{}", proved(&world, "bert"));
    world.inject(B, away, by_account("bert", &tag, 4, &extra).as_bytes());
    assert!(
        answer(&world).starts_with("SIP/2.0 200"),
        "{}",
        answer(&world)
    );
    assert_eq!(world.sides[B].said.len(), 1);
}

#[test]
fn a_watcher_that_proved_nothing_goes_on_from_its_own_network_only() {
    let (mut world, id, tag) = watching(PRESENCE);
    let leave = "Event: presence\r\nExpires: 0\r\n";
    let away = "203.0.113.66:5060".parse().unwrap();
    world.inject(B, away, subscribe("s1", &tag, 50, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert!(world.sides[B].said.is_empty());
    let other_port = "198.51.100.1:5999".parse().unwrap();
    world.inject(B, other_port, subscribe("s1", &tag, 2, leave).as_bytes());
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
}

#[test]
fn a_dialog_that_is_not_there_is_not_found() {
    let (mut world, _, tag) = watching(PRESENCE);
    for (call_id, tag, from) in [("s1", "other", "b"), ("s2", &tag, "b"), ("s1", &tag, "c")] {
        let text =
            subscribe(call_id, tag, 9, PRESENCE).replace(";tag=b\r", &format!(";tag={from}\r"));
        send(&mut world, &text);
        assert!(answer(&world).starts_with("SIP/2.0 481"));
    }
}
