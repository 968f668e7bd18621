//! Our capabilities (H.245 §C.3, the outgoing side).

use std::time::Duration;

use tolk_asn1::h245::{
    IndicationMessage, RequestMessage, TerminalCapabilitySet, TerminalCapabilitySetRelease,
};
use tolk_model::media::Flow;
use tolk_model::time::Mono;
use tolk_model::{MediaDescription, Stream, StreamRole};

use super::outbox::{Outbox, Problem};
use crate::media::{Capacity, capability_set, is_same_format};

/// The procedure.
#[derive(Debug)]
pub(super) struct Announcement {
    t101: Duration,
    sequence: u8,
    /// As it was sent last, under the sequence number zero.
    sent: Option<TerminalCapabilitySet>,
    capacity: Capacity,
    /// What was ever described. A set says what we can, not what flows at the moment: what the core leaves out because the far end does
    /// not have it stays, and lower rates are ordered by flow control.
    full: MediaDescription,
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
            full: MediaDescription::default(),
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

    /// Sends what can be received in `roles`, if that is new; without any role it is the empty set. While one set waits for its answer
    /// the next one waits, too.
    pub(super) fn update(
        &mut self,
        now: Mono,
        local: &MediaDescription,
        roles: &[StreamRole],
        out: &mut Outbox,
    ) {
        self.learn(local);
        if self.deadline.is_some() || self.has_failed {
            return;
        }
        let mut wanted = self.full.clone();
        wanted.streams.retain(|s| roles.contains(&s.role));
        let Some(set) = capability_set(&wanted, 0, self.capacity) else {
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

    fn learn(&mut self, local: &MediaDescription) {
        self.full.max_bitrate = self.full.max_bitrate.max(local.max_bitrate);
        for stream in &local.streams {
            let known = self.full.streams.iter_mut().find(|s| s.role == stream.role);
            let Some(known) = known else {
                let flow = Flow::Both;
                self.full.streams.push(Stream {
                    flow,
                    ..stream.clone()
                });
                continue;
            };
            for format in &stream.receive {
                let has_room = known.receive.len() < MOST_FORMATS;
                let mut formats = known.receive.iter_mut();
                // Events have the receiver's payload type.
                if let Some(same) = formats.find(|f| is_same_format(f, format)) {
                    same.payload_type = format.payload_type;
                } else if has_room {
                    known.receive.push(format.clone());
                }
            }
        }
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
/// Formats of one stream that are said; the core has a dozen.
const MOST_FORMATS: usize = 24;
