//! Keys by DTLS (RFC 5763, RFC 5764).

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use tolk_model::media::{Fingerprint, SrtpSuite};

use super::identity::{Identity, hash_of};
use crate::net::DATAGRAM;
use crate::srtp::Srtp;

/// The endpoint knows associations by address: one constant address keeps ours when ICE changes the path.
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);
/// First retransmission of a flight. The path is known to work when the handshake begins.
const FLIGHT: Duration = Duration::from_millis(100);
/// Datagrams that came before we knew the peer's fingerprint (its handshake overtakes signalling) and are kept: a ClientHello in
/// two pieces, twice.
const EARLY: usize = 4;
/// The exporter label of RFC 5764 §4.2.
const LABEL: &str = "EXTRACTOR-dtls_srtp";

/// What a handshake has to tell.
pub(super) enum DtlsNews {
    /// Keys: what we send with, what we receive with.
    Keys(Box<(Srtp, Srtp)>),
    /// It failed: a wrong certificate, no common profile, or nonsense.
    Failed,
}

/// One association.
pub(crate) struct DtlsKeying {
    identity: Identity,
    client: bool,
    fingerprint: Option<Fingerprint>,
    state: State,
    early: Vec<Vec<u8>>,
}

enum State {
    /// The peer's fingerprint is not known, or the path is not.
    Waiting,
    Running(Box<Endpoint>),
    /// Keys were exported. The endpoint stays to repeat its last flight; it is dropped at its first error, since two ends of
    /// this library answer each other's alerts without end.
    Done(Option<Box<Endpoint>>),
    Failed,
}

impl DtlsKeying {
    pub(crate) fn new(identity: &Identity) -> DtlsKeying {
        DtlsKeying {
            identity: identity.clone(),
            client: false,
            fingerprint: None,
            state: State::Waiting,
            early: Vec::new(),
        }
    }

    /// What the peer's certificate must hash to, and which part is ours. A change begins a new association; `true` when it did.
    pub(crate) fn expect(&mut self, fingerprint: &Fingerprint, client: bool) -> bool {
        let same = self.fingerprint.as_ref() == Some(fingerprint) && self.client == client;
        if same {
            return false;
        }
        self.fingerprint = Some(fingerprint.clone());
        self.client = client;
        self.state = State::Waiting;
        true
    }

    /// The path works: the client begins, and the server reads what came too early.
    pub(super) fn path_ready(&mut self, now: Instant) -> Option<DtlsNews> {
        if !matches!(self.state, State::Waiting) || self.fingerprint.is_none() {
            return None;
        }
        if self.client {
            return self.begin(now, profiles(true)).err();
        }
        let early = std::mem::take(&mut self.early);
        let mut news = None;
        for datagram in early {
            news = news.or(self.input(now, &datagram));
        }
        news
    }

    fn begin(
        &mut self,
        now: Instant,
        profiles: Vec<SrtpProtectionProfile>,
    ) -> Result<(), DtlsNews> {
        let config = self.config(profiles).ok_or(DtlsNews::Failed)?;
        let server = (!self.client).then(|| Arc::clone(&config));
        let mut endpoint = Endpoint::new(PEER, TransportProtocol::UDP, server);
        if self.client && endpoint.connect(now, PEER, config, None).is_err() {
            self.state = State::Failed;
            return Err(DtlsNews::Failed);
        }
        self.state = State::Running(Box::new(endpoint));
        Ok(())
    }

