//! Two ports against each other without sockets of their own: paths, keys, refusals.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::*;

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

fn latch() -> Latch {
    Latch::new(true, LatchKind::Media)
}

/// The `n`-th packet of a sender.
fn nth(n: u16) -> Proof {
    Proof::Plausible {
        ssrc: 77,
        sequence: Some(n),
    }
}

#[test]
fn a_sender_is_locked_after_some_packets_and_another_only_after_silence() {
    let mut latch = latch();
    let start = Instant::now();
    let (room, thief) = (address("192.0.2.7:5000"), address("198.51.100.9:6000"));
    latch.signal(Some(address("10.0.0.3:5000")));
    for n in 0..3 {
        assert!(latch.admits(start, room));
        assert!(!latch.hear(start, room, nth(n)));
        assert_eq!(latch.target(), Some(address("10.0.0.3:5000")));
    }
    assert!(latch.hear(start, room, nth(3)));
    assert_eq!(latch.target(), Some(room));
    let soon = start + Duration::from_secs(2);
    assert!(!latch.admits(soon, thief));
    for n in 0..20 {
        assert!(!latch.hear(soon, thief, nth(n)));
    }
    assert!(latch.hear(soon, room, nth(4)));
    let later = soon + Duration::from_secs(4);
    assert!(latch.admits(later, thief));
    for n in 0..3 {
        assert!(
            !latch.hear(later, thief, nth(n)),
            "silence needs proof as well"
        );
    }
    assert!(latch.hear(later, thief, nth(3)));
    assert_eq!(latch.target(), Some(thief));
}

#[test]
fn packets_that_do_not_follow_each_other_prove_nothing() {
    let mut latch = latch();
    let now = Instant::now();
    let (sprayer, room) = (address("198.51.100.9:6000"), address("192.0.2.7:5000"));
    for n in 0..50u16 {
        assert!(!latch.hear(now, sprayer, nth(n.wrapping_mul(500))));
        let other = Proof::Plausible {
            ssrc: u32::from(n),
            sequence: Some(n),
        };
        assert!(!latch.hear(now, sprayer, other));
        let slow = now + Duration::from_secs(2) * u32::from(n);
        assert!(!latch.hear(slow, sprayer, nth(n)));
        let many = SocketAddr::from(([198, 51, 100, 8], 7000 + n));
        assert!(!latch.hear(now, many, nth(n)), "one from each port");
    }
    // Nor do they keep the peer from proving itself.
    let heard = (0..4u16).map(|n| {
        let stray = SocketAddr::from(([198, 51, 100, 8], 9000 + n));
        latch.hear(now, stray, nth(n));
        latch.hear(now, room, nth(n))
    });
    assert_eq!(heard.collect::<Vec<_>>(), [false, false, false, true]);
}

#[test]
fn the_signalled_address_and_whoever_has_the_key_need_one_packet() {
    let now = Instant::now();
    let (room, natted) = (address("10.0.0.3:5000"), address("192.0.2.7:5000"));
    let mut plain = latch();
    plain.signal(Some(room));
    assert!(plain.hear(now, room, nth(9)));
    assert!(!plain.admits(now, natted));
    let mut keyed = latch();
    keyed.signal(Some(room));
    assert!(keyed.hear(now, natted, Proof::Keyed));
    assert_eq!(keyed.target(), Some(natted));
    // A copy of a packet from elsewhere moves nothing while the peer is heard.
    for _ in 0..10 {
        assert!(!keyed.hear(now, room, Proof::Keyed));
        assert!(!keyed.hear(now, address("198.51.100.9:1"), Proof::Keyed));
    }
    let later = now + Duration::from_secs(4);
    assert!(keyed.hear(later, room, Proof::Keyed));
}

#[test]
fn whoever_was_first_gives_way_to_the_signalled_address() {
    let mut latch = latch();
    let now = Instant::now();
    let (room, thief) = (address("192.0.2.7:5000"), address("198.51.100.9:6000"));
    latch.signal(Some(room));
    for n in 0..4 {
        latch.hear(now, thief, nth(n));
    }
    assert_eq!(
        latch.target(),
        Some(thief),
        "it may be the room behind a NAT"
    );
    assert!(latch.admits(now, room));
    for n in 0..3 {
        // One packet that bears the room's address is soon forged.
        assert!(!latch.hear(now, room, nth(n)));
        latch.hear(now, thief, nth(n));
    }
    assert!(latch.hear(now, room, nth(3)));
    assert_eq!(latch.target(), Some(room));
    assert!(!latch.admits(now, thief));
}

