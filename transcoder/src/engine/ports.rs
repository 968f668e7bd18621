//! What two descriptions say of a port: where the peer is, and with which keys.

use std::time::Instant;

use tolk_model::media::{DtlsRole, MediaDescription, SdesKey, Security, Transport, Traversal};
use tolk_model::plan::LegPlan;

use super::config::Marks;
use super::leg::{Leg, Port};
use crate::port::Path;
use crate::srtp::Srtp;

/// What both sides said of one port.
pub(super) fn configure_port(
    now: Instant,
    port: &mut Port,
    ours: Option<&Transport>,
    theirs: &Transport,
    role: Option<DtlsRole>,
) {
    let used = theirs.rtp.is_some() || matches!(theirs.traversal, Traversal::Ice { .. });
    port.used = used;
    for component in 0..2u8 {
        let Some(part) = port.component(component) else {
            continue;
        };
        match (&theirs.traversal, part.path_mut()) {
            (
                Traversal::Ice {
                    credentials,
                    candidates,
                    ..
                },
                Path::Ice(ice),
            ) => ice.remote(now, credentials, candidates),
            (_, Path::Latched(latch, _)) => latch.signal(if component == 0 {
                theirs.rtp
            } else {
                theirs.rtcp.or_else(|| {
                    // RFC 3550 §11: the next higher port.
                    let mut address = theirs.rtp?;
                    address.set_port(address.port().checked_add(1)?);
                    Some(address)
                })
            }),
            (Traversal::None, Path::Ice(_)) => {}
        }
    }
    match &theirs.security {
        Security::Plain => {}
        Security::Dtls {
            fingerprint,
            role: their_role,
        } => {
            let our_role = ours
                .and_then(|t| match &t.security {
                    Security::Dtls { role, .. } => Some(*role),
                    _ => None,
                })
                .or(role)
                .unwrap_or(DtlsRole::Either);
            let client = match (our_role, their_role) {
                (_, DtlsRole::Active) => false,
                (_, DtlsRole::Passive) => true,
                (ours, DtlsRole::Either) => ours != DtlsRole::Passive,
            };
            for component in 0..2 {
                if let Some(part) = port.component(component) {
                    part.expect(now, fingerprint, client);
                }
            }
        }
        Security::Sdes { keys } => {
            let ours = match ours.map(|t| &t.security) {
                Some(Security::Sdes { keys }) => keys.clone(),
                _ => port.keys.clone(),
            };
            set_sdes(port, &ours, keys);
        }
    }
}

/// Both sides put RTCP on the port of RTP.
pub(super) fn is_muxed(plan: &LegPlan, id: tolk_model::id::TransportId) -> bool {
    let agreed = |description: &MediaDescription| {
        description
            .streams
            .iter()
            .filter(|s| s.transport == Some(id))
            .all(|s| s.rtp.rtcp_mux)
    };
    agreed(&plan.local) && agreed(&plan.remote)
}

/// Marks ports that are a leg's own by what they carry.
pub(super) fn mark_ports(leg: &mut Leg, marks: Marks) {
    for (index, port) in leg.ports.iter_mut().enumerate() {
        let mut here = leg.streams.iter().filter(|s| s.port == index).peekable();
        let pictures = here.peek().is_some() && here.all(|s| s.video);
        let mark = if pictures {
            marks.pictures
        } else {
            marks.sound
        };
        if port.mark.replace(mark) != Some(mark) {
            port.own.iter().for_each(|socket| socket.mark(mark));
        }
    }
}

/// The pair of keys with one tag and suite on both sides: what was offered and what was chosen.
fn set_sdes(port: &mut Port, ours: &[SdesKey], theirs: &[SdesKey]) {
    let pair = theirs.iter().find_map(|their| {
        let our = ours
            .iter()
            .find(|our| our.tag == their.tag && our.suite == their.suite)?;
        Some((our.clone(), their.clone()))
    });
    let Some((our, their)) = pair else {
        return;
    };
    // A key that stays must keep its roll-over counter: only what changed is set anew.
    let same = |a: &SdesKey, b: &SdesKey| a.suite == b.suite && a.key == b.key && a.mki == b.mki;
    let (new_ours, new_theirs) = match &port.keyed {
        Some((old_ours, old_theirs)) => (!same(old_ours, &our), !same(old_theirs, &their)),
        None => (true, true),
    };
    for component in 0..2 {
        let Some(part) = port.component(component) else {
            continue;
        };
        if let Some(outgoing) = session(&our).filter(|_| new_ours) {
            part.set_outgoing(outgoing);
        }
        if let Some(incoming) = session(&their).filter(|_| new_theirs) {
            part.set_incoming(incoming);
        }
    }
    port.keyed = Some((our, their));
}

fn session(key: &SdesKey) -> Option<Srtp> {
    let (master, salt) = key.key.expose().split_at_checked(key.suite.key_bytes())?;
    Some(Srtp::new(key.suite, master, salt)?.with_mki(&key.mki))
}
