//! The clip: dark, and once a second a flash and a tone burst of 100 ms that begin together.

use gstreamer as gst;
use gstreamer_app as app;
use gstreamer_video as gv;
use gv::prelude::*;

/// Pictures a second.
pub(crate) const RATE: u32 = 30;
/// Pictures from one burst to the next, and the first picture of each.
const PERIOD: u32 = 30;
const FIRST: u32 = 12;
/// Pictures that a burst lasts.
const LENGTH: u32 = 3;
const SIZE: (usize, usize) = (320, 180);
/// Hertz.
const TONE: f64 = 1_000.0;

/// Whether picture number `n` is bright.
fn is_bright(n: u32) -> bool {
    (FIRST..FIRST + LENGTH).contains(&(n % PERIOD))
}

/// One period in VP8, each picture a whole one, so that it may be sent over and over.
pub(crate) fn pictures() -> Vec<Vec<u8>> {
    gst::init().unwrap();
    let caps = format!(
        "video/x-raw,format=I420,width={},height={},framerate={RATE}/1",
        SIZE.0, SIZE.1
    );
    let encoder = "vp8enc deadline=1 cpu-used=-16 threads=1 keyframe-max-dist=1 lag-in-frames=0 target-bitrate=1000000";
    let raw = (0..PERIOD).map(|n| {
        let luma = SIZE.0 * SIZE.1;
        let mut bytes = vec![if is_bright(n) { 220 } else { 30 }; luma];
        bytes.resize(luma * 3 / 2, 128);
        bytes
    });
    run(&caps, encoder, raw)
        .iter()
        .map(|sample| sample.buffer().unwrap().map_readable().unwrap().to_vec())
        .collect()
}

/// 20 ms of µ-law that begin at sample `from` of the clip (8 kHz).
pub(crate) fn sound(from: u64) -> Vec<u8> {
    (from..from + 160).map(|n| mu_law(sample(n))).collect()
}

fn sample(n: u64) -> i16 {
    let picture = n * u64::from(RATE) / 8_000;
    if !is_bright((picture % u64::from(PERIOD)) as u32) {
        return 0;
    }
    ((n as f64 * TONE / 8_000.0 * std::f64::consts::TAU).sin() * 12_000.0) as i16
}

/// ITU-T G.711, written once more.
fn mu_law(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.unsigned_abs().min(32_635) + 132;
    let exponent = 15 - magnitude.leading_zeros() as u8 - 7;
    let mantissa = (magnitude >> (exponent + 3)) as u8 & 15;
    !(sign | exponent << 4 | mantissa)
}

/// Which pictures of an H.264 or VP8 stream are bright; `None` for one that does not decode.
pub(crate) fn are_bright(codec: tolk_model::Codec, units: &[Vec<u8>]) -> Vec<bool> {
    gst::init().unwrap();
    let (caps, decoder) = match codec {
        tolk_model::Codec::H264 => (
            "video/x-h264,stream-format=byte-stream,alignment=au",
            "h264parse ! avdec_h264 max-threads=1 ! video/x-raw,format=I420",
        ),
        _ => ("video/x-vp8", "vp8dec ! video/x-raw,format=I420"),
    };
    run(caps, decoder, units.iter().cloned())
        .iter()
        .map(|sample| {
            let buffer = sample.buffer().unwrap().map_readable().unwrap();
            // The middle of the luma plane.
            buffer[buffer.len() / 3] > 125
        })
        .collect()
}

fn run(caps: &str, element: &str, buffers: impl Iterator<Item = Vec<u8>>) -> Vec<gst::Sample> {
    let pipeline = gst::parse::launch(&format!(
        "appsrc name=source format=time max-bytes=0 caps=\"{caps}\" ! {element} ! appsink name=sink sync=false"
    ))
    .unwrap()
    .downcast::<gst::Pipeline>()
    .unwrap();
    let find = |name| pipeline.by_name(name);
    let source = find("source").and_downcast::<app::AppSrc>().unwrap();
    let sink = find("sink").and_downcast::<app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    for (n, bytes) in buffers.enumerate() {
        let mut buffer = gst::Buffer::from_mut_slice(bytes);
        let at = gst::ClockTime::from_nseconds(n as u64 * 1_000_000_000 / u64::from(RATE));
        buffer.get_mut().unwrap().set_pts(at);
        source.push_buffer(buffer).unwrap();
    }
    source.end_of_stream().unwrap();
    let mut samples = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        samples.push(sample);
    }
    pipeline.set_state(gst::State::Null).unwrap();
    samples
}
