//! What came on a connection: cut into messages, judged, given to the call that it belongs to, or answered as Q.931 §5.8 says.

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::EdgeOutput;
use tolk_model::id::FlowId;
use tolk_model::limits::Rate;
use tolk_model::time::Now;

use super::sources::{Permit, Source};
use super::timers::TimerKey;
use super::{H323Edge, Role};
use crate::cause;
use crate::h225::{self, Names, Outgoing, Received};
use crate::q931::{CallReference, Kind};

impl H323Edge {
    /// Bytes of a connection.
    pub(super) fn received(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        let Some(known) = self.flows.get_mut(flow) else {
            return;
        };
        known.framer.push(bytes);
        // A message may end the connection.
        while let Some(known) = self.flows.get_mut(flow) {
            match known.framer.next_message() {
                Ok(Some(message)) => {
                    self.timers.stop(TimerKey::Whole(flow));
                    if !self.may_speak(now, flow) {
                        self.limited("messages");
                        return self.drop_flow(now, flow);
                    }
                    self.packet(now, flow, &message);
                }
                Ok(None) => break,
                Err(error) => {
                    self.note_bad(now, flow, error);
                    return self.drop_flow(now, flow);
                }
            }
        }
        self.watch_whole(now, flow);
    }

    /// Whether a connection has not said too much of late: each message costs a line of the ladder.
    fn may_speak(&mut self, now: Now, flow: FlowId) -> bool {
        let rates = self.config.limits.messages;
        let rate = match self.source(flow) {
            Some(Source::Known(_)) => rates.known,
            _ => rates.stranger,
        };
        let Some(known) = self.flows.get_mut(flow) else {
            return false;
        };
        // A gatekeeper has the calls of many on one connection.
        let calls = u32::try_from(known.calls).unwrap_or(u32::MAX).max(1);
        let rate = Rate::new(
            rate.per_second.saturating_mul(calls),
            rate.burst.saturating_mul(calls),
        );
        known.permit(now.mono, rate)
    }

    fn packet(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        if let Some(Role::Control(leg)) = self.flows.get(flow).map(|f| f.role) {
            return self.control_packet(now, leg, bytes);
        }
        match h225::read(bytes) {
            Ok(message) => self.message(now, flow, message),
            // Q.931 §5.8.1, §5.8.2: what has no message header is ignored.
            Err(error) => self.note_bad(now, flow, error),
        }
    }

    fn message(&mut self, now: Now, flow: FlowId, message: Received) {
        let reference = message.q931.call;
        let key = (flow, reference.value, reference.from_called);
        match self.by_reference.get(&key) {
            Some(leg) => self.heard(now, *leg, message),
            None => self.stray(now, flow, message),
        }
    }

    /// A message of no call that we know (Q.931 §5.8.3.2).
    fn stray(&mut self, now: Now, flow: FlowId, message: Received) {
        let kind = message.kind();
        let names = answering(&message);
        let Some(permit) = self.permit(now, flow) else {
            return;
        };
        match permit {
            Permit::Yes => {}
            Permit::Refuse { first } => {
                if first {
                    self.limited("requests");
                }
                if kind == Kind::Setup {
                    self.release(flow, &names, Reason::RateLimited);
                }
                return;
            }
            // Calls that others have by the same gatekeeper go on.
            Permit::Drop if self.flows.get(flow).is_some_and(|f| f.calls > 0) => return,
            Permit::Drop => return self.drop_flow(now, flow),
        }
        let begins = kind == Kind::Setup && !message.q931.call.from_called;
        if begins && message.q931.call.value != 0 {
            return self.setup(now, flow, message);
        }
        self.ladder(None, true, kind.name());
        match kind {
            // What is over is over, and nobody answers an answer.
            Kind::Setup | Kind::ReleaseComplete | Kind::Status => {}
            Kind::StatusEnquiry => {
                let status = Outgoing::status(&names, 0, cause::ours(STATUS_ENQUIRY));
                self.signal(flow, None, status);
            }
            // The global reference belongs to no call; some keep connections alive with it.
            _ if message.q931.call.value == 0 => {}
            _ => {
                let (_, reason) = cause::release(Reason::ProtocolError);
                let out = Outgoing::release(&names, cause::ours(INVALID_REFERENCE), reason);
                self.signal(flow, None, out);
            }
        }
    }

