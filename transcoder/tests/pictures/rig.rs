//! A picture branch, senders that answer picture requests, and receivers that put pictures together again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use crossbeam_channel::{Receiver, bounded};
use serde_json::Value;
use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::media::PictureSize;
use tolk_model::plan::{Class, MediaPlan, Picture};
use tolk_model::{BitRate, ClassId, Codec, LegId, MeetingId, PayloadType, StreamId};
use tolk_transcoder::branch::{BranchInput, BranchOutput, BranchPacket};
use tolk_transcoder::picture::h264::{self, H264Depacketizer};
use tolk_transcoder::picture::vp8::{self, Vp8Depacketizer};
use tolk_transcoder::picture::{self, MAX_PAYLOAD_BYTES, PictureConfig, PictureHandle};
use tolk_transcoder::worker::parent::WorkerCommand;

use super::clip::{RATE, Unit};

/// Everything that a test waits for comes within this, on a slow machine, too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
const MEETING: u64 = 1;
const STREAM: StreamId = StreamId(1);

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) struct Rig {
    pub(crate) handle: PictureHandle,
    outputs: Receiver<BranchOutput>,
    pub(crate) senders: BTreeMap<u64, Sender>,
    pub(crate) watched: BTreeMap<u32, Watched>,
    pub(crate) replaced: Vec<&'static str>,
    pub(crate) refused: Vec<LegId>,
    version: u64,
    next_picture: Instant,
    _alone: MutexGuard<'static, ()>,
}

/// A leg that sends a clip over and over, and from its beginning when a whole picture is asked for.
pub(crate) struct Sender {
    codec: Codec,
    clip: Vec<Unit>,
    position: usize,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    lose: bool,
    /// Sends these bytes instead.
    pub(crate) garbage: Option<Vec<u8>>,
    pub(crate) paused: bool,
    /// Does not answer picture requests.
    pub(crate) deaf: bool,
    pub(crate) requests: u32,
}

/// What came of one class.
#[derive(Default)]
pub(crate) struct Watched {
    pub(crate) pictures: Vec<Received>,
    pub(crate) payloads: Vec<Bytes>,
    h264: H264Depacketizer,
    vp8: Vp8Depacketizer,
}

pub(crate) struct Received {
    pub(crate) unit: Unit,
    pub(crate) timestamp: u32,
    pub(crate) at: Instant,
}

impl Rig {
    /// With a spare that is warm already.
    pub(crate) fn start() -> Rig {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let config = PictureConfig {
            worker: WorkerCommand {
                program: PathBuf::from(env!("CARGO_BIN_EXE_transcode-worker")),
                arguments: Vec::new(),
            },
            spare: true,
        };
        let (outputs, answers) = bounded(4096);
        let handle = picture::start(config, outputs, || ()).unwrap();
        let mut rig = Rig {
            handle,
            outputs: answers,
            senders: BTreeMap::new(),
            watched: BTreeMap::new(),
            replaced: Vec::new(),
            refused: Vec::new(),
            version: 0,
            next_picture: Instant::now(),
            _alone: alone,
        };
        rig.until("a spare", |rig| rig.state()["spare_ready"] == true);
        rig
    }

    pub(crate) fn sender(&mut self, leg: u64, codec: Codec, clip: &[Unit]) {
        let sender = Sender {
            codec,
            clip: clip.to_vec(),
            position: 0,
            sequence: 65_500,
            timestamp: u32::MAX - 20_000,
            ssrc: leg as u32,
            lose: false,
            garbage: None,
            paused: false,
            deaf: false,
            requests: 0,
        };
        self.senders.insert(leg, sender);
    }

    pub(crate) fn plan(&mut self, classes: &[Class]) {
        self.version += 1;
        let plan = MediaPlan {
            version: self.version,
            classes: classes.to_vec(),
            ..MediaPlan::default()
        };
        self.tell(BranchInput::Plan(meeting(), Arc::new(plan)));
    }

    pub(crate) fn tell(&self, input: BranchInput) {
        self.handle.inputs().send(input).unwrap();
    }

    pub(crate) fn request(&self, class: u32) {
        self.tell(BranchInput::PictureRequest(meeting(), ClassId(class)));
    }

