//! `tolk why`.

use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use tolk_model::id::TrunkId;
use tolk_model::party::Trust;
use tolk_model::{Address, Domain};

use crate::clock::Clock;
use crate::config::Config;
use crate::switchboard::explain;

/// Who calls, and what is proved of it.
#[derive(Debug, Args)]
pub(super) struct CallerArgs {
    /// Who calls; left out, the account's own address, or a stranger.
    #[arg(long)]
    from: Option<Address>,
    /// The domain that the caller's certificate proves.
    #[arg(long, value_parser = |text: &str| Domain::new(text))]
    proven: Option<Domain>,
    /// The account that the caller has proved, by its user name.
    #[arg(long, value_name = "USER", conflicts_with = "proven")]
    account: Option<String>,
    /// The trunk that the call comes by.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["proven", "account"])]
    trunk: Option<String>,
}

impl CallerArgs {
    /// The address and what is proved of it, as an edge would say it.
    fn resolve(&self, config: &Config) -> anyhow::Result<(Address, Trust)> {
        let stranger = || Address::alias("stranger");
        let (own, trust) = if let Some(user) = &self.account {
            let account = config.directory.account(user);
            let account = account.with_context(|| format!("there is no account {user:?}"))?;
            let named = self.from.as_ref().and_then(|f| config.directory.alias(f));
            let alias = match named {
                // As with a device: it speaks for the address that it names when that is the account's.
                Some(alias) if account.aliases.contains(&alias) => Some(alias),
                Some(_) | None => account.aliases.first().cloned(),
            };
            let alias = alias.with_context(|| format!("the account {user:?} has no address"))?;
            let own = Address::at(alias.local.clone(), alias.domain.clone());
            (own, Trust::Registered { alias })
        } else if let Some(name) = &self.trunk {
            let trunk = TrunkId::new(name.clone());
            if !config.trunks.iter().any(|t| t.name == trunk) {
                return Err(anyhow!("there is no trunk {name:?}"));
            }
            (stranger(), Trust::Trunk { trunk })
        } else if let Some(domain) = self.proven.clone() {
            (stranger(), Trust::MutualTls { domain })
        } else {
            (stranger(), Trust::Anonymous)
        };
        Ok((self.from.clone().unwrap_or(own), trust))
    }
}

/// Prints what would become of a call, both as one that comes in and as one that goes out. Meetings made by API are not known here:
/// ask the node that runs.
pub(super) fn why(config: &Config, caller: &CallerArgs, to: &Address) -> anyhow::Result<ExitCode> {
    let (from, trust) = caller.resolve(config)?;
    let now = Clock::start().now().wall;
    let said = explain(&config.directory, &config.outgoing, now, (&from, trust), to);
    let line = |outcome: &str, rule: &str, route: &[String]| {
        format!("{outcome:<10} rule {rule:<36} {}", route.join(", "))
    };
    let incoming = line(&said.incoming, &said.incoming_rule, &said.incoming_route);
    let outgoing = line(&said.outgoing, &said.outgoing_rule, &said.outgoing_route);
    super::say(&format!("coming in  {incoming}\ngoing out  {outgoing}"));
    let refused = said.incoming == "refuse" && said.outgoing == "refuse";
    Ok(ExitCode::from(u8::from(refused)))
}
