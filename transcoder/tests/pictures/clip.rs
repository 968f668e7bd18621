//! Pictures to send and to look at: made, encoded and decoded here, apart from the code under test.

use gstreamer as gst;
use gstreamer_app as app;
use gstreamer_video as gv;
use gv::prelude::*;
use tolk_model::Codec;

/// Brightness of the four quarters of every picture: left and right above, left and right below.
pub(crate) const QUARTERS: [u8; 4] = [50, 100, 150, 200];
/// Pictures a second.
pub(crate) const RATE: u32 = 30;

/// One encoded picture.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) bytes: Vec<u8>,
    pub(crate) key: bool,
}

/// What a decoded picture looks like.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) size: (u32, u32),
    pub(crate) quarters: [f64; 4],
}

/// How lively a clip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Four quarters and a mark that moves.
    Calm,
    /// The same with noise, which no encoder can predict.
    Noisy,
}

/// A clip of `count` pictures that begins with a key picture.
pub(crate) fn clip(codec: Codec, size: (u32, u32), count: u32, content: Content) -> Vec<Unit> {
    gst::init().unwrap();
    let encoder = match codec {
        Codec::H264 => {
            "x264enc speed-preset=ultrafast tune=zerolatency threads=1 key-int-max=1000 bitrate=1500 ! \
             video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au"
        }
        Codec::Vp8 => {
            "vp8enc deadline=1 cpu-used=-16 threads=1 keyframe-max-dist=1000 lag-in-frames=0 target-bitrate=1500000"
        }
        other => panic!("no encoder for {other:?}"),
    };
    let caps = format!(
        "video/x-raw,format=I420,width={},height={},framerate={RATE}/1",
        size.0, size.1
    );
    let pictures = (0..count).map(|n| {
        let mut buffer = gst::Buffer::from_mut_slice(picture(size, n, content));
        let at = u64::from(n) * 1_000_000_000 / u64::from(RATE);
        buffer
            .get_mut()
            .unwrap()
            .set_pts(gst::ClockTime::from_nseconds(at));
        buffer
    });
    run(&caps, encoder, pictures)
        .into_iter()
        .map(|sample| {
            let buffer = sample.buffer().unwrap();
            Unit {
                bytes: buffer.map_readable().unwrap().to_vec(),
                key: !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT),
            }
        })
        .collect()
}

/// Decodes units that begin with a key picture.
pub(crate) fn looks(codec: Codec, units: &[Unit]) -> Vec<Look> {
    gst::init().unwrap();
    let (caps, decoder) = match codec {
        Codec::H264 => (
            "video/x-h264,stream-format=byte-stream,alignment=au",
            "h264parse ! avdec_h264 max-threads=1 ! video/x-raw,format=I420",
        ),
        Codec::Vp8 => ("video/x-vp8", "vp8dec ! video/x-raw,format=I420"),
        other => panic!("no decoder for {other:?}"),
    };
    let units = units.iter().enumerate().map(|(n, unit)| {
        let mut buffer = gst::Buffer::from_mut_slice(unit.bytes.clone());
        buffer
            .get_mut()
            .unwrap()
            .set_pts(gst::ClockTime::from_mseconds(n as u64 * 33));
        buffer
    });
    run(caps, decoder, units).iter().map(look).collect()
}

fn run(caps: &str, element: &str, buffers: impl Iterator<Item = gst::Buffer>) -> Vec<gst::Sample> {
    let pipeline = gst::parse::launch(&format!(
        "appsrc name=source format=time max-bytes=0 caps=\"{caps}\" ! {element} ! appsink name=sink sync=false"
    ))
    .unwrap()
    .downcast::<gst::Pipeline>()
    .unwrap();
    let source = pipeline
        .by_name("source")
        .and_downcast::<app::AppSrc>()
        .unwrap();
    let sink = pipeline
        .by_name("sink")
        .and_downcast::<app::AppSink>()
        .unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    for buffer in buffers {
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

fn picture((width, height): (u32, u32), number: u32, content: Content) -> Vec<u8> {
    let (width, height) = (width as usize, height as usize);
    let mut noise = 0x9e37_79b9_u32.wrapping_mul(number + 1);
    let mut bytes = Vec::with_capacity(width * height * 3 / 2);
    for y in 0..height {
        for x in 0..width {
            let quarter = usize::from(y >= height / 2) * 2 + usize::from(x >= width / 2);
            let mut value = QUARTERS[quarter];
            if content == Content::Noisy {
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                value = value - 20 + (noise % 41) as u8;
            }
            bytes.push(value);
        }
    }
    // A mark of 16x16 that moves along the middle.
    let left = (number as usize * 4) % (width - 16);
    for row in bytes.chunks_mut(width).skip(height / 2 - 8).take(16) {
        row[left..left + 16].fill(235);
    }
    bytes.resize(width * height * 3 / 2, 128);
    bytes
}

fn look(sample: &gst::Sample) -> Look {
    let info = gv::VideoInfo::from_caps(sample.caps().unwrap()).unwrap();
    let frame =
        gv::VideoFrameRef::from_buffer_ref_readable(sample.buffer().unwrap(), &info).unwrap();
    let (width, height) = (info.width() as usize, info.height() as usize);
    let stride = frame.plane_stride()[0] as usize;
    let plane = frame.plane_data(0).unwrap();
    let mean = |right: usize, below: usize| {
        // The inner part of a quarter: the mark and the edges stay out.
        let columns = right * width / 2 + width / 8..right * width / 2 + width * 3 / 8;
        let rows = below * height / 2 + height / 8..below * height / 2 + height * 3 / 8;
        let count = (columns.len() * rows.len()) as f64;
        let sum: f64 = rows
            .flat_map(|row| &plane[row * stride + columns.start..row * stride + columns.end])
            .map(|value| f64::from(*value))
            .sum();
        sum / count
    };
    Look {
        size: (info.width(), info.height()),
        quarters: [mean(0, 0), mean(1, 0), mean(0, 1), mean(1, 1)],
    }
}

/// Whether a picture shows the four quarters.
pub(crate) fn shows_quarters(look: &Look) -> bool {
    look.quarters
        .iter()
        .zip(QUARTERS)
        .all(|(seen, made)| (seen - f64::from(made)).abs() < 8.0)
}
