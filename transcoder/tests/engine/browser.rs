//! A browser's media as an independent client: `rtc-ice` (controlled), `rtc-dtls` (client), `rtc-srtp`, one socket.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_ice::agent::agent_config::AgentConfig;
use rtc_ice::agent::{Agent, Event};
use rtc_ice::candidate::candidate_host::CandidateHostConfig;
use rtc_ice::candidate::{Candidate, CandidateConfig};
use rtc_ice::mdns::MulticastDnsMode;
use rtc_shared::marshal::Unmarshal as _;
use rtc_shared::{TransportContext, TransportMessage, TransportProtocol};
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use sansio::Protocol as _;
use tolk_model::id::TransportId;
use tolk_model::media::{
    CandidateAddress, DtlsRole, Fingerprint, IceCredentials, Security, Transport, Traversal,
};
use tolk_model::pii::Secret;

const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);

pub(crate) struct Browser {
    socket: UdpSocket,
    local: SocketAddr,
    provider: Arc<dyn RTCCryptoProvider>,
    agent: Agent,
    dtls: Endpoint,
    config: Arc<HandshakeConfig>,
    fingerprint: Vec<u8>,
    connecting: bool,
    remote: Option<SocketAddr>,
    keys: Option<(Context, Context)>,
    pub(crate) profile: Option<SrtpProtectionProfile>,
    /// RTP packets in the clear, in order of arrival.
    pub(crate) packets: Vec<rtc_rtp::Packet>,
    /// Compound RTCP packets in the clear.
    pub(crate) reports: Vec<Vec<u8>>,
    /// Sent pictures by number, to answer requests for them.
    sent: BTreeMap<u16, Vec<u8>>,
    /// Loses so many of a thousand media packets in each direction.
    pub(crate) loss: u64,
    chance: u64,
    pub(crate) lost: u32,
    rtx_sequence: u16,
    twcc: u16,
}

