//! The engine thread: waits for datagrams, commands and branches, and for the next tick.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use tolk_model::cause::{Cause, Reason};
use tolk_model::plan::{MediaEvent, MediaPlan};
use tolk_model::random::Random;
use tolk_model::{ClassId, LegId, MeetingId};

use super::branches::Branches;
use super::config::Marks;
use super::handle::Command;
use super::leg::{Leg, leg_at, leg_at_mut};
use super::networks::Networks;
use super::outbox::Outbox;
use super::sources::{SourceKey, Sources};
use crate::net::{Epoll, EventFd, PortRange, ReceiveBatch, SendQueue};
use crate::port::{Demux, Identity, Input, Owner, PortEvent};
use crate::quality::ntp_after;
use crate::relay::Speakers;
use crate::sync::Micros;

/// Between ticks: timers of ICE and DTLS, requests for lost packets.
pub(super) const TICK: Duration = Duration::from_millis(10);
/// Between ticks while there is no leg: nothing is due, commands and branches wake the thread.
const IDLE: Duration = Duration::from_millis(250);
/// Batches that are read from one socket before the others get their turn.
const BATCHES: usize = 4;
/// A leg that was heard from an address within this time keeps it.
const HELD: Duration = Duration::from_secs(5);
/// Commands that are done before packets get their turn again.
const COMMANDS_A_TURN: usize = 64;

/// Tokens of what the thread waits for.
pub(super) const WAKE: u64 = u64::MAX;
const SHARED: u64 = 1 << 62;

/// The token of a shared socket.
pub(super) fn shared_token(index: usize) -> u64 {
    SHARED | index as u64
}

/// The token of a port's own socket: leg, component of the leg (two for each port).
pub(super) fn own_token(owner: Owner) -> u64 {
    u64::from(owner.leg) << 8 | u64::from(owner.component)
}

/// A packet that came and has not been relayed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    pub(super) source: SourceKey,
    pub(super) number: u64,
}

/// One meeting's media.
pub(super) struct Meeting {
    pub(super) plan: Arc<MediaPlan>,
    /// Encoders and who watches them.
    pub(super) classes: Vec<ClassFeed>,
    pub(super) speakers: Speakers,
}

/// An encoder's packets and who gets them.
pub(super) struct ClassFeed {
    pub(super) id: ClassId,
    pub(super) source: SourceKey,
    pub(super) subscribers: Vec<(u32, usize)>,
    /// Rate that the encoder was told last.
    pub(super) told: Option<u64>,
}

/// Everything that the thread owns.
pub(super) struct Shard {
    pub(super) identity: Identity,
    pub(super) networks: Networks,
    pub(super) range: PortRange,
    /// Ports of their own follow the source of packets.
    pub(super) follows: bool,
    pub(super) marks: Marks,
    pub(super) random: Random,
    pub(super) epoll: Epoll,
    pub(super) demux: Demux,
    pub(super) queue: SendQueue,
    pub(super) legs: Vec<Option<Box<Leg>>>,
    pub(super) places: HashMap<LegId, u32>,
    pub(super) sources: Sources,
    pub(super) meetings: HashMap<MeetingId, Meeting>,
    pub(super) fresh: Vec<Fresh>,
    /// Scratch for the numbers of one NACK.
    pub(super) wanted: Vec<u16>,
    pub(super) branches: Branches,
    pub(super) outbox: Outbox,
    pub(super) events: Vec<PortEvent>,
    pub(super) ticks: u64,
    pub(super) started: Instant,
    /// NTP time when the thread began. What we tell peers runs on from it: the wall clock may be set at any time.
    pub(super) started_ntp: u64,
    pub(super) strangers: u64,
    /// Legs that were opened, and those whose `Closed` was told.
    pub(super) opened: u64,
    pub(super) closed: u64,
    /// Legs that were ended because the engine panicked over them.
    pub(super) broken: u64,
    /// Addresses that were not given to a leg since another one is heard there.
    pub(super) contested: u64,
}

