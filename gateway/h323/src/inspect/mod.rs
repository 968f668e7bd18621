//! What a message says, for people: captures, the journal, tests against other decoders.
//!
//! A [`Seen`] has a name, a call, every field, and what is wrong with it. H.245 messages that are tunnelled come out as messages of their
//! own, after the one that carried them; what is packed in fields (`fastStart`, H.460 parameters) is unpacked in its place.

mod learn;
mod message;
#[cfg(test)]
mod tests;

pub use learn::Addresses;
pub use message::{Protocol, Seen, h225, h245, ras};
