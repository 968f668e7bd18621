//! Calls that come in (H.323 §8.1, §8.2).

use std::net::IpAddr;

use tolk_asn1::h225::{SetupUUIE, SetupUUIEConferenceGoal as Goal};
use tolk_model::MediaDescription;
use tolk_model::cause::Reason;
use tolk_model::id::{CallId, FlowId, LegId};
use tolk_model::leg::{Direction, LegEvent};
use tolk_model::media::Rev;
use tolk_model::party::{CallRequest, Trust};
use tolk_model::time::Now;

use super::{Call, Control, State, describe};
use crate::cause;
use crate::edge::{CallTimer, H323Edge};

use crate::h225::{Answer, Flaw, Names, Outgoing, Received, alias, fixed};
use crate::q931::{self, CallReference};

impl H323Edge {
    /// A Setup that was permitted.
    pub(crate) fn setup(&mut self, now: Now, flow: FlowId, mut message: Received) {
        let reference = CallReference {
            value: message.q931.call.value,
            from_called: true,
        };
        if message.carries_too_much() {
            self.malformed(None, "more control in one message than is read");
        }
        let mut control = message.take_control();
        control.extend(describe::parallel_control(&mut message));
        match self.admit(now, flow, reference, &message) {
            Ok(leg) => self.begin_control(now, leg, control),
            Err(refusal) => {
                self.ladder(None, true, message.kind().name());
                if let Some(source) = self.source(flow) {
                    self.sources.punish(now.mono, source);
                }
                let names = Names {
                    reference,
                    call: describe::setup(&message).and_then(guid),
                    conference: [0; 16],
                };
                let (cause, release) = cause::release(refusal.reason());
                let out = Outgoing::release(&names, refusal.cause().unwrap_or(cause), release);
                self.signal(flow, None, out);
                self.watch_use(now, flow);
            }
        }
    }

    /// Control of a call that comes in, perhaps by way of a gatekeeper.
    fn control_of(&mut self, remote: IpAddr, setup: &SetupUUIE) -> Control {
        let mut control = self.new_control(remote);
        let named = setup.source_call_signal_address.as_ref();
        if let Some(at) = named.and_then(alias::socket) {
            control.name_caller(at.ip());
        }
        control
    }

    fn admit(
        &mut self,
        now: Now,
        flow: FlowId,
        reference: CallReference,
        message: &Received,
    ) -> Result<LegId, Refusal> {
        if let Err(flaw) = &message.pdu {
            self.malformed(None, flaw.problem());
            return Err(Refusal::Flawed(*flaw));
        }
        let setup = describe::setup(message).ok_or(Refusal::Flawed(Flaw::Missing))?;
        if !matches!(
            setup.conference_goal,
            Goal::create(()) | Goal::invite(()) | Goal::join(())
        ) {
            // Nothing but calls of people: §7.6, `conferenceGoal`.
            return Err(Refusal::For(Reason::NotSupported));
        }
        if setup
            .needed_features
            .as_ref()
            .is_some_and(|f| !f.is_empty())
        {
            // H.460.1 §6: who needs what we do not have is told so.
            return Err(Refusal::For(Reason::NotSupported));
        }
        let info = self
            .flows
            .info(flow)
            .ok_or(Refusal::For(Reason::InternalError))?;
        let (local, remote) = (info.local.ip(), info.remote);
        let to = describe::called(message, local).ok_or(Refusal::For(Reason::NotFound))?;
        let from = describe::caller(message, remote.ip());
        let source = self.sources.of(remote.ip());
        let most = self.config.limits.calls_per_flow;
        let many = self.flows.get(flow).is_none_or(|f| f.calls >= most);
        if many || !self.sources.call_begins(now.mono, source, self.calls.len()) {
            self.limited("calls");
            return Err(Refusal::For(Reason::Overloaded));
        }
        let tunnels = self.config.tunnelling && message.tunnels() == Some(true);
        let leg = LegId::mint(now.wall, &mut self.random);
        let call = Call {
            direction: Direction::Incoming,
            state: State::Offered,
            flow: Some(flow),
            names: Names {
                reference,
                call: guid(setup),
                conference: fixed(&setup.conference_id.0),
            },
            source: Some(source),
            tunnels,
            control: self.control_of(remote.ip(), setup),
            dialled: None,
            waiting: None,
            waits_for_connect: setup.media_wait_for_connect == Some(true),
            product: describe::product(&setup.source_info),
            rev: Rev(0),
        };
        if !self.keep_call(leg, call) {
            self.sources.call_ended(source);
            self.limited("calls");
            return Err(Refusal::For(Reason::Overloaded));
        }
        let media = self.proposed(leg, setup);
        let incoming = CallRequest {
            call: CallId::mint(now.wall, &mut self.random),
            from,
            to,
            trust: Trust::Anonymous,
            link_token: None,
            origin: remote.ip(),
            media,
            replaces: None,
            language: None,
            device: None,
        };
        self.set_call_timer(now, leg, CallTimer::NoAnswer);
        self.event(leg, LegEvent::Incoming(Box::new(incoming)));
        self.ladder(Some(leg), true, message.kind().name());
        if let Some(names) = self.calls.get(&leg).map(|c| c.names) {
            // At once, so that the caller's T303 does not run out while the core decides.
            self.tell(leg, Outgoing::proceeding(&self.us.clone(), &names));
        }
        Ok(leg)
    }

