//! From the tree of values to [`Config`]: every value is checked, every mistake reported.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use tolk_core::admission::{OutgoingPolicy, OutgoingRule, Pattern, TrunkRoute, Who};
use tolk_core::declare::Protection;
use tolk_core::meeting::{OnHold, Redial};
use tolk_model::address::InvalidAddress;
use tolk_model::id::Realm;
use tolk_model::limits::{Rate, Rates};
use tolk_model::plan::Language;
use tolk_model::{Domain, Seed, Subnet};
use tolk_transcoder::Marks;

use super::reader::{Reader, unknown};
use super::schema::SECTIONS;
use super::sip_tls;
use super::types::{
    AdminConfig, CertificateConfig, Config, DatabaseConfig, HttpConfig, HttpTlsConfig,
    LimitsConfig, LogConfig, LogFormat, MediaConfig, NetworkConfig, NodeConfig, SipListenConfig,
};
use super::value::{Kind, Mistake, Place, Value};
use super::{accounts, h323, listings, presence, trunks};

/// Words for a socket's address.
pub(super) const SOCKET: &str = "an address with a port, such as \"0.0.0.0:8080\" or \"[::]:8080\"";
/// Words for an IP address.
const IP: &str = "an IP address";
/// Words for a domain.
const DOMAIN: &str = "a host name or an IP address";
/// Languages.
pub(super) const LANGUAGES: &[(&str, Language)] = &[("sv", Language::Sv), ("en", Language::En)];
/// Words that fill in for a value that was refused, so that reading goes on and finds the other mistakes.
const REFUSED: &str = "localhost";

/// A tree and the mistakes found in it so far.
pub(super) struct Tree<'a> {
    pub(super) root: &'a Value,
    pub(super) mistakes: &'a mut Vec<Mistake>,
}

