//! `tolk why`.

use std::process::ExitCode;

use tolk_model::party::Trust;
use tolk_model::{Address, Domain};

use crate::clock::Clock;
use crate::config::Config;
use crate::switchboard::explain;

/// Prints what would become of a call, both as one that comes in and as one that goes out. Meetings made by API are not known here:
/// ask the node that runs.
pub(super) fn why(
    config: &Config,
    from: &Address,
    proven: Option<Domain>,
    to: &Address,
) -> anyhow::Result<ExitCode> {
    let trust = match proven {
        Some(domain) => Trust::MutualTls { domain },
        None => Trust::Anonymous,
    };
    let now = Clock::start().now().wall;
    let said = explain(&config.directory, &config.outgoing, now, (from, trust), to);
    let line = |outcome: &str, rule: &str, route: &[String]| {
        format!("{outcome:<10} rule {rule:<36} {}", route.join(", "))
    };
    let incoming = line(&said.incoming, &said.incoming_rule, &said.incoming_route);
    let outgoing = line(&said.outgoing, &said.outgoing_rule, &said.outgoing_route);
    super::say(&format!("coming in  {incoming}\ngoing out  {outgoing}"));
    let refused = said.incoming == "refuse" && said.outgoing == "refuse";
    Ok(ExitCode::from(u8::from(refused)))
}
