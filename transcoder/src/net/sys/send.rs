//! sendmmsg with UDP_SEGMENT out of an arena.

use std::io;
use std::mem;
use std::os::fd::RawFd;
use std::ptr;

use super::address::RawAddress;

/// Messages that one sendmmsg takes at most.
const MESSAGES: usize = 256;
/// Datagrams that one GSO message carries at most (the kernel's UDP_MAX_SEGMENTS is 64 on old kernels).
const SEGMENTS: usize = 48;
/// Bytes that one GSO message carries at most: below the 16-bit length of IP.
const SEGMENT_BYTES: usize = 60_000;

/// One datagram in an arena that waits to be sent.
#[derive(Clone, Copy)]
pub(crate) struct Segment {
    pub(crate) socket: RawFd,
    pub(crate) to: RawAddress,
    pub(crate) offset: usize,
    pub(crate) length: usize,
}

#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct SegmentControl {
    header: libc::cmsghdr,
    size: u16,
    padding: [u8; 6],
}

/// Scratch space for sendmmsg, kept between calls so that nothing is allocated.
#[derive(Default)]
pub(crate) struct Sender {
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
    controls: Vec<SegmentControl>,
    counts: Vec<u64>,
}

// SAFETY: the pointers are written and used within one call of `send` and never read again.
unsafe impl Send for Sender {}

impl Sender {
    /// Sends all of `segments`, whose bytes lie in `arena`; datagrams to one peer that follow each other and have one length go
    /// out as one GSO message. Returns how many were handed to the kernel; the rest were refused (socket buffer full, no route).
    pub(crate) fn send(&mut self, arena: &mut [u8], segments: &mut [Segment]) -> u64 {
        let mut sent = 0;
        let mut start = 0;
        while let Some(first) = segments.get(start) {
            let socket = first.socket;
            let same = segments
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take_while(|s| s.socket == socket)
                .count();
            if let Some(run) = segments.get_mut(start..start + same) {
                sent += self.send_run(socket, arena, run);
            }
            start += same;
        }
        sent
    }

    fn send_run(&mut self, socket: RawFd, arena: &mut [u8], run: &mut [Segment]) -> u64 {
        self.vectors.clear();
        self.headers.clear();
        self.controls.clear();
        self.counts.clear();
        let mut at = 0;
        while at < run.len() {
            let (count, total) = group(run.get(at..).unwrap_or_default());
            let Some(first) = run.get_mut(at) else { break };
            let Some(bytes) = arena.get_mut(first.offset..first.offset + total) else {
                break;
            };
            self.vectors.push(libc::iovec {
                iov_base: bytes.as_mut_ptr().cast(),
                iov_len: total,
            });
            self.controls.push(segment_size(first.length));
            // SAFETY: an all-zero mmsghdr is a valid one without buffers.
            let mut header: libc::mmsghdr = unsafe { mem::zeroed() };
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_namelen = first.to.length();
            header.msg_hdr.msg_name = ptr::from_mut(&mut first.to).cast();
            if count > 1 {
                header.msg_hdr.msg_controllen = mem::size_of::<SegmentControl>();
            }
            self.headers.push(header);
            self.counts.push(count as u64);
            at += count;
        }
        for (index, header) in self.headers.iter_mut().enumerate() {
            if let (Some(vector), Some(control)) =
                (self.vectors.get_mut(index), self.controls.get_mut(index))
            {
                header.msg_hdr.msg_iov = vector;
                if header.msg_hdr.msg_controllen > 0 {
                    header.msg_hdr.msg_control = ptr::from_mut(control).cast();
                }
            }
        }
        self.hand_over(socket)
    }

    fn hand_over(&mut self, socket: RawFd) -> u64 {
        let (mut done, mut sent) = (0, 0);
        while let Some(rest) = self.headers.get_mut(done..).filter(|r| !r.is_empty()) {
            let wanted = rest.len().min(MESSAGES);
            // SAFETY: each header points at a vector, an address and perhaps a control message that live until the call returns,
            // and the vectors at bytes of an arena that is borrowed for as long.
            let result = unsafe {
                libc::sendmmsg(
                    socket,
                    rest.as_mut_ptr(),
                    wanted as libc::c_uint,
                    libc::MSG_DONTWAIT,
                )
            };
            match usize::try_from(result) {
                Ok(count) if count > 0 => {
                    sent += self.counts.iter().skip(done).take(count).sum::<u64>();
                    done += count;
                }
                // The first of them was refused: it is lost, like any datagram, and the next ones get their chance.
                _ => {
                    if segmentation_failed() {
                        sent += self.one_by_one(socket, done);
                    }
                    done += 1;
                }
            }
        }
        sent
    }
}

impl Sender {
    /// Sends the segments of a GSO message as datagrams of their own; how many the kernel took.
    fn one_by_one(&mut self, socket: RawFd, index: usize) -> u64 {
        let (Some(message), Some(control)) = (self.headers.get(index), self.controls.get(index))
        else {
            return 0;
        };
        let mut header = message.msg_hdr;
        if header.msg_controllen == 0 {
            return 0;
        }
        (header.msg_control, header.msg_controllen) = (ptr::null_mut(), 0);
        let Some(whole) = self.vectors.get(index).copied() else {
            return 0;
        };
        let (size, mut sent) = (usize::from(control.size).max(1), 0);
        for offset in (0..whole.iov_len).step_by(size) {
            let mut vector = libc::iovec {
                // SAFETY: the offset is below the length of the bytes that the vector points at.
                iov_base: unsafe { whole.iov_base.cast::<u8>().add(offset) }.cast(),
                iov_len: size.min(whole.iov_len - offset),
            };
            header.msg_iov = &raw mut vector;
            // SAFETY: as in `hand_over`; the vector lives until the call returns.
            let result = unsafe { libc::sendmsg(socket, &raw const header, libc::MSG_DONTWAIT) };
            sent += u64::from(result >= 0);
        }
        sent
    }
}

/// Whether the last call failed for what GSO alone cannot do: a path with an MTU below the segments' size, a device or a tunnel that
/// does not compute checksums. The datagrams by themselves may pass.
fn segmentation_failed() -> bool {
    matches!(
        io::Error::last_os_error().raw_os_error(),
        Some(libc::EINVAL | libc::EIO | libc::EMSGSIZE | libc::EOPNOTSUPP)
    )
}

/// How many of the first segments go as one message, and their bytes: one peer, equal lengths (the last may be shorter).
fn group(run: &[Segment]) -> (usize, usize) {
    let Some(first) = run.first() else {
        return (0, 0);
    };
    let (mut count, mut total) = (1, first.length);
    for next in run.iter().skip(1) {
        let fits = count < SEGMENTS
            && next.length <= first.length
            && next.length > 0
            && next.offset == first.offset + total
            && total + next.length <= SEGMENT_BYTES
            && next.to.same_peer(&first.to);
        if !fits {
            break;
        }
        count += 1;
        total += next.length;
        if next.length < first.length {
            break;
        }
    }
    (count, total)
}

fn segment_size(length: usize) -> SegmentControl {
    // SAFETY: an all-zero cmsghdr is valid.
    let mut header: libc::cmsghdr = unsafe { mem::zeroed() };
    header.cmsg_len = mem::size_of::<libc::cmsghdr>() + mem::size_of::<u16>();
    header.cmsg_level = libc::SOL_UDP;
    header.cmsg_type = libc::UDP_SEGMENT;
    SegmentControl {
        header,
        size: u16::try_from(length).unwrap_or(0),
        padding: [0; 6],
    }
}