impl Shard {
    /// Runs until it is told to stop.
    pub(super) fn run(mut self, inbox: &Receiver<Command>, wake: &EventFd) {
        let mut batch = ReceiveBatch::new();
        let mut tokens = Vec::new();
        let mut next = Instant::now() + TICK;
        loop {
            let left = next.saturating_duration_since(Instant::now());
            let wait = i32::try_from(left.as_micros().div_ceil(1000)).unwrap_or(10);
            self.epoll.wait(wait, &mut tokens);
            if tokens.contains(&WAKE) {
                wake.drain();
            }
            // Commands before packets: what was sent after a plan was made is treated by that plan.
            if !self.obey(Instant::now(), inbox) {
                break;
            }
            for token in tokens.iter().filter(|token| **token != WAKE) {
                self.receive(*token, &mut batch);
            }
            let now = Instant::now();
            self.take_outputs(now);
            if now >= next {
                self.tick(now);
                next = now + if self.places.is_empty() { IDLE } else { TICK };
            }
            self.queue.flush();
        }
        self.end();
    }

    fn receive(&mut self, token: u64, batch: &mut ReceiveBatch) {
        let shared = token & SHARED != 0;
        let index = (token & !SHARED) as usize;
        let owner = Owner {
            leg: (token >> 8) as u32,
            component: (token & 0xff) as u8,
        };
        let socket = if shared {
            self.networks.shared(index)
        } else {
            self.own_socket(owner)
        };
        let Some((descriptor, local)) = socket else {
            return;
        };
        for _ in 0..BATCHES {
            let count = batch.receive(descriptor);
            let now = Instant::now();
            for n in 0..count {
                let Some((from, bytes)) = batch.datagram(n) else {
                    continue;
                };
                let owner = if shared {
                    self.demux.find(from, bytes)
                } else {
                    Some(owner)
                };
                match owner {
                    Some(owner) => self.guard(owner.leg, |shard| {
                        shard.datagram(now, owner, local, from, bytes);
                    }),
                    None => self.strangers += 1,
                }
            }
            self.relay(now);
            if count == 0 {
                return;
            }
        }
    }

    fn own_socket(&self, owner: Owner) -> Option<(std::os::fd::RawFd, std::net::SocketAddr)> {
        let leg = self.leg(owner.leg)?;
        let port = leg.ports.get(usize::from(owner.component / 2))?;
        let socket = port.own.get(usize::from(owner.component % 2))?;
        Some((socket.descriptor(), socket.local()))
    }

    fn datagram(
        &mut self,
        now: Instant,
        owner: Owner,
        local: std::net::SocketAddr,
        from: std::net::SocketAddr,
        bytes: &mut [u8],
    ) {
        let Some(leg) = leg_at_mut(&mut self.legs, owner.leg) else {
            return;
        };
        let port_index = usize::from(owner.component / 2);
        let Some(component) = leg
            .ports
            .get_mut(port_index)
            .and_then(|port| port.hearing(owner.component % 2))
        else {
            return;
        };
        let media = bytes.first().is_some_and(|first| *first >= 128);
        let input = component.input(now, local, from, bytes);
        if !media {
            component.pump(now, &mut self.queue, &mut self.events);
        }
        match input {
            Input::Rtp(length) => {
                let bytes = bytes.get(..length).unwrap_or_default();
                self.receive_rtp(now, owner.leg, port_index, bytes);
            }
            Input::Rtcp(length) => {
                let bytes = bytes.get(..length).unwrap_or_default();
                self.receive_rtcp(now, owner.leg, port_index, bytes);
            }
            Input::Nothing => self.port_news(now, owner),
            Input::Refused(_) => leg.refused += 1,
        }
    }

    /// What a component told, and what the demux must learn of it.
    pub(super) fn port_news(&mut self, now: Instant, owner: Owner) {
        let Some(leg) = leg_at_mut(&mut self.legs, owner.leg) else {
            self.events.clear();
            return;
        };
        let mut proven = None;
        if let Some(port) = leg.ports.get_mut(usize::from(owner.component / 2)) {
            let shared = port.shared;
            if let Some(component) = port.component(owner.component % 2) {
                for transaction in component.take_requests() {
                    if shared {
                        self.demux.sent(transaction, owner);
                    }
                }
                proven = component.take_proven().filter(|_| shared);
            }
        }
        if let Some(address) = proven {
            self.learn(now, address, owner);
        }
        let mut events = std::mem::take(&mut self.events);
        for event in events.drain(..) {
            self.port_event(now, owner.leg, event);
        }
        self.events = events;
    }

