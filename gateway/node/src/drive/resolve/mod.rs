//! Where a name leads (RFC 3263 §4): an address, a written port, NAPTR and SRV, else addresses under the default port.

mod rules;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    LookupIpStrategy, NameServerConfig, ResolverConfig, ResolverOpts, ServerOrderingStrategy,
};
use hickory_resolver::name_server::TokioConnectionProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use hickory_resolver::proto::xfer::Protocol;
use tolk_model::address::TransportKind;
use tolk_model::edge::Query;
use tolk_model::party::Destination;
use tolk_model::random::Random;
use tolk_model::{Domain, Seed};

use crate::config::DnsConfig;
use rules::{Server, Service, Way, default_port};

/// All look-ups of one query. Longer than one retransmission to a second name server; shorter than a caller's patience.
const DEADLINE: Duration = Duration::from_secs(5);
/// For one name server to answer one question, and how often it is asked again.
const ANSWER_WITHIN: Duration = Duration::from_millis(1_500);
const ATTEMPTS: usize = 2;
/// Answers that are remembered, each for its own time to live and no longer than these.
const CACHE: usize = 4_096;
const LONGEST: Duration = Duration::from_secs(24 * 3600);
const LONGEST_NEGATIVE: Duration = Duration::from_secs(60);
/// Records of one name that are read, servers that are followed, and addresses of each.
const MOST_RECORDS: usize = 32;
const MOST_TARGETS: usize = 8;
const MOST_ADDRESSES: usize = 4;
/// Names below it lead nowhere by definition (RFC 6761 §6.4, RFC 7118 §5.1).
const INVALID: &str = ".invalid";

/// Looks names up. Clones share the cache.
#[derive(Clone)]
pub struct Resolver {
    dns: Option<TokioResolver>,
    /// Draws servers by their weight.
    random: Arc<Mutex<Random>>,
}

impl Resolver {
    /// With the configured name servers, else the system's; without any it knows IP literals only.
    pub fn new(config: &DnsConfig, seed: &Seed) -> Resolver {
        let mut dns = if config.nameservers.is_empty() {
            TokioResolver::builder_tokio()
                .inspect_err(|error| tracing::warn!(%error, "no_name_servers"))
                .ok()
        } else {
            let provider = TokioConnectionProvider::default();
            let servers = name_servers(config);
            Some(TokioResolver::builder_with_config(servers, provider))
        };
        if let Some(builder) = &mut dns {
            options(builder.options_mut());
        }
        Resolver {
            dns: dns.map(hickory_resolver::ResolverBuilder::build),
            random: Arc::new(Mutex::new(seed.generator())),
        }
    }

    /// Where a query leads, best first; empty when nowhere.
    pub async fn resolve(&self, query: &Query) -> Vec<Destination> {
        tokio::time::timeout(DEADLINE, self.find(query))
            .await
            .unwrap_or_default()
    }

    async fn find(&self, query: &Query) -> Vec<Destination> {
        let host = &query.host;
        if host.as_str().ends_with(INVALID) {
            return Vec::new();
        }
        let (naptr, srv, otherwise) = match rules::way(query) {
            Way::Nowhere => return Vec::new(),
            Way::Addresses(port, transport) => {
                return self.addresses(host, port, transport, host).await;
            }
            Way::Services {
                naptr,
                srv,
                otherwise,
            } => (naptr, srv, otherwise),
        };
        let mut names = Vec::new();
        if naptr {
            names = rules::offered(self.naptr(host).await, query.secure);
        }
        if names.is_empty() {
            let name = |(service, transport)| (format!("{service}.{host}."), transport);
            names = srv.into_iter().map(name).collect();
        }
        let mut exists = false;
        for (name, transport) in names {
            let servers = self.srv(&name).await;
            exists |= !servers.is_empty();
            let found = self.servers(servers, transport, host).await;
            // One transport, with all its servers: from TLS nobody falls back to less.
            if !found.is_empty() {
                return found;
            }
        }
        // §4.2: addresses only where no service was found; one whose target is "." is decidedly not there.
        if exists {
            return Vec::new();
        }
        let port = default_port(otherwise);
        self.addresses(host, port, otherwise, host).await
    }

