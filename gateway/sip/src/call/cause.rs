//! The table between causes and SIP status codes, and the `Reason` header (RFC 3326) that keeps what statuses cannot say.

use tolk_model::cause::{Blame, Cause, Reason};
use tolk_sdp::SdpError;

use crate::wire::Headers;
use crate::wire::lex::{Parameters, quote, split, unquote};

/// Reason, the status that refuses a call for it, and the Q.850 cause (RFC 3398 §7.2.4.1, ITU-T Q.850).
///
/// The first row with a status is what that status means to us; the others share it and travel by the `Reason` header.
const TABLE: &[(Reason, u16, u16)] = &[
    (Reason::HungUp, 480, 16),
    (Reason::Cancelled, 487, 16),
    (Reason::Busy, 486, 17),
    // RFC 3261 §21.4.18 names this very case.
    (Reason::DoNotDisturb, 480, 21),
    (Reason::NoAnswer, 408, 19),
    (Reason::Declined, 603, 21),
    (Reason::NotFound, 404, 1),
    (Reason::Gone, 410, 22),
    (Reason::Unavailable, 480, 20),
    (Reason::Forbidden, 403, 57),
    (Reason::Unauthorized, 401, 57),
    (Reason::WrongLink, 403, 57),
    (Reason::LinkExpired, 410, 22),
    (Reason::MeetingFull, 486, 34),
    (Reason::MeetingLocked, 403, 57),
    (Reason::MeetingEnded, 480, 31),
    (Reason::NotAdmitted, 603, 21),
    (Reason::Removed, 403, 21),
    (Reason::NoCommonMedia, 488, 88),
    (Reason::EncryptionRequired, 488, 88),
    (Reason::MediaBlocked, 488, 47),
    (Reason::MediaLost, 480, 41),
    (Reason::ConnectionLost, 503, 27),
    (Reason::TimedOut, 504, 102),
    (Reason::ProtocolError, 400, 111),
    (Reason::NotSupported, 501, 79),
    (Reason::RateLimited, 503, 42),
    (Reason::Overloaded, 503, 42),
    (Reason::ShuttingDown, 503, 41),
    (Reason::Moved, 302, 23),
    (Reason::Transferred, 480, 16),
    (Reason::Replaced, 480, 16),
    (Reason::AnsweredElsewhere, 487, 26),
    (Reason::InternalError, 500, 41),
];

/// Where a status has several rows, or rows that must not win, this says what it means.
const MEANINGS: &[(u16, Reason)] = &[
    (480, Reason::Unavailable),
    (403, Reason::Forbidden),
    (410, Reason::Gone),
    (486, Reason::Busy),
    (503, Reason::Overloaded),
    (488, Reason::NoCommonMedia),
    (580, Reason::NoCommonMedia),
    (600, Reason::Busy),
    (604, Reason::NotFound),
    (606, Reason::NoCommonMedia),
    (407, Reason::Unauthorized),
    (482, Reason::NotFound),
    (483, Reason::NotFound),
    (484, Reason::NotFound),
    (485, Reason::NotFound),
    (416, Reason::NotFound),
    (415, Reason::NoCommonMedia),
    (493, Reason::EncryptionRequired),
    (494, Reason::EncryptionRequired),
    (405, Reason::NotSupported),
    (420, Reason::NotSupported),
    (421, Reason::NotSupported),
    (505, Reason::NotSupported),
    (502, Reason::Unavailable),
    (607, Reason::Declined),
    (608, Reason::Declined),
    (433, Reason::Forbidden),
];

/// The protocol word of our own entry in `Reason`: between Tolk nodes every reason survives.
const OURS: &str = "Tolk";

/// The status that refuses a call.
pub(crate) fn status(reason: Reason) -> u16 {
    row(reason).1
}

/// What it means for a call that a session description could not be read or written. Bad grammar is the writer's, and so is a
/// description that nothing can be answered to; what only our own description can be guilty of is ours.
pub(crate) fn description(error: &SdpError) -> Cause {
    match error {
        SdpError::NothingInCommon => Cause::far_end(Reason::NoCommonMedia),
        SdpError::Security(_) => Cause::far_end(Reason::EncryptionRequired),
        SdpError::TooMany { .. }
        | SdpError::NotSdp
        | SdpError::Malformed { .. }
        | SdpError::Candidate
        | SdpError::UnknownMid
        | SdpError::MediaCount { .. }
        | SdpError::MediaChanged { .. } => Cause::far_end(Reason::ProtocolError),
        SdpError::OutOfTurn(_)
        | SdpError::NoAddress(_)
        | SdpError::PayloadTypeTwice { .. }
        | SdpError::NotOffered(_)
        | SdpError::Unprintable(_) => Cause::us(Reason::InternalError),
    }
}

