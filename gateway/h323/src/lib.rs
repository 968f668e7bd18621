//! The H.323 edge, pure: bytes in, messages out.
//!
//! [`H323Edge`] implements the contract of [`tolk_model::edge::Edge`]. Below it, `tpkt` cuts a connection into messages (RFC 1006 as
//! H.225.0 uses it), `q931` reads and writes call signalling around the H.225.0 part, and `inspect` tells people what a message says.
//! The types of H.225.0, H.245 and H.235 are those of `tolk-asn1`.
//!
//! Nothing here performs I/O or reads a clock. Every input is total: bad bytes give an error that names them, never a panic.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::indexing_slicing)]

mod call;
mod cause;
mod config;
mod edge;
mod fuzz;
mod h225;
pub mod h245;
pub mod inspect;
mod media;
pub mod q931;
pub mod tpkt;

pub use config::{H323Config, Limits, Listen};
pub use edge::H323Edge;
#[doc(hidden)]
pub use fuzz::{fuzz_edge, fuzz_h225, fuzz_h245, fuzz_q931, fuzz_ras, fuzz_tpkt};
#[doc(hidden)]
pub use h245::fuzz_h245_session;
