//! Replies that go in a request of ours, because the far end's offer came in a response (RFC 3261 §13.2.1, RFC 3262 §5).

use tolk_model::MediaDescription;
use tolk_model::cause::Cause;
use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::media::{Exchange, Owed};
use super::{Call, State, cause};
use crate::edge::{Purpose, SipEdge};
use crate::wire::Method;
use crate::wire::body::SDP;

impl Call {
    /// Why an offer of theirs cannot be taken now (RFC 3261 §14.2, RFC 3311 §5.2, RFC 6337 §2.2).
    pub(super) fn media_refusal(&self, method: &Method) -> Option<u16> {
        let free = matches!(
            self.exchange,
            Exchange::Idle | Exchange::Told { .. } | Exchange::Glare { .. }
        );
        let update = *method == Method::Update;
        match self.state {
            State::Over => Some(481),
            _ if matches!(self.exchange, Exchange::Theirs { .. }) => Some(500),
            State::Up => (!free || self.answer.is_some()).then_some(491),
            State::Offered { asks, .. } if update => {
                if self.reliable.asks(asks) {
                    return Some(491);
                }
                if !self.reliable.agreed() {
                    return Some(500);
                }
                (!free).then_some(491)
            }
            State::Offered { .. } => Some(500),
            State::Calling if update => {
                let agreed = self.outgoing.as_ref().is_some_and(|o| o.adopted.is_some());
                (!agreed || !free).then_some(491)
            }
            State::Answered | State::Calling => Some(491),
        }
    }
}

impl SipEdge {
    /// The core replied to an offer that came in a response.
    pub(super) fn reply_owed(&mut self, now: Now, leg: LegId, by: Owed, media: &MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let text = match call.negotiation.write_answer(media) {
            Ok(text) => text,
            Err(error) => return self.owe_nothing(now, leg, by, cause::description(&error)),
        };
        call.local = media.clone();
        match by {
            Owed::Ack(number) => {
                if let Some(ack) = call.dialog.as_ref().map(|d| d.ack(number)) {
                    let ack = ack.with_body(SDP, text);
                    self.send_in_dialog(now, leg, Purpose::Ack, ack);
                }
            }
            Owed::Prack(rseq, response) => {
                let tag = crate::wire::message::Common::to_tag(&*response);
                if let Some((_, fork)) = call.outgoing.as_mut().and_then(|o| o.fork(tag)) {
                    fork.agreed = true;
                }
                self.prack(now, leg, rseq, &response, Some(text));
            }
        }
        self.offer_next(now, leg);
    }

    /// There is no reply: the call cannot be.
    pub(super) fn owe_nothing(&mut self, now: Now, leg: LegId, by: Owed, why: Cause) {
        if let Some(call) = self.calls.get_mut(&leg) {
            call.exchange = Exchange::Owed {
                rev: call.remote_rev,
                by,
            };
        }
        self.end(now, leg, why);
    }

    /// A 2xx whose offer nobody replied to still wants its ACK before the BYE.
    pub(super) fn acknowledge_unanswered(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if let Exchange::Owed {
            by: Owed::Ack(number),
            ..
        } = call.exchange
        {
            call.exchange = Exchange::Idle;
            self.send_ack(now, leg, number);
        }
    }
}
