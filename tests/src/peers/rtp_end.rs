//! The media of a scripted telephone: G.711 A-law over plain RTP (RFC 3550, RFC 3551), sent to whoever sends to it first or to a
//! given address, and recorded.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::measure::{Sender, g711, sound, wav::Wav};

/// Samples a packet: 20 ms.
const FRAME: usize = 160;
const RATE: u32 = 8_000;
/// PCMA (RFC 3551 table 4).
const PCMA: u8 = 8;

/// One end of a telephone call's sound. Ends when it is dropped.
pub struct RtpEnd {
    address: SocketAddr,
    socket: UdpSocket,
    heard: Arc<Mutex<Vec<i16>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RtpEnd {
    /// Opens a free port and sends the tones of `sender`, or nothing, as soon as it knows where to.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn open(ip: IpAddr, sender: Option<Sender>) -> std::io::Result<RtpEnd> {
        let socket = UdpSocket::bind(SocketAddr::new(ip, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(5)))?;
        let address = socket.local_addr()?;
        let (heard, stop) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let tones = sender.map(|sender| sound::generate(sender, RATE, 10));
        let mut line = Line {
            socket: socket.try_clone()?,
            peer: None,
            tones: tones.unwrap_or_default(),
            heard: Arc::clone(&heard),
            sent: 0,
        };
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut next = Instant::now();
            while !flag.load(Ordering::Relaxed) {
                line.listen();
                while Instant::now() >= next {
                    line.speak();
                    next += Duration::from_millis(20);
                }
            }
        });
        Ok(RtpEnd {
            address,
            socket,
            heard,
            stop,
            thread: Some(thread),
        })
    }

    /// Where it receives.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has heard since the last call of this: payloads in the order in which they came.
    pub fn take_heard(&self) -> Wav {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        Wav {
            rate: RATE,
            samples: std::mem::take(&mut heard),
        }
    }

    /// Sends bytes as they are: damaged packets.
    ///
    /// # Errors
    /// When the socket refuses.
    pub fn send_raw(&self, to: SocketAddr, bytes: &[u8]) -> std::io::Result<()> {
        self.socket.send_to(bytes, to).map(drop)
    }
}

impl Drop for RtpEnd {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Line {
    socket: UdpSocket,
    peer: Option<SocketAddr>,
    tones: Vec<i16>,
    heard: Arc<Mutex<Vec<i16>>>,
    sent: u32,
}

impl Line {
    fn listen(&mut self) {
        let mut buffer = [0; 2_048];
        let Ok((length, from)) = self.socket.recv_from(&mut buffer) else {
            return;
        };
        let Some(payload) = payload(&buffer[..length]) else {
            return;
        };
        self.peer.get_or_insert(from);
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend(payload.iter().map(|octet| g711::decode(*octet)));
    }

    fn speak(&mut self) {
        let Some(peer) = self.peer.filter(|_| !self.tones.is_empty()) else {
            return;
        };
        let from = self.sent as usize * FRAME;
        let mut packet = vec![0x80, PCMA | if self.sent == 0 { 0x80 } else { 0 }];
        packet.extend_from_slice(&self.sent.to_be_bytes()[2..]);
        packet.extend_from_slice(&self.sent.wrapping_mul(FRAME as u32).to_be_bytes());
        packet.extend_from_slice(&0x7011_7011_u32.to_be_bytes());
        packet.extend((from..from + FRAME).map(|n| g711::encode(self.tones[n % self.tones.len()])));
        // A peer that has hung up refuses: the story will tell.
        drop(self.socket.send_to(&packet, peer));
        self.sent = self.sent.wrapping_add(1);
    }
}

/// The payload of a PCMA packet without padding; nothing else is sound here (RFC 3550 §5.1).
fn payload(packet: &[u8]) -> Option<&[u8]> {
    let [first, second, ..] = packet else {
        return None;
    };
    if first >> 6 != 2 || first & 0x30 != 0 || second & 0x7f != PCMA {
        return None;
    }
    packet.get(12 + 4 * usize::from(first & 0x0f)..)
}
