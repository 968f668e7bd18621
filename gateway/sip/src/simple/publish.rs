//! PUBLISH: somebody says of itself how reachable it is (RFC 3903).

use std::time::Duration;

use tolk_model::cause::Cause;
use tolk_model::edge::{Ask, EdgeOutput};
use tolk_model::id::PublicationId;
use tolk_model::limits::{may_have_more, source_of};
use tolk_model::presence::{Document, EdgeEvent, Package, Publish};
use tolk_model::time::Now;
use tolk_model::{Address, Domain, Pii};

use super::SimpleAsk;
use super::asked::Author;
use super::document::pidf;
use super::event::{Event, Kind, lifetime};
use super::state::DirectTimer;
use crate::auth::Waiting;
use crate::edge::SipEdge;
use crate::transaction::timers::TimerKey;
use crate::wire::Request;
use crate::wire::body::content_type;
use crate::wire::lex::trim;

/// Characters of an entity tag; nobody guesses them.
const TAG: usize = 20;

/// What somebody said of itself.
#[derive(Clone, Debug)]
pub(super) struct Publication {
    /// Names this state of it (§4.1). Each request that changes or prolongs it makes a new one.
    etag: String,
    /// Of whom.
    of: Pii<Address>,
    /// By whom: a tag that somebody has overheard is of no use to it.
    by: Author,
    /// Counts against this source.
    source: std::net::IpAddr,
}

/// What a PUBLISH wants (§4.1, Table 1).
enum Wish {
    /// Says something new.
    Initial(Document),
    /// Says something else.
    Modify(PublicationId, Document),
    /// Says the same for longer.
    Prolong(PublicationId),
    /// Says nothing any more.
    Remove(PublicationId),
}

impl SipEdge {
    /// A PUBLISH, whose sender is proved as far as it can be.
    pub(crate) fn publish(&mut self, now: Now, server: u64, request: &Request) {
        let event = Event::of(request).and_then(|e| e.kind());
        if event != Some(Kind::Told(Package::Presence)) {
            return self.refuse_publish(now, server, 489);
        }
        let lifetime = lifetime(&request.headers, &self.config.simple);
        let wish = lifetime.and_then(|l| Ok((l, self.wish(server, request, l)?)));
        let (lifetime, wish) = match wish {
            Ok(wish) => wish,
            Err(status) => return self.refuse_publish(now, server, status),
        };
        let (id, document) = match wish {
            Wish::Prolong(id) => return self.published(now, server, id, lifetime),
            Wish::Remove(id) => {
                self.published(now, server, id, Duration::ZERO);
                return self.unpublish(id);
            }
            Wish::Modify(id, document) => (id, document),
            Wish::Initial(document) => {
                let source = self.servers.get(&server).map(|s| s.source.ip());
                if source.is_none_or(|source| !self.may_publish(source)) {
                    self.limited("publications");
                    return self.refuse_with(now, server, 503, "");
                }
                (PublicationId(self.new_id()), document)
            }
        };
        let (Some(of), Some(by)) = (self.named(request), self.who_asks(server, request)) else {
            return self.answer(now, server, 416);
        };
        let ask = Ask::Publish(Box::new(Publish {
            publication: id,
            of,
            by,
            document,
        }));
        let what = SimpleAsk::Publish(id);
        if !self.ask(Waiting::Simple { server, what }, ask) {
            self.refuse_with(now, server, 503, "");
        }
    }

    /// The steps of §6, each with its status.
    fn wish(&mut self, server: u64, request: &Request, lifetime: Duration) -> Result<Wish, u16> {
        let tag = request.headers.text("sip-if-match").map(trim);
        let known = match tag {
            Some(tag) => Some(self.find_publication(server, request, tag).ok_or(412_u16)?),
            None => None,
        };
        match known {
            Some(id) if lifetime.is_zero() => return Ok(Wish::Remove(id)),
            Some(id) if request.body.is_empty() => return Ok(Wish::Prolong(id)),
            _ if request.body.is_empty() => return Err(400),
            _ => {}
        }
        let (kind, _) = content_type(request.headers.text("content-type").unwrap_or_default());
        if kind != pidf::PIDF || request.headers.count("content-encoding") > 0 {
            return Err(415);
        }
        let document = pidf::read(&request.body).map_err(|problem| {
            self.malformed(problem);
            400_u16
        })?;
        Ok(match known {
            Some(id) => Wish::Modify(id, document),
            None => Wish::Initial(document),
        })
    }

