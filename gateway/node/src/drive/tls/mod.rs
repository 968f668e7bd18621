//! TLS of SIP with OpenSSL: who we are, whom we trust, and handshakes in both directions. Handshakes use what is in memory; a task of its
//! own looks at the files.

mod contexts;
mod fresh;
mod handshake;
mod names;
mod problem;
#[cfg(test)]
mod tests;

pub(crate) use fresh::keep_fresh;
pub(super) use handshake::{Secured, accept, connect};
pub(crate) use problem::TlsProblem;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use openssl::error::ErrorStack;
use openssl::ssl::{Ssl, SslContext};
use tolk_core::admission::Pattern;
use tolk_model::{Address, Domain};

use crate::config::{CertificateConfig, ClientCertificates, SipTlsConfig};
use contexts::{Contexts, Identity, Pair, build};
use fresh::Files;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{} cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file holds no usable PEM.
    #[error("{} has no usable certificate or key", .0.display())]
    Unusable(PathBuf, #[source] ErrorStack),
    /// The key does not fit the certificate.
    #[error("key and certificate do not fit")]
    Mismatch(#[source] ErrorStack),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    NotMade(#[source] rcgen::Error),
    /// OpenSSL refuses what we want of it.
    #[error("OpenSSL refuses its configuration")]
    OpenSsl(#[from] ErrorStack),
}

/// TLS of an edge.
pub struct Tls {
    config: SipTlsConfig,
    made: Option<Identity>,
    files: Mutex<Files>,
    /// For handshakes that begin now. Locked for the moment of a clone.
    current: Mutex<Arc<Contexts>>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files. `names` are those of a certificate that is made now.
    ///
    /// # Errors
    /// When a file is missing or unusable.
    pub fn load(config: &SipTlsConfig, names: &[String]) -> Result<Tls, TlsError> {
        let made = match config.certificate {
            Some(CertificateConfig::SelfSigned) => Some(self_signed(names)?),
            _ => None,
        };
        // Their times first: what is written while they are read is read again.
        let files = Mutex::new(Files::of(config));
        let contexts = build(config, made.as_ref())?;
        Ok(Tls {
            config: config.clone(),
            made,
            files,
            current: Mutex::new(Arc::new(contexts)),
        })
    }

    fn contexts(&self) -> Arc<Contexts> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// For somebody who connects from `remote`.
    fn for_client(&self, remote: IpAddr) -> Result<Ssl, TlsProblem> {
        let (pair, _) = self.toward(&|pattern| Self::speaks_of(pattern, &remote.to_string()));
        let server = pair.server.ok_or(TlsProblem::Ours)?;
        Ssl::new(&server).map_err(|_| TlsProblem::Ours)
    }

    /// For connecting to `name` at `remote`; whether its certificate is looked at.
    fn for_server(&self, name: Option<&Domain>, remote: IpAddr) -> Result<(Ssl, bool), TlsProblem> {
        let speaks = |pattern: &Pattern| {
            name.is_some_and(|name| Self::speaks_of(pattern, name.as_str()))
                || Self::speaks_of(pattern, &remote.to_string())
        };
        let (pair, verify) = self.toward(&speaks);
        let ssl = Ssl::new(&pair.client).map_err(|_| TlsProblem::Ours)?;
        Ok((ssl, verify))
    }

    fn speaks_of(pattern: &Pattern, host: &str) -> bool {
        Domain::new(host).is_ok_and(|host| pattern.matches(&Address::at("", host)))
    }

    fn toward(&self, speaks: &dyn Fn(&Pattern) -> bool) -> (Both, bool) {
        let contexts = self.contexts();
        let n = self.config.peers.iter().position(|p| speaks(&p.domain));
        let pair = n.and_then(|n| contexts.peers.get(n));
        let verify = n
            .and_then(|n| self.config.peers.get(n))
            .is_none_or(|p| p.verify);
        (Both::of(pair.unwrap_or(&contexts.everybody)), verify)
    }

    fn clients(&self) -> ClientCertificates {
        self.config.clients
    }
}

/// A [`Pair`] of its own: contexts are counted, a clone is cheap.
struct Both {
    server: Option<SslContext>,
    client: SslContext,
}

impl Both {
    fn of(pair: &Pair) -> Both {
        Both {
            server: pair.server.clone(),
            client: pair.client.clone(),
        }
    }
}

/// For trying out: peers must be told to trust it, or not to look.
fn self_signed(names: &[String]) -> Result<Identity, TlsError> {
    let usable = |name: &&String| {
        name.parse::<IpAddr>()
            .map_or(!name.is_empty(), |ip| !ip.is_unspecified())
    };
    let mut all: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_string).into();
    all.extend(names.iter().filter(usable).cloned());
    all.dedup();
    let made = rcgen::generate_simple_self_signed(all).map_err(TlsError::NotMade)?;
    let key = made.signing_key.serialize_pem();
    Ok(Identity::of_pem(
        made.cert.pem().as_bytes(),
        key.as_bytes(),
    )?)
}
