//! What the far end says of a call (Q.931 §5, H.225.0 §7.3, §7.4).

use tolk_asn1::h225::{
    FacilityReason, FacilityUUIE, H225TransportAddress, H323UUPDU, H323UUPDUH323MessageBody as Body,
};
use tolk_asn1::types::OctetString;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{FlowId, LegId};
use tolk_model::leg::{Digit, Direction, LegEvent};
use tolk_model::time::Now;

use super::{State, describe, redirect};
use crate::cause;
use crate::edge::{CallTimer, H323Edge, STATUS_ENQUIRY, TimerKey};
use crate::h225::{Flaw, Outgoing, Received, alias};
use crate::q931::Kind;

/// Of Q.850: a message type that is not known.
const UNKNOWN_TYPE: u8 = 97;
/// Digits of one Information.
const MOST_DIGITS: usize = 32;

/// What messages before the answer, and the answer, say of media and control.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Where control is to be had.
    pub(super) control: Option<H225TransportAddress>,
    /// Channels that are agreed to.
    pub(super) fast_start: Option<Vec<OctetString>>,
    /// None of ours.
    pub(super) refused: bool,
    /// The far end's software.
    product: Option<String>,
}

impl Said {
    fn of(pdu: &mut H323UUPDU) -> Said {
        match &mut pdu.h323_message_body {
            Body::callProceeding(body) => Said {
                control: body.h245_address.take(),
                fast_start: body.fast_start.take(),
                refused: body.fast_connect_refused.is_some(),
                product: describe::product(&body.destination_info),
            },
            Body::alerting(body) => Said {
                control: body.h245_address.take(),
                fast_start: body.fast_start.take(),
                refused: body.fast_connect_refused.is_some(),
                product: describe::product(&body.destination_info),
            },
            Body::progress(body) => Said {
                control: body.h245_address.take(),
                fast_start: body.fast_start.take(),
                refused: body.fast_connect_refused.is_some(),
                product: describe::product(&body.destination_info),
            },
            Body::connect(body) => Said {
                control: body.h245_address.take(),
                fast_start: body.fast_start.take(),
                refused: body.fast_connect_refused.is_some(),
                product: describe::product(&body.destination_info),
            },
            Body::facility(body) => Said {
                control: body.h245_address.take(),
                fast_start: body.fast_start.take(),
                refused: body.fast_connect_refused.is_some(),
                product: None,
            },
            _ => Said::default(),
        }
    }
}

impl H323Edge {
    /// A message of a call.
    pub(crate) fn heard(&mut self, now: Now, leg: LegId, mut message: Received) {
        let kind = message.kind();
        self.ladder(Some(leg), true, kind.name());
        if let Err(flaw) = &message.pdu
            && is_due(kind, *flaw)
        {
            self.malformed(Some(leg), flaw.problem());
            if !matches!(
                kind,
                Kind::ReleaseComplete | Kind::Alerting | Kind::CallProceeding
            ) {
                // Q.931 §5.8.6.1, §5.8.6.2: said, and the message left alone.
                self.say_status(leg, flaw.cause());
                return;
            }
        }
        if message.carries_too_much() {
            self.malformed(Some(leg), "more control in one message than is read");
        }
        let control = message.take_control();
        self.learn(leg, &message);
        match kind {
            Kind::ReleaseComplete => return self.released(now, leg, &message),
            Kind::Disconnect | Kind::Release => {
                // Not of H.225.0; what comes from a telephone network behind a careless gateway means the end all the same.
                let why = self.far_end_cause(leg, &message);
                return self.end(now, leg, why);
            }
            Kind::StatusEnquiry => self.say_status(leg, STATUS_ENQUIRY),
            Kind::Status => return self.status(now, leg, &message),
            Kind::Information => self.information(leg, &message),
            Kind::CallProceeding
            | Kind::SetupAcknowledge
            | Kind::Progress
            | Kind::Alerting
            | Kind::Connect => self.progressed(now, leg, kind, &mut message),
            Kind::Facility => self.facility(now, leg, &mut message),
            // Once more, or nothing that we need.
            Kind::Setup | Kind::ConnectAcknowledge | Kind::Notify | Kind::UserInformation => {}
            Kind::Other(_) => self.say_status(leg, UNKNOWN_TYPE),
        }
        // After `callForwarded` it would go to whom is called instead.
        let is_old = |c: &super::Call| c.state != State::Seeking;
        if self.calls.get(&leg).is_some_and(is_old) {
            for packet in control {
                self.control_packet(now, leg, &packet);
            }
        }
    }

    /// Whether the far end carries control in call signalling.
    fn learn(&mut self, leg: LegId, message: &Received) {
        let wanted = self.config.tunnelling;
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Ok(pdu) = &message.pdu else {
            return;
        };
        let provisional = pdu.provisional_resp_to_h245_tunnelling.is_some();
        if call.direction == Direction::Outgoing
            && call.control.is_undecided()
            && !provisional
            && let Some(tunnels) = pdu.h245_tunnelling
        {
            call.tunnels = wanted && tunnels;
        }
    }

    fn far_end_cause(&self, leg: LegId, message: &Received) -> Cause {
        let stage = self.calls.get(&leg).map(super::Call::stage);
        let release = match message.pdu.as_ref().map(|pdu| &pdu.h323_message_body) {
            Ok(Body::releaseComplete(body)) => body.reason.as_ref(),
            _ => None,
        };
        let cause = message.q931.cause().map(|c| c.value);
        cause::ended(stage.unwrap_or(cause::Stage::Answered), cause, release)
    }

