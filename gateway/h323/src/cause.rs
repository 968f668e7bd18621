//! The table between causes and what H.225.0 and Q.931 have for them.

use tolk_asn1::h225::ReleaseCompleteReason as Release;
use tolk_model::cause::{Cause, Reason};

use crate::q931;

/// Reason, the `reason` of ReleaseComplete, and the cause of Q.850 that goes with it. H.225.0 table 5 pairs them one to one where it
/// knows the case; the cause says more, and is believed first.
static TABLE: &[(Reason, Release, u8)] = &[
    (Reason::HungUp, Release::undefinedReason(()), 16),
    (Reason::Cancelled, Release::undefinedReason(()), 16),
    (Reason::Busy, Release::inConf(()), 17),
    (Reason::DoNotDisturb, Release::destinationRejection(()), 21),
    (Reason::NoAnswer, Release::undefinedReason(()), 19),
    (Reason::Declined, Release::destinationRejection(()), 21),
    (Reason::NotFound, Release::unreachableDestination(()), 1),
    (Reason::Gone, Release::unreachableDestination(()), 22),
    (
        Reason::Unavailable,
        Release::calledPartyNotRegistered(()),
        20,
    ),
    (Reason::Forbidden, Release::noPermission(()), 57),
    (Reason::Unauthorized, Release::securityDenied(()), 57),
    (Reason::WrongLink, Release::securityDenied(()), 57),
    (Reason::LinkExpired, Release::unreachableDestination(()), 22),
    (Reason::MeetingFull, Release::adaptiveBusy(()), 34),
    (Reason::MeetingLocked, Release::noPermission(()), 57),
    (Reason::MeetingEnded, Release::undefinedReason(()), 31),
    (Reason::NotAdmitted, Release::destinationRejection(()), 21),
    (Reason::Removed, Release::destinationRejection(()), 21),
    (Reason::NoCommonMedia, Release::undefinedReason(()), 88),
    (Reason::EncryptionRequired, Release::securityDenied(()), 88),
    (Reason::MediaBlocked, Release::undefinedReason(()), 47),
    (Reason::MediaLost, Release::undefinedReason(()), 41),
    (Reason::ConnectionLost, Release::undefinedReason(()), 27),
    (Reason::TimedOut, Release::undefinedReason(()), 102),
    (Reason::ProtocolError, Release::undefinedReason(()), 111),
    (
        Reason::NotSupported,
        Release::neededFeatureNotSupported(()),
        79,
    ),
    (Reason::RateLimited, Release::gatewayResources(()), 42),
    (Reason::Overloaded, Release::gatewayResources(()), 42),
    (Reason::ShuttingDown, Release::gatewayResources(()), 41),
    (Reason::Moved, Release::facilityCallDeflection(()), 23),
    (Reason::Transferred, Release::undefinedReason(()), 16),
    (Reason::Replaced, Release::undefinedReason(()), 16),
    (Reason::AnsweredElsewhere, Release::undefinedReason(()), 26),
    (Reason::InternalError, Release::undefinedReason(()), 41),
];

/// What ends a call for a reason.
pub(crate) fn release(reason: Reason) -> (q931::Cause, Release) {
    let row = TABLE.iter().find(|(r, ..)| *r == reason);
    let (release, value) = row.map_or((Release::undefinedReason(()), 31), |(_, release, value)| {
        (release.clone(), *value)
    });
    (ours(value), release)
}

/// A cause that we say.
pub(crate) fn ours(value: u8) -> q931::Cause {
    q931::Cause {
        value,
        location: q931::Location::User,
    }
}

/// Where a call stood when the far end ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It called, and we had not answered.
    Calling,
    /// We called, and it had not answered.
    Called,
    /// It was answered.
    Answered,
}

/// Why the far end ended a call.
pub(crate) fn ended(stage: Stage, cause: Option<u8>, release: Option<&Release>) -> Cause {
    let said = cause.and_then(from_q850);
    // Causes 16 and 31 say next to nothing; a `reason` beside them may say more.
    let vague = matches!(cause, None | Some(16 | 31));
    let told = release.and_then(from_release);
    let reason = match (vague, told) {
        (true, Some(told)) => Some(told),
        _ => said.or(told),
    };
    let reason = reason.unwrap_or(Reason::HungUp);
    Cause::far_end(match (stage, reason) {
        (Stage::Calling, Reason::HungUp | Reason::Declined) => Reason::Cancelled,
        // §7.3.10 with Q.850: an ordinary end before the answer is somebody who does not want the call.
        (Stage::Called, Reason::HungUp) => Reason::Declined,
        // After the answer it is an ordinary end, whatever an exchange calls it.
        (
            Stage::Answered,
            Reason::NotFound | Reason::Busy | Reason::NoAnswer | Reason::Declined | Reason::Moved,
        ) => Reason::HungUp,
        (_, reason) => reason,
    })
}

