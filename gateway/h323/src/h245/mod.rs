//! H.245: one control session of a call, sans-I/O, in virtual time.
//!
//! [`Session`] speaks the model at its upper face (a `MediaDescription` each way) and messages of H.245 at its lower one. Each
//! procedure of the recommendation is a machine of its own: `determination` (C.2), `announcement` (C.3), `outgoing` and `incoming`
//! (C.4, C.6), `delay` (C.9), `mode` (C.10), `fast_start` (H.323 §8.1.7).

mod announcement;
mod conference;
mod config;
mod control;
mod delay;
mod determination;
mod dispatch;
mod fast_start;
mod fuzz;
mod incoming;
mod input;
mod message;
mod mode;
mod opening;
mod outbox;
mod outgoing;
mod remote;
mod session;
#[cfg(test)]
pub(crate) mod tests;

pub use config::{Config, Timers};
pub use determination::Role;
#[doc(hidden)]
pub use fuzz::fuzz_h245_session;
pub use outbox::{Event, Output, Problem};
pub use session::Session;
