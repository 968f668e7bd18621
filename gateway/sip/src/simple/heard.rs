//! NOTIFY that nobody asked for. Exchanges tell every telephone of its messages without a subscription; nobody is harmed by a 200.

use tolk_model::time::Now;

use super::event::{Event, Kind};
use crate::edge::SipEdge;
use crate::wire::Request;

impl SipEdge {
    /// A NOTIFY outside dialogs.
    pub(crate) fn unsolicited(&mut self, now: Now, server: u64, request: &Request) {
        match Event::of(request) {
            Some(event) if event.kind() == Some(Kind::Mailbox) => self.answer(now, server, 200),
            Some(_) => {
                self.punish_server(now, server);
                self.answer(now, server, 481);
            }
            None => self.answer(now, server, 400),
        }
    }

    /// A NOTIFY within a call.
    pub(crate) fn notified_in_call(&mut self, now: Now, server: u64, request: &Request) {
        self.unsolicited(now, server, request);
    }
}
