//! RTCP (RFC 3550 §6), feedback (RFC 4585, RFC 5104) and transport-wide congestion control, read and written in place.

mod read;
#[cfg(test)]
mod tests;
mod transport_wide;
mod write;

pub(crate) use read::{Block, Report, reports};
pub(crate) use transport_wide::{Arrival, ArrivalLog, arrivals};
pub(crate) use write::Writer;
