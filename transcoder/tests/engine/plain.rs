//! Telephones: plain RTP on ports of their own, keys in signalling, digits, echo.

use tolk_model::Codec;
use tolk_model::id::TransportId;
use tolk_model::media::{Security, SecurityKind};
use tolk_model::plan::{Feed, MediaEvent, Source, StreamRequest, TransportRequest};

use super::phone::*;
use super::world::*;

#[test]
fn two_telephones_hear_each_other() {
    let mut world = World::start(40);
    let (mut a, mut b) = pair(&mut world);
    a.send(8, b"from a");
    assert_eq!(&b.receive("sound of a")[12..], b"from a");
    b.send(8, b"from b");
    assert_eq!(&a.receive("sound of b")[12..], b"from b");
    world.wait("Receiving", |event| match event {
        MediaEvent::Receiving(of, AUDIO, Codec::Pcma) => (*of == a.leg).then_some(()),
        _ => None,
    });
    let statistics = world.closed(a.leg);
    let sound = &statistics.streams[0];
    assert_eq!((sound.packets_in, sound.packets_out), (1, 1));
    world.engine.stop();
}

#[test]
fn a_press_is_told_once_and_passed_on() {
    let mut world = World::start(42);
    let (mut a, b) = pair(&mut world);
    a.send(8, b"sound");
    b.receive("sound");
    for (marks, duration) in [(0, 160u16), (0, 320), (0x80, 480), (0x80, 480), (0x80, 480)] {
        let [high, low] = duration.to_be_bytes();
        let packet = a.packet(101, 5000, &[9, marks | 10, high, low]);
        a.socket.send_to(&packet, a.to).expect("sent");
        let passed = b.receive("the event");
        assert_eq!((passed[1] & 0x7f, passed[12]), (101, 9));
    }
    let told = world.wait("Digit", |event| match event {
        MediaEvent::Digit(of, digit) => Some((*of, digit.char())),
        _ => None,
    });
    assert_eq!(told, (a.leg, '9'));
    world.closed(a.leg);
    assert!(
        !world
            .seen
            .iter()
            .any(|e| matches!(e, MediaEvent::Digit(..)))
    );
    world.engine.stop();
}

#[test]
fn a_sender_that_begins_anew_under_its_name_is_heard_and_its_digits_as_well() {
    let mut world = World::start(48);
    let (mut a, b) = pair(&mut world);
    let press = |a: &mut Phone, event: u8, timestamp: u32| {
        let packet = a.packet(101, timestamp, &[event, 10, 0, 160]);
        a.socket.send_to(&packet, a.to).expect("sent");
        b.receive("the event")
    };
    a.sequence = 30_000;
    a.send(8, b"before");
    b.receive("sound");
    let (last, ..) = header(&press(&mut a, 1, 5_000_000));
    a.sequence = 100;
    // Two packets tell that it began anew; from the third on it is heard.
    for _ in 0..3 {
        a.send(8, b"after");
    }
    let after = b.receive("sound of the new beginning");
    assert_eq!((&after[12..], header(&after).0), (&b"after"[..], last + 1));
    press(&mut a, 2, 20_000);
    for wanted in ['1', '2'] {
        let told = world.wait("Digit", |event| match event {
            MediaEvent::Digit(_, digit) => Some(digit.char()),
            _ => None,
        });
        assert_eq!(told, wanted);
    }
    world.engine.stop();
}

#[test]
fn the_test_call_hears_itself() {
    let mut world = World::start(43);
    let mut a = Phone::open(&mut world, 1, SecurityKind::Plain);
    let codec = a.remote.stream(AUDIO).expect("described").receive[0].clone();
    let echo = Feed {
        stream: AUDIO,
        slot: None,
        source: Source::Echo { stream: AUDIO },
        codec,
        max_bitrate: None,
        max_size: None,
    };
    world.apply(vec![leg_plan(a.leg, &a.local, &a.remote, vec![echo])]);
    world.connected(a.leg);
    for text in [b"one", b"two"] {
        a.send(8, text);
        assert_eq!(&a.receive("an echo")[12..], text);
    }
    world.engine.stop();
}

#[test]
fn keys_in_signalling_protect_both_directions() {
    let mut world = World::start(44);
    let mut a = Phone::open(&mut world, 1, SecurityKind::Sdes);
    let mut b = Phone::open(&mut world, 2, SecurityKind::Plain);
    let (mut outgoing, mut incoming) = a.answer_with_keys();
    apply(&mut world, &a, &b);
    world.connected(a.leg);
    let plain = a.packet(8, 160, b"secret");
    let protected = outgoing.encrypt_rtp(&plain).expect("protected");
    a.socket.send_to(&protected, a.to).expect("sent");
    assert_eq!(&b.receive("the sound in the clear")[12..], b"secret");
    b.send(8, b"back");
    let opened = incoming
        .decrypt_rtp(&a.receive("protected sound"))
        .expect("it opens");
    assert_eq!(&opened[12..], b"back");
    // What is not protected is not heard.
    let plain = a.packet(8, 320, b"forged");
    a.socket.send_to(&plain, a.to).expect("sent");
    let plain = a.packet(8, 480, b"real");
    let protected = outgoing.encrypt_rtp(&plain).expect("protected");
    a.socket.send_to(&protected, a.to).expect("sent");
    assert_eq!(&b.receive("only what is protected")[12..], b"real");
    world.engine.stop();
}

