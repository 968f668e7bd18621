//! recvmmsg into buffers that stay.

use std::mem;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::ptr;

use super::address::RawAddress;
use crate::net::DATAGRAM;

/// Datagrams that one recvmmsg takes at most.
const BATCH: usize = 64;

/// Buffers for one recvmmsg; nothing is allocated after the start.
pub(crate) struct ReceiveBatch {
    // Boxed slices: `headers` points into the other three, which therefore never move or grow.
    buffers: Box<[[u8; DATAGRAM]]>,
    addresses: Box<[RawAddress]>,
    _vectors: Box<[libc::iovec]>,
    headers: Box<[libc::mmsghdr]>,
}

impl ReceiveBatch {
    pub(crate) fn new() -> ReceiveBatch {
        let mut buffers = vec![[0u8; DATAGRAM]; BATCH].into_boxed_slice();
        let mut addresses = vec![RawAddress::empty(); BATCH].into_boxed_slice();
        let mut vectors: Box<[libc::iovec]> = buffers
            .iter_mut()
            .map(|b| libc::iovec {
                iov_base: b.as_mut_ptr().cast(),
                iov_len: DATAGRAM,
            })
            .collect();
        let headers = vectors
            .iter_mut()
            .zip(addresses.iter_mut())
            .map(|(vector, address)| {
                // SAFETY: an all-zero mmsghdr is a valid one without buffers.
                let mut header: libc::mmsghdr = unsafe { mem::zeroed() };
                header.msg_hdr.msg_iov = vector;
                header.msg_hdr.msg_iovlen = 1;
                header.msg_hdr.msg_name = ptr::from_mut(address).cast();
                header
            })
            .collect();
        ReceiveBatch {
            buffers,
            addresses,
            _vectors: vectors,
            headers,
        }
    }

    /// Datagrams that were waiting, at most [`BATCH`]; zero when there is none.
    pub(crate) fn receive(&mut self, socket: RawFd) -> usize {
        for header in &mut self.headers {
            header.msg_hdr.msg_namelen = mem::size_of::<RawAddress>() as libc::socklen_t;
            header.msg_hdr.msg_flags = 0;
        }
        // SAFETY: each header points at one buffer, one vector and one address that live as long as `self`, and nobody else
        // touches them during the call.
        let received = unsafe {
            libc::recvmmsg(
                socket,
                self.headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        usize::try_from(received).unwrap_or(0)
    }

    /// The `index`-th datagram of the last call and its sender; `None` when it was longer than [`DATAGRAM`].
    pub(crate) fn datagram(&mut self, index: usize) -> Option<(SocketAddr, &mut [u8])> {
        let header = self.headers.get(index)?;
        if header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0 {
            return None;
        }
        let length = header.msg_len as usize;
        let from = self.addresses.get(index)?.get();
        let bytes = self.buffers.get_mut(index)?.get_mut(..length)?;
        Some((from, bytes))
    }
}

// SAFETY: the pointers lead only into buffers that the value owns.
unsafe impl Send for ReceiveBatch {}
