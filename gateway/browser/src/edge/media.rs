//! Descriptions: Tolk offers, the browser answers.
//!
//! Each ask of the core gets exactly one reply (the revision rule of [`tolk_model::leg`]). One is under way at a time; one more may wait, and
//! when a third comes the waiting one is refused, because only the newest still means anything.

use tolk_model::id::ForkId;
use tolk_model::leg::LegEvent;
use tolk_model::media::{Candidate, MediaDescription};
use tolk_model::{Cause, LegId, Now, Reason, Rev, TransportId};

use super::BrowserEdge;
use super::session::{Asked, Session};
use super::timers::TimerKey;
use crate::protocol::{Answer, Candidates, FaultCode, Offer, ServerMediaRefusal, ServerMessage};

/// Candidates in one message; a client with many addresses has about sixty.
const MAX_CANDIDATES: usize = 128;

impl BrowserEdge {
    /// The core asks.
    pub(super) fn ask(&mut self, now: Now, leg: LegId, rev: Rev, description: MediaDescription) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        if session.media.asked.is_some() {
            let superseded = session.media.next.replace((rev, description));
            if let Some((replies_to, _)) = superseded {
                let cause = Cause::us(Reason::Replaced);
                self.event(leg, LegEvent::MediaRefused { replies_to, cause });
            }
            return;
        }
        match write(session, &description) {
            Some(sdp) => {
                session.media.asked = Some(Asked { rev });
                let offer = Offer {
                    rev: rev.0,
                    replies_to: None,
                    sdp,
                };
                session.present.offer = Some(offer.clone());
                session.present.candidates.clear();
                let here = session.flow.is_some();
                self.say(leg, None, ServerMessage::Media(offer));
                if here {
                    let due = now.mono + self.config.media_reply;
                    self.timers.set(TimerKey::MediaReply(leg), due);
                }
            }
            None => self.no_reply(now, leg, rev, Cause::us(Reason::InternalError)),
        }
    }

    /// The client replies.
    pub(super) fn answer(
        &mut self,
        now: Now,
        leg: LegId,
        id: u32,
        answer: Answer,
    ) -> Result<(), FaultCode> {
        let Some(replies_to) = answer.replies_to else {
            let refusal = ServerMediaRefusal {
                replies_to: answer.rev,
                reason: Reason::NotSupported,
            };
            self.say(leg, Some(id), ServerMessage::RefuseMedia(refusal));
            return Ok(());
        };
        let rev = self.replied(leg, replies_to)?;
        let Some(session) = self.sessions.get_mut(&leg) else {
            return Ok(());
        };
        let Ok(description) = session.media.negotiation.read_answer(&answer.sdp) else {
            session.media.negotiation.rollback();
            self.no_reply(now, leg, rev, Cause::far_end(Reason::ProtocolError));
            return Err(FaultCode::BadValue);
        };
        if std::mem::replace(&mut session.media.connected, true) {
            let event = LegEvent::Media {
                rev: Rev(answer.rev),
                replies_to: Some(rev),
                description,
            };
            self.event(leg, event);
        } else {
            self.event(leg, LegEvent::Connected(ForkId(0), Some(description)));
        }
        self.ask_next(now, leg);
        Ok(())
    }

    /// The client's browser could not take the description.
    pub(super) fn refused(
        &mut self,
        now: Now,
        leg: LegId,
        replies_to: u32,
    ) -> Result<(), FaultCode> {
        let rev = self.replied(leg, replies_to)?;
        if let Some(session) = self.sessions.get_mut(&leg) {
            session.media.negotiation.rollback();
        }
        self.no_reply(now, leg, rev, Cause::far_end(Reason::NoCommonMedia));
        Ok(())
    }

    /// The client did not reply in time.
    pub(super) fn media_overdue(&mut self, now: Now, leg: LegId) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        let Some(asked) = session.media.asked.take() else {
            return;
        };
        session.present.offer = None;
        session.media.negotiation.rollback();
        self.no_reply(now, leg, asked.rev, Cause::far_end(Reason::TimedOut));
    }

    /// Candidates of the client.
    pub(super) fn candidates(&mut self, leg: LegId, told: &Candidates) -> Result<(), FaultCode> {
        let Some(session) = self.sessions.get(&leg) else {
            return Ok(());
        };
        if told.candidates.len() > MAX_CANDIDATES {
            return Err(FaultCode::BadValue);
        }
        let negotiation = &session.media.negotiation;
        let transport = negotiation
            .transport(&told.mid)
            .ok_or(FaultCode::BadValue)?;
        // One that we do not understand (a new type, a name of another protocol) is no reason to lose the others.
        let read = |text: &String| negotiation.read_candidate(&told.mid, text).ok();
        let understood: Vec<Candidate> = told
            .candidates
            .iter()
            .filter_map(read)
            .filter_map(|(_, c)| c)
            .collect();
        let end = told.candidates.iter().all(|text| text.trim().is_empty());
        if end || !understood.is_empty() {
            self.event(leg, LegEvent::Candidates(transport, understood));
        }
        Ok(())
    }

    /// Candidates of ours.
    pub(super) fn trickle(&mut self, leg: LegId, transport: TransportId, candidates: &[Candidate]) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        let Some(mid) = session.media.negotiation.mid(transport) else {
            return;
        };
        let told = Candidates {
            mid: mid.to_string(),
            candidates: candidates.iter().map(tolk_sdp::print_candidate).collect(),
        };
        session.present.candidates_told(told.clone());
        self.say(leg, None, ServerMessage::Candidates(told));
    }

    /// The revision that a reply belongs to.
    fn replied(&mut self, leg: LegId, replies_to: u32) -> Result<Rev, FaultCode> {
        let session = self.sessions.get_mut(&leg).ok_or(FaultCode::StaleMedia)?;
        let matches = |asked: &mut Asked| asked.rev == Rev(replies_to);
        let asked = session
            .media
            .asked
            .take_if(matches)
            .ok_or(FaultCode::StaleMedia)?;
        session.present.offer = None;
        self.timers.stop(TimerKey::MediaReply(leg));
        Ok(asked.rev)
    }

    /// A description gets no reply: before the first one there is nothing to fall back to.
    fn no_reply(&mut self, now: Now, leg: LegId, replies_to: Rev, cause: Cause) {
        if self.sessions.get(&leg).is_some_and(|s| s.media.connected) {
            self.event(leg, LegEvent::MediaRefused { replies_to, cause });
            self.ask_next(now, leg);
        } else {
            self.end(now, leg, None, cause);
        }
    }

    fn ask_next(&mut self, now: Now, leg: LegId) {
        let next = self
            .sessions
            .get_mut(&leg)
            .and_then(|s| s.media.next.take());
        if let Some((rev, description)) = next {
            self.ask(now, leg, rev, description);
        }
    }
}

/// Writes the offer, and remembers which m-line is which stream.
fn write(session: &mut Session, description: &MediaDescription) -> Option<String> {
    let sdp = session.media.negotiation.write_offer(description).ok()?;
    // An offer of ours has one `a=mid` in each m-line, and its m-lines are the description's streams in their order.
    let mids = sdp.lines().filter_map(|line| line.strip_prefix("a=mid:"));
    let streams = description.streams.iter();
    session.media.mids = streams
        .map(|s| s.id)
        .zip(mids.map(|m| m.trim().to_string()))
        .collect();
    let slots =
        |s: &tolk_model::Stream| s.slots.iter().map(|slot| (*slot, s.id)).collect::<Vec<_>>();
    session.media.slots = description.streams.iter().flat_map(slots).collect();
    Some(sdp)
}
