//! The machine room: sockets, tasks, configuration, storage and the web around the pure crates. It sees all and decides nothing.

pub mod archive;
pub mod cli;
pub mod clock;
pub mod config;
pub mod drive;
pub mod handle;
pub mod http;
pub mod identity;
pub mod listed;
pub mod serve;
pub mod state;
pub mod switchboard;
pub mod tasks;
pub mod telemetry;
