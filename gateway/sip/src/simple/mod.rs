//! What SIP says outside calls: who watches what (RFC 6665), who publishes what (RFC 3903), single messages (RFC 3428).

mod asked;
mod document;
mod ended;
mod event;
mod heard;
mod limits;
mod line;
mod notifier;
mod notify;
mod page;
mod publish;
mod state;
mod text;
mod watcher;
mod way;

pub(crate) use asked::SimpleAsk;
pub(crate) use document::fuzz_documents;
pub(crate) use event::{ALLOW_EVENTS, Event};
pub use limits::SimpleLimits;
pub(crate) use state::{Direct, DirectTimer, Simple};

use tolk_model::cause::Cause;
use tolk_model::presence::DirectCommand;
use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::wire::{Method, Request, Response};

impl SipEdge {
    /// A request within a dialog that is no call's.
    pub(crate) fn outside_calls(&mut self, now: Now, server: u64, request: &Request) {
        let watch = self.simple.watch_of(request);
        match (&request.method, watch) {
            (Method::Notify, Some(watch)) => return self.notified(now, server, request, watch),
            // Its dialog proves nobody: whoever has overheard it could end what another watches.
            (Method::Subscribe, None) if self.simple.talk_of(request).is_some() => {
                return self.prove(now, server, request);
            }
            (Method::Subscribe, None) if self.aside_subscribed(now, server, request) => return,
            _ => {}
        }
        self.punish_server(now, server);
        self.answer(now, server, 481);
    }

    /// The core wants something outside calls.
    pub(crate) fn direct_command(&mut self, now: Now, command: DirectCommand) {
        match command {
            DirectCommand::Notify(id, document) => self.tell_watcher(now, id, document),
            DirectCommand::Unsubscribe(id, cause) => self.unsubscribe(now, id, &cause),
            DirectCommand::Watch {
                watch,
                package,
                of,
                by,
                route,
            } => self.watch(now, watch, package, &of, &by, route),
            DirectCommand::Unwatch(id) => self.unwatch(now, id),
            DirectCommand::Page(id, page) => self.send_page(now, id, *page),
        }
    }

    /// A request of ours outside calls was answered.
    pub(crate) fn direct_response(
        &mut self,
        now: Now,
        client: u64,
        what: Direct,
        response: &Response,
    ) {
        if response.status < 200 {
            return;
        }
        match what {
            Direct::Notify(id) => self.notify_answered(now, id, response),
            Direct::Watch(id) => self.watch_answered(now, client, id, response),
            Direct::Page(id) => self.page_answered(now, id, response),
            Direct::Line(leg) => self.line_answered(leg, response.status),
        }
    }

    /// A request of ours outside calls could not be delivered, or was never answered.
    pub(crate) fn direct_failed(&mut self, now: Now, what: Direct, why: &Cause) {
        match what {
            Direct::Notify(id) => self.notify_lost(now, id),
            Direct::Watch(id) => self.watch_failed(now, id, why),
            Direct::Page(id) => self.page_done(id, Err(why.clone())),
            // The call tells by itself when its far end is gone.
            Direct::Line(_) => {}
        }
    }

    /// Time has come for something outside calls.
    pub(crate) fn direct_timer(&mut self, now: Now, timer: DirectTimer) {
        match timer {
            DirectTimer::Expired(id) => self.subscription_expired(now, id),
            DirectTimer::Pace(id) => self.send_notify(now, id),
            DirectTimer::Refresh(id) => self.refresh_watch(now, id),
            DirectTimer::Silence(id) => self.watch_silent(id),
            DirectTimer::Unpublished(id) => self.unpublish(id),
        }
    }
}
