//! Tasks that end together, and why a node did not start.

use std::net::SocketAddr;

use tolk_transcoder::EngineError;
use tracing::Span;

use crate::archive::ArchiveError;
use crate::drive::TlsError;
use crate::http::CertificateError;
use crate::tasks::{Task, Tasks};

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("cannot listen on {what} {address}")]
    Listen {
        /// For what.
        what: &'static str,
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The media plane does not start.
    #[error("the media plane does not start")]
    Engine(#[from] EngineError),
    /// The database cannot be opened.
    #[error("the database cannot be opened")]
    Archive(#[from] ArchiveError),
    /// There is no certificate for HTTPS.
    #[error("no certificate for HTTPS")]
    Certificate(#[from] CertificateError),
    /// There is no certificate for SIP.
    #[error("no TLS for SIP")]
    SipTls(#[from] TlsError),
    /// The web server does not start.
    #[error("the web server does not start")]
    Web(#[source] std::io::Error),
    /// A part died while starting.
    #[error(transparent)]
    Died(#[from] crate::tasks::TaskDied),
}

/// Some tasks that end together.
pub(super) struct Part {
    pub(super) tasks: Tasks,
    pub(super) running: Vec<Task<()>>,
}

impl Part {
    pub(super) fn of(whole: &Tasks) -> Part {
        Part {
            tasks: whole.part(),
            running: Vec::new(),
        }
    }

    pub(super) fn start(
        &mut self,
        name: &'static str,
        span: Span,
        future: impl Future<Output = ()> + Send + 'static,
    ) {
        self.running.push(self.tasks.spawn(name, span, future));
    }
}