/// What a status of the far end means.
pub(crate) fn reason(status: u16) -> Reason {
    let named = MEANINGS.iter().find(|(s, _)| *s == status).map(|(_, r)| *r);
    let tabled = || {
        TABLE
            .iter()
            .find(|(_, s, _)| *s == status)
            .map(|(r, _, _)| *r)
    };
    named.or_else(tabled).unwrap_or(match status {
        300..=399 => Reason::Moved,
        500..=599 => Reason::InternalError,
        600..=699 => Reason::Declined,
        _ => Reason::ProtocolError,
    })
}

fn row(reason: Reason) -> (Reason, u16, u16) {
    TABLE
        .iter()
        .copied()
        .find(|(r, _, _)| *r == reason)
        .unwrap_or((Reason::InternalError, 500, 41))
}

/// The value of `Reason` for an end of ours.
pub(crate) fn reason_header(reason: Reason) -> String {
    let (_, _, q850) = row(reason);
    let text = quote(reason.as_str());
    if reason == Reason::AnsweredElsewhere {
        // RFC 3326 §2 and its example: the other telephones do not show a missed call.
        return format!("SIP;cause=200;text=\"Call completed elsewhere\", {OURS};text={text}");
    }
    format!("Q.850;cause={q850};text={text}, {OURS};text={text}")
}

/// Reads the `Reason` headers of a message: ours first, then a SIP status, then Q.850.
pub(crate) fn read_reason(headers: &Headers) -> Option<Reason> {
    let mut sip = None;
    let mut isdn = None;
    for line in headers.lines("reason") {
        let text = std::str::from_utf8(line).ok()?;
        for value in split(text, ',').ok()? {
            let (protocol, parameters) = value.split_once(';').unwrap_or((value, ""));
            let parameters = Parameters::parse(parameters).unwrap_or_default();
            let number = parameters
                .value("cause")
                .and_then(|c| c.parse::<u16>().ok());
            if protocol.eq_ignore_ascii_case(OURS) {
                let name = parameters.value("text").map(unquote).unwrap_or_default();
                if let Some(found) = Reason::ALL.iter().find(|r| r.as_str() == name) {
                    return Some(*found);
                }
            } else if protocol.eq_ignore_ascii_case("SIP") {
                sip = sip.or(number.map(|n| match n {
                    200 => Reason::AnsweredElsewhere,
                    n => reason(n),
                }));
            } else if protocol.eq_ignore_ascii_case("Q.850") {
                isdn = isdn.or(number.and_then(from_q850));
            }
        }
    }
    sip.or(isdn)
}

/// The causes that telephone networks send (RFC 3398 §8.2.6.1).
fn from_q850(cause: u16) -> Option<Reason> {
    let reason = match cause {
        1 | 2 | 3 | 26 | 28 => Reason::NotFound,
        16 | 31 => Reason::HungUp,
        17 => Reason::Busy,
        18 | 19 => Reason::NoAnswer,
        20 | 27 => Reason::Unavailable,
        21 | 55 | 57 => Reason::Declined,
        22 => Reason::Gone,
        23 => Reason::Moved,
        34 | 38 | 41 | 42 | 44 | 47 => Reason::Overloaded,
        65 | 70 | 79 => Reason::NotSupported,
        87 => Reason::Forbidden,
        88 => Reason::NoCommonMedia,
        102 => Reason::TimedOut,
        111 => Reason::ProtocolError,
        _ => return None,
    };
    Some(reason)
}

/// The cause of a refusal by the far end.
pub(crate) fn refused(status: u16, headers: &Headers) -> Cause {
    let reason = read_reason(headers).unwrap_or_else(|| reason(status));
    let blame = match status {
        502..=504 => Blame::Network,
        _ => Blame::FarEnd,
    };
    Cause { reason, blame }
}

/// The cause of a BYE of the far end.
pub(crate) fn hung_up(headers: &Headers) -> Cause {
    // A BYE after an answered call is the ordinary end, whatever a telephone exchange calls it.
    let reason = match read_reason(headers) {
        Some(Reason::NotFound | Reason::Busy | Reason::NoAnswer | Reason::AnsweredElsewhere)
        | None => Reason::HungUp,
        Some(reason) => reason,
    };
    Cause::far_end(reason)
}
