//! Meetings: those that can be joined, and those that run.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_core::directory::{Admits, Place, PlaceKind};
use tolk_model::plan::Language;
use tolk_model::{MeetingId, Pii, Wall};
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use super::views::{MeetingState, Names, ParticipantState};
use crate::handle::{CreateMeetingError, MeetingView, NewMeeting, link};

/// Longest name of a host, characters.
const MAX_NAME: usize = 200;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/meetings", web::get().to(list))
        .route("/meetings", web::post().to(create))
        .route("/meetings/{id}", web::get().to(show))
        .route("/meetings/{id}", web::delete().to(remove))
        .route("/meetings/{id}/participants", web::get().to(participants));
}

/// A meeting to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Its title, 1 to 200 characters.
    title: String,
    /// How it shall be called: 1 to 64 of `a-z`, `0-9`, `-`, `_`, `.`. Left out, it gets a number.
    alias: Option<String>,
    /// The name of who invites, shown to guests.
    host_name: Option<String>,
    /// Whoever has no link waits for the host (default); else everybody enters.
    lobby: Option<bool>,
    /// Only holders of a link may come; others are refused. Goes before `lobby`.
    only_invited: Option<bool>,
    /// The organisation that it belongs to.
    organisation: Option<String>,
    /// Most participants.
    #[schema(minimum = 2)]
    max_participants: Option<u32>,
    /// Language of prompts, `sv` or `en`.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// When it begins, for people; RFC 3339.
    #[schema(value_type = Option<String>)]
    starts_at: Option<Wall>,
    /// Past this neither the meeting nor its links open; RFC 3339.
    #[schema(value_type = Option<String>)]
    expires_at: Option<Wall>,
}

/// A meeting that was made. The links' secrets are shown this once.
#[derive(Serialize, ToSchema)]
struct Created {
    /// Its identifier.
    id: String,
    /// How it is called.
    alias: String,
    /// Its title.
    title: String,
    /// Gives the host's seat.
    host_link: String,
    /// Admits a guest.
    guest_link: String,
    /// Without any right: whoever opens it waits for the host, where the meeting has a lobby.
    open_link: String,
    /// What a SIP room calls.
    sip_address: String,
}

/// A meeting that can be joined.
#[derive(Serialize, ToSchema)]
struct Listed {
    /// Its identifier.
    id: String,
    /// Its title.
    title: String,
    /// How it is called.
    alias: String,
    /// What a SIP room calls.
    sip_address: String,
    /// `meeting`, `test_call` or `reception`.
    kind: PlaceKindName,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<String>,
    /// Past this it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// Since when it runs; left out when nobody is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// How many are there, those in the lobby included.
    participants: usize,
}

/// What kind of place.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PlaceKindName {
    Meeting,
    TestCall,
    Reception,
    /// A call of two that no place was made for.
    Call,
}

/// Meetings that can be joined, and those that run.
#[utoipa::path(
    get, path = "/api/v1/meetings", tag = "meetings", security(("admin" = [])),
    responses((status = 200, body = Vec<Listed>), (status = 401, body = Problem))
)]
async fn list(_: Admin, state: web::Data<WebState>) -> HttpResponse {
    let mut running: BTreeMap<MeetingId, MeetingView> = BTreeMap::new();
    for view in state.node.meetings().await {
        running.insert(view.id, view);
    }
    let (directory, now) = (state.node.directory(), state.node.now());
    let places = directory.places().filter(|p| !p.is_gone(now));
    let mut listed: Vec<Listed> = places
        .map(|place| listed(&state, place, running.remove(&place.meeting).as_ref()))
        .collect();
    // Calls of two, and test calls: each has a meeting of its own that no place was made for.
    listed.extend(running.values().map(ad_hoc));
    HttpResponse::Ok().json(listed)
}

/// Makes a meeting.
#[utoipa::path(
    post, path = "/api/v1/meetings", tag = "meetings", security(("admin" = [])), request_body = Wanted,
    responses(
        (status = 201, body = Created),
        (status = 400, body = Problem),
        (status = 401, body = Problem),
        (status = 409, body = Problem, description = "The alias is taken"),
    )
)]
async fn create(
    _: Admin,
    state: web::Data<WebState>,
    wanted: web::Json<Wanted>,
) -> Result<HttpResponse, Problem> {
    let wanted = new_meeting(wanted.into_inner(), &state)?;
    let created = state.node.create_meeting(wanted).map_err(|e| match e {
        CreateMeetingError::Directory(_) => {
            Problem::conflict("This alias is taken. Choose another one, or none.")
        }
        CreateMeetingError::Full => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "There are as many meetings as there may be. Remove old ones.",
        ),
        CreateMeetingError::Alias | CreateMeetingError::Title => {
            Problem::bad_request(format!("Not possible: {e}."))
        }
    })?;
    let place = &created.place;
    if let Err(error) = state.archive.save_place(place).await {
        tracing::error!(meeting = %place.meeting, %error, "place_not_kept");
        state.node.remove_place(place.meeting).await;
        return Err(Problem::internal());
    }
    let base = state.node.public_url();
    Ok(HttpResponse::build(StatusCode::CREATED)
        .insert_header((LOCATION, format!("/api/v1/meetings/{}", place.meeting)))
        .json(Created {
            id: place.meeting.to_string(),
            alias: alias(place),
            title: place.title.clone(),
            host_link: created.host_link(base),
            guest_link: created.guest_link(base),
            open_link: link(base, place, None),
            sip_address: sip_address(place),
        }))
}

