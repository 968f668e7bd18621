//! The decisions, pure: who may reach whom (`admission`, over a `directory`), what a meeting is, and what its media should be.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod admission;
pub mod directory;
