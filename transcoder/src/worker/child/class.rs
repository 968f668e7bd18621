//! One class: takes the newest picture of its source, scales it to fit, and gives it to its encoder.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use gstreamer as gst;
use gstreamer_video as gv;
use gv::prelude::*;

use super::super::protocol::{DecodedPicture, Encoding, PictureSource};
use super::clock::{ClassClock, Pace};
use super::control::Event;
use super::encoder::{Encoder, Progress, Shape};
use super::output::Output;
use super::scale::{fit, scale};
use super::slide;
use super::slot::Slot;

/// A still is sent this often: a receiver that joins or lost a packet has it soon, and it costs next to nothing.
const SLIDE_PERIOD: Duration = Duration::from_millis(200);
/// A source without a new picture for this long stands still: its last one is shown again where that helps.
const STANDS_AFTER: Duration = Duration::from_millis(150);
/// An encoder that took this many pictures more than it gave, for [`STUCK_FOR`], never returns.
const STUCK_PICTURES: u64 = 2;
/// See [`STUCK_PICTURES`].
const STUCK_FOR: Duration = Duration::from_secs(2);
/// Pictures of one size that are scaled ahead of the encoder.
const POOL: u32 = 3;

/// What a class should do; the control thread writes, the drawing thread reads.
#[derive(Debug)]
struct Wanted {
    encoding: Encoding,
    slot: Option<Arc<Slot>>,
}

pub(super) struct Class {
    id: u32,
    wanted: Arc<Mutex<Wanted>>,
    progress: Arc<Progress>,
    stop: Arc<AtomicBool>,
    wake: Sender<()>,
    thread: Option<JoinHandle<()>>,
    made: u64,
    made_at: Instant,
}

impl Class {
    pub(super) fn start(
        id: u32,
        encoding: Encoding,
        slot: Option<Arc<Slot>>,
        events: &Sender<Event>,
        output: &Output,
    ) -> io::Result<Class> {
        let (wake, woken) = bounded(1);
        if let Some(slot) = &slot {
            slot.watch(id, wake.clone());
        }
        let wanted = Arc::new(Mutex::new(Wanted { encoding, slot }));
        let progress = Arc::<Progress>::default();
        let stop = Arc::<AtomicBool>::default();
        let drawing = Drawing {
            id,
            wanted: Arc::clone(&wanted),
            progress: Arc::clone(&progress),
            stop: Arc::clone(&stop),
            events: events.clone(),
            output: output.clone(),
            encoder: None,
            pool: None,
            clock: ClassClock::new(),
            pace: Pace::new(),
            drawn: None,
            slide: None,
            began: Instant::now(),
        };
        let thread = thread::Builder::new()
            .name(format!("class-{id}"))
            .spawn(move || drawing.run(&woken))?;
        // A slide needs no picture to begin with.
        let _ = wake.try_send(());
        Ok(Class {
            id,
            wanted,
            progress,
            stop,
            wake,
            thread: Some(thread),
            made: 0,
            made_at: Instant::now(),
        })
    }

    /// Changes what it shows and how; whatever needs no other encoder keeps the one that runs.
    pub(super) fn change(&self, encoding: Encoding, slot: Option<Arc<Slot>>) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = &wanted.slot {
            old.leave(self.id);
        }
        if let Some(new) = &slot {
            new.watch(self.id, self.wake.clone());
        }
        *wanted = Wanted { encoding, slot };
        drop(wanted);
        let _ = self.wake.try_send(());
    }

    /// Makes the next picture a whole one.
    pub(super) fn force_key(&self) {
        self.progress.needs_key.store(true, Ordering::Relaxed);
    }

    /// Whether the encoder took pictures and gives none: then only another process helps.
    pub(super) fn is_stuck(&mut self) -> bool {
        let made = self.progress.made.load(Ordering::Relaxed);
        let taken = self.progress.taken.load(Ordering::Relaxed);
        if made != self.made || taken < made + STUCK_PICTURES {
            self.made = made;
            self.made_at = Instant::now();
        }
        self.made_at.elapsed() > STUCK_FOR
    }
}

