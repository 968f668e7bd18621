//! What a guest sees before joining.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use tolk_core::directory::{Admits, PlaceKind};
use tolk_model::{Address, Reason};
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::WebState;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/invitations/{alias}", web::get().to(invitation));
}

/// Who invites to what.
#[derive(Serialize, ToSchema)]
struct Invitation {
    /// How the place is called.
    alias: String,
    /// Title of the meeting.
    title: String,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// Who invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<String>,
    /// Whoever has no link that admits waits for the host.
    lobby: bool,
    /// `meeting`, `test_call` or `reception`.
    kind: &'static str,
}

/// Who invites: for the page on which a guest chooses camera and microphone. No token is needed; each source is limited.
#[utoipa::path(
    get, path = "/api/v1/invitations/{alias}", tag = "guests",
    params(("alias" = String, Path, description = "The alias of the link, `name` or `name@domain`")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, body = Problem, description = "Nothing has this alias"),
        (status = 410, body = Problem, description = "The meeting is over"),
        (status = 429, body = Problem),
    )
)]
async fn invitation(
    request: HttpRequest,
    state: web::Data<WebState>,
    alias: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    state.invitation(&request)?;
    let unknown = || Problem::not_found("There is no meeting at this address. Check the link.");
    let address: Address = alias.parse().map_err(|_| unknown())?;
    let place = state.node.find_place(&address).ok_or_else(unknown)?;
    if place.is_gone(state.node.now()) {
        let words = "This meeting is over. Ask who invited you for a new link.";
        let gone = actix_web::http::StatusCode::GONE;
        return Err(Problem::new(gone, words).because(Reason::Gone));
    }
    let directory = state.node.directory();
    let organisation = place.organisation.and_then(|id| directory.organisation(id));
    Ok(HttpResponse::Ok().json(Invitation {
        alias: place
            .aliases
            .first()
            .map_or_else(String::new, |a| a.local.clone()),
        title: place.title.clone(),
        organisation: organisation.map(|o| o.name.clone()),
        host: place.host.as_ref().map(|h| h.reveal().clone()),
        starts_at: place.starts.map(|at| at.to_string()),
        lobby: place.kind == PlaceKind::Meeting && place.admits != Admits::Everybody,
        kind: match place.kind {
            PlaceKind::Meeting => "meeting",
            PlaceKind::TestCall => "test_call",
            PlaceKind::Reception => "reception",
        },
    }))
}
