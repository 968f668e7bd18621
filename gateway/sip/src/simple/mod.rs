//! What SIP says outside calls: who watches what (RFC 6665), who publishes what (RFC 3903), single messages (RFC 3428).

mod event;
mod unsolicited;

use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::wire::Request;
use event::{ALLOW_EVENTS, Event};

impl SipEdge {
    /// Somebody wants to watch.
    pub(crate) fn subscribe(&mut self, now: Now, server: u64, request: &Request) {
        if Event::of(request).is_none() {
            return self.answer(now, server, 400);
        }
        self.bad_event(now, server);
    }

    /// A request within a dialog that is no call's.
    pub(crate) fn outside_calls(&mut self, now: Now, server: u64, _request: &Request) {
        self.punish_server(now, server);
        self.answer(now, server, 481);
    }

    /// RFC 6665 §4.2.1.1: what there is to watch instead.
    fn bad_event(&mut self, now: Now, server: u64) {
        if let Some(response) = self.response(server, 489) {
            self.respond(now, server, response.with("allow-events", ALLOW_EVENTS));
        }
    }
}
