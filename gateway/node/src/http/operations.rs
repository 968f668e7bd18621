//! What monitors and operators ask: `/healthz`, `/readyz`, `/metrics`, `/debug`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::api::{MeetingState, Names};
use super::problem::Problem;
use super::state::{Admin, WebState};
use crate::handle::Readiness;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(healthz))
        .route("/readyz", web::get().to(readyz))
        .route("/metrics", web::get().to(metrics))
        .route("/debug", web::get().to(debug))
        .route("/debug/meetings/{id}", web::get().to(debug_meeting));
}

/// Alive: the process answers. No state of a peer, a store or a call makes it fail.
async fn healthz(state: web::Data<WebState>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok", "node": state.node.id() }))
}

/// Takes new calls.
async fn readyz(state: web::Data<WebState>) -> Result<HttpResponse, Problem> {
    match state.node.readiness() {
        Readiness::Ready => Ok(HttpResponse::Ok().json(json!({ "status": "ready" }))),
        Readiness::Starting => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Starting: the sockets are not open yet.",
        )),
        Readiness::Ending => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Ending: no new calls are taken.",
        )),
    }
}

/// Prometheus' text format. Without a token: labels come from closed sets, nobody is named.
async fn metrics(state: web::Data<WebState>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(state.node.metrics_text())
}

/// What lives inside. No personal data, no secrets; still for administrators only.
async fn debug(_: Admin, state: web::Data<WebState>) -> HttpResponse {
    HttpResponse::Ok().json(state.node.debug_state().await)
}

async fn debug_meeting(
    _: Admin,
    state: web::Data<WebState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let wrong = || Problem::not_found("No such meeting runs here.");
    let meeting = id.parse().map_err(|_| wrong())?;
    let view = state.node.meeting(meeting).await.ok_or_else(wrong)?;
    Ok(HttpResponse::Ok().json(MeetingState::of(&view, Names::Hidden)))
}
