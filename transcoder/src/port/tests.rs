//! Two ports against each other without sockets of their own: paths, keys, refusals.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::*;

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

#[test]
fn the_first_source_is_locked_and_another_only_after_silence() {
    let mut latch = Latch::new(true);
    let start = Instant::now();
    let (room, thief) = (address("192.0.2.7:5000"), address("198.51.100.9:6000"));
    latch.signal(Some(address("10.0.0.3:5000")));
    assert_eq!(latch.target(), Some(address("10.0.0.3:5000")));
    assert!(latch.admits(start, room));
    latch.lock(start, room);
    assert_eq!(latch.target(), Some(room));
    let soon = start + Duration::from_secs(2);
    assert!(!latch.admits(soon, thief));
    assert!(latch.admits(soon, room));
    assert!(latch.admits(start + Duration::from_secs(4), thief));
}

#[test]
fn whoever_was_first_gives_way_to_the_signalled_address() {
    let mut latch = Latch::new(true);
    let now = Instant::now();
    let (room, thief) = (address("192.0.2.7:5000"), address("198.51.100.9:6000"));
    latch.signal(Some(room));
    assert!(latch.admits(now, thief), "it may be the room behind a NAT");
    latch.lock(now, thief);
    assert!(latch.admits(now, room));
    latch.lock(now, room);
    assert_eq!(latch.target(), Some(room));
    assert!(!latch.admits(now, thief));
}

#[test]
fn a_new_signalled_address_undoes_the_lock_and_the_same_does_not() {
    let mut latch = Latch::new(true);
    let now = Instant::now();
    latch.signal(Some(address("10.0.0.3:5000")));
    latch.lock(now, address("192.0.2.7:5000"));
    latch.signal(Some(address("10.0.0.3:5000")));
    assert_eq!(latch.target(), Some(address("192.0.2.7:5000")));
    latch.signal(Some(address("10.0.0.4:5000")));
    assert_eq!(latch.target(), Some(address("10.0.0.4:5000")));
    latch.signal(Some(address("0.0.0.0:5000")));
    assert_eq!(latch.target(), None);
}

#[test]
fn a_port_that_may_not_follow_knows_the_signalled_address_only() {
    let mut latch = Latch::new(false);
    let now = Instant::now();
    let (room, stranger) = (address("192.0.2.7:5000"), address("198.51.100.9:5000"));
    assert!(!latch.admits(now, room), "nothing was signalled yet");
    latch.signal(Some(room));
    assert!(latch.admits(now, room));
    assert!(!latch.admits(now + Duration::from_secs(60), stranger));
    let elsewhere = address("192.0.2.7:6000");
    assert!(latch.admits(now, elsewhere), "sends from another port");
    latch.lock(now, elsewhere);
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
