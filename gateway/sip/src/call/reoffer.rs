//! Our own offers after the first one: re-INVITE, its answer, its refusal, and glare (RFC 3261 §14.1).

use std::time::Duration;

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::leg::{Direction, LegEvent};
use tolk_model::media::Rev;
use tolk_model::time::Now;

use super::media::{Exchange, MAX_ROUNDS};
use super::{Call, State, cause};
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::CallTimer;
use crate::wire::body::SDP;
use crate::wire::message::Common;
use crate::wire::method::{ALLOW, SUPPORTED};
use crate::wire::{Method, Response};

impl Call {
    /// Both sides agreed before the answer and the far end knows UPDATE (RFC 3311 §5.1).
    fn may_update(&self) -> bool {
        let agreed = match self.state {
            State::Offered { .. } => self.reliable.agreed(),
            State::Calling => self.outgoing.as_ref().is_some_and(|o| o.adopted.is_some()),
            _ => false,
        };
        agreed && self.peer.update
    }
}

impl SipEdge {
    /// The core has a new description; it goes out when nothing else is under way.
    pub(super) fn offer_later(
        &mut self,
        now: Now,
        leg: LegId,
        rev: Option<Rev>,
        media: MediaDescription,
    ) {
        if let Some(call) = self.calls.get_mut(&leg) {
            call.queued.push_back((rev, media));
        }
        self.offer_next(now, leg);
    }

    /// Sends the next description that waits.
    pub(super) fn offer_next(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let free = matches!(call.exchange, Exchange::Idle | Exchange::Told { .. });
        let method = match call.state {
            State::Up => Method::Invite,
            _ if call.may_update() => Method::Update,
            _ => return,
        };
        if call.answer.is_some() || !free {
            return;
        }
        let next = call.belated.take_turn();
        let Some((rev, media)) = next.or_else(|| call.queued.pop_front()) else {
            return;
        };
        let text = match call.negotiation.write_offer(&media) {
            Ok(text) => text,
            Err(error) => {
                self.say_refused(leg, rev, cause::description(&error));
                return self.offer_next(now, leg);
            }
        };
        let Some(dialog) = call.dialog.as_mut() else {
            call.negotiation.rollback();
            return;
        };
        let mut request = dialog.request(method);
        request.headers.push("allow", ALLOW);
        request.headers.push("supported", SUPPORTED);
        self.ask_session(Some(leg), &mut request.headers);
        let mut request = request.with_body(SDP, text);
        self.answer_for_trunk(leg, &mut request);
        let Some(client) = self.open_client(leg, Purpose::Reinvite, request) else {
            if let Some(call) = self.calls.get_mut(&leg) {
                call.negotiation.rollback();
            }
            return self.say_refused(leg, rev, Cause::us(Reason::Overloaded));
        };
        if let Some(call) = self.calls.get_mut(&leg) {
            call.exchange = Exchange::Ours {
                client,
                rev,
                description: media,
            };
        }
        self.route_in_dialog(now, leg, client);
    }

    fn say_refused(&mut self, leg: LegId, rev: Option<Rev>, cause: Cause) {
        if let Some(replies_to) = rev {
            return self.event(leg, LegEvent::MediaRefused { replies_to, cause });
        }
        let call = self.calls.get_mut(&leg);
        if call.is_some_and(|c| c.belated.take_offered(rev)) {
            self.tell_what_stands(leg);
        }
    }

