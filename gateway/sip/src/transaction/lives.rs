#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! Whatever the network does, no transaction outlives its timers: two machines of a transaction over a network that loses, repeats and
//! reorders, by many seeds, and noise on top.

use std::collections::BTreeMap;
use std::time::Duration;

use tolk_model::Seed;
use tolk_model::random::Random;
use tolk_model::time::Mono;

use super::timers::{Letter, T4, T64};
use super::*;

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Message {
    Request,
    Ack,
    Response(u16),
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    ToServer(Message),
    ToClient(Message),
    /// The server's user answers.
    Answers(u16),
}

/// A machine with the timers that it has set.
struct Life<M> {
    machine: M,
    timers: BTreeMap<Letter, Mono>,
    ended: Option<Mono>,
}

impl<M> Life<M> {
    fn new(machine: M) -> Life<M> {
        Life {
            machine,
            timers: BTreeMap::new(),
            ended: None,
        }
    }

    /// Does what it wants; the messages that it sends.
    fn take(&mut self, now: Mono, steps: &[Step], what: &str) -> (usize, usize) {
        assert!(
            steps.is_empty() || self.ended.is_none(),
            "{what}: {steps:?} after the end"
        );
        let (mut sent, mut acks) = (0, 0);
        for step in steps {
            match step {
                Step::Transmit => sent += 1,
                Step::TransmitAck => acks += 1,
                Step::Start(letter, after) => {
                    self.timers.insert(*letter, now + *after);
                }
                Step::Stop(letter) => {
                    self.timers.remove(letter);
                }
                Step::Gone => {
                    self.timers.clear();
                    self.ended = Some(now);
                }
                Step::Deliver | Step::TimedOut => {}
            }
        }
        (sent, acks)
    }

    fn due(&self) -> Option<(Mono, Letter)> {
        self.timers.iter().map(|(letter, at)| (*at, *letter)).min()
    }
}

struct Net {
    queue: Vec<(Mono, Event)>,
    random: Random,
    loss: u32,
}

impl Net {
    fn post(&mut self, now: Mono, event: Event) {
        if self.random.below(100) < self.loss {
            return;
        }
        let copies = 1 + self.random.below(3) / 2;
        for _ in 0..copies {
            let delay = Duration::from_millis(u64::from(self.random.below(3_000)));
            self.queue.push((now + delay, event));
        }
    }

    fn next(&self) -> Option<Mono> {
        self.queue.iter().map(|(at, _)| *at).min()
    }

    fn take(&mut self, at: Mono) -> Option<Event> {
        let found = self.queue.iter().position(|(due, _)| *due == at)?;
        Some(self.queue.swap_remove(found).1)
    }
}

struct Pair {
    client: Life<ClientMachine>,
    server: Option<Life<ServerMachine>>,
    make: fn() -> ServerMachine,
    invite: bool,
    net: Net,
}

impl Pair {
    fn new(seed: u64, invite: bool, reliability: Reliability) -> Pair {
        let random = Seed::from_number(seed).generator();
        let client = match invite {
            true => ClientMachine::Invite(ClientInvite::new(reliability)),
            false => ClientMachine::Other(ClientOther::new(reliability)),
        };
        let make: fn() -> ServerMachine = match (invite, reliability) {
            (true, Reliability::Unreliable) => {
                || ServerMachine::Invite(ServerInvite::new(Reliability::Unreliable))
            }
            (true, Reliability::Reliable) => {
                || ServerMachine::Invite(ServerInvite::new(Reliability::Reliable))
            }
            (false, Reliability::Unreliable) => {
                || ServerMachine::Other(ServerOther::new(Reliability::Unreliable))
            }
            (false, Reliability::Reliable) => {
                || ServerMachine::Other(ServerOther::new(Reliability::Reliable))
            }
        };
        let loss = [0, 20, 50, 90, 100][usize::try_from(seed % 5).unwrap()];
        Pair {
            client: Life::new(client),
            server: None,
            make,
            invite,
            net: Net {
                queue: Vec::new(),
                random,
                loss,
            },
        }
    }

    fn client_does(&mut self, now: Mono, steps: &[Step]) {
        let (sent, acks) = self.client.take(now, steps, "client");
        for _ in 0..sent {
            self.net.post(now, Event::ToServer(Message::Request));
        }
        for _ in 0..acks {
            self.net.post(now, Event::ToServer(Message::Ack));
        }
    }

    fn server_does(&mut self, now: Mono, steps: &[Step], status: u16) {
        let Some(server) = self.server.as_mut() else {
            return;
        };
        let (sent, _) = server.take(now, steps, "server");
        for _ in 0..sent {
            self.net
                .post(now, Event::ToClient(Message::Response(status)));
        }
    }

