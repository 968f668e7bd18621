//! The life of calls and meetings as log lines, one each, folded from the journal. No addresses, names or titles.

use tolk_model::journal::JournalEvent;

use super::journal::Subject;

/// One line with everything that it is about, absent identifiers left out.
macro_rules! line {
    ($level:ident, $subject:expr, $($fields:tt)*) => {
        tracing::$level!(
            meeting = $subject.meeting.map(tracing::field::display),
            call = $subject.call.map(tracing::field::display),
            leg = $subject.leg.map(tracing::field::display),
            $($fields)*
        )
    };
}

/// Logs an entry.
pub(super) fn log(subject: Subject, event: &JournalEvent) {
    match event {
        JournalEvent::Admitted { outcome, rule, .. } => {
            line!(info, subject, outcome, %rule, "admitted");
        }
        JournalEvent::MeetingOpened { .. } => line!(info, subject, "meeting_opened"),
        JournalEvent::MeetingClosed => line!(info, subject, "meeting_closed"),
        JournalEvent::LegOpened {
            edge, direction, ..
        } => line!(info, subject, %edge, ?direction, "leg_opened"),
        JournalEvent::TakenOver { from, .. } => line!(info, subject, %from, "taken_over"),
        JournalEvent::LegConnected { setup_ms } => {
            line!(info, subject, setup_ms, "leg_connected");
        }
        JournalEvent::MediaConnected { after_ms } => {
            line!(info, subject, after_ms, "media_connected");
        }
        JournalEvent::LegEnded {
            edge,
            cause,
            lasted_ms,
        } => line!(info, subject, %edge, %cause, lasted_ms, "leg_ended"),
        JournalEvent::Receiving { stream, codec } => {
            line!(debug, subject, %stream, codec = codec.as_str(), "receiving");
        }
        JournalEvent::MediaClosed { .. } => line!(debug, subject, "media_closed"),
        JournalEvent::Transfer { what, cause, .. } => {
            let cause = cause.as_ref().map(tracing::field::display);
            line!(info, subject, what, cause, "transfer");
        }
        JournalEvent::Redial {
            participant,
            what,
            times,
            reason,
        } => {
            line!(info, subject, %participant, what, times, reason = reason.as_str(), "redial");
        }
        JournalEvent::Control { what, .. } => line!(info, subject, what, "control"),
        JournalEvent::Malformed { edge, problem } => {
            line!(debug, subject, %edge, problem, "malformed");
        }
        JournalEvent::Limited { edge, what } => line!(warn, subject, %edge, what, "limited"),
        JournalEvent::Refused { edge, what, .. } => line!(info, subject, %edge, what, "refused"),
        JournalEvent::Asked {
            edge,
            what,
            outcome,
            rule,
            ..
        } => line!(info, subject, %edge, what, outcome, %rule, "asked"),
        JournalEvent::PageFailed { cause, .. } => line!(info, subject, %cause, "page_failed"),
        JournalEvent::DoNotDisturb { on, by, .. } => {
            line!(info, subject, on, by, "do_not_disturb");
        }
        JournalEvent::TlsFailed {
            edge,
            peer,
            problem,
        } => line!(warn, subject, %edge, ?peer, problem, "tls_failed"),
        JournalEvent::Registered {
            edge,
            what,
            devices,
            ..
        } => line!(info, subject, %edge, what, devices, "registered"),
        JournalEvent::Trunk { trunk, state } => line!(info, subject, %trunk, state, "trunk"),
        JournalEvent::Message {
            edge,
            incoming,
            name,
        } => line!(debug, subject, %edge, incoming, name, "message"),
        JournalEvent::WorkerReplaced { why } => line!(warn, subject, why, "worker_replaced"),
        JournalEvent::StreamRefused { stream } => {
            line!(warn, subject, %stream, "stream_refused");
        }
    }
}
