//! The web: pages of the web client, browser signalling, the REST API, and what operators and their monitors ask.

mod api;
mod headers;
mod operations;
mod pages;
mod problem;
mod state;
mod tls;
mod websocket;

pub use problem::Problem;
pub use state::WebState;
pub use tls::{CertificateError, server_config};

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, NormalizePath};
use actix_web::{App, HttpResponse, HttpServer, web};
use rustls::ServerConfig;

/// A request body: a long list of participants is a tenth of it.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Threads: pages and API are little work, media has threads of its own.
const WORKERS: usize = 2;
/// Connections of each worker that are open at once.
const MAX_CONNECTIONS: usize = 5_000;
/// TLS handshakes of each worker that run at once.
const MAX_HANDSHAKES: usize = 64;
/// For the head of a request; a client that needs longer holds a connection for nothing.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// For open requests when the node ends: websockets were ended before.
const SHUTDOWN_SECONDS: u64 = 2;

/// Where the web is served.
#[derive(Debug, Default)]
pub struct Listeners {
    /// Plain HTTP, bound.
    pub plain: Vec<TcpListener>,
    /// HTTPS, bound, and with what.
    pub tls: Vec<(TcpListener, Arc<ServerConfig>)>,
}

/// Binds a listener; its port is known afterwards when the system chose it.
///
/// # Errors
/// When the address cannot be had.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    const BACKLOG: i32 = 1024;
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
    // A node that comes back takes its port again at once.
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // `[::]` and `0.0.0.0` can stand beside each other in the configuration.
        socket.set_only_v6(true)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Makes the server; await it in a task, stop it by its handle.
///
/// # Errors
/// When a listener cannot be used.
pub fn serve(state: WebState, listeners: Listeners) -> std::io::Result<Server> {
    let state = web::Data::new(state);
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .wrap(headers::security())
            .wrap(Compress::default())
            .wrap(NormalizePath::trim())
            .configure(routes)
    })
    .workers(WORKERS)
    .max_connections(MAX_CONNECTIONS)
    .max_connection_rate(MAX_HANDSHAKES)
    .client_request_timeout(REQUEST_TIMEOUT)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    // Signals are the node's business.
    .disable_signals();
    for listener in listeners.plain {
        server = server.listen(listener)?;
    }
    for (listener, config) in listeners.tls {
        server = server.listen_rustls_0_23(listener, ServerConfig::clone(&config))?;
    }
    Ok(server.run())
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(
            web::JsonConfig::default()
                .limit(MAX_BODY_BYTES)
                .error_handler(problem::of_json),
        )
        .app_data(web::QueryConfig::default().error_handler(problem::of_query))
        .app_data(web::PathConfig::default().error_handler(problem::of_path))
        .configure(operations::routes)
        .configure(api::routes)
        .route("/ws", web::get().to(websocket::accept))
        .route("/sip-ws", web::get().to(websocket::accept_sip))
        .configure(pages::routes)
        .default_service(web::to(nothing_here));
}

async fn nothing_here() -> HttpResponse {
    Problem::not_found("There is nothing at this address.").into_response()
}