fn new_meeting(wanted: Wanted, state: &WebState) -> Result<NewMeeting, Problem> {
    let now = state.node.now();
    if wanted.expires_at.is_some_and(|at| at <= now) {
        return Err(Problem::bad_request("`expires_at` has passed already."));
    }
    if wanted.max_participants.is_some_and(|n| n < 2) {
        return Err(Problem::bad_request("`max_participants` is at least 2."));
    }
    let host = wanted.host_name.map(|name| name.trim().to_string());
    if host.as_ref().is_some_and(|h| h.chars().count() > MAX_NAME) {
        return Err(Problem::bad_request(format!(
            "`host_name` has at most {MAX_NAME} characters."
        )));
    }
    let organisation = match wanted.organisation {
        None => None,
        Some(name) => {
            let directory = state.node.directory();
            let found = directory
                .organisations()
                .find(|o| o.name == name || o.id.to_string() == name)
                .map(|o| o.id);
            let words = "There is no such organisation: see /api/v1/organisations.";
            Some(found.ok_or_else(|| Problem::bad_request(words))?)
        }
    };
    Ok(NewMeeting {
        title: wanted.title.trim().to_string(),
        alias: wanted.alias,
        organisation,
        host: host.filter(|h| !h.is_empty()).map(Pii::new),
        admits: match (wanted.only_invited, wanted.lobby) {
            (Some(true), _) => Admits::OnlyInvited,
            (_, Some(false)) => Admits::Everybody,
            _ => Admits::Invited,
        },
        max_participants: wanted.max_participants,
        language: wanted.language,
        starts: wanted.starts_at,
        expires: wanted.expires_at,
    })
}

/// One meeting that runs.
#[utoipa::path(
    get, path = "/api/v1/meetings/{id}", tag = "meetings", security(("admin" = [])),
    params(("id" = String, Path, description = "`meeting_..`")),
    responses(
        (status = 200, body = MeetingState),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "No such meeting, or nobody is there"),
    )
)]
async fn show(
    _: Admin,
    state: web::Data<WebState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let view = running(&state, &id).await?;
    Ok(HttpResponse::Ok().json(MeetingState::of(&view, Names::Shown)))
}

/// Who is in a meeting that runs.
#[utoipa::path(
    get, path = "/api/v1/meetings/{id}/participants", tag = "meetings", security(("admin" = [])),
    params(("id" = String, Path, description = "`meeting_..`")),
    responses(
        (status = 200, body = Vec<ParticipantState>),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "No such meeting"),
    )
)]
async fn participants(
    _: Admin,
    state: web::Data<WebState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let meeting = parse(&id)?;
    match state.node.meeting(meeting).await {
        Some(view) => {
            let participants = MeetingState::of(&view, Names::Shown).into_participants();
            Ok(HttpResponse::Ok().json(participants))
        }
        // A place that nobody is in has no participants.
        None if state.node.directory().place(meeting).is_some() => {
            Ok(HttpResponse::Ok().json(Vec::<ParticipantState>::new()))
        }
        None => Err(no_such_meeting()),
    }
}

/// Ends a meeting for everybody. One that was made by API is gone afterwards, with its links.
#[utoipa::path(
    delete, path = "/api/v1/meetings/{id}", tag = "meetings", security(("admin" = [])),
    params(("id" = String, Path, description = "`meeting_..`")),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
async fn remove(
    _: Admin,
    state: web::Data<WebState>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let meeting = parse(&id)?;
    let removed = state.archive.remove_place(meeting).await.map_err(|error| {
        tracing::error!(%meeting, %error, "place_not_removed");
        Problem::internal()
    })?;
    let known = if removed {
        state.node.remove_place(meeting).await
    } else {
        // What the configuration lists stays; whoever is there is sent away.
        state.node.end_meeting(meeting).await
    };
    if removed || known {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(no_such_meeting())
    }
}

async fn running(state: &WebState, id: &str) -> Result<MeetingView, Problem> {
    let found = state.node.meeting(parse(id)?).await;
    found.ok_or_else(no_such_meeting)
}

fn parse(id: &str) -> Result<MeetingId, Problem> {
    id.parse().map_err(|_| no_such_meeting())
}

fn no_such_meeting() -> Problem {
    Problem::not_found("No such meeting runs here.")
}

fn listed(state: &WebState, place: &Place, running: Option<&MeetingView>) -> Listed {
    let directory = state.node.directory();
    let organisation = place.organisation.and_then(|id| directory.organisation(id));
    Listed {
        id: place.meeting.to_string(),
        title: place.title.clone(),
        alias: alias(place),
        sip_address: sip_address(place),
        kind: match place.kind {
            PlaceKind::Meeting => PlaceKindName::Meeting,
            PlaceKind::TestCall => PlaceKindName::TestCall,
            PlaceKind::Reception => PlaceKindName::Reception,
        },
        organisation: organisation.map(|o| o.name.clone()),
        starts_at: place.starts.map(|at| at.to_string()),
        expires_at: place.expires.map(|at| at.to_string()),
        since: running.map(|view| view.since.to_string()),
        participants: running.map_or(0, present),
    }
}

/// How many are there; who is away is not.
fn present(view: &MeetingView) -> usize {
    let entries = view.roster.entries.iter();
    entries.filter(|entry| entry.away.is_none()).count()
}

fn ad_hoc(view: &MeetingView) -> Listed {
    Listed {
        id: view.id.to_string(),
        title: view.roster.title.clone(),
        alias: String::new(),
        sip_address: String::new(),
        kind: PlaceKindName::Call,
        organisation: None,
        starts_at: None,
        expires_at: None,
        since: Some(view.since.to_string()),
        participants: present(view),
    }
}

fn alias(place: &Place) -> String {
    place
        .aliases
        .first()
        .map_or_else(String::new, |a| a.local.clone())
}

fn sip_address(place: &Place) -> String {
    let first = place.aliases.first();
    first.map_or_else(String::new, |alias| format!("sip:{alias}"))
}
