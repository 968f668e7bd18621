#![allow(clippy::unwrap_used, reason = "tests")]
//! The source keeps its promises: which crate may see which, what a pure crate may not touch, whose words stay where, how long a file is.
//! Each rule is shown to fail on a made-up offence before it is believed.

mod arrows;
mod source;
mod words;
