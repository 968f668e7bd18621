//! Temporary GRUUs (RFC 5627 §3.1.2, §5.1): addresses that lead to one device as long as its registration stands, and tell nobody whose
//! it is, nor that two of them are the same device's. Each registration is given a new one; the old ones stay good.
//!
//! None is stored: one is the name of a registration's life, hidden and sealed by a secret of this process. A life ends with the
//! registration, and when the device begins a new sequence of registrations, by which it takes back all that it was given.

use std::collections::BTreeMap;
use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tolk_model::address::{Alias, Scheme};
use tolk_model::random::Random;
use tolk_model::registration::Binding;
use tolk_model::time::Mono;
use tolk_model::{Address, Pii};

use crate::auth::hex;

/// What the user part begins with.
const MARK: &str = "tgruu-";
/// Bytes that make each one another.
const SALT: usize = 16;
/// Bytes of a hidden name.
const NAME: usize = 8;
/// Bytes of the seal: 128 bits.
const SEAL: usize = 16;
/// Devices that have some; others are given none. As many as one node may register, five times over.
const MOST: usize = 50_000;
/// How often ended lives are looked for when there is no room.
const SWEEP: Duration = Duration::from_secs(10);

/// Whose device: the address, and what it calls itself.
type Key = (Alias, String);

/// The life of one device's registration.
#[derive(Debug)]
struct Life {
    /// Never used for another one.
    name: u64,
    /// `Call-ID` by flow number: another one for the same flow begins a new life.
    sequences: BTreeMap<Option<u32>, String>,
    until: Mono,
}

/// All lives of registrations that temporary GRUUs were given to.
#[derive(Debug)]
pub(crate) struct Temporary {
    secret: [u8; 32],
    lives: BTreeMap<Key, Life>,
    names: BTreeMap<u64, Key>,
    next: u64,
    limit: usize,
    swept: Option<Mono>,
}

impl Temporary {
    pub(crate) fn new(random: &mut Random) -> Temporary {
        Temporary::with_limit(random, MOST)
    }

    pub(super) fn with_limit(random: &mut Random, limit: usize) -> Temporary {
        let mut secret = [0; 32];
        random.fill(&mut secret);
        Temporary {
            secret,
            lives: BTreeMap::new(),
            names: BTreeMap::new(),
            next: 0,
            limit,
            swept: None,
        }
    }

    /// How many lives.
    pub(crate) fn len(&self) -> usize {
        self.lives.len()
    }

    /// All that is bound to an address now. Devices that are not known begin a life when they want `new` GRUUs.
    pub(crate) fn bound(&mut self, now: Mono, of: &Alias, bindings: &[Binding], new: bool) {
        let mut devices: BTreeMap<String, Life> = BTreeMap::new();
        for binding in bindings {
            let Some(instance) = binding.instance.as_ref() else {
                continue;
            };
            let device = devices
                .entry(instance.reveal().clone())
                .or_insert_with(|| Life {
                    name: 0,
                    sequences: BTreeMap::new(),
                    until: binding.expires,
                });
            device.until = device.until.max(binding.expires);
            device
                .sequences
                .insert(binding.flow_number, binding.sequence.clone());
        }
        let first = (of.clone(), String::new());
        let known = self.lives.range(first..);
        let known = known.take_while(|((whose, _), _)| whose == of);
        let gone: Vec<Key> = known
            .filter(|((_, instance), life)| {
                devices.get(instance).is_none_or(|d| !life.goes_on(now, d))
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in gone {
            self.end(&key);
        }
        for (instance, device) in devices {
            let key = (of.clone(), instance);
            if let Some(life) = self.lives.get_mut(&key) {
                (life.sequences, life.until) = (device.sequences, device.until);
            } else if new && self.has_room(now) {
                self.next += 1;
                let name = self.next;
                self.names.insert(name, key.clone());
                self.lives.insert(key, Life { name, ..device });
            }
        }
    }

    /// A new one of a device whose life is known: the user part.
    pub(crate) fn mint(&self, random: &mut Random, of: &Alias, instance: &str) -> Option<String> {
        let life = self.lives.get(&(of.clone(), instance.to_string()))?;
        let mut salt = [0; SALT];
        random.fill(&mut salt);
        let hidden = self.hide(&salt, life.name.to_be_bytes());
        let seal = self.seal(&salt, &hidden);
        Some(format!(
            "{MARK}{}{}{}",
            hex(&salt),
            hex(&hidden),
            hex(&seal)
        ))
    }

    /// Whither one leads now, by its user part.
    pub(crate) fn find(&self, now: Mono, user: &str) -> Option<(Address, Pii<String>)> {
        use subtle::ConstantTimeEq;
        let bytes = unhex(user.strip_prefix(MARK)?)?;
        let (salt, rest) = bytes.split_first_chunk::<SALT>()?;
        let (hidden, seal) = rest.split_first_chunk::<NAME>()?;
        let right = self.seal(salt, hidden);
        if seal.len() != SEAL || !bool::from(seal.ct_eq(&right)) {
            return None;
        }
        let name = u64::from_be_bytes(self.hide(salt, *hidden));
        let key = self.names.get(&name)?;
        let life = self.lives.get(key)?;
        let (of, instance) = key;
        let address = Address {
            scheme: Scheme::Sip,
            local: of.local.clone(),
            domain: Some(of.domain.clone()),
            port: None,
            transport: None,
        };
        (life.until > now).then(|| (address, Pii::new(instance.clone())))
    }

    fn end(&mut self, key: &Key) {
        if let Some(life) = self.lives.remove(key) {
            self.names.remove(&life.name);
        }
    }

    fn has_room(&mut self, now: Mono) -> bool {
        if self.lives.len() < self.limit {
            return true;
        }
        if self.swept.is_some_and(|at| now.since(at) < SWEEP) {
            return false;
        }
        self.swept = Some(now);
        self.lives.retain(|_, life| life.until > now);
        let lives = &self.lives;
        self.names.retain(|_, key| lives.contains_key(key));
        self.lives.len() < self.limit
    }

    /// Hides a name under what only this salt and the secret give; twice is once too often.
    fn hide(&self, salt: &[u8; SALT], name: [u8; NAME]) -> [u8; NAME] {
        let veil = self.code(b"temporary:hide:", salt, &[]);
        let mut hidden = name;
        for (byte, veil) in hidden.iter_mut().zip(veil) {
            *byte ^= veil;
        }
        hidden
    }

    fn seal(&self, salt: &[u8; SALT], hidden: &[u8; NAME]) -> Vec<u8> {
        let mut code = self.code(b"temporary:seal:", salt, hidden);
        code.truncate(SEAL);
        code
    }

    fn code(&self, what: &[u8], salt: &[u8], rest: &[u8]) -> Vec<u8> {
        // A key of any length is lawful (RFC 2104 §2).
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&self.secret) else {
            return Vec::new();
        };
        for part in [what, salt, rest] {
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    }
}

impl Life {
    /// Whether a device's registration is still this one.
    fn goes_on(&self, now: Mono, next: &Life) -> bool {
        let same = |(flow, sequence): (&Option<u32>, &String)| {
            next.sequences.get(flow).is_none_or(|n| n == sequence)
        };
        self.until > now && self.sequences.iter().all(same)
    }
}

/// Lower-case hexadecimal digits, as we write them.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() != 2 * (SALT + NAME + SEAL) || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests;
