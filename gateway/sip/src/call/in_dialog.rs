//! Requests within a dialog (RFC 3261 §12.2.2, §14.2, §15.1.2).

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::transfer::REFER;
use super::{State, cause};
use crate::edge::SipEdge;
use crate::simple::Event;
use crate::wire::message::Common;
use crate::wire::{Method, Request};

impl SipEdge {
    /// A request with a `To` tag.
    pub(crate) fn inside_dialog(&mut self, now: Now, server: u64, request: &Request) {
        let Some(leg) = self.find_call(request) else {
            return self.outside_calls(now, server, request);
        };
        if let Some(server) = self.servers.get_mut(&server) {
            server.leg = Some(leg);
        }
        if let Some(call) = self.calls.get_mut(&leg) {
            call.peer.learn(&request.headers);
        }
        let number = request.cseq().map_or(0, |c| c.0);
        let in_order = self
            .calls
            .get_mut(&leg)
            .and_then(|c| c.dialog.as_mut())
            .is_some_and(|d| d.accept(number));
        if !in_order {
            return self.answer(now, server, 500);
        }
        match request.method {
            Method::Bye => self.far_bye(now, leg, server, request),
            Method::Invite | Method::Update => self.far_media(now, leg, server, request),
            Method::Prack => self.far_prack(now, leg, server, request),
            Method::Info => self.info(now, leg, server, request),
            Method::Refer => self.refer(now, leg, server, request),
            Method::Subscribe => match transfer_event(request) {
                Some(event) => self.refer_subscribed(now, leg, server, request, (&event, None)),
                None => self.subscribe(now, server, request),
            },
            Method::Notify => match transfer_event(request) {
                Some(event) => self.refer_notified(now, leg, server, request, &event),
                None => self.notified_in_call(now, server, request),
            },
            Method::Message => self.line(now, leg, server, request),
            Method::Options => {
                if let Some(response) = self.capabilities(server) {
                    self.respond(now, server, response);
                }
            }
            _ => self.answer(now, server, 501),
        }
    }

    fn far_bye(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        self.answer(now, server, 200);
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        // What was asked before the BYE and not answered yet (§15.1.2).
        let pending = match call.state {
            State::Offered { server, .. } => Some(server),
            _ => call.exchange.server(),
        };
        if let Some(pending) = pending {
            self.answer(now, pending, 487);
        }
        let mut why = cause::hung_up(&request.headers);
        if matches!(
            self.calls.get(&leg).map(|c| c.state),
            Some(State::Offered { .. })
        ) {
            why = Cause::far_end(Reason::Cancelled);
        }
        self.drop_unagreed(now, leg);
        self.passed_on(leg);
        self.finish(leg, why);
    }
}

/// What a request is about, when it is a transfer.
fn transfer_event(request: &Request) -> Option<Event> {
    Event::of(request).filter(|e| e.package == REFER)
}
