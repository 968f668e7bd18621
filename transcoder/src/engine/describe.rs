//! What signalling says of our ports.

use std::net::SocketAddr;

use tolk_model::media::{
    Candidate, CandidateAddress, CandidateKind, CandidateProtocol, IceCredentials, SdesKey,
    Security, SecurityKind, Transport, Traversal,
};
use tolk_model::pii::Secret;
use tolk_model::plan::TransportRequest;

use super::shard::Shard;

/// RFC 8445 §5.1.2.1: type preference of host candidates.
const HOST_PREFERENCE: u32 = 126;

impl Shard {
    /// What signalling says of a port: for each component the addresses that peers are told.
    pub(super) fn describe(
        &self,
        request: &TransportRequest,
        told: &[Vec<SocketAddr>],
        credentials: Option<IceCredentials>,
        keys: &[SdesKey],
    ) -> Transport {
        let first = |component: usize| told.get(component)?.first().copied();
        Transport {
            id: request.id,
            rtp: first(0),
            rtcp: first(1),
            security: match request.security {
                SecurityKind::Plain => Security::Plain,
                SecurityKind::Sdes => Security::Sdes {
                    keys: keys.to_vec(),
                },
                SecurityKind::Dtls => Security::Dtls {
                    fingerprint: self.identity.fingerprint().clone(),
                    role: request.dtls_role,
                },
            },
            traversal: credentials.map_or(Traversal::None, |credentials| Traversal::Ice {
                credentials,
                candidates: (1u16..)
                    .zip(told)
                    .flat_map(|(number, told)| candidates_at(number, told))
                    .collect(),
                complete: true,
                lite: false,
            }),
        }
    }

    pub(super) fn credentials(&mut self) -> IceCredentials {
        // RFC 8445 §5.3 wants 24 and 128 bits; these have 47 and 142.
        IceCredentials {
            ufrag: self.random.token(8),
            password: Secret::new(self.random.token(24)),
        }
    }

    pub(super) fn sdes_keys(&mut self, request: &TransportRequest) -> Vec<SdesKey> {
        if request.security != SecurityKind::Sdes {
            return Vec::new();
        }
        request
            .sdes
            .iter()
            .map(|(tag, suite)| {
                let mut key = vec![0; suite.key_bytes() + suite.salt_bytes()];
                self.random.fill(&mut key);
                SdesKey {
                    tag: *tag,
                    suite: *suite,
                    key: Secret::new(key),
                    mki: Vec::new(),
                }
            })
            .collect()
    }
}

fn candidates_at(component: u16, told: &[SocketAddr]) -> Vec<Candidate> {
    (0u32..)
        .zip(told)
        .map(|(index, address)| Candidate {
            foundation: (index + 1).to_string(),
            component,
            protocol: CandidateProtocol::Udp,
            priority: HOST_PREFERENCE << 24
                | (65_535 - index.min(65_535)) << 8
                | (256 - u32::from(component)),
            address: CandidateAddress::Ip(*address),
            kind: CandidateKind::Host,
            related: None,
        })
        .collect()
}
