//! `tolk dial`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tolk_model::Address;

use crate::config::Config;

/// For the node to permit and begin the call; it does not wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Has a running node call `to` from `from`.
pub(super) fn dial(
    config: &Config,
    url: Option<String>,
    from: &Address,
    to: &Address,
) -> anyhow::Result<ExitCode> {
    let token = config.admin.token.as_ref();
    let token = token.context("the node's administrator token is needed: TOLK_ADMIN_TOKEN")?;
    let base = match url {
        Some(url) => url.trim_end_matches('/').to_string(),
        None => first_address(config)?,
    };
    // Chosen by name, so that no other one is linked in by chance; one that is installed already is this one.
    drop(rustls::crypto::ring::default_provider().install_default());
    let request = reqwest::Client::builder()
        .timeout(PATIENCE)
        .build()?
        .post(format!("{base}/api/v1/calls"))
        .bearer_auth(token.expose())
        .json(&json!({ "from": from, "to": to }));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (status, answer) = runtime.block_on(async {
        let response = request
            .send()
            .await
            .with_context(|| format!("no node answers at {base}"))?;
        let status = response.status();
        anyhow::Ok((status, response.json::<Value>().await.unwrap_or_default()))
    })?;
    if !status.is_success() {
        let detail = answer["detail"].as_str().unwrap_or("no reason was given");
        let rule = answer["rule"]
            .as_str()
            .map_or_else(String::new, |r| format!(" (rule {r})"));
        bail!("{status}: {detail}{rule}");
    }
    let word = |key: &str| answer[key].as_str().unwrap_or("?").to_string();
    super::say(&format!(
        "calling, meeting {}, rule {}",
        word("meeting"),
        word("rule")
    ));
    Ok(ExitCode::SUCCESS)
}

fn first_address(config: &Config) -> anyhow::Result<String> {
    let mut address = *config
        .http
        .bind
        .first()
        .context("the configuration has no [http] bind")?;
    if address.ip().is_unspecified() {
        let loopback: std::net::IpAddr = match address {
            std::net::SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            std::net::SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        };
        address.set_ip(loopback);
    }
    Ok(format!("http://{address}"))
}
