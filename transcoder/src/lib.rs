//! The media plane: ports, relay, sound, and the supervised workers that recode pictures.
//!
//! One verb: [`Engine::apply`] takes the wanted state of a meeting and does the difference. GStreamer and the `rtc-*` crates are
//! named only in this crate. RTP lives in engine threads and never crosses a tokio task.

pub mod branch;
pub mod engine;
pub mod fuzz;
pub mod picture;
pub mod sound;
pub mod worker;

mod net;
mod port;
mod quality;
mod relay;
mod rtcp;
mod rtp;
mod srtp;
mod sync;

pub use engine::{Engine, EngineConfig, EngineError, Marks, Network, NetworkAddress};
pub use net::interface_addresses;
