//! TCP: a task that accepts for each listener, a reader and a writer for each connection.

use std::mem::MaybeUninit;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tolk_model::FlowId;
use tolk_model::cause::{Cause, Reason};

use super::bucket::Bucket;
use super::input::FlowInput;

/// Messages that wait for one slow peer. When it is full the connection is closed.
pub(super) const OUTGOING: usize = 256;
/// Bytes read at once.
const READ: usize = 16 * 1024;
/// A peer that takes nothing for so long is gone.
const STALL: Duration = Duration::from_secs(10);
/// How long a connection may take to open; the edge's own patience ends before.
const CONNECT: Duration = Duration::from_secs(30);
/// Reads that one connection may cause: with it a flood waits in its own socket and delays nobody.
const READS_A_SECOND: f64 = 500.0;
const BURST: f64 = 1_000.0;
/// After an error of the listener (no more file descriptors) accepting goes on; never in a tight loop.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// Accepts until the token ends it.
pub(super) async fn accept(
    listener: TcpListener,
    tls: bool,
    inputs: mpsc::Sender<FlowInput>,
    token: CancellationToken,
) {
    loop {
        // Both are cancel-safe.
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = token.cancelled() => return,
        };
        match accepted {
            Ok((stream, remote)) => {
                let Ok(local) = stream.local_addr() else {
                    continue;
                };
                let input = FlowInput::Accepted {
                    stream,
                    local,
                    remote,
                    tls,
                };
                if inputs.send(input).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "accept_failed");
                tokio::time::sleep(AFTER_ERROR).await;
            }
        }
    }
}

/// Opens a connection that the edge wants, from an address of ours when it matters which.
pub(super) async fn connect(
    flow: FlowId,
    (from, to): (Option<IpAddr>, SocketAddr),
    inputs: mpsc::Sender<FlowInput>,
) {
    let outcome = match tokio::time::timeout(CONNECT, open(from, to)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(_)) => Err(Cause::network(Reason::Unavailable)),
        Err(_) => Err(Cause::network(Reason::TimedOut)),
    };
    // The driver ends first when the node ends.
    drop(inputs.send(FlowInput::Connected(flow, outcome)).await);
}

async fn open(from: Option<IpAddr>, to: SocketAddr) -> std::io::Result<TcpStream> {
    let Some(from) = from else {
        return TcpStream::connect(to).await;
    };
    let socket = if to.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.bind(SocketAddr::new(from, 0))?;
    socket.connect(to).await
}

/// Reads a connection until it ends or the token does. A peer that says nothing at all for `first_bytes` is closed.
pub(super) async fn read<R: AsyncRead + Unpin>(
    mut half: R,
    flow: FlowId,
    first_bytes: Option<Duration>,
    inputs: mpsc::Sender<FlowInput>,
    token: CancellationToken,
) {
    let mut bucket = Bucket::new(READS_A_SECOND, BURST, Instant::now());
    let mut patience = first_bytes;
    let cause = loop {
        if let Err(wait) = bucket.take(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
        // `some` is cancel-safe; a timeout that never comes stands for none.
        let received = tokio::select! {
            received = some(&mut half) => received,
            () = silence(patience) => break Cause::far_end(Reason::TimedOut),
            () = token.cancelled() => return,
        };
        match received {
            Err(_) => break Cause::network(Reason::ConnectionLost),
            Ok(bytes) if bytes.is_empty() => break Cause::network(Reason::ConnectionLost),
            Ok(bytes) => {
                patience = None;
                if inputs.send(FlowInput::Received(flow, bytes)).await.is_err() {
                    return;
                }
            }
        }
    };
    drop(inputs.send(FlowInput::Closed(flow, cause)).await);
}

/// What has come, once something has; empty at the end. While nothing has there is no buffer: most of ten thousand connections are idle.
async fn some<R: AsyncRead + Unpin>(half: &mut R) -> std::io::Result<Vec<u8>> {
    std::future::poll_fn(|context| {
        let mut space = [MaybeUninit::uninit(); READ];
        let mut buffer = ReadBuf::uninit(&mut space);
        let read = Pin::new(&mut *half).poll_read(context, &mut buffer);
        read.map_ok(|()| buffer.filled().to_vec())
    })
    .await
}

async fn silence(patience: Option<Duration>) {
    match patience {
        Some(patience) => tokio::time::sleep(patience).await,
        None => std::future::pending().await,
    }
}

/// Writes what is queued until the queue is dropped, then closes; `token` ends the reader with it.
pub(super) async fn write<W: AsyncWrite + Unpin>(
    mut half: W,
    flow: FlowId,
    mut outgoing: mpsc::Receiver<Vec<u8>>,
    inputs: mpsc::Sender<FlowInput>,
    token: CancellationToken,
) {
    while let Some(bytes) = outgoing.recv().await {
        let writing = async {
            half.write_all(&bytes).await?;
            half.flush().await
        };
        let done = tokio::time::timeout(STALL, writing).await;
        if !matches!(done, Ok(Ok(()))) {
            let cause = Cause::network(Reason::ConnectionLost);
            drop(inputs.send(FlowInput::Closed(flow, cause)).await);
            break;
        }
    }
    // The peer may be gone already, which is as good.
    drop(tokio::time::timeout(STALL, half.shutdown()).await);
    token.cancel();
}
