//! Their offers after the first one: re-INVITE and UPDATE (RFC 3261 §14.2, RFC 3264, RFC 3311).

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::leg::LegEvent;
use tolk_model::media::Rev;
use tolk_model::time::Now;

use super::{State, cause};
use crate::edge::SipEdge;
use crate::transaction::timers::CallTimer;
use crate::wire::body::{Description, SDP, description};
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response};

/// Rounds of asking after a description that came in an ACK; two sides that never agree must stop.
pub(super) const MAX_ROUNDS: u8 = 2;

/// Who has asked whom for what.
#[derive(Debug)]
pub(crate) enum Exchange {
    /// Nobody.
    Idle,
    /// They asked; the core thinks.
    Theirs {
        server: u64,
        rev: Rev,
        /// What they said before.
        before: Option<Box<MediaDescription>>,
    },
    /// They asked in a response of theirs, because our INVITE had no description; the core thinks.
    Owed { rev: Rev, by: Owed },
    /// They asked us to ask: our offer is in the 200.
    Delayed,
    /// Their answer in the ACK was told to the core, which owes a reply that only matters when it differs.
    Told { rev: Rev, rounds: u8 },
    /// We asked.
    Ours {
        client: u64,
        rev: Option<Rev>,
        description: MediaDescription,
    },
    /// We asked at the same time as they (491) and shall ask again.
    Glare {
        rev: Option<Rev>,
        description: MediaDescription,
    },
}

/// Where the reply to an offer of a response goes.
#[derive(Debug)]
pub(crate) enum Owed {
    /// In the ACK of the INVITE with this number.
    Ack(u32),
    /// In the PRACK of this `RSeq` and response.
    Prack(u32, Box<Response>),
}

impl Exchange {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Exchange::Idle => "idle",
            Exchange::Theirs { .. } => "theirs",
            Exchange::Owed { .. } => "owed",
            Exchange::Delayed => "delayed",
            Exchange::Told { .. } => "told",
            Exchange::Ours { .. } => "ours",
            Exchange::Glare { .. } => "glare",
        }
    }

    /// Our offer goes by another request now.
    pub(crate) fn sent_again(&mut self, before: u64, again: u64) {
        if let Exchange::Ours { client, .. } = self
            && *client == before
        {
            *client = again;
        }
    }

    /// The transaction that waits for the core.
    pub(crate) fn server(&self) -> Option<u64> {
        match self {
            Exchange::Theirs { server, .. } => Some(*server),
            _ => None,
        }
    }
}

impl SipEdge {
    /// Their re-INVITE or UPDATE.
    pub(super) fn far_media(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let body = description(request, &request.body);
        let refresh = request.method == Method::Update && body == Description::None;
        let status = if refresh && call.state != State::Over {
            None
        } else {
            call.media_refusal(&request.method)
        };
        if let Some(status) = status {
            return self.refuse_media(now, server, status);
        }
        match self.session_timer(request, call.session) {
            Err(status) => return self.refuse_media(now, server, status),
            Ok(session) => {
                if let Some(call) = self.calls.get_mut(&leg) {
                    call.session = session;
                }
            }
        }
        self.refresh_target(leg, server, request);
        match body {
            Description::Unsupported => self.refuse_media(now, server, 415),
            Description::None if refresh => self.answer_media(now, leg, server, None),
            Description::None => self.offer_in_answer(now, leg, server),
            Description::Sdp(text) => self.far_offer(now, leg, server, text),
        }
    }

    /// The far end may have moved, and the way to it with it (RFC 3261 §12.2.2).
    fn refresh_target(&mut self, leg: LegId, server: u64, request: &Request) {
        let flow = self.servers.get(&server).map(|s| s.flow);
        let Some(dialog) = self.calls.get_mut(&leg).and_then(|c| c.dialog.as_mut()) else {
            return;
        };
        let before = dialog.target.clone();
        dialog.refresh(request);
        let moved = dialog.target != before;
        let dialog = dialog.clone();
        if let (true, Some(flow)) = (moved, flow) {
            let hint = self.direct_hint(request, &dialog, flow);
            if let Some(call) = self.calls.get_mut(&leg) {
                call.hint = hint;
            }
        }
    }

    pub(super) fn refuse_media(&mut self, now: Now, server: u64, status: u16) {
        let wait = self.random.below(10).to_string();
        let Some(mut response) = self.response(server, status) else {
            return;
        };
        match status {
            500 => response = response.with("retry-after", wait),
            415 => response = response.with("accept", SDP),
            422 => response = response.with("min-se", self.shortest_session()),
            _ => {}
        }
        self.respond(now, server, response);
    }

