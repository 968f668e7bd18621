//! Handshakes: each in a task of its own, with a deadline.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use openssl::ssl::{Error, Ssl, SslVerifyMode};
use openssl::x509::X509VerifyResult;
use tokio::net::TcpStream;
use tokio_openssl::SslStream;
use tolk_model::Domain;

use super::{Tls, TlsProblem, names};
use crate::config::ClientCertificates;

/// A handshake is two round trips; a peer behind a bad link has them in a second or two.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);
/// Names of a certificate that are told to whoever has to find out why it is the wrong one.
const NAMES_TOLD: usize = 3;

/// A connection under TLS.
#[derive(Debug)]
pub(in crate::drive) struct Secured {
    /// The connection.
    pub(in crate::drive) stream: SslStream<TcpStream>,
    /// What the peer's certificate proves; the dialled name first.
    pub(in crate::drive) names: Vec<Domain>,
    /// The peer showed a certificate that proves nothing here, and why.
    pub(in crate::drive) unproven: Option<TlsProblem>,
}

/// What the peer's certificate was found to be, the first fault.
type Found = Arc<OnceLock<X509VerifyResult>>;

/// Answers somebody who connected.
pub(in crate::drive) async fn accept(
    tls: &Tls,
    stream: TcpStream,
    remote: SocketAddr,
) -> Result<Secured, TlsProblem> {
    let mut ssl = tls.for_client(remote.ip())?;
    let found = Found::default();
    match tls.clients() {
        ClientCertificates::Ignored => {}
        // One that we do not trust proves nothing, and its owner may call as anybody may.
        ClientCertificates::Optional => watch(&mut ssl, SslVerifyMode::PEER, &found, false),
        ClientCertificates::Required => {
            let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
            watch(&mut ssl, mode, &found, true);
        }
    }
    ssl.set_accept_state();
    let stream = shake(ssl, stream, &found).await?;
    let certificate = stream.ssl().peer_certificate();
    let fault = found.get().map(|f| f.error_string().to_string());
    let names = match (&certificate, &fault) {
        (Some(certificate), None) => names::of(certificate),
        _ => Vec::new(),
    };
    Ok(Secured {
        stream,
        names,
        unproven: fault.map(TlsProblem::Untrusted),
    })
}

/// Connects and proves that it is the one whose name was dialled. `name` is that of the URI, not what DNS made of it (RFC 5922 §4).
pub(in crate::drive) async fn connect(
    tls: &Tls,
    name: Option<&Domain>,
    remote: SocketAddr,
) -> Result<Secured, TlsProblem> {
    let (mut ssl, verify) = tls.for_server(name, remote.ip())?;
    let found = Found::default();
    if verify {
        watch(&mut ssl, SslVerifyMode::PEER, &found, true);
    }
    if let Some(host) = name.filter(|n| n.ip().is_none()) {
        // A name that cannot be an SNI is simply not sent.
        drop(ssl.set_hostname(host.as_str()));
    }
    ssl.set_connect_state();
    let connected = tokio::time::timeout(DEADLINE, TcpStream::connect(remote)).await;
    let stream = connected
        .map_err(|_| TlsProblem::Slow)?
        .map_err(|_| TlsProblem::Gone)?;
    let stream = shake(ssl, stream, &found).await?;
    let mut proven = match stream.ssl().peer_certificate() {
        Some(certificate) if verify => names::of(&certificate),
        _ => Vec::new(),
    };
    if let (true, Some(name)) = (verify, name) {
        let Some(at) = proven.iter().position(|p| p == name) else {
            return Err(TlsProblem::WrongName {
                proven: told(&proven),
            });
        };
        proven.swap(0, at);
    }
    Ok(Secured {
        stream,
        names: proven,
        unproven: None,
    })
}

/// Remembers the first fault of the peer's chain; `strict` ends the handshake by it.
fn watch(ssl: &mut Ssl, mode: SslVerifyMode, found: &Found, strict: bool) {
    let found = found.clone();
    ssl.set_verify_callback(mode, move |fine, context| {
        if !fine {
            // Only the first one counts; those after it follow from it.
            let _ = found.set(context.error());
        }
        fine || !strict
    });
}

async fn shake(
    ssl: Ssl,
    stream: TcpStream,
    found: &Found,
) -> Result<SslStream<TcpStream>, TlsProblem> {
    drop(stream.set_nodelay(true));
    let mut stream = SslStream::new(ssl, stream).map_err(|_| TlsProblem::Ours)?;
    let shaking = Pin::new(&mut stream).do_handshake();
    match tokio::time::timeout(DEADLINE, shaking).await {
        Err(_) => Err(TlsProblem::Slow),
        Ok(Err(error)) => Err(fault(&error, found)),
        Ok(Ok(())) => Ok(stream),
    }
}

fn fault(error: &Error, found: &Found) -> TlsProblem {
    TlsProblem::of(error, found.get().copied())
}

fn told(names: &[Domain]) -> String {
    if names.is_empty() {
        return "no name of SIP".to_string();
    }
    let first = names.iter().take(NAMES_TOLD);
    let listed: Vec<String> = first.map(ToString::to_string).collect();
    listed.join(", ")
}
