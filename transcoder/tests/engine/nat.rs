//! Where a peer is, when its packets come from elsewhere than it said (RFC 7362).

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use tolk_model::media::SecurityKind;
use tolk_model::plan::MediaEvent;

use super::phone::*;
use super::world::*;

/// Packets after which a source that nobody spoke of is the peer's.
const PROOF: usize = 4;

#[test]
fn a_peer_behind_a_nat_is_found_where_its_packets_come_from_and_stays_there() {
    let mut world = World::start(41);
    let (mut a, mut b) = pair(&mut world);
    // It sends from elsewhere than it said, as behind a NAT.
    b.socket = bound();
    for _ in 0..PROOF {
        b.send(8, b"here");
    }
    assert_eq!(&a.receive("sound")[12..], b"here");
    a.send(8, b"found");
    assert_eq!(&b.receive("sound at the new place")[12..], b"found");
    // Somebody else cannot take over, however much it sends.
    let thief = bound();
    for _ in 0..3 * PROOF {
        let packet = b.packet(8, 0, b"stolen");
        thief.send_to(&packet, b.to).expect("sent");
    }
    b.send(8, b"still here");
    assert_eq!(&a.receive("sound of b only")[12..], b"still here");
    a.send(8, b"still found");
    assert_eq!(&b.receive("sound")[12..], b"still found");
    world.engine.stop();
}

#[test]
fn a_sprayed_packet_moves_nothing_before_the_peer_speaks() {
    let mut world = World::start(241);
    let (mut a, mut b) = pair(&mut world);
    for n in 0..20u32 {
        // A packet each from many places, and many from one whose numbers do not follow each other.
        let packet = b.packet(8, n * 160, b"sprayed");
        bound().send_to(&packet, b.to).expect("sent");
        let stranger = bound();
        for _ in 0..PROOF {
            b.sequence = b.sequence.wrapping_mul(31).wrapping_add(1000);
            let packet = b.packet(8, 0, b"sprayed");
            stranger.send_to(&packet, b.to).expect("sent");
        }
    }
    a.send(8, b"to where it said");
    assert_eq!(&b.receive("sound")[12..], b"to where it said");
    b.send(8, b"mine");
    assert_eq!(&a.receive("sound of b only")[12..], b"mine");
    world.engine.stop();
}

#[test]
fn a_thief_who_was_first_gives_way_to_who_proves_the_signalled_address() {
    let mut world = World::start(242);
    let (mut a, mut b) = pair(&mut world);
    let thief = bound();
    for _ in 0..PROOF {
        let packet = b.packet(8, 0, b"stolen");
        thief.send_to(&packet, b.to).expect("sent");
    }
    a.receive("the thief is taken for a peer behind a NAT");
    for _ in 0..PROOF + 1 {
        b.send(8, b"mine");
    }
    while a.receive("sound of b")[12..] != *b"mine" {}
    a.send(8, b"yours");
    assert_eq!(&b.receive("sound where it said")[12..], b"yours");
    world.engine.stop();
}

#[test]
fn who_has_the_key_is_found_by_one_packet_and_strangers_by_none() {
    let mut world = World::start(243);
    let mut a = Phone::open(&mut world, 1, SecurityKind::Sdes);
    let mut b = Phone::open(&mut world, 2, SecurityKind::Plain);
    let (mut outgoing, mut incoming) = a.answer_with_keys();
    apply(&mut world, &a, &b);
    world.connected(a.leg);
    let stranger = bound();
    for _ in 0..3 * PROOF {
        let forged = [a.packet(8, 160, b"forged"), vec![7; 10]].concat();
        stranger.send_to(&forged, a.to).expect("sent");
    }
    let said = std::mem::replace(&mut a.socket, bound());
    let protected = outgoing
        .encrypt_rtp(&a.packet(8, 320, b"mine"))
        .expect("protected");
    a.socket.send_to(&protected, a.to).expect("sent");
    assert_eq!(&b.receive("its first packet")[12..], b"mine");
    b.send(8, b"found");
    let opened = incoming
        .decrypt_rtp(&a.receive("sound where it is"))
        .expect("opens");
    assert_eq!(&opened[12..], b"found");
    // A copy of a packet of its from elsewhere moves nothing, not even to where it said once.
    let next = outgoing
        .encrypt_rtp(&a.packet(8, 480, b"copied"))
        .expect("protected");
    said.send_to(&next, a.to).expect("sent");
    let next = outgoing
        .encrypt_rtp(&a.packet(8, 640, b"more"))
        .expect("protected");
    a.socket.send_to(&next, a.to).expect("sent");
    while b.receive("the last")[12..] != *b"more" {}
    b.send(8, b"still");
    let opened = incoming
        .decrypt_rtp(&a.receive("sound where it is"))
        .expect("opens");
    assert_eq!(&opened[12..], b"still");
    world.engine.stop();
}

