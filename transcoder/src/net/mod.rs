//! Datagram sockets of an engine thread: batched in both directions, one poll for all of them.
//!
//! Kernel time is 60 to 80 % of a relay's work; grouping packets (recvmmsg, sendmmsg, UDP_SEGMENT) is worth more than any other
//! choice. `sys` is the only place with `unsafe`.

mod queue;
mod range;
mod socket;
mod sys;
#[cfg(test)]
mod tests;

pub(crate) use queue::SendQueue;
pub(crate) use range::PortRange;
pub(crate) use socket::{UdpPort, source_toward};
pub(crate) use sys::{Epoll, EventFd, RawAddress, ReceiveBatch};

pub use sys::interface_addresses;

/// Largest datagram that is received or sent: an Ethernet frame and room for SRTP's tag and our header extensions.
pub(crate) const DATAGRAM: usize = 2048;
