//! The effective configuration for people: what `tolk check` prints, without secrets and without names of people.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::{Value, json};
use tolk_core::declare::Protection;
use tolk_core::meeting::OnHold;
use tolk_model::limits::{Rate, Rates};
use tolk_model::registration::DigestAlgorithm;

use super::presence::{PresenceConfig, word};
use super::sip_tls::SipTlsConfig;
use super::types::{CertificateConfig, Config, MediaConfig};

/// Everything that counts, as JSON. Secrets are `***`.
pub fn show(config: &Config) -> Value {
    let directory = &config.directory;
    json!({
        "node": {
            "name": config.node.name,
            "domain": config.node.domain.to_string(),
            "also": config.node.also.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "language": config.node.language,
        },
        "http": http(config),
        "networks": config.networks.iter().map(|n| json!({
            "realm": n.realm, "bind": n.bind, "advertise": n.advertise,
            "peers": n.peers.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "sip": {
            "udp": config.sip.udp,
            "tcp": config.sip.tcp,
            "tls": sip_tls(&config.sip.tls),
            "advertise": config.sip.advertise.as_ref().map(ToString::to_string),
            "digest": config.sip.digest.iter().map(|a| match a {
                DigestAlgorithm::Sha256 => "sha-256",
                DigestAlgorithm::Md5 => "md5",
            }).collect::<Vec<_>>(),
            "no_answer_s": config.sip.no_answer.as_secs(),
        },
        "h323": {
            "bind": config.h323.bind,
            "h245_ports": range(&config.h323.h245_ports),
            "name": config.h323.name,
            "fast_start": config.h323.fast_start,
            "tunnelling": config.h323.tunnelling,
            "no_answer_s": config.h323.no_answer.as_secs(),
        },
        "dns": { "nameservers": config.dns.nameservers },
        "media": media(&config.media),
        "admin": { "token": config.admin.token.as_ref().map_or("made at start", |_| "***") },
        "outgoing": {
            "max_calls": config.outgoing.max_calls,
            "redial_times": config.redial.times,
            "redial_pause_s": config.redial.pause.as_secs(),
            "rules": config.outgoing.rules.iter().map(|r| json!({
                "to": r.to, "allow": r.allow, "who": r.who,
            })).collect::<Vec<_>>(),
        },
        "trunks": config.trunks.iter().map(|t| json!({
            "name": t.name,
            "domain": t.domain.to_string(),
            "proxies": t.proxies.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "register": t.register,
            "trust_udp": t.trust_udp,
            "password": t.login.as_ref().map(|_| "***"),
        })).collect::<Vec<_>>(),
        "directory": {
            "organisations": directory.organisations().count(),
            "places": directory.places().map(|p| json!({
                "title": p.title,
                "aliases": p.aliases.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "admits": p.admits,
                "links": p.links.len(),
            })).collect::<Vec<_>>(),
            "people": directory.people().count(),
            "accounts": directory.accounts().count(),
        },
        "presence": presence(&config.presence),
        "database": { "path": config.database.path },
        "log": { "format": format!("{:?}", config.log.format).to_lowercase(), "filter": config.log.filter },
        "limits": {
            "meetings": config.limits.meetings,
            "legs": config.limits.legs,
            "connections": config.limits.connections,
            "connections_per_source": config.limits.connections_per_source,
            "first_bytes_s": config.limits.first_bytes.as_secs(),
            "journal": config.limits.journal,
            "calls_per_source": config.limits.calls_per_source,
            "requests": rates(config.limits.requests),
            "datagrams": rates(config.limits.datagrams),
            "known": config.known_sources().iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
    })
}

fn range(ports: &RangeInclusive<u16>) -> String {
    format!("{}-{}", ports.start(), ports.end())
}

fn rates(rates: Rates) -> Value {
    let rate = |r: Rate| json!({ "per_s": r.per_second, "burst": r.burst });
    json!({ "stranger": rate(rates.stranger), "known": rate(rates.known) })
}

fn presence(presence: &PresenceConfig) -> Value {
    let (policy, limits) = (&presence.policy, presence.limits);
    json!({
        "visible_to": word(policy.visible_to),
        "entries_that_say_otherwise": policy.entries.len(),
        "groups": policy.groups.iter().map(BTreeSet::len).collect::<Vec<_>>(),
        "subscriptions": limits.all,
        "subscriptions_per_watcher": limits.per_watcher,
        "subscriptions_per_target": limits.per_target,
        "pause_s": limits.pause.as_secs(),
        "messages_per_minute": presence.messages_per_minute,
    })
}

fn http(config: &Config) -> Value {
    let tls = config.http.tls.as_ref().map(|tls| {
        json!({
            "bind": tls.bind,
            "certificate": certificate(&tls.certificate),
        })
    });
    json!({
        "bind": config.http.bind,
        "public_url": config.http.public_url,
        "trusted_proxies": config.http.trusted_proxies,
        "tls": tls,
    })
}

fn certificate(certificate: &CertificateConfig) -> Value {
    match certificate {
        CertificateConfig::Files { certificate, .. } => json!(certificate),
        CertificateConfig::SelfSigned => json!("self-signed"),
    }
}

fn sip_tls(tls: &SipTlsConfig) -> Value {
    json!({
        "bind": tls.bind,
        "certificate": tls.certificate.as_ref().map(certificate),
        "authorities": tls.authorities,
        "clients": format!("{:?}", tls.clients).to_lowercase(),
        "peers": tls.peers.iter().map(|p| json!({
            "domain": p.domain,
            "min_tls": p.min_tls.as_str(),
            "authorities": p.authorities,
            "verify": p.verify,
        })).collect::<Vec<_>>(),
    })
}

fn media(media: &MediaConfig) -> serde_json::Value {
    serde_json::json!({
        "shared_port": media.shared_port,
        "rtp_ports": range(&media.rtp),
        "latch": media.latch,
        "srtp": match media.srtp {
            Protection::Required => "required",
            Protection::Preferred => "preferred",
            Protection::Off => "off",
        },
        "dscp": media.marks.sound,
        "dscp_pictures": media.marks.pictures,
        "on_hold": match media.on_hold {
            OnHold::Music => "music",
            OnHold::Silence => "silence",
        },
    })
}
