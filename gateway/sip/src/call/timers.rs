//! Timers of calls.

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::State;
use crate::edge::SipEdge;
use crate::transaction::timers::{CallTimer, T2};

/// How often a provisional response is repeated (§13.3.1.1).
const PROGRESS: std::time::Duration = std::time::Duration::from_secs(60);

impl SipEdge {
    /// One fired.
    pub(crate) fn call_timer_fired(&mut self, now: Now, leg: LegId, timer: CallTimer) {
        match timer {
            CallTimer::Answer => self.answer_again(now, leg),
            CallTimer::NoAck => self.no_ack(now, leg),
            CallTimer::NoAnswer => self.no_answer(now, leg),
            CallTimer::Progress => self.progress_again(now, leg),
            CallTimer::MediaReply => self.media_reply_overdue(now, leg),
            CallTimer::Glare => self.glare_over(now, leg),
            CallTimer::Session => self.session_over(now, leg),
            CallTimer::Refresh => self.refresh_session(now, leg),
            CallTimer::Provisional => self.provisional_again(now, leg),
            CallTimer::Transfer => self.transfers_overdue(now, leg),
            CallTimer::NoPrack => self.no_prack(now, leg),
            CallTimer::Cancelled | CallTimer::Linger => self.cancel_overdue(leg),
        }
    }

    fn answer_again(&mut self, now: Now, leg: LegId) {
        let Some(answer) = self.calls.get_mut(&leg).and_then(|c| c.answer.as_mut()) else {
            return;
        };
        answer.interval = (answer.interval * 2).min(T2);
        let (server, interval) = (answer.server, answer.interval);
        let response = answer.response.clone();
        self.respond(now, server, response);
        self.call_timer(now, leg, CallTimer::Answer, interval);
    }

    /// §13.3.1.4: the session is ended when no ACK came.
    fn no_ack(&mut self, now: Now, leg: LegId) {
        self.stop_call_timer(leg, CallTimer::Answer);
        let why = Cause::network(Reason::TimedOut);
        self.send_bye(now, leg, why.reason);
        if self.calls.get(&leg).is_some_and(|c| c.ended) {
            return self.forget(leg);
        }
        self.finish(leg, why);
    }

    fn no_answer(&mut self, now: Now, leg: LegId) {
        let why = match self.calls.get(&leg).map(|c| c.state) {
            Some(State::Calling) => Cause::far_end(Reason::NoAnswer),
            Some(State::Offered { .. }) => Cause::us(Reason::NoAnswer),
            _ => return,
        };
        self.end(now, leg, why);
    }

    fn progress_again(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let status = call.progress.unwrap_or(183);
        self.say_progress(now, leg, status, None);
        self.call_timer(now, leg, CallTimer::Progress, PROGRESS);
    }

    /// The far end neither took nor refused a CANCEL: the INVITE is given up (§9.1).
    fn cancel_overdue(&mut self, leg: LegId) {
        let client = self
            .calls
            .get(&leg)
            .and_then(|c| c.outgoing.as_ref())
            .and_then(|o| o.client);
        if let Some(client) = client {
            self.close_client(client);
        }
        self.forget(leg);
    }
}
