//! What happened.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use tolk_model::Wall;
use utoipa::IntoParams;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use crate::archive::{JournalQuery, MAX_PAGE};

/// Entries of an answer when nothing else is said.
const USUAL_PAGE: u32 = 100;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/journal", web::get().to(read));
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Query {
    /// Only of this meeting.
    meeting: Option<String>,
    /// Only of this call.
    call: Option<String>,
    /// Only older than this: how one pages on; RFC 3339.
    #[param(value_type = Option<String>)]
    before: Option<Wall>,
    /// Only of this type, say `leg_ended`: what an entry's `type` says.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Signalling messages too: the ladder of a call. Left out when nothing is said, for there are many.
    #[serde(default)]
    #[param(required = false)]
    messages: bool,
    /// How many; 100 when left out, at most 1000.
    limit: Option<u32>,
}

/// What happened, the newest first: admissions with their rule, legs and how they ended, media, controls. What happened before the
/// question is in the answer.
#[utoipa::path(
    get, path = "/api/v1/journal", tag = "operations", security(("admin" = [])), params(Query),
    responses(
        (status = 200, body = Vec<serde_json::Value>, description = "Entries; `type` says what each is"),
        (status = 400, body = Problem),
        (status = 401, body = Problem),
    )
)]
async fn read(
    _: Admin,
    state: web::Data<WebState>,
    query: web::Query<Query>,
) -> Result<HttpResponse, Problem> {
    let wrong = |what: &str| Problem::bad_request(format!("`{what}` is not an identifier."));
    let parse_meeting = |id: &String| id.parse().map_err(|_| wrong("meeting"));
    let parse_call = |id: &String| id.parse().map_err(|_| wrong("call"));
    let query = query.into_inner();
    let wanted = JournalQuery {
        meeting: query.meeting.as_ref().map(parse_meeting).transpose()?,
        call: query.call.as_ref().map(parse_call).transpose()?,
        before: query.before,
        kind: query.kind,
        messages: query.messages,
        limit: query.limit.unwrap_or(USUAL_PAGE).clamp(1, MAX_PAGE),
    };
    state.flush.now().await;
    let entries = state.archive.journal(wanted).await.map_err(|error| {
        tracing::error!(%error, "journal_not_read");
        Problem::internal()
    })?;
    Ok(HttpResponse::Ok().json(entries))
}