/// What a `reason` means that stands alone.
fn from_release(release: &Release) -> Option<Reason> {
    let reason = match release {
        Release::noBandwidth(())
        | Release::gatekeeperResources(())
        | Release::gatewayResources(())
        | Release::newConnectionNeeded(()) => Reason::Overloaded,
        // Table 5 pairs it with cause 41 (temporary failure); rooms send it when they have no line left.
        Release::adaptiveBusy(()) | Release::inConf(()) => Reason::Busy,
        Release::unreachableDestination(())
        | Release::badFormatAddress(())
        | Release::invalidCID(()) => Reason::NotFound,
        Release::destinationRejection(()) => Reason::Declined,
        Release::noPermission(()) | Release::callerNotRegistered(()) => Reason::Forbidden,
        Release::securityDenied(()) | Release::securityError(_) => Reason::Unauthorized,
        Release::unreachableGatekeeper(()) | Release::calledPartyNotRegistered(()) => {
            Reason::Unavailable
        }
        Release::facilityCallDeflection(()) | Release::replaceWithConferenceInvite(_) => {
            Reason::Moved
        }
        Release::invalidRevision(())
        | Release::neededFeatureNotSupported(())
        | Release::tunnelledSignallingRejected(()) => Reason::NotSupported,
        Release::hopCountExceeded(()) => Reason::NotFound,
        _ => return None,
    };
    Some(reason)
}

/// The causes that telephone networks and endpoints send (RFC 3398 §8.2.6.1, as the SIP edge reads them).
fn from_q850(cause: u8) -> Option<Reason> {
    let reason = match cause {
        1..=3 | 25 | 26 | 28 => Reason::NotFound,
        16 | 31 => Reason::HungUp,
        17 => Reason::Busy,
        18 | 19 => Reason::NoAnswer,
        20 | 27 => Reason::Unavailable,
        21 | 55 => Reason::Declined,
        57 | 87 => Reason::Forbidden,
        22 => Reason::Gone,
        23 => Reason::Moved,
        34 | 38 | 41 | 42 | 44 | 47 => Reason::Overloaded,
        65 | 70 | 79 => Reason::NotSupported,
        88 => Reason::NoCommonMedia,
        102 => Reason::TimedOut,
        95..=101 | 111 => Reason::ProtocolError,
        _ => return None,
    };
    Some(reason)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_row_and_the_causes_of_q850_fit_a_byte() {
        for reason in Reason::ALL {
            let rows = TABLE.iter().filter(|(r, ..)| r == reason).count();
            assert_eq!(rows, 1, "{reason:?}");
            assert!(release(*reason).0.value < 128);
        }
    }

    #[test]
    fn what_matters_to_people_survives_a_call_over_the_wire() {
        for reason in [
            Reason::Busy,
            Reason::NoAnswer,
            Reason::Declined,
            Reason::NotFound,
            Reason::Gone,
            Reason::Unavailable,
            Reason::Forbidden,
            Reason::NoCommonMedia,
            Reason::NotSupported,
            Reason::Overloaded,
            Reason::TimedOut,
            Reason::ProtocolError,
            Reason::Moved,
        ] {
            let (cause, release) = release(reason);
            let read = ended(Stage::Called, Some(cause.value), Some(&release));
            assert_eq!(read, Cause::far_end(reason));
        }
    }

    #[test]
    fn the_same_words_mean_what_the_moment_makes_of_them() {
        let normal = (Some(16), Some(Release::undefinedReason(())));
        for (stage, reason) in [
            (Stage::Calling, Reason::Cancelled),
            (Stage::Called, Reason::Declined),
            (Stage::Answered, Reason::HungUp),
        ] {
            assert_eq!(ended(stage, normal.0, normal.1.as_ref()).reason, reason);
            assert_eq!(ended(stage, None, None).reason, reason);
        }
        let busy = ended(Stage::Answered, Some(17), Some(&Release::inConf(())));
        assert_eq!(busy.reason, Reason::HungUp);
    }

    #[test]
    fn a_reason_says_what_a_vague_cause_does_not() {
        let cases = [
            (None, Release::inConf(()), Reason::Busy),
            (
                Some(16),
                Release::unreachableDestination(()),
                Reason::NotFound,
            ),
            (Some(17), Release::undefinedReason(()), Reason::Busy),
            (Some(34), Release::undefinedReason(()), Reason::Overloaded),
            (None, Release::noPermission(()), Reason::Forbidden),
            (
                Some(31),
                Release::calledPartyNotRegistered(()),
                Reason::Unavailable,
            ),
        ];
        for (cause, release, reason) in cases {
            let read = ended(Stage::Called, cause, Some(&release));
            assert_eq!(read.reason, reason, "{cause:?} {release:?}");
        }
    }
}
