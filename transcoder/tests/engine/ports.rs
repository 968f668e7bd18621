//! Ports that are opened later, that cannot be opened, and that change how they are used.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use tolk_model::id::{Realm, TransportId};
use tolk_model::media::{SdesKey, Security, SecurityKind, SrtpSuite};
use tolk_model::pii::Secret;
use tolk_model::plan::{MediaEvent, StreamRequest, TransportRequest};
use tolk_model::random::Seed;
use tolk_transcoder::{EngineConfig, Network, NetworkAddress};

use super::phone::*;
use super::room::pair as browsers;
use super::world::*;

#[test]
fn a_port_that_cannot_be_opened_costs_its_stream_and_not_the_call() {
    let mut world = World::start_with(EngineConfig {
        rtp_ports: 20_410..=20_413,
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(50))
    });
    let (mut a, mut b) = pair(&mut world);
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
    let media = world.open(a.leg, more.clone());
    assert_eq!(media.transports, a.local.transports, "what there was");
    let streams: Vec<_> = media.streams.iter().map(|s| s.stream).collect();
    assert_eq!(streams, [AUDIO], "the other is not to be had");
    a.send(8, b"still");
    assert_eq!(&b.receive("sound")[12..], b"still");
    b.send(8, b"here");
    assert_eq!(&a.receive("sound")[12..], b"here");
    // When there is room again the same works.
    world.closed(b.leg);
    let media = world.open(a.leg, more);
    assert_eq!(media.transports.len(), 2);
    assert_eq!(media.streams.len(), 2);
    world.collect();
    let failed = |e: &MediaEvent| matches!(e, MediaEvent::Failed(..));
    assert!(!world.seen.iter().any(failed), "{:?}", world.seen);
    world.engine.stop();
}

#[test]
fn a_call_begins_with_the_ports_that_are_to_be_had() {
    let mut world = World::start_with(EngineConfig {
        rtp_ports: 20_414..=20_415,
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(51))
    });
    let mut wanted = request(SecurityKind::Plain);
    wanted.transports.push(TransportRequest {
        id: TransportId(1),
        ..wanted.transports[0].clone()
    });
    wanted.streams.push(StreamRequest {
        stream: VIDEO,
        transport: TransportId(1),
        rtx: false,
    });
    // One pair of ports is enough for one of the two.
    let media = world.open(leg(1), wanted.clone());
    let ports: Vec<_> = media.transports.iter().map(|t| t.id).collect();
    let streams: Vec<_> = media.streams.iter().map(|s| s.stream).collect();
    assert_eq!((ports, streams), (vec![TransportId(0)], vec![AUDIO]));
    // Nothing at all is a failure.
    world
        .engine
        .open(leg(2), wanted.clone())
        .expect("there is room");
    let reason = world.wait("Failed", |event| match event {
        MediaEvent::Failed(of, cause) if *of == leg(2) => Some(cause.reason),
        _ => None,
    });
    assert_eq!(reason, tolk_model::Reason::Overloaded);
    // What failed holds nothing: there is room as soon as the first one is gone.
    world.closed(leg(1));
    let media = world.open(leg(3), wanted);
    assert_eq!(media.transports.len(), 1);
    world.engine.stop();
}

/// The SRTCP index of a report.
fn index(report: &[u8], suite: SrtpSuite) -> u32 {
    let tag = match suite {
        SrtpSuite::AeadAes128Gcm => 0,
        _ => 10,
    };
    let at = report.len() - tag - 4;
    u32::from_be_bytes(report[at..at + 4].try_into().expect("four")) & 0x7fff_ffff
}

#[test]
fn no_index_of_srtcp_comes_twice_when_rtcp_moves_to_the_port_of_rtp() {
    let mut world = World::start(51);
    let mut a = Phone::open(&mut world, 1, SecurityKind::Sdes);
    let mut b = Phone::open(&mut world, 2, SecurityKind::Plain);
    let suite = SrtpSuite::AeadAes128Gcm;
    let reports = bound();
    let theirs = &mut a.remote.transports[0];
    theirs.rtcp = Some(reports.local_addr().expect("bound"));
    theirs.security = Security::Sdes {
        keys: vec![SdesKey {
            tag: 1,
            suite,
            key: Secret::new((0..28).collect()),
            mki: Vec::new(),
        }],
    };
    apply(&mut world, &a, &b);
    world.connected(a.leg);
    let end = Instant::now() + DEADLINE;
    let next = |socket: &std::net::UdpSocket, b: &mut Phone| {
        let mut buffer = [0; 2048];
        loop {
            assert!(Instant::now() < end, "no report");
            match socket.recv_from(&mut buffer) {
                Ok((length, _)) if (192..=223).contains(&buffer[1]) => {
                    return index(&buffer[..length], suite);
                }
                Ok(_) => {}
                Err(_) => b.send(8, b"so that there is something to report"),
            }
        }
    };
    let apart = [next(&reports, &mut b), next(&reports, &mut b)];
    assert_eq!(apart[1], apart[0] + 1);
    for description in [&mut a.local, &mut a.remote] {
        description.streams[0].rtp.rtcp_mux = true;
    }
    apply(&mut world, &a, &b);
    let socket = a.socket.try_clone().expect("a socket");
    let together = next(&socket, &mut b);
    assert!(together > apart[1], "{together} after {apart:?}");
    world.engine.stop();
}