    /// Notes a call and its reference; `false` when there is no room.
    pub(super) fn keep_call(&mut self, leg: LegId, call: Call) -> bool {
        let key = call.key();
        if self.calls.insert(leg, call).is_err() {
            return false;
        }
        if let Some(key) = key {
            self.use_flow(leg, key);
        }
        true
    }

    /// A call uses a connection.
    pub(super) fn use_flow(&mut self, leg: LegId, key: (FlowId, u16, bool)) {
        self.by_reference.insert(key, leg);
        if let Some(flow) = self.flows.get_mut(key.0) {
            flow.calls += 1;
        }
        self.stop_watching(key.0);
    }

    /// Sends a message of a call on its connection.
    pub(crate) fn tell(&mut self, leg: LegId, mut out: Outgoing) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        out.tunnels = call.tunnels;
        if let Some(flow) = call.flow {
            self.signal(flow, Some(leg), out);
        }
    }

    /// `Ring`.
    pub(super) fn ring(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.state != State::Offered {
            return;
        }
        call.state = State::Alerted;
        let names = call.names;
        // Where control is to be had is said with our media: who connected now would wait for our capabilities until the answer.
        let answer = Answer::default();
        self.tell(leg, Outgoing::alerting(&self.us.clone(), &names, &answer));
        self.set_call_timer(now, leg, CallTimer::NoAnswer);
    }

    /// `Early`: in the answer to proposals, before Connect. Who proposed nothing waits for it.
    pub(super) fn show_early(&mut self, now: Now, leg: LegId, media: MediaDescription) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let (state, names) = (call.state, call.names);
        if call.waits_for_connect || state.is_answered() || call.direction == Direction::Outgoing {
            return;
        }
        let fast_start = self.choose(now, leg, &media);
        if fast_start.is_empty() {
            return;
        }
        let answer = Answer {
            control: self.control_address(leg),
            fast_start,
            refused: false,
        };
        let us = self.us.clone();
        let out = if state == State::Offered {
            Outgoing::alerting(&us, &names, &answer)
        } else {
            Outgoing::progress(&us, &names, &answer)
        };
        if let Some(call) = self.calls.get_mut(&leg) {
            call.state = State::Alerted;
        }
        self.tell(leg, out);
    }

    /// `Accept`: Connect, and control thereafter.
    pub(super) fn accept(&mut self, now: Now, leg: LegId, media: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.state.is_answered() || call.direction == Direction::Outgoing {
            return;
        }
        if call.control.is_being_prepared() {
            // The driver is asked for a port; Connect names it.
            call.waiting = Some(media);
            return;
        }
        let (names, source) = (call.names, call.source);
        let fast_start = self.choose(now, leg, &media);
        let answer = Answer {
            control: self.control_address(leg),
            refused: self.refuses_proposals(leg),
            fast_start,
        };
        self.tell(leg, Outgoing::connect(&self.us.clone(), &names, &answer));
        if let Some(source) = source {
            self.sources.forgive(now.mono, source);
        }
        self.stop_call_timer(leg, CallTimer::NoAnswer);
        self.answered(now, leg, &media);
    }
}

/// Why a Setup is refused.
enum Refusal {
    /// For a reason that the core could have, too.
    For(Reason),
    /// It cannot be read.
    Flawed(Flaw),
}

impl Refusal {
    fn reason(&self) -> Reason {
        match self {
            Refusal::For(reason) => *reason,
            Refusal::Flawed(_) => Reason::ProtocolError,
        }
    }

    /// A cause that says more than the table has (Q.931 §5.8.6).
    fn cause(&self) -> Option<q931::Cause> {
        match self {
            Refusal::For(_) => None,
            Refusal::Flawed(flaw) => Some(cause::ours(flaw.cause())),
        }
    }
}

/// The identifier that a caller gave its call; version 1 had none.
fn guid(setup: &SetupUUIE) -> Option<[u8; 16]> {
    setup.call_identifier.as_ref().map(|id| fixed(&id.guid))
}
