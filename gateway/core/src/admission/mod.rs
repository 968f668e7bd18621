//! The one decision about who may reach whom: an incoming call, a browser's join, a host's invitation, an operator's call.
//!
//! A step machine: pure, and total. What needs I/O is a [`Question`] that it asks; the driver answers and steps again until there is
//! a [`Verdict`], which names the rule that made it. The rules are in one place, in their order: [`incoming`] and [`outgoing`].

mod incoming;
mod outgoing;
mod policy;
mod standing;
#[cfg(test)]
mod tests;
mod trunks;

pub use standing::{CallOf, Standing, replacement, transfer, transfer_after_talk};
pub use trunks::{Rewrite, RewriteError, TrunkRoute};

pub use policy::{OutgoingPolicy, OutgoingRule, Pattern, PatternError, Who};

use std::sync::Arc;

use tolk_model::party::{CallRequest, Party, Target};
use tolk_model::{Address, Alias, Cause, MeetingId, OrgId, Reason, Role, RuleId, Wall};

use crate::directory::{Directory, Place};

/// What admission knows beside the request.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who and what can be called.
    pub directory: &'a Directory,
    /// Whither calls may go out.
    pub outgoing: &'a OutgoingPolicy,
    /// The time.
    pub now: Wall,
}

/// A step of the machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<O> {
    /// Something must be found out; step again with the answer.
    Ask(Question),
    /// Decided.
    Done(Verdict<O>),
}

/// What admission needs to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// How it stands in a meeting. Answered by [`Answer::Occupancy`].
    Occupancy(MeetingId),
    /// How many calls go out at present in the name of an organisation, or of nobody. Answered by [`Answer::CallsOut`].
    CallsOut(Option<OrgId>),
    /// Where whoever has these aliases has registered devices. Answered by [`Answer::Location`] or [`Answer::Undisturbed`].
    Location(Vec<Alias>),
    /// The same of somebody who wants no second call: answered by [`Answer::InCall`], too.
    LocationIfFree(Vec<Alias>),
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// How it stands in a meeting; all zero when it is not running.
    Occupancy(Occupancy),
    /// How many calls go out at present.
    CallsOut(u32),
    /// Where the devices are, most wanted first.
    Location(Vec<Target>),
    /// Also to [`Question::Location`]: where the devices are of somebody who wants no calls now.
    Undisturbed(Vec<Target>),
    /// Only to [`Question::LocationIfFree`]: it is in a call that is answered. Who wants no calls at all is told as that.
    InCall,
}

/// How it stands in a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// Participants, those in the lobby included.
    pub participants: u32,
    /// Its host locked it.
    pub locked: bool,
}

/// A decision and the rule that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<O> {
    /// What was decided.
    pub outcome: O,
    /// By which rule.
    pub rule: RuleId,
}

/// What was decided about a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It enters a place.
    Enter(Box<Entry>),
    /// It is connected to somebody: a call of two.
    Connect {
        /// Where the other can be reached; tried in order.
        targets: Vec<Target>,
        /// The caller as others see it.
        party: Box<Party>,
    },
    /// It is refused.
    Refuse(Cause),
}

impl Outcome {
    /// The word for the journal.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::Enter(entry) => match entry.way {
                Way::Join => "join",
                Way::Lobby => "lobby",
                Way::Reception => "reception",
            },
            Outcome::Connect { .. } => "connect",
            Outcome::Refuse(_) => "refuse",
        }
    }
}

/// How a caller enters a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which place.
    pub place: Arc<Place>,
    /// Through which door.
    pub way: Way,
    /// As what.
    pub role: Role,
    /// The caller as others see it: with the organisation and the identity that were proven.
    pub party: Party,
}

/// The door through which a caller enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Straight in.
    Join,
    /// Waits for a host.
    Lobby,
    /// Is asked where to.
    Reception,
}

/// Who wants a call to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An operator, through the API.
    Operator,
    /// The node by itself, because an operator wanted the same before: whither operators may call, and nobody is disturbed.
    Again,
    /// A host of a meeting, in the name of that meeting's organisation.
    Host(Option<OrgId>),
    /// A stranger who called in and wants to be passed on.
    Stranger,
}

/// The machine for an incoming call.
#[derive(Debug)]
pub struct Admission<'r> {
    request: &'r CallRequest,
    waiting: Option<Box<incoming::Considered>>,
}

impl<'r> Admission<'r> {
    /// Begins. Call [`Admission::step`] without an answer first.
    pub fn new(request: &'r CallRequest) -> Admission<'r> {
        Admission {
            request,
            waiting: None,
        }
    }

    /// Goes on. An answer to a question that was not asked is ignored.
    pub fn step(&mut self, facts: Facts<'_>, answer: Option<Answer>) -> Step<Outcome> {
        match (self.waiting.take(), answer) {
            (Some(considered), Some(answer)) if considered.is_answered_by(&answer) => {
                Step::Done(incoming::decide(*considered, answer))
            }
            _ => match incoming::consider(self.request, facts) {
                Ok(considered) => {
                    let question = considered.question();
                    self.waiting = Some(Box::new(considered));
                    Step::Ask(question)
                }
                Err(verdict) => Step::Done(verdict),
            },
        }
    }
}

/// The machine for a call that shall go out: into a meeting, or between two.
#[derive(Debug)]
pub struct Outgoing<'r> {
    caller: &'r Caller,
    to: &'r Address,
}

impl<'r> Outgoing<'r> {
    /// Begins. Call [`Outgoing::step`] without an answer first.
    pub fn new(caller: &'r Caller, to: &'r Address) -> Outgoing<'r> {
        Outgoing { caller, to }
    }

    /// Goes on. `Ok` lists where the called can be reached.
    pub fn step(
        &mut self,
        facts: Facts<'_>,
        answer: Option<Answer>,
    ) -> Step<Result<Vec<Target>, Cause>> {
        outgoing::step(self.caller, self.to, facts, answer)
    }
}

/// A caller as others see it: what it says of itself, and what is proven of it.
pub fn seen_as(request: &CallRequest, directory: &Directory) -> Party {
    incoming::present(request, directory)
}

/// Names a rule.
fn rule(name: &'static str) -> RuleId {
    RuleId::new(name)
}

/// A refusal by a rule of the policy; `wrap` makes an outcome of the cause.
fn refuse<O>(reason: Reason, name: &'static str, wrap: fn(Cause) -> O) -> Verdict<O> {
    let rule = rule(name);
    Verdict {
        outcome: wrap(Cause::policy(reason, rule.clone())),
        rule,
    }
}
