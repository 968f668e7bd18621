//! HTTPS: a certificate from files, read again when they change, or one made at start for a demo.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::config::CertificateConfig;

/// How often the files' times are looked at: a renewed certificate is in use a minute later, and a handshake costs no disk.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("{} cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file holds no usable PEM.
    #[error("{} has no usable {what}", file.display())]
    Unusable {
        /// Which file.
        file: PathBuf,
        /// What is missing in it.
        what: &'static str,
    },
    /// The key does not fit the certificate, or is of an unknown kind.
    #[error("key and certificate do not fit")]
    Mismatch(#[source] rustls::Error),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    NotMade(#[source] rcgen::Error),
}

/// TLS 1.2 and 1.3 with the certificate that the configuration names. `names` are those of a self-signed one.
///
/// # Errors
/// When the certificate cannot be had.
pub fn server_config(
    certificate: &CertificateConfig,
    names: &[String],
) -> Result<Arc<ServerConfig>, CertificateError> {
    let resolver: Arc<dyn ResolvesServerCert> = match certificate {
        CertificateConfig::Files { certificate, key } => Arc::new(Files::read(certificate, key)?),
        CertificateConfig::SelfSigned => Arc::new(Fixed(Arc::new(self_signed(names)?))),
    };
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(CertificateError::Mismatch)?;
    Ok(Arc::new(
        builder.with_no_client_auth().with_cert_resolver(resolver),
    ))
}

#[derive(Debug)]
struct Fixed(Arc<CertifiedKey>);

impl ResolvesServerCert for Fixed {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// A certificate in files, read again when they change.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    key: Arc<CertifiedKey>,
    changed: Option<SystemTime>,
    looked: Instant,
}

impl Files {
    fn read(certificate: &Path, key: &Path) -> Result<Files, CertificateError> {
        let current = Current {
            changed: changed(certificate),
            key: Arc::new(load(certificate, key)?),
            looked: Instant::now(),
        };
        Ok(Files {
            certificate: certificate.to_path_buf(),
            key: key.to_path_buf(),
            current: Mutex::new(current),
        })
    }

    fn current(&self, now: Instant) -> Arc<CertifiedKey> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(current.looked) < LOOK_AGAIN {
            return current.key.clone();
        }
        current.looked = now;
        let since = changed(&self.certificate);
        if since != current.changed {
            match load(&self.certificate, &self.key) {
                Ok(key) => {
                    current.key = Arc::new(key);
                    current.changed = since;
                    tracing::info!(file = %self.certificate.display(), "certificate_renewed");
                }
                // Half written, or wrong: the old one serves on, and the next look tries again.
                Err(error) => tracing::warn!(%error, "certificate_not_renewed"),
            }
        }
        current.key.clone()
    }
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current(Instant::now()))
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|m| m.modified()).ok()
}

fn load(certificate: &Path, key: &Path) -> Result<CertifiedKey, CertificateError> {
    let read = |file: &Path| {
        std::fs::read(file).map_err(|e| CertificateError::Unreadable(file.to_path_buf(), e))
    };
    let unusable = |file: &Path, what| CertificateError::Unusable {
        file: file.to_path_buf(),
        what,
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|_| unusable(certificate, "certificate"))?;
    if chain.is_empty() {
        return Err(unusable(certificate, "certificate"));
    }
    let key_der =
        PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| unusable(key, "private key"))?;
    certified(chain, key_der)
}

fn certified(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<CertifiedKey, CertificateError> {
    CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(CertificateError::Mismatch)
}

fn self_signed(names: &[String]) -> Result<CertifiedKey, CertificateError> {
    // An address that stands for all is none.
    let usable = |name: &&String| {
        name.parse::<IpAddr>()
            .map_or(true, |ip| !ip.is_unspecified())
            && !name.is_empty()
    };
    let mut all = vec![
        "localhost".to_string(),
        "127.0.0.1".to_string(),
        "::1".to_string(),
    ];
    all.extend(names.iter().filter(usable).cloned());
    let made = rcgen::generate_simple_self_signed(all).map_err(CertificateError::NotMade)?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    certified(vec![made.cert.der().clone()], key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewed_certificate_is_taken_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        let write = |name: &str, modified: u64| {
            let made = rcgen::generate_simple_self_signed([name.to_string()]).expect("made");
            std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
            std::fs::write(&certificate, made.cert.pem()).expect("written");
            set_modified(&certificate, modified);
        };
        write("first.example", 1);
        let files = Files::read(&certificate, &key).expect("usable");
        let (start, first) = (Instant::now(), files.current(Instant::now()));
        std::fs::write(&certificate, "half").expect("written");
        set_modified(&certificate, 2);
        let broken = files.current(start + LOOK_AGAIN * 2);
        assert_eq!(broken.cert, first.cert);
        write("second.example", 3);
        assert_eq!(
            files.current(start + LOOK_AGAIN * 2).cert,
            first.cert,
            "too early"
        );
        assert_ne!(files.current(start + LOOK_AGAIN * 4).cert, first.cert);
    }

    fn set_modified(file: &Path, seconds: u64) {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let opened = std::fs::File::options()
            .append(true)
            .open(file)
            .expect("opens");
        opened.set_modified(at).expect("sets");
    }

    #[test]
    fn a_self_signed_one_serves_and_a_missing_file_says_which() {
        assert!(server_config(&CertificateConfig::SelfSigned, &["0.0.0.0".to_string()]).is_ok());
        let missing = CertificateConfig::Files {
            certificate: "/nowhere/c.pem".into(),
            key: "/nowhere/k.pem".into(),
        };
        let error = server_config(&missing, &[]).expect_err("missing");
        assert!(error.to_string().contains("/nowhere/c.pem"), "{error}");
    }
}
