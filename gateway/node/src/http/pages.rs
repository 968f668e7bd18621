//! The web client, embedded at build time: one page for every path of its own, and its assets.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;

/// What Vite made. Missing while the web client is not built; then the page says so.
#[derive(RustEmbed)]
#[folder = "../../web-client/dist"]
#[allow_missing = true]
struct WebClient;

/// Paths that the web client answers itself.
const PAGES: &[&str] = &["/", "/new", "/live", "/m/{alias}"];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for path in PAGES {
        config.route(path, web::get().to(page));
    }
    config.route(
        "/{file:(assets/.+|[^/]+\\.[a-z0-9]+)}",
        web::get().to(asset),
    );
}

async fn page(request: HttpRequest) -> HttpResponse {
    // The page names its assets by their hash: it must not be kept, they may be for ever.
    match WebClient::get("index.html") {
        Some(_) => serve(&request, "index.html", "no-cache"),
        None => HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body("The web client was not built: run scripts/run, or `npm run build` in web-client.\n"),
    }
}

async fn asset(request: HttpRequest, file: web::Path<String>) -> HttpResponse {
    let cache = if file.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    serve(&request, &file, cache)
}

fn serve(request: &HttpRequest, file: &str, cache: &'static str) -> HttpResponse {
    let Some(found) = WebClient::get(file) else {
        return super::problem::Problem::not_found("There is no such page.").into_response();
    };
    let tag = format!("\"{}\"", short(&found.metadata.sha256_hash()));
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let mut response = if known == Some(tag.as_str()) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag.clone()))
        .insert_header((CACHE_CONTROL, cache));
    if known == Some(tag.as_str()) {
        return response.finish();
    }
    let kind = mime_guess::from_path(file).first_or_octet_stream();
    response
        .insert_header((CONTENT_TYPE, kind.as_ref()))
        .body(found.data.into_owned())
}

fn short(hash: &[u8]) -> String {
    hash.iter().take(12).map(|b| format!("{b:02x}")).collect()
}
