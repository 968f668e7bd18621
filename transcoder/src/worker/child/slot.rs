//! The newest picture of one input, and who waits for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::Sender;
use gstreamer as gst;

/// One decoded picture.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// I420 with its caps.
    pub(super) sample: gst::Sample,
    /// Time of the picture by the parent's count, ns.
    pub(super) at_ns: u64,
    /// Counts upward within the slot.
    pub(super) number: u64,
}

/// The newest picture wins: an encoder that is slower than its source skips, and nothing queues up. The picture stays when the
/// input stalls or its decoder is built again.
#[derive(Debug, Default)]
pub(super) struct Slot {
    newest: Mutex<Option<Picture>>,
    count: AtomicU64,
    watchers: Mutex<Vec<(u32, Sender<()>)>>,
}

impl Slot {
    /// Puts a picture in and wakes the encoders that show it. Called from a streaming thread: never waits for an encoder.
    pub(super) fn put(&self, sample: gst::Sample, at_ns: u64) {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Picture {
            sample,
            at_ns,
            number,
        });
        for (_, wake) in self
            .watchers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            // A full channel means that the watcher is awake already.
            let _ = wake.try_send(());
        }
    }

    /// The newest picture.
    pub(super) fn newest(&self) -> Option<Picture> {
        self.newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Pictures so far.
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Wakes `class` at every picture from now on.
    pub(super) fn watch(&self, class: u32, wake: Sender<()>) {
        self.leave(class);
        self.watchers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((class, wake));
    }

    /// Wakes `class` no more.
    pub(super) fn leave(&self, class: u32) {
        self.watchers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(other, _)| *other != class);
    }
}
