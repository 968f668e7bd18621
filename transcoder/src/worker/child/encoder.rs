//! One encoder of one size: pictures in, access units to the parent.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::Sender;
use gstreamer as gst;
use gstreamer_app as app;
use gstreamer_video as gv;
use gv::prelude::*;

use super::super::protocol::{DecodedPicture, FromWorker, PictureCodec};
use super::control::Event;
use super::decoder::{end_pipeline, named, report_errors};
use super::output::Output;

/// Pictures that wait before an encoder; beyond it the newest is skipped.
const MAX_WAITING: u64 = 2;
/// Pictures that are remembered while they are inside: more than wait before it and are worked at.
const MAX_INSIDE: usize = 16;
/// An encoder's rounding of a picture's time: half of the least step between two.
const ROUNDED_NS: u64 = 500_000;
/// Slices of a peer that takes one NAL unit a packet (RFC 6184 §6.2): below the payload limit by what x264 underestimates.
const SLICE_BYTES: usize = crate::picture::MAX_PAYLOAD_BYTES - 60;
/// Pictures between key pictures that nobody asked for: ten seconds at 30 a second.
const KEY_DISTANCE: u32 = 300;

/// What stays the same in the life of an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) codec: PictureCodec,
    pub(super) single_nal: bool,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frame_rate: u8,
}

/// What the streaming thread and the control thread must both see.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The stream to the parent has a hole: the next picture must be whole.
    pub(super) needs_key: AtomicBool,
    /// Pictures given to the encoder.
    pub(super) taken: AtomicU64,
    /// Access units that came out.
    pub(super) made: AtomicU64,
}

/// What the pictures that are in an encoder were made of, by their times.
#[derive(Debug, Default)]
struct Inside(Mutex<VecDeque<(u64, Option<DecodedPicture>)>>);

impl Inside {
    fn enters(&self, at_ns: u64, of: Option<DecodedPicture>) {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.len() >= MAX_INSIDE {
            inside.pop_front();
        }
        inside.push_back((at_ns, of));
    }

    /// The picture that comes out with this time: the last that went in at it or before. Encoders round times by less than a picture's.
    fn leaves(&self, at_ns: u64) -> Option<DecodedPicture> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of = None;
        while let Some((entered, next)) = inside.front().copied()
            && entered <= at_ns.saturating_add(ROUNDED_NS)
        {
            of = next;
            inside.pop_front();
        }
        of
    }
}

pub(super) struct Encoder {
    shape: Shape,
    pipeline: gst::Pipeline,
    source: app::AppSrc,
    element: gst::Element,
    kbps: u32,
    progress: Arc<Progress>,
    inside: Arc<Inside>,
}

impl Encoder {
    pub(super) fn build(
        class: u32,
        shape: Shape,
        kbps: u32,
        progress: &Arc<Progress>,
        events: &Sender<Event>,
        output: &Output,
    ) -> Option<Encoder> {
        // The frame rate must be in the caps: x264enc holds one picture back otherwise.
        let description = format!(
            "appsrc name=source is-live=true format=time block=false max-bytes=0 caps=video/x-raw,format=I420,width={},height={},\
             framerate={}/1,pixel-aspect-ratio=1/1,interlace-mode=progressive ! {} ! appsink name=sink sync=false max-buffers=0",
            shape.width,
            shape.height,
            shape.frame_rate.max(1),
            element(shape, kbps)
        );
        let pipeline = gst::parse::launch(&description)
            .ok()?
            .downcast::<gst::Pipeline>()
            .ok()?;
        let source = named::<app::AppSrc>(&pipeline, "source")?;
        let sink = named::<app::AppSink>(&pipeline, "sink")?;
        let encoder = pipeline.by_name("encoder")?;
        let inside = Arc::<Inside>::default();
        deliver((class, shape.codec), &sink, progress, &inside, output);
        report_errors(&pipeline, events.clone(), move |text| {
            Event::EncoderFailed(class, text)
        });
        pipeline.set_state(gst::State::Playing).ok()?;
        Some(Encoder {
            shape,
            pipeline,
            source,
            element: encoder,
            kbps,
            progress: Arc::clone(progress),
            inside,
        })
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// Whether it has as much to do as it can hold.
    pub(super) fn is_busy(&self) -> bool {
        self.source.current_level_buffers() >= MAX_WAITING
    }

    /// Takes a picture of the encoder's size that was made of `of`.
    pub(super) fn push(&self, mut picture: gst::Buffer, at: Duration, of: Option<DecodedPicture>) {
        let nanos = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX - 1);
        self.inside.enters(nanos, of);
        {
            let picture = picture.make_mut();
            picture.set_pts(gst::ClockTime::from_nseconds(nanos));
            picture.set_dts(gst::ClockTime::NONE);
        }
        self.progress.taken.fetch_add(1, Ordering::Relaxed);
        // An error arrives on the bus as well, and is handled from there.
        let _ = self.source.push_buffer(picture);
    }

