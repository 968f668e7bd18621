//! Calls that an operator places.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_model::{Address, MeetingId, ParticipantId};
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use crate::handle::CallOrder;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/calls", web::post().to(place)).route(
        "/meetings/{id}/participants/{participant}/transfer",
        web::post().to(transfer),
    );
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

/// Whither somebody shall go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Whither {
    /// Whom the participant's telephone or room shall call instead.
    #[schema(value_type = String, example = "sip:room@agency.se")]
    to: Address,
}

/// A transfer that was asked for.
#[derive(Serialize, ToSchema)]
struct Asked {
    /// The rule that permitted it.
    rule: String,
}

/// Asks a participant's telephone or room to call somebody else and to leave the meeting. Answers when it was asked; the journal
/// tells how it goes (`transfer`). Browsers cannot be moved.
#[utoipa::path(
    post, path = "/api/v1/meetings/{id}/participants/{participant}/transfer", tag = "meetings",
    security(("admin" = [])), request_body = Whither,
    params(
        ("id" = String, Path, description = "`meeting_..`"),
        ("participant" = String, Path, description = "`participant_..`"),
    ),
    responses(
        (status = 202, body = Asked),
        (status = 400, body = Problem),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "A rule forbids it; `rule` says which"),
        (status = 404, body = Problem, description = "No such meeting runs, or no such participant is in it"),
        (status = 422, body = Problem, description = "It cannot be moved, or is being moved already; `reason` says which"),
    )
)]
async fn transfer(
    _: Admin,
    state: web::Data<WebState>,
    path: web::Path<(String, String)>,
    whither: web::Json<Whither>,
) -> Result<HttpResponse, Problem> {
    let (meeting, participant) = path.into_inner();
    let no_meeting = |_| Problem::not_found("No such meeting runs here.");
    let meeting: MeetingId = meeting.parse().map_err(no_meeting)?;
    let nobody = |_| Problem::not_found("No such participant is in this meeting.");
    let participant: ParticipantId = participant.parse().map_err(nobody)?;
    let to = whither.into_inner().to;
    let asked = state.node.move_participant(meeting, participant, to).await;
    let rule = asked.map_err(|cause| Problem::of(&cause))?;
    Ok(HttpResponse::Accepted().json(Asked {
        rule: rule.to_string(),
    }))
}
