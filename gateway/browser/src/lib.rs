//! The browser edge: JSON over a websocket on one side, [`tolk_model::leg`] on the other.
//!
//! Pure: the driver owns the websocket and the clock. One flow is one websocket; one call of `receive` is one text message; one
//! `Transmit` is one text message. A session (a leg) outlives its websocket by `resume` ([`protocol`]).
//!
//! The driver closes a flow with [`tolk_model::Reason::HungUp`] when the page said that it goes away (close code 1001); the leg then
//! ends. With any other reason the leg is kept for a while.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), warn(clippy::indexing_slicing))]

mod config;
mod edge;
mod fuzz;
pub mod protocol;
mod view;

pub use config::{BrowserConfig, Limits};
pub use edge::BrowserEdge;
#[doc(hidden)]
pub use fuzz::fuzz_browser;
