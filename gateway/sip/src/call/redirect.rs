//! 3xx answers (RFC 3261 §8.1.3.4): their contacts are tried one after the other, a limited number in all.

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::State;
use crate::edge::SipEdge;
use crate::wire::message::Common;
use crate::wire::{NameAddr, Request, Response, Uri};

impl SipEdge {
    pub(super) fn redirected(&mut self, now: Now, leg: LegId, response: &Response) {
        let limit = usize::from(self.config.max_redirects);
        let contacts = response.headers().list("contact").unwrap_or_default();
        let mut found: Vec<(u16, String)> = contacts
            .into_iter()
            .filter_map(|value| NameAddr::parse(value).ok())
            .filter(|c| matches!(&c.uri, Uri::Sip(uri) if uri.headers.is_none()))
            .map(|c| (c.preference(), c.raw_uri))
            .collect();
        found.sort_by_key(|(q, _)| std::cmp::Reverse(*q));
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut())
            // Whoever may be called here may not have others called in our name: that is admission's to decide.
            && outgoing.device.is_none()
        {
            for (_, uri) in found {
                let room = outgoing.tried.len() + outgoing.targets.len() <= limit;
                if room && !outgoing.tried.contains(&uri) && !outgoing.targets.contains(&uri) {
                    outgoing.targets.push_back(uri);
                }
            }
        }
        self.refused(now, leg, Cause::far_end(Reason::Moved));
    }

    /// Tries the next contact: the same call with the next number (§8.1.3.4).
    pub(super) fn next_target(&mut self, now: Now, leg: LegId) -> bool {
        let Some(call) = self.calls.get_mut(&leg) else {
            return false;
        };
        if call.state != State::Calling || call.ended {
            return false;
        }
        let Some(outgoing) = call.outgoing.as_mut() else {
            return false;
        };
        let Some(uri) = outgoing.targets.pop_front() else {
            return false;
        };
        outgoing.tried.push(uri.clone());
        self.drop_early_exchange(now, leg, "");
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return false;
        };
        outgoing.request.uri = uri;
        if outgoing.device.take().is_some() {
            outgoing.request.headers.remove("route");
        }
        outgoing.next_number();
        self.send_invite(now, leg);
        true
    }

    /// The INVITE of a call that was not answered, with the next number; `None` when it is not wanted any more.
    pub(crate) fn next_invite(&mut self, leg: LegId) -> Option<Request> {
        let call = self.calls.get_mut(&leg)?;
        if call.state != State::Calling || call.ended {
            return None;
        }
        let mut request = call.outgoing.as_ref()?.request.clone();
        let number = request.cseq().map_or(0, |c| c.0) + 1;
        request.headers.set("cseq", format!("{number} INVITE"));
        Some(request)
    }

    /// Sends the INVITE of a call as it stands in `request`.
    pub(crate) fn put_invite(&mut self, now: Now, leg: LegId, request: Request) {
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            outgoing.request = request;
            outgoing.client = None;
        }
        self.send_invite(now, leg);
    }
}