impl Browser {
    pub(crate) fn new(seed: u64, offer_gcm: bool) -> Browser {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        socket
            .set_read_timeout(Some(Duration::from_millis(1)))
            .expect("a timeout");
        let local = socket.local_addr().expect("bound");
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(RingProvider::default());
        let certificate =
            Certificate::generate_self_signed(vec!["browser".to_string()], provider.crypto())
                .expect("a certificate");
        let der = certificate.certificate.first().expect("not empty");
        let fingerprint = provider
            .crypto()
            .hash(rtc_crypto::HashAlgorithm::Sha256, der)
            .expect("a hash");
        let mut profiles = vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
        if offer_gcm {
            // Last, as Chromium does.
            profiles.push(SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm);
        }
        let config = ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(&provider))
            .with_certificates(vec![certificate.clone()])
            .with_srtp_protection_profiles(profiles)
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_flight_interval(Duration::from_millis(100))
            .build(true, None)
            .expect("a configuration");
        Browser {
            agent: agent(&provider, local),
            dtls: Endpoint::new(PEER, TransportProtocol::UDP, None),
            config: Arc::new(config),
            fingerprint,
            connecting: false,
            remote: None,
            keys: None,
            profile: None,
            packets: Vec::new(),
            reports: Vec::new(),
            sent: BTreeMap::new(),
            loss: 0,
            chance: seed,
            lost: 0,
            rtx_sequence: 100,
            twcc: 1,
            socket,
            local,
            provider,
        }
    }

    /// What its signalling says; no candidates, as browsers hide them.
    pub(crate) fn transport(&self) -> Transport {
        let credentials = self.agent.get_local_credentials();
        Transport {
            id: TransportId(0),
            rtp: None,
            rtcp: None,
            security: Security::Dtls {
                fingerprint: Fingerprint {
                    algorithm: "sha-256".to_string(),
                    hash: self.fingerprint.clone(),
                },
                role: DtlsRole::Active,
            },
            traversal: Traversal::Ice {
                credentials: IceCredentials {
                    ufrag: credentials.ufrag.clone(),
                    password: Secret::new(credentials.pwd.clone()),
                },
                candidates: Vec::new(),
                complete: true,
                lite: false,
            },
        }
    }

    /// Takes the engine's side and begins its checks.
    pub(crate) fn connect(&mut self, ours: &Transport) {
        let Traversal::Ice {
            credentials,
            candidates,
            ..
        } = &ours.traversal
        else {
            panic!("no ICE offered");
        };
        self.agent
            .start_connectivity_checks(
                Instant::now(),
                false,
                credentials.ufrag.clone(),
                credentials.password.expose().clone(),
            )
            .expect("credentials");
        for candidate in candidates {
            let CandidateAddress::Ip(address) = candidate.address else {
                panic!("a name");
            };
            self.agent
                .add_remote_candidate(host(address))
                .expect("a candidate");
        }
    }

    /// An ICE restart that it was asked for: new credentials of its own.
    pub(crate) fn restart(&mut self) {
        self.agent
            .restart(Instant::now(), String::new(), String::new(), true)
            .expect("a restart");
    }

    pub(crate) fn has_path(&self) -> bool {
        self.agent.get_selected_candidate_pair().is_some()
    }

    pub(crate) fn is_up(&self) -> bool {
        self.keys.is_some()
    }

    fn unlucky(&mut self) -> bool {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        let unlucky = self.chance % 1000 < self.loss;
        self.lost += u32::from(unlucky);
        unlucky
    }

    /// One turn: everything that waits in the socket (or a millisecond), and the timers.
    pub(crate) fn turn(&mut self) {
        let mut buffer = [0u8; 2048];
        while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
            let bytes = &buffer[..length];
            self.datagram(from, bytes);
        }
        let now = Instant::now();
        if self.agent.poll_timeout().is_some_and(|due| due <= now) {
            let _ = self.agent.handle_timeout(now);
        }
        if self.dtls.poll_timeout(&PEER).is_some_and(|due| due <= now) {
            let _ = self.dtls.handle_timeout(PEER, now);
        }
        self.pump(now);
    }

    fn datagram(&mut self, from: SocketAddr, bytes: &[u8]) {
        let now = Instant::now();
        match bytes.first() {
            Some(0..=3) => {
                let _ = self.agent.handle_read(TransportMessage {
                    now,
                    transport: TransportContext {
                        local_addr: self.local,
                        peer_addr: from,
                        ecn: None,
                        transport_protocol: TransportProtocol::UDP,
                    },
                    message: BytesMut::from(bytes),
                });
            }
            Some(20..=63) => {
                // A record that comes again or out of time is discarded (RFC 6347 §4.1.2.7); whether the handshake goes on, the
                // deadline judges.
                let read = self.dtls.read(now, PEER, None, BytesMut::from(bytes));
                let events = read.unwrap_or_default();
                if events
                    .iter()
                    .any(|e| matches!(e, EndpointEvent::HandshakeComplete))
                {
                    self.export();
                }
            }
            Some(128..=191) => {
                if self.unlucky() {
                    return;
                }
                let Some((_, incoming)) = &mut self.keys else {
                    return;
                };
                if (192..=223).contains(&bytes[1]) {
                    let plain = incoming.decrypt_rtcp(bytes).expect("it opens");
                    self.answer(&plain);
                    self.reports.push(plain.to_vec());
                } else {
                    let plain = incoming.decrypt_rtp(bytes).expect("it opens");
                    let packet = rtc_rtp::Packet::unmarshal(&mut &plain[..]).expect("RTP");
                    self.packets.push(packet);
                }
            }
            _ => panic!("what is this?"),
        }
        self.pump(now);
    }

    fn pump(&mut self, now: Instant) {
        while let Some(event) = self.agent.poll_event() {
            if let Event::SelectedCandidatePairChange(_, remote) = event.event {
                self.remote = Some(remote.addr());
                if !self.connecting {
                    self.connecting = true;
                    self.dtls
                        .connect(now, PEER, Arc::clone(&self.config), None)
                        .expect("a handshake");
                }
            }
        }
        while let Some(message) = self.agent.poll_write() {
            let _ = self
                .socket
                .send_to(&message.message, message.transport.peer_addr);
        }
        while let Some(message) = self.dtls.poll_transmit() {
            if let Some(remote) = self.remote {
                let _ = self.socket.send_to(&message.message, remote);
            }
        }
    }

    fn export(&mut self) {
        let state = self.dtls.get_connection_state(PEER).expect("connected");
        let chosen = state.srtp_protection_profile();
        let (profile, salt) = match chosen {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => (ProtectionProfile::AeadAes128Gcm, 12),
            _ => (ProtectionProfile::Aes128CmHmacSha1_80, 14),
        };
        self.profile = Some(chosen);
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], 2 * (16 + salt))
            .expect("keys");
        let bytes: &[u8] = material.as_ref();
        let context = |key: &[u8], salt: &[u8]| {
            Context::new(key, salt, profile, None, None, self.provider.crypto()).expect("a context")
        };
        self.keys = Some((
            context(&bytes[..16], &bytes[32..32 + salt]),
            context(&bytes[16..32], &bytes[32 + salt..]),
        ));
    }

    fn transmit(&mut self, packet: &[u8], report: bool) {
        if !report && self.unlucky() {
            return;
        }
        let remote = self.remote.expect("there is a path");
        let (outgoing, _) = self.keys.as_mut().expect("there are keys");
        let bytes = if report {
            outgoing.encrypt_rtcp(packet)
        } else {
            outgoing.encrypt_rtp(packet)
        };
        let _ = self
            .socket
            .send_to(&bytes.expect("it is protected"), remote);
    }

    /// A packet; `mid` and `rid` are written when given.
    pub(crate) fn send(&mut self, header: Rtp<'_>, payload: &[u8]) {
        let packet = self.packet(header, payload);
        if header.keep {
            self.sent.insert(header.sequence, packet.clone());
        }
        self.transmit(&packet, false);
    }

    fn packet(&mut self, header: Rtp<'_>, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x90, header.payload_type | u8::from(header.marker) << 7];
        packet.extend(header.sequence.to_be_bytes());
        packet.extend(header.timestamp.to_be_bytes());
        packet.extend(header.ssrc.to_be_bytes());
        let mut block = Vec::new();
        for (id, value) in [
            (super::world::MID_EXTENSION, header.mid),
            (super::world::RID_EXTENSION, header.rid),
        ] {
            if let Some(value) = value {
                block.push(id << 4 | (value.len() as u8 - 1));
                block.extend(value.as_bytes());
            }
        }
        block.push(super::world::TWCC_EXTENSION << 4 | 1);
        block.extend(self.twcc.to_be_bytes());
        self.twcc = self.twcc.wrapping_add(1);
        block.resize(block.len().next_multiple_of(4), 0);
        packet.extend([0xbe, 0xde, 0, (block.len() / 4) as u8]);
        packet.extend(block);
        packet.extend(payload);
        packet
    }

    /// A signed check from our socket in the name of another client of the engine: `ours` is what the engine told that one, `theirs` what
    /// it said.
    pub(crate) fn check_as(&mut self, ours: &Transport, theirs: &Transport) {
        use hmac::Mac as _;
        let (
            Traversal::Ice {
                credentials,
                candidates,
                ..
            },
            Traversal::Ice {
                credentials: other, ..
            },
        ) = (&ours.traversal, &theirs.traversal)
        else {
            panic!("no ICE");
        };
        let name = format!("{}:{}", credentials.ufrag, other.ufrag);
        let mut bytes = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
        bytes.extend([9; 12]);
        let mut put = |kind: u16, value: &[u8]| {
            bytes.extend(kind.to_be_bytes());
            bytes.extend(u16::try_from(value.len()).expect("short").to_be_bytes());
            bytes.extend(value);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        };
        put(6, name.as_bytes());
        put(0x24, &1u32.to_be_bytes());
        put(0x8029, &7u64.to_be_bytes());
        let length = u16::try_from(bytes.len() - 20 + 24).expect("short");
        bytes[2..4].copy_from_slice(&length.to_be_bytes());
        let password = credentials.password.expose().as_bytes();
        let mut mac =
            <hmac::Hmac<sha1::Sha1> as hmac::Mac>::new_from_slice(password).expect("any length");
        mac.update(&bytes);
        bytes.extend([0, 8, 0, 20]);
        bytes.extend(mac.finalize().into_bytes());
        let CandidateAddress::Ip(to) = candidates.first().expect("one").address else {
            panic!("a name");
        };
        let _ = self.socket.send_to(&bytes, to);
    }

    pub(crate) fn send_report(&mut self, report: &[u8]) {
        self.transmit(report, true);
    }

    /// Sends again what a NACK asks for, as RFC 4588 says.
    fn answer(&mut self, report: &[u8]) {
        for sequence in nacked(report) {
            let Some(packet) = self.sent.get(&sequence).cloned() else {
                continue;
            };
            let ssrc = u32::from_be_bytes(packet[8..12].try_into().expect("four"));
            let body = 12 + 4 + 4 * usize::from(packet[15]);
            let header = Rtp {
                payload_type: super::world::TYPES_A.rtx,
                marker: packet[1] & 0x80 != 0,
                sequence: self.rtx_sequence,
                timestamp: u32::from_be_bytes(packet[4..8].try_into().expect("four")),
                ssrc: ssrc + 1,
                mid: Some("v"),
                rid: None,
                keep: false,
            };
            self.rtx_sequence += 1;
            let mut payload = sequence.to_be_bytes().to_vec();
            payload.extend(&packet[body..]);
            self.send(header, &payload);
        }
    }
}