    fn released(&mut self, now: Now, leg: LegId, message: &Received) {
        let why = self.far_end_cause(leg, message);
        self.finish(now, leg, why);
    }

    /// How the call stands, to whom it concerns.
    fn say_status(&mut self, leg: LegId, why: u8) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let state = call.state.number(call.direction);
        let out = Outgoing::status(&call.names, state, cause::ours(why));
        self.tell(leg, out);
    }

    /// Q.931 §5.8.11: a far end without the call has lost it. Everything else it says is for people.
    fn status(&mut self, now: Now, leg: LegId, message: &Received) {
        let lost = message.q931.call_state().map(|s| s.0) == Some(0);
        let up = self.calls.get(&leg).is_some_and(|c| c.state.is_answered());
        if lost && up {
            self.finish(now, leg, Cause::far_end(Reason::ConnectionLost));
        }
    }

    /// Digits, one after the other.
    fn information(&mut self, leg: LegId, message: &Received) {
        let keypad = message.q931.keypad().unwrap_or_default();
        for digit in keypad.chars().filter_map(Digit::new).take(MOST_DIGITS) {
            self.event(leg, LegEvent::Digit(digit));
        }
    }

    /// What comes before the answer, and the answer.
    fn progressed(&mut self, now: Now, leg: LegId, kind: Kind, message: &mut Received) {
        let said = message.pdu.as_mut().ok().map(|pdu| Said::of(pdu));
        let said = said.unwrap_or_default();
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.direction == Direction::Incoming || call.state == State::Seeking {
            return;
        }
        call.product = said.product.clone().or(call.product.take());
        let before = call.state;
        if before.is_answered() {
            // Late, as some send Progress after Connect. What it says of control counts.
            return self.offered(now, leg, said);
        }
        let state = match kind {
            Kind::Alerting => State::Ringing,
            Kind::Connect => State::Answered,
            _ if before == State::Called => State::Proceeding,
            _ => before,
        };
        call.state = state;
        self.stop_call_timer(leg, CallTimer::FirstAnswer);
        match kind {
            Kind::Connect => {
                self.stop_call_timer(leg, CallTimer::Proceeding);
                self.stop_call_timer(leg, CallTimer::NoAnswer);
            }
            Kind::Alerting => {
                self.stop_call_timer(leg, CallTimer::Proceeding);
                // Once: who says it over and over holds no call for ever.
                if before != State::Ringing {
                    self.set_call_timer(now, leg, CallTimer::NoAnswer);
                    self.event(leg, LegEvent::Ringing);
                }
            }
            _ if state == State::Proceeding => {
                // Progress with sound (Q.931 §5.4.1) ends T310: somebody is told something.
                let timer = match message.q931.progress() {
                    Some(progress) if matches!(progress.description, 1 | 8) => CallTimer::NoAnswer,
                    _ => CallTimer::Proceeding,
                };
                let runs = |timer| self.timers.is_set(TimerKey::Call(leg, timer));
                if !runs(timer) && !runs(CallTimer::NoAnswer) {
                    self.stop_call_timer(leg, CallTimer::Proceeding);
                    self.set_call_timer(now, leg, timer);
                }
            }
            _ => {}
        }
        self.offered(now, leg, said);
        if kind == Kind::Connect {
            self.connected(now, leg);
        }
    }

    fn facility(&mut self, now: Now, leg: LegId, message: &mut Received) {
        let Ok(pdu) = &mut message.pdu else {
            return;
        };
        let said = Said::of(pdu);
        let Body::facility(facility) = &pdu.h323_message_body else {
            // An empty one that carries control, or something of H.450.
            return;
        };
        if redirect::forwards(facility) {
            return self.forwarded(now, leg, facility);
        }
        match facility.reason {
            FacilityReason::startH245(()) => {
                self.start_wished(now, leg, said.control.as_ref().and_then(alias::socket));
            }
            // `forwardedElements` is what a gatekeeper saw in a message that it swallowed (§8.2.5).
            _ => self.offered_late(now, leg, said, facility),
        }
    }

    fn offered_late(&mut self, now: Now, leg: LegId, said: Said, facility: &FacilityUUIE) {
        let outgoing = self
            .calls
            .get(&leg)
            .is_some_and(|c| c.direction == Direction::Outgoing && c.state != State::Seeking);
        let elements = matches!(
            facility.reason,
            FacilityReason::forwardedElements(()) | FacilityReason::undefinedReason(())
        );
        if outgoing && elements {
            self.offered(now, leg, said);
        }
    }

    /// A connection of call signalling is gone, and with it what it signalled.
    pub(crate) fn signalling_lost(&mut self, now: Now, flow: FlowId, why: Cause) {
        for leg in self.calls_of(flow) {
            match self.calls.get(&leg).map(|c| c.state) {
                Some(State::Seeking) => self.next_place(now, leg, why.clone()),
                Some(_) => {
                    self.end_control(now, leg);
                    self.finish(now, leg, Cause::network(Reason::ConnectionLost));
                }
                None => {}
            }
        }
    }
}

/// Whether a message should have an H.225.0 part that can be read.
fn is_due(kind: Kind, flaw: Flaw) -> bool {
    let plain = matches!(
        kind,
        Kind::ConnectAcknowledge
            | Kind::StatusEnquiry
            | Kind::Status
            | Kind::Disconnect
            | Kind::Release
            | Kind::UserInformation
            | Kind::Information
            | Kind::Notify
            | Kind::Other(_)
    );
    !(plain && flaw == Flaw::Missing)
}
