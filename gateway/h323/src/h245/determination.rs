//! Master and slave (H.245 §C.2): who decides when both want the same.

use std::time::Duration;

use tolk_asn1::h245::{
    IndicationMessage, MasterSlaveDetermination, MasterSlaveDeterminationAck,
    MasterSlaveDeterminationAckDecision as Decision, MasterSlaveDeterminationReject,
    MasterSlaveDeterminationRejectCause, MasterSlaveDeterminationRelease, RequestMessage,
    ResponseMessage,
};
use tolk_model::random::Random;
use tolk_model::time::Mono;

use super::outbox::{Outbox, Problem};

/// A side's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It decides conflicts.
    Master,
    /// It yields.
    Slave,
}

impl Role {
    fn other(self) -> Role {
        match self {
            Role::Master => Role::Slave,
            Role::Slave => Role::Master,
        }
    }
}

/// The procedure.
#[derive(Debug)]
pub(super) struct Determination {
    terminal_type: u8,
    t106: Duration,
    number: u32,
    state: State,
    /// Numbers drawn in this attempt.
    numbers: u16,
    /// Attempts that timed out.
    attempts: u8,
    role: Option<Role>,
    has_failed: bool,
    deadline: Option<Mono>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// We asked.
    Outgoing,
    /// They asked, we told; they have yet to confirm.
    Incoming(Role),
}

impl Determination {
    pub(super) fn new(terminal_type: u8, t106: Duration) -> Determination {
        Determination {
            terminal_type,
            t106,
            number: 0,
            state: State::Idle,
            numbers: 0,
            attempts: 0,
            role: None,
            has_failed: false,
            deadline: None,
        }
    }

    /// Our part, once both know it.
    pub(super) fn role(&self) -> Option<Role> {
        self.role
    }

    /// It came to nothing.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.deadline
    }

    /// DETERMINE.request.
    pub(super) fn request(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        if self.state == State::Idle {
            self.numbers = 0;
            self.ask(now, random, out);
        }
    }

    /// After a pause everything begins anew (H.323 §8.4.6).
    pub(super) fn restart(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        (self.role, self.attempts, self.state) = (None, 0, State::Idle);
        self.request(now, random, out);
    }

    fn ask(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        self.numbers += 1;
        self.number = random.below(MODULUS);
        self.state = State::Outgoing;
        self.deadline = Some(now + self.t106);
        out.request(RequestMessage::masterSlaveDetermination(
            MasterSlaveDetermination::new(self.terminal_type, self.number),
        ));
    }

    /// Theirs came.
    pub(super) fn asked(
        &mut self,
        now: Mono,
        theirs: &MasterSlaveDetermination,
        random: &mut Random,
        out: &mut Outbox,
    ) {
        if self.numbers == 0 {
            self.number = random.below(MODULUS);
        }
        match (self.compare(theirs), self.state) {
            (Some(role), _) => {
                self.state = State::Incoming(role);
                self.deadline = Some(now + self.t106);
                self.tell(role, out);
            }
            (None, State::Outgoing) => self.draw_again(now, random, out),
            (None, _) => {
                let cause = MasterSlaveDeterminationRejectCause::identicalNumbers(());
                let reject = MasterSlaveDeterminationReject::new(cause);
                out.response(ResponseMessage::masterSlaveDeterminationReject(reject));
                self.number = random.below(MODULUS);
            }
        }
    }

    /// Our part by both numbers; `None` when they do not tell (§C.2.2.2).
    fn compare(&self, theirs: &MasterSlaveDetermination) -> Option<Role> {
        let own = self.terminal_type;
        if theirs.terminal_type != own {
            let is_master = own > theirs.terminal_type;
            return Some(if is_master { Role::Master } else { Role::Slave });
        }
        let difference = theirs.status_determination_number.wrapping_sub(self.number) % MODULUS;
        match difference {
            0 | HALF => None,
            less if less < HALF => Some(Role::Master),
            _ => Some(Role::Slave),
        }
    }

    /// The decision is what its receiver is.
    fn tell(&self, role: Role, out: &mut Outbox) {
        let decision = match role.other() {
            Role::Master => Decision::master(()),
            Role::Slave => Decision::slave(()),
        };
        let ack = MasterSlaveDeterminationAck::new(decision);
        out.response(ResponseMessage::masterSlaveDeterminationAck(ack));
    }

    fn draw_again(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        if self.numbers >= N100 {
            self.fail();
        } else {
            self.ask(now, random, out);
        }
    }

    fn fail(&mut self) {
        (self.state, self.deadline, self.has_failed) = (State::Idle, None, true);
    }

    fn settle(&mut self, role: Role) {
        (self.state, self.deadline, self.role) = (State::Idle, None, Some(role));
        (self.numbers, self.attempts) = (0, 0);
    }

    /// Their decision came.
    pub(super) fn told(
        &mut self,
        now: Mono,
        ack: &MasterSlaveDeterminationAck,
        random: &mut Random,
        out: &mut Outbox,
    ) {
        let role = match ack.decision {
            Decision::master(()) => Role::Master,
            Decision::slave(()) => Role::Slave,
        };
        match self.state {
            State::Idle => {}
            State::Outgoing => {
                self.tell(role, out);
                self.settle(role);
            }
            State::Incoming(own) if own == role => self.settle(role),
            State::Incoming(_) => self.again(now, random, out),
        }
    }

    /// They could not tell.
    pub(super) fn rejected(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        match self.state {
            State::Idle => {}
            State::Outgoing => self.draw_again(now, random, out),
            State::Incoming(_) => self.again(now, random, out),
        }
    }

    /// They gave up waiting for us.
    pub(super) fn released(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        if self.state != State::Idle {
            self.again(now, random, out);
        }
    }

    fn again(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        self.attempts += 1;
        if self.attempts >= ATTEMPTS {
            return self.fail();
        }
        (self.state, self.numbers) = (State::Idle, 0);
        self.request(now, random, out);
    }

    /// T106.
    pub(super) fn timeout(&mut self, now: Mono, random: &mut Random, out: &mut Outbox) {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return;
        }
        match self.state {
            State::Idle => self.deadline = None,
            // Both numbers are known here, so the missing confirmation tells nothing new.
            State::Incoming(role) => {
                out.problem(Problem::NoDetermination);
                self.settle(role);
            }
            State::Outgoing => {
                out.problem(Problem::NoDetermination);
                out.indication(IndicationMessage::masterSlaveDeterminationRelease(
                    MasterSlaveDeterminationRelease::new(),
                ));
                self.again(now, random, out);
            }
        }
    }
}

/// Numbers have 24 bits.
const MODULUS: u32 = 1 << 24;
const HALF: u32 = MODULUS / 2;
/// Most numbers that are drawn before giving up (§C.2.5).
const N100: u16 = 10;
/// Most times that the whole is begun.
const ATTEMPTS: u8 = 3;
