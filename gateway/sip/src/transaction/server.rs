//! Server transaction of any other method (RFC 3261 §17.2.2).

use super::timers::{Letter, T64};
use super::{Reliability, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

/// The machine.
#[derive(Clone, Debug)]
pub(crate) struct ServerOther {
    state: State,
    reliability: Reliability,
}

impl ServerOther {
    /// When the request came.
    pub(crate) fn new(reliability: Reliability) -> ServerOther {
        ServerOther {
            state: State::Trying,
            reliability,
        }
    }

    pub(super) fn repeated(&mut self) -> Vec<Step> {
        match self.state {
            State::Proceeding | State::Completed => vec![Step::Transmit],
            State::Trying | State::Terminated => Vec::new(),
        }
    }

    pub(super) fn respond(&mut self, status: u16) -> Vec<Step> {
        match (status, self.state) {
            (..=199, State::Trying | State::Proceeding) => {
                self.state = State::Proceeding;
                vec![Step::Transmit]
            }
            (_, State::Trying | State::Proceeding) => match self.reliability {
                Reliability::Unreliable => {
                    self.state = State::Completed;
                    vec![Step::Transmit, Step::Start(Letter::J, T64)]
                }
                Reliability::Reliable => {
                    self.state = State::Terminated;
                    vec![Step::Transmit, Step::Gone]
                }
            },
            _ => Vec::new(),
        }
    }

    pub(super) fn timer(&mut self, letter: Letter) -> Vec<Step> {
        match (letter, self.state) {
            (Letter::J, State::Completed) => {
                self.state = State::Terminated;
                vec![Step::Gone]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn state(&self) -> &'static str {
        match self.state {
            State::Trying => "trying",
            State::Proceeding => "proceeding",
            State::Completed => "completed",
            State::Terminated => "terminated",
        }
    }
}
