//! Trunks of the configuration.

use std::net::IpAddr;
use std::time::Duration;

use tolk_core::admission::{Pattern, Rewrite, TrunkRoute};
use tolk_model::id::TrunkId;
use tolk_model::{Address, Domain};
use tolk_sip::{Login, TrunkConfig};

use super::accounts::password;
use super::reader::Reader;
use super::resolve::{DomainText, Tree, small};

/// Words for a rule about numbers.
const REWRITE: &str = "a rule such as \"00* -> +*\"";

pub(super) fn read(tree: &mut Tree<'_>) -> (Vec<TrunkConfig>, Vec<TrunkRoute>) {
    let mut all = (Vec::new(), Vec::new());
    for n in 0..tree.count("trunk") {
        let mut section = tree.nth("trunk", n);
        if let Some((trunk, route)) = trunk(&mut section) {
            if all.0.iter().any(|t: &TrunkConfig| t.name == trunk.name) {
                let place = section.place();
                section.wrong("name", place, "stands in the file twice");
            }
            all.0.push(trunk);
            all.1.push(route);
        }
        section.finish(&[]);
    }
    all
}

fn trunk(section: &mut Reader<'_>) -> Option<(TrunkConfig, TrunkRoute)> {
    let name = section.text("name");
    if name.is_none() {
        section.missing("name");
    }
    let proxies = section.list::<Address>("proxies", "an address such as \"sip:pbx.agency.se\"");
    let without_host = proxies.iter().any(|p| p.domain.is_none());
    if proxies.is_empty() || without_host {
        let given = section.given("proxies").map(|v| v.place);
        let place = given.unwrap_or_else(|| section.place());
        let words = "at least one address with a host, such as \"sip:pbx.agency.se\"";
        section.wrong("proxies", place, words);
    }
    let own = section.parsed::<DomainText>("domain", "a host name or an IP address");
    let user = section.text("user").unwrap_or_default();
    let login = section.text("login");
    let password = password(section);
    let register = section.truth("register").unwrap_or(false);
    if register && user.is_empty() {
        section.missing("user");
    }
    let seconds = |n: Option<i64>| Duration::from_secs(small(n));
    let lifetime = seconds(section.number("expires_s", 60..=86_400));
    let health = seconds(section.number("health_s", 0..=3600));
    let sources = section.list::<IpAddr>("sources", "an IP address");
    let trust_udp = section.truth("trust_udp").unwrap_or(false);
    let serves = section.list::<Pattern>("numbers", "a pattern such as \"tel:+46*\"");
    let outgoing = section.list::<Rewrite>("outgoing_numbers", REWRITE);
    let incoming = section.list::<Rewrite>("incoming_numbers", REWRITE);
    let inbound = section.parsed::<Address>("inbound", "an alias");
    let first = proxies.first().and_then(|p| p.domain.clone());
    let domain: Domain = own.map(|d| d.0).or(first)?;
    let name = TrunkId::new(name?);
    let trunk = TrunkConfig {
        name: name.clone(),
        domain: domain.clone(),
        proxies,
        login: password.map(|password| Login {
            user: login.unwrap_or_else(|| user.clone()),
            password,
        }),
        user: if user.is_empty() {
            "tolk".to_string()
        } else {
            user.clone()
        },
        register,
        lifetime,
        health: (!health.is_zero()).then_some(health),
        sources,
        trust_udp,
    };
    let route = TrunkRoute {
        trunk: name,
        domain,
        serves: if serves.is_empty() {
            vec![Pattern::Telephone(String::new())]
        } else {
            serves
        },
        outgoing,
        incoming,
        inbound: inbound.map(|to| (user, to)),
    };
    Some((trunk, route))
}
