//! SRTP and SRTCP in place (RFC 3711, RFC 7714): one key, one direction, no allocation for a packet.
//!
//! State for a source is made after its first packet was authenticated, never before, so that forged sources cannot fill a
//! table; the table is bounded all the same.

mod cipher;
mod direction;
mod sources;
#[cfg(test)]
mod tests;

pub(crate) use direction::{Srtp, SrtpError};

/// Most that protection adds to a packet: 16 bytes of tag and 4 of SRTCP index.
pub(crate) const OVERHEAD: usize = 20;
