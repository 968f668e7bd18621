//! Session timers in every role (RFC 4028): asked for, agreed to, refreshed by UPDATE or re-INVITE, and ended by BYE.

use std::time::Duration;

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::time::Now;

use super::State;
use super::media::Exchange;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::CallTimer;
use crate::wire::lex::{Parameters, digits};
use crate::wire::message::Common;
use crate::wire::{Headers, Method, Request, Response};

/// Longest session that is agreed to; a day.
const LONGEST: u64 = 86_400;
/// Shortest that anybody may demand (RFC 4028 §4).
pub(super) const SHORTEST: u32 = 90;
/// Times that an interval is raised for one INVITE: each proxy of a long chain may have its own minimum.
const MAX_RAISES: u8 = 4;
/// A refresh that failed, or that something else was in the way of, is tried again after this.
const AGAIN: Duration = Duration::from_secs(10);
/// Longest reserve before the end of a session (RFC 4028 §10).
const RESERVE: u32 = 32;

/// A session timer that both sides agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// Seconds without a refresh after which the session is over.
    pub(crate) seconds: u32,
    /// We refresh; otherwise the far end does.
    pub(crate) we_refresh: bool,
    /// The far end knows session timers itself.
    demand: bool,
}

fn has(headers: &Headers, name: &str) -> bool {
    headers.tokens(name).iter().any(|t| t == "timer")
}

/// Seconds and refresher of `Session-Expires`.
fn read(headers: &Headers) -> Option<Result<(u64, Option<String>), u16>> {
    let text = headers.text("session-expires")?;
    let (seconds, parameters) = text.split_once(';').unwrap_or((text, ""));
    let Some(seconds) = digits(seconds.trim()) else {
        return Some(Err(400));
    };
    let parameters = Parameters::parse(parameters).unwrap_or_default();
    let refresher = parameters
        .value("refresher")
        .map(|r| r.trim_matches('"').to_ascii_lowercase());
    Some(Ok((seconds, refresher)))
}

