//! The ports that a description needs.

use std::net::IpAddr;

use tolk_model::media::{DtlsRole, Flow, Security, SecurityKind, Transport, Traversal};
use tolk_model::plan::{IceRole, PortRequest, StreamRequest, TransportRequest};
use tolk_model::{MediaDescription, Stream, TransportId};

use super::{MediaProfile, ask, codecs, reply};

/// What the engine should open for a leg: by what the far end said when we reply, by the profile when we ask.
pub fn ports(profile: &MediaProfile, remote: Option<&MediaDescription>) -> PortRequest {
    match remote.filter(|r| !r.is_empty()) {
        Some(remote) => to_reply(profile, remote),
        None => to_ask(profile),
    }
}

fn to_ask(profile: &MediaProfile) -> PortRequest {
    let wanted = ask::streams(profile);
    let mut transports: Vec<TransportRequest> = Vec::new();
    for (id, ..) in &wanted {
        let transport = ask::transport_of(profile, *id);
        if transports.iter().all(|t| t.id != transport) {
            transports.push(asking(profile, transport));
        }
    }
    let streams = wanted.into_iter().map(|(id, role, _)| StreamRequest {
        stream: id,
        transport: ask::transport_of(profile, id),
        rtx: profile.feedback && role.kind() == tolk_model::MediaKind::Video,
    });
    PortRequest {
        streams: streams.collect(),
        transports,
    }
}

fn asking(profile: &MediaProfile, id: TransportId) -> TransportRequest {
    let security = ask::security(profile);
    let suites = profile
        .suites
        .iter()
        .filter(|_| security == SecurityKind::Sdes);
    TransportRequest {
        id,
        shared: profile.shared_port,
        ice: profile.ice.then_some(IceRole::Controlling),
        security,
        dtls_role: DtlsRole::Either,
        sdes: (1..).zip(suites.copied()).collect(),
        rtcp_mux: profile.rtcp_mux,
        realm: profile.realm.clone(),
        toward: None,
    }
}

fn to_reply(profile: &MediaProfile, remote: &MediaDescription) -> PortRequest {
    let mut request = PortRequest {
        transports: Vec::new(),
        streams: Vec::new(),
    };
    for stream in reply::accepted(profile, remote) {
        let Some(transport) = stream.transport.and_then(|t| remote.transport(t)) else {
            continue;
        };
        if request.transports.iter().all(|t| t.id != transport.id) {
            request
                .transports
                .push(replying(profile, remote, transport));
        }
        request.streams.push(StreamRequest {
            stream: stream.id,
            transport: transport.id,
            rtx: codecs::common(profile, stream)
                .iter()
                .any(|c| c.rtx.is_some()),
        });
    }
    request
}

fn replying(
    profile: &MediaProfile,
    remote: &MediaDescription,
    theirs: &Transport,
) -> TransportRequest {
    let mut users = remote
        .streams
        .iter()
        .filter(|s| s.transport == Some(theirs.id) && s.flow != Flow::Off);
    TransportRequest {
        id: theirs.id,
        shared: profile.shared_port,
        ice: match &theirs.traversal {
            Traversal::Ice { lite: true, .. } => Some(IceRole::Controlling),
            Traversal::Ice { .. } => Some(IceRole::Controlled),
            Traversal::None => None,
        },
        security: theirs.security.kind(),
        dtls_role: match &theirs.security {
            Security::Dtls {
                role: DtlsRole::Active,
                ..
            } => DtlsRole::Passive,
            Security::Dtls {
                role: DtlsRole::Passive,
                ..
            } => DtlsRole::Active,
            // RFC 5763 §5: the side that replies had better be active, the first packet then comes a round trip earlier.
            _ if profile.dtls_role == DtlsRole::Either => DtlsRole::Active,
            _ => profile.dtls_role,
        },
        sdes: chosen_key(profile, &theirs.security).into_iter().collect(),
        rtcp_mux: users.all(|s| s.rtp.rtcp_mux),
        realm: profile.realm.clone(),
        toward: theirs
            .rtp
            .map(|a| a.ip())
            .filter(|ip: &IpAddr| !ip.is_unspecified()),
    }
}

/// A far end behind NAT says an address that leads elsewhere from here: then the one that its call came from tells the way to it.
pub fn seen_from(request: &mut PortRequest, origin: Option<IpAddr>) {
    let Some(origin) = origin.filter(|ip| is_global(*ip)) else {
        return;
    };
    for transport in &mut request.transports {
        if !transport.toward.is_some_and(is_global) {
            transport.toward = Some(origin);
        }
    }
}

/// Neither for private networks (RFC 1918, RFC 6598, RFC 4193) nor for one link or host.
fn is_global(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            !(v4.is_private() || shared || v4.is_loopback() || v4.is_link_local())
        }
        IpAddr::V6(v6) => !(v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local()),
    }
}

/// The SDES key that we reply with: our most wanted suite among theirs, under its tag (RFC 4568 §5.1.2).
pub(super) fn chosen_key(
    profile: &MediaProfile,
    theirs: &Security,
) -> Option<(u32, tolk_model::media::SrtpSuite)> {
    let Security::Sdes { keys } = theirs else {
        return None;
    };
    let find = |suite| {
        keys.iter()
            .find(|k| k.suite == suite)
            .map(|k| (k.tag, suite))
    };
    profile.suites.iter().find_map(|suite| find(*suite))
}

/// Whether we can reply to a transport with this protection.
pub(super) fn acceptable(profile: &MediaProfile, theirs: &Transport) -> bool {
    let kind = theirs.security.kind();
    profile.security.contains(&kind)
        && (kind != SecurityKind::Sdes || chosen_key(profile, &theirs.security).is_some())
}

/// Whether both sides' transports of a stream have the same protection, with keys where it needs them.
pub(super) fn secured_alike(
    local: &MediaDescription,
    ours: &Stream,
    remote: &MediaDescription,
    theirs: &Stream,
) -> bool {
    let ours = ours.transport.and_then(|t| local.transport(t));
    let theirs = theirs.transport.and_then(|t| remote.transport(t));
    match (ours.map(|t| &t.security), theirs.map(|t| &t.security)) {
        (Some(Security::Sdes { keys: a }), Some(Security::Sdes { keys: b })) => {
            b.iter().any(|b| a.iter().any(|a| a.suite == b.suite))
        }
        (Some(a), Some(b)) => a.kind() == b.kind(),
        _ => false,
    }
}
