//! Questions to the core about requests outside calls, and its answers on the wire.

use std::net::IpAddr;

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::Reply;
use tolk_model::id::{PublicationId, SubscriptionId};
use tolk_model::limits::source_of;
use tolk_model::party::Trust;
use tolk_model::presence::{Asker, EdgeEvent};
use tolk_model::time::Now;

use super::event::ALLOW_EVENTS;
use crate::call::caller;
use crate::edge::SipEdge;
use crate::wire::Request;

/// Seconds after which somebody who found us full may try again.
const RETRY_AFTER: &str = "30";

/// What the core was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SimpleAsk {
    /// Whether it may be watched.
    Subscribe(SubscriptionId),
    /// Whether it may be said.
    Publish(PublicationId),
    /// Whether a message is taken.
    Page,
}

/// Who began something that lasts: nobody else goes on with it or ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// Somebody who proved this, from wherever.
    Proved(Trust),
    /// Somebody who proved nothing, in this network.
    In(IpAddr),
}

impl SipEdge {
    /// By whom a request is.
    pub(super) fn author(&self, server: u64) -> Option<Author> {
        let server = self.servers.get(&server)?;
        Some(match &server.trust {
            Trust::Anonymous => Author::In(source_of(server.source.ip())),
            proved => Author::Proved(proved.clone()),
        })
    }

    /// Who asks.
    pub(super) fn who_asks(&self, server: u64, request: &Request) -> Option<Asker> {
        let transaction = self.servers.get(&server)?;
        let trust = match transaction.leg {
            // What a request within a call proves was proved by the call.
            Some(_) => Trust::Anonymous,
            None => transaction.trust.clone(),
        };
        Some(Asker {
            from: caller(request, Some(&trust)),
            trust,
            origin: transaction.source.ip(),
            leg: transaction.leg,
        })
    }

    /// The core has answered.
    pub(crate) fn simple_answered(&mut self, now: Now, server: u64, what: SimpleAsk, reply: Reply) {
        let request = self.servers.get(&server).map(|s| s.request.clone());
        match (what, reply) {
            (SimpleAsk::Subscribe(id), Reply::Subscribe(Ok(document))) => match request {
                Some(request) => self.subscribed(now, server, &request, id, document),
                None => self.unsubscribed(id),
            },
            (SimpleAsk::Publish(id), Reply::Publish(Ok(()))) => match request {
                Some(request) => self.publication_permitted(now, server, &request, id),
                None => self.unpublish(id),
            },
            (_, Reply::Publish(Err(cause))) => self.publication_refused(now, server, &cause),
            (SimpleAsk::Page, Reply::Page(Ok(delivery))) => {
                self.page_taken(now, server, delivery);
            }
            (_, Reply::Page(Err(cause))) => self.refuse_direct(now, server, &cause),
            (_, Reply::Subscribe(Err(cause))) => self.refuse_direct(now, server, &cause),
            _ => self.refuse_direct(now, server, &Cause::us(Reason::InternalError)),
        }
    }

    /// Tells the core that somebody does not watch any more.
    pub(super) fn unsubscribed(&mut self, id: SubscriptionId) {
        self.output(tolk_model::edge::EdgeOutput::Direct(
            EdgeEvent::Unsubscribed(id),
        ));
    }

    /// A refusal by the core, by the table of causes.
    pub(super) fn refuse_direct(&mut self, now: Now, server: u64, cause: &Cause) {
        self.refuse_call(now, server, cause.reason);
    }

    /// A refusal by status, with the header that it demands.
    pub(super) fn refuse_with(&mut self, now: Now, server: u64, status: u16, accept: &str) {
        let Some(response) = self.response(server, status) else {
            return;
        };
        let shortest = self.config.simple.shortest.as_secs();
        let response = match status {
            406 | 415 => response.with("accept", accept),
            423 => response.with("min-expires", shortest.to_string()),
            489 => response.with("allow-events", ALLOW_EVENTS),
            503 => response.with("retry-after", RETRY_AFTER),
            _ => response,
        };
        self.respond(now, server, response);
    }
}
