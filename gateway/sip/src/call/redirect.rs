//! 3xx answers (RFC 3261 §8.1.3.4): their contacts are tried one after the other, a limited number in all, and none before the
//! directory has said that the caller may call there. Whoever may be called may not have others called in our name.

use tolk_model::Pii;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::Ask;
use tolk_model::id::LegId;
use tolk_model::journal::JournalEvent;
use tolk_model::party::Target;
use tolk_model::registration::Route;
use tolk_model::time::Now;

use super::State;
use super::uac::called_as;
use crate::auth::Waiting;
use crate::edge::SipEdge;
use crate::wire::message::Common;
use crate::wire::uri::print_address;
use crate::wire::{NameAddr, Request, Response, Uri};

impl SipEdge {
    pub(super) fn redirected(&mut self, now: Now, leg: LegId, response: &Response) {
        let limit = usize::from(self.config.max_redirects);
        let contacts = response.headers().list("contact").unwrap_or_default();
        let mut found: Vec<NameAddr> = contacts
            .into_iter()
            .filter_map(|value| NameAddr::parse(value).ok())
            .filter(|c| match &c.uri {
                Uri::Sip(uri) => uri.headers.is_none(),
                Uri::Tel(_) => true,
                Uri::Other => false,
            })
            .collect();
        found.sort_by_key(|c| std::cmp::Reverse(c.preference()));
        let mut unsafe_way = false;
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            let secure = is_secure(&outgoing.request.uri);
            for contact in found {
                let uri = contact.raw_uri;
                if secure && !is_secure(&uri) {
                    // Who demanded TLS all the way must not end up without (RFC 3261 §26.2.2).
                    unsafe_way = true;
                    continue;
                }
                let room = outgoing.tried.len() + outgoing.targets.len() <= limit;
                if room && !outgoing.tried.contains(&uri) && !outgoing.targets.contains(&uri) {
                    outgoing.targets.push_back(uri);
                }
            }
        }
        if unsafe_way {
            let event = JournalEvent::Refused {
                edge: self.config.edge.clone(),
                what: "redirection from sips to what is not".to_string(),
                account: None,
            };
            self.journal(Some(leg), event);
        }
        self.refused(now, leg, Cause::far_end(Reason::Moved));
    }

    /// Asks about the next contact; `false` when there is none, or nobody waits any more.
    pub(super) fn next_target(&mut self, now: Now, leg: LegId) -> bool {
        loop {
            let Some(call) = self.calls.get_mut(&leg) else {
                return false;
            };
            if call.state != State::Calling || call.ended {
                return false;
            }
            let next = call.outgoing.as_mut().and_then(|o| {
                let uri = o.targets.pop_front()?;
                o.tried.push(uri.clone());
                Some(uri)
            });
            let Some(uri) = next else {
                return false;
            };
            let Some(to) = Uri::parse(&uri).ok().and_then(|u| u.to_address()) else {
                continue;
            };
            self.drop_early_exchange(now, leg, "");
            let to = Pii::new(to);
            return self.ask(Waiting::Redirect { leg, uri }, Ask::Redirect { leg, to });
        }
    }

    /// The directory has said whether the caller may call there. When not, the next contact is due.
    pub(crate) fn redirect_decided(
        &mut self,
        now: Now,
        leg: LegId,
        uri: String,
        outcome: Result<Box<Target>, Cause>,
    ) {
        let waits = |c: &super::Call| c.state == State::Calling && !c.ended;
        if !self.calls.get(&leg).is_some_and(waits) {
            return;
        }
        let followed = outcome.and_then(|target| self.follow(now, leg, uri, *target));
        if let Err(cause) = followed
            && !self.next_target(now, leg)
        {
            self.finish(leg, cause);
        }
    }

    /// The same call with the next number (§8.1.3.5), by the way that the directory names.
    fn follow(&mut self, now: Now, leg: LegId, uri: String, target: Target) -> Result<(), Cause> {
        let by_trunk = match &target.route {
            Some(Route::Trunk { trunk }) => Some(self.by_trunk(trunk)?),
            _ => None,
        };
        let device = match &target.route {
            Some(Route::Device(device)) => Some(device.clone()),
            _ => None,
        };
        let uri = match (&device, &by_trunk) {
            (Some(device), _) => device.contact.reveal().clone(),
            (None, Some(_)) => print_address(&target.address, &self.config.default_domain),
            (None, None) => uri,
        };
        // A number without a trunk leads nowhere.
        if !matches!(Uri::parse(&uri), Ok(Uri::Sip(_))) {
            return Err(Cause::us(Reason::NotFound));
        }
        let Some(call) = self.calls.get(&leg) else {
            return Ok(());
        };
        let Some(outgoing) = call.outgoing.as_ref() else {
            return Ok(());
        };
        let name = match &by_trunk {
            Some(by) => self.name_at_trunk(by, &outgoing.from.display),
            None => Some(outgoing.from.whole.clone()),
        };
        if let Some(call) = self.calls.get_mut(&leg)
            && let Some(outgoing) = call.outgoing.as_mut()
        {
            call.by_trunk = by_trunk;
            call.far_end = called_as(target.route.as_ref());
            let headers = &mut outgoing.request.headers;
            for line in ["route", "authorization", "proxy-authorization"] {
                headers.remove(line);
            }
            for hop in device.iter().flat_map(|d| &d.hops) {
                headers.push("route", hop.as_str());
            }
            let tag = outgoing.request.sender_tag();
            if let Some(name) = name {
                let from = format!("{name};tag={tag}");
                outgoing.request.headers.set("from", from);
            }
            outgoing.request.uri = uri;
            outgoing.device = device;
            outgoing.next_number();
        }
        self.send_invite(now, leg);
        Ok(())
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

fn is_secure(uri: &str) -> bool {
    matches!(Uri::parse(uri), Ok(Uri::Sip(uri)) if uri.secure)
}