    /// The far end answered our re-INVITE.
    pub(super) fn reinvite_response(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        if response.status < 200 {
            return;
        }
        let number = response.cseq().map_or(0, |c| c.0);
        if response.status < 300 && self.repeat_ack(leg, response, number) {
            return;
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if !matches!(call.exchange, Exchange::Ours { client, .. } if client == id) {
            // The call ended meanwhile: a 2xx still wants its ACK.
            if response.status < 300 && response.cseq().is_ok_and(|c| c.1 == Method::Invite) {
                self.send_ack(now, leg, number);
            }
            return;
        }
        let up = call.state == State::Up;
        match response.status {
            200..=299 => self.reinvite_accepted(now, leg, number, response),
            491 => self.reinvite_glare(now, leg),
            422 if self.raise_interval(leg, response) => self.ask_again(now, leg),
            408 | 481 if up => {
                self.send_bye(now, leg, Reason::ConnectionLost);
                self.finish(leg, Cause::far_end(Reason::ConnectionLost));
            }
            status => {
                let cause = cause::refused(status, &response.headers);
                self.reinvite_refused(now, leg, cause);
            }
        }
    }

    fn reinvite_accepted(&mut self, now: Now, leg: LegId, number: u32, response: &Response) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if let Some(dialog) = call.dialog.as_mut() {
            dialog.refresh(response);
        }
        if response.cseq().is_ok_and(|c| c.1 == Method::Invite) {
            self.send_ack(now, leg, number);
        }
        self.session_agreed(now, leg, response);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let read = match super::uac::sdp_of(response) {
            Some(text) => {
                let read = call.negotiation.read_answer(&text);
                read.map_err(|error| cause::description(&error))
            }
            None => Err(Cause::far_end(Reason::ProtocolError)),
        };
        let description = match read {
            Ok(description) => description,
            Err(cause) => return self.reinvite_refused(now, leg, cause),
        };
        let Exchange::Ours {
            rev,
            description: ours,
            ..
        } = std::mem::replace(&mut call.exchange, Exchange::Idle)
        else {
            return;
        };
        call.reliable.moved_to(&ours);
        call.local = ours;
        let same = call.remote.as_ref() == Some(&description);
        call.remote = Some(description.clone());
        let late = call.belated.take_offered(rev);
        if rev.is_some() {
            call.belated.outdated();
        }
        match rev {
            // The core thinks that what was refused stands.
            None if late => self.tell(leg, description, 0),
            // A refresh, or a round that changed nothing.
            None if same => {}
            None => self.tell(leg, description, MAX_ROUNDS),
            Some(replies_to) => {
                let rev = call.next_rev();
                self.event(
                    leg,
                    LegEvent::Media {
                        rev,
                        replies_to: Some(replies_to),
                        description,
                    },
                );
            }
        }
        self.offer_next(now, leg);
    }

    /// Our description was refused, or never answered; the one before stays.
    pub(super) fn reinvite_refused(&mut self, now: Now, leg: LegId, why: Cause) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if let Exchange::Ours { rev, .. } = std::mem::replace(&mut call.exchange, Exchange::Idle) {
            call.negotiation.rollback();
            self.say_refused(leg, rev, why);
        }
        self.offer_next(now, leg);
    }

    /// 491: the caller waits 2.1-4 s, the called 0-2 s, in steps of 10 ms (§14.1).
    fn reinvite_glare(&mut self, now: Now, leg: LegId) {
        let steps = self.random.below(201);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Exchange::Ours {
            rev, description, ..
        } = std::mem::replace(&mut call.exchange, Exchange::Idle)
        else {
            return;
        };
        call.negotiation.rollback();
        call.exchange = Exchange::Glare { rev, description };
        let ms = match call.direction {
            Direction::Outgoing => 2_100 + u64::from(steps) * 1_900 / 200,
            Direction::Incoming => u64::from(steps) * 10,
        };
        self.call_timer(
            now,
            leg,
            CallTimer::Glare,
            Duration::from_millis(ms / 10 * 10),
        );
    }

    /// Asks again at once: the far end only disliked the session timer.
    fn ask_again(&mut self, now: Now, leg: LegId) {
        if let Some(call) = self.calls.get_mut(&leg)
            && let Exchange::Ours {
                rev, description, ..
            } = std::mem::replace(&mut call.exchange, Exchange::Idle)
        {
            call.negotiation.rollback();
            call.offer_again(rev, description);
        }
        self.offer_next(now, leg);
    }

    /// Asks again after a 491.
    pub(super) fn glare_over(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if let Exchange::Glare { rev, description } =
            std::mem::replace(&mut call.exchange, Exchange::Idle)
        {
            call.offer_again(rev, description);
        }
        self.offer_next(now, leg);
    }
}
