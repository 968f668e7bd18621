//! `/api/v1`: meetings, calls, the directory, the journal. Described by `GET /api/openapi.json`.

mod calls;
mod directory;
mod invitations;
mod journal;
mod meetings;
mod presence;
mod registrations;
mod views;

pub(super) use views::{MeetingState, Names};

use actix_web::{HttpResponse, web};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::problem::Problem;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/api/openapi.json", web::get().to(openapi))
        .service(
            web::scope("/api/v1")
                .configure(invitations::routes)
                .configure(meetings::routes)
                .configure(calls::routes)
                .configure(directory::routes)
                .configure(registrations::routes)
                .configure(presence::routes)
                .configure(journal::routes)
                .default_service(web::to(no_such_resource)),
        );
}

/// The description of this API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tolk",
        description = "Meetings, calls and directory of a Tolk node. Times are RFC 3339 UTC, rates bit/s, errors RFC 9457 problem documents."
    ),
    paths(
        invitations::invitation,
        meetings::list,
        meetings::create,
        meetings::show,
        meetings::remove,
        meetings::participants,
        calls::place,
        calls::transfer,
        calls::again,
        calls::remove,
        directory::search,
        directory::rooms,
        directory::organisations,
        registrations::list,
        presence::list,
        presence::show,
        presence::set_do_not_disturb,
        presence::clear_do_not_disturb,
        journal::read,
    ),
    components(schemas(Problem)),
    modifiers(&AdminTokens)
)]
pub(super) struct Description;

struct AdminTokens;

impl utoipa::Modify for AdminTokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("admin", SecurityScheme::Http(bearer));
    }
}

async fn openapi() -> HttpResponse {
    HttpResponse::Ok().json(Description::openapi())
}

async fn no_such_resource() -> HttpResponse {
    Problem::not_found("The API has no such resource: see /api/openapi.json.").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_no_path_is_a_parameter_of_the_query_and_may_be_left_out() {
        let said = serde_json::to_value(Description::openapi()).expect("JSON");
        let mut queries = 0;
        for (path, methods) in said["paths"].as_object().expect("paths") {
            let methods = methods.as_object().expect("methods").values();
            let parameters = methods.filter_map(|m| m["parameters"].as_array()).flatten();
            for one in parameters {
                let name = one["name"].as_str().expect("a name");
                let in_path = path.contains(&format!("{{{name}}}"));
                let place = if in_path { "path" } else { "query" };
                assert_eq!(one["in"], place, "{path} {name}");
                assert_eq!(one["required"], in_path, "{path} {name}");
                queries += usize::from(!in_path);
            }
        }
        assert_eq!(
            queries, 8,
            "six of the journal, one of the directory, one of presence"
        );
    }
}
