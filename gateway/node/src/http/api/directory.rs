//! Who can be called.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tolk_core::directory::{Directory, PlaceKind};
use tolk_model::OrgId;
use utoipa::{IntoParams, ToSchema};

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};

/// Most entries of an answer: a page that people read.
const MAX_FOUND: usize = 100;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/directory", web::get().to(search))
        .route("/rooms", web::get().to(rooms))
        .route("/organisations", web::get().to(organisations));
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Query {
    /// Part of a name, a title, an alias or an organisation; empty finds everybody.
    #[serde(default)]
    #[param(required = false)]
    q: String,
}

/// Somebody or something that can be called.
#[derive(Serialize, ToSchema)]
struct Found {
    /// `room` or `person`.
    kind: &'static str,
    /// Its name.
    name: String,
    /// A person's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// How it is called.
    addresses: Vec<String>,
    /// Its organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
}

/// An organisation.
#[derive(Serialize, ToSchema)]
struct OrganisationView {
    /// Its identifier.
    id: String,
    /// Its name.
    name: String,
    /// Domains that prove a caller to be of it.
    domains: Vec<String>,
}

/// Looks for rooms and people.
#[utoipa::path(
    get, path = "/api/v1/directory", tag = "directory", security(("admin" = [])), params(Query),
    responses((status = 200, body = Vec<Found>), (status = 401, body = Problem))
)]
async fn search(_: Admin, state: web::Data<WebState>, query: web::Query<Query>) -> HttpResponse {
    let directory = state.node.directory();
    let wanted = query.q.trim().to_lowercase();
    let all = found_rooms(&directory).chain(found_people(&directory));
    let found: Vec<Found> = all
        .filter(|f| f.speaks_of(&wanted))
        .take(MAX_FOUND)
        .collect();
    HttpResponse::Ok().json(found)
}

/// All rooms.
#[utoipa::path(
    get, path = "/api/v1/rooms", tag = "directory", security(("admin" = [])),
    responses((status = 200, body = Vec<Found>), (status = 401, body = Problem))
)]
async fn rooms(_: Admin, state: web::Data<WebState>) -> HttpResponse {
    let directory = state.node.directory();
    HttpResponse::Ok().json(found_rooms(&directory).collect::<Vec<_>>())
}

/// All organisations.
#[utoipa::path(
    get, path = "/api/v1/organisations", tag = "directory", security(("admin" = [])),
    responses((status = 200, body = Vec<OrganisationView>), (status = 401, body = Problem))
)]
async fn organisations(_: Admin, state: web::Data<WebState>) -> HttpResponse {
    let directory = state.node.directory();
    let all: Vec<OrganisationView> = directory
        .organisations()
        .map(|o| OrganisationView {
            id: o.id.to_string(),
            name: o.name.clone(),
            domains: o.domains.iter().map(ToString::to_string).collect(),
        })
        .collect();
    HttpResponse::Ok().json(all)
}

impl Found {
    fn speaks_of(&self, wanted: &str) -> bool {
        let texts = [
            Some(&self.name),
            self.title.as_ref(),
            self.organisation.as_ref(),
        ];
        texts
            .into_iter()
            .flatten()
            .chain(&self.addresses)
            .any(|text| text.to_lowercase().contains(wanted))
    }
}

fn name_of(directory: &Directory, organisation: Option<OrgId>) -> Option<String> {
    organisation
        .and_then(|id| directory.organisation(id))
        .map(|o| o.name.clone())
}

fn found_rooms(directory: &Directory) -> impl Iterator<Item = Found> + '_ {
    let rooms = directory.places().filter(|p| p.kind == PlaceKind::Meeting);
    rooms.map(|place| Found {
        kind: "room",
        name: place.title.clone(),
        title: None,
        addresses: place.aliases.iter().map(ToString::to_string).collect(),
        organisation: name_of(directory, place.organisation),
    })
}

fn found_people(directory: &Directory) -> impl Iterator<Item = Found> + '_ {
    directory.people().map(|person| Found {
        kind: "person",
        name: person.display_name.reveal().clone(),
        title: person.title.clone(),
        addresses: person.aliases.iter().map(ToString::to_string).collect(),
        organisation: name_of(directory, person.organisation),
    })
}
