//! The implicit subscription of a REFER where we are asked (RFC 3515 §2.4.4-§2.4.7, RFC 6665 §4.2).

use std::time::Duration;

use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::asked::{Asked, Step};
use super::{REFER, SUBSCRIBED, Transfers};
use crate::edge::{Purpose, SipEdge};
use crate::simple::Event;
use crate::wire::lex::digits;
use crate::wire::message::reason_phrase;
use crate::wire::refer::SIPFRAG;
use crate::wire::{Method, Request};

impl Transfers {
    /// The transfer whose REFER had this number.
    pub(super) fn of(&mut self, number: u32) -> Option<&mut Asked> {
        self.asked.iter_mut().find(|a| a.number == number)
    }
}

impl SipEdge {
    /// Tells how far a transfer is, now or when the last word was heard.
    pub(super) fn notify_transfer(&mut self, now: Now, leg: LegId, number: u32) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(asked) = call.transfers.of(number).filter(|a| a.tells) else {
            return;
        };
        if asked.in_flight {
            asked.due = true;
            return;
        }
        let left = asked.ends.since(now.mono).as_secs();
        let state = match asked.closing {
            Some(reason) => format!("terminated;reason={reason}"),
            None => format!("active;expires={left}"),
        };
        let event = if asked.numbered {
            format!("{REFER};id={number}")
        } else {
            REFER.to_string()
        };
        let fragment = format!(
            "SIP/2.0 {} {}\r\n",
            asked.status,
            reason_phrase(asked.status)
        );
        asked.due = false;
        asked.in_flight = true;
        // Nothing follows a last word.
        asked.tells = asked.closing.is_none();
        let outside = asked.aside.is_some();
        let aside = asked.aside.as_mut().map(|a| &mut a.dialog);
        let Some(dialog) = aside.or(call.dialog.as_mut()) else {
            return;
        };
        let mut request = dialog.request(Method::Notify);
        request.headers.push("event", event);
        request.headers.push("subscription-state", state);
        let request = request.with_body(&format!("{SIPFRAG};version=2.0"), fragment);
        if outside {
            return self.send_aside(now, leg, number, request);
        }
        self.send_in_dialog(now, leg, Purpose::ReferNotify(number), request);
    }

    /// A NOTIFY was answered, or never was; whoever refuses one wants no more (RFC 6665 §4.2.2).
    pub(in crate::call) fn notify_heard(&mut self, now: Now, leg: LegId, number: u32, taken: bool) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(asked) = call.transfers.of(number) else {
            return;
        };
        asked.in_flight = false;
        if !taken {
            asked.tells = false;
            asked.due = false;
        }
        if asked.due {
            asked.due = false;
            self.notify_transfer(now, leg, number);
        }
        self.settle_transfer(leg, number);
    }

    /// Forgets a transfer that needs no more.
    pub(super) fn settle_transfer(&mut self, leg: LegId, number: u32) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let asked = &mut call.transfers.asked;
        asked.retain(|a| a.number != number || !a.is_settled());
        self.watch_transfers(leg);
        self.reap(leg);
    }

    /// A SUBSCRIBE of the far end to what is told of its transfer: longer, or no more (RFC 3515 §2.4.4).
    pub(in crate::call) fn refer_subscribed(
        &mut self,
        now: Now,
        leg: LegId,
        server: u64,
        request: &Request,
        (event, outside): (&Event, Option<u32>),
    ) {
        let expires = request.headers.text("expires").map(|e| digits(e.trim()));
        let expires = match expires {
            Some(None) => return self.answer(now, server, 400),
            Some(Some(seconds)) => Duration::from_secs(seconds).min(SUBSCRIBED),
            None => SUBSCRIBED,
        };
        let user = self.calls.get(&leg).map(|c| c.user.clone());
        let call = self.calls.get_mut(&leg);
        let asked = call.and_then(|c| c.transfers.subscribed(event, outside));
        let (Some(asked), Some(user)) = (asked, user) else {
            return self.answer(now, server, 481);
        };
        let number = asked.number;
        if expires.is_zero() {
            asked.closing = Some("timeout");
        } else {
            asked.ends = now.mono + expires;
        }
        if let Some(response) = self.call_response(server, 200, &user) {
            let seconds = expires.as_secs().to_string();
            self.respond(now, server, response.with("expires", seconds));
        }
        self.watch_transfers(leg);
        self.notify_transfer(now, leg, number);
    }
}

impl Transfers {
    /// The subscription that an `Event` names; without an `id` the only one. In a dialog outside the call there is one alone.
    fn subscribed(&mut self, event: &Event, outside: Option<u32>) -> Option<&mut Asked> {
        let mut open = self
            .asked
            .iter_mut()
            .filter(|a| a.tells && a.step == Step::Agreed)
            .filter(|a| outside.map_or(a.aside.is_none(), |number| a.number == number));
        match &event.id {
            _ if outside.is_some() => open.next(),
            Some(id) => open.find(|a| a.number.to_string() == *id),
            None => open.find(|a| !a.numbered),
        }
    }
}