#[test]
fn an_address_where_one_is_heard_is_not_given_to_another_who_checks_from_there() {
    let mut world = World::start(52);
    let (mut a, mut b) = browsers(&mut world, true);
    b.speak();
    super::browser::until("sound", &mut [&mut a.browser, &mut b.browser], |both| {
        both[0].packets.len() == 1
    });
    // As if `a` forged the address of `b`: with its own name and password.
    let ours = a.media.transports[0].clone();
    for _ in 0..20 {
        b.browser.check_as(&ours, &a.browser.transport());
        b.speak();
    }
    super::browser::until("all of b", &mut [&mut a.browser, &mut b.browser], |both| {
        both[0].packets.len() == 21
    });
    let state = world.engine.debug_state();
    let contested = state["engine"]["contested_addresses"].as_u64();
    assert!(contested.is_some_and(|n| n >= 20), "{contested:?}");
    world.engine.stop();
}

/// Two realms: an inner and an outer network, the outer behind static NAT.
fn two_realms(seed: u64) -> World {
    let network = |realm: &str, peers: &[&str], last, advertise| Network {
        realm: Realm::new(realm),
        peers: peers.iter().map(|p| p.parse().expect("a subnet")).collect(),
        addresses: vec![NetworkAddress {
            bind: IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)),
            advertise,
        }],
    };
    let outside = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));
    World::start_with(EngineConfig {
        networks: vec![
            network("inside", &["127.0.0.0/8"], 1, None),
            network(
                "outside",
                &["127.3.0.0/16", "203.0.113.0/24"],
                2,
                Some(outside),
            ),
            // The same interface without the NAT.
            network("beside", &["127.4.0.0/16"], 2, None),
        ],
        rtp_ports: 20_420..=20_499,
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(seed))
    })
}

#[test]
fn a_leg_is_told_the_address_of_its_realm_and_media_passes_between_realms() {
    let mut world = two_realms(53);
    let mut inside = Phone::open_in(&mut world, 1, Some(Realm::new("inside")));
    let mut outside = Phone::open_in(&mut world, 2, Some(Realm::new("outside")));
    assert_eq!(inside.to.ip(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    assert_eq!(
        outside.to.ip(),
        IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1)),
        "what peers outside are told"
    );
    // The NAT in front of it.
    outside.to.set_ip(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)));
    apply(&mut world, &inside, &outside);
    world.connected(inside.leg);
    world.connected(outside.leg);
    inside.send(8, b"out");
    let (packet, from) = outside.receive_from("sound from inside");
    assert_eq!((&packet[12..], from), (&b"out"[..], outside.to));
    outside.send(8, b"in");
    let (packet, from) = inside.receive_from("sound from outside");
    assert_eq!((&packet[12..], from), (&b"in"[..], inside.to));
    world.engine.stop();
}

#[test]
fn whoever_names_no_realm_gets_the_one_that_its_peer_is_in() {
    let mut world = two_realms(55);
    let mut told = |number, peer: [u8; 4]| {
        let mut wanted = request(SecurityKind::Plain);
        wanted.transports[0].toward = Some(IpAddr::from(peer));
        let media = world.open(leg(number), wanted.clone());
        let first = media.transports[0].rtp.expect("an address").ip();
        // Once more from elsewhere, as in a re-INVITE: the port stays where it is, and so does what is said of it.
        wanted.transports[0].toward = Some(IpAddr::from([127, 0, 0, 1]));
        let again = world.open(leg(number), wanted);
        assert_eq!(again.transports[0].rtp, media.transports[0].rtp);
        first
    };
    let outside = IpAddr::from([198, 51, 100, 1]);
    assert_eq!(told(1, [127, 0, 0, 9]), IpAddr::from([127, 0, 0, 1]));
    assert_eq!(told(2, [203, 0, 113, 9]), outside);
    assert_eq!(told(3, [127, 3, 0, 1]), outside, "the longer range");
    assert_eq!(told(4, [127, 4, 0, 1]), IpAddr::from([127, 0, 0, 2]));
    world.engine.stop();
}

#[test]
fn a_realm_that_does_not_exist_is_refused() {
    let mut world = two_realms(54);
    let mut wanted = request(SecurityKind::Plain);
    wanted.transports[0].realm = Some(Realm::new("nowhere"));
    world.engine.open(leg(1), wanted).expect("there is room");
    world.wait("Failed", |event| {
        matches!(event, MediaEvent::Failed(of, _) if *of == leg(1)).then_some(())
    });
    world.engine.stop();
}

#[test]
fn a_far_end_of_a_family_that_we_do_not_speak_is_told_so() {
    let mut world = World::start(57);
    let mut wanted = request(SecurityKind::Plain);
    wanted.transports[0].toward = Some(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 9]));
    world.engine.open(leg(1), wanted).expect("there is room");
    let reason = world.wait("Failed", |event| match event {
        MediaEvent::Failed(of, cause) if *of == leg(1) => Some(cause.reason),
        _ => None,
    });
    assert_eq!(reason, tolk_model::Reason::NoCommonMedia);
    world.engine.stop();
}
