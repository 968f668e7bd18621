//! Wrappers that keep personal data and secrets out of logs.

use std::fmt;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Personal data: an address, a display name, a telephone number. `Debug` prints a short salted-free digest, enough to
/// see that two lines speak of the same person and not enough to see of whom; `Display` is not implemented on purpose.
/// The value is reached by [`Pii::reveal`], which a reviewer can search for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Pii<T> {
        Pii(value)
    }

    /// The value, for the wire and for the eyes of those who may see it; never for a log line.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// The value, by value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Pii<T> {
        Pii(value)
    }
}

impl<T: AsRef<str>> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(self.0.as_ref().as_bytes());
        write!(f, "pii:{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2])
    }
}

/// A secret: a key, a password, a token. Printed as `***`, compared in constant time, wiped when dropped.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a secret.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The secret itself; never for a log line.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Secret<T>) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        let name = Pii::new("Anna Andersson".to_string());
        assert!(!format!("{name:?}").contains("Anna"));
        let key = Secret::new("hunter2".to_string());
        assert_eq!(format!("{key:?}"), "***");
    }
}
