//! INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1).

use std::time::Duration;

use super::timers::{Letter, T1, T2, T4, T64};
use super::{Reliability, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Proceeding,
    Completed,
    Confirmed,
    Accepted,
    Terminated,
}

/// The machine.
#[derive(Clone, Debug)]
pub(crate) struct ServerInvite {
    state: State,
    reliability: Reliability,
    interval: Duration,
}

impl ServerInvite {
    /// When the request came.
    pub(crate) fn new(reliability: Reliability) -> ServerInvite {
        ServerInvite {
            state: State::Proceeding,
            reliability,
            interval: T1,
        }
    }

    pub(super) fn repeated(&mut self) -> Vec<Step> {
        match self.state {
            State::Proceeding | State::Completed => vec![Step::Transmit],
            State::Accepted | State::Confirmed | State::Terminated => Vec::new(),
        }
    }

    pub(super) fn respond(&mut self, status: u16) -> Vec<Step> {
        match (status, self.state) {
            (..=199, State::Proceeding) => vec![Step::Transmit],
            (200..=299, State::Proceeding) => {
                self.state = State::Accepted;
                vec![Step::Transmit, Step::Start(Letter::L, T64)]
            }
            // The user of the transaction repeats the 2xx until it is acknowledged.
            (200..=299, State::Accepted) => vec![Step::Transmit],
            (300.., State::Proceeding) => {
                self.state = State::Completed;
                let mut steps = vec![Step::Transmit, Step::Start(Letter::H, T64)];
                if self.reliability == Reliability::Unreliable {
                    steps.push(Step::Start(Letter::G, T1));
                }
                steps
            }
            _ => Vec::new(),
        }
    }

    /// An ACK with the transaction's branch came.
    pub(crate) fn acknowledged(&mut self) -> Vec<Step> {
        match (self.state, self.reliability) {
            (State::Completed, Reliability::Unreliable) => {
                self.state = State::Confirmed;
                vec![
                    Step::Stop(Letter::G),
                    Step::Stop(Letter::H),
                    Step::Start(Letter::I, T4),
                ]
            }
            (State::Completed, Reliability::Reliable) => {
                self.state = State::Terminated;
                vec![Step::Gone]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn timer(&mut self, letter: Letter) -> Vec<Step> {
        match (letter, self.state) {
            (Letter::G, State::Completed) => {
                self.interval = (self.interval * 2).min(T2);
                vec![Step::Transmit, Step::Start(Letter::G, self.interval)]
            }
            (Letter::H, State::Completed) => {
                self.state = State::Terminated;
                vec![Step::TimedOut, Step::Gone]
            }
            (Letter::I, State::Confirmed) | (Letter::L, State::Accepted) => {
                self.state = State::Terminated;
                vec![Step::Gone]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn state(&self) -> &'static str {
        match self.state {
            State::Proceeding => "proceeding",
            State::Completed => "completed",
            State::Confirmed => "confirmed",
            State::Accepted => "accepted",
            State::Terminated => "terminated",
        }
    }
}
