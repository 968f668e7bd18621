//! Datagrams on their way out: written into one arena, handed to the kernel in batches.

use std::net::SocketAddr;
use std::os::fd::RawFd;

use super::DATAGRAM;
use super::sys::{RawAddress, Segment, Sender};

/// Bytes of the arena: several bursts of a busy shard. Flushed before it is full.
const ARENA: usize = 256 * 1024;
/// Datagrams that wait at most.
const WAITING: usize = 512;

/// Datagrams on their way out. A packet is written where it will be sent from, protected in place, and committed. Datagrams to one
/// peer should be committed one after the other: they leave as one GSO message.
pub(crate) struct SendQueue {
    arena: Box<[u8]>,
    used: usize,
    waiting: Vec<Segment>,
    sender: Sender,
    sent: u64,
    refused: u64,
}

impl SendQueue {
    pub(crate) fn new() -> SendQueue {
        SendQueue {
            arena: vec![0; ARENA].into_boxed_slice(),
            used: 0,
            waiting: Vec::with_capacity(WAITING),
            sender: Sender::default(),
            sent: 0,
            refused: 0,
        }
    }

    /// Room for one datagram; flushes first when there is none.
    pub(crate) fn slot(&mut self) -> &mut [u8; DATAGRAM] {
        if self.used + DATAGRAM > self.arena.len() || self.waiting.len() >= WAITING {
            self.flush();
        }
        self.arena
            .get_mut(self.used..)
            .and_then(|rest| rest.first_chunk_mut())
            .expect("after a flush the arena is empty and larger than a datagram")
    }

    /// The first `length` bytes of the slot are a datagram.
    pub(crate) fn commit(&mut self, socket: RawFd, to: &RawAddress, length: usize) {
        let length = length.min(DATAGRAM);
        self.waiting.push(Segment {
            socket,
            to: *to,
            offset: self.used,
            length,
        });
        self.used += length;
    }

    /// Copies a datagram that lies elsewhere; one that is too long is dropped.
    pub(crate) fn push(&mut self, socket: RawFd, to: SocketAddr, bytes: &[u8]) {
        if let Some(slot) = self.slot().get_mut(..bytes.len()) {
            slot.copy_from_slice(bytes);
            self.commit(socket, &RawAddress::new(to), bytes.len());
        }
    }

    /// Hands everything to the kernel.
    pub(crate) fn flush(&mut self) {
        let wanted = self.waiting.len() as u64;
        if wanted > 0 {
            let sent = self.sender.send(&mut self.arena, &mut self.waiting);
            self.sent += sent;
            self.refused += wanted - sent;
        }
        self.waiting.clear();
        self.used = 0;
    }

    /// Datagrams that the kernel took and that it refused.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.sent, self.refused)
    }
}