#[test]
fn reports_need_less_where_the_sound_comes_from() {
    let mut latch = Latch::new(true, LatchKind::Reports);
    let now = Instant::now();
    let (room, other) = (address("192.0.2.7:5001"), address("198.51.100.9:5001"));
    let report = Proof::Plausible {
        ssrc: 77,
        sequence: None,
    };
    latch.signal(Some(address("10.0.0.3:5001")));
    assert!(!latch.hear(now, other, report), "one from a stranger");
    latch.set_near(Some(room.ip()));
    assert!(latch.hear(now, room, report));
    let later = now + Duration::from_secs(10);
    assert!(!latch.admits(later, other), "reports are far between");
    assert!(latch.admits(now + Duration::from_secs(20), other));
}

#[test]
fn a_new_signalled_address_undoes_the_lock_and_the_same_does_not() {
    let mut latch = latch();
    let now = Instant::now();
    latch.signal(Some(address("10.0.0.3:5000")));
    latch.hear(now, address("192.0.2.7:5000"), Proof::Keyed);
    latch.signal(Some(address("10.0.0.3:5000")));
    assert_eq!(latch.target(), Some(address("192.0.2.7:5000")));
    latch.signal(Some(address("10.0.0.4:5000")));
    assert_eq!(latch.target(), Some(address("10.0.0.4:5000")));
    latch.signal(Some(address("0.0.0.0:5000")));
    assert_eq!(latch.target(), None);
}

#[test]
fn a_port_that_may_not_follow_knows_the_signalled_address_only() {
    let mut latch = Latch::new(false, LatchKind::Media);
    let now = Instant::now();
    let (room, stranger) = (address("192.0.2.7:5000"), address("198.51.100.9:5000"));
    assert!(!latch.admits(now, room), "nothing was signalled yet");
    latch.signal(Some(room));
    assert!(latch.admits(now, room));
    assert!(!latch.admits(now + Duration::from_secs(60), stranger));
    assert!(!latch.hear(now, stranger, Proof::Keyed));
    let elsewhere = address("192.0.2.7:6000");
    assert!(latch.admits(now, elsewhere), "sends from another port");
    assert!(latch.hear(now, elsewhere, nth(1)));
    assert_eq!(latch.target(), Some(room), "but is sent to where it said");
}