    fn config(&self, profiles: Vec<SrtpProtectionProfile>) -> Option<Arc<HandshakeConfig>> {
        let expected = self.fingerprint.clone()?;
        let verify = move |certificates: &[Vec<u8>], _: &[_]| {
            let hash = certificates
                .first()
                .and_then(|der| hash_of(&expected.algorithm, der));
            if hash.as_deref() == Some(&expected.hash[..]) {
                Ok(())
            } else {
                Err(rtc_shared::error::Error::ErrNoMatchingCertificateFingerprint)
            }
        };
        ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(&self.identity.provider))
            .with_certificates(vec![self.identity.certificate.clone()])
            .with_srtp_protection_profiles(profiles)
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            // There is no authority: the fingerprint in signalling is the proof.
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(verify)))
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_flight_interval(FLIGHT)
            .build(self.client, None)
            .ok()
            .map(Arc::new)
    }

    /// One datagram of the handshake.
    pub(super) fn input(&mut self, now: Instant, bytes: &[u8]) -> Option<DtlsNews> {
        if matches!(self.state, State::Waiting) {
            if self.fingerprint.is_none() {
                if self.early.len() < EARLY && bytes.len() <= DATAGRAM {
                    self.early.push(bytes.to_vec());
                }
                return None;
            }
            if self.client {
                // The path is not ready; the peer repeats itself.
                return None;
            }
            // The server follows the client's order, and browsers put the slow profile first: a server that takes only the
            // fast one gets it. See `proposes_gcm` for when the client has it.
            let wanted = if proposes_gcm(bytes) {
                vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm]
            } else {
                profiles(false)
            };
            if let Err(news) = self.begin(now, wanted) {
                return Some(news);
            }
        }
        match &mut self.state {
            State::Running(endpoint) => {
                let result = endpoint.read(now, PEER, None, BytesMut::from(bytes));
                self.follow(result)
            }
            State::Done(kept) => {
                let broken = kept
                    .as_mut()
                    .is_some_and(|e| e.read(now, PEER, None, BytesMut::from(bytes)).is_err());
                if broken {
                    *kept = None;
                }
                None
            }
            State::Waiting | State::Failed => None,
        }
    }

    fn follow(
        &mut self,
        result: Result<Vec<EndpointEvent>, rtc_shared::error::Error>,
    ) -> Option<DtlsNews> {
        let complete = match result {
            Ok(events) => events
                .iter()
                .any(|event| matches!(event, EndpointEvent::HandshakeComplete)),
            Err(error) => {
                tracing::info!(%error, "the DTLS handshake failed");
                self.state = State::Failed;
                return Some(DtlsNews::Failed);
            }
        };
        if !complete {
            return None;
        }
        let State::Running(endpoint) = std::mem::replace(&mut self.state, State::Failed) else {
            return None;
        };
        let Some(keys) = export(&endpoint, self.client) else {
            return Some(DtlsNews::Failed);
        };
        self.state = State::Done(Some(endpoint));
        Some(DtlsNews::Keys(Box::new(keys)))
    }

    /// The time has come, perhaps: flights that were not answered are repeated.
    pub(super) fn tick(&mut self, now: Instant) -> Option<DtlsNews> {
        let State::Running(endpoint) = &mut self.state else {
            return None;
        };
        if endpoint.poll_timeout(&PEER).is_none_or(|due| due > now) {
            return None;
        }
        let result = endpoint.handle_timeout(PEER, now).map(|()| Vec::new());
        self.follow(result)
    }

    /// The next datagram to send.
    pub(super) fn output(&mut self) -> Option<BytesMut> {
        match &mut self.state {
            State::Running(endpoint) | State::Done(Some(endpoint)) => {
                endpoint.poll_transmit().map(|t| t.message)
            }
            State::Waiting | State::Failed | State::Done(None) => None,
        }
    }
}

fn profiles(gcm: bool) -> Vec<SrtpProtectionProfile> {
    let mut list = Vec::new();
    if gcm {
        list.push(SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm);
    }
    list.push(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80);
    list
}

fn export(endpoint: &Endpoint, client: bool) -> Option<(Srtp, Srtp)> {
    let state = endpoint.get_connection_state(PEER)?;
    let suite = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => SrtpSuite::AeadAes128Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => SrtpSuite::AesCm128HmacSha1_80,
        _ => return None,
    };
    let (key, salt) = (suite.key_bytes(), suite.salt_bytes());
    let material = state
        .export_keying_material(LABEL, &[], 2 * (key + salt))
        .ok()?;
    let bytes: &[u8] = material.as_ref();
    // RFC 5764 §4.2: client key, server key, client salt, server salt.
    let (client_key, rest) = bytes.split_at_checked(key)?;
    let (server_key, rest) = rest.split_at_checked(key)?;
    let (client_salt, server_salt) = rest.split_at_checked(salt)?;
    let theirs_and_ours = (
        Srtp::new(suite, client_key, client_salt)?,
        Srtp::new(suite, server_key, server_salt)?,
    );
    Some(if client {
        theirs_and_ours
    } else {
        (theirs_and_ours.1, theirs_and_ours.0)
    })
}

/// Whether a ClientHello that lies whole in this datagram lists AEAD_AES_128_GCM (RFC 7714 §14.2) in `use_srtp`. When it cannot be
/// told, it does not: the other profile is mandatory for browsers (RFC 8827 §6.5).
pub(crate) fn proposes_gcm(datagram: &[u8]) -> bool {
    gcm_listed(datagram).unwrap_or(false)
}

fn gcm_listed(datagram: &[u8]) -> Option<bool> {
    const USE_SRTP: u16 = 14;
    const GCM: u16 = 7;
    // Record header 13, handshake header 12, version 2, random 32.
    let mut rest = datagram.get(13 + 12 + 2 + 32..)?;
    for length_bytes in [1, 1, 2, 1] {
        // Session id, cookie, cipher suites, compression methods.
        let length = number(rest.get(..length_bytes)?);
        rest = rest.get(length_bytes + length..)?;
    }
    rest = rest.get(2..)?;
    while let Some(kind) = rest.get(..2) {
        let length = number(rest.get(2..4)?);
        let body = rest.get(4..4 + length)?;
        if number(kind) == usize::from(USE_SRTP) {
            let listed = number(body.get(..2)?);
            let mut profiles = body.get(2..2 + listed)?.chunks_exact(2);
            return Some(profiles.any(|p| number(p) == usize::from(GCM)));
        }
        rest = rest.get(4 + length..)?;
    }
    Some(false)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, b| sum << 8 | usize::from(*b))
}
