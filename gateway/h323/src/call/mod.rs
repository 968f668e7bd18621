//! Calls: how each stands, and what the core wants of it.

mod called;
mod calling;
mod control;
mod describe;
mod end;
mod heard;
mod redirect;

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{FlowId, LegId};
use tolk_model::leg::{Direction, LegCommand, LegEvent};
use tolk_model::media::Rev;
use tolk_model::time::Now;

use crate::cause::Stage;
use crate::edge::{CallTimer, H323Edge, Source, TimerKey};
use crate::h225::Names;

use calling::Dialled;
pub(crate) use control::Control;

/// How a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// We look for the way to whom we call.
    Seeking,
    /// Our Setup is out.
    Called,
    /// The far end looks for whom we call.
    Proceeding,
    /// It rings there.
    Ringing,
    /// They called; nobody was told here.
    Offered,
    /// They were told that it rings here.
    Alerted,
    /// It was answered, and control has still to agree on media.
    Answered,
    /// Both know of each other's media.
    Up,
}

impl State {
    /// As Q.931 §2.1 numbers it.
    pub(crate) fn number(self, direction: Direction) -> u8 {
        match (self, direction) {
            (State::Seeking, _) => 0,
            (State::Called, _) => 1,
            (State::Proceeding, _) => 3,
            (State::Ringing, _) => 4,
            (State::Offered, _) => 9,
            (State::Alerted, _) => 7,
            (State::Answered | State::Up, _) => 10,
        }
    }

    fn name(self) -> &'static str {
        match self {
            State::Seeking => "seeking",
            State::Called => "called",
            State::Proceeding => "proceeding",
            State::Ringing => "ringing",
            State::Offered => "offered",
            State::Alerted => "alerted",
            State::Answered => "answered",
            State::Up => "up",
        }
    }

    /// Whether it was answered.
    pub(crate) fn is_answered(self) -> bool {
        matches!(self, State::Answered | State::Up)
    }
}

/// One call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) direction: Direction,
    pub(crate) state: State,
    /// Its connection of call signalling; `None` while there is none.
    pub(crate) flow: Option<FlowId>,
    /// How our messages call it.
    pub(crate) names: Names,
    /// Whose call it is counted as, when it came in.
    pub(crate) source: Option<Source>,
    /// Both can carry control in call signalling; of a call of ours that is open until the far end has said so.
    pub(crate) tunnels: bool,
    pub(crate) control: Control,
    pub(crate) dialled: Option<Dialled>,
    /// An answer of the core that waits until we know where control is to be had.
    pub(crate) waiting: Option<MediaDescription>,
    /// The caller wants no media before Connect (`mediaWaitForConnect`).
    pub(crate) waits_for_connect: bool,
    /// The far end's software.
    pub(crate) product: Option<String>,
    /// The far end's revision of media.
    pub(crate) rev: Rev,
}

impl Call {
    /// Where it stands when the far end ends it.
    pub(crate) fn stage(&self) -> Stage {
        match (self.state.is_answered(), self.direction) {
            (true, _) => Stage::Answered,
            (false, Direction::Incoming) => Stage::Calling,
            (false, Direction::Outgoing) => Stage::Called,
        }
    }

    /// The key of its reference: the connection, the value, and whether we began it.
    pub(crate) fn key(&self) -> Option<(FlowId, u16, bool)> {
        let began = self.direction == Direction::Outgoing;
        Some((self.flow?, self.names.reference.value, began))
    }

    pub(crate) fn debug_state(&self, leg: LegId) -> serde_json::Value {
        serde_json::json!({
            "leg": leg,
            "direction": self.direction,
            "state": self.state.name(),
            "tunnels": self.tunnels,
            "control": self.control.name(),
            "session": self.control.session_state(),
            "product": self.product,
        })
    }
}

impl H323Edge {
    /// What the core wants of a leg.
    pub(crate) fn leg_command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        match command {
            LegCommand::Dial(dial) => self.dial(now, leg, *dial),
            LegCommand::Ring => self.ring(now, leg),
            LegCommand::Early(media) => self.show_early(now, leg, media),
            LegCommand::Accept(media) => self.accept(now, leg, media),
            LegCommand::End(cause) => self.end(now, leg, cause),
            LegCommand::Media { .. }
            | LegCommand::RefuseMedia { .. }
            | LegCommand::Prefer(..)
            | LegCommand::PictureRequest(_)
            | LegCommand::Digit(_) => self.control_command(now, leg, command),
            LegCommand::Transfer { transfer, .. } => {
                if self.calls.contains_key(&leg) {
                    let refused = Err(Cause::us(Reason::NotSupported));
                    self.event(leg, LegEvent::TransferDone(transfer, refused));
                }
            }
            // Nothing in H.323 says these.
            LegCommand::Candidates(..)
            | LegCommand::Slots(_)
            | LegCommand::Chat(_)
            | LegCommand::Roster(_)
            | LegCommand::YouAre(_)
            | LegCommand::ControlDone(..)
            | LegCommand::TransferProgress(..)
            | LegCommand::TransferDone(..) => {}
        }
    }

    /// A timer of a call.
    pub(crate) fn call_timer(&mut self, now: Now, leg: LegId, timer: CallTimer) {
        match timer {
            CallTimer::FirstAnswer | CallTimer::Proceeding => {
                self.fail(now, leg, Cause::network(Reason::TimedOut));
            }
            CallTimer::NoAnswer => self.fail(now, leg, Cause::us(Reason::NoAnswer)),
            CallTimer::Control => self.fail(now, leg, Cause::network(Reason::MediaBlocked)),
            CallTimer::Session => self.session_timer(now, leg),
        }
    }

    pub(crate) fn set_call_timer(&mut self, now: Now, leg: LegId, timer: CallTimer) {
        let config = &self.config;
        let after = match timer {
            CallTimer::FirstAnswer => config.first_answer,
            CallTimer::Proceeding => config.proceeding,
            CallTimer::NoAnswer => config.no_answer,
            CallTimer::Control => config.control,
            // Only the session knows when.
            CallTimer::Session => return,
        };
        self.timer(now, TimerKey::Call(leg, timer), after);
    }

    pub(crate) fn stop_call_timer(&mut self, leg: LegId, timer: CallTimer) {
        self.timers.stop(TimerKey::Call(leg, timer));
    }
}
