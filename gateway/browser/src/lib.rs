//! The browser edge: JSON over a websocket on one side, [`tolk_model::leg`] on the other. Pure: no socket, no clock.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod protocol;
