//! Streams under TLS: a handshake comes between the connection and the flow. It is limited before it begins, and runs in a task of its
//! own, so that whoever is slow at it keeps nobody waiting.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::FlowInfo;
use tolk_model::journal::JournalEvent;
use tolk_model::limits::source_of;
use tolk_model::party::Destination;
use tolk_model::{Domain, FlowId, Pii};
use tracing::Span;

use super::bucket::Buckets;
use super::driver::Driver;
use super::input::FlowInput;
use super::tls::{self, Secured, Tls, TlsProblem};
use crate::telemetry::metrics;

/// Handshakes that run at once: each is a signature, a millisecond of a core. Those who come later wait in the kernel's queue for nothing
/// and are closed; they try again.
const MOST: usize = 2_000;
/// Handshakes of one source at once: an office behind one NAT after a power cut.
const MOST_OF_SOURCE: usize = 100;
/// Lines that one source may cause in the journal: scanners try every version and cipher.
const LINES_A_SECOND: f64 = 0.1;
const BURST_OF_LINES: f64 = 5.0;

/// Handshakes that run.
#[derive(Debug)]
pub(super) struct Handshakes {
    by_flow: HashMap<FlowId, Who>,
    by_source: HashMap<IpAddr, usize>,
    lines: Buckets,
}

/// With whom.
#[derive(Clone, Debug)]
enum Who {
    /// Connected to us.
    Caller(IpAddr),
    /// Is called.
    Called(Option<Domain>, IpAddr),
}

impl Default for Handshakes {
    fn default() -> Handshakes {
        Handshakes {
            by_flow: HashMap::new(),
            by_source: HashMap::new(),
            lines: Buckets::alike(LINES_A_SECOND, BURST_OF_LINES),
        }
    }
}

impl Handshakes {
    /// Somebody connected; `false` when there are too many.
    fn begin(&mut self, flow: FlowId, source: IpAddr) -> bool {
        let source = source_of(source);
        let of_source = self.by_source.get(&source).copied().unwrap_or(0);
        if self.by_flow.len() >= MOST || of_source >= MOST_OF_SOURCE {
            return false;
        }
        self.by_flow.insert(flow, Who::Caller(source));
        *self.by_source.entry(source).or_insert(0) += 1;
        true
    }

    /// Somebody is called; the edge limits how many.
    pub(super) fn dials(&mut self, flow: FlowId, to: &Destination) {
        let who = Who::Called(to.name.clone(), to.address.ip());
        self.by_flow.insert(flow, who);
    }

    /// It succeeded, failed or is not wanted any more.
    pub(super) fn over(&mut self, flow: FlowId) {
        self.take(flow);
    }

    fn take(&mut self, flow: FlowId) -> Option<Who> {
        let who = self.by_flow.remove(&flow)?;
        if let Who::Caller(source) = who
            && let Some(count) = self.by_source.get_mut(&source)
        {
            *count -= 1;
            if *count == 0 {
                self.by_source.remove(&source);
            }
        }
        Some(who)
    }

    pub(super) fn len(&self) -> usize {
        self.by_flow.len()
    }
}

impl Driver {
    /// Somebody connected and is to speak TLS.
    pub(super) fn secure(&mut self, flow: FlowId, stream: TcpStream, remote: SocketAddr) {
        let begun = self.handshakes.begin(flow, remote.ip());
        let (Some(tls), true) = (self.tls.clone(), begun) else {
            metrics::refused(self.handle.label.as_str());
            self.forget(flow);
            return;
        };
        let accept = accept(tls, flow, (stream, remote), self.sender.clone());
        if !self.connections.spawn("tls_accept", Span::none(), accept) {
            self.forget(flow);
        }
    }

