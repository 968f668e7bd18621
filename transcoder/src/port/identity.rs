//! The certificate that proves our end of DTLS, and the cryptography that the `rtc-*` crates use.

use std::sync::Arc;

use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::crypto::Certificate;
use tolk_model::media::Fingerprint;

use crate::engine::EngineError;

/// One certificate for the life of the engine: made at the start, never written anywhere. Its fingerprint travels in signalling.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(super) certificate: Certificate,
    pub(super) provider: Arc<dyn RTCCryptoProvider>,
    fingerprint: Fingerprint,
}

impl Identity {
    pub(crate) fn generate() -> Result<Identity, EngineError> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(RingProvider::default());
        let failed = |reason: String| EngineError::Certificate { reason };
        let certificate =
            Certificate::generate_self_signed(vec!["tolk".to_string()], provider.crypto())
                .map_err(|error| failed(error.to_string()))?;
        let der = certificate
            .certificate
            .first()
            .ok_or_else(|| failed("it is empty".to_string()))?;
        let hash = hash_of("sha-256", der).unwrap_or_default();
        Ok(Identity {
            fingerprint: Fingerprint {
                algorithm: "sha-256".to_string(),
                hash,
            },
            certificate,
            provider,
        })
    }

    /// What signalling says of us.
    pub(crate) fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }
}

/// The hash of a certificate by the names of RFC 8122; `None` for an algorithm that proves nothing (md5, sha-1) or is not known.
pub(super) fn hash_of(algorithm: &str, der: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match algorithm.to_ascii_lowercase().as_str() {
        "sha-256" => &ring::digest::SHA256,
        "sha-384" => &ring::digest::SHA384,
        "sha-512" => &ring::digest::SHA512,
        _ => return None,
    };
    Some(ring::digest::digest(algorithm, der).as_ref().to_vec())
}
