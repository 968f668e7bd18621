//! SDP text to and from [`tolk_model::MediaDescription`], with what a negotiation must remember between messages.
//!
//! The words *offer* and *answer* (RFC 3264) live here and in the edges that speak SDP; the core knows only descriptions. What
//! dialects differ in is data, in [`dialect`]: browsers (JSEP, RFC 8829) and plain SIP.
//!
//! Nothing here performs I/O or resolves names. Every input is total: bad bytes give an [`SdpError`], never a panic.
#![forbid(unsafe_code)]
#![warn(clippy::indexing_slicing)]

mod answered;
mod asked;
mod candidate;
mod capability;
mod codec;
mod dialect;
mod error;
mod formats;
mod fuzz;
mod h264;
mod limits;
mod line;
mod negotiation;
mod read;
mod rtp;
mod security;
mod text;
mod write;

pub use candidate::{parse_candidate, print_candidate};
pub use dialect::Dialect;
pub use error::{Counted, SdpError, Step};
#[doc(hidden)]
pub use fuzz::fuzz_sdp;
pub use negotiation::Negotiation;
