//! Provisional responses of ours: ringing, early media, and those that the caller confirms (RFC 3262 §3, RFC 6337 §2.2).

use std::collections::VecDeque;
use std::time::Duration;

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::LegEvent;
use tolk_model::time::Now;

use super::{State, cause};
use crate::edge::SipEdge;
use crate::transaction::timers::{CallTimer, T1, T64};
use crate::wire::body::{Description, SDP, description};
use crate::wire::lex::digits;
use crate::wire::message::Common;
use crate::wire::{Headers, Method, Request, Response};

/// Provisional responses that wait for the one before to be confirmed; a core says two or three.
const MAX_WAITING: usize = 4;

/// What the caller said of reliable provisional responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// It does not know them.
    #[default]
    No,
    /// It can: those with a description are sent so.
    Can,
    /// It demands them.
    Must,
}

impl Wanted {
    /// From `Supported` and `Require` of an INVITE.
    pub(crate) fn of(headers: &Headers) -> Wanted {
        let has = |name| headers.tokens(name).iter().any(|t| t == "100rel");
        match (has("require"), has("supported")) {
            (true, _) => Wanted::Must,
            (false, true) => Wanted::Can,
            (false, false) => Wanted::No,
        }
    }
}

/// One that waits for its PRACK.
#[derive(Debug)]
struct Pending {
    number: u32,
    rseq: u32,
    response: Response,
    interval: Duration,
    describes: bool,
}

/// What we said before the answer.
#[derive(Debug)]
struct Early {
    text: String,
    media: MediaDescription,
    /// The exchange is over: ours was confirmed, or answered.
    agreed: bool,
}

/// Reliable provisional responses of one call.
#[derive(Debug, Default)]
pub(crate) struct Reliable {
    pub(crate) wanted: Wanted,
    /// `RSeq` of the last one; 0 before the first.
    last: u32,
    open: Option<Pending>,
    waiting: VecDeque<(u16, Option<String>)>,
    /// `Accept` that waits for a PRACK: no 2xx may overtake a description (RFC 3262 §3).
    accept: Option<MediaDescription>,
    early: Option<Early>,
    /// What a PRACK answered to our offer.
    pub(super) answered: Option<MediaDescription>,
}

/// How the 2xx is to be written.
pub(super) enum Written {
    /// No exchange yet.
    Fresh,
    /// The answer was shown before, and must be the same (RFC 3261 §13.2.1).
    Shown(String, MediaDescription),
    /// The exchange is over: no description.
    Agreed(MediaDescription),
}

impl Reliable {
    /// Both sides have agreed before the answer.
    pub(super) fn agreed(&self) -> bool {
        self.open.is_none() && self.early.as_ref().is_some_and(|e| e.agreed)
    }

    /// Our offer in a provisional response waits for its PRACK.
    pub(super) fn asks(&self, by_us: bool) -> bool {
        by_us && self.open.as_ref().is_some_and(|o| o.describes)
    }

    /// Whether the 2xx has to wait.
    pub(super) fn postpones(&mut self, media: &MediaDescription) -> bool {
        let blocked = self.open.as_ref().is_some_and(|o| o.describes)
            || self.waiting.iter().any(|(_, text)| text.is_some());
        if blocked {
            self.accept = Some(media.clone());
        }
        blocked
    }

    /// What was said before the answer.
    pub(super) fn written(&self) -> Written {
        match &self.early {
            None => Written::Fresh,
            Some(early) if early.agreed => Written::Agreed(early.media.clone()),
            Some(early) => Written::Shown(early.text.clone(), early.media.clone()),
        }
    }

    /// A later exchange before the answer (UPDATE, PRACK) changed what we say.
    pub(super) fn moved_to(&mut self, media: &MediaDescription) {
        if let Some(early) = self.early.as_mut() {
            early.media = media.clone();
        }
    }
}

impl SipEdge {
    /// `Ring`.
    pub(crate) fn ring(&mut self, now: Now, leg: LegId) {
        if let Some(call) = self.calls.get_mut(&leg) {
            call.progress = Some(180);
        }
        self.say_progress(now, leg, 180, None);
    }

    /// `Early`: 183 with our answer, or with our offer when the caller made none and confirms provisional responses.
    pub(super) fn early(&mut self, now: Now, leg: LegId, media: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let State::Offered { asks, .. } = call.state else {
            return;
        };
        if call.reliable.early.is_some() || (asks && call.reliable.wanted == Wanted::No) {
            return;
        }
        let written = if asks {
            call.negotiation.write_offer(&media)
        } else {
            call.negotiation.write_answer(&media)
        };
        let text = match written {
            Ok(text) => text,
            Err(error) => return self.end(now, leg, cause::description(&error)),
        };
        call.local = media.clone();
        call.reliable.early = Some(Early {
            text: text.clone(),
            media,
            agreed: false,
        });
        call.progress = call.progress.or(Some(183));
        self.say_progress(now, leg, 183, Some(text));
    }

