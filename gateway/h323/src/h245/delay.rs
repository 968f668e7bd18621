//! Round trips (H.245 §C.9): theirs are answered, ours tell whether they live.

use std::time::Duration;

use tolk_asn1::h245::{RequestMessage, RoundTripDelayRequest, SequenceNumber};
use tolk_model::time::Mono;

use super::config::Timers;
use super::outbox::Outbox;

/// The procedure as a keep-alive.
#[derive(Debug)]
pub(super) struct Delay {
    t105: Duration,
    interval: Duration,
    sequence: u8,
    /// When to ask, or when an answer is overdue.
    step: Step,
    missed: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Off,
    Resting(Mono),
    Waiting(Mono),
}

impl Delay {
    pub(super) fn new(timers: Timers) -> Delay {
        Delay {
            t105: timers.t105,
            interval: timers.keep_alive,
            sequence: 0,
            step: Step::Off,
            missed: 0,
        }
    }

    /// Begins once the session is up.
    pub(super) fn run(&mut self, now: Mono, is_up: bool) {
        if is_up && self.step == Step::Off {
            self.step = Step::Resting(now + self.interval);
        }
    }

    /// Whatever came shows that they live.
    pub(super) fn heard(&mut self, now: Mono) {
        self.missed = 0;
        if let Step::Resting(_) = self.step {
            self.step = Step::Resting(now + self.interval);
        }
    }

    pub(super) fn answered(&mut self, now: Mono, sequence: u8) {
        if let Step::Waiting(_) = self.step
            && sequence == self.sequence
        {
            self.step = Step::Resting(now + self.interval);
        }
    }

    pub(super) fn is_dead(&self) -> bool {
        self.missed >= MOST_MISSED
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        match self.step {
            Step::Off => None,
            Step::Resting(at) | Step::Waiting(at) => Some(at),
        }
    }

    /// T105, or time for the next one.
    pub(super) fn timeout(&mut self, now: Mono, out: &mut Outbox) {
        if self.deadline().is_none_or(|at| now < at) {
            return;
        }
        if let Step::Waiting(_) = self.step {
            self.missed += 1;
        }
        if self.is_dead() {
            self.step = Step::Off;
            return;
        }
        self.sequence = self.sequence.wrapping_add(1);
        let ask = RoundTripDelayRequest::new(SequenceNumber(self.sequence));
        out.request(RequestMessage::roundTripDelayRequest(ask));
        self.step = Step::Waiting(now + self.t105);
    }
}

/// Round trips without any sign of life before they count as dead.
const MOST_MISSED: u8 = 3;