    pub(crate) fn available(&self, class: u32, rate: BitRate) {
        self.tell(BranchInput::Available(meeting(), ClassId(class), rate.0));
    }

    pub(crate) fn close(&self) {
        self.tell(BranchInput::Close(meeting()));
    }

    pub(crate) fn state(&self) -> Value {
        self.handle.debug_state()
    }

    pub(crate) fn meeting(&self) -> Value {
        self.state()["meetings"][0].clone()
    }

    pub(crate) fn worker_pid(&self) -> i32 {
        self.meeting()["worker_pid"].as_i64().unwrap() as i32
    }

    /// Sends in real time until something is true; panics when it does not become true.
    pub(crate) fn until(&mut self, what: &str, mut is_true: impl FnMut(&mut Rig) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_true(self) {
            assert!(
                Instant::now() < deadline,
                "no {what}; {}",
                serde_json::to_string_pretty(&self.state()).unwrap()
            );
            self.step();
        }
    }

    /// Sends in real time for a while.
    pub(crate) fn go_on(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.step();
        }
    }

    /// Until `count` more pictures of a class have come.
    pub(crate) fn pictures(&mut self, class: u32, count: usize) {
        let before = self.count(class);
        self.until(&format!("{count} pictures of class {class}"), |rig| {
            rig.count(class) >= before + count
        });
    }

    pub(crate) fn count(&self, class: u32) -> usize {
        self.watched
            .get(&class)
            .map_or(0, |watched| watched.pictures.len())
    }

    pub(crate) fn keys(&self, class: u32) -> usize {
        self.watched.get(&class).map_or(0, |watched| {
            watched.pictures.iter().filter(|p| p.unit.key).count()
        })
    }

    pub(crate) fn units(&self, class: u32) -> Vec<Unit> {
        self.watched[&class]
            .pictures
            .iter()
            .map(|p| p.unit.clone())
            .collect()
    }

    /// Takes what comes until the next picture is due, then sends one of each sender.
    fn step(&mut self) {
        while let Ok(output) = self.outputs.recv_deadline(self.next_picture) {
            self.take(output);
        }
        self.next_picture = (self.next_picture + Duration::from_secs(1) / RATE).max(Instant::now());
        for (leg, sender) in &mut self.senders {
            for packet in sender.next(*leg) {
                self.handle
                    .inputs()
                    .send(BranchInput::Packet(packet))
                    .unwrap();
            }
        }
    }

    fn take(&mut self, output: BranchOutput) {
        match output {
            BranchOutput::Picture {
                class,
                codec,
                timestamp,
                marker,
                key,
                payload,
                ..
            } => {
                let watched = self.watched.entry(class.0).or_default();
                watched.take(codec, timestamp, marker, key, &payload);
            }
            BranchOutput::NeedsPicture { leg, .. } => {
                for (number, sender) in &mut self.senders {
                    if LegId::from_number(*number) == leg {
                        sender.requests += 1;
                        if !sender.deaf {
                            sender.position = 0;
                        }
                    }
                }
            }
            BranchOutput::WorkerReplaced { why, .. } => self.replaced.push(why),
            BranchOutput::StreamRefused { leg, .. } => self.refused.push(leg),
            other => panic!("unexpected {other:?}"),
        }
    }
}

impl Sender {
    /// One packet of the next picture does not arrive.
    pub(crate) fn lose_next(&mut self) {
        self.lose = true;
    }

