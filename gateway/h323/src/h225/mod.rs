//! H.225.0 call signalling: what Q.931 messages carry, read into views and written from values.

pub(crate) mod alias;
mod read;

mod write;

pub(crate) use read::{Flaw, Received, read, unpack};
pub(crate) use write::{Answer, Endpoint, Names, Outgoing, Setup, fixed};
