//! Calls that an operator places.

use std::ops::RangeInclusive;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_core::meeting::Redial;
use tolk_model::{Address, MeetingId, ParticipantId};
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use crate::handle::CallOrder;

/// The most that one call may be tried again.
const MOST_TIMES: u32 = 10;
/// Pauses before it is, seconds.
const PAUSES: RangeInclusive<u64> = 1..=600;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let participant = "/meetings/{id}/participants/{participant}";
    config
        .route("/calls", web::post().to(place))
        .route(&format!("{participant}/transfer"), web::post().to(transfer))
        .route(&format!("{participant}/call"), web::post().to(again))
        .route(participant, web::delete().to(remove));
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
    /// How it is called again, into a meeting, when it is busy, does not answer, cannot be reached or is lost. Left out, only
    /// one that is lost is called again, as the configuration says.
    redial: Option<Again>,
}

/// How somebody is called again without anybody asking for it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Again {
    /// How often at most, until it is there; 0 does not call it again.
    #[schema(maximum = 10)]
    times: u32,
    /// How long before the first time, seconds; before each further one twice as long.
    #[schema(minimum = 1, maximum = 600)]
    pause_s: u64,
}

impl Again {
    fn redial(self) -> Result<Redial, Problem> {
        if self.times > MOST_TIMES || !PAUSES.contains(&self.pause_s) {
            return Err(Problem::bad_request(
                "`redial.times` is at most 10, and `redial.pause_s` is 1 to 600.",
            ));
        }
        Ok(Redial {
            times: self.times,
            pause: Duration::from_secs(self.pause_s),
        })
    }
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
        (status = 422, body = Problem, description = "It cannot be placed so: `redial` belongs to a meeting"),
    )
)]
async fn place(
    _: Admin,
    state: web::Data<WebState>,
    wanted: web::Json<Wanted>,
) -> Result<HttpResponse, Problem> {
    let Wanted { from, to, redial } = wanted.into_inner();
    let redial = redial.map(Again::redial).transpose()?;
    let placed = state.node.place_call(CallOrder { from, to, redial }).await;
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

/// What was asked for.
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
    let (meeting, participant) = named(path)?;
    let to = whither.into_inner().to;
    let asked = state.node.move_participant(meeting, participant, to).await;
    let rule = asked.map_err(|cause| Problem::of(&cause))?;
    Ok(HttpResponse::Accepted().json(Asked {
        rule: rule.to_string(),
    }))
}

/// Calls a participant again that was called before and could not be had, or was lost (`away`). The rules are asked again. Answers
/// when the call is permitted and begun; the participant and the journal tell how it goes.
#[utoipa::path(
    post, path = "/api/v1/meetings/{id}/participants/{participant}/call", tag = "meetings",
    security(("admin" = [])),
    params(
        ("id" = String, Path, description = "`meeting_..`"),
        ("participant" = String, Path, description = "`participant_..`"),
    ),
    responses(
        (status = 202, body = Asked),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "A rule forbids it by now; `rule` says which"),
        (status = 404, body = Problem, description = "No such meeting runs, or no such participant is away"),
        (status = 422, body = Problem, description = "It is being called already, or cannot be; `reason` says which"),
    )
)]
async fn again(
    _: Admin,
    state: web::Data<WebState>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (meeting, participant) = named(path)?;
    let asked = state.node.call_again(meeting, participant).await;
    let rule = asked.map_err(|cause| Problem::of(&cause))?;
    Ok(HttpResponse::Accepted().json(Asked {
        rule: rule.to_string(),
    }))
}

/// Removes a participant: one that is there, one that is being called, or one that is away and would be called again.
#[utoipa::path(
    delete, path = "/api/v1/meetings/{id}/participants/{participant}", tag = "meetings",
    security(("admin" = [])),
    params(
        ("id" = String, Path, description = "`meeting_..`"),
        ("participant" = String, Path, description = "`participant_..`"),
    ),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "No such meeting runs, or no such participant is in it"),
    )
)]
async fn remove(
    _: Admin,
    state: web::Data<WebState>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (meeting, participant) = named(path)?;
    let removed = state.node.remove_participant(meeting, participant).await;
    removed.map_err(|cause| Problem::of(&cause))?;
    Ok(HttpResponse::NoContent().finish())
}

fn named(path: web::Path<(String, String)>) -> Result<(MeetingId, ParticipantId), Problem> {
    let (meeting, participant) = path.into_inner();
    let no_meeting = |_| Problem::not_found("No such meeting runs here.");
    let nobody = |_| Problem::not_found("No such participant is in this meeting.");
    let meeting = meeting.parse().map_err(no_meeting)?;
    Ok((meeting, participant.parse().map_err(nobody)?))
}
