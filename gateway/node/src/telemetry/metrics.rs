//! Metrics: folds over the journal, and gauges of what is held. Labels come from closed sets; never an id, an address or a domain.

use metrics::{counter, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tolk_model::EdgeId;
use tolk_model::journal::JournalEvent;

/// Buckets for times of people: from a tenth of a second to a minute.
const SECONDS: &[f64] = &[0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
/// Buckets for lengths of calls: from ten seconds to eight hours.
const CALL_SECONDS: &[f64] = &[
    10.0, 60.0, 300.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 28_800.0,
];

/// Installs the recorder of this process. A second one (tests) gets a handle that sees nothing.
pub fn install() -> PrometheusHandle {
    let recorder = builder().build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::debug!("metrics_already_installed");
    }
    describe();
    handle
}

fn builder() -> PrometheusBuilder {
    let call = Matcher::Full("tolk_leg_duration_seconds".to_string());
    let any = Matcher::Suffix("_seconds".to_string());
    // Buckets that are not empty are never refused.
    PrometheusBuilder::new()
        .set_buckets_for_metric(any, SECONDS)
        .and_then(|b| b.set_buckets_for_metric(call, CALL_SECONDS))
        .unwrap_or_else(|_| PrometheusBuilder::new())
}

fn describe() {
    use metrics::{describe_counter as c, describe_histogram as h};
    c!("tolk_admission_total", "Decisions about calls");
    c!("tolk_leg_opened_total", "Legs that began");
    c!("tolk_leg_ended_total", "Legs that ended, and why");
    h!("tolk_leg_setup_seconds", "From the request to the answer");
    h!(
        "tolk_leg_media_seconds",
        "From the answer to the first media"
    );
    h!("tolk_leg_duration_seconds", "From the request to the end");
    c!("tolk_meeting_opened_total", "Meetings that began");
    c!("tolk_meeting_closed_total", "Meetings that are over");
    c!(
        "tolk_edge_malformed_total",
        "Messages that broke their protocol"
    );
    c!(
        "tolk_edge_asked_total",
        "Decisions about what was asked without a call"
    );
    c!("tolk_page_failed_total", "Messages that no device took");
    c!("tolk_edge_limited_total", "Times that a source was limited");
    c!(
        "tolk_flow_queue_full_total",
        "Flows closed or datagrams dropped because a queue was full"
    );
    c!(
        "tolk_flow_refused_total",
        "Connections refused by a limit of the driver"
    );
    c!(
        "tolk_meeting_mailbox_full_total",
        "Events that a full meeting could not take"
    );
    c!(
        "tolk_journal_lost_total",
        "Journal entries that a slow listener lost"
    );
    c!(
        "tolk_edge_tls_failed_total",
        "Connections under TLS that failed or proved the wrong name"
    );
    c!(
        "tolk_registration_total",
        "Devices that registered, or registered no longer"
    );
    c!("tolk_trunk_change_total", "Times that a trunk came or went");
    c!("tolk_meeting_plan_total", "Media plans that meetings made");
    c!(
        "tolk_meeting_taken_over_total",
        "Meetings that ended here because another node runs them"
    );
    c!(
        "tolk_store_failed_total",
        "Requests that the state store did not do"
    );
    c!("tolk_worker_replaced_total", "Worker processes replaced");
    c!(
        "tolk_stream_refused_total",
        "Streams whose pictures ended workers"
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of a call fit a float's 52 bits"
)]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

fn by_edge(name: &'static str, edge: &EdgeId) {
    counter!(name, "edge" => edge.to_string()).increment(1);
}

/// Counts one journal entry.
pub(crate) fn count(event: &JournalEvent) {
    match event {
        JournalEvent::Admitted { outcome, .. } => {
            counter!("tolk_admission_total", "outcome" => outcome.clone()).increment(1);
        }
        JournalEvent::MeetingOpened { .. } => counter!("tolk_meeting_opened_total").increment(1),
        JournalEvent::MeetingClosed => counter!("tolk_meeting_closed_total").increment(1),
        JournalEvent::LegOpened { edge, .. } => by_edge("tolk_leg_opened_total", edge),
        JournalEvent::LegConnected { setup_ms } => {
            histogram!("tolk_leg_setup_seconds").record(seconds(*setup_ms));
        }
        JournalEvent::MediaConnected { after_ms } => {
            histogram!("tolk_leg_media_seconds").record(seconds(*after_ms));
        }
        JournalEvent::LegEnded {
            edge,
            cause,
            lasted_ms,
        } => {
            let labels = [
                ("edge", edge.to_string()),
                ("reason", cause.reason.as_str().to_string()),
                ("blame", cause.blame.as_str().to_string()),
            ];
            counter!("tolk_leg_ended_total", &labels).increment(1);
            histogram!("tolk_leg_duration_seconds", "edge" => edge.to_string())
                .record(seconds(*lasted_ms));
        }
        JournalEvent::Malformed { edge, .. } => by_edge("tolk_edge_malformed_total", edge),
        JournalEvent::Limited { edge, .. } => by_edge("tolk_edge_limited_total", edge),
        JournalEvent::Registered { edge, what, .. } => {
            let labels = [("edge", edge.to_string()), ("what", what.clone())];
            counter!("tolk_registration_total", &labels).increment(1);
        }
        JournalEvent::Trunk { trunk, state } => {
            let up = matches!(state.as_str(), "up" | "registered");
            metrics::gauge!("tolk_trunk_up", "trunk" => trunk.to_string()).set(if up {
                1.0
            } else {
                0.0
            });
            counter!("tolk_trunk_change_total", "state" => state.clone()).increment(1);
        }
        JournalEvent::Refused { edge, .. } => by_edge("tolk_edge_refused_total", edge),
        JournalEvent::Asked {
            edge,
            what,
            outcome,
            ..
        } => asked(edge, what, outcome),
        JournalEvent::PageFailed { .. } => {
            counter!("tolk_page_failed_total").increment(1);
        }
        JournalEvent::TlsFailed { edge, .. } => by_edge("tolk_edge_tls_failed_total", edge),
        JournalEvent::WorkerReplaced { .. } => {
            counter!("tolk_worker_replaced_total").increment(1);
        }
        JournalEvent::StreamRefused { .. } => {
            counter!("tolk_stream_refused_total").increment(1);
        }
        JournalEvent::Transfer { what, .. } => {
            counter!("tolk_transfer_total", "what" => what.clone()).increment(1);
        }
        JournalEvent::Redial { what, .. } => {
            counter!("tolk_redial_total", "what" => what.clone()).increment(1);
        }
        JournalEvent::Receiving { .. }
        | JournalEvent::TakenOver { .. }
        | JournalEvent::MediaClosed { .. }
        | JournalEvent::Control { .. }
        | JournalEvent::DoNotDisturb { .. }
        | JournalEvent::Message { .. } => {}
    }
}

fn asked(edge: &EdgeId, what: &str, outcome: &str) {
    let labels = [
        ("edge", edge.to_string()),
        ("what", what.to_string()),
        ("outcome", outcome.to_string()),
    ];
    counter!("tolk_edge_asked_total", &labels).increment(1);
}

/// Devices that are registered.
pub(crate) fn registrations(count: usize) {
    // Far below what a float counts exactly.
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    metrics::gauge!("tolk_registrations").set(f64::from(count));
}

pub(crate) fn journal_lost(entries: u64) {
    counter!("tolk_journal_lost_total").increment(entries);
}

/// A queue was full: what was meant for it is lost, or its flow is closed.
pub(crate) fn queue_full(edge: &str) {
    counter!("tolk_flow_queue_full_total", "edge" => edge.to_string()).increment(1);
}

/// A connection was refused.
pub(crate) fn refused(edge: &str) {
    counter!("tolk_flow_refused_total", "edge" => edge.to_string()).increment(1);
}

/// A meeting made a plan.
pub(crate) fn planned() {
    counter!("tolk_meeting_plan_total").increment(1);
}

/// Another node runs a meeting since.
pub(crate) fn fenced() {
    counter!("tolk_meeting_taken_over_total").increment(1);
}

/// The state store did not do what it was asked for.
pub(crate) fn store_failed(what: &'static str) {
    counter!("tolk_store_failed_total", "operation" => what).increment(1);
}

/// A meeting's mailbox was full.
pub(crate) fn mailbox_full() {
    counter!("tolk_meeting_mailbox_full_total").increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use tolk_model::{Cause, Reason};

    #[test]
    fn an_end_is_counted_by_edge_reason_and_blame() {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            count(&JournalEvent::LegEnded {
                edge: EdgeId::new("sip"),
                cause: Cause::far_end(Reason::Busy),
                lasted_ms: 1500,
            });
        });
        let text = handle.render();
        let line = r#"tolk_leg_ended_total{edge="sip",reason="busy",blame="far_end"} 1"#;
        assert!(text.contains(line), "{text}");
        assert!(
            text.contains(r#"tolk_leg_duration_seconds_sum{edge="sip"} 1.5"#),
            "{text}"
        );
    }
}
