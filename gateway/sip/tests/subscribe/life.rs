//! How subscriptions begin, are prolonged and end.

use super::*;

#[test]
fn the_core_hears_who_asks_for_what() {
    let (mut world, asked) = world();
    let extra = format!("{PRESENCE}Expires: 0\r\n");
    send(&mut world, &subscribe("s1", "", 1, &extra));
    let asked = asked.borrow();
    assert_eq!(asked[0].package, Package::Presence);
    assert_eq!(asked[0].of.to_string(), "sip:anna@example.com");
    assert_eq!(asked[0].by.from.address.reveal().local, "bert");
    assert_eq!(asked[0].by.origin, peer().ip());
    assert_eq!(asked[0].by.leg, None);
    assert!(asked[0].once);
}

#[test]
fn a_subscription_ends_by_its_time() {
    let (mut world, id, _) = watching(&format!("{PRESENCE}Expires: 60\r\n"));
    world.seconds(59);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    world.seconds(2);
    let state = header(notify(&world), "Subscription-State");
    assert_eq!(state, "terminated;reason=timeout");
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    reply(&mut world, "200 OK");
    assert_nothing_lives(&mut world);
    assert_eq!(world.sides[B].said.len(), 1);
}

#[test]
fn a_refresh_prolongs_and_tells_everything_again() {
    let (mut world, id, tag) = watching(&format!("{PRESENCE}Expires: 60\r\n"));
    world.seconds(50);
    let extra = "Event: presence\r\nExpires: 120\r\n";
    send(&mut world, &subscribe("s1", &tag, 2, extra));
    assert_eq!(header(answer(&world), "Expires"), "120");
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("<basic>open</basic>"));
    reply(&mut world, "200 OK");
    world.seconds(100);
    assert!(world.sides[B].said.is_empty());
    world.seconds(30);
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
}

#[test]
fn a_refresh_moves_the_target_and_an_old_one_does_not() {
    let (mut world, _, tag) = watching(PRESENCE);
    let moved =
        subscribe("s1", &tag, 5, PRESENCE).replace("bert@198.51.100.1:5060", "x@198.51.100.1:5060");
    send(&mut world, &moved);
    assert!(notify(&world).starts_with("NOTIFY sip:x@198.51.100.1:5060 "));
    let late = subscribe("s1", &tag, 4, PRESENCE);
    send(&mut world, &late);
    assert!(answer(&world).starts_with("SIP/2.0 500"));
}

#[test]
fn a_watcher_may_leave() {
    let (mut world, id, tag) = watching(PRESENCE);
    let extra = "Event: presence\r\nExpires: 0\r\n";
    send(&mut world, &subscribe("s1", &tag, 2, extra));
    assert_eq!(header(answer(&world), "Expires"), "0");
    assert!(notify(&world).contains("terminated;reason=timeout"));
    assert!(notify(&world).contains("<basic>open</basic>"));
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    send(&mut world, &subscribe("s1", &tag, 3, extra));
    assert!(answer(&world).starts_with("SIP/2.0 481"));
    assert_nothing_lives(&mut world);
}

#[test]
fn who_asks_once_is_told_once() {
    let (mut world, _) = world();
    send(
        &mut world,
        &subscribe("s1", "", 1, &format!("{PRESENCE}Expires: 0\r\n")),
    );
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert!(notify(&world).contains("terminated;reason=timeout"));
    assert!(notify(&world).contains("<basic>open</basic>"));
    assert!(header(notify(&world), "Contact").contains("anna@"));
    assert_nothing_lives(&mut world);
    assert!(world.sides[B].said.is_empty());
}

#[test]
fn the_core_ends_a_subscription_by_the_words_of_its_cause() {
    for (reason, word, tells) in [
        (Reason::Forbidden, "terminated;reason=rejected", false),
        (Reason::MeetingEnded, "terminated;reason=noresource", true),
        (
            Reason::ShuttingDown,
            "terminated;reason=probation;retry-after=60",
            true,
        ),
    ] {
        let (mut world, id, _) = watching(PRESENCE);
        world.direct(B, DirectCommand::Unsubscribe(id, Cause::us(reason)));
        assert_eq!(header(notify(&world), "Subscription-State"), word);
        assert_eq!(notify(&world).contains("<basic>"), tells);
        world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
        assert_nothing_lives(&mut world);
        assert!(world.sides[B].said.is_empty());
    }
}

#[test]
fn a_watcher_that_refuses_or_is_silent_watches_no_more() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    reply(&mut world, "481 Gone");
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
    let (mut world, asked) = self::world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    world.seconds(33);
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn several_subscriptions_live_in_one_dialog() {
    let (mut world, _, tag) = watching(PRESENCE);
    send(&mut world, &subscribe("s1", &tag, 2, "Event: dialog\r\n"));
    assert!(answer(&world).starts_with("SIP/2.0 200"));
    assert_eq!(header(notify(&world), "Event"), "dialog");
    reply(&mut world, "200 OK");
    send(
        &mut world,
        &subscribe("s1", &tag, 3, "Event: dialog;id=7\r\n"),
    );
    assert_eq!(header(notify(&world), "Event"), "dialog;id=7");
    reply(&mut world, "200 OK");
    let numbers: Vec<&str> = sent(&world, "NOTIFY")
        .iter()
        .map(|n| header(n, "CSeq"))
        .collect();
    let first: u32 = numbers[0].split(' ').next().unwrap().parse().unwrap();
    assert_eq!(numbers[2], format!("{} NOTIFY", first + 2));
    for (number, event) in [(4, "presence"), (5, "dialog"), (6, "dialog;id=7")] {
        let extra = format!("Event: {event}\r\nExpires: 0\r\n");
        send(&mut world, &subscribe("s1", &tag, number, &extra));
        assert!(answer(&world).starts_with("SIP/2.0 200"), "{event}");
    }
    assert_eq!(world.sides[B].said.len(), 3);
    assert_nothing_lives(&mut world);
}

#[test]
fn a_repeated_subscribe_makes_one_subscription() {
    let (mut world, asked) = world();
    let text = subscribe("s1", "", 1, PRESENCE);
    send(&mut world, &text);
    send(&mut world, &text);
    assert_eq!(asked.borrow().len(), 1);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    assert_eq!(sent(&world, "SIP/2.0 200").len(), 2);
}