    /// Changes the target rate; the encoder goes on.
    pub(super) fn set_rate(&mut self, kbps: u32) {
        if kbps == self.kbps {
            return;
        }
        self.kbps = kbps;
        match self.shape.codec {
            PictureCodec::H264 => self.element.set_property("bitrate", kbps),
            PictureCodec::Vp8 => self.element.set_property(
                "target-bitrate",
                i32::try_from(u64::from(kbps) * 1000).unwrap_or(i32::MAX),
            ),
        }
    }

    /// Makes the next picture a whole one.
    pub(super) fn force_key(&self) {
        let event = gv::UpstreamForceKeyUnitEvent::builder()
            .all_headers(true)
            .build();
        self.element.send_event(event);
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        end_pipeline(&self.pipeline);
        // What was inside will not come out.
        let taken = self.progress.taken.load(Ordering::Relaxed);
        self.progress.made.store(taken, Ordering::Relaxed);
    }
}

fn deliver(
    (class, codec): (u32, PictureCodec),
    sink: &app::AppSink,
    progress: &Arc<Progress>,
    inside: &Arc<Inside>,
    output: &Output,
) {
    let (progress, inside, output) = (Arc::clone(progress), Arc::clone(inside), output.clone());
    sink.set_callbacks(
        app::AppSinkCallbacks::builder()
            .new_sample(move |sink| {
                let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
                // x264enc shifts its times by a thousand hours; the running time of the segment undoes it.
                let segment = sample
                    .segment()
                    .and_then(|segment| segment.downcast_ref::<gst::ClockTime>())
                    .cloned();
                let buffer = sample.buffer_owned().ok_or(gst::FlowError::Error)?;
                let at = buffer.pts().and_then(|pts| match &segment {
                    Some(segment) => segment.to_running_time(pts),
                    None => Some(pts),
                });
                let key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
                let unit = buffer
                    .into_mapped_buffer_readable()
                    .map_err(|_| gst::FlowError::Error)?;
                progress.made.fetch_add(1, Ordering::Relaxed);
                let at_ns = at.map_or(0, gst::ClockTime::nseconds);
                let message = FromWorker::Unit {
                    class,
                    codec,
                    at_ns,
                    key,
                    of: inside.leaves(at_ns),
                };
                if !output.unit(message, unit) {
                    progress.needs_key.store(true, Ordering::Relaxed);
                }
                Ok(gst::FlowSuccess::Ok)
            })
            .build(),
    );
}

/// The encoder and its settings: real time, one thread, no picture held back.
fn element(shape: Shape, kbps: u32) -> String {
    match shape.codec {
        PictureCodec::H264 => {
            let slices = if shape.single_nal {
                format!(":slice-max-size={SLICE_BYTES}")
            } else {
                String::new()
            };
            format!(
                "x264enc name=encoder speed-preset=superfast tune=zerolatency threads=1 key-int-max={KEY_DISTANCE} bitrate={kbps} \
                 option-string=scenecut=0{slices} ! \
                 video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au"
            )
        }
        PictureCodec::Vp8 => format!(
            "vp8enc name=encoder deadline=1 cpu-used=-8 threads=1 end-usage=cbr target-bitrate={} lag-in-frames=0 \
             keyframe-max-dist={KEY_DISTANCE} min-quantizer=4 max-quantizer=56 undershoot=100 overshoot=15 buffer-size=1000 \
             buffer-initial-size=500 buffer-optimal-size=600",
            u64::from(kbps) * 1000
        ),
    }
}
