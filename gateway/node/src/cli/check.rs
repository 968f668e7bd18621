//! `tolk check`.

use std::process::ExitCode;

use crate::config::{Config, show};

/// Prints the effective configuration, and what in it is worth a thought.
pub(super) fn check(config: &Config) -> anyhow::Result<ExitCode> {
    super::say(&serde_json::to_string_pretty(&show(config))?);
    for word in advice(config) {
        super::say(&format!("note: {word}"));
    }
    for word in config.sip.tls.warnings() {
        super::say(&format!("warning: {word}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn advice(config: &Config) -> Vec<&'static str> {
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
            config.outgoing.rules.is_empty(),
            "there is no [[outgoing.rule]]: no call goes out but to devices of the directory",
        ),
    ];
    let said = cases.into_iter().filter(|(holds, _)| *holds);
    said.map(|(_, word)| word).collect()
}
