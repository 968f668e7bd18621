//! Fast start.

use tolk_asn1::Per;
use tolk_asn1::h245::{LogicalChannelNumber, OpenLogicalChannel};
use tolk_model::random::Seed;
use tolk_model::time::Now;
use tolk_model::{Codec, MediaDescription, StreamId, StreamRole};

use super::{media, reply};
use crate::h245::{Config, Event, Output, Session};

struct End {
    session: Session,
    own: MediaDescription,
}

fn end(number: u8) -> End {
    let mut session = Session::new(
        Config::default(),
        Seed::from_number(number.into()).generator(),
    );
    let own = media(number);
    session.describe(Now::default(), &own);
    End { session, own }
}

fn remote(end: &mut End) -> Option<MediaDescription> {
    let mut last = None;
    while let Some(output) = end.session.poll() {
        match output {
            Output::Event(Event::Media(remote)) => last = Some(remote),
            other => panic!("nothing is sent before control: {other:?}"),
        }
    }
    last
}

fn address(description: &MediaDescription, id: u16) -> Option<std::net::SocketAddr> {
    let stream = description.stream(StreamId(id)).unwrap();
    description
        .transport(stream.transport.unwrap())
        .unwrap()
        .rtp
}

#[test]
fn what_is_proposed_is_taken_and_flows_without_control() {
    let (mut caller, mut called) = (end(1), end(2));
    let proposed = caller.session.propose();
    assert_eq!(
        proposed.len(),
        10,
        "three codecs of sound and two of pictures, both ways"
    );
    let theirs = called.session.proposed(&proposed);
    assert_eq!(address(&theirs, 0), address(&caller.own, 0));
    assert_eq!(theirs.streams[0].receive[0].codec, Codec::G722);
    assert_eq!(theirs.streams[0].send[0].codec, Codec::G722);
    assert_eq!(theirs.streams[1].role, StreamRole::Main);
    let local = reply(&called.own, &theirs);
    called.session.describe(Now::default(), &local);
    let answer = called.session.accept(Now::default()).unwrap();
    assert_eq!(answer.len(), 4);
    let told = remote(&mut called).unwrap();
    assert_eq!(told.streams[0].layers.len(), 1);
    assert_eq!(caller.session.accepted(&answer), 4);
    let told = remote(&mut caller).unwrap();
    for id in 0..2 {
        assert_eq!(address(&told, id), address(&called.own, id));
        assert_eq!(told.stream(StreamId(id)).unwrap().layers.len(), 1);
    }
}

#[test]
fn a_called_that_takes_sound_alone_says_so() {
    let (mut caller, mut called) = (end(1), end(2));
    let proposed = caller.session.propose();
    let theirs = called.session.proposed(&proposed);
    let mut local = reply(&called.own, &theirs);
    local.streams.truncate(1);
    local.streams[0].receive.retain(|f| f.codec == Codec::Pcmu);
    local.streams[0].send.retain(|f| f.codec == Codec::Pcmu);
    called.session.describe(Now::default(), &local);
    let answer = called.session.accept(Now::default()).unwrap();
    assert_eq!(answer.len(), 2);
    assert_eq!(caller.session.accepted(&answer), 2);
    let told = remote(&mut caller).unwrap();
    assert_eq!(told.streams[0].send[0].codec, Codec::Pcmu);
    assert_eq!(told.streams[0].receive[0].codec, Codec::Pcmu);
}

#[test]
fn proposals_that_fit_nothing_are_declined() {
    let (mut caller, mut called) = (end(1), end(2));
    caller.own.streams[0]
        .receive
        .retain(|f| f.codec == Codec::G722);
    caller.own.streams.truncate(1);
    let own = caller.own.clone();
    caller.session.describe(Now::default(), &own);
    let proposed = caller.session.propose();
    assert_eq!(proposed.len(), 2);
    called.session.proposed(&proposed);
    let mut local = called.own.clone();
    local.streams[0].receive.retain(|f| f.codec == Codec::Pcmu);
    called.session.describe(Now::default(), &local);
    assert_eq!(called.session.accept(Now::default()), None);
    // Garbage is read over.
    let mut third = end(3);
    assert!(
        third
            .session
            .proposed(&[vec![0xff; 40], Vec::new()])
            .is_empty()
    );
    assert_eq!(third.session.accepted(&[vec![0xff; 40]]), 0);
}

#[test]
fn control_afterwards_keeps_the_channels() {
    let mut pair = super::pair::Pair::plain(5);
    let now = pair.now;
    for n in 0..2 {
        let own = pair.sides[n].own.clone();
        pair.sides[n].session.describe(now, &own);
    }
    let proposed = pair.sides[0].session.propose();
    let theirs = pair.sides[1].session.proposed(&proposed);
    let local = reply(&pair.sides[1].own, &theirs);
    pair.sides[1].session.describe(now, &local);
    let answer = pair.sides[1].session.accept(now).unwrap();
    assert_eq!(pair.sides[0].session.accepted(&answer), 4);
    for n in 0..2 {
        pair.drain(n);
        pair.sides[n].session.start(now);
        pair.drain(n);
    }
    pair.deliver(0);
    pair.assert_talking();
    let channels = pair.log.iter().filter(|(_, m)| m.contains("Channel"));
    assert_eq!(channels.count(), 0, "{:?}", pair.log);
}

#[test]
fn proposals_under_one_number_become_channels_of_their_own() {
    let (mut caller, mut called) = (end(1), end(2));
    let same = |bytes: &Vec<u8>| {
        let (mut open, _) = OpenLogicalChannel::from_per(bytes).unwrap();
        if open.reverse_logical_channel_parameters.is_some() {
            open.forward_logical_channel_number = LogicalChannelNumber(65_535);
        }
        open.to_per().unwrap()
    };
    let proposed: Vec<Vec<u8>> = caller.session.propose().iter().map(same).collect();
    let theirs = called.session.proposed(&proposed);
    let local = reply(&called.own, &theirs);
    called.session.describe(Now::default(), &local);
    assert_eq!(called.session.accept(Now::default()).unwrap().len(), 4);
    let number = |role| called.session.outgoing.of(role).map(|(number, _)| number);
    let both = (number(StreamRole::Audio), number(StreamRole::Main));
    assert!(both.0.is_some() && both.1.is_some(), "{both:?}");
    assert_ne!(both.0, both.1);
}
