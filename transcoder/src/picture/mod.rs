//! Pictures: packets to access units, supervised workers that recode them, and back to packets.

pub mod assemble;
mod encoder;
pub mod fuzz;
pub mod h264;
mod handle;
mod input;
mod meeting;
mod outlet;
mod parameter_sets;
mod staff;
mod studio;
mod timeline;
pub mod vp8;

pub use handle::{PictureConfig, PictureHandle, start};

/// Largest access unit that is accepted from the network or from a worker: an intra picture of 1080p at the best quality
/// that any room sends is a third of it.
pub const MAX_UNIT_BYTES: usize = 4 << 20;

/// Largest RTP payload that we make: leaves room for IPv6, UDP, SRTP and header extensions within 1280 bytes.
pub const MAX_PAYLOAD_BYTES: usize = 1100;

#[cfg(test)]
mod tests;
