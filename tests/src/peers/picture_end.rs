//! The end of a line of pictures: counts H.264 that comes over plain RTP (RFC 6184), and the whole pictures among it.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Receives pictures until it is dropped.
pub struct PictureEnd {
    address: SocketAddr,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    packets: AtomicUsize,
    /// RTP times of the pictures that need no other.
    whole: Mutex<Vec<u32>>,
}

impl PictureEnd {
    /// Opens a free port.
    ///
    /// # Errors
    /// When none can be opened.
    pub fn open(ip: IpAddr) -> std::io::Result<PictureEnd> {
        let socket = UdpSocket::bind(SocketAddr::new(ip, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(20)))?;
        let address = socket.local_addr()?;
        let seen = Arc::new(Seen::default());
        let writes = Arc::clone(&seen);
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 2_048];
            while !writes.stop.load(Ordering::Relaxed) {
                if let Ok((length, _)) = socket.recv_from(&mut buffer) {
                    writes.note(&buffer[..length]);
                }
            }
        });
        Ok(PictureEnd {
            address,
            seen,
            thread: Some(thread),
        })
    }

    /// Where it receives.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Packets so far.
    pub fn packets(&self) -> usize {
        self.seen.packets.load(Ordering::Relaxed)
    }

    /// Whole pictures so far: instantaneous decoder refreshes.
    pub fn whole_pictures(&self) -> usize {
        let whole = self.seen.whole.lock();
        whole.unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Seen {
    fn note(&self, packet: &[u8]) {
        let Some((time, payload)) = payload(packet) else {
            return;
        };
        self.packets.fetch_add(1, Ordering::Relaxed);
        let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if is_whole(payload) && whole.last() != Some(&time) {
            whole.push(time);
        }
    }
}

impl Drop for PictureEnd {
    fn drop(&mut self) {
        self.seen.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// RTP time and payload (RFC 3550 §5.1); reports that share the port are none.
fn payload(packet: &[u8]) -> Option<(u32, &[u8])> {
    let [first, kind, _, _, a, b, c, d, ..] = packet else {
        return None;
    };
    if first >> 6 != 2 || (64..96).contains(&(kind & 0x7f)) {
        return None;
    }
    let mut at = 12 + 4 * usize::from(first & 0x0f);
    if first & 0x10 != 0 {
        let words = packet.get(at + 2..at + 4)?;
        at += 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
    }
    Some((u32::from_be_bytes([*a, *b, *c, *d]), packet.get(at..)?))
}

/// Whether a slice of an instantaneous decoder refresh begins here (RFC 6184 §5.4: alone, aggregated, first of fragments).
fn is_whole(payload: &[u8]) -> bool {
    const REFRESH: u8 = 5;
    let Some(first) = payload.first() else {
        return false;
    };
    match first & 31 {
        REFRESH => true,
        24 => {
            let mut rest = &payload[1..];
            while let [high, low, kind, ..] = rest {
                if kind & 31 == REFRESH {
                    return true;
                }
                let size = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(2 + size..).unwrap_or_default();
            }
            false
        }
        28 => payload
            .get(1)
            .is_some_and(|fragment| fragment & 0x80 != 0 && fragment & 31 == REFRESH),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(kind: u8, time: u32, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x80, kind, 0, 1];
        packet.extend(time.to_be_bytes());
        packet.extend(7_u32.to_be_bytes());
        packet.extend_from_slice(payload);
        packet
    }

    #[test]
    fn whole_pictures_are_counted_once_and_others_not() {
        let seen = Seen::default();
        let alone = [0x65, 1];
        let together = [0x78, 0, 2, 0x67, 1, 0, 2, 0x65, 1];
        let (first, next) = ([0x7c, 0x85, 1], [0x7c, 0x05, 1]);
        for (time, payload) in [
            (1, &alone[..]),
            (1, &alone),
            (2, &together),
            (3, &first),
            (3, &next),
        ] {
            seen.note(&packet(96, time, payload));
        }
        for payload in [
            &[0x61, 1][..],
            &[0x67, 1],
            &[0x7c, 0x81, 1],
            &[0x78, 0, 2, 0x61, 1],
            &[],
        ] {
            seen.note(&packet(96, 4, payload));
        }
        // A report is no picture, whatever it holds.
        seen.note(&packet(200, 5, &alone));
        assert_eq!(
            *seen.whole.lock().unwrap_or_else(PoisonError::into_inner),
            [1, 2, 3]
        );
        assert_eq!(seen.packets.load(Ordering::Relaxed), 10);
    }
}