/// A receiver report of a source.
fn receiver_report(ssrc: u32) -> Vec<u8> {
    let mut report = vec![0x80, 201, 0, 1];
    report.extend(ssrc.to_be_bytes());
    report
}

#[test]
fn rtp_and_rtcp_are_found_apart() {
    let mut world = World::start(244);
    let (mut a, mut b) = pair(&mut world);
    b.socket = bound();
    let reports = bound();
    for _ in 0..PROOF {
        b.send(8, b"here");
    }
    a.receive("sound");
    // From the same host as the sound: no more proof is needed. The thief's host is another one.
    let to = SocketAddr::new(b.to.ip(), b.to.port() + 1);
    let thief = UdpSocket::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).expect("a free port");
    thief.send_to(&receiver_report(1), to).expect("sent");
    reports.send_to(&receiver_report(77), to).expect("sent");
    thief.send_to(&receiver_report(1), to).expect("sent");
    a.send(8, b"sound for a report");
    b.receive("sound where it is");
    let mut buffer = [0; 2048];
    let end = std::time::Instant::now() + DEADLINE;
    let length = loop {
        assert!(
            std::time::Instant::now() < end,
            "no report where reports come from"
        );
        if let Ok((length, from)) = reports.recv_from(&mut buffer) {
            assert_eq!(from, to);
            break length;
        }
    };
    assert!(length >= 8 && (200..=201).contains(&buffer[1]));
    thief.set_nonblocking(true).expect("a socket");
    assert!(
        thief.recv_from(&mut buffer).is_err(),
        "nothing went to the thief"
    );
    world.engine.stop();
}

#[test]
fn a_peer_that_moved_is_found_after_it_said_so() {
    let mut world = World::start(245);
    let (mut a, mut b) = pair(&mut world);
    b.send(8, b"here");
    a.receive("sound");
    b.socket = bound();
    b.remote.transports[0].rtp = Some(b.socket.local_addr().expect("bound"));
    apply(&mut world, &a, &b);
    b.send(8, b"there");
    assert_eq!(&a.receive("sound from the new place")[12..], b"there");
    a.send(8, b"found");
    assert_eq!(&b.receive("sound at the new place")[12..], b"found");
    world.collect();
    let failed = |e: &MediaEvent| matches!(e, MediaEvent::Failed(..));
    assert!(!world.seen.iter().any(failed));
    world.engine.stop();
}

#[test]
fn where_following_is_forbidden_only_the_signalled_address_is_heard_and_sent_to() {
    let mut world = World::start_where_latch_is(false, 45);
    let (mut a, mut b) = pair(&mut world);
    let stranger = UdpSocket::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).expect("a free port");
    let packet = b.packet(8, 0, b"from elsewhere");
    stranger.send_to(&packet, b.to).expect("sent");
    b.send(8, b"from where it said");
    assert_eq!(&a.receive("sound")[12..], b"from where it said");
    a.send(8, b"to where it said");
    assert_eq!(&b.receive("sound")[12..], b"to where it said");
    world.engine.stop();
}
