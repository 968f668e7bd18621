//! One component's ICE agent (RFC 8445) and the pair that it selected.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_ice::agent::agent_config::AgentConfig;
use rtc_ice::agent::{Agent, Event};
use rtc_ice::candidate::CandidateConfig;
use rtc_ice::candidate::candidate_host::CandidateHostConfig;
use rtc_ice::candidate::candidate_relay::CandidateRelayConfig;
use rtc_ice::candidate::candidate_server_reflexive::CandidateServerReflexiveConfig;
use rtc_ice::mdns::MulticastDnsMode;
use rtc_ice::state::ConnectionState;
use rtc_shared::{TransportContext, TransportMessage, TransportProtocol};
use sansio::Protocol as _;
use tolk_model::media::{
    Candidate, CandidateAddress, CandidateKind, CandidateProtocol, IceCredentials,
};
use tolk_model::plan::IceRole;

use super::component::LocalSocket;
use super::identity::Identity;
use super::stun::{StunKind, TransactionId, classify, is_authentic, sent_request};
use crate::net::{RawAddress, SendQueue};

/// Between checks while connecting.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);
/// Without an answer to consent checks (sent each 2 s) for so long, the path is broken; the browser is told to restart.
const DISCONNECTED: Duration = Duration::from_secs(5);
/// After this long without a path on top of [`DISCONNECTED`], the leg's media has failed. RFC 7675 §5.1 revokes consent after 30 s.
const FAILED: Duration = Duration::from_secs(25);
/// A host candidate of the peer may still come: how long a peer-reflexive one waits before it is nominated. Browsers hide their
/// addresses behind mDNS names that we do not resolve, so that peer-reflexive is the usual case.
const PRFLX_WAIT: Duration = Duration::from_millis(50);
/// The same for relayed candidates.
const RELAY_WAIT: Duration = Duration::from_millis(500);
/// Port of multicast DNS.
const MULTICAST_DNS: u16 = 5353;
/// Candidates of one peer that are looked at.
const CANDIDATES: usize = 32;
/// Checks for each pair: with 50 ms between them three seconds, so that a slow reply does not end a good pair.
const MAX_CHECKS: u16 = 60;

/// What an agent is made with.
pub(crate) struct IceSettings {
    pub(crate) credentials: IceCredentials,
    pub(crate) role: IceRole,
    /// 1 RTP, 2 RTCP.
    pub(crate) component: u16,
}

/// What an agent has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IceNews {
    /// A pair was selected, or another one.
    Selected,
    /// Consent was lost.
    Lost,
    /// It came back.
    Back,
    /// No pair works, or consent was lost for good.
    Failed,
}

/// One component's agent. An agent has one selected pair and pairs across components: hence one for each.
pub(crate) struct IcePath {
    agent: Agent,
    role: IceRole,
    component: u16,
    sockets: Vec<LocalSocket>,
    /// Credentials of ours that were told and wait for the peer's new ones.
    staged: Option<IceCredentials>,
    current: IceCredentials,
    remote: Option<IceCredentials>,
    candidates: usize,
    selected: Option<(RawFd, RawAddress, SocketAddr)>,
    lost: bool,
    /// When the last round trip of a consent check was measured is the agent's; requests that left are the demux's.
    pub(super) requests: Vec<TransactionId>,
    /// A handshake or check from here was authenticated.
    pub(super) proven: Option<SocketAddr>,
}

impl IcePath {
    /// `None` when the agent cannot be made, which would be a mistake of ours in its settings.
    pub(crate) fn new(
        now: Instant,
        identity: &Identity,
        settings: IceSettings,
        sockets: Vec<LocalSocket>,
    ) -> Option<IcePath> {
        let config = AgentConfig {
            local_ufrag: settings.credentials.ufrag.clone(),
            local_pwd: settings.credentials.password.expose().clone(),
            multicast_dns_mode: MulticastDnsMode::Disabled,
            is_controlling: settings.role == IceRole::Controlling,
            check_interval: CHECK_INTERVAL,
            disconnected_timeout: Some(DISCONNECTED),
            failed_timeout: Some(FAILED),
            prflx_acceptance_min_wait: Some(PRFLX_WAIT),
            srflx_acceptance_min_wait: Some(PRFLX_WAIT),
            relay_acceptance_min_wait: Some(RELAY_WAIT),
            max_binding_requests: Some(MAX_CHECKS),
            ..AgentConfig::default()
        };
        let agent = Agent::new(now, Arc::new(config), Arc::clone(&identity.provider)).ok()?;
        let mut path = IcePath {
            agent,
            role: settings.role,
            component: settings.component,
            sockets,
            staged: None,
            current: settings.credentials,
            remote: None,
            candidates: 0,
            selected: None,
            lost: false,
            requests: Vec::new(),
            proven: None,
        };
        path.add_locals();
        Some(path)
    }

