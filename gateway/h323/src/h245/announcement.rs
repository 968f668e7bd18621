//! Our capabilities (H.245 §C.3, the outgoing side).

use std::time::Duration;

use tolk_asn1::h245::{
    IndicationMessage, RequestMessage, TerminalCapabilitySet, TerminalCapabilitySetRelease,
};
use tolk_model::time::Mono;
use tolk_model::{BitRate, MediaDescription};

use super::outbox::{Outbox, Problem};
use crate::media::{Capacity, capability_set};

/// The procedure.
#[derive(Debug)]
pub(super) struct Announcement {
    t101: Duration,
    sequence: u8,
    /// As it was sent last, under the sequence number zero.
    sent: Option<TerminalCapabilitySet>,
    capacity: Capacity,
    /// The highest rate that we ever said: lower ones are ordered by flow control.
    rate: Option<BitRate>,
    is_acknowledged: bool,
    has_failed: bool,
    attempts: u8,
    deadline: Option<Mono>,
}

impl Announcement {
    pub(super) fn new(t101: Duration) -> Announcement {
        Announcement {
            t101,
            sequence: 0,
            sent: None,
            capacity: Capacity::Full,
            rate: None,
            is_acknowledged: false,
            has_failed: false,
            attempts: 0,
            deadline: None,
        }
    }

    pub(super) fn is_acknowledged(&self) -> bool {
        self.is_acknowledged
    }

    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.deadline
    }

    /// Sends what `local` receives, if that is new. While one set waits for its answer the next one waits, too.
    pub(super) fn update(&mut self, now: Mono, local: &MediaDescription, out: &mut Outbox) {
        if self.deadline.is_some() || self.has_failed {
            return;
        }
        self.rate = self.rate.max(local.max_bitrate);
        let rated = MediaDescription {
            max_bitrate: self.rate,
            ..local.clone()
        };
        let Some(set) = capability_set(&rated, 0, self.capacity) else {
            return;
        };
        if self.sent.as_ref() == Some(&set) {
            return;
        }
        self.sequence = self.sequence.wrapping_add(1);
        let mut numbered = set.clone();
        numbered.sequence_number.0 = self.sequence;
        out.request(RequestMessage::terminalCapabilitySet(numbered));
        self.sent = Some(set);
        self.deadline = Some(now + self.t101);
    }

    /// Says it once more when there is time: somebody else may be listening (H.323 §8.4.6).
    pub(super) fn repeat(&mut self) {
        self.sent = None;
    }

    pub(super) fn acknowledged(&mut self, sequence: u8) {
        if self.deadline.is_some() && sequence == self.sequence {
            (self.deadline, self.is_acknowledged, self.attempts) = (None, true, 0);
        }
    }

    pub(super) fn rejected(&mut self, sequence: u8, out: &mut Outbox) {
        if self.deadline.is_none() || sequence != self.sequence {
            return;
        }
        out.problem(Problem::CapabilitiesRejected);
        self.deadline = None;
        match self.capacity {
            Capacity::Full => (self.capacity, self.sent) = (Capacity::Least, None),
            Capacity::Least => self.has_failed = true,
        }
    }

    /// T101. `is_alive`: they do other things, so that a missing answer need not end the call.
    pub(super) fn timeout(&mut self, now: Mono, is_alive: bool, out: &mut Outbox) {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return;
        }
        self.deadline = None;
        out.problem(Problem::NoCapabilityAck);
        let release = TerminalCapabilitySetRelease::new();
        out.indication(IndicationMessage::terminalCapabilitySetRelease(release));
        self.attempts += 1;
        if self.attempts < ATTEMPTS {
            self.sent = None;
        } else if is_alive {
            self.is_acknowledged = true;
        } else {
            self.has_failed = true;
        }
    }
}

/// Most times that one set is sent.
const ATTEMPTS: u8 = 2;
