//! What the media plane should do: one pure function over everything that a meeting knows ([`plan`]).
//!
//! Deterministic and total. Six steps, each a function of its own: who is shown and heard where; what sender and receiver have in
//! common; forward where one encoding satisfies; one encoder for each distinct picture; fit the budget; keep what was before.

mod budget;
mod build;
mod input;

pub use budget::Budget;
pub use build::{plan, slots};
pub use input::{PlanInput, PlanLeg, Stage};
