//! Why a subscription ends: the core's causes and the words of `Subscription-State` (RFC 6665 §4.1.3).

use std::time::Duration;

use tolk_model::cause::{Cause, Reason};

use crate::wire::lex::{Parameters, digits, trim};

/// When somebody who is told to try later should.
const LATER: Duration = Duration::from_secs(60);
/// When somebody who is told that we gave up should.
const MUCH_LATER: Duration = Duration::from_secs(300);
/// Longest pause that is believed.
const LONGEST: Duration = Duration::from_secs(86_400);

/// `terminated` for a cause of ours.
pub(super) fn terminated(reason: Reason) -> String {
    let word = match reason {
        Reason::TimedOut => "timeout",
        Reason::Forbidden
        | Reason::Unauthorized
        | Reason::Declined
        | Reason::NotAdmitted
        | Reason::Removed
        | Reason::WrongLink
        | Reason::MeetingLocked => "rejected",
        Reason::ShuttingDown | Reason::Overloaded | Reason::RateLimited => {
            return format!(
                "terminated;reason=probation;retry-after={}",
                LATER.as_secs()
            );
        }
        Reason::InternalError | Reason::Unavailable | Reason::ConnectionLost => {
            return format!("terminated;reason=giveup;retry-after={}", LATER.as_secs());
        }
        Reason::Moved => "deactivated",
        _ => "noresource",
    };
    format!("terminated;reason={word}")
}

/// What `Subscription-State` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It lives, for so long when that is said.
    Lives(Option<Duration>),
    /// It is over: why, and when it may be tried again.
    Over(Cause, Option<Duration>),
}

/// Reads `Subscription-State`.
pub(super) fn read(text: &str) -> Option<Said> {
    let (state, parameters) = text.split_once(';').unwrap_or((text, ""));
    let parameters = Parameters::parse(parameters).ok()?;
    let seconds = |name: &str| {
        let said = parameters.value(name).and_then(digits);
        said.map(|s| Duration::from_secs(s).min(LONGEST))
    };
    if !trim(state).eq_ignore_ascii_case("terminated") {
        return Some(Said::Lives(seconds("expires")));
    }
    let word = parameters.value("reason").unwrap_or_default();
    let retry = seconds("retry-after");
    let (reason, retry) = match word.to_ascii_lowercase().as_str() {
        // §4.1.3: at once, as a new one.
        "deactivated" => (Reason::Moved, Some(Duration::ZERO)),
        "timeout" => (Reason::TimedOut, Some(Duration::ZERO)),
        "probation" => (Reason::Overloaded, Some(retry.unwrap_or(LATER))),
        "giveup" => (Reason::Unavailable, Some(retry.unwrap_or(MUCH_LATER))),
        "rejected" => (Reason::Forbidden, None),
        "noresource" => (Reason::NotFound, None),
        "invariant" => (Reason::HungUp, None),
        _ => (Reason::Unavailable, Some(retry.unwrap_or(LATER))),
    };
    Some(Said::Over(Cause::far_end(reason), retry))
}

/// When a refused or unanswered SUBSCRIBE may be tried again; `None` when what was asked for will not do later either.
pub(super) fn retry(reason: Reason, said: Option<Duration>) -> Option<Duration> {
    match reason {
        Reason::NotFound
        | Reason::Gone
        | Reason::Forbidden
        | Reason::Unauthorized
        | Reason::Declined
        | Reason::NotSupported
        | Reason::ProtocolError
        | Reason::NoCommonMedia => None,
        _ => Some(said.map_or(LATER, |s| s.min(LONGEST))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_ends_a_subscription_in_words_that_are_read_again() {
        for reason in Reason::ALL {
            let Some(Said::Over(cause, retry)) = read(&terminated(*reason)) else {
                panic!("{reason:?}")
            };
            let rejected = cause.reason == Reason::Forbidden;
            assert!(!(rejected && retry.is_some()), "{reason:?}");
        }
        assert_eq!(terminated(Reason::Forbidden), "terminated;reason=rejected");
        assert_eq!(
            terminated(Reason::MeetingEnded),
            "terminated;reason=noresource"
        );
        assert_eq!(
            terminated(Reason::ShuttingDown),
            "terminated;reason=probation;retry-after=60"
        );
    }

    #[test]
    fn the_time_to_try_again_is_the_notifiers() {
        let retry = |text: &str| match read(text) {
            Some(Said::Over(_, retry)) => retry,
            other => panic!("{other:?}"),
        };
        let seconds = |s| Some(Duration::from_secs(s));
        assert_eq!(
            retry("terminated;reason=probation;retry-after=7"),
            seconds(7)
        );
        assert_eq!(retry("Terminated ; reason=DEACTIVATED"), seconds(0));
        assert_eq!(retry("terminated;reason=noresource;retry-after=7"), None);
        assert_eq!(retry("terminated"), seconds(60));
        assert_eq!(
            retry("terminated;reason=giveup;retry-after=99999999"),
            seconds(86_400)
        );
        assert_eq!(read("active;expires=12"), Some(Said::Lives(seconds(12))));
        assert_eq!(read("pending"), Some(Said::Lives(None)));
        assert_eq!(read("active;;"), None);
    }
}
