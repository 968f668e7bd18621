//! The control thread of a worker: the one whose heart beats. If it hangs (a decoder that never stops, say) the parent ends the
//! process; that is intended.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use gstreamer as gst;

use super::super::protocol::{
    Counters, Encoding, FromWorker, InputId, PictureCodec, PictureSource, ToWorker, read_frame,
};
use super::super::sandbox;
use super::class::Class;
use super::decoder::Decoder;
use super::output::Output;
use super::slot::Slot;

/// Messages that wait for the control thread: it never waits itself, so a few.
const MAX_WAITING: usize = 128;
/// Between two heartbeats.
const BEAT: Duration = Duration::from_millis(100);
/// Every element that a pipeline may need. All are loaded before the sandbox shuts.
const ELEMENTS: &[&str] = &[
    "appsrc",
    "appsink",
    "capsfilter",
    "h264parse",
    "avdec_h264",
    "vp8dec",
    "x264enc",
    "vp8enc",
];

/// What the control thread hears.
#[derive(Debug)]
pub(super) enum Event {
    /// From the parent.
    Message(ToWorker, Vec<u8>),
    /// The parent closed the socket, or said nonsense.
    End,
    /// A decoder of this generation reported an error.
    DecoderFailed(InputId, u64, String),
    /// An encoder reported an error.
    EncoderFailed(u32, String),
}

/// Runs a worker on what the parent left as descriptors 3 and 4, until the parent closes the socket.
pub fn main() -> ExitCode {
    let (socket, black_box) = sandbox::inherited();
    match run(socket, black_box) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(socket: UnixStream, black_box: Option<File>) -> io::Result<()> {
    let output = Output::start(socket.try_clone()?)?;
    let (events, heard) = bounded(MAX_WAITING);
    let from_parent = events.clone();
    thread::Builder::new()
        .name("reader".to_string())
        .spawn(move || read_all(socket, &from_parent))?;
    let ready =
        load().and_then(|()| sandbox::shut().map_err(|error| format!("no sandbox: {error}")));
    if let Err(problem) = ready {
        return Err(give_up(&output, &heard, problem));
    }
    output.say(FromWorker::Ready);
    Control {
        output,
        events,
        black_box: black_box.map(Arc::new),
        slots: BTreeMap::new(),
        decoders: BTreeMap::new(),
        classes: BTreeMap::new(),
        counters: Counters::default(),
    }
    .run(&heard)
}

fn load() -> Result<(), String> {
    gst::init().map_err(|error| error.to_string())?;
    for name in ELEMENTS {
        gst::ElementFactory::make(name)
            .build()
            .map_err(|_| format!("GStreamer has no element {name}"))?;
    }
    Ok(())
}

fn read_all(socket: UnixStream, events: &Sender<Event>) {
    let mut reader = BufReader::with_capacity(64 * 1024, socket);
    while let Ok((message, payload)) = read_frame(&mut reader) {
        if events.send(Event::Message(message, payload)).is_err() {
            return;
        }
    }
    let _ = events.send(Event::End);
}

struct Control {
    output: Output,
    events: Sender<Event>,
    black_box: Option<Arc<File>>,
    slots: BTreeMap<InputId, Arc<Slot>>,
    decoders: BTreeMap<InputId, Decoder>,
    classes: BTreeMap<u32, Class>,
    counters: Counters,
}

impl Control {
    fn run(mut self, heard: &Receiver<Event>) -> io::Result<()> {
        let mut next_beat = Instant::now();
        loop {
            match heard.recv_deadline(next_beat) {
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Ok(Event::Message(message, payload)) => self.obey(message, payload),
                Ok(Event::DecoderFailed(id, generation, text)) => {
                    self.decoder_failed(id, generation, text);
                }
                // An encoder that errs will err again: another process is the safe answer.
                Ok(Event::EncoderFailed(class, text)) => {
                    return Err(give_up(
                        &self.output,
                        heard,
                        format!("encoder {class}: {text}"),
                    ));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Instant::now() >= next_beat {
                next_beat = Instant::now() + BEAT;
                self.look_after(heard)?;
            }
        }
    }

    fn obey(&mut self, message: ToWorker, payload: Vec<u8>) {
        match message {
            ToWorker::OpenInput(id, codec) => self.open(id, codec),
            ToWorker::Unit { input, at_ns, key } => {
                if let Some(decoder) = self.decoders.get_mut(&input) {
                    decoder.push(payload, at_ns, key, &self.output, &mut self.counters);
                }
            }
            ToWorker::CloseInput(id) => {
                self.decoders.remove(&id);
                self.slots.remove(&id);
            }
            ToWorker::SetClass(id, encoding) => self.set_class(id, encoding),
            ToWorker::ForceKey(id) => {
                if let Some(class) = self.classes.get(&id) {
                    class.force_key();
                }
            }
            ToWorker::CloseClass(id) => {
                self.classes.remove(&id);
            }
        }
    }

    fn open(&mut self, id: InputId, codec: PictureCodec) {
        // The decoder before must be gone: both would write to one slot.
        self.decoders.remove(&id);
        let slot = self.slot(id);
        let mut decoder = Decoder::new(id, codec, slot, self.black_box.clone());
        decoder.build(&self.events);
        self.decoders.insert(id, decoder);
    }

    fn slot(&mut self, id: InputId) -> Arc<Slot> {
        Arc::clone(self.slots.entry(id).or_default())
    }

    fn set_class(&mut self, id: u32, encoding: Encoding) {
        let slot = match encoding.picture {
            PictureSource::Input(input) => Some(self.slot(input)),
            PictureSource::Slide(..) => None,
        };
        if let Some(class) = self.classes.get(&id) {
            class.change(encoding, slot);
            return;
        }
        match Class::start(id, encoding, slot, &self.events, &self.output) {
            Ok(class) => drop(self.classes.insert(id, class)),
            Err(error) => {
                let _ = self
                    .events
                    .try_send(Event::EncoderFailed(id, error.to_string()));
            }
        }
    }

    fn decoder_failed(&mut self, id: InputId, generation: u64, text: String) {
        let Some(decoder) = self.decoders.get_mut(&id) else {
            return;
        };
        if decoder.generation() == generation {
            self.output
                .say(FromWorker::Fault(format!("decoder {}: {text}", id.0)));
            decoder.build_later();
        }
    }

    fn look_after(&mut self, heard: &Receiver<Event>) -> io::Result<()> {
        for decoder in self.decoders.values_mut() {
            if decoder.look_after(&self.events, &self.output) {
                self.counters.rebuilds += 1;
            }
        }
        let stuck = self
            .classes
            .iter_mut()
            .find_map(|(id, class)| class.is_stuck().then_some(*id));
        if let Some(class) = stuck {
            let problem = format!("encoder {class}: no picture comes out");
            return Err(give_up(&self.output, heard, problem));
        }
        self.counters.pictures = self.slots.values().map(|slot| slot.count()).sum();
        self.counters.output_dropped = self.output.dropped();
        if self.output.say(FromWorker::Beat(self.counters)) {
            Ok(())
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
}

/// Says why this worker is of no use any more, and waits for the parent to end it: leaving at once could cut the message off.
fn give_up(output: &Output, heard: &Receiver<Event>, problem: String) -> io::Error {
    output.say(FromWorker::GaveUp(problem.clone()));
    while !matches!(heard.recv(), Ok(Event::End) | Err(_)) {}
    io::Error::other(problem)
}
