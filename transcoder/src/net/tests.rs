//! Sockets over loopback.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::*;

fn receive_all(epoll: &mut Epoll, port: &UdpPort, wanted: usize) -> Vec<Vec<u8>> {
    let mut batch = ReceiveBatch::new();
    let (mut got, mut tokens) = (Vec::new(), Vec::new());
    while got.len() < wanted {
        epoll.wait(2_000, &mut tokens);
        assert!(
            !tokens.is_empty(),
            "{} of {wanted} datagrams came",
            got.len()
        );
        let count = batch.receive(port.descriptor());
        for index in 0..count {
            got.push(batch.datagram(index).expect("none is too long").1.to_vec());
        }
    }
    got
}

fn loops_through(ip: IpAddr) {
    let (a, b) = (
        UdpPort::own(SocketAddr::new(ip, 0)).expect("a free port"),
        UdpPort::own(SocketAddr::new(ip, 0)).expect("a free port"),
    );
    let mut epoll = Epoll::new().expect("an epoll");
    epoll.add(b.descriptor(), 7).expect("b is watched");
    let mut queue = SendQueue::new();
    let to = RawAddress::new(b.local());
    // Runs of equal length (one GSO message), then a shorter one that ends the run, then a longer one.
    let lengths: Vec<usize> = [vec![1000; 40], vec![300], vec![1200; 20], vec![20]].concat();
    for (index, length) in lengths.iter().enumerate() {
        let slot = queue.slot();
        slot[..*length].fill(u8::try_from(index).expect("few"));
        queue.commit(a.descriptor(), &to, *length);
    }
    queue.flush();
    assert_eq!(queue.counts(), (lengths.len() as u64, 0));
    let got = receive_all(&mut epoll, &b, lengths.len());
    for (index, datagram) in got.iter().enumerate() {
        assert_eq!(datagram.len(), lengths[index], "datagram {index}");
        assert!(datagram.iter().all(|byte| usize::from(*byte) == index));
    }
}

#[test]
fn datagrams_keep_their_borders_and_order() {
    loops_through(IpAddr::V4(Ipv4Addr::LOCALHOST));
}

#[test]
fn where_segmentation_fails_datagrams_go_by_themselves() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (a, b) = (
        UdpPort::own(SocketAddr::new(ip, 0)).expect("a free port"),
        UdpPort::own(SocketAddr::new(ip, 0)).expect("a free port"),
    );
    // Without checksums the kernel refuses to segment.
    sys::without_checksums(a.descriptor());
    let mut epoll = Epoll::new().expect("an epoll");
    epoll.add(b.descriptor(), 7).expect("b is watched");
    let mut queue = SendQueue::new();
    let to = RawAddress::new(b.local());
    let lengths = [1000, 1000, 1000, 300, 20];
    for (fill, length) in (1u8..).zip(lengths) {
        queue.slot()[..length].fill(fill);
        queue.commit(a.descriptor(), &to, length);
    }
    queue.flush();
    assert_eq!(queue.counts(), (5, 0));
    let got = receive_all(&mut epoll, &b, lengths.len());
    for ((fill, length), datagram) in (1u8..).zip(lengths).zip(&got) {
        assert_eq!((datagram.len(), datagram[0]), (length, fill));
    }
}

#[test]
fn ipv6_works_alike() {
    loops_through(IpAddr::V6(Ipv6Addr::LOCALHOST));
}

#[test]
fn the_sender_of_a_datagram_is_known() {
    let loopback = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let (a, b) = (
        UdpPort::own(loopback).expect("a free port"),
        UdpPort::own(loopback).expect("a free port"),
    );
    let mut epoll = Epoll::new().expect("an epoll");
    epoll.add(b.descriptor(), 1).expect("b is watched");
    let mut queue = SendQueue::new();
    queue.push(a.descriptor(), b.local(), b"hello");
    queue.flush();
    let mut tokens = Vec::new();
    epoll.wait(2_000, &mut tokens);
    assert_eq!(tokens, [1]);
    let mut batch = ReceiveBatch::new();
    assert_eq!(batch.receive(b.descriptor()), 1);
    let (from, bytes) = batch.datagram(0).expect("short enough");
    assert_eq!((from, &bytes[..]), (a.local(), &b"hello"[..]));
}

#[test]
fn a_waker_wakes_once() {
    let mut epoll = Epoll::new().expect("an epoll");
    let waker = EventFd::new().expect("an eventfd");
    epoll.add(waker.descriptor(), 9).expect("watched");
    let mut tokens = Vec::new();
    waker.wake();
    waker.wake();
    epoll.wait(2_000, &mut tokens);
    assert_eq!(tokens, [9]);
    waker.drain();
    epoll.wait(0, &mut tokens);
    assert!(tokens.is_empty());
}

#[test]
fn ports_come_in_pairs_and_rest_before_they_return() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut range = PortRange::new(18_001..=18_008, 0);
    let (rtp, rtcp) = range.open(ip, true).expect("the range is free");
    assert_eq!(rtp.local().port() % 2, 0);
    assert_eq!(rtcp.expect("a pair").local().port(), rtp.local().port() + 1);
    let first = rtp.local().port();
    drop(rtp);
    let (next, _) = range.open(ip, false).expect("the range is free");
    assert_ne!(next.local().port(), first);
}

#[test]
fn an_exhausted_range_is_an_error() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut range = PortRange::new(18_020..=18_023, 0);
    let held: Vec<_> = (0..2).filter_map(|_| range.open(ip, true).ok()).collect();
    assert_eq!(held.len(), 2);
    assert!(range.open(ip, true).is_err());
}

#[test]
fn pairs_of_our_own_are_passed_over_and_come_back_when_both_ports_are_closed() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut range = PortRange::new(18_100..=18_239, 0);
    let mut held: Vec<_> = (0..70)
        .map(|_| range.open(ip, true).expect("there are seventy"))
        .collect();
    assert!(range.open(ip, true).is_err());
    // More of ours stand in a row than strangers' would be tried.
    let (rtp, rtcp) = held.remove(20);
    let port = rtp.local().port();
    drop(rtp);
    assert!(range.open(ip, true).is_err(), "half of it is still open");
    drop(rtcp);
    let (again, _) = range.open(ip, true).expect("one is free");
    assert_eq!(again.local().port(), port);
}

#[test]
fn a_range_that_other_programs_hold_is_not_searched_to_the_end() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let strangers: Vec<_> = (0..40u16)
        .map(|n| UdpPort::own(SocketAddr::new(ip, 18_300 + 2 * n)).expect("a free port"))
        .collect();
    let mut range = PortRange::new(18_300..=18_399, 0);
    assert!(range.open(ip, true).is_err(), "thirty-two are tried");
    let (rtp, _) = range.open(ip, true).expect("and the walk goes on behind");
    assert_eq!(rtp.local().port(), 18_380);
    drop(strangers);
}

#[test]
fn packets_bear_the_mark_of_their_port() {
    for ip in [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ] {
        let port = UdpPort::own(SocketAddr::new(ip, 0)).expect("a free port");
        for (code_point, octet) in [(46, 184), (34, 136), (0, 0)] {
            port.mark(code_point);
            assert_eq!(port.octet(), Some(octet), "{ip}");
        }
    }
}