    fn add_locals(&mut self) {
        for socket in &self.sockets {
            let config = CandidateHostConfig {
                base_config: base(socket.address, self.component, 0),
                ..CandidateHostConfig::default()
            };
            if let Ok(candidate) = config.new_candidate_host() {
                // It only refuses what its settings exclude, and ours exclude nothing.
                let _ = self.agent.add_local_candidate(candidate);
            }
        }
    }

    /// Credentials for a restart. The old session goes on until the peer answers with new ones of its own.
    pub(crate) fn stage(&mut self, credentials: IceCredentials) {
        self.staged = Some(credentials);
    }

    /// Our user name fragments that the peer may use: the one in use, and the one that a restart will bring.
    pub(crate) fn fragments(&self) -> impl Iterator<Item = &str> {
        let staged = self.staged.iter().map(|staged| staged.ufrag.as_str());
        std::iter::once(self.current.ufrag.as_str()).chain(staged)
    }

    /// What the peer says. New credentials begin (or restart) the checks; candidates are added. Saying the same again does nothing.
    pub(crate) fn remote(
        &mut self,
        now: Instant,
        credentials: &IceCredentials,
        candidates: &[Candidate],
    ) {
        if credentials.ufrag.is_empty() || credentials.password.expose().is_empty() {
            return;
        }
        if self.remote.as_ref() != Some(credentials) {
            if self.remote.is_some() || self.staged.is_some() {
                self.restart(now);
            }
            self.remote = Some(credentials.clone());
            self.candidates = 0;
            let started = self.agent.start_connectivity_checks(
                now,
                self.role == IceRole::Controlling,
                credentials.ufrag.clone(),
                credentials.password.expose().clone(),
            );
            debug_assert!(started.is_ok(), "the credentials are not empty");
        }
        for candidate in candidates.iter().skip(self.candidates).take(CANDIDATES) {
            self.add_remote(candidate);
        }
        self.candidates = candidates.len().min(CANDIDATES);
    }

    fn restart(&mut self, now: Instant) {
        // A restart that the peer began keeps our credentials only where it must not: RFC 8445 §9 wants both sides' new. The core
        // asks for new ones of ours before it replies; without them the old ones have to do.
        let credentials = self.staged.take().unwrap_or_else(|| self.current.clone());
        let restarted = self.agent.restart(
            now,
            credentials.ufrag.clone(),
            credentials.password.expose().clone(),
            true,
        );
        debug_assert!(restarted.is_ok(), "our credentials are long enough");
        self.current = credentials;
        if self.agent.get_local_candidates().is_empty() {
            // After a failure the agent has dropped them.
            self.add_locals();
        }
    }

    fn add_remote(&mut self, candidate: &Candidate) {
        // Names are mDNS names and are never resolved; such a peer is found by its checks.
        let CandidateAddress::Ip(address) = &candidate.address else {
            return;
        };
        if candidate.protocol != CandidateProtocol::Udp || candidate.component != self.component {
            return;
        }
        let base_config = base(*address, self.component, candidate.priority);
        let (rel_addr, rel_port) = candidate
            .related
            .map_or((String::new(), 0), |r| (r.ip().to_string(), r.port()));
        let made = match candidate.kind {
            CandidateKind::Host => CandidateHostConfig {
                base_config,
                ..CandidateHostConfig::default()
            }
            .new_candidate_host(),
            CandidateKind::ServerReflexive | CandidateKind::PeerReflexive => {
                CandidateServerReflexiveConfig {
                    base_config,
                    rel_addr,
                    rel_port,
                    ..CandidateServerReflexiveConfig::default()
                }
                .new_candidate_server_reflexive()
            }
            CandidateKind::Relayed => CandidateRelayConfig {
                base_config,
                rel_addr,
                rel_port,
                ..CandidateRelayConfig::default()
            }
            .new_candidate_relay(),
        };
        if let Ok(made) = made {
            // A duplicate is refused, which is what we want.
            let _ = self.agent.add_remote_candidate(made);
        }
    }

