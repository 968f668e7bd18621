//! A client: puts sound and picture on one time line by its sender reports, and measures how far apart they begin.

use std::collections::BTreeSet;
use std::net::UdpSocket;
use std::time::Duration;

use tolk_model::Codec;
use tolk_transcoder::picture::h264::H264Depacketizer;
use tolk_transcoder::picture::vp8::Vp8Depacketizer;

use super::clip::are_bright;
use super::wire::{Came, read};

/// What it decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codecs {
    pub(crate) sound: Codec,
    pub(crate) picture: Codec,
}

pub(crate) struct Receiver {
    pub(crate) socket: UdpSocket,
    pub(crate) codecs: Codecs,
    sound: Track,
    picture: Track,
    pub(crate) names: BTreeSet<Vec<u8>>,
}

/// One source of RTP.
struct Track {
    ssrc: u32,
    clock: f64,
    packets: Vec<Packet>,
    /// Seconds of NTP time and RTP time, and how many packets had come by then.
    reports: Vec<(f64, u32, usize)>,
}

struct Packet {
    sequence: u16,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

impl Receiver {
    pub(crate) fn new(socket: UdpSocket, codecs: Codecs, ssrcs: (u32, u32)) -> Receiver {
        let track = |ssrc, clock| Track {
            ssrc,
            clock,
            packets: Vec::new(),
            reports: Vec::new(),
        };
        Receiver {
            socket,
            sound: track(ssrcs.0, f64::from(codecs.sound.clock_rate())),
            picture: track(ssrcs.1, 90_000.0),
            codecs,
            names: BTreeSet::new(),
        }
    }

    /// Takes what has come.
    pub(crate) fn take(&mut self) {
        let mut buffer = [0; 2048];
        while let Ok((length, _)) = self.socket.recv_from(&mut buffer) {
            match read(&buffer[..length]) {
                Came::Rtp {
                    marker,
                    sequence,
                    timestamp,
                    ssrc,
                    payload,
                } => {
                    let packet = Packet {
                        sequence,
                        timestamp,
                        marker,
                        payload,
                    };
                    self.track(ssrc).packets.push(packet);
                }
                Came::Rtcp { report, cname } => {
                    self.names.extend(cname);
                    if let Some((ssrc, ntp, rtp)) = report {
                        let track = self.track(ssrc);
                        let come = track.packets.len();
                        track.reports.push((ntp, rtp, come));
                    }
                }
            }
        }
    }

    fn track(&mut self, ssrc: u32) -> &mut Track {
        [&mut self.sound, &mut self.picture]
            .into_iter()
            .find(|track| track.ssrc == ssrc)
            .unwrap()
    }

    /// How much later than its tone each flash is, in ms, by the sender reports alone; and the steps of these reports are checked.
    pub(crate) fn offsets(&self) -> Vec<f64> {
        self.sound.check_reports();
        self.picture.check_reports();
        let tones = self.tones();
        self.flashes()
            .into_iter()
            .filter_map(|flash| {
                let nearest = tones
                    .iter()
                    .map(|tone| (flash - tone) * 1000.0)
                    .min_by(|a, b| a.abs().total_cmp(&b.abs()))?;
                // The other half of the pair is beyond the recording.
                (nearest.abs() < 500.0).then_some(nearest)
            })
            .collect()
    }

    /// When each tone begins, NTP seconds.
    fn tones(&self) -> Vec<f64> {
        /// Samples that are looked at at once: 1 ms.
        const LOOK: usize = 48;
        let mut opus = opus::Decoder::new(48_000, opus::Channels::Mono).unwrap();
        let (mut times, mut quiet) = (Vec::new(), 0);
        for (index, packet) in self.sound.packets.iter().enumerate() {
            let mut samples = vec![0.0; 5_760];
            let count = match self.codecs.sound {
                Codec::Opus => opus
                    .decode_float(&packet.payload, &mut samples, false)
                    .unwrap(),
                _ => linear(&packet.payload, &mut samples),
            };
            for (n, look) in samples[..count].chunks_exact(LOOK).enumerate() {
                let loud = look.iter().any(|sample| sample.abs() > 0.08);
                if loud && quiet > 100 {
                    let begins = self.sound.time(index, packet.timestamp);
                    times.extend(begins.map(|at| at + n as f64 / 1000.0));
                }
                quiet = if loud { 0 } else { quiet + 1 };
            }
        }
        times
    }

