//! INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §7.2).

use std::time::Duration;

use super::timers::{Letter, T1, T64};
use super::{Reliability, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Calling,
    Proceeding,
    Completed,
    Accepted,
    Terminated,
}

/// The machine.
#[derive(Clone, Debug)]
pub(crate) struct ClientInvite {
    state: State,
    reliability: Reliability,
    interval: Duration,
}

impl ClientInvite {
    /// Before the first transmission.
    pub(crate) fn new(reliability: Reliability) -> ClientInvite {
        ClientInvite {
            state: State::Calling,
            reliability,
            interval: T1,
        }
    }

    pub(super) fn start(&mut self) -> Vec<Step> {
        let mut steps = vec![Step::Transmit, Step::Start(Letter::B, T64)];
        if self.reliability == Reliability::Unreliable {
            steps.push(Step::Start(Letter::A, T1));
        }
        steps
    }

    pub(super) fn response(&mut self, status: u16) -> Vec<Step> {
        let open = matches!(self.state, State::Calling | State::Proceeding);
        match (status, self.state) {
            (100..=199, _) if open => {
                self.state = State::Proceeding;
                vec![Step::Stop(Letter::A), Step::Stop(Letter::B), Step::Deliver]
            }
            (200..=299, _) if open => {
                self.state = State::Accepted;
                let stop = [Step::Stop(Letter::A), Step::Stop(Letter::B)];
                let go = [Step::Start(Letter::M, T64), Step::Deliver];
                stop.into_iter().chain(go).collect()
            }
            (200..=299, State::Accepted) => vec![Step::Deliver],
            (300.., _) if open => self.refused(),
            (300.., State::Completed) => vec![Step::TransmitAck],
            _ => Vec::new(),
        }
    }

    fn refused(&mut self) -> Vec<Step> {
        let mut steps = vec![
            Step::Stop(Letter::A),
            Step::Stop(Letter::B),
            Step::TransmitAck,
        ];
        match self.reliability {
            Reliability::Unreliable => {
                self.state = State::Completed;
                steps.extend([Step::Start(Letter::D, T64), Step::Deliver]);
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
            (Letter::A, State::Calling) => {
                self.interval *= 2;
                vec![Step::Transmit, Step::Start(Letter::A, self.interval)]
            }
            (Letter::B, State::Calling) => {
                self.state = State::Terminated;
                vec![Step::TimedOut, Step::Gone]
            }
            (Letter::D, State::Completed) | (Letter::M, State::Accepted) => {
                self.state = State::Terminated;
                vec![Step::Gone]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn state(&self) -> &'static str {
        match self.state {
            State::Calling => "calling",
            State::Proceeding => "proceeding",
            State::Completed => "completed",
            State::Accepted => "accepted",
            State::Terminated => "terminated",
        }
    }
}
