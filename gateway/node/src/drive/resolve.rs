//! Where a name leads (RFC 3263 §4): an IP literal, a written port, SRV, else addresses under the default port.

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use tolk_model::Domain;
use tolk_model::address::TransportKind;
use tolk_model::edge::Query;
use tolk_model::party::Destination;

/// All look-ups of one query. Longer than one retransmission to a second name server; shorter than a caller's patience.
const DEADLINE: Duration = Duration::from_secs(5);
/// SRV targets that are followed, and addresses of each.
const MOST_TARGETS: usize = 8;
const MOST_ADDRESSES: usize = 4;

/// Looks names up. Clones share the cache.
#[derive(Clone)]
pub struct Resolver {
    dns: Option<TokioResolver>,
}

impl Resolver {
    /// With the system's name servers; without any it knows IP literals only.
    pub fn system() -> Resolver {
        let dns = TokioResolver::builder_tokio()
            .inspect_err(|error| tracing::warn!(%error, "no_name_servers"))
            .ok()
            .map(hickory_resolver::ResolverBuilder::build);
        Resolver { dns }
    }

    /// Where a query leads, best first; empty when nowhere.
    pub async fn resolve(&self, query: &Query) -> Vec<Destination> {
        tokio::time::timeout(DEADLINE, self.find(query))
            .await
            .unwrap_or_default()
    }

    async fn find(&self, query: &Query) -> Vec<Destination> {
        let name = (query.secure || query.transport == Some(TransportKind::Tls))
            .then(|| query.host.clone());
        let transport = match (query.secure, query.transport) {
            (true, _) => TransportKind::Tls,
            (false, Some(transport)) => transport,
            (false, None) => TransportKind::Udp,
        };
        if let Some(ip) = query.host.ip() {
            let port = query.port.unwrap_or(default_port(transport));
            return vec![destination(ip, port, transport, name)];
        }
        if let Some(port) = query.port {
            return self.addresses(&query.host, port, transport, name).await;
        }
        for (service, transport) in services(query) {
            let found = self
                .services(&query.host, service, transport, name.clone())
                .await;
            if !found.is_empty() {
                return found;
            }
        }
        let port = default_port(transport);
        self.addresses(&query.host, port, transport, name).await
    }

    async fn services(
        &self,
        host: &Domain,
        service: &str,
        transport: TransportKind,
        name: Option<Domain>,
    ) -> Vec<Destination> {
        let Some(dns) = &self.dns else {
            return Vec::new();
        };
        let Ok(found) = dns.srv_lookup(format!("{service}.{host}.")).await else {
            return Vec::new();
        };
        let mut records: Vec<_> = found
            .iter()
            .map(|srv| {
                let order = (srv.priority(), u16::MAX - srv.weight());
                (order, srv.target().to_utf8(), srv.port())
            })
            .collect();
        records.sort();
        let mut destinations = Vec::new();
        for (_, target, port) in records.into_iter().take(MOST_TARGETS) {
            // A target of "." says that the service is decidedly not there (RFC 2782).
            let Ok(target) = Domain::new(&target) else {
                continue;
            };
            let found = self.addresses(&target, port, transport, name.clone()).await;
            destinations.extend(found);
        }
        destinations
    }

    async fn addresses(
        &self,
        host: &Domain,
        port: u16,
        transport: TransportKind,
        name: Option<Domain>,
    ) -> Vec<Destination> {
        if let Some(ip) = host.ip() {
            return vec![destination(ip, port, transport, name)];
        }
        let Some(dns) = &self.dns else {
            return Vec::new();
        };
        let Ok(found) = dns.lookup_ip(format!("{host}.")).await else {
            return Vec::new();
        };
        found
            .iter()
            .take(MOST_ADDRESSES)
            .map(|ip| destination(ip, port, transport, name.clone()))
            .collect()
    }
}

/// Which SRV names to ask for, in order (RFC 3263 §4.1, without NAPTR).
fn services(query: &Query) -> Vec<(&'static str, TransportKind)> {
    const UDP: (&str, TransportKind) = ("_sip._udp", TransportKind::Udp);
    const TCP: (&str, TransportKind) = ("_sip._tcp", TransportKind::Tcp);
    const TLS: (&str, TransportKind) = ("_sips._tcp", TransportKind::Tls);
    match (query.secure, query.transport) {
        (true, _) | (false, Some(TransportKind::Tls)) => vec![TLS],
        (false, Some(TransportKind::Udp)) => vec![UDP],
        (false, Some(TransportKind::Tcp)) => vec![TCP],
        (false, Some(TransportKind::Websocket | TransportKind::SecureWebsocket)) => Vec::new(),
        (false, None) => vec![UDP, TCP],
    }
}

fn default_port(transport: TransportKind) -> u16 {
    match transport {
        TransportKind::Tls => 5061,
        _ => 5060,
    }
}

fn destination(
    ip: IpAddr,
    port: u16,
    transport: TransportKind,
    name: Option<Domain>,
) -> Destination {
    Destination {
        address: (ip, port).into(),
        transport,
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(host: &str, port: Option<u16>, secure: bool) -> Query {
        Query {
            host: Domain::new(host).expect("a host"),
            port,
            transport: None,
            secure,
        }
    }

    #[tokio::test]
    async fn literals_need_no_name_server() {
        let nobody = Resolver { dns: None };
        let found = nobody.resolve(&query("192.0.2.7", None, false)).await;
        assert_eq!(found[0].address.to_string(), "192.0.2.7:5060");
        let found = nobody
            .resolve(&query("[2001:db8::7]", Some(5070), true))
            .await;
        assert_eq!(found[0].address.to_string(), "[2001:db8::7]:5070");
        assert_eq!(found[0].transport, TransportKind::Tls);
        assert!(
            found[0].name.is_some(),
            "a certificate is verified against it"
        );
        let found = nobody.resolve(&query("nowhere.example", None, false)).await;
        assert!(found.is_empty());
    }

    #[test]
    fn a_demanded_transport_asks_for_its_own_service_only() {
        let mut demanded = query("a.example", None, false);
        demanded.transport = Some(TransportKind::Tcp);
        assert_eq!(services(&demanded), [("_sip._tcp", TransportKind::Tcp)]);
        let secure = query("a.example", None, true);
        assert_eq!(services(&secure), [("_sips._tcp", TransportKind::Tls)]);
    }
}
