//! Devices that are registered at present.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::state::{Admin, WebState};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/registrations", web::get().to(list));
}

/// A device that is registered.
#[derive(Serialize, ToSchema)]
struct Device {
    /// For whom.
    #[schema(example = "anna@agency.se")]
    alias: String,
    /// By which edge.
    edge: String,
    /// By which kind of transport, when it speaks to this node directly.
    transport: Option<String>,
    /// What it calls itself.
    user_agent: String,
    /// How much it wants to be reached, 0 to 1.
    preference: f32,
    /// First registered, milliseconds since 1970.
    since_ms: u64,
    /// How much longer, seconds.
    expires_s: u64,
}

/// Registered devices of this node. Not where they are: an address of a person at home is nobody's business.
#[utoipa::path(
    get, path = "/api/v1/registrations", tag = "directory", security(("admin" = [])),
    responses((status = 200, body = [Device]), (status = 401, body = Problem))
)]
async fn list(_: Admin, state: web::Data<WebState>) -> HttpResponse {
    let all = state.node.switchboard().registrations();
    let devices = all.into_iter().map(|(alias, binding, left)| Device {
        alias: alias.to_string(),
        edge: binding.edge.to_string(),
        transport: binding
            .route
            .source
            .map(|s| format!("{:?}", s.transport).to_lowercase()),
        user_agent: binding.user_agent,
        preference: f32::from(binding.preference) / 1000.0,
        since_ms: binding.since.unix_ms,
        expires_s: left.as_secs(),
    });
    HttpResponse::Ok().json(devices.collect::<Vec<_>>())
}
