//! `tolk check`.

use std::path::PathBuf;
use std::process::ExitCode;

use tolk_core::declare::Protection;
use tolk_core::directory::PlaceKind;
use tolk_model::address::{Scheme, TransportKind};

use crate::config::{CertificateConfig, Config, show};

/// Prints the effective configuration, and what in it is worth a thought.
pub(super) fn check(config: &Config) -> anyhow::Result<ExitCode> {
    super::say(&serde_json::to_string_pretty(&show(config))?);
    for word in advice(config) {
        super::say(&format!("note: {word}"));
    }
    for word in trunks(config) {
        super::say(&format!("note: {word}"));
    }
    let warnings = config.sip.tls.warnings().into_iter();
    for word in warnings.chain(files(config)).chain(datagrams(config)) {
        super::say(&format!("warning: {word}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Files that a start would fail for. A warning and no mistake: who checks may not be who runs the node.
fn files(config: &Config) -> Vec<String> {
    let tls = &config.sip.tls;
    let certificates = [
        config.http.tls.as_ref().map(|web| &web.certificate),
        tls.certificate.as_ref(),
    ];
    let pairs = certificates.into_iter().flatten().filter_map(|c| match c {
        CertificateConfig::Files { certificate, key } => Some([certificate, key]),
        CertificateConfig::SelfSigned => None,
    });
    let own = tls.peers.iter().filter_map(|p| p.authorities.as_ref());
    let all = pairs.flatten().chain(&tls.authorities).chain(own);
    let mut named: Vec<&PathBuf> = all.collect();
    named.sort();
    named.dedup();
    let opened = named.into_iter().map(|f| (f, std::fs::File::open(f)));
    opened
        .filter_map(|(f, opened)| Some((f, opened.err()?)))
        .map(|(f, error)| format!("{} cannot be read: {error}", f.display()))
        .collect()
}

/// Trunks whose calls to our own number reach nobody that the file knows; a meeting made by API may have the alias.
fn trunks(config: &Config) -> Vec<String> {
    let directory = &config.directory;
    let reached = |to| {
        directory
            .alias(to)
            .is_some_and(|a| directory.find(&a).is_some())
    };
    let routes = config.outgoing.trunks.iter();
    let inbound = routes.filter_map(|r| Some((&r.trunk, &r.inbound.as_ref()?.1)));
    inbound
        .filter(|(_, to)| !reached(to))
        .map(|(trunk, to)| format!("[[trunk]] {trunk}: this file has nobody that is called {to}"))
        .collect()
}

/// Trunks whose datagrams are not believed, or are although anybody can send them.
fn datagrams(config: &Config) -> Vec<String> {
    let told = config.trunks.iter().filter_map(|trunk| {
        let name = &trunk.name;
        if trunk.trust_udp {
            return Some(format!(
                "[[trunk]] {name}: trust_udp = true: whoever can send datagrams in its name calls as this trunk"
            ));
        }
        let proxies = trunk.proxies.iter();
        let mut unnamed = proxies.filter(|p| {
            p.scheme != Scheme::Sips && p.transport.is_none_or(|t| t == TransportKind::Udp)
        });
        (!trunk.register && unnamed.next().is_some()).then(|| {
            format!(
                "[[trunk]] {name}: what comes from it over UDP is a stranger's, for anybody can write its address there: let it call by TCP or \
                 TLS, register there, or set trust_udp where nobody else can send from that address"
            )
        })
    });
    told.collect()
}

fn advice(config: &Config) -> Vec<&'static str> {
    let mut places = config.directory.places();
    let mut accounts = config.directory.accounts();
    let algorithms = &config.sip.digest;
    let unproven = accounts.any(|a| algorithms.iter().all(|d| a.credentials(*d).is_none()));
    let nobody_receives = !places.any(|p| p.kind == PlaceKind::Reception);
    let reachable = config.http.bind.iter().any(|a| !a.ip().is_loopback());
    let cases = [
        (
            config.http.tls.is_none() && config.http.public_url.is_none(),
            "there is no [http.tls]: browsers give cameras to pages on localhost only",
        ),
        (
            reachable && config.http.trusted_proxies.is_empty(),
            "plain HTTP is reachable from outside: tokens pass unprotected",
        ),
        (
            config.database.path.is_none(),
            "there is no [database] path: meetings made by API and the journal are gone after a restart",
        ),
        (
            unproven,
            "an [[account]] has a hash of no algorithm that [sip] digest permits: nothing can register with it",
        ),
        (
            nobody_receives && config.directory.people().next().is_some(),
            "there is no [node] reception: calls of strangers and of telephones to people are refused",
        ),
        (
            !config.h323.bind.is_empty() && config.media.srtp == Protection::Required,
            "[media] srtp is required, and H.323 does not speak it yet: its calls are refused",
        ),
        (
            config.outgoing.rules.is_empty(),
            "there is no [[outgoing.rule]]: no call goes out but to devices of the directory",
        ),
    ];
    let said = cases.into_iter().filter(|(holds, _)| *holds);
    said.map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use tolk_model::Seed;

    use super::*;
    use crate::config::read;

    fn config(text: &str) -> Config {
        let nothing = std::iter::empty();
        read("tolk.toml", text, nothing, &Seed::from_number(1)).expect("lawful")
    }

    #[test]
    fn files_that_are_not_there_are_warned_of_once() {
        let text = "[http.tls]\ncertificate = \"/nowhere/c.pem\"\nkey = \"/nowhere/k.pem\"\n\
                    [sip]\ntls = [\"127.0.0.1:5061\"]\n\
                    [[sip.peer]]\ndomain = \"room.example\"\nauthorities = \"/nowhere/a.pem\"\n";
        let said = files(&config(text));
        assert_eq!(said.len(), 3, "{said:?}");
        for name in ["a", "c", "k"] {
            let words = format!("/nowhere/{name}.pem cannot be read");
            assert!(said.iter().any(|s| s.starts_with(&words)), "{said:?}");
        }
        assert!(files(&config("")).is_empty());
    }

    #[test]
    fn who_demands_protection_is_told_what_has_none() {
        let told = |text: &str| advice(&config(text)).iter().any(|w| w.contains("H.323"));
        let required = "[media]\nsrtp = \"required\"\n";
        assert!(told(required));
        assert!(!told(""));
        assert!(!told(&format!("{required}[h323]\nbind = []\n")));
    }

    #[test]
    fn an_account_that_nothing_can_prove_is_told() {
        let account = format!(
            "[[person]]\nname = \"Anna\"\naliases = [\"anna\"]\n\
             [[account]]\nuser = \"anna\"\naliases = [\"anna\"]\nha1_sha256 = \"{}\"\n",
            "0".repeat(64)
        );
        let told = |text: &str| {
            let said = advice(&config(text));
            said.iter().any(|w| w.contains("nothing can register"))
        };
        assert!(!told(&account));
        assert!(told(&format!("[sip]\ndigest = [\"md5\"]\n{account}")));
    }

    #[test]
    fn trunks_that_datagrams_prove_nothing_of_are_told() {
        let told = |more: &str| {
            let trunk = format!("[[trunk]]\nname = \"op\"\nuser = \"tolk\"\n{more}\n");
            datagrams(&config(&trunk))
        };
        let udp = "proxies = [\"sip:pbx.example\"]";
        for (more, word) in [
            (udp.to_string(), "a stranger's"),
            (format!("{udp}\ntrust_udp = true"), "calls as this trunk"),
            (
                format!("{udp}\nregister = true\ntrust_udp = true"),
                "calls as this trunk",
            ),
        ] {
            let said = told(&more);
            assert!(
                said.len() == 1 && said[0].contains(word),
                "{more}: {said:?}"
            );
            assert!(said[0].contains("[[trunk]] op"), "{said:?}");
        }
        for quiet in [
            format!("{udp}\nregister = true"),
            "proxies = [\"sip:pbx.example;transport=tcp\"]".to_string(),
            "proxies = [\"sips:pbx.example\"]".to_string(),
        ] {
            assert!(told(&quiet).is_empty(), "{quiet}");
        }
    }

    #[test]
    fn who_is_reached_by_nobody_is_told() {
        let trunk = "[[trunk]]\nname = \"op\"\nproxies = [\"sip:pbx.example\"]\ninbound = \"reception\"\n\
                     [[person]]\nname = \"Anna\"\naliases = [\"anna\"]\n";
        let lost = config(trunk);
        assert!(
            trunks(&lost)
                .first()
                .is_some_and(|word| word.contains("[[trunk]] op")),
        );
        let word = "there is no [node] reception";
        assert!(advice(&lost).iter().any(|w| w.starts_with(word)));
        let found = config(&format!("[node]\nreception = \"reception\"\n{trunk}"));
        assert!(trunks(&found).is_empty());
        assert!(!advice(&found).iter().any(|w| w.starts_with(word)));
    }
}
