//! The first hop of a dialog under TLS, where routes name it by its address and its certificate by its name.

use std::net::IpAddr;

use tolk_model::Domain;
use tolk_model::address::TransportKind;
use tolk_model::id::FlowId;
use tolk_model::party::Destination;
use tolk_model::time::Now;

use super::SipEdge;
use crate::wire::SipUri;

/// Whom a dialog came about with.
///
/// Proxies and exchanges write their address into `Record-Route` and `Contact`, and have certificates for their name alone. Whoever is
/// met at the address must prove the name instead: that of whom we dialled, or who proved it to us. That is no weaker than
/// RFC 5922 §7.2, for who proved the name gave the address.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour {
    address: IpAddr,
    name: Domain,
}

impl Neighbour {
    /// Where a hop leads that is its address.
    fn at(&self, hop: &SipUri) -> Option<Destination> {
        let secure = hop.secure || hop.transport() == Some(TransportKind::Tls);
        let same = hop.host.ip() == Some(self.address);
        (secure && same).then(|| Destination {
            address: (self.address, hop.port.unwrap_or(super::keep::TLS_PORT)).into(),
            transport: TransportKind::Tls,
            name: Some(self.name.clone()),
        })
    }
}

impl SipEdge {
    /// Who is at the other end of a flow, when only a name is proven and the address is not.
    pub(crate) fn neighbour(&self, flow: FlowId) -> Option<Neighbour> {
        let flow = self.flows.get(flow)?;
        let info = flow.info.as_ref()?;
        let address = info.remote.ip();
        let name = flow.destination.name.clone()?;
        let by_name = name.ip().is_none() && !info.verified.iter().any(|n| n.ip() == Some(address));
        (info.transport == TransportKind::Tls && by_name).then_some(Neighbour { address, name })
    }

    /// Sends a request within a dialog to its next hop.
    pub(crate) fn route_beside(
        &mut self,
        now: Now,
        client: u64,
        hop: &SipUri,
        neighbour: Option<&Neighbour>,
    ) {
        match neighbour.and_then(|n| n.at(hop)) {
            Some(destination) => self.set_destinations(now, client, vec![destination], false),
            None => self.route(now, client, hop),
        }
    }
}