/// The header of a packet to send.
#[derive(Clone, Copy)]
pub(crate) struct Rtp<'a> {
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) mid: Option<&'a str>,
    pub(crate) rid: Option<&'a str>,
    /// Answer requests for it.
    pub(crate) keep: bool,
}

/// Packets of a compound packet, by type and count.
pub(crate) fn parts(report: &[u8]) -> Vec<(u8, u8, Vec<u8>)> {
    let (mut at, mut found) = (0, Vec::new());
    while at + 4 <= report.len() {
        let length = 4 * (1 + usize::from(u16::from_be_bytes([report[at + 2], report[at + 3]])));
        let packet = report[at..at + length].to_vec();
        found.push((report[at + 1], report[at] & 31, packet));
        at += length;
    }
    found
}

pub(crate) fn nacked(report: &[u8]) -> Vec<u16> {
    let mut wanted = Vec::new();
    for (_, _, packet) in parts(report).iter().filter(|p| (p.0, p.1) == (205, 1)) {
        for pair in packet[12..].chunks(4) {
            let first = u16::from_be_bytes([pair[0], pair[1]]);
            let mask = u16::from_be_bytes([pair[2], pair[3]]);
            wanted.push(first);
            wanted.extend(
                (0..16)
                    .filter(|b| mask >> b & 1 == 1)
                    .map(|b| first.wrapping_add(b + 1)),
            );
        }
    }
    wanted
}

