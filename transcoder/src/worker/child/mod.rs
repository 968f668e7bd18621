//! The worker's own side.

mod control;

pub use control::main;
