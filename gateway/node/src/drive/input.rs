//! What reaches the task of an edge from its sockets.

use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tolk_model::edge::FlowInfo;
use tolk_model::id::QueryId;
use tolk_model::party::Destination;
use tolk_model::{Cause, FlowId};

use super::tls::{Secured, TlsProblem};

/// Inputs of streams that wait for an edge. Readers wait when it is full, and with them the peers. Datagrams have a queue of their own.
pub(super) const INPUTS: usize = 1024;

/// Why a flow was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowRefused {
    /// The edge has as many connections as it may have.
    #[error("too many connections")]
    TooMany,
    /// This source has as many as it may have.
    #[error("too many connections from one address")]
    TooManyFromSource,
    /// The node is ending.
    #[error("the node is ending")]
    Ending,
}

/// One thing that happened on a socket.
#[derive(Debug)]
pub(super) enum FlowInput {
    /// Somebody connected by TCP, to speak TLS or not.
    Accepted {
        stream: TcpStream,
        local: SocketAddr,
        remote: SocketAddr,
        tls: bool,
    },
    /// A handshake is over: of somebody who connected, or of a connection that the edge wanted.
    Secured(FlowId, Result<Box<Secured>, TlsProblem>),
    /// A connection that the edge wanted is open, or is not.
    Connected(FlowId, Result<TcpStream, Cause>),
    /// Somebody connected where the edge wanted one connection, or the listener failed.
    Joined(FlowId, TcpStream),
    /// A websocket was opened by the HTTP server.
    Websocket {
        info: FlowInfo,
        outlet: mpsc::Sender<Vec<u8>>,
        reply: oneshot::Sender<Result<FlowId, FlowRefused>>,
    },
    /// Bytes of a stream, or one message of a websocket.
    Received(FlowId, Vec<u8>),
    /// A stream or a websocket is gone.
    Closed(FlowId, Cause),
    /// A name was looked up.
    Resolved(QueryId, Vec<Destination>),
}
