//! Two sessions with a core each, and a wire that loses what it is told to.

use std::collections::VecDeque;
use std::time::Duration;

use tolk_asn1::Per;
use tolk_asn1::h245::MultimediaSystemControlMessage;
use tolk_model::random::Seed;
use tolk_model::time::{Mono, Now};
use tolk_model::{Codec, MediaDescription, StreamRole};

use super::{media, reply};
use crate::h245::{Config, Event, Output, Role, Session};

/// One side.
pub(super) struct Side {
    pub(super) session: Session,
    /// What its core wants, before it is fitted to the far end.
    pub(super) own: MediaDescription,
    pub(super) remote: MediaDescription,
    pub(super) events: Vec<Event>,
    /// The core replies by itself.
    pub(super) replies: bool,
}

/// Both sides and the wire.
pub(super) struct Pair {
    pub(super) now: Now,
    pub(super) sides: [Side; 2],
    wires: [VecDeque<Vec<u8>>; 2],
    /// Messages so far, and which of them is lost.
    pub(super) sent: usize,
    pub(super) lost: Option<usize>,
    /// Names of the messages, with their sender.
    pub(super) log: Vec<(usize, String)>,
}

pub(super) fn name(bytes: &[u8]) -> String {
    let (message, _) = MultimediaSystemControlMessage::from_per(bytes).unwrap();
    let tree = message.to_json();
    let kind = tree.as_object().unwrap().values().next().unwrap();
    kind.as_object().unwrap().keys().next().unwrap().clone()
}

impl Pair {
    pub(super) fn new(seed: u64, configs: [Config; 2]) -> Pair {
        let mut number = seed * 2;
        let sides = configs.map(|config| {
            number += 1;
            Side {
                session: Session::new(config, Seed::from_number(number).generator()),
                own: media(u8::try_from(number % 200).unwrap()),
                remote: MediaDescription::default(),
                events: Vec::new(),
                replies: true,
            }
        });
        Pair {
            now: Now::default(),
            sides,
            wires: [VecDeque::new(), VecDeque::new()],
            sent: 0,
            lost: None,
            log: Vec::new(),
        }
    }

    pub(super) fn plain(seed: u64) -> Pair {
        Pair::new(seed, [Config::default(), Config::default()])
    }

    /// Both are described and start, `first` first.
    pub(super) fn start(&mut self, first: usize) {
        for n in [first, 1 - first] {
            let own = self.sides[n].own.clone();
            self.sides[n].session.describe(self.now, &own);
            self.sides[n].session.start(self.now);
            self.drain(n);
        }
    }

    /// Outputs of a side, until it has none.
    pub(super) fn drain(&mut self, n: usize) {
        while let Some(output) = self.sides[n].session.poll() {
            match output {
                Output::Send(bytes) => {
                    self.log.push((n, name(&bytes)));
                    let is_lost = self.lost == Some(self.sent);
                    self.sent += 1;
                    if !is_lost {
                        self.wires[1 - n].push_back(bytes);
                    }
                }
                Output::Event(event) => {
                    if let Event::Media(remote) = &event {
                        let side = &mut self.sides[n];
                        side.remote = remote.clone();
                        if side.replies {
                            let local = reply(&side.own, remote);
                            side.session.describe(self.now, &local);
                        }
                    }
                    self.sides[n].events.push(event);
                }
            }
        }
    }

    /// Delivers until nothing is under way, `first` reads first.
    pub(super) fn deliver(&mut self, first: usize) {
        for _ in 0..500 {
            let mut quiet = true;
            for n in [first, 1 - first] {
                self.drain(n);
                if let Some(bytes) = self.wires[n].pop_front() {
                    quiet = false;
                    self.sides[n].session.receive(self.now, &bytes);
                    self.drain(n);
                }
            }
            if quiet {
                return;
            }
        }
        let last: Vec<_> = self.log.iter().rev().take(12).collect();
        panic!("they never end: {last:?}");
    }

    /// Lets time pass, timer by timer.
    pub(super) fn pass(&mut self, time: Duration) {
        let until = self.now.mono + time;
        loop {
            self.deliver(0);
            let next = self
                .sides
                .iter()
                .filter_map(|s| s.session.next_timeout())
                .map(|(at, _)| at)
                .filter(|at| *at <= until)
                .min();
            let Some(at) = next else {
                break;
            };
            self.advance(at);
            for n in 0..2 {
                self.sides[n].session.timeout(self.now);
                self.drain(n);
            }
        }
        self.advance(until);
    }