fn request(username: &str) -> Vec<u8> {
    let mut bytes = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    bytes.extend([7; 12]);
    bytes.extend([0x80, 0x22, 0, 3, b'a', b'b', b'c', 0]);
    bytes.extend([0, 6, 0, u8::try_from(username.len()).expect("short")]);
    bytes.extend(username.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

#[test]
fn a_datagram_is_told_by_name_then_transaction_then_address() {
    let mut demux = Demux::default();
    let (a, b) = (
        Owner {
            leg: 1,
            component: 0,
        },
        Owner {
            leg: 2,
            component: 0,
        },
    );
    let peer = address("192.0.2.7:5000");
    demux.add_fragment("alpha", a);
    demux.add_fragment("beta", b);
    demux.learn(peer, a);
    demux.sent([9; 12], b);
    assert_eq!(demux.find(peer, &request("beta:x")), Some(b));
    let mut response = vec![1, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    response.extend([9; 12]);
    assert_eq!(demux.find(peer, &response), Some(b));
    assert_eq!(demux.find(peer, &[0x80, 96]), Some(a));
    assert_eq!(demux.find(peer, &request("gamma:x")), None);
    assert_eq!(demux.find(address("192.0.2.8:5000"), &[0x80, 96]), None);
    demux.forget(1);
    assert_eq!(demux.find(peer, &[0x80, 96]), None);
    assert_eq!(demux.sizes(), (1, 0, 1));
}

#[test]
fn what_peers_can_grow_is_bounded() {
    let mut demux = Demux::default();
    let owner = Owner {
        leg: 1,
        component: 0,
    };
    for n in 0u32..20_000 {
        let mut transaction = [0; 12];
        transaction[..4].copy_from_slice(&n.to_be_bytes());
        demux.sent(transaction, owner);
        demux.learn(
            SocketAddr::from(([10, 0, 0, 1], (n % 60_000) as u16)),
            owner,
        );
    }
    let (_, addresses, transactions) = demux.sizes();
    assert_eq!((addresses, transactions), (8, 8192));
    // The newest are known.
    let newest = SocketAddr::from(([10, 0, 0, 1], 19_999));
    assert_eq!(demux.find(newest, &[0x80, 96]), Some(owner));
}

#[test]
fn damaged_stun_names_nobody() {
    let whole = request("alpha:x");
    let demux = Demux::default();
    for cut in 0..whole.len() {
        assert_eq!(demux.find(address("192.0.2.7:5000"), &whole[..cut]), None);
    }
}

/// A binding request with a role and a signature, as RFC 8445 §7.2.2 has it.
fn check(username: &str, password: &str, role: u16) -> Vec<u8> {
    use hmac::Mac as _;
    let mut bytes = request(username);
    bytes.extend(role.to_be_bytes());
    bytes.extend([0, 8, 255, 255, 255, 255, 255, 255, 255, 255]);
    let length = u16::try_from(bytes.len() - 20 + 24).expect("short");
    bytes[2..4].copy_from_slice(&length.to_be_bytes());
    let mut mac = <hmac::Hmac<sha1::Sha1> as hmac::Mac>::new_from_slice(password.as_bytes())
        .expect("any length");
    mac.update(&bytes);
    bytes.extend([0, 8, 0, 20]);
    bytes.extend(mac.finalize().into_bytes());
    // FINGERPRINT comes after it and is counted in the length.
    bytes.extend([0x80, 0x28, 0, 4, 1, 2, 3, 4]);
    bytes[2..4].copy_from_slice(&(length + 8).to_be_bytes());
    bytes
}

#[test]
fn a_check_counts_when_it_is_signed_with_our_password() {
    const CONTROLLING: u16 = 0x802a;
    let good = check("alpha:x", "secret", CONTROLLING);
    assert!(stun::is_authentic(&good, "alpha", "secret"));
    assert!(!stun::is_authentic(&good, "alpha", "other"));
    assert!(!stun::is_authentic(&good, "beta", "secret"));
    assert!(!stun::is_authentic(&request("alpha:x"), "alpha", "secret"));
    for at in (0..good.len() - 8).filter(|at| !(2..4).contains(at)) {
        let mut damaged = good.clone();
        damaged[at] ^= 1;
        let length = good.len();
        // What is not counted is the fingerprint behind the signature, and the length, which has its own form in it.
        assert!(
            !stun::is_authentic(&damaged, "alpha", "secret"),
            "byte {at} of {length}"
        );
    }
    for cut in 0..good.len() - 8 {
        assert!(!stun::is_authentic(&good[..cut], "alpha", "secret"));
    }
}

#[test]
fn an_agent_is_not_moved_by_what_nobody_signed() {
    let now = Instant::now();
    let identity = Identity::generate().expect("a certificate");
    let local = address("192.0.2.1:4000");
    let credentials = |ufrag: &str| tolk_model::media::IceCredentials {
        ufrag: ufrag.to_string(),
        password: tolk_model::pii::Secret::new(format!("{ufrag}-password-of-some-length")),
    };
    let settings = IceSettings {
        credentials: credentials("alpha"),
        role: tolk_model::plan::IceRole::Controlling,
        component: 1,
    };
    let sockets = vec![LocalSocket {
        address: local,
        descriptor: 0,
    }];
    let mut path = IcePath::new(now, &identity, settings, sockets).expect("an agent");
    path.remote(now, &credentials("beta"), &[]);
    let from = address("198.51.100.9:6000");
    const CONTROLLING: u16 = 0x802a;
    let forged = check("alpha:beta", "guessed", CONTROLLING);
    assert!(!path.input(now, local, from, &forged));
    assert_eq!(path.proven, None);
    let mut indication = forged.clone();
    indication[..2].copy_from_slice(&[0, 0x11]);
    assert!(!path.input(now, local, from, &indication));
    let dns = address("198.51.100.9:5353");
    let good = check("alpha:beta", "alpha-password-of-some-length", 0x8029);
    assert!(!path.input(now, local, dns, &good));
    assert!(path.input(now, local, from, &good));
    assert_eq!(path.proven, Some(from));
}
