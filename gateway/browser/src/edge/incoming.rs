//! What a client says, made an event of its leg.

use tolk_model::chat::{ChatMessage, MAX_CHAT_BYTES};
use tolk_model::id::ControlId;
use tolk_model::leg::{Digit, LegEvent};
use tolk_model::{Cause, FlowId, LegId, Now, Pii, Reason};

use super::BrowserEdge;
use super::flow::Pace;
use super::read::{is_numbered, read};
use crate::protocol::{ClientMessage, Empty, FaultCode, ServerMessage};
use crate::view;

impl BrowserEdge {
    /// One message of a websocket.
    pub(super) fn read(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        let Some(entry) = self.flows.get_mut(&flow) else {
            return;
        };
        match entry.pace(now.mono) {
            Pace::Good => {}
            Pace::TooFast => {
                self.limited("messages of a websocket");
                return self.bad(now, flow, None, FaultCode::RateLimited);
            }
            Pace::StillTooFast => return self.count_bad(now, flow),
        }
        let read = match read(bytes, self.config.limits.message_bytes) {
            Ok(read) => read,
            Err(code) => return self.bad(now, flow, None, code),
        };
        let session = self.flows.get(&flow).and_then(|f| f.session);
        let re = (read.id > 0).then_some(read.id);
        if let (Some(ack), Some(session)) = (
            read.ack,
            session.and_then(|leg| self.sessions.get_mut(&leg)),
        ) {
            session.outbox.acknowledge(ack);
        }
        let message = match read.message {
            Ok(message) => message,
            Err(code) => {
                self.handled(session, read.id);
                return self.bad(now, flow, re, code);
            }
        };
        match (message, session) {
            (ClientMessage::Ping(_), _) => {
                self.say_once(flow, None, &ServerMessage::Pong(Empty {}))
            }
            (ClientMessage::Pong(_) | ClientMessage::Ack(_), _) => {}
            (ClientMessage::Join(join), None) => {
                self.join(now, flow, read.id, join);
            }
            (ClientMessage::Resume(resume), None) => {
                self.resume(now, flow, resume);
            }
            (ClientMessage::Join(_) | ClientMessage::Resume(_), Some(_)) => {
                self.bad(now, flow, re, FaultCode::AlreadyJoined);
            }
            (_, None) => self.bad(now, flow, re, FaultCode::NotJoined),
            (message, Some(leg)) => self.act(now, flow, leg, read.id, message),
        }
    }

    /// A numbered message of a session.
    fn act(&mut self, now: Now, flow: FlowId, leg: LegId, id: u32, message: ClientMessage) {
        debug_assert!(is_numbered(&message), "the others were handled before");
        if self.sessions.get(&leg).is_none_or(|s| id <= s.handled) {
            return;
        }
        self.handled(Some(leg), id);
        let outcome = match message {
            ClientMessage::Media(answer) => {
                self.ladder(leg, true, "media");
                self.answer(now, leg, id, answer)
            }
            ClientMessage::RefuseMedia(refusal) => {
                self.ladder(leg, true, "refuse_media");
                self.refused(now, leg, refusal.replies_to)
            }
            ClientMessage::Candidates(candidates) => self.candidates(leg, &candidates),
            ClientMessage::RestartMedia(_) => {
                self.event(leg, LegEvent::RestartAsked);
                Ok(())
            }
            ClientMessage::Wish(wishes) => {
                view::wishes(wishes).map(|w| self.event(leg, LegEvent::Wish(w)))
            }
            ClientMessage::Control(control) => view::control(control.request).map(|request| {
                self.event(leg, LegEvent::Control(ControlId(u64::from(id)), request))
            }),
            ClientMessage::Chat(chat) => self.chat(now, leg, chat.text),
            ClientMessage::Digit(digit) => match Digit::new(digit.digit) {
                Some(digit) => {
                    self.event(leg, LegEvent::Digit(digit));
                    Ok(())
                }
                None => Err(FaultCode::BadValue),
            },
            ClientMessage::Leave(_) => {
                self.ladder(leg, true, "leave");
                self.end(now, leg, Some(id), Cause::far_end(Reason::HungUp));
                Ok(())
            }
            ClientMessage::Join(_)
            | ClientMessage::Resume(_)
            | ClientMessage::Ack(_)
            | ClientMessage::Ping(_)
            | ClientMessage::Pong(_) => Ok(()),
        };
        if let Err(code) = outcome {
            self.bad(now, flow, Some(id), code);
        }
    }

    fn chat(&mut self, now: Now, leg: LegId, text: String) -> Result<(), FaultCode> {
        if text.len() > MAX_CHAT_BYTES || text.trim().is_empty() {
            return Err(FaultCode::BadValue);
        }
        let line = ChatMessage {
            from: None,
            text: Pii::new(text),
            at: now.wall,
        };
        self.event(leg, LegEvent::Chat(line));
        Ok(())
    }

    /// A numbered message was dealt with; repeating it would change nothing.
    fn handled(&mut self, leg: Option<LegId>, id: u32) {
        if let Some(session) = leg.and_then(|leg| self.sessions.get_mut(&leg)) {
            session.handled = session.handled.max(id);
        }
    }

    /// A bad message: the client is told, and after too many its websocket is closed.
    pub(super) fn bad(&mut self, now: Now, flow: FlowId, re: Option<u32>, code: FaultCode) {
        if self.flows.contains_key(&flow) {
            self.fault(flow, re, code);
            self.count_bad(now, flow);
        }
    }

    fn count_bad(&mut self, now: Now, flow: FlowId) {
        let most = self.config.limits.malformed_per_flow;
        let too_many = self
            .flows
            .get_mut(&flow)
            .is_some_and(|f| f.count_bad() > most);
        if !too_many {
            return;
        }
        self.limited("bad messages");
        let session = self.flows.get(&flow).and_then(|f| f.session);
        self.close(flow);
        if let Some(leg) = session {
            self.lose(now, leg);
        }
    }
}