    /// What comes from this address is the owner's from now on, unless another one is heard there: who knows a password of its own cannot
    /// take another's packets by sending a check in its name.
    fn learn(&mut self, now: Instant, address: std::net::SocketAddr, owner: Owner) {
        let holder = self.demux.holder(address).filter(|held| *held != owner);
        let heard = holder.and_then(|held| {
            let port = leg_at_mut(&mut self.legs, held.leg)?
                .ports
                .get_mut(usize::from(held.component / 2))?;
            port.component(held.component % 2)?.heard_at(address)
        });
        if heard.is_some_and(|at| now.saturating_duration_since(at) < HELD) {
            self.contested += 1;
        } else {
            self.demux.learn(address, owner);
        }
    }

    fn port_event(&mut self, now: Instant, place: u32, event: PortEvent) {
        match event {
            PortEvent::Ready | PortEvent::Back => self.maybe_connected(now, place),
            PortEvent::Lost => {
                if let Some(leg) = self.leg_mut(place)
                    && !std::mem::replace(&mut leg.told.lost, true)
                {
                    leg.told.connected = false;
                    let id = leg.id;
                    self.outbox.tell(MediaEvent::Disconnected(id));
                }
            }
            PortEvent::PathFailed => {
                let was = self.leg(place).is_some_and(|leg| leg.told.lost);
                let reason = if was {
                    Reason::MediaLost
                } else {
                    Reason::MediaBlocked
                };
                self.fail(place, Cause::network(reason));
            }
            PortEvent::KeysFailed => self.fail(place, Cause::far_end(Reason::ProtocolError)),
        }
    }

    fn maybe_connected(&mut self, now: Instant, place: u32) {
        let Some(leg) = self.leg_mut(place) else {
            return;
        };
        let mut used = leg.ports.iter().filter(|port| port.used).peekable();
        if leg.told.connected || used.peek().is_none() || !used.all(|port| port.rtp.is_ready()) {
            return;
        }
        leg.told.connected = true;
        leg.told.lost = false;
        leg.last_packet = now;
        let id = leg.id;
        self.outbox.tell(MediaEvent::Connected(id));
        // What it is sent should begin with a whole picture now that it can arrive.
        self.want_pictures_of(place);
    }

    /// The leg's media does not work. Told once; the core releases the leg.
    pub(super) fn fail(&mut self, place: u32, cause: Cause) {
        if let Some(leg) = self.leg_mut(place)
            && !std::mem::replace(&mut leg.told.failed, true)
        {
            let id = leg.id;
            self.outbox.tell(MediaEvent::Failed(id, cause));
        }
    }

    fn obey(&mut self, now: Instant, inbox: &Receiver<Command>) -> bool {
        for _ in 0..COMMANDS_A_TURN {
            let Ok(command) = inbox.try_recv() else {
                return true;
            };
            match command {
                Command::Open(leg, request) => self.open_guarded(now, leg, *request),
                Command::Release(leg) => self.release_guarded(leg),
                Command::Apply(meeting, plan) => self.apply(now, meeting, plan),
                Command::Close(meeting) => self.close(meeting),
                Command::Picture(leg, stream) => self.picture_asked(leg, stream),
                Command::Debug(reply) => {
                    // The asker may have lost patience.
                    let _ = reply.try_send(self.debug(now));
                }
                Command::Stop => return false,
            }
        }
        true
    }

    fn end(mut self) {
        let legs: Vec<LegId> = self.places.keys().copied().collect();
        for leg in legs {
            self.release_guarded(leg);
        }
        self.queue.flush();
        self.outbox.finish();
    }

    pub(super) fn leg(&self, place: u32) -> Option<&Leg> {
        leg_at(&self.legs, place)
    }

    pub(super) fn leg_mut(&mut self, place: u32) -> Option<&mut Leg> {
        leg_at_mut(&mut self.legs, place)
    }

    /// `now` on our time line.
    pub(super) fn time(&self, now: Instant) -> Micros {
        self.micros(now).cast_signed()
    }

    /// `now` as NTP time.
    pub(super) fn ntp(&self, now: Instant) -> u64 {
        ntp_after(
            self.started_ntp,
            now.saturating_duration_since(self.started),
        )
    }

    /// Microseconds since the thread began.
    pub(super) fn micros(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.started).as_micros() as u64
    }
}
