//! Q.931 as H.225.0 §7.2 uses it: the message around the H.225.0 part, and the information elements that H.323 has kept.
//!
//! Elements stay as they came, in order and with those that nobody knows; typed views borrow from them. The user-user element has a
//! length of two bytes (H.225.0 §7.2.2.31), all others of one.

mod elements;
mod message;
#[cfg(test)]
mod tests;

pub use elements::{Bearer, CallState, Cause, Location, Number, Progress};
pub use message::{CallReference, Element, Kind, Message, Q931Error, identifier};