    pub(super) fn far_offer(&mut self, now: Now, leg: LegId, server: u64, text: &str) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match call.negotiation.read_offer(text) {
            Err(error) => {
                let status = cause::status(cause::description(&error).reason);
                self.refuse_media(now, server, status);
            }
            Ok(description) => {
                // A core that waits for its turn waits on; one that owed a reply to a description that is past owes none.
                let rev = call.next_rev();
                let before = call.remote.replace(description.clone()).map(Box::new);
                let theirs = Exchange::Theirs {
                    server,
                    rev,
                    before,
                };
                let ours = std::mem::replace(&mut call.exchange, theirs);
                if let Exchange::Glare { rev, description } = ours {
                    call.offer_again(rev, description);
                }
                self.stop_call_timer(leg, CallTimer::Glare);
                let patience = self.config.media_reply;
                self.call_timer(now, leg, CallTimer::MediaReply, patience);
                self.event(
                    leg,
                    LegEvent::Media {
                        rev,
                        replies_to: None,
                        description,
                    },
                );
            }
        }
    }

    /// A re-INVITE without a description: we repeat ours (§14.2).
    fn offer_in_answer(&mut self, now: Now, leg: LegId, server: u64) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match call.negotiation.write_offer(&call.local) {
            Err(_) => self.refuse_media(now, server, 500),
            Ok(text) => {
                if let Exchange::Glare { rev, description } =
                    std::mem::replace(&mut call.exchange, Exchange::Delayed)
                {
                    call.offer_again(rev, description);
                }
                self.answer_media(now, leg, server, Some((text, true)));
            }
        }
    }

    /// The 200 to a re-INVITE or UPDATE.
    fn answer_media(&mut self, now: Now, leg: LegId, server: u64, text: Option<(String, bool)>) {
        let Some(user) = self.calls.get(&leg).map(|c| c.user.clone()) else {
            return;
        };
        let Some(mut response) = self.call_response(server, 200, &user) else {
            return;
        };
        self.confirm_session(now, leg, &mut response);
        let is_invite = response.cseq().is_ok_and(|c| c.1 == Method::Invite);
        let asks = text.as_ref().is_some_and(|t| t.1);
        if let Some((text, _)) = text {
            response = response.with_body(SDP, text);
        }
        if is_invite {
            self.send_answer(now, leg, server, response, asks);
        } else {
            self.respond(now, server, response);
        }
    }

    /// The core replies to their description.
    pub(super) fn media_reply(&mut self, now: Now, leg: LegId, rev: Rev, media: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match std::mem::replace(&mut call.exchange, Exchange::Idle) {
            Exchange::Theirs {
                server,
                rev: asked,
                before,
            } if asked == rev => {
                self.stop_call_timer(leg, CallTimer::MediaReply);
                let Some(call) = self.calls.get_mut(&leg) else {
                    return;
                };
                match call.negotiation.write_answer(&media) {
                    Ok(text) => {
                        call.belated.settled();
                        call.reliable.moved_to(&media);
                        call.local = media;
                        self.answer_media(now, leg, server, Some((text, false)));
                    }
                    Err(error) => {
                        call.take_back(before);
                        let status = cause::status(cause::description(&error).reason);
                        self.refuse_media(now, server, status);
                        self.tell_what_stands(leg);
                    }
                }
                self.offer_next(now, leg);
            }
            Exchange::Owed { rev: asked, by } if asked == rev => {
                self.stop_call_timer(leg, CallTimer::MediaReply);
                self.reply_owed(now, leg, by, &media);
            }
            Exchange::Told { rev: asked, rounds } if asked == rev => {
                if call.local != media && rounds < MAX_ROUNDS {
                    call.queued.push_front((None, media));
                    call.exchange = Exchange::Idle;
                }
                self.offer_next(now, leg);
            }
            other => {
                call.exchange = other;
                self.replied_late(now, leg, rev, media);
            }
        }
    }

    /// The core refuses their description; the call goes on with the one before.
    pub(super) fn media_refused(&mut self, now: Now, leg: LegId, rev: Rev, why: &Cause) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match std::mem::replace(&mut call.exchange, Exchange::Idle) {
            Exchange::Theirs {
                server,
                rev: asked,
                before,
            } if asked == rev => {
                call.take_back(before);
                self.stop_call_timer(leg, CallTimer::MediaReply);
                let status = match cause::status(why.reason) {
                    status @ (488 | 500 | 403) => status,
                    _ => 488,
                };
                self.refuse_media(now, server, status);
            }
            Exchange::Told { rev: asked, .. } if asked == rev => {}
            Exchange::Owed { rev: asked, by } if asked == rev => {
                self.stop_call_timer(leg, CallTimer::MediaReply);
                return self.owe_nothing(now, leg, by, why.clone());
            }
            other => {
                call.exchange = other;
                return;
            }
        }
        self.offer_next(now, leg);
    }

    /// The core said nothing in time.
    pub(super) fn media_reply_overdue(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match std::mem::replace(&mut call.exchange, Exchange::Idle) {
            Exchange::Theirs {
                server,
                rev,
                before,
            } => {
                call.take_back_unanswered(rev, before);
                self.refuse_media(now, server, 500);
                self.offer_next(now, leg);
            }
            Exchange::Owed { by, .. } => {
                self.owe_nothing(now, leg, by, Cause::us(Reason::InternalError));
            }
            other => call.exchange = other,
        }
    }

    /// The ACK of a re-INVITE came; `remote` is its answer to our offer.
    pub(super) fn reinvite_acknowledged(
        &mut self,
        _now: Now,
        leg: LegId,
        remote: Option<MediaDescription>,
    ) {
        if let Some(description) = remote {
            self.tell(leg, description, 0);
        }
    }

    /// They gave up their re-INVITE: the call goes on as it was.
    pub(super) fn reinvite_cancelled(&mut self, now: Now, leg: LegId, invite: u64) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.exchange.server() != Some(invite) {
            return;
        }
        if let Exchange::Theirs { rev, before, .. } =
            std::mem::replace(&mut call.exchange, Exchange::Idle)
        {
            call.take_back_unanswered(rev, before);
        }
        self.stop_call_timer(leg, CallTimer::MediaReply);
        self.answer(now, invite, 487);
        self.offer_next(now, leg);
    }

    /// Tells the core what the far end said without having been asked by it.
    pub(super) fn tell(&mut self, leg: LegId, description: MediaDescription, rounds: u8) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let rev = call.next_rev();
        call.remote = Some(description.clone());
        call.exchange = Exchange::Told { rev, rounds };
        self.event(
            leg,
            LegEvent::Media {
                rev,
                replies_to: None,
                description,
            },
        );
    }
}
