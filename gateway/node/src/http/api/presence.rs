//! How reachable people and rooms are, and who wants no calls.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_core::directory::{Directory, Listing, PlaceKind};
use tolk_core::presence::policy::{aliases, name_of};
use tolk_model::presence::Availability;
use tolk_model::{Address, Alias};
use utoipa::{IntoParams, ToSchema};

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};
use crate::switchboard::PresenceView;

/// Most entries of an answer: a page that people read.
const MOST_SHOWN: usize = 100;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/presence", web::get().to(list))
        .route("/presence/{alias}", web::get().to(show))
        .route(
            "/presence/{alias}/do-not-disturb",
            web::put().to(set_do_not_disturb),
        )
        .route(
            "/presence/{alias}/do-not-disturb",
            web::delete().to(clear_do_not_disturb),
        );
}

/// Whom to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Query {
    /// Part of a name or an alias; empty shows everybody.
    #[serde(default)]
    #[param(required = false)]
    q: String,
}

/// How it stands with a person or a room.
#[derive(Serialize, ToSchema)]
struct State {
    /// `person` or `room`.
    kind: &'static str,
    /// Its name.
    name: String,
    /// How it is called; the first one names it here.
    addresses: Vec<String>,
    /// `offline`, `available`, `away`, `busy` or `do_not_disturb`.
    availability: &'static str,
    /// What it says about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// It was said here that it wants no calls; it holds until it is taken back here.
    do_not_disturb: bool,
    /// Its registered devices.
    devices: usize,
    /// Its calls; of a room, of all who are in it.
    calls: usize,
}

impl State {
    fn of(view: &PresenceView) -> State {
        let (kind, name) = match &view.listing {
            Listing::Person(person) => ("person", person.display_name.reveal().clone()),
            Listing::Place(place) => ("room", place.title.clone()),
        };
        let names = aliases(&view.listing).iter();
        State {
            kind,
            name,
            addresses: names.map(ToString::to_string).collect(),
            availability: word(view.availability),
            note: view.note.as_ref().map(|n| n.reveal().clone()),
            do_not_disturb: view.do_not_disturb,
            devices: view.devices,
            calls: view.calls,
        }
    }
}

fn word(availability: Availability) -> &'static str {
    match availability {
        Availability::Offline => "offline",
        Availability::Available => "available",
        Availability::Away => "away",
        Availability::Busy => "busy",
        Availability::DoNotDisturb => "do_not_disturb",
    }
}

/// How reachable people and rooms are, those with the first names first.
#[utoipa::path(
    get, path = "/api/v1/presence", tag = "directory", security(("admin" = [])), params(Query),
    responses((status = 200, body = Vec<State>), (status = 401, body = Problem))
)]
async fn list(_: Admin, state: web::Data<WebState>, query: web::Query<Query>) -> HttpResponse {
    let directory = state.node.directory();
    let wanted = query.q.trim().to_lowercase();
    let shown: Vec<State> = names(&directory, &wanted)
        .into_iter()
        .take(MOST_SHOWN)
        .filter_map(|name| state.node.switchboard().presence_of(&directory, &name))
        .map(|view| State::of(&view))
        .collect();
    HttpResponse::Ok().json(shown)
}

/// First aliases of all who are listed and of whom that text speaks.
fn names(directory: &Directory, wanted: &str) -> Vec<Alias> {
    let speaks = |name: &str, aliases: &[Alias]| {
        let own = |alias: &Alias| alias.to_string().contains(wanted);
        name.to_lowercase().contains(wanted) || aliases.iter().any(own)
    };
    let people = directory
        .people()
        .filter(|p| speaks(p.display_name.reveal(), &p.aliases))
        .filter_map(|p| p.aliases.first());
    let rooms = directory
        .places()
        .filter(|p| p.kind == PlaceKind::Meeting && speaks(&p.title, &p.aliases))
        .filter_map(|p| p.aliases.first());
    let mut all: Vec<Alias> = people.chain(rooms).cloned().collect();
    all.sort();
    all
}

/// How reachable somebody is.
#[utoipa::path(
    get, path = "/api/v1/presence/{alias}", tag = "directory", security(("admin" = [])),
    params(("alias" = String, Path, description = "`name` or `name@domain`")),
    responses(
        (status = 200, body = State),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Nobody is listed so"),
    )
)]
async fn show(
    _: Admin,
    state: web::Data<WebState>,
    alias: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let directory = state.node.directory();
    let (name, _) = find(&directory, &alias)?;
    let view = state.node.switchboard().presence_of(&directory, &name);
    let view = view.ok_or_else(nobody)?;
    Ok(HttpResponse::Ok().json(State::of(&view)))
}

/// A person wants no calls, until that is taken back: callers hear so, but for its own devices and operators.
#[utoipa::path(
    put, path = "/api/v1/presence/{alias}/do-not-disturb", tag = "directory", security(("admin" = [])),
    params(("alias" = String, Path, description = "`name` or `name@domain` of a person")),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Nobody is listed so"),
        (status = 409, body = Problem, description = "It is a room: it is locked by its host instead"),
    )
)]
async fn set_do_not_disturb(
    _: Admin,
    state: web::Data<WebState>,
    alias: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    change(&state, &alias, true).await
}

/// A person may be called again.
#[utoipa::path(
    delete, path = "/api/v1/presence/{alias}/do-not-disturb", tag = "directory", security(("admin" = [])),
    params(("alias" = String, Path, description = "`name` or `name@domain` of a person")),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Nobody is listed so"),
        (status = 409, body = Problem, description = "It is a room"),
    )
)]
async fn clear_do_not_disturb(
    _: Admin,
    state: web::Data<WebState>,
    alias: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    change(&state, &alias, false).await
}

async fn change(state: &WebState, alias: &str, on: bool) -> Result<HttpResponse, Problem> {
    let (name, listing) = find(&state.node.directory(), alias)?;
    if matches!(listing, Listing::Place(_)) {
        return Err(Problem::conflict(
            "Only a person can want no calls. A meeting is locked by its host.",
        ));
    }
    let kept = state.archive.keep_do_not_disturb(&name, on).await;
    kept.map_err(|error| {
        tracing::error!(%error, "do_not_disturb_not_kept");
        Problem::internal()
    })?;
    state.node.switchboard().set_do_not_disturb(&name, on);
    Ok(HttpResponse::NoContent().finish())
}

/// Who is called so, by its first alias.
fn find(directory: &Directory, alias: &str) -> Result<(Alias, Listing), Problem> {
    let address: Address = alias.parse().map_err(|_| nobody())?;
    let found = directory.alias(&address);
    let listing = found.and_then(|alias| directory.find(&alias));
    let listing = listing.ok_or_else(nobody)?;
    let name = name_of(listing).ok_or_else(nobody)?;
    Ok((name.clone(), listing.clone()))
}

fn nobody() -> Problem {
    Problem::not_found("Nobody is called so here: see /api/v1/directory.")
}
