//! Calls that an operator places.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_model::Address;
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use crate::handle::CallOrder;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/calls", web::post().to(place));
}

/// A call to place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// A meeting's alias: `to` is called into it. Or somebody who is called first, and then `to`.
    #[schema(value_type = String, example = "8001234")]
    from: Address,
    /// Whom to call.
    #[schema(value_type = String, example = "sip:room@agency.se")]
    to: Address,
}

/// A call that is being placed.
#[derive(Serialize, ToSchema)]
struct Placed {
    /// The meeting in which both meet.
    meeting: String,
    /// The rule that permitted it.
    rule: String,
}

/// Calls somebody. Answers when the call is permitted and begun; the meeting and the journal tell how it goes.
#[utoipa::path(
    post, path = "/api/v1/calls", tag = "calls", security(("admin" = [])), request_body = Wanted,
    responses(
        (status = 202, body = Placed),
        (status = 400, body = Problem),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "A rule forbids it; `rule` says which"),
        (status = 404, body = Problem, description = "Nobody has this address"),
    )
)]
async fn place(
    _: Admin,
    state: web::Data<WebState>,
    wanted: web::Json<Wanted>,
) -> Result<HttpResponse, Problem> {
    let Wanted { from, to } = wanted.into_inner();
    let placed = state.node.place_call(CallOrder { from, to }).await;
    let placed = placed.map_err(|cause| Problem::of(&cause))?;
    Ok(HttpResponse::Accepted().json(Placed {
        meeting: placed.meeting.to_string(),
        rule: placed.rule.to_string(),
    }))
}
