//! `GET /ws`: browser signalling. The server only carries messages; `tolk-browser` reads them.
//!
//! A page of another site may open a websocket here; it gains nothing by that, for no cookie and no address gives any right: what
//! a page may do is decided by the token that it sends in `join` or `resume`.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};

use tolk_model::address::TransportKind;
use tolk_model::{Cause, Reason};

use super::problem::Problem;
use super::state::WebState;
use crate::drive::{FlowRefused, WebsocketFlow};

/// Largest message: an answer with nine pictures and all candidates is a third of it. The edge has the same limit.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// For one message to leave: a page behind a bad connection comes back and resumes.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);

/// Largest message of SIP: its edge takes 64 kB of headers and 200 kB of body.
const MAX_SIP_BYTES: usize = 300 * 1024;
/// What a client of SIP must ask for (RFC 7118 §4.1).
const SIP: &str = "sip";

/// `GET /sip-ws`: SIP over a websocket, for pages and apps that bring a SIP stack of their own (RFC 7118). A stranger's page gains as
/// little by it as by `/ws`: what a client may do is decided by its digest, or by what it calls.
pub(super) async fn accept_sip(
    request: HttpRequest,
    body: web::Payload,
    state: web::Data<WebState>,
) -> Result<HttpResponse, actix_web::Error> {
    let offered = request.headers().get_all("sec-websocket-protocol");
    let mut offered = offered
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    if !offered.any(|p| p.trim().eq_ignore_ascii_case(SIP)) {
        return Err(Problem::bad_request("Ask for the websocket subprotocol `sip`.").into());
    }
    let remote = state.source(&request);
    // A proxy that we trust may have taken TLS off.
    let proxied = request.peer_addr() != Some(remote);
    let by_proxy = proxied && request.connection_info().scheme() == "https";
    let kind = if request.app_config().secure() || by_proxy {
        TransportKind::SecureWebsocket
    } else {
        TransportKind::Websocket
    };
    let local = request.app_config().local_addr();
    let flow = opened(state.node.open_sip_websocket(kind, local, remote).await)?;
    let (response, session, stream) = actix_ws::handle_with_protocols(&request, body, &[SIP])?;
    let messages = stream
        .max_frame_size(MAX_SIP_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_SIP_BYTES);
    actix_web::rt::spawn(carry(session, messages, flow, Binary::Taken));
    Ok(response)
}

/// What becomes of messages that are no text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binary {
    /// They are messages like others (RFC 7118 §5).
    Taken,
    /// The page is not ours.
    Refused,
}

fn opened(flow: Result<WebsocketFlow, FlowRefused>) -> Result<WebsocketFlow, Problem> {
    flow.map_err(|refused| match refused {
        FlowRefused::Ending => Problem::of(&Cause::us(Reason::ShuttingDown)),
        _ => Problem::too_many(),
    })
}

pub(super) async fn accept(
    request: HttpRequest,
    body: web::Payload,
    state: web::Data<WebState>,
) -> Result<HttpResponse, actix_web::Error> {
    let remote = state.source(&request);
    let local = request.app_config().local_addr();
    let flow = opened(state.node.open_websocket(local, remote).await)?;
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    let messages = stream
        .max_frame_size(MAX_MESSAGE_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_MESSAGE_BYTES);
    // The stream belongs to this worker's thread; it ends with the connection or with the edge's flow, whichever is first.
    actix_web::rt::spawn(carry(session, messages, flow, Binary::Refused));
    Ok(response)
}

async fn carry(
    mut session: Session,
    mut messages: AggregatedMessageStream,
    flow: WebsocketFlow,
    binary: Binary,
) {
    let WebsocketFlow {
        mut incoming,
        mut outgoing,
    } = flow;
    let mut ended = Cause::network(Reason::ConnectionLost);
    // Both branches are cancel-safe: `recv` of both loses nothing when the other is ready first.
    let reason = loop {
        tokio::select! {
            message = outgoing.recv() => match message {
                Some(bytes) => {
                    if !sent(&mut session, bytes, binary).await {
                        break None;
                    }
                }
                // The edge ended the flow.
                None => break Some(CloseReason::from(CloseCode::Normal)),
            },
            message = messages.recv() => match message {
                Some(Ok(AggregatedMessage::Text(text))) => {
                    if incoming.message(text.as_bytes().to_vec()).await.is_err() {
                        break Some(CloseReason::from(CloseCode::Away));
                    }
                }
                Some(Ok(AggregatedMessage::Ping(bytes))) => {
                    if session.pong(&bytes).await.is_err() {
                        break None;
                    }
                }
                Some(Ok(AggregatedMessage::Pong(_))) => {}
                Some(Ok(AggregatedMessage::Binary(bytes))) if binary == Binary::Taken => {
                    if incoming.message(bytes.to_vec()).await.is_err() {
                        break Some(CloseReason::from(CloseCode::Away));
                    }
                }
                Some(Ok(AggregatedMessage::Binary(_))) => {
                    break Some(CloseReason::from(CloseCode::Unsupported));
                }
                Some(Ok(AggregatedMessage::Close(why))) => {
                    // RFC 6455 §7.4.1: the person closed the page or went to another one.
                    if why.is_some_and(|why| why.code == CloseCode::Away) {
                        ended = Cause::far_end(Reason::HungUp);
                    }
                    break None;
                }
                Some(Err(_)) | None => break None,
            },
        }
    };
    incoming.closed(ended).await;
    // The connection may be gone already: then there is nobody to tell.
    drop(session.close(reason).await);
}

/// Whether the page took a message in time: one that does not read must not hold its flow open.
async fn sent(session: &mut Session, bytes: Vec<u8>, binary: Binary) -> bool {
    let sending = async {
        match String::from_utf8(bytes) {
            Ok(text) => session.text(text).await.is_ok(),
            Err(error) if binary == Binary::Taken => {
                session.binary(error.into_bytes()).await.is_ok()
            }
            Err(_) => false,
        }
    };
    tokio::time::timeout(SEND_TIMEOUT, sending)
        .await
        .unwrap_or(false)
}
