#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests"
)]
//! Two edges and a bad network, drawn by seed: whatever is lost, doubled or overtaken, both end in the same state, every question of
//! their cores has one answer, and nothing is left.

mod harness;

use std::collections::BTreeMap;
use std::time::Duration;

use harness::*;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::ControlId;
use tolk_model::leg::{LegCommand, LegEvent, TransferProgress};
use tolk_model::media::{Flow, MediaDescription, Rev};
use tolk_model::random::Random;
use tolk_model::{LegId, Seed};

const TO_B: &str = "sip:room@198.51.100.2";

/// What a side's core has asked of its edge and not heard of yet, and what it agreed to last.
#[derive(Default)]
struct Core {
    leg: Option<LegId>,
    up: bool,
    over: bool,
    rev: u32,
    /// Our last description, and whether it waits for its reply.
    asked: Option<Rev>,
    proposed: Option<MediaDescription>,
    ours: Option<MediaDescription>,
    theirs: Option<MediaDescription>,
    transfers: BTreeMap<ControlId, u32>,
    /// How many of the events were looked at.
    seen: usize,
}

struct Play {
    world: World,
    random: Random,
    cores: [Core; 2],
    next: u64,
}

fn chance(random: &mut Random, percent: u32) -> bool {
    random.below(100) < percent
}

impl Play {
    fn new(seed: u64) -> Play {
        let mut random = Seed::from_number(seed ^ 0x5eed).generator();
        let minutes = u64::from(random.below(2) * 2);
        let mut world = World::with(seed, |_, config| {
            config.session = Duration::from_secs(minutes * 60);
        });
        world.automatic = false;
        world.strip_update = chance(&mut random, 30);
        world.weather = Weather {
            loss_percent: random.below(30),
            duplicate_percent: random.below(30),
            jitter_ms: random.below(800),
        };
        let cores = [Core::default(), Core::default()];
        let next = 1;
        Play {
            world,
            random,
            cores,
            next,
        }
    }

    fn description(&mut self) -> MediaDescription {
        let port = 4000 + 2 * u16::try_from(self.random.below(5000)).unwrap();
        let flow = if chance(&mut self.random, 25) {
            Flow::SendOnly
        } else {
            Flow::Both
        };
        audio(port, flow)
    }

    /// What a core does about what it heard.
    fn listen(&mut self) {
        for side in [A, B] {
            while let Some((leg, event)) = self.world.sides[side]
                .events
                .get(self.cores[side].seen)
                .cloned()
            {
                self.cores[side].seen += 1;
                assert!(!self.cores[side].over, "nothing comes after the end");
                self.hear(side, leg, event);
            }
        }
    }

    fn hear(&mut self, side: usize, leg: LegId, event: LegEvent) {
        match event {
            LegEvent::Incoming(request) => {
                self.cores[side].leg = Some(leg);
                self.cores[side].theirs = Some(request.media);
                self.world.command(side, leg, LegCommand::Ring);
                let media = self.description();
                self.cores[side].ours = Some(media.clone());
                if chance(&mut self.random, 50) {
                    self.world
                        .command(side, leg, LegCommand::Early(media.clone()));
                    let wait = u64::from(self.random.below(6000));
                    self.world.run(Duration::from_millis(wait));
                }
                self.world.command(side, leg, LegCommand::Accept(media));
            }
            LegEvent::Connected(_, description) => {
                self.cores[side].up = true;
                if description.is_some() {
                    self.cores[side].theirs = description;
                }
            }
            LegEvent::Media {
                rev,
                replies_to: None,
                description,
            } => {
                let flow = description.streams[0].flow;
                self.cores[side].theirs = Some(description);
                let mut ours = self.cores[side].ours.clone().unwrap();
                ours.streams[0].flow = Flow::Both.meet(flow);
                self.cores[side].ours = Some(ours.clone());
                let reply = LegCommand::Media {
                    rev: Rev(0),
                    replies_to: Some(rev),
                    description: ours,
                };
                self.world.command(side, leg, reply);
            }
            LegEvent::Media {
                replies_to: Some(rev),
                description,
                ..
            } => {
                assert_eq!(
                    self.cores[side].asked.take(),
                    Some(rev),
                    "an answer to what was asked"
                );
                self.cores[side].theirs = Some(description);
                self.cores[side].ours = self.cores[side].proposed.take();
            }
            LegEvent::MediaRefused { replies_to, .. } => {
                self.cores[side].proposed = None;
                assert_eq!(self.cores[side].asked.take(), Some(replies_to));
            }
            LegEvent::TransferAsked { transfer, .. } => self.transfer(side, leg, transfer),
            LegEvent::TransferProgress(transfer, _) => {
                assert_eq!(
                    self.cores[side].transfers[&transfer], 0,
                    "no progress after the end"
                );
            }
            LegEvent::TransferDone(transfer, _) => {
                *self.cores[side].transfers.get_mut(&transfer).unwrap() += 1;
            }
            LegEvent::Ended(_) => self.cores[side].over = true,
            _ => {}
        }
    }

