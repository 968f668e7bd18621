//! SUBSCRIBE: somebody wants to watch (RFC 6665 §4.2).

use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::edge::Ask;
use tolk_model::id::SubscriptionId;
use tolk_model::party::Trust;
use tolk_model::presence::{Document, Subscribe};
use tolk_model::time::{Mono, Now};

use super::SimpleAsk;
use super::event::{Event, Kind, accepts, lifetime};
use super::state::{DirectTimer, Subscription, Talk, Within};
use crate::auth::Waiting;
use crate::call::called_user;
use crate::dialog::Dialog;
use crate::edge::SipEdge;
use crate::transaction::timers::TimerKey;
use crate::wire::message::Common;
use crate::wire::uri::print_address;
use crate::wire::{Request, Response};

impl SipEdge {
    /// A SUBSCRIBE, whose sender is proved as far as it can be: a new subscription, another one in a dialog, a refresh, or the end.
    pub(crate) fn subscribe(&mut self, now: Now, server: u64, request: &Request) {
        let Some((event, kind)) = Event::of(request).and_then(|e| Some((e.clone(), e.kind()?)))
        else {
            return self.refuse_with(now, server, 489, "");
        };
        let within = self.dialog_of(server, request);
        if !self.goes_on(server, within, request) {
            self.punish_server(now, server);
            return self.answer(now, server, 481);
        }
        if !self.in_order(within, request) {
            return self.answer(now, server, 500);
        }
        let lifetime = match lifetime(&request.headers, &self.config.simple) {
            Ok(lifetime) => lifetime,
            Err(status) => return self.refuse_with(now, server, status, ""),
        };
        let known = within.and_then(|w| self.simple.find(w, &event));
        if let Some(id) = known {
            return self.refresh(now, server, request, id, lifetime);
        }
        if kind == Kind::Mailbox && !self.has_mailbox(server) {
            self.punish_server(now, server);
            return self.answer(now, server, 403);
        }
        if !accepts(request, kind.media_type()) {
            return self.refuse_with(now, server, 406, kind.media_type());
        }
        let source = self.servers.get(&server).map(|s| s.source.ip());
        if source.is_none_or(|source| !self.simple.has_room(source, within)) {
            self.limited("subscriptions");
            return self.refuse_with(now, server, 503, "");
        }
        let id = SubscriptionId(self.new_id());
        match kind {
            Kind::Told(package) => {
                let (Some(of), Some(by)) =
                    (self.called(now, request), self.who_asks(server, request))
                else {
                    return self.answer(now, server, 416);
                };
                let ask = Ask::Subscribe(Box::new(Subscribe {
                    subscription: id,
                    package,
                    of,
                    by,
                    once: lifetime.is_zero(),
                }));
                let what = SimpleAsk::Subscribe(id);
                if !self.ask(Waiting::Simple { server, what }, ask) {
                    self.refuse_with(now, server, 503, "");
                }
            }
            Kind::Mailbox => {
                self.begin_subscription(now, server, request, id, None);
            }
        }
    }

    /// The dialog that a request is in, when it is in one.
    fn dialog_of(&self, server: u64, request: &Request) -> Option<Within> {
        let leg = self.servers.get(&server)?.leg;
        let talk = || self.simple.talk_of(request).map(Within::Talk);
        leg.map(Within::Leg).or_else(talk)
    }

    /// Whether a request begins a dialog, or is by whoever began the one that it names.
    fn goes_on(&self, server: u64, within: Option<Within>, request: &Request) -> bool {
        match within {
            Some(Within::Talk(talk)) => {
                let talk = self.simple.talks.get(&talk);
                talk.is_some_and(|t| self.author(server).as_ref() == Some(&t.by))
            }
            Some(Within::Leg(_)) => true,
            // Its dialog may have ended while the sender was proved.
            None => request.to_tag().is_empty(),
        }
    }

    /// Whether a request comes from somebody who could have a mailbox. The core is not asked, for there is none: a stranger would have
    /// a dialog that lasts for nothing.
    fn has_mailbox(&self, server: u64) -> bool {
        let known = |s: &crate::edge::Server| {
            matches!(s.trust, Trust::Registered { .. } | Trust::Trunk { .. })
                || s.asker.is_configured()
        };
        self.servers.get(&server).is_some_and(known)
    }

    /// §12.2.2 of RFC 3261 for dialogs of ours; calls look at their own. A refresh also moves the target.
    fn in_order(&mut self, within: Option<Within>, request: &Request) -> bool {
        let Some(Within::Talk(talk)) = within else {
            return true;
        };
        let number = request.cseq().map_or(0, |c| c.0);
        let Some(talk) = self.simple.talks.get_mut(&talk) else {
            return false;
        };
        let in_order = talk.dialog.accept(number);
        if in_order {
            talk.dialog.refresh(request);
        }
        in_order
    }

    /// The core permits it.
    pub(super) fn subscribed(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        id: SubscriptionId,
        document: Document,
    ) {
        if !self.begin_subscription(now, server, request, id, Some(document)) {
            self.unsubscribed(id);
        }
    }

    /// Makes a subscription, says 200 and tells what there is. `false` when nothing lives that the core has to be told the end of.
    fn begin_subscription(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        id: SubscriptionId,
        document: Option<Document>,
    ) -> bool {
        let made = self.new_subscription(now, server, request, document);
        let (lifetime, subscription) = match made {
            Ok(made) => made,
            Err(status) => {
                self.refuse_with(now, server, status, "");
                return false;
            }
        };
        let within = subscription.within;
        let Some(response) = self.subscribe_response(server, within, lifetime) else {
            self.drop_talk(within);
            return false;
        };
        if !self.simple.insert(id, subscription) {
            self.drop_talk(within);
            self.refuse_with(now, server, 503, "");
            return false;
        }
        self.respond(now, server, response);
        if lifetime.is_zero() {
            // It was wanted once: nothing follows, and nothing is told of its end.
            self.end_subscription(now, id, Reason::TimedOut);
        } else {
            let timer = TimerKey::Direct(DirectTimer::Expired(id));
            self.timers.set(timer, now.mono + lifetime);
            self.send_notify(now, id);
        }
        true
    }

