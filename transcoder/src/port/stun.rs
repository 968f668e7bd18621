//! As much of STUN (RFC 8489) as tells whose a datagram is, and whether who sent it knows our password.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;

/// Identifies a transaction.
pub(crate) type TransactionId = [u8; 12];

/// What the first bytes of a STUN message say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StunKind<'a> {
    /// A binding request for the agent with this user name fragment.
    Request(&'a str),
    /// A response to a request of ours.
    Response(TransactionId),
}

const HEADER: usize = 20;
const USERNAME: u16 = 6;
const MESSAGE_INTEGRITY: u16 = 8;
/// Bytes of MESSAGE-INTEGRITY, an HMAC-SHA1, and of an attribute's head.
const INTEGRITY: usize = 20;
const ATTRIBUTE: usize = 4;
/// Attributes that are looked at: a browser's request has seven.
const ATTRIBUTES: usize = 16;

/// `None` when it is no binding message, or one that names nobody (an indication).
pub(crate) fn classify(bytes: &[u8]) -> Option<StunKind<'_>> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    match (first, second) {
        (0, 1) => Some(StunKind::Request(our_fragment(bytes)?)),
        (1, 1 | 0x11) => transaction(bytes).map(StunKind::Response),
        _ => None,
    }
}

/// The transaction of a request that we send; `None` for anything else.
pub(crate) fn sent_request(bytes: &[u8]) -> Option<TransactionId> {
    bytes
        .starts_with(&[0, 1])
        .then(|| transaction(bytes))
        .flatten()
}

fn transaction(bytes: &[u8]) -> Option<TransactionId> {
    bytes.get(8..HEADER)?.try_into().ok()
}

/// Whether a binding request names `fragment` and is signed with `password` (RFC 8489 §9.1.3). Nothing in a request that is not may
/// have an effect; the agent looks at the roles first (RFC 8445 §7.3.1.1 speaks of requests that were authenticated).
pub(super) fn is_authentic(bytes: &[u8], fragment: &str, password: &str) -> bool {
    our_fragment(bytes) == Some(fragment) && is_signed(bytes, password).unwrap_or(false)
}

fn is_signed(bytes: &[u8], password: &str) -> Option<bool> {
    let mut at = HEADER;
    for _ in 0..ATTRIBUTES {
        let head = bytes.get(at..at + ATTRIBUTE)?;
        let kind = u16::from_be_bytes(*head.first_chunk()?);
        let length = usize::from(u16::from_be_bytes(*head.get(2..)?.first_chunk()?));
        if kind == MESSAGE_INTEGRITY && length == INTEGRITY {
            let theirs = bytes.get(at + ATTRIBUTE..at + ATTRIBUTE + INTEGRITY)?;
            // The length is counted as if this attribute were the last.
            let counted = u16::try_from(at + ATTRIBUTE + INTEGRITY - HEADER).ok()?;
            let mut mac = <Hmac<Sha1> as hmac::Mac>::new_from_slice(password.as_bytes()).ok()?;
            mac.update(bytes.get(..2)?);
            mac.update(&counted.to_be_bytes());
            mac.update(bytes.get(4..at)?);
            return Some(mac.verify_slice(theirs).is_ok());
        }
        at += ATTRIBUTE + length.next_multiple_of(4);
    }
    None
}

/// The first half of USERNAME (RFC 8445 §7.2.2).
fn our_fragment(bytes: &[u8]) -> Option<&str> {
    let mut rest = bytes.get(HEADER..)?;
    for _ in 0..ATTRIBUTES {
        let kind = u16::from_be_bytes(*rest.first_chunk()?);
        let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
        let value = rest.get(4..4 + length)?;
        if kind == USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        rest = rest.get(4 + length.next_multiple_of(4)..)?;
    }
    None
}
