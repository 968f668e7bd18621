//! Keys: `a=crypto` (RFC 4568), `a=fingerprint` and `a=setup` (RFC 8122, RFC 4145, RFC 5763).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use tolk_model::media::{DtlsRole, Fingerprint, SdesKey, Security, SrtpSuite};
use tolk_model::pii::Secret;

use crate::limits::MAX_KEYS;
use crate::text::{Section, too_many};
use crate::{Counted, SdpError};

/// Hashes that may identify a certificate, and their length in bytes. SHA-1 and MD5 prove nothing today (RFC 8122 §5).
const HASHES: &[(&str, usize)] = &[("sha-256", 32), ("sha-384", 48), ("sha-512", 64)];

const SUITES: &[(SrtpSuite, &str)] = &[
    (SrtpSuite::AeadAes128Gcm, "AEAD_AES_128_GCM"),
    (SrtpSuite::AesCm128HmacSha1_80, "AES_CM_128_HMAC_SHA1_80"),
    (SrtpSuite::AesCm128HmacSha1_32, "AES_CM_128_HMAC_SHA1_32"),
];

/// The keys of an m-line that we can use. Lines with suites or session parameters that we do not know are skipped (RFC 4568 §5.1.2).
pub(crate) fn keys(section: &Section<'_>) -> Result<Vec<SdesKey>, SdpError> {
    if section.all("crypto").count() > MAX_KEYS {
        return Err(too_many(Counted::Keys, MAX_KEYS));
    }
    let mut keys: Vec<SdesKey> = Vec::new();
    for key in section.all("crypto").filter_map(key) {
        if keys.iter().all(|k| k.tag != key.tag) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// Bytes of a master key identifier at most: RFC 4568 §6.1 permits 128, the field uses one or four.
const MAX_MKI: usize = 16;

/// `1 AES_CM_128_HMAC_SHA1_80 inline:<base64>[|2^31][|<mki>:<length>] [parameters]`
fn key(value: &str) -> Option<SdesKey> {
    let mut words = value.split_ascii_whitespace();
    let tag: u32 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let suite = SUITES
        .iter()
        .find(|(_, text)| text.eq_ignore_ascii_case(name))?
        .0;
    let mut parts = words.next()?.split('|');
    let (method, material) = parts.next()?.split_once(':')?;
    // A lifetime only bounds a call of years.
    let identifier = match parts.find(|part| part.contains(':')) {
        Some(text) => mki(text)?,
        None => Vec::new(),
    };
    // WSH is a hint about a window; every other parameter changes what a packet looks like.
    let is_plain = words.all(|parameter| parameter.starts_with("WSH="));
    if !method.eq_ignore_ascii_case("inline") || !is_plain {
        return None;
    }
    let material = material.trim_end_matches('=');
    let key = STANDARD_NO_PAD.decode(material).ok()?;
    (key.len() == suite.key_bytes() + suite.salt_bytes()).then(|| SdesKey {
        tag,
        suite,
        key: Secret::new(key),
        mki: identifier,
    })
}

/// `<value>:<length>` (RFC 4568 §6.1): the value in as many bytes, big-endian.
fn mki(text: &str) -> Option<Vec<u8>> {
    let (value, length) = text.split_once(':')?;
    let length: usize = length.parse().ok()?;
    let value: u128 = value.parse().ok()?;
    let bytes = value.to_be_bytes();
    let (rest, identifier) = bytes.split_at_checked(bytes.len().checked_sub(length)?)?;
    let fits = (1..=MAX_MKI).contains(&length) && rest.iter().all(|b| *b == 0);
    fits.then(|| identifier.to_vec())
}

/// `|<value>:<length>`; nothing without an identifier.
fn mki_words(identifier: &[u8]) -> String {
    let value = identifier
        .iter()
        .fold(0u128, |sum, b| sum << 8 | u128::from(*b));
    match identifier {
        [] => String::new(),
        _ => format!("|{value}:{}", identifier.len()),
    }
}

/// The certificate's hash and the part in the handshake, from the m-line or the session.
pub(crate) fn dtls(
    session: &Section<'_>,
    media: &Section<'_>,
    otherwise: DtlsRole,
) -> Option<Security> {
    let lines = || media.all("fingerprint").chain(session.all("fingerprint"));
    let of = |hash: &str| {
        lines()
            .filter_map(fingerprint)
            .find(|f| f.algorithm == hash)
    };
    let fingerprint = HASHES.iter().find_map(|(hash, _)| of(hash))?;
    let setup = media.first("setup").or_else(|| session.first("setup"));
    let role = match setup {
        Some("active") => DtlsRole::Active,
        Some("passive") => DtlsRole::Passive,
        Some("actpass") => DtlsRole::Either,
        _ => otherwise,
    };
    Some(Security::Dtls { fingerprint, role })
}

fn fingerprint(value: &str) -> Option<Fingerprint> {
    let (algorithm, hex) = value.split_once(' ')?;
    let algorithm = algorithm.trim().to_ascii_lowercase();
    let length = HASHES.iter().find(|(name, _)| *name == algorithm)?.1;
    let byte = |pair: &str| (pair.len() == 2).then(|| u8::from_str_radix(pair, 16).ok())?;
    let hash: Vec<u8> = hex.trim().split(':').map(byte).collect::<Option<_>>()?;
    (hash.len() == length).then_some(Fingerprint { algorithm, hash })
}

/// The lines of a protection.
pub(crate) fn write(security: &Security, out: &mut String) {
    // Writing to a String cannot fail.
    match security {
        Security::Plain => {}
        Security::Sdes { keys } => {
            for key in keys {
                let suite = SUITES
                    .iter()
                    .find(|(suite, _)| *suite == key.suite)
                    .map_or("", |(_, name)| name);
                let material = STANDARD.encode(key.key.expose());
                let _ = write!(
                    out,
                    "a=crypto:{} {suite} inline:{material}{}\r\n",
                    key.tag,
                    mki_words(&key.mki)
                );
            }
        }
        Security::Dtls { fingerprint, role } => {
            let hash: Vec<String> = fingerprint
                .hash
                .iter()
                .map(|b| format!("{b:02X}"))
                .collect();
            let _ = write!(
                out,
                "a=fingerprint:{} {}\r\na=setup:{}\r\n",
                fingerprint.algorithm,
                hash.join(":"),
                match role {
                    DtlsRole::Active => "active",
                    DtlsRole::Passive => "passive",
                    DtlsRole::Either => "actpass",
                }
            );
        }
    }
}

/// Whether `ours` can be written at all: known hash, keys of the suite's length.
pub(crate) fn is_writable(security: &Security) -> bool {
    match security {
        Security::Plain => true,
        Security::Sdes { keys } => {
            let whole = |k: &SdesKey| {
                k.key.expose().len() == k.suite.key_bytes() + k.suite.salt_bytes()
                    && k.mki.len() <= MAX_MKI
            };
            !keys.is_empty() && keys.len() <= MAX_KEYS && keys.iter().all(whole)
        }
        Security::Dtls { fingerprint, .. } => HASHES.iter().any(|(name, length)| {
            fingerprint.algorithm == *name && fingerprint.hash.len() == *length
        }),
    }
}

/// Our protection as an answer to theirs; `None` when it cannot be one. `required` says that their protocol word demands it.
pub(crate) fn answer(ours: &Security, theirs: &Security, required: bool) -> Option<Security> {
    match (ours, theirs) {
        (Security::Plain, Security::Plain) => Some(Security::Plain),
        // RFC 8643: keys on a plain profile may be ignored.
        (Security::Plain, _) if !required => Some(Security::Plain),
        (Security::Sdes { keys }, Security::Sdes { keys: offered }) => {
            let same = |k: &&SdesKey| offered.iter().any(|o| o.tag == k.tag && o.suite == k.suite);
            let key = keys.iter().find(same)?.clone();
            Some(Security::Sdes { keys: vec![key] })
        }
        (Security::Dtls { fingerprint, role }, Security::Dtls { role: offered, .. }) => {
            let role = match (role, offered) {
                (DtlsRole::Active, DtlsRole::Active) => return None,
                (DtlsRole::Passive, DtlsRole::Passive) => return None,
                (DtlsRole::Either, DtlsRole::Active) => DtlsRole::Passive,
                // RFC 5763 §5: the answerer had better be active; the handshake starts a round trip earlier.
                (DtlsRole::Either, _) => DtlsRole::Active,
                (chosen, _) => *chosen,
            };
            Some(Security::Dtls {
                fingerprint: fingerprint.clone(),
                role,
            })
        }
        _ => None,
    }
}
