//! The engine: one shard's ports and relay, in one thread.
//!
//! The async side only sends commands and receives events. Commands travel in a bounded channel with an eventfd that wakes the
//! thread; packets never leave it, and no lock is taken on their way.

mod apply;
mod branches;
mod choose;
mod config;
mod debug;
mod decoded;
mod describe;
mod feedback;
mod forward;
mod guard;
mod handle;
mod leg;
mod lips;
mod networks;
mod open;
mod outbox;
mod outputs;
mod packet;
mod ports;
mod press;
mod receive;
mod release;
mod reopen;
mod reports;
mod route;
mod shard;
mod sources;
mod start;
mod streams;
#[cfg(test)]
mod tests;
mod timers;

pub use config::{EngineConfig, EngineError, Marks, Network, NetworkAddress};
pub use handle::Engine;
