//! OpenSSL's contexts, made from the configuration and made again when a file of it changes.

use std::path::{Path, PathBuf};

use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{
    SslContext, SslContextBuilder, SslMethod, SslMode, SslOptions, SslSessionCacheMode, SslVersion,
};
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::{X509, X509Name, X509PurposeId};

use super::TlsError;
use crate::config::{
    CertificateConfig, ClientCertificates, SipPeerConfig, SipTlsConfig, TlsVersion,
};

/// What old versions need: their signatures are SHA-1, which OpenSSL refuses otherwise.
const OLD_CIPHERS: &str = "DEFAULT:@SECLEVEL=0";

/// All contexts of one reading of the files.
pub(super) struct Contexts {
    /// Towards everybody.
    pub(super) everybody: Pair,
    /// Towards the peers of the configuration, in its order.
    pub(super) peers: Vec<Pair>,
}

/// Both directions.
pub(super) struct Pair {
    /// For those who connect; `None` when we have no certificate.
    pub(super) server: Option<SslContext>,
    /// For those whom we connect to.
    pub(super) client: SslContext,
}

/// A certificate, what it was issued by, and its key.
pub(super) struct Identity {
    chain: Vec<X509>,
    key: PKey<Private>,
}

impl Identity {
    /// From PEM text.
    pub(super) fn of_pem(chain: &[u8], key: &[u8]) -> Result<Identity, ErrorStack> {
        let identity = Identity {
            chain: X509::stack_from_pem(chain)?,
            key: PKey::private_key_from_pem(key)?,
        };
        Ok(identity)
    }

    fn read(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
        let (chain, key_text) = (read(certificate)?, read(key)?);
        let unusable = |file: &Path, source| TlsError::Unusable(file.to_path_buf(), source);
        let chain = X509::stack_from_pem(&chain).map_err(|e| unusable(certificate, e))?;
        if chain.is_empty() {
            return Err(unusable(certificate, ErrorStack::get()));
        }
        let key = PKey::private_key_from_pem(&key_text).map_err(|e| unusable(key, e))?;
        Ok(Identity { chain, key })
    }
}

fn read(file: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(file).map_err(|e| TlsError::Unreadable(file.to_path_buf(), e))
}

/// Reads everything. `made` is the certificate that was made at start.
pub(super) fn build(config: &SipTlsConfig, made: Option<&Identity>) -> Result<Contexts, TlsError> {
    let read;
    let identity = match &config.certificate {
        Some(CertificateConfig::Files { certificate, key }) => {
            read = Identity::read(certificate, key)?;
            Some(&read)
        }
        Some(CertificateConfig::SelfSigned) => made,
        None => None,
    };
    let usual = SipPeerConfig {
        domain: tolk_core::admission::Pattern::Any,
        min_tls: TlsVersion::V1_2,
        authorities: None,
        verify: true,
    };
    let pair = |peer: &SipPeerConfig| {
        let authorities = peer.authorities.as_ref().or(config.authorities.as_ref());
        let server = identity
            .map(|i| server(config, peer, i, authorities))
            .transpose()?;
        Ok(Pair {
            server,
            client: client(peer, identity, authorities)?,
        })
    };
    Ok(Contexts {
        everybody: pair(&usual)?,
        peers: config
            .peers
            .iter()
            .map(pair)
            .collect::<Result<_, TlsError>>()?,
    })
}

/// Session resumption is off: a ticket would let a peer in on an old proof of its name, and SIP's connections last for hours.
fn base(peer: &SipPeerConfig, identity: Option<&Identity>) -> Result<SslContextBuilder, TlsError> {
    let mut context = SslContext::builder(SslMethod::tls())?;
    context.set_options(
        SslOptions::NO_TICKET | SslOptions::NO_RENEGOTIATION | SslOptions::NO_COMPRESSION,
    );
    context.set_session_cache_mode(SslSessionCacheMode::OFF);
    context.set_num_tickets(0)?;
    // Buffers of an idle connection are given back: 34 kB each for ten thousand.
    context.set_mode(
        SslMode::AUTO_RETRY
            | SslMode::ENABLE_PARTIAL_WRITE
            | SslMode::ACCEPT_MOVING_WRITE_BUFFER
            | SslMode::RELEASE_BUFFERS,
    );
    let oldest = match peer.min_tls {
        TlsVersion::V1_0 => SslVersion::TLS1,
        TlsVersion::V1_1 => SslVersion::TLS1_1,
        TlsVersion::V1_2 => SslVersion::TLS1_2,
        TlsVersion::V1_3 => SslVersion::TLS1_3,
    };
    context.set_min_proto_version(Some(oldest))?;
    if peer.min_tls.is_old() {
        context.set_security_level(0);
        context.set_cipher_list(OLD_CIPHERS)?;
    }
    if let Some(identity) = identity {
        let mut chain = identity.chain.iter();
        if let Some(own) = chain.next() {
            context.set_certificate(own)?;
        }
        for above in chain {
            context.add_extra_chain_cert(above.clone())?;
        }
        context.set_private_key(&identity.key)?;
        context.check_private_key().map_err(TlsError::Mismatch)?;
    }
    Ok(context)
}

fn server(
    config: &SipTlsConfig,
    peer: &SipPeerConfig,
    identity: &Identity,
    authorities: Option<&PathBuf>,
) -> Result<SslContext, TlsError> {
    let mut context = base(peer, Some(identity))?;
    if config.clients != ClientCertificates::Ignored {
        trust(&mut context, authorities)?;
        if let Some(file) = authorities {
            context.set_client_ca_list(X509Name::load_client_ca_file(file)?);
        }
        // A server's certificate is what a SIP server has to show when it is the client, too: public authorities issue no other.
        context.verify_param_mut().set_purpose(X509PurposeId::ANY)?;
    }
    Ok(context.build())
}

fn client(
    peer: &SipPeerConfig,
    identity: Option<&Identity>,
    authorities: Option<&PathBuf>,
) -> Result<SslContext, TlsError> {
    let mut context = base(peer, identity)?;
    if peer.verify {
        trust(&mut context, authorities)?;
    }
    Ok(context.build())
}

fn trust(context: &mut SslContextBuilder, authorities: Option<&PathBuf>) -> Result<(), TlsError> {
    match authorities {
        Some(file) => context.set_cert_store(store(file)?),
        None => context.set_default_verify_paths()?,
    }
    Ok(())
}

fn store(file: &Path) -> Result<X509Store, TlsError> {
    let unusable = |source| TlsError::Unusable(file.to_path_buf(), source);
    let certificates = X509::stack_from_pem(&read(file)?).map_err(unusable)?;
    if certificates.is_empty() {
        return Err(unusable(ErrorStack::get()));
    }
    let mut store = X509StoreBuilder::new()?;
    for certificate in certificates {
        store.add_cert(certificate).map_err(unusable)?;
    }
    Ok(store.build())
}
