//! The engine: one shard's ports and relay, in one thread.
//!
//! The async side only sends commands and receives events. Commands travel in a bounded channel with an eventfd that wakes the
//! thread; packets never leave it, and no lock is taken on their way.

mod config;
mod handle;

pub use config::{EngineConfig, EngineError, Network, NetworkAddress};
pub use handle::Engine;
