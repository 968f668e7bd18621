//! `tolk ladder`: what a capture shows, read with our own decoders.
//!
//! ```text
//! capture -> packet -> fragments -> (UDP) ------------------> talk -> Row
//!                                -> (TCP) stream -> recognise -^
//! ```
//! A capture comes from anywhere: each stage has limits, drops what it cannot follow, and says so where a person would miss it.
//! Ports are not believed; see `recognise`.

mod book;
mod capture;
mod command;
mod datagrams;
mod fragments;
mod fuzz;
mod packet;
mod reader;
mod recognise;
mod row;
mod rtp;
mod stream;
mod streams;
#[cfg(test)]
mod tests;
mod text;

pub(super) use command::{Form, ladder};
pub use fuzz::fuzz_ladder;
