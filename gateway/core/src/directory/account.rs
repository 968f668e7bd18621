//! Accounts: what a device proves itself by, and whom it may speak for.

use serde::{Deserialize, Serialize};
use tolk_model::registration::{Credentials, DigestAlgorithm};
use tolk_model::{Alias, Secret};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// User name.
    pub user: String,
    /// Whom it may speak for; the first one when a device does not say whom.
    pub aliases: Vec<Alias>,
    /// What proves it.
    pub hashes: Hashes,
}

/// Hashes of user, realm and password, in hexadecimal digits; the password itself is kept nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// By SHA-256.
    pub sha256: Option<Secret<String>>,
    /// By MD5.
    pub md5: Option<Secret<String>>,
}

impl Account {
    /// What proves it by an algorithm; `None` when that is not known.
    pub fn credentials(&self, algorithm: DigestAlgorithm) -> Option<Credentials> {
        let hash = match algorithm {
            DigestAlgorithm::Sha256 => self.hashes.sha256.clone(),
            DigestAlgorithm::Md5 => self.hashes.md5.clone(),
        };
        Some(Credentials {
            hash: hash?,
            aliases: self.aliases.clone(),
        })
    }
}