    /// Refuses a call that never was one.
    pub(crate) fn release(&mut self, flow: FlowId, names: &Names, reason: Reason) {
        let (why, release) = cause::release(reason);
        let out = Outgoing::release(names, why, release);
        self.signal(flow, None, out);
    }

    /// Whose bucket a connection draws from.
    pub(crate) fn source(&self, flow: FlowId) -> Option<Source> {
        let info = self.flows.info(flow)?;
        Some(self.sources.of(info.remote.ip()))
    }

    fn permit(&mut self, now: Now, flow: FlowId) -> Option<Permit> {
        let source = self.source(flow)?;
        Some(self.sources.permit(now.mono, source))
    }

    /// A line in the journal for what could not be read; a flood of rubbish may not flood it.
    fn note_bad(&mut self, now: Now, flow: FlowId, problem: impl ToString) {
        let Some(source) = self.source(flow) else {
            return;
        };
        match self.sources.permit(now.mono, source) {
            Permit::Yes => self.malformed(None, problem),
            Permit::Refuse { first: true } => self.limited("malformed messages"),
            Permit::Refuse { first: false } | Permit::Drop => {}
        }
        self.sources.punish(now.mono, source);
    }

    /// A message that has begun must end in time.
    fn watch_whole(&mut self, now: Now, flow: FlowId) {
        let key = TimerKey::Whole(flow);
        let within = self.flows.get(flow).is_some_and(|f| f.framer.is_inside());
        if !within {
            self.timers.stop(key);
        } else if !self.timers.is_set(key) {
            self.timer(now, key, self.config.limits.whole);
        }
    }

    /// A connection without a call ends in time.
    pub(crate) fn watch_use(&mut self, now: Now, flow: FlowId) {
        let key = TimerKey::Unused(flow);
        let used = self.flows.get(flow).is_none_or(|f| f.calls > 0);
        if used {
            self.timers.stop(key);
        } else {
            self.timer(now, key, self.config.limits.unused);
        }
    }

    /// Closes a connection.
    pub(crate) fn drop_flow(&mut self, now: Now, flow: FlowId) {
        self.output(EdgeOutput::Close(flow));
        self.flow_gone(now, flow, Cause::network(Reason::ConnectionLost));
    }

    /// A connection is gone, and whatever it carried.
    pub(super) fn flow_gone(&mut self, now: Now, flow: FlowId, why: Cause) {
        let role = self.flows.get(flow).map(|f| f.role);
        self.forget_flow(flow);
        match role {
            Some(Role::Signalling) => self.signalling_lost(now, flow, why),
            Some(Role::Control(leg)) => self.control_lost(now, leg, flow),
            None => {}
        }
    }

    /// Nobody watches whether a connection is used: it is.
    pub(crate) fn stop_watching(&mut self, flow: FlowId) {
        self.timers.stop(TimerKey::Unused(flow));
    }

    /// Forgets a connection.
    pub(crate) fn forget_flow(&mut self, flow: FlowId) {
        for key in [
            TimerKey::Unused(flow),
            TimerKey::Whole(flow),
            TimerKey::Opening(flow),
        ] {
            self.timers.stop(key);
        }
        self.flows.remove(flow);
    }
}

/// Of Q.850: the answer to a status enquiry.
pub(crate) const STATUS_ENQUIRY: u8 = 30;
/// Of Q.850: an invalid call reference.
const INVALID_REFERENCE: u8 = 81;

/// How an answer to a message is called that belongs to no call.
fn answering(message: &Received) -> Names {
    let reference = message.q931.call;
    Names {
        reference: CallReference {
            value: reference.value,
            from_called: !reference.from_called,
        },
        call: None,
        conference: [0; 16],
    }
}
