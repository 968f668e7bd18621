//! What RFC 3263 §4 says of a query before anybody is asked, and how answers are ordered.

use tolk_model::address::TransportKind;
use tolk_model::edge::Query;
use tolk_model::random::Random;

/// What a name is looked up as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It cannot be reached as it demands to be.
    Nowhere,
    /// Addresses only: a port was written out, or an address.
    Addresses(u16, TransportKind),
    /// By services, else addresses under this transport's port.
    Services {
        /// Ask first which transports there are.
        naptr: bool,
        /// Names of services to ask for, in order.
        srv: Vec<(&'static str, TransportKind)>,
        /// When there is none.
        otherwise: TransportKind,
    },
}

const UDP: (&str, TransportKind) = ("_sip._udp", TransportKind::Udp);
const TCP: (&str, TransportKind) = ("_sip._tcp", TransportKind::Tcp);
const TLS: (&str, TransportKind) = ("_sips._tcp", TransportKind::Tls);

/// What to look up.
pub(super) fn way(query: &Query) -> Way {
    use TransportKind::{SecureWebsocket, Tcp, Tls, Udp, Websocket};
    // §4.1: `sips` over UDP does not exist; `sips` over TCP is TLS. To a websocket nobody can connect but its page.
    let demanded = match (query.secure, query.transport) {
        (_, Some(Websocket | SecureWebsocket)) | (true, Some(Udp)) => return Way::Nowhere,
        (true, Some(Tcp | Tls)) => Some(Tls),
        (_, demanded) => demanded,
    };
    let usual = demanded.unwrap_or(if query.secure { Tls } else { Udp });
    if query.host.ip().is_some() || query.port.is_some() {
        return Way::Addresses(query.port.unwrap_or(default_port(usual)), usual);
    }
    let srv = match (demanded, query.secure) {
        (Some(Udp), _) => vec![UDP],
        (Some(Tcp), _) => vec![TCP],
        (Some(_), _) | (None, true) => vec![TLS],
        (None, false) => vec![UDP, TCP, TLS],
    };
    Way::Services {
        naptr: demanded.is_none(),
        srv,
        otherwise: usual,
    }
}

/// The port of a transport that names none.
pub(super) fn default_port(transport: TransportKind) -> u16 {
    if transport.is_secure() { 5061 } else { 5060 }
}

/// One NAPTR record, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) order: u16,
    pub(super) preference: u16,
    pub(super) flags: String,
    pub(super) service: String,
    pub(super) replacement: String,
}

/// Where NAPTR records lead, the most wanted first; those that we do not speak are left out, and for `sips` all but TLS (§4.1).
pub(super) fn offered(mut records: Vec<Service>, secure: bool) -> Vec<(String, TransportKind)> {
    records.sort_by_key(|r| (r.order, r.preference));
    let usable = records.into_iter().filter_map(|r| {
        let transport = match r.service.to_ascii_uppercase().as_str() {
            "SIP+D2U" => TransportKind::Udp,
            "SIP+D2T" => TransportKind::Tcp,
            "SIPS+D2T" => TransportKind::Tls,
            _ => return None,
        };
        let fits = !secure || transport == TransportKind::Tls;
        (fits && r.flags.eq_ignore_ascii_case("s")).then_some((r.replacement, transport))
    });
    usable.collect()
}

/// One SRV record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) priority: u16,
    pub(super) weight: u16,
    pub(super) port: u16,
    pub(super) target: String,
}

/// In the order in which they are tried: by priority, and within one at random by weight (RFC 2782).
pub(super) fn ordered(mut servers: Vec<Server>, random: &mut Random) -> Vec<Server> {
    // Those of weight 0 first, so that they have the small chance that they are to have.
    servers.sort_by_key(|s| (s.priority, s.weight));
    let mut out = Vec::with_capacity(servers.len());
    while let Some(priority) = servers.first().map(|s| s.priority) {
        let of_priority = servers.iter().take_while(|s| s.priority == priority);
        let total: u32 = of_priority.map(|s| u32::from(s.weight)).sum();
        let drawn = random.below(total + 1);
        let mut sum = 0;
        let at = servers.iter().position(|s| {
            sum += u32::from(s.weight);
            sum >= drawn
        });
        out.push(servers.remove(at.unwrap_or(0)));
    }
    out
}

