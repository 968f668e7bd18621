//! Calls that go out (H.323 §8.1, §8.2): the way there, Setup, and what comes before the answer.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tolk_model::address::{Address, TransportKind};
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{EdgeOutput, Query};
use tolk_model::id::{FlowId, LegId, QueryId};
use tolk_model::leg::{Dial, Direction, LegEvent};
use tolk_model::media::Rev;
use tolk_model::party::Destination;
use tolk_model::time::Now;
use tolk_model::{Domain, StreamRole};

use super::{Call, State};
use crate::edge::{CallTimer, H323Edge, Role, TimerKey};
use crate::h225::{Names, Outgoing, Setup};
use crate::q931::CallReference;

/// Port of call signalling when none is written out (H.225.0 appendix IV).
const PORT: u16 = 1720;
/// For a connection to open.
const OPENING: Duration = Duration::from_secs(8);
/// Places that are tried for one name.
const MOST_DESTINATIONS: usize = 4;

/// A call of ours.
#[derive(Debug)]
pub(crate) struct Dialled {
    /// As the core wants it.
    pub(crate) dial: Dial,
    /// Where it goes now.
    pub(crate) to: Address,
    /// Where it was sent already.
    pub(crate) tried: Vec<Address>,
    /// Places that are left for the present address.
    pub(crate) places: VecDeque<Destination>,
    /// The present one.
    pub(crate) at: Option<SocketAddr>,
}

impl H323Edge {
    /// `Dial`.
    pub(super) fn dial(&mut self, now: Now, leg: LegId, dial: Dial) {
        if self.calls.contains_key(&leg) {
            return;
        }
        let to = dial.to.clone();
        let call = Call {
            direction: Direction::Outgoing,
            state: State::Seeking,
            flow: None,
            names: self.new_names(),
            source: None,
            tunnels: false,
            control: self.new_control(Ipv4Addr::UNSPECIFIED.into()),
            dialled: Some(Dialled {
                dial,
                to: to.clone(),
                tried: vec![to],
                places: VecDeque::new(),
                at: None,
            }),
            waiting: None,
            waits_for_connect: false,
            product: None,
            rev: Rev(0),
        };
        if !self.keep_call(leg, call) {
            self.limited("calls");
            return self.event(leg, LegEvent::Ended(Cause::us(Reason::Overloaded)));
        }
        self.seek(now, leg);
    }

    pub(super) fn new_names(&mut self) -> Names {
        let mut call = [0; 16];
        let mut conference = [0; 16];
        self.random.fill(&mut call);
        self.random.fill(&mut conference);
        let value = self.random.below(0x7fff) + 1;
        Names {
            reference: CallReference {
                value: u16::try_from(value).unwrap_or(1),
                from_called: false,
            },
            call: Some(call),
            conference,
        }
    }

    /// Looks for the way to the present address.
    pub(super) fn seek(&mut self, now: Now, leg: LegId) {
        let Some(dialled) = self.calls.get(&leg).and_then(|c| c.dialled.as_ref()) else {
            return;
        };
        let Some(host) = dialled.to.domain.clone() else {
            // An alias without a place: only a gatekeeper could tell.
            return self.finish(now, leg, Cause::us(Reason::NotFound));
        };
        let query = Query {
            port: Some(dialled.to.port.unwrap_or(PORT)),
            transport: Some(TransportKind::Tcp),
            secure: false,
            host,
        };
        let id = QueryId(self.new_id());
        self.queries.insert(id, leg);
        self.output(EdgeOutput::Resolve(id, query));
    }

    pub(crate) fn found(&mut self, now: Now, query: QueryId, found: Vec<Destination>) {
        let Some(leg) = self.queries.remove(&query) else {
            return;
        };
        let Some(dialled) = self.calls.get_mut(&leg).and_then(|c| c.dialled.as_mut()) else {
            return;
        };
        let streams = found
            .into_iter()
            .filter(|d| d.transport == TransportKind::Tcp);
        dialled.places = streams.take(MOST_DESTINATIONS).collect();
        self.next_place(now, leg, Cause::network(Reason::NotFound));
    }

    /// Tries the next place; `why` the last one failed.
    pub(super) fn next_place(&mut self, now: Now, leg: LegId, why: Cause) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.state = State::Seeking;
        let left = call.key();
        call.flow = None;
        if let Some(key) = left {
            self.leave_flow(now, key);
        }
        let place = self
            .calls
            .get_mut(&leg)
            .and_then(|c| c.dialled.as_mut())
            .and_then(|d| {
                let place = d.places.pop_front()?;
                d.at = Some(place.address);
                Some(place)
            });
        let Some(place) = place else {
            return self.finish(now, leg, why);
        };
        let Some(flow) = self.flows.begin(Role::Signalling) else {
            self.limited("flows");
            return self.finish(now, leg, Cause::us(Reason::Overloaded));
        };
        self.renew_control(leg, place.address.ip());
        let key = self.calls.get_mut(&leg).and_then(|call| {
            call.flow = Some(flow);
            call.key()
        });
        if let Some(key) = key {
            self.use_flow(leg, key);
        }
        self.timer(now, TimerKey::Opening(flow), OPENING);
        self.output(EdgeOutput::Open(flow, place));
    }

    /// The connection is open: Setup goes out.
    pub(crate) fn opened(&mut self, now: Now, flow: FlowId) {
        for leg in self.calls_of(flow) {
            let seeks = |c: &&mut Call| c.state == State::Seeking;
            if let Some(call) = self.calls.get_mut(&leg).filter(seeks) {
                call.state = State::Called;
                self.send_setup(now, leg, flow);
            }
        }
    }

    fn send_setup(&mut self, now: Now, leg: LegId, flow: FlowId) {
        let local = self.flows.info(flow).map(|info| info.local);
        let from_at = local.map(|local| self.signalling_address(local));
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let Some(dialled) = call.dialled.as_ref() else {
            return;
        };
        let from = &dialled.dial.from;
        let media = dialled.dial.media.clone();
        let setup = Setup {
            to: dialled.to.local.clone(),
            at: dialled.at.unwrap_or(SocketAddr::from(([0, 0, 0, 0], PORT))),
            from_at,
            from: from.address.reveal().local.clone(),
            display: from.display_name.reveal().clone(),
            video: media.streams.iter().any(|s| s.role == StreamRole::Main),
        };
        let names = call.names;
        let proposals = self.propose(now, leg, &media);
        let mut out = Outgoing::setup(&self.us.clone(), &names, &setup, proposals);
        out.tunnels = self.config.tunnelling;
        if !self.signal(flow, Some(leg), out) {
            return self.finish(now, leg, Cause::us(Reason::InternalError));
        }
        self.set_call_timer(now, leg, CallTimer::FirstAnswer);
    }

    /// Where we are called ourselves, for `sourceCallSignalAddress`: the address of the connection, which some compare with it.
    fn signalling_address(&self, local: SocketAddr) -> SocketAddr {
        let port = self.config.listen.first().map_or(PORT, |l| l.local.port());
        self.shown(SocketAddr::new(local.ip(), port))
    }

    /// Calls on a connection.
    pub(crate) fn calls_of(&self, flow: FlowId) -> Vec<LegId> {
        let all = (flow, 0, false)..=(flow, u16::MAX, true);
        self.by_reference.range(all).map(|(_, leg)| *leg).collect()
    }
}

/// Whether a host is one that a name can be sent to.
pub(super) fn host_of(at: SocketAddr) -> Option<Domain> {
    Domain::new(&at.ip().to_string()).ok()
}