#[test]
fn a_muted_leg_is_not_heard_on() {
    let mut world = World::start(45);
    let (mut a, mut b) = pair(&mut world);
    a.send(8, b"before");
    assert_eq!(&b.receive("sound")[12..], b"before");
    world.apply(vec![
        leg_plan(
            a.leg,
            &a.local,
            &a.remote,
            vec![forward(AUDIO, b.leg, &a.remote)],
        ),
        leg_plan(b.leg, &b.local, &b.remote, Vec::new()),
    ]);
    // A released unknown leg is answered in order, after the plan.
    world.closed(leg(99));
    a.send(8, b"muted");
    b.send(8, b"marker");
    assert_eq!(&a.receive("the other direction")[12..], b"marker");
    apply(&mut world, &a, &b);
    world.closed(leg(98));
    a.send(8, b"after");
    assert_eq!(&b.receive("sound again")[12..], b"after");
    world.engine.stop();
}

#[test]
fn a_second_transport_is_added_and_the_first_stays_as_it_is() {
    let mut world = World::start(46);
    let (mut a, mut b) = pair(&mut world);
    a.send(8, b"before");
    assert_eq!(&b.receive("sound")[12..], b"before");
    let before = a.local.transports[0].clone();
    let mut more = request(SecurityKind::Plain);
    more.transports.push(TransportRequest {
        id: TransportId(1),
        ..more.transports[0].clone()
    });
    more.streams.push(StreamRequest {
        stream: VIDEO,
        transport: TransportId(1),
        rtx: false,
    });
    let media = world.open(a.leg, more);
    assert_eq!(media.transports.len(), 2);
    assert_eq!(media.transports[0], before, "the first port is untouched");
    assert_ne!(media.transports[1].rtp, before.rtp);
    assert_eq!(media.streams.len(), 2);
    a.send(8, b"after");
    assert_eq!(&b.receive("sound")[12..], b"after");
    b.send(8, b"back");
    assert_eq!(&a.receive("sound")[12..], b"back");
    world.closed(a.leg);
    let state = world.engine.debug_state();
    assert_eq!(
        state["engine"]["own_ports"], 2,
        "only the other's pair is left"
    );
    world.engine.stop();
}

#[test]
fn a_transport_of_another_kind_takes_the_place_of_the_first() {
    let mut world = World::start(47);
    let a = Phone::open(&mut world, 1, SecurityKind::Plain);
    let media = world.open(a.leg, request(SecurityKind::Sdes));
    let Security::Sdes { keys } = &media.transports[0].security else {
        panic!("keys were asked for");
    };
    // Once more: the same keys, so that what is under way goes on.
    let again = world.open(a.leg, request(SecurityKind::Sdes));
    assert_eq!(
        again.transports[0].security,
        Security::Sdes { keys: keys.clone() }
    );
    assert_eq!(again.transports[0].rtp, media.transports[0].rtp);
    world.closed(a.leg);
    let state = world.engine.debug_state();
    assert_eq!(state["engine"]["own_ports"], 0);
    world.engine.stop();
}

#[test]
fn a_leg_between_two_meetings_keeps_its_port_its_source_and_its_time() {
    let mut world = World::start(48);
    let mut a = Phone::open(&mut world, 1, SecurityKind::Plain);
    let mut b = Phone::open(&mut world, 2, SecurityKind::Plain);
    let alone = Feed {
        source: Source::Silence,
        ..forward(AUDIO, b.leg, &a.remote)
    };
    world.apply(vec![leg_plan(a.leg, &a.local, &a.remote, vec![alone])]);
    world.connected(a.leg);
    let mut packets: Vec<Vec<u8>> = (0..5).map(|_| a.receive("silence")).collect();

    world.apply(Vec::new());
    let there = tolk_model::MeetingId::from_number(2);
    let mut version = 0;
    let mut apply = |world: &World, feed_a: Feed, b: &Phone| {
        version += 1;
        let plan = tolk_model::MediaPlan {
            version,
            legs: vec![
                leg_plan(a.leg, &a.local, &a.remote, vec![feed_a]),
                leg_plan(
                    b.leg,
                    &b.local,
                    &b.remote,
                    vec![forward(AUDIO, a.leg, &b.remote)],
                ),
            ],
            ..tolk_model::MediaPlan::default()
        };
        world.engine.apply(there, std::sync::Arc::new(plan));
    };
    let silence = Feed {
        source: Source::Silence,
        ..forward(AUDIO, b.leg, &a.remote)
    };
    apply(&world, silence, &b);
    packets.extend((0..5).map(|_| a.receive("silence there")));
    apply(&world, forward(AUDIO, b.leg, &a.remote), &b);
    world.connected(b.leg);
    b.send(8, b"from b");
    while !packets.last().is_some_and(|p| p.ends_with(b"from b")) {
        packets.push(a.receive("sound of b"));
    }
    for pair in packets.windows(2) {
        let [(number, time, source), (next, later, same)] = [header(&pair[0]), header(&pair[1])];
        assert_eq!((same, next), (source, number.wrapping_add(1)));
        let step = later.wrapping_sub(time);
        assert!((1..=8_000 * 20).contains(&step), "{step}");
    }
    a.send(8, b"from a");
    assert_eq!(&b.receive("sound of a")[12..], b"from a");
    // What the first meeting says of it is over.
    world.engine.close(tolk_model::MeetingId::from_number(1));
    b.send(8, b"still");
    assert!(a.receive("sound of b").ends_with(b"still"));
    world.collect();
    let again = |e: &MediaEvent| matches!(e, MediaEvent::Connected(l) | MediaEvent::Closed(l, _) if *l == a.leg);
    assert!(!world.seen.iter().any(again), "{:?}", world.seen);
    world.engine.stop();
}