    /// One STUN datagram; `false` when nobody who knows the passwords sent it, which then had no effect. Indications are not authenticated
    /// and say nothing: consent is asked for (RFC 7675 §5.1).
    pub(super) fn input(
        &mut self,
        now: Instant,
        local: SocketAddr,
        from: SocketAddr,
        bytes: &[u8],
    ) -> bool {
        let credentials = &self.current;
        let comes = match classify(bytes) {
            Some(StunKind::Request(_)) => {
                is_authentic(bytes, &credentials.ufrag, credentials.password.expose())
            }
            // The agent checks what a response is signed with.
            Some(StunKind::Response(_)) => true,
            None => false,
        };
        // The agent takes whatever comes from this port for multicast DNS.
        if !comes || from.port() == MULTICAST_DNS {
            return false;
        }
        let result = self.agent.handle_read(TransportMessage {
            now,
            transport: context(local, from),
            message: BytesMut::from(bytes),
        });
        if result.is_ok() {
            self.proven = Some(from);
        }
        result.is_ok()
    }

    /// Whether something that is not STUN may come from here: the selected pair, or a pair that passed a check.
    pub(super) fn admits(&mut self, now: Instant, local: SocketAddr, from: SocketAddr) -> bool {
        // Asking the agent counts as a sign of life of that path; for the selected one only consent checks may.
        self.selected.is_some_and(|(_, _, peer)| peer == from)
            || self
                .agent
                .is_valid_non_stun_traffic(now, context(local, from))
    }

    /// The time has come, perhaps.
    pub(super) fn tick(&mut self, now: Instant) {
        if self.agent.poll_timeout().is_some_and(|due| due <= now) {
            // It has no errors of its own.
            let _ = self.agent.handle_timeout(now);
        }
    }

    /// Sends what the agent wants to send, and tells its news.
    pub(super) fn pump(&mut self, queue: &mut SendQueue, news: &mut Vec<IceNews>) {
        while let Some(event) = self.agent.poll_event() {
            match event.event {
                Event::SelectedCandidatePairChange(local, remote) => {
                    let socket = self.socket(local.base_addr());
                    self.selected = socket.map(|fd| {
                        let peer = remote.addr();
                        (fd, RawAddress::new(peer), peer)
                    });
                    self.proven = Some(remote.addr());
                    news.push(IceNews::Selected);
                }
                Event::ConnectionStateChange(ConnectionState::Disconnected) => {
                    self.lost = true;
                    news.push(IceNews::Lost);
                }
                Event::ConnectionStateChange(ConnectionState::Connected) if self.lost => {
                    self.lost = false;
                    news.push(IceNews::Back);
                }
                Event::ConnectionStateChange(ConnectionState::Failed) => {
                    self.lost = true;
                    news.push(IceNews::Failed);
                }
                _ => {}
            }
        }
        while let Some(message) = self.agent.poll_write() {
            let Some(socket) = self.socket(message.transport.local_addr) else {
                continue;
            };
            if let Some(transaction) = sent_request(&message.message) {
                self.requests.push(transaction);
            }
            queue.push(socket, message.transport.peer_addr, &message.message);
        }
    }

    /// Where media goes. Kept through a restart until the new pair is there.
    pub(super) fn target(&self) -> Option<(RawFd, RawAddress, SocketAddr)> {
        self.selected
    }

    fn socket(&self, local: SocketAddr) -> Option<RawFd> {
        self.sockets
            .iter()
            .find(|s| s.address == local)
            .map(|s| s.descriptor)
    }
}

fn context(local_addr: SocketAddr, peer_addr: SocketAddr) -> TransportContext {
    TransportContext {
        local_addr,
        peer_addr,
        ecn: None,
        transport_protocol: TransportProtocol::UDP,
    }
}

fn base(address: SocketAddr, component: u16, priority: u32) -> CandidateConfig {
    CandidateConfig {
        network: match address.ip() {
            IpAddr::V4(_) => "udp4",
            IpAddr::V6(_) => "udp6",
        }
        .to_string(),
        address: address.ip().to_string(),
        port: address.port(),
        component,
        priority,
        ..CandidateConfig::default()
    }
}
