#![allow(clippy::unwrap_used, reason = "tests")]
//! The measuring tools against real peers, without Tolk: what is not seen here cannot be blamed on Tolk elsewhere.

mod baresip;
mod browser;
mod process;
mod telephone;