impl Drop for Class {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.wake.try_send(());
        if let Some(slot) = &self
            .wanted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .slot
        {
            slot.leave(self.id);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The picture that was taken last.
#[derive(Debug)]
struct Drawn {
    number: u64,
    encoding: Encoding,
    at: Instant,
}

struct Drawing {
    id: u32,
    wanted: Arc<Mutex<Wanted>>,
    progress: Arc<Progress>,
    stop: Arc<AtomicBool>,
    events: Sender<Event>,
    output: Output,
    encoder: Option<Encoder>,
    pool: Option<((u32, u32), gst::BufferPool)>,
    clock: ClassClock,
    pace: Pace,
    drawn: Option<Drawn>,
    slide: Option<(PictureSource, gst::Sample)>,
    began: Instant,
}

impl Drawing {
    fn run(mut self, woken: &Receiver<()>) {
        while !self.stop.load(Ordering::Relaxed) {
            let (encoding, slot) = {
                let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
                (wanted.encoding.clone(), wanted.slot.clone())
            };
            if let Some(encoder) = &mut self.encoder {
                encoder.set_rate(encoding.kbps);
            }
            match slot {
                Some(slot) => self.draw_newest(&encoding, &slot),
                None => self.draw_slide(&encoding),
            }
            if woken.recv_timeout(SLIDE_PERIOD) == Err(RecvTimeoutError::Disconnected) {
                break;
            }
        }
        if let Some((_, pool)) = self.pool.take() {
            let _ = pool.set_active(false);
        }
    }

    /// Draws the newest picture if it is new, or if it must be shown again: a source that stands still (a document, a camera that
    /// stalls) has no new one for a receiver that needs a whole picture, or for an encoder that has just been changed.
    fn draw_newest(&mut self, encoding: &Encoding, slot: &Slot) {
        let Some(picture) = slot.newest() else { return };
        let mut at_ns = picture.at_ns;
        if let Some(drawn) = &self.drawn
            && drawn.number == picture.number
            && drawn.encoding.picture == encoding.picture
        {
            let stands = drawn.at.elapsed();
            let wanted =
                self.progress.needs_key.load(Ordering::Relaxed) || drawn.encoding.differs(encoding);
            if !wanted || stands < STANDS_AFTER {
                return;
            }
            at_ns += u64::try_from(stands.as_nanos()).unwrap_or(0);
        } else {
            self.drawn = Some(Drawn {
                number: picture.number,
                encoding: encoding.clone(),
                at: Instant::now(),
            });
        }
        if let Some(drawn) = &mut self.drawn {
            drawn.encoding = encoding.clone();
        }
        self.draw(encoding, &picture.sample, at_ns);
    }

    fn draw_slide(&mut self, encoding: &Encoding) {
        let PictureSource::Slide(prompt, language) = &encoding.picture else {
            return;
        };
        let same = self
            .slide
            .as_ref()
            .is_some_and(|(source, _)| *source == encoding.picture);
        if !same {
            let size = (
                u32::from(encoding.max_width),
                u32::from(encoding.max_height),
            );
            self.slide = slide::draw(prompt, *language, size)
                .map(|sample| (encoding.picture.clone(), sample));
        }
        let at_ns = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        if let Some((_, sample)) = self.slide.clone() {
            self.draw(encoding, &sample, at_ns);
        }
    }

    fn draw(&mut self, encoding: &Encoding, sample: &gst::Sample, at_ns: u64) {
        let (Some(info), Some(buffer)) = (
            sample
                .caps()
                .and_then(|caps| gv::VideoInfo::from_caps(caps).ok()),
            sample.buffer_owned(),
        ) else {
            return;
        };
        let at = self.clock.stamp(&encoding.picture, at_ns, Instant::now());
        let of = match encoding.picture {
            PictureSource::Input(input) => Some(DecodedPicture { input, at_ns }),
            PictureSource::Slide(..) => None,
        };
        if !self.pace.admits(at, encoding.frame_rate) {
            return;
        }
        let shape = shape(encoding, &info);
        if !self.have_encoder(shape, encoding.kbps) {
            return;
        }
        let Some(scaled) = self.fitted(&info, buffer, (shape.width, shape.height)) else {
            return;
        };
        let Some(encoder) = &self.encoder else { return };
        if encoder.is_busy() {
            return;
        }
        if self.progress.needs_key.swap(false, Ordering::Relaxed) {
            encoder.force_key();
        }
        encoder.push(scaled, at, of);
    }

    /// An encoder of this shape; another one when the shape has changed. It begins with a whole picture.
    fn have_encoder(&mut self, shape: Shape, kbps: u32) -> bool {
        if self
            .encoder
            .as_ref()
            .is_some_and(|encoder| encoder.shape() == shape)
        {
            return true;
        }
        self.encoder = None;
        self.encoder = Encoder::build(
            self.id,
            shape,
            kbps,
            &self.progress,
            &self.events,
            &self.output,
        );
        if self.encoder.is_none() {
            let text = format!("no encoder for {shape:?}");
            let _ = self.events.try_send(Event::EncoderFailed(self.id, text));
        }
        self.encoder.is_some()
    }

    /// The picture in the encoder's size: the decoder's own buffer when it has it already, else a scaled copy.
    fn fitted(
        &mut self,
        info: &gv::VideoInfo,
        buffer: gst::Buffer,
        size: (u32, u32),
    ) -> Option<gst::Buffer> {
        if (info.width(), info.height()) == size {
            // Another outer buffer around the same memory: its times are ours.
            return Some(buffer.copy());
        }
        let target = gv::VideoInfo::builder(gv::VideoFormat::I420, size.0, size.1)
            .build()
            .ok()?;
        let mut scaled = self.empty(&target, size)?;
        let from = gv::VideoFrameRef::from_buffer_ref_readable(&buffer, info).ok()?;
        let mut to =
            gv::VideoFrameRef::from_buffer_ref_writable(scaled.make_mut(), &target).ok()?;
        let done = scale(&from, &mut to);
        drop(to);
        done.then_some(scaled)
    }

    fn empty(&mut self, info: &gv::VideoInfo, size: (u32, u32)) -> Option<gst::Buffer> {
        if self.pool.as_ref().is_none_or(|(of, _)| *of != size) {
            if let Some((_, old)) = self.pool.take() {
                let _ = old.set_active(false);
            }
            let pool = gst::BufferPool::new();
            let mut config = pool.config();
            config.set_params(None, u32::try_from(info.size()).ok()?, POOL, 0);
            pool.set_config(config).ok()?;
            pool.set_active(true).ok()?;
            self.pool = Some((size, pool));
        }
        let (_, pool) = self.pool.as_ref()?;
        pool.acquire_buffer(None).ok()
    }
}

fn shape(encoding: &Encoding, info: &gv::VideoInfo) -> Shape {
    let fraction = |n: i32| u32::try_from(n).unwrap_or(1);
    let pixel = (fraction(info.par().numer()), fraction(info.par().denom()));
    let most = (
        u32::from(encoding.max_width),
        u32::from(encoding.max_height),
    );
    let (width, height) = fit(info.width(), info.height(), pixel, most);
    Shape {
        codec: encoding.codec,
        single_nal: encoding.single_nal,
        width,
        height,
        frame_rate: encoding.frame_rate,
    }
}
