//! Recodes 720p30 H.264 to VP8 in real time for some seconds, through the picture branch and a worker process, and prints what it cost as
//! JSON. `transcode_720p SECONDS CLIP.h264`; a clip that does not exist is made, so that another program can recode the same one.
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use crossbeam_channel::{Receiver, bounded};
use gstreamer as gst;
use gstreamer_app as app;
use gstreamer_video as gv;
use gv::prelude::*;
use serde_json::json;
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::media::PictureSize;
use tolk_model::plan::{Class, MediaPlan, Picture};
use tolk_model::{BitRate, ClassId, Codec, LegId, MeetingId, PayloadType, StreamId};
use tolk_transcoder::branch::{BranchInput, BranchOutput, BranchPacket};
use tolk_transcoder::picture::{self, MAX_PAYLOAD_BYTES, PictureConfig, PictureHandle, h264};
use tolk_transcoder::worker::{self, parent::WorkerCommand};

const RATE: u32 = 30;
const CLIP_PICTURES: u32 = 180;
const KBPS: u64 = 1000;
/// Start and first pictures are not counted.
const WARM_UP: Duration = Duration::from_secs(2);
/// Clock ticks a second of `/proc/*/stat`: fixed in the Linux interface.
const TICKS_A_SECOND: f64 = 100.0;

type Problem = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "worker") {
        return worker::child::main();
    }
    let seconds = arguments
        .first()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    let clip = arguments
        .get(1)
        .map_or_else(|| PathBuf::from("target/clip_720p.h264"), PathBuf::from);
    match run(Duration::from_secs(seconds), &clip) {
        Ok(result) => {
            println!("{result}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            println!("{}", json!({ "problem": problem.to_string() }));
            ExitCode::FAILURE
        }
    }
}

fn run(time: Duration, path: &Path) -> Result<serde_json::Value, Problem> {
    gst::init()?;
    if !path.exists() {
        make_clip(path)?;
    }
    let clip = read_clip(path)?;
    let (outputs, answers) = bounded(4096);
    let config = PictureConfig {
        worker: WorkerCommand {
            program: std::env::current_exe()?,
            arguments: vec!["worker".into()],
        },
        spare: false,
    };
    let handle = picture::start(config, outputs, || ())?;
    let inputs = handle.inputs();
    inputs.send(BranchInput::Plan(MeetingId::from_number(1), plan()?))?;
    let mut sender = Sender {
        clip,
        position: 0,
        sequence: 0,
        timestamp: 0,
        due: Instant::now(),
    };
    sender.send_for(WARM_UP, &handle, &answers)?;
    let pid = worker_pid(&handle)?;
    let (parent, child) = (cpu("self")?, cpu(&pid)?);
    let began = Instant::now();
    let mut counted = sender.send_for(time, &handle, &answers)?;
    let passed = began.elapsed().as_secs_f64();
    let (parent, child) = (cpu("self")? - parent, cpu(&pid)? - child);
    handle.stop();
    Ok(json!({
        "seconds": passed,
        "pictures_in": counted.sent,
        "pictures_out": counted.received,
        "kbit_per_second_out": (counted.bytes * 8) / 1000 / time.as_secs().max(1),
        "latency_ms_p50": counted.percentile(50),
        "latency_ms_p95": counted.percentile(95),
        "parent_cpu_seconds": parent,
        "worker_cpu_seconds": child,
        "cpu_seconds_per_second": (parent + child) / passed,
    }))
}

#[derive(Default)]
struct Counted {
    sent: u64,
    received: u64,
    bytes: u64,
    /// From the packets of a picture to the first that came back after it, ms.
    latency: Vec<f64>,
}

impl Counted {
    /// The latency that so many of a hundred pictures do not exceed.
    fn percentile(&mut self, percent: usize) -> Option<f64> {
        self.latency.sort_by(f64::total_cmp);
        let last = self.latency.len().saturating_sub(1);
        self.latency.get(last * percent / 100).copied()
    }
}

struct Sender {
    clip: Vec<Vec<Bytes>>,
    position: usize,
    sequence: u16,
    timestamp: u32,
    due: Instant,
}

impl Sender {
    fn send_for(
        &mut self,
        time: Duration,
        handle: &PictureHandle,
        answers: &Receiver<BranchOutput>,
    ) -> Result<Counted, Problem> {
        let mut counted = Counted::default();
        let mut sent = None;
        let end = Instant::now() + time;
        while self.due < end {
            while let Ok(output) = answers.recv_deadline(self.due) {
                match output {
                    BranchOutput::Picture {
                        marker, payload, ..
                    } => {
                        counted.received += u64::from(marker);
                        if marker && let Some(at) = sent.take() {
                            let passed: Duration = Instant::now() - at;
                            counted.latency.push(passed.as_secs_f64() * 1000.0);
                        }
                        counted.bytes += u64::try_from(payload.len())?;
                    }
                    BranchOutput::NeedsPicture { .. } => self.position = 0,
                    _ => {}
                }
            }
            sent = Some(Instant::now());
            self.send(handle)?;
            counted.sent += 1;
            self.due = (self.due + Duration::from_secs(1) / RATE).max(Instant::now());
        }
        Ok(counted)
    }

