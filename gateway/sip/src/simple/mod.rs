//! What SIP says outside calls: who watches what (RFC 6665), who publishes what (RFC 3903), single messages (RFC 3428).

mod asked;
#[allow(dead_code, reason = "read by those who watch, which follows")]
mod document;
#[allow(dead_code, reason = "read by those who watch, which follows")]
mod ended;
mod event;
mod heard;
mod limits;
mod notifier;
mod notify;
mod publish;
mod state;

pub(crate) use asked::SimpleAsk;
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
        if self.simple.knows(request) && request.method == Method::Subscribe {
            return self.subscribe(now, server, request);
        }
        self.punish_server(now, server);
        self.answer(now, server, 481);
    }

    /// The core wants something outside calls.
    pub(crate) fn direct_command(&mut self, now: Now, command: DirectCommand) {
        match command {
            DirectCommand::Notify(id, document) => self.tell_watcher(now, id, document),
            DirectCommand::Unsubscribe(id, cause) => self.unsubscribe(now, id, &cause),
            DirectCommand::Watch { .. } | DirectCommand::Unwatch(_) | DirectCommand::Page(..) => {}
        }
    }

    /// A request of ours outside calls was answered.
    pub(crate) fn direct_response(&mut self, now: Now, what: Direct, response: &Response) {
        if response.status < 200 {
            return;
        }
        match what {
            Direct::Notify(id) => self.notify_answered(now, id, response),
        }
    }

    /// A request of ours outside calls could not be delivered, or was never answered.
    pub(crate) fn direct_failed(&mut self, now: Now, what: Direct, _why: &Cause) {
        match what {
            Direct::Notify(id) => self.notify_lost(now, id),
        }
    }

    /// Time has come for something outside calls.
    pub(crate) fn direct_timer(&mut self, now: Now, timer: DirectTimer) {
        match timer {
            DirectTimer::Expired(id) => self.subscription_expired(now, id),
            DirectTimer::Pace(id) => self.send_notify(now, id),
            DirectTimer::Unpublished(id) => self.unpublish(id),
        }
    }
}
