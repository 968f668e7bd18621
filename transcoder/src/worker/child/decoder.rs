//! One decoder: access units in, the newest picture in a slot.
//!
//! Decoders hardly report damage. So silence is what counts: units that were *offered* and no picture for it. A decoder that errs or is
//! silent is built again after a growing pause, and a whole picture is asked for.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use gstreamer as gst;
use gstreamer_app as app;
use gstreamer_video as gv;
use gv::prelude::*;

use super::super::protocol::{Counters, FromWorker, InputId, PictureCodec};
use super::super::sandbox::{BlackBoxEntry, black_box_place};
use super::control::Event;
use super::output::Output;
use super::slot::Slot;

/// Units that wait before a decoder; beyond it the stream is dropped up to its next key picture.
const MAX_WAITING: u64 = 6;
/// Pause before a failed decoder is built again, doubled each time up to [`MOST_PAUSE`].
const LEAST_PAUSE: Duration = Duration::from_millis(50);
/// A stream that no decoder here can decode costs one attempt in five seconds.
const MOST_PAUSE: Duration = Duration::from_secs(5);
/// Between two requests for a whole picture: a round trip, and time for the sender's encoder.
const REQUEST_GAP: Duration = Duration::from_millis(300);
/// This many units without a picture, and this long: ask for a whole one.
const SILENT_UNITS: u32 = 8;
/// See [`SILENT_UNITS`].
const SILENT_FOR: Duration = Duration::from_millis(400);
/// This many units with a key picture among them, and this long: the decoder is stuck.
const STUCK_UNITS: u32 = 30;
/// See [`STUCK_UNITS`].
const STUCK_FOR: Duration = Duration::from_millis(1200);

/// Where a decoder notes that it is at work, so that the parent knows whose picture ended the process.
pub(super) type BlackBox = Arc<File>;

pub(super) struct Decoder {
    id: InputId,
    codec: PictureCodec,
    slot: Arc<Slot>,
    black_box: Option<BlackBox>,
    generation: u64,
    pipeline: Option<(gst::Pipeline, app::AppSrc)>,
    needs_key: bool,
    requested: Option<Instant>,
    seen: u64,
    seen_at: Instant,
    offered: u32,
    offered_keys: u32,
    pause: Duration,
    rebuild_at: Option<Instant>,
}

impl Decoder {
    pub(super) fn new(
        id: InputId,
        codec: PictureCodec,
        slot: Arc<Slot>,
        black_box: Option<BlackBox>,
    ) -> Decoder {
        let seen = slot.count();
        Decoder {
            id,
            codec,
            slot,
            black_box,
            generation: 0,
            pipeline: None,
            needs_key: true,
            requested: None,
            seen,
            seen_at: Instant::now(),
            offered: 0,
            offered_keys: 0,
            pause: LEAST_PAUSE,
            rebuild_at: None,
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Builds the pipeline, again if there was one. When that fails it is tried again later.
    pub(super) fn build(&mut self, events: &Sender<Event>) {
        self.tear_down();
        self.generation += 1;
        self.needs_key = true;
        self.rebuild_at = None;
        (self.offered, self.offered_keys, self.seen_at) = (0, 0, Instant::now());
        match self.pipeline(events) {
            Ok(pipeline) => self.pipeline = Some(pipeline),
            Err(_) => self.build_later(),
        }
    }

    /// Gives the pipeline up and has it built again after a pause.
    pub(super) fn build_later(&mut self) {
        self.tear_down();
        self.rebuild_at = Some(Instant::now() + self.pause);
        self.pause = (self.pause * 2).min(MOST_PAUSE);
    }

    /// Takes one access unit.
    pub(super) fn push(
        &mut self,
        unit: Vec<u8>,
        at_ns: u64,
        key: bool,
        output: &Output,
        counters: &mut Counters,
    ) {
        counters.units_in += 1;
        let Some((_, source)) = &self.pipeline else {
            counters.units_dropped += 1;
            return;
        };
        let late = source.current_level_buffers() >= MAX_WAITING;
        // Counted before any drop: a decoder that never returns shows up as a full queue, too.
        if late || !self.needs_key || key {
            self.offered += 1;
            self.offered_keys += u32::from(key);
        }
        self.needs_key |= late;
        if late || (self.needs_key && !key) {
            counters.units_dropped += 1;
            self.request(output);
            return;
        }
        self.needs_key = false;
        let mut buffer = gst::Buffer::from_mut_slice(unit);
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(gst::ClockTime::from_nseconds(at_ns));
            if !key {
                buffer.set_flags(gst::BufferFlags::DELTA_UNIT);
            }
        }
        // An error arrives on the bus as well, and is handled from there.
        let _ = source.push_buffer(buffer);
    }

    /// Asks the sender for a whole picture, not too often.
    pub(super) fn request(&mut self, output: &Output) {
        if self.requested.is_none_or(|at| at.elapsed() > REQUEST_GAP) {
            self.requested = Some(Instant::now());
            output.say(FromWorker::NeedsPicture(self.id));
        }
    }

    /// To be called every 100 ms: asks, or builds again. `true` when it built again.
    pub(super) fn look_after(&mut self, events: &Sender<Event>, output: &Output) -> bool {
        let count = self.slot.count();
        if count != self.seen {
            self.seen = count;
            (self.offered, self.offered_keys, self.seen_at) = (0, 0, Instant::now());
            self.pause = LEAST_PAUSE;
        }
        let silent = self.seen_at.elapsed();
        if self.offered >= SILENT_UNITS && silent > SILENT_FOR {
            self.needs_key = true;
            self.request(output);
        }
        let stuck = self.offered >= STUCK_UNITS && self.offered_keys > 0 && silent > STUCK_FOR;
        if stuck {
            self.build_later();
        }
        if self.rebuild_at.is_some_and(|at| Instant::now() >= at) {
            self.build(events);
            self.request(output);
            return true;
        }
        false
    }

    fn pipeline(
        &self,
        events: &Sender<Event>,
    ) -> Result<(gst::Pipeline, app::AppSrc), gst::glib::BoolError> {
        let missing = |_| gst::glib::bool_error!("the pipeline is not as described");
        let (caps, decoder) = match self.codec {
            PictureCodec::H264 => (
                "video/x-h264,stream-format=byte-stream,alignment=au",
                "h264parse ! avdec_h264 name=decoder max-threads=1",
            ),
            PictureCodec::Vp8 => ("video/x-vp8", "vp8dec name=decoder threads=1"),
        };
        let description = format!(
            "appsrc name=source is-live=true format=time block=false max-bytes=0 caps=\"{caps}\" ! {decoder} ! \
             appsink name=sink sync=false max-buffers=2 drop=true caps=video/x-raw,format=I420"
        );
        let pipeline = gst::parse::launch(&description)
            .map_err(|_| gst::glib::bool_error!("an element is missing"))?
            .downcast::<gst::Pipeline>()
            .map_err(|_| gst::glib::bool_error!("not a pipeline"))?;
        let source = named::<app::AppSrc>(&pipeline, "source")
            .ok_or(())
            .map_err(missing)?;
        let sink = named::<app::AppSink>(&pipeline, "sink")
            .ok_or(())
            .map_err(missing)?;
        take_strides(&sink);
        self.note_work(&pipeline, &source);
        let slot = Arc::clone(&self.slot);
        sink.set_callbacks(
            app::AppSinkCallbacks::builder()
                .new_sample(move |sink| {
                    let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
                    let at = sample.buffer().and_then(gst::BufferRef::pts);
                    slot.put(sample, at.map_or(0, gst::ClockTime::nseconds));
                    Ok(gst::FlowSuccess::Ok)
                })
                .build(),
        );
        report_errors(&pipeline, events.clone(), {
            let (id, generation) = (self.id, self.generation);
            move |text| Event::DecoderFailed(id, generation, text)
        });
        pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| gst::glib::bool_error!("the pipeline does not start"))?;
        Ok((pipeline, source))
    }

