//! RTP (RFC 3550 §5) and its header extensions (RFC 8285), without copies.

mod extension;
mod header;
mod sequence;
#[cfg(test)]
mod tests;

#[cfg(test)]
use extension::Extensions;
pub(crate) use header::{Header, HeaderWriter, MIN_HEADER, be16, be32, header_length};
pub(crate) use sequence::Unwrapper;
