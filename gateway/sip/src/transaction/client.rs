//! Client transaction of any other method (RFC 3261 §17.1.2).

use std::time::Duration;

use super::timers::{Letter, T1, T2, T4, T64};
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
pub(crate) struct ClientOther {
    state: State,
    reliability: Reliability,
    interval: Duration,
}

impl ClientOther {
    /// Before the first transmission.
    pub(crate) fn new(reliability: Reliability) -> ClientOther {
        ClientOther {
            state: State::Trying,
            reliability,
            interval: T1,
        }
    }

    pub(super) fn start(&mut self) -> Vec<Step> {
        let mut steps = vec![Step::Transmit, Step::Start(Letter::F, T64)];
        if self.reliability == Reliability::Unreliable {
            steps.push(Step::Start(Letter::E, T1));
        }
        steps
    }

    pub(super) fn response(&mut self, status: u16) -> Vec<Step> {
        if !matches!(self.state, State::Trying | State::Proceeding) {
            return Vec::new();
        }
        if status < 200 {
            self.state = State::Proceeding;
            return vec![Step::Deliver];
        }
        let mut steps = vec![Step::Stop(Letter::E), Step::Stop(Letter::F)];
        match self.reliability {
            Reliability::Unreliable => {
                self.state = State::Completed;
                steps.extend([Step::Start(Letter::K, T4), Step::Deliver]);
            }
            Reliability::Reliable => {
                self.state = State::Terminated;
                steps.extend([Step::Deliver, Step::Gone]);
            }
        }
        steps
    }

    pub(super) fn timer(&mut self, letter: Letter) -> Vec<Step> {
        match (letter, self.state) {
            (Letter::E, State::Trying) => {
                self.interval = (self.interval * 2).min(T2);
                vec![Step::Transmit, Step::Start(Letter::E, self.interval)]
            }
            (Letter::E, State::Proceeding) => vec![Step::Transmit, Step::Start(Letter::E, T2)],
            (Letter::F, State::Trying | State::Proceeding) => {
                self.state = State::Terminated;
                vec![Step::TimedOut, Step::Gone]
            }
            (Letter::K, State::Completed) => {
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