    fn advance(&mut self, at: Mono) {
        self.now = self.now.later(at.since(self.now.mono));
    }

    /// Sound and pictures both ways, each side knowing where the other is, under payload types that both mean the same by.
    pub(super) fn assert_talking(&self) {
        for n in 0..2 {
            let (here, there) = (&self.sides[n], &self.sides[1 - n]);
            assert!(here.session.is_running(), "{:?}", here.events);
            for role in [StreamRole::Audio, StreamRole::Main] {
                let of = |d: &MediaDescription| {
                    let stream = d.streams.iter().find(|s| s.role == role).unwrap().clone();
                    let address = stream.transport.and_then(|t| d.transport(t)).unwrap().rtp;
                    (stream, address)
                };
                let (told, address) = of(&here.remote);
                let (_, real) = of(&there.own);
                assert_eq!(address, real, "{n} {role:?} {:?}", self.log);
                assert!(told.flow.sends() && told.flow.receives(), "{told:?}");
                assert_eq!(told.layers.len(), 1, "{told:?}");
                let sent = here.session.local.as_ref().unwrap().streams.iter();
                let sent = sent.clone().find(|s| s.role == role).unwrap().send[0].clone();
                let taken = there.session.local.as_ref().unwrap().streams.iter();
                let taken = taken.clone().find(|s| s.role == role).unwrap();
                assert!(
                    taken
                        .receive
                        .iter()
                        .any(|f| f.payload_type == sent.payload_type && f.codec == sent.codec),
                    "{sent:?} {taken:?}"
                );
            }
        }
        let roles = [0, 1].map(|n| self.sides[n].session.role().unwrap());
        assert_ne!(roles[0], roles[1]);
    }
}

#[test]
fn two_sessions_agree_whoever_is_first_and_whoever_is_master() {
    let mut masters = [0, 0];
    for seed in 0..20 {
        for first in 0..2 {
            let mut pair = Pair::plain(seed);
            pair.start(first);
            pair.deliver(first);
            pair.assert_talking();
            let master = usize::from(pair.sides[1].session.role() == Some(Role::Master));
            masters[master] += 1;
            assert_eq!(
                pair.sides[0].remote.streams[0].receive[0].codec,
                Codec::G722
            );
        }
    }
    assert!(masters.iter().all(|n| *n > 0));
}

#[test]
fn any_single_message_may_be_lost() {
    for first in 0..2 {
        let mut whole = Pair::plain(3);
        whole.start(first);
        whole.deliver(first);
        let count = whole.sent;
        assert!(count >= 16, "{:?}", whole.log);
        for lost in 0..count {
            let mut pair = Pair::plain(3);
            pair.lost = Some(lost);
            pair.start(first);
            pair.deliver(first);
            pair.pass(Duration::from_secs(120));
            let named = whole.log.get(lost);
            assert!(
                pair.sides.iter().all(|s| s.session.is_running()),
                "{named:?} {:?} {:?} {:?}",
                pair.log,
                pair.sides[0].events,
                pair.sides[1].events
            );
            pair.assert_talking();
        }
    }
}

#[test]
fn who_takes_one_codec_only_is_sent_it_without_having_to_ask() {
    let mut pair = Pair::plain(3);
    for stream in &mut pair.sides[1].own.streams {
        stream.receive.retain(|c| c.codec != Codec::G722);
        // It waits for us.
        stream.flow = tolk_model::media::Flow::RecvOnly;
    }
    // Nobody's core helps.
    pair.sides[0].replies = false;
    let own = &mut pair.sides[0].own;
    for stream in &mut own.streams {
        stream.send = stream.receive.clone();
    }
    pair.start(0);
    pair.pass(Duration::from_secs(5));
    let (_, channel) = pair.sides[0]
        .session
        .outgoing
        .of(StreamRole::Audio)
        .unwrap();
    assert_eq!(channel.format.codec, Codec::Pcma);
    // Constrained Baseline, which they call Baseline as everybody does.
    let pictures = pair.sides[0].session.outgoing.of(StreamRole::Main);
    assert!(pictures.is_some());
}
