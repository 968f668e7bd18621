//! The system calls that the standard library does not offer: recvmmsg, sendmmsg with UDP_SEGMENT, epoll, eventfd, getifaddrs.
#![expect(
    unsafe_code,
    reason = "system calls over buffers that these files own; each block says why it is sound"
)]

mod address;
mod interfaces;
mod poll;
mod receive;
mod send;

pub(crate) use address::RawAddress;
pub use interfaces::interface_addresses;
#[cfg(test)]
pub(super) use interfaces::without_checksums;
pub(crate) use poll::{Epoll, EventFd};
pub(crate) use receive::ReceiveBatch;
pub(super) use send::{Segment, Sender};
