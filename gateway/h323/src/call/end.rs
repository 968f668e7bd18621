//! How calls end: exactly one `Ended` for each leg, and nothing left behind.

use tolk_model::cause::Cause;
use tolk_model::edge::EdgeOutput;
use tolk_model::id::LegId;
use tolk_model::leg::LegEvent;
use tolk_model::time::Now;

use crate::cause;
use crate::edge::{CallTimer, H323Edge, TimerKey};
use crate::h225::Outgoing;

impl H323Edge {
    /// `End`.
    pub(super) fn end(&mut self, now: Now, leg: LegId, why: Cause) {
        self.say_end(now, leg, &why);
        self.finish(now, leg, why);
    }

    /// The same for a reason of our own.
    pub(crate) fn fail(&mut self, now: Now, leg: LegId, why: Cause) {
        self.end(now, leg, why);
    }

    /// ReleaseComplete, with the end of control before or in it (H.323 §8.5).
    pub(super) fn say_end(&mut self, now: Now, leg: LegId, why: &Cause) {
        let tunnelled = self.end_control(now, leg);
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let (Some(flow), names, tunnels) = (call.flow, call.names, call.tunnels) else {
            return;
        };
        let (cause, release) = cause::release(why.reason);
        let mut out = Outgoing::release(&names, cause, release);
        out.tunnels = tunnels;
        out.control = tunnelled;
        self.signal(flow, Some(leg), out);
    }

    /// Says `Ended` once, and forgets everything of the call. A connection without calls is closed.
    pub(crate) fn finish(&mut self, now: Now, leg: LegId, why: Cause) {
        let Some(call) = self.calls.remove(&leg) else {
            return;
        };
        for timer in CallTimer::ALL {
            self.timers.stop(TimerKey::Call(leg, timer));
        }
        if let Some(source) = call.source {
            self.sources.call_ended(source);
        }
        self.queries.retain(|_, asked| *asked != leg);
        self.asks.retain(|_, asked| *asked != leg);
        self.event(leg, LegEvent::Ended(why));
        if let Some(flow) = call.control.flow() {
            self.output(EdgeOutput::Close(flow));
            self.forget_flow(flow);
        }
        if let Some(key) = call.key() {
            self.leave_flow(now, key);
        }
    }

    /// A call no longer uses its connection.
    pub(super) fn leave_flow(&mut self, now: Now, key: (tolk_model::FlowId, u16, bool)) {
        self.by_reference.remove(&key);
        let Some(flow) = self.flows.get_mut(key.0) else {
            return;
        };
        flow.calls = flow.calls.saturating_sub(1);
        if flow.calls > 0 {
            return;
        }
        let ours = flow.info.as_ref().is_none_or(|info| !info.accepted);
        if ours {
            self.drop_flow(now, key.0);
        } else {
            // Who called closes; it may also call again on it (H.323 §7.3).
            self.watch_use(now, key.0);
        }
    }
}
