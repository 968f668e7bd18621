//! Links: a secret that opens one meeting in one role until a time. Only its hash is kept.

use serde::{Deserialize, Serialize};
use tolk_model::random::Random;
use tolk_model::{Role, Secret, Wall};

/// Characters of a token: 26 of 62 are 154 bits, beyond guessing at any rate.
const TOKEN_CHARACTERS: usize = 26;

/// Mints the secret of a new link.
pub fn mint_token(random: &mut Random) -> Secret<String> {
    Secret::new(random.token(TOKEN_CHARACTERS))
}

/// SHA-256 of a link's secret. The secrets are long and random, so that a hash without salt gives nothing away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a secret.
    pub fn of(token: &Secret<String>) -> TokenHash {
        use sha2::{Digest, Sha256};
        TokenHash(Sha256::digest(token.expose().as_bytes()).into())
    }

    /// From stored bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> TokenHash {
        TokenHash(bytes)
    }

    /// For storing.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `token` is the one; in constant time.
    fn matches(&self, token: &TokenHash) -> bool {
        use subtle::ConstantTimeEq;
        self.0.ct_eq(&token.0).into()
    }
}

/// A link of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Hash of the secret.
    pub token: TokenHash,
    /// What it gives.
    pub role: Role,
    /// Past this it is refused.
    pub expires: Option<Wall>,
}

/// Why a link does not open a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No link of the place has this secret.
    #[error("no link of this meeting has this token")]
    Wrong,
    /// It had, until a time that has passed.
    #[error("the link has expired")]
    Expired,
}

/// Finds the link that a token belongs to. Looks at all of them, so that the time tells nothing.
pub(crate) fn open(links: &[Link], token: &Secret<String>, now: Wall) -> Result<Role, LinkError> {
    let hash = TokenHash::of(token);
    let mut found = None;
    for link in links {
        if link.token.matches(&hash) {
            found = Some(link);
        }
    }
    let link = found.ok_or(LinkError::Wrong)?;
    match link.expires {
        Some(expires) if expires <= now => Err(LinkError::Expired),
        _ => Ok(link.role),
    }
}
