//! What the media plane should do: one pure function over everything that a meeting knows ([`plan`]).
//!
//! Deterministic and total, in six steps: who is heard (`sound`) and shown where (`watch`); what sender and receiver have in
//! common (`common`), and forward where one encoding satisfies; one encoder for each distinct picture (`encode`); fit the budget
//! (`budget`); keep what was before (`keep`).

mod budget;
mod build;
mod common;
mod encode;
mod input;
mod keep;
mod sound;
mod steer;
#[cfg(test)]
mod tests;
mod watch;

pub use budget::Budget;
pub use build::{plan, slots};
pub use input::{Hold, PlanInput, PlanLeg, Stage};
pub use steer::steer;
pub use watch::sends_picture;
