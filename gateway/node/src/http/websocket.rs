//! `GET /ws`: browser signalling. The server only carries messages; `tolk-browser` reads them.
//!
//! A page of another site may open a websocket here; it gains nothing by that, for no cookie and no address gives any right: what
//! a page may do is decided by the token that it sends in `join` or `resume`.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};

use tolk_model::{Cause, Reason};

use super::problem::Problem;
use super::state::WebState;
use crate::drive::{FlowRefused, WebsocketFlow};

/// Largest message: an answer with nine pictures and all candidates is a third of it. The edge has the same limit.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// For one message to leave: a page behind a bad connection comes back and resumes.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) async fn accept(
    request: HttpRequest,
    body: web::Payload,
    state: web::Data<WebState>,
) -> Result<HttpResponse, actix_web::Error> {
    let remote = state.source(&request);
    let local = request.app_config().local_addr();
    let flow = match state.node.open_websocket(local, remote).await {
        Ok(flow) => flow,
        Err(FlowRefused::Ending) => {
            return Err(Problem::of(&Cause::us(Reason::ShuttingDown)).into());
        }
        Err(_) => return Err(Problem::too_many().into()),
    };
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    let messages = stream
        .max_frame_size(MAX_MESSAGE_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_MESSAGE_BYTES);
    // The stream belongs to this worker's thread; it ends with the connection or with the edge's flow, whichever is first.
    actix_web::rt::spawn(carry(session, messages, flow));
    Ok(response)
}

async fn carry(mut session: Session, mut messages: AggregatedMessageStream, flow: WebsocketFlow) {
    let WebsocketFlow {
        mut incoming,
        mut outgoing,
    } = flow;
    let mut ended = Cause::network(Reason::ConnectionLost);
    // Both branches are cancel-safe: `recv` of both loses nothing when the other is ready first.
    let reason = loop {
        tokio::select! {
            message = outgoing.recv() => match message {
                Some(bytes) => match String::from_utf8(bytes) {
                    Ok(text) => {
                        if !sent(&mut session, text).await {
                            break None;
                        }
                    }
                    Err(_) => break None,
                },
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
async fn sent(session: &mut Session, text: String) -> bool {
    let sending = tokio::time::timeout(SEND_TIMEOUT, session.text(text));
    matches!(sending.await, Ok(Ok(())))
}