    /// A handshake is over.
    pub(super) fn secured(&mut self, flow: FlowId, outcome: Result<Box<Secured>, TlsProblem>) {
        let Some(who) = self.handshakes.take(flow) else {
            // The edge has lost patience; dropping the stream closes it.
            return;
        };
        let secured = match outcome {
            Ok(secured) => *secured,
            Err(problem) => return self.not_secured(flow, &who, &problem),
        };
        if let Some(problem) = &secured.unproven {
            self.tell(&who, problem);
        }
        let stream = secured.stream;
        let addresses = (stream.get_ref().local_addr(), stream.get_ref().peer_addr());
        let (Ok(local), Ok(remote)) = addresses else {
            return self.not_secured(flow, &who, &TlsProblem::Gone);
        };
        let info = FlowInfo {
            transport: TransportKind::Tls,
            local,
            remote,
            accepted: matches!(who, Who::Caller(_)),
            verified: secured.names,
        };
        let (read, write) = tokio::io::split(stream);
        self.start_stream(flow, read, write, info);
    }

    fn not_secured(&mut self, flow: FlowId, who: &Who, problem: &TlsProblem) {
        if problem.is_notable() {
            self.tell(who, problem);
        }
        match who {
            // The edge has not heard of it yet.
            Who::Caller(_) => drop(self.forget(flow)),
            Who::Called(..) => {
                let cause = match problem {
                    TlsProblem::Gone => Cause::network(Reason::Unavailable),
                    TlsProblem::Slow => Cause::network(Reason::TimedOut),
                    TlsProblem::Ours => Cause::us(Reason::InternalError),
                    _ => Cause::far_end(Reason::Unavailable),
                };
                self.closed(flow, cause);
            }
        }
    }

    /// A line in the journal, not too many from one source.
    fn tell(&mut self, who: &Who, problem: &TlsProblem) {
        let (peer, source) = match who {
            Who::Caller(source) => (source.to_string(), *source),
            Who::Called(Some(name), source) => (name.to_string(), *source),
            Who::Called(None, source) => (source.to_string(), *source),
        };
        if !self.handshakes.lines.allows(source, Instant::now()) {
            return;
        }
        let failed = JournalEvent::TlsFailed {
            edge: self.handle.label.clone(),
            peer: Pii::new(peer),
            problem: problem.to_string(),
        };
        self.host.journal(None, failed);
    }
}

/// The task of somebody who connected.
async fn accept(
    tls: Arc<Tls>,
    flow: FlowId,
    (stream, remote): (TcpStream, SocketAddr),
    inputs: mpsc::Sender<FlowInput>,
) {
    let outcome = tls::accept(&tls, stream, remote).await.map(Box::new);
    // The driver ends first when the node ends.
    drop(inputs.send(FlowInput::Secured(flow, outcome)).await);
}

/// The task of a connection that the edge wants.
pub(super) async fn connect(
    tls: Arc<Tls>,
    flow: FlowId,
    (name, to): (Option<Domain>, SocketAddr),
    inputs: mpsc::Sender<FlowInput>,
) {
    let outcome = tls::connect(&tls, name.as_ref(), to).await.map(Box::new);
    drop(inputs.send(FlowInput::Secured(flow, outcome)).await);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_has_only_so_many_handshakes_and_others_have_theirs() {
        let mut handshakes = Handshakes::default();
        let (loud, calm) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let mut flows = (1..).map(FlowId);
        let mut next = || flows.next().expect("endless");
        let first = next();
        assert!(handshakes.begin(first, loud));
        for _ in 1..MOST_OF_SOURCE {
            assert!(handshakes.begin(next(), loud));
        }
        assert!(!handshakes.begin(next(), loud), "as many as it may have");
        assert!(handshakes.begin(next(), calm));
        handshakes.over(first);
        handshakes.over(first);
        assert!(handshakes.begin(next(), loud), "one has ended");
        assert_eq!(handshakes.len(), MOST_OF_SOURCE + 1);
        let mut sources = (0..u32::MAX).map(|n| std::net::Ipv4Addr::from(0x0b00_0000 + n).into());
        while handshakes.len() < MOST {
            assert!(handshakes.begin(next(), sources.next().expect("enough")));
        }
        assert!(!handshakes.begin(next(), calm), "as many as there may be");
    }
}