    /// A core refuses a transfer, agrees to it and does it, or forgets it.
    fn transfer(&mut self, side: usize, leg: LegId, transfer: ControlId) {
        let steps = self.random.below(4);
        if steps > 0 {
            self.world.command(
                side,
                leg,
                LegCommand::TransferProgress(transfer, TransferProgress::Trying),
            );
        }
        if steps > 1 {
            self.pause(900);
            self.world.command(
                side,
                leg,
                LegCommand::TransferProgress(transfer, TransferProgress::Ringing),
            );
        }
        if steps < 3 {
            self.pause(900);
            let outcome = if steps == 2 {
                Ok(())
            } else {
                Err(Cause::us(Reason::Busy))
            };
            self.world
                .command(side, leg, LegCommand::TransferDone(transfer, outcome));
        }
    }

    fn pause(&mut self, most_ms: u32) {
        let ms = u64::from(self.random.below(most_ms));
        self.world.run(Duration::from_millis(ms));
    }

    /// Something that a core may want at any time.
    fn act(&mut self) {
        let side = if chance(&mut self.random, 50) { A } else { B };
        let core = &self.cores[side];
        let (Some(leg), true, false) = (core.leg, core.up, core.over) else {
            return;
        };
        match self.random.below(3) {
            0 if self.cores[side].asked.is_none() => {
                let description = self.description();
                let core = &mut self.cores[side];
                core.rev += 1;
                core.asked = Some(Rev(core.rev));
                core.proposed = Some(description.clone());
                let rev = Rev(core.rev);
                self.world.command(
                    side,
                    leg,
                    LegCommand::Media {
                        rev,
                        replies_to: None,
                        description,
                    },
                );
            }
            1 => {
                self.next += 1;
                let transfer = ControlId(self.next);
                self.cores[side].transfers.insert(transfer, 0);
                let patience = Duration::from_secs(u64::from(self.random.below(60)));
                let command = LegCommand::Transfer {
                    transfer,
                    to: "sip:carol@example.net".parse().unwrap(),
                    replaces: None,
                    by: None,
                    deadline: self.world.now.mono + patience,
                };
                self.world.command(side, leg, command);
            }
            _ => {}
        }
    }

    /// A core hears at least every half second: the edge waits five seconds for its replies.
    fn halves(&mut self, count: u64) {
        for _ in 0..count {
            self.world.run(Duration::from_millis(500));
            self.listen();
        }
    }

    fn run(&mut self, seconds: u64) {
        self.halves(seconds * 2);
    }
}

/// One call from its beginning to its end; `true` when it stood and both sides saw the same.
fn play(seed: u64) -> bool {
    let mut play = Play::new(seed);
    let leg = LegId::from_number(1);
    play.cores[A].leg = Some(leg);
    let media = play.description();
    play.cores[A].ours = Some(media.clone());
    play.world.command(A, leg, dial(TO_B, media));
    play.run(12);
    for _ in 0..play.random.below(12) {
        play.act();
        let halves = play.random.below(9);
        play.halves(u64::from(halves));
    }
    // The weather clears up, and what is under way comes to its end.
    let fine = chance(&mut play.random, 50);
    if fine {
        play.world.weather = Weather::default();
    }
    play.run(150);
    let stands = play.cores.iter().all(|c| c.up && !c.over);
    if fine {
        let both: Vec<bool> = play.cores.iter().map(|c| c.up && !c.over).collect();
        assert_eq!(
            both[A], both[B],
            "seed {seed}: one stands and the other one does not"
        );
    }
    if stands && fine {
        for (one, other) in [(A, B), (B, A)] {
            assert_eq!(
                play.cores[one].asked, None,
                "seed {seed}: an answer is owed"
            );
            let there = essence(play.cores[other].ours.as_ref().unwrap());
            let here = essence(play.cores[one].theirs.as_ref().unwrap());
            assert_eq!(here[0].2, there[0].2, "seed {seed}: whither media go");
        }
    }
    let ender = if chance(&mut play.random, 50) { A } else { B };
    for side in [ender, 1 - ender] {
        let core = &play.cores[side];
        if let (Some(leg), false) = (core.leg, core.over) {
            play.world
                .command(side, leg, LegCommand::End(Cause::us(Reason::HungUp)));
            play.run(if fine { 8 } else { 0 });
        }
    }
    play.run(400);
    assert_clean(&play.world);
    for core in &play.cores {
        assert!(core.leg.is_none() || core.over, "seed {seed}");
        assert!(
            core.transfers.values().all(|n| *n == 1),
            "seed {seed}: {:?}",
            core.transfers
        );
    }
    for side in &play.world.sides {
        assert_eq!(side.edge_timers(), 0, "seed {seed}: no timer is left");
    }
    stands
}

#[test]
fn a_lossy_pair_always_agrees_in_the_end() {
    let stood = (0..300).filter(|seed| play(*seed)).count();
    assert!(stood > 150, "most calls stand the weather: {stood}");
}