/// Turns all of them until `done`, at most until the deadline.
pub(crate) fn until(
    what: &str,
    browsers: &mut [&mut Browser],
    mut done: impl FnMut(&mut [&mut Browser]) -> bool,
) {
    let end = Instant::now() + super::world::DEADLINE;
    while !done(browsers) {
        assert!(Instant::now() < end, "{what} did not happen in time");
        for browser in browsers.iter_mut() {
            browser.turn();
        }
    }
}

fn agent(provider: &Arc<dyn RTCCryptoProvider>, local: SocketAddr) -> Agent {
    let config = AgentConfig {
        multicast_dns_mode: MulticastDnsMode::Disabled,
        is_controlling: false,
        check_interval: Duration::from_millis(50),
        ..AgentConfig::default()
    };
    let mut agent =
        Agent::new(Instant::now(), Arc::new(config), Arc::clone(provider)).expect("an agent");
    agent.add_local_candidate(host(local)).expect("a candidate");
    agent
}

fn host(address: SocketAddr) -> Candidate {
    CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp4".to_string(),
            address: address.ip().to_string(),
            port: address.port(),
            component: 1,
            ..CandidateConfig::default()
        },
        ..CandidateHostConfig::default()
    }
    .new_candidate_host()
    .expect("a candidate")
}
