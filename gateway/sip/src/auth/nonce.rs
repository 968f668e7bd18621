//! Nonces: made without keeping anything, known by their seal, and good for a rising count only (RFC 7616 §3.3, §5.4).

use std::collections::BTreeMap;
use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tolk_model::random::Random;
use tolk_model::time::Mono;

use super::digest::{Count, hex};

/// How long one is good. Long enough for the requests of a call's beginning, short enough that few are remembered.
const LIFETIME: Duration = Duration::from_secs(300);
/// Nonces whose count is remembered: as many devices as one node may register in five minutes.
const MOST_USED: usize = 50_000;
/// Hexadecimal digits of the seal: 128 bits.
const SEAL: usize = 32;

/// When a nonce was made, milliseconds, and its own number.
type Serial = (u64, u64);

/// What a nonce is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// Ours, in time, and its count is new.
    Fresh,
    /// Not ours, too old, or its count was used: a right answer to it deserves a new one.
    Stale,
}

/// All nonces.
#[derive(Debug)]
pub(crate) struct Nonces {
    secret: [u8; 32],
    /// The highest count that was used of each.
    used: BTreeMap<Serial, u32>,
    /// What is older, and not remembered, may have been used.
    floor: Serial,
    limit: usize,
}

impl Nonces {
    /// Sealed by a secret of this process.
    pub(crate) fn new(random: &mut Random) -> Nonces {
        Nonces::with_limit(random, MOST_USED)
    }

    pub(super) fn with_limit(random: &mut Random, limit: usize) -> Nonces {
        let mut secret = [0; 32];
        random.fill(&mut secret);
        Nonces {
            secret,
            used: BTreeMap::new(),
            floor: (0, 0),
            limit,
        }
    }

    /// A new one for whoever `whom` names: another's is not ours to them. Who writes a stranger's address on its datagrams has never
    /// seen one of the stranger's.
    pub(crate) fn mint(&self, now: Mono, random: &mut Random, whom: &str) -> String {
        let serial = (millis(now), random.u64());
        format!(
            "{:016x}{:016x}{}",
            serial.0,
            serial.1,
            self.seal(serial, whom)
        )
    }

    /// Whether it was made for them at any time.
    pub(crate) fn knows(&self, nonce: &str, whom: &str) -> bool {
        self.read(nonce, whom).is_some()
    }

    /// What one is worth; a fresh one is spent by it. Ask only when the response was right: nobody else may spend it.
    pub(crate) fn spend(
        &mut self,
        now: Mono,
        nonce: &str,
        whom: &str,
        count: Option<&Count>,
    ) -> Worth {
        let Some(serial) = self.read(nonce, whom) else {
            return Worth::Stale;
        };
        let age = millis(now).checked_sub(serial.0);
        let lifetime = millis(Mono(LIFETIME));
        if age.is_none_or(|age| age > lifetime) {
            return Worth::Stale;
        }
        // Without a count it is good for one request.
        let number = count.map_or(u32::MAX, |c| u32::from_str_radix(&c.nc, 16).unwrap_or(0));
        let last = match self.used.get(&serial) {
            Some(last) => *last,
            None if serial <= self.floor => return Worth::Stale,
            None => 0,
        };
        if number <= last {
            return Worth::Stale;
        }
        self.used.insert(serial, number);
        self.forget(millis(now).saturating_sub(lifetime));
        Worth::Fresh
    }

    /// A text of the same kind that depends on `what` only: stands in for the secret of a user that there is not.
    pub(crate) fn stand_in(&self, what: &str) -> String {
        hex(&self.code(what.as_bytes()))
    }

    /// How many counts are remembered.
    pub(crate) fn len(&self) -> usize {
        self.used.len()
    }

    fn forget(&mut self, oldest: u64) {
        while let Some((serial, _)) = self.used.first_key_value() {
            if serial.0 >= oldest && self.used.len() <= self.limit {
                return;
            }
            if let Some((serial, _)) = self.used.pop_first() {
                self.floor = self.floor.max(serial);
            }
        }
    }

    fn read(&self, nonce: &str, whom: &str) -> Option<Serial> {
        use subtle::ConstantTimeEq;
        let number = |text: &str| u64::from_str_radix(text, 16).ok();
        let serial = (number(nonce.get(..16)?)?, number(nonce.get(16..32)?)?);
        let seal = nonce.get(32..)?;
        let right = self.seal(serial, whom);
        bool::from(seal.as_bytes().ct_eq(right.as_bytes())).then_some(serial)
    }

    fn seal(&self, serial: Serial, whom: &str) -> String {
        let code = hex(&self.code(format!("nonce:{}:{}:{whom}", serial.0, serial.1).as_bytes()));
        code.get(..SEAL).unwrap_or_default().to_string()
    }

    fn code(&self, what: &[u8]) -> Vec<u8> {
        // A key of any length is lawful (RFC 2104 §2).
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&self.secret) else {
            return Vec::new();
        };
        mac.update(what);
        mac.finalize().into_bytes().to_vec()
    }
}

fn millis(at: Mono) -> u64 {
    u64::try_from(at.0.as_millis()).unwrap_or(u64::MAX)
}
