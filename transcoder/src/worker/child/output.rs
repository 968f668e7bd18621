//! What goes back to the parent: one writer thread behind a bounded queue.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, thread};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use gstreamer as gst;

use super::super::protocol::{FromWorker, write_frame};

/// Messages that wait for the parent to read: half a second of eight encoders.
const MAX_WAITING: usize = 128;

type Unit = gst::buffer::MappedBuffer<gst::buffer::Readable>;

/// The way to the parent.
#[derive(Clone, Debug)]
pub(super) struct Output {
    messages: Sender<(FromWorker, Option<Unit>)>,
    dropped: Arc<AtomicU64>,
}

impl Output {
    /// Starts the writer thread. It ends when the parent closes the socket or the last `Output` is gone.
    pub(super) fn start(socket: UnixStream) -> io::Result<Output> {
        let (messages, waiting) = bounded(MAX_WAITING);
        thread::Builder::new()
            .name("writer".to_string())
            .spawn(move || write_all(socket, &waiting))?;
        Ok(Output {
            messages,
            dropped: Arc::default(),
        })
    }

    /// Says something, waiting for a place in the queue: these are few. `false` when the parent is gone.
    pub(super) fn say(&self, message: FromWorker) -> bool {
        self.messages.send((message, None)).is_ok()
    }

    /// Hands over an access unit, or drops it when the parent is slow. `false`: the stream has a hole now.
    pub(super) fn unit(&self, message: FromWorker, unit: Unit) -> bool {
        match self.messages.try_send((message, Some(unit))) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
                false
            }
        }
    }

    /// Access units that were dropped because the parent is slow.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

fn write_all(mut socket: UnixStream, waiting: &Receiver<(FromWorker, Option<Unit>)>) {
    while let Ok((message, unit)) = waiting.recv() {
        let payload = unit.as_ref().map_or(&[][..], |unit| unit.as_slice());
        if write_frame(&mut socket, &message, payload).is_err() {
            return;
        }
    }
}
