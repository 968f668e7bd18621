#![allow(clippy::unwrap_used, reason = "tests")]
//! Real messages of H.323: our codec against two others, and `tolk ladder` against tshark.

mod captures;
mod golden;
mod ladder;
mod sent;