    /// Notes in the black box when a unit goes into the decoder, and when the streaming thread is back for more.
    fn note_work(&self, pipeline: &gst::Pipeline, source: &app::AppSrc) {
        let Some(black_box) = &self.black_box else {
            return;
        };
        let place = black_box_place(self.id);
        let note = move |black_box: &BlackBox, entry: BlackBoxEntry| {
            // Without a black box pictures still flow; only a poisonous stream is found later.
            let _ = black_box.write_all_at(&entry.to_bytes(), place);
        };
        let id = self.id;
        if let Some(pad) = pipeline
            .by_name("decoder")
            .and_then(|decoder| decoder.static_pad("sink"))
        {
            let black_box = Arc::clone(black_box);
            pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
                note(
                    &black_box,
                    BlackBoxEntry {
                        input: id,
                        inside: true,
                    },
                );
                gst::PadProbeReturn::Ok
            });
        }
        let black_box = Arc::clone(black_box);
        source.set_callbacks(
            app::AppSrcCallbacks::builder()
                .need_data(move |_, _| {
                    note(
                        &black_box,
                        BlackBoxEntry {
                            input: id,
                            inside: false,
                        },
                    )
                })
                .build(),
        );
    }

    fn tear_down(&mut self) {
        if let Some((pipeline, _)) = self.pipeline.take() {
            end_pipeline(&pipeline);
        }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.tear_down();
    }
}

/// The element `name` of a pipeline.
pub(super) fn named<T: IsA<gst::Element>>(pipeline: &gst::Pipeline, name: &str) -> Option<T> {
    pipeline
        .by_name(name)
        .and_then(|element| element.downcast::<T>().ok())
}

/// Sends the pipeline's errors to the control thread. A streaming thread calls this: it never waits.
pub(super) fn report_errors(
    pipeline: &gst::Pipeline,
    events: Sender<Event>,
    make: impl Fn(String) -> Event + Send + Sync + 'static,
) {
    if let Some(bus) = pipeline.bus() {
        bus.set_sync_handler(move |_, message| {
            if let gst::MessageView::Error(error) = message.view() {
                let _ = events.try_send(make(error.error().to_string()));
            }
            gst::BusSyncReply::Drop
        });
    }
}

/// Stops a pipeline. Hangs when one of its elements does; the parent's watchdog then ends the process.
pub(super) fn end_pipeline(pipeline: &gst::Pipeline) {
    if let Some(bus) = pipeline.bus() {
        bus.unset_sync_handler();
    }
    let _ = pipeline.set_state(gst::State::Null);
}

/// Tells the decoder that we read strides from the buffer, else it copies every picture.
fn take_strides(sink: &app::AppSink) {
    if let Some(pad) = sink.static_pad("sink") {
        pad.add_probe(gst::PadProbeType::QUERY_DOWNSTREAM, |_, info| {
            if let Some(gst::PadProbeData::Query(query)) = &mut info.data
                && let gst::QueryViewMut::Allocation(allocation) = query.view_mut()
            {
                allocation.add_allocation_meta::<gv::VideoMeta>(None);
                return gst::PadProbeReturn::Handled;
            }
            gst::PadProbeReturn::Ok
        });
    }
}