    fn send(&mut self, handle: &PictureHandle) -> Result<(), Problem> {
        let unit = self
            .clip
            .get(self.position % self.clip.len())
            .ok_or("an empty clip")?;
        self.position += 1;
        self.timestamp = self.timestamp.wrapping_add(90_000 / RATE);
        for (index, payload) in unit.iter().enumerate() {
            self.sequence = self.sequence.wrapping_add(1);
            handle.inputs().send(BranchInput::Packet(BranchPacket {
                leg: LegId::from_number(1),
                stream: StreamId(1),
                ssrc: 1,
                codec: Codec::H264,
                payload_type: PayloadType::from_header(96),
                sequence: self.sequence,
                timestamp: self.timestamp,
                marker: index + 1 == unit.len(),
                arrived: Instant::now(),
                payload: payload.clone(),
            }))?;
        }
        Ok(())
    }
}

fn plan() -> Result<Arc<MediaPlan>, Problem> {
    let class = Class {
        id: ClassId(1),
        picture: Picture::Of {
            leg: LegId::from_number(1),
            stream: StreamId(1),
        },
        codec: CodecLimits {
            codec: Codec::Vp8,
            payload_type: PayloadType::new(97).ok_or("a payload type")?,
            rtx: None,
            clock_rate: Codec::Vp8.clock_rate(),
            parameters: CodecParameters::Vp8 {
                max_frame_rate: None,
                max_frame_size: None,
            },
        },
        size: PictureSize::new(1280, 720),
        frame_rate: 30,
        bitrate: BitRate::kbps(KBPS),
    };
    Ok(Arc::new(MediaPlan {
        version: 1,
        classes: vec![class],
        ..MediaPlan::default()
    }))
}

fn worker_pid(handle: &PictureHandle) -> Result<String, Problem> {
    let state = handle.debug_state();
    let pid = state
        .pointer("/meetings/0/worker_pid")
        .and_then(serde_json::Value::as_u64);
    Ok(pid.ok_or("no worker")?.to_string())
}

/// Processor time of a process so far, seconds.
fn cpu(process: &str) -> Result<f64, Problem> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields = text.rsplit(')').next().unwrap_or_default();
    // Fields 14 and 15 of the whole are 12 and 13 behind the name.
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / TICKS_A_SECOND)
}

/// Something like a conference: a still background, a part that moves, a little noise.
fn make_clip(path: &Path) -> Result<(), Problem> {
    let units = pull(&format!(
        "videotestsrc pattern=smpte num-buffers={CLIP_PICTURES} ! video/x-raw,format=I420,width=1280,height=720,framerate={RATE}/1 ! c.sink_0 \
         videotestsrc pattern=ball motion=sweep num-buffers={CLIP_PICTURES} ! video/x-raw,format=I420,width=560,height=400,framerate={RATE}/1 ! c.sink_1 \
         compositor name=c sink_1::xpos=360 sink_1::ypos=160 ! video/x-raw,format=I420,width=1280,height=720,framerate={RATE}/1 ! \
         x264enc speed-preset=superfast tune=zerolatency threads=1 key-int-max=300 bitrate={KBPS} ! \
         video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au ! appsink name=sink sync=false"
    ))?;
    let mut file = std::fs::File::create(path)?;
    for unit in units {
        file.write_all(&unit)?;
    }
    Ok(())
}

/// The payloads of each picture.
fn read_clip(path: &Path) -> Result<Vec<Vec<Bytes>>, Problem> {
    let units = pull(&format!(
        "filesrc location={} ! h264parse ! video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=sink sync=false",
        path.display()
    ))?;
    Ok(units
        .iter()
        .map(|unit| {
            let mut payloads = Vec::new();
            let mode = Packetization::NonInterleaved;
            h264::packetize(unit, mode, MAX_PAYLOAD_BYTES, |payload| {
                payloads.push(Bytes::from(payload));
            });
            payloads
        })
        .collect())
}

fn pull(description: &str) -> Result<Vec<Vec<u8>>, Problem> {
    let pipeline = gst::parse::launch(description)?
        .downcast::<gst::Pipeline>()
        .map_err(|_| "not a pipeline")?;
    let sink = pipeline
        .by_name("sink")
        .and_downcast::<app::AppSink>()
        .ok_or("no sink")?;
    pipeline.set_state(gst::State::Playing)?;
    let mut units = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        let buffer = sample.buffer().ok_or("no buffer")?;
        units.push(buffer.map_readable()?.to_vec());
    }
    pipeline.set_state(gst::State::Null)?;
    Ok(units)
}
