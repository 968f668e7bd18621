//! Who a request comes from: digest authentication (RFC 7616, RFC 8760, RFC 3261 §22), both as the one who asks and the one asked.

mod challenge;
mod digest;
mod guard;
mod nonce;
mod prove;
#[cfg(test)]
mod tests;

pub(crate) use challenge::Answering;
pub(crate) use digest::hex;
pub(crate) use guard::Guard;
pub(crate) use nonce::Nonces;
pub(crate) use prove::{MAX_UNANSWERED, Waiting};
