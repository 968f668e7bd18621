//! Why something ended. Reasons live here only; each edge has one table reason <-> wire code.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::RuleId;

/// Why a leg, a call or a request ended. Not an error: the end of a call is an ordinary event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cause {
    /// What happened.
    pub reason: Reason,
    /// Whose doing it was.
    pub blame: Blame,
}

impl Cause {
    /// The far end did it.
    pub fn far_end(reason: Reason) -> Cause {
        Cause {
            reason,
            blame: Blame::FarEnd,
        }
    }

    /// We did it.
    pub fn us(reason: Reason) -> Cause {
        Cause {
            reason,
            blame: Blame::Us,
        }
    }

    /// The network did it.
    pub fn network(reason: Reason) -> Cause {
        Cause {
            reason,
            blame: Blame::Network,
        }
    }

    /// A rule of the policy did it.
    pub fn policy(reason: Reason, rule: RuleId) -> Cause {
        Cause {
            reason,
            blame: Blame::Policy(rule),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.reason.as_str(), self.blame.as_str())
    }
}

/// Whose doing an end was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "rule", rename_all = "snake_case")]
pub enum Blame {
    /// The other party or its system.
    FarEnd,
    /// This node.
    Us,
    /// Something in between.
    Network,
    /// A rule of the policy.
    Policy(RuleId),
    /// Not known.
    Unknown,
}

impl Blame {
    /// The label for metrics: a closed set, without the rule.
    pub fn as_str(&self) -> &'static str {
        match self {
            Blame::FarEnd => "far_end",
            Blame::Us => "us",
            Blame::Network => "network",
            Blame::Policy(_) => "policy",
            Blame::Unknown => "unknown",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What happened. A closed set: users see a translated sentence for each (`i18n`, keyed by [`Reason::as_str`]).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Reason { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl Reason {
            /// All reasons, for tables and their tests.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The stable snake_case name.
            pub fn as_str(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// Somebody hung up: the ordinary end.
    HungUp = "hung_up";
    /// The caller gave up before an answer.
    Cancelled = "cancelled";
    /// Busy.
    Busy = "busy";
    /// The called person does not want to be called now, and said so before anybody rang.
    DoNotDisturb = "do_not_disturb";
    /// Rang, nobody answered.
    NoAnswer = "no_answer";
    /// The called person or room declined.
    Declined = "declined";
    /// Nobody has this address.
    NotFound = "not_found";
    /// The address was valid once and is no more.
    Gone = "gone";
    /// The address exists and is not reachable now.
    Unavailable = "unavailable";
    /// Not permitted.
    Forbidden = "forbidden";
    /// Credentials are missing or wrong.
    Unauthorized = "unauthorized";
    /// The link is wrong.
    WrongLink = "wrong_link";
    /// The link has expired.
    LinkExpired = "link_expired";
    /// The meeting has as many participants as it may have.
    MeetingFull = "meeting_full";
    /// The meeting is locked by its host.
    MeetingLocked = "meeting_locked";
    /// The meeting was ended by its host.
    MeetingEnded = "meeting_ended";
    /// The host did not admit the person from the lobby.
    NotAdmitted = "not_admitted";
    /// The host removed the person.
    Removed = "removed";
    /// No codec, transport or security in common.
    NoCommonMedia = "no_common_media";
    /// The peer demands encryption that we cannot give, or the other way about.
    EncryptionRequired = "encryption_required";
    /// Signalling works and media does not get through.
    MediaBlocked = "media_blocked";
    /// Media stopped arriving.
    MediaLost = "media_lost";
    /// The signalling connection was lost and did not come back.
    ConnectionLost = "connection_lost";
    /// No response within the protocol's time.
    TimedOut = "timed_out";
    /// The peer's message broke the protocol.
    ProtocolError = "protocol_error";
    /// The request is not supported here.
    NotSupported = "not_supported";
    /// Too many requests from one source.
    RateLimited = "rate_limited";
    /// This node has no capacity left.
    Overloaded = "overloaded";
    /// This node is being drained or stopped.
    ShuttingDown = "shutting_down";
    /// The called party moved: try there.
    Moved = "moved";
    /// The call was transferred elsewhere.
    Transferred = "transferred";
    /// Replaced by another leg of the same participant.
    Replaced = "replaced";
    /// Another device of the same person answered.
    AnsweredElsewhere = "answered_elsewhere";
    /// A fault of this node.
    InternalError = "internal_error";
}
