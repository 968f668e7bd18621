//! What watchers are told, and when.

use super::*;

#[test]
fn a_watcher_is_told_at_once_and_at_each_change() {
    let (mut world, id, tag) = watching(&format!("{PRESENCE}Expires: 600\r\n"));
    assert_eq!(header(answer(&world), "Expires"), "600");
    assert!(header(answer(&world), "Contact").contains("sip:anna@"));
    let first = notify(&world).to_string();
    assert!(first.starts_with("NOTIFY sip:bert@198.51.100.1:5060 SIP/2.0"));
    assert_eq!(header(&first, "Event"), "presence");
    assert_eq!(header(&first, "Subscription-State"), "active;expires=600");
    assert_eq!(header(&first, "Content-Type"), "application/pidf+xml");
    assert!(header(&first, "From").ends_with(&format!(";tag={tag}")));
    assert!(header(&first, "To").ends_with(";tag=b"));
    assert!(header(&first, "Contact").contains("sip:anna@"));
    assert!(first.contains("<basic>open</basic>"));
    world.seconds(10);
    world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
    world.seconds(0);
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("on-the-phone"));
    assert_eq!(
        header(notify(&world), "Subscription-State"),
        "active;expires=590"
    );
    assert!(world.sides[B].said.is_empty());
}

#[test]
fn changes_in_quick_succession_are_told_together() {
    let (mut world, id, _) = watching(PRESENCE);
    for availability in [
        Availability::Busy,
        Availability::Away,
        Availability::Offline,
    ] {
        world.direct(B, DirectCommand::Notify(id, presence(availability)));
    }
    world.seconds(4);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
    world.run(Duration::from_millis(1_100));
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
    assert!(notify(&world).contains("closed"));
    reply(&mut world, "200 OK");
    world.seconds(30);
    assert_eq!(sent(&world, "NOTIFY").len(), 2);
}

#[test]
fn one_notify_waits_for_the_answer_to_the_one_before() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, PRESENCE));
    let id = asked.borrow()[0].subscription;
    world.seconds(8);
    world.direct(B, DirectCommand::Notify(id, presence(Availability::Busy)));
    let first = header(notify(&world), "CSeq").to_string();
    world.seconds(3);
    assert_eq!(header(notify(&world), "CSeq"), first);
    reply(&mut world, "200 OK");
    assert_ne!(header(notify(&world), "CSeq"), first);
    assert!(notify(&world).contains("on-the-phone"));
}

#[test]
fn what_did_not_change_is_not_told() {
    let (mut world, id, _) = watching(PRESENCE);
    world.seconds(10);
    world.direct(
        B,
        DirectCommand::Notify(id, presence(Availability::Available)),
    );
    world.direct(B, DirectCommand::Notify(id, Document::Dialogs(vec![])));
    world.seconds(10);
    assert_eq!(sent(&world, "NOTIFY").len(), 1);
}

#[test]
fn calls_are_told_in_part_after_the_first_time() {
    let (mut world, asked) = world();
    send(&mut world, &subscribe("s1", "", 1, "Event: dialog\r\n"));
    let tag = tag(&world);
    let id = asked.borrow()[0].subscription;
    assert!(notify(&world).contains("version=\"0\" state=\"full\""));
    reply(&mut world, "200 OK");
    world.seconds(2);
    world.direct(B, DirectCommand::Notify(id, Document::Dialogs(vec![])));
    assert!(notify(&world).contains("version=\"1\" state=\"partial\""));
    assert!(notify(&world).contains("<state>terminated</state>"));
    reply(&mut world, "200 OK");
    world.seconds(2);
    send(&mut world, &subscribe("s1", &tag, 2, "Event: dialog\r\n"));
    assert!(notify(&world).contains("version=\"2\" state=\"full\""));
}

#[test]
fn a_proxy_in_between_stays_in_between() {
    let (mut world, _) = world();
    let extra = format!("{PRESENCE}Record-Route: <sip:198.51.100.1:5060;lr>\r\n");
    let text =
        subscribe("s1", "", 1, &extra).replace("bert@198.51.100.1:5060", "bert@192.0.2.77:5060");
    send(&mut world, &text);
    assert!(header(answer(&world), "Record-Route").contains("198.51.100.1"));
    assert!(notify(&world).starts_with("NOTIFY sip:bert@192.0.2.77:5060 "));
    assert!(header(notify(&world), "Route").contains("198.51.100.1"));
}

#[test]
fn who_is_in_a_call_watches_its_conference_within_it() {
    let mut world = World::new(7);
    let asked: Asked = Rc::default();
    let heard = asked.clone();
    world.directory = Box::new(move |_, _, ask| match ask {
        Ask::Subscribe(subscribe) => {
            heard.borrow_mut().push((**subscribe).clone());
            Reply::Subscribe(Ok(Document::Conference(Default::default())))
        }
        other => panic!("{other:?}"),
    });
    let ours = LegId::from_number(1);
    world.command(
        A,
        ours,
        dial("sip:room@b.example.net", audio(4000, Flow::Both)),
    );
    world.seconds(1);
    let (leg, _) = world.sides[B].incoming().unwrap();
    let invite = world.sides[A]
        .sent
        .iter()
        .find(|t| t.starts_with("INVITE"))
        .unwrap()
        .clone();
    let ok = sent(&world, "SIP/2.0 200").pop().unwrap().to_string();
    let text = format!(
        "SUBSCRIBE sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKx\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 2000000000 SUBSCRIBE\r\nContact: <sip:a@198.51.100.1:5060>\r\nEvent: conference\r\nContent-Length: 0\r\n\r\n",
        header(&invite, "From"),
        header(&ok, "To"),
        header(&invite, "Call-ID"),
    );
    world.filter = Box::new(|from, text| from == A || !text.starts_with("NOTIFY"));
    send(&mut world, &text);
    assert_eq!(asked.borrow()[0].by.leg, Some(leg));
    assert!(notify(&world).contains("conference-info"));
    assert_eq!(
        header(notify(&world), "Call-ID"),
        header(&invite, "Call-ID")
    );
    reply(&mut world, "200 OK");
    let id = asked.borrow()[0].subscription;
    world.command(B, leg, LegCommand::End(Cause::us(Reason::HungUp)));
    world.seconds(1);
    assert!(
        world.sides[B]
            .events
            .iter()
            .any(|(_, e)| matches!(e, LegEvent::Ended(_)))
    );
    assert_eq!(world.sides[B].said, [EdgeEvent::Unsubscribed(id)]);
    assert_nothing_lives(&mut world);
}

#[test]
fn a_note_goes_to_the_watcher_and_not_into_the_journal() {
    let (mut world, id, _) = watching(PRESENCE);
    world.seconds(10);
    let document = Document::Presence {
        availability: Availability::Away,
        note: Some(Pii::new("at the <dentist>".to_string())),
    };
    world.direct(B, DirectCommand::Notify(id, document));
    assert!(notify(&world).contains("at the &lt;dentist&gt;"));
    assert!(!format!("{:?}", world.sides[B].journal).contains("dentist"));
}
