//! Where devices are reached at present: bindings of aliases, under the rules of RFC 3261 §10.3 and RFC 5626 §6.
//!
//! A value without I/O: the node keeps one, feeds it registrations and the time, and asks it whither a call to somebody goes.

mod bindings;
#[cfg(test)]
mod tests;

pub use bindings::{Bindings, Changed, Limits};
