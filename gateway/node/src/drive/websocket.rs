//! Websockets: the HTTP server owns the connection and hands messages over; the edge's task sees a flow like any other.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};
use tolk_model::FlowId;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::FlowInfo;

use super::bucket::Bucket;
use super::input::{FlowInput, FlowRefused};

/// Messages that wait for one slow browser: a few rosters and candidates. When it is full the websocket is closed; the page resumes.
pub(super) const OUTGOING: usize = 256;
/// What one page may send: a page that trickles candidates sends some tens at once. Beyond it reading pauses, which TCP tells the page.
const MESSAGES_A_SECOND: f64 = 50.0;
const BURST: f64 = 300.0;

/// Opens flows for websockets.
#[derive(Clone, Debug)]
pub struct WebsocketFlows {
    pub(super) inputs: mpsc::Sender<FlowInput>,
}

impl WebsocketFlows {
    /// Opens a flow for a websocket of a kind that was accepted from `remote` at `local`.
    ///
    /// # Errors
    /// When a limit is reached or the node ends; close the websocket then.
    pub async fn open(
        &self,
        transport: TransportKind,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Result<WebsocketFlow, FlowRefused> {
        let info = FlowInfo {
            transport,
            local,
            remote,
            accepted: true,
            verified: Vec::new(),
        };
        let (outlet, outgoing) = mpsc::channel(OUTGOING);
        let (reply, answer) = oneshot::channel();
        let input = FlowInput::Websocket {
            info,
            outlet,
            reply,
        };
        let ending = |_| FlowRefused::Ending;
        self.inputs.send(input).await.map_err(ending_send)?;
        let flow = answer.await.map_err(ending)??;
        Ok(WebsocketFlow {
            incoming: WebsocketIncoming {
                flow,
                inputs: self.inputs.clone(),
                bucket: Bucket::new(MESSAGES_A_SECOND, BURST, Instant::now()),
            },
            outgoing,
        })
    }
}

fn ending_send<T>(_: mpsc::error::SendError<T>) -> FlowRefused {
    FlowRefused::Ending
}

/// One websocket's flow.
#[derive(Debug)]
pub struct WebsocketFlow {
    /// For what the page sends.
    pub incoming: WebsocketIncoming,
    /// What to send to the page, each a whole text message; when it ends, close the websocket.
    pub outgoing: mpsc::Receiver<Vec<u8>>,
}

/// Takes what a page sends. Dropping it closes the flow.
#[derive(Debug)]
pub struct WebsocketIncoming {
    flow: FlowId,
    inputs: mpsc::Sender<FlowInput>,
    bucket: Bucket,
}

impl WebsocketIncoming {
    /// The flow's identifier, for log lines.
    pub fn flow(&self) -> FlowId {
        self.flow
    }

    /// Hands one whole message over; waits when the page sends too fast or the edge is busy.
    ///
    /// # Errors
    /// When the node is ending.
    pub async fn message(&mut self, bytes: Vec<u8>) -> Result<(), FlowRefused> {
        if let Err(wait) = self.bucket.take(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
        let input = FlowInput::Received(self.flow, bytes);
        self.inputs.send(input).await.map_err(ending_send)
    }

    /// The websocket is gone. `HungUp` says that the page went away for good (close code 1001); after any other cause it may come back.
    pub async fn closed(self, cause: Cause) {
        let closed = FlowInput::Closed(self.flow, cause);
        // The edge ends first when the node ends: then there is nobody to tell.
        drop(self.inputs.send(closed).await);
    }
}

impl Drop for WebsocketIncoming {
    fn drop(&mut self) {
        let closed = FlowInput::Closed(self.flow, Cause::network(Reason::ConnectionLost));
        // When the queue is full the driver's sweep finds that nobody takes what it sends.
        drop(self.inputs.try_send(closed));
    }
}
