//! Why a connection under TLS did not come about, in words for the person who has to do something about it.

use openssl::ssl::{Error, ErrorCode};
use openssl::x509::X509VerifyResult;

/// Why a connection under TLS did not come about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TlsProblem {
    /// Nobody listens there, or the connection broke before anything was said.
    #[error("the connection broke")]
    Gone,
    /// It took too long.
    #[error("the handshake took too long")]
    Slow,
    /// The certificate is not one that we trust.
    #[error("the peer's certificate is not trusted: {0}")]
    Untrusted(String),
    /// A certificate is demanded and none was shown.
    #[error("the peer showed no certificate")]
    NoCertificate,
    /// It is trusted and is somebody else's.
    #[error("the peer's certificate is for {proven}, not for the name that was dialled")]
    WrongName {
        /// Names that it proves.
        proven: String,
    },
    /// The peer knows only versions that are too old (or we do).
    #[error(
        "no version of TLS in common: the peer's is too old; `min_tls` of a [[sip.peer]] can permit it"
    )]
    Version,
    /// No cipher in common.
    #[error("no cipher in common")]
    Cipher,
    /// The peer does not trust us, as it says.
    #[error("the peer refuses our certificate: {0}")]
    Refused(String),
    /// What came is not TLS.
    #[error("what the peer sends is not TLS")]
    NotTls,
    /// Anything else.
    #[error("the handshake failed: {0}")]
    Failed(String),
    /// Our own files are at fault.
    #[error("our own certificate cannot be used")]
    Ours,
}

impl TlsProblem {
    /// Whether it is worth a line: strangers knock at every door of the Internet.
    pub(crate) fn is_notable(&self) -> bool {
        !matches!(self, TlsProblem::Gone)
    }

    /// Of a failed handshake, and what was found about the peer's certificate in it.
    pub(super) fn of(error: &Error, found: Option<X509VerifyResult>) -> TlsProblem {
        if let Some(found) = found {
            return TlsProblem::Untrusted(found.error_string().to_string());
        }
        let Some(stack) = error.ssl_error() else {
            return match error.code() {
                ErrorCode::ZERO_RETURN | ErrorCode::SYSCALL => TlsProblem::Gone,
                _ => TlsProblem::Failed("no reason was given".to_string()),
            };
        };
        let reasons: Vec<&str> = stack.errors().iter().filter_map(|e| e.reason()).collect();
        reasons
            .iter()
            .find_map(|reason| TlsProblem::of_reason(reason))
            .unwrap_or_else(|| match reasons.first() {
                Some(reason) => TlsProblem::Failed((*reason).to_string()),
                None => TlsProblem::Gone,
            })
    }

    /// OpenSSL's words, a closed set that it calls stable.
    fn of_reason(reason: &str) -> Option<TlsProblem> {
        let alert = |text: &str| reason.contains("alert") && reason.contains(text);
        Some(match reason {
            "peer did not return a certificate" => TlsProblem::NoCertificate,
            "unsupported protocol" | "wrong version number" if reason.starts_with("uns") => {
                TlsProblem::Version
            }
            "tlsv1 alert protocol version" | "legacy sigalg disallowed or unsupported" => {
                TlsProblem::Version
            }
            "no shared cipher" | "sslv3 alert handshake failure" => TlsProblem::Cipher,
            "wrong version number"
            | "http request"
            | "https proxy request"
            | "packet length too long"
            | "record too large" => TlsProblem::NotTls,
            "unexpected eof while reading" => TlsProblem::Gone,
            _ if alert("certificate") || alert("unknown ca") || alert("access denied") => {
                let word = reason.rsplit("alert ").next().unwrap_or(reason);
                TlsProblem::Refused(word.to_string())
            }
            _ => return None,
        })
    }
}