fn whole(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

impl SipEdge {
    /// What to answer to the session timer of a request, `before` being what the call had; an error status when that is impossible.
    pub(crate) fn session_timer(
        &self,
        request: &Request,
        before: Option<Session>,
    ) -> Result<Option<Session>, u16> {
        let headers = request.headers();
        let demand = has(headers, "require") || has(headers, "supported");
        let shortest = whole(self.config.min_session).max(SHORTEST);
        let Some(asked) = read(headers) else {
            // Whoever knows session timers and asks for none may be given one, which we refresh (RFC 4028 §9).
            let fresh = whole(self.config.session).max(shortest);
            let wanted = demand && self.config.session > Duration::ZERO;
            return Ok(wanted.then(|| Session {
                seconds: before.map_or(fresh, |b| b.seconds),
                we_refresh: true,
                demand,
            }));
        };
        let (seconds, refresher) = asked?;
        let seconds = u32::try_from(seconds.min(LONGEST)).unwrap_or(shortest);
        if demand && seconds < shortest {
            return Err(422);
        }
        let we_refresh = match refresher.as_deref() {
            // One that a proxy asked for, in the name of a caller that knows nothing of it, is ours to keep alive.
            _ if !demand => true,
            Some("uac") => false,
            Some("uas") => true,
            _ => before.is_some_and(|b| b.we_refresh),
        };
        Ok(Some(Session {
            seconds: seconds.max(shortest),
            we_refresh,
            demand,
        }))
    }

    /// `Min-SE` of our 422.
    pub(super) fn shortest_session(&self) -> String {
        whole(self.config.min_session).max(SHORTEST).to_string()
    }

    /// Writes what was agreed into a 2xx of ours and starts the clock.
    pub(crate) fn confirm_session(&mut self, now: Now, leg: LegId, response: &mut Response) {
        if let Some(session) = self.calls.get(&leg).and_then(|c| c.session) {
            if session.demand {
                response.headers.push("require", "timer");
            }
            let who = if session.we_refresh { "uas" } else { "uac" };
            let agreed = format!("{};refresher={who}", session.seconds);
            response.headers.push("session-expires", agreed);
        }
        self.start_session(now, leg);
    }

    /// `Session-Expires` and `Min-SE` of a request of ours that begins or refreshes a session.
    pub(super) fn ask_session(&self, leg: Option<LegId>, headers: &mut Headers) {
        if self.config.session.is_zero() {
            return;
        }
        let call = leg.and_then(|l| self.calls.get(&l));
        let least = call.map_or(0, |c| c.min_session);
        let text = match call.and_then(|c| c.session) {
            Some(session) => {
                let who = if session.we_refresh { "uac" } else { "uas" };
                format!("{};refresher={who}", session.seconds.max(least))
            }
            // An answered call without a session timer stays without.
            None if call.is_some_and(|c| c.state == State::Up) => return,
            None => whole(self.config.session)
                .max(least)
                .max(SHORTEST)
                .to_string(),
        };
        headers.set("session-expires", text);
        if least > 0 {
            headers.set("min-se", least.to_string());
        }
    }

    /// Takes what a 2xx to a request of ours says; without a word there is no session timer (RFC 4028 §7.2).
    pub(super) fn session_agreed(&mut self, now: Now, leg: LegId, response: &Response) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.session = match read(response.headers()) {
            Some(Ok((seconds, refresher))) => Some(Session {
                seconds: u32::try_from(seconds.min(LONGEST))
                    .unwrap_or(SHORTEST)
                    .max(SHORTEST),
                we_refresh: refresher.as_deref() != Some("uas"),
                demand: true,
            }),
            _ => None,
        };
        self.start_session(now, leg);
    }

    fn start_session(&mut self, now: Now, leg: LegId) {
        self.stop_call_timer(leg, CallTimer::Session);
        self.stop_call_timer(leg, CallTimer::Refresh);
        let Some(session) = self.calls.get(&leg).and_then(|c| c.session) else {
            return;
        };
        let seconds = |s: u32| Duration::from_secs(u64::from(s));
        let reserve = RESERVE.min(session.seconds / 3);
        let end = session.seconds - reserve;
        self.call_timer(now, leg, CallTimer::Session, seconds(end));
        if session.we_refresh {
            self.call_timer(now, leg, CallTimer::Refresh, seconds(session.seconds / 2));
        }
    }

    /// Half the session is over: refresh it, by UPDATE when the far end knows it, else by the same description again.
    pub(super) fn refresh_session(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let free = matches!(call.exchange, Exchange::Idle | Exchange::Told { .. });
        if call.state != State::Up || !free || call.answer.is_some() || !call.queued.is_empty() {
            return self.call_timer(now, leg, CallTimer::Refresh, AGAIN);
        }
        if !call.peer.update {
            let again = call.local.clone();
            self.call_timer(now, leg, CallTimer::Refresh, AGAIN);
            return self.offer_later(now, leg, None, again);
        }
        let Some(dialog) = call.dialog.as_mut() else {
            return;
        };
        let mut request = dialog.request(Method::Update);
        self.ask_session(Some(leg), &mut request.headers);
        request
            .headers
            .push("supported", crate::wire::method::SUPPORTED);
        self.send_in_dialog(now, leg, Purpose::Refresh, request);
    }

    /// The far end answered our UPDATE.
    pub(super) fn refresh_response(&mut self, now: Now, leg: LegId, response: &Response) {
        match response.status {
            ..=199 => {}
            200..=299 => {
                if let Some(dialog) = self.calls.get_mut(&leg).and_then(|c| c.dialog.as_mut()) {
                    dialog.refresh(response);
                }
                self.session_agreed(now, leg, response);
            }
            408 | 481 => {
                self.send_bye(now, leg, Reason::ConnectionLost);
                self.finish(leg, Cause::far_end(Reason::ConnectionLost));
            }
            status => {
                if let (405 | 501, Some(call)) = (status, self.calls.get_mut(&leg)) {
                    call.peer.update = false;
                    return self.refresh_session(now, leg);
                }
                if self.raise_interval(leg, response) {
                    return self.refresh_session(now, leg);
                }
                self.call_timer(now, leg, CallTimer::Refresh, AGAIN);
            }
        }
    }

    /// 422: takes the far end's minimum; `false` when it is no reason to ask again.
    pub(super) fn raise_interval(&mut self, leg: LegId, response: &Response) -> bool {
        if response.status != 422 {
            return false;
        }
        let least = response
            .headers
            .text("min-se")
            .and_then(|text| digits(text.split(';').next()?.trim()))
            .and_then(|n| u32::try_from(n.min(LONGEST)).ok());
        let Some((least, call)) = least.zip(self.calls.get_mut(&leg)) else {
            return false;
        };
        let higher = least > call.min_session;
        call.min_session = call.min_session.max(least);
        higher
    }

    /// 422 to our first INVITE: the same call with a longer interval and the next number (RFC 4028 §7.3).
    pub(super) fn longer_session(&mut self, now: Now, leg: LegId, response: &Response) -> bool {
        let raised = self.raise_interval(leg, response);
        let mut headers = match self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            Some(outgoing) if raised && outgoing.intervals < MAX_RAISES => {
                outgoing.intervals += 1;
                std::mem::take(&mut outgoing.request.headers)
            }
            _ => return false,
        };
        self.ask_session(Some(leg), &mut headers);
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            outgoing.request.headers = headers;
            outgoing.next_number();
        }
        self.send_invite(now, leg);
        true
    }

    /// Nobody refreshed in time.
    pub(super) fn session_over(&mut self, now: Now, leg: LegId) {
        let why = Cause::network(Reason::ConnectionLost);
        self.send_bye(now, leg, why.reason);
        self.finish(leg, why);
    }
}
