//! Events on their way to the core.

use std::collections::VecDeque;

use tokio::sync::mpsc::{Sender, error::TrySendError};
use tolk_model::plan::MediaEvent;

/// Events that cannot be missed and wait for a slow reader: a few for each leg of a full node. Beyond it even they are dropped and
/// counted: the reader is gone or stuck for good.
const WAITING: usize = 65_536;

/// Hands events over without ever waiting.
pub(super) struct Outbox {
    events: Sender<MediaEvent>,
    waiting: VecDeque<MediaEvent>,
    dropped: u64,
}

impl Outbox {
    pub(super) fn new(events: Sender<MediaEvent>) -> Outbox {
        Outbox {
            events,
            waiting: VecDeque::new(),
            dropped: 0,
        }
    }

    /// Tells the core. Reports that come again are dropped while it is slow; everything else waits in order.
    pub(super) fn tell(&mut self, event: MediaEvent) {
        let comes_again = matches!(
            event,
            MediaEvent::Quality(..) | MediaEvent::ActiveSpeaker(..) | MediaEvent::PictureNeeded(..)
        );
        if !self.waiting.is_empty() {
            if comes_again || self.waiting.len() >= WAITING {
                self.dropped += 1;
            } else {
                self.waiting.push_back(event);
            }
            return;
        }
        match self.events.try_send(event) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(_)) if comes_again => self.dropped += 1,
            Err(TrySendError::Full(event)) => self.waiting.push_back(event),
        }
    }

    /// Tries what waits once more.
    pub(super) fn flush(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            match self.events.try_send(event) {
                Ok(()) | Err(TrySendError::Closed(_)) => {}
                Err(TrySendError::Full(event)) => {
                    self.waiting.push_front(event);
                    return;
                }
            }
        }
    }

    /// Events that wait and that were dropped.
    pub(super) fn counts(&self) -> (usize, u64) {
        (self.waiting.len(), self.dropped)
    }

    /// At the end there is no hurry: waits for the reader, so that every `Closed` is told.
    pub(super) fn finish(mut self) {
        for event in std::mem::take(&mut self.waiting) {
            // A reader that is gone does not want it.
            let _ = self.events.blocking_send(event);
        }
    }
}
