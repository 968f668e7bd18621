//! Control of a call: where its messages travel (a connection of their own, or call signalling), and what comes of them.

mod fast;
mod media;
mod way;

use std::net::{IpAddr, SocketAddr};

use tolk_model::MediaDescription;
use tolk_model::codec::CodecLimits;
use tolk_model::edge::EdgeOutput;
use tolk_model::id::{FlowId, LegId};
use tolk_model::media::Rev;
use tolk_model::reach::is_reachable;
use tolk_model::time::Now;

use super::State;
use crate::edge::{CallTimer, H323Edge, TimerKey};
use crate::h225::Outgoing;
use crate::h245::{Config, Output, Session, Timers};
use crate::inspect;

pub(super) use fast::Fast;

/// Messages that wait for a way. A session that has none says little.
const MOST_WAITING: usize = 32;

/// How control travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nobody has said yet.
    Undecided,
    /// In call signalling.
    Tunnel,
    /// We asked for a port.
    Preparing(FlowId),
    /// The far end shall connect there.
    Listening(FlowId, SocketAddr),
    /// We connect to the far end.
    Opening(FlowId),
    /// A connection of its own.
    Open(FlowId),
    /// None came about, or it is gone.
    None,
}

/// The control of one call.
#[derive(Debug)]
pub(crate) struct Control {
    session: Box<Session>,
    way: Way,
    /// Where call signalling comes from.
    peer: IpAddr,
    /// Where the caller says that it is itself, when a gatekeeper stands between.
    named: Option<IpAddr>,
    /// Where they said that control is to be had, while it is too early to go there.
    held: Option<SocketAddr>,
    /// Messages that wait for the connection.
    waiting: Vec<Vec<u8>>,
    fast: Fast,
    /// What the far end said of its media last.
    remote: Option<MediaDescription>,
    /// What the core knows of that.
    told: Option<MediaDescription>,
    /// The description that the core has still to answer.
    asked: Option<Rev>,
}

impl Control {
    /// The connection that it has, has asked for, or awaits.
    pub(crate) fn flow(&self) -> Option<FlowId> {
        match self.way {
            Way::Preparing(flow)
            | Way::Listening(flow, _)
            | Way::Opening(flow)
            | Way::Open(flow) => Some(flow),
            Way::Undecided | Way::Tunnel | Way::None => None,
        }
    }

    /// A caller says where it is itself.
    pub(super) fn name_caller(&mut self, at: IpAddr) {
        self.named = Some(at).filter(|at| is_reachable(*at, self.peer));
    }

    /// Who may connect to our port.
    fn peers(&self) -> Vec<IpAddr> {
        std::iter::once(self.peer).chain(self.named).collect()
    }

    /// Whether the driver has still to say where we listen.
    pub(super) fn is_being_prepared(&self) -> bool {
        matches!(self.way, Way::Preparing(_))
    }

    /// Whether nobody has said yet how control travels.
    pub(super) fn is_undecided(&self) -> bool {
        self.way == Way::Undecided
    }

    pub(super) fn name(&self) -> &'static str {
        match self.way {
            Way::Undecided => "undecided",
            Way::Tunnel => "tunnel",
            Way::Preparing(_) | Way::Listening(..) => "listening",
            Way::Opening(_) => "opening",
            Way::Open(_) => "open",
            Way::None => "none",
        }
    }

    /// Says what our media is. What we send first is what the far end takes: the core may have spoken before it knew.
    fn describe(&mut self, now: Now, ours: &MediaDescription) {
        let theirs = self.session.remote();
        let mut settled = ours.clone();
        for stream in &mut settled.streams {
            let taken = theirs.streams.iter().find(|s| s.role == stream.role);
            let taken = taken.map_or(&[][..], |s| &s.receive);
            let takes = |f: &CodecLimits| taken.iter().any(|t| f.is_compatible_with(t));
            stream.send.sort_by_key(|format| !takes(format));
        }
        self.session.describe(now, &settled);
    }

    /// For `/debug`.
    pub(super) fn session_state(&self) -> serde_json::Value {
        self.session.debug_state()
    }
}

impl H323Edge {
    /// Control for a call with a far end.
    pub(super) fn new_control(&mut self, peer: IpAddr) -> Control {
        let config = Config {
            name: self.config.name.clone(),
            timers: Timers {
                media_reply: self.config.media_reply,
                ..Timers::default()
            },
            ..Config::default()
        };
        let random = self.random.seed().generator();
        Control {
            session: Box::new(Session::new(config, random)),
            way: Way::Undecided,
            peer,
            named: None,
            held: None,
            waiting: Vec::new(),
            fast: Fast::None,
            remote: None,
            told: None,
            asked: None,
        }
    }

