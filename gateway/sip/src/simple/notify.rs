//! NOTIFY: watchers are told, one NOTIFY after the other and not too often (RFC 6665 §4.2.2, RFC 6446).

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::SubscriptionId;
use tolk_model::presence::Document;
use tolk_model::time::Now;

use super::document::{self, NO_MESSAGES};
use super::ended::terminated;
use super::event::Kind;
use super::state::{Direct, DirectTimer, Within};
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::TimerKey;
use crate::wire::{Method, Request, Response};

impl SipEdge {
    /// The core tells a watcher.
    pub(super) fn tell_watcher(&mut self, now: Now, id: SubscriptionId, document: Document) {
        let Some(subscription) = self.simple.subscriptions.get_mut(&id) else {
            return;
        };
        if subscription.kind != Kind::Told(document.package()) {
            return;
        }
        if subscription.document.as_ref() == Some(&document) {
            return;
        }
        subscription.document = Some(document);
        subscription.changed = true;
        self.send_notify(now, id);
    }

    /// The core ends it.
    pub(super) fn unsubscribe(&mut self, now: Now, id: SubscriptionId, cause: &Cause) {
        self.end_subscription(now, id, cause.reason);
    }

    /// Sends what there is to tell, unless one is on its way or it would be too soon: then it is sent later.
    pub(super) fn send_notify(&mut self, now: Now, id: SubscriptionId) {
        let Some(subscription) = self.simple.subscriptions.get_mut(&id) else {
            return;
        };
        subscription.changed = true;
        if subscription.in_flight {
            return;
        }
        if now.mono < subscription.not_before {
            let timer = TimerKey::Direct(DirectTimer::Pace(id));
            return self.timers.set(timer, subscription.not_before);
        }
        let left = subscription.expires.since(now.mono).as_millis();
        let state = format!("active;expires={}", left.div_ceil(1000));
        subscription.not_before = now.mono + subscription.kind.pace();
        subscription.in_flight = true;
        subscription.changed = false;
        self.put_notify(now, id, &state);
    }

    /// The last NOTIFY, and the end.
    pub(super) fn end_subscription(&mut self, now: Now, id: SubscriptionId, reason: Reason) {
        let state = terminated(reason);
        let rejected = matches!(reason, Reason::Forbidden | Reason::Removed);
        if let Some(subscription) = self.simple.subscriptions.get_mut(&id) {
            // Who may not watch any more is not told a last time.
            if rejected {
                subscription.document = None;
            }
            subscription.told = None;
        }
        self.put_notify(now, id, &state);
        self.drop_subscription(id);
    }

    fn put_notify(&mut self, now: Now, id: SubscriptionId, state: &str) {
        let default = self.config.default_domain.clone();
        let Some(subscription) = self.simple.subscriptions.get_mut(&id) else {
            return;
        };
        let (within, event) = (subscription.within, subscription.event.print());
        let body = match (&subscription.document, subscription.kind) {
            (Some(document), _) => Some(document::write(
                document,
                &subscription.entity,
                subscription.version,
                subscription.told.as_ref(),
                &default,
            )),
            (None, Kind::Mailbox) => Some(NO_MESSAGES.to_string()),
            (None, Kind::Told(_)) => None,
        };
        let media_type = subscription.kind.media_type();
        subscription.told.clone_from(&subscription.document);
        subscription.version = subscription.version.wrapping_add(1);
        let Some(mut request) = self.request_within(within, Method::Notify) else {
            return;
        };
        request.headers.push("event", event);
        request.headers.push("subscription-state", state);
        if let Some(body) = body {
            request = request.with_body(media_type, body);
        }
        self.send_within(now, within, Direct::Notify(id), request);
    }

    fn request_within(&mut self, within: Within, method: Method) -> Option<Request> {
        let dialog = match within {
            Within::Leg(leg) => self.calls.get_mut(&leg)?.dialog.as_mut()?,
            Within::Talk(talk) => &mut self.simple.talks.get_mut(&talk)?.dialog,
        };
        Some(dialog.request(method))
    }

    /// A request in a dialog: by the flow of a peer without proxies in between while it is open, else by the route set.
    fn send_within(&mut self, now: Now, within: Within, what: Direct, request: Request) {
        let leg = match within {
            Within::Leg(leg) => Some(leg),
            Within::Talk(_) => None,
        };
        let user = self.user_within(within);
        let Some(client) = self.open_client(leg, Purpose::Direct(what), request) else {
            return self.direct_failed(now, what, &Cause::us(Reason::Overloaded));
        };
        if let Some(client) = self.clients.get_mut(&client) {
            client.user = user;
        }
        match within {
            Within::Leg(leg) => self.route_in_dialog(now, leg, client),
            Within::Talk(talk) => self.route_in_talk(now, talk, client, what),
        }
    }

    fn route_in_talk(&mut self, now: Now, talk: u64, client: u64, what: Direct) {
        let talk = self.simple.talks.get(&talk);
        let hop = talk.and_then(|t| t.dialog.next_hop());
        let neighbour = talk.and_then(|t| t.neighbour.clone());
        let hint = talk.and_then(|t| t.hint.clone()).filter(|h| {
            let datagram = h.destination.transport == tolk_model::address::TransportKind::Udp;
            datagram || self.flows.info(h.flow).is_some()
        });
        match (hint, hop) {
            (Some(hint), _) => self.route_by(now, client, hint.flow, &hint.destination),
            (None, Some(hop)) => self.route_beside(now, client, &hop, neighbour.as_ref()),
            (None, None) => {
                self.close_client(client);
                self.direct_failed(now, what, &Cause::far_end(Reason::ProtocolError));
            }
        }
    }

    /// A watcher has answered. Whoever refuses does not watch any more (§4.2.2; of the codes that would end the NOTIFY alone none tells
    /// that the next one would fare better, and a watcher that missed one would not know it).
    pub(super) fn notify_answered(&mut self, now: Now, id: SubscriptionId, response: &Response) {
        if response.status >= 300 {
            return self.notify_lost(now, id);
        }
        let Some(subscription) = self.simple.subscriptions.get_mut(&id) else {
            return;
        };
        subscription.in_flight = false;
        let changed = subscription.changed;
        if let Within::Talk(talk) = subscription.within
            && let Some(talk) = self.simple.talks.get_mut(&talk)
        {
            talk.dialog.refresh(response);
        }
        if changed {
            self.send_notify(now, id);
        }
    }

    /// A watcher is gone.
    pub(super) fn notify_lost(&mut self, _now: Now, id: SubscriptionId) {
        if self.drop_subscription(id).is_some() {
            self.unsubscribed(id);
        }
    }
}