    async fn records(&self, name: &str, kind: RecordType) -> Vec<RData> {
        let Some(dns) = &self.dns else {
            return Vec::new();
        };
        match dns.lookup(name, kind).await {
            Ok(found) => found.iter().take(MOST_RECORDS).cloned().collect(),
            Err(_) => Vec::new(),
        }
    }

    async fn naptr(&self, host: &Domain) -> Vec<Service> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let found = self.records(&format!("{host}."), RecordType::NAPTR).await;
        let records = found.into_iter().filter_map(|r| match r {
            RData::NAPTR(naptr) => Some(Service {
                order: naptr.order(),
                preference: naptr.preference(),
                flags: text(naptr.flags()),
                service: text(naptr.services()),
                replacement: naptr.replacement().to_utf8(),
            }),
            _ => None,
        });
        records.collect()
    }

    async fn srv(&self, name: &str) -> Vec<Server> {
        let found = self.records(name, RecordType::SRV).await;
        let records = found.into_iter().filter_map(|r| match r {
            RData::SRV(srv) => Some(Server {
                priority: srv.priority(),
                weight: srv.weight(),
                port: srv.port(),
                target: srv.target().to_utf8(),
            }),
            _ => None,
        });
        records.collect()
    }

    /// All addresses of servers, in the order in which they are tried.
    async fn servers(
        &self,
        servers: Vec<Server>,
        transport: TransportKind,
        name: &Domain,
    ) -> Vec<Destination> {
        let ordered = {
            let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
            rules::ordered(servers, &mut random)
        };
        let targets = ordered.into_iter().take(MOST_TARGETS).filter_map(|s| {
            // A target of "." is no name: the service is not there (RFC 2782).
            Domain::new(&s.target).ok().map(|target| (target, s.port))
        });
        let found = targets.map(|(target, port)| async move {
            self.addresses(&target, port, transport, name).await
        });
        join_all(found).await.into_iter().flatten().collect()
    }

    /// Addresses of a host. Under TLS the certificate is compared with the name that was dialled, not with what DNS made of it
    /// (RFC 5922 §4).
    async fn addresses(
        &self,
        host: &Domain,
        port: u16,
        transport: TransportKind,
        name: &Domain,
    ) -> Vec<Destination> {
        let at = |ip: IpAddr| Destination {
            address: (ip, port).into(),
            transport,
            name: transport.is_secure().then(|| name.clone()),
        };
        if let Some(ip) = host.ip() {
            return vec![at(ip)];
        }
        let Some(dns) = &self.dns else {
            return Vec::new();
        };
        let Ok(found) = dns.lookup_ip(format!("{host}.")).await else {
            return Vec::new();
        };
        // IPv4 first: where IPv6 is announced and broken, its failure would cost each call some seconds.
        let (v4, v6): (Vec<IpAddr>, Vec<IpAddr>) = found.iter().partition(IpAddr::is_ipv4);
        let few = |all: Vec<IpAddr>| all.into_iter().take(MOST_ADDRESSES);
        few(v4).chain(few(v6)).map(at).collect()
    }
}

fn name_servers(config: &DnsConfig) -> ResolverConfig {
    let mut servers = ResolverConfig::new();
    for address in &config.nameservers {
        for protocol in [Protocol::Udp, Protocol::Tcp] {
            servers.add_name_server(NameServerConfig::new(*address, protocol));
        }
    }
    servers
}

fn options(options: &mut ResolverOpts) {
    options.timeout = ANSWER_WITHIN;
    options.attempts = ATTEMPTS;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.cache_size = CACHE;
    options.positive_max_ttl = Some(LONGEST);
    options.negative_max_ttl = Some(LONGEST_NEGATIVE);
    options.server_ordering_strategy = ServerOrderingStrategy::UserProvidedOrder;
}