    /// When each flash begins, NTP seconds.
    fn flashes(&self) -> Vec<f64> {
        let (units, times): (Vec<_>, Vec<_>) = self.units().into_iter().unzip();
        let bright = are_bright(self.codecs.picture, &units);
        assert!(
            bright.len() + 1 >= units.len(),
            "{} of {} decoded",
            bright.len(),
            units.len()
        );
        (1..bright.len())
            .filter(|n| bright[*n] && !bright[n - 1])
            .filter_map(|n| times[n])
            .collect()
    }

    /// Whole pictures with their times.
    fn units(&self) -> Vec<(Vec<u8>, Option<f64>)> {
        let (mut h264, mut vp8) = (H264Depacketizer::default(), Vp8Depacketizer::default());
        let mut units = Vec::new();
        for (index, packet) in self.picture.packets.iter().enumerate() {
            let whole = match self.codecs.picture {
                Codec::H264 => {
                    h264.push(&packet.payload).unwrap();
                    packet.marker.then(|| h264.finish()).flatten()
                }
                _ => {
                    vp8.push(&packet.payload).unwrap();
                    packet.marker.then(|| vp8.finish()).flatten()
                }
            };
            if let Some((bytes, _)) = whole {
                units.push((bytes, self.picture.time(index, packet.timestamp)));
            }
        }
        units
    }
}

impl Track {
    /// NTP time of the packet at this place, by the report that came before it; `None` before the third: until then the
    /// jitter buffer learns, and its wait may change by more than a report can tell in time.
    fn time(&self, index: usize, timestamp: u32) -> Option<f64> {
        let known = self.reports.iter().filter(|(_, _, come)| *come <= index);
        let (ntp, rtp, _) = known.skip(2).last()?;
        let ticks = timestamp.wrapping_sub(*rtp).cast_signed();
        Some(ntp + f64::from(ticks) / self.clock)
    }

    /// Neither time nor RTP time goes back, and one passes about as fast as the other.
    fn check_reports(&self) {
        assert!(self.reports.len() >= 4, "{} reports", self.reports.len());
        for pair in self.reports.windows(2).skip(1) {
            let passed = pair[1].0 - pair[0].0;
            let ticks = pair[1].1.wrapping_sub(pair[0].1).cast_signed();
            let told = f64::from(ticks) / self.clock;
            assert!(passed > 0.0 && told >= 0.0, "{passed} s, {told} s");
            assert!((told - passed).abs() < 0.4, "{told} s in {passed} s");
        }
        let gaps = self
            .packets
            .windows(2)
            .filter(|pair| pair[1].sequence != pair[0].sequence.wrapping_add(1));
        assert_eq!(gaps.count(), 0, "nothing is lost on loopback");
    }
}

/// µ-law to samples at 48 kHz.
fn linear(payload: &[u8], samples: &mut [f32]) -> usize {
    for (byte, six) in payload.iter().zip(samples.chunks_exact_mut(6)) {
        let bits = !byte;
        let magnitude = ((i32::from(bits & 15) << 3) + 132) << (bits >> 4 & 7);
        let value = (magnitude - 132) as f32 / 32_768.0;
        six.fill(if bits & 0x80 == 0 { value } else { -value });
    }
    payload.len() * 6
}

/// A socket on loopback that waits a moment.
pub(crate) fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(1)))
        .unwrap();
    socket
}