    /// Sends 101-199, reliably when the caller wants it so; one at a time (RFC 3262 §3).
    pub(super) fn say_progress(&mut self, now: Now, leg: LegId, status: u16, text: Option<String>) {
        let first = self.random.below(1 << 20) + 1;
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let State::Offered { server, .. } = call.state else {
            return;
        };
        let wanted = call.reliable.wanted;
        let reliable = wanted == Wanted::Must || (wanted == Wanted::Can && text.is_some());
        if reliable && call.reliable.open.is_some() {
            if call.reliable.waiting.len() < MAX_WAITING {
                call.reliable.waiting.push_back((status, text));
            }
            return;
        }
        if reliable {
            call.reliable.last = match call.reliable.last {
                0 => first,
                last => last + 1,
            };
        }
        let (rseq, user) = (call.reliable.last, call.user.clone());
        let Some(mut response) = self.call_response(server, status, &user) else {
            return;
        };
        let describes = text.is_some();
        if let Some(text) = text {
            response = response.with_body(SDP, text);
        }
        if reliable {
            response.headers.push("require", "100rel");
            response.headers.push("rseq", rseq.to_string());
            let pending = Pending {
                number: response.cseq().map_or(0, |c| c.0),
                rseq,
                response: response.clone(),
                interval: T1,
                describes,
            };
            if let Some(call) = self.calls.get_mut(&leg) {
                call.reliable.open = Some(pending);
            }
            self.call_timer(now, leg, CallTimer::Provisional, T1);
            self.call_timer(now, leg, CallTimer::NoPrack, T64);
        }
        self.respond(now, server, response);
    }

    /// Repeats a provisional response that was not confirmed, at doubling intervals.
    pub(super) fn provisional_again(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let (State::Offered { server, .. }, Some(open)) = (call.state, &mut call.reliable.open)
        else {
            return;
        };
        open.interval *= 2;
        let (interval, response) = (open.interval, open.response.clone());
        self.respond(now, server, response);
        self.call_timer(now, leg, CallTimer::Provisional, interval);
    }

    /// RFC 3262 §3: the INVITE is refused when a reliable provisional response was never confirmed.
    pub(super) fn no_prack(&mut self, now: Now, leg: LegId) {
        self.end(now, leg, Cause::network(Reason::TimedOut));
    }

    /// Their PRACK.
    pub(super) fn far_prack(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let named = rack(&request.headers);
        let matching =
            |o: &mut Pending| named == Some((o.rseq, o.number)) && call.state != State::Over;
        let Some(confirmed) = call.reliable.open.take_if(matching) else {
            return self.answer(now, server, 481);
        };
        let asks = matches!(call.state, State::Offered { asks: true, .. });
        let agreed = call.reliable.early.as_ref().is_some_and(|e| e.agreed);
        self.stop_call_timer(leg, CallTimer::Provisional);
        self.stop_call_timer(leg, CallTimer::NoPrack);
        let body = description(request, &request.body);
        match body {
            Description::Sdp(text) if confirmed.describes && asks && !agreed => {
                if !self.early_answer(now, leg, server, text) {
                    return;
                }
            }
            _ if confirmed.describes && asks && !agreed => {
                // Our offer had to be answered here (RFC 3262 §5).
                self.answer(now, server, 400);
                return self.end(now, leg, Cause::far_end(Reason::ProtocolError));
            }
            Description::Sdp(text) => {
                self.agree_early(leg, confirmed.describes);
                self.far_offer(now, leg, server, text);
            }
            Description::Unsupported => self.refuse_media(now, server, 415),
            Description::None => {
                self.agree_early(leg, confirmed.describes);
                self.answer(now, server, 200);
            }
        }
        self.after_prack(now, leg);
    }

    fn agree_early(&mut self, leg: LegId, describes: bool) {
        let early = self
            .calls
            .get_mut(&leg)
            .and_then(|c| c.reliable.early.as_mut());
        if let (true, Some(early)) = (describes, early) {
            early.agreed = true;
        }
    }

    /// A PRACK answers our early offer; `false` when the call ended by it.
    fn early_answer(&mut self, now: Now, leg: LegId, server: u64, text: &str) -> bool {
        let Some(call) = self.calls.get_mut(&leg) else {
            return false;
        };
        match call.negotiation.read_answer(text) {
            Ok(description) => {
                call.remote = Some(description.clone());
                call.reliable.answered = Some(description.clone());
                self.agree_early(leg, true);
                self.answer(now, server, 200);
                self.event(leg, LegEvent::Early(ForkId(0), description));
                true
            }
            Err(error) => {
                let why = cause::description(&error);
                self.answer(now, server, cause::status(why.reason));
                self.end(now, leg, why);
                false
            }
        }
    }

    /// What waited for a PRACK goes on.
    fn after_prack(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if let Some((status, text)) = call.reliable.waiting.pop_front() {
            return self.say_progress(now, leg, status, text);
        }
        if let Some(media) = call.reliable.accept.take() {
            return self.accept(now, leg, media);
        }
        self.offer_next(now, leg);
    }
}

/// `RAck`: `RSeq`, number and method of what is confirmed (RFC 3262 §7.2).
fn rack(headers: &Headers) -> Option<(u32, u32)> {
    let mut parts = headers.text("rack")?.split_whitespace();
    let number = |text: Option<&str>| u32::try_from(digits(text?)?).ok();
    let (rseq, cseq) = (number(parts.next())?, number(parts.next())?);
    (parts.next()? == Method::Invite.as_str() && parts.next().is_none()).then_some((rseq, cseq))
}
