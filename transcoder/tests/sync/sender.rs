//! A leg that sends the clip in real time over a network that is slower for pictures than for sound.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use tolk_transcoder::picture::{MAX_PAYLOAD_BYTES, vp8};

use super::clip::{self, RATE};
use super::wire;

/// What the network adds to each way.
const SOUND_LATE: Duration = Duration::from_millis(30);
const PICTURE_LATE: Duration = Duration::from_millis(180);
const REPORT_LATE: Duration = Duration::from_millis(30);
/// From capture to the wire: a packet of sound is whole after 20 ms, a picture is encoded after a while.
const PACKET: Duration = Duration::from_millis(20);
const REPORT_EACH: Duration = Duration::from_millis(400);
/// The sender's clock at the beginning: another one than ours.
const EPOCH_US: u64 = 3_000_000_000_000_000;
const SOUND_SSRC: u32 = 11;
const PICTURE_SSRC: u32 = 22;
/// RTP times at the beginning; that of the picture wraps around soon.
const SOUND_BEGINS: u32 = 123_456;
const PICTURE_BEGINS: u32 = u32::MAX - 200_000;

/// What its sender reports say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reports {
    /// The truth.
    Honest,
    /// Sound was captured 300 ms later than it was.
    Shifted,
    /// There are none.
    Missing,
    /// No clock: NTP time zero.
    Zero,
}

pub(crate) struct Sender {
    socket: UdpSocket,
    sound_to: SocketAddr,
    picture_to: SocketAddr,
    reports: Reports,
    pictures: Vec<Vec<u8>>,
    began: Instant,
    sounds: u64,
    shown: u64,
    told: u64,
    sound_sequence: u16,
    picture_sequence: u16,
}

impl Sender {
    pub(crate) fn new(
        socket: UdpSocket,
        (sound_to, picture_to): (SocketAddr, SocketAddr),
        reports: Reports,
        pictures: Vec<Vec<u8>>,
    ) -> Sender {
        Sender {
            socket,
            sound_to,
            picture_to,
            reports,
            pictures,
            began: Instant::now(),
            sounds: 0,
            shown: 0,
            told: 0,
            sound_sequence: 65_500,
            picture_sequence: 65_400,
        }
    }

    /// When it sends next.
    pub(crate) fn next(&self) -> Instant {
        self.sound_due()
            .min(self.picture_due())
            .min(self.report_due())
    }

    /// Sends what is due.
    pub(crate) fn send(&mut self, now: Instant) {
        while self.sound_due() <= now {
            self.send_sound();
        }
        while self.picture_due() <= now {
            self.send_picture();
        }
        while self.report_due() <= now {
            self.send_reports();
        }
    }

    fn sound_due(&self) -> Instant {
        self.began + PACKET * (self.sounds as u32 + 1) + SOUND_LATE
    }

    fn picture_due(&self) -> Instant {
        self.began + Duration::from_secs(self.shown) / RATE + PICTURE_LATE
    }

    fn report_due(&self) -> Instant {
        self.began + REPORT_EACH * (self.told as u32 + 1) + REPORT_LATE
    }

    fn send_sound(&mut self) {
        let from = self.sounds * 160;
        let place = (
            self.sound_sequence,
            SOUND_BEGINS.wrapping_add(from as u32),
            SOUND_SSRC,
        );
        let packet = wire::rtp(0, false, place, &clip::sound(from));
        self.socket.send_to(&packet, self.sound_to).unwrap();
        self.sound_sequence = self.sound_sequence.wrapping_add(1);
        self.sounds += 1;
    }

    fn send_picture(&mut self) {
        let unit = &self.pictures[self.shown as usize % self.pictures.len()];
        let mut payloads = Vec::new();
        let id = (self.shown & 0x7fff) as u16;
        vp8::packetize(unit, id, MAX_PAYLOAD_BYTES, |p| payloads.push(p));
        let timestamp = PICTURE_BEGINS.wrapping_add((self.shown * 90_000 / u64::from(RATE)) as u32);
        let last = payloads.len() - 1;
        for (n, payload) in payloads.iter().enumerate() {
            let place = (self.picture_sequence, timestamp, PICTURE_SSRC);
            let packet = wire::rtp(96, n == last, place, payload);
            self.socket.send_to(&packet, self.picture_to).unwrap();
            self.picture_sequence = self.picture_sequence.wrapping_add(1);
        }
        self.shown += 1;
    }

    fn send_reports(&mut self) {
        self.told += 1;
        let at = REPORT_EACH * self.told as u32;
        let micros = at.as_micros() as u64;
        let ticks = |clock: u64| (micros * clock / 1_000_000) as u32;
        let ours = EPOCH_US + micros;
        let (sound, picture) = match self.reports {
            Reports::Honest => (ours, ours),
            Reports::Shifted => (ours + 300_000, ours),
            Reports::Zero => (0, 0),
            Reports::Missing => return,
        };
        let sound = wire::sender_report(
            SOUND_SSRC,
            wire::ntp(sound),
            SOUND_BEGINS.wrapping_add(ticks(8_000)),
        );
        let picture = wire::sender_report(
            PICTURE_SSRC,
            wire::ntp(picture),
            PICTURE_BEGINS.wrapping_add(ticks(90_000)),
        );
        self.socket.send_to(&sound, self.sound_to).unwrap();
        self.socket.send_to(&picture, self.picture_to).unwrap();
    }
}