    /// A call has come in: its control goes by call signalling where the caller can, else we ask for a port.
    pub(super) fn begin_control(&mut self, now: Now, leg: LegId, packets: Vec<Vec<u8>>) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.tunnels {
            call.control.way = Way::Tunnel;
            for packet in packets {
                self.control_packet(now, leg, &packet);
            }
        } else {
            self.listen(leg);
        }
    }

    /// Begins our part of control, when there is a way for it and it is not too early.
    pub(super) fn start_session(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let way = matches!(call.control.way, Way::Tunnel | Way::Open(_));
        let early = !call.state.is_answered() && call.control.fast == Fast::Proposed;
        if way && !early {
            call.control.session.start(now);
            self.drain(now, leg);
        }
    }

    /// The answer came, from here or from there: now control must be had.
    pub(super) fn need_control(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.tunnels && call.control.way == Way::Undecided {
            call.control.way = Way::Tunnel;
        }
        match (call.control.way, call.control.held.take()) {
            (Way::Undecided, Some(at)) => self.open_control(now, leg, at),
            // They said nothing of it: then they may come to us (H.323 §8.2.3).
            (Way::Undecided, None) => self.listen(leg),
            (Way::Listening(flow, _), _) if call.control.fast != Fast::Agreed => {
                self.timer(now, TimerKey::Opening(flow), self.config.control);
            }
            _ => {}
        }
        self.start_session(now, leg);
    }

    /// A message of control.
    pub(crate) fn control_packet(&mut self, now: Now, leg: LegId, packet: &[u8]) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.control.way == Way::Undecided && call.tunnels {
            call.control.way = Way::Tunnel;
        }
        for seen in inspect::h245(packet).into_iter().take(MOST_WAITING) {
            self.ladder(Some(leg), true, seen.message);
        }
        if let Some(call) = self.calls.get_mut(&leg) {
            call.control.session.receive(now, packet);
        }
        self.drain(now, leg);
        // Who begins before the answer wants it to go on.
        self.start_session(now, leg);
    }

    /// Everything that the session wants.
    fn drain(&mut self, now: Now, leg: LegId) {
        while let Some(call) = self.calls.get_mut(&leg) {
            match call.control.session.poll() {
                Some(Output::Send(packet)) => self.send_control(leg, packet),
                Some(Output::Event(event)) => self.control_event(now, leg, event),
                None => break,
            }
        }
        let next = self
            .calls
            .get(&leg)
            .and_then(|c| c.control.session.next_timeout());
        let key = TimerKey::Call(leg, CallTimer::Session);
        match next {
            Some((at, _)) => self.timers.set(key, at),
            None => self.timers.stop(key),
        }
    }

    fn send_control(&mut self, leg: LegId, packet: Vec<u8>) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match call.control.way {
            Way::Open(flow) => {
                self.name_control(leg, &packet);
                self.transmit(flow, &packet);
            }
            Way::Tunnel => {
                let out = Outgoing::tunnel(&call.names, vec![packet.clone()]);
                self.tell(leg, out);
                self.name_control(leg, &packet);
            }
            _ if call.control.waiting.len() < MOST_WAITING => call.control.waiting.push(packet),
            _ => {}
        }
    }

    fn name_control(&mut self, leg: LegId, packet: &[u8]) {
        for seen in inspect::h245(packet) {
            self.ladder(Some(leg), false, seen.message);
        }
    }

    /// The end of control. What call signalling shall carry comes back.
    pub(super) fn end_control(&mut self, now: Now, leg: LegId) -> Vec<Vec<u8>> {
        let Some(call) = self.calls.get_mut(&leg) else {
            return Vec::new();
        };
        call.control.session.end(now);
        let way = call.control.way;
        let session = &mut call.control.session;
        let mut packets = Vec::new();
        while let Some(output) = session.poll() {
            if let Output::Send(packet) = output {
                packets.push(packet);
            }
        }
        match way {
            Way::Tunnel => {
                for packet in &packets {
                    self.name_control(leg, packet);
                }
                packets
            }
            Way::Open(flow) => {
                for packet in packets {
                    self.name_control(leg, &packet);
                    self.transmit(flow, &packet);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Forgets the connection of control, and begins anew.
    pub(super) fn renew_control(&mut self, leg: LegId, peer: IpAddr) {
        let fresh = self.new_control(peer);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let before = std::mem::replace(&mut call.control, fresh);
        if let Some(flow) = before.flow() {
            self.output(EdgeOutput::Close(flow));
            self.forget_flow(flow);
        }
    }

    /// A timer of control.
    pub(super) fn session_timer(&mut self, now: Now, leg: LegId) {
        if let Some(call) = self.calls.get_mut(&leg) {
            call.control.session.timeout(now);
            self.drain(now, leg);
        }
    }

    /// Whether the answer has been given, and it is known what they take. A channel that comes before their capabilities, or a set that
    /// has none yet, says nothing of that.
    pub(super) fn settle(&mut self, now: Now, leg: LegId) {
        let ready = |c: &super::Call| {
            c.state == State::Answered && c.control.remote.as_ref().is_some_and(takes_something)
        };
        if self.calls.get(&leg).is_some_and(ready) {
            self.up(now, leg);
        }
    }
}

fn takes_something(media: &MediaDescription) -> bool {
    let mut formats = media.streams.iter().flat_map(|s| &s.receive);
    formats.any(|format| format.codec.is_primary())
}