    fn next(&mut self, leg: u64) -> Vec<BranchPacket> {
        self.timestamp = self.timestamp.wrapping_add(90_000 / RATE);
        if self.paused {
            return Vec::new();
        }
        let unit = self.clip[self.position % self.clip.len()].clone();
        self.position += 1;
        let bytes = self.garbage.clone().unwrap_or(unit.bytes);
        let mut payloads = Vec::new();
        match self.codec {
            Codec::H264 => {
                let mode = Packetization::NonInterleaved;
                h264::packetize(&bytes, mode, MAX_PAYLOAD_BYTES, |p| payloads.push(p));
            }
            _ => vp8::packetize(&bytes, self.sequence & 0x7fff, MAX_PAYLOAD_BYTES, |p| {
                payloads.push(p);
            }),
        }
        let last = payloads.len().saturating_sub(1);
        let lost = std::mem::take(&mut self.lose).then_some(last);
        payloads
            .into_iter()
            .enumerate()
            .filter_map(|(index, payload)| {
                self.sequence = self.sequence.wrapping_add(1);
                (lost != Some(index)).then(|| BranchPacket {
                    leg: LegId::from_number(leg),
                    stream: STREAM,
                    ssrc: self.ssrc,
                    codec: self.codec,
                    payload_type: PayloadType::new(96).unwrap(),
                    sequence: self.sequence,
                    timestamp: self.timestamp,
                    marker: index == last,
                    arrived: Instant::now(),
                    payload: Bytes::from(payload),
                })
            })
            .collect()
    }
}

impl Watched {
    fn take(&mut self, codec: Codec, timestamp: u32, marker: bool, key: bool, payload: &Bytes) {
        assert!(payload.len() <= MAX_PAYLOAD_BYTES);
        self.payloads.push(payload.clone());
        let unit = match codec {
            Codec::H264 => {
                self.h264.push(payload).unwrap();
                marker.then(|| self.h264.finish().unwrap())
            }
            _ => {
                self.vp8.push(payload).unwrap();
                marker.then(|| self.vp8.finish().unwrap())
            }
        };
        if let Some((bytes, is_key)) = unit {
            assert_eq!(is_key, key);
            self.pictures.push(Received {
                unit: Unit { bytes, key },
                timestamp,
                at: Instant::now(),
            });
        }
    }

    /// Steps of the RTP clock from picture to picture.
    pub(crate) fn steps(&self) -> Vec<u32> {
        self.pictures
            .windows(2)
            .map(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp))
            .collect()
    }

    /// Longest time without a picture since `from`.
    pub(crate) fn longest_gap(&self, from: Instant) -> Duration {
        let times: Vec<Instant> = self
            .pictures
            .iter()
            .map(|p| p.at)
            .filter(|at| *at >= from)
            .collect();
        times
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .max()
            .unwrap_or(Duration::MAX)
    }

    /// Rate since `from`, bit/s.
    pub(crate) fn rate(&self, from: Instant) -> u64 {
        let bytes: usize = self
            .pictures
            .iter()
            .filter(|p| p.at >= from)
            .map(|p| p.unit.bytes.len())
            .sum();
        (bytes as f64 * 8.0 / from.elapsed().as_secs_f64()) as u64
    }
}

pub(crate) fn meeting() -> MeetingId {
    MeetingId::from_number(MEETING)
}

/// How a class is encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum As {
    Vp8,
    H264,
    /// One NAL unit a packet.
    H264Single,
}

pub(crate) fn class(id: u32, of: u64, how: As, size: (u16, u16), rate: BitRate) -> Class {
    let picture = Picture::Of {
        leg: LegId::from_number(of),
        stream: STREAM,
    };
    class_of(id, picture, how, size, rate)
}

pub(crate) fn class_of(
    id: u32,
    picture: Picture,
    how: As,
    size: (u16, u16),
    rate: BitRate,
) -> Class {
    let h264 = |packetization| {
        CodecParameters::H264(H264 {
            profile: H264Profile::ConstrainedBaseline,
            level: 31,
            packetization,
            asymmetry_allowed: true,
            max_mbps: None,
            max_fs: None,
            max_br: None,
        })
    };
    let (codec, parameters) = match how {
        As::Vp8 => (
            Codec::Vp8,
            CodecParameters::Vp8 {
                max_frame_rate: None,
                max_frame_size: None,
            },
        ),
        As::H264 => (Codec::H264, h264(Packetization::NonInterleaved)),
        As::H264Single => (Codec::H264, h264(Packetization::SingleNal)),
    };
    Class {
        id: ClassId(id),
        picture,
        codec: CodecLimits {
            codec,
            payload_type: PayloadType::new(97).unwrap(),
            clock_rate: codec.clock_rate(),
            parameters,
            rtx: None,
        },
        size: PictureSize::new(size.0, size.1),
        frame_rate: 30,
        bitrate: rate,
    }
}