    /// The user of the server thinks for a while; it answers in the end, as it must (§17.2).
    fn thinks(&mut self, now: Mono) {
        let later =
            |random: &mut Random| now + Duration::from_millis(u64::from(random.below(60_000)));
        for _ in 0..self.net.random.below(3) {
            let at = later(&mut self.net.random);
            let status = 100 + u16::try_from(self.net.random.below(100)).unwrap();
            self.net.queue.push((at, Event::Answers(status)));
        }
        let at = later(&mut self.net.random).max(now);
        let status = 200 + u16::try_from(self.net.random.below(500)).unwrap();
        self.net.queue.push((at, Event::Answers(status)));
        // An application that answers twice may not bring it back to life.
        let again = later(&mut self.net.random);
        self.net.queue.push((again, Event::Answers(486)));
        self.net
            .queue
            .push((now + Duration::from_secs(60), Event::Answers(500)));
    }

    fn happens(&mut self, now: Mono, event: Event, last: &mut u16) {
        match event {
            Event::ToServer(Message::Request) => match self.server.as_mut() {
                None => {
                    self.server = Some(Life::new((self.make)()));
                    self.thinks(now);
                }
                Some(server) => {
                    let steps = server.machine.repeated();
                    self.server_does(now, &steps, *last);
                }
            },
            Event::ToServer(_) => {
                if let Some(ServerMachine::Invite(machine)) =
                    self.server.as_mut().map(|s| &mut s.machine)
                {
                    let steps = machine.acknowledged();
                    self.server_does(now, &steps, *last);
                }
            }
            Event::ToClient(Message::Response(status)) => {
                let steps = self.client.machine.response(status);
                self.client_does(now, &steps);
            }
            Event::ToClient(_) => {}
            Event::Answers(status) => {
                if let Some(server) = self.server.as_mut() {
                    let steps = server.machine.respond(status);
                    if !steps.is_empty() {
                        *last = status;
                    }
                    self.server_does(now, &steps, status);
                }
            }
        }
    }

    /// Until nothing happens any more; when it was.
    fn run(&mut self) -> Mono {
        let mut now = Mono::ZERO;
        let mut last = 100;
        let steps = self.client.machine.start();
        self.client_does(now, &steps);
        for _ in 0..20 {
            let noise = [
                Message::Response(180),
                Message::Response(200),
                Message::Response(404),
            ];
            let which = usize::try_from(self.net.random.below(3)).unwrap();
            if self.net.random.below(4) == 0 {
                self.net.post(now, Event::ToClient(noise[which]));
                self.net.post(now, Event::ToServer(Message::Ack));
            }
        }
        for _ in 0..10_000 {
            let client = self.client.due().map(|(at, _)| at);
            let server = self.server.as_ref().and_then(Life::due).map(|(at, _)| at);
            let Some(at) = [client, server, self.net.next()]
                .into_iter()
                .flatten()
                .min()
            else {
                return now;
            };
            now = at;
            if client == Some(at) {
                let (_, letter) = self.client.due().unwrap();
                self.client.timers.remove(&letter);
                let steps = self.client.machine.timer(letter);
                self.client_does(now, &steps);
            } else if server == Some(at) {
                let server = self.server.as_mut().unwrap();
                let (_, letter) = server.due().unwrap();
                server.timers.remove(&letter);
                let steps = server.machine.timer(letter);
                self.server_does(now, &steps, last);
            } else if let Some(event) = self.net.take(at) {
                self.happens(now, event, &mut last);
            }
        }
        panic!("it never ends: client {}", self.client.machine.state());
    }
}

#[test]
fn no_transaction_outlives_its_timers_whatever_the_network_does() {
    for reliability in [Reliability::Unreliable, Reliability::Reliable] {
        for invite in [true, false] {
            for seed in 0..2_000 {
                let what = format!("seed {seed}, {reliability:?}, invite {invite}");
                let mut pair = Pair::new(seed, invite, reliability);
                pair.run();
                assert!(pair.client.timers.is_empty(), "{what}");
                // An INVITE that rings has no limit but its caller's patience (§17.1.1.2): the call ends it.
                let rings = pair.invite && pair.client.machine.state() == "proceeding";
                assert!(
                    pair.client.ended.is_some() || rings,
                    "{what}: {}",
                    pair.client.machine.state()
                );
                let Some(server) = &pair.server else {
                    continue;
                };
                // It is answered within a minute of the first request, which came within the client's own patience.
                let most =
                    Mono::ZERO + T64 + Duration::from_secs(60) + T64 + T4 + Duration::from_secs(5);
                let ended = server
                    .ended
                    .unwrap_or_else(|| panic!("{what}: {}", server.machine.state()));
                assert!(ended <= most, "{what}: {ended:?}");
                assert!(server.timers.is_empty(), "{what}");
            }
        }
    }
}
