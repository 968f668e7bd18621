//! One TOML file and a few `TOLK_*` variables become typed values, or a list of all mistakes with their places.

mod accounts;
mod h323;
mod listings;
mod presence;
mod reader;
mod resolve;
mod schema;
mod show;
mod sip_tls;
#[cfg(test)]
mod tests;
mod trunks;
mod types;
mod value;

pub use h323::H323ListenConfig;
pub use presence::PresenceConfig;
pub use schema::sample;
pub use show::show;
pub use sip_tls::{ClientCertificates, DnsConfig, SipPeerConfig, SipTlsConfig, TlsVersion};
pub use types::{
    AdminConfig, CertificateConfig, Config, DatabaseConfig, HttpConfig, HttpTlsConfig,
    LimitsConfig, LogConfig, LogFormat, MediaConfig, NetworkConfig, NodeConfig, SipListenConfig,
    WrittenAccount, WrittenLink,
};
pub use value::{Mistake, Mistakes, Place};

use std::collections::BTreeMap;
use std::path::Path;

use tolk_model::Seed;
use value::{Kind, Value};

/// Largest file that is read: a thousand rooms are a tenth of it.
const MAX_FILE_BYTES: u64 = 16 << 20;
/// What variables begin with.
const PREFIX: &str = "TOLK_";
/// Variables that begin so and are not ours to read: the tests' own switches.
const NOT_KEYS: &str = "TOLK_TEST_";

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{file} cannot be read: {source}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is larger than a configuration is.
    #[error("{0} is larger than 16 MiB: is it a configuration?")]
    TooLarge(String),
    /// It is wrong.
    #[error(transparent)]
    Wrong(#[from] Mistakes),
}

/// Reads a file (none: only defaults) and the environment. Links that are made at start come from `seed`.
///
/// # Errors
/// With every mistake at once.
pub fn load(file: Option<&Path>, seed: &Seed) -> Result<Config, ConfigError> {
    let name = file.map_or_else(|| "defaults".to_string(), |f| f.display().to_string());
    let text = match file {
        None => String::new(),
        Some(path) => {
            let unreadable = |source| ConfigError::Unreadable {
                file: name.clone(),
                source,
            };
            let size = std::fs::metadata(path).map_err(unreadable)?.len();
            if size > MAX_FILE_BYTES {
                return Err(ConfigError::TooLarge(name));
            }
            std::fs::read_to_string(path).map_err(unreadable)?
        }
    };
    let variables = std::env::vars().filter(|(name, _)| name.starts_with(PREFIX));
    Ok(read(&name, &text, variables, seed)?)
}

/// Reads a file's text and variables.
///
/// # Errors
/// With every mistake at once.
pub fn read(
    file: &str,
    text: &str,
    variables: impl Iterator<Item = (String, String)>,
    seed: &Seed,
) -> Result<Config, Mistakes> {
    let mut all = Vec::new();
    let mut root = value::parse(text, &mut all);
    for (name, text) in variables {
        overlay(&mut root, &name, &text, &mut all);
    }
    let config = resolve::resolve(&root, seed, &mut all);
    if all.is_empty() {
        return Ok(config);
    }
    all.sort();
    all.dedup();
    Err(Mistakes {
        file: file.to_string(),
        all,
    })
}

/// `TOLK_HTTP_PUBLIC_URL` becomes `public_url` of `[http]`.
fn overlay(root: &mut Value, name: &str, text: &str, mistakes: &mut Vec<Mistake>) {
    if name.starts_with(NOT_KEYS) {
        return;
    }
    let Some(words) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else {
        return;
    };
    let single = schema::SECTIONS.iter().filter(|s| !s.repeated);
    let mut found = single.flat_map(|s| s.keys.iter().map(move |k| (s.name, k.name)));
    let found = found.find(|(s, k)| words == format!("{}_{k}", s.replace('.', "_")));
    let Some((section, key)) = found else {
        mistakes.push(Mistake {
            place: Place::Variable(name.to_string()),
            key: String::new(),
            problem: "no key has this variable: it is TOLK_<SECTION>_<KEY>".to_string(),
        });
        return;
    };
    let mut at = root;
    for part in section.split('.') {
        let Kind::Table(table) = &mut at.kind else {
            return;
        };
        at = table.entry(part.to_string()).or_insert_with(|| Value {
            place: Place::Variable(name.to_string()),
            kind: Kind::Table(BTreeMap::new()),
        });
    }
    if let Kind::Table(table) = &mut at.kind {
        table.insert(key.to_string(), value::of_variable(name, text));
    }
}