#[cfg(test)]
mod tests {
    use tolk_model::address::Scheme;
    use tolk_model::{Address, Seed};

    use super::*;

    #[test]
    fn what_is_looked_up() {
        use TransportKind::{Tcp, Tls, Udp};
        let services = |naptr, srv: &[_], otherwise| Way::Services {
            naptr,
            srv: srv.to_vec(),
            otherwise,
        };
        for (uri, expected) in [
            ("sip:192.0.2.7", Way::Addresses(5060, Udp)),
            ("sips:[2001:db8::7]:5070", Way::Addresses(5070, Tls)),
            ("sip:192.0.2.7;transport=tls", Way::Addresses(5061, Tls)),
            ("sip:a.b:5080", Way::Addresses(5080, Udp)),
            ("sip:a.b:5080;transport=tcp", Way::Addresses(5080, Tcp)),
            ("sips:a.b:5080;transport=tcp", Way::Addresses(5080, Tls)),
            ("sip:a.b", services(true, &[UDP, TCP, TLS], Udp)),
            ("sips:a.b", services(true, &[TLS], Tls)),
            ("sip:a.b;transport=tcp", services(false, &[TCP], Tcp)),
            ("sip:a.b;transport=tls", services(false, &[TLS], Tls)),
            ("sips:a.b;transport=tcp", services(false, &[TLS], Tls)),
            ("sips:a.b;transport=udp", Way::Nowhere),
            ("sip:a.b;transport=ws", Way::Nowhere),
        ] {
            let address: Address = uri.parse().expect("an address");
            let query = Query {
                host: address.domain.expect("a host"),
                port: address.port,
                transport: address.transport,
                secure: address.scheme == Scheme::Sips,
            };
            assert_eq!(way(&query), expected, "{query:?}");
        }
    }

    #[test]
    fn weights_are_shares_and_priorities_are_not() {
        let server = |priority, weight, target: &str| Server {
            priority,
            weight,
            port: 5060,
            target: target.to_string(),
        };
        let all = vec![
            server(20, 0, "last"),
            server(10, 75, "heavy"),
            server(10, 25, "light"),
            server(10, 0, "rare"),
        ];
        let mut random = Seed::from_number(3).generator();
        let mut first = std::collections::BTreeMap::new();
        for _ in 0..2_000 {
            let drawn = ordered(all.clone(), &mut random);
            assert_eq!((drawn.len(), drawn[3].target.as_str()), (4, "last"));
            *first.entry(drawn[0].target.clone()).or_insert(0) += 1;
        }
        assert!((1_350..1_600).contains(&first["heavy"]), "{first:?}");
        assert!((400..600).contains(&first["light"]), "{first:?}");
        assert!((5..60).contains(&first["rare"]), "{first:?}");
    }

    #[test]
    fn only_what_we_speak_is_offered_and_only_tls_where_it_is_demanded() {
        let record = |order, preference, flags: &str, service: &str| Service {
            order,
            preference,
            flags: flags.to_string(),
            service: service.to_string(),
            replacement: format!("{order}.{preference}"),
        };
        let all = vec![
            record(2, 1, "s", "SIP+D2U"),
            record(1, 2, "S", "sip+d2t"),
            record(1, 1, "s", "SIPS+D2T"),
            record(0, 1, "s", "SIP+D2S"),
            record(0, 2, "u", "SIP+D2T"),
            record(0, 3, "", "E2U+sip"),
        ];
        let names = |secure| -> Vec<String> {
            let found = offered(all.clone(), secure).into_iter();
            found.map(|(name, _)| name).collect()
        };
        assert_eq!(names(false), ["1.1", "1.2", "2.1"]);
        assert_eq!(names(true), ["1.1"]);
    }
}
