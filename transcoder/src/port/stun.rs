//! As much of STUN (RFC 8489) as tells whose a datagram is.

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
