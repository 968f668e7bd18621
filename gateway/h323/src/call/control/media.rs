//! What control says, in the core's words, and what the core says, to control.

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::{Direction, LegCommand, LegEvent};
use tolk_model::time::Now;

use super::super::State;
use super::Fast;
use crate::cause::Stage;
use crate::edge::{CallTimer, H323Edge};
use crate::h245::Event;

impl H323Edge {
    /// Something happened in control.
    pub(super) fn control_event(&mut self, now: Now, leg: LegId, event: Event) {
        match event {
            Event::Media(description) => self.far_media(now, leg, description),
            Event::PictureRequest(stream) => self.event(leg, LegEvent::PictureRequest(stream)),
            Event::Digit(digit) => self.event(leg, LegEvent::Digit(digit)),
            Event::Problem(problem) => self.malformed(Some(leg), problem.as_str()),
            // A name in somebody's conference: nobody asks for it yet.
            Event::Label { .. } => {}
            Event::Ended => {
                let stage = self.calls.get(&leg).map(super::super::Call::stage);
                let reason = match stage {
                    Some(Stage::Calling) => Reason::Cancelled,
                    Some(Stage::Called) => Reason::Declined,
                    Some(Stage::Answered) | None => Reason::HungUp,
                };
                self.end(now, leg, Cause::far_end(reason));
            }
            Event::Failed(cause) => self.end(now, leg, cause),
        }
    }

    /// The far end says something of its media.
    fn far_media(&mut self, now: Now, leg: LegId, description: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.control.remote = Some(description.clone());
        match call.state {
            State::Up => self.tell_media(leg, description),
            State::Answered => self.settle(now, leg),
            _ => {}
        }
    }

    /// One description at a time: the core is busy with it until it answers. What comes meanwhile is told then, the newest alone.
    fn tell_media(&mut self, leg: LegId, description: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let control = &mut call.control;
        if control.told.as_ref() == Some(&description) || control.asked.is_some() {
            return;
        }
        control.told = Some(description.clone());
        call.rev = call.rev.next();
        control.asked = Some(call.rev);
        let event = LegEvent::Media {
            rev: call.rev,
            replies_to: None,
            description,
        };
        self.event(leg, event);
    }

    /// Connect was sent: what the core accepted with is what we say of ourselves.
    pub(in super::super) fn answered(&mut self, now: Now, leg: LegId, media: &MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.state = State::Answered;
        call.control.describe(now, media);
        self.set_call_timer(now, leg, CallTimer::Control);
        let fast = self.has_chosen(leg);
        if fast {
            self.up(now, leg);
        }
        self.need_control(now, leg);
        self.drain(now, leg);
        self.settle(now, leg);
    }

    /// Connect came.
    pub(in super::super) fn connected(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.control.fast == Fast::Proposed {
            call.control.fast = Fast::Refused;
        }
        let fast = call.control.fast == Fast::Agreed;
        self.set_call_timer(now, leg, CallTimer::Control);
        if fast {
            self.up(now, leg);
        }
        self.need_control(now, leg);
        self.settle(now, leg);
    }

    /// Both know of each other's media.
    pub(super) fn up(&mut self, _now: Now, leg: LegId) {
        self.stop_call_timer(leg, CallTimer::Control);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.state = State::Up;
        // Who proposed in its Setup has said it already, and the core has replied.
        let said = call.direction == Direction::Incoming && call.control.told.is_some();
        let remote = call.control.remote.clone().or(call.control.told.clone());
        let event = if said {
            LegEvent::Connected(ForkId(0), None)
        } else {
            call.control.told = remote.clone();
            LegEvent::Connected(ForkId(0), remote.clone())
        };
        self.event(leg, event);
        if let Some(remote) = remote {
            self.tell_media(leg, remote);
        }
    }

    /// What the core wants of control.
    pub(in super::super) fn control_command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let control = &mut call.control;
        let session = &mut control.session;
        match command {
            LegCommand::Media {
                rev,
                replies_to,
                description,
            } => {
                let is_reply = replies_to.is_some();
                if is_reply {
                    control.asked = control.asked.filter(|asked| replies_to != Some(*asked));
                }
                control.describe(now, &description);
                self.drain(now, leg);
                if !is_reply {
                    self.reply_media(leg, rev);
                }
                self.tell_newest(leg);
            }
            // An answer to what nobody asks any more is none.
            LegCommand::RefuseMedia { replies_to, .. } if control.asked != Some(replies_to) => {}
            LegCommand::RefuseMedia { cause, .. } => {
                control.asked = None;
                if cause.reason == Reason::Unavailable {
                    // It is busy, not unwilling: it hears it again with what comes next.
                    control.told = None;
                } else {
                    session.refuse_media(now);
                    self.drain(now, leg);
                    self.tell_newest(leg);
                }
            }
            LegCommand::Digit(digit) => session.digit(now, digit),
            LegCommand::PictureRequest(stream) => session.request_picture(now, stream),
            LegCommand::Prefer(stream, codec) => session.prefer(now, stream, codec),
            _ => {}
        }
        self.drain(now, leg);
    }

    fn tell_newest(&mut self, leg: LegId) {
        let call = self.calls.get(&leg).filter(|c| c.state == State::Up);
        if let Some(remote) = call.and_then(|c| c.control.remote.clone()) {
            self.tell_media(leg, remote);
        }
    }

    /// Capabilities are declared, not asked for: what the far end said stands, and what follows from ours comes by itself.
    fn reply_media(&mut self, leg: LegId, asked: tolk_model::Rev) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let description = call.control.session.remote();
        call.control.told = Some(description.clone());
        call.rev = call.rev.next();
        let event = LegEvent::Media {
            rev: call.rev,
            replies_to: Some(asked),
            description,
        };
        self.event(leg, event);
    }
}
