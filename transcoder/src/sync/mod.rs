//! Lip-sync: when what a source sends was captured, on our own time line, and what we tell receivers of it.
//!
//! Every time here is in microseconds since the engine thread began ([`Micros`]). A leg's sender reports relate the RTP time of each of
//! its sources to one clock of the sender ([`SenderClock`]); the fastest report of the last minute relates that clock to ours. So two
//! sources of one leg that were captured together get the same time, whatever their packets met on the way. A source without a report that
//! can be believed is taken to be captured when its fastest packet came. What a peer may say is bounded: see [`SourceTime::follow`].
//!
//! Sound that is made here leaves at its own time; a picture that belongs to it is told to be as much later as the sound waited
//! ([`SourceTime::delay`]). `gateway/docs/adr` tells why.

mod floor;
mod sender;
mod slew;
mod source;
mod spoken;

pub(crate) use sender::SenderClock;
pub(crate) use source::{SourceTime, ticks_in};
pub(crate) use spoken::Spoken;

/// Microseconds since the engine thread began.
pub(crate) type Micros = i64;

#[cfg(test)]
mod tests;