    fn new_subscription(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        document: Option<Document>,
    ) -> Result<(Duration, Subscription), u16> {
        let event = Event::of(request).ok_or(489_u16)?;
        let kind = event.kind().ok_or(489_u16)?;
        let lifetime = lifetime(&request.headers, &self.config.simple)?;
        let source = self.servers.get(&server).map(|s| s.source.ip());
        let source = source.ok_or(500_u16)?;
        let of = self.named(request).ok_or(416_u16)?;
        let plain = tolk_model::Address {
            port: None,
            transport: None,
            ..of
        };
        let entity = print_address(&plain, &self.config.default_domain);
        let within = match self.dialog_of(server, request) {
            Some(Within::Leg(leg)) if self.calls.get(&leg).is_none_or(|c| c.ended) => {
                return Err(481);
            }
            Some(within) => within,
            None if request.to_tag().is_empty() => self.new_talk(server, request)?,
            // Its dialog ended while the core was asked.
            None => return Err(481),
        };
        let subscription = Subscription {
            event,
            kind,
            within,
            entity,
            source,
            expires: now.mono + lifetime,
            document,
            told: None,
            version: 0,
            in_flight: false,
            changed: false,
            not_before: Mono::ZERO,
        };
        Ok((lifetime, subscription))
    }

    /// A dialog that a SUBSCRIBE begins.
    fn new_talk(&mut self, server: u64, request: &Request) -> Result<Within, u16> {
        let by = self.author(server).ok_or(500_u16)?;
        let transaction = self.servers.get(&server).ok_or(500_u16)?;
        let (tag, flow) = (transaction.tag.clone(), transaction.flow);
        let first = self.random.below(1 << 16);
        let dialog = Dialog::answering(request, &tag, first).map_err(|p| p.status())?;
        let talk = Talk {
            hint: self.direct_hint(request, &dialog, flow),
            neighbour: self.neighbour(flow),
            user: called_user(request).unwrap_or_else(|| "tolk".to_string()),
            dialog,
            by,
        };
        let id = self.new_id();
        let key = (talk.dialog.call_id.clone(), tag);
        self.simple.talks.insert(id, talk).map_err(|_| 503_u16)?;
        self.simple.by_tags.insert(key, id);
        Ok(Within::Talk(id))
    }

    fn subscribe_response(
        &self,
        server: u64,
        within: Within,
        lifetime: Duration,
    ) -> Option<Response> {
        let user = self.user_within(within)?;
        let response = self.call_response(server, 200, &user)?;
        Some(response.with("expires", lifetime.as_secs().to_string()))
    }

    /// User part of our `Contact` in a dialog.
    pub(super) fn user_within(&self, within: Within) -> Option<String> {
        match within {
            Within::Leg(leg) => self.calls.get(&leg).map(|c| c.user.clone()),
            Within::Talk(talk) => self.simple.talks.get(&talk).map(|t| t.user.clone()),
        }
    }

    /// A SUBSCRIBE for what is watched already: longer, or no longer. Either way everything is told once more (§4.2.1.2).
    fn refresh(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        id: SubscriptionId,
        lifetime: Duration,
    ) {
        let Some(within) = self.simple.subscriptions.get(&id).map(|s| s.within) else {
            return;
        };
        self.renew_hint(server, request, within);
        let Some(response) = self.subscribe_response(server, within, lifetime) else {
            return self.answer(now, server, 481);
        };
        self.respond(now, server, response);
        if let Some(subscription) = self.simple.subscriptions.get_mut(&id) {
            subscription.expires = now.mono + lifetime;
            subscription.told = None;
            subscription.not_before = Mono::ZERO;
        }
        if lifetime.is_zero() {
            self.end_subscription(now, id, Reason::TimedOut);
            return self.unsubscribed(id);
        }
        let timer = TimerKey::Direct(DirectTimer::Expired(id));
        self.timers.set(timer, now.mono + lifetime);
        self.send_notify(now, id);
    }

    /// A watcher that came back by another flow is told by that one.
    fn renew_hint(&mut self, server: u64, request: &Request, within: Within) {
        let flow = self.servers.get(&server).map(|s| s.flow);
        let (Within::Talk(id), Some(flow)) = (within, flow) else {
            return;
        };
        let dialog = self.simple.talks.get(&id).map(|t| t.dialog.clone());
        let hint = dialog.and_then(|d| self.direct_hint(request, &d, flow));
        if let Some(talk) = self.simple.talks.get_mut(&id) {
            talk.hint = hint;
        }
    }

    /// Nobody refreshed it.
    pub(super) fn subscription_expired(&mut self, now: Now, id: SubscriptionId) {
        if self.simple.subscriptions.contains_key(&id) {
            self.end_subscription(now, id, Reason::TimedOut);
            self.unsubscribed(id);
        }
    }

    /// A call is over, and with it what was watched within it (RFC 5057 would let it live on; nobody's telephone does).
    pub(crate) fn call_subscriptions_end(&mut self, leg: tolk_model::LegId) {
        for id in self.simple.within(Within::Leg(leg)).to_vec() {
            if self.drop_subscription(id).is_some() {
                self.unsubscribed(id);
            }
        }
    }
}
