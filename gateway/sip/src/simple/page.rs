//! MESSAGE outside calls (RFC 3428), in and out.

use tolk_model::Pii;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, EdgeOutput};
use tolk_model::id::PageId;
use tolk_model::presence::{Delivery, EdgeEvent, Page};
use tolk_model::time::Now;

use super::SimpleAsk;
use super::state::Direct;
use super::text::{PLAIN, PLAIN_UTF8, text_of};
use super::way::Way;
use crate::auth::Waiting;
use crate::call::cause;
use crate::edge::{Purpose, SipEdge};
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response, Uri};

/// A page of ours that is on its way.
#[derive(Debug)]
pub(super) struct SentPage {
    request: Request,
    way: Way,
    /// Who wrote it, for a trunk that shows names.
    display: Pii<String>,
}

impl SipEdge {
    /// A MESSAGE outside calls.
    pub(crate) fn page(&mut self, now: Now, server: u64, request: &Request) {
        let text = match text_of(request) {
            Ok(Some(text)) => text,
            Ok(None) => return self.answer(now, server, 200),
            Err(status) => return self.refuse_with(now, server, status, PLAIN),
        };
        let (Some(to), Some(by)) = (self.called(now, request), self.who_asks(server, request))
        else {
            return self.answer(now, server, 416);
        };
        let page = Page {
            to,
            from: by.from.clone(),
            text: Pii::new(text),
            route: None,
        };
        let what = SimpleAsk::Page;
        let ask = Ask::Page(Box::new(page), Box::new(by));
        if !self.ask(Waiting::Simple { server, what }, ask) {
            self.refuse_with(now, server, 503, "");
        }
    }

    /// The core took it.
    pub(super) fn page_taken(&mut self, now: Now, server: u64, delivery: Delivery) {
        let status = match delivery {
            Delivery::Delivered => 200,
            // RFC 3428 §7: on its way.
            Delivery::Relayed => 202,
        };
        self.answer(now, server, status);
    }

    /// The core sends one.
    pub(super) fn send_page(&mut self, now: Now, id: PageId, page: Page) {
        if self.simple.pages.contains_key(&id) {
            return;
        }
        if let Err(cause) = self.begin_page(now, id, page) {
            self.page_done(id, Err(cause));
        }
    }

    fn begin_page(&mut self, now: Now, id: PageId, page: Page) -> Result<(), Cause> {
        if page.text.reveal().len() > tolk_model::presence::MAX_PAGE_BYTES {
            return Err(Cause::us(Reason::NotSupported));
        }
        let request =
            self.outside_request(Method::Message, &page.to, &page.from, page.route.as_ref())?;
        let sent = SentPage {
            request: request.with_body(PLAIN_UTF8, page.text.reveal().as_bytes()),
            way: self.way_of(page.route)?,
            display: page.from.display_name,
        };
        let full = self.simple.pages.insert(id, sent).is_err();
        if full {
            self.limited("messages");
            return Err(Cause::us(Reason::Overloaded));
        }
        self.put_page(now, id);
        Ok(())
    }

    fn put_page(&mut self, now: Now, id: PageId) {
        let Some(page) = self.simple.pages.get(&id) else {
            return;
        };
        let (mut request, mut way) = (page.request.clone(), page.way.clone());
        let display = page.display.clone();
        self.present(&mut way, display.reveal(), &mut request);
        let hop = match Uri::parse(&request.uri) {
            Ok(Uri::Sip(hop)) => hop,
            _ => return self.page_done(id, Err(Cause::us(Reason::NotFound))),
        };
        let Some(client) = self.open_client(None, Purpose::Direct(Direct::Page(id)), request)
        else {
            return self.page_done(id, Err(Cause::us(Reason::Overloaded)));
        };
        if let Some(page) = self.simple.pages.get_mut(&id) {
            page.way.clone_from(&way);
        }
        self.route_out(now, client, way.trunk.as_ref(), way.device.as_ref(), &hop);
    }

    /// It was answered.
    pub(super) fn page_answered(&mut self, now: Now, id: PageId, response: &Response) {
        let challenged = self.simple.pages.get(&id).map(|p| p.way.clone());
        if let Some(mut way) = challenged
            && let Some(by) = way.trunk.as_mut()
            && self.take_challenge_by(by, response)
        {
            if let Some(page) = self.simple.pages.get_mut(&id) {
                let number = page.request.cseq().map_or(1, |c| c.0) + 1;
                page.request
                    .headers
                    .set("cseq", format!("{number} {}", Method::Message));
                page.way = way;
            }
            return self.put_page(now, id);
        }
        let done = match response.status {
            202 => Ok(Delivery::Relayed),
            200..=299 => Ok(Delivery::Delivered),
            status => Err(cause::refused(status, &response.headers)),
        };
        self.page_done(id, done);
    }

    /// It is over, exactly once.
    pub(super) fn page_done(&mut self, id: PageId, done: Result<Delivery, Cause>) {
        self.simple.pages.remove(&id);
        self.output(EdgeOutput::Direct(EdgeEvent::PageDone(id, done)));
    }
}
