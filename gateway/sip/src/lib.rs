//! The SIP edge, pure: bytes and commands in, bytes and leg events out (RFC 3261 and friends).
//!
//! `wire` reads and writes messages and keeps their raw bytes, `transaction` holds the four machines of RFC 3261 §17 with
//! RFC 6026, `dialog` the state of a dialog, `call` what a call is, `simple` what is watched,
//! published and written outside calls, and `edge` joins them behind [`tolk_model::edge::Edge`].
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::indexing_slicing)]

mod auth;
mod call;
mod config;
mod dialog;
mod edge;
mod fuzz;
pub mod inspect;
mod registrar;
mod simple;
mod transaction;
mod trunk;
mod wire;

pub use config::{Advertise, Limits, Listen, SipConfig};
pub use edge::SipEdge;
#[doc(hidden)]
pub use fuzz::{fuzz_sip, fuzz_sip_events};
pub use registrar::RegistrarLimits;
pub use simple::SimpleLimits;
pub use trunk::{Login, TrunkConfig};
