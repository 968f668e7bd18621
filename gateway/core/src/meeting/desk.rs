//! The reception: a caller enters the number of a meeting, and goes on there.

use std::ops::{Deref, DerefMut};

use tolk_model::cause::Reason;
use tolk_model::id::RuleId;
use tolk_model::leg::Digit;
use tolk_model::{Address, CallRequest, Cause, LegId, Now};

use super::leg::LegState;
use super::machine::Meeting;
use super::participant::Room;
use super::timers::{self, Timer};
use super::{MeetingOutput, Passage};
use crate::reception::{DIGIT_PAUSE, Desk, Entered};

/// A caller at the desk.
#[derive(Clone, Debug)]
pub(super) struct AtDesk {
    desk: Desk,
    /// The call as it came: it is asked for again, with the number in it.
    request: CallRequest,
    /// Admission is deciding.
    asked: bool,
}

impl AtDesk {
    pub(super) fn new(request: CallRequest) -> AtDesk {
        AtDesk {
            desk: Desk::default(),
            request,
            asked: false,
        }
    }
}

impl Deref for AtDesk {
    type Target = Desk;
    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for AtDesk {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Meeting {
    /// Whether its key presses are a number for the reception: not when an operator let it in.
    pub(super) fn is_at_desk(&self, id: LegId) -> bool {
        self.desk(id).is_some() && self.owner(id).is_some_and(|p| p.room == Room::Lobby)
    }

    fn desk(&self, id: LegId) -> Option<&AtDesk> {
        let leg = self.leg(id).filter(|l| l.state == LegState::Up)?;
        leg.desk.as_deref()
    }

    fn desk_mut(&mut self, id: LegId) -> Option<&mut AtDesk> {
        let leg = self.leg_mut(id).filter(|l| l.state == LegState::Up)?;
        leg.desk.as_deref_mut()
    }

    /// A caller at the desk pressed a key. While admission decides, keys are too late.
    pub(super) fn pressed(&mut self, now: Now, id: LegId, digit: Digit) {
        let Some(desk) = self.desk_mut(id).filter(|d| !d.asked) else {
            return;
        };
        let entered = desk.press(digit);
        self.entered(now, id, entered);
    }

    /// No digit came for a while.
    pub(super) fn number_complete(&mut self, now: Now, id: LegId) {
        if let Some(desk) = self.desk_mut(id) {
            let entered = desk.complete();
            self.entered(now, id, entered);
        }
    }

    fn entered(&mut self, now: Now, id: LegId, entered: Entered) {
        if entered == Entered::Nothing {
            return;
        }
        self.timers.stop(Timer::Prompt(id));
        self.changed.plan = true;
        let digits = Timer::Digits(id);
        match entered {
            Entered::Nothing => {}
            Entered::Digit => self.timers.start(digits, now.mono + DIGIT_PAUSE),
            Entered::Cleared => self.timers.stop(digits),
            Entered::Number(number) => {
                self.timers.stop(digits);
                self.ask_passage(id, number);
            }
            Entered::TooLong => {
                self.timers.stop(digits);
                self.wrong_number(now, id);
            }
        }
    }

    fn ask_passage(&mut self, leg: LegId, number: String) {
        let Some(desk) = self.desk_mut(leg) else {
            return;
        };
        desk.asked = true;
        let request = CallRequest {
            to: Address::alias(number),
            ..desk.request.clone()
        };
        self.outputs.push_back(MeetingOutput::AskPassage {
            leg,
            request: Box::new(request),
        });
    }

    /// Admission has decided whither a caller goes.
    pub(super) fn passage(&mut self, now: Now, leg: LegId, outcome: Result<Box<Passage>, Cause>) {
        // Whoever left while admission thought goes nowhere.
        let Some(desk) = self.desk_mut(leg).filter(|d| d.asked) else {
            return;
        };
        desk.asked = false;
        match outcome {
            Ok(passage) => self.hand_over(now, leg, *passage),
            Err(_) => self.wrong_number(now, leg),
        }
    }

    /// The number leads nowhere. Why is not told: whoever tries numbers must not learn which of them exist.
    pub(super) fn wrong_number(&mut self, now: Now, id: LegId) {
        let Some(desk) = self.desk_mut(id) else {
            return;
        };
        let again = desk.wrong();
        self.changed.plan = true;
        if again {
            let at = now.mono + timers::PROMPT;
            return self.timers.start(Timer::Prompt(id), at);
        }
        let rule = RuleId::new("reception.wrong_numbers");
        self.end_leg(now, id, Cause::policy(Reason::NotFound, rule));
    }
}