    fn refuse_publish(&mut self, now: Now, server: u64, status: u16) {
        if status == 400 {
            self.punish_server(now, server);
        }
        self.refuse_with(now, server, status, pidf::PIDF);
    }

    /// A publication by its tag, of the same person and by the same sender.
    fn find_publication(&self, server: u64, request: &Request, tag: &str) -> Option<PublicationId> {
        let id = *self.simple.by_etag.get(tag)?;
        let of = self.named(request)?;
        let of = plain(&of, &self.config.default_domain);
        let found = self.simple.publications.get(&id)?;
        let by = self.author(server)?;
        (*found.of.reveal() == of && found.by == by).then_some(id)
    }

    fn may_publish(&self, source: std::net::IpAddr) -> bool {
        let limits = &self.config.simple;
        let all = self.simple.publications.iter();
        let source = source_of(source);
        let held = all.filter(|(_, p)| source_of(p.source) == source).count();
        let (most, used) = (
            limits.publications_per_source,
            self.simple.publications.len(),
        );
        may_have_more(held, most, used, limits.publications)
    }

    /// The core permits it.
    pub(super) fn publication_permitted(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        id: PublicationId,
    ) {
        let lifetime = lifetime(&request.headers, &self.config.simple).unwrap_or_default();
        let of = self.named(request);
        let source = self.servers.get(&server).map(|s| s.source.ip());
        let (Some(of), Some(source), Some(by)) = (of, source, self.author(server)) else {
            return self.unpublish(id);
        };
        let publication = Publication {
            etag: String::new(),
            of: Pii::new(plain(&of, &self.config.default_domain)),
            by,
            source,
        };
        let known = self.simple.publications.contains_key(&id);
        if !known && self.simple.publications.insert(id, publication).is_err() {
            self.refuse_with(now, server, 503, "");
            return self.unpublish(id);
        }
        self.published(now, server, id, lifetime);
        if lifetime.is_zero() {
            // Said for no time at all.
            self.unpublish(id);
        }
    }

    /// The core does not permit it. What was said before stands.
    pub(super) fn publication_refused(&mut self, now: Now, server: u64, cause: &Cause) {
        self.refuse_direct(now, server, cause);
    }

    /// 200 with a new tag, and the time that it is good for.
    fn published(&mut self, now: Now, server: u64, id: PublicationId, lifetime: Duration) {
        let etag = self.random.token(TAG);
        if let Some(publication) = self.simple.publications.get_mut(&id) {
            let old = std::mem::replace(&mut publication.etag, etag.clone());
            self.simple.by_etag.remove(&old);
            self.simple.by_etag.insert(etag.clone(), id);
        }
        if !lifetime.is_zero() {
            let timer = TimerKey::Direct(DirectTimer::Unpublished(id));
            self.timers.set(timer, now.mono + lifetime);
        }
        if let Some(response) = self.response(server, 200) {
            let seconds = lifetime.as_secs().to_string();
            let response = response.with("sip-etag", etag).with("expires", seconds);
            self.respond(now, server, response);
        }
    }

    /// It is valid no longer.
    pub(super) fn unpublish(&mut self, id: PublicationId) {
        self.timers
            .stop(TimerKey::Direct(DirectTimer::Unpublished(id)));
        if let Some(gone) = self.simple.publications.remove(&id) {
            self.simple.by_etag.remove(&gone.etag);
        }
        self.output(EdgeOutput::Direct(EdgeEvent::Unpublished(id)));
    }
}

/// Without what only routing needs.
fn plain(of: &Address, default: &Domain) -> Address {
    let alias = of.to_alias(default);
    Address::at(alias.local, alias.domain)
}
