//! How calls end: exactly one `Ended` for each leg, whatever is still to be said on the wire.

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::leg::LegEvent;
use tolk_model::time::Now;

use super::{State, cause};
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::{CallTimer, TimerKey};
use crate::wire::message::Common;
use crate::wire::{Method, Response};

impl SipEdge {
    /// `End`.
    pub(super) fn end(&mut self, now: Now, leg: LegId, why: Cause) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let state = call.state;
        self.drop_unagreed(now, leg);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match state {
            State::Offered { server, .. } => self.refuse_call(now, server, why.reason),
            State::Answered => call.bye_after_ack = Some(why.reason),
            State::Calling => self.cancel_invite(now, leg, why.reason),
            State::Up => {
                self.acknowledge_unanswered(now, leg);
                let Some(call) = self.calls.get_mut(&leg) else {
                    return;
                };
                if let Some(pending) = call.exchange.server() {
                    self.answer(now, pending, 487);
                }
                self.send_bye(now, leg, why.reason);
            }
            State::Over => {}
        }
        self.finish(leg, why);
    }

    pub(crate) fn refuse_call(&mut self, now: Now, server: u64, reason: Reason) {
        let status = match cause::status(reason) {
            // A challenge and a redirection need headers that a reason does not have.
            401 => 403,
            302 => 480,
            status => status,
        };
        let Some(mut response) = self.response(server, status) else {
            return;
        };
        response
            .headers
            .push("reason", cause::reason_header(reason));
        if status == 503 {
            response.headers.push("retry-after", "10");
        }
        if matches!(
            reason,
            Reason::NotFound | Reason::Forbidden | Reason::RateLimited
        ) {
            self.punish_server(now, server);
        }
        self.respond(now, server, response);
    }

    /// BYE in the call's dialog.
    pub(super) fn send_bye(&mut self, now: Now, leg: LegId, reason: Reason) {
        let Some(dialog) = self.calls.get_mut(&leg).and_then(|c| c.dialog.as_mut()) else {
            return;
        };
        let mut bye = dialog.request(Method::Bye);
        bye.headers.push("reason", cause::reason_header(reason));
        self.send_in_dialog(now, leg, Purpose::Bye, bye);
    }

    /// Says `Ended` once, and forgets the call unless the wire still needs it.
    pub(crate) fn finish(&mut self, leg: LegId, why: Cause) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.ended {
            return;
        }
        self.drop_asking(leg, &why);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.ended = true;
        self.living = self.living.saturating_sub(1);
        let was = call.state;
        call.state = State::Over;
        let waits_for_ack = was == State::Answered && call.bye_after_ack.is_some();
        let asker = call.asker.take();
        let keep: &[CallTimer] = if waits_for_ack {
            &[CallTimer::Answer, CallTimer::NoAck]
        } else {
            call.answer = None;
            &[CallTimer::Cancelled]
        };
        for timer in CallTimer::ALL.iter().filter(|t| !keep.contains(t)) {
            self.stop_call_timer(leg, *timer);
        }
        if let Some(asker) = asker {
            self.sources.call_ended(&asker);
        }
        self.call_subscriptions_end(leg);
        self.event(leg, LegEvent::Ended(why));
        if !waits_for_ack {
            self.reap(leg);
        }
    }

    /// Notes by which request a call by a trunk ends.
    pub(crate) fn is_bye(&mut self, leg: LegId, purpose: Purpose, client: u64) {
        if let Some(call) = self.calls.get_mut(&leg)
            && call.by_trunk.is_some()
            && purpose == Purpose::Bye
        {
            call.bye = Some(client);
        }
    }

    /// Forgets an ended call whose INVITE needs no more (while it lives, a late or repeated 2xx must be met), nor its BYE.
    pub(crate) fn reap(&mut self, leg: LegId) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let invite = call.outgoing.as_ref().and_then(|o| o.client);
        let mut needed = [invite, call.bye].into_iter().flatten();
        let alive = needed.any(|id| self.clients.get(&id).is_some());
        let held = call.transfers.hold_dialog();
        if call.ended && call.bye_after_ack.is_none() && !alive && !held {
            self.forget(leg);
        }
    }

    /// Removes every trace of a call.
    pub(super) fn forget(&mut self, leg: LegId) {
        for timer in [
            CallTimer::Answer,
            CallTimer::NoAck,
            CallTimer::Cancelled,
            CallTimer::Linger,
            CallTimer::Transfer,
        ] {
            self.timers.stop(TimerKey::Call(leg, timer));
        }
        let Some(call) = self.calls.remove(&leg) else {
            return;
        };
        self.asides.retain(|_, (of, _)| *of != leg);
        if let Some(dialog) = call.dialog {
            self.dialogs.remove(&(dialog.call_id, dialog.local_tag));
        }
        if let Some(outgoing) = call.outgoing {
            let request = outgoing.request;
            let key = (request.call_id().to_string(), request.sender_tag());
            self.dialogs.remove(&key);
        }
    }

    /// A client transaction is over.
    pub(crate) fn client_gone(&mut self, leg: Option<LegId>, purpose: Purpose) {
        if let (Purpose::Invite | Purpose::Bye, Some(leg)) = (purpose, leg) {
            self.reap(leg);
        }
    }

    /// What a response means.
    pub(crate) fn deliver_response(&mut self, now: Now, id: u64, response: &Response) {
        let Some(client) = self.clients.get(&id) else {
            return;
        };
        let (leg, purpose) = (client.leg, client.purpose);
        if self.answer_challenge(now, id, response) {
            return;
        }
        if let Purpose::Trunk(at, errand) = purpose {
            return self.trunk_response(now, id, (at, errand), response);
        }
        if let Purpose::Direct(what) = purpose {
            return self.direct_response(now, id, what, response);
        }
        let Some(leg) = leg else {
            return;
        };
        match purpose {
            Purpose::Invite => self.invite_response(now, leg, id, response),
            Purpose::Reinvite => self.reinvite_response(now, leg, id, response),
            Purpose::InfoDigit | Purpose::InfoPicture => {
                self.info_response(leg, purpose, response.status);
            }
            Purpose::Refresh => self.refresh_response(now, leg, response),
            Purpose::Refer(transfer) => self.refer_response(now, leg, transfer, response),
            Purpose::ReferNotify(number) if response.status >= 200 => {
                self.notify_heard(now, leg, number, response.status < 300);
            }
            Purpose::Ack
            | Purpose::Bye
            | Purpose::ByeFork
            | Purpose::Cancel
            | Purpose::Prack
            | Purpose::Direct(_)
            | Purpose::ReferNotify(_)
            | Purpose::Trunk(..) => {}
        }
    }

    fn info_response(&mut self, leg: LegId, purpose: Purpose, status: u16) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match (status, purpose) {
            (405 | 415 | 469 | 501, Purpose::InfoDigit) => call.declined.digits = true,
            (405 | 415 | 469 | 501, Purpose::InfoPicture) => call.declined.pictures = true,
            // The peer has forgotten the dialog (§12.2.1.2).
            (481, _) => self.finish(leg, Cause::far_end(Reason::ConnectionLost)),
            _ => {}
        }
    }

    /// A request could not be delivered, or was never answered.
    pub(crate) fn request_failed(
        &mut self,
        now: Now,
        leg: impl Into<Option<LegId>>,
        purpose: Purpose,
        why: Cause,
    ) {
        match (purpose, leg.into()) {
            (Purpose::Trunk(at, errand), _) => self.trunk_unreached(now, (at, errand), &why),
            (Purpose::Direct(what), _) => self.direct_failed(now, what, &why),
            (purpose, Some(leg)) => self.call_request_failed(now, leg, purpose, why),
            (_, None) => {}
        }
    }

    fn call_request_failed(&mut self, now: Now, leg: LegId, purpose: Purpose, why: Cause) {
        match purpose {
            Purpose::Invite => {
                self.refused(now, leg, why);
                self.reap(leg);
            }
            Purpose::Refresh => {
                // §12.2.1.2: no answer at all is as bad as 408.
                self.send_bye(now, leg, why.reason);
                self.finish(leg, why);
            }
            Purpose::Reinvite if why.reason == Reason::TimedOut => {
                // §12.2.1.2: no answer at all is as bad as 408.
                self.reinvite_refused(now, leg, why.clone());
                // Before the answer it was an UPDATE, and the INVITE goes on.
                if self.calls.get(&leg).is_some_and(|c| c.state == State::Up) {
                    self.send_bye(now, leg, why.reason);
                    self.finish(leg, why);
                }
            }
            Purpose::Reinvite => self.reinvite_refused(now, leg, why),
            Purpose::Ack => {
                self.send_bye(now, leg, why.reason);
                self.finish(leg, why);
            }
            Purpose::Refer(transfer) => self.refer_failed(leg, transfer, why),
            Purpose::ReferNotify(number) => self.notify_heard(now, leg, number, false),
            Purpose::Bye => self.reap(leg),
            Purpose::InfoDigit
            | Purpose::InfoPicture
            | Purpose::ByeFork
            | Purpose::Prack
            | Purpose::Trunk(..)
            | Purpose::Direct(_)
            | Purpose::Cancel => {}
        }
    }
}