impl<'a> Tree<'a> {
    fn find(&self, name: &str) -> Option<&'a Value> {
        let mut value = self.root;
        for part in name.split('.') {
            match &value.kind {
                Kind::Table(table) => value = table.get(part)?,
                _ => return None,
            }
        }
        Some(value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub(super) fn section(&mut self, name: &'static str) -> Reader<'_> {
        let value = self.find(name);
        Reader::new(name, value, self.mistakes)
    }

    /// How many times a repeated section stands in the file.
    pub(super) fn count(&mut self, name: &'static str) -> usize {
        match self.find(name).map(|v| &v.kind) {
            None => 0,
            Some(Kind::List(list)) => list.len(),
            Some(_) => {
                let place = self.find(name).map_or(Place::Nowhere, |v| v.place.clone());
                self.mistakes.push(Mistake {
                    place,
                    key: name.to_string(),
                    problem: format!("write [[{name}]]: there may be several"),
                });
                0
            }
        }
    }

    /// One of them.
    pub(super) fn nth(&mut self, name: &'static str, n: usize) -> Reader<'_> {
        let value = match self.find(name).map(|v| &v.kind) {
            Some(Kind::List(list)) => list.get(n),
            _ => None,
        };
        Reader::new(name, value, self.mistakes)
    }
}

/// Reads everything. Only meant to be used when no mistake was found.
pub(super) fn resolve(root: &Value, seed: &Seed, mistakes: &mut Vec<Mistake>) -> Config {
    sections(root, mistakes);
    let mut tree = Tree { root, mistakes };
    let (node, services) = node(&mut tree);
    let http = http(&mut tree);
    let (mut directory, written_links, visible) = listings::read(&mut tree, &node, &services, seed);
    let (trunks, trunk_routes) = trunks::read(&mut tree);
    let (outgoing, redial) = outgoing(&mut tree, trunk_routes);
    let written_accounts = accounts::read(&mut tree, &node, &mut directory, seed);
    Config {
        networks: networks(&mut tree),
        sip: sip(&mut tree, &http),
        h323: h323::read(&mut tree),
        dns: sip_tls::dns(&mut tree),
        http,
        media: media(&mut tree),
        admin: admin(&mut tree),
        outgoing,
        redial,
        trunks,
        presence: presence::read(&mut tree, &directory, visible),
        database: database(&mut tree),
        log: log(&mut tree),
        limits: limits(&mut tree),
        directory,
        written_links,
        written_accounts,
        node,
    }
}

fn sections(root: &Value, mistakes: &mut Vec<Mistake>) {
    let Kind::Table(table) = &root.kind else {
        return;
    };
    let known = || SECTIONS.iter().filter_map(|s| s.name.split('.').next());
    for (name, value) in table {
        if !known().any(|k| k == name) {
            mistakes.push(Mistake {
                place: value.place.clone(),
                key: name.clone(),
                problem: unknown(name, known()),
            });
        }
    }
}

/// Aliases of the services that the node itself offers.
#[derive(Debug, Default)]
pub(super) struct Services {
    pub(super) test_call: Option<String>,
    pub(super) reception: Option<String>,
}

fn node(tree: &mut Tree<'_>) -> (NodeConfig, Services) {
    let mut section = tree.section("node");
    let node = NodeConfig {
        name: section.text("name").unwrap_or_default(),
        domain: domain(section.parsed::<DomainText>("domain", DOMAIN)),
        also: domains(&mut section, "also"),
        language: section.one_of("language", LANGUAGES).unwrap_or_default(),
    };
    let alias = |text: Option<String>| text.filter(|t| !t.is_empty());
    let services = Services {
        test_call: alias(section.text("test_call")),
        reception: alias(section.text("reception")),
    };
    section.finish(&[]);
    (node, services)
}

fn http(tree: &mut Tree<'_>) -> HttpConfig {
    let has_tls = tree.has("http.tls");
    let mut section = tree.section("http");
    let bind = section.list::<SocketAddr>("bind", SOCKET);
    let public_url = section.text("public_url");
    let place = section.given("public_url").map(|v| v.place);
    if let (Some(url), Some(place)) = (&public_url, place)
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        section.wrong("public_url", place, "begins with https:// or http://");
    }
    let trusted_proxies = section.list::<IpAddr>("trusted_proxies", IP);
    section.finish(&["tls"]);
    HttpConfig {
        bind,
        public_url: public_url.map(|url| url.trim_end_matches('/').to_string()),
        tls: has_tls.then(|| http_tls(tree)),
        trusted_proxies,
    }
}

fn http_tls(tree: &mut Tree<'_>) -> HttpTlsConfig {
    let mut section = tree.section("http.tls");
    let bind = section.list::<SocketAddr>("bind", SOCKET);
    let (certificate, key) = (section.text("certificate"), section.text("key"));
    let self_signed = section.truth("self_signed").unwrap_or(false);
    let certificate = match (certificate, key) {
        (Some(certificate), Some(key)) => CertificateConfig::Files {
            certificate: certificate.into(),
            key: key.into(),
        },
        (None, None) if self_signed => CertificateConfig::SelfSigned,
        (None, _) => {
            section.missing("certificate");
            CertificateConfig::SelfSigned
        }
        (Some(_), None) => {
            section.missing("key");
            CertificateConfig::SelfSigned
        }
    };
    section.finish(&[]);
    HttpTlsConfig { bind, certificate }
}

fn networks(tree: &mut Tree<'_>) -> Vec<NetworkConfig> {
    let count = tree.count("network").max(1);
    let mut all = Vec::new();
    for n in 0..count {
        let mut section = tree.nth("network", n);
        let realm = Realm::new(section.text("realm").unwrap_or_default());
        let advertise = section.parsed::<IpAddr>("advertise", IP);
        // What is no address has been reported.
        let place = advertise.and_then(|_| section.given("advertise").map(|v| v.place));
        let peers =
            section.list::<Subnet>("peers", "addresses with a length such as \"10.0.0.0/8\"");
        let known = section.truth("known").unwrap_or(false);
        if let (true, true, Some(given)) = (known, peers.is_empty(), section.given("known")) {
            section.wrong("known", given.place, "needs `peers`: who is known?");
        }
        let mut used = false;
        for bind in section.list::<IpAddr>("bind", IP) {
            let fits = |a: &IpAddr| a.is_ipv4() == bind.is_ipv4();
            used |= advertise.as_ref().is_some_and(fits);
            all.push(NetworkConfig {
                realm: realm.clone(),
                bind,
                advertise: advertise.filter(fits),
                peers: peers.clone(),
                known,
            });
        }
        if let (false, Some(place)) = (used, place) {
            section.wrong("advertise", place, "has no `bind` of its family");
        }
        section.finish(&[]);
    }
    all
}

fn sip(tree: &mut Tree<'_>, http: &HttpConfig) -> SipListenConfig {
    let mut section = tree.section("sip");
    let advertise = section.parsed::<DomainText>("advertise", DOMAIN);
    let mut sip = SipListenConfig {
        tls: sip_tls::tls(&mut section, SOCKET),
        udp: section.list::<SocketAddr>("udp", SOCKET),
        tcp: section.list::<SocketAddr>("tcp", SOCKET),
        advertise: advertise.map(|d| d.0),
        digest: accounts::algorithms(&mut section),
        no_answer: seconds(section.number("no_answer_s", 5..=600)),
    };
    section.finish(&["peer"]);
    sip_tls::finish(tree, http, &mut sip.tls);
    sip
}

fn media(tree: &mut Tree<'_>) -> MediaConfig {
    let mut section = tree.section("media");
    let rtp = section.parsed::<PortRange>("rtp_ports", "a range of ports such as \"20000-29999\"");
    let srtp = &[
        ("required", Protection::Required),
        ("preferred", Protection::Preferred),
        ("off", Protection::Off),
    ];
    let on_hold = &[("music", OnHold::Music), ("silence", OnHold::Silence)];
    let media = MediaConfig {
        shared_port: small(section.number("shared_port", 0..=65_535)),
        rtp: rtp.map_or(20_000..=29_999, |r| r.0),
        latch: section.truth("latch").unwrap_or(true),
        srtp: section.one_of("srtp", srtp).unwrap_or_default(),
        marks: Marks {
            sound: small(section.number("dscp", 0..=63)),
            pictures: small(section.number("dscp_pictures", 0..=63)),
        },
        on_hold: section.one_of("on_hold", on_hold).unwrap_or_default(),
    };
    section.finish(&[]);
    media
}

fn admin(tree: &mut Tree<'_>) -> AdminConfig {
    let mut section = tree.section("admin");
    let token = listings::secret(&mut section, "token");
    section.finish(&[]);
    AdminConfig { token }
}

fn outgoing(tree: &mut Tree<'_>, trunks: Vec<TrunkRoute>) -> (OutgoingPolicy, Redial) {
    let mut section = tree.section("outgoing");
    let max_calls = small(section.number("max_calls", 0..=10_000));
    let redial = Redial {
        times: small(section.number("redial_times", 0..=10)),
        pause: seconds(section.number("redial_pause_s", 1..=600)),
    };
    section.finish(&["rule"]);
    let mut rules = Vec::new();
    for n in 0..tree.count("outgoing.rule") {
        let mut section = tree.nth("outgoing.rule", n);
        let to = section.parsed::<Pattern>("to", "a pattern of addresses");
        if section.given("to").is_none() {
            section.missing("to");
        }
        let allow = section.truth("allow").unwrap_or(false);
        let who = &[("anybody", Who::Anybody), ("operators", Who::Operators)];
        let who = section.one_of("who", who).unwrap_or(Who::Operators);
        section.finish(&[]);
        rules.extend(to.map(|to| OutgoingRule { to, allow, who }));
    }
    let policy = OutgoingPolicy {
        rules,
        max_calls,
        trunks,
    };
    (policy, redial)
}

fn database(tree: &mut Tree<'_>) -> DatabaseConfig {
    let mut section = tree.section("database");
    let path = section.text("path").map(Into::into);
    section.finish(&[]);
    DatabaseConfig { path }
}

fn log(tree: &mut Tree<'_>) -> LogConfig {
    let mut section = tree.section("log");
    let formats = &[("text", LogFormat::Text), ("json", LogFormat::Json)];
    let format = section.one_of("format", formats).unwrap_or(LogFormat::Text);
    let filter = section.text("filter").unwrap_or_default();
    let place = section.given("filter").map_or(Place::Nowhere, |v| v.place);
    if let Err(error) = filter.parse::<tracing_subscriber::EnvFilter>() {
        section.wrong("filter", place, format!("{filter:?} is no filter: {error}"));
    }
    section.finish(&[]);
    LogConfig { format, filter }
}

fn limits(tree: &mut Tree<'_>) -> LimitsConfig {
    let mut section = tree.section("limits");
    let mut count = |key| small(section.number(key, 1..=1_000_000));
    let limits = LimitsConfig {
        meetings: count("meetings"),
        legs: count("legs"),
        connections: count("connections"),
        connections_per_source: count("connections_per_source"),
        calls_per_source: count("calls_per_source"),
        journal: count("journal"),
        first_bytes: seconds(section.number("first_bytes_s", 1..=600)),
        requests: rates(
            &mut section,
            ("requests_per_s", "requests_burst"),
            ("known_requests_per_s", "known_requests_burst"),
        ),
        datagrams: rates(
            &mut section,
            ("datagrams_per_s", "datagrams_burst"),
            ("known_datagrams_per_s", "known_datagrams_burst"),
        ),
    };
    section.finish(&[]);
    limits
}

/// Names of a rate and its burst.
type RateKeys = (&'static str, &'static str);

fn rates(section: &mut Reader<'_>, stranger: RateKeys, known: RateKeys) -> Rates {
    let mut rate = |(per_second, burst): RateKeys| {
        let mut number = |key| small(section.number(key, 1..=1_000_000));
        Rate::new(number(per_second), number(burst))
    };
    let rates = Rates {
        stranger: rate(stranger),
        known: rate(known),
    };
    let pairs = [
        (
            known.0,
            rates.known.per_second,
            stranger.0,
            rates.stranger.per_second,
        ),
        (known.1, rates.known.burst, stranger.1, rates.stranger.burst),
    ];
    for (key, ours, other, theirs) in pairs {
        // Zero was refused already.
        if ours != 0 && ours < theirs {
            let given = section.given(key).or(section.given(other));
            let place = given.map_or(Place::Nowhere, |v| v.place);
            section.wrong(key, place, format!("is less than `{other}`"));
        }
    }
    rates
}

/// A list of domains.
pub(super) fn domains(section: &mut Reader<'_>, key: &'static str) -> Vec<Domain> {
    let all = section.list::<DomainText>(key, DOMAIN);
    all.into_iter().map(|d| d.0).collect()
}

/// A number that the reader has bounded already; what it refused is zero here and never used.
pub(super) fn small<T: TryFrom<i64> + Default>(number: Option<i64>) -> T {
    number.and_then(|n| T::try_from(n).ok()).unwrap_or_default()
}

pub(super) fn seconds(number: Option<i64>) -> Duration {
    Duration::from_secs(small(number))
}

/// A domain that was refused has been reported; reading goes on with one that is never used.
fn domain(text: Option<DomainText>) -> Domain {
    match text {
        Some(domain) => domain.0,
        None => Domain::new(REFUSED).expect("`localhost` is a domain"),
    }
}

/// A domain as the file spells it.
#[derive(Debug)]
pub(super) struct DomainText(pub(super) Domain);

impl FromStr for DomainText {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<DomainText, InvalidAddress> {
        Domain::new(text).map(DomainText)
    }
}

/// `20000-29999`.
#[derive(Debug)]
pub(super) struct PortRange(pub(super) RangeInclusive<u16>);

impl FromStr for PortRange {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<PortRange, &'static str> {
        let (first, last) = text
            .split_once('-')
            .ok_or("two numbers with a dash between")?;
        let number = |t: &str| t.trim().parse::<u16>().map_err(|_| "a port is 1 to 65535");
        let (first, last) = (number(first)?, number(last)?);
        // Less would not carry a single meeting of a few rooms.
        if first < 1024 || last < first || last - first < 15 {
            return Err("at least sixteen ports, above 1023");
        }
        Ok(PortRange(first..=last))
    }
}
